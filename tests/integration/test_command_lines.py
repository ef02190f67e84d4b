"""Command lines that are valid but for some accident: a word lost, swapped or doubled, a value of another kind, random bytes.

MAILAUTH_ROUNDS is how many there are (300), MAILAUTH_SEED which ones. Nothing is asked of a network: each line has --offline, and
runs in a network namespace of its own where the system allows one.
"""

import collections
import concurrent.futures
import os
import random
import resource
import subprocess
import tempfile
import unittest

import program

ROUNDS = int(os.environ.get("MAILAUTH_ROUNDS", "300"))
SEED = int(os.environ.get("MAILAUTH_SEED", "17"))
SECONDS = 30  # of a run; a hang guard
WORD_MOST = 128 * 1024 - 1  # the system takes no longer ones
STATUSES = (program.CLEAN, program.FINDINGS, program.USAGE, program.UNKNOWN)

FILES = {
    "db.example.com": "$ORIGIN example.com.\n$TTL 1h\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n@ MX 10 mail\nmail A 192.0.2.2\n"
                      '@ TXT "v=spf1 mx -all"\n',
    "new.zone": "$ORIGIN example.com.\n$TTL 1h\n@ SOA ns h 2 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n@ MX 10 mail\nmail A 192.0.2.9\n"
                '@ TXT "v=spf1 a -all"\n',
    "mail.eml": "Received: from a.example.com (a.example.com [192.0.2.1]) by mx.example.net; Mon, 30 Nov 2026 10:00:00 +0000\n"
                "From: a@example.com\nDate: Mon, 30 Nov 2026 10:00:00 +0000\n\nbody\n",
    "bounce.txt": "550 5.7.26 Unauthenticated email from example.com is not accepted\n",
    "list": "example.com\nexample.net\n",
    "settings": "[check]\nfail-on = warning\n",
    "known": "spf-none\texample.com\ta\n",
}
LINES = [line.split(" ") for line in (
    "check --offline --no-config example.com",
    "check --offline --no-config --format json --select spf-* --ignore spf-none example.com example.net",
    "--offline --timeout 2 --tries 3 --deadline 10 --selector s1 --probe none example.com",
    "check --offline --from-file list --jobs 4 --statistics --format csv",
    "zone --offline --no-config db.example.com",
    "zone --offline --config settings --domain example.com --format sarif --baseline known db.example.com",
    "zone --offline --ip 192.0.2.1 --helo mail.example.com --role sends --volume bulk --fail-on warning db.example.com",
    "zone --offline --fix diff --publish-as panel --color always -v db.example.com",
    "record --no-config v=spf1\\040-all",
    "record --format short --role include -q db.example.com",
    "spf --offline --ip 192.0.2.1 --mail-from a@example.com --helo a.example.com example.com",
    "spf --offline --ip 2001:db8::1 --format json example.com",
    "bounce --offline --no-config bounce.txt",
    "bounce --offline --domain example.com --ip 192.0.2.1 --format jsonl bounce.txt",
    "message --offline --no-config mail.eml",
    "message --offline --zone db.example.com --ip 192.0.2.1 --mail-from a@example.com --format junit mail.eml",
    "diff --offline --no-config db.example.com new.zone",
    "diff --offline --format markdown --domain example.com --select diff-* db.example.com new.zone",
    "merge --format json --complete --fail-on warning list", "merge -v db.example.com -",
    "rules spf", "explain spf-none dmarc-none", "show-config --config settings example.com", "completion bash",
    "help check", "--version", "--help", "zone --help",
)]
VALUES = [b"", b"-", b"--", b"-1", b"0", b"99999999999999999999", b"1e9", b"2147483648", b"0x10", b" ", b"*", b"spf-*,", b",,,",
          b"\x1b[31m", b"\xff\xfe", b"\xc3\x28", b"\xef\xbf\xbe", b"\xe2\x80\xae", b"a\nb", b"%s%n", b"a" * 300, b"a." * 200,
          b"x" * 128 * 1000, b"192.0.2.1:99999", b"[::1", b"json,text", b".", b"missing", b"--format", b"check", b"zone",
          b"--no-such-option", b"--offline=yes", b"--format=", b"--selector=", b"-vqh", b"-z", b"\xe2\x80\x93offline", b"@127.0.0.1"]


