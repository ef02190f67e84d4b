"""`message`: signatures of other programs verify, changed messages do not, and other verifiers say the same; SPF, DMARC, header."""

import base64
import functools
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import program
import servers
from dkim_keys import openssl, private_key, tool
from program import CLEAN, FINDINGS, UNKNOWN, USAGE

HEADER = b"From: \"Doe, J (x@y)\" <a@example.com>\r\nTo: b@example.net\r\nSubject:  a  \t test\r\n with fold\r\n" \
    b"Date: Sun, 22 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@example.com>\r\n"
BODIES = {"text": b"Hello  world \r\n\r\nline two\t \r\n\r\n\r\n", "none": b"", "lines": b"\r\n\r\n", "open": b"no end",
          "blank": b"  \r\n \t \r\n", "bytes": bytes(range(1, 9)) + b"\xff\xfe\r\n.\r\n"}
CANONICAL = ("simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed")
TRANSPORT = b"Return-Path: <a@example.com>\r\nReceived: from mail.example.com (mail.example.com. [11.0.0.25])\r\n\tby mx.example.net with ESMTP;" \
    b"\r\n\tSun, 22 Nov 2026 10:00:01 +0000\r\n"

PYTHON_SIGN = """
import dkim, sys
key, algorithm, header, body = sys.argv[1:5]
message = sys.stdin.buffer.read()
private = open(key, "rb").read()
if algorithm == "ed25519-sha256":
    private = b"".join(private.split(b"\\n")[1:-2])
    import base64
    private = base64.b64encode(base64.b64decode(private)[-32:])
sys.stdout.buffer.write(dkim.sign(message, sys.argv[5].encode(), b"example.com", private, canonicalize=(header.encode(), body.encode()),
    signature_algorithm=algorithm.encode(), include_headers=[b"from", b"to", b"subject", b"date", b"message-id", b"from", b"x-none"]) + message)
"""
PYTHON_VERIFY = """
import dkim, sys
keys = dict(line.split(" ", 1) for line in open(sys.argv[1]))
def ask(name, timeout=5):
    return keys.get(name.decode().rstrip("."), "").strip().encode() or None
try:
    print("pass" if dkim.verify(sys.stdin.buffer.read(), dnsfunc=ask) else "fail")
except dkim.DKIMException:
    print("fail")
"""
PERL_SIGN = """
use Mail::DKIM::Signer;
my ($key, $method, $selector) = @ARGV;
my $dkim = Mail::DKIM::Signer->new(Algorithm => "rsa-sha256", Method => $method, Domain => "example.com", Selector => $selector, KeyFile => $key);
binmode STDIN; binmode STDOUT; local $/; my $message = <STDIN>;
$dkim->PRINT($message); $dkim->CLOSE;
print $dkim->signature->as_string . "\\r\\n" . $message;
"""
PERL_VERIFY = """
use Mail::DKIM::Verifier; use Mail::DKIM::DNS; use Net::DNS::Resolver;
my ($host, $port) = split /:/, shift;
Mail::DKIM::DNS::resolver(Net::DNS::Resolver->new(nameservers => [$host], port => $port));
my $dkim = Mail::DKIM::Verifier->new();
binmode STDIN; local $/; $dkim->PRINT(<STDIN>); $dkim->CLOSE;
print $dkim->result eq "pass" ? "pass" : "fail", "\\n";
"""
MILTER = """
conn = mt.connect("local:{folder}/socket", 40, 0.05)
mt.conninfo(conn, "localhost", "127.0.0.1")
mt.mailfrom(conn, "<a@example.com>")
mt.rcptto(conn, "<b@example.net>")
{headers}
mt.eoh(conn)
mt.bodystring(conn, "{body}")
mt.eom(conn)
mt.echo("DKIM-Signature:" .. mt.getheader(conn, "DKIM-Signature", 0))
mt.disconnect(conn)
"""


