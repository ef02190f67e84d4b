"""
A world of mail domains for the benchmarks, the same for the same seed: a zone for each domain, the zones of the services
that many of them include, and their parents. The mixture is that of a hosting company's list: mailboxes at the large services, own
servers, newsletters sent by others, parked names, names that do not exist, and the faults of the wild.

The zones of well-known services have their real names, because the program knows these, and records of the same shape.
Nobody outside asks: benchmarks run in a network namespace that has nothing but loopback.
"""

import base64
import math
import os
import random

PARENTS = ("example", "test")
PRIMES_TO = 10000  # a modulus has no smaller factor
PRIMES_FREE = 600  # coprime to these by construction
RSA_OID = bytes.fromhex("300d06092a864886f70d0101010500")
HOSTERS = 12
NAME_SERVERS = 6
SOA = "@ 3600 SOA ns1.dns0.example. hostmaster.dns0.example. 2026112201 7200 3600 1209600 300\n"
STRING_MOST = 255


def _primorial(first, end):
    sieve = bytearray([1]) * end
    product = 1
    for number in range(3, end, 2):
        if sieve[number]:
            product *= number if number >= first else 1
            sieve[number * number::2 * number] = bytes(len(range(number * number, end, 2 * number)))
    return product


SMALL, LARGE = 2 * _primorial(3, PRIMES_FREE), _primorial(PRIMES_FREE, PRIMES_TO)


def _der(tag, content):
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes(2, "big").lstrip(b"\0")
    return bytes([tag, 0x80 | len(length)]) + length + content


