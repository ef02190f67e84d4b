"""SPF evaluations a second, from memory, beside libspf2: two thousand domains with records as varied as those of the wild."""

import os

import laboratory
from laboratory import measure
from spf_world import SpfWorld
from table import Row

DOMAINS = QUICK_DOMAINS = 0
SECONDS = (2, 10)
AIM = 5


def run(lab, quick):
    program = os.path.join(laboratory.BUILD, "tests", "spf_rate")
    if not os.path.exists(program):
        yield Row("SPF evaluations, 2,000 domains", "not built", "install libspf2-dev")
        return
    world = SpfWorld().write(lab.path("spf-world"))
    kept, anew, other, clients, left_out = map(int, measure([program, world, str(SECONDS[not quick])], lab.core).output.split())
    beside = f"libspf2 {other:,}/s; {left_out} of {clients} clients, which it sees differently, left out"
    yield Row("SPF evaluations, 2,000 domains", f"{kept:,}/s", beside, kept / other, f">= {AIM} x libspf2", kept >= AIM * other)
    yield Row("  records parsed anew", f"{anew:,}/s", "answers looked up in a zone and parsed once a round", anew / other)
