"""
Which questions a run asked, and which of them had to wait for the answer to another one. Read from the log of the delay proxy.

A question depends on the answer that first told its name, whole or by the part that is not its own label: the host of an MX record, the
include of an SPF record, the target of an alias, the address of a reverse name. So `mail.example.com A` waits for `example.com MX`, while
`_dmarc.example.com TXT` waits for nothing: everybody knows this name who knows the domain. A question over TCP depends on the
answer over UDP that was cut. That a program waits for other reasons, such as not to ask what an earlier answer makes needless, is its own
choice: the chain is what nobody can go below, with these questions.
"""

import dataclasses
import ipaddress
import re
import struct

RECORD = struct.Struct("=ddBH")
TYPES = {1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 43: "DS", 48: "DNSKEY", 52: "TLSA", 99: "SPF"}
NAME_IN_TEXT = re.compile(r"(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]+", re.IGNORECASE)
ANSWER, REFERENCES = 1, {2, 5, 12}
TRUNCATED = 0x0200


@dataclasses.dataclass
class Question:
    asked: float
    answered: float
    over_tcp: bool
    packet: bytes
    answer: bytes
    name: str
    type: str
    depends_on: int = -1
    depth: int = 1  # of the chain that ends with it, in round trips


def _name_at(packet, at):
    """Returns a name in lower case, and where the bytes after it begin."""
    labels, end, jumps = [], None, 0
    while packet[at]:
        if packet[at] >= 0xC0:
            end = end or at + 2
            at = (packet[at] & 0x3F) << 8 | packet[at + 1]
            jumps += 1
            if jumps > 100:
                raise ValueError("pointers without end")
        else:
            labels.append(packet[at + 1:at + 1 + packet[at]].decode("latin-1").lower())
            at += 1 + packet[at]
    return ".".join(labels), end or at + 1


def _names_told(packet):
    """The names in the answer section that a next question may be about."""
    count = struct.unpack_from("!H", packet, 6)[0]
    _, at = _name_at(packet, 12)
    at += 4
    for _ in range(count):
        _, at = _name_at(packet, at)
        kind, length = struct.unpack_from("!H6xH", packet, at)
        at += 10
        data = packet[at:at + length]
        if kind in REFERENCES:
            yield _name_at(packet, at)[0]
        elif kind == 15:
            yield _name_at(packet, at + 2)[0]
        elif kind in (1, 28):
            yield ipaddress.ip_address(data).reverse_pointer
        elif kind == 16:
            yield from (found.lower() for found in NAME_IN_TEXT.findall(data.decode("latin-1")))
        at += length


def _above(name):
    labels = name.split(".")
    return [".".join(labels[cut:]) for cut in range(len(labels))]


def read_log(path):
    with open(path, "rb") as file:
        log = file.read()
    questions, at = [], 0
    while at < len(log):
        asked, answered, over_tcp, length = RECORD.unpack_from(log, at)
        at += RECORD.size
        packet = log[at:at + length]
        at += length
        length = struct.unpack_from("=H", log, at)[0]
        answer = log[at + 2:at + 2 + length]
        at += 2 + length
        name, end = _name_at(packet, 12)
        kind = struct.unpack_from("!H", packet, end)[0]
        questions.append(Question(asked, answered, bool(over_tcp), packet, answer, name, TYPES.get(kind, f"TYPE{kind}")))
    return questions


def find_dependencies(questions, domains):
    """Fills in `depends_on` and `depth`. What the names of the domains tell is known from the start."""
    known = {name for domain in domains for name in _above(domain)} | {""}
    told = {}  # name -> number of the question whose answer told it first
    cut = {}  # (name, type) -> number of the question whose answer was cut
    answered = sorted((number for number, question in enumerate(questions) if question.answered), key=lambda n: questions[n].answered)
    next_answer = 0
    for number, question in enumerate(questions):
        while next_answer < len(answered) and questions[answered[next_answer]].answered <= question.asked:
            _learn(questions, answered[next_answer], told, cut)
            next_answer += 1
        if question.over_tcp and (question.name, question.type) in cut:
            question.depends_on = cut[question.name, question.type]
        else:
            for name in _above(question.name):
                if name in known or name in told:
                    question.depends_on = -1 if name in known else told[name]
                    break
        question.depth = 1 if question.depends_on < 0 else questions[question.depends_on].depth + 1
        question.depth += question.over_tcp  # the handshake of TCP is a round trip, too
    return questions


def _learn(questions, number, told, cut):
    question = questions[number]
    if struct.unpack_from("!H", question.answer, 2)[0] & TRUNCATED:
        cut[question.name, question.type] = number
        return
    for name in _names_told(question.answer):
        for above in _above(name):
            told.setdefault(above, number)


def chain(questions):
    """The longest chain of dependent questions, in round trips."""
    return max(question.depth for question in questions)


def write_plan(questions, path):
    """For replay.c."""
    with open(path, "w", encoding="ascii") as file:
        for question in questions:
            file.write(f"{question.depends_on} {'tcp' if question.over_tcp else 'udp'} {question.packet.hex()}\n")
    return path


def write_questions(questions, path):
    """For dnsperf."""
    with open(path, "w", encoding="ascii") as file:
        file.writelines(f"{question.name or '.'} {question.type}\n" for question in questions if not question.over_tcp)
    return path
