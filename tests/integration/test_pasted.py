"""
What query tools print, pasted or redirected, is read: by `record`, `zone`, `check --zone` and `diff`. The real tools are asked where they
are installed; what those of other systems print stands here as they print it.
"""

import os
import shutil
import subprocess
import tempfile
import time
import unittest

import servers
from program import CLEAN, FINDINGS, UNKNOWN, USAGE, binary, environment, run

FAULT = "mxx"  # no mechanism
RULE = "spf-unknown-mechanism"

ZONE = r"""$ORIGIN example.com.
$TTL 3600
@ SOA ns1 hostmaster 1 7200 3600 1209600 3600
@ NS ns1
ns1 A 127.0.0.1
@ MX 10 mx1
mx1 A 11.0.0.25
@ TXT "site-verification=a;b \"c\""
@ TXT "v=spf1 mxx " "-all"
s1._domainkey TXT ( "v=DKIM1; k=ed25519; "
  "p=Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s=" )
_dmarc CNAME d.example.com.
d TXT "v=DMARC1; p=rejct; rua=mailto:d@example.com"
"""


def place_of(text, marker):
    """Line and column, in bytes, of a marker that is in the text once."""
    before = text[:text.index(marker)].encode()
    return before.count(b"\n") + 1, len(before) - (before.rfind(b"\n") + 1) + 1


