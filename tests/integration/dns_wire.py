"""DNS messages (RFC 1035 section 4), as far as the tests' own client and server need them."""

import dataclasses
import ipaddress
import struct

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "MX": 15, "TXT": 16, "AAAA": 28, "OPT": 41}
TYPE_WORDS = {number: word for word, number in TYPES.items()}
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, REFUSED = 0, 1, 2, 3, 5

QR, AA, TC, RD, RA, AD = 0x8000, 0x0400, 0x0200, 0x0100, 0x0080, 0x0020
CLASS_IN = 1
HEADER = struct.Struct("!6H")


def encode_name(name):
    labels = [label.encode("latin-1") for label in name.rstrip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def decode_question_name(packet, at):
    """A name without compression, in lower case and without the final dot, and where it ends."""
    labels = []
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode("latin-1").lower())
        at += 1 + packet[at]
    return ".".join(labels), at + 1


def record(owner, word, rdata, ttl=300):
    return encode_name(owner) + struct.pack("!HHIH", TYPES[word], CLASS_IN, ttl, len(rdata)) + rdata


def txt(owner, *strings):
    encoded = [string.encode("latin-1") for string in strings]
    return record(owner, "TXT", b"".join(bytes([len(string)]) + string for string in encoded))


def mx(owner, preference, exchange):
    return record(owner, "MX", struct.pack("!H", preference) + encode_name(exchange))


def cname(owner, target):
    return record(owner, "CNAME", encode_name(target))


def address(owner, text):
    parsed = ipaddress.ip_address(text)
    return record(owner, "A" if parsed.version == 4 else "AAAA", parsed.packed)


def soa(owner):
    numbers = struct.pack("!5I", 1, 7200, 900, 1209600, 300)
    return record(owner, "SOA", encode_name("ns.example") + encode_name("hostmaster.example") + numbers)


def ns(owner, target):
    return record(owner, "NS", encode_name(target))


def opt(size=1232):
    return b"\0" + struct.pack("!HHIH", TYPES["OPT"], size, 0, 0)


@dataclasses.dataclass(frozen=True)
class Query:
    id: int
    name: str
    type: str
    question: bytes  # the question section as it came
    has_edns: bool
    over_tcp: bool


def parse_query(packet, over_tcp):
    number, _, questions, _, _, additional = HEADER.unpack_from(packet)
    if questions != 1:
        raise ValueError("a query has one question")
    name, end = decode_question_name(packet, HEADER.size)
    kind = struct.unpack_from("!H", packet, end)[0]
    return Query(number, name, TYPE_WORDS.get(kind, f"TYPE{kind}"), packet[HEADER.size:end + 4],
                 additional > 0, over_tcp)


def reply(query, rcode=NOERROR, answers=(), authority=(), flags=AA, id=None, question=None):
    header = HEADER.pack(query.id if id is None else id, QR | RD | RA | flags | rcode, 1,
                         len(answers), len(authority), int(query.has_edns))
    return b"".join([header, query.question if question is None else question, *answers, *authority,
                     opt() if query.has_edns else b""])


def make_query(name, word, id=1, edns=True):
    header = HEADER.pack(id, RD, 1, 0, 0, int(edns))
    question = encode_name(name) + struct.pack("!HH", TYPES[word], CLASS_IN)
    return header + question + (opt() if edns else b"")


def rcode_of(packet):
    return packet[3] & 0x0F


def is_truncated(packet):
    return bool(packet[2] & 0x02)
