"""`bounce` on the corpus of tests/bounces: what each input tells, field by field."""

import json
import os
import unittest

import corpus
import program

FIELDS = {"receiver": "receiver", "kind": "kind", "domain": "domain", "ip": "ip", "mail-from": "mail_from", "header-from": "header_from",
          "recipient": "recipient"}


def incidents(text, *arguments):
    done = program.run("bounce", "--offline", "--no-config", "--format", "json", *arguments, input=text)
    if not done.output:
        return [], done.errors.strip()
    document = json.loads(done.output)
    return document.get("bounces", [document]), ""


def told(found):
    """The fields of an incident as a case writes them."""
    values = {name: found.get(member) for name, member in FIELDS.items()}
    values["fails"] = " ".join(method for method in ("spf", "dkim", "dmarc") if found[method] == "fail") or None
    values["times"] = str(found["times"]) if found["times"] != 1 else None
    return values


def differences(blocks, found, errors=""):
    """(field, wanted, got) of everything that is not as expected."""
    if [block.get("kind") for block in blocks] == ["none"]:  # no bounce in the text
        return [("incidents", "0", str(len(found)))] if found else []
    if len(found) != len(blocks):
        return [("incidents", str(len(blocks)), f"{len(found)} {errors}".strip())]
    wrong = []
    for expected, incident in zip(blocks, found):
        got = told(incident)
        unknown = set(expected) - set(got)
        assert not unknown, unknown
        for name, value in got.items():
            wanted = expected.get(name)
            if wanted != "*" and value not in (wanted.split(" | ") if wanted else (None,)):
                wrong.append((name, wanted, value))
    return wrong


def replies():
    """(number, expected, text) of the file of that name."""
    with open(os.path.join(program.REPOSITORY, "tests", "bounces", "replies"), encoding="utf-8") as file:
        entries = file.read().strip().split("\n\n")[1:]
    for number, entry in enumerate(entries, 1):
        head, text = entry.split("\n", 1)
        yield number, head.split(), text + "\n"


def reply_differs(expected, text):
    """[(what, wanted, got)] of one reply, read alone."""
    found, errors = incidents(text)
    if len(found) != 1:
        return [("incidents", 1, f"{len(found)} {errors}")]
    got = told(found[0])
    values = [got["kind"], (got["fails"] or "").replace(" ", ",") or None, got["domain"], got["ip"], got["receiver"]]
    return [(name, wanted, value) for name, wanted, value in zip(("kind", "fails", "domain", "ip", "receiver"), expected, values)
            if wanted != "*" and (value or "-") not in wanted.split("/")]


class Corpus(unittest.TestCase):
    def test_each(self):
        later = corpus.not_yet("bounces")
        for case in corpus.cases("bounces"):
            with self.subTest(case=case.name):
                wrong = differences(case.blocks, *incidents(case.text))
                known = later.get(case.name, ())
                self.assertEqual([difference for difference in wrong if difference[0] not in known], [])
                self.assertEqual(set(known) - {difference[0] for difference in wrong}, set(), "right now: take it out of not-yet.txt")

    def test_replies(self):
        later = corpus.not_yet("bounces").get("replies", ())
        for number, expected, text in replies():
            with self.subTest(number=number, text=text):
                wrong = reply_differs(expected, text)
                if str(number) in later:
                    self.assertNotEqual(wrong, [], "right now: take it out of not-yet.txt")
                else:
                    self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main()
