#!/usr/bin/env python3
"""Time and peak memory for one large zone, beside other programs that check zone files. Run by hand, on an idle machine:

    tests/bench/zone_million.py build/release/mailauth-check [RECORDS]

Sixty per cent of the records are TXT, about 86 octets a record. Each program runs three times; the best run counts.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile

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
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"


def write_zone(path, records):
    random.seed(6)
    with open(path, "w", encoding="ascii") as file:
        file.write(HEAD)
        for i in range(records):
            kind = i % 10
            if kind < 4:
                file.write(f'_acme-challenge.h{i} IN TXT "{"".join(random.choices(DIGITS, k=70))}"\n')
            elif kind < 6:
                file.write(f'note{i} IN TXT "verification={"".join(random.choices(DIGITS, k=60))}" "of host {i}"\n')
            elif kind < 9:
                file.write(f"h{i - kind} IN A 10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}\n")
            else:
                file.write(f"alias{i}.with-a-long-name.department-{i % 97} IN CNAME h{i - 9}.example.com.\n")


def measure(command):
    """Seconds and peak resident octets of the best of three runs."""
    best = None
    for _ in range(3):
        with open(os.devnull, "wb") as nowhere:
            child = subprocess.Popen(["/usr/bin/time", "-f", "%e %M", *command], stdout=nowhere, stderr=subprocess.PIPE)
            errors = child.communicate()[1].decode(errors="replace")
        seconds, kilobytes = errors.splitlines()[-1].split()
        run = float(seconds), int(kilobytes) * 1024
        best = min(best, run) if best else run
    return best


def main():
    program, records = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    with tempfile.TemporaryDirectory(prefix="mailauth-bench-") as folder:
        zone = os.path.join(folder, "example.com.zone")
        write_zone(zone, records)
        size = os.path.getsize(zone)
        commands = {
            "mailauth-check zone --offline": [program, "zone", "--no-config", "--offline", zone],
            "kzonecheck": ["kzonecheck", "-o", "example.com", zone],
            "nsd-checkzone": ["nsd-checkzone", "example.com", zone],
            "ldns-read-zone": ["ldns-read-zone", "-0", zone],
            "named-checkzone": ["named-checkzone", "-q", "-i", "none", "example.com", zone],
        }
        print(f"{records} records, {size / 1e6:.0f} MB")
        found = {name: measure(command) for name, command in commands.items() if shutil.which(command[0])}
        fastest = min(seconds for name, (seconds, _) in found.items() if name != next(iter(commands)))
        for name, (seconds, octets) in found.items():
            print(f"{name:30} {seconds:6.2f} s  {seconds / fastest:5.2f} of the fastest other  {octets / size:5.2f} times the file")


if __name__ == "__main__":
    main()
