"""
What is not answered is never missing, and never clean: the exit status of each command, the list, and each format, for each way in which
a question can end without an answer. Saved answers say how each one ends.
"""

import itertools
import os
import shutil
import tempfile
import unittest

import dns_wire as wire
import program
import servers
from program import CLEAN, FINDINGS, UNKNOWN, USAGE
from servers import answer

KEY = "v=DKIM1; k=rsa; p=" + (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAyc3xBA5QzEJMXIfPQBag7P41lzTEsp3vCgHUHxicH+20DfUFrcbftWm9"
    "tVH9bfb/zJSNpIYldSGeB0Nd0F66JcDmi+oj7OgprbOpbJAo/ZgoD2d5EoqwhOymcI1c0EMlRf3vIYDlcdz/KmJ1JgSJwVeaTJ/A"
    "eLjdf+S6LduBMgluC6UMyb6ZHbnUdmXjbMp/npBOsYJbGOu8RGB8UlyUiLzoSKi5eppohoqoGcAp50WY5OGJKkdZGWOkg4jNIOky"
    "2iGhPCHtbZZ+AMWNZEafcua/iQOVyMJhflDKr4MWs5sqLdQdkaWxqQ3VP8ObycaAyPF/umQ3KQcWfR37JaH2pQIDAQAB")

# Each question that the judgement of the domain needs, with its answer.
WORLD = {
    ("example.com", "TXT"): '"v=spf1 ip4:11.0.0.1 include:_spf.example.net -all"',
    ("_spf.example.net", "TXT"): '"v=spf1 ip4:11.0.0.2 -all"',
    ("_dmarc.example.com", "TXT"): '"v=DMARC1; p=reject; rua=mailto:d@example.com"',
    ("s1._domainkey.example.com", "TXT"): " ".join(f'"{KEY[at:at + 200]}"' for at in range(0, len(KEY), 200)),
    ("example.com", "MX"): "10 mx.example.com.",
    ("mx.example.com", "A"): "11.0.0.1",
    ("example.com", "SOA"): "ns.example.com. h.example.com. 1 3600 600 86400 300",
    ("example.com", "NS"): "ns.example.com.",
    ("2.0.0.11.in-addr.arpa", "PTR"): "mail.example.com.",
    ("mail.example.com", "A"): "11.0.0.2",
}

# Word of the script -> reason in reports.
SILENCES = {word: word for word in ("timeout", "servfail", "refused", "truncated", "malformed", "unread", "limit", "local")} | {
    "loop": "servfail"}

MISSING = {"dns-domain-nxdomain", "spf-none", "mx-none", "mx-none-no-address", "dmarc-none", "dkim-selector-missing", "dkim-domainkey-nxdomain",
           "spf-include-none", "spf-include-nxdomain", "mx-no-address", "mx-nxdomain", "dmarc-cname-dangling"}

# Whose answer does not decide about mail: it is asked only to understand others.
ASIDE = {("example.com", "SOA"), ("example.com", "NS"), ("2.0.0.11.in-addr.arpa", "PTR"), ("mail.example.com", "A")}

FORMATS = ("text", "short", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "html", "csv", "prometheus")


def answers(silent=None, world=None):
    """Saved answers, with those of `silent`, (name, type) -> word, in place of the world's."""
    lines = ["; @answer * * nxdomain", "; @answer _domainkey.example.com. TXT nodata", "; @answer mx.example.com. AAAA nodata",
             "; @answer example.com. * nodata"]
    for (name, kind), data in (world or WORLD).items():
        word = (silent or {}).get((name, kind), "answer")
        lines.append(f"; @answer {name}. {kind} {word}")
        if word == "answer":
            lines.append(f"{name}. 300 IN {kind} {data}")
    return "\n".join(lines) + "\n"


def check(silent, *arguments):
    return program.run("check", "--no-config", "--answers", "a", "--selector", "s1", "--probe", "none", "--role", "sends",
                       *arguments, "example.com", files={"a": answers(silent)})


