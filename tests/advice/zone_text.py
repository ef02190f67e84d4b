"""A small model of zone files: records that can be added, replaced and deleted, without any check of their data."""

import dataclasses
import difflib
import re

TYPES = ("A", "AAAA", "CNAME", "MX", "NS", "SOA", "TXT", "SPF", "TLSA", "PTR", "DS", "DNSKEY", "CAA", "SRV")
NAMES_AT = {"CNAME": (0,), "NS": (0,), "PTR": (0,), "MX": (1,), "SOA": (0, 1), "SRV": (3,)}
STRING_MOST = 255


@dataclasses.dataclass(frozen=True)
class Record:
    name: str        # absolute, lower case, without the final dot
    type: str
    ttl: str         # "" for the zone's default
    rdata: str       # as it is written in the file
    strings: tuple   # of a text, decoded; () for others

    @property
    def text(self):
        """What spans and `old` of a report mean: the joined text, or the data with whole names."""
        return "".join(self.strings) if self.type == "TXT" else self.rdata

    @property
    def key(self):
        return self.name, self.type


def unescape(token):
    def one(match):
        return chr(int(match[1])) if match[1] else match[2]
    return re.sub(r"\\(?:(\d\d\d)|(.))", one, token)


def escape(text):
    return "".join(c if " " <= c <= "~" and c not in '"\\' else "\\" + c if c in '"\\' else f"\\{ord(c):03d}" for c in text)


def quoted(text):
    parts = [text[i:i + STRING_MOST] for i in range(0, len(text), STRING_MOST)] or [""]
    return " ".join(f'"{escape(part)}"' for part in parts)


TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|(;.*)|((?:[^\s";\\]|\\.)+)')


def tokens_of(line):
    """(text, is_quoted) of a line without its comment."""
    found = []
    for match in TOKEN.finditer(line):
        if match[2] is not None:
            break
        found.append((match[1], True) if match[1] is not None else (match[3], False))
    return found


def absolute(name, origin):
    if name == "@":
        return origin
    if name.endswith("\\."):
        return f"{name}.{origin}".lower()
    return name[:-1].lower() if name.endswith(".") else f"{name}.{origin}".strip(".").lower()


def read_line(line, owner, origin):
    """A record of one line, or None."""
    tokens = tokens_of(line)
    if not tokens:
        return None
    if not line[0].isspace():
        owner = absolute(tokens.pop(0)[0], origin)
    ttl = ""
    while tokens and not tokens[0][1] and (tokens[0][0].isdigit() or tokens[0][0].upper() == "IN"):
        token = tokens.pop(0)[0]
        ttl = token if token.isdigit() else ttl
    if not tokens or tokens[0][0].upper() not in TYPES:
        raise ValueError(f"no record: {line}")
    type = tokens.pop(0)[0].upper()
    if type == "TXT":
        strings = tuple(unescape(token) for token, _ in tokens)
        rdata = re.split(r"\sTXT\s", line, maxsplit=1, flags=re.I)[-1].strip()  # as it is, with its comment
        return Record(owner, type, ttl, rdata, strings)
    words = [token for token, _ in tokens]
    for at in NAMES_AT.get(type, ()):
        if at < len(words) and words[at] != ".":
            words[at] = absolute(words[at], origin) + "."
    return Record(owner, type, ttl, " ".join(words), ())


def read(text, origin):
    """The records of a snippet without parentheses and $INCLUDE."""
    owner, records = origin, []
    for line in text.splitlines():
        if line.startswith("$ORIGIN"):
            origin = absolute(line.split()[1], origin)
        if not line.strip() or line.startswith((";", "$")):
            continue
        record = read_line(line, owner, origin)
        if record:
            owner = record.name
            records.append(record)
    return records


def write(records, apex):
    """A zone file, the SOA record of the apex first."""
    lines = [f"$ORIGIN {apex}.", "$TTL 3600"]
    for record in sorted(records, key=lambda r: (r.type != "SOA", r.type != "NS")):
        lines.append(f"{record.name}. {record.ttl} {record.type} {record.rdata}".replace("  ", " ", 1))
    return "\n".join(lines) + "\n"


def changed(records, change):
    """The records after one change of a report; raises LookupError when its old record is not there."""
    name, type = change["name"].rstrip(".").lower(), change["type"]
    rdata = None if change["text"] is None else quoted(change["text"]) if type == "TXT" else change["text"]
    new = None if rdata is None else Record(name, type, "", rdata, (change["text"],) if type == "TXT" else ())
    if change["action"] == "add":
        return records + [new]
    for i, record in enumerate(records):
        if record.key == (name, type) and same_data(record, change["old"]):
            return records[:i] + ([new] if new else []) + records[i + 1:]
    raise LookupError(f"no record {name} {type} {change['old']!r}")


def plain(text):
    """Without what the report shows otherwise than it is: characters outside ASCII, and escapes of those that hide."""
    return re.sub(r"\\x[0-9A-Fa-f]{2}|[^ -~]", "", text)


def same_data(record, old):
    if record.type == "TXT":
        return plain(record.text) == plain(old)
    return record.rdata.lower().rstrip(".").split() == old.lower().rstrip(".").split()


def followed(records, action, line):
    """
    The records after a person has followed one printed line: what is deleted is there to the letter; of several records at a name
    the one that is most like the new text is replaced.
    """
    new = read_line(line, "", "")
    at = [record for record in records if record.key == new.key]
    if action == "add":
        return records + [new]
    if action == "delete":
        at = [record for record in at if same_data(record, new.text)]
    if not at:
        raise LookupError(f"nothing to {action}: {line}")
    nearest = max(at, key=lambda record: difflib.SequenceMatcher(None, record.text, new.text, autojunk=False).ratio())
    number = records.index(nearest)
    return records[:number] + ([new] if action == "replace" else []) + records[number + 1:]
