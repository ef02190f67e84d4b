"""
Instructions of five small jobs, as callgrind counts them, beside those of the last release. A busy machine does not change them; another
C library or processor does, so a difference of a few per cent between machines says nothing.
"""

import os
import re
import shutil
import subprocess

import laboratory
import world
from laboratory import HERE, command_for, measure
from part_zones import write_customers, zone_command
from table import Row

DOMAINS = QUICK_DOMAINS = 100
KEPT = os.path.join(HERE, "instructions.txt")
SAME = 1.02
BOUNCE = "550-5.7.26 Gmail requires all senders to authenticate. SPF [one-google.example] with ip: [192.0.2.99] = did not pass"


def count(command):
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", command[0], *command[1:]], stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    return int(re.search(r"Collected : (\d+)", done.stderr)[1])


def saved(lab, name, *operands):
    """The command that judges from answers that were saved before."""
    answers = lab.path(f"answers-{name}")
    measure(command_for(lab.port, "--save-answers", answers, *operands))
    return [laboratory.PROGRAM, "check", "--no-config", "--no-sandbox", "--answers", answers, "--format", "jsonl", *operands]


def jobs(lab):
    zone = lab.path("small.zone")
    write_customers(zone, 20)
    many = lab.write_list(lab.names[:DOMAINS], "many")
    yield "start: --version", [laboratory.PROGRAM, "--version"]
    yield "one domain", saved(lab, "one", world.twelve()[3])
    yield "100 domains", saved(lab, "many", "--from-file", many)
    yield "zone of 20 mail domains", [*zone_command("--no-sandbox"), zone]
    yield "a bounce", [laboratory.PROGRAM, "bounce", "--no-config", "--no-sandbox", "--offline", BOUNCE]


def kept_counts():
    with open(KEPT, encoding="ascii") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return {name: int(number) for name, number in rows}


def run(lab, _quick):
    if not shutil.which("valgrind"):
        yield Row("instructions", "", "install valgrind")
        return
    kept = kept_counts() if os.path.exists(KEPT) else {}
    counts = {name: count(command) for name, command in jobs(lab)}
    for name, number in counts.items():
        before = kept.get(name)
        yield Row(f"instructions, {name}", f"{number / 1e6:.2f} M", f"last release {before / 1e6:.2f} M" if before else "no release yet",
                  number / before if before else None, f"<= {SAME}", number <= SAME * before if before else None)


def keep(lab):
    """For a release: its counts are what the next ones are compared with."""
    with open(KEPT, "w", encoding="ascii") as file:
        file.write("# Instructions of small jobs in the last release, by callgrind. Written by tests/bench/run --keep-counts\n")
        file.writelines(f"{name}\t{count(command)}\n" for name, command in jobs(lab))
