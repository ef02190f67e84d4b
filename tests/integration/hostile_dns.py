"""
A name server that misbehaves on purpose, on loopback addresses. It knows the honest answer to each question; a mode says what is
sent in its place. tests/integration/test_hostile_dns.py has the modes with what must come of each.
"""

import dataclasses
import heapq
import itertools
import select
import socket
import struct
import threading
import time

import dns_wire as wire
from servers import POLL_SECONDS, stream_packets

LOOPBACK, STRANGER = "127.0.0.1", "127.0.0.2"
PORT_TRIES = 20


class Zone:
    """What an honest server answers: records by name and type, aliases followed, denials with the SOA of the top-level domain."""

    def __init__(self, records):
        self.records = {}
        for name, word, record in records:
            self.records.setdefault((name, word), []).append(record)
        self.names = {name.split(".", cut)[-1] for name, _ in self.records for cut in range(name.count(".") + 1)}

    def reply(self, query, **options):
        found = self.records.get((query.name, query.type))
        if found:
            return wire.reply(query, answers=found, **options)
        rcode = wire.NOERROR if query.name in self.names or not query.name else wire.NXDOMAIN
        return wire.reply(query, rcode, authority=[wire.soa(query.name.split(".")[-1])], **options)


# What a mode sends: packets (bytes), and these.

@dataclasses.dataclass(frozen=True)
class Wait:
    seconds: float


@dataclasses.dataclass(frozen=True)
class Raw:
    """Over TCP: these bytes, without a length before them."""
    octets: bytes


@dataclasses.dataclass(frozen=True)
class From:
    """Over UDP: a packet from a wrong port, or a wrong address."""
    who: str
    packet: bytes


@dataclasses.dataclass(frozen=True)
class End:
    """The TCP connection ends, with FIN or RST."""
    reset: bool = False


