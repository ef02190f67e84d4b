"""Messages with ARC chains (RFC 8617) of our own keys: a seal is made of two templates, whose texts a case edits before they are signed."""

import base64
import functools
import hashlib
import re
import subprocess
import tempfile

from dkim_keys import folder, private_key, tool

DOMAIN = "lists.example.org"
FIELDS = "MIME-Version: 1.0\r\nReturn-Path: <a@example.com>\r\nReceived: by mx.example.com with HTTP; Sun, 13 Sep 2020 05:30:00 -0700 (PDT)\r\n" \
    "Message-ID: <1@example.com>\r\nDate: Sat, 12 Sep 2020 12:00:00 +0000\r\nFrom: A <a@example.com>\r\nTo: list@lists.example.org\r\n" \
    "Subject:  a  \t test\r\n\tof lists\r\n"
BODY = "Hello,  world \r\n\r\nthis is a test.\t\r\n\r\n\r\n"
RESULTS = "ARC-Authentication-Results: i={i}; lists.example.org;\r\n spf=pass smtp.mfrom=a@example.com; dkim=pass header.d=example.com;\r\n dmarc=pass"
SIGNATURE = "ARC-Message-Signature: i={i}; a=rsa-sha256; c=relaxed/relaxed; d=lists.example.org;\r\n s={s}; t=1600000000; h=from:to:date:subject:mime-version;\r\n" \
    " bh={bh}; b={b}"
SEAL = "ARC-Seal: i={i}; a=rsa-sha256; cv={cv}; d=lists.example.org; s={s};\r\n t=1600000000; b={b}"


@functools.cache
def rsa(kind, digest):
    """A signature (RFC 8017 section 8.2) over a SHA-256 digest."""
    with tempfile.NamedTemporaryFile(dir=folder()) as file:
        file.write(digest)
        file.flush()
        return subprocess.run([tool("openssl"), "pkeyutl", "-sign", "-inkey", private_key(kind), "-in", file.name, "-pkeyopt", "digest:sha256"],
                              check=True, capture_output=True, timeout=60).stdout


@functools.cache
def ed25519(kind, digest):
    with tempfile.NamedTemporaryFile(dir=folder()) as file:
        file.write(digest)
        file.flush()
        return subprocess.run([tool("openssl"), "pkeyutl", "-sign", "-inkey", private_key(kind), "-rawin", "-in", file.name],
                              check=True, capture_output=True, timeout=60).stdout


def text64(data):
    return base64.b64encode(data).decode()


def split(header):
    """Fields with their line ends."""
    return re.findall(r"[^\r\n]+\r?\n(?:[ \t][^\n]*\n)*", header)


def relaxed(field):
    name, _, value = field.partition(":")
    return name.rstrip().lower() + ":" + re.sub(r"[ \t]+", " ", re.sub(r"\r?\n", "", value)).strip(" \t") + "\r\n"


def relaxed_body(body):
    lines = [re.sub(r"[ \t]+", " ", line).rstrip(" ") for line in body.split("\r\n")]
    text = re.sub(r"(\r\n)*\Z", "", "\r\n".join(lines))
    return text + "\r\n" if text else ""


def simple_body(body):
    return re.sub(r"(\r\n)*\Z", "", body) + "\r\n"


def signed_fields(header, names):
    left, found = split(header), []
    for name in names:
        same = [field for field in left if field.partition(":")[0].strip().lower() == name.strip().lower()]
        if same:
            found.append(same[-1])
            del left[len(left) - 1 - left[::-1].index(same[-1])]
    return found


class Sealer:
    """Adds sets to a message. What is given beside the template only tells how it is signed."""

    def __init__(self, header=FIELDS, body=BODY):
        self.header, self.body = header, body
        self.sets = []

    def sign(self, template, data, key, algorithm=rsa, canonical=relaxed):
        """Fills b= in; the field has no line end yet."""
        own = canonical(template.replace("{b}", "") + "\r\n")[:-2]
        value = text64(algorithm(key, hashlib.sha256((data + own).encode("utf-8", "surrogateescape")).digest()))
        return template.replace("{b}", "\r\n\t".join(re.findall(".{1,60}", value)))

    def seal(self, i=None, cv=None, s="s", results=RESULTS, signature=SIGNATURE, seal=SEAL, canonical="relaxed/relaxed", names="from:to:date:subject:mime-version",
             length=None, key="rsa2048", seal_key=None, algorithm=rsa, signed=None, order="SMR", scope=None, hashed=None):
        """`signed(field)` edits the message signature before the seal covers it, `scope(fields)` what the seal covers."""
        i = len(self.sets) + 1 if i is None else i
        header, body = canonical.split("/")
        fill = {"{i}": str(i), "{s}": s, "{cv}": cv or ("none" if i == 1 else "pass")}
        canonical_field = relaxed if header == "relaxed" else str
        content = (relaxed_body if body == "relaxed" else simple_body)(self.body)[:length]
        fill["{bh}"] = text64((hashed or hashlib.sha256)(content.encode("utf-8", "surrogateescape")).digest())
        for name, value in fill.items():
            results, signature, seal = (text.replace(name, value) for text in (results, signature, seal))
        results += "\r\n"
        covered = signed_fields(results + self.header, names.split(":"))
        signature = self.sign(signature, "".join(map(canonical_field, covered)), key, algorithm, canonical_field) + "\r\n"
        signature = signed(signature) if signed else signature
        fields = [field for one in self.sets for field in one] + [results, signature]
        seal = self.sign(seal, "".join(map(relaxed, (scope or (lambda all_fields: all_fields))(fields))), seal_key or key, algorithm) + "\r\n"
        self.sets.append((results, signature, seal))
        self.header = "".join({"S": seal, "M": signature, "R": results}[kind] for kind in order) + self.header
        return self

    def message(self):
        return self.header + "\r\n" + self.body


def public_key(kind):
    from dkim_keys import openssl
    public = openssl("pkey", "-in", private_key(kind), "-pubout", "-outform", "DER")
    return "v=DKIM1; k=ed25519; p=" + text64(public[-32:]) if kind.startswith("ed25519") else "v=DKIM1; k=rsa; p=" + text64(public)
