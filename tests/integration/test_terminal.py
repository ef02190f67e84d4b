"""On a terminal: colours, its width, and links to RFCs; none of them in a pipe. One screen for a domain with three faults."""

import fcntl
import os
import pty
import re
import struct
import tempfile
import termios
import unicodedata
import unittest

import servers
from program import UNKNOWN, binary, environment, run

CASES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cases", "zone")
LINK = "\x1b]8;;https://www.rfc-editor.org/rfc/rfc"
WIDTHS = (40, 80, 120, 200)
SCREEN_LINES = 24

HEAD = "$ORIGIN example.com.\n$TTL 3600\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A 11.0.0.1\nmail A 11.0.0.2\n"
MX = "@ MX 10 mail\n"
with open(os.path.join(CASES, "clean", "db.example.com"), encoding="utf-8") as clean:
    HEAD += next(line for line in clean if line.startswith("s1._domainkey"))
SPF = '@ TXT "v=spf1 mx -all"\n'
DMARC = '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"\n'

# Up to three faults, the record to publish for each that text can cure, and what the reader must find on the screen.
FAULTY = {
    "a misspelled mechanism": (MX + '@ TXT "v=spf1 mx al"\n' + DMARC, ['"v=spf1 mx ~all"', "spf-typo-all"]),
    "two SPF records": (MX + SPF + '@ TXT "v=spf1 ip4:11.0.0.9 ~all"\n' + DMARC, ["spf-multiple-records", "To publish"]),
    "three records with a fault": (
        "@ MX 10 mail.example.com.example.com.\n" + '@ TXT "v=spf1 mx ip4:11.0.0.300 -all"\n'
        '_dmarc TXT "v=DMARC1; p=rejct; rua=mailto:dmarc@example.com"\n', ["p=reject", "dmarc-p-invalid"]),
    "SPF, DMARC and its reports": (
        MX + '@ TXT "v=spf1 mx -al"\n' + '_dmarc TXT "v=DMARC1; p=rejct; rua=dmarc@example.com"\n',
        ['"v=spf1 mx -all"', '"v=DMARC1; p=reject; rua=mailto:dmarc@example.com"']),
    "a long record": (
        MX + '@ TXT "v=spf1 mx ip4:11.0.0.0/24 ip4:11.0.1.0/24 ip4:11.0.2.0/24 ip4:11.0.3.0/24 ip4:11.0.4.0/24 -al"\n' + DMARC,
        ["spf-typo-all", '-all"']),
}


