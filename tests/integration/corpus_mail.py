"""Signs the messages of tests/messages: DKIM (RFC 6376) and ARC (RFC 8617) with one key that is nobody's.

In a message, "⟦before→after⟧" is what a hop changed: signatures are made of the text before, unless they say "now", and the
message has the text after. "⟦sign d=... s=...⟧", "⟦ams i=... d=... s=...⟧" and "⟦seal i=... cv=... d=... s=...⟧" are the
values of a DKIM-Signature, an ARC-Message-Signature and an ARC-Seal; each covers what is below it, as it was then. Further
words are tags (c=, h=, i=, t=, ...); "b" is never given, "bh" only to be wrong."""

import base64
import hashlib
import re

MODULUS = int((
    "ed6cf3930b302ed77e481f76aaf3849cd497b0a2a44b6b6bb3e27afe62a92b1baa115b3581dc19e945de0a51ed8d93af75da16f535050b575bf8c3ef"
    "8e4b1a10f98bc54e8c33d16994e73fa9437723fda424007dc0842ec6bfdcb54010773f67797c7d3ccdc3a55746a64a0440431ff3cace1d205cf9ff7c"
    "2c67bc1a60e4fabee25dd8d9ab01961ff91c37818db1247d42881a71993d0d77163fa254286af7940a0c453929d7f881a08808ef855f67b6fc0c9f8e"
    "8c62d54510cdfd91c4470af79ad92ca30870659158d9b33cab9b9b290b6a52f650ea420c7dde07671a484ea6ff78065cea666e0525aa5d7f6d06ee46"
    "86fb443567c6a373f3f92d1c36c42f9f"), 16)
EXPONENT = int((
    "38854ad8f2fd65f14bf13c78420b15c34602d47c6b733edfd56371973482842e2246de7936f06044bdaab5b73a3f8d6c64386665ba58f891b3e5dd33"
    "1ea33751da2e516ab90aaeec1d140dfe2bfee55500e9c72a2895ef12c662f2cd0cfe6e5c223a26103f05b7cb3698e89ee973715c56a7c99c46360781"
    "968a9d6784308e96441e7ea86c8e6ba88c941d00b54ebc55487a187a18af4d1b60e5dd423ec94db6cbb04f7895b6f68a2d78e87c72971132a5f43439"
    "685851cd868c3baa748bb5b11bb622efcd1001c07e4ce867f41cebb00e17866aee954087521f53888beb3b49275fe7d089ec44e379c856580508988a"
    "3fba2487644703d830b4dbad5007d4a1"), 16)
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")  # DigestInfo (RFC 8017 section 9.2)
COVERED = "from:to:subject:date:message-id"
CHANGE = re.compile("⟦([^⟦→]*)→([^⟧]*)⟧")
PLACE = re.compile("⟦((?:sign|ams|seal) [^⟧]*)⟧")


def signature(data):
    """RSASSA-PKCS1-v1_5 with SHA-256, in base64."""
    size = (MODULUS.bit_length() + 7) // 8
    info = SHA256_INFO + hashlib.sha256(data).digest()
    padded = b"\0\1" + b"\xff" * (size - len(info) - 3) + b"\0" + info
    return base64.b64encode(pow(int.from_bytes(padded, "big"), EXPONENT, MODULUS).to_bytes(size, "big")).decode()


def relaxed(field):
    name, value = field.split(":", 1)
    return name.strip().lower() + ":" + re.sub("[ \t]+", " ", value.replace("\n", "")).strip()


def simple(field):
    return field.rstrip("\n").replace("\n", "\r\n")


def body_hash(body, how, length=None):
    if how == "relaxed":
        body = "\n".join(re.sub("[ \t]+", " ", line).rstrip(" ") for line in body.split("\n"))
    body = body.rstrip("\n")
    body = body + "\n" if body or how == "simple" else ""
    data = body.replace("\n", "\r\n").encode("utf-8", "surrogateescape")[:length]
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def fields_of(header):
    return re.findall(r"(?m)^[^ \t\n].*\n(?:[ \t].*\n)*", header)


def chosen(fields, names):
    """The fields that h= names, from the lowest up (RFC 6376 section 5.4.2)."""
    left = fields[::-1]
    for name in names.split(":"):
        for field in left:
            if field.split(":", 1)[0].strip().lower() == name.strip().lower():
                left.remove(field)
                yield field
                break


def signed_fields(name, tags, header, body):
    """The value of a DKIM-Signature or an ARC-Message-Signature."""
    canonical, _, body_canonical = tags.setdefault("c", "relaxed/relaxed").partition("/")
    tags.setdefault("h", COVERED)
    tags.setdefault("bh", body_hash(body, body_canonical or "simple", int(tags["l"]) if "l" in tags else None))
    value = "; ".join(f"{tag}={text}" for tag, text in tags.items()) + "; b="
    change, end = (relaxed, "\r\n") if canonical == "relaxed" else (simple, "\r\n")
    data = "".join(change(field) + end for field in chosen(fields_of(header), tags["h"])) + change(f"{name}: {value}")
    return value, data


def sealed_fields(tags, header):
    """The value of an ARC-Seal (RFC 8617 section 5.1.1): the sets up to its own, and nothing else."""
    value = "; ".join(f"{tag}={text}" for tag, text in tags.items()) + "; b="
    of = {}
    for field in fields_of(header):
        name = field.split(":", 1)[0].lower()
        if name in ("arc-authentication-results", "arc-message-signature", "arc-seal"):
            of[name, int(re.search(r"(?:^|[;:\s])i\s*=\s*(\d+)", field).group(1))] = field
    data = ""
    for instance in range(1, int(tags["i"]) + 1):
        for name in ("arc-authentication-results", "arc-message-signature", "arc-seal"):
            if (name, instance) != ("arc-seal", int(tags["i"])) and (name, instance) in of:
                data += relaxed(of[name, instance]) + "\r\n"
    return value, data + relaxed("ARC-Seal: " + value)


def signed(text):
    """The message with its signatures, lowest first."""
    places = [match.group(0) for match in PLACE.finditer(text)]
    assert len(places) == len(set(places)), "two placeholders are alike"
    before, after = CHANGE.sub(r"\1", text), CHANGE.sub(r"\2", text)
    for place in places[::-1]:
        kind, *words = place[1:-1].split()
        version = after if "now" in words else before
        header, _, body = version.partition("\n\n")
        below = header.split(place, 1)[1].split("\n", 1)[1] + "\n"
        tags = dict(word.split("=", 1) for word in words if word != "now")
        if kind == "seal":
            value, data = sealed_fields({"i": tags.pop("i"), "a": "rsa-sha256", **tags}, below)
        elif kind == "ams":
            value, data = signed_fields("ARC-Message-Signature", {"i": tags.pop("i"), "a": "rsa-sha256", **tags}, below, body)
        else:
            value, data = signed_fields("DKIM-Signature", {"v": "1", "a": "rsa-sha256", **tags}, below, body)
        made = value + signature(data.encode("utf-8", "surrogateescape"))
        before, after = before.replace(place, made), after.replace(place, made)
    return after
