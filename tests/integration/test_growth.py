"""Work grows with the size of the input, at most by n log n: instructions of runs with inputs of n, 2n and 4n.

Instructions are counted by valgrind --tool=callgrind, so a busy machine changes nothing. What a run takes whatever its input
is counted with a small input first, and left out.
"""

import concurrent.futures
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import growth_mail
import growth_settings
import growth_zone
import program
from growth import case, filled

LEAST = 40  # bytes
STEP_MOST = 2.3  # n log n with sizes as small as these is below 2.2; what compares all with all comes close to 4

SPF_TOP = growth_zone.TOP.replace('@ TXT "v=spf1 mx -all"\n', "")


def shape(name):
    return (growth_zone.SHAPES | growth_settings.SHAPES | growth_mail.SHAPES)[name].make


def zone_with_spf(record):
    return case("zone", "--offline", "--no-config", "zone", zone=SPF_TOP + "@ TXT " + growth_zone.strings(record) + "\n")


def spf_includes_of_itself(size):
    return zone_with_spf("v=spf1 " + filled("include:example.com ", size) + "-all")


def files(size):
    """As many zone files in a folder."""
    zones = {f"z{i}_example_zone": growth_zone.TOP.replace("example.com", f"z{i}.example") for i in range(max(size // 250, 1))}
    return case("zone", "--offline", "--no-config", "--format", "jsonl", ".", **zones)


def apexes(size):
    return case("zone", "--offline", "--no-config", "--format", "jsonl", "zone", zone="".join(
        growth_zone.TOP.replace("example.com", f"z{i}.example") for i in range(max(size // 250, 1))))


# Kind -> a function from a size to a case, and n in bytes: beyond what is compared all with all, such as the 500 records of an answer.
KINDS = {
    "records at a name": (shape("zone-records-of-one-name"), 16000),
    "names": (shape("zone-names"), 8000),
    "aliases in a row": (shape("zone-aliases-in-a-row"), 8000),
    "MX hosts": (shape("zone-mx-hosts-with-addresses"), 6000),
    "terms": (shape("record-spf-unknown-terms"), 3000),
    "includes of itself": (spf_includes_of_itself, 4000),
    "selectors": (shape("zone-selectors"), 4000),
    "stray keys": (lambda size: growth_zone.zone(filled(lambda i: f's{i} TXT "v=DKIM1; p=YQ=="\n', size)), 2000),
    "stray policies": (shape("zone-strays"), 6000),
    "suppressions": (shape("zone-suppressions"), 6000),
    "suppressions above a record": (shape("zone-suppressions-above-a-record"), 20000),
    "files": (files, 2000),
    "apexes": (apexes, 2000),
    "bounces with one code": (shape("bounce-lines-of-one-code"), 4000),
    "bounces that differ": (shape("bounce-lines-that-differ"), 4000),
    "mbox": (lambda size: growth_mail.bounce(filled("From a@b Mon Nov 30 10:00:00 2026\nFrom: MAILER-DAEMON@mx.example\n"
                                                    "Subject: Undelivered\n\n550 5.7.26 not authenticated\n\n", size)), 2000),
    "tags in a signature": (shape("message-signature-tags"), 6000),
    "Authentication-Results": (shape("message-fields-of-claims"), 4000),
    "HTML without end": (lambda size: growth_mail.bounce("From: MAILER-DAEMON@mx.example\nSubject: Undelivered\nContent-Type: text/html\n\n"
                                                         "550 5.7.26 " + filled("<", size)), 8000),
    "domains of a configuration": (shape("configuration-sections"), 6000),
}


def instructions(case):
    """Of the whole run."""
    with tempfile.TemporaryDirectory(prefix="mailauth-growth-") as folder:
        for name, text in case.files.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(text)
        done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program.binary(), *case.arguments],
                              cwd=folder, env=program.environment(), input=case.input, capture_output=True, check=False,
                              timeout=program.HANG_SECONDS)
    collected = re.search(rb"Collected : (\d+)", done.stderr)
    if done.returncode not in (program.CLEAN, program.FINDINGS, program.UNKNOWN) or not collected:
        raise AssertionError(f"status {done.returncode}: {case.arguments}\n{done.stderr.decode(errors='replace')}")
    return int(collected[1])


def steps(make, size):
    """By how much the work grows from n to 2n, and from 2n to 4n."""
    before, *counts = (instructions(make(at)) for at in (LEAST, size, 2 * size, 4 * size))
    counts = [count - before for count in counts]
    return [more / max(less, 1) for less, more in zip(counts, counts[1:])]


@unittest.skipUnless(shutil.which("valgrind"), "valgrind is not installed")
class Growth(unittest.TestCase):
    def test_no_kind_of_input_grows_faster_than_n_log_n(self):
        if program.is_sanitized():
            self.skipTest("valgrind does not run programs with sanitizers")
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for kind, counted in [(kind, pool.submit(steps, *row)) for kind, row in KINDS.items()]:
                with self.subTest(kind=kind):
                    for step in counted.result():
                        self.assertLess(step, STEP_MOST, f"{kind}: {counted.result()}")
                        if os.environ.get("MAILAUTH_VERBOSE"):
                            print(kind, [f"{step:.2f}" for step in counted.result()], flush=True)


if __name__ == "__main__":
    unittest.main()
