"""The formats for machines: each is well-formed, says the same as the others, and hostile bytes are inert in all of them."""

import json
import os
import re
import tempfile
import unittest
import xml.etree.ElementTree

from program import CLEAN, FINDINGS, run

FORMATS = ("text", "short", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "html", "nagios")
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
        if format == "html":
            articles = re.findall("(?s)<article class=(?:error|warning)>.*?</article>", output)
            return [re.search("<p class=see>([a-z0-9-]+),", article).group(1) for article in articles]
        return re.findall(r"\[([a-z]+-[a-z0-9-]+)\]", output)

    def test_all_say_the_same(self):
        expected = sorted(self.rules("json", self.lint(FAULTY, "--format", "json").output))
        self.assertIn("dmarc-p-invalid", expected)
        for format in FORMATS:
            with self.subTest(format=format):
                done = self.lint(FAULTY, "--format", format)
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
                self.assertTrue(self.rules(format, output))
                if format == "github":
                    self.assertTrue(all(re.match("::(error|warning|notice) ", line) for line in output.splitlines()))
                if format in ("markdown", "junit"):
                    blocks = re.sub(r"(?m)^    .*$", "", output) if format == "markdown" else output
                    self.assertNotIn("<b>", blocks)
                    self.assertNotIn("</script>", blocks)
                if format == "html":
                    self.assertNotIn("</script>", output)
                    self.assertFalse(set(re.findall("<b>([^<]*)</b>", output)) - {"error", "warning", "info"})
                if format == "nagios":
                    self.assertEqual(output.count("|"), 1)

    def test_github_puts_the_most_severe_first(self):
        levels = re.findall("^::([a-z]+) ", self.lint(FAULTY, "--format", "github", "-v").output, re.MULTILINE)
        self.assertEqual(levels, sorted(levels, key=["error", "warning", "notice"].index))
        self.assertIn("notice", levels)

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
    "spf": ("text", "short", "json"), "message": ("text", "short", "json", "sarif", "github", "junit"), "bounce": ("text", "short", "json", "jsonl"),
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
