"""Exports of DNS hostings and servers: the right domain is judged, and what is no fault of the user's is none."""

import os
import shutil
import tempfile
import unittest

from exports import DOUBTS, EXPORTS, RECORDS
from program import CLEAN, FINDINGS, USAGE, run

CLEAN_TEXTS = {"SPF": "v=spf1 mx -all", "DMARC": "v=DMARC1; p=reject; rua=mailto:d@example.com",
               "KEY": "v=DKIM1; k=ed25519; p=Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s="}
BROKEN_TEXTS = CLEAN_TEXTS | {"SPF": "v=spf1 mx +all", "DMARC": "v=DMARC1; p=rejct; rua=mailto:d@example.com"}
NEED_ORIGIN = {"ovh-origin"}


def filled(text, texts):
    for word, value in texts.items():
        text = text.replace(word, value)
    return text


class Exports(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-exports-")
        self.addCleanup(shutil.rmtree, self.folder)

    def judge(self, name, text, *arguments, encoding="utf-8"):
        """From a file; one whose name tells nothing when it has none."""
        path = os.path.join(self.folder, name or "export")
        with open(path, "wb") as file:
            file.write(text.encode(encoding))
        return run("zone", "--offline", *arguments, path)

    def check_export(self, name, text, *arguments, encoding="utf-8"):
        arguments = ("--format", "json", *arguments)
        done = self.judge(name, filled(text, CLEAN_TEXTS), *arguments, encoding=encoding)
        self.assertEqual(done.status, CLEAN, done)
        rules = [finding["rule"] for domain in done.domains for finding in domain["findings"] if finding["severity"] != "info"]
        self.assertFalse([rule for rule in rules if rule.startswith(("zone-", "dns-", "mx-")) and rule != "zone-no-soa"], done)
        self.assertEqual([domain["domain"] for domain in done.domains][0], "example.com", done)
        done = self.judge(name, filled(text, BROKEN_TEXTS), *arguments, encoding=encoding)
        self.assertEqual(done.status, FINDINGS, done)
        domain = next(domain for domain in done.domains if domain["domain"] == "example.com")
        rules = [finding["rule"] for finding in domain["findings"]]
        self.assertIn("spf-plus-all", rules)
        self.assertIn("dmarc-p-invalid", rules)
        for finding in domain["findings"]:
            if finding["rule"] == "spf-plus-all":
                line = filled(text, BROKEN_TEXTS).splitlines()[finding["line"] - 1]
                self.assertEqual(line[finding["column"] - 1:].encode()[:4], b"+all")

    def test_each(self):
        for form, (name, text) in EXPORTS.items():
            with self.subTest(form=form):
                self.check_export(name, text, *(("--origin", "example.com") if form in NEED_ORIGIN else ()))

    def test_in_a_terminal_session(self):
        """The commands around a transfer are no lines of the zone."""
        zone = EXPORTS["dig-axfr"][1]
        self.check_export("session.txt", f"$ dig axfr example.com @ns1.example.net\n{zone}\nroot@host:~# \n")

    def test_a_fence(self):
        """It is told where it is in a file, of which a server would read it."""
        text = """```
$ORIGIN example.com.
$TTL 3600
@ SOA ns1.example.net. h.example.net. 1 7200 3600 1209600 3600
@ NS ns1.example.net.
@ NS ns2.example.net.
@ MX 10 mx1.example.net.
@ TXT "v=spf1 mx +all"
```
"""
        done = run("zone", "--offline", "--format", "json", "-", input=text)
        self.assertEqual([(finding["rule"], finding["line"]) for finding in done.domains[0]["findings"]
                          if finding["severity"] == "error"], [("spf-plus-all", 8)], done)
        done = self.judge("fenced.zone", text, "--format", "json")
        self.assertIn(("zone-directive", 1), [(finding["rule"], finding["line"]) for finding in done.domains[0]["findings"]])

    def test_no_name_has_a_final_dot(self):
        """That is one fault, not one of each name."""
        done = self.judge("zone", """example.com 3600 IN SOA ns1.example.net hostmaster.example.com 1 7200 3600 1209600 3600
example.com 3600 IN NS ns1.example.net
example.com 3600 IN NS ns2.example.net
example.com 3600 IN MX 10 mx1.example.net
example.com 3600 IN TXT "v=spf1 mx -all"
""", "--format", "json")
        self.assertEqual([(domain["domain"], finding["rule"]) for domain in done.domains for finding in domain["findings"]
                          if finding["severity"] == "error"], [("example.com", "zone-origin")], done)

    def test_in_utf16(self):
        """As PowerShell's ">" writes it, and without a byte order mark."""
        for form in ("cloudflare-b", "windows", "dig-axfr", "godaddy"):
            for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"):
                with self.subTest(form=form, encoding=encoding):
                    self.check_export(*EXPORTS[form], encoding=encoding)

    def test_a_zone_file_in_utf16_is_told(self):
        """A name server would not read it."""
        text = filled("$ORIGIN example.com.\n$TTL 300\n@ SOA ns1.provider.example. h 1 2 3 4 5\n" + RECORDS, CLEAN_TEXTS)
        done = self.judge("example.com.zone", text, "--format", "json", encoding="utf-16")
        self.assertEqual(done.status, CLEAN, done)
        self.assertIn(("zone-utf16", "warning"),
                      [(finding["rule"], finding["severity"]) for finding in done.domain["findings"]])

    def test_names_that_disagree(self):
        for form, (name, text, words) in DOUBTS.items():
            with self.subTest(form=form):
                done = self.judge(name, filled(text, CLEAN_TEXTS))
                self.assertEqual(done.status, USAGE, done)
                self.assertEqual(done.errors.count("\n"), 1, done)
                for word in words:
                    self.assertIn(word, done.errors)

    def test_an_option_that_disagrees(self):
        _, text = EXPORTS["google"]
        for option in (("--origin", "example.org"), ("--domain", "example.org")):
            done = self.judge("zone.txt", filled(text, CLEAN_TEXTS), *option)
            self.assertEqual(done.status, USAGE, done)
            self.assertIn("example.org", done.errors)
        done = self.judge("example.org.zone", filled(text, CLEAN_TEXTS))  # the name of a file is a weak witness
        self.assertEqual(done.status, CLEAN, done)


if __name__ == "__main__":
    unittest.main()
