"""`diff`: what only whole zones show, such as names that are gone, delegations and wildcards."""

import os
import shutil
import tempfile
import unittest

from program import CLEAN, FINDINGS, run

HEAD = ("$ORIGIN example.com.\n$TTL 3600\n@ SOA ns h 2026110301 7200 1800 1209600 3600\n@ NS ns\n@ NS ns2\n"
        "ns A 11.0.0.1\nns2 A 11.0.0.2\n@ A 11.0.0.80\nwww A 11.0.0.80\n@ MX 10 mx\nmx A 11.0.0.25\n"
        '@ TXT "v=spf1 ip4:11.0.0.25 -all"\n_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"\n'
        's1._domainkey TXT "v=DKIM1; k=ed25519; p=Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s="\n')
SUB = 'sub MX 10 mx\nsub TXT "v=spf1 ip4:11.0.0.25 -all"\n'


class ZoneChange(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-zone-change-")
        self.addCleanup(shutil.rmtree, self.folder)

    def file(self, side, name, text):
        path = os.path.join(self.folder, side, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        return path

    def diff(self, old, new, *arguments, names=("example.com.zone", "example.com.zone")):
        return run("diff", "--offline", "--format", "json", *arguments, self.file("old", names[0], old),
                   self.file("new", names[1], new))

    def found(self, done, least=("error", "warning")):
        """Rule and severity of what is more than a note."""
        return {(finding["rule"], finding["severity"]) for domain in done.json["domains"]
                for finding in domain["findings"] if finding["severity"] in least}

    def expect(self, old, new, *wanted, **options):
        done = self.diff(old, new, "--fail-on", "warning", **options)
        self.assertEqual(self.found(done), set(wanted), done)
        self.assertEqual(done.status, FINDINGS if wanted else CLEAN, done)
        return done

    def expect_both_ways(self, old, new, there, back=()):
        self.expect(old, new, *there)
        self.expect(new, old, *back)

    def domain(self, done, name):
        return next(domain for domain in done.json["domains"] if domain["domain"] == name)

    def test_a_zone_by_another_name_is_one_finding(self):
        new = (HEAD + SUB).replace("$ORIGIN example.com.", "$ORIGIN exampel.com.")
        done = self.diff(HEAD + SUB, new)
        gone = self.domain(done, "example.com")
        self.assertTrue(gone["removed"])
        self.assertEqual(([finding["rule"] for finding in gone["findings"]], gone["unanswered"]), (["diff-zone-gone"], []))
        self.assertIn("exampel.com", gone["findings"][0]["message"])
        self.assertEqual(sorted(domain["domain"] for domain in done.json["domains"]),
                         ["exampel.com", "example.com", "sub.exampel.com"])
        self.assertFalse(self.domain(done, "exampel.com")["removed"])
        self.assertIn(("diff-zone-new", "info"), self.found(done, ("info",)))
        self.assertEqual(done.status, FINDINGS)

    def test_a_file_whose_name_is_the_origin(self):
        text = HEAD.replace("$ORIGIN example.com.\n", "")
        done = self.diff(text, text, names=("example.com.zone", "exampel.com.zone"))
        self.assertIn(("diff-zone-gone", "error"), self.found(done))
        done = self.diff(text, text, names=("example.com.zone", "db.example.com"))
        self.assertEqual(done.status, CLEAN, done)

    def test_a_subdomain_that_is_removed(self):
        done = self.expect(HEAD + SUB, HEAD, ("diff-domain-gone", "error"))
        self.assertTrue(self.domain(done, "sub.example.com")["removed"])
        parked = 'sub MX 0 .\nsub TXT "v=spf1 -all"\n'
        self.expect(HEAD + parked, HEAD, ("diff-domain-gone", "warning"))

    def test_what_is_not_gone(self):
        self.expect(HEAD, HEAD)
        child = "$ORIGIN sub.example.com.\n@ SOA ns h 1 2 3 4 5\n@ NS ns.example.com.\n"
        moved = HEAD + child + SUB.replace("sub ", "@ ").replace(" mx", " mx.example.com.")
        self.expect(HEAD + SUB, moved)
        unread = HEAD + "a..b MX 10 mx\n"  # may be the line of sub
        self.assertNotIn(("diff-domain-gone", "error"), self.found(self.diff(HEAD + SUB, unread)))

    def test_an_mx_host_that_goes_with_its_record_is_no_domain(self):
        host = '@ MX 20 mx9\nmx9 A 11.0.0.29\nmx9 TXT "v=spf1 a -all"\n'
        self.assertNotIn("diff-domain-gone", {rule for rule, _ in self.found(self.diff(HEAD + host, HEAD))})


if __name__ == "__main__":
    unittest.main()
