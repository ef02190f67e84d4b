"""Changes to zone files as data: what is edited, what it does to mail, and which finding of which command tells it."""

import dataclasses
import os

ZONES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "zones")

BLOCK, TELL, PASS = "block", "tell", "pass"  # an error, a warning at least, nothing but notes

# What the commands are given: a file, or all files of a folder.
BASES = {
    "bakery": "bakery/brotkorb.example.zone",
    "workspace": "workspace/kieseldruck.example.zone",
    "office": "office/hafenspedition.example.zone",
    "newsletter": "newsletter/wollwerk.example.zone",
    "hoster": "hoster/netzscheune.example.zone",
    "agency": "agency/werbekutter.example.zone",
    "customers": "agency",
    "parked": "parked/nebelhorn.example.zone",
    "university": "university/hochschule-moor.example.zone",
    "wildcards": "wildcards/deichhaus.example.zone",
    "six": "six/sechsnetz.example.zone",
    "bank": "bank/sparkontor.example.zone",
    "panel": "panel/rosenhof.example.zone",
}


@dataclasses.dataclass(frozen=True)
class Change:
    kind: str     # a name of KINDS
    base: str     # a name of BASES
    edits: tuple  # each takes the files {path: text} and gives them changed
    wanted: str
    rules: dict   # command ("zone", "diff", "live") -> ids of rules that it must report
    mail: str     # what happens to mail
    refused: bool = False  # the input is none: exit status 2 instead of a finding
    number: int = 1        # of several of this kind and base

    @property
    def id(self):
        return f"{self.base}-{self.kind}" + (f"-{self.number}" if self.number > 1 else "")


def files_of(base):
    """{path: text} of the sound zone files, and the path that the commands are given."""
    given = BASES[base]
    folder = given if os.path.isdir(os.path.join(ZONES, given)) else None
    paths = [f"{given}/{name}" for name in sorted(os.listdir(os.path.join(ZONES, given)))] if folder else [given]
    files = {}
    for path in paths:
        with open(os.path.join(ZONES, path), encoding="utf-8", newline="") as file:
            files[path] = file.read()
    return files, given


def rules_of(commands):
    return {command: tuple(ids.split()) for command, ids in commands.items()}


def numbered(*changes):
    """Several of one kind and base are told apart by their number."""
    seen, found = {}, []
    for change in changes:
        key = change.base, change.kind
        seen[key] = seen.get(key, 0) + 1
        found.append(dataclasses.replace(change, number=seen[key]))
    return tuple(found)


def block(kind, base, mail, *edits, refused=False, **commands):
    return Change(kind, base, edits, BLOCK, rules_of(commands), mail, refused)


def tell(kind, base, mail, *edits, **commands):
    return Change(kind, base, edits, TELL, rules_of(commands), mail)


def harmless(kind, base, mail, *edits):
    return Change(kind, base, edits, PASS, {}, mail)


# Edits. Without `file` they are of the only file, or of the first.

def of(files, file):
    return file or next(iter(files))


def replace(old, new, file=None, times=1):
    def edit(files):
        path = of(files, file)
        if old not in files[path] or old == new:
            raise ValueError(f"nothing to replace in {path}: {old}")
        return files | {path: files[path].replace(old, new, times)}
    return edit


def record_at(text, start):
    """(start, end) of the lines of the record that begins so: to the closing parenthesis if it opens one."""
    begin = 0 if text.startswith(start) else text.index("\n" + start) + 1
    line_end = text.index("\n", begin) + 1
    opens = "(" in text[begin:line_end].split('"')[0] or text[begin:line_end].rstrip().endswith("(")
    return begin, text.index(")", begin) and text.index("\n", text.index(")", begin)) + 1 if opens else line_end


def cut(start, file=None):
    """Deletes a record."""
    def edit(files):
        path = of(files, file)
        begin, end = record_at(files[path], start)
        return files | {path: files[path][:begin] + files[path][end:]}
    return edit


def insert(lines, before=None, file=None):
    """Writes lines above the one that begins so, or at the end."""
    def edit(files):
        path = of(files, file)
        text = files[path]
        at = len(text) if before is None else 0 if text.startswith(before) else text.index("\n" + before) + 1
        return files | {path: text[:at] + lines + text[at:]}
    return edit


def move(start, before=None, file=None):
    """Moves a record above another, or to the end."""
    def edit(files):
        path = of(files, file)
        begin, end = record_at(files[path], start)
        lines = files[path][begin:end]
        return insert(lines, before, path)(cut(start, path)(files))
    return edit


def swap(one, other, file=None):
    def edit(files):
        path = of(files, file)
        first, middle, rest = files[path].partition(one)
        if not middle or other not in rest:
            raise ValueError(f"nothing to swap in {path}: {one}, {other}")
        return files | {path: first + other + rest.replace(other, one, 1)}
    return edit


def again(start, changed, before=None, file=None):
    """A copy of a record, edited: below the original, or above the line that begins so."""
    def edit(files):
        path = of(files, file)
        begin, end = record_at(files[path], start)
        lines = changed(files[path][begin:end])
        if before is not None:
            return insert(lines, before, path)(files)
        return files | {path: files[path][:end] + lines + files[path][end:]}
    return edit


def rewrite(how, file=None):
    """The whole text, by a function."""
    def edit(files):
        path = of(files, file)
        changed = how(files[path])
        if changed == files[path]:
            raise ValueError(f"nothing to rewrite in {path}")
        return files | {path: changed}
    return edit


def whole(text, file=None):
    return rewrite(lambda _: text, file)


def text_of(base, file=None):
    """What another customer has."""
    files, _ = files_of(base)
    return files[of(files, file)]


def rename(to, file=None):
    """To another name in the same folder."""
    def edit(files):
        path = of(files, file)
        return {f"{os.path.dirname(path)}/{to}" if name == path else name: text for name, text in files.items()}
    return edit


def delete(file=None):
    def edit(files):
        path = of(files, file)
        return {name: text for name, text in files.items() if name != path}
    return edit


def add(file, text):
    return lambda files: files | {file: text}