class Pasted(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mailauth-pasted-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def file(self, text, name="pasted.txt"):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def record(self, text, *options):
        return run("record", "--format", "json", *options, "-", input=text)

    def zone(self, text, *options):
        return run("zone", "--offline", "--format", "json", *options, self.file(text))

    def find(self, done, rule):
        found = [finding for domain in done.domains for finding in domain["findings"] if finding["rule"] == rule]
        self.assertEqual(len(found), 1, f"{rule}: {done}")
        return found[0]

    def assert_place(self, done, text, rule=RULE, marker=FAULT):
        finding = self.find(done, rule)
        self.assertEqual((finding["line"], finding["column"]), place_of(text, marker), text)

    def assert_not_missing(self, done):
        """Nothing is said to be missing that was not asked."""
        self.assertEqual([rule for rule in done.rules if rule.endswith(("-none", "-missing", "-nxdomain"))], [])


class RealTools(Pasted):
    @classmethod
    def setUpClass(cls):
        cls.zone_file = tempfile.NamedTemporaryFile("w", suffix=".zone")
        cls.zone_file.write(ZONE)
        cls.zone_file.flush()
        cls.server = servers.Nsd({"example.com": cls.zone_file.name})
        cls.host, cls.port = cls.server.address.split(":")

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.zone_file.close()

    def ask(self, tool, *arguments, prompt=False):
        if not shutil.which(tool):
            self.skipTest(f"{tool} is not installed")
        address = {"dig": [f"@{self.host}", "-p", self.port], "kdig": [f"@{self.host}", "-p", self.port],
                   "drill": ["-p", self.port, f"@{self.host}"], "host": ["-p", self.port],
                   "nslookup": [f"-port={self.port}"]}[tool]
        command = [tool, *address, *arguments] + ([self.host] if tool in ("host", "nslookup") else [])
        text = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=30,
                              env=environment(), check=False).stdout
        return f"$ {' '.join(command)}\n{text}" if prompt else text

    def check_texts(self, text):
        """The answer for TXT of the domain."""
        record = self.record(text)
        self.assertEqual(record.status, FINDINGS, text)
        self.assert_place(record, text)
        zone = self.zone(text)
        self.assertEqual(zone.domain["domain"], "example.com", text)
        self.assert_place(zone, text)
        self.assert_not_missing(zone)

    def test_texts(self):
        for tool, arguments in (("dig", ["example.com", "TXT"]), ("dig", ["+multiline", "example.com", "TXT"]),
                                ("dig", ["+noall", "+answer", "example.com", "TXT"]), ("dig", ["+yaml", "example.com", "TXT"]),
                                ("dig", ["+nosplit", "+nocmd", "example.com", "TXT"]), ("dig", ["+qr", "example.com", "TXT"]),
                                ("dig", ["+dnssec", "+ttlunits", "+nocl", "example.com", "TXT"]), ("kdig", ["example.com", "TXT"]),
                                ("kdig", ["+multiline", "example.com", "TXT"]), ("drill", ["example.com", "TXT"]),
                                ("host", ["-t", "TXT", "example.com"]), ("nslookup", ["-type=TXT", "example.com"])):
            for prompt in (False, True):
                with self.subTest(tool=tool, arguments=arguments, prompt=prompt):
                    self.check_texts(self.ask(tool, *arguments, prompt=prompt))

    def test_short_answers(self):
        for tool in ("dig", "kdig"):
            with self.subTest(tool=tool):
                text = self.ask(tool, "+short", "example.com", "TXT")
                self.assert_place(self.record(text), text)
                self.assertEqual(self.zone(text).status, USAGE)  # of which domain, it does not say
                self.check_texts(self.ask(tool, "+short", "example.com", "TXT", prompt=True))

    def test_json_of_kdig(self):
        self.check_texts(self.ask("kdig", "+json", "example.com", "TXT"))

    def test_aliases_lead_to_the_record(self):
        for tool, arguments in (("dig", ["TXT", "_dmarc.example.com"]), ("kdig", ["TXT", "_dmarc.example.com"]),
                                ("drill", ["TXT", "_dmarc.example.com"]), ("host", ["-t", "TXT", "_dmarc.example.com"]),
                                ("nslookup", ["-type=TXT", "_dmarc.example.com"]), ("dig", ["+yaml", "TXT", "_dmarc.example.com"])):
            with self.subTest(tool=tool):
                text = self.ask(tool, *arguments)
                zone = self.zone(text)
                self.assertEqual(zone.domain["domain"], "example.com")
                self.assert_place(zone, text, "dmarc-p-invalid", "rejct")
                self.assert_not_missing(zone)

    def test_selectors_are_looked_at(self):
        for tool, arguments in (("dig", ["TXT", "s1._domainkey.example.com"]), ("drill", ["TXT", "s1._domainkey.example.com"]),
                                ("host", ["-t", "TXT", "s1._domainkey.example.com"])):
            with self.subTest(tool=tool):
                dkim = self.zone(self.ask(tool, *arguments)).domain["records"]["dkim"]
                self.assertEqual([(key["selector"], key["status"]) for key in dkim], [("s1", "ok")])

    def test_what_does_not_exist_is_missing(self):
        for tool, arguments in (("dig", ["TXT", "_dmarc.nope.example.com"]), ("kdig", ["TXT", "_dmarc.nope.example.com"]),
                                ("drill", ["TXT", "_dmarc.nope.example.com"]), ("host", ["-t", "TXT", "_dmarc.nope.example.com"]),
                                ("nslookup", ["-type=TXT", "_dmarc.nope.example.com"])):
            with self.subTest(tool=tool):
                text = self.ask(tool, *arguments)
                zone = self.zone(text)
                self.assertEqual(zone.domain["domain"], "nope.example.com")
                self.assertNotIn(("_dmarc.nope.example.com", "TXT"), zone.unanswered)
                self.assertEqual(self.record(text).status, USAGE)

    def test_no_record_of_the_type_is_missing(self):
        for tool, arguments in (("dig", ["TXT", "mx1.example.com"]), ("kdig", ["TXT", "mx1.example.com"]),
                                ("drill", ["TXT", "mx1.example.com"]), ("host", ["-t", "TXT", "mx1.example.com"]),
                                ("nslookup", ["-type=TXT", "mx1.example.com"])):
            with self.subTest(tool=tool):
                zone = self.zone(self.ask(tool, *arguments, prompt=True))
                self.assertEqual(zone.domain["domain"], "mx1.example.com")
                self.assertNotIn(("mx1.example.com", "TXT"), zone.unanswered)
                self.assertIn(("mx1.example.com", "MX"), zone.unanswered)

    def test_what_was_refused_is_not_missing(self):
        for tool, arguments in (("dig", ["TXT", "example.org"]), ("dig", ["+qr", "TXT", "example.org"]), ("kdig", ["TXT", "example.org"]), ("drill", ["TXT", "example.org"]),
                                ("host", ["-t", "TXT", "example.org"]), ("nslookup", ["-type=TXT", "example.org"])):
            with self.subTest(tool=tool):
                zone = self.zone(self.ask(tool, *arguments, prompt=True))
                self.assertEqual(zone.status, UNKNOWN)
                self.assertEqual(zone.unanswered[("example.org", "TXT")], "refused")

    def test_everything_of_a_domain_in_one_file(self):
        text = "".join([self.ask("dig", "TXT", "example.com"), self.ask("host", "-t", "MX", "example.com"),
                        self.ask("dig", "TXT", "_dmarc.example.com"), self.ask("nslookup", "-type=TXT", "s1._domainkey.example.com")])
        zone = self.zone(text)
        self.assert_place(zone, text)
        self.assert_place(zone, text, "dmarc-p-invalid", "rejct")
        self.assertEqual([mx["exchange"] for mx in zone.domain["records"]["mx"]], ["mx1.example.com"])
        self.assertEqual([key["selector"] for key in zone.domain["records"]["dkim"]], ["s1"])
        record = self.record(text)
        self.assertEqual([domain["domain"] for domain in record.domains],
                         ["example.com", "d.example.com", "s1._domainkey.example.com"])

    def test_what_is_not_answered_is_asked(self):
        path = self.file(self.ask("dig", "TXT", "example.com"))
        done = run("zone", "--format", "json", "--server", self.server.address, path)
        self.assertEqual(done.domain["records"]["mx"][0]["exchange"], "mx1.example.com")
        self.assertEqual(self.find(done, RULE)["file"], path)
        self.assertIsNone(self.find(done, "dmarc-p-invalid")["file"])
        done = run("check", "--format", "json", "--server", self.server.address, "--zone", path, "example.com")
        self.assertEqual(self.find(done, RULE)["file"], path)

    def test_what_somebody_else_got_no_answer_to_is_asked_again(self):
        path = self.file("$ host -t txt example.com\nHost example.com not found: 2(SERVFAIL)\n")
        done = run("zone", "--format", "json", "--server", self.server.address, path)
        self.assertIsNone(self.find(done, RULE)["file"])
        self.assertNotIn(("example.com", "TXT"), done.unanswered)

    def test_a_server_that_does_not_answer(self):
        closed = servers.ClosedPort()
        self.addCleanup(closed.stop)
        host, port = closed.address.split(":")
        for command in (["dig", f"@{host}", "-p", port, "+time=1", "+tries=1", "TXT", "example.com"],
                        ["dig", f"@{host}", "-p", port, "+time=1", "+tries=1", "+short", "TXT", "example.com"],
                        ["host", "-p", port, "-W", "1", "-t", "TXT", "example.com", host]):
            with self.subTest(command=command):
                if not shutil.which(command[0]):
                    self.skipTest(f"{command[0]} is not installed")
                text = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", timeout=30, check=False).stdout
                done = self.zone(f"$ {' '.join(command)}\n{text}")
                self.assertEqual(done.status, UNKNOWN)
                self.assertEqual(done.unanswered[("example.com", "TXT")], "timeout")


