"""merge: the sum of many workers' jsonl is that of a few lines of Python, and what does not count is said."""

import collections
import json
import os
import random
import subprocess
import unittest

import program
from in_folder import Case

try:
    import jsonschema
except ImportError:
    jsonschema = None

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ZONES = [os.path.join(ROOT, "tests", "cases", "zone", name, "db.example.com") for name in ("tour", "ignored")]
SEVERITIES = ("info", "warning", "error")


def templates():
    """Reports of some zones, to be given other names."""
    done = [program.run("zone", "--offline", "--format", "jsonl", zone) for zone in ZONES if os.path.exists(zone)]
    done.append(program.run("check", "--offline", "--format", "jsonl", "a.example"))
    return [json.loads(line) for run in done for line in run.output.splitlines()]


def summed(reports):
    """What merge is to say of these reports, each domain once."""
    rules, total = collections.defaultdict(lambda: [0, 0, 0]), collections.Counter()
    per_domain = []
    for report in reports:
        counts = collections.Counter()
        found = [finding for finding in report["findings"] if not finding["known"]]
        for finding in found:
            counts[finding["severity"]] += 1
            row = rules[finding["rule"]]
            row[0] += 1
            row[2] = max(row[2], SEVERITIES.index(finding["severity"]))
        for rule in {finding["rule"] for finding in found}:
            rules[rule][1] += 1
        total += counts
        per_domain.append((report["domain"], counts["error"], counts["warning"]))
    worst = sorted((row for row in per_domain if row[1] or row[2]), key=lambda row: (-row[1], -row[2]))[:10]
    return ({rule: (findings, domains, SEVERITIES[severity]) for rule, (findings, domains, severity) in rules.items()}, total, worst)


