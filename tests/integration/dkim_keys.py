"""Keys for the tests: openssl makes them, and a small DER writer makes those that openssl refuses to."""

import atexit
import base64
import functools
import os
import random
import re
import shutil
import subprocess
import tempfile
import unittest

SEED = 6376
EXPONENT = 65537
RSA_ENCRYPTION = bytes.fromhex("06092a864886f70d010101" "0500")  # its OID (RFC 8017 appendix A.1), and NULL


@functools.cache
def folder():
    path = tempfile.mkdtemp(prefix="mailauth-keys-")
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def tool(name):
    """The path of a program; the test is skipped without it."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if not path:
        raise unittest.SkipTest(f"{name} is not installed")
    return path


def openssl(*arguments):
    return subprocess.run([tool("openssl"), *arguments], check=True, capture_output=True, timeout=120).stdout


# Arguments of openssl for a private key of each kind. More than two primes are found sooner; the public half is alike.
KINDS = {
    "rsa512": ["genrsa", "512"], "rsa768": ["genrsa", "768"], "rsa1024": ["genrsa", "1024"],
    "rsa1536": ["genrsa", "1536"], "rsa2048": ["genrsa", "2048"], "rsa2048b": ["genrsa", "2048"],
    "rsa3072": ["genrsa", "-primes", "3", "3072"], "rsa4096": ["genrsa", "-primes", "4", "4096"],
    "rsa8192": ["genrsa", "-primes", "5", "8192"],
    "rsa2048e3": ["genrsa", "-3", "2048"],
    "ed25519": ["genpkey", "-algorithm", "ed25519"], "ed25519b": ["genpkey", "-algorithm", "ed25519"],
    "p256": ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "x25519": ["genpkey", "-algorithm", "X25519"], "ed448": ["genpkey", "-algorithm", "ed448"],
    "rsa-pss": ["genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"],
    "dsa": ["dsaparam", "-genkey", "-noout", "1024"],
}


@functools.cache
def private_key(kind):
    """The path of a private key in PEM, as openssl writes it; only its owner can read it."""
    path = os.path.join(folder(), kind + ".pem")
    command, *options = KINDS[kind]
    openssl(command, "-out", path, *options)
    os.chmod(path, 0o600)
    return path


@functools.cache
def converted(kind, form):
    """The path of the same key in another form."""
    path = os.path.join(folder(), f"{kind}.{form}.pem")
    secret = ["-aes128", "-passout", "pass:secret"]
    openssl(*{
        "pkcs1": ["rsa", "-traditional"], "pkcs8": ["pkcs8", "-topk8", "-nocrypt"],
        "encrypted": ["pkcs8", "-topk8", "-v2", "aes128", "-passout", "pass:secret"],
        "legacy-encrypted": ["rsa", "-traditional", *secret],
        "public": ["pkey", "-pubout"], "public-pkcs1": ["rsa", "-RSAPublicKey_out"],
    }[form], "-in", private_key(kind), "-out", path)
    os.chmod(path, 0o600)
    return path


@functools.cache
def spki(kind):
    """The public half as SubjectPublicKeyInfo, in DER (RFC 5280 section 4.1)."""
    return openssl("pkey", "-in", private_key(kind), "-pubout", "-outform", "DER")


@functools.cache
def pkcs1(kind):
    """The public half as a bare RSAPublicKey, in DER (RFC 8017 appendix A.1.1)."""
    return openssl("rsa", "-in", private_key(kind), "-RSAPublicKey_out", "-outform", "DER")


@functools.cache
def private_der(kind):
    return openssl("pkey", "-in", private_key(kind), "-outform", "DER")


def raw(kind):
    """The 32 octets of an Ed25519 key (RFC 8463 section 4.2): the end of its SubjectPublicKeyInfo (RFC 8410)."""
    return spki(kind)[-32:]


def text_of(der):
    return base64.b64encode(der).decode()


def secret_lines(path):
    """What must never be printed: the lines of a private key. Some of PKCS#1 hold the modulus only, which is public."""
    public = text_of(openssl("pkey", "-in", path, "-pubout", "-outform", "DER"))
    with open(path, encoding="ascii") as file:
        lines = [line.strip() for line in file if re.fullmatch(r"[A-Za-z0-9+/]{16,}={0,2}", line.strip())]
    return [line for line in lines if line not in public]


# ---- DER (X.690) ----

def der(tag, content):
    length = len(content)
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag]) + (bytes([length]) if length < 0x80 else bytes([0x80 | len(octets)]) + octets) + content


def der_integer(number):
    return der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def rsa_pkcs1(modulus, exponent=EXPONENT):
    return der(0x30, der_integer(modulus) + der_integer(exponent))


def rsa_spki(modulus, exponent=EXPONENT):
    return der(0x30, der(0x30, RSA_ENCRYPTION) + der(0x03, b"\0" + rsa_pkcs1(modulus, exponent)))


def is_prime(number, source):
    """Miller-Rabin."""
    if any(number % small == 0 for small in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29)):
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(20):
        power = pow(source.randrange(2, number - 1), odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


def prime(bits, source):
    while True:
        number = source.getrandbits(bits) | 3 << bits - 2 | 1
        if is_prime(number, source):
            return number


@functools.cache
def modulus(bits):
    """A product of two random primes, the same in every run."""
    source = random.Random(SEED + bits)
    return prime(bits // 2, source) * prime(bits - bits // 2, source)


# ---- master files ----

def quoted(text, size=255):
    """A text as strings of a zone file, of at most `size` octets each."""
    octets = text.encode("latin-1")
    parts = [octets[at:at + size] for at in range(0, len(octets), size)] or [b""]
    return " ".join('"%s"' % "".join("\\%03d" % byte if not 32 <= byte < 127 else "\\" + chr(byte) if byte in b'"\\'
                                     else chr(byte) for byte in part) for part in parts)


def zone_text(entries, origin="example.com"):
    """A zone of (owner, TXT data) pairs."""
    lines = [f"$ORIGIN {origin}.", "$TTL 3600", "@ SOA ns hostmaster 1 7200 900 1209600 300", "@ NS ns",
             "ns A 192.0.2.53"]
    return "\n".join(lines + [f"{owner} TXT {data}" for owner, data in entries]) + "\n"
