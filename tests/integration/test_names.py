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
RSA_KEY = ("v=DKIM1; k=rsa; p=\" \"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAujc7wpu9lSoIUey63OATBdjqj3pIZBe/2jXd4ZErEgRYm33krjPGTtVO"
           "BDZWudlnJVTySErEY2GUzE/jFQjssaRnqZ6TTuh3O7u9aBnGGcmJxmBKvVKM2B7qnHXb4jN3OgJCImkXNUgaE6X8zekrXVSaYfqY\" \""
           "ErYrTL7G/XJSeWtBe+g7pBQK4uWr9Tvdc2vgGpMevDvoyntx7+bcw9RXdjkxNi7uppjW+qlLr0eYq7sL5uUjwyo7pHAw3bEoVC7C"
           "aUiUU/cJBsvquH3Fg6ji+BNnAEoS2EDGhMxTLxfGJ9NoY3m5XxJvitlT0MBdIVDRxR4J9Epo6cxECjxJDBeEQwIDAQAB")
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
    ("default_bimi", BIMI, "bimi-wrong-name", "default._bimi"),
    ("brand._bmi", BIMI, "bimi-wrong-name", "brand._bimi"),
    ("_bimi", BIMI, "bimi-wrong-name", "default._bimi"),
    ("s1._dkim", KEY, "dkim-misspelt-domainkey", "s1._domainkey"),
    ("s1.domainkey", KEY, "dkim-misspelt-domainkey", "s1._domainkey"),
    ("s1_domainkey", KEY, "dkim-misspelt-domainkey", "s1._domainkey"),
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
                run = zone(f'news A 11.0.0.3\nmta-sts A 11.0.0.4\nother._domainkey TXT "{KEY}"\n{owner} TXT "{text}"\n')
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
                run = program.check(server, *PATIENT, "-v", "--selector", "s1", "--probe", "none", "example.com")
                told = found(run, WRONG)
                self.assertEqual([(finding["rule"], finding["name"]) for finding in told], [(rule, name)], str(run))
                if rule != "mta-sts-wrong-name":  # without a policy to fetch, the record alone is no remedy
                    self.assertEqual(told[0]["fix"]["name"], right + ".example.com")
                self.assertNotIn("dmarc-none", run.rules)
                self.assertEqual(run.unanswered, {})


