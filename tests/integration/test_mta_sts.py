"""MTA-STS policies over HTTPS (RFC 8461 section 3.3): a web server on loopback that does it right, and in each wrong way."""

import os
import tempfile
import unittest

import servers
from policy_server import DOMAIN, HOST, POLICY, CertificateTest, WebServer, script
from program import CLEAN, FINDINGS, UNKNOWN, check, run

IMPATIENT = ("--timeout", "0.5", "--tries", "1")


class PolicyTest(CertificateTest):
    def check(self, *arguments, record="v=STSv1; id=20261122", host=True, **served):
        """Checks the domain beside a web server; returns the run and the rules of MTA-STS that it raised."""
        web = WebServer(self.folder, **served)
        self.addCleanup(web.stop)
        name_server = servers.ScriptedServer(script(record, host))
        self.addCleanup(name_server.stop)
        done = check(name_server, "--probe", "none", "--policy-server", web.address, "--ca-file",
                     os.path.join(self.folder, "ca.pem"), *arguments, DOMAIN)
        self.web = web
        return done, {rule for rule in done.rules if rule.startswith("mta-sts")}

    def message(self, done, rule):
        return next(finding["message"] for finding in done.domain["findings"] if finding["rule"] == rule)

    def test_rfc_8461_section_3_2_a_good_policy(self):
        done, rules = self.check()
        self.assertEqual(rules, set(), done)
        self.assertEqual(done.status, CLEAN, done)
        self.assertEqual(self.web.requests, [(f"{HOST}:{self.web.address.split(':')[1]}", "/.well-known/mta-sts.txt")])

    def test_section_3_2_lines_may_end_in_lf_alone(self):
        _, rules = self.check(body=POLICY.replace("\r", ""))
        self.assertEqual(rules, set())

    def test_section_3_3_the_certificate_is_for_another_name(self):
        done, rules = self.check(certificate="other")
        self.assertEqual(rules, {"mta-sts-policy-unfetchable"})
        self.assertIn("certificate", self.message(done, "mta-sts-policy-unfetchable"))
        # Senders deliver without the policy: a warning, which passes the default gate.
        self.assertEqual(done.status, CLEAN)

    def test_section_3_3_the_certificate_is_of_no_known_authority(self):
        done, rules = self.check(certificate="self")
        self.assertEqual(rules, {"mta-sts-policy-unfetchable"})
        self.assertIn("certificate", self.message(done, "mta-sts-policy-unfetchable"))

    def test_section_3_3_a_common_name_is_no_dns_id(self):
        done, rules = self.check(certificate="cn")
        self.assertEqual(rules, {"mta-sts-policy-unfetchable"})
        self.assertIn("subjectAltName", self.message(done, "mta-sts-policy-unfetchable"))

    def test_section_3_3_redirects_are_not_followed(self):
        done, rules = self.check(status=301, headers=(("Location", f"https://www.{DOMAIN}/elsewhere"),))
        self.assertEqual(rules, {"mta-sts-policy-unfetchable"})
        self.assertIn(f"redirects to https://www.{DOMAIN}/elsewhere",
                      self.message(done, "mta-sts-policy-unfetchable"))
        self.assertEqual(len(self.web.requests), 1)

    def test_section_3_3_only_status_200_counts(self):
        done, rules = self.check(status=404)
        self.assertEqual(rules, {"mta-sts-policy-unfetchable"})
        self.assertIn("status 404", self.message(done, "mta-sts-policy-unfetchable"))

    def test_section_3_3_too_large(self):
        done, rules = self.check(body=POLICY + "x: y\r\n" * 20000)
        self.assertEqual(rules, {"mta-sts-policy-unfetchable"})
        self.assertIn("larger than 64 kilobytes", self.message(done, "mta-sts-policy-unfetchable"))

    def test_section_3_3_too_slow(self):
        for options, reason in ((IMPATIENT, "timeout"), (("--deadline", "1"), "limit")):
            with self.subTest(reason=reason):
                done, rules = self.check(*options, delay=3)
                self.assertEqual(rules, set())
                self.assertEqual(done.unanswered.get((HOST, "STS-POLICY")), reason)
                self.assertEqual(done.status, UNKNOWN)

    def test_section_3_2_another_media_type_is_a_warning(self):
        done, rules = self.check(headers=(("Content-Type", "text/html"),))
        self.assertEqual(rules, {"mta-sts-policy-unfetchable"})
        self.assertEqual([finding["severity"] for finding in done.domain["findings"]
                          if finding["rule"] == "mta-sts-policy-unfetchable"], ["warning"])
        self.assertEqual(done.status, CLEAN)

    def test_section_4_1_an_exchange_that_no_pattern_matches(self):
        done, rules = self.check(body=POLICY.replace("mx: mail.", "mx: *.mail."))
        self.assertEqual(rules, {"mta-sts-mx-not-covered"})
        self.assertEqual(done.status, FINDINGS)

    def test_section_3_2_faults_of_lines_and_their_places(self):
        done, rules = self.check(body="version: STSv2\r\nmode: enforce!\r\nmx: mx*.sts.example\r\nmax_age: 9e9\r\n")
        self.assertEqual(rules, {"mta-sts-policy-version", "mta-sts-policy-mode", "mta-sts-policy-mx-pattern",
                                 "mta-sts-policy-max-age"})
        self.assertEqual({finding["rule"]: finding["text"] for finding in done.domain["findings"]
                          if finding["rule"].startswith("mta-sts")}["mta-sts-policy-mode"], "mode: enforce!")

    def test_hostile_bytes_are_escaped(self):
        saved = os.path.join(self.folder, "hostile")
        done, rules = self.check("--save-answers", saved,
                                 body="version: STSv1\x1b[31m\r\nmode: \0\x07enforce\r\nmax_age: 1\r\n")
        self.assertTrue({"mta-sts-policy-version", "mta-sts-policy-mode"} <= rules, rules)
        text = run("check", "-v", "--answers", saved, "--probe", "none", "--policy-server", self.web.address, DOMAIN)
        self.assertIn("mta-sts-policy-version", text.output)
        for output in (done.output, text.output):
            self.assertFalse({"\x1b", "\0", "\x07"} & set(output))

    def test_section_3_1_no_record_no_fetch(self):
        _, rules = self.check(record="v=STSv1; id=a-b", host=False)
        self.assertEqual(rules, {"mta-sts-id-syntax", "mta-sts-host-missing"})

    def test_saved_answers_hold_the_policy(self):
        saved = os.path.join(self.folder, "answers")
        done, _ = self.check("--save-answers", saved, body=POLICY.replace("mx: mail.", "mx: *.mail."))
        again = run("check", "--format", "json", "--answers", saved, "--probe", "none", "--policy-server",
                    self.web.address, DOMAIN)
        self.assertEqual(again.domains, done.domains)

    def test_offline_the_policy_is_not_asked_for(self):
        with tempfile.NamedTemporaryFile("w", suffix=".zone") as zone:
            zone.write(f"$ORIGIN {DOMAIN}.\n$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n"
                       "@ MX 10 ns\n@ TXT \"v=spf1 mx -all\"\n_mta-sts TXT \"v=STSv1; id=1\"\nmta-sts A 127.0.0.1\n")
            zone.flush()
            done = run("zone", "--offline", "--format", "json", zone.name)
        self.assertEqual(done.unanswered.get((HOST, "STS-POLICY")), "offline", done)


if __name__ == "__main__":
    unittest.main()
