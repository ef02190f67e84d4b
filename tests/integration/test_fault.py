"""`message`: whose fault it is that a message fails, and that only the sender's records and signing ask for something to publish."""

import unittest

from test_message import BODIES, HEADER, Messages

MORE = """
old._domainkey TXT "v=DKIM1; p="
$ORIGIN example.org.
@ SOA ns h 1 2 3 4 5
@ NS ns
@ TXT "v=spf1 ip4:11.0.0.44 -all"
lists TXT "v=spf1 ip4:11.0.0.44 -all"
$ORIGIN sendgrid.net.
@ SOA ns h 1 2 3 4 5
@ NS ns
u1 TXT "v=spf1 ip4:11.0.0.50 -all"
$ORIGIN attacker.example.
@ SOA ns h 1 2 3 4 5
@ NS ns
@ TXT "v=spf1 ip4:11.0.0.66 -all"
"""
PLAIN = HEADER + b"\r\n" + BODIES["text"]


def hop(name, address, by="mx.example.net", recipient="b@example.net", helo=None):
    return f"Received: from {helo or name} ({name} [{address}])\r\n\tby {by} with ESMTP id 1 for <{recipient}>;" \
        "\r\n\tSun, 22 Nov 2026 10:00:01 +0000\r\n".encode()


def sent(mail_from, name, address, **more):
    return f"Return-Path: <{mail_from}>\r\n".encode() + hop(name, address, **more)


OWN = hop("mail.example.com", "11.0.0.25", by="mx.example.org", recipient="b@example.org")
LIST = b"List-Id: The board <board.lists.example.org>\r\nList-Post: <mailto:board@lists.example.org>\r\nPrecedence: list\r\n"
FROM_LIST = sent("board-bounces@lists.example.org", "mx.example.org", "11.0.0.44")