TABLE = """
Name                                     Type   TTL   Section    Strings
----                                     ----   ---   -------    -------
"""

# What programs print that are not here: each answers TXT of example.com with the fault in it.
SHAPES = {
    "nslookup of Windows": "C:\\Users\\me> nslookup -type=txt example.com\r\nServer:  dns.google\r\nAddress:  8.8.8.8\r\n\r\n"
                           "Non-authoritative answer:\r\nexample.com\ttext =\r\n\r\n\t\"v=spf1 mxx \"\r\n\t\"-all\"\r\n",
    "nslookup of Windows in German": "Server:  fritz.box\r\nAddress:  192.168.178.1\r\n\r\nNicht autorisierende Antwort:\r\n"
                                     "example.com\ttext =\r\n\r\n        \"v=spf1 mxx -all\"\r\n",
    "nslookup of Windows in French": "Serveur :   dns.google\r\nAddress:  8.8.8.8\r\n\r\nRéponse ne faisant pas autorité :\r\n"
                                     "example.com\ttext =\r\n\r\n        \"MS=ms1\"\r\nexample.com\ttext =\r\n\r\n\t\"v=spf1 mxx -all\"\r\n",
    "nslookup, interactive": "> set q=txt\n> example.com\nServer:\t\t192.0.2.53\nAddress:\t192.0.2.53#53\n\n"
                             "Non-authoritative answer:\nexample.com\ttext = \"v=spf1 mxx -all\"\n> exit\n",
    "resolvectl": "example.com IN TXT \"v=spf1 mxx -all\"                    -- link: eth0\n\n-- Information acquired via protocol DNS in 1.2ms.\n"
                  "-- Data is authenticated: no; Data was acquired via local or encrypted transport: no\n-- Data from: network\n",
    "Resolve-DnsName": TABLE + "example.com                              TXT    3600  Answer     {v=spf1 mxx -all}\n",
    "Resolve-DnsName, with its command": "PS C:\\> Resolve-DnsName -Type TXT -Name example.com\n" + TABLE
                                         + "example.com                              TXT    3600  Answer     {v=spf1 mxx -all}\n",
    "Resolve-DnsName | Format-List": "\n\nName         : example.com\nType         : TXT\nTTL          : 3600\nCharacterSet : Unicode\n"
                                     "Section      : Answer\nDataLength   : 16\nStrings      : {v=spf1 mxx -all}\n\n",
    "Resolve-DnsName | ConvertTo-Json": '{\n    "Name":  "example.com",\n    "Type":  16,\n    "TTL":  3600,\n    "Section":  1,\n'
                                        '    "Strings":  [\n                    "v=spf1 mxx ",\n                    "-all"\n                ]\n}\n',
    "Google's DNS over HTTPS": '{"Status": 0,"TC": false,"RD": true,"RA": true,"AD": false,"CD": false,"Question":[ {"name": "example.com.",'
                               '"type": 16}],"Answer":[ {"name": "example.com.","type": 16,"TTL": 300,"data": "v=spf1 mxx -all"}],'
                               '"Comment": "Response from 192.0.2.53."}',
    "Cloudflare's DNS over HTTPS": '{"Status":0,"TC":false,"RD":true,"RA":true,"AD":true,"CD":false,"Question":[{"name":"example.com","type":16}],'
                                   '"Answer":[{"name":"example.com","type":16,"TTL":300,"data":"\\"v=spf1 mxx \\" \\"-all\\""}]}\n',
    "curl, with its command": "$ curl -sH 'accept: application/dns-json' 'https://dns.example/dns-query?name=example.com&type=TXT'\n"
                              '{"Status":0,"Question":[{"name":"example.com","type":16}],"Answer":[{"name":"example.com","type":16,'
                              '"TTL":300,"data":"\\"v=spf1 mxx -all\\""}]}\n',
    "doggo --json": '{"responses":[{"answers":[{"name":"example.com.","type":"TXT","class":"IN","ttl":"300s","address":"\\"v=spf1 mxx -all\\"",'
                    '"rtt":"2ms","nameserver":"192.0.2.53:53"}],"queries":[{"name":"example.com.","type":"TXT","class":"IN"}]}]}\n',
    "dog --json": '{"responses":[{"answers":[{"class":"IN","data":{"messages":["v=spf1 mxx ","-all"]},"name":"example.com.","ttl":300,"type":"TXT"}],'
                  '"queries":[{"class":"IN","name":"example.com.","type":"TXT"}]}]}\n',
    "dog": "$ dog txt example.com\nTXT example.com. 5m00s   \"v=spf1 mxx -all\"\n",
    "doggo": "$ doggo txt example.com\nNAME        \tTYPE\tCLASS\tTTL \tADDRESS           \tNAMESERVER\n"
             "example.com.\tTXT \tIN   \t300s\t\"v=spf1 mxx -all\"\t192.0.2.53:53\n",
    "dnspython": "id 4711\nopcode QUERY\nrcode NOERROR\nflags QR RD RA\n;QUESTION\nexample.com. IN TXT\n;ANSWER\n"
                 "example.com. 300 IN TXT \"v=spf1 mxx -all\"\n;AUTHORITY\n;ADDITIONAL\n",
    "unbound-host": "example.com has TXT record \"v=spf1 mxx -all\" (insecure)\n",
    "dig +short +identify": "$ dig +short +identify txt example.com\n\"v=spf1 mxx -all\" from server 192.0.2.53 in 4 ms.\n",
    "dig +trace": ".\t\t\t518400\tIN\tNS\ta.root-servers.net.\n;; Received 239 bytes from 192.0.2.53#53(192.0.2.53) in 4 ms\n\n"
                  "com.\t\t\t172800\tIN\tNS\ta.gtld-servers.net.\ncom.\t\t\t86400\tIN\tDS\t19718 13 2 8ACBB0CD28F41250A80A491389424D341522D946B0DA0C0291F2D3D7 71D7805A\n"
                  ";; Received 1170 bytes from 192.0.2.1#53(a.root-servers.net) in 8 ms\n\nexample.com.\t\t300\tIN\tTXT\t\"v=spf1 mxx -all\"\n"
                  ";; Received 110 bytes from 192.0.2.2#53(ns.example.com) in 9 ms\n",
    "delv": "; fully validated\nexample.com.\t\t300\tIN\tTXT\t\"v=spf1 mxx -all\"\n",
    "knotc zone-read": "[example.com.] example.com. 3600 TXT \"v=spf1 mxx -all\"\n",
    "dig in Markdown": "We see this:\n\n```console\n$ dig +short txt example.com\n\"v=spf1 mxx -all\"\n```\n\nWhy?\n",
    "dig quoted in a mail": "Anna wrote:\n> > ;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n> > ;; QUESTION SECTION:\n> > ;example.com. IN TXT\n"
                            "> > \n> > ;; ANSWER SECTION:\n> > example.com. 300 IN TXT \"v=spf1 mxx -all\"\n> >\n> What now?\n",
    "dig at another prompt": "[root@mail ~]# dig txt example.com +noall +answer\nexample.com.\t300\tIN\tTXT\t\"v=spf1 mxx -all\"\n[root@mail ~]#\n",
    "dig of zsh": "me@laptop ~ % dig example.com txt +short\n\"MS=ms1\"\n\"v=spf1 mxx -all\"\n",
    "an answer section alone": ";; ANSWER SECTION:\nexample.com.\t\t300\tIN\tTXT\t\"v=spf1 mxx -all\"\n",
    "a line that a terminal broke": "$ dig +noall +answer txt example.com\nexample.com.\t300\tIN\tTXT\t\"v=spf1 mxx ip4:11.0.\n0.1 -all\"\n",
}


