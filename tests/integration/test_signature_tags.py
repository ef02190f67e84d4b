"""`message`: the tags of DKIM-Signature fields and of keys, line by line of RFC 6376 sections 3.2, 3.5, 3.6.1 and 6.1."""

import unittest

from dkim_keys import quoted, rsa_spki, modulus, spki, text_of, raw
from dkim_signing import signed
from test_message import Messages, debian_python, execute

HEADER = b"From: Ann <ann@example.com>\r\nTo: bob@example.net\r\nSubject: tags\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\n" \
    b"Message-ID: <1@example.com>\r\n"
BODY = b"Hello\r\n"
TAGS = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=r; h=From:To:Subject:Date; bh=BH;"

PYTHON_VERIFY_MANY = """
import dkim, sys, base64
keys = dict(line.split(" ", 1) for line in open(sys.argv[1]))
def ask(name, timeout=5):
    return keys.get(name.decode().rstrip("."), "").strip().encode() or None
for line in sys.stdin.buffer:
    try:
        print("pass" if dkim.verify(base64.b64decode(line), dnsfunc=ask) else "fail")
    except Exception:
        print("fail")
"""


class SignatureTags(Messages):
    def outcome(self, tags, zone=None, **more):
        signature, = self.message(signed(HEADER, BODY, tags, **more), zone=zone).json["dkim"]
        return signature["result"], signature["reason"]

    def good(self, *many, **more):
        for tags in many:
            with self.subTest(tags=tags):
                self.assertEqual(self.outcome(tags, **more), ("pass", None))

    def bad(self, reason, *many, result="permerror", **more):
        for tags in many:
            with self.subTest(tags=tags):
                found, why = self.outcome(tags, **more)
                self.assertEqual(found, result, why)
                self.assertIn(reason, why)

    def test_section_3_2_tag_lists(self):
        self.good(TAGS, TAGS.replace(";", " ; "), TAGS.replace("=", " = ", 3), TAGS.replace("; ", ";\r\n\t"), TAGS + " X=1; zz_9=unknown; V=2; D=b.example;")
        self.bad("is not a tag", TAGS + " nothing;", TAGS + " 1x=2;", TAGS + " a-b=2;", TAGS + " =2;")
        self.bad("between two semicolons", TAGS + ";")
        self.bad("duplicate tag d=", TAGS + " d=example.com;")
        self.bad("d= is missing", TAGS.replace("d=", "D="))

    def test_section_3_5_required_tags(self):
        for name in ("v=1; ", "a=rsa-sha256; ", "d=example.com; ", "s=r; ", "h=From:To:Subject:Date; ", "bh=BH;"):
            self.bad(name.split("=")[0] + "= is missing", TAGS.replace(name, "", 1))

    def test_section_3_5_v(self):
        self.bad("unknown version", *(TAGS.replace("v=1", "v=" + value) for value in ("2", "01", "1.0", "")))

    def test_section_3_5_a(self):
        self.good(TAGS.replace("rsa-sha256", "RSA-SHA256"))
        self.good(TAGS.replace("rsa-sha256", "ed25519-sha256").replace("s=r", "s=e"), kind="ed25519")
        self.bad("RFC 8301", TAGS.replace("sha256", "sha1"))
        self.bad("unknown algorithm", *(TAGS.replace("rsa-sha256", value) for value in ("rsa-sha512", "rsa", "sha256", "", "ecdsa-sha256", "rsa- sha256")))

    def test_section_3_5_b_and_bh(self):
        self.good(TAGS, shape=lambda text: text[:9] + "\r\n\t " + text[9:40] + " " + text[40:])
        self.good(TAGS, shape=lambda text: text.rstrip("="))
        for shape in (lambda text: text[:10] + "!" + text[11:], lambda text: text + "AAAA", lambda text: text[:-2] + "===", lambda text: "=" + text):
            self.bad("b= is not valid base64", TAGS, shape=shape)
        self.bad("b= is empty", TAGS, shape=lambda text: "")
        self.bad("bh= is not valid base64", TAGS.replace("BH", "BH*"))
        self.bad("bh= is empty", TAGS.replace("BH", ""))
        self.bad("bh= has 20 octets", TAGS.replace("BH", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="), result="fail")
        self.bad("the body was changed", TAGS.replace("BH", "A" * 43 + "="), result="fail")

    def test_section_3_5_c(self):
        self.good(TAGS.replace("relaxed/relaxed", "Relaxed/RELAXED"))
        self.good(TAGS.replace("relaxed/relaxed", "relaxed"))
        self.bad("unknown canonicalization", *(TAGS.replace("relaxed/relaxed", value)
                                               for value in ("relaxed/", "/relaxed", "", "nowsp", "relaxed/nowsp", "relaxed/relaxed/simple", "simple /simple")))

    def test_section_3_5_d_and_s(self):
        self.good(TAGS.replace("d=example.com", "d=EXAMPLE.com"))
        self.bad("trailing dot", TAGS.replace("d=example.com", "d=example.com."))
        self.bad("not a valid domain", *(TAGS.replace("d=example.com", "d=" + value)
                                         for value in (".example.com", "example..com", "exam ple.com", "example.com,", "[192.0.2.1]", "a@example.com", "")))
        self.bad("only one label", TAGS.replace("d=example.com", "d=com"))
        self.bad("not a valid selector", *(TAGS.replace("s=r", "s=" + value) for value in ("r.", ".r", "a..b", "r r", "r\\046s", "")))

    def test_section_3_5_i(self):
        self.good(*(TAGS + f" i={value};" for value in ("@example.com", "ann@example.com", "@EXAMPLE.COM", "@mail.example.com", "x=40y@a.b.example.com", "=40example.com",
                                                       "ann=20b@example=2Ecom", "ann@\r\n example.com", "\"a@b\"@example.com", "@example=2Ecom")))
        self.bad("is neither d= nor a subdomain of it", *(TAGS + f" i={value};" for value in ("@example.net", "@notexample.com", "ann@com", "@example.com=40x.example.net")))
        self.bad("has no \"@\"", TAGS + " i=example.com;", TAGS + " i=;")
        self.bad("quoted-printable", TAGS + " i=a=4@example.com;", TAGS + " i=a=@example.com;", TAGS + " i=@example.com=;")
        self.bad("is invalid", TAGS + " i=@example.com.;", TAGS + " i=ann@;", TAGS + " i=@example..com;")

    def test_section_3_5_l(self):
        self.good(*(TAGS.replace("bh=", f"l={value}; bh=") for value in ("7", "07", "0" * 75 + "7")))
        self.bad("76 digits", *(TAGS.replace("bh=", f"l={value}; bh=") for value in ("0" * 76 + "7", "", "-7", "+7", "7.0", "7 7", "0x7")))
        self.bad("larger than the body", *(TAGS.replace("bh=", f"l={value}; bh=") for value in ("8", "9" * 76, str(2 ** 64 + 7))))

    def test_section_3_5_q(self):
        self.good(*(TAGS + f" q={value};" for value in ("dns/txt", "DNS/TXT", "x-new:dns/txt", "dns/txt : http/get", "dns/\r\n".strip() + "txt")))
        self.bad("query method", *(TAGS + f" q={value};" for value in ("xdns/txtx", "dns", "", "dns/txtx", "http", "dns/txt/x", "txt")))

    def test_section_3_5_t_and_x(self):
        self.good(*(TAGS + f" {value};" for value in ("t=1", "t=999999999999", "x=999999999999", "t=1; x=" + "9" * 30, "t=0; x=0999999999999")))
        self.bad("greater than t=", *(TAGS + f" {value};" for value in ("t=9; x=9", "t=10; x=9", "t=1796025513; x=1796025513", "t=" + "9" * 20 + "; x=" + "9" * 13)))
        self.bad("not a number", *(TAGS + f" {value};" for value in ("t=", "x=", "t=1.5", "x=-1", "t=now")))
        self.bad("expired", TAGS + " t=5; x=9;", result="fail")

    def test_section_3_5_x_is_held_against_the_time_of_receipt(self):
        received = b"Received: from mail.example.com (mail.example.com [11.0.0.25])\r\n\tby mx.example.net with ESMTP; Sun, 22 Nov 2020 10:00:00 +0000\r\n"
        for expires, result in ((1606039200, "pass"), (1606039199, "fail"), (1606039201, "pass")):
            message = received + signed(HEADER, BODY, TAGS + f" t=5; x={expires};")
            self.assertEqual(self.results(message), [result], expires)

    def test_section_3_5_t_in_the_future(self):
        found = self.message(signed(HEADER, BODY, TAGS + " t=99999999999;")).json
        self.assertEqual(found["dkim"][0]["result"], "pass")
        self.assertIn("message-dkim-future", {finding["rule"] for finding in found["findings"]})

    def test_section_3_5_h(self):
        self.good(*(TAGS.replace("From:To:Subject:Date", value) for value in ("from : to :\r\n\tSUBJECT\t:date", "From:To:Subject:Date:X-None:From:Subject")))
        self.bad("From is not signed", *(TAGS.replace("From:To:Subject:Date", value) for value in ("To:Subject", "From To", "", "X-From")))

    def test_dkimpy_agrees(self):
        """Where RFC 6376 is plain, python3-dkim says the same. It does not look at q=, takes a final dot in d= and an l= above the body's length, and wants padding."""
        cases = [TAGS, TAGS + " X=1;", TAGS + " nothing;", TAGS + ";", TAGS + " d=example.com;", TAGS.replace("d=", "D="), TAGS.replace("v=1", "v=2"),
                 TAGS.replace("rsa-sha256", "rsa-sha512"), TAGS.replace("BH", "BH*"), TAGS.replace("relaxed/relaxed", "nowsp"),
                 TAGS.replace("s=r; ", ""), TAGS + " i=@example.net;", TAGS + " i=@mail.example.com;", TAGS + " i=example.com;", TAGS + " t=5; x=4;", TAGS + " t=5; x=9;",
                 TAGS + " t=now;", TAGS.replace("From:To", "To"), TAGS.replace("From:To:Subject:Date", "from : to : subject : date"),
                 TAGS.replace("bh=", "l=7; bh="), TAGS.replace("bh=", "l=; bh=")]
        messages = [signed(HEADER, BODY, tags) for tags in cases]
        keys = self.write("keys", "r._domainkey.example.com v=DKIM1; k=rsa; p=" + text_of(spki("rsa2048")) + "\n")
        lines = b"".join(text_of(message).encode() + b"\n" for message in messages)
        said = execute([debian_python(), "-c", PYTHON_VERIFY_MANY, keys], lines).decode().split()
        for tags, message, other in zip(cases, messages, said, strict=True):
            with self.subTest(tags=tags):
                self.assertEqual("pass" if self.results(message) == ["pass"] else "fail", other)


class Keys(Messages):
    """Why a key cannot be used (sections 3.6.1 and 6.1.2)."""

    def outcome(self, *records, tags=TAGS, kind="rsa2048"):
        texts = "".join(f"n._domainkey TXT {quoted(record)}\n" for record in records)
        signature, = self.message(signed(HEADER, BODY, tags.replace("s=r", "s=n"), kind=kind), zone=self.zone(texts)).json["dkim"]
        return signature["result"], signature["reason"]

    def test_keys_that_can_be_used(self):
        key = "p=" + text_of(spki("rsa2048"))
        for record in (key, "v=DKIM1; " + key, "v=DKIM1;k=rsa;" + key + ";", "k=rsa; h=sha256; " + key, "v=DKIM1; h=sha1 : sha256; s=email; t=y; " + key,
                       "v=DKIM1; s=tlsrpt:*; n=note; g=; zz=1; K=x; " + key, "v=DKIM1; K=ed25519; " + key, "v=DKIM1; k=RSA; g=other; " + key, "g=; k=rsa; " + key,
                       "v=DKIM1; p=" + key[2:60] + " " + key[60:90] + "\t" + key[90:], "v = DKIM1; t=s; g=*; " + key, "v=DKIM1; t=new:y; s=* ; " + key):
            with self.subTest(record=record[:60]):
                self.assertEqual(self.outcome(record), ("pass", None))

    def test_keys_that_cannot(self):
        data = text_of(spki("rsa2048"))
        key = "p=" + data
        for record, reason in (
                ("v=DKIM1; h=sha1; " + key, "the key allows only sha1 (h=)"), ("v=DKIM1; h=; " + key, "h= is empty"), ("v=DKIM1; h=sha512:md5; " + key, "only sha512:md5 (h=)"),
                ("v=DKIM1; s=tlsrpt; " + key, "the key is only for tlsrpt (s=)"), ("v=DKIM1; s=; " + key, "s= is empty"),
                ("v=DKIM1; k=dsa; " + key, "unknown key type k=dsa"), ("v=DKIM1; k=; " + key, "unknown key type k="), ("v=DKIM1; k=ed25519; p=" + text_of(raw("ed25519")), "the key type ed25519 does not match a="),
                ("v=DKIM1; p=", "revoked"), ("p=", "revoked"), ("v=DKIM1; k=rsa", "no p= tag"), ("v=DKIM1; P=" + data, "no p= tag"),
                ("v=DKIM2; " + key, "unknown version v=DKIM2"), ("v=DKIM1.0; " + key, "unknown version"), ("v=dkim1; " + key, "unknown version"), (key + "; v=DKIM1", "not the first tag"),
                ("v=DKIM1; k=rsa; k=rsa; " + key, "duplicate tag k=rsa"), ("v=DKIM1; foo; " + key, "is invalid at \"foo\""), ("v=DKIM1;; " + key, "is invalid at"),
                ("v=DKIM1; p=" + data[:40] + "!" + data[41:], "not valid base64"), ("v=DKIM1; p=" + data[:200], "truncated"), ("v=DKIM1; p=AAAA", "not a public key"),
                ("v=DKIM1; p=\"" + data + "\"", "quotation mark"), ("v=DKIM1; p=" + text_of(raw("ed25519")), "does not match k="),
                ("v=DKIM1; p=" + text_of(spki("p256")), "not an RSA key"), ("v=spf1 -all", "not a key record"), ("hello", "not a key record"),
                ("v=DKIM1; p=" + text_of(rsa_spki(modulus(512))), "512 bits"), ("v=DKIM1; p=" + text_of(rsa_spki(modulus(1016))), "1016 bits")):
            with self.subTest(record=record[:60]):
                found, why = self.outcome(record)
                self.assertEqual(found, "permerror")
                self.assertIn(reason, why)
        self.assertEqual(self.outcome("v=DKIM1; p=" + text_of(spki("rsa2048b")))[0], "fail")

    def test_a_short_key_is_allowed_from_1024_bits_on(self):
        self.assertEqual(self.outcome("p=" + text_of(spki("rsa1024")), kind="rsa1024"), ("pass", None))

    def test_flag_s_wants_the_same_domain(self):
        key = "v=DKIM1; t=y:s; p=" + text_of(spki("rsa2048"))
        self.assertEqual(self.outcome(key, tags=TAGS + " i=ann@Example.com;"), ("pass", None))
        found, why = self.outcome(key, tags=TAGS + " i=ann@mail.example.com;")
        self.assertEqual(found, "permerror")
        self.assertIn("t=s", why)

    def test_several_records_are_tried_in_turn(self):
        good = "v=DKIM1; p=" + text_of(spki("rsa2048"))
        self.assertEqual(self.outcome("v=spf1 -all", "v=DKIM1; p=", good), ("pass", None))
        self.assertIn("revoked", self.outcome("v=spf1 -all", "v=DKIM1; p=")[1])

    def test_another_key_of_the_type(self):
        found, why = self.outcome("v=DKIM1; k=rsa; p=" + text_of(spki("rsa2048")), tags=TAGS.replace("rsa-sha256", "ed25519-sha256"), kind="ed25519")
        self.assertEqual((found, "the key type rsa does not match a=ed25519-sha256" in why), ("permerror", True))


if __name__ == "__main__":
    unittest.main()
