"""One domain: what somebody who waits for the answer notices. Twelve domains of as many classes."""

import shutil
import subprocess

import laboratory
import recording
import world
from laboratory import ROUND_TRIP_MS, command_for, in_turns, measure, median
from table import Row

FAR_ROUNDS, NEAR_ROUNDS = (3, 9), (10, 30)  # quick, whole
QUESTIONS_AIM = 24


def record(lab, name, milliseconds=ROUND_TRIP_MS):
    """The questions of a run that lost none."""
    log = lab.path(f"log-{name}")
    with lab.proxy(milliseconds, log) as port:
        measure(command_for(port, name))
    return recording.find_dependencies(recording.read_log(log), [name])


def far(lab, recorded, quick):
    """Time at a distance beside that of the longest chain, domain by domain."""
    rows, times, replays = [], 0, 0
    with lab.proxy() as port:
        for name, questions in recorded.items():
            plan = recording.write_plan(questions, lab.path(f"plan-{name}"))
            runs, replayed = in_turns(FAR_ROUNDS[not quick], lambda: measure(command_for(port, name)), lambda: lab.replay(port, plan))
            limit = recording.chain(questions) * ROUND_TRIP_MS
            time, replay = 1000 * median(runs), 1000 * median(replayed)
            times, replays = times + time, replays + replay
            rows.append(Row(f"  {name}", f"{time:.1f} ms", f"{limit} ms for {recording.chain(questions)} dependent questions of {len(questions)}; "
                            f"replay {replay / limit:.2f} x", time / limit))
    limit = sum(recording.chain(questions) for questions in recorded.values()) * ROUND_TRIP_MS
    aim = 1.10 * limit + 5 * len(recorded)
    return [Row("one domain, 20 ms round trip (12 domains)", f"{times / len(recorded):.1f} ms", f"longest chain; replay {replays / limit:.2f} x",
                times / limit, "<= 1.10 x + 5 ms", times <= aim), *rows]


def spfquery(name):
    path = shutil.which("spfquery.libspf2") or shutil.which("spfquery")
    return [path, "--ip", "11.1.2.3", "--sender", f"postmaster@{name}", "--helo", name] if path else None


def near(lab, recorded, quick):
    """Time without distance: beside libspf2, which evaluates SPF only, and the replay."""
    resolver = lab.path("resolv.conf")
    with open(resolver, "w", encoding="ascii") as file:
        file.write("nameserver 127.0.0.1\noptions timeout:2 attempts:2\n")
    subprocess.run(["mount", "--bind", resolver, "/etc/resolv.conf"], check=True)
    totals, processor = [0, 0, 0], [0, 0]
    for name, questions in recorded.items():
        plan = recording.write_plan(questions, lab.path(f"plan-{name}"))
        command = spfquery(name)
        runs, replays, others = in_turns(
            NEAR_ROUNDS[not quick], lambda: measure(command_for(lab.port, name), lab.core), lambda: lab.replay(lab.port, plan, core=lab.core),
            lambda: measure(command, lab.core, accept=range(256)) if command else None)
        totals[0] += 1000 * median(runs)
        totals[1] += 1000 * median(replays)
        totals[2] += 1000 * median(others) if command else 0
        processor[0] += 1000 * median(runs, lambda run: run.processor)
        processor[1] += 1000 * median(replays, lambda run: run.processor)
    subprocess.run(["umount", "/etc/resolv.conf"], check=False)
    time, replay, other = (total / len(recorded) for total in totals)
    beside = f"replay {replay:.2f} ms; " + (f"libspf2 (SPF only) {other:.2f} ms" if other else "libspf2: install spfquery")
    return [Row("one domain, 0 ms (12 domains)", f"{time:.2f} ms", beside, time / replay, "<= 5 ms", time <= 5),
            Row("  processor time of it", f"{processor[0] / len(recorded):.2f} ms", f"replay {processor[1] / len(recorded):.2f} ms",
                processor[0] / processor[1])]


def start(lab, quick):
    command = spfquery("example.com")
    version = [shutil.which("spfquery.libspf2") or "", "--version"]
    runs, others = in_turns(NEAR_ROUNDS[not quick] * 3, lambda: measure([laboratory.PROGRAM, "--version"], lab.core),
                            lambda: measure(version, lab.core, accept=range(256)) if command else None)
    own = 1000 * median(runs, lambda run: run.processor)
    other = 1000 * median(others, lambda run: run.processor) if command else None
    return [Row("--version, processor time", f"{own:.2f} ms", f"spfquery --version {other:.2f} ms" if other else "install spfquery",
                own / other if other else None, "<= 1.5 ms", own <= 1.5)]


def questions_row(recorded):
    count = sum(len(questions) for questions in recorded.values()) / len(recorded)
    return Row("questions of one domain (12 domains)", f"{count:.1f}", "alone, nothing shared")


def run(lab, quick):
    recorded = {name: record(lab, name) for name in world.twelve()}
    yield questions_row(recorded)
    yield from far(lab, recorded, quick)
    yield from near(lab, recorded, quick)
    yield from start(lab, quick)


DOMAINS = QUICK_DOMAINS = 100  # of the world beside the twelve