class Merge(Case):
    def setUp(self):
        super().setUp()
        self.kinds = templates()
        self.chance = random.Random(18)

    def reports(self, first, count):
        chosen = [dict(self.chance.choice(self.kinds), domain=f"d{number}.example") for number in range(first, first + count)]
        for report in chosen:
            report["findings"] = [dict(finding, known=self.chance.random() < 0.2) for finding in report["findings"]]
        return chosen

    def lines(self, name, reports):
        return self.write(name, "".join(json.dumps(report) + "\n" for report in reports))

    def merge(self, *arguments, status=None):
        done = self.run_it("merge", "--format", "json", *arguments)
        if status is not None:
            self.assertEqual(done.returncode, status, done.stderr)
        return json.loads(done.stdout), done.stderr

    def assert_sum(self, merged, reports):
        rules, total, worst = summed(reports)
        self.assertEqual({row["rule"]: (row["findings"], row["domains"], row["severity"]) for row in merged["statistics"]}, rules)
        self.assertEqual([merged["summary"][key] for key in ("domains", "errors", "warnings", "infos", "unanswered")],
                         [len(reports), total["error"], total["warning"], total["info"],
                          sum(len(report["unanswered"]) for report in reports)])
        self.assertEqual([(row["domain"], row["errors"], row["warnings"]) for row in merged["worst"]], worst)

    def test_the_sum_of_workers_is_that_of_python(self):
        first, second = self.reports(0, 150), self.reports(150, 70)
        merged, errors = self.merge(self.lines("w1", first), self.lines("w2", second), status=1)
        self.assertEqual(errors, "")
        self.assert_sum(merged, first + second)
        self.assertEqual(merged["lines"], {"files": 2, "domains": 220, "repeated": 0, "cut": 0, "other": 0})
        if jsonschema:
            with open(os.path.join(ROOT, "src", "print", "schema", "merge-1.schema.json"), encoding="utf-8") as file:
                jsonschema.Draft7Validator(json.load(file)).validate(merged)

    def test_what_does_not_count_is_said(self):
        first, second = self.reports(0, 20), self.reports(20, 20)
        other = [{"domain": "x.example", "findings": [], "verdict": "fine"}, {"format": "mailauth-check", "version": 2}]
        self.write("w1", "".join(json.dumps(report) + "\n" for report in first + first[:3]) + json.dumps(second[0])[:-30])
        self.lines("w2", second + other + second[:1])
        merged, errors = self.merge("w1", "w2")
        self.assert_sum(merged, first + second)
        self.assertEqual(merged["lines"], {"files": 2, "domains": 40, "repeated": 4, "cut": 1, "other": 2})
        self.assertIn("w1:24: the line is cut", errors)
        self.assertIn("w2:21: the line is not a report of this version, and does not count; 2 such lines in all", errors)
        self.assertIn("w1:21: the domain was seen before, and counts once; 4 such domains in all", errors)

    def test_a_rule_of_another_version_counts_by_its_name(self):
        report = self.reports(0, 1)[0]
        report["findings"] = [{"rule": "spf-of-tomorrow", "severity": "warning", "known": False}]
        merged, errors = self.merge(self.lines("w", [report]), status=0)
        self.assertEqual([(row["rule"], row["summary"]) for row in merged["statistics"]], [("spf-of-tomorrow", None)])
        self.assertIn("1 finding of rules that this version does not have", errors)

    def test_the_worst_status(self):
        clean = dict(self.kinds[-1], domain="a.example", findings=[], unanswered=[])
        offline = dict(clean, domain="b.example", unanswered=[{"name": "b.example", "type": "MX", "reason": "offline"}])
        lost = dict(clean, domain="c.example", unanswered=[{"name": "c.example", "type": "MX", "reason": "timeout"}])
        bad = dict(clean, domain="d.example", findings=[{"rule": "spf-none", "severity": "error", "known": False}])
        for reports, arguments, status in (([clean, offline], (), 0), ([clean, offline], ("--complete",), 3), ([clean, lost], (), 3),
                                           ([lost, bad, clean], (), 1), ([lost, bad, clean], ("--fail-on", "never"), 3)):
            self.merge(*arguments, self.lines("w", reports), status=status)
        self.write("w", json.dumps(clean) + "\n" + json.dumps(bad)[:50])
        self.merge("w", status=3)

    def test_what_is_no_report_at_all(self):
        self.write("list", "a.example\n")
        self.write("empty", "")
        for words in (("list",), ("empty",), ("missing",), (".",), ()):
            done = self.run_it("merge", *words)
            self.assertEqual((done.returncode, done.stdout), (2, ""))

    def test_text_and_standard_input(self):
        reports = self.reports(0, 30)
        with open(os.path.join(self.folder, self.lines("w", reports)), encoding="utf-8") as file:
            done = self.run_it("merge", "-v", "-", stdin=file)
        rules, _, worst = summed(reports)
        lines = [line.split() for line in done.stdout.splitlines()]
        for rule, (findings, domains, severity) in rules.items():
            self.assertIn([str(findings), str(domains), severity, rule], lines)
        for domain, errors, warnings in worst:
            self.assertIn([str(errors), str(warnings), domain], lines)
        self.assertIn("30 domains: ", done.stdout)

    def test_memory_does_not_grow_with_the_lines(self):
        peaks = []
        for count in (200, 4000):
            self.lines("w", self.reports(0, count))
            done, peak = program.measure("merge", "--output", os.path.join(self.folder, "sum"), os.path.join(self.folder, "w"))
            self.assertEqual(done.status, 1)
            peaks.append(peak)
        self.assertLess(peaks[1], peaks[0] + 3 * 1024 * 1024)

    def test_any_bytes(self):
        text = json.dumps(self.reports(0, 1)[0]).encode()
        for _ in range(200):
            damaged = bytearray(text)
            for _ in range(self.chance.randrange(1, 6)):
                damaged[self.chance.randrange(len(damaged))] = self.chance.randrange(256)
            with open(os.path.join(self.folder, "w"), "wb") as file:
                file.write(damaged + b"\n" + text + b"\n")
            done = subprocess.run([program.binary(), "merge", "w"], cwd=self.folder, capture_output=True, env=program.environment(),
                                  timeout=program.HANG_SECONDS, check=False)
            self.assertIn(done.returncode, (0, 1, 3), done.stderr)


if __name__ == "__main__":
    unittest.main()