class Faults(Messages):
    def setUp(self):
        super().setUp()
        self.signed_once = None

    def judge(self, data, *arguments):
        return self.message(data, *arguments, zone=self.zone(MORE)).json

    def who(self, data, *arguments):
        return self.judge(data, *arguments)["fault"]["who"]

    def signed(self):
        self.signed_once = self.signed_once or self.python_sign(PLAIN, "relaxed/relaxed")
        return self.signed_once

    def changed(self):
        return self.signed().replace(b"Hello", b"Hello, all") + b"-- \r\nThe board\r\n"

    def published(self, document):
        """What the findings of the message and of its domain ask to publish, and those that say that it fails a receiver."""
        findings = document["findings"] + document["check"]["findings"]
        return [finding["rule"] for finding in findings
                if finding.get("fix") or finding["rule"] in ("spf-ip-not-authorised", "gmail-no-auth") or "Add the sending IP address" in (finding["help"] or "")]

    def test_none(self):
        for data in (sent("a@example.com", "mail.example.com", "11.0.0.25") + PLAIN, sent("x@attacker.example", "host.example", "11.0.0.66") + self.signed()):
            self.assertEqual(self.judge(data)["fault"]["who"], "none")

    def test_records(self):
        for data in (sent("a@example.com", "web.example.com", "11.0.0.99") + PLAIN,  # by its PTR name a server of the domain
                     sent("a@example.com", "o1.sendgrid.net", "11.0.0.50") + PLAIN,
                     sent("a@nothing.example.com", "host.example", "11.0.0.99") + PLAIN,
                     sent("x@attacker.example", "mx.attacker.example", "11.0.0.66") + self.signed().replace(b"s=r;", b"s=gone;"),
                     sent("x@attacker.example", "mx.attacker.example", "11.0.0.66") + self.signed().replace(b"s=r;", b"s=old;")):
            fault = self.judge(data)["fault"]
            self.assertEqual(fault["who"], "records", fault["text"])

    def test_signing(self):
        for data in (sent("x@attacker.example", "mail.example.com", "11.0.0.25") + PLAIN,  # a server of the domain, in another name
                     sent("x@u1.sendgrid.net", "o1.sendgrid.net", "11.0.0.50") + PLAIN,
                     sent("x@attacker.example", "mx.attacker.example", "11.0.0.66") + self.signed().replace(b"v=1;", b"v=2;"),
                     sent("x@u1.sendgrid.net", "o1.sendgrid.net", "11.0.0.50") + self.changed()):
            fault = self.judge(data)["fault"]
            self.assertEqual(fault["who"], "signing", fault["text"])

    def test_list(self):
        for data in (FROM_LIST + LIST + OWN + self.changed(), FROM_LIST + LIST + OWN + PLAIN, FROM_LIST + LIST + self.changed(),
                     FROM_LIST + b"Mailing-List: contact board-help@lists.example.org; run by ezmlm\r\n" + PLAIN,
                     FROM_LIST + b"List-Id: <board.lists.example.org>\r\n" + self.changed()):
            document = self.judge(data)
            self.assertEqual((document["dmarc"]["result"], document["fault"]["who"]), ("fail", "list"), document["fault"]["text"])
            self.assertIn("lists.example.org", document["fault"]["text"])
            self.assertEqual(self.published(document), [])

    def test_fields_of_a_list_are_not_the_senders(self):
        unsubscribe = b"List-Unsubscribe: <mailto:board-leave@lists.example.org>\r\n"
        found = {finding["rule"]: finding["help"] for finding in self.judge(FROM_LIST + LIST + unsubscribe + OWN + self.changed())["findings"]}
        self.assertEqual(set(found), {"message-dmarc-fail", "message-dkim-fails"})
        for text in found.values():
            self.assertIn("the list", text)

    def test_a_list_that_writes_itself_into_from(self):
        data = FROM_LIST + LIST + self.changed().replace(b"<a@example.com>", b"<board@lists.example.org>")
        document = self.judge(data)
        self.assertEqual((document["dmarc"]["spf_aligned"], document["fault"]["who"]), (True, "none"))

    def test_a_campaign_is_no_list(self):
        campaign = b"List-Id: <1234.u1.sendgrid.net>\r\nList-Unsubscribe: <https://example.org/u>\r\nPrecedence: bulk\r\n"
        self.assertEqual(self.who(sent("x@u1.sendgrid.net", "o1.sendgrid.net", "11.0.0.50") + campaign + PLAIN), "signing")

    def test_the_domains_own_list_is_its_own_fault(self):
        own = b"List-Id: <news.example.com>\r\nList-Post: NO\r\n"
        self.assertEqual(self.who(sent("a@example.com", "web.example.com", "11.0.0.99") + own + PLAIN), "records")

    def test_forwarder(self):
        plain_hop = hop("mail.example.com", "11.0.0.25", by="mx.example.org", recipient="b@example.net")
        for mail_from, before, after in (
                ("SRS0=HHH=TT=example.com=a@example.org", b"", plain_hop), ("srs0+x=y=example.com=a@example.org", b"", plain_hop),
                ("b+SRS=AbC=12=example.com=a@example.org", b"", plain_hop), ("b+caf_=x=example.net@example.org", b"", plain_hop),
                ("a@example.com", b"Resent-From: <b@example.org>\r\n", plain_hop), ("a@example.com", b"X-Forwarded-To: b@example.net\r\n", plain_hop),
                ("a@example.com", b"", b"Delivered-To: b@example.org\r\n" + plain_hop), ("a@example.com", b"", OWN)):
            with self.subTest(mail_from=mail_from, before=before):
                document = self.judge(sent(mail_from, "mx.example.org", "11.0.0.44") + before + after + PLAIN)
                self.assertEqual((document["dmarc"]["result"], document["fault"]["who"]), ("fail", "forwarder"), document["fault"]["text"])
                self.assertEqual(self.published(document), [])

    def test_what_passes_through_a_forwarder_counts_for_the_domain(self):
        document = self.judge(sent("a@example.com", "mx.example.org", "11.0.0.44") + OWN + self.signed())
        self.assertEqual((document["spf"], document["dmarc"]["result"], document["fault"]["who"]), ("fail", "pass", "none"))
        self.assertEqual(self.published(document), [])
        statuses = {requirement["id"]: requirement["status"] for requirement in document["receivers"]["gmail"]["requirements"]}
        self.assertEqual({statuses[requirement] for requirement in ("spf-or-dkim", "spf", "dkim", "alignment")}, {"met"})

    def test_a_server_that_had_it_from_an_address_of_the_sender(self):
        """Without a mark of a forwarder it may be a relay of the sender; its own Received field is no proof."""
        relay = sent("a@example.com", "mx.example.org", "11.0.0.44")
        earlier = hop("mail.example.com", "11.0.0.25", by="mx.example.org")
        for data, who in ((relay + earlier + PLAIN, "unknown"), (relay + earlier.replace(b"mx.example.org", b"mx.example.net") + PLAIN, "forgery"),
                          (relay + earlier.replace(b"11.0.0.25", b"11.0.0.98") + PLAIN, "forgery"),
                          (relay + b"X-Sieve-Redirected-From: b@example.org\r\n" + earlier + PLAIN, "forwarder"),
                          (relay + OWN + hop("desk", "11.0.0.99", by="mail.example.com") + PLAIN, "forwarder")):
            with self.subTest(data=data):
                self.assertEqual(self.who(data), who)

    def test_a_signature_that_nobody_vouches_for(self):
        """Anybody can write a signature of the domain into a message: there is nothing to publish for it."""
        for tag in (b"s=gone;", b"s=old;"):
            document = self.judge(sent("a@example.com", "host.attacker.example", "11.0.0.66") + self.signed().replace(b"s=r;", tag))
            self.assertEqual((document["fault"]["who"], self.published(document)), ("unknown", []))
            self.assertNotIn("Publish", "".join(finding["help"] for finding in document["findings"]))
        self.assertEqual(self.who(sent("a@example.com", "host.attacker.example", "11.0.0.66") + self.signed().replace(b"v=1;", b"v=2;")), "unknown")
        self.assertEqual(self.who(sent("x@attacker.example", "host.attacker.example", "11.0.0.66") + self.changed()), "unknown")

    def test_a_signature_of_another_domain_is_not_the_senders(self):
        munged = self.changed().replace(b"<a@example.com>", b"<board@lists.example.org>")
        document = self.judge(FROM_LIST + LIST + OWN + munged)
        self.assertEqual((document["fault"]["who"], document["from"]), ("none", "lists.example.org"))
        self.assertEqual([finding["rule"] for finding in document["findings"] if "Publish" in finding["help"]], [])
        self.assertIn("message-dkim-fails", [finding["rule"] for finding in document["findings"]])

    def test_gateway_changed_it_after_the_check(self):
        results = b"Authentication-Results: mx.example.net; dkim=pass header.d=example.com header.s=r; spf=pass smtp.mailfrom=example.com; dmarc=pass\r\n"
        for way in (sent("a@example.com", "mail.example.com", "11.0.0.25"), sent("x@attacker.example", "mx.attacker.example", "11.0.0.66")):
            self.assertEqual(self.who(results + way + self.changed()), "gateway")

    def test_gateway_left_a_mark(self):
        way = sent("x@attacker.example", "mx.attacker.example", "11.0.0.66")
        self.assertEqual(self.who(way + self.signed().replace(b"Subject: ", b"Subject: [EXTERNAL] ")), "gateway")
        self.assertEqual(self.who(way + self.signed().replace(b"Hello", b"CAUTION: This email originated from outside.\r\nHello")), "gateway")

    def test_gateway_hides_the_client(self):
        inner = hop("mail.example.com", "11.0.0.25", by="relay.mimecast.com")
        document = self.judge(sent("a@example.com", "eu-smtp-1.mimecast.com", "11.0.0.77") + inner + PLAIN)
        if document["ip"] == "11.0.0.77":
            self.assertEqual(document["fault"]["who"], "gateway")
        else:
            self.assertEqual((document["ip"], document["dmarc"]["result"]), ("11.0.0.25", "pass"))
        document = self.judge(sent("a@example.com", "eu-smtp-1.mimecast.com", "11.0.0.77") + PLAIN)
        self.assertEqual(document["fault"]["who"], "unknown")

    def test_receiver_judged_its_gateway(self):
        results = b"Authentication-Results: ex.example.net; spf=fail (sender IP is 11.0.0.80) smtp.mailfrom=example.com; dmarc=fail header.from=example.com\r\n"
        data = b"Return-Path: <a@example.com>\r\n" + results + hop("gw.example.net", "11.0.0.80", by="ex.example.net") + hop("mail.example.com", "11.0.0.25", by="gw.example.net")
        document = self.judge(data + PLAIN)
        self.assertEqual((document["ip"], document["dmarc"]["result"], document["fault"]["who"]), ("11.0.0.25", "pass", "gateway"))
        self.assertIn("11.0.0.80", document["fault"]["text"])

    def test_forgery(self):
        for data in (sent("x@attacker.example", "mx.attacker.example", "11.0.0.66") + PLAIN, sent("a@example.com", "mx.attacker.example", "11.0.0.66") + PLAIN,
                     sent("a@example.com", "unknown", "11.0.0.66", helo="ylmf-pc") + PLAIN):
            document = self.judge(data)
            self.assertEqual((document["dmarc"]["result"], document["fault"]["who"]), ("fail", "forgery"), document["fault"]["text"])
            self.assertEqual(self.published(document), [])

    def test_without_a_policy_that_stops_mail_nothing_is_called_spoofed(self):
        """An owner who only monitors may have forgotten a server of his own."""
        more = MORE + '$ORIGIN monitored.example.\n@ SOA ns h 1 2 3 4 5\n@ NS ns\n@ TXT "v=spf1 ip4:11.0.0.25 -all"\n_dmarc TXT "v=DMARC1; p={policy}"\n'
        data = sent("a@monitored.example", "host.attacker.example", "11.0.0.66") + PLAIN.replace(b"a@example.com", b"a@monitored.example")
        for policy, who in (("none", "unknown"), ("quarantine", "forgery"), ("reject", "forgery")):
            document = self.message(data, zone=self.zone(more.format(policy=policy))).json
            self.assertEqual((document["from"], document["fault"]["who"]), ("monitored.example", who), document["fault"]["text"])

    def test_unknown(self):
        for data, word in ((PLAIN, "--ip"), (hop("mail.example.com", "11.0.0.99") + PLAIN, "--mail-from"),
                           (sent("a@example.com", "unknown", "11.0.0.66", helo="mail.example.com") + PLAIN, "calls itself"),
                           (sent("a@example.com", "mx.attacker.example", "11.0.0.66") + self.changed(), "changed before"),
                           (sent("a@unanswered.example", "mx.attacker.example", "11.0.0.66") + PLAIN, "DNS")):
            fault = self.judge(data)["fault"]
            self.assertEqual(fault["who"], "unknown", fault["text"])
            self.assertIn(word, fault["text"])

    def test_a_program_on_a_web_server_may_be_the_senders(self):
        for script in (b"X-PHP-Originating-Script: 33:mail.php\r\n",
                       b"Received: by web3.attacker.example (Postfix, from userid 33)\r\n\tid 2; Sun, 22 Nov 2026 10:00:00 +0000\r\n"):
            self.assertEqual(self.who(sent("www-data@attacker.example", "web3.attacker.example", "11.0.0.66") + script + PLAIN), "unknown")

    def test_an_address_without_names_is_unknown(self):
        document = self.judge(PLAIN, "--ip", "11.9.9.9", "--mail-from", "a@example.com")
        self.assertEqual((document["dmarc"]["result"], document["fault"]["who"]), ("fail", "unknown"))

    def test_a_key_that_has_gone_since(self):
        results = b"Authentication-Results: mx.example.net; dkim=pass header.d=example.com header.s=old; dmarc=pass header.from=example.com\r\n"
        data = results + sent("x@attacker.example", "mx.attacker.example", "11.0.0.66") + self.signed().replace(b"s=r;", b"s=old;")
        self.assertEqual(self.who(data), "none")

    def test_strict_alignment(self):
        strict = self.zone(MORE).replace("\0", "")
        with open(strict, encoding="utf-8") as file:
            text = file.read().replace("v=DMARC1; p=reject;", "v=DMARC1; p=reject; aspf=s;") + '$ORIGIN example.com.\nsub TXT "v=spf1 ip4:11.0.0.25 -all"\n'
        zone = self.write("db.strict", text)
        self.assertEqual(self.message(sent("a@sub.example.com", "mail.example.com", "11.0.0.25") + PLAIN, zone=zone).json["fault"]["who"], "records")


del Messages

if __name__ == "__main__":
    unittest.main()
