"""
SPF records as varied as those of the wild, and clients that ask for their mail: the input of spf_rate.c. Long lists of
networks, services that many domains include, hosts, macros, redirects, and some faults.
"""

import random

DOMAINS = 2000
SERVICES = 30
CLIENTS = 3  # for each domain


def _ip4(draw):
    return f"{draw.randrange(11, 223)}.{draw.randrange(256)}.{draw.randrange(256)}.{draw.randrange(1, 255)}"


def _net4(draw):
    length = draw.choice((32, 32, 32, 24, 24, 22, 20, 29, 16))
    address = _ip4(draw)
    if length == 32:
        return "ip4:" + address
    keep = (length + 7) // 8 if length % 8 else length // 8
    octets = address.split(".")[:keep] + ["0"] * (4 - keep)
    octets[keep - 1] = str(int(octets[keep - 1]) & (0xFF << (-length % 8)) & 0xFF)
    return f"ip4:{'.'.join(octets)}/{length}"


def _net6(draw):
    return f"ip6:2a{draw.randrange(256):02x}:{draw.randrange(1, 65536):x}:{draw.randrange(1, 65536):x}::/{draw.choice((32, 36, 48))}"


def _nets(draw, least, most, with_ip6=0.2):
    return " ".join(_net6(draw) if draw.random() < with_ip6 else _net4(draw) for _ in range(draw.randint(least, most)))


class SpfWorld:
    """`records`: (name, type, data); `clients`: (domain, address)."""

    def __init__(self, domains=DOMAINS, seed=7208):
        self.draw = random.Random(seed)
        self.records, self.clients = [], []
        for number in range(SERVICES):
            self._service(number)
        for number in range(domains):
            self._domain(number)
        self.draw.shuffle(self.clients)

    def _add(self, name, kind, data):
        self.records.append((name, kind, data))

    def _service(self, number):
        draw, name = self.draw, f"service{number}.example"
        parts = draw.choice((0, 0, 1, 2, 3, 4))
        for part in range(parts):
            self._add(f"_net{part}.{name}", "TXT", f"v=spf1 {_nets(draw, 5, 22)} ~all")
        includes = " ".join(f"include:_net{part}.{name}" for part in range(parts))
        self._add(f"_spf.{name}", "TXT", " ".join(filter(None, ("v=spf1", includes, "" if parts else _nets(draw, 8, 24), draw.choice(("~all", "-all", "?all"))))))

    def _hosts(self, name, with_mx=True):
        draw = self.draw
        self._add(name, "A", _ip4(draw))
        if with_mx:
            for host in range(draw.choice((1, 1, 2, 2, 5))):
                self._add(name, "MX", f"mx{host}.{name}")
                self._add(f"mx{host}.{name}", "A", _ip4(draw))
                self._add(f"mx{host}.{name}", "AAAA", f"2a0a:{draw.randrange(65536):x}::{host + 1}")

    def _includes(self, least, most):
        return " ".join(f"include:_spf.service{number}.example" for number in self.draw.sample(range(SERVICES), self.draw.randint(least, most)))

    def _record(self, name):
        draw = self.draw
        tail = draw.choice(("-all", "~all", "~all", "?all"))
        kind = draw.choices(range(10), (27, 18, 14, 10, 8, 3, 6, 5, 5, 4))[0]
        if kind == 0:
            return f"v=spf1 {self._includes(1, 3)} {tail}"
        if kind == 1:
            return f"v=spf1 a mx {_nets(draw, 0, 6)} {self._includes(0, 2)} {tail}"
        if kind == 2:
            return f"v=spf1 {_nets(draw, 8, 30)} {tail}"
        if kind == 3:
            self._add(f"_spf.{name}", "TXT", f"v=spf1 mx:{name} {self._includes(1, 2)} {tail}")
            return f"v=spf1 redirect=_spf.{name}"
        if kind == 4:
            first = "exists:%{ir}.%{v}._spf.%{d}" if draw.random() < 0.5 else f"include:%{{d}}._at.service{draw.randrange(SERVICES)}.example"
            if first.startswith("include"):
                self._add(first.split(":")[1].replace("%{d}", name), "TXT", f"v=spf1 {_nets(draw, 2, 6)} -all")
            return f"v=spf1 {first} {_nets(draw, 1, 4)} {tail}"
        if kind == 5:
            return f"v=spf1 ptr mx {tail}"
        if kind == 6:
            return f"v=spf1 a/24 mx/24 a:www.{name} mx:{name}/28 {_nets(draw, 0, 3)} {tail}"
        if kind == 7:
            return "v=spf1 -all"
        if kind == 8:
            self._add(f"why.{name}", "TXT", "%{i} may not send for %{d}. See https://mail.example/why?ip=%{i}")
            return f"v=spf1 mx {_nets(draw, 1, 5)} -all exp=why.{name}"
        return draw.choice((f"v=spf1 {self._includes(6, 8)} -all", "v=spf1 ip4:192.0.2.300 mx -all", f"v=spf1 a mx {_net4(draw)} include:_spf.gone.example -all"))

    def _domain(self, number):
        draw, name = self.draw, f"d{number}.example"
        record = " ".join(self._record(name).split())
        self._add(name, "TXT", record)
        if draw.random() < 0.5:
            self._add(name, "TXT", "site-verification=%040x" % draw.getrandbits(160))
        self._hosts(name)
        self._add(f"www.{name}", "A", _ip4(draw))
        nets = [term[4:].split("/")[0] for term in record.split() if term.startswith("ip4:") and term.count(".") == 3]
        hosts = [data for owner, kind, data in self.records[-12:] if kind == "A" and owner.endswith(name)]
        wanted = [draw.choice(nets or hosts), draw.choice(hosts), _ip4(draw), "2a0a:%x::1" % draw.randrange(65536)]
        for address in draw.sample(wanted, CLIENTS):
            if address != "192.0.2.300":
                self.clients.append((name, address))

    def write(self, path):
        """Lines of spf_rate.c: `record NAME TYPE DATA` and `client DOMAIN ADDRESS`, with tabs."""
        with open(path, "w", encoding="ascii") as file:
            file.writelines(f"record\t{name}\t{kind}\t{data}\n" for name, kind, data in self.records)
            file.writelines(f"client\t{domain}\t{address}\n" for domain, address in self.clients)
        return path
