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
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "integration"))

import program

ALL = os.environ.get("MAILAUTH_FAILING") == "all"
INJECTOR = os.environ.get("MAILAUTH_INJECTOR", "")
HANG_SECONDS = 20
LOCAL, UNKNOWN = 2, 3  # nothing was judged or written; a verdict is not known

OLD = "what was there before\n"
MEMORY = ("malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign", "reallocarray")
SHORT = -1


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
    """Which calls fail, and how."""

    calls: tuple
    at: int
    later: bool = False
    error: int = errno.ENOMEM
    signal: int = 0

    def __str__(self):
        how = f"signal {self.signal}" if self.signal else "short" if self.error == SHORT else errno.errorcode[self.error]
        return f"{'/'.join(self.calls[:3])} call {self.at}{' and all later' if self.later else ''}: {how}"


@dataclasses.dataclass(frozen=True)
class Outcome:
    status: int
    output: str
    errors: str
    written: dict
    left: tuple
    count: int


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
            file.write(bytes(8))
        for name in self.scenario.outputs:
            with open(os.path.join(self.work, name), "w", encoding="utf-8") as file:
                file.write(OLD)

    def run(self, failure=None, command=()):
        scenario = self.scenario
        self.prepare()
        env = program.environment() | sanitizer() | {"TMPDIR": self.temporary, "LD_PRELOAD": INJECTOR, "FAILING_COUNT": self.count}
        env |= scenario.variables
        if failure:
            env |= {"FAILING_CALLS": ",".join(failure.calls), "FAILING_AT": str(failure.at), "FAILING_ERRNO": str(failure.error)}
            env |= {"FAILING_LATER": "1"} if failure.later else {}
            env |= {"FAILING_SIGNAL": str(failure.signal)} if failure.signal else {}
        try:
            done = subprocess.run([*command, program.binary(), *scenario.arguments], cwd=self.work, env=env, capture_output=True,
                                  input=scenario.input.encode(), timeout=HANG_SECONDS)
        except subprocess.TimeoutExpired:
            return Outcome(None, "", "", {}, (), 0)
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
            count = int.from_bytes(file.read(), sys.byteorder)
        return Outcome(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"), written,
                       tuple(left), count)


def is_sentence(errors):
    """One line at least that says what failed, for people."""
    return any(line.startswith("mailauth-check: ") and len(line.split()) >= 3 for line in errors.splitlines())


def wrong(scenario, sound, outcome, failure):
    """What is wrong with how a run ended that had a failure; nothing when all is well."""
    if outcome.status is None:
        return "hangs"
    if any(word in outcome.errors for word in program.SANITIZER_WORDS):
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
    if outcome.status == sound.status and outcome.output == sound.output and outcome.written == sound.written:
        return None
    if outcome.status == scenario.unjudged or scenario.live and outcome.status == UNKNOWN:
        return None if is_sentence(outcome.errors) else f"status {outcome.status} without a message: {outcome.errors!r}"
    if scenario.live and outcome.status == sound.status == 1 and is_sentence(outcome.errors):
        return None
    return f"status {outcome.status} instead of {sound.status}: {outcome.errors!r}; {difference(sound, outcome)}"


def half_written(sound, outcome):
    for name, text in sound.written.items():
        if outcome.written.get(name) not in (OLD, text):
            return f"{name} is neither as before nor whole: {str(outcome.written.get(name))[:80]!r}"
    return None


def difference(sound, outcome):
    for before, after in itertools.zip_longest(sound.output.splitlines(), outcome.output.splitlines()):
        if before != after:
            return f"{before!r} became {after!r}"
    return "the same output, other files" if sound.written != outcome.written else "the same output"


def numbers(count, most):
    """Call numbers from 1 to count: all of them, or so many, spread, other ones for each count."""
    if ALL or count <= most:
        return range(1, count + 1)
    return sorted({1, 2, count, *(1 + (i * count + i % 7) // most for i in range(most))})


def failures(place, calls, error, most, later=(False, True)):
    count = place.run(Failure(calls, 0, error=error)).count
    return [Failure(calls, at, more, error) for at in numbers(count, most) for more in later]


def try_all(scenario, kinds, most):
    """
    Runs a scenario with failures of each kind (calls, error), `most` of each kind unless all are wanted. Returns how many there were
    and what was wrong: text -> failures.
    """
    place = Place(scenario)
    found = collections.defaultdict(list)
    tried = 0
    try:
        sound = place.run()
        for calls, error in kinds:
            for failure in failures(place, calls, error, most):
                tried += 1
                problem = wrong(scenario, sound, place.run(failure), failure)
                if problem:
                    found[problem].append(failure)
    finally:
        place.close()
    return tried, found


def explain(scenario, found):
    lines = []
    for problem, places in found.items():
        lines.append(f"{scenario}: {len(places)} times, first {places[0]}: {problem}")
    return "\n".join(lines)


def check_all(test, scenarios, kinds, most):
    """Both cores: each scenario has a folder of its own."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        jobs = [(scenario, kind) for scenario in scenarios for kind in kinds]
        results = pool.map(lambda job: (job[0], *try_all(job[0], [job[1]], most)), jobs)
        tried, texts = 0, []
        for scenario, count, found in results:
            tried += count
            if found:
                texts.append(explain(scenario, found))
    print(f"{tried} failures", end=" ", file=sys.stderr)
    test.assertTrue(tried, "nothing failed: is the injector loaded?")
    if texts:
        test.fail("\n".join(texts))
