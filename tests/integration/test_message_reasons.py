"""`message`: SPF to the term that decided, of whatever domain, and DMARC by both specifications with where the policy comes from."""

import unittest

from test_message import Messages

MESSAGE = b"From: a@%s\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@example.com>\r\n\r\nx\r\n"
ROOT = "$ORIGIN .\n$TTL 60\n@ SOA ns. h. 1 2 3 4 5\n@ NS ns.\nns. A 127.0.0.1\n"  # so that what the text lacks does not exist


class Reasons(Messages):
    def judged(self, *zones, sender=b"example.com", mail_from="b@other.example"):
        records = ROOT + "".join(f"$ORIGIN {name}.\n{text}\n" for name, text in zones)
        done = self.message(MESSAGE % sender, "--ip", "11.0.0.25", "--helo", "mail.other.example", "--mail-from", mail_from, zone=self.write("z", records))
        return done.json, {finding["rule"]: finding for finding in done.json["findings"]}


class Spf(Reasons):
    def why(self, record, *more):
        document, rules = self.judged(("example.com", ""), ("other.example", f'@ TXT "{record}"'), *more)
        self.assertEqual((document["spf_check"]["identity"], document["spf_check"]["domain"]), ("mailfrom", "other.example"))
        return document["spf"], document["spf_check"]["why"], rules

    def test_the_term_of_a_domain_that_is_not_that_of_from(self):
        self.assertEqual(self.why("v=spf1 ip4:11.0.0.0/24 -all")[:2], ("pass", "ip4:11.0.0.0/24 in the record of other.example matches"))
        self.assertEqual(self.why("v=spf1 ip4:11.9.0.0/24 -all")[:2], ("fail", "no mechanism before -all in the record of other.example matches"))
        result, why, rules = self.why("v=spf1 include:a.other.example include:b.example -all\"\na TXT \"v=spf1 include:none.other.example -all\"\nnone TXT \"x")
        self.assertEqual((result, why), ("permerror", "include:a.other.example > include:none.other.example has no SPF record"))
        self.assertIn(why, rules["message-spf-permerror"]["message"])
        self.assertEqual(self.why("v=spf1 ip4:192.0.2.300 -all")[1], "ip4:192.0.2.300 is not an IPv4 network, in the record of other.example")
        self.assertNotIn("message-spf-permerror", self.why("v=spf1 -all")[2])

    def test_a_null_reverse_path_is_about_helo(self):
        document, _ = self.judged(("other.example", 'mail TXT "v=spf1 ip4:11.0.0.25 -all"'), mail_from="")
        self.assertEqual(document["spf_check"], {"identity": "helo", "domain": "mail.other.example",
                                                 "why": "ip4:11.0.0.25 in the record of mail.other.example matches"})

    def test_without_a_check_there_is_no_reason(self):
        self.assertIsNone(self.message(MESSAGE % b"example.com").json["spf_check"])


class Dmarc(Reasons):
    OTHER = ("other.example", '@ TXT "v=spf1 ip4:11.0.0.25 -all"')

    def readings(self, record, sender=b"example.com", more=""):
        document, rules = self.judged(("example.com", (f'_dmarc TXT "{record}"\n' if record else "") + more), self.OTHER, sender=sender)
        dmarc = document["dmarc"]
        return (dmarc["result"], dmarc["policy"], dmarc["policy_tag"]), tuple(dmarc["rfc9989"][key] for key in ("result", "policy", "policy_tag")), dmarc, rules

    def test_p_sp_and_np(self):
        record = "v=DMARC1; p=reject; sp=none; np=quarantine; rua=mailto:d@example.com"
        self.assertEqual(self.readings(record)[:2], (("fail", "reject", "p"),) * 2)
        self.assertEqual(self.readings(record, b"sub.example.com", "sub A 127.0.0.1")[:2], (("fail", "none", "sp"),) * 2)
        # RFC 9989 section 3.2.13: no record of any type, and no name below it either.
        self.assertEqual(self.readings(record, b"ghost.example.com")[:2], (("fail", "none", "sp"), ("fail", "quarantine", "np")))
        self.assertEqual(self.readings(record, b"sub.example.com", "x.sub A 127.0.0.1")[1], ("fail", "none", "sp"))
        self.assertEqual(self.readings("v=DMARC1; p=reject; np=none", b"ghost.example.com")[:2], (("fail", "reject", "p"), ("fail", "none", "np")))
        self.assertEqual(self.readings("v=DMARC1; p=reject; sp=none", b"ghost.example.com")[1], ("fail", "none", "sp"))
        *_, dmarc, rules = self.readings(record, b"ghost.example.com")
        self.assertEqual((dmarc["policy_domain"], dmarc["rfc9989"]["policy_domain"]), ("example.com", "example.com"))
        self.assertIn("none for RFC 7489 and quarantine for RFC 9989 receivers", rules["message-dmarc-fail"]["message"])

    def test_pct_is_of_one_and_t_of_the_other(self):
        first, second, dmarc, _ = self.readings("v=DMARC1; p=reject; pct=20")
        self.assertEqual((first, second, dmarc["pct"]), (("fail", "reject", "p"), ("fail", "reject", "p"), 20))
        first, second, dmarc, _ = self.readings("v=DMARC1; p=reject; t=y")
        self.assertEqual((first, second, dmarc["rfc9989"]["testing"]), (("fail", "reject", "p"), ("fail", "quarantine", "p"), True))

    def test_rua_without_p_is_none(self):
        """RFC 7489 section 6.6.3 step 6 and RFC 9989 section 4.10.1."""
        for record in ("v=DMARC1; rua=mailto:d@example.com", "v=DMARC1; p=foo; rua=mailto:d@example.com", "v=DMARC1; p=reject; sp=foo; rua=mailto:d@example.com"):
            self.assertEqual(self.readings(record)[:2], (("fail", "none", None),) * 2, record)
        for record in ("v=DMARC1", "v=DMARC1; p=foo", "v=DMARC1; p=reject; sp=foo", "v=DMARC1; sp=reject", "v=DMARC1; rua=nowhere"):
            self.assertEqual(self.readings(record)[:2], (("none", None, None),) * 2, record)
        self.assertEqual(self.readings("v=DMARC1; p=reject; np=foo; rua=mailto:d@example.com")[:2], (("fail", "reject", "p"), ("fail", "none", None)))

    def test_a_duplicate_tag_makes_the_list_invalid(self):
        """RFC 6376 section 3.2, by way of RFC 7489 section 6.3."""
        for record in ("v=DMARC1; p=reject; p=none; rua=mailto:d@example.com", "v=DMARC1; p=reject; aspf=s; aspf=r", "v=DMARC1; p=reject; x=1; x=2"):
            self.assertEqual(self.readings(record)[:2], (("none", None, None),) * 2, record)

    def test_invalid_values_of_other_tags_are_their_defaults(self):
        self.assertEqual(self.readings("v=DMARC1; p=Reject; adkim=x; aspf=strict; pct=200; fo=z; t=maybe; foo=bar")[:2], (("fail", "reject", "p"),) * 2)

    def test_strict_alignment_is_of_the_same_name(self):
        for aspf, result in (("r", "pass"), ("s", "fail"), ("x", "pass")):
            document, _ = self.judged(("example.com", f'_dmarc TXT "v=DMARC1; p=reject; aspf={aspf}"\nbounce TXT "v=spf1 ip4:11.0.0.25 -all"'), mail_from="b@bounce.example.com")
            self.assertEqual((document["dmarc"]["result"], document["dmarc"]["rfc9989"]["result"]), (result, result), aspf)


if __name__ == "__main__":
    unittest.main()