class OtherTools(Pasted):
    def test_each_shape(self):
        for name, text in SHAPES.items():
            with self.subTest(name):
                record = self.record(text)
                self.assertEqual(record.status, FINDINGS, record.errors)
                self.assert_place(record, text)
                if name in ("knotc zone-read", "dig +trace"):  # read as a zone file
                    continue
                zone = self.zone(text)
                self.assertEqual(zone.domain["domain"], "example.com", zone.errors)
                self.assert_place(zone, text)
                self.assert_not_missing(zone)

    def test_utf_16(self):
        text = SHAPES["Resolve-DnsName | Format-List"]
        path = self.file(text.replace("\n", "\r\n").encode("utf-16"))
        for command in (["record"], ["zone", "--offline"]):
            done = run(*command, "--format", "json", path)
            self.assertEqual(self.find(done, RULE)["line"], place_of(text, FAULT)[0])

    def test_a_table_that_was_cut_is_refused(self):
        text = TABLE + "example.com                              TXT    3600  Answer     {v=spf1 include:spf.protection.outloo...\n"
        for done in (self.zone(text), self.record(text)):
            self.assertEqual(done.status, USAGE)
            self.assertIn("cut", done.errors)

    def test_absent(self):
        for text in ("*** dns.google can't find _dmarc.example.com: Non-existent domain\n",
                     "*** UnKnown kann _dmarc.example.com nicht finden: Non-existent domain\r\n",
                     "_dmarc.example.com: resolve call failed: '_dmarc.example.com' not found\n",
                     '{"Status":3,"Question":[{"name":"_dmarc.example.com","type":16}],"Answer":[]}',
                     "Host _dmarc.example.com not found: 3(NXDOMAIN)\n",
                     "** server can't find _dmarc.example.com: NXDOMAIN\n",
                     '{"RCODE":3,"QNAME":"_dmarc.example.com.","QTYPE":16}',
                     '{"Status":0,"RA":true,"Question":[{"name":"_dmarc.example.com","type":16}]}',
                     "> set type=txt\n> _dmarc.example.com\n*** Can't find _dmarc.example.com: No answer\n"):
            with self.subTest(text):
                done = self.zone(text)
                self.assertEqual(done.domain["domain"], "example.com", done.errors)
                self.assertNotIn(("_dmarc.example.com", "TXT"), done.unanswered)
                self.assertEqual(done.unanswered[("example.com", "MX")], "offline")

    def test_not_answered(self):
        for text, reason in (('{"Status":2,"Question":[{"name":"example.com","type":16}]}', "servfail"),
                             ('{"Status":0,"TC":true,"Question":[{"name":"example.com","type":16}],"Answer":'
                              '[{"name":"example.com","type":16,"TTL":1,"data":"v=spf1 -all"}]}', "truncated"),
                             ("C:\\>nslookup -q=txt example.com\nDNS request timed out.\n    timeout was 2 seconds.\n"
                              "*** Request to dns.google timed-out\n", "timeout"),
                             ("$ host -t txt example.com\nHost example.com not found: 2(SERVFAIL)\n", "servfail"),
                             ("$ drill txt example.com\nError: error sending query: Could not send or receive, because of network error\n",
                              "timeout"),
                             ("$ dig txt example.com\n;; connection timed out; no servers could be reached\n", "timeout")):
            with self.subTest(text):
                done = self.zone(text)
                self.assertEqual(done.status, UNKNOWN, done.errors)
                self.assertEqual(done.unanswered[("example.com", "TXT")], reason)

    def test_an_empty_short_answer_says_nothing(self):
        done = self.zone("$ dig +short txt example.com\n$ dig +short txt _dmarc.example.com\n\"v=DMARC1; p=none\"\n")
        self.assertEqual(done.unanswered[("example.com", "TXT")], "offline")

    def test_fixes_of_pasted_text_are_refused(self):
        done = run("zone", "--offline", "--fix=diff", self.file(SHAPES["resolvectl"]))
        self.assertEqual(done.output, "")
        self.assertIn("not a zone file", done.errors)

    def test_what_a_record_includes_is_no_subject(self):
        text = ("$ dig +short txt example.com\n\"v=spf1 include:_spf.example.net include:spf.example.org include:c.example -all\"\n"
                "$ dig +short txt _spf.example.net\n\"v=spf1 ip4:11.0.0.1 -all\"\n$ dig +short txt spf.example.org\n\"v=spf1 ip4:11.0.0.2 -all\"\n"
                "$ dig +short txt c.example\n\"v=spf1 ip4:11.0.0.3 -all\"\n$ dig +short mx c.example\n10 mx.c.example.\n")
        done = self.zone(text)
        self.assertEqual([domain["domain"] for domain in done.domains], ["example.com", "c.example"])
        self.assertEqual(done.domains[0]["records"]["spf"]["ip4_addresses"], 3)
        done = self.zone("$ dig +short txt _spf.example.net\n\"v=spf1 mxx -all\"\n")
        self.assertEqual(done.domain["domain"], "_spf.example.net")
        self.assertIn(RULE, done.rules)

    def test_answers_that_tell_nothing_of_mail(self):
        """Without DNS nothing is judged then, and that is not clean."""
        for text in ("www.example.com is an alias for web.example.net.\nweb.example.net has address 11.0.0.1\n",
                     ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n;; flags: qr rd ra; QUERY: 1, ANSWER: 1\n"
                     ";; QUESTION SECTION:\n;example.com. IN NS\n\n;; ANSWER SECTION:\nexample.com. 300 IN NS ns1.example.net.\n",
                     ";; ->>HEADER<<- opcode: QUERY, status: NOTAUTH, id: 1\n;; QUESTION SECTION:\n;example.com. IN AXFR\n"):
            with self.subTest(text):
                self.assertEqual(self.zone(text).status, USAGE)

    def test_two_servers_that_disagree(self):
        answers = "".join(';; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n;; QUESTION SECTION:\n;example.com. IN TXT\n\n'
                          f';; ANSWER SECTION:\nexample.com. 300 IN TXT "v=spf1 {end}"\n\n;; Query time: 1 msec\n' for end in ("a -all", "mx -all"))
        done = self.zone(answers)
        self.assertEqual(done.status, UNKNOWN)
        self.assertIn("different answers", done.errors)
        self.assertNotIn("spf-multiple-records", done.rules)

    def test_domains_are_chosen(self):
        text = "a.example descriptive text \"v=spf1 -all\"\nb.example descriptive text \"v=spf1 mxx -all\"\n"
        done = self.zone(text, "--domain", "b.example")
        self.assertEqual(done.domain["domain"], "b.example")
        self.assertEqual(self.zone(text, "--domain", "c.example").status, USAGE)

    def test_pastes_and_zone_files_together(self):
        zone = self.file("$ORIGIN example.org.\n$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n@ TXT \"v=spf1 include:example.com -all\"\n",
                         "example.org.zone")
        done = run("zone", "--offline", "--format", "json", zone, self.file(SHAPES["resolvectl"]))
        self.assertEqual([domain["domain"] for domain in done.domains], ["example.org", "example.com"])
        self.assertNotIn(("example.com", "TXT"), done.unanswered)

    def test_a_zone_for_check(self):
        zone = self.file("$ORIGIN example.org.\n$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n@ TXT \"v=spf1 mxx -all\"\n"
                         "s1._domainkey TXT \"v=DKIM1; p=\"\n", "example.org.zone")
        done = run("check", "--offline", "--format", "json", "--zone", zone, "example.org", "example.com")
        self.assertEqual(self.find(done, RULE)["file"], zone)
        self.assertEqual([key["selector"] for key in done.domains[0]["records"]["dkim"]], ["s1"])
        self.assertEqual(done.unanswered[("example.com", "TXT")], "offline")
        self.assertEqual(run("check", "--offline", "--zone", os.path.join(self.folder, "nope"), "example.org").status, USAGE)

    def test_sides_of_diff(self):
        before, after = (self.file(f"$ dig +short txt example.com\n\"v=spf1 ip4:11.0.0.1 {end}\"\n", f"{name}.txt")
                         for end, name in (("-all", "before"), ("+all", "after")))
        done = run("diff", "--offline", "--format", "json", before, after)
        self.assertEqual(done.status, FINDINGS)
        self.assertEqual(self.find(done, "spf-plus-all")["file"], after)
        self.assertEqual(run("diff", "--offline", before, before).status, CLEAN)