class NamesWithoutMailOfTheirOwn(unittest.TestCase):
    maxDiff = None

    def serious(self, run):
        return [finding for domain in run.domains for finding in domain["findings"] if finding["severity"] != "info"]

    def whole_zone(self, text, *options):
        return program.run("zone", "--offline", "--no-config", "--format", "json", *options, "-", input=text)

    def test_reverse_zones(self):
        for origin, owner in (("2.0.192.in-addr.arpa", "1"), ("0/25.2.0.192.in-addr.arpa", "1"),
                              ("8.b.d.0.1.0.0.2.ip6.arpa", "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0")):
            with self.subTest(origin=origin):
                run = self.whole_zone(f"$ORIGIN {origin}.\n$TTL 3600\n@ SOA ns.example.net. hm.example.net. 1 7200 3600 1209600 3600\n"
                                      f"@ NS ns.example.net.\n{owner} PTR mail.example.com.\n")
                self.assertEqual(run.domain["findings"], [], str(run))
                self.assertEqual(run.domain["status"], "clean")
                self.assertEqual(run.unanswered, {})
                self.assertEqual(run.domain["role"], "no-mail")

    def test_names_that_are_there_for_others_to_include(self):
        for text in ('spf TXT "v=spf1 ip4:11.0.3.0/24 ?all"\n', 'spf1.eu TXT "v=spf1 ip4:11.0.3.0/24 -all"\n',
                     'partners TXT "v=spf1 ip4:11.0.3.0/24 ?all"\n', 'partners TXT "v=spf1 ip4:11.0.3.0/24"\n'):
            with self.subTest(text=text):
                run = zone(f'_dmarc TXT "{DMARC}"\ns1._domainkey TXT "{KEY}"\n{text}', "--ignore", "dkim-ed25519-only")
                self.assertEqual(self.serious(run), [])
                self.assertEqual([domain["role"] for domain in run.domains], ["sends", "include"])

    def test_advice_for_a_domain_without_mail_agrees_with_its_remedy(self):
        run = zone("", "--role", "no-mail")
        self.assertEqual([remedy["text"] for remedy in run.domain["remedies"] if remedy["type"] == "TXT" and
                          remedy["name"].startswith("_dmarc.")], ["v=DMARC1; p=reject"])
        for finding in found(run, {"dmarc-none"}):
            self.assertNotIn("p=none", finding["help"])

    def test_a_name_with_an_underscore_has_no_mail(self):
        run = zone(f'_dmarc TXT "{DMARC}"\n_netblocks TXT "v=spf1 ip4:11.0.3.0/24 ~all"\n', "--domain", "_netblocks.example.com")
        self.assertEqual((self.serious(run), run.domain["role"]), ([], "include"))

    def test_names_with_an_underscore_that_no_record_of_the_file_includes_are_judged(self):
        run = zone(f'_dmarc TXT "{DMARC}"\n_relay TXT "v=spf1 ipv4:11.0.3.0/24 ~all"\n_spf.eu TXT "v=spf1 ip4:11.0.4.0/24 ~al"\n')
        self.assertEqual({(finding["rule"], finding["name"]) for finding in found(run, {"spf-typo-ip", "spf-typo-all"})},
                         {("spf-typo-ip", "_relay.example.com"), ("spf-typo-all", "_spf.eu.example.com")})
        self.assertEqual([domain["role"] for domain in run.domains[1:]], ["include", "include"])

    def test_an_included_record_is_judged_once(self):
        run = zone('news MX 10 mx\nmx A 11.0.0.2\nnews TXT "v=spf1 include:_spf.example.com -all"\n'
                   '_spf TXT "v=spf1 ipv4:11.0.3.0/24 ~all"\n')
        self.assertEqual([domain["domain"] for domain in run.domains], ["example.com", "news.example.com"])
        self.assertEqual(len(found(run, {"spf-typo-ip"})), 1)

    def test_a_record_at_the_name_of_another_protocol_is_no_domain(self):
        run = zone('_dmarc TXT "v=spf1 -all"\n_acme-challenge TXT "v=spf1 -all"\nx._domainkey TXT "v=spf1 -all"\n')
        self.assertEqual([domain["domain"] for domain in run.domains], ["example.com"])

    def test_the_role_of_a_name_can_be_given(self):
        text = 'u71 TXT "v=spf1 ip4:11.0.3.0/24 -all"\n'
        self.assertIn("mx-none-no-address", {finding["rule"] for finding in self.serious(zone(text))})
        run = zone(text, "--domain", "u71.example.com", "--role", "include")
        self.assertEqual((self.serious(run), run.domain["role"]), ([], "include"))

    def test_a_bounce_domain_needs_neither_key_nor_policy(self):
        for name in ("bounces", "rp", "em7", "returns.news", "k1bounce"):
            with self.subTest(name=name):
                run = zone(f'{name} MX 10 mx\nmx A 11.0.0.2\n{name} TXT "v=spf1 ip4:11.0.3.0/24 -all"\n')
                bounce = run.domains[-1]
                self.assertEqual(bounce["domain"], f"{name}.example.com")
                self.assertEqual({finding["rule"] for finding in bounce["findings"]} & {
                    "dkim-domainkey-nxdomain", "dmarc-none", "dmarc-inherited", "mta-sts-none", "tlsrpt-none"}, set())
                self.assertIsNone(bounce["receivers"])

    def test_an_authors_domain_that_is_called_like_one_is_judged_whole(self):
        run = zone('bounces MX 10 mx\nmx A 11.0.0.2\nbounces TXT "v=spf1 ip4:11.0.3.0/24 -all"\n'
                   'k._domainkey.bounces TXT "v=DKIM1; p=broken"\n')
        self.assertTrue([finding for finding in run.domains[-1]["findings"] if finding["rule"].startswith("dkim-")])
        self.assertIsNotNone(run.domains[-1]["receivers"])

    def test_its_record_is_checked_all_the_same(self):
        run = zone(f'_dmarc TXT "{DMARC}"\nspf TXT "v=spf1 ip4:11.0.3.0/33 ?all"\n')
        self.assertEqual([finding["name"] for finding in found(run, {"spf-cidr-range"})], ["spf.example.com"])

    def test_a_name_with_mail_is_no_helper(self):
        run = zone('spf TXT "v=spf1 ip4:11.0.3.0/24 -all"\nspf MX 10 mail\n')
        self.assertEqual({domain["role"] for domain in run.domains}, {"sends"})

    ALIAS = f'web A 11.0.0.3\napp CNAME web\ns1._domainkey.app TXT "{RSA_KEY}"\n_dmarc TXT "{DMARC}"\n'
    BOUNCES = 'send.app MX 10 feedback-smtp.example.net.\nsend.app TXT "v=spf1 include:spf.example.net ~all"\n'

    def test_a_sending_name_with_its_own_bounce_domain(self):
        for name in ("app CNAME web\n", "app A 11.0.0.3\n"):
            with self.subTest(name=name):
                text = self.ALIAS.replace("app CNAME web\n", name) + self.BOUNCES
                run = zone(text, "--domain", "app.example.com", "--domain", "send.app.example.com")
                self.assertEqual(self.serious(run), [])
                run = zone(text, "--domain", "app.example.com", "--volume", "bulk")
                self.assertEqual(self.serious(run), [])
                gmail = {entry["id"]: entry for entry in run.domains[0]["receivers"]["gmail"]["requirements"]}
                self.assertEqual(gmail["spf"]["status"], "met")

    def test_a_bounce_domain_may_be_a_cname(self):
        target = 'b MX 10 mail\nb TXT "v=spf1 ip4:11.0.3.0/24 -all"\n'
        for label in ("bounces", "pm-bounces"):
            with self.subTest(label=label):
                run = zone(f"{self.ALIAS}{target}{label}.app CNAME b\n", "--domain", "app.example.com")
                self.assertEqual(self.serious(run), [])

    def test_a_bounce_domain_that_is_not_known_is_not_missing(self):
        for name in ("app CNAME web\n", "app A 11.0.0.3\n"):
            with self.subTest(name=name):
                text = self.ALIAS.replace("app CNAME web\n", name) + "pm-bounces.app CNAME pm.example.net.\n"
                run = zone(text, "--domain", "app.example.com")
                self.assertEqual(self.serious(run), [])
                self.assertIn(("pm.example.net", "TXT"), run.unanswered)
                gmail = {entry["id"]: entry for entry in run.domain["receivers"]["gmail"]["requirements"]}
                self.assertEqual(gmail["spf"]["status"], "unknown")

    def test_what_services_prescribe(self):
        for name, records, spf in (
                ("ses", "".join(f"{n}._domainkey CNAME {n}.dkim.amazonses.com.\n" for n in ("aaaa", "bbbb", "cccc")) +
                 'bounce MX 10 feedback-smtp.us-east-1.amazonses.com.\nbounce TXT "v=spf1 include:amazonses.com ~all"\n', ""),
                ("resend", f'resend._domainkey TXT "{KEY}"\nsend MX 10 feedback-smtp.eu-west-1.amazonses.com.\n'
                 'send TXT "v=spf1 include:amazonses.com ~all"\n', '@ TXT "v=spf1 mx -all"\n')):
            with self.subTest(service=name):
                run = self.whole_zone(HEAD.replace('@ TXT "v=spf1 mx -all"\n', spf) + f'_dmarc TXT "{DMARC}"\n{records}',
                                      "--ignore", "dkim-ed25519-only")
                self.assertEqual(self.serious(run), [])

    def test_a_mail_domain_below_is_no_bounce_domain_of_the_organization(self):
        run = self.whole_zone(HEAD.replace('@ TXT "v=spf1 mx -all"\n', "") +
                              f's1._domainkey TXT "{KEY}"\nnews MX 10 mail\nnews TXT "v=spf1 mx -all"\n')
        self.assertEqual([finding["severity"] for finding in found(run, {"spf-none"})], ["warning"])

    def test_without_a_bounce_domain_the_alias_is_the_fault(self):
        for more in ("", "send.app MX 10 mail\n", 'send.app TXT "v=spf1 mx -all"\n', "send.app MX 0 .\nsend.app TXT \"v=spf1 mx -all\"\n"):
            with self.subTest(more=more):
                run = zone(self.ALIAS + more, "--domain", "app.example.com")
                self.assertEqual([finding["severity"] for finding in found(run, {"dns-cname-with-txt"})], ["error"])

    def test_an_address_without_mx_receives(self):
        parked = HEAD.replace("@ MX 10 mail\n", "@ A 11.0.0.80\n").replace("v=spf1 mx -all", "v=spf1 -all")
        for options, fix in (((), None), (("--role", "no-mail"), {"name": "example.com", "type": "MX", "text": "0 ."}),
                             (("--role", "sends"), None)):
            with self.subTest(options=options):
                told = found(self.whole_zone(parked, "-v", *options), {"mx-none"})
                self.assertEqual([finding["fix"] for finding in told], [fix])
                self.assertIn("11.0.0.80", told[0]["message"])

    def test_part_of_a_zone_says_nothing_of_its_soa(self):
        run = self.whole_zone('$ORIGIN example.com.\n$TTL 60\n@ MX 10 mail.example.net.\n@ TXT "v=spf1 mx -all"\n')
        self.assertNotIn("yahoo-from-soa", run.rules)
        self.assertEqual({rule for rule in run.rules if rule.startswith("zone-")}, {"zone-no-soa"})

    def test_a_service_that_signs_with_one_of_two_selectors_has_enabled_signing(self):
        cnames = "".join(f"selector{n}._domainkey CNAME selector{n}-example-com._domainkey.contoso.onmicrosoft.com.\n" for n in (1, 2))
        service = "$ORIGIN contoso.onmicrosoft.com.\n@ SOA ns.example.net. h 1 2 3 4 5\n@ NS ns.example.net.\n"
        key = f'selector1-example-com._domainkey TXT "{KEY}"\n'
        for live, pending in ((key, 0), ("", 2)):
            with self.subTest(live=live):
                self.assertEqual(len(found(zone(cnames + service + live), {"dkim-cname-pending", "dkim-cname-dangling"})), pending)


