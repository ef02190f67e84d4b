"""
A hostile name server: each mode with its promises. Whatever it sends, the run ends within its deadline and its memory, does not
crash, and reaches no verdict that an honest server would not lead to: either the same one, where the right answer can still be had,
or "not known" (exit status 3). What is promised is worked out from the mode, and never taken from what the program printed.
"""

import dataclasses
import random
import struct
import unittest

import dns_wire as wire
from hostile_dns import End, From, Raw, Server, Wait
from hostile_runs import (D, DEADLINE, DMARC, HOST, KEY, LIE, MISSING, NOT_ANSWERED, POLICY, SELECTOR, SPF, TRUNCATED, Hostile,
                          check_arguments, honest, run, spf_arguments, zone)
from program import CLEAN, FINDINGS, UNKNOWN

# What must come of a mode.

@dataclasses.dataclass(frozen=True)
class Promise:
    same: bool = False             # the report of an honest server
    unknown: bool = False          # no verdict: exit status 3
    reasons: tuple = ()            # of what is unanswered at the misbehaving names
    rules: frozenset = frozenset()  # findings that may come besides those of an honest server
    claims: frozenset = frozenset()  # findings that must come: then the exit status is 1


def same(*rules):
    return Promise(same=True, rules=frozenset(rules))


def unknown(*reasons):
    return Promise(unknown=True, reasons=reasons)


def either(*reasons):
    return Promise(same=True, unknown=True, reasons=reasons)


def claims(*rules, besides=()):
    return Promise(claims=frozenset(rules), rules=frozenset(rules) | frozenset(besides))


@dataclasses.dataclass(frozen=True)
class Mode:
    name: str
    promise: Promise
    act: object                    # exchange -> what is sent, in the place of the honest answer
    where: object = None           # exchange -> whether it is sent; None: to questions for TXT records
    tcp: bool = True
    zone: object = dataclasses.field(default_factory=zone)
    options: tuple = ()
    host: str = "127.0.0.1"
    heavy: bool = False            # many octets: fewer runs

    def __call__(self, exchange):
        where = self.where or is_text
        return self.act(exchange) if where(exchange) else [exchange.honest]


MODES = []


def add(name, promise, act, **options):
    MODES.append(Mode(name, promise, act, **options))


def is_text(exchange):
    return exchange.query.type == "TXT" and exchange.query.name in (D, POLICY, SELECTOR)


def is_apex(exchange):
    return exchange.query.type == "TXT" and exchange.query.name == D


def is_policy(exchange):
    return exchange.query.type == "TXT" and exchange.query.name == POLICY


def everything(_exchange):
    return True


def over_udp(act):
    """Only over UDP: the right answer can be had over TCP."""
    return lambda exchange: [exchange.honest] if exchange.over_tcp else act(exchange)


def packet(make):
    return lambda exchange: [make(exchange)]


def malformed(name, make, **options):
    """A packet that answers the question, and is none: asked again over TCP, where it may be better."""
    add(f"{name}", unknown("malformed"), packet(make), **options)
    add(f"{name}, over UDP", same(), over_udp(packet(make)), **options)


def ignored(name, make, **options):
    """What does not answer the question at all is waited past, as if it had not come (RFC 5452 section 9.1)."""
    add(f"{name}", unknown("timeout", "malformed"), packet(make), **options)
    add(f"{name}, then the true one", same(), lambda exchange: [*[make(exchange)] * 3, exchange.honest], **options)


def lie(exchange, owner=None):
    return exchange.reply(answers=[wire.txt(owner or exchange.query.name, LIE)])


def rewritten(exchange, find, replacement):
    return exchange.honest.replace(find, replacement)


# Answers to another question, or from somebody else.

def other_question(exchange, name=None, kind=None, klass=wire.CLASS_IN):
    question = wire.encode_name(name) if name else exchange.query.question[:-4]
    number = wire.TYPES[kind] if kind else int.from_bytes(exchange.query.question[-4:-2], "big")
    return exchange.reply(answers=[wire.txt(name or exchange.query.name, LIE)],
                          question=question + struct.pack("!HH", number, klass))


ignored("a wrong id", lambda exchange: exchange.with_header(lie(exchange), id=exchange.query.id ^ 1))
ignored("a question for another name", lambda exchange: other_question(exchange, name="stranger.example"))
ignored("a question for another type", lambda exchange: other_question(exchange, kind="NS"))
ignored("a question of another class", lambda exchange: other_question(exchange, klass=3))
ignored("two questions", lambda exchange: exchange.with_header(
    lie(exchange)[:exchange.question_end] + exchange.query.question + lie(exchange)[exchange.question_end:], questions=2))
