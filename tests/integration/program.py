"""Runs mailauth-check as a user would: arguments in, exit status and output out."""

import dataclasses
import functools
import json
import os
import subprocess
import sys
import tempfile
import time

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DEFAULT = os.path.join(REPOSITORY, "build", "dev", "mailauth-check")

CLEAN, FINDINGS, USAGE, UNKNOWN = 0, 1, 2, 3

HANG_SECONDS = 60  # a run that takes longer is taken to hang
SANITIZER_WORDS = ("AddressSanitizer", "LeakSanitizer", "runtime error:")

# A small process in between: ru_maxrss of a child starts with what it held before exec. After fork() that is less than
# after posix_spawn(), where it is all of the parent's.
MEASURE = """
import os, sys
pid = os.fork()
if not pid:
    os.execv(sys.argv[2], sys.argv[2:])
_, status, usage = os.wait4(pid, 0)
open(sys.argv[1], "w").write(str(usage.ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status) & 255)
"""


@functools.cache
def binary():
    path = os.environ.get("MAILAUTH_CHECK") or DEFAULT
    if not os.access(path, os.X_OK):
        raise FileNotFoundError(f"no program to test: {path}; set MAILAUTH_CHECK")
    return os.path.abspath(path)


@dataclasses.dataclass(frozen=True)
class Run:
    arguments: tuple
    status: int
    output: str
    errors: str
    seconds: float

    @functools.cached_property
    def json(self):
        if not self.output:
            raise AssertionError(f"no report: {self}")
        return json.loads(self.output)

    @property
    def domains(self):
        return self.json["domains"]

    @property
    def domain(self):
        """The report on the only domain."""
        assert len(self.domains) == 1, str(self)
        return self.domains[0]

    @property
    def rules(self):
        return {finding["rule"] for domain in self.domains for finding in domain["findings"]}

    @property
    def unanswered(self):
        """(name, type) -> reason, of all domains."""
        return {(entry["name"], entry["type"]): entry["reason"]
                for domain in self.domains for entry in domain["unanswered"]}


    def __str__(self):
        """For messages of failed tests."""
        words = [f"status {self.status} from: {' '.join(self.arguments)}"]
        if self.output.startswith("{"):
            words += [f"rules: {sorted(self.rules)}", f"unanswered: {self.unanswered}"]
        return "\n".join(filter(None, [*words, self.errors]))


@functools.cache
def is_sanitized():
    """Whether the program is built with AddressSanitizer, which needs memory, /proc and signals for itself."""
    with open(binary(), "rb") as file:
        return b"__asan_init" in file.read()


def environment():
    """The user's, without what would change colours, resolvers or sanitizers' exit codes."""
    kept = {name: value for name, value in os.environ.items()
            if name not in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "SOURCE_DATE_EPOCH", "RES_OPTIONS", "LOCALDOMAIN")}
    return kept | {"LC_ALL": "C.UTF-8"}


def execute(command, arguments, env, input, files=None):
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mailauth-cwd-") as folder:  # no configuration file above it
        for name, text in (files or {}).items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        done = subprocess.run(command, cwd=folder, env=env, input=input, capture_output=True, timeout=HANG_SECONDS,
                              encoding="utf-8")
    run = Run(tuple(arguments), done.returncode, done.stdout, done.stderr, time.monotonic() - start)
    if run.status < 0 or any(word in run.errors for word in SANITIZER_WORDS):
        raise AssertionError(f"the program crashed with status {run.status}: {arguments}\n{run.errors}")
    return run


def run(*arguments, input="", files=None, variables=None):
    """With files by name in the folder that it runs in, and variables of the environment."""
    return execute([binary(), *arguments], arguments, environment() | (variables or {}), input, files)


def check(server, *arguments, input=""):
    """`check` in JSON, asking a server of the tests (an object with an address, or an address)."""
    address = getattr(server, "address", server)
    return run("check", "--format", "json", "--server", address, *arguments, input=input)


def measure(*arguments):
    """Runs the program and returns the run and its peak resident memory in bytes. Give it --output."""
    env = environment()
    # What a sanitizer keeps back of freed memory is not the program's.
    env["ASAN_OPTIONS"] = ":".join(filter(None, [env.get("ASAN_OPTIONS"), "quarantine_size_mb=1"]))
    with tempfile.TemporaryDirectory(prefix="mailauth-rss-") as folder:
        peak = os.path.join(folder, "peak")
        done = execute([sys.executable, "-I", "-S", "-c", MEASURE, peak, binary(), *arguments], arguments, env, "")
        with open(peak, encoding="ascii") as file:
            return done, int(file.read()) * 1024
