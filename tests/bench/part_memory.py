"""Peak memory of ever longer lists: flat, but for the cache."""

from laboratory import MEGABYTE, command_for, measure
from table import Row

DOMAINS, QUICK_DOMAINS = 100_000, 4_000
CUTS = (10, 3, 1)  # parts of the list
FLAT = 1.1  # the most that three times the list may take
AIM = 64 * MEGABYTE


def run(lab, quick):
    found, longest = [], QUICK_DOMAINS if quick else DOMAINS
    for cut in CUTS:
        names = lab.names[:longest // cut]
        done = measure(command_for(lab.port, "--format", "jsonl", "--from-file", lab.write_list(names)), lab.core, lab.path("out"))
        found.append((len(names), done.memory))
        yield Row(f"memory, {len(names):,} domains", f"{done.memory / MEGABYTE:.0f} MiB", f"{len(names) / done.seconds:.0f} domains/s",
                  done.memory / found[0][1], "flat: 64 MiB and cache", done.memory <= max(AIM, FLAT * found[0][1]))
