"""
The zone reader beside BIND, ldns, NSD and Knot: the same zone text must give the same records, the same lines at
fault, and the same answers.

Environment: ZONE_DUMP is the path of zone_dump (zone_dump.c in this directory). The peers are taken from the PATH:
named-compilezone (bind9-utils), ldns-read-zone (ldnsutils), nsd and knotd (nsd, knot). NSD and Knot listen on a free
port of 127.0.0.1. A peer that is missing skips its tests.

Where programs differ and an RFC decides for the reader, the case says so in `differs`, with the sentence that decides.
Random zones come from SEED; a failure prints the zone.
"""
import ipaddress
import os
import random
import re
import select
import shutil
import socket
import struct
import subprocess
import tempfile
import textwrap
import time
import unittest

SEED = 1035
RANDOM_ZONES = 60
RECORD_TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28, "DNAME": 39}
TYPE_NAMES = {number: name for name, number in RECORD_TYPES.items()}
APEX = "$TTL 300\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns\nns A 192.0.2.53\n"


# ---- presentation form ----------------------------------------------------------------------------------------------

def unescape(text, at):
    """The byte at `at` of a bytes object and where the next one begins."""
    if text[at] != 0x5C:
        return text[at], at + 1
    if text[at + 1:at + 4].isdigit() and len(text[at + 1:at + 4]) == 3:
        return int(text[at + 1:at + 4]), at + 4
    return text[at + 1], at + 2


def name_of(text, origin=b""):
    """Presentation form to a tuple of labels in lower case."""
    if text == b".":
        return ()
    if text == b"@":
        return name_of(origin)
    labels, label, at = [], bytearray(), 0
    while at < len(text):
        if text[at] == 0x2E:
            labels.append(bytes(label).lower())
            label = bytearray()
            at += 1
            continue
        byte, at = unescape(text, at)
        label.append(byte)
    if label:
        return tuple(labels) + (bytes(label).lower(),) + name_of(origin)
    return tuple(labels)


def name_text(name):
    def shown(byte):
        if byte in b".\\\"();@$":
            return "\\" + chr(byte)
        return chr(byte) if 0x20 < byte < 0x7F else "\\%03d" % byte
    return "".join("".join(shown(byte) for byte in label) + "." for label in name) or "."


def tokens_of(line):
    """The words of one line of canonical output: bytes for a word, (bytes,) for a quoted string."""
    found, at = [], 0
    while at < len(line):
        if line[at] in b" \t":
            at += 1
            continue
        quoted = line[at] == 0x22
        at += quoted
        start = at
        while at < len(line) and line[at] not in (b'"' if quoted else b" \t"):
            at += 2 if line[at] == 0x5C else 1
        found.append((line[start:at],) if quoted else line[start:at])
        at += quoted
    return found


def decode(token):
    text = token[0] if isinstance(token, tuple) else token
    out, at = bytearray(), 0
    while at < len(text):
        byte, at = unescape(text, at)
        out.append(byte)
    return bytes(out)


def rdata_of(kind, words):
    if kind in ("A", "AAAA"):
        return ipaddress.ip_address(words[0].decode()).packed
    if kind == "TXT":
        return () if words[:1] == [b"\\#"] else tuple(decode(word) for word in words)
    if kind == "MX":
        return int(words[0]), name_of(words[1])
    if kind == "SOA":
        return name_of(words[0]), name_of(words[1]), int(words[2])
    return name_of(words[0])


def records_of(output):
    """Lines "owner TTL class TYPE RDATA" to a set; types that are not judged are left out."""
    found = set()
    for line in output.split(b"\n"):
        words = tokens_of(line.rstrip(b"\r"))
        if len(words) < 4 or words[0][:1] == b";" or words[3] not in [kind.encode() for kind in RECORD_TYPES]:
            continue
        kind = words[3].decode()
        found.add((name_of(words[0]), int(words[1]), kind, rdata_of(kind, words[4:])))
    return found


def shown(record):
    owner, ttl, kind, rdata = record
    return "%s %d %s %r" % (name_text(owner), ttl, kind, rdata)


def prior_ttl(records, order):
    """Gives each RRset the TTL that stands first in `order`, a list of the same records as the reader saw them."""
    first = {}
    for owner, ttl, kind, _ in order:
        first.setdefault((owner, kind), ttl)
    return {(owner, first.get((owner, kind), ttl), kind, rdata) for owner, ttl, kind, rdata in records}


# ---- wire form ------------------------------------------------------------------------------------------------------

def wire_name(packet, at):
    labels, after = [], None
    while True:
        length = packet[at]
        if length >= 0xC0:
            after = after or at + 2
            at = (length & 0x3F) << 8 | packet[at + 1]
            continue
        at += 1
        if not length:
            return tuple(labels), after or at
        labels.append(packet[at:at + length].lower())
        at += length


def wire_record(packet, at):
    owner, at = wire_name(packet, at)
    number, _, ttl, length = struct.unpack_from(">HHIH", packet, at)
    at, end = at + 10, at + 10 + length
    kind = TYPE_NAMES.get(number)
    if kind in ("A", "AAAA"):
        rdata = packet[at:end]
    elif kind == "TXT":
        strings = []
        while at < end:
            strings.append(packet[at + 1:at + 1 + packet[at]])
            at += 1 + packet[at]
        rdata = tuple(strings)
    elif kind == "MX":
        rdata = struct.unpack_from(">H", packet, at)[0], wire_name(packet, at + 2)[0]
    elif kind == "SOA":
        primary, at = wire_name(packet, at)
        mailbox, at = wire_name(packet, at)
        rdata = primary, mailbox, struct.unpack_from(">I", packet, at)[0]
    elif kind:
        rdata = wire_name(packet, at)[0]
    else:
        rdata = packet[at:end]
    return (owner, ttl, kind, rdata), end


class Message:
    def __init__(self, packet):
        self.id, self.flags, questions, *counts = struct.unpack_from(">HHHHHH", packet)
        at = 12
        for _ in range(questions):
            at = wire_name(packet, at)[1] + 4
        self.sections = []
        for count in counts[:2]:
            section = []
            for _ in range(count):
                record, at = wire_record(packet, at)
                section.append(record)
            self.sections.append(section)
        self.answers, self.authority = self.sections
        self.rcode = self.flags & 15
        self.authoritative = bool(self.flags & 0x0400)


def query(identity, name, number):
    wire = b"".join(bytes([len(label)]) + label for label in name) + b"\0"
    packet = struct.pack(">HHHHHH", identity, 0, 1, 0, 0, 0) + wire + struct.pack(">HH", number, 1)
    return struct.pack(">H", len(packet)) + packet


def as_answer(message, name, kind):
    """What a message says, in the words of zone_dump --ask: outcome, aliases, records."""
    aliases, records = [], set()
    owner, moved = name, kind != "CNAME"
    while moved and len(aliases) < 40:
        targets = [rdata for at, _, found, rdata in message.answers if found == "CNAME" and at == owner]
        moved = bool(targets)
        if moved:
            owner = targets[0]
            aliases.append(owner)
    records = {rdata for at, _, found, rdata in message.answers if at == owner and found == kind}
    soa = any(found == "SOA" for _, _, found, _ in message.authority)
    referral = not records and not soa and any(found == "NS" for _, _, found, _ in message.authority)
    if message.rcode == 3:
        outcome = "nxdomain"
    elif message.rcode: # YXDOMAIN (RFC 6672 section 2.2) is for a resolver's client what SERVFAIL is
        outcome = "servfail"
    elif records:
        outcome = "answer"
    elif referral:
        outcome = "pending" if aliases else "none"
    elif soa:
        outcome = "nodata"
    else:
        outcome = "pending" if aliases else "empty"
    return outcome, tuple(aliases), frozenset(records)


