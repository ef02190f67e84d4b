"""The bounces of the corpus in what people and programs put around them, and side by side: the same incidents come out."""

import re
import unittest
import zlib

import corpus
import corpus_wrappers
from test_bounces_corpus import incidents, told

TURNS = 4  # a case meets each fourth wrapper; all wrappers meet many cases
OF_PROGRAMS = ("kubectl --prefix", "CRI", "CRI stderr", "docker JSON", "journal JSON", "journal short", "journal iso", "RFC 5424")
OF_MAILS = ("quoted", "quoted twice", "a bar", "indented", "CRLF", "CR only", "byte order mark")
LOG = re.compile(r"postfix/|sendmail\[|smtpd\[|policyd-spf\[| \*\* | rejected RCPT | WARN: |level=error")


def read(text):
    """What is told of each incident, as a set: side by side, their order is that of the text."""
    return sorted((tuple(sorted(told(found).items(), key=str)) for found in incidents(text)[0]), key=str)


def is_log(case):
    return all(LOG.search(line) or "<=" in line or "Completed" in line for line in case.text.strip().split("\n"))


def is_mail(case):
    return "Content-Type: multipart" in case.text


def fitting(case):
    """The wrappers that such a text meets in life."""
    for name, wrap in [*corpus_wrappers.PREFIXES.items(), *corpus_wrappers.WHOLE.items()]:
        if is_mail(case) and name not in OF_MAILS or name in OF_PROGRAMS and not is_log(case):
            continue
        yield name, wrap


def once(found):
    """Without the number of times: a refusal that both texts tell counts twice side by side."""
    return sorted({tuple(pair for pair in incident if pair[0] != "times") for incident in found}, key=str)


def neighbours(cases):
    """Each with the next, in an order of no meaning: a new case changes one pair."""
    ordered = sorted(cases, key=lambda case: zlib.crc32(case.name.encode()))
    return zip(ordered, ordered[1:] + ordered[:1])


class Wrapped(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.cases = [case for case in corpus.cases("bounces") if "\r" not in case.text]
        cls.alone = {case.name: read(case.text) for case in cls.cases}
        cls.later = corpus.not_yet("bounces")

    def compare(self, entry, what, got, wanted):
        """Equal, unless not-yet.txt lists it; then it has to be listed with reason."""
        if what in self.later.get(entry, ()):
            self.assertNotEqual(got, wanted, f"{entry}: {what} is right now: take it out of not-yet.txt")
        else:
            self.assertEqual(got, wanted)

    def test_wrapped(self):
        for case in self.cases:
            turn = zlib.crc32(case.name.encode())  # a new case changes nothing for the others
            for number, (name, wrap) in enumerate(fitting(case)):
                if (turn + number) % TURNS == 0:
                    with self.subTest(case=case.name, wrapper=name):
                        self.compare(case.name + "/wrapped", name.replace(" ", "-"), read(wrap(case.text)), self.alone[case.name])

    def test_lines_of_two_logs(self):
        logs = [case for case in self.cases if is_log(case) and self.alone[case.name]]
        for one, other in neighbours(logs):
            first, second = one.text.strip().split("\n"), other.text.strip().split("\n")
            mixed = [line for pair in zip(first, second) for line in pair] + first[len(second):] + second[len(first):]
            with self.subTest(one=one.name, other=other.name):
                self.compare(one.name + "/mixed", other.name, once(read("\n".join(mixed) + "\n")),
                             once(self.alone[one.name] + self.alone[other.name]))

    def test_one_after_the_other(self):
        cases = [case for case in self.cases if len(self.alone[case.name]) == 1 and not is_mail(case)]
        for one, other in neighbours(cases):
            with self.subTest(one=one.name, other=other.name):
                self.compare(one.name + "/before", other.name, once(read(one.text + "\n" + other.text)),
                             once(self.alone[one.name] + self.alone[other.name]))


if __name__ == "__main__":
    unittest.main()
