"""The formats for machines: each is well-formed, says the same as the others, and hostile bytes are inert in all of them."""

import csv
import io
import json
import os
import re
import shutil
import tempfile
import unittest
import unittest.mock
import xml.etree.ElementTree

import program
from program import CLEAN, FINDINGS, run

FORMATS = ("text", "short", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "html", "csv", "prometheus", "nagios")
HEAD = "$ORIGIN example.com.\n$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n@ MX 10 ns\n"
FAULTY = HEAD + '@ TXT "v=spf1 mx ip4:11.0.0.300 -all"\n_dmarc TXT "v=DMARC1; p=rejct; rua=mailto:d@example.com"\n'
CLEAN_ZONE = HEAD + '@ TXT "v=spf1 mx -all"\n_dmarc TXT "v=DMARC1; p=none; rua=mailto:d@example.com"\n' \
    's1._domainkey TXT "v=DKIM1; k=rsa; p=' \
    'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA+FEdJ/96VP0UBDRe94MkuDsPCnFxVGmGmKO+IbF4QeutlyQOekuhvMWEjZ+' \
    'UmpirIEtNV52WBy9wHnegpaR5jBJEVfQlI6SSYcIXNens33Af8BiYv5s20TjS3EVuJlomPDWBdr4LO9O0Al4oHOwJ" "' \
    'mKGCMzNM4kB8wD2d9BADGpKgmNHOUAyVhdacHZbemZDurvnymuk5/KUmI9Wc/0oyZW8UpbD7OzxI4VxhVuIakse9hX9W5k2F' \
    '6O5I1NL87DN16tICta4H4fAK2AqhorbBvmJ3BqnUVdC9hwzja/d65vdklvD7bP4y5mkBAqThnq08cY966GBHD6pXcc40gNAldQIDAQAB"\n'
# Escape sequences, workflow commands, markup, bidi controls, invalid UTF-8, NUL, bars and backticks: in an SPF term, in a
# DMARC tag, and in the name of a mail host.
PAYLOAD = r"\027[31m%0A::error\010::error::x</script><b>\226\128\174\255\000]]>&amp;|`x`"
HOSTILE = HEAD + f'@ TXT "v=spf1 a:{PAYLOAD} -all"\n_dmarc TXT "v=DMARC1; p=none; rua={PAYLOAD}"\n@ MX 20 x{PAYLOAD}.example.net.\n'