def mutate(chance, line):
    """Bytes of the words of a line, with one to three accidents."""
    words = [word.encode() for word in line]
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        at = chance.randrange(len(words)) if words else 0
        kind = chance.randrange(9)
        if kind == 0 and words:
            del words[at]
        elif kind == 1 and words:
            words.insert(at, words[at])
        elif kind == 2 and words:
            other = chance.randrange(len(words))
            words[at], words[other] = words[other], words[at]
        elif kind == 3 and words:
            words[at] = chance.choice(VALUES)
        elif kind == 4:
            words.insert(at, chance.choice(VALUES))
        elif kind == 5 and words:
            words[at] = bytes(chance.randrange(1, 256) for _ in range(chance.randrange(1, 20)))
        elif kind == 6 and words:
            letters = bytearray(words[at] or b"a")
            letters[chance.randrange(len(letters))] = chance.randrange(1, 256)
            words[at] = bytes(letters)
        elif kind == 7 and words:
            words[at] += b"=" + chance.choice(VALUES)
        else:
            words += [word.encode() for word in chance.choice(LINES)]
    return [word[:WORD_MOST] for word in words]


def has_namespaces():
    return not subprocess.run(["unshare", "-n", "true"], check=False, capture_output=True).returncode


def without_network(words):
    """A line that may ask a network says that it does not; options after -- are operands."""
    at = words.index(b"--") if b"--" in words else len(words)
    return words[:at] + [b"--offline"] + words[at:]


class Accidents(unittest.TestCase):
    def keep(self, number, apart):
        chance = random.Random(SEED * 1000003 + number)
        words = mutate(chance, chance.choice(LINES))
        if not apart:
            words = without_network(words)
        with tempfile.TemporaryDirectory(prefix="mailauth-words-") as folder:
            for name, text in FILES.items():
                with open(os.path.join(folder, name), "w", encoding="ascii") as file:
                    file.write(text)
            done = subprocess.run(
                [*([b"unshare", b"-n"] if apart else []), program.binary().encode(), *words], cwd=folder, env=program.environment(),
                stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=SECONDS,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS)))
            told = f"number {number}: {[word[:200] for word in words]}\n{done.returncode} {done.stdout[:300]} {done.stderr[:600]}"
            self.assertIn(done.returncode, STATUSES, told)
            for text in (done.stdout, done.stderr):
                for word in program.SANITIZER_WORDS:
                    self.assertNotIn(word.encode(), text, told)
            self.assertFalse([c for c in done.stderr if c < 32 and c != 10] or b"\x7f" in done.stderr, told)
            done.stderr.decode()  # nothing but UTF-8
            if done.returncode == program.USAGE:
                self.assertFalse(done.stdout, told)
                self.assertTrue(done.stderr.startswith(b"mailauth-check: ") and done.stderr.endswith(b"\n"), told)
                self.assertLessEqual(done.stderr.count(b"\n"), len(words) + 1, told)  # a sentence for each operand at most
        return done.returncode

    def test_all(self):
        apart, statuses = has_namespaces(), collections.Counter()
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for number, kept in enumerate([pool.submit(self.keep, number, apart) for number in range(ROUNDS)]):
                with self.subTest(number=number):
                    statuses[kept.result()] += 1
        self.assertGreater(statuses[program.USAGE], ROUNDS // 6, statuses)
        self.assertGreater(ROUNDS - statuses[program.USAGE], ROUNDS // 6, statuses)


if __name__ == "__main__":
    unittest.main()