# ---- programs -------------------------------------------------------------------------------------------------------

def path_of(program):
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def run(arguments, directory):
    done = subprocess.run(arguments, cwd=directory, capture_output=True, timeout=10)
    return done.returncode, done.stdout, done.stderr


def zone_dump(arguments, directory):
    status, out, err = run([os.environ["ZONE_DUMP"]] + arguments, directory)
    if status:
        raise AssertionError("zone_dump %s ended with %d:\n%s" % (arguments, status, err.decode(errors="replace")))
    return out, err


def fault_lines(err, path):
    """The lines of one file that stand in messages "file:line:"."""
    return {int(line) for line in re.findall(re.escape(path) + r":(\d+)", err.decode(errors="replace"))}


def compilezone(origin, path, directory):
    """Records and messages of BIND; None for the records of a zone that it refuses."""
    command = [path_of("named-compilezone"), "-i", "none", "-k", "ignore", "-n", "ignore", "-r", "ignore", "-S", "ignore",
               "-o", "-", origin, path]
    status, out, err = run(command, directory)
    return (None if status else records_of(out)), err


def ldns_read(origin, path, directory):
    """The same for ldns, which takes the origin from the text."""
    with open(os.path.join(directory, path), "rb") as zone, open(os.path.join(directory, path + ".ldns"), "wb") as copy:
        copy.write(b"$ORIGIN " + origin.encode() + b"\n" + zone.read())
    status, out, err = run([path_of("ldns-read-zone"), path + ".ldns"], directory)
    return (None if status else records_of(out)), err