class LiveRecords(unittest.TestCase):
    def check(self, script, *arguments):
        server = servers.ScriptedServer(script)
        self.addCleanup(server.stop)
        return program.check(server, *PATIENT, "--selector", "s1", "--probe", "none", *arguments)

    def test_records_of_the_organization_that_spf_leads_to_are_checked(self):
        for name, told in (("_spf.example.com", True), ("spf.example.com", True), ("_spf.example.net", False)):
            with self.subTest(name=name):
                script = mail_domain("example.com") | {
                    ("example.com", "TXT"): answer(wire.txt("example.com", f"v=spf1 mx include:{name} -all")),
                    (name, "TXT"): answer(wire.txt(name, "v=spf1 ip4:11.0.0.5 ip4:11.0.0.0/33 -all"))}
                run = self.check(script, "example.com")
                self.assertEqual([finding["name"] for finding in found(run, {"spf-cidr-range"})], [name] * told)

    def test_a_cname_beside_the_dmarc_record(self):
        owner = "_dmarc.example.com"
        alias, txt = wire.cname(owner, "policy.example.net"), wire.txt(owner, DMARC)
        elsewhere = wire.txt("policy.example.net", "v=DMARC1; p=none; rua=mailto:d@example.net")
        for case, script in {
                "each type by itself": {(owner, "TXT"): answer(txt), (owner, "CNAME"): answer(alias)},
                "both at once": {(owner, "TXT"): answer(alias, txt, elsewhere)},
                "both at once, the target elsewhere": {(owner, "TXT"): answer(alias, txt),
                                                       ("policy.example.net", "TXT"): answer(elsewhere)},
                "both at once, without a target": {(owner, "TXT"): answer(alias, txt)}}.items():
            with self.subTest(case=case):
                run = self.check(mail_domain("example.com") | script, "-v", "example.com")
                self.assertNotIn("dmarc-cname-dangling", run.rules)
                self.assertEqual([finding["name"] for finding in found(run, {"dmarc-cname-and-txt"})], [owner])

    def test_a_circle_of_answers_is_one_however_they_are_packed(self):
        owner, other = "_dmarc.example.com", "d.example.com"
        for script in ({(owner, "TXT"): answer(wire.cname(owner, other), wire.cname(other, owner))},
                       {(owner, "TXT"): answer(wire.cname(owner, other)), (other, "TXT"): answer(wire.cname(other, owner))}):
            run = self.check(mail_domain("example.com") | script, "example.com")
            told = found(run, {"dns-cname-loop"})
            self.assertEqual([finding["name"] for finding in told], [owner])
            self.assertIn("CNAME loop", told[0]["message"])

    def test_one_of_them_alone(self):
        owner = "_dmarc.example.com"
        for script in ({}, {(owner, "TXT"): answer(wire.cname(owner, "policy.example.net"), wire.txt("policy.example.net", DMARC))}):
            self.assertNotIn("dmarc-cname-and-txt", self.check(mail_domain("example.com") | script, "example.com").rules)


if __name__ == "__main__":
    unittest.main()
