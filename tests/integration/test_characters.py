"""Characters that some format forbids, from every kind of input into every format: none comes out, and strict parsers read the output."""

import csv
import html.parser
import io
import json
import os
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

import program

# Non-characters, controls, line ends of others, marks that reorder, and bytes that are no UTF-8: surrogates, too long, too large.
BAD = "".join(map(chr, (0xfdd0, 0xfdef, 0xfffe, 0xffff, 0x1fffe, 0x1ffff, 0x10fffe, 0x10ffff, 0x1, 0x8, 0xb, 0xc, 0xe, 0x1b, 0x1f, 0x7f,
                        0x80, 0x85, 0x9b, 0x9f, 0x2028, 0x2029, 0x202e, 0x2066, 0xfeff, 0x200b, 0xe0001))).encode() \
    + b"\xed\xa0\x80\xed\xbf\xbf\xc0\x80\xf4\x90\x80\x80\xfe\xff\xe2\x82"
ESCAPED = "".join(f"\\{byte:03}" for byte in BAD[:120])
ZONE = ("$ORIGIN example.com.\n$TTL 1h\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n@ MX 10 mail\nmail A 192.0.2.2\n"
        f'@ TXT "v=spf1 a:{ESCAPED} x{ESCAPED}=y -all"\n_dmarc TXT "v=DMARC1; p=none; rua={ESCAPED}; {ESCAPED}=x"\n'
        f's1._domainkey TXT "v=DKIM1; n={ESCAPED}; p={ESCAPED}"\n'
        f"@ MX 20 {ESCAPED[:120]}\n").encode() + b"; mailauth-check: ignore[" + BAD + b"] x\nbad" + BAD + b" A x\n"
MAIL = (b"Return-Path: <a@" + BAD + b">\nReceived: from " + BAD + b" (" + BAD + b" [192.0.2.1]) by mx" + BAD + b"; x\n"
        b"Authentication-Results: " + BAD + b"; dkim=" + BAD + b" (" + BAD + b"); spf=fail (" + BAD + b") smtp.mailfrom=" + BAD + b"\n"
        b"DKIM-Signature: v=1; a=" + BAD + b"; d=" + BAD + b"; s=" + BAD + b"; h=from; bh=YQ==; b=YQ==\n"
        b"ARC-Seal: i=1; a=rsa-sha256; d=e.example; s=" + BAD + b"; cv=none; b=YQ==\n"
        b"From: " + BAD + b" <" + BAD + b"@example.com>\nSubject: " + BAD + b"\n\n" + BAD + b"\n")
BOUNCE = (b"550 5.7.26 Unauthenticated email from example.com is not accepted " + BAD + b" spf=" + BAD + b" DMARC policy " + BAD
          + b" <" + BAD + b"@example.com>: host " + BAD + b"[192.0.2.1]\n")
FILES = {"zone": ZONE, "mail": MAIL, "bounce": BOUNCE, "other": ZONE.replace(b"192.0.2.2", b"192.0.2.3").replace(b"none", b"reject"),
         "v=spf1 " + BAD.decode("utf-8", "surrogateescape").replace("\x00", "").replace("/", ""): ZONE}
REPORTS = "text short json jsonl sarif github gitlab junit markdown html csv prometheus nagios".split()
COMMANDS = {
    ("zone", "--offline", "zone"): REPORTS, ("record",): REPORTS, ("check", "--offline", "--zone", "zone", "example.com"): REPORTS,
    ("diff", "--offline", "zone", "other"): REPORTS, ("bounce", "--offline", "bounce"): "text short json jsonl".split(),
    ("message", "--offline", "mail"): "text short json sarif github junit csv".split(),
    ("spf", "--offline", "--ip", "192.0.2.1", "--helo", "\ufffe\ufdd0", "--mail-from", "\uffff@\ufdef.example"): "text short json".split(),
    ("zone", "--offline", None): REPORTS,  # the name of the file
}


def is_bad(character, ends="\n\t"):
    code = ord(character)
    return ((code < 32 and character not in ends) or 0x7f <= code < 0xa0 or 0xfdd0 <= code <= 0xfdef or code & 0xfffe == 0xfffe
            or 0x202a <= code <= 0x202e or 0x2066 <= code <= 0x2069 or code in (0x2028, 0x2029, 0xfeff, 0x200b))


def texts_in(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)
    elif isinstance(value, str):
        yield value


class Forbidden(unittest.TestCase):
    def read(self, format, output):
        """What a parser of the format makes of it, as texts."""
        if format in ("json", "sarif", "gitlab"):
            return list(texts_in(json.loads(output)))
        if format == "jsonl":
            return [text for line in output.splitlines() for text in texts_in(json.loads(line))]
        if format == "junit":
            root = xml.etree.ElementTree.fromstring(output.encode())
            return [text for element in root.iter() for text in (element.text or "", *element.attrib.values())]
        if format == "csv":
            return [cell for row in csv.reader(io.StringIO(output, newline=""), strict=True) for cell in row]
        if format == "html":
            texts = []
            parser = html.parser.HTMLParser()
            parser.handle_data = texts.append
            parser.feed(output)
            parser.close()
            return texts
        return [output]

    def test_none_comes_out(self):
        with tempfile.TemporaryDirectory(prefix="mailauth-characters-") as folder:
            named = max(FILES, key=len)
            for name, text in FILES.items():
                with open(os.path.join(folder, name), "wb") as file:
                    file.write(text)
            for command, formats in COMMANDS.items():
                for format in formats:
                    words = [command[0], "--format", format, *(named if word is None else word for word in command[1:])]
                    if command[0] != "spf":
                        words += ["--no-config", "-v"]
                    done = subprocess.run([program.binary(), *words], cwd=folder, env=program.environment(), input=ZONE, check=False,
                                          capture_output=True, timeout=program.HANG_SECONDS)
                    with self.subTest(command=command, format=format):
                        self.assertIn(done.returncode, (0, 1, 2, 3), done.stderr)
                        output, errors = done.stdout.decode(), done.stderr.decode()
                        self.assertFalse(list(filter(is_bad, errors)), errors[:500])
                        ends = "\r\n\t" if format == "csv" else "\n\t"
                        self.assertFalse([hex(ord(c)) for c in output if is_bad(c, ends)], f"{words}")
                        if done.returncode != program.USAGE:
                            self.assertTrue(output, f"{words} {errors}")
                            self.read(format, output)

    def test_what_parsers_read(self):
        """JSON may hold controls as \\u escapes, which its readers unescape; the others hold none at all."""
        for format in ("sarif", "junit", "html", "gitlab"):
            done = subprocess.run([program.binary(), "record", "--no-config", "-v", "--format", format], env=program.environment(),
                                  input=ZONE, check=False, capture_output=True, timeout=program.HANG_SECONDS)
            for text in self.read(format, done.stdout.decode()):
                self.assertFalse([hex(ord(c)) for c in text if is_bad(c) and ord(c) >= 0x80], f"{format}: {text!r}")


if __name__ == "__main__":
    unittest.main()