def execute(command, input=b"", **more):
    done = subprocess.run(command, input=input, capture_output=True, timeout=program.HANG_SECONDS, **more)
    if done.returncode:
        raise AssertionError(f"{command[0]}: {done.stderr.decode(errors='replace')}")
    return done.stdout


@functools.cache
def debian_python():
    """The Python that Debian's modules are of."""
    path = "/usr/bin/python3"
    if not os.path.exists(path) or subprocess.run([path, "-c", "import dkim, nacl"], capture_output=True).returncode:
        raise unittest.SkipTest("python3-dkim or python3-nacl is not installed")
    return path


@functools.cache
def perl():
    path = tool("perl")
    if subprocess.run([path, "-MMail::DKIM::Verifier", "-MNet::DNS", "-e1"], capture_output=True).returncode:
        raise unittest.SkipTest("libmail-dkim-perl is not installed")
    return path


def record(kind):
    public = openssl("pkey", "-in", private_key(kind), "-pubout", "-outform", "DER")
    if kind.startswith("ed25519"):
        return "v=DKIM1; k=ed25519; p=" + base64.b64encode(public[-32:]).decode()
    return "v=DKIM1; k=rsa; p=" + base64.b64encode(public).decode()


SELECTORS = {"r": "rsa2048", "e": "ed25519"}


