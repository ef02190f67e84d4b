"""
Name servers for the tests, all on loopback ports that they pick themselves: NSD, Knot and Unbound as Debian packages
them, and a scripted server that answers wrongly on purpose.
"""

import collections
import itertools
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import textwrap
import threading
import time
import unittest

import dns_wire as wire

LOOPBACK = "127.0.0.1"
PORT_TRIES = 5
READY_SECONDS = 20
STOP_SECONDS = 5
POLL_SECONDS = 0.05  # how often a thread looks whether it shall end


def open_sockets():
    """A UDP socket and a TCP socket that are bound to the same free port."""
    for attempt in itertools.count(1):
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            udp.bind((LOOPBACK, 0))
            tcp.bind(udp.getsockname())
            return udp, tcp
        except OSError:
            udp.close()
            tcp.close()
            if attempt == PORT_TRIES:
                raise


def free_port():
    udp, tcp = open_sockets()
    port = udp.getsockname()[1]
    udp.close()
    tcp.close()
    return port


class ClosedPort:
    """A port that nothing listens on. It stays bound without listening, so nobody else can take it."""

    def __init__(self):
        udp, self._tcp = open_sockets()
        self.address = "%s:%d" % udp.getsockname()
        udp.close()

    def stop(self):
        self._tcp.close()


