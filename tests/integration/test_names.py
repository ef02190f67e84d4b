"""Names: records at names that nobody looks up, and names that have no mail of their own."""

import unittest

import dns_wire as wire
import program
import servers
from servers import answer
from test_live import PATIENT, mail_domain

HEAD = """$ORIGIN example.com.
$TTL 3600
@ SOA ns hostmaster 1 7200 3600 1209600 3600
@ NS ns
ns A 11.0.0.1
mail A 11.0.0.2
@ MX 10 mail
@ TXT "v=spf1 mx -all"
"""
KEY = "v=DKIM1; k=ed25519; p=mfDwq7Nu6jY8GAhaqwgRS7MKAfaeyDWGY6klXt5AzP4="
DMARC = "v=DMARC1; p=reject; rua=mailto:d@example.com"
STS = "v=STSv1; id=20260101"
RPT = "v=TLSRPTv1; rua=mailto:t@example.com"
BIMI = "v=BIMI1; l=https://example.com/l.svg"

# The owner as a zone file has it, the text, and what is to be said: rule and the name that is looked up.
STRAYS = [
    ("_dmrac", DMARC, "dmarc-wrong-name-variants", "_dmarc"),
    ("_dmarc._dmarc", DMARC, "dmarc-wrong-name-variants", "_dmarc"),
    ("_dmarc._domainkey", DMARC, "dmarc-wrong-name-variants", "_dmarc"),
    ("dmarc", DMARC, "dmarc-wrong-name-variants", "_dmarc"),
    ("_dmarc.example.com", DMARC, "dmarc-wrong-name-variants", "_dmarc"),
    ("_dmacr.news", DMARC, "dmarc-wrong-name-variants", "_dmarc.news"),
    ("news._dmarc", DMARC, "dmarc-wrong-name-variants", "_dmarc.news"),
    ("_mta_sts", STS, "mta-sts-wrong-name", "_mta-sts"),
    ("_mtasts", STS, "mta-sts-wrong-name", "_mta-sts"),
    ("mta-sts", STS, "mta-sts-wrong-name", "_mta-sts"),
    ("@", STS, "mta-sts-wrong-name", "_mta-sts"),
    ("_mta-sts.example.com", STS, "mta-sts-wrong-name", "_mta-sts"),
    ("_tlsrpt", RPT, "tlsrpt-wrong-name", "_smtp._tls"),
    ("_smtp-tlsrpt", RPT, "tlsrpt-wrong-name", "_smtp._tls"),
    ("_tls._smtp", RPT, "tlsrpt-wrong-name", "_smtp._tls"),
    ("smtp._tls", RPT, "tlsrpt-wrong-name", "_smtp._tls"),
    ("_smtp._tlsrpt", RPT, "tlsrpt-wrong-name", "_smtp._tls"),
    ("default.bimi", BIMI, "bimi-wrong-name", "default._bimi"),
    ("brand._bmi", BIMI, "bimi-wrong-name", "brand._bimi"),
    ("_bimi", BIMI, "bimi-wrong-name", "default._bimi"),
    ("s1._dkim", KEY, "dkim-misspelt-domainkey", "s1._domainkey"),
    ("s1.domainkey", KEY, "dkim-misspelt-domainkey", "s1._domainkey"),
    ("_domainkey.s1", KEY, "dkim-misspelt-domainkey", "s1._domainkey"),
    ("s1._domainkey.example.com", KEY, "dkim-name-doubled", "s1._domainkey"),
]
WRONG = {rule for _, _, rule, _ in STRAYS}


def zone(text, *options):
    return program.run("zone", "--offline", "--no-config", "--format", "json", "--origin", "example.com", *options,
                       "-", input=HEAD + text)


def found(run, rules):
    return [finding for domain in run.domains for finding in domain["findings"] if finding["rule"] in rules]