class Server:
    """NSD or Knot with a set of zones, on a port of its own."""

    def __init__(self, kind, directory, zones):
        self.kind, self.directory, self.zones = kind, directory, zones
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        getattr(self, "configure_" + kind)()
        self.log = open(os.path.join(directory, kind + ".out"), "wb")
        self.process = subprocess.Popen(self.command, cwd=directory, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        self.connection = None
        try:
            self.loaded = self.wait()
        except BaseException:
            self.close()
            raise

    def configure_nsd(self):
        path = os.path.join(self.directory, "nsd.conf")
        with open(path, "w") as conf:
            conf.write(textwrap.dedent("""\
                server:
                  server-count: 1
                  ip-address: 127.0.0.1@%d
                  database: ""
                  username: ""
                  zonesdir: "%s"
                  pidfile: "%s/nsd.pid"
                  xfrdfile: "%s/nsd.xfrd"
                  zonelistfile: "%s/nsd.zones"
                  xfrdir: "%s"
                  tcp-timeout: 60
                remote-control:
                  control-enable: no
                """ % (self.port, *[self.directory] * 5)))
            for origin, file in self.zones:
                conf.write('zone:\n  name: "%s"\n  zonefile: "%s"\n  provide-xfr: 127.0.0.1 NOKEY\n' % (origin, file))
        self.command = [path_of("nsd"), "-d", "-c", path]

    def configure_knot(self):
        path = os.path.join(self.directory, "knot.conf")
        with open(path, "w") as conf:
            conf.write(textwrap.dedent("""\
                server:
                    rundir: "%s"
                    listen: 127.0.0.1@%d
                    udp-workers: 1
                    tcp-workers: 1
                    background-workers: 1
                    tcp-idle-timeout: 60
                log:
                  - target: stderr
                    any: info
                database:
                    storage: "%s/knot.db"
                    journal-db-max-size: 1M
                    kasp-db-max-size: 5M
                    timer-db-max-size: 1M
                acl:
                  - id: transfer
                    address: 127.0.0.1
                    action: transfer
                template:
                  - id: default
                    storage: "%s"
                    acl: transfer
                    journal-content: none
                    zonefile-sync: -1
                    semantic-checks: off
                zone:
                """ % (self.directory, self.port, self.directory, self.directory)))
            for origin, file in self.zones:
                conf.write('  - domain: "%s"\n    file: "%s"\n' % (origin, file))
        self.command = [path_of("knotd"), "-c", path]

    def said(self):
        self.log.flush()
        with open(self.log.name, "rb") as log:
            return log.read().decode(errors="replace")

    def complaints(self, origin, file):
        """What the log says about one zone."""
        return "\n".join(line for line in self.said().split("\n") if file in line or "[" + origin + "]" in line)[:2000]

    def wait(self):
        """The origins that are served. A server that has settled answers for all, or refuses the same ones twice."""
        deadline, before = time.monotonic() + 15, None
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError("%s ended at once:\n%s" % (self.kind, self.said()[-4000:]))
            try:
                replies = self.ask([(name_of(origin.encode()), "SOA") for origin, _ in self.zones])
            except OSError:
                time.sleep(0.05)
                continue
            loaded = {origin for (origin, _), reply in zip(self.zones, replies) if reply.rcode == 0 and reply.answers}
            if len(loaded) == len(self.zones) or (loaded and loaded == before):
                return loaded
            before = loaded
            time.sleep(0.5)
        raise AssertionError("%s does not answer:\n%s" % (self.kind, self.said()[-4000:]))

    def connect(self):
        if not self.connection:
            self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=5)
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.buffer = b""
        return self.connection

    def receive(self):
        while len(self.buffer) < 2 or len(self.buffer) < 2 + struct.unpack_from(">H", self.buffer)[0]:
            if not select.select([self.connection], [], [], 5)[0]:
                raise OSError("no answer")
            if hasattr(socket, "TCP_QUICKACK"): # else each small answer waits for the acknowledgement of the one before
                self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            more = self.connection.recv(65536)
            if not more:
                raise OSError("closed")
            self.buffer += more
        length = struct.unpack_from(">H", self.buffer)[0]
        packet, self.buffer = self.buffer[2:2 + length], self.buffer[2 + length:]
        return packet

    def ask(self, questions):
        """Over one TCP connection, some at a time."""
        replies = [None] * len(questions)
        try:
            self.connect()
            for start in range(0, len(questions), 50):
                part = range(start, min(start + 50, len(questions)))
                self.connection.sendall(b"".join(query(i & 0xFFFF, questions[i][0], RECORD_TYPES[questions[i][1]]) for i in part))
                waiting = {i & 0xFFFF: i for i in part}
                while waiting:
                    message = Message(self.receive())
                    replies[waiting.pop(message.id)] = message
        except (OSError, KeyError):
            self.disconnect()
            raise OSError("%s: no answer" % self.kind)
        return replies

    def transfer(self, origin):
        """All records of a zone; those of one RRset with the TTL that the server gives it."""
        self.disconnect()
        self.connect().sendall(query(1, name_of(origin.encode()), 252))
        found, soas = set(), 0
        while soas < 2:
            message = Message(self.receive())
            if message.rcode or not message.answers:
                raise AssertionError("%s: no transfer of %s: rcode %d" % (self.kind, origin, message.rcode))
            soas += sum(kind == "SOA" for _, _, kind, _ in message.answers)
            found.update(record for record in message.answers if record[2])
        return found

    def disconnect(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def close(self):
        self.disconnect()
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


# ---- zone texts -----------------------------------------------------------------------------------------------------

class Case:
    """
    A zone text; "%O" in it stands for the origin with its dot. `files` are written beside it. `differs` names the peers
    that read it otherwise, and why the reader is right. `bare` leaves out the usual SOA, NS and A.
    """

    def __init__(self, label, text, files=None, differs=None, bare=False):
        self.label, self.files, self.differs = label, files or {}, differs or {}
        self.text = text if bare else APEX + text

    def bytes_for(self, origin):
        return self.text.replace("%O", origin).encode("latin-1")

    def write(self, directory, number, origin):
        file = "zone%d.db" % number
        with open(os.path.join(directory, file), "wb") as zone:
            zone.write(self.bytes_for(origin))
        for name, text in self.files.items():
            with open(os.path.join(directory, name), "wb") as zone:
                zone.write(text.replace("%O", origin).encode("latin-1"))
        return file


LDNS_LINE = "ldns splits a line at blanks before it looks for quotes and parentheses"
LDNS_INCLUDE = "ldns has no $INCLUDE (RFC 1035 section 5.1 has it)"
ONLY_BIND = {"ldns": "$GENERATE is an extension of BIND", "nsd": "the same", "knot": "the same"}
RELATIVE_ORIGIN = "RFC 1035 section 5.1: \"Domain names that end in a dot are called absolute [...] which do not end in a dot " \
                  "are called relative\", of every <domain-name>; NSD and ldns want it absolute here"
NESTED = "RFC 1035 section 5.1: \"Parentheses are used to group data that crosses a line boundary\"; nothing forbids a second pair"
PRIOR_TTL = "RFC 2181 section 5.2: \"the TTLs of all RRs in an RRSet must be the same\"; the reader keeps what is written"

VALID = [
    Case("plain", "a A 192.0.2.1\nb AAAA 2001:db8::1\nc PTR a\n@ MX 10 a\nd CNAME a\ne DNAME example.net.\nf TXT \"x\"\n"),
    Case("names", "a\\.b A 192.0.2.1\na\\046c A 192.0.2.1\n\\@ A 192.0.2.1\n\\$x A 192.0.2.1\nfoo\\ bar A 192.0.2.1\n"
         "UPPER A 192.0.2.1\n_x._tcp TXT x\n-a TXT x\n\\(a\\)\\;\\\" TXT x\n"),
    Case("name of 255 octets", ".".join(["b" * 49] * 4) + "." + "c" * (255 - 200 - 1 - len("zone0000.test.") - 1) + " A 192.0.2.1\n"),
    Case("label of 63 octets", "a" * 63 + " A 192.0.2.1\n"),
    Case("octets above 127", "caf\xe9 TXT \"caf\xc3\xa9\" \xff\xfe\n", differs={
        "knot": "Knot wants \\DDD; RFC 1035 section 3.1: \"8 bit values\", and BIND, ldns and NSD read them"}),
    Case("control octets", "a\fb TXT x\vy\n", differs={"ldns": "ldns takes other white space for a separator; RFC 1035 "
         "section 5.1: \"a combination of tabs and spaces act as a delimiter\"",
         "knot": "Knot reads no control characters in a name; RFC 1035 section 3.1: \"a label can contain any 8 bit values\""}),
    Case("names that look like types", "A A 192.0.2.1\nMX MX 10 MX\nIN IN A 192.0.2.1\n300 300 A 192.0.2.1\nTXT TXT TXT\n"),
    Case("absolute owners", "a.%O 60 IN A 192.0.2.1\n%O MX 0 .\n"),
    Case("class and TTL", "a IN 60 A 192.0.2.1\nb 60 IN A 192.0.2.1\nc in A 192.0.2.1\nd 0 A 192.0.2.1\n"
         "e CLASS1 TYPE1 192.0.2.1\n", differs={
             "ldns": "ldns reads the TTL before the class only; RFC 1035 section 5.1: \"[<TTL>] [<class>]\" or \"[<class>] [<TTL>]\"",
             "nsd": "RFC 3597 section 5: \"TYPE1\" stands for the type of that number; NSD wants \\# behind it",
             "knot": "the same"}),
    Case("class before TTL", "a IN 60 A 192.0.2.1\nb 60 IN A 192.0.2.1\nc in A 192.0.2.1\n",
         differs={"ldns": "RFC 1035 section 5.1: \"[<class>] [<TTL>] <type> <RDATA>\""}),
    Case("owner left out", "a A 192.0.2.1\n A 192.0.2.2\n\tTXT x\n\n ; comment\n\t\n  TXT \"later\"\nb TXT y\n 60 IN TXT z\n",
         differs={peer: PRIOR_TTL for peer in ("bind", "nsd", "knot")}),
    Case("TTL units", "$TTL 1w2d3h4m5s\na A 192.0.2.1\nb 1W A 192.0.2.1\nc 2H30M A 192.0.2.1\n$TTL 5\nd A 192.0.2.1\n"),
    Case("TTL of $TTL, not the last", "a 60 A 192.0.2.1\nb A 192.0.2.1\n"),
    Case("last TTL without $TTL", "@ 100 SOA ns h 1 2 3 4 5\n@ 100 NS ns\nns A 192.0.2.53\na 60 A 192.0.2.1\nb A 192.0.2.1\n",
         bare=True, differs={"nsd": "RFC 1035 section 5.1: \"Omitted class and TTL values are default to the last explicitly "
                             "stated values\"", "knot": "the same"}),
    Case("TTL of 2^31 and more", "a 2147483647 A 192.0.2.1\nb 2147483648 A 192.0.2.1\n", differs={
        "ldns": "RFC 2181 section 8: \"Implementations should treat TTL values received with the most significant bit set as "
                "if the entire value received was zero\"", "nsd": "the same", "knot": "the same"}),
    Case("SOA timers of 32 bits", "$TTL 300\n@ SOA ns h 4294967295 1 2 4294967295 300\n@ NS ns\nns A 192.0.2.53\n", bare=True),
    Case("SOA over lines", "$TTL 300\n@ IN SOA ns h (\n 2024010101 ; serial\n 1h 15m ; refresh, retry (\n 2w )\n 1d\n @ NS ns\n"
         .replace(" 2w )\n 1d", " 2w 1d )").replace("\n @ NS", "\n@ NS") + "ns A 192.0.2.53\n", bare=True),
    Case("parentheses", "a TXT ( \"x\" ; comment )\n \"y;z\" ; \"q\n ) ; end\nb (\n A\n 192.0.2.1\n )\nc TXT a(b)c\n"
         "d TXT (x)(y)\ne TXT ( ) z\n", differs={"ldns": LDNS_LINE, "knot": "a parenthesis within a word is a part of it for Knot, not for "
         "BIND and NSD: RFC 1035 section 5.1 lists it among the special characters"}),
    Case("parenthesis before the owner", "(a A 192.0.2.1)\n( b ) A 192.0.2.2\n", differs={
        "ldns": LDNS_LINE, "nsd": "BIND reads it; RFC 1035 section 5.1: \"line terminations are not recognized within "
        "parentheses\", wherever they open", "knot": "the same"}),
    Case("nested parentheses", "a TXT ( ( \"a\" ) \"b\" )\nb TXT ((\n\"a\" )\n \"b\" )\n",
         differs={"nsd": NESTED, "knot": NESTED}),
    Case("nested parentheses before the type", "a IN ( ( TXT \"a\" )\n \"b\" )\nb ( ( CNAME )\n a )\n@ ( ( MX 10 )\n b )\n",
         differs={"nsd": NESTED, "knot": NESTED}),
    Case("empty parentheses", "a () TXT ( x ) ()\n()\n( )\n\n(\n)\nb TXT y\n", differs={
        "ldns": LDNS_LINE, "nsd": "as before the owner", "knot": "the same"}),
    Case("quotes without a blank between them", "b TXT \"a\"\"b\" c\n", differs={
         "knot": "BIND, ldns and NSD read two strings: RFC 1035 section 5.1: \"a string beginning with a \\\" and ending with a \\\"\""}),
    Case("@ as a string", "a TXT \"@\" @\n", differs={
         "nsd": "RFC 1035 section 5.1: \"A free standing @ is used to denote the current origin\" where a name may stand"}),
    Case("quotes", "a TXT \"\"\nc TXT \"a;b(c)d\"\nd TXT \"\\\"\\\\\\;\\000\\255\" \\\"x\\\" \\065\\b\n"
         "e TXT foo\\;bar foo\\ bar\nf TXT \"a\tb\"\ng TXT \"@\"\n"),
    Case("quote inside a word", "a TXT foo\"bar\"baz\n", differs={
        "ldns": "BIND and NSD agree: RFC 1035 section 5.1: \"contiguous set of characters without interior spaces, or as a "
        "string beginning with a \\\" and ending with a \\\"\"", "knot": "the same"}),
    Case("comment in a word", "a TXT foo;bar\nb A 192.0.2.1;c\n;d A 192.0.2.1\n"),
    Case("string of 255 octets", "a TXT \"" + "s" * 255 + "\" " + "t" * 255 + " \"" + "\\101" * 255 + "\"\n"),
    Case("record of 64000 octets", "a TXT " + " ".join(["\"" + "s" * 255 + "\""] * 250) + "\n",
         differs={"nsd": "NSD does not transfer it"}),
    Case("unknown types", "a TYPE731 \\# 6 abcdef 01 23 45\nb TYPE1 \\# 4 C0000201\nc A \\# 4 ( C000\n 0201 )\n"
         "d TXT \\# 4 03 616263\ne TYPE15 \\# 3 000A00\nf TYPE62347 \\# 0\ng MX \\# 7 000A 0161 0162 00\n"),
    Case("known types not judged", "a SRV 0 0 0 .\nb CAA 0 issue \"ca.example\"\nc HINFO x y\nd RP a b\ne SPF \"v=spf1 -all\"\n"
         "f TYPE99 \\# 2 0161\ng SSHFP 1 1 0123456789abcdef0123456789abcdef01234567\n", differs={}),
    Case("types of former days", "a MINFO a b\nb RT 10 x\nc X25 12345\nd MB x\ne AFSDB 1 a\nf KX 1 a\ng PX 1 a b\n"
         "h NAPTR 1 1 \"\" \"\" \"\" a\ni A 192.0.2.1\n", differs={"knot": "Knot knows MINFO, RT, AFSDB, KX; others as TYPEnnn"}),
    Case("quoted owner", "\"a\" A 192.0.2.1\n", differs={
        "ldns": "BIND and NSD read the quotes away; RFC 1035 section 5.1 has them for <character-string> only",
        "knot": "the same"}),
    Case("addresses", "a AAAA ::ffff:192.0.2.1\nb AAAA 2001:DB8:0:0:0:0:0:1\nc AAAA ::\nd A 0.0.0.0\n"),
    Case("preference with zeros", "@ MX 010 z\n@ MX 0 @\n@ MX 65535 .\n"),
    Case("the same record twice", "a A 192.0.2.1\nA A 192.0.2.1\nb TXT x\nb TXT \"x\"\nc CNAME a\nc CNAME A.%O\n"),
    Case("TTLs within an RRset", "a 60 A 192.0.2.1\na 120 A 192.0.2.2\na 30 A 192.0.2.1\n",
         differs={peer: PRIOR_TTL for peer in ("bind", "ldns", "nsd", "knot")}),
    Case("SOA twice, as a zone transfer has it", "a A 192.0.2.1\n@ SOA ns h 1 7200 3600 1209600 300\n",
         differs={"nsd": "RFC 2181 section 5: an RRset holds no two equal records, so BIND, ldns and Knot read it as one"}),
    Case("out of zone", "a A 192.0.2.1\nout.invalid. A 192.0.2.2\n TXT \"x\"\nb A 192.0.2.3\n",
         differs={"ldns": "ldns knows of no zone", "nsd": "NSD refuses the zone; BIND and Knot leave the record out"}),
    Case("carriage returns", "a A 192.0.2.1\r\nb TXT \"x\" \r\n TXT ( y\r\n z )\r\n\r\n;c\r\n  \r\nc TXT w", differs={
        "knot": "Knot refuses CR; BIND, ldns and NSD take CR LF for a line end"}),
    Case("carriage returns alone", "a A 192.0.2.1\rb A 192.0.2.2\r", differs={
        "ldns": "BIND and NSD end a line at it", "knot": "the same"}),
    Case("no final newline", "a A 192.0.2.1\nb TXT \"x\""),
    Case("no final newline in a comment", "a A 192.0.2.1\n; end"),
    Case("origins", "a A 192.0.2.1\n$ORIGIN sub.%O\na A 192.0.2.2\n@ A 192.0.2.4\nb MX 10 a\n$origin %O\nc A 192.0.2.3\n$ttl 5\nd A 192.0.2.5\n",
         differs={"ldns": "ldns knows directives in upper case only; BIND, NSD and Knot in any"}),
    Case("relative origin", "$ORIGIN sub\na A 192.0.2.2\n$ORIGIN sub\na A 192.0.2.3\n$ORIGIN @\nb A 192.0.2.4\n",
         differs={"nsd": RELATIVE_ORIGIN, "ldns": RELATIVE_ORIGIN, "knot": RELATIVE_ORIGIN}),
    Case("root origin", "$ORIGIN .\na.%O A 192.0.2.2\n"),
    Case("origin keeps the owner", "a A 192.0.2.1\n$ORIGIN sub.%O\n A 192.0.2.2\n"),
    Case("include", "a A 192.0.2.1\n$INCLUDE inc1\n TXT \"a again\"\nb A 192.0.2.4\n$INCLUDE inc1 other.%O ; comment\nc TXT \"c\"\n",
         files={"inc1": " TXT \"inherited\"\nx A 192.0.2.5\n$ORIGIN deep.%O\ny A 192.0.2.6"}, differs={"ldns": LDNS_INCLUDE,
         "nsd": "NSD goes on with the owner of the included file; BIND: the current name reverts (RFC 1035 section 5.1: "
                "\"never changes the relative origin of the parent file\")", "knot": "Knot begins an included file without an owner"}),
    Case("include and $TTL", "$INCLUDE inc2\nb A 192.0.2.4\n", files={"inc2": "$TTL 77\nx A 192.0.2.5\n"},
         differs={"ldns": LDNS_INCLUDE, "knot": "RFC 2308 section 4: $TTL holds for \"all resource records appearing after the "
                  "directive\"; so in BIND and NSD"}),
    Case("include in quotes", "$INCLUDE \"inc3\"\n$INCLUDE inc3 sub\n", files={"inc3": "x A 192.0.2.5\n"},
         differs={"ldns": LDNS_INCLUDE, "nsd": RELATIVE_ORIGIN + "; and it opens a file with quotes in its name",
         "knot": RELATIVE_ORIGIN}),
    Case("generate", "$GENERATE 1-3 a$ A 192.0.2.$\n$GENERATE 0-8/4 ${10,4,d}.x CNAME ${0,2,x}\n$GENERATE 1-2 ${-1,0,d}b 60 IN TXT $\n"
         "$GENERATE 254-256 h${0,0,x}.${0,5,X}.${0,0,o} IN TXT \\$x$\n$GENERATE 17-18 ${0,0,n}.n TXT ${0,7,n}\n"
         "$GENERATE 5-5 @ TXT x$\n$GENERATE 1-2 *.$ TXT w$.%O\n", differs=ONLY_BIND),
    Case("generate: $$", "$GENERATE 1-2 a$$ TXT $\n", differs=ONLY_BIND),
    Case("generate: data in quotes", "$GENERATE 1-2 @ MX \"10 mail$\"\n", differs=ONLY_BIND),
    Case("generate: strings in quotes", "$GENERATE 1-2 a$ TXT \"\\\"v=x; p=$\\\" \\\"y\\\"\"\n", differs=ONLY_BIND),
    Case("generate: relative to the origin", "$ORIGIN sub.%O\n$GENERATE 1-2 a$ CNAME b$\nz TXT z\n$GENERATE 3-4 a$ TXT t\n TXT \"z again\"\n",
         differs=ONLY_BIND),
]


# Zones with faults: BIND must complain about the same lines, and about no other.
FAULTY = [
    Case("names", "a..b A 192.0.2.1\n.a A 192.0.2.1\n.. A 192.0.2.1\n" + "a" * 64 + " A 192.0.2.1\n" + "ok A 192.0.2.1\n"
         + ".".join(["b" * 49] * 5) + " A 192.0.2.1\nb\\300 A 192.0.2.1\nc\\12 A 192.0.2.1\n@ MX 10 a..b\n@ MX 10 x\\256\n"),
    Case("addresses", "a A 192.0.2\nb A 010.1.1.1\nc A 1.2.3.4.5\nd A 256.1.1.1\ne A 192.0.2.1 junk\nf A 0x1.2.3.4\n"
         "g AAAA 1::2::3\nh AAAA fe80::1%eth0\ni A\nj A ::1\nk AAAA 192.0.2.1\nl A 192.0.2.1\n"),
    Case("NUL in an address", "a A 192.0.2.1\x00x\nb A 192.0.2.1\n"),
    Case("headers", "a\nok A 192.0.2.1\nb IN\nok A 192.0.2.2\nc IN IN A 192.0.2.1\nd 1 2 A 192.0.2.1\ne BOGUS x\nf 1h30 A 192.0.2.1\ng 1x A 192.0.2.1\n"
         "h 99999999999 A 192.0.2.1\ni -1 A 192.0.2.1\nok A 192.0.2.1\n", differs={
             12: "1h30: RFC 1035 has no units; NSD and ldns read it, BIND does not"}),
    Case("classes", "a CH A 192.0.2.1\nb CLASS3 TXT x\nc HS TXT x\nd CLASS256 TXT x\ne ANY A 192.0.2.1\nf NONE A 192.0.2.1\n"),
    Case("MX", "@ MX\n@ MX 10\n@ MX 65536 a\n@ MX -1 a\n@ MX a 10\n@ MX 10 a b\n@ MX 10 a\n"),
    Case("quoted names", "@ MX 10 \"a\"\n@ MX \"10\" a\n@ NS \"ns\"\n@ MX 20 a\n"),
    Case("strings", "a TXT\nb TXT \"" + "s" * 256 + "\"\nc TXT " + "s" * 256 + "\nd TXT \"a\\256\"\ne TXT \"a\\25\"\n"
         "f TXT \"not closed\nok TXT x\ng TXT \"escaped\\\"\nh TXT x \"y\n"),
    Case("record of 65536 octets", "a TXT x\nb TXT " + " ".join(["\"" + "s" * 255 + "\""] * 256) + "\nc TXT x\n",
         differs={5: "BIND says it without a line", 6: "the same"}),
    Case("generic data", "a TXT \\# 0\nb MX \\# 4 000AC000\nc A \\# 3 C00002\nd A \\# 4 C00002\ne A \\# 4 C00002zz\nf A \\#\n"
         "g A \\# x\nh TYPE731 foo\ni TYPE731 \\# 2 abc\nj TYPE731 \\# 70000 ab\nk TXT \\# 2 0561\nl AAAA \\# 4 C0000201\nok A 192.0.2.1\n"),
    Case("directives", "$ORIGIN\na A 192.0.2.1\n$ORIGIN sub extra\n$TTL\na A 192.0.2.1\n$TTL x\na A 192.0.2.1\n$TTL 1h extra\n$BOGUS x\n"
         "$INCLUDE\na A 192.0.2.1\n$INCLUDE nofile\na A 192.0.2.1\n", differs={10: "BIND says it without a line"}),
    Case("directive behind a blank", "a A 192.0.2.1\n $TTL 60\nb A 192.0.2.1\n"),
    Case("generate", "$GENERATE\na A 192.0.2.1\n$GENERATE x\na A 192.0.2.1\n$GENERATE 2-1 a$ A 192.0.2.$\n"
         "$GENERATE 1-2/0 a$ A 192.0.2.$\n$GENERATE 1-2 a$\na A 192.0.2.1\n$GENERATE 1-2 a$ A\na A 192.0.2.1\n$GENERATE 1-2 a$ BOGUS x\n$GENERATE 1-2 a$ A 192.0.2.300\n$GENERATE 1-2 a$ A 192.0.2.$\n"
         "$GENERATE 1-2 $$TTL 5\na A 192.0.2.1\n$GENERATE 1-2 $$GENERATE 1-2\na A 192.0.2.1\n"),
    Case("parentheses", "a TXT \"x\" )\nok A 192.0.2.1\n) b A 192.0.2.1\nc A 192.0.2.1 ( junk\n more ) junk\nok A 192.0.2.1\n",
         differs={9: "BIND counts to the end of the entry"}),
    Case("NUL in a name and in a string", "a\x00b TXT x\nb TXT x\x00y\nok TXT x\n"),
    Case("CNAME and other data", "a CNAME b\na A 192.0.2.1\nc CNAME d\nc CNAME e\n", differs={
        5: "the reader names the CNAME, BIND the record beside it", 6: "the same"}),
    Case("two SOA", "@ SOA ns h 2 7200 3600 1209600 300\na A 192.0.2.1\n"),
]


class Answers:
    """Zones that are served together. `zones` maps what stands before the origin ("" for the origin itself) to text."""

    def __init__(self, label, text, children=None, ask=(), differs=None, head=APEX):
        self.label, self.ask, self.differs = label, ask, differs or {}
        self.zones = {"": head + text}
        for sub, child in (children or {}).items():
            self.zones[sub] = "$ORIGIN %s.%%O\n" % sub + APEX + child

    def text_of(self, sub, origin):
        return self.zones[sub].replace("%O", origin)


LOOP = "RFC 1034 section 5.2.2: \"CNAME chains should be followed and CNAME loops signalled as an error\""

ANSWERS = [
    Answers("plain", "a A 192.0.2.1\na TXT x\na A 192.0.2.2\n@ MX 10 a\n"),
    Answers("empty non-terminals", "a.b.c TXT x\n_dmarc.d TXT y\n"),
    Answers("wildcards", "* TXT w\n*.b MX 10 a\na A 192.0.2.1\nx.c TXT y\n*.c.c A 192.0.2.3\n*.*.e TXT z\n", ask=["q", "q.b", "b", "q.q.b",
            "q.a", "q.c", "q.x.c", "q.c.c", "q.q.e", "q.*.e", "*.*.e", "q.q.q", "*"]),
    Answers("RFC 4592 section 2.2.1", "* TXT \"this is a wildcard\"\n* MX 10 host1\nsub.* TXT \"this is not a wildcard\"\n"
            "host1 A 192.0.2.1\n_ssh._tcp.host1 TXT srv\n_ssh._tcp.host2 TXT srv\nsubdel NS ns.example.com.\nsubdel NS ns.example.net.\n",
            ask=["host3", "foo.bar", "host1", "sub.*", "_telnet._tcp.host1", "host.subdel", "ghost.*", "q.sub.*"]),
    Answers("empty wildcard", "sub.*.a TXT x\na TXT y\n* TXT z\n", ask=["q.a", "q.q.a", "sub.*.a", "*.a", "b"]),
    Answers("wildcard of an alias", "*.a CNAME b\nb TXT x\n*.c CNAME q.a\n*.d CNAME q.d\nx.d TXT y\n", ask=["q.a", "q.c", "x.d", "*.a", "q.q.a"]),
    Answers("aliases", "a CNAME b\nb CNAME c\nc TXT x\nd CNAME missing\ne CNAME ent\nx.ent TXT y\nf CNAME example.net.\ng CNAME f\n"
            "h CNAME del\ndel NS ns.example.net.\ni CNAME q.del\nj CNAME @\n"),
    Answers("alias loops", "a CNAME b\nb CNAME a\nc CNAME c\n", differs={"a": LOOP, "b": LOOP, "c": LOOP}),
    Answers("fifteen aliases", "".join("a%d CNAME a%d\n" % (i, i + 1) for i in range(15)) + "a15 TXT end\n", ask=["a0", "a1"]),
    Answers("DNAME", "d DNAME t\nx.t TXT x\n*.t.t TXT w\ne DNAME example.net.\nf.g DNAME t.t\nt TXT self\nd TXT self\nh CNAME x.d\n",
            ask=["d", "x.d", "y.d", "q.x.d", "q.e", "q.q.f.g", "q.f.g", "g", "h"]),
    Answers("DNAME at the apex", "@ DNAME example.net.\n@ MX 10 x\n", ask=["q", "q.q"], head=APEX.replace("NS ns", "NS ns.example.net.")
            .replace("ns A 192.0.2.53\n", "")),
    Answers("DNAME to itself", "d DNAME x.d\n", ask=["q.d"], differs={"d": LOOP}),
    Answers("DNAME that makes a name too long", "d DNAME " + ".".join(["t" * 60] * 3) + "\n",
            ask=["q.d", ".".join(["u" * 40] * 2) + ".d"], differs={".".join(["u" * 40] * 2) + ".d":
                "RFC 6672 section 2.2: \"the server returns an RCODE of YXDOMAIN\"; NSD does (here: servfail), Knot says NXDOMAIN"}),
    Answers("delegations", "sub NS ns.sub\nns.sub A 192.0.2.9\ndeep.er NS ns.example.net.\nx.sub TXT occluded\n* TXT w\nsub TXT occluded\n",
            ask=["sub", "ns.sub", "x.sub", "q.sub", "er", "deep.er", "q.deep.er", "q.er", "q"]),
    Answers("origin without records", "* TXT w\n$ORIGIN sub.%O\n$ORIGIN %O\nb TXT x\n", ask=["sub", "q.sub", "b"]),
    Answers("origin without records above names", "$ORIGIN y.z.%O\nx TXT x\n$ORIGIN %O\nb TXT x\n", ask=["z", "y.z", "x.y.z", "q.z"]),
    Answers("origin outside", "$ORIGIN example.invalid.\n$ORIGIN %O\nb TXT x\n", ask=["b"]),
    Answers("child zone", "a.b NS ns.a.b\nns.a.b A 192.0.2.53\nc TXT x\n", children={"a.b": "x TXT y\n"},
            ask=["b", "a.b", "x.a.b", "q.a.b", "q.b", "c"]),
    Answers("child zone and old data above it", "sub NS ns.sub\nns.sub A 192.0.2.7\nsub MX 10 old\nx.sub TXT old\n",
            children={"sub": "@ MX 10 new\nx TXT new\n"}, ask=["sub", "x.sub", "ns.sub"]),
]

# Zones that no server takes, or not in this form: what the reader has to say.
ALONE = [
    ("a zone that goes on behind another", "$ORIGIN sub.%O\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns.%O\n$ORIGIN %O\na TXT x\n",
     "a", "TXT", "answer", [b"x"], "RFC 1034 section 4.3.2: the zone that is the nearest ancestor of the name holds it"),
    ("more parentheses than 16 bits count", "x TXT y\na " + "(" * 65538 + " CNAME ))\n x " + ")" * 65536 + "\n",
     "a", "TXT", "answer", [b"y"], NESTED + "; BIND reads it"),
    ("a blank behind an owner that could not be read", "a A 192.0.2.1\nb..c A 192.0.2.2\n TXT whose\n", "a", "TXT", "unread", [],
     "RFC 1035 section 5.1: \"If an entry begins with a blank, the owner is the same as that of the previous entry\"; whose it is, nobody knows"),
]


def random_word(rng, octets, plain):
    text = "".join(rng.choice("abcxyzABC019-_=.:;@$ ()\"\\\x01" + octets) for _ in range(rng.randrange(0, 12)))
    quoted = rng.random() < 0.6 or not text or (plain and not text.isalnum())
    out = ""
    for c in text:
        if ord(c) < 32 or rng.random() < 0.05:
            out += "\\%03d" % ord(c)
        elif c in "\"\\" or (not quoted and c in " ();@$") or rng.random() < 0.02 and not c.isdigit():
            out += "\\" + c
        else:
            out += c
    return "\"%s\"" % out if quoted else out


class RandomZone:
    """
    A zone that BIND accepts, written in as many ways as the grammar allows. With `plain`, it is one that NSD and Knot read
    alike: without CR, octets above 127, and special characters in unquoted strings.
    """

    def __init__(self, seed, origin, plain=False):
        self.plain = plain
        self.octets, self.line_ends = ("", ["\n"]) if plain else ("\xe9", ["\n", "\n", "\r\n"])
        self.rng = rng = random.Random(seed)
        self.origin = name_of(origin.encode())
        self.here = self.origin
        self.owners = {}
        names = set()
        for _ in range(rng.randrange(3, 22)):
            depth = rng.choice([1, 1, 2, 2, 3, 4])
            labels = [rng.choice(["a", "b", "c", "*", "_s", "A"]) for _ in range(depth)]
            names.add(tuple(label.lower().encode() for label in labels))
        self.relative = sorted(names)
        self.plan()
        self.text = self.write()

    def under(self, name, roots):
        return any(len(name) > len(root) and name[-len(root):] == root for root in roots)

    def plan(self):
        rng = self.rng
        dnames, self.records = [], []
        for name in sorted(self.relative, key=len):
            roll = rng.random()
            wild = b"*" in name
            if self.under(name, dnames):
                continue
            if roll < 0.18:
                self.records.append((name, "CNAME", self.target(outside=0.2)))
            elif roll < 0.26 and not wild:
                self.records.append((name, "NS", self.target(outside=0.5)))
            elif roll < 0.32 and not wild and not any(self.under(other, [name]) for other in self.relative):
                dnames.append(name)
                self.records.append((name, "DNAME", self.target(outside=0.3)))
            else:
                for _ in range(rng.randrange(1, 4)):
                    kind = rng.choice(["A", "AAAA", "MX", "TXT", "TXT", "PTR"])
                    data = {"A": "192.0.2.%d" % rng.randrange(256), "AAAA": "2001:db8::%x" % rng.randrange(65536),
                            "MX": self.target(outside=0.2), "PTR": self.target(outside=0.2), "TXT": None}[kind]
                    self.records.append((name, kind, data))
        rng.shuffle(self.records)

    def target(self, outside):
        rng = self.rng
        if rng.random() < outside:
            return (b"out", b"invalid")
        name = rng.choice(self.relative)
        if rng.random() < 0.3:
            name = (rng.choice([b"q", b"a"]),) + name
        if rng.random() < 0.2:
            name = name[1:]
        return name + self.origin

    def name(self, name):
        rng = self.rng
        if name == self.here and rng.random() < 0.7:
            return "@"
        text = name_text(name)
        if len(name) > len(self.here) and name[-len(self.here):] == self.here and rng.random() < 0.7:
            text = name_text(name[:-len(self.here)])[:-1]
        return "".join(c.upper() if rng.random() < 0.1 and not text.count("\\") else c for c in text)

    def gap(self):
        return self.rng.choice([" ", " ", "\t", "  ", " \t "])

    def write(self):
        rng, last = self.rng, None
        out = ["$TTL %s\n" % rng.choice(["300", "5m"])]
        out.append("@ SOA ns h ( 1 2h ; refresh\n 1h 2w\n 300 )\n@ NS ns\nns A 192.0.2.53\n")
        ttls = {}
        for name, kind, data in self.records:
            if rng.random() < 0.1:
                self.here = rng.choice([self.origin, rng.choice(self.relative) + self.origin])
                if rng.random() < 0.3: # a name of which nothing else is heard
                    self.here = (b"o",) + self.here
                out.append("$ORIGIN %s\n" % name_text(self.here))
            if rng.random() < 0.05:
                out.append(rng.choice(["\n", "; comment ( \" \n", "   \n", "\t; x\n"]))
            ttl = ttls.setdefault((name, kind), rng.choice([None, None, "60", "1h", "0"]))
            owner = "" if last == name and rng.random() < 0.7 else self.name(name + self.origin)
            head = [word for word in ([ttl, rng.choice([None, "IN", "in"])]) if word]
            words = head + [rng.choice([kind, kind.lower()])]
            if kind == "TXT":
                words += [random_word(rng, self.octets, self.plain) for _ in range(rng.choice([1, 1, 2, 3]))]
            elif kind in ("A", "AAAA"):
                words.append(data)
            else:
                words += (["10"] if kind == "MX" else []) + [self.name(data)]
            line = owner + self.gap()
            opened = None
            for i, word in enumerate(words):
                if opened is None and i > len(head) and rng.random() < 0.1:
                    line += "( "
                    opened = True
                line += word + (rng.choice(["\n", " ; c\n ", " ", "\n\t"]) if opened else self.gap())
            line += (")" if opened else "") + rng.choice(["", "", " ", " ; comment \" )"])
            out.append(line + rng.choice(self.line_ends))
            last = name
        return "".join(out)


# ---- tests ----------------------------------------------------------------------------------------------------------

def setUpModule():
    if not os.environ.get("ZONE_DUMP"):
        raise RuntimeError("ZONE_DUMP must be the path of zone_dump")


def explain(text, ours, theirs, peer):
    lines = ["--- the zone", text, "--- only here"] + sorted(map(shown, ours - theirs))
    return "\n".join(lines + ["--- only in %s" % peer] + sorted(map(shown, theirs - ours)))


class WithDirectory(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.directory = cls.scratch.name

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def need(self, program):
        if not path_of(program):
            self.skipTest("%s is not installed" % program)


class Files(WithDirectory):
    """The reader beside programs that print what they read."""

    def compare(self, peer, read, case, number):
        origin = "zone%04d.test." % number
        file = case.write(self.directory, number, origin)
        out, err = zone_dump([origin, file], self.directory)
        apex = name_of(origin.encode())
        ours = {record for record in records_of(out) if record[0][-len(apex):] == apex}
        theirs, complaint = read(origin, file, self.directory)
        shown_text = case.bytes_for(origin).decode("latin-1")
        if theirs is None:
            self.fail("%s refuses the zone:\n%s\n%s" % (peer, complaint.decode(errors="replace"), shown_text))
        self.assertFalse(ours ^ theirs, explain(shown_text + err.decode(errors="replace"), ours, theirs, peer))

    def compare_all(self, peer, read):
        for number, case in enumerate(VALID):
            if peer not in case.differs:
                with self.subTest(case.label):
                    self.compare(peer, read, case, number)

    def test_bind(self):
        self.need("named-compilezone")
        self.compare_all("bind", compilezone)

    def test_ldns(self):
        self.need("ldns-read-zone")
        self.compare_all("ldns", ldns_read)

    def random(self, peer, read):
        for number in range(RANDOM_ZONES):
            origin = "zone%04d.test." % (1000 + number)
            zone = RandomZone(SEED + number, origin)
            with self.subTest(seed=SEED + number):
                self.compare(peer, read, Case("random", zone.text, bare=True), 1000 + number)

    def test_random_bind(self):
        self.need("named-compilezone")
        self.random("bind", compilezone)

    def test_valid_zones_have_no_faults(self):
        for number, case in enumerate(VALID):
            if case.label in ("out of zone", "TTL of 2^31 and more", "quoted owner"):
                continue
            with self.subTest(case.label):
                origin = "zone%04d.test." % number
                _, err = zone_dump([origin, case.write(self.directory, number, origin)], self.directory)
                self.assertEqual(err, b"", case.bytes_for(origin).decode("latin-1"))

    def test_faults_on_the_lines_of_bind(self):
        self.need("named-compilezone")
        for number, case in enumerate(FAULTY):
            with self.subTest(case.label):
                origin = "zone%04d.test." % (2000 + number)
                file = case.write(self.directory, 2000 + number, origin)
                _, err = zone_dump([origin, file], self.directory)
                records, complaint = compilezone(origin, file, self.directory)
                self.assertIsNone(records, "BIND takes the zone")
                ours, theirs = fault_lines(err, file), fault_lines(complaint, file)
                lines = case.bytes_for(origin).decode("latin-1").split("\n")
                apart = (ours ^ theirs) - set(case.differs)
                self.assertFalse(apart, "lines at fault: here %s, BIND %s\n%s\n%s\n%s" % (sorted(ours), sorted(theirs),
                    "\n".join("%d: %s" % (i, lines[i - 1][:100]) for i in sorted(apart)), err.decode(errors="replace")[:2000],
                    complaint.decode(errors="replace")[:2000]))

    def test_alone(self):
        for number, (label, text, name, kind, outcome, strings, why) in enumerate(ALONE):
            with self.subTest(label):
                origin = "zone%04d.test." % (3000 + number)
                file = Case(label, text).write(self.directory, 3000 + number, origin)
                out, _ = zone_dump(["--ask", name + "." + origin, kind, origin, file], self.directory)
                said = parse_answers(out)[0]
                self.assertEqual((said[0], sorted(string for rdata in said[2] for string in rdata)), (outcome, sorted(strings)), why)


def parse_answers(out):
    found = []
    for line in out.split(b"\n"):
        words = line.split(b" ", 1)
        if words[0] == b"ask":
            question, said = words[1].rsplit(b": ", 1)
            found.append([said.decode().split()[0], [], set(), question.split()[1].decode()])
        elif words[0] == b"alias":
            found[-1][1].append(name_of(words[1]))
        elif words[0] == b"record":
            found[-1][2].add(rdata_of(found[-1][3], tokens_of(words[1])))
    return [(outcome, tuple(aliases), frozenset(records)) for outcome, aliases, records, _ in found]


def questions_about(text, origin, more):
    """Every name that stands in the text, what lies above and below it, and the names to be asked besides."""
    apex = name_of(origin.encode())
    names = {name_of(name.encode(), origin.encode()) for name in more}
    for owner, _, kind, rdata in text:
        for name in [owner] + [part for part in (rdata if kind == "MX" else [rdata]) if kind in ("MX", "CNAME", "DNAME")
                               and isinstance(part, tuple)]:
            for at in range(len(name) - len(apex) + 1):
                names.add(name[at:])
    names = {name for name in names if name[-len(apex):] == apex}
    names |= {(label,) + name for name in names for label in (b"q", b"*", b"a", b"o") if sum(map(len, name)) + len(name) < 240}
    return [(name, kind) for name in sorted(names) for kind in ("A", "TXT", "MX", "CNAME", "NS")]


class Served(WithDirectory):
    """The reader's answers and records beside NSD and Knot."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.servers, cls.groups, cls.transfers = {}, [], []
        zones = []

        def add(label, texts, origin, number, ask=(), differs=None):
            files = []
            for sub, text in texts.items():
                file = "served%d_%s.db" % (number, sub)
                with open(os.path.join(cls.directory, file), "wb") as zone:
                    zone.write(text.encode("latin-1"))
                files.append(file)
                zones.append((sub + "." + origin if sub else origin, file))
            cls.groups.append((label, origin, files, ask, differs or {}))

        for number, answers in enumerate(ANSWERS):
            origin = "answer%d.test." % number
            add(answers.label, {sub: answers.text_of(sub, origin) for sub in answers.zones}, origin, number, answers.ask,
                answers.differs)
        for number in range(RANDOM_ZONES):
            origin = "random%d.test." % number
            add("seed %d" % (SEED + number), {"": RandomZone(SEED + number, origin, plain=True).text}, origin, 1000 + number)
        for number, case in enumerate(VALID):
            origin = "zone%04d.test." % number
            file = case.write(cls.directory, number, origin)
            cls.transfers.append((case, origin, file))
            zones.append((origin, file))
        cls.asked = {}
        try:
            for kind, program in (("nsd", "nsd"), ("knot", "knotd")):
                if path_of(program):
                    cls.servers[kind] = Server(kind, cls.directory, zones)
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def tearDownClass(cls):
        for server in cls.servers.values():
            server.close()
        super().tearDownClass()

    def server(self, kind, program):
        if kind not in self.servers:
            self.skipTest("%s is not installed" % program)
        return self.servers[kind]

    def ours(self, origin, files, ask):
        """Questions about a zone and the reader's answers to them, as few calls as possible."""
        if origin not in self.asked:
            out, err = zone_dump([origin] + files, self.directory)
            questions = questions_about(records_of(out), origin, ask)
            with open(os.path.join(self.directory, "questions"), "w") as questions_file:
                questions_file.writelines("%s %s\n" % (name_text(name), kind) for name, kind in questions)
            out, _ = zone_dump(["--ask-from", "questions", origin] + files, self.directory)
            self.asked[origin] = questions, parse_answers(out), err
        return self.asked[origin]

    def answers(self, server):
        for label, origin, files, ask, differs in self.groups:
            with self.subTest(label):
                known = {name_of(name.encode(), origin.encode()) for name in differs}
                questions, ours, err = self.ours(origin, files, ask)
                text = "".join(open(os.path.join(self.directory, file), encoding="latin-1").read() for file in files)
                if origin not in server.loaded:
                    self.fail("%s does not load the zone:\n%s\n%s" % (server.kind, text, "\n".join(server.complaints(origin, file) for file in files)))
                self.assertEqual(err, b"", text)
                apart = []
                for (name, kind), mine, message in zip(questions, ours, server.ask(questions)):
                    theirs = as_answer(message, name, kind)
                    if self.cut_off(mine, theirs):
                        continue
                    if mine != theirs and not any(name[-len(at):] == at for at in known):
                        apart.append("%s %s: here %s %s %r, there %s %s %r" % (name_text(name), kind, mine[0],
                            list(map(name_text, mine[1])), list(mine[2]), theirs[0], list(map(name_text, theirs[1])), list(theirs[2])))
                self.assertFalse(apart, "%d of %d\n" % (len(apart), len(questions)) + "\n".join(apart[:8]) + "\n" + text)

    @staticmethod
    def cut_off(mine, theirs):
        """A server ends a chain of aliases at a loop, or after some number of them: 5 to as many as fit (LOOP)."""
        _, aliases, _ = theirs
        shorter = min(len(aliases), len(mine[1]))
        looped = mine[0] == "loop" and len(aliases) != len(set(aliases))
        return looped or (len(aliases) != len(mine[1]) and shorter >= 5 and aliases[:shorter] == mine[1][:shorter])

    def records(self, server):
        for case, origin, file in self.transfers:
            if server.kind in case.differs:
                continue
            with self.subTest(case.label):
                out, _ = zone_dump([origin, file], self.directory)
                apex = name_of(origin.encode())
                ours = {record for record in records_of(out) if record[0][-len(apex):] == apex}
                text = case.bytes_for(origin).decode("latin-1")
                if origin not in server.loaded:
                    self.fail("%s does not load the zone:\n%s\n%s" % (server.kind, text[:2000], server.complaints(origin, file)))
                theirs = server.transfer(origin)
                self.assertFalse(ours ^ theirs, explain(text, ours, theirs, server.kind))

    def test_answers_nsd(self):
        self.answers(self.server("nsd", "nsd"))

    def test_answers_knot(self):
        self.answers(self.server("knot", "knotd"))

    def test_records_nsd(self):
        self.records(self.server("nsd", "nsd"))

    def test_records_knot(self):
        self.records(self.server("knot", "knotd"))


if __name__ == "__main__":
    unittest.main()