class Check(unittest.TestCase):
    def test_the_world_is_sound(self):
        run = check({}, "--format", "json")
        self.assertEqual((run.status, run.unanswered), (CLEAN, {}), run)
        self.assertEqual([f["rule"] for f in run.domain["findings"] if f["severity"] != "info"], [])

    def test_each_question_and_each_way(self):
        for question, (word, reason) in itertools.product(set(WORLD) - ASIDE, SILENCES.items()):
            with self.subTest(question=question, word=word):
                run = check({question: word}, "--format", "json")
                self.assertEqual(run.unanswered, {question: reason}, run)
                self.assertEqual(run.rules & MISSING, set(), run)
                self.assertEqual(run.status, FINDINGS if word == "loop" else UNKNOWN, run)
                self.assertNotEqual(run.domain["status"], "clean")
                self.assertEqual(run.json["summary"]["unanswered"], 1)
                if word != "loop":
                    self.assertEqual(run.domain["status"], "unanswered", run)
                    self.assertEqual([f["rule"] for f in run.domain["findings"] if f["severity"] != "info"], [])

    def test_what_the_user_did_not_ask(self):
        for question in set(WORLD) - ASIDE:
            with self.subTest(question=question):
                run = check({question: "offline"}, "--format", "json")
                self.assertEqual(run.unanswered, {question: "offline"}, run)
                self.assertEqual(run.rules & MISSING, set(), run)
                self.assertEqual(run.status, CLEAN, run)
                self.assertEqual(check({question: "offline"}, "--complete").status, UNKNOWN)

    def test_no_choice_of_rules_makes_it_clean(self):
        for word in SILENCES:
            for choice in (("--select", "bimi-*"), ("--ignore", "dns-*"), ("--fail-on", "never"), ("--fail-on", "warning")):
                with self.subTest(word=word, choice=choice):
                    run = check({("_dmarc.example.com", "TXT"): word}, *choice)
                    self.assertIn(run.status, (FINDINGS, UNKNOWN) if "warning" in choice else (UNKNOWN,), run)

    def test_all_formats_say_it(self):
        for word, reason in SILENCES.items():
            for name in FORMATS:
                with self.subTest(word=word, format=name):
                    run = check({("_dmarc.example.com", "TXT"): word}, "--format", name)
                    self.assertEqual(run.status, FINDINGS if word == "loop" else UNKNOWN, run)
                    if name == "prometheus":
                        self.assertRegex(run.output, r'unanswered\S*\{[^}]*example.com[^}]*\} 1')
                        continue
                    self.assertIn("1 question without answer" if name == "markdown" else "_dmarc.example.com", run.output)
                    if name in ("json", "jsonl", "short", "csv", "sarif", "junit", "github", "gitlab"):
                        self.assertIn(reason, run.output)

    def test_a_failure_of_this_machine_is_named(self):
        run = check({("example.com", "MX"): "local"})
        self.assertEqual(run.status, UNKNOWN)
        self.assertNotEqual(run.errors, "")

    def test_two_at_once(self):
        pairs = itertools.combinations(sorted(set(WORLD) - ASIDE), 2)
        for (first, second), word in zip(pairs, itertools.cycle(set(SILENCES) - {"loop"})):
            with self.subTest(first=first, second=second, word=word):
                run = check({first: word, second: "timeout"}, "--format", "json")
                self.assertEqual(run.rules & MISSING, set(), run)
                self.assertLessEqual(set(run.unanswered), {first, second})
                self.assertEqual(run.status, UNKNOWN, run)


ZONE = """$ORIGIN example.com.
$TTL 1h
@ SOA ns h 1 3600 600 86400 300
@ NS ns
ns A 11.0.0.3
@ MX 10 mx
mx A 11.0.0.1
@ TXT "v=spf1 ip4:11.0.0.1 include:_spf.example.net -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"
""" + f's1._domainkey TXT {WORLD["s1._domainkey.example.com", "TXT"]}\n'

OUTSIDE = ("_spf.example.net", "TXT")


class OtherCommands(unittest.TestCase):
    def run_with(self, silent, *arguments, **files):
        return program.run(*arguments[:1], "--answers", "a", *arguments[1:], files={"a": answers(silent), **files})

    def each(self, question=OUTSIDE):
        for word in SILENCES:
            with self.subTest(word=word):
                yield word, {question: word}

    def test_zone_with_lookups_outside(self):
        self.assertEqual(self.run_with({}, "zone", "db", db=ZONE).status, CLEAN)
        for word, silent in self.each():
            run = self.run_with(silent, "zone", "--format", "json", "db", db=ZONE)
            self.assertEqual(run.unanswered, {OUTSIDE: SILENCES[word]}, run)
            self.assertEqual(run.status, FINDINGS if word == "loop" else UNKNOWN, run)
            self.assertEqual(run.rules & MISSING, set(), run)

    def test_diff(self):
        new = ZONE.replace("11.0.0.1 include", "11.0.0.9 ip4:11.0.0.1 include").replace(" 1 3600", " 2 3600")
        self.assertEqual(self.run_with({}, "diff", "old", "new", old=ZONE, new=new).status, CLEAN)
        for word, silent in self.each():
            run = self.run_with(silent, "diff", "old", "new", old=ZONE, new=new)
            self.assertIn(run.status, (FINDINGS, UNKNOWN) if word == "loop" else (UNKNOWN,), run)

    def test_spf(self):
        arguments = ("spf", "--ip", "11.0.0.2", "--mail-from", "a@example.com")
        self.assertEqual(self.run_with({}, *arguments).status, CLEAN)
        for question in (OUTSIDE, ("example.com", "TXT")):
            for _, silent in self.each(question):
                run = self.run_with(silent, *arguments, "--format", "json")
                self.assertEqual((run.status, run.json["result"]), (UNKNOWN, "temperror"), run)

    def test_spf_and_reverse_dns(self):
        """RFC 7208 section 5.5 lets the term not match; where reverse DNS is answered, the result may be another."""
        world = WORLD | {("example.com", "TXT"): '"v=spf1 ptr -all"'}
        arguments = ("spf", "--answers", "a", "--ip", "11.0.0.2", "--mail-from", "a@example.com")
        self.assertEqual(program.run(*arguments, files={"a": answers({}, world)}).status, CLEAN)
        for question in (("2.0.0.11.in-addr.arpa", "PTR"), ("mail.example.com", "A")):
            for _, silent in self.each(question):
                run = program.run(*arguments, files={"a": answers(silent, world)})
                self.assertEqual(run.status, UNKNOWN, run)
                self.assertIn("reverse DNS", run.errors)

    def test_message(self):
        mail = ("Received: from mx.example.com (mx.example.com [11.0.0.2]) by mx.receiver.example; Mon, 30 Nov 2026 10:00:00 +0000\n"
                "From: a@example.com\nTo: b@receiver.example\nSubject: x\nDate: Mon, 30 Nov 2026 10:00:00 +0000\n"
                "Message-ID: <1@example.com>\nReturn-Path: <a@example.com>\n\nbody\n")
        for question in (OUTSIDE, ("example.com", "TXT"), ("_dmarc.example.com", "TXT")):
            for word, silent in self.each(question):
                run = self.run_with(silent, "message", "--ip", "11.0.0.2", "--mail-from", "a@example.com", "m", m=mail)
                self.assertIn(run.status, (FINDINGS, UNKNOWN) if word == "loop" else (UNKNOWN,), run)

    def test_bounce(self):
        mail = ("550 5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate "
                "with either SPF or DKIM. Authentication results: DKIM = did not pass SPF [example.com] with ip: [11.0.0.2] = did not pass")
        for question in (("example.com", "TXT"), ("_dmarc.example.com", "TXT"), OUTSIDE):
            for word, silent in self.each(question):
                run = self.run_with(silent, "bounce", "m", m=mail)
                self.assertIn(run.status, (FINDINGS, UNKNOWN) if word == "loop" else (UNKNOWN,), run)


