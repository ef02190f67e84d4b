"""
The green of the gate is true: each change of the tables is judged as a pull request would be, by `zone --offline NEW`,
`diff --offline OLD NEW` and `diff --answers FILE OLD NEW`. What breaks mail is an error of the rule that the table names, what
somebody should look at is a warning, and what is harmless is not even that.

test_gate.py --write-manual writes man/mailauth-check-gate.7 from the same runs.
"""

import concurrent.futures
import functools
import os
import sys
import unittest

import breaking_keys
import breaking_spf
import breaking_zone
import harmless
import kinds
import manual
import run
import warned
from change import BASES, BLOCK, PASS, TELL
from expected_failures import EXPECTED

BREAKING = breaking_spf.CHANGES + breaking_keys.CHANGES + breaking_zone.CHANGES
UNCHANGED = tuple(harmless.harmless("unchanged", base, "") for base in BASES)
CHANGES = UNCHANGED + BREAKING + warned.CHANGES + harmless.CHANGES
BREAKING_LEAST, WARNED_LEAST, HARMLESS_LEAST = 100, 30, 60


@functools.cache
def said():
    """id of a change -> command -> Said"""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return {change.id: outcome for change, outcome in zip(CHANGES, pool.map(run.run, CHANGES))}


def fault_of_breaking(change, outcome):
    if change.refused:
        return next((f"{command} exits with {outcome[command].status}" for command in outcome
                     if outcome[command].status != 2), None)
    for command, rules in change.rules.items():
        if command not in outcome:
            continue
        missing = set(rules) - outcome[command].rules("error")
        if missing:
            return f"{command} does not report {', '.join(sorted(missing))} as an error"
    if set(change.rules) != {"live"} and not (outcome["zone"].blocks or outcome["diff"].blocks):
        return "neither zone nor diff blocks it offline"
    return None if "live" not in outcome or outcome["live"].blocks else "diff does not block it with answers"


def fault_of_warned(change, outcome):
    for command, rules in change.rules.items():
        if command not in outcome:
            continue
        missing = set(rules) - outcome[command].rules()
        if missing:
            return f"{command} does not report {', '.join(sorted(missing))}"
        if outcome[command].status != 1:
            return f"{command} exits with {outcome[command].status}"
    return None if "live" not in outcome or outcome["live"].status == 1 else "diff does not tell it with answers"


def fault_of_harmless(change, outcome):
    for command in outcome:
        if outcome[command].status:
            return f"{command} exits with {outcome[command].status}: {outcome[command].findings} {outcome[command].errors}"
    return None


FAULTS = {BLOCK: fault_of_breaking, TELL: fault_of_warned, PASS: fault_of_harmless}


class Gate(unittest.TestCase):
    maxDiff = None

    def test_there_are_enough(self):
        for changes, least in ((BREAKING, BREAKING_LEAST), (warned.CHANGES, WARNED_LEAST), (harmless.CHANGES, HARMLESS_LEAST)):
            self.assertGreaterEqual(len(changes), least)
        self.assertEqual(len({change.id for change in CHANGES}), len(CHANGES), "two changes have the same name")
        self.assertGreaterEqual(len(BASES), 8)

    def test_the_list_of_expected_failures_names_changes(self):
        self.assertEqual({name for of_reason in EXPECTED.values() for name in of_reason.split()} - {change.id for change in CHANGES}, set())

    def test_the_manual_page_has_every_kind_once(self):
        for table, changes in ((kinds.TOLD, BREAKING + warned.CHANGES), (kinds.PASSES, harmless.CHANGES)):
            listed = [kind for of_heading in table.values() for kind in of_heading]
            self.assertCountEqual(listed, {change.kind for change in changes})

    def test_the_manual_page_tells_what_the_commands_say(self):
        with open(manual.PAGE, encoding="utf-8") as file:
            self.assertEqual(file.read(), manual.page(CHANGES, said()), "run: python3 tests/gate/test_gate.py --write-manual")

    def test_each_change_ties_to_a_rule(self):
        for change in BREAKING + warned.CHANGES:
            with self.subTest(change.id):
                self.assertTrue(change.rules or change.refused)
                self.assertLessEqual(set(change.rules), set(run.COMMANDS))

    def judge(self, changes):
        failed = {change.id: fault for change in changes if (fault := FAULTS[change.wanted](change, said()[change.id]))}
        names = {change.id for change in changes}
        expected = {name for of_reason in EXPECTED.values() for name in of_reason.split()} & names
        for name in sorted(set(failed) - expected):
            with self.subTest(name):
                self.fail(f"{failed[name]}\n" + "\n".join(f"{command}: {said()[name][command]}" for command in said()[name]))
        self.assertEqual(expected - set(failed), set(), "expected to fail and does not: take it off the list")

    def test_zones_are_sound_as_they_are(self):
        self.judge(UNCHANGED)

    def test_what_breaks_mail_is_blocked(self):
        self.judge(BREAKING)

    def test_what_somebody_should_see_is_told(self):
        self.judge(warned.CHANGES)

    def test_what_is_harmless_passes(self):
        self.judge(harmless.CHANGES)


def write_manual():
    with open(manual.PAGE, "w", encoding="utf-8") as file:
        file.write(manual.page(CHANGES, said()))


if __name__ == "__main__":
    write_manual() if "--write-manual" in sys.argv else unittest.main()
