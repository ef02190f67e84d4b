"""What people give that is not quite a domain, a command or a server."""

import os
import subprocess
import tempfile
import unittest

import program
import servers
from program import CLEAN, USAGE
from test_live import PATIENT, mail_domain


class NamesOfRecords(unittest.TestCase):
    def test_the_selector_of_the_name_is_looked_at(self):
        run = program.run("check", "--offline", "--no-config", "--format", "json", "s1._domainkey.a.example", "_dmarc.b.example", "c.example")
        self.assertEqual([(domain["domain"], [key["selector"] for key in domain["records"]["dkim"]]) for domain in run.domains],
                         [("a.example", ["s1"]), ("b.example", []), ("c.example", [])], str(run))


class DomainsInOtherWords(unittest.TestCase):
    WORDS = ["<a@good.example>", "'good.example'", "good.example/", "Admin <a@good.example>", '"Admin <a@good.example>"',
             "good.example TXT", "https://good.example/a", "good.example:25", "a@good.example, b@good.example", "_dmarc.good.example"]

    def test_they_are_checked_and_said(self):
        server = servers.ScriptedServer(mail_domain("good.example"))
        self.addCleanup(server.stop)
        for word in self.WORDS:
            with self.subTest(word=word):
                run = program.run("check", "--no-config", "--server", server.address, *PATIENT, "--format", "json", word)
                self.assertEqual(run.domain["domain"], "good.example", str(run))
                self.assertEqual(run.domain["records"]["spf"]["text"], "v=spf1 mx -all", str(run))
                self.assertIn("checking good.example", run.errors)

    def test_a_list_has_them_too(self):
        run = program.run("check", "--offline", "--no-config", "--format", "json", "-", input="\n".join(self.WORDS) + "\n")
        self.assertEqual({domain["domain"] for domain in run.domains}, {"good.example"}, str(run))
        for line, word in enumerate(self.WORDS, 1):
            self.assertIn(f"<stdin>:{line}: ", run.errors)


class Servers(unittest.TestCase):
    def setUp(self):
        self.server = servers.ScriptedServer(mail_domain("good.example"))
        self.addCleanup(self.server.stop)
        self.port = self.server.address.rpartition(":")[2]

    def test_by_name_and_as_dig_has_it(self):
        for words in (["--server", f"localhost:{self.port}"], [f"@localhost:{self.port}"], [f"@127.0.0.1:{self.port}"]):
            for command in ([], ["check"]):
                with self.subTest(words=words, command=command):
                    run = program.run(*words, *command, "--no-config", "--timeout", "2", "--format", "json", "good.example")
                    self.assertEqual(run.domain["records"]["spf"]["text"], "v=spf1 mx -all", str(run))
            run = program.run("spf", *words, "--timeout", "2", "--format", "json", "--ip", "192.0.2.1", "good.example")
            self.assertEqual(run.json["result"], "fail", run.errors)

    def test_nothing_is_resolved_when_nothing_is_asked(self):
        run = program.run("check", "--offline", "--no-config", "--server", "ns.example.net", "--format", "json", "good.example")
        self.assertEqual(run.status, CLEAN, str(run))

    def test_a_text_that_begins_with_the_origin_is_no_server(self):
        run = program.run("record", "--no-config", "--format", "json", '@ IN TXT "v=spf1 -all"')
        self.assertEqual(run.domain["records"]["spf"]["text"], "v=spf1 -all", str(run))


class FullDevice(unittest.TestCase):
    COMMANDS = ["--help", "--version", "help check", "zone --help", "rules", "explain spf-none", "completion bash", "show-config --no-config",
                "check --offline --no-config a.example", "check --offline --no-config --format json a.example",
                "spf --offline --ip 192.0.2.1 a.example", "record --no-config v=spf1", "zone --offline --no-config page.zone",
                "diff --offline --no-config page.zone page.zone", "bounce --offline --no-config refusal", "message --offline --no-config mail"]

    def test_every_command_says_so(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("page.zone", "$ORIGIN example.com.\n@ SOA ns h 1 2 3 4 5\n@ MX 10 mail\n"),
                               ("refusal", "550 5.7.26 Unauthenticated email from example.com is not accepted\n"),
                               ("mail", "From: a@example.com\nSubject: b\n\nc\n")):
                with open(os.path.join(folder, name), "w", encoding="ascii") as file:
                    file.write(text)
            for command in self.COMMANDS:
                with self.subTest(command=command), open("/dev/full", "wb") as full:
                    done = subprocess.run([program.binary(), *command.split()], cwd=folder, stdout=full, stderr=subprocess.PIPE,
                                          encoding="utf-8", timeout=program.HANG_SECONDS)
                    self.assertEqual(done.returncode, USAGE, done.stderr)
                    self.assertIn("No space left on device", done.stderr)


class Baselines(unittest.TestCase):
    def check(self, text):
        with tempfile.NamedTemporaryFile("w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            return program.run("check", "--offline", "--no-config", "--baseline", file.name, "--format", "json", "a.example")

    def test_other_files_are_refused(self):
        for text in ("$ORIGIN example.com.\n@ SOA ns h 1 2 3 4 5\nmail-1 A 11.0.0.1\n", '{"format": "mailauth-check"}\n', "a.example\n"):
            run = self.check(text)
            self.assertEqual(run.status, USAGE, str(run))
            self.assertIn("is not a baseline", run.errors)

    def test_baselines_are_read(self):
        for text in ("", "# nothing is known\n", "spf-none a.example x\n", "spf-of-another-version a.example x\n", "spf-none a x\nTypo a x\n"):
            self.assertEqual(self.check(text).status, CLEAN, text)
