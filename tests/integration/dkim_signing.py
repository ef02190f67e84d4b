"""Signs messages with whatever tags a test wants: relaxed canonicalization (RFC 6376 section 3.4) and openssl."""

import base64
import hashlib
import os
import re
import tempfile

from dkim_keys import openssl, private_key

FIELDS = ("from", "to", "subject", "date")


def relaxed_field(name, value):
    return name.lower().strip() + b":" + re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip() + b"\r\n"


def relaxed_body(body):
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def fields_of(header):
    return [tuple(field.split(b":", 1)) for field in re.split(rb"\r\n(?![ \t])", header.removesuffix(b"\r\n"))]


def body_hash(body, length=None):
    return base64.b64encode(hashlib.sha256(relaxed_body(body)[:length]).digest()).decode()


def raw_signature(data, kind):
    with tempfile.NamedTemporaryFile() as file:
        file.write(hashlib.sha256(data).digest() if kind.startswith("ed25519") else data)
        file.flush()
        if kind.startswith("ed25519"):
            return openssl("pkeyutl", "-sign", "-rawin", "-inkey", private_key(kind), "-in", file.name)
        return openssl("dgst", "-sha256", "-sign", private_key(kind), os.path.abspath(file.name))


def signed(header, body, tags, kind="rsa2048", fields=FIELDS, shape=lambda b: b):
    """The message below a DKIM-Signature of these tags, in which BH is the body's hash; `shape` makes the text of b= of its base64."""
    value = b" " + tags.replace("BH", body_hash(body)).encode() + b" b="
    left = fields_of(header)
    data = b""
    for name in fields:
        for field in reversed(left):
            if field[0].strip().lower() == name.encode():
                data += relaxed_field(*field)
                left.remove(field)
                break
    data += relaxed_field(b"dkim-signature", value)[:-2]
    text = base64.b64encode(raw_signature(data, kind)).decode()
    return b"DKIM-Signature:" + value + shape(text).encode() + b"\r\n" + header + b"\r\n" + body