def rsa_key(draw, bits=2048):
    """The text of `p=`: a modulus without small factors. More nobody sees, and to search for primes would take minutes."""
    residue, modulus = 0, 0
    while math.gcd(residue, SMALL) != 1:
        residue = draw.randrange(1, SMALL)
    while not modulus or math.gcd(LARGE % modulus, modulus) != 1:
        modulus = (1 << bits - 1) + draw.getrandbits(bits - 2)
        modulus += residue - modulus % SMALL + SMALL * draw.randrange(2)
    numbers = _der(2, b"\0" + modulus.to_bytes(bits // 8, "big")) + _der(2, (65537).to_bytes(3, "big"))
    return base64.b64encode(_der(0x30, RSA_OID + _der(3, b"\0" + _der(0x30, numbers)))).decode()


def txt(text):
    """RDATA of a TXT record, cut into strings of 255 octets."""
    pieces = [text[at:at + STRING_MOST] for at in range(0, len(text), STRING_MOST)] or [""]
    return "TXT " + " ".join('"%s"' % piece.replace("\\", "\\\\").replace('"', '\\"').replace(";", "\\;") for piece in pieces)


def dkim(draw, bits=2048):
    return txt(f"v=DKIM1; k=rsa; p={rsa_key(draw, bits)}")


def ed25519(draw):
    return txt("v=DKIM1; k=ed25519; p=" + base64.b64encode(draw.randbytes(32)).decode())


def address(draw):
    return f"11.{draw.randrange(1, 224)}.{draw.randrange(256)}.{draw.randrange(1, 255)}"


def network(draw):
    return f"{draw.choice((12, 23, 40, 52, 64, 74, 104, 147, 185, 209))}.{draw.randrange(256)}.{draw.randrange(256)}.0/24"


def network6(draw):
    return f"2a{draw.randrange(256):02x}:{draw.randrange(1, 65536):x}::/32"


class Zones:
    """origin -> lines. Names without a dot at the end are relative to the origin."""

    def __init__(self):
        self.lines = {}

    def add(self, origin, *records):
        lines = self.lines.setdefault(origin, [SOA, "@ 3600 NS ns1.dns0.example.\n", "@ 3600 NS ns2.dns0.example.\n"])
        lines.extend(record + "\n" for record in records)

    def write(self, folder):
        """Writes a file for each zone; returns origin -> path."""
        os.makedirs(folder, exist_ok=True)
        paths = {}
        for origin, lines in self.lines.items():
            paths[origin] = os.path.join(folder, origin if origin != "." else "root")
            with open(paths[origin], "w", encoding="ascii") as file:
                file.write(f"$ORIGIN {origin.rstrip('.')}.\n$TTL 3600\n")
                file.writelines(lines)
        return paths


def _services(zones, draw):
    """What many domains include, and the hosts that receive for them."""
    zones.add("google.com",
              "_spf " + txt("v=spf1 include:_netblocks.google.com include:_netblocks2.google.com include:_netblocks3.google.com ~all"),
              "_netblocks " + txt("v=spf1 " + " ".join("ip4:" + network(draw) for _ in range(11)) + " ~all"),
              "_netblocks2 " + txt("v=spf1 " + " ".join("ip6:" + network6(draw) for _ in range(6)) + " ~all"),
              "_netblocks3 " + txt("v=spf1 " + " ".join("ip4:" + network(draw) for _ in range(12)) + " ~all"),
              *(f"{host}.l A {address(draw)}\n{host}.l AAAA 2a00:1450:{number}::1a"
                for number, host in enumerate(("aspmx", "alt1.aspmx", "alt2.aspmx", "alt3.aspmx", "alt4.aspmx"), 1)))
    zones.add("outlook.com",
              "spf.protection " + txt("v=spf1 " + " ".join("ip4:" + network(draw) for _ in range(14)) + " " +
                                      " ".join("ip6:" + network6(draw) for _ in range(8)) + " -all"),
              f"*.mail.protection A {address(draw)}", f"*.mail.protection A {address(draw)}")
    zones.add("onmicrosoft.com")
    zones.add("sendgrid.net", "@ " + txt("v=spf1 " + " ".join("ip4:" + network(draw) for _ in range(13)) + " ~all"),
              *(f"s{number}.domainkey.u{user}.wl " + dkim(draw) for user in range(40) for number in (1, 2)))
    zones.add("mcsv.net", "servers " + txt("v=spf1 ip4:205.201.128.0/20 ip4:198.2.128.0/18 ip4:148.105.8.0/21 ?all"),
              "dkim " + dkim(draw, 1024), "dkim2 " + dkim(draw), "dkim3 " + dkim(draw))
    zones.add("amazonses.com", "@ " + txt("v=spf1 " + " ".join("ip4:" + network(draw) for _ in range(9)) + " -all"))
    zones.add("zendesk.com", "mail " + txt("v=spf1 " + " ".join("ip4:" + network(draw) for _ in range(10)) + " ~all"),
              "zendesk1._domainkey " + dkim(draw), "zendesk2._domainkey " + dkim(draw))
    zones.add("mailgun.org", "@ " + txt("v=spf1 include:_spf.mailgun.org include:_spf.eu.mailgun.org ~all"),
              "_spf " + txt("v=spf1 " + " ".join("ip4:" + network(draw) for _ in range(12)) + " ~all"),
              "_spf.eu " + txt("v=spf1 " + " ".join("ip4:" + network(draw) for _ in range(6)) + " ~all"))
    zones.add("salesforce.com", "_spf " + txt("v=spf1 exists:%{i}._spf.mta.salesforce.com -all"))
    for number in range(HOSTERS):
        zones.add(f"hoster{number}.example", "@ A " + address(draw), "www A " + address(draw),
                  "_spf " + txt(f"v=spf1 include:_spf-a.hoster{number}.example include:_spf-b.hoster{number}.example ip4:{network(draw)} ~all"),
                  "_spf-a " + txt("v=spf1 " + " ".join("ip4:" + network(draw) for _ in range(8)) + " ~all"),
                  "_spf-b " + txt(f"v=spf1 ip4:{network(draw)} ip6:{network6(draw)} ~all"), *(f"mx{host} A {address(draw)}\nmx{host} AAAA 2a01:{number:x}::{host}" for host in (1, 2)))
    for number in range(NAME_SERVERS):
        zones.add(f"dns{number}.example", "ns1 A " + address(draw), "ns2 A " + address(draw), "ns1 AAAA 2a02:53::1")
    zones.add("reports.example", "*._report._dmarc " + txt("v=DMARC1"), "@ MX 10 mx", "mx A " + address(draw))


def _dmarc(draw, name, reports=True):
    policy = draw.choice(("none", "none", "quarantine", "reject"))
    rua = f"; rua=mailto:dmarc@{name}" if draw.random() < 0.6 else "; rua=mailto:x@reports.example" if reports else ""
    return "_dmarc " + txt(f"v=DMARC1; p={policy}{rua}")


def _web(draw):
    ip = address(draw)
    return [f"@ A {ip}", f"www A {ip}"] if draw.random() < 0.6 else [f"@ A {ip}", "www CNAME @"]


def plain(zones, draw, name, tail="-all"):
    """A mail server of its own, with an address record, reverse DNS and a key."""
    ip = address(draw)
    zones.add(name, *_web(draw), "@ MX 10 mail", f"mail A {ip}", "mail AAAA 2a03:%x::25" % draw.randrange(1, 65536),
              "@ " + txt(f"v=spf1 mx a ip4:{ip} ip4:{network(draw)} {tail}"), draw.choice(("default", "dkim", "mail")) + "._domainkey " +
              dkim(draw, draw.choice((1024, 2048, 2048, 2048))), _dmarc(draw, name))
    if draw.random() < 0.15:
        zones.add(name, "ed._domainkey " + ed25519(draw), "s1._domainkey " + ed25519(draw))
    zones.add("11.in-addr.arpa", ".".join(reversed(ip.split(".")[1:])) + f" PTR mail.{name}.")


def google(zones, draw, name, more=""):
    zones.add(name, *_web(draw), *(f"@ MX {preference} {host}.l.google.com." for preference, host in (
        (1, "aspmx"), (5, "alt1.aspmx"), (5, "alt2.aspmx"), (10, "alt3.aspmx"), (10, "alt4.aspmx"))),
        "@ " + txt(f"v=spf1 include:_spf.google.com {more}~all"), "@ " + txt("google-site-verification=" + "%043x" % draw.getrandbits(172)),
        "google._domainkey " + dkim(draw), _dmarc(draw, name))


def microsoft(zones, draw, name, more=""):
    tenant = name.replace(".", "-")
    zones.add(name, *_web(draw), f"@ MX 0 {tenant}.mail.protection.outlook.com.", "autodiscover CNAME autodiscover.outlook.com.",
              "@ " + txt(f"v=spf1 include:spf.protection.outlook.com {more}-all"), "@ " + txt("MS=ms%08d" % draw.randrange(10 ** 8)), _dmarc(draw, name))
    for number in (1, 2):
        zones.add(name, f"selector{number}._domainkey CNAME selector{number}-{tenant}._domainkey.{tenant}.onmicrosoft.com.")
        zones.add("onmicrosoft.com", f"selector{number}-{tenant}._domainkey.{tenant} " + dkim(draw))


def newsletters(zones, draw, name):
    """Mailboxes at one service, and mail from several others."""
    services = draw.sample(("sendgrid.net", "servers.mcsv.net", "amazonses.com", "mail.zendesk.com", "mailgun.org", "_spf.salesforce.com"), 3)
    draw.choice((google, microsoft))(zones, draw, name, "".join(f"include:{service} " for service in services))
    if "sendgrid.net" in services:
        user = draw.randrange(40)
        zones.add(name, *(f"s{number}._domainkey CNAME s{number}.domainkey.u{user}.wl.sendgrid.net." for number in (1, 2)))
    if "servers.mcsv.net" in services:
        zones.add(name, "k1._domainkey CNAME dkim.mcsv.net.", "k2._domainkey CNAME dkim2.mcsv.net.", "k3._domainkey CNAME dkim3.mcsv.net.")
    if "mail.zendesk.com" in services:
        zones.add(name, *(f"zendesk{number}._domainkey CNAME zendesk{number}._domainkey.zendesk.com." for number in (1, 2)))


def hosted(zones, draw, name):
    """Web and mail at a hosting company."""
    number = draw.randrange(HOSTERS)
    zones.add(name, *_web(draw), f"@ MX 10 mx1.hoster{number}.example.", f"@ MX 20 mx2.hoster{number}.example.",
              "@ " + txt(f"v=spf1 a mx include:_spf.hoster{number}.example ~all"))
    if draw.random() < 0.5:
        zones.add(name, "default._domainkey " + dkim(draw), _dmarc(draw, name))


def many_includes(zones, draw, name):
    numbers = draw.sample(range(HOSTERS), 2)
    hosted(zones, draw, name)
    zones.lines[name] = [line for line in zones.lines[name] if "v=spf1" not in line]
    zones.add(name, "@ " + txt("v=spf1 mx " + " ".join(f"include:_spf.hoster{number}.example" for number in numbers) + " redirect=_spf." + name),
              "_spf " + txt("v=spf1 include:amazonses.com ip4:%s -all" % network(draw)))


def sts(zones, draw, name):
    """Asks senders for TLS, and for reports. The host of the policy has no address: a benchmark fetches nothing."""
    plain(zones, draw, name)
    zones.add(name, "_mta-sts " + txt("v=STSv1; id=%d" % draw.randrange(10 ** 12)), "_smtp._tls " + txt(f"v=TLSRPTv1; rua=mailto:tls@{name}"),
              "default._bimi " + txt(f"v=BIMI1; l=https://{name}/logo.svg"))


def aliased(zones, draw, name):
    """The records are in another zone: CNAME for the policy and for the keys."""
    number = draw.randrange(HOSTERS)
    label = name.replace(".", "-")
    zones.add(name, *_web(draw), "@ MX 10 mail", "mail CNAME " + f"mx1.hoster{number}.example.", f"_dmarc CNAME {label}._dmarc.hoster{number}.example.",
              f"dkim._domainkey CNAME {label}._domainkey.hoster{number}.example.", "@ " + txt(f"v=spf1 redirect=_spf.hoster{number}.example"))
    zones.add(f"hoster{number}.example", f"{label}._dmarc " + txt("v=DMARC1; p=reject"), f"{label}._domainkey " + dkim(draw))


def large_answer(zones, draw, name):
    """More TXT records than a packet over UDP holds."""
    google(zones, draw, name)
    zones.add(name, *("@ " + txt(f"vendor{number}-domain-verification=" + "%060x" % draw.getrandbits(240)) for number in range(24)))


def parked(zones, draw, name):
    zones.add(name, *_web(draw), "@ " + txt("v=spf1 -all"), "@ MX 0 .", "_dmarc " + txt("v=DMARC1; p=reject; sp=reject"))
    if draw.random() < 0.5:
        zones.add(name, "*._domainkey " + txt("v=DKIM1; p="))


def no_mail(zones, draw, name):
    zones.add(name, *_web(draw))


def nowhere(_zones, _draw, _name):
    """NXDOMAIN."""


def organization(zones, draw, name):
    """A name below a domain that has the DMARC record for it."""
    above = name.split(".", 1)[1]
    hosted(zones, draw, above)
    zones.lines[above] = [line for line in zones.lines[above] if not line.startswith("_dmarc")]
    label = name.split(".")[0]
    zones.add(above, "_dmarc " + txt(f"v=DMARC1; p=quarantine; sp=reject; rua=mailto:d@{above}"), f"{label} MX 10 mx1.hoster1.example.",
              f"{label} " + txt("v=spf1 include:sendgrid.net -all"), f"s1._domainkey.{label} " + dkim(draw), f"{label} A " + address(draw))


def _without(zones, name, part):
    zones.lines[name] = [line for line in zones.lines[name] if part not in line]


def _break(zones, draw, name):
    """One of the faults that are common in the wild."""
    kind = draw.randrange(7)
    if kind == 0:
        zones.add(name, "@ " + txt("v=spf1 a -all"))  # two records
    elif kind == 1:
        _without(zones, name, "v=spf1")
        zones.add(name, "@ " + txt(f"v=spf1 ip4:{address(draw)}.7 include:_spf.google.com -all"))
    elif kind == 2:
        _without(zones, name, "v=spf1")
        zones.add(name, "@ " + txt("v=spf1 mx include:_spf.gone-service.example include:spf.protection.outlook.com ~all"))
    elif kind == 3:
        _without(zones, name, "v=spf1")
        zones.add(name, "@ " + txt("v=spf1 " + " ".join(f"include:_spf.hoster{number}.example" for number in range(5)) + " ~all"))
    elif kind == 4:
        _without(zones, name, "_dmarc")
    elif kind == 5:
        _without(zones, name, "_dmarc")
        zones.add(name, "_dmarc " + txt("v=DMARC1; p=reject rua=mailto:postmaster@" + name))
    else:
        zones.add(name, "selector1._domainkey " + txt("v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEB-cut"))


CLASSES = ((plain, 18), (google, 16), (microsoft, 16), (newsletters, 11), (hosted, 15), (many_includes, 3), (sts, 4), (aliased, 2),
           (large_answer, 2), (parked, 5), (no_mail, 5), (nowhere, 2), (organization, 1))
BROKEN = 0.15
NEVER_BROKEN = (nowhere, no_mail, organization, aliased)

# The domains of the tables of one domain: what a user waits for.
TWELVE = (("plain", plain), ("google", google), ("microsoft", microsoft), ("newsletters", newsletters), ("hosted", hosted),
          ("many-includes", many_includes), ("mta-sts", sts), ("aliased", aliased), ("large-txt", large_answer), ("parked", parked),
          ("nowhere", nowhere), ("organization", organization))


def twelve():
    return [f"{label}.one.example" if make is organization else f"one-{label}.example" for label, make in TWELVE]


def build(count, seed=18):
    """Returns the names of `count` domains, and the zones of these and of the twelve."""
    zones = Zones()
    _services(zones, random.Random(f"{seed}/services"))
    for (label, make), name in zip(TWELVE, twelve()):
        make(zones, random.Random(f"{seed}/{label}"), name)
    names = []
    makers, weights = zip(*CLASSES)
    for number in range(count):
        draw = random.Random(f"{seed}/{number}")
        make = draw.choices(makers, weights)[0]
        name = f"d{number:06}.{PARENTS[number % 4 == 3]}"
        name = "news." + name if make is organization else name
        make(zones, draw, name)
        if make not in NEVER_BROKEN and draw.random() < BROKEN:
            _break(zones, draw, name)
        names.append(name)
    _parents(zones)
    return names, zones


def _parents(zones):
    origins = list(zones.lines)
    zones.add(".")
    for parent in ("com", "net", "org", "arpa", *PARENTS):
        zones.add(parent)
        zones.add(".", f"{parent} NS ns1.dns0.example.")
    for origin in origins:
        zones.add(origin.split(".")[-1], f"{origin}. NS ns1.dns{len(origin) % NAME_SERVERS}.example.")
