"""
Runs mailauth-check with calls of the C library that fail (injector.c), and says what is wrong with how it ended.

A run in which something failed may end as if nothing had (it did not need what failed), or with a message on standard error and the
status of a local failure. It never ends by itself with another verdict, by a signal, or with a file half written or left over.
"""

import collections
import concurrent.futures
import dataclasses
import errno
import itertools
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "integration"))

from program import SANITIZER_WORDS, binary, environment

ALL = os.environ.get("MAILAUTH_FAILING") == "all"
INJECTOR = os.environ.get("MAILAUTH_INJECTOR", "")
HANG_SECONDS = 20
LOCAL, UNKNOWN = 2, 3  # nothing was judged or written; a verdict is not known

OLD = "what was there before\n"
MEMORY = ("malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign", "reallocarray")
SHORT = -1

with open(os.path.join(HERE, "injector.c"), encoding="utf-8") as source:
    CALLS = re.findall(r"^\tN\((\w+)\)", source.read(), re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Scenario:
    """A run: its arguments, the files that it reads, and those that it writes over (with their names relative to the folder)."""

    arguments: tuple
    files: dict = dataclasses.field(default_factory=dict, hash=False, compare=False)
    outputs: tuple = ()
    input: str = ""
    live: bool = False  # asks DNS: what fails there leaves questions unanswered
    unjudged: int = LOCAL  # its status when nothing could be judged
    variables: dict = dataclasses.field(default_factory=dict, hash=False, compare=False)

    def __str__(self):
        return " ".join(self.arguments)


@dataclasses.dataclass(frozen=True)
class Failure:
    """Which calls fail, and how: one, or each n-th from there on."""

    calls: tuple
    at: int
    every: int = 0
    error: int = errno.ENOMEM
    signal: int = 0

    def __str__(self):
        how = "short" if self.error == SHORT else errno.errorcode.get(self.error)
        how = f"signal {self.signal}" if self.signal else how
        return f"{'/'.join(self.calls[:3])} call {self.at}{('', ' and all later', ' and every second')[self.every]}: {how}"


@dataclasses.dataclass(frozen=True)
class Outcome:
    status: int
    output: str
    errors: str
    written: dict
    left: tuple
    counts: dict
    live: bool = False


def sanitizer():
    """What is loaded in front of a program that is built with AddressSanitizer, whose malloc() the injector passes calls on to."""
    return {"ASAN_OPTIONS": ":".join(filter(None, [os.environ.get("ASAN_OPTIONS"), "verify_asan_link_order=0", "detect_leaks=0",
                                                   "allocator_may_return_null=1"]))}


class Place:
    """A folder with the files of a scenario, to be used for many runs of it."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.folder = tempfile.mkdtemp(prefix="mailauth-failing-")
        self.work = os.path.join(self.folder, "work")
        self.temporary = os.path.join(self.folder, "temporary")
        self.count = os.path.join(self.folder, "count")
        os.mkdir(self.work)
        os.mkdir(self.temporary)
        for name, text in scenario.files.items():
            with open(os.path.join(self.work, name), "w", encoding="utf-8") as file:
                file.write(text)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def prepare(self):
        with open(self.count, "wb") as file:
            file.write(bytes(8 * len(CALLS)))
        for name in self.scenario.outputs:
            with open(os.path.join(self.work, name), "w", encoding="utf-8") as file:
                file.write(OLD)

    def run(self, failure=None, command=(), program=None):
        scenario = self.scenario
        self.prepare()
        env = environment() | sanitizer() | {"TMPDIR": self.temporary, "LD_PRELOAD": INJECTOR, "FAILING_COUNTS": self.count,
                                               "SOURCE_DATE_EPOCH": "1796000000"}
        env |= scenario.variables
        if failure:
            env |= {"FAILING_CALLS": ",".join(failure.calls), "FAILING_AT": str(failure.at), "FAILING_ERRNO": str(failure.error)}
            env |= {"FAILING_EVERY": str(failure.every)}
            env |= {"FAILING_SIGNAL": str(failure.signal)} if failure.signal else {}
        try:
            done = subprocess.run([*command, program or binary(), *scenario.arguments], cwd=self.work, env=env, capture_output=True,
                                  input=scenario.input.encode(), timeout=HANG_SECONDS)
        except subprocess.TimeoutExpired:
            return Outcome(None, "", "", {}, (), {})
        return self.outcome(done)

    def outcome(self, done):
        written = {}
        for name in self.scenario.outputs:
            path = os.path.join(self.work, name)
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    written[name] = file.read()
        left = sorted({*os.listdir(self.work)} - {*self.scenario.files, *self.scenario.outputs}) + os.listdir(self.temporary)
        for name in left:
            for folder in (self.work, self.temporary):
                if os.path.exists(os.path.join(folder, name)):
                    os.unlink(os.path.join(folder, name))
        with open(self.count, "rb") as file:
            counts = dict(zip(CALLS, struct.unpack(f"={len(CALLS)}Q", file.read())))
        return Outcome(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"), written,
                       tuple(left), counts, self.scenario.live)


def is_sentence(errors):
    """One line at least that says what failed, for people."""
    return any(line.startswith("mailauth-check: ") and len(line.split()) >= 3 for line in errors.splitlines())


def is_told(outcome, failure):
    """A failure is said, unless it is that nothing can be said."""
    return is_sentence(outcome.errors) or failure.every and failure.calls in (("write",), ("fwrite",))


def wrong(scenario, sound, outcome, failure):
    """What is wrong with how a run ended that had a failure; nothing when all is well."""
    if outcome.status is None:
        return "hangs"
    if any(word in outcome.errors for word in SANITIZER_WORDS):
        return "sanitizer: " + outcome.errors[:2000]
    if failure.signal:
        if outcome.left:
            return "left a temporary file"
        if outcome.status not in (-failure.signal, sound.status):
            return f"status {outcome.status} after signal {failure.signal}: {outcome.errors}"
        return half_written(sound, outcome)
    if outcome.status < 0:
        return f"ended by signal {-outcome.status}: {outcome.errors}"
    if outcome.left:
        return "left a temporary file"
    problem = half_written(sound, outcome)
    if problem:
        return problem
    if outcome.status == sound.status and outcome.output == sound.output and (scenario.live or outcome.written == sound.written):
        return None
    if outcome.status == scenario.unjudged or scenario.live and outcome.status == UNKNOWN:
        # A datagram that does not go out is lost like one on the way.
        lost = outcome.status == UNKNOWN and failure.error == errno.ENOBUFS
        return None if lost or is_told(outcome, failure) else f"status {outcome.status} without a message: {outcome.errors!r}"
    if scenario.live and outcome.status == sound.status == 1 and is_told(outcome, failure):
        return None
    return f"status {outcome.status} instead of {sound.status}: {outcome.errors!r}; {difference(sound, outcome)}"


def half_written(sound, outcome):
    """What DNS answered differs with what failed."""
    for name, text in sound.written.items():
        new = outcome.written.get(name, "")
        if new not in (OLD, text) and not (outcome.live and new.startswith("; @recorded") and new.endswith("\n")):
            return f"{name} is neither as before nor whole: {str(outcome.written.get(name))[:80]!r}"
    return None


def difference(sound, outcome):
    for before, after in itertools.zip_longest(sound.output.splitlines(), outcome.output.splitlines()):
        if before != after:
            return f"{before!r} became {after!r}"
    return "the same output, other files" if sound.written != outcome.written else "the same output"


def failures(sound, calls, error):
    """
    Each call in turn, alone and with all after it. A call that is interrupted for ever never ends, which no system does: there, every
    second one is.
    """
    count = sum(sound.counts[call] for call in calls)
    every = 2 if error == errno.EINTR else 1
    if isinstance(error, signal.Signals):
        return [Failure(calls, at, 0, 0, int(error)) for at in range(1, count + 1)]
    return [Failure(calls, at, more, error) for at in range(1, count + 1) for more in (0, every)]


def sample(jobs, most):
    """So many of them, spread over all; all of them when that is wanted."""
    if ALL or len(jobs) <= most:
        return jobs
    return [jobs[i * len(jobs) // most] for i in range(most)]


def run_once(scenario, failure=None):
    place = Place(scenario)
    try:
        return place.run(failure)
    finally:
        place.close()


def on_all_processors(run, failures):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(zip(failures, pool.map(run, failures)))


def try_failure(scenario, sound, failure):
    return scenario, failure, wrong(scenario, sound, run_once(scenario, failure), failure)


def check_all(test, scenarios, kinds, most):
    """Runs each scenario with the failures of each kind (calls, error), `most` of all unless all are wanted, on all processors."""
    found = collections.defaultdict(list)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        sounds = dict(zip(scenarios, pool.map(run_once, scenarios)))
        jobs = [(scenario, failure) for calls, error in kinds for scenario in scenarios
                for failure in failures(sounds[scenario], calls, error)]
        jobs = sample(jobs, most)
        for scenario, failure, problem in pool.map(lambda job: try_failure(job[0], sounds[job[0]], job[1]), jobs):
            if problem:
                found[scenario, problem].append(failure)
    print(f"{len(jobs)} failures", end=" ", file=sys.stderr)
    test.assertTrue(jobs, "nothing failed: is the injector loaded?")
    if found:
        test.fail("\n".join(f"{scenario}: {len(failures)} times, first {failures[0]}: {problem}"
                            for (scenario, problem), failures in found.items()))
