"""JSON output keeps to the schemas that are installed with the program (src/print/schema), whatever it is about."""

import glob
import json
import os
import unittest

import program
import test_bounce

try:
    import jsonschema
except ImportError:
    jsonschema = None

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CASES = os.path.join(ROOT, "tests", "cases")


def schema(name):
    with open(os.path.join(ROOT, "src", "print", "schema", name), encoding="utf-8") as file:
        return json.load(file)


@unittest.skipUnless(jsonschema, "Python's jsonschema is not installed (python3-jsonschema)")
class Schemas(unittest.TestCase):
    def check(self, name, document):
        jsonschema.Draft7Validator(schema(name)).validate(document)

    def test_reports_of_zones(self):
        """All golden zones: faulty ones, several in one run, none clean."""
        zones = sorted(glob.glob(os.path.join(CASES, "zone", "*", "db.*")))
        self.assertTrue(zones)
        for zone in zones:
            with self.subTest(zone=os.path.relpath(zone, ROOT)):
                self.check("report-1.schema.json", program.run(
                    "zone", "--offline", "--format", "json", "--ip", "11.0.0.1", "--selector", "s1", zone).json)

    def test_reports_of_records(self):
        for text in ("v=spf1 mx -all", "v=DMARC1; p=rejct", "v=DKIM1; p=", "v=spf1 \x01\u201c\x1b[0m -all",
                     '"v=spf1 a -all"\n"v=spf1 mx -all"\n', 'a.example. 1 IN TXT "v=spf1 a -all"\n_dmarc.b.example. 1 IN TXT "v=DMARC1; p=x"\n'):
            with self.subTest(text=text):
                self.check("report-1.schema.json", program.run("record", "--format", "json", "-", input=text).json)

    def test_changes(self):
        """Of golden pairs: domains that get better, get worse, are new and are gone."""
        folders = sorted(glob.glob(os.path.join(CASES, "diff", "*", "old.zone")))
        self.assertTrue(folders)
        for old in folders:
            new = os.path.join(os.path.dirname(old), "new.zone")
            for sides in ((old, new), (new, old)):
                with self.subTest(sides=[os.path.relpath(side, ROOT) for side in sides]):
                    self.check("diff-1.schema.json", program.run("diff", "--offline", "--format", "json", *sides).json)

    def test_the_schemas_are_strict(self):
        """A member too many, and one that is left out, are both refused."""
        good = program.run("record", "--format", "json", "v=spf1 mx -all").json
        for change in (lambda domain: domain.update(more=1), lambda domain: domain.pop("role"),
                       lambda domain: domain["findings"][0].pop("fix")):
            document = json.loads(json.dumps(good))
            change(document["domains"][0])
            with self.assertRaises(jsonschema.ValidationError):
                self.check("report-1.schema.json", document)

    def test_statistics(self):
        zones = sorted(glob.glob(os.path.join(CASES, "zone", "*", "db.*")))
        self.check("statistics-1.schema.json", program.run("zone", "--offline", "--statistics", "--format", "json", zones[0]).json)
        self.check("statistics-1.schema.json", program.run("check", "--offline", "--statistics", "--format", "json", "example.com").json)

    def test_bounces(self):
        replies = [test_bounce.pasted(*reply[:3]) for reply in test_bounce.REPLIES[::9]]
        for text in replies + ["\n\n".join(replies[:3])]:
            with self.subTest(text=text):
                self.check("bounce-1.schema.json", program.run("bounce", "--offline", "--format", "json", input=text).json)
        lines = program.run("bounce", "--offline", "--format", "jsonl", input="\n\n".join(replies[:3])).output.splitlines()
        self.assertEqual(len(lines), 3)
        for line in lines:
            self.check("bounce-1.schema.json", json.loads(line))

    def test_messages(self):
        header = "From: a@example.com\nDate: x\nReceived: from h ([11.0.0.9]) by x\nDKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s; h=From; b=AA; bh=AA\n" \
            "Authentication-Results: r; spf=pass; dkim=fail\n\nx\n"
        for text in (header, header.replace("From:", "X-From:"), header.replace("a@", "")):
            with self.subTest(text=text):
                self.check("message-1.schema.json", program.run("message", "--offline", "--format", "json", input=text).json)

    def test_settings(self):
        example = os.path.join(ROOT, "tests", "example", ".mailauth-check.conf")
        for arguments in (["--no-config"], ["--config", example], ["--config", example, "example.com"]):
            self.check("config-1.schema.json", program.run("show-config", "--format", "json", *arguments).json)

    def test_rules(self):
        self.check("rules-1.schema.json", program.run("rules", "--format", "json").json)
        told = program.run("explain", "--format", "json", "spf-plus-all").json
        self.check("rules-1.schema.json", told)
        told["rules"][0].pop("why")
        with self.assertRaises(jsonschema.ValidationError):
            self.check("rules-1.schema.json", told)

    def test_evaluations(self):
        answers = os.path.join(CASES, "spf", "world", "answers")
        for name in ("example.com", "red.example.com", "loop.example.com", "broken.example.com", "late.example.com",
                     "nowhere.example.com", "[192.0.2.1]"):
            for address in ("11.9.9.9", "2001:db8::1"):
                with self.subTest(name=name, address=address):
                    self.check("spf-1.schema.json", program.run(
                        "spf", "--answers", answers, "--format", "json", "--ip", address, name).json)


if __name__ == "__main__":
    unittest.main()
