"""What people give that is not quite a domain, a command or a server."""

import unittest

import program
import servers
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
