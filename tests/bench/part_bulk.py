"""Many domains in one run: rates, questions, processor time."""

import re
import shutil

import recording
from laboratory import ROUND_TRIP_MS, command_for, in_turns, measure, median
from table import Row

DOMAINS = 10_000
QUICK_DOMAINS = 1_000
FAR_DOMAINS = 200
FAR_WINDOW = 8000  # of the replay: more than is ever on its way
ROUNDS = (1, 3)


def bulk(lab, port, names, core=None):
    return measure(command_for(port, "--format", "jsonl", "--from-file", lab.write_list(names)), core, lab.path("out"))


def dnsperf(lab, port, questions):
    """Questions a second, at most as many under way as it does by itself."""
    text = measure(["dnsperf", "-s", "127.0.0.1", "-p", str(port), "-d", questions, "-n", "1", "-e"], lab.core).output
    return float(re.search(r"Queries per second:\s+([0-9.]+)", text)[1])


def near(lab, quick):
    names = lab.names[:QUICK_DOMAINS if quick else DOMAINS]
    log = lab.path("log-bulk")
    with lab.proxy(0, log) as port:
        bulk(lab, port, names)
    questions = recording.find_dependencies(recording.read_log(log), names)
    plan, perf = recording.write_plan(questions, lab.path("plan-bulk")), recording.write_questions(questions, lab.path("perf-bulk"))
    runs, replays, rates = in_turns(ROUNDS[not quick], lambda: bulk(lab, lab.port, names, lab.core),
                                    lambda: lab.replay(lab.port, plan, core=lab.core),
                                    lambda: dnsperf(lab, lab.port, perf) if shutil.which("dnsperf") else None)
    each = len(questions) / len(names)
    rate, replay_rate = len(names) / median(runs), len(names) / median(replays)
    yield Row("questions a domain, bulk", f"{each:.1f}", f"{len(names)} domains that share services", None, "<= 24", each <= 24)
    if rates[0]:
        limit = sorted(rates)[len(rates) // 2] / each
        yield Row("bulk, 0 ms, one core", f"{rate:.0f} domains/s", f"dnsperf with the same questions {limit:.0f}/s; replay {replay_rate:.0f}/s",
                  rate / limit, ">= 0.75 (stretch 0.90)", rate >= 0.75 * limit)
    else:
        yield Row("bulk, 0 ms, one core", f"{rate:.0f} domains/s", f"replay {replay_rate:.0f}/s; install dnsperf", rate / replay_rate)
    own = 1000 * (median(runs, lambda run: run.processor) - median(replays, lambda run: run.processor)) / len(names)
    yield Row("processor time a domain, DNS apart", f"{own:.3f} ms",
              f"whole {1000 * median(runs, lambda run: run.processor) / len(names):.3f} ms, less the replay's", None, "<= 0.15 ms", own <= 0.15)


def far(lab, quick):
    names = lab.names[:FAR_DOMAINS]
    log = lab.path("log-far")
    with lab.proxy(ROUND_TRIP_MS, log) as port:
        bulk(lab, port, names)
    questions = recording.find_dependencies(recording.read_log(log), names)
    plan = recording.write_plan(questions, lab.path("plan-far"))
    with lab.proxy() as port:
        runs, replays = in_turns(ROUNDS[not quick] + 2, lambda: bulk(lab, port, names), lambda: lab.replay(port, plan, FAR_WINDOW))
    limit, path = median(replays), recording.chain(questions) * ROUND_TRIP_MS
    time = median(runs)
    yield Row("bulk, 20 ms, 200 domains", f"{len(names) / time:.0f} domains/s",
              f"replay {len(names) / limit:.0f}/s; {1000 * time:.0f} ms, replay {1000 * limit:.0f} ms, longest path {path} ms",
              time / limit, "<= 1.35 x", time <= 1.35 * limit)


def run(lab, quick):
    yield from near(lab, quick)
    yield from far(lab, quick)