class Formats(unittest.TestCase):
    def lint(self, zone, *arguments):
        with tempfile.TemporaryDirectory(prefix="mailauth-formats-") as folder:
            path = os.path.join(folder, "db.example.com")
            with open(path, "w", encoding="ascii") as file:
                file.write(zone)
            return run("zone", "--offline", *arguments, path)

    def rules(self, format, output):
        """The ids of the rules that a report names, without those of notes."""
        if format == "json":
            return [finding["rule"] for domain in json.loads(output)["domains"] for finding in domain["findings"]
                    if finding["severity"] != "info"]
        if format == "jsonl":
            return [finding["rule"] for line in output.splitlines() for finding in json.loads(line)["findings"]
                    if finding["severity"] != "info"]
        if format == "sarif":
            return [result["ruleId"] for result in json.loads(output)["runs"][0]["results"] if result["level"] != "note"]
        if format == "github":
            return re.findall(r"^::(?:error|warning) .*title=([a-z0-9-]+)::", output, re.MULTILINE)
        if format == "gitlab":
            return [entry["check_name"] for entry in json.loads(output) if entry["severity"] != "info"]
        if format == "junit":
            return [case.get("name").split(":")[0] for case in xml.etree.ElementTree.fromstring(output).iter("testcase")
                    if case.find("failure") is not None]
        if format == "markdown":
            return re.findall(r"^\| \*\*(?:error|warning)\*\* .*\| `([a-z0-9-]+)` \|", output, re.MULTILINE)
        if format == "csv":
            return [row["rule"] for row in self.rows(output) if row["severity"] != "info"]
        if format == "html":
            articles = re.findall("(?s)<article class=(?:error|warning) .*?</article>", output)
            return [re.search("<p class=see>([a-z0-9-]+)", article).group(1) for article in articles]
        return re.findall(r"\[([a-z]+-[a-z0-9-]+)\]", output)

    def rows(self, output):
        """The rows of a CSV report, by a strict reader; no field is a formula."""
        rows = list(csv.reader(io.StringIO(output), strict=True))
        self.assertEqual({len(row) for row in rows}, {16})
        for row in rows:
            for field in row:
                self.assertNotRegex(field, r"^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
        return [dict(zip(rows[0], row)) for row in rows[1:]]

    def metrics(self, output):
        """(name, labels) -> value of metrics, by a reader that is as strict as the textfile collector, and a little more."""
        samples, types, helped, last = {}, {}, set(), None
        self.assertTrue(output.endswith("\n"))
        for line in output[:-1].split("\n"):
            words = line.split(" ", 3)
            if words[:2] == ["#", "HELP"]:
                self.assertNotIn(words[2], helped)
                helped.add(words[2])
            elif words[:2] == ["#", "TYPE"]:
                self.assertIn(words[2], helped)
                self.assertNotIn(words[2], types)
                types[words[2]] = words[3]
                last = words[2]
            else:
                name, labels, value = re.fullmatch(r'([a-z_]+)\{((?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)+)\} (\d+)', line).groups()
                self.assertEqual(name, last)  # all samples of a metric follow each other
                self.assertEqual(types[name], "gauge")
                key = name, tuple(re.findall(r'([a-z]+)="((?:[^"\\]|\\.)*)"', labels))
                self.assertNotIn(key, samples)
                samples[key] = int(value)
        return samples

    def test_all_say_the_same(self):
        expected = sorted(self.rules("json", self.lint(FAULTY, "--format", "json").output))
        self.assertIn("dmarc-p-invalid", expected)
        for format in FORMATS:
            with self.subTest(format=format):
                done = self.lint(FAULTY, "--format", format)
                if format == "prometheus":
                    found = self.metrics(done.output)
                    self.assertEqual(sum(found["mailauth_findings", (("domain", "example.com"), ("severity", severity))]
                                         for severity in ("error", "warning")), len(expected))
                else:
                    self.assertEqual(sorted(self.rules(format, done.output)), expected)
                self.assertEqual(done.status, 2 if format == "nagios" else FINDINGS)

    def test_nothing_to_say(self):
        for format in FORMATS:
            with self.subTest(format=format):
                done = self.lint(CLEAN_ZONE, "--format", format)
                self.assertEqual(self.rules(format, done.output), [])
                self.assertEqual(done.status, CLEAN, done.output)

    def test_hostile_bytes_are_inert(self):
        for format in FORMATS:
            with self.subTest(format=format):
                output = self.lint(HOSTILE, "--format", format, "-v").output
                self.assertFalse(set(output) & {"\x1b", "\0", "\x07", "\u202e", "\ufffd"}, output)
                if format == "prometheus":
                    self.assertGreater(sum(self.metrics(output).values()), 0)
                else:
                    self.assertTrue(self.rules(format, output))
                if format == "github":
                    self.assertTrue(all(re.match("::(error|warning|notice) ", line) for line in output.splitlines()))
                if format in ("markdown", "junit"):
                    blocks = re.sub(r"(?m)^    .*$", "", output) if format == "markdown" else output
                    self.assertNotIn("<b>", blocks)
                    self.assertNotIn("</script>", blocks)
                if format == "html":
                    self.assertNotIn("</script>", output)
                    self.assertFalse(set(re.findall("<b>([^<]*)</b>", output)) - {"error", "warning", "note"})
                if format == "nagios":
                    self.assertEqual(output.count("|"), 1)

    def test_github_puts_the_most_severe_first(self):
        levels = re.findall("^::([a-z]+) ", self.lint(FAULTY, "--format", "github", "-v").output, re.MULTILINE)
        self.assertEqual(levels, sorted(levels, key=["error", "warning", "notice"].index))
        self.assertIn("notice", levels)

    def crowded(self, count):
        """A zone with so many errors."""
        return FAULTY + "".join(f'h{i} TXT "v=spf1 ip4:11.0.0.{300 + i} -all"\n' for i in range(count - 2))

    def test_github_shows_ten_of_each_kind(self):
        """The tenth counts the rest, which is in the log without the colons that make a command."""
        hostile = 'h0 TXT "v=spf1 ip4:11.0.0.300##[error]x -all"\n'
        counts = []
        for records in (3, 20, 60):
            with self.subTest(records=records):
                zone = self.crowded(records).replace('h0 TXT "v=spf1 ip4:11.0.0.300 -all"\n', hostile)
                count = json.loads(self.lint(zone, "--format", "json").output)["summary"]["errors"]
                counts.append(count)
                output = self.lint(zone, "--format", "github").output
                errors = re.findall("(?m)^::error (.*)", output)
                self.assertEqual(len(errors), min(count, 10))
                logged = re.findall("(?m)^error .*", output)
                self.assertEqual(len(logged), count - 9 if count > 10 else 0)
                if count > 10:
                    self.assertTrue(errors[9].startswith(f"title=more::{count - 9} more errors"), errors[9])
                    self.assertIn(f"::group::{count - 9} more errors\n", output)
                self.assertEqual(output.count("::group::"), output.count("::endgroup::"))
                self.assertFalse([line for line in output.splitlines() if "##[" in line and not line.startswith("::")])
        self.assertTrue(counts[0] <= 10 < counts[1] < counts[2], counts)

    def test_markdown_of_a_check_and_of_a_change(self):
        with tempfile.TemporaryDirectory(prefix="mailauth-formats-") as folder:
            old, new = os.path.join(folder, "old"), os.path.join(folder, "new")
            for path, zone in ((old, FAULTY), (new, FAULTY.replace("ip4:11.0.0.300 ", "").replace("p=rejct", "p=none") + '@ MX 20 gone\n')):
                with open(path, "w", encoding="ascii") as file:
                    file.write(zone)
            self.assertTrue(run("zone", "--offline", "--origin", "example.com", "--format", "markdown", new).output.startswith("## Mail records\n"))
            change = run("diff", "--offline", "--origin", "example.com", "--format", "markdown", old, new).output
            same = run("diff", "--offline", "--origin", "example.com", "--format", "markdown", old, old).output
        for output in (change, same):
            self.assertTrue(output.startswith("## What the change does to mail\n"))
        self.assertIn("`mx-target-nxdomain`", change)
        self.assertRegex(change, "Fixed by the change: .*`spf-ip4-octet-range`")
        self.assertNotIn("| `spf-ip4-octet-range` |", change + same)

    def test_markdown_does_not_repeat_what_is_known(self):
        with tempfile.TemporaryDirectory(prefix="mailauth-formats-") as folder:
            known = os.path.join(folder, "known")
            self.lint(FAULTY, "--write-baseline", known)
            output = self.lint(FAULTY.replace("_dmarc", "; new\n_dmarc") + 'h TXT "v=spf1 ip4:11.0.0.301 -all"\n', "--format", "markdown", "--baseline", known).output
        self.assertIn("spf-ip4-octet-range", self.rules("markdown", output))
        self.assertNotIn("dmarc-p-invalid", self.rules("markdown", output))
        self.assertRegex(output, "[0-9]+ known findings not repeated")

    def test_markdown_is_one_comment(self):
        """More than ten findings are folded; what is longer than a comment may be is counted."""
        ten, eleven = (self.lint(self.crowded(9), "--format", "markdown", "--domain", "example.com").output, self.lint(
            HEAD + '@ TXT "v=spf1 ' + " ".join(f"ip4:11.0.0.{300 + i}" for i in range(15)) + ' -all"\n', "--format", "markdown").output)
        self.assertNotIn(" more finding", ten)
        self.assertRegex(eleven, "<details><summary>[0-9]+ more findings?</summary>")
        for zone in (self.crowded(700), HEAD + "".join(f'd{i} TXT "v=spf1 {"ip4:11.0.0.300 " * 25} -all"\n' for i in range(200))):
            output = self.lint(zone, "--format", "markdown").output
            self.assertLess(len(output), 65000)
            self.assertGreater(len(output), 20000)
            self.assertEqual(output.count("<details>"), output.count("</details>"))
            self.assertRegex(output, "[0-9]+ more domains in the full report")
            self.assertRegex(output.splitlines()[-1], "^[0-9]+ domains: [0-9]+ errors")

    def test_pages_and_comments_begin_with_the_verdict(self):
        """The words of the headline that text has."""
        verdict = re.match(r"example\.com: (.*?) \(", self.lint(FAULTY).output.replace("\n  ", " ")).group(1)
        verdict = verdict[0].upper() + verdict[1:]
        self.assertIn(f"**{verdict}**\n", self.lint(FAULTY, "--format", "markdown").output)
        self.assertRegex(self.lint(FAULTY, "--format", "html").output, f'<p class="verdict error">{re.escape(verdict)}<small>')

    def test_markdown_names_the_clean_in_a_line(self):
        with tempfile.TemporaryDirectory(prefix="mailauth-formats-") as folder:
            for i in range(30):
                with open(os.path.join(folder, f"db.d{i}.example"), "w", encoding="ascii") as file:
                    file.write((CLEAN_ZONE if i else FAULTY).replace("example.com", f"d{i}.example"))
            output = run("zone", "--offline", "--format", "markdown", folder).output
        self.assertRegex(output, r"(?m)^No findings: d\d+\.example, .* and \d+ more$")
        self.assertEqual(output.count("### "), 1)

    def test_gitlab_has_what_a_code_quality_report_needs(self):
        report = json.loads(self.lint(FAULTY, "--format", "gitlab", "-v").output)
        for entry in report:
            self.assertEqual(set(entry), {"description", "check_name", "fingerprint", "severity", "location"})
            self.assertIn(entry["severity"], ("info", "major", "critical"))
            self.assertRegex(entry["fingerprint"], "^[0-9a-f]{64}$")
            self.assertEqual(set(entry["location"]), {"path", "lines"})
            self.assertRegex(entry["location"]["path"], r"^(/.*/db\.|[a-z0-9._]*)example\.com$")  # the name of what is missing
        self.assertEqual({entry["severity"] for entry in report if entry["check_name"] == "dmarc-p-invalid"}, {"critical"})
        lines = {entry["check_name"]: entry["location"]["lines"]["begin"] for entry in report}
        self.assertEqual(lines["dmarc-p-invalid"], FAULTY[:FAULTY.index("v=DMARC1")].count("\n") + 1)

    def test_gitlab_fingerprints_are_of_the_fault_and_not_of_its_line(self):
        def prints(zone):
            return {(entry["check_name"], entry["fingerprint"]) for entry in json.loads(self.lint(zone, "--format", "gitlab").output)}

        twice = FAULTY.replace("ip4:11.0.0.300", "ip4:11.0.0.300 ip4:11.0.0.301")
        faulty = prints(FAULTY)
        self.assertEqual(prints("; a line above\n" + FAULTY), faulty)
        self.assertEqual(prints(FAULTY.replace("p=rejct", "p=quarntine")) & faulty,
                         {entry for entry in faulty if entry[0] != "dmarc-p-invalid"})
        octets = [entry for entry in json.loads(self.lint(twice, "--format", "gitlab").output)
                  if entry["check_name"] == "spf-ip4-octet-range"]
        self.assertEqual(len({entry["fingerprint"] for entry in octets}), 2)

    def test_gitlab_without_a_file(self):
        done = run("check", "--server", "127.0.0.1:9", "--timeout", "0.1", "--tries", "1", "--format", "gitlab", "example.com")
        report = json.loads(done.output)
        self.assertEqual(done.status, 3)
        self.assertEqual({entry["check_name"] for entry in report}, {"unanswered"})
        self.assertIn({"path": "_dmarc.example.com", "lines": {"begin": 1}}, [entry["location"] for entry in report])
        self.assertEqual(json.loads(run("record", "--format", "gitlab", "v=spf1 mx -all").output), [])

    def test_csv_has_every_member_of_a_finding(self):
        rows = self.rows(self.lint(FAULTY, "--format", "csv").output)
        findings = json.loads(self.lint(FAULTY, "--format", "json").output)["domains"][0]["findings"]
        self.assertEqual([(row["domain"], row["severity"], row["rule"], row["confidence"], row["known"], row["name"], row["type"], row["line"])
                          for row in rows],
                         [("example.com", found["severity"], found["rule"], found["confidence"], "false", found["name"] or "",
                           found["type"] or "", str(found["line"] or "")) for found in findings])
        with tempfile.TemporaryDirectory(prefix="mailauth-formats-") as folder:
            path = os.path.join(folder, "report.csv")
            run("record", "--format", "csv", "--output", path, "v=spf1 ip4:11.0.0.300 +all")
            with open(path, "rb") as file:
                lines = file.read().split(b"\n")
        self.assertGreater(len(lines), 2)
        self.assertTrue(all(line.endswith(b"\r") for line in lines[:-1]))
        policy = next(row for row in rows if row["rule"] == "dmarc-p-invalid")
        self.assertEqual(policy["text"], "v=DMARC1; p=rejct; rua=mailto:d@example.com")
        self.assertTrue(policy["why"] and policy["help"] and policy["fix"] and policy["reference"].startswith("RFC "))

    def test_csv_holds_no_formulas(self):
        for text in ("=cmd|' /C calc'!A0", "@SUM(1+9)*cmd", "+1", "-1", "\t=1", "\uff1d1"):
            with self.subTest(text=text):
                output = run("record", "--format", "csv", f"v=DMARC1; p={text}; rua=mailto:a@example.com").output
                self.assertTrue(self.rows(output))
        text = self.rows(self.lint(HEAD + '@ TXT "=v=spf1 -all"\n', "--format", "csv").output)
        self.assertIn("'=v=spf1 -all", {row["text"] for row in text})

    def test_csv_tells_what_was_not_answered(self):
        done = run("check", "--server", "127.0.0.1:9", "--timeout", "0.1", "--tries", "1", "--format", "csv", "example.com")
        rows = self.rows(done.output)
        self.assertIn(("unknown", "unanswered", "_dmarc.example.com", "TXT"),
                      [(row["severity"], row["rule"], row["name"], row["type"]) for row in rows])
        self.assertEqual(self.rows(run("check", "--offline", "--format", "csv", "example.com").output), [])

    def test_prometheus(self):
        dated = CLEAN_ZONE.replace("s1._domainkey", "20240101._domainkey").replace("mx -all", "mx include:other.example.com -all")
        now = str(1704067200 + 100 * 86400)  # a hundred days later
        with tempfile.TemporaryDirectory(prefix="mailauth-formats-") as folder:
            path = os.path.join(folder, "db.example.com")
            with open(path, "w", encoding="ascii") as file:
                file.write(dated + 'other TXT "v=spf1 a:ns.example.com ?all"\n')
            with unittest.mock.patch.object(program, "environment", lambda env=program.environment(): env | {"SOURCE_DATE_EPOCH": now}):
                found = self.metrics(run("zone", "--offline", "--domain", "example.com", "--format", "prometheus", path).output)
        domain = ("domain", "example.com")
        self.assertEqual(found["mailauth_spf_dns_lookups", (domain,)], 3)
        self.assertEqual(found["mailauth_dkim_key_age_days", (domain, ("selector", "20240101"))], 100)
        self.assertEqual(found["mailauth_dkim_key_bits", (domain, ("selector", "20240101"))], 2048)
        self.assertEqual(found["mailauth_last_check_timestamp_seconds", (domain,)], int(now))
        self.assertEqual([found["mailauth_status", (domain, ("status", status))] for status in ("clean", "findings", "unanswered")], [0, 0, 1])
        self.assertEqual(found["mailauth_unanswered_questions", (domain,)], 0)  # the name server's address, by the user's own wish
        self.assertFalse([name for name, _ in self.metrics(self.lint(CLEAN_ZONE, "--format", "prometheus").output)
                          if name == "mailauth_dkim_key_age_days"])

    def test_prometheus_of_many_domains(self):
        """Each once, whatever the order, the case and how often it was given."""
        found = self.metrics(run("check", "--offline", "--format", "prometheus", "b.example", "a.example", "b.example", "A.example").output)
        self.assertEqual([dict(labels)["domain"] for name, labels in found if name == "mailauth_unanswered_questions"], ["a.example", "b.example"])
        self.assertEqual(found["mailauth_status", (("domain", "a.example"), ("status", "unanswered"))], 1)

    def test_sarif_regions_count_characters(self):
        zone = FAULTY.replace("v=spf1 mx", "v=spf1 mx include:\\195\\188.example")
        with tempfile.TemporaryDirectory(prefix="mailauth-formats-") as folder:
            path = os.path.join(folder, "db.example.com")
            with open(path, "w", encoding="utf-8") as file:
                file.write(zone.replace("\\195\\188", "ü"))
            sarif = json.loads(run("zone", "--offline", "--format", "sarif", path).output)["runs"][0]
            short = run("zone", "--offline", "--format", "short", path).output
        rule = "spf-ip4-octet-range"
        column = next(result["locations"][0]["physicalLocation"]["region"]["startColumn"]
                      for result in sarif["results"] if result["ruleId"] == rule)
        byte = int(re.search(rf":(\d+): error: .*\[{rule}\]", short).group(1))
        self.assertEqual(sarif["columnKind"], "unicodeCodePoints")
        self.assertEqual(column, byte - 1)  # one character of two bytes stands in front

    def test_sarif_refers_to_its_rules(self):
        sarif = json.loads(self.lint(FAULTY, "--format", "sarif").output)["runs"][0]
        rules = sarif["tool"]["driver"]["rules"]
        for result in sarif["results"]:
            self.assertEqual(rules[result["ruleIndex"]]["id"], result["ruleId"])


class Statistics(unittest.TestCase):
    """--statistics counts what the reports of many domains say."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-formats-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        for i in range(12):
            with open(os.path.join(self.folder, f"db.d{i}.example"), "w", encoding="ascii") as file:
                file.write((FAULTY if i % 3 else CLEAN_ZONE).replace("example.com", f"d{i}.example"))

    def zone(self, *arguments):
        return run("zone", "--offline", *arguments, self.folder)

    def test_counts_are_those_of_the_reports(self):
        report, counted = self.zone("--format", "json"), self.zone("--format", "json", "--statistics")
        self.assertEqual((counted.status, counted.json["summary"]), (report.status, report.json["summary"]))
        rules = [(finding["rule"], domain["domain"]) for domain in report.domains for finding in domain["findings"]]
        self.assertGreater(len(report.domains), 10)
        found = {row["rule"]: (row["findings"], row["domains"]) for row in counted.json["statistics"]}
        self.assertEqual(found, {rule: (sum(other == rule for other, _ in rules), len({domain for other, domain in rules if other == rule}))
                                 for rule, _ in rules})
        self.assertEqual([row["findings"] for row in counted.json["statistics"]], sorted((count for count, _ in found.values()), reverse=True))

    def test_text_and_csv(self):
        counted = self.zone("--format", "json", "--statistics").json["statistics"]
        rows = [(row["rule"], row["severity"], str(row["findings"]), str(row["domains"])) for row in counted]
        text = self.zone("--statistics", "-v").output
        self.assertEqual([(rule, severity, findings, domains) for findings, domains, severity, rule in
                          re.findall(r"(?m)^ *(\d+)  +(\d+)  (error|warning|info) +([a-z0-9-]+)$", text)], rows)
        self.assertRegex(text.splitlines()[-1], "^12 domains: ")
        self.assertTrue(all(len(line) <= 80 for line in text.splitlines()))
        hidden = self.zone("--statistics").output
        self.assertNotRegex(hidden, r"(?m)  info  ")
        self.assertIn("dmarc-p-invalid", hidden)
        output = self.zone("--statistics", "--format", "csv").output
        self.assertEqual([tuple(row) for row in csv.reader(io.StringIO(output), strict=True)][1:], rows)

    def test_nothing_found(self):
        done = run("check", "--offline", "--statistics", "example.com")
        self.assertIn("1 domain", done.output)
        self.assertEqual(run("check", "--offline", "--statistics", "--format", "json", "example.com").json["statistics"], [])

    def test_known_findings_do_not_count(self):
        baseline = os.path.join(self.folder, "known")
        self.zone("--write-baseline", baseline)
        counted = self.zone("--baseline", baseline, "--statistics", "--format", "json")
        self.assertEqual((counted.status, counted.json["statistics"]), (CLEAN, []))

    def test_other_formats_are_refused(self):
        for format in FORMATS:
            done = self.zone("--statistics", "--format", format)
            if format in ("text", "json", "csv"):
                self.assertEqual(done.status, FINDINGS)
            else:
                self.assertEqual(done.status, 3 if format == "nagios" else 2)
                self.assertEqual(done.output, "MAILAUTH UNKNOWN - nothing was checked: see the message on standard error\n" if format == "nagios" else "")
                self.assertIn("text json csv", done.errors)
        self.assertEqual(self.zone("--statistics", "--fix=diff").status, 2)
        self.assertEqual(run("record", "--statistics", "v=spf1 -all").status, 2)


# What each command needs to print something.
COMMANDS = {
    "check": ("--offline", "example.com"),
    "record": ("v=spf1 mx -all",),
    "spf": ("--offline", "--ip", "11.0.0.1", "example.com"),
    "bounce": ("--offline", "-"),
    "message": ("--offline", "-"),
    "rules": (),
    "explain": ("spf-plus-all",),
}
INPUTS = {
    "bounce": "550 5.7.26 This mail has been blocked because the sender is unauthenticated.\n",
    "message": "From: a@example.com\nDate: x\n\nx\n",
}
OFFERED = {
    "check": FORMATS, "zone": FORMATS, "record": FORMATS, "diff": FORMATS,
    "spf": ("text", "short", "json"), "message": ("text", "short", "json", "sarif", "github", "junit", "csv"), "bounce": ("text", "short", "json", "jsonl"),
    "rules": ("text", "json", "mdoc"), "explain": ("text", "json"),
}


class FormatsOfCommands(unittest.TestCase):
    def test_help_offers_those_that_a_command_has(self):
        for command, formats in OFFERED.items():
            with self.subTest(command=command):
                words = re.search(r"--format FORMAT +[^:]+:([^-]+?)\n +-", run(command, "--help").output + "\n -").group(1)
                self.assertEqual([word.split()[0] for word in words.split(",")], list(formats))

    def test_what_is_offered_works_and_the_rest_is_refused(self):
        for command, arguments in COMMANDS.items():
            outputs = set()
            for format in (*FORMATS, "mdoc", "jsn", ""):
                with self.subTest(command=command, format=format):
                    done = run(command, "--format", format, *arguments, input=INPUTS.get(command, ""))
                    if format in OFFERED[command]:
                        self.assertIn(done.status, (0, 1, 3), done)
                        self.assertEqual(done.errors, "")
                        self.assertNotIn(done.output, outputs - {""})
                        outputs.add(done.output)
                    else:
                        self.assertEqual((done.status, done.output), (2, ""))
                        *most, last = OFFERED[command]
                        self.assertIn(", ".join(most) + " or " + last, done.errors)

    def test_rules_as_json(self):
        listed = run("rules", "--format", "json").json["rules"]
        text = run("rules").output
        self.assertEqual([rule["id"] for rule in listed], re.findall(r"(?m)^  (\S+) +(?:error|warning|info) ", text))
        rules = {rule["id"]: rule for rule in listed}
        self.assertEqual((rules["spf-total-addresses"]["severity"], rules["spf-total-addresses"]["also"]), ("info", ["warning"]))
        self.assertIn("spf-plus-all", rules["spf-total-addresses"]["follows"])
        self.assertEqual((rules["spf-plus-all"]["also"], rules["spf-plus-all"]["follows"]), ([], []))
        told = run("explain", "--format", "json", "spf-plus-all", "mx-target-cname").json["rules"]
        self.assertEqual(told, [rule for id in ("spf-plus-all", "mx-target-cname") for rule in listed if rule["id"] == id])
        self.assertEqual(run("explain", "--format", "json", "spf-plus-all", "spf-plus-al").status, 2)


if __name__ == "__main__":
    unittest.main()
