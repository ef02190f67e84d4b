"""Zone files: one with a million records beside other programs that check zones, one with thousands of mail domains, thousands of files."""

import os
import random
import shutil

import laboratory
import world
from laboratory import in_turns, measure, median
from table import Row

DOMAINS = QUICK_DOMAINS = 0
RECORDS = (100_000, 1_000_000)  # quick, whole
MAIL_DOMAINS = (2_928, 11_714)
FILES = (1_000, 4_000)
ROUNDS = (1, 3)
LINEAR = 2.3  # the most that twice as much may take
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
HEAD = """$ORIGIN example.com.
$TTL 3600
@ IN SOA ns1 hostmaster 2026112201 7200 3600 1209600 3600
@ IN NS ns1
@ IN NS ns2
@ IN MX 10 mail
@ IN TXT "v=spf1 mx -all"
_dmarc IN TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
ns1 IN A 192.0.2.1
ns2 IN A 192.0.2.2
mail IN A 192.0.2.3
"""


def write_million(path, records):
    """Sixty per cent of the records are TXT, about 86 octets a record."""
    draw = random.Random(6)
    with open(path, "w", encoding="ascii") as file:
        file.write(HEAD)
        for i in range(records):
            kind = i % 10
            if kind < 4:
                file.write(f'_acme-challenge.h{i} IN TXT "{"".join(draw.choices(DIGITS, k=70))}"\n')
            elif kind < 6:
                file.write(f'note{i} IN TXT "verification={"".join(draw.choices(DIGITS, k=60))}" "of host {i}"\n')
            elif kind < 9:
                file.write(f"h{i - kind} IN A 10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}\n")
            else:
                file.write(f"alias{i}.with-a-long-name.department-{i % 97} IN CNAME h{i - 9}.example.com.\n")


def write_customers(path, count):
    """The zone of a hosting company: each customer has MX, SPF, DMARC and a key below it."""
    draw = random.Random(7)
    with open(path, "w", encoding="ascii") as file:
        file.write(HEAD)
        for number in range(count):
            ip = world.address(draw)
            file.write(f"c{number} A {ip}\nc{number} MX 10 mail\nc{number} {world.txt(f'v=spf1 mx ip4:{ip} -all')}\n"
                       f"_dmarc.c{number} {world.txt(f'v=DMARC1; p=reject; rua=mailto:dmarc@c{number}.example.com')}\n"
                       f"default._domainkey.c{number} {world.dkim(draw)}\n")


def zone_command(*operands):
    return [laboratory.PROGRAM, "zone", "--no-config", "--offline", *operands]


def million(lab, quick):
    zone = lab.path("example.com.zone")
    records = RECORDS[not quick]
    write_million(zone, records)
    size = os.path.getsize(zone)
    others = {"kzonecheck": ["kzonecheck", "-o", "example.com", zone], "nsd-checkzone": ["nsd-checkzone", "example.com", zone],
              "named-checkzone": ["named-checkzone", "-q", "-i", "none", "example.com", zone]}
    others = {name: command for name, command in others.items() if shutil.which(command[0])}
    runs, *found = in_turns(ROUNDS[not quick], lambda: measure(zone_command(zone), lab.core),
                            *(lambda command=command: measure(command, lab.core) for command in others.values()))
    time, times = median(runs), dict(zip(others, map(median, found)))
    limit = times.get("kzonecheck")
    yield Row(f"zone of {records:,} records", f"{time:.2f} s", "; ".join(f"{name} {seconds:.2f} s" for name, seconds in times.items()),
              time / limit if limit else None, "<= 0.13 x kzonecheck", time <= 0.13 * limit if limit else None)
    memory = median(runs, lambda run: run.memory)
    yield Row("  memory of it", f"{memory / 1e6:.0f} MB", f"the file has {size / 1e6:.0f} MB", memory / size, "<= 1.2 x file", memory <= 1.2 * size)


def growth(what, lab, command_of, whole, each_aim):
    """Time for a quarter, a half, and all."""
    parts = [measure(command_of(whole // cut), lab.core).seconds for cut in (4, 2, 1)]
    each = 1e6 * parts[2] / whole
    return Row(what, f"{parts[2]:.2f} s", f"a quarter {parts[0]:.2f} s, a half {parts[1]:.2f} s; {each:.0f} microseconds each", parts[2] / parts[1],
               f"linear{each_aim and f', <= {each_aim} us each'}", parts[2] <= LINEAR * parts[1] and (not each_aim or each <= each_aim))


def customers(lab, quick):
    def command_of(count):
        path = lab.path("customers.zone")
        write_customers(path, count)
        return zone_command(path)
    whole = MAIL_DOMAINS[not quick]
    return growth(f"zone of {whole:,} mail domains in one file", lab, command_of, whole, 100)


def files(lab, quick):
    def command_of(count):
        folder = lab.path(f"folder{count}")
        _, zones = world.build(count)
        zones.lines = dict([pair for pair in zones.lines.items() if pair[0][0] == "d" and pair[0][1:7].isdigit()][:count])
        zones.write(folder)
        return zone_command(folder)
    whole = FILES[not quick]
    return growth(f"{whole:,} zone files", lab, command_of, whole, "")


def run(lab, quick):
    yield from million(lab, quick)
    yield customers(lab, quick)
    yield files(lab, quick)