def ask(address, name, word, timeout=1.0):
    """Asks over UDP; returns the packet. Raises OSError when none comes."""
    host, port = address.split(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(timeout)
        udp.connect((host, int(port)))
        udp.send(wire.make_query(name, word))
        return udp.recv(65535)


class Daemon:
    """A server process with a folder of its own. A subclass names the program and writes its configuration."""

    program = ""
    host = LOOPBACK
    port = None  # a free one

    def __init__(self, ready_name):
        path = shutil.which(self.program, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
        if not path:
            raise unittest.SkipTest(f"{self.program} is not installed")
        self.ready_name = ready_name
        self.folder = tempfile.mkdtemp(prefix=f"mailauth-{self.program}-")
        self.process = None
        try:
            self._start(path)
        except BaseException:
            self.stop()
            raise

    def configuration(self, port):
        raise NotImplementedError

    def arguments(self, configuration_path):
        raise NotImplementedError

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def _start(self, path):
        # Another process may take the port between free_port() and the server's own bind.
        for _ in range(PORT_TRIES):
            port = self.port or free_port()
            self.address = f"{self.host}:{port}"
            configuration = self.write("server.conf", textwrap.dedent(self.configuration(port)))
            # When the test run is killed, the kernel ends the server.
            guard = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
            with open(os.path.join(self.folder, "output"), "ab") as output:
                self.process = subprocess.Popen([*guard, path, *self.arguments(configuration)], cwd=self.folder,
                                                stdin=subprocess.DEVNULL, stdout=output, stderr=output)
            if self._is_ready():
                return
            self._end_process()
        raise RuntimeError(f"{self.program} did not start:\n{self._output()}")

    def _is_ready(self):
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if wire.rcode_of(ask(self.address, self.ready_name, "SOA", timeout=0.2)) == wire.NOERROR:
                    return True
            except OSError:
                pass
            time.sleep(0.02)
        return False

    def _output(self):
        texts = []
        for name in sorted(os.listdir(self.folder)):
            if name == "output" or name.endswith(".log"):
                with open(os.path.join(self.folder, name), encoding="utf-8", errors="replace") as file:
                    texts.append(file.read())
        return "".join(texts)[-4000:]

    def _end_process(self):
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def stop(self):
        if self.process:
            self._end_process()
        shutil.rmtree(self.folder, ignore_errors=True)


class Authority(Daemon):
    """Serves `zones`: origin -> path of the zone file."""

    def __init__(self, zones, host=LOOPBACK, port=None):
        self.zones = zones
        self.host, self.port = host, port
        super().__init__(ready_name=next(iter(zones)))


class Nsd(Authority):
    program = "nsd"

    def configuration(self, port):
        zones = "".join(f'zone:\n  name: "{origin}"\n  zonefile: "{path}"\n' for origin, path in self.zones.items())
        # rrl: a run of a thousand domains looks like an attack to NSD.
        return f"""\
server:
  ip-address: {self.host}@{port}
  username: ""
  chroot: ""
  zonesdir: "{self.folder}"
  xfrdir: "{self.folder}"
  database: ""
  pidfile: "{self.folder}/nsd.pid"
  logfile: "{self.folder}/nsd.log"
  xfrdfile: "{self.folder}/xfrd.state"
  zonelistfile: "{self.folder}/zone.list"
  server-count: 1
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
remote-control:
  control-enable: no
{zones}"""

    def arguments(self, configuration_path):
        return ["-d", "-c", configuration_path]


class Knot(Authority):
    program = "knotd"

    def configuration(self, port):
        zones = "".join(f'  - domain: "{origin}"\n    file: "{path}"\n' for origin, path in self.zones.items())
        return f"""\
server:
    listen: {LOOPBACK}@{port}
    rundir: "{self.folder}"
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
log:
  - target: stderr
    any: warning
database:
    storage: "{self.folder}"
template:
  - id: default
    storage: "{self.folder}"
    zonefile-load: whole
    zonefile-sync: -1
    journal-content: none
zone:
{zones}"""

    def arguments(self, configuration_path):
        return ["-c", configuration_path]


class Unbound(Daemon):
    """
    Resolves for its clients. Asks one authority about `origins`, the root among them, another one about each of
    `others` (origin -> address), and nobody else.
    """

    program = "unbound"

    def __init__(self, authority_address, origins, others=()):
        self.authority_address = authority_address
        self.origins = origins
        self.others = dict(others)
        super().__init__(ready_name=origins[0])

    def configuration(self, port):
        upstreams = {origin: self.authority_address for origin in self.origins} | self.others
        stubs = "".join(f'stub-zone:\n  name: "{origin}"\n  stub-addr: {address.replace(":", "@")}\n'
                        for origin, address in upstreams.items())
        return f"""\
server:
  interface: {LOOPBACK}
  port: {port}
  access-control: 127.0.0.0/8 allow
  outgoing-interface: {LOOPBACK}
  do-ip6: no
  do-daemonize: no
  do-not-query-localhost: no
  module-config: "iterator"
  local-zone: "localhost." nodefault
  rrset-roundrobin: no
  num-threads: 1
  chroot: ""
  username: ""
  directory: "{self.folder}"
  pidfile: "{self.folder}/unbound.pid"
  use-syslog: no
  logfile: "{self.folder}/unbound.log"
remote-control:
  control-enable: no
{stubs}"""

    def arguments(self, configuration_path):
        return ["-d", "-c", configuration_path]


# What the scripted server does with a query: a function from the query to the packets that are sent back.

class HangUp(Exception):
    """Raised by a behaviour: the TCP connection is closed without an answer."""


def answer(*records, authenticated=False):
    return lambda query: [wire.reply(query, answers=records, flags=wire.AA | (wire.AD if authenticated else 0))]


def denial(query):
    """The SOA of the zone that the name is in (RFC 2308 section 3): of its top-level domain, or the root."""
    return [wire.soa(query.name.split(".")[-1])]


def no_data(query):
    return [wire.reply(query, authority=denial(query))]


def no_such_name(query):
    return [wire.reply(query, wire.NXDOMAIN, authority=denial(query))]


def silent(_query):
    return []


def servfail(query):
    return [wire.reply(query, wire.SERVFAIL)]


def refused(query):
    return [wire.reply(query, wire.REFUSED)]


def referral(query):
    """Another server would know: neither an answer nor a denial (RFC 2308 section 2.2)."""
    return [wire.reply(query, authority=[wire.ns(query.name, "ns.elsewhere.example")], flags=0)]


def truncated(over_tcp):
    return lambda query: over_tcp(query) if query.over_tcp else [wire.reply(query, flags=wire.AA | wire.TC)]


def hang_up(_query):
    raise HangUp


def noise(_query):
    return [b"\xff\xc0\x0c" * 20]


def noise_behind_id(query):
    return [struct.pack("!H", query.id) + b"\xff\xc0\x0c" * 20]


def cut_in_record(query):
    """A well-formed header and question, then a record that ends too soon."""
    return [wire.reply(query, answers=[wire.txt(query.name, "v=spf1 -all")], flags=wire.AA)[:-20]]


def pointer_loop(query):
    """The owner of the answer is a compression pointer to itself."""
    at = wire.HEADER.size + len(query.question)
    owner = struct.pack("!H", 0xC000 | at)
    return [wire.reply(query, answers=[owner + wire.txt("", "v=spf1 -all")[1:]])]


def alias_loop(query):
    other = "loop." + query.name
    return answer(wire.cname(query.name, other), wire.cname(other, query.name))(query)


def spoofed(query):
    """Answers that are not to this query: wrong id, wrong name, wrong type."""
    lie = [wire.txt(query.name, "v=spf1 +all")]
    stranger = wire.make_query("stranger.example", "TXT", edns=False)[wire.HEADER.size:]
    other_type = query.question[:-4] + struct.pack("!HH", wire.TYPES["NS"], wire.CLASS_IN)
    return [wire.reply(query, answers=lie, id=query.id ^ 1),
            wire.reply(query, answers=[wire.txt("stranger.example", "v=spf1 +all")], question=stranger),
            wire.reply(query, answers=lie, question=other_type)]


def after(first, second):
    """Both, one behind the other."""
    return lambda query: first(query) + second(query)


def refuses_edns(behaviour, bare=False):
    """
    RFC 6891 section 7: a server that knows no EDNS answers FORMERR, without an OPT record. Some return the question,
    others the bare header.
    """
    def act(query):
        if not query.has_edns:
            return behaviour(query)
        header = wire.HEADER.pack(query.id, wire.QR | wire.FORMERR, 0 if bare else 1, 0, 0, 0)
        return [header if bare else header + query.question]
    return act


def stream_packets(connection, ending):
    """What comes over TCP (RFC 1035 section 4.2.2), message by message, until the other side is done or the event is set."""
    received = b""
    connection.settimeout(POLL_SECONDS)
    while not ending.is_set():
        try:
            chunk = connection.recv(65535)
        except TimeoutError:
            continue
        except OSError:
            return
        if not chunk:
            return
        received += chunk
        while len(received) >= 2 and len(received) >= 2 + int.from_bytes(received[:2], "big"):
            end = 2 + int.from_bytes(received[:2], "big")
            packet, received = received[2:end], received[end:]
            yield packet


class ScriptedServer:
    """
    Answers from `script`: (name, type) -> behaviour. A type of "*" covers all types of the name. What the script does
    not hold is denied as a server of these names would; `default` overrules that. Every query is counted.
    """

    def __init__(self, script, default=None, tcp=True):
        self.script = script
        self.default = default
        self.counts = {"udp": collections.Counter(), "tcp": collections.Counter()}
        self._names = {name.split(".", cut)[-1] for name, _ in script for cut in range(name.count(".") + 1)}
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._udp, self._tcp = open_sockets()
        self._udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.address = "%s:%d" % self._udp.getsockname()
        self._threads = [threading.Thread(target=self._serve_udp, daemon=True)]
        if tcp:
            self._tcp.listen(64)
            self._threads.append(threading.Thread(target=self._serve_tcp, daemon=True))
        for thread in list(self._threads):
            thread.start()

    @property
    def queries(self):
        """(name, type) -> how often it was asked, over whatever transport."""
        with self._lock:
            return self.counts["udp"] + self.counts["tcp"]

    def stop(self):
        self._ending.set()
        for thread in list(self._threads):
            thread.join(STOP_SECONDS)
        self._udp.close()
        self._tcp.close()

    def _packets(self, packet, over_tcp):
        query = wire.parse_query(packet, over_tcp)
        with self._lock:
            self.counts["tcp" if over_tcp else "udp"][query.name, query.type] += 1
        behaviour = (self.script.get((query.name, query.type)) or self.script.get((query.name, "*")) or self.default
                     or (no_data if query.name in self._names else no_such_name))
        return behaviour(query)

    def _serve_udp(self):
        self._udp.settimeout(POLL_SECONDS)
        while not self._ending.is_set():
            try:
                packet, client = self._udp.recvfrom(65535)
                for reply in self._packets(packet, over_tcp=False):
                    self._udp.sendto(reply, client)
            except (HangUp, TimeoutError):
                continue
            except OSError:
                continue  # the client's port is closed by now

    def _serve_tcp(self):
        self._tcp.settimeout(POLL_SECONDS)
        while not self._ending.is_set():
            try:
                connection, _ = self._tcp.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._serve_connection, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve_connection(self, connection):
        with connection:
            for packet in stream_packets(connection, self._ending):
                try:
                    for reply in self._packets(packet, over_tcp=True):
                        connection.sendall(struct.pack("!H", len(reply)) + reply)
                except (HangUp, OSError):
                    return