ignored("no question", lambda exchange: exchange.with_header(
    exchange.honest[:12] + exchange.honest[exchange.question_end:], questions=0))
ignored("a header only", lambda exchange: exchange.honest[:12])
ignored("less than a header", lambda exchange: exchange.honest[:5])
ignored("an empty datagram", lambda exchange: b"")
ignored("noise", lambda exchange: b"\xff\xc0\x0c" * 30)
ignored("a whole UDP datagram of noise", lambda exchange: random.Random(exchange.number).randbytes(65507), heavy=True)
for who in ("port", "address"):
    add(f"a wrong source {who}", unknown("timeout"), lambda exchange, who=who: [From(who, lie(exchange))] if
        not exchange.over_tcp else [])
    add(f"a wrong source {who}, then the true one", same(), lambda exchange, who=who: [
        *([] if exchange.over_tcp else [From(who, lie(exchange))] * 3), exchange.honest])

# Malformed.

malformed("the query itself", lambda exchange: exchange.packet)
malformed("no response bit", lambda exchange: exchange.with_header(flags=exchange.counts[1] & ~wire.QR))
malformed("another opcode", lambda exchange: exchange.with_header(flags=exchange.counts[1] | 0x2800))
malformed("noise behind the question", lambda exchange: exchange.honest[:exchange.question_end] + b"\xff\xc0\x0c" * 30)
malformed("no answers counted", lambda exchange: exchange.with_header(answers=0, additional=0))
malformed("answers counted as authority", lambda exchange: exchange.with_header(answers=0, authority=1))
malformed("answers counted as additional", lambda exchange: exchange.with_header(answers=0, additional=2))
malformed("more answers counted", lambda exchange: exchange.with_header(answers=3))
malformed("65535 answers counted", lambda exchange: exchange.with_header(answers=65535))
malformed("65535 of everything counted", lambda exchange: exchange.with_header(answers=65535, authority=65535, additional=65535))
malformed("counts without anything", lambda exchange: exchange.with_header(exchange.honest[:exchange.question_end]))
for part in (1, 2, 3, 7):
    malformed(f"cut at {part} of 8 of the answer", lambda exchange, part=part: exchange.with_header(
        exchange.honest[:exchange.question_end + 1 + len(exchange.honest_records()[0]) * part // 8], additional=0))


def with_length(exchange, change):
    """The RDLENGTH of the first answer, which is behind its uncompressed owner, is changed."""
    at = exchange.question_end + len(exchange.query.question) - 4 + 8
    length = int.from_bytes(exchange.honest[at:at + 2], "big") + change
    return exchange.honest[:at] + struct.pack("!H", length & 0xffff) + exchange.honest[at + 2:]


malformed("RDLENGTH too long", lambda exchange: with_length(exchange, 200))
malformed("RDLENGTH of 65535", lambda exchange: with_length(exchange, 65535 - 1000))
add("RDLENGTH one too long", same(), lambda exchange: [with_length(exchange, 1)])  # the owner of OPT is one more string, of no octets
malformed("RDLENGTH one too short", lambda exchange: with_length(exchange, -1))


def owned(exchange, owner, rdata=b"\x0bv=spf1 +all"):
    """An answer with these bytes as its owner."""
    record = owner + struct.pack("!HHIH", 16, 1, 300, len(rdata)) + rdata
    return exchange.reply(answers=[record])


malformed("an owner that points to itself", lambda exchange: owned(exchange, struct.pack("!H", 0xC000 | exchange.question_end)))
malformed("an owner that points ahead", lambda exchange: owned(exchange, struct.pack("!H", 0xC000 | exchange.question_end + 40)))
malformed("an owner that points beyond the end", lambda exchange: owned(exchange, b"\xff\xff"))
malformed("an owner that points into the header", lambda exchange: owned(exchange, b"\xc0\x01"))
malformed("two owners that point to each other", lambda exchange: owned(
    exchange, b"\x01a" + struct.pack("!H", 0xC000 | exchange.question_end)))
malformed("a label of 64 octets", lambda exchange: owned(exchange, b"\x40" + b"a" * 64 + b"\0"))
malformed("a label of 191 octets", lambda exchange: owned(exchange, b"\xbf" + b"a" * 191 + b"\0"))
malformed("a name of 257 octets", lambda exchange: owned(exchange, (b"\x3f" + b"a" * 63) * 4 + b"\0"))
malformed("a name of 16,000 octets by pointers", lambda exchange: owned(
    exchange, (b"\x3f" + b"a" * 63) * 3 + struct.pack("!H", 0xC000 | exchange.question_end)))
malformed("a string longer than its record", lambda exchange: owned(exchange, exchange.query.question[:-4], b"\xffv=spf1"))
malformed("an OPT record for an answer", lambda exchange: exchange.reply(answers=[wire.opt()]))
malformed("an answer of another class", lambda exchange: rewritten(
    exchange, exchange.honest_records()[0], exchange.honest_records()[0].replace(b"\0\x10\0\1", b"\0\x10\0\3", 1)))
malformed("an answer of class ANY", lambda exchange: rewritten(
    exchange, exchange.honest_records()[0], exchange.honest_records()[0].replace(b"\0\x10\0\1", b"\0\x10\0\xff", 1)))
malformed("an answer for another name only", lambda exchange: lie(exchange, "stranger.example"))
malformed("an answer for the parent only", lambda exchange: lie(exchange, "example"))
malformed("an answer for a name below only", lambda exchange: lie(exchange, "a." + exchange.query.name))
malformed("an answer of another type only", lambda exchange: exchange.reply(
    answers=[wire.address(exchange.query.name, "11.0.0.1")]))
malformed("NXDOMAIN with the records", lambda exchange: exchange.with_header(flags=exchange.counts[1] | wire.NXDOMAIN))
malformed("NXDOMAIN with records of another name", lambda exchange: exchange.with_header(
    lie(exchange, "stranger.example"), flags=wire.QR | wire.AA | wire.NXDOMAIN))
malformed("a denial by another zone", lambda exchange: exchange.reply(authority=[wire.soa("stranger.test")]))
malformed("NXDOMAIN by another zone", lambda exchange: exchange.reply(wire.NXDOMAIN, authority=[wire.soa("stranger.test")]))
malformed("a denial by the zone below", lambda exchange: exchange.reply(authority=[wire.soa("a." + exchange.query.name)]))
malformed("a denial of another class", lambda exchange: exchange.reply(
    authority=[wire.soa("example").replace(b"\0\6\0\1", b"\0\6\0\4", 1)]))
malformed("a denial whose SOA is cut", lambda exchange: exchange.reply(
    authority=[wire.record("example", "SOA", wire.encode_name("ns.example") * 2 + b"\0\0\0\1")]))
malformed("a denial and garbage", lambda exchange: exchange.reply(authority=[wire.soa("example")]) + b"\0garbage")
malformed("records in the authority section", lambda exchange: exchange.reply(authority=exchange.honest_records()))
malformed("a DNAME without its CNAME", lambda exchange: exchange.reply(answers=[
    wire.record("example", "CNAME", wire.encode_name("stranger.test")).replace(b"\0\5\0\1", b"\0\x27\0\1", 1)]))
add("malformed in another way each time", unknown("malformed", "timeout"), lambda exchange: [
    exchange.honest[:exchange.question_end + exchange.asked * 7 % 40]])

# Errors, and answers to EDNS.

for rcode in [rcode for rcode in range(1, 16) if rcode != wire.NXDOMAIN]:
    word = "refused" if rcode in (4, wire.REFUSED) else "servfail"
    add(f"rcode {rcode}", unknown(word), lambda exchange, rcode=rcode: [exchange.reply(rcode)])
    add(f"rcode {rcode} with the records", unknown(word), lambda exchange, rcode=rcode: [
        exchange.with_header(flags=exchange.counts[1] | rcode)])


def extended(exchange, rcode, answers=()):
    """An rcode of 12 bits (RFC 6891 section 6.1.3)."""
    opt = b"\0" + struct.pack("!HHIH", 41, 1232, rcode >> 4 << 24, 0)
    return exchange.with_header(exchange.reply(rcode & 15, answers=answers)[:-11 if exchange.query.has_edns else None] + opt,
                                additional=1)


for rcode in (*range(16, 24), 3841, 4095):
    add(f"extended rcode {rcode}", unknown("servfail"), lambda exchange, rcode=rcode: [extended(exchange, rcode)])
    add(f"extended rcode {rcode}, with EDNS only", same(), lambda exchange, rcode=rcode: [
        extended(exchange, rcode) if exchange.query.has_edns else exchange.honest])
add("NOTIMP, FORMERR, REFUSED and SERVFAIL in turn", unknown("servfail", "refused"), lambda exchange: [
    exchange.reply((4, 1, 5, 2)[exchange.number % 4])])
add("FORMERR to EDNS", same(), lambda exchange: [exchange.reply(1) if exchange.query.has_edns else exchange.honest])
add("NOTIMP to EDNS", same(), lambda exchange: [exchange.reply(4) if exchange.query.has_edns else exchange.honest])
add("OPT twice", same(), lambda exchange: [exchange.with_header(exchange.honest + wire.opt(), additional=2)])
add("OPT of a name", same(), lambda exchange: [exchange.with_header(
    exchange.honest + b"\1x" + wire.opt(), additional=exchange.counts[5] + 1)])
add("OPT of version 255", same(), lambda exchange: [exchange.with_header(
    exchange.honest + b"\0" + struct.pack("!HHIH", 41, 1232, 0xff0000, 0), additional=exchange.counts[5] + 1)])
add("EDNS options that are cut off", same(), lambda exchange: [exchange.with_header(
    exchange.honest + b"\0" + struct.pack("!HHIH", 41, 1232, 0, 5) + b"\0\x0f\0\x20\0", additional=exchange.counts[5] + 1)])
for name, flags in (("no AA", 0), ("AD", wire.AA | wire.AD), ("CD and Z", wire.AA | 0x0050), ("no RD", 0x10000)):
    add(f"flags: {name}", same(), lambda exchange, flags=flags: [exchange.with_header(
        flags=wire.QR | (flags & 0xffff or wire.RD | wire.RA))])

# Truncation and TCP.

cut = lambda exchange: exchange.reply(flags=wire.AA | wire.TC)
add("truncated, TCP works", same(*TRUNCATED), over_udp(packet(cut)))
add("truncated with lies, TCP works", same(*TRUNCATED), over_udp(lambda exchange: [
    exchange.reply(answers=[wire.txt(exchange.query.name, LIE)], flags=wire.AA | wire.TC)]))
add("truncated, TCP closed", unknown("truncated"), packet(cut), tcp=False)
add("truncated for ever", unknown("truncated"), packet(cut))


def behind_tcp(name, act, promise=None, **options):
    add(f"over TCP: {name}", promise or unknown("truncated", "malformed", "timeout"),
        lambda exchange: act(exchange) if exchange.over_tcp else [cut(exchange)], **options)


def drip(exchange, seconds):
    framed = struct.pack("!H", len(exchange.honest)) + exchange.honest
    for octet in framed:
        yield Raw(bytes([octet]))
        yield Wait(seconds)


behind_tcp("nothing", lambda exchange: [])
behind_tcp("FIN at once", lambda exchange: [End()])
behind_tcp("RST at once", lambda exchange: [End(reset=True)])
behind_tcp("FIN within the answer", lambda exchange: [Raw(struct.pack("!H", len(exchange.honest)) + exchange.honest[:30]), End()])
behind_tcp("RST within the answer", lambda exchange: [Raw(struct.pack("!H", len(exchange.honest)) + exchange.honest[:30]),
                                                      End(reset=True)])
behind_tcp("FIN within the length", lambda exchange: [Raw(b"\0"), End()])
behind_tcp("an octet a second", lambda exchange: drip(exchange, 1))
behind_tcp("an octet at a time", lambda exchange: drip(exchange, 0), same(*TRUNCATED))
behind_tcp("a length that is too long", lambda exchange: [Raw(b"\xff\xff" + exchange.honest)])
behind_tcp("a length that is too short", lambda exchange: [Raw(struct.pack("!H", 40) + exchange.honest)])
behind_tcp("a length of zero", lambda exchange: [Raw(b"\0\0" * 50)])
behind_tcp("a length of zero, then the answer", lambda exchange: [Raw(b"\0\0"), exchange.honest],
           Promise(same=True, unknown=True, reasons=("truncated", "malformed", "timeout"), rules=frozenset(TRUNCATED)))
behind_tcp("64 KiB of noise", lambda exchange: [random.Random(1).randbytes(65535)])
behind_tcp("an endless stream of noise", lambda exchange: (Raw(random.Random(number).randbytes(60000)) for number in range(300)),
           heavy=True)
behind_tcp("answers with wrong ids, then the true one", lambda exchange: [
    *[exchange.with_header(lie(exchange), id=exchange.query.id ^ number) for number in range(1, 200)], exchange.honest],
           same(*TRUNCATED))

# Aliases.

LONG = ".".join(["a" * 63] * 3 + ["b" * 61])  # 255 octets on the wire


def alias(exchange, *names, end=()):
    hops = [wire.cname(*hop) for hop in zip((exchange.query.name, *names), names)]
    return exchange.reply(answers=[*hops, *end])


def leads_on(exchange):
    return exchange.query.type == "TXT" and (exchange.query.name == POLICY or exchange.query.name.endswith("alias.example")
                                             or exchange.query.name in (LONG, ""))


add("a CNAME to itself", claims("dns-cname-loop"), lambda exchange: [alias(exchange, exchange.query.name)], where=is_policy)
add("a circle of CNAMEs", claims("dns-cname-loop"), lambda exchange: [
    alias(exchange, "x.alias.example", "y.alias.example", exchange.query.name)], where=is_policy)
add("a circle of CNAMEs, one a packet", claims("dns-cname-loop"), lambda exchange: [
    alias(exchange, POLICY if exchange.query.name.startswith("x.") else "x.alias.example")], where=leads_on)
add("endless CNAMEs", claims("dns-cname-loop"), lambda exchange: [
    alias(exchange, f"a{exchange.number}.alias.example")], where=leads_on)
add("endless CNAMEs of 255 octets", claims("dns-cname-loop"), lambda exchange: [
    alias(exchange, f"{exchange.number:05}" + "a" * 43 + "." + ".".join(["a" * 63] * 2 + ["a" * 62]) + ".alias.example")],
    where=leads_on)
add("a hundred CNAMEs in a packet", claims("dns-cname-loop"), lambda exchange: [
    alias(exchange, *(f"a{number}.alias.example" for number in range(100)), end=[wire.txt("a99.alias.example", DMARC)])],
    where=leads_on)
add("a CNAME, and garbage for another name", unknown("malformed"), lambda exchange: [
    alias(exchange, "x.alias.example", end=[wire.txt("stranger.example", DMARC)]) if exchange.query.name == POLICY
    else lie(exchange, "stranger.example")], where=leads_on)
add("a CNAME, and garbage of another class", unknown("malformed"), lambda exchange: [
    alias(exchange, "x.alias.example", end=[wire.txt("x.alias.example", DMARC).replace(b"\0\x10\0\1", b"\0\x10\0\3", 1)])
    if exchange.query.name == POLICY else
    exchange.reply(answers=[wire.txt("x.alias.example", DMARC).replace(b"\0\x10\0\1", b"\0\x10\0\3", 1)])], where=leads_on)
add("a CNAME, and octets behind its name", unknown("malformed"), lambda exchange: [exchange.reply(
    answers=[wire.record(POLICY, "CNAME", wire.encode_name("x.alias.example") + b"garbage")])], where=leads_on)
add("a CNAME, and SERVFAIL at its end", unknown("servfail"), lambda exchange: [
    alias(exchange, "x.alias.example") if exchange.query.name == POLICY else exchange.reply(wire.SERVFAIL)], where=leads_on)
add("a CNAME, and silence at its end", unknown("timeout"), lambda exchange: [
    alias(exchange, "x.alias.example")] if exchange.query.name == POLICY else [], where=leads_on)
add("a CNAME, and NXDOMAIN with the records of its end", unknown("malformed"), lambda exchange: [exchange.with_header(
    alias(exchange, "x.alias.example", end=[wire.txt("x.alias.example", DMARC)]), flags=wire.QR | wire.NXDOMAIN)], where=leads_on)
add("a CNAME to the root, which answers", same("dmarc-cname"), lambda exchange: [
    alias(exchange, ".") if exchange.query.name else exchange.reply(answers=[wire.txt("", DMARC)])], where=leads_on)
add("a CNAME to the root, which is silent", unknown("timeout"), lambda exchange: [alias(exchange, ".")]
    if exchange.query.name else [], where=leads_on)
add("a CNAME to a name of 255 octets", same("dmarc-cname"), lambda exchange: [
    alias(exchange, LONG, end=[wire.txt(LONG, DMARC)])], where=leads_on)
add("the records in front of the CNAME, and lies behind", same("dmarc-cname"), lambda exchange: [
    exchange.reply(answers=[wire.txt("x.alias.example", DMARC), wire.cname(POLICY, "x.alias.example"),
                            wire.txt("stranger.example", "v=DMARC1; p=none"), wire.address("x.alias.example", "11.0.0.1")])],
    where=leads_on)
add("a DNAME, and a CNAME that does not fit", same("dmarc-cname"), lambda exchange: [exchange.reply(answers=[
    wire.cname("example", "stranger.test").replace(b"\0\5\0\1", b"\0\x27\0\1", 1), wire.cname(POLICY, "x.alias.example"),
    wire.txt("x.alias.example", DMARC)])], where=leads_on)

# Poisoned sections, odd numbers, sizes.

POISON = [wire.txt(POLICY, "v=DMARC1; p=none"), wire.txt(D, LIE), wire.mx(D, 1, "evil.example"), wire.address(HOST, "11.6.6.6"),
          wire.ns("example", "evil.example"), wire.txt("stranger.example", LIE)]


def poison_for(exchange):
    """Records of names that were not asked for."""
    return [record for record in POISON if not record.startswith(exchange.query.question[:-4].lower())]


def poisoned(exchange, section):
    more = poison_for(exchange)
    records = exchange.honest_records()
    sections = {"answers": list(records), "authority": []} if records else {"answers": [], "authority": [wire.soa("example")]}
    if section == "additional":
        reply = exchange.reply(**sections)
        return exchange.with_header(reply + b"".join(more), additional=int(exchange.query.has_edns) + len(more))
    sections[section] += more
    return exchange.reply(**sections)


for section in ("answers", "authority", "additional"):
    add(f"poison among the {section}", same(), lambda exchange, section=section: [poisoned(exchange, section)],
        where=lambda exchange: exchange.honest_records())
for ttl in (0, 1, 0x7fffffff, 0x80000000, 0xffffffff):
    add(f"a TTL of {ttl}", same("dns-ttl-high", "dns-ttl-very-low", "dns-ttl-mismatch"), lambda exchange, ttl=ttl: [rewritten(
        exchange, b"\0\x10\0\1" + struct.pack("!I", 300), b"\0\x10\0\1" + struct.pack("!I", ttl))])


def strings(*parts):
    return lambda exchange: [exchange.reply(answers=[wire.record(
        exchange.query.name, "TXT", b"".join(bytes([len(part)]) + part for part in parts))])]


add("a string of no octets before and behind", same(), strings(b"", SPF.encode(), b""), where=is_apex)
add("a string an octet", same(), strings(*(bytes([octet]) for octet in SPF.encode())), where=is_apex)
add("a record of no strings beside", same(), lambda exchange: [exchange.reply(
    answers=[*exchange.honest_records(), wire.record(D, "TXT", b"")])], where=is_apex)
add("a record of an empty string beside", same(), lambda exchange: [exchange.reply(
    answers=[*exchange.honest_records(), wire.record(D, "TXT", b"\0")])], where=is_apex)
add("strings of 255 octets beside", same("spf-record-over-450"), lambda exchange: [exchange.reply(
    answers=[*exchange.honest_records(), wire.record(D, "TXT", b"\xffx=" + b"x" * 253 + b"\xff" + b"x" * 255)])], where=is_apex)
add("the question in lower case", same(), lambda exchange: [exchange.honest.replace(
    exchange.query.question, exchange.query.question.lower())], where=everything)
add("the answer in upper case", same(), lambda exchange: [rewritten(
    exchange, exchange.honest_records()[0], wire.txt(exchange.query.name.upper(), {D: SPF, POLICY: DMARC, SELECTOR: KEY}[
        exchange.query.name]))])


def forgets_case(exchange):
    """It keeps the letters as they were asked, but at one name, where it answers with a lie in lower case."""
    name = exchange.query.question.lower()
    if is_policy(exchange) and not exchange.over_tcp and name != exchange.query.question:
        return [exchange.reply(answers=[wire.txt(POLICY, "v=DMARC1; p=none")], question=name)]
    return [exchange.honest]


def keeps_case_first(exchange):
    """The first answers keep the letters; then the policy's does not."""
    if is_policy(exchange):
        return [Wait(0.2), *forgets_case(exchange)]
    return forgets_case(exchange)


add("letters that are not kept once, TCP works", same(), keeps_case_first, where=everything)


def filled(exchange, record, size):
    """The honest records, and others of the type up to the size."""
    answers = list(exchange.honest_records())
    count = (size - len(exchange.honest) - 20) // len(record(0))
    return exchange.reply(answers=answers + [record(number) for number in range(count)])


def pointed(word, rdata):
    """A record whose owner points to the question."""
    return b"\xc0\x0c" + struct.pack("!HHIH", wire.TYPES[word], 1, 300, len(rdata)) + rdata


# More than fits: kind -> where, and one of the records.
LARGE = {
    "records at every name, as many as are read": (lambda exchange: exchange.query.type == "TXT" and exchange.query.name != D,
                                                   lambda name, number: pointed("TXT", b"\x7fv=DKIM1; p=" + b"A" * 115)),
    "64 KiB of TXT records of 255 octets": (is_apex, lambda name, number: pointed(
        "TXT", b"\xff" + f"x{number}=".encode().ljust(255, b"x"))),
    "4,000 short TXT records": (is_apex, lambda name, number: pointed("TXT", b"\4" + struct.pack("!H", number).hex().encode())),
    "5,000 empty TXT records": (is_apex, lambda name, number: pointed("TXT", b"\0")),
    "4,000 addresses of the MX host": (lambda exchange: exchange.query.type == "A" and exchange.query.name == HOST,
                                       lambda name, number: pointed("A", struct.pack("!I", 0x0b010000 + number))),
    "3,000 MX records": (lambda exchange: exchange.query.type == "MX" and exchange.query.name == D,
                         lambda name, number: pointed("MX", struct.pack("!H", number) + b"\3m%02x\xc0\x0c" % (number % 256))),
    "thousands of keys at the selector": (lambda exchange: exchange.query.name == SELECTOR,
                                          lambda name, number: pointed("TXT", b"\x0fv=DKIM1; p=AAAA")),
    "thousands of policies": (is_policy, lambda name, number: pointed("TXT", b"\x12v=DMARC1; p=reject")),
    "thousands of records at every name": (lambda exchange: exchange.query.type == "TXT",
                                           lambda name, number: pointed("TXT", b"\4" + struct.pack("!H", number).hex().encode())),
}

# Late, lost, doubled, and too much.

def flapping(exchange, bad):
    return bad(exchange) if exchange.asked % 2 else [exchange.honest]


for word, bad in (("SERVFAIL", lambda exchange: [exchange.reply(2)]), ("REFUSED", lambda exchange: [exchange.reply(5)]),
                  ("silence", lambda exchange: []), ("a malformed answer", lambda exchange: [
                      exchange.honest[:exchange.question_end + 5]])):
    add(f"flapping between {word} and the truth", same(), lambda exchange, bad=bad: flapping(exchange, bad),
        options=("--tries", "3", "--timeout", "2") if word == "silence" else ("--tries", "3"))
add("each answer thrice", same(), lambda exchange: [exchange.honest] * 3, where=everything)
add("each answer in its own time", same(), lambda exchange: [
    Wait(random.Random(exchange.number).random() * 0.15), exchange.honest], where=everything)


def previous(exchange):
    """The answer to the question before."""
    earlier = exchange.server.state.get("previous")
    exchange.server.state["previous"] = exchange.honest
    return [earlier] if earlier else []


add("the answer to the question before, then the true one", same(), lambda exchange: [*previous(exchange), exchange.honest],
    where=everything)
add("only the answer to the question before", unknown("timeout", "limit"), previous, where=everything)
add("answers that come too late", unknown("timeout"), lambda exchange: [Wait(1.5), exchange.honest])
FLOOD = 3000


def flood(exchange, make=lie):
    wrong = make(exchange)
    for number in range(1, FLOOD):
        yield exchange.with_header(wrong, id=exchange.query.id ^ number)
    yield Wait(0.01)


add("a flood of wrong ids", unknown("timeout"), flood, heavy=True)
add("a flood of wrong ids, then the true one", either("timeout"), lambda exchange: [*flood(exchange), exchange.honest],
    heavy=True)
add("a flood of empty datagrams", either("timeout"), lambda exchange: [*[b""] * FLOOD, exchange.honest], heavy=True)
add("silence", unknown("timeout", "limit"), lambda exchange: [], where=everything)
add("silence about TXT records", unknown("timeout"), lambda exchange: [])
add("a server at ::1, honest", same(), lambda exchange: [exchange.honest], where=everything, host="::1")
add("a server at ::1, malformed", unknown("malformed"), lambda exchange: [exchange.honest[:exchange.question_end + 5]], host="::1")


class ModeTest(Hostile):
    def assert_checked(self, mode, outcome, deadline=DEADLINE, may_be_unknown=False):
        promise, true = mode.promise, honest()[0]
        self.assert_kept(outcome, deadline)
        new = outcome.findings() - true.findings()
        details = f"status {outcome.status}, new {sorted(new)}, unanswered {outcome.unanswered()}, {outcome.errors}"
        self.assertLessEqual(new, promise.rules | NOT_ANSWERED, details)
        if promise.claims <= new and promise.claims:
            self.assertEqual(outcome.status, FINDINGS, details)
        elif outcome.status == UNKNOWN:
            self.assertTrue(promise.unknown or may_be_unknown, details)
            self.assertTrue(outcome.unanswered(), details)
            if not may_be_unknown:
                reasons = set(outcome.unanswered().values())
                self.assertTrue(reasons & set(promise.reasons), details)
                self.assertLessEqual(reasons, set(promise.reasons) | {"timeout", "limit"}, details)
        else:
            self.assertTrue(promise.same, details)
            self.assertEqual(outcome.status, CLEAN, details)
            self.assertEqual(outcome.unanswered(), {}, details)
            self.assertLessEqual(true.findings(), outcome.findings(), details)
            records, expected = (run.json["domains"][0]["records"] for run in (outcome, true))
            self.assertEqual(records["mx"], expected["mx"], details)
            self.assertEqual(records["spf"]["text"], SPF)
            self.assertEqual(records["dmarc"]["text"], DMARC)
            self.assertEqual([(key["text"], key["status"]) for key in records["dkim"]], [(KEY, "ok")])

    def assert_spf(self, mode, outcome, server):
        promise = mode.promise
        self.assert_kept(outcome)
        result = outcome.json["result"]
        misled = any(kind == "TXT" and name == D for name, kind, _ in server.asked) and mode.where is not is_policy \
            and mode.where is not leads_on
        if not misled or promise.same and not promise.unknown:
            self.assertEqual((result, outcome.status), ("pass", CLEAN), outcome.output)
        elif promise.same:
            self.assertIn((result, outcome.status), (("pass", CLEAN), ("temperror", UNKNOWN)), outcome.output)
        else:
            self.assertEqual((result, outcome.status), ("temperror", UNKNOWN), outcome.output)

    def try_mode(self, mode):
        """Each kind of run against a server of its own, so that what one does is not of use to the next."""
        patient = ("--timeout", "5", "--tries", "2") if mode.promise.same and not mode.promise.unknown else \
            ("--timeout", "0.3", "--tries", "2")
        for kind in ("check", "spf", "deadline"):
            if kind == "spf" and mode.promise.claims:
                continue
            server = Server(mode.zone, mode, mode.tcp, host=mode.host)
            try:
                with self.subTest(mode=mode.name, kind=kind):
                    if kind == "check":
                        options = ("--deadline", str(DEADLINE), *patient, *mode.options)
                        self.assert_checked(mode, run(check_arguments(server, *options)))
                    elif kind == "spf":
                        options = (*patient, *mode.options)
                        self.assert_spf(mode, run(spf_arguments(server, *options)), server)
                    else:
                        options = ("--deadline", "1", "--timeout", "30", "--tries", "9")
                        self.assert_checked(mode, run(check_arguments(server, *options)), 1, may_be_unknown=True)
            finally:
                server.stop()


class Modes(ModeTest):
    def test_each_mode_keeps_its_promises(self):
        self.assertGreaterEqual(len({mode.name for mode in MODES}), 64)
        honest()
        self.in_parallel(self.try_mode, MODES)


class Large(Hostile):
    """64 KiB of records, as many as go in. Whatever is said of them, it is said in time and within the memory."""

    def try_large(self, name):
        where, record = LARGE[name]
        def act(exchange):
            if not where(exchange):
                return [exchange.honest]
            whole = filled(exchange, lambda number: record(exchange.query.name, number), 65535)
            return [whole] if exchange.over_tcp else [exchange.reply(flags=wire.AA | wire.TC)]
        for arguments in (check_arguments, spf_arguments):
            server = Server(zone(), act)
            try:
                with self.subTest(kind=name, command=arguments):
                    outcome = run(arguments(server, "--timeout", "5", "--deadline", str(DEADLINE), *(
                        ("--probe", "all") if arguments is check_arguments else ())))
                    self.assert_kept(outcome)
                    if arguments is check_arguments:
                        self.assertEqual(outcome.findings() & MISSING, set())
            finally:
                server.stop()

    def test_records_by_the_thousand(self):
        for name in LARGE:
            self.try_large(name)


if __name__ == "__main__":
    unittest.main()