class Messages(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-message-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, name, data):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
        return path

    def zone(self, more=""):
        lines = ["$ORIGIN example.com.", "$TTL 60", "@ SOA ns h 1 2 3 4 5", "@ NS ns", "ns A 127.0.0.1", "@ MX 10 mail", "mail A 11.0.0.25",
                 '@ TXT "v=spf1 mx -all"', '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"']
        for selector, kind in SELECTORS.items():
            text = record(kind)
            lines.append(f'{selector}._domainkey TXT "{text[:200]}" "{text[200:]}"')
        return self.write("db.example.com", "\n".join(lines) + "\n" + more)

    def message(self, data, *arguments, zone=None):
        path = self.write("m.eml", data)
        return program.run("message", "--offline", "--no-config", "--format", "json", "--zone", zone or self.zone(), *arguments, path)

    def results(self, data, *arguments):
        return [signature["result"] for signature in self.message(data, *arguments).json["dkim"]]

    def python_sign(self, message, canonical, algorithm="rsa-sha256"):
        selector = "e" if algorithm.startswith("ed") else "r"
        return execute([debian_python(), "-c", PYTHON_SIGN, private_key(SELECTORS[selector]), algorithm, *canonical.split("/"), selector], message)

    def perl_sign(self, message, canonical):
        return execute([perl(), "-e", PERL_SIGN, private_key("rsa2048"), canonical, "r"], message)

    def opendkim_sign(self, header, body, canonical):
        configuration = self.write("sign.conf", f"Mode s\nDomain example.com\nSelector r\nKeyFile {private_key('rsa2048')}\n"
                                   f"Canonicalization {canonical}\nSocket local:{self.folder}/socket\nSignatureAlgorithm rsa-sha256\n"
                                   "RequireSafeKeys no\nInternalHosts 127.0.0.1\nSendReports no\n")
        fields = []
        for line in header.decode().replace("\r\n ", "\n ").split("\r\n")[:-1]:
            name, _, value = line.partition(": ")
            fields.append('mt.header(conn, "%s", "%s")' % (name, value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")))
        script = self.write("sign.lua", MILTER.format(folder=self.folder, headers="\n".join(fields),
                                                      body=body.decode().replace("\t", "\\t").replace("\r\n", "\\r\\n")))
        daemon = subprocess.Popen([tool("opendkim"), "-x", configuration, "-f"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            signature = execute([tool("miltertest"), "-s", script])
        finally:
            daemon.kill()  # it takes seconds to end by itself
            daemon.wait()
            if os.path.exists(f"{self.folder}/socket"):
                os.remove(f"{self.folder}/socket")
        return signature.rstrip(b"\n").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + b"\r\n" + header + b"\r\n" + body


class Signatures(Messages):
    def signed(self):
        """(how, message) by three signers, in all canonical forms."""
        for canonical in CANONICAL:
            for name, body in BODIES.items():
                yield f"python {canonical} {name}", self.python_sign(HEADER + b"\r\n" + body, canonical)
            yield f"python ed25519 {canonical}", self.python_sign(HEADER + b"\r\n" + BODIES["text"], canonical, "ed25519-sha256")
            yield f"perl {canonical}", self.perl_sign(HEADER + b"\r\n" + BODIES["text"], canonical)
            yield f"opendkim {canonical}", self.opendkim_sign(HEADER, BODIES["text"], canonical)
        twice = self.python_sign(HEADER + b"\r\n" + BODIES["text"], "relaxed/relaxed")
        yield "two", self.python_sign(twice, "relaxed/simple", "ed25519-sha256")

    def changed(self, message):
        """The message with one byte changed: in a signed field, in the body, in bh= and in b=."""
        for mark, offset in ((b"Subject:", 11), (b"Hello", 1), (b"bh=", 5), (b" b=", 9), (b"s=", 2)):
            at = message.find(mark)
            if at >= 0:
                at += offset
                yield mark.decode(), message[:at] + (b"X" if message[at:at + 1] != b"X" else b"Y") + message[at + 1:]

    def test_signatures_verify_and_changes_do_not(self):
        for how, message in self.signed():
            with self.subTest(how=how):
                self.assertEqual(set(self.results(message)), {"pass"}, message)
                for mark, bad in self.changed(message):
                    self.assertIn(self.results(bad)[0], ("fail", "permerror"), (mark, bad))

    def test_lines_that_end_in_lf_alone(self):
        message = self.python_sign(HEADER + b"\r\n" + BODIES["text"], "simple/simple")
        self.assertEqual(self.results(message.replace(b"\r\n", b"\n")), ["pass"])
        self.assertEqual(self.results(b"From a@example.com Sun Nov 22 10:00:00 2026\n" + message.replace(b"\r\n", b"\n")), ["pass"])

    def test_other_verifiers_say_the_same(self):
        keys = self.write("keys", "".join(f"{selector}._domainkey.example.com {record(kind)}\n" for selector, kind in SELECTORS.items()))
        server = servers.Nsd({"example.com": self.zone()})
        self.addCleanup(server.stop)
        configuration = self.write("verify.conf", f"Mode v\nTestPublicKeys {keys}\nSendReports no\n")
        for number, (how, message) in enumerate(self.signed()):
            changed = list(self.changed(message))
            for mark, data in [("", message), changed[number % len(changed)]]:  # a change of each kind in turn
                with self.subTest(how=how, mark=mark):
                    found = "pass" if self.results(data)[0] == "pass" else "fail"
                    self.assertEqual(execute([debian_python(), "-c", PYTHON_VERIFY, keys], data).decode().strip(), found)
                    # Mail::DKIM adds no CRLF to a body without one (RFC 6376 section 3.4.3), and has no Ed25519 here.
                    if how != "two" and "ed25519" not in how and "open" not in how.split()[-1]:
                        self.assertEqual(execute([perl(), "-e", PERL_VERIFY, server.address], data).decode().strip(), found)
                    # opendkim -t reads fields as a milter does, without the blanks that simple form keeps; it has no Ed25519.
                    if " relaxed/" in how and "ed25519" not in how and not how.endswith("open") and mark != "s=":
                        path = self.write("o.eml", data)
                        done = subprocess.run([tool("opendkim"), "-x", configuration, "-t", path], capture_output=True, encoding="utf-8", timeout=60)
                        self.assertEqual("pass" if "succeeded" in done.stdout + done.stderr else "fail", found, done)

    def test_reasons(self):
        message = re.sub(b" t=[0-9]+;", b" t=5;", self.python_sign(HEADER + b"\r\n" + BODIES["text"], "relaxed/relaxed"))
        other = self.zone("n._domainkey TXT \"v=DKIM1; p=\"\n")
        for old, new, result, reason in (
                (b"a=rsa-sha256", b"a=rsa-sha1", "permerror", "RFC 8301"), (b"v=1", b"v=2", "permerror", "v=1"),
                (b"s=r;", b"s=n;", "permerror", "revoked"), (b"s=r;", b"s=none;", "permerror", "no key"),
                (b"s=r;", b"s=e;", "permerror", "does not match a="), (b"h=from", b"h=xfrom", "fail", "changed"),
                (b"d=example.com;\r\n i=@example.com;", b"d=example.org;", "temperror", "not answered"), (b"c=relaxed", b"c=nothing", "permerror", "c="),
                (b"q=dns/txt", b"q=dns/txt; x=9", "fail", "expired"), (b"q=dns/txt", b"q=dns/txt; x=4", "permerror", "greater than t="), (b"q=dns/txt", b"q=dns/txt; l=99999", "permerror", "l="),
                (b"q=dns/txt", b"q=dns/txt; q=dns/txt", "permerror", "duplicate"), (b"i=@example.com", b"i=@example.net", "permerror", "i=")):
            with self.subTest(new=new):
                self.assertIn(old, message)
                signature, = self.message(message.replace(old, new, 1), zone=other).json["dkim"]
                self.assertEqual(signature["result"], result, signature)
                self.assertIn(reason, signature["reason"])

    def test_length(self):
        """l= leaves what follows open: it verifies, and that is said."""
        private = private_key("rsa2048")
        script = PYTHON_SIGN.replace("include_headers=", "length=True, include_headers=")
        message = execute([debian_python(), "-c", script, private, "rsa-sha256", "relaxed", "relaxed", "r"], HEADER + b"\r\nHello\r\n")
        for data in (message, message + b"more\r\n"):
            done = self.message(data)
            self.assertEqual(done.json["dkim"][0]["result"], "pass")
            self.assertIn("message-dkim-length", {finding["rule"] for finding in done.json["findings"]})
        self.assertEqual(self.results(message.replace(b"Hello", b"Hallo")), ["fail"])


class Judgement(Messages):
    def signed(self, header=HEADER):
        return self.python_sign(header + b"\r\n" + BODIES["text"], "relaxed/relaxed")

    def found(self, data, *arguments, **more):
        done = self.message(data, *arguments, **more)
        return done.json, {finding["rule"] for finding in done.json["findings"]}, done

    def test_all_passes(self):
        document, rules, done = self.found(TRANSPORT + self.signed())
        self.assertEqual((document["from"], document["mail_from"], document["ip"]), ("example.com", "a@example.com", "11.0.0.25"))
        self.assertEqual(document["spf"], "pass")
        self.assertEqual({key: document["dmarc"][key] for key in ("result", "policy", "spf_aligned", "dkim_aligned")},
                         {"result": "pass", "policy": "reject", "spf_aligned": True, "dkim_aligned": True})
        self.assertEqual(document["dmarc"]["rfc9989"]["result"], "pass")
        self.assertEqual(rules, set())

    def test_from_of_another_domain_fails(self):
        document, rules, done = self.found(TRANSPORT.replace(b"a@example.com", b"a@other.example") + HEADER + b"\r\n" + BODIES["text"])
        self.assertEqual(document["dmarc"]["result"], "temperror")  # SPF of other.example was not answered: nothing is known
        document, rules, done = self.found(HEADER + b"\r\nx", "--ip", "11.9.9.9", "--mail-from", "a@example.com")
        self.assertEqual((document["spf"], document["dmarc"]["result"]), ("fail", "fail"))
        self.assertLessEqual({"message-no-auth", "message-dmarc-fail"}, rules)
        self.assertEqual(done.status, FINDINGS)

    def test_what_was_not_answered_is_no_fail(self):
        document, rules, done = self.found(self.signed().replace(b"d=example.com", b"d=sub.example.org").replace(b"i=@example.com; ", b""))
        self.assertEqual(document["dmarc"]["result"], "temperror")
        self.assertFalse(rules & {"message-no-auth", "message-dmarc-fail"})
        self.assertEqual(done.status, UNKNOWN)

    def test_what_the_receiver_said(self):
        claims = b"Authentication-Results: mx.example.net;\r\n dkim=fail (bad) header.d=example.com;\r\n spf=pass (ok; really) smtp.mailfrom=x;\r\n" \
            b" dmarc=pass header.from=example.com\r\n"
        document, rules, _ = self.found(claims + TRANSPORT + self.signed())
        self.assertEqual([(claim["method"], claim["result"], claim["authserv_id"], claim["own"]) for claim in document["authentication_results"]],
                         [(method, result, "mx.example.net", True) for method, result in (("dkim", "fail"), ("spf", "pass"), ("dmarc", "pass"))])
        self.assertEqual(rules, {"message-result-differs"})
        self.assertEqual(self.found(claims.replace(b"dkim=fail", b"dkim=pass") + TRANSPORT + self.signed())[1], set())

    def test_header_faults(self):
        for old, new, rule in ((b"From: ", b"From: x@example.com\r\nFrom: ", "message-field-twice"), (b"Date:", b"X-Date:", "message-date-missing"),
                               (b"Message-ID:", b"X-ID:", "message-id-missing"), (b"From:", b"X-From:", "message-from-missing"),
                               (b"<a@example.com>", b"<a@example.com>, b@example.net", "message-from-several"),
                               (b"<a@example.com>", b"<a>", "message-from-invalid")):
            with self.subTest(rule=rule):
                self.assertIn(old, HEADER)
                self.assertIn(rule, self.found(TRANSPORT + HEADER.replace(old, new, 1) + b"\r\nx\r\n")[1])
                self.assertNotIn(rule, self.found(TRANSPORT + self.signed())[1])

    def test_one_click_unsubscribe(self):
        fields = b"List-Unsubscribe: <https://example.com/u/1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        self.assertIn("message-unsubscribe-unsigned", self.found(TRANSPORT + self.signed(HEADER + fields))[1])
        script = PYTHON_SIGN.replace('b"x-none"', 'b"list-unsubscribe", b"list-unsubscribe-post"')
        signed = execute([debian_python(), "-c", script, private_key("rsa2048"), "rsa-sha256", "relaxed", "relaxed", "r"], HEADER + fields + b"\r\nx\r\n")
        self.assertEqual(self.found(TRANSPORT + signed)[1], set())
        self.assertIn("message-unsubscribe-not-one-click", self.found(TRANSPORT + self.signed(HEADER + fields.replace(b"https", b"mailto")))[1])

    def test_the_address_of_the_client_is_not_what_it_said(self):
        for received, ip in ((b"from [11.0.0.25] (mail.example.com [11.9.9.9]) by mx.example.net with ESMTP", "11.9.9.9"),
                             (b"from unknown (HELO mail.example.com) (11.9.9.9) by mx.example.net with SMTP", "11.9.9.9"),
                             (b"from mail.example.com (11.9.9.9) by DB5.example.net (10.0.0.1) with Microsoft SMTP Server", "11.9.9.9"),
                             (b"from mail.example.com (mail.example.com [IPv6:2600::9]) by mx.example.net", "2600::9"),
                             (b"from [11.0.0.25] by mx.example.net", None), (b"from h (h [10.1.2.3]) by mx.example.net", None)):
            with self.subTest(received=received):
                document, rules, done = self.found(b"Return-Path: <a@example.com>\r\nReceived: " + received + b"; now\r\n" + HEADER + b"\r\nx\r\n")
                self.assertEqual(document["ip"], ip)
                self.assertEqual(document["spf"], "fail" if ip else None)
                self.assertEqual(document["dmarc"]["result"], "fail" if ip else "unknown")
                self.assertEqual("message-spf-untried" in rules, not ip)
                self.assertEqual(done.status, FINDINGS if ip else UNKNOWN)

    def test_forms_of_authentication_results(self):
        for text, claims in ((b"spf=fail (sender IP is 11.9.9.9) smtp.mailfrom=x; dkim=none (no signature);dmarc=fail", [("spf", "fail"), ("dkim", "none"), ("dmarc", "fail")]),
                             (b"mx; dkim=fail reason=\"bad; dmarc=pass\"", [("dkim", "fail")]),
                             (b"mx (x); spf (c) = (d) fail; dmarc = none", [("spf", "fail"), ("dmarc", "none")])):
            with self.subTest(text=text):
                document, _, _ = self.found(b"Authentication-Results: " + text + b"\r\n" + TRANSPORT + HEADER + b"\r\nx")
                self.assertEqual([(claim["method"], claim["result"]) for claim in document["authentication_results"]], claims)

    def test_from_that_two_readers_could_read_in_two_ways(self):
        for text in (b"j@example.com\0.evil.example", b"<e@evil.example> <j@example.com>", b"a@example.com; b@evil.example", b"j@[192.0.2.1]"):
            with self.subTest(text=text):
                document, rules, _ = self.found(TRANSPORT + b"From: " + text + b"\r\nDate: x\r\nMessage-ID: <x@y>\r\n\r\nx")
                self.assertIsNone(document["from"])
                self.assertIn("message-from-invalid", rules)

    def test_from_of_one_domain(self):
        """RFC 5322 sections 3.4 and 4.4, RFC 6854, RFC 6532: DMARC takes the domain, and none of the forms is a finding."""
        for text in (b"Team: a@example.com, b@example.com;", b"<@a.example,@b.example:a@example.com>", b"a (x) @ (y) example . com", b"\"a@b.example\" <\"c@d\"@example.com>",
                     b"a@example.com <a@example.com>", b"a@Example.COM, b@example.com"):
            with self.subTest(text=text):
                document, rules, _ = self.found(TRANSPORT + b"From: " + text + b"\r\nDate: x\r\nMessage-ID: <x@y>\r\n\r\nx")
                self.assertEqual((document["from"], document["dmarc"]["result"], document["dmarc"]["policy"]), ("example.com", "pass", "reject"))
                self.assertEqual(rules, set())
        document, rules, _ = self.found(TRANSPORT + "From: a@b\u00fccher.example\r\nDate: x\r\nMessage-ID: <x@y>\r\n\r\nx".encode())
        self.assertEqual(document["from"], "xn--bcher-kva.example")

    def test_from_without_one_domain(self):
        for text, rule in ((b"undisclosed:;", "message-from-empty-group"), (b"T: a@example.com, b@example.net;", "message-from-several"), (b"", "message-from-invalid"),
                           (b"Doe, J <j@example.com>", "message-from-invalid")):
            with self.subTest(text=text):
                document, rules, _ = self.found(TRANSPORT + b"From: " + text + b"\r\nDate: x\r\nMessage-ID: <x@y>\r\n\r\nx")
                self.assertIsNone(document["from"])
                self.assertEqual(document["dmarc"]["result"], "none")
                self.assertEqual({name for name in rules if "from" in name}, {rule})

    def test_the_receivers_judge_this_message(self):
        document, _, _ = self.found(HEADER + b"\r\nx", "--ip", "11.9.9.9", "--mail-from", "a@example.com")
        statuses = {(entry["id"], entry["senders"]): entry["status"] for entry in document["receivers"]["gmail"]["requirements"]}
        self.assertEqual((statuses["spf-or-dkim", "all"], statuses["alignment", "bulk"]), ("not-met", "not-met"))

    def test_findings_are_those_of_rules(self):
        data = TRANSPORT + HEADER.replace(b"Message-ID", b"X-ID").replace(b"Date:", b"X-Date:") + b"\r\nx\r\n"
        document, rules, _ = self.found(data, "--select", "message-*")
        self.assertEqual(rules, {"message-id-missing", "message-date-missing"})
        self.assertEqual(document["check"]["findings"], [])
        finding = document["findings"][0]
        self.assertEqual((finding["file"].rsplit("/")[-1], finding["line"], finding["column"]), ("m.eml", 11, 1))
        self.assertEqual((finding["name"], finding["confidence"], finding["fix"]), ("example.com", "certain", None))
        self.assertTrue(finding["help"] and finding["references"])
        for rule in rules:
            self.assertEqual(program.run("explain", rule).status, CLEAN)
        self.assertEqual(self.found(data, "--ignore", "message-id-missing")[1], {"message-date-missing"})
        self.assertEqual(self.found(data, "--select", "message-*", "--fail-on", "never")[2].status, CLEAN)

    def test_what_the_configuration_says_of_the_domain_in_from(self):
        config = self.write("config", '[domain "example.com"]\nrole = no-mail\nignore = message-id-missing\n')
        path = self.write("m.eml", TRANSPORT + HEADER.replace(b"Message-ID", b"X-ID").replace(b"Date:", b"X-Date:") + b"\r\nx\r\n")
        done = program.run("message", "--offline", "--config", config, "--format", "json", "--select", "message-*", "--zone", self.zone(), path)
        self.assertEqual([finding["rule"] for finding in done.json["findings"]], ["message-date-missing"])
        self.assertEqual(done.json["check"]["role"], "no-mail")

    def test_the_domain_in_from_has_remedies(self):
        zone = self.zone()
        with open(zone, encoding="ascii") as file:
            broken = self.write("broken", file.read().replace("p=reject;", "p=rejct;"))
        remedy, = self.found(TRANSPORT + self.signed(), zone=broken)[0]["check"]["remedies"]
        self.assertEqual((remedy["name"], remedy["action"]), ("_dmarc.example.com", "replace"))
        self.assertIn("p=reject;", remedy["text"])

    def test_a_baseline(self):
        known = os.path.join(self.folder, "known")
        data = TRANSPORT + HEADER.replace(b"Message-ID", b"X-ID") + b"\r\nx\r\n"
        self.assertEqual(self.message(data, "--select", "message-*", "--write-baseline", known).status, FINDINGS)
        done = self.message(data, "--select", "message-*", "--baseline", known)
        self.assertEqual((done.status, [finding["known"] for finding in done.json["findings"]]), (CLEAN, [True]))
        done = self.message(data.replace(b"Date:", b"X-Date:"), "--select", "message-*", "--baseline", known)
        self.assertEqual(done.status, FINDINGS)

    def test_formats_of_findings(self):
        data = TRANSPORT + HEADER.replace(b"Message-ID", b"X-ID") + b"\r\nx\r\n"
        path = self.write("m.eml", data)
        for format in ("sarif", "github", "junit", "short"):
            done = program.run("message", "--offline", "--no-config", "--format", format, "--zone", self.zone(), path)
            self.assertEqual(done.status, FINDINGS)
            self.assertIn("message-id-missing", done.output)
            if format == "sarif":
                result = next(result for result in done.json["runs"][0]["results"] if result["ruleId"] == "message-id-missing")
                self.assertEqual(result["locations"][0]["physicalLocation"]["region"]["startLine"], 11)
        self.assertEqual(program.run("message", "--format", "html", path).status, USAGE)

    def test_no_message(self):
        for data in (b"", b"hello\n", b"550 5.7.26 x\n"):
            done = program.run("message", "--offline", self.write("x", data))
            self.assertEqual((done.status, done.output), (USAGE, ""))

    def test_hostile_bytes(self):
        header = HEADER.replace(b"a@example.com", b"a\x1b[31m@ex\x00mple.com\xe2\x80\xae") + b"DKIM-Signature: v=1; s=\x1b]0;x\x07; d=\x9b; a=\xff\r\n" \
            b"Authentication-Results: \x1b[2J; spf=\x1b[2J\r\n"
        for format in ("text", "short", "json"):
            output = program.run("message", "--offline", "--format", format, self.write("x.eml", TRANSPORT + header + b"\r\nx")).output
            self.assertFalse(set(output) & {"\x1b", "\x07", "\0", "\u202e"}, output)


if __name__ == "__main__":
    unittest.main()
