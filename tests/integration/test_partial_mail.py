"""`message`: files that hold more or less than one whole message. What is not in the file is said, and never that it was changed."""

import unittest

import program
from dkim_signing import signed
from program import USAGE
from test_message import TRANSPORT, Messages

HEADER = b"From: Ann <a@example.com>\r\nTo: bob@example.net\r\nSubject: parts\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\n" \
    b"Message-ID: <1@example.com>\r\n"
BODY = b"Hello Bob,\r\n\r\nthis is a line that is long enough to be flowed, and has a blank at its end: \r\nAnn\r\n"
TAGS = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=r; h=From:To:Subject:Date; bh=BH;"
UNSIGNED = TRANSPORT + HEADER + b"\r\n" + BODY


class Partial(Messages):
    def signed(self, body=BODY, more=b"", **tags):
        return TRANSPORT + signed(HEADER + more, body, TAGS, **tags)

    def judged(self, data, *arguments):
        done = self.message(data, *arguments)
        document = done.json
        signatures = [(signature["result"], signature["reason"]) for signature in document["dkim"]]
        return document, signatures[0] if signatures else None, {finding["rule"] for finding in document["findings"]}

    def passes(self, data, **members):
        document, signature, _ = self.judged(data)
        self.assertEqual(signature, ("pass", None))
        self.assertEqual(document["dmarc"]["result"], "pass")
        for name, value in ({"body": "whole"} | members).items():
            self.assertEqual(document[name], value)
        return document


class Wrapped(Partial):
    """What stands before and after the message is left out."""

    def test_lines_before_the_header(self):
        for before in (b"\r\n", b"\n\n \t\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n", b"From a@example.com Sun Nov 22 10:00:00 2026\r\n", b">From a@example.com Sun Nov 22 10:00:00 2026\r\n",
                       b"\nFrom - Sun Nov 22 10:00:00 2026\r\n", b"+OK 2300 octets\r\n"):
            with self.subTest(before=before):
                self.passes(before + self.signed(), notes=[])

    def test_line_ends(self):
        for end in (b"\n", b"\r", b"\r\r\n"):
            with self.subTest(end=end):
                self.passes(self.signed().replace(b"\r\n", end))

    def test_answers_of_servers(self):
        message = self.signed()
        self.passes(b"* 12 FETCH (UID 7 BODY[] {%d}\r\n" % len(message) + message + b")\r\na1 OK FETCH completed\r\n")
        self.passes(b"a1 UID FETCH 7 BODY.PEEK[]\r\n* 12 FETCH (BODY[] {%d}\r\n" % len(message) + message.replace(b"\r\n", b"\n") + b" FLAGS (\\Seen))\r\na1 OK done\r\n")
        self.passes(b"+OK message follows\r\n" + message + b".\r\n")

    def test_unknown_fields_first(self):
        self.passes(b"".join(b"X-Gateway-%d: a=b;\r\n c\r\n" % number for number in range(30)) + self.signed())
        self.assertEqual(program.run("message", "--offline", "--no-config", self.write("m", "".join(f"{n}/x: y\r\n" for n in range(9)) + "From: a\r\nTo: b\r\n")).status, USAGE)

    def test_several_messages(self):
        separator = b"From a@example.com Sun Nov 22 10:00:00 2026\r\n"
        document = self.passes(separator + self.signed() + b"\r\n" + separator + UNSIGNED + b"\r\n" + separator + UNSIGNED)
        self.assertIn("3 messages", document["notes"][0])
        # A line that begins with "From " within the text is none of mbox, and neither is one in a message that is alone.
        self.passes(separator + self.signed(BODY + b"\r\nFrom here on it is\r\neasy.\r\n"), notes=[])
        self.passes(self.signed(BODY + b"\r\n" + separator + b"To: x\r\n"), notes=[])

    def test_quoted_lines_of_mbox(self):
        """RFC 4155 and its relatives: a line "From " in the body got a ">"."""
        body = BODY + b"\r\nFrom here on\r\n>From there\r\n"
        self.passes(b"From a@example.com Sun Nov 22 10:00:00 2026\r\n" + self.signed(BODY + b"\r\nFrom here on\r\n").replace(b"\r\nFrom here", b"\r\n>From here"))
        self.passes(b"From a@example.com Sun Nov 22 10:00:00 2026\r\n" + self.signed(body).replace(b"\r\nFrom here", b"\r\n>From here").replace(b"\r\n>From there", b"\r\n>>From there"))

    def test_the_page_of_show_original(self):
        for table in (b"Original Message\nMessage ID\t<1@example.com>\nFrom:\tAnn <a@example.com>\nTo:\tbob@example.net\nSubject:\tparts\nSPF:\tPASS with IP 11.0.0.25 Learn more\n"
                      b"DKIM:\t'PASS' with domain example.com Learn more\nDMARC:\t'PASS' Learn more\n\n\n",
                      b"Urspr\xc3\xbcngliche Nachricht\nNachrichten-ID\t<1@example.com>\nVon:\tAnn\nSPF:\tPASS\nDKIM:\tPASS\n\nOriginal herunterladen\nIn die Zwischenablage kopieren\n\n"):
            with self.subTest(table=table):
                document = self.passes(table + self.signed().replace(b"\r\n", b"\n"))
                self.assertIn("Download original", document["notes"][0])