class NamesThatNobodyLooksUp(unittest.TestCase):
    maxDiff = None

    def test_the_right_name_is_told_with_the_record_to_move_there(self):
        for owner, text, rule, right in STRAYS:
            with self.subTest(owner=owner, text=text):
                run = zone(f'news A 11.0.0.3\n{owner} TXT "{text}"\n')
                told = found(run, WRONG)
                self.assertEqual([(finding["rule"], finding["fix"]) for finding in told],
                                 [(rule, {"name": right + ".example.com", "type": "TXT", "text": text})], str(run))
                self.assertNotIn("dns-doubled-zone", run.rules)
                if right == "_dmarc":
                    self.assertNotIn("dmarc-none", run.rules)

    def test_a_copy_of_what_is_at_the_right_name_counts_less(self):
        lower = {"error": "warning", "warning": "info"}
        for owner, text, rule, right in STRAYS:
            with self.subTest(owner=owner, text=text):
                alone, copy = (found(zone(f'news A 11.0.0.3\n{owner} TXT "{text}"\n{more}'), {rule})
                               for more in ("", f'{right} TXT "{text}"\n'))
                self.assertEqual([finding["severity"] for finding in copy], [lower[alone[0]["severity"]]])
                self.assertIsNone(copy[0]["fix"])

    def test_two_that_were_meant_for_one_name_are_not_both_moved(self):
        run = zone(f'_dmrac TXT "{DMARC}"\ndmarc TXT "v=DMARC1; p=none; rua=mailto:d@example.com"\n')
        self.assertEqual([finding["fix"] for finding in found(run, WRONG)], [None, None])

    def test_names_that_are_right(self):
        for text in (f'_dmarc TXT "{DMARC}"\n',
                     f'_dmarc CNAME policy\npolicy TXT "{DMARC}"\n',
                     f'_dmarc.news TXT "{DMARC}"\nnews A 11.0.0.3\n',
                     'example.net._report._dmarc TXT "v=DMARC1"\n',
                     f'customer._dmarc TXT "{DMARC}"\n',  # what CNAME records of customers lead to
                     f'brand._bimi TXT "{BIMI}"\n',
                     f'_smtp._tls CNAME reports\nreports TXT "{RPT}"\n',
                     f'_mta-sts CNAME sts\nsts TXT "{STS}"\n',
                     f's1._domainkey CNAME key\nkey TXT "{KEY}"\n'):
            with self.subTest(text=text):
                self.assertEqual(found(zone(text), WRONG), [])

    def test_live(self):
        for name, text, rule, right in (
                ("_dmrac", DMARC, "dmarc-wrong-name-variants", "_dmarc"),
                ("_dmarc._dmarc", DMARC, "dmarc-wrong-name-variants", "_dmarc"),
                ("_tlsrpt", RPT, "tlsrpt-wrong-name", "_smtp._tls"),
                ("_tls._smtp", RPT, "tlsrpt-wrong-name", "_smtp._tls"),
                ("_smtp-tlsrpt", RPT, "tlsrpt-wrong-name", "_smtp._tls"),
                ("_mta_sts", STS, "mta-sts-wrong-name", "_mta-sts"),
                ("_mtasts", STS, "mta-sts-wrong-name", "_mta-sts"),
                ("default.bimi", BIMI, "bimi-wrong-name", "default._bimi")):
            with self.subTest(name=name):
                script = mail_domain("example.com")
                if right == "_dmarc":
                    del script["_dmarc.example.com", "TXT"]
                if name in ("_tls._smtp", "_smtp-tlsrpt"):  # asked only for who has something about TLS
                    script["_mta-sts.example.com", "TXT"] = answer(wire.txt("_mta-sts.example.com", STS))
                name += ".example.com"
                server = servers.ScriptedServer(script | {(name, "TXT"): answer(wire.txt(name, text))})
                self.addCleanup(server.stop)
                run = program.check(server, *PATIENT, "--selector", "s1", "--probe", "none", "example.com")
                told = found(run, WRONG)
                self.assertEqual([(finding["rule"], finding["name"], finding["fix"]["name"]) for finding in told],
                                 [(rule, name, right + ".example.com")], str(run))
                self.assertNotIn("dmarc-none", run.rules)
                self.assertEqual(run.unanswered, {})


if __name__ == "__main__":
    unittest.main()
