"""`diff`: zone files and live DNS, in any mix."""

import os
import shutil
import tempfile
import unittest

import servers
from program import CLEAN, FINDINGS, UNKNOWN, USAGE, run

HEAD = "$ORIGIN example.com.\n$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n@ MX 10 ns\n"
SPF = '@ TXT "v=spf1 mx ip4:11.2.0.0/16 -all"\n'
POLICY = '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"\n'
KEY = 's1._domainkey TXT "v=DKIM1; k=ed25519; p=Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s="\n'
ROOT = "$ORIGIN .\n$TTL 60\n@ SOA ns. h. 1 2 3 4 5\n@ NS ns.example.com.\nns.example.com A 11.0.0.1\n"


class Diff(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-diff-")
        self.addCleanup(shutil.rmtree, self.folder)

    def file(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        return path

    def serve(self, text):
        server = servers.Nsd({"example.com.": self.file("served.zone", text), ".": self.file("root.zone", ROOT)})
        self.addCleanup(server.stop)
        return server

    def diff(self, *arguments):
        return run("diff", "--format", "json", *arguments)

    def changes(self, done):
        """Those that are more than notes."""
        return {finding["rule"] for finding in done.domain["findings"]
                if finding["rule"].startswith("diff-") and finding["severity"] != "info"}

    def test_a_file_and_what_dns_has(self):
        text = HEAD + SPF + POLICY + KEY
        server = self.serve(text)
        path = self.file("db.example.com", text)
        for sides in ((path, "example.com"), ("example.com", path)):
            done = self.diff("--server", server.address, "--selector", "s1", *sides)
            self.assertEqual(self.changes(done), set(), done)
            self.assertEqual(done.status, CLEAN, done)

    def test_the_zone_is_edited_where_nobody_asks(self):
        server = self.serve(HEAD + '@ TXT "token"\n')
        path = self.file("db.example.com", HEAD + SPF + POLICY)
        done = self.diff("--server", server.address, path, "example.com")
        self.assertIn("diff-not-published", self.changes(done))
        self.assertEqual(done.status, FINDINGS)

    def test_a_weaker_file_than_what_dns_has(self):
        server = self.serve(HEAD + SPF + POLICY + KEY)
        path = self.file("db.example.com", HEAD + SPF.replace("/16", "/17") + POLICY.replace("reject", "none"))
        done = self.diff("--server", server.address, "--selector", "s1", "example.com", path)
        self.assertEqual(self.changes(done), {"diff-spf-lost", "diff-dmarc-weaker", "diff-dkim-removed"})
        lost = next(finding for finding in done.domain["findings"] if finding["rule"] == "diff-spf-lost")
        self.assertIn("11.2.128.0/17", lost["message"])

    def test_what_is_not_answered_is_no_change(self):
        path = self.file("db.example.com", HEAD + SPF + POLICY + KEY)
        closed = servers.ClosedPort()
        self.addCleanup(closed.stop)
        done = self.diff("--server", closed.address, "--timeout", "0.2", "--tries", "1", path, "example.com")
        self.assertFalse([rule for rule in done.rules if rule.startswith("diff-")], done)
        self.assertEqual(done.status, UNKNOWN)

    def test_faults_of_both_sides_are_not_repeated(self):
        old = self.file("old.zone", HEAD + '@ TXT "v=spf1 +all"\n' + POLICY)
        new = self.file("new.zone", HEAD + '@ TXT "v=spf1 +all"\n' + POLICY.replace("reject", "rejct"))
        done = self.diff("--offline", old, new)
        self.assertNotIn("spf-plus-all", done.rules)
        self.assertIn("dmarc-p-invalid", done.rules)

    def test_networks_through_includes(self):
        include = '_spf.example.com. TXT "v=spf1 ip4:{} -all"\n'
        text = HEAD + '@ TXT "v=spf1 include:_spf.example.com -all"\n' + POLICY
        old = self.file("old.zone", text + include.format("11.5.0.0/24"))
        new = self.file("new.zone", text + include.format("11.5.0.0/25"))
        done = self.diff("--offline", old, new)
        self.assertEqual(self.changes(done), {"diff-spf-lost"})
        self.assertIn("11.5.0.128/25", next(finding["message"] for finding in done.domain["findings"]
                                            if finding["rule"] == "diff-spf-lost"))


    def pair(self, old, new, *arguments):
        return self.diff("--offline", *arguments, self.file("old.zone", old), self.file("new.zone", new))

    def test_what_a_change_brings_and_cures(self):
        done = self.pair(HEAD + KEY + '@ TXT "v=spf1 mx +all"\n' + POLICY, HEAD + KEY + SPF + POLICY.replace("p=reject", "p=rejct"))
        self.assertEqual(done.domain["changes"], done.domain["findings"])
        self.assertIn("dmarc-p-invalid", {change["rule"] for change in done.domain["changes"]})
        self.assertEqual([(gone["rule"], gone["severity"], gone["name"]) for gone in done.domain["gone"]],
                         [("spf-plus-all", "error", "example.com")])
        self.assertFalse(done.domain["removed"])

    def test_an_include_that_is_not_answered_hides_nothing(self):
        text = HEAD + POLICY + KEY + '@ TXT "v=spf1 include:out.example.org ip4:11.7.0.0/16 {}-all"\n'
        done = self.pair(text.format("ip4:11.8.0.0/16 "), text.format(""))
        lost = next(finding for finding in done.domain["findings"] if finding["rule"] == "diff-spf-lost")
        self.assertEqual((done.status, lost["confidence"]), (FINDINGS, "likely"))
        self.assertIn("11.8.0.0/16", lost["message"])
        self.assertIn("diff-spf-gained", self.changes(self.pair(text.format(""), text.format("ip4:11.8.0.0/16 "))))
        self.assertEqual(self.changes(self.pair(text.format(""), text.format(""))), set())

    def test_weaker_by_pct_and_for_subdomains(self):
        for old, new in (("p=reject", "p=reject; pct=0"), ("p=reject", "p=reject; sp=none"),
                         ("p=reject; np=reject", "p=reject; np=none"), ("p=reject", "p=reject; t=y")):
            with self.subTest(old=old, new=new):
                before, after = HEAD + SPF + POLICY.replace("p=reject", old), HEAD + SPF + POLICY.replace("p=reject", new)
                self.assertIn("diff-dmarc-weaker", self.pair(before, after).rules)
                self.assertIn("diff-dmarc-stronger", self.pair(after, before).rules)

    def test_a_revoked_key_is_a_removed_one(self):
        done = self.pair(HEAD + SPF + POLICY + KEY, HEAD + SPF + POLICY + 's1._domainkey TXT "v=DKIM1; p="\n')
        self.assertIn("diff-dkim-removed", done.rules)
        self.assertNotIn("diff-dkim-changed", done.rules)

    def test_a_key_that_is_damaged_is_no_new_key(self):
        other = "p=mL8oI7xLLSUa+mrZqaySPp9Ej+sNXvF5EDD2pKHJylg="
        damaged = KEY.replace("p=Us9v", "p=Us9w")
        for key, severity in ((damaged, "error"), (KEY.replace(KEY[KEY.index("p="):-2], other), "warning")):
            done = self.pair(HEAD + SPF + POLICY + KEY, HEAD + SPF + POLICY + key)
            changed = next(finding for finding in done.domain["changes"] if finding["rule"] == "diff-dkim-changed")
            self.assertEqual((changed["severity"], changed["confidence"]), (severity, "certain"))

    def test_a_selector_of_a_service_that_is_removed(self):
        """Where its CNAME leads is not known, and still it is missed."""
        alias = "s1._domainkey CNAME s1.provider.example.\n"
        done = self.pair(HEAD + SPF + POLICY + alias, HEAD + SPF + POLICY)
        removed = next(finding for finding in done.domain["findings"] if finding["rule"] == "diff-dkim-removed")
        self.assertEqual((removed["severity"], removed["confidence"]), ("error", "likely"))
        for before, after in ((alias, alias), ("", alias), (alias, alias.replace("provider", "other"))):
            self.assertNotIn("diff-dkim-removed", self.pair(HEAD + SPF + POLICY + before, HEAD + SPF + POLICY + after).rules)

    def test_an_edit_elsewhere_in_the_record_repeats_nothing(self):
        done = self.pair(HEAD + '@ TXT "v=spf1 mx +all"\n' + POLICY, HEAD + '@ TXT "v=spf1 mx a:ns +all"\n'.replace("a:ns", "a") + POLICY)
        self.assertNotIn("spf-plus-all", done.rules)

    def test_suppressions_and_faults_of_the_file_are_of_both_sides(self):
        text = HEAD + POLICY + KEY + "; mailauth-check: ignore[spf-plus-all] honeypot\n@ TXT \"v=spf1 +all\"\n" \
            "; mailauth-check: ignore[spf-plus-al]\nx CNAME y\nx A 11.0.0.3\nsub MX 10 ns\n"
        done = self.pair(text, text)
        self.assertEqual(done.rules, set(), done)
        self.assertEqual(done.status, CLEAN)

    def test_what_the_configuration_says_of_a_domain(self):
        config = self.file("config", '[domain "example.com"]\nrole = no-mail\nexpect-spf-fail = 1.2.3.4\nignore = spf-plus-all\n')
        done = self.pair(HEAD + SPF + POLICY, HEAD + '@ TXT "v=spf1 mx +all"\n' + POLICY, "--config", config)
        self.assertEqual(done.domain["role"], "no-mail")
        self.assertIn("expect-spf-fail", done.rules)
        self.assertNotIn("spf-plus-all", done.rules)

    def test_a_name_that_let_nobody_send_may_go(self):
        done = self.pair(HEAD + SPF + POLICY + 'test A 11.0.0.5\ntest TXT "v=spf1 -all"\n', HEAD + SPF + POLICY, "--fail-on", "warning")
        self.assertEqual(done.status, CLEAN, done)

    def test_an_mx_host_without_an_address_is_not_missed(self):
        for mx in ("@ MX 5 nss\n", "@ MX 20 nss\n"):
            done = self.pair(HEAD + mx + SPF + POLICY, HEAD + SPF + POLICY, "--fail-on", "warning")
            self.assertEqual(self.changes(done), set(), done)
            self.assertEqual(done.status, CLEAN, done)

    def test_a_name_gives_its_records_back_to_the_wildcard(self):
        wildcard = "; mailauth-check: ignore[spf-wildcard-record, dns-wildcard-txt] each shop sends\n* TXT \"v=spf1 mx -all\"\n* MX 10 ns\n"
        text = HEAD + SPF + POLICY + wildcard
        done = self.pair(text + 'shop MX 10 ns\nshop TXT "v=spf1 mx -all"\n', text, "--fail-on", "warning")
        self.assertEqual(done.status, CLEAN, done)

    def test_a_domain_that_is_in_neither_file(self):
        done = self.pair(HEAD + SPF, HEAD + SPF, "--domain", "sbu.example.com")
        self.assertEqual(done.status, USAGE)
        self.assertIn("exists on neither side", done.errors)


if __name__ == "__main__":
    unittest.main()