def columns(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def on_terminal(width, *arguments, folder=os.path.join(CASES, "tour"), **more):
    """What the program writes to a terminal, standard error included."""
    try:
        child, terminal = pty.fork()
    except OSError as error:
        raise unittest.SkipTest(f"no pseudo-terminal can be had here: {error}") from None
    if not child:
        os.chdir(folder)
        os.execve(binary(), [binary(), *arguments], environment() | {"TERM": "xterm", "COLUMNS": str(width)} | more)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    output = b""
    try:
        while more_output := os.read(terminal, 65536):
            output += more_output
    except OSError:  # Linux: the other end is closed
        pass
    os.close(terminal)
    os.waitpid(child, 0)
    return output.decode().replace("\r\n", "\n")


def zone(*arguments):
    return ("zone", "--offline", "--no-config", *arguments, "db.example.com")


class Terminal(unittest.TestCase):
    def folder(self, records):
        folder = tempfile.TemporaryDirectory(prefix="mailauth-terminal-")
        self.addCleanup(folder.cleanup)
        with open(os.path.join(folder.name, "db.example.com"), "w", encoding="utf-8") as file:
            file.write(HEAD + records)
        return folder.name

    def assert_fits(self, output, width):
        """No line is wider than the terminal, unless it is one word that cannot be broken, with a label."""
        for line in output.splitlines():
            if columns(line) > width:
                self.assertEqual(len(line.strip(" |`-").removeprefix("see: ").split()), 1, line)

    def test_links_to_rfcs(self):
        output = on_terminal(100, *zone("-v"))
        self.assertIn(LINK + "7208#section-", output)
        self.assertEqual(output.count("\x1b]8;;https"), output.count("\x1b]8;;\x1b\\"))

    def test_none_without_colour_or_in_a_pipe(self):
        path = os.path.join(CASES, "tour", "db.example.com")
        self.assertNotIn("\x1b", on_terminal(100, *zone("-v"), NO_COLOR="1"))
        self.assertNotIn("\x1b", run("zone", "--offline", "--no-config", path).output)
        self.assertNotIn("\x1b]8", run("zone", "--offline", "--no-config", "--color", "always", path).output)

    def test_nothing_is_wider_than_the_terminal(self):
        for case in ("tour", "helpers", "clean", "suppression", "carets-across-strings-and-lines"):
            for width in WIDTHS:
                for locale in ("C", "C.UTF-8"):
                    for verbose in ((), ("-v",)):
                        with self.subTest(case=case, width=width, locale=locale, verbose=verbose):
                            output = on_terminal(width, *zone(*verbose), folder=os.path.join(CASES, case), NO_COLOR="1",
                                                 LC_ALL=locale)
                            self.assertIn("example.com", output)
                            self.assert_fits(output, width)

    def test_words_stay_whole(self):
        """What is read at 40 columns are the words of 200 columns."""
        wide, narrow = (on_terminal(width, *zone(), folder=os.path.join(CASES, "helpers"), NO_COLOR="1") for width in (200, 40))
        words = set(re.findall(r"[A-Za-z]{3,}", wide))
        self.assertLess(set(re.findall(r"[A-Za-z]{3,}", narrow)) - words, {"not", "met"})

    def test_names_in_unicode(self):
        folder = self.folder("")
        arguments = ("check", "--offline", "--no-config", "münchen.example")
        self.assertIn("münchen.example (xn--mnchen-3ya.example): ", on_terminal(80, *arguments, folder=folder, NO_COLOR="1"))
        ascii_only = on_terminal(80, *arguments, folder=folder, NO_COLOR="1", LC_ALL="C")
        self.assertTrue(ascii_only.isascii())
        self.assertIn("xn--mnchen-3ya.example: ", ascii_only)

    def test_three_faults_fit_on_a_screen(self):
        for name, (records, expected) in FAULTY.items():
            with self.subTest(name):
                output = on_terminal(80, *zone(), folder=self.folder(records), NO_COLOR="1")
                self.assert_fits(output, 80)
                self.assertLessEqual(len(output.splitlines()), SCREEN_LINES, output)
                for text in expected:
                    self.assertIn(text, output)

    def test_a_folded_record_is_the_record(self):
        """In a zone file the strings between the parentheses are the text that is offered in a pipe."""
        folder = self.folder(FAULTY["a long record"][0])
        whole = re.search(r'TXT "(.*)"', run(*zone()[:-1], os.path.join(folder, "db.example.com")).output.split("To publish")[1])
        folded = on_terminal(40, *zone(), folder=folder, NO_COLOR="1").split("To publish")[1]
        strings = re.search(r"TXT \((.*?) \)", folded, re.DOTALL).group(1)
        self.assertEqual("".join(re.findall(r'"(.*)"', strings)), whole.group(1))

    def test_quiet_is_one_line_for_each_finding(self):
        output = on_terminal(80, *zone("-q"), NO_COLOR="1")
        self.assertTrue(output)
        for line in output.splitlines():
            self.assertRegex(line, r"^\S+: (error|warning): .* \[[a-z0-9-]+\]( \(likely\))?$")


class Waiting(unittest.TestCase):
    def setUp(self):
        server = servers.ScriptedServer({}, default=servers.silent)
        self.addCleanup(server.stop)
        self.check = ("check", "--no-config", "--server", server.address, "--timeout", "1.5", "--tries", "1", "silent.example")

    def test_what_is_waited_for_is_said_and_erased(self):
        output = on_terminal(80, *self.check)
        self.assertRegex(output, r"waiting for \d+ DNS answers?, ")
        self.assertNotIn("waiting for", re.sub(r"\r\x1b\[K[^\r\n]*(?=\r\x1b\[K)", "", output))

    def test_it_is_cut_to_the_terminal(self):
        for shown in re.findall(r"waiting for [^\r\n]*", on_terminal(40, *self.check)):
            self.assertLess(len(shown), 40)

    def test_how_far_a_list_is(self):
        with tempfile.NamedTemporaryFile("w", suffix=".list") as listed:
            listed.write("".join(f"d{number}.silent.example\n" for number in range(4)))
            listed.flush()
            output = on_terminal(100, *self.check[:-1], "--jobs", "1", "--unordered", "--probe", "none", "--from-file", listed.name)
        self.assertRegex(output, r"\[ {10}\] 0 of 4 domains, waiting for \d+ DNS answers?")
        self.assertRegex(output, r"\[##### {5}\] 2 of 4 domains, \d\.\d/s, \d+ s left, 2 not answered, waiting for")

    def test_not_in_a_pipe_and_not_when_quiet(self):
        self.assertNotIn("waiting for", run(*self.check).errors)
        self.assertNotIn("waiting for", on_terminal(80, *self.check, "-q"))

    def test_no_resolver_is_said_at_once(self):
        closed = servers.ClosedPort()
        self.addCleanup(closed.stop)
        done = run("check", "--no-config", "--server", closed.address, "--timeout", "20", "example.com")
        self.assertEqual(done.status, UNKNOWN)
        self.assertLess(done.seconds, 10)
        self.assertIn(f"no resolver: nothing listens at {closed.address}", done.errors)
        self.assertIn("example.com: could not be checked: no resolver\n", done.output)


if __name__ == "__main__":
    unittest.main()