# Live answers, with several records, to be saved.
SAVED = {
    ("example.com", "TXT"): ["v=spf1 mx a:mx.example.com -all", "another=1"],
    ("example.com", "MX"): [(10, "mx.example.com"), (20, "mx2.example.com")],
    ("mx.example.com", "A"): ["11.0.0.1", "11.0.0.2"],
    ("mx2.example.com", "A"): ["11.0.0.3"],
    ("_dmarc.example.com", "TXT"): ["v=DMARC1; p=reject; rua=mailto:d@example.com"],
    ("s1._domainkey.example.com", "TXT"): [KEY],
}


def record(name, kind, data):
    return wire.mx(name, *data) if kind == "MX" else wire.address(name, data) if kind == "A" else wire.txt(
        name, *[data[at:at + 200] for at in range(0, len(data), 200)])


class OtherEnds(unittest.TestCase):
    def test_a_file_of_answers_that_is_cut(self):
        """What has no line in saved answers was not asked, and an answer whose records are not all there was not read."""
        server = servers.ScriptedServer({
            (name, kind): answer(*[record(name, kind, data) for data in records])
            for (name, kind), records in SAVED.items()})
        self.addCleanup(server.stop)
        arguments = ("--selector", "s1", "--probe", "none", "--complete", "--format", "json", "example.com")
        folder = tempfile.mkdtemp(prefix="mailauth-cut-")
        self.addCleanup(shutil.rmtree, folder)
        saved = os.path.join(folder, "answers")
        whole = program.check(server, "--save-answers", saved, *arguments[:-1], arguments[-1])
        with open(saved, encoding="utf-8") as file:
            text = file.read()
        self.assertIn(" records=2", text)
        right = whole.rules
        ends = {at + 1 for at, letter in enumerate(text) if letter == "\n"} | set(range(31, len(text), 37))
        for end in sorted(ends):
            with self.subTest(end=end):
                run = program.run("check", "--no-config", "--answers", "a", *arguments, files={"a": text[:end]})
                if text[end - 1] != "\n":
                    self.assertEqual(run.status, USAGE, run)
                    continue
                self.assertEqual(run.rules & MISSING - right, set(), run)
                if run.unanswered:
                    self.assertIn(run.status, (UNKNOWN, FINDINGS), run)
                else:  # only what helps to understand other answers was cut
                    self.assertEqual((run.status, run.rules), (whole.status, right), run)

    def test_more_questions_than_are_asked(self):
        """Two hundred MX hosts: what is beyond the limit is listed."""
        hosts = [f"mx{number}.example.com" for number in range(200)]
        world = WORLD | {(host, "A"): "11.0.0.1" for host in hosts}
        world["example.com", "MX"] = ".\nexample.com. 300 IN MX ".join(f"{number} {host}" for number, host in enumerate(hosts)) + "."
        run = program.run("check", "--no-config", "--answers", "a", "--selector", "s1", "--probe", "none", "--format", "json",
                          "example.com", files={"a": answers({}, world)})
        self.assertIn("limit", run.unanswered.values(), run)
        self.assertEqual(run.rules & MISSING, set(), run)
        self.assertEqual(run.status, UNKNOWN, run)


if __name__ == "__main__":
    unittest.main()