class Incomplete(Partial):
    def lacks(self, data, state, words, header="verify"):
        document, (result, reason), rules = self.judged(data)
        self.assertEqual((result, document["body"]), ("neutral", state), reason)
        self.assertIn(words, reason)
        self.assertNotIn("changed (bh=)", reason)
        self.assertIn("the signed header fields " + header, reason)
        self.assertFalse(rules & {"message-dkim-fails", "message-no-auth", "message-dmarc-fail"})
        return document

    def test_header_only(self):
        header = self.signed().split(b"\r\n\r\n")[0] + b"\r\n"
        for data in (header, header + b"\r\n", header.replace(b"\r\n", b"\n") + b"\n \n\n", header[:-2]):
            document = self.lacks(data, "absent", "the body is not in this file")
            self.assertIn("the body is not in this file", document["notes"])
        self.lacks(header.replace(b"Subject: parts", b"Subject: other"), "absent", "the body is not in this file", "do not verify")

    def test_header_only_leaves_dmarc_open(self):
        header = self.signed().split(b"\r\n\r\n")[0].replace(b"11.0.0.25", b"11.0.0.99") + b"\r\n"
        document, _, rules = self.judged(header)
        self.assertEqual(document["spf"], "fail")
        self.assertNotIn(document["dmarc"]["result"], ("pass", "fail"))
        self.assertFalse(rules & {"message-no-auth", "message-dmarc-fail", "message-dkim-fails"})

    def test_a_key_that_cannot_be_used_is_told_all_the_same(self):
        _, (result, reason), _ = self.judged(self.signed().split(b"\r\n\r\n")[0].replace(b"s=r;", b"s=none;") + b"\r\n")
        self.assertEqual((result, reason), ("permerror", "no key record at the selector"))

    def test_an_empty_body_that_was_signed_is_whole(self):
        self.passes(self.signed(b""))
        document, _, _ = self.judged(TRANSPORT + HEADER + b"\r\n")
        self.assertEqual((document["body"], document["notes"]), ("whole", []))
        document, _, _ = self.judged(TRANSPORT + HEADER)
        self.assertEqual(document["body"], "absent")

    def test_cut(self):
        self.lacks(self.signed().replace(b"Ann\r\n", b"[Message clipped]  View entire message\r\n").replace(b"From: [Message clipped]  View entire message\r\n", b"From: Ann\r\n"), "cut", "cut off")
        multipart = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b1\"\r\n"
        body = b"--b1\r\nContent-Type: text/plain\r\n\r\nHello\r\n--b1\r\nContent-Type: text/plain\r\n\r\nmore\r\n--b1--\r\n"
        message = self.signed(body, multipart)
        self.passes(message)
        self.passes(message + b"\r\n\r\n")
        self.lacks(message[:-9], "cut", "boundary")
        self.lacks(message[:-40], "cut", "boundary")
        message = self.signed(BODY, b"Content-Length: %d\r\n" % len(BODY))
        self.passes(message.replace(b"\r\n", b"\n"))
        self.lacks(message[:-40], "cut", "Content-Length")

    def test_converted(self):
        for more, sent, stored, words in (
                (b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n", b"Gr=C3=BC=C3=9Fe, =\r\nAnn\r\n", "Gr\u00fc\u00dfe, Ann\r\n".encode(), "quoted-printable"),
                (b"Content-Transfer-Encoding: base64\r\n", b"SGVsbG8gQm9iLAo=\r\n", b"Hello Bob,\r\n", "base64"),
                (b"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n", b"Gr\xfc\xdfe\r\n", "Gr\u00fc\u00dfe\r\n".encode(), "character set"),
                (b"Content-Type: text/plain; format=flowed\r\n", BODY.replace(b"end: \r\n", b"end: \r\n" + b"x" * 70 + b" \r\n"), BODY.replace(b"end: \r\n", b"end:\r\n" + b"x" * 70 + b"\r\n"), None)):
            message = TRANSPORT + signed(HEADER + more, sent, TAGS)
            with self.subTest(words=words):
                self.passes(message)
                if words:
                    self.lacks(message.replace(sent, stored), "converted", words)

    def test_a_changed_body_is_changed(self):
        for data in (self.signed().replace(b"Hello", b"Hallo"), self.signed() + b"-- \r\nlist footer\r\n"):
            document, signature, rules = self.judged(data)
            self.assertEqual((document["body"], signature), ("whole", ("fail", "the body was changed (bh=)")))
            self.assertIn("message-dkim-fails", rules)


if __name__ == "__main__":
    unittest.main()
