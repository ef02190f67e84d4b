"""`message`: Authentication-Results fields: whose they are, what their words mean, and when they differ from what DNS gives now."""

import unittest

from test_message import BODIES, HEADER, TRANSPORT, Messages

RECEIVED = b"Received: from mail.example.com (mail.example.com. [11.0.0.25])\r\n\tby mx.example.net with ESMTP;\r\n\tSun, 22 Nov 2026 10:00:01 +0000\r\n"
PATH = b"Return-Path: <a@example.com>\r\n"
PLAIN = HEADER + b"\r\n" + BODIES["text"]


def field(text):
    return b"Authentication-Results: " + text.encode() + b"\r\n"


class Claims(Messages):
    def judge(self, data, *arguments):
        document = self.message(data, *arguments).json
        return document["authentication_results"], {finding["rule"] for finding in document["findings"]}

    def claims(self, text):
        """The results of one own field."""
        claims, _ = self.judge(field("mx.example.net; " + text) + TRANSPORT + PLAIN)
        self.assertTrue(all(claim["own"] for claim in claims))
        return claims

    def differs(self, text, data, *arguments):
        return "message-result-differs" in self.judge(field("mx.example.net; " + text) + data, *arguments)[1]

    # whose

    def owners(self, data):
        return [(claim["authserv_id"], claim["own"]) for claim in self.judge(data)[0]]

    def test_fields_above_the_delivery_are_the_receivers(self):
        data = PATH + field("mx.example.net; dmarc=pass header.from=example.com") + field("mx.example.net 1;\r\n dkim=none;\r\n spf=pass") + RECEIVED + PLAIN
        self.assertEqual(self.owners(data), [("mx.example.net", True)] * 3)

    def test_fields_of_other_servers_are_not(self):
        data = TRANSPORT + field("mx.google.com; dkim=pass header.d=example.com") + PLAIN + field("mx.example.net; spf=pass")
        self.assertEqual(self.owners(data), [("mx.google.com", False)])
        shown = self.program_text(data)
        self.assertIn("mx.google.com reported dkim=pass", shown)
        self.assertIn("not the receiver's own", shown)

    def program_text(self, data):
        import program
        path = self.write("m.eml", data)
        done = program.run("message", "--offline", "--no-config", "--zone", self.zone(), path)
        return " ".join(done.output.split())

    def test_a_field_below_its_own_received_field(self):
        """Gmail, milters and Exim add theirs below the Received field of the same server."""
        for authserv_id, own in (("mx.example.net", True), ("example.net", True), ("mx", True), ("MX.EXAMPLE.NET", True), ("mail.example.net", True),
                                 ("example.org", False), ("net", False), ("mx.example.ne", False)):
            with self.subTest(authserv_id=authserv_id):
                self.assertEqual(self.owners(TRANSPORT + field(authserv_id + "; spf=pass") + PLAIN), [(authserv_id, own)])

    def test_below_further_hops_no_name_counts(self):
        hop = b"Received: from desk (localhost [127.0.0.1]) by mail.example.com; Sun, 22 Nov 2026 09:00:00 +0000\r\n"
        self.assertEqual(self.owners(TRANSPORT + hop + field("mx.example.net; spf=pass") + field("example.net; spf=pass") + PLAIN),
                         [("mx.example.net", False), ("example.net", False)])

    def test_a_server_without_a_domain_is_known_by_its_recipient(self):
        received = b"Received: from mail.example.com (mail.example.com [11.0.0.25]) by smtpin-7 (Postfix) with ESMTPS id 1 for <b@example.net>;\r\n" \
            b"\tSun, 22 Nov 2026 10:00:01 +0000\r\n"
        self.assertEqual(self.owners(PATH + received + field("spf.example.net; spf=pass") + field("mx.example.org; spf=pass") + PLAIN),
                         [("spf.example.net", True), ("mx.example.org", False)])

    def test_without_a_delivery_the_topmost_field_counts(self):
        self.assertEqual(self.owners(field("mx.example.net; spf=pass") + field("mail.example.net; dkim=none") + field("example.org; spf=pass") + PLAIN),
                         [("mx.example.net", True), ("mail.example.net", True), ("example.org", False)])
        internal = b"Received: by 10.213.7.77 with SMTP id 1; Sun, 22 Nov 2026 10:00:01 +0000\r\n"
        self.assertEqual(self.owners(internal + internal + PATH + field("mx.example.net; spf=pass") + PLAIN), [("mx.example.net", True)])
        self.assertEqual(self.owners(b"Received: by mx.example.org with SMTP id 1; Sun, 22 Nov 2026 10:00:01 +0000\r\n" + field("mx.example.net; spf=pass") + PLAIN),
                         [("mx.example.net", False)])

    def test_what_is_told_above_the_delivery_is_not_told_again_below(self):
        data = PATH + field("mx.example.net; dmarc=fail") + RECEIVED + field("mx.example.net; dmarc=pass; spf=pass") + field("mx.example.net; dkim=none") + PLAIN
        self.assertEqual([(claim["method"], claim["own"]) for claim in self.judge(data)[0]],
                         [("dmarc", True), ("dmarc", False), ("spf", False), ("dkim", True)])

    def test_without_authserv_id(self):
        text = "spf=pass (sender IP is 11.0.0.25)\r\n smtp.mailfrom=example.com; dkim=none\r\n header.d=none;dmarc=pass action=none header.from=example.com"
        self.assertEqual(self.owners(field(text) + TRANSPORT + PLAIN), [(None, True)] * 3)
        self.assertEqual(self.owners(TRANSPORT + field(text) + PLAIN), [(None, False)] * 3)

    # meanings

    def test_words_and_their_meaning(self):
        for text, result, meaning in (
                ("dkim=pass", "pass", "pass"), ("dkim/1=pass", "pass", "pass"), ("dkim=dkim_pass", "dkim_pass", "pass"), ("dkim=DKIM_PASS", "DKIM_PASS", "pass"),
                ("dkim=neutral (body hash did not verify)", "neutral", "fail"), ("dkim=fail (body has been altered)", "fail", "fail"),
                ("dkim=neutral (no key for signature)", "neutral", "permerror"), ('dkim=neutral reason="invalid (public key: not available)"', "neutral", "permerror"),
                ("dkim=softfail (message altered)", "softfail", "fail"), ("dkim=neutral", "neutral", "neutral"), ("dkim=none (message not signed)", "none", "none"),
                ("dkim=policy (weak key)", "policy", "policy"), ("dkim=hardfail", "hardfail", "fail"), ("dkim=temperror (timeout)", "temperror", "temperror"),
                ("spf=hardfail", "hardfail", "fail"), ("spf=softfail", "softfail", "softfail"), ("spf=bestguesspass", "bestguesspass", "none"),
                ("spf=pass (mx: best guess record for domain of a@example.com designates 11.0.0.25 as permitted sender)", "pass", "none"),
                ("spf=neutral (mx: 11.0.0.25 is neither permitted nor denied by best guess record for domain of a@example.com)", "neutral", "none"),
                ("spf=permerror", "permerror", "permerror"), ("spf=temp_error", "temp_error", "temperror"), ("spf=whatever", "whatever", "unknown"),
                ("dmarc=success(p=REJECT)", "success", "pass"), ("dmarc=bestguesspass action=none", "bestguesspass", "none"), ("dmarc=unknown", "unknown", "unknown"),
                ("compauth=softpass reason=201", "softpass", "pass"), ("iprev=permerror", "permerror", "permerror"), ("x-own=pass", "pass", "pass")):
            with self.subTest(text=text):
                self.assertEqual([(claim["result"], claim["meaning"]) for claim in self.claims(text)], [(result, meaning)])

    def test_explanations(self):
        for text, words in (("dmarc=bestguesspass action=none", "no record"), ("compauth=pass reason=109", "no DMARC record"),
                            ("compauth=fail reason=000", "quarantine or reject"), ("compauth=fail reason=601", "receiver itself"),
                            ("dmarc=fail action=oreject", "delivered the message as spam"), ("dmarc=fail (p=REJECT dis=NONE)", "took no action"),
                            ("dkim=neutral (body hash did not verify)", "body"), ("dkim=fail (no key)", "no key")):
            with self.subTest(text=text):
                self.assertIn(words, self.claims(text)[0]["explanation"])
        self.assertIsNone(self.claims("dmarc=fail (p=REJECT sp=REJECT dis=REJECT)")[0]["explanation"])

    # differences

    def test_spf_differs_only_for_the_same_identity_and_address(self):
        sent = TRANSPORT + PLAIN
        for text, differs in (("spf=pass smtp.mailfrom=a@example.com", False), ("spf=fail smtp.mailfrom=a@example.com", True), ("spf=softfail", True),
                              ("spf=fail smtp.mailfrom=example.org", False), ("spf=none smtp.helo=mail.example.com", False),
                              ("spf=fail (sender IP is 11.0.0.25) smtp.mailfrom=example.com", True),
                              ("spf=fail (sender IP is 11.0.0.99) smtp.mailfrom=example.com", False), ("spf=fail smtp.remote-ip=11.0.0.99", False),
                              ("spf=temperror smtp.mailfrom=example.com", False), ("spf=whatever", False), ("spf=bestguesspass smtp.mailfrom=example.com", True),
                              ("spf=pass, dkim=none", False)):
            with self.subTest(text=text):
                self.assertEqual(self.differs(text, sent), differs)

    def test_dkim_differs_only_for_the_same_signature(self):
        good = self.python_sign(PLAIN, "relaxed/relaxed")
        bad = good.replace(b"Hello", b"Hallo")
        for text, for_good, for_bad in (
                ("dkim=pass header.d=example.com", False, True), ("dkim=pass header.i=@example.com header.s=r", False, True),
                ("dkim=neutral (body hash did not verify) header.i=@example.com header.s=r", True, False), ("dkim=neutral (no key) header.d=example.com", True, False),
                ("dkim=dkim_pass header.i=@example.com header.s=r header.b=abcdefgh", False, True), ("dkim=fail header.d=example.com header.s=other", False, False),
                ("dkim=fail header.d=list.example", False, False), ("dkim=policy header.d=example.com", False, False), ("dkim=temperror header.d=example.com", False, False),
                ("dkim=none", True, False), ("dkim=pass header.i=@sub.example.com", False, True), ("dkim=pass", False, True)):
            with self.subTest(text=text):
                self.assertEqual(self.differs(text, TRANSPORT + good), for_good)
                self.assertEqual(self.differs(text, TRANSPORT + bad), for_bad)

    def test_one_of_two_signatures_is_told_by_its_beginning(self):
        signed = self.python_sign(PLAIN, "relaxed/relaxed")
        again = self.python_sign(HEADER + b"\r\n" + BODIES["text"], "simple/simple")
        broken = again[:again.index(HEADER)].replace(b"bh=", b"bh=A") + signed

        def beginning(message):
            at = message.index(b" b=") + 3
            return b"".join(message[at:].split())[:8].decode()

        self.assertFalse(self.differs(f'dkim=pass header.d=example.com header.b="{beginning(signed)}"', TRANSPORT + broken))
        self.assertTrue(self.differs(f'dkim=pass header.d=example.com header.b="{beginning(broken)}"', TRANSPORT + broken))
        self.assertFalse(self.differs("dkim=pass header.d=example.com", TRANSPORT + broken))

    def test_dmarc(self):
        sent = TRANSPORT + PLAIN
        for text, differs in (("dmarc=pass header.from=example.com", False), ("dmarc=success(p=REJECT) header.from=example.com", False),
                              ("dmarc=fail header.from=example.com", True), ("dmarc=bestguesspass header.from=example.com", True),
                              ("dmarc=none header.from=example.org", False), ("dmarc=unknown header.from=example.com", False),
                              ("dmarc=temperror header.from=example.com", False)):
            with self.subTest(text=text):
                self.assertEqual(self.differs(text, sent), differs)

    def test_fields_of_others_are_not_compared(self):
        self.assertNotIn("message-result-differs", self.judge(TRANSPORT + field("mx.google.com; spf=fail; dmarc=fail") + PLAIN)[1])


del Messages

if __name__ == "__main__":
    unittest.main()
