"""The examples that `explain` prints, saved and judged by the command that it names: each raises its rule, or does not."""
import shlex
import unittest

from program import run

# 22 November 2026, the day of the messages in the examples.
TODAY = {"SOURCE_DATE_EPOCH": "1795341602"}

# Sound examples that have an error of another kind, with the reason.
OTHER_ERRORS = {}


def findings_of(document):
    domains = document.get("domains") or []
    for place in [document, document.get("check"), *domains]:
        for member in ("findings", "changes"):
            yield from (place or {}).get(member) or []


class Examples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rules = run("rules", "--format", "json").json["rules"]

    def judge(self, example, with_select=True):
        words = shlex.split(example["command"])
        self.assertEqual(words[0], "mailauth-check")
        if not with_select and "--select" in words:
            del words[words.index("--select"):words.index("--select") + 2]
        config = [] if "--config" in words else ["--no-config"]
        result = run(words[1], *config, "--format", "json", *words[2:], variables=TODAY,
                     files={file["name"]: file["text"].replace("\\xEF\\xBB\\xBF", "\ufeff") for file in example["files"]})
        self.assertIn(result.status, (0, 1, 3), result.errors)
        return list(findings_of(result.json))

    def judged(self, which, with_select=True):
        """Each rule with the findings of its example."""
        for rule in self.rules:
            if rule["examples"][which]:
                yield rule["id"], self.judge(rule["examples"][which], with_select)

    def test_bad_examples_raise_their_rules(self):
        silent = [rule for rule, findings in self.judged("bad") if rule not in {finding["rule"] for finding in findings}]
        self.assertEqual(silent, [])

    def test_good_examples_do_not(self):
        raised = [rule for rule, findings in self.judged("good") if rule in {finding["rule"] for finding in findings}]
        self.assertEqual(raised, [])

    def test_good_examples_have_no_error_of_another_rule(self):
        errors = {rule: sorted({finding["rule"] for finding in findings if finding["severity"] == "error"})
                  for rule, findings in self.judged("good", with_select=False)}
        self.assertEqual({rule: others for rule, others in errors.items() if others}, OTHER_ERRORS)


if __name__ == "__main__":
    unittest.main()
