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