class SeveralRecords(Pasted):
    def status(self, text):
        return run("record", "-", input=text).status

    def test_a_line_of_a_short_answer_is_a_record(self):
        for text in ('"v=spf1 mx -all"\n"google-site-verification=abc123"\n', '"google-site-verification=abc123"\n"v=spf1 mx -all"\n',
                     'acme-mail.at descriptive text "v=SPF1 mx include:spf.acme-mail.at -all"\n',
                     'example.com.\t300\tIN\tTXT\t"MS=ms12345678"\nexample.com.\t300\tIN\tTXT\t"v=spf1 mx -all"\n',
                     'example.com.\t300\tIN\tTXT\t"v=spf1 mx -all"\nexample.com.\t300\tIN\tTXT\t"MS=ms12345678"\n',
                     'example.com. 300 IN TXT ( "v=spf1 mx "\n "-all" )\n', '"v=spf1 mx " "-all"\n',
                     'v=spf1 mx -all\ngoogle-site-verification=abc123\n'):
            with self.subTest(text):
                done = self.record(text)
                self.assertEqual(done.status, CLEAN, done)
                self.assertEqual(done.domain["records"]["spf"]["text"].lower()[:9], "v=spf1 mx")

    def test_records_in_a_document(self):
        """What is around records in mails and tickets is no part of them, and each of them is judged."""
        spf, dmarc = "v=spf1 mxx -all", "v=DMARC1; p=rejct"
        texts = [f"SPF: {spf}\nDMARC: {dmarc}\n",
                 f"- {spf}\n- {dmarc}\n",
                 f"> {spf}\r\n> {dmarc}\r\n",
                 f"    {spf}\n\n    {dmarc}\n",
                 f"```\n{spf}\n{dmarc}\n```\n",
                 f"`{spf}`\n`{dmarc}`\n",
                 f"Type: TXT\nValue: {spf}\n\nType: TXT\nValue: {dmarc}\n",
                 f"\"{spf}\"\n{dmarc}\n",
                 f"_mta-sts TXT \"v=STSv1; id=20260101\"\n{spf}\n{dmarc}\n",
                 f"{spf}\n{dmarc}\ns1._domainkey TXT ( \"v=DKIM1; k=ed25519; \"\n"
                 "  \"p=Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s=\" )\n"]
        for text in texts:
            with self.subTest(text):
                done = self.record(text)
                found = {(finding["rule"], finding["line"], finding["column"])
                         for domain in done.domains for finding in domain["findings"] if finding["severity"] == "error"}
                self.assertEqual(found, {(RULE, *place_of(text, "mxx")),
                                         ("dmarc-p-invalid", *place_of(text, "rejct"))}, done)
        for text in texts:
            with self.subTest(clean=text):
                done = self.record(text.replace("mxx", "mx").replace("rejct", "reject"))
                self.assertEqual(done.status, CLEAN, done)

    def test_names_in_a_document(self):
        for text in ("example.com TXT v=spf1 mxx -all\n_dmarc.example.com TXT v=DMARC1; p=none\n",
                     "Name: example.com\nValue: v=spf1 mxx -all\n\nName: _dmarc.example.com\nValue: v=DMARC1; p=none\n"):
            with self.subTest(text):
                self.assertEqual([domain["domain"] for domain in self.record(text).domains], ["example.com"])

    def test_a_fence_around_one_record(self):
        self.assertEqual(self.record("```\nv=spf1 mx -all\n```\n").status, CLEAN)

    def test_more_lines_of_a_record(self):
        """A line without a version goes on with the record above."""
        done = self.record("v=DMARC1;\n p=rejct\n\nv=spf1 mx -all\n")
        self.assertIn("dmarc-p-invalid", [finding["rule"] for finding in done.domains[0]["findings"]])

    def test_two_of_one_kind(self):
        for text, rule in (('"v=spf1 mx -all"\n"v=spf1 a -all"\n', "spf-multiple-records"),
                           ('example.com. 1 IN TXT "v=spf1 mx -all"\nexample.com. 1 IN TXT "v=spf1 a -all"\n', "spf-multiple-records"),
                           ("v=spf1 mx -all\nv=spf1 a -all\n", "spf-multiple-records"),
                           ('"v=DMARC1; p=none"\n"v=DMARC1; p=reject"\n', "dmarc-multiple-records")):
            with self.subTest(text):
                self.assertIn(rule, self.record(text).rules)

    def test_the_same_kind_at_two_names(self):
        done = self.record('a.example. 1 IN TXT "v=spf1 mx -all"\nb.example. 1 IN TXT "v=spf1 a -all"\n')
        self.assertEqual([domain["domain"] for domain in done.domains], ["a.example", "b.example"])
        self.assertEqual(done.status, CLEAN)

    def test_keys_of_selectors_that_are_not_named(self):
        key = '"v=DKIM1; k=ed25519; p=Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s="\n'
        self.assertEqual(self.status(key + key.replace("Us9v", "Vs9v")), CLEAN)

    def test_other_records_are_counted(self):
        done = run("record", "-", input='"MS=ms1"\n"v=spf1 mx -all"\n10 mx.example.com.\n')
        self.assertEqual(done.status, CLEAN)
        self.assertIn("2 other records ignored", done.output)

    def test_what_is_not_read_is_said(self):
        done = run("record", "-", input='$ host -t txt a.example\na.example descriptive text "v=spf1 -all"\nand TXT of it: "v=spf1" he says\n')
        self.assertEqual(done.status, UNKNOWN)
        self.assertIn(":3:1: not read", done.errors)

    def test_a_broken_line_is_a_finding(self):
        done = self.record('a.example. 1 IN TXT "v=spf1 -all"\nb.example. 1 IN TXT "v=spf1 -all\n')
        self.assertEqual(done.status, FINDINGS)
        self.assertEqual(self.find(done, "zone-quote")["line"], 2)

    def test_too_many_records_of_a_name_are_told(self):
        done = run("record", "-", input='"v=spf1 mx -all"\n' + "".join(f'"v={i}"\n' for i in range(5000)))
        self.assertNotEqual(done.status, CLEAN)
        self.assertIn("only the first 4096 records", done.errors)

    def test_too_many_bare_records_are_told(self):
        self.assertIn("only the first 4096 records", self.record("v=spf1 -all\n" * 5000).errors)

    def test_nothing_to_judge(self):
        for text in ('"MS=ms1"\n', "10 mx.example.com.\n", "hello\n", "<html>v=spf1 -all</html>\n", '{"format_version":"1.2","v":"v=spf1 -all"}',
                     "v=spf1 -all\0"):
            with self.subTest(text):
                self.assertEqual(self.status(text), USAGE)

    def test_a_file_that_is_not_there(self):
        for name in ("nope.txt", "db.example.com", "folder/nope", "example.zone"):
            done = run("record", name)
            self.assertEqual(done.status, USAGE)
            self.assertIn("cannot read", done.errors)
        self.assertNotIn("cannot read", run("record", "v=spf1 -al/l.txt").errors)


