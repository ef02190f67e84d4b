"""
Whoever publishes what the program says is better off: one text for each record, no fault left that text can mend, the same
senders pass, no policy is weaker. On the rules' own examples, in pairs and triples of them, and on slips of the pen.

MAILAUTH_ADVICE_TIMES=10 makes ten times as many of the random cases.
"""

import unittest

import cases
import measure
import oracle

WAYS = ("json", "patch", "lines")
HEALED_LEAST = 0.98
HEALED_LEAST_OF_SPF = 0.95  # in some records with several slips a person is asked instead


def is_of_spf(rule):
    return rule.startswith("spf-")


class Advice:
    """What holds for every collection of cases; `made(apexes)` makes them, `sound(apex)` is what they were before (None: as judged)."""

    sound = None

    @classmethod
    def setUpClass(cls):
        cls.measured = measure.Measure(cls.made(cases.apex_names()))

    def test_one_text_for_a_record(self):
        self.assertEqual(self.measured.contradictions(), [])

    def test_a_safe_patch_changes_nothing_that_is_meant(self):
        way = self.measured.run("safe")
        self.assertEqual(dict(way.new), {}, "faults that were not there before")
        self.assertEqual(self.measured.weaker_policies("safe"), [])
        if oracle.interpreter():
            self.assertEqual(self.measured.pass_sets("safe"), [])

    def test_the_advice_heals(self):
        for name in WAYS:
            with self.subTest(name):
                way = self.measured.run(name)
                self.assertEqual(way.failed, [], "advice that cannot be followed")
                self.assertEqual(dict(way.new), {}, "faults that were not there before")
                for least, is_meant in ((HEALED_LEAST, lambda rule: not is_of_spf(rule)), (HEALED_LEAST_OF_SPF, is_of_spf)):
                    self.assertGreaterEqual(way.share_healed(is_meant), least, dict(way.left))
                if name == "json":
                    self.assertEqual(self.measured.own_errors(), [], "texts with errors of their own")
                self.assertEqual(self.measured.weaker_policies(name), [])
                if oracle.interpreter():
                    self.assertEqual(self.measured.pass_sets(name), [])
                if self.sound:
                    self.assertEqual(self.measured.weaker_policies(name, type(self).sound), [])
                if self.sound and oracle.interpreter():
                    changed = self.measured.pass_sets(name, type(self).sound)
                    self.assertEqual([label for label, _, gained in changed if gained], [], "passes, and was not meant to")


class OneFault(Advice, unittest.TestCase):
    @staticmethod
    def made(apexes):
        return cases.one_fault_cases(apexes, measure.raised)


class SeveralFaults(Advice, unittest.TestCase):
    """Pairs and triples of examples in one zone."""

    @staticmethod
    def made(apexes):
        return cases.compositions(cases.composable(), 120 * measure.longer(), apexes)


class Slips(Advice, unittest.TestCase):
    """One to three slips in one record or in two."""

    sound = staticmethod(cases.sound_with_include)

    @staticmethod
    def made(apexes):
        return cases.slip_cases(90 * measure.longer(), apexes)


class TableOfWhatIsBeyondText(unittest.TestCase):
    def test_names_rules(self):
        self.assertEqual(set(measure.BEYOND_TEXT) - set(cases.examples()), set())



if __name__ == "__main__":
    unittest.main()
