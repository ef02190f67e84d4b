"""SARIF and JUnit reports keep to the schemas that others publish, and SARIF's fixes do what they say."""

import glob
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import program
import published
from test_formats import CLEAN_ZONE, FAULTY, HOSTILE

try:
    import jsonschema
except ImportError:
    jsonschema = None

ZONES = sorted(glob.glob(os.path.join(program.REPOSITORY, "tests", "cases", "zone", "*", "db.*")))


class Reports(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-published-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def published(self, schema):
        try:
            return published.text(*schema)
        except published.Unavailable as reason:
            self.skipTest(str(reason))

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def reports(self, format):
        """The reports on every golden zone, on hostile and clean ones, on live names that nobody answers, on a change."""
        self.assertTrue(ZONES)
        made = [self.write(f"db{i}.example.com", zone) for i, zone in enumerate((FAULTY, CLEAN_ZONE, HOSTILE))]
        named = [["zone", "--offline", "--origin", "example.com", "-v", zone] for zone in made]
        commands = [["zone", "--offline", "-v", zone] for zone in ZONES] + named + [
            ["record", "v=spf1 mx ip4:11.0.0.300 -all"],
            ["check", "--server", "127.0.0.1:9", "--timeout", "0.1", "--tries", "1", "example.com"],
            ["diff", "--offline", "--origin", "example.com", made[1], made[0]]]
        for command in commands:
            done = program.run(command[0], "--format", format, *command[1:])
            self.assertTrue(done.output, done)
            yield " ".join(command), done.output


class Sarif(Reports):
    @unittest.skipUnless(jsonschema, "Python's jsonschema is not installed (python3-jsonschema)")
    def test_schema(self):
        validator = jsonschema.Draft7Validator(json.loads(self.published(published.SARIF)))
        for command, output in self.reports("sarif"):
            with self.subTest(command=command):
                validator.validate(json.loads(output))
        broken = json.loads(output)
        broken["runs"][0]["tool"]["driver"].pop("name")
        self.assertFalse(validator.is_valid(broken))

    def test_constraints_of_github(self):
        """What code scanning says that it needs of rules and results, and how much of it it takes."""
        for command, output in self.reports("sarif"):
            with self.subTest(command=command):
                run, = json.loads(output)["runs"]
                rules = run["tool"]["driver"]["rules"]
                self.assertLessEqual(len(rules), 25000)
                self.assertLessEqual(len(run["results"]), 25000)
                for result in run["results"]:
                    self.assertEqual(rules[result["ruleIndex"]]["id"], result["ruleId"])
                    self.assertTrue(result["message"]["text"])
                    self.assertTrue(0 <= result["rank"] <= 100)
                    self.assertRegex(result["partialFingerprints"]["primaryLocationLineHash"], "^[0-9a-f]{16}:[0-9]+$")
                    location, = result["locations"]
                    place = location["physicalLocation"]
                    self.assertRegex(place["artifactLocation"]["uri"], r"^(file:///|[^/:]+$|[^/.:][^:]*$)")
                    self.assertLessEqual({"startLine", "startColumn", "endLine", "endColumn"}, set(place["region"]))
                    self.assertTrue(all(number >= 1 for number in place["region"].values()))
                fingerprints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
                self.assertEqual(len(fingerprints), len(set(fingerprints)))
                ranks = [["error", "warning", "note"].index(result["level"]) for result in run["results"]]
                self.assertEqual(ranks, sorted(ranks))
        for rule in rules:
            with self.subTest(rule=rule["id"]):
                for description in ("shortDescription", "fullDescription"):
                    self.assertTrue(0 < len(rule[description]["text"]) <= 1024)
                self.assertTrue(rule["help"]["text"])
                self.assertIn("**Why:**", rule["help"]["markdown"])
                self.assertRegex(rule["helpUri"], r"^(https://www\.rfc-editor\.org/rfc/rfc[0-9]+(#(section|appendix)-[A-Z0-9.]*[A-Z0-9])?|https://datatracker\.ietf\.org/doc/draft-[a-z0-9-]+/|man:.*)$")
                self.assertTrue(0 < len(rule["properties"]["tags"]) <= 20)
                self.assertIn(rule["properties"]["precision"], ("very-high", "high", "medium", "low"))
                self.assertIn(rule["defaultConfiguration"]["level"], ("error", "warning", "note"))

    def test_sources_are_links(self):
        """In the help of a rule each document and each section is one; nothing is lost in between."""
        rules = {rule["id"]: rule for rule in json.loads(program.run("record", "--format", "sarif", "v=spf1").output)["runs"][0]["tool"]["driver"]["rules"]}
        linked = 0
        for rule in program.run("rules", "--format", "json").json["rules"]:
            for reference in rule["references"]:
                with self.subTest(rule=rule["id"], reference=reference):
                    if reference.startswith("draft-"):
                        self.assertRegex(rules[rule["id"]]["helpUri"], "^https://datatracker.ietf.org/doc/draft-[a-z-]+/$")
                        continue
                    source = rules[rule["id"]]["help"]["markdown"].split("**Source:** ")[1]
                    self.assertEqual(re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", source), reference)
                    links = re.findall(r"\[([^]]*)\]\(https://www\.rfc-editor\.org/rfc/rfc(\d+)(?:#(section|appendix)-([A-Z0-9.]+))?\)", source)
                    linked += len(links)
                    self.assertEqual(len(links), source.count("]("))
                    places = re.findall(r"(?<![A-Za-z0-9.])(?:\d+|[A-E])(?:\.\d+)*(?![A-Za-z0-9])", re.sub("(RFC|erratum) [0-9]+", "", reference))
                    self.assertEqual([place for *_, place in links if place], places)
                    for text, rfc, _, place in links:
                        self.assertTrue(text.endswith(place or rfc))
        self.assertGreater(linked, 300)

    def lint(self, zone, *arguments):
        path = self.write("db.example.com", zone)
        return json.loads(program.run("zone", "--offline", "--format", "sarif", *arguments, path).output)["runs"][0]["results"]

    def test_fingerprints_are_of_the_fault_and_not_of_its_line(self):
        def prints(results):
            return sorted((result["ruleId"], result["partialFingerprints"]["primaryLocationLineHash"]) for result in results)

        before = self.lint(FAULTY)
        moved = self.lint("; a line above\n" + FAULTY)
        self.assertNotEqual([result["locations"][0]["physicalLocation"]["region"] for result in before],
                            [result["locations"][0]["physicalLocation"]["region"] for result in moved])
        self.assertEqual(prints(before), prints(moved))
        self.assertNotEqual(prints(before), prints(self.lint(FAULTY.replace("p=rejct", "p=quarntine"))))

    def test_what_has_no_place_is_put_to_the_zone(self):
        places = {result["ruleId"]: result["locations"][0]["physicalLocation"] for result in self.lint(FAULTY)}
        self.assertEqual(places["tlsrpt-none"]["region"]["startLine"], FAULTY[:FAULTY.index(" SOA ")].count("\n") + 1)
        self.assertTrue(places["tlsrpt-none"]["artifactLocation"]["uri"].endswith("/db.example.com"))
        result = json.loads(program.run("record", "--format", "sarif", "v=spf1 +all").output)["runs"][0]["results"][0]
        self.assertTrue(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])

    def test_no_more_results_than_github_takes(self):
        """The least severe are left out, and counted."""
        head = "$ORIGIN example.com.\n$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n@ MX 10 ns\n"
        path = self.write("db.example.com", head + "".join(f'd{i} TXT "v=spf1 ip4:11.0.0.300 +all"\n' for i in range(5200)))
        counted = program.run("zone", "--offline", "--statistics", "--format", "json", path).json["summary"]
        found = counted["errors"] + counted["warnings"] + counted["infos"]
        self.assertGreater(found, 25000)
        run, = json.loads(program.run("zone", "--offline", "--format", "sarif", path).output)["runs"]
        self.assertEqual(len(run["results"]), 25000)
        self.assertEqual(sum(result["level"] == "error" for result in run["results"]), counted["errors"])
        self.assertEqual(run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"].split()[0], str(found - 25000))

    def test_fixes(self):
        """A tool that carries out a fix by SARIF section 3.55 gets a zone without the fault."""
        fixes = 0
        for zone in ZONES:
            with open(zone, encoding="utf-8") as file:
                lines = file.read().splitlines(keepends=True)
            results = json.loads(program.run("zone", "--offline", "-v", "--format", "sarif", zone).output)["runs"][0]["results"]
            for result in results:
                for fix in result.get("fixes", []):
                    with self.subTest(zone=os.path.relpath(zone, program.REPOSITORY), rule=result["ruleId"]):
                        fixes += 1
                        self.check_fix(zone, lines, results, result, fix)
        self.assertGreaterEqual(fixes, 10)

    def check_fix(self, zone, lines, results, result, fix):
        """Replacements are carried out from the end of the file to its start, so that lines keep their numbers."""
        regions = []
        for change in fix["artifactChanges"]:
            replacement, = change["replacements"]
            regions.append((replacement["deletedRegion"], replacement["insertedContent"]["text"]))
        mended = list(lines)
        for region, text in sorted(regions, key=lambda at: (at[0]["startLine"], at[0]["startColumn"]), reverse=True):
            start, end = region["startLine"] - 1, region["endLine"] - 1
            mended += [""] * (end + 1 - len(mended))  # behind the last line end
            mended[start:end + 1] = [mended[start][:region["startColumn"] - 1] + text + mended[end][region["endColumn"] - 1:]]
        path = self.write(os.path.basename(zone), "".join(mended))
        after = json.loads(program.run("zone", "--offline", "-v", "--format", "sarif", path).output)["runs"][0]["results"]

        def key(other):
            return other["ruleId"], other["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]
        self.assertLess([key(other) for other in after].count(key(result)),
                        [key(other) for other in results].count(key(result)))


@unittest.skipUnless(shutil.which("xmllint"), "no XML Schema validator is installed (libxml2-utils)")
class Junit(Reports):
    def validate(self, schema, report):
        return subprocess.run(["xmllint", "--noout", "--nonet", "--schema", schema, report], capture_output=True,
                              encoding="utf-8")

    def test_schemas(self):
        for published_schema in (published.JUNIT_OF_ANT, published.JUNIT_OF_JENKINS):
            schema = self.write("schema.xsd", self.published(published_schema))
            for command, output in self.reports("junit"):
                with self.subTest(schema=published_schema[1], command=command):
                    done = self.validate(schema, self.write("report.xml", output))
                    self.assertEqual(done.returncode, 0, done.stderr)
            broken = self.write("broken.xml", re.sub("<testcase", "<case", output, count=1))
            self.assertNotEqual(self.validate(schema, broken).returncode, 0)

    def test_what_was_not_answered_is_an_error(self):
        done = program.run("check", "--format", "junit", "--server", "127.0.0.1:9", "--timeout", "0.1", "--tries", "1",
                           "example.com")
        self.assertEqual(done.status, program.UNKNOWN)
        self.assertRegex(done.output, '<testcase classname="example.com" name="example.com TXT" time="0">\\s*'
                                      '<error type="unanswered" message="not answered')


if __name__ == "__main__":
    unittest.main()