class Server:
    """
    `mode(exchange)` yields what is sent. `addresses`: more addresses to listen at, on the same port. With tcp=False nothing listens
    there over TCP.
    """

    def __init__(self, zone, mode, tcp=True, addresses=(), host=LOOPBACK):
        self.zone, self.mode, self.host = zone, mode, host
        self.count, self.asked = itertools.count(), {}
        self.state = {}  # for the mode
        self._ending, self._threads, self._connections = threading.Event(), [], set()
        self._bind(tcp, addresses)
        for target in (self._serve_udp, self._serve_tcp):
            thread = threading.Thread(target=target, daemon=True)
            thread.start()
            self._threads.append(thread)

    def _bind(self, tcp, addresses):
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        for attempt in range(PORT_TRIES):
            self._udp, self._tcp = [], []
            try:
                port = 0
                for address in (self.host, *addresses):
                    self._udp.append(socket.socket(family, socket.SOCK_DGRAM))
                    self._udp[-1].bind((address, port))
                    port = self._udp[-1].getsockname()[1]
                    self._tcp.append(socket.socket(family, socket.SOCK_STREAM))
                    self._tcp[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    self._tcp[-1].bind((address, port))
                    if tcp:
                        self._tcp[-1].listen(64)
                break
            except OSError:
                for bound in self._udp + self._tcp:
                    bound.close()
                if attempt == PORT_TRIES - 1:
                    raise
        self.port = port
        self.address = f"[{self.host}]:{port}" if family == socket.AF_INET6 else f"{self.host}:{port}"
        self.strangers = {}
        if family == socket.AF_INET:
            for who, place in (("port", (LOOPBACK, 0)), ("address", (STRANGER, 0 if addresses else port))):
                self.strangers[who] = socket.socket(family, socket.SOCK_DGRAM)
                try:
                    self.strangers[who].bind(place)
                except OSError:
                    self.strangers[who].bind((place[0], 0))
        self.listens_tcp = tcp

    def stop(self):
        self._ending.set()
        for thread in self._threads:
            thread.join()
        for bound in [*self._udp, *self._tcp, *self.strangers.values()]:
            bound.close()

    def _exchange(self, packet, over_tcp, address, client):
        try:
            query = wire.parse_query(packet, over_tcp)
        except (ValueError, IndexError, struct.error):
            return []
        key = query.name, query.type, over_tcp
        self.asked[key] = self.asked.get(key, 0) + 1
        exchange = Exchange(query, self.zone.reply(query), self.asked[key], next(self.count), packet, address, client, self)
        return self.mode(exchange)

    def _serve_udp(self):
        later, order = [], itertools.count()  # (when, order, socket, client, the rest of what is sent)
        while not self._ending.is_set():
            pause = min([POLL_SECONDS, *(max(0.0, item[0] - time.monotonic()) for item in later[:1])])
            for bound in select.select(self._udp, [], [], pause)[0]:
                try:
                    packet, client = bound.recvfrom(65535)
                except OSError:
                    continue
                steps = iter(self._exchange(packet, False, bound.getsockname()[0], client))
                heapq.heappush(later, (time.monotonic(), next(order), bound, client, steps))
            while later and later[0][0] <= time.monotonic():
                _, _, bound, client, steps = heapq.heappop(later)
                wait = self._send_datagrams(bound, client, steps)
                if wait is not None:
                    heapq.heappush(later, (time.monotonic() + wait, next(order), bound, client, steps))

    def _send_datagrams(self, bound, client, steps):
        for step in steps:
            try:
                if isinstance(step, Wait):
                    return step.seconds
                if isinstance(step, From):
                    self.strangers[step.who].sendto(step.packet, client)
                elif isinstance(step, bytes):
                    bound.sendto(step, client)
            except OSError:
                return None  # the client has closed its port
        return None

    def _serve_tcp(self):
        while not self._ending.is_set():
            if not self.listens_tcp:
                self._ending.wait(POLL_SECONDS)
                continue
            for listener in select.select(self._tcp, [], [], POLL_SECONDS)[0]:
                connection, client = listener.accept()
                thread = threading.Thread(target=self._serve_connection, args=(connection, client), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve_connection(self, connection, client):
        with connection:
            for packet in stream_packets(connection, self._ending):
                if not self._send_stream(connection, self._exchange(packet, True, self.host, client)):
                    return

    def _send_stream(self, connection, steps):
        """False when the connection is at its end."""
        for step in steps:
            try:
                if isinstance(step, Wait):
                    if self._ending.wait(step.seconds):
                        return False
                elif isinstance(step, End):
                    if step.reset:
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return False
                elif isinstance(step, Raw):
                    self._send_all(connection, step.octets)
                elif isinstance(step, bytes):
                    self._send_all(connection, struct.pack("!H", min(len(step), 65535)) + step)
            except OSError:
                return False
        return True

    def _send_all(self, connection, octets):
        connection.settimeout(2)
        connection.sendall(octets)
        connection.settimeout(POLL_SECONDS)


@dataclasses.dataclass
class Exchange:
    query: wire.Query
    honest: bytes
    asked: int        # how often this question came over this transport, this time included
    number: int       # of all that came
    packet: bytes     # the query
    address: str      # at which it came
    client: tuple     # from where
    server: Server

    @property
    def over_tcp(self):
        return self.query.over_tcp

    @property
    def question_end(self):
        return wire.HEADER.size + len(self.query.question)

    @property
    def counts(self):
        return wire.HEADER.unpack_from(self.honest)

    def with_header(self, packet=None, **changes):
        """The packet with other header fields: id, flags, questions, answers, authority, additional."""
        names = ("id", "flags", "questions", "answers", "authority", "additional")
        packet = self.honest if packet is None else packet
        fields = dict(zip(names, wire.HEADER.unpack_from(packet))) | changes
        return wire.HEADER.pack(*fields.values()) + packet[wire.HEADER.size:]

    def reply(self, *arguments, **options):
        return wire.reply(self.query, *arguments, **options)

    def honest_records(self):
        return self.server.zone.records.get((self.query.name, self.query.type), [])
