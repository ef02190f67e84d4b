"""What the tests with a hostile name server share: the domain, the runs with their time and memory, and what holds for all of them."""

import concurrent.futures
import dataclasses
import functools
import json
import os
import subprocess
import tempfile
import time
import unittest

import dns_wire as wire
import program
from hostile_dns import Server, Zone
from program import CLEAN, FINDINGS, UNKNOWN

D = "hostile.example"
HOST, POLICY, SELECTOR = f"mail.{D}", f"_dmarc.{D}", f"s1._domainkey.{D}"
KEY = "v=DKIM1; k=ed25519; p=mfDwq7Nu6jY8GAhaqwgRS7MKAfaeyDWGY6klXt5AzP4="
SPF = "v=spf1 mx -all"
DMARC = f"v=DMARC1; p=reject; rua=mailto:d@{D}"
LIE = "v=spf1 +all"

MEMORY_MOST = 128 * 1000 * 1000  # README
DEADLINE = 8
MARGIN = 5.0 if not program.is_sanitized() else 15.0  # to start, to judge what came, and to print it
THREADS = 12

RECORDS = [(D, "TXT", wire.txt(D, SPF)), (D, "MX", wire.mx(D, 10, HOST)), (HOST, "A", wire.address(HOST, "11.0.0.10")),
           (HOST, "AAAA", wire.address(HOST, "2600::10")), (POLICY, "TXT", wire.txt(POLICY, DMARC)),
           (SELECTOR, "TXT", wire.txt(SELECTOR, KEY))]


def zone(*more, without=()):
    return Zone([record for record in RECORDS if record[:2] not in without] + list(more))


# Findings that say that something was not answered, and claim no more than that.
NOT_ANSWERED = {"dmarc-servfail", "dns-servfail", "dns-refused", "dns-tcp-broken"}
# What says that something is not there.
MISSING = {"dns-domain-nxdomain", "spf-none", "mx-none", "dmarc-none", "dkim-selector-missing", "dkim-domainkey-nxdomain",
           "dmarc-cname-dangling", "dkim-cname-dangling"}
# How an answer came, not what it says.
TRUNCATED = ("dns-truncated", "dkim-udp-truncation")

@dataclasses.dataclass(frozen=True)
class Outcome:
    status: int
    output: str
    errors: str
    seconds: float
    processor: float  # seconds of it
    memory: int

    @functools.cached_property
    def json(self):
        return json.loads(self.output)

    def findings(self):
        found = self.json.get("check") or self.json
        domains = found["domains"] if "domains" in found else [found]
        return {finding["rule"] for domain in domains for finding in domain["findings"]}

    def unanswered(self):
        return {(entry["name"], entry["type"]): entry["reason"] for domain in self.json["domains"] for entry in domain["unanswered"]}


def run(arguments, input=None, kill_after=60):
    """The program with its peak memory, as a child that is waited for by its number."""
    with tempfile.TemporaryDirectory(prefix="mailauth-hostile-") as folder, \
            open(os.path.join(folder, "out"), "w+b") as out, open(os.path.join(folder, "err"), "w+b") as err, \
            tempfile.TemporaryFile() as fed:
        fed.write((input or "").encode())
        fed.seek(0)
        start = time.monotonic()
        child = subprocess.Popen([program.binary(), *arguments], cwd=folder, env=program.environment(), stdin=fed, stdout=out,
                                 stderr=err)
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - start > kill_after:
                child.kill()
            time.sleep(0.01)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - start
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    return Outcome(child.returncode, *texts, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def check_arguments(server, *options):
    return ("check", "--format", "json", "--server", server.address, "--selector", "s1", "--probe", "none", *options, D)


def spf_arguments(server, *options):
    return ("spf", "--format", "json", "--server", server.address, *options, "--ip", "11.0.0.10", D)


@functools.cache
def honest():
    """What an honest server leads to."""
    server = Server(zone(), lambda exchange: [exchange.honest])
    try:
        checked, spf = run(check_arguments(server)), run(spf_arguments(server))
    finally:
        server.stop()
    assert checked.status == CLEAN and spf.status == CLEAN, (checked, spf)
    return checked, spf


class _no_subtest:  # pylint: disable=invalid-name
    """In a thread, the first failure of an item is the one that is told."""

    def __init__(self, **_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


class Hostile(unittest.TestCase):
    maxDiff = None

    def assert_kept(self, outcome, deadline=DEADLINE):
        """What is promised whatever the server does."""
        self.assertIn(outcome.status, (CLEAN, FINDINGS, UNKNOWN), outcome.errors)
        self.assertLess(outcome.seconds, deadline + MARGIN)
        if not program.is_sanitized():
            self.assertLess(outcome.memory, MEMORY_MOST)
        for word in (*program.SANITIZER_WORDS, "Assertion"):
            self.assertNotIn(word, outcome.errors)

    def in_parallel(self, function, items):
        failures = []

        def attempt(item):
            try:
                case = type(self)()
                case.subTest = _no_subtest
                function.__func__(case, item)
            except Exception as error:  # pylint: disable=broad-except
                failures.append((item, error))

        with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(attempt, items))
        for item, error in failures:
            with self.subTest(item=getattr(item, "name", item)):
                raise error