class Hostile(Pasted):
    def test_much_of_it(self):
        answer = SHAPES["an answer section alone"]
        begin = time.monotonic()
        done = run("zone", "--offline", "--format", "short", self.file("".join(
            answer.replace("example.com", f"d{i}.example") for i in range(3000))))
        self.assertEqual(done.output.count(RULE), 3000)
        self.assertLess(time.monotonic() - begin, 30)

    def test_long_lines_and_open_ends(self):
        for text in ("a.example. 1 IN TXT (" + "(" * 100000, "\"" + "x" * 1000000, "{" * 300000, "[" * 300000, "[\n{\n" * 50000,
                     "a.example. 1 IN TXT (\n" * 20000, "x\ttext =\n" * 20000, ";; ->>HEADER<<- status: NOERROR\n" * 20000,
                     "Name : a\n" * 20000, "$ dig " * 50000, "\0\1\2" * 100000):
            with self.subTest(text[:20]):
                begin = time.monotonic()
                for command in ("record", "zone"):
                    done = subprocess.run([binary(), command, "-"] + ["--offline"] * (command == "zone"), input=text.encode(), env=environment(),
                                          capture_output=True, timeout=60, check=False)
                    self.assertIn(done.returncode, (CLEAN, FINDINGS, USAGE, UNKNOWN))
                self.assertLess(time.monotonic() - begin, 10)

    def test_control_characters_are_not_printed(self):
        done = run("record", "-", input="$ host -t txt a.example\na.example descriptive text \"v=spf1 \x1b[31m -all\"\nTXT \x1b[2J \"x\n")
        self.assertNotIn("\x1b", done.output + done.errors)

    def test_lines_of_the_own_language_are_text(self):
        done = self.record('a.example. 1 IN TXT ( "v=spf1 mxx -all"\n; @answer a.example TXT bogus\n )\n; @answer b.example TXT bogus\n$ dig a.example\n')
        self.assertIn(done.status, (FINDINGS, USAGE))


if __name__ == "__main__":
    unittest.main()
