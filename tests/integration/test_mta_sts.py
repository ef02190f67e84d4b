"""MTA-STS policies over HTTPS (RFC 8461 section 3.3): a web server on loopback that does it right, and in each wrong way."""

import http.server
import os
import shutil
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

import dns_wire as wire
import servers
from program import CLEAN, FINDINGS, UNKNOWN, check, run
from servers import answer

DOMAIN = "sts.example"
HOST = "mta-sts." + DOMAIN
POLICY = f"version: STSv1\r\nmode: enforce\r\nmx: mail.{DOMAIN}\r\nmax_age: 1209600\r\n"
IMPATIENT = ("--timeout", "0.5", "--tries", "1")


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def make_certificates(folder):
    """An authority, and certificates of it: for the policy host, for another name, and one that signs itself."""
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem",
            "-subj", "/CN=Test CA", "-days", "2")
    for name, host in (("good", HOST), ("other", "www." + DOMAIN)):
        with open(os.path.join(folder, name + ".ext"), "w", encoding="ascii") as file:
            file.write(f"subjectAltName=DNS:{host}\n")
        openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".csr",
                "-subj", f"/CN={host}")
        openssl(folder, "x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-out", name + ".pem", "-days", "2", "-extfile", name + ".ext")
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "cn.key", "-out", "cn.csr", "-subj", f"/CN={HOST}")
    openssl(folder, "x509", "-req", "-in", "cn.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
            "cn.pem", "-days", "2")
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "self.key", "-out", "self.pem",
            "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-days", "2")


class WebServer:
    """Serves one policy in one way."""

    def __init__(self, folder, certificate="good", body=POLICY, status=200, headers=(), delay=0.0):
        self.requests = requests = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                requests.append((self.headers["Host"], self.path))
                time.sleep(delay)
                self.send_response(status)
                for name, value in headers or (("Content-Type", "text/plain"),):
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(body.encode())
                except OSError:
                    pass  # the program has had enough

            def log_message(self, *_):
                pass

        class Quiet(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass

        self._server = Quiet(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(folder, certificate + ".pem"), os.path.join(folder, certificate + ".key"))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.address = "127.0.0.1:%d" % self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def stop(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def script(record="v=STSv1; id=20261122", host=True):
    mail = "mail." + DOMAIN
    answers = {
        (DOMAIN, "TXT"): answer(wire.txt(DOMAIN, "v=spf1 mx -all")),
        (DOMAIN, "MX"): answer(wire.mx(DOMAIN, 10, mail)),
        (mail, "A"): answer(wire.address(mail, "11.0.0.10")),
        ("_dmarc." + DOMAIN, "TXT"): answer(wire.txt("_dmarc." + DOMAIN, f"v=DMARC1; p=none; rua=mailto:d@{DOMAIN}")),
        ("_mta-sts." + DOMAIN, "TXT"): answer(wire.txt("_mta-sts." + DOMAIN, record)),
        ("_smtp._tls." + DOMAIN, "TXT"): answer(
            wire.txt("_smtp._tls." + DOMAIN, f"v=TLSRPTv1; rua=mailto:tls@{DOMAIN}")),
    }
    if host:
        answers[(HOST, "A")] = answer(wire.address(HOST, "127.0.0.1"))
    return answers


class PolicyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="mailauth-https-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        make_certificates(cls.folder)

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
