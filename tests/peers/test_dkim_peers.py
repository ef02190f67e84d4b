"""
Key records beside opendkim-testkey of Debian's opendkim-tools: both ask NSD on a free port of 127.0.0.1 for the same
selector, and shall agree whether a verifier can use what stands there; with a private key, whether it belongs to it.

opendkim-testkey asks through libunbound and takes no port. Of its configuration file (-x) it reads
ResolverConfiguration, which names a configuration of libunbound: a stub zone at NSD's port, and queries leave from
loopback only. So it asks nobody else. Its verdict is its exit status: 0 for a key that it can use, also when it says
"key not secure" (no DNSSEC).

Environment: MAILAUTH_CHECK is the path of mailauth-check. A peer that is missing skips the tests. Each difference is an
entry of DIFFERS with the sentence of the RFC that decides; what is not explained fails, and so does an explanation that
is no longer needed.
"""
import concurrent.futures
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "integration"))

import dkim_keys as keys # noqa: E402
import program # noqa: E402
import servers # noqa: E402
from dkim_keys import quoted, text_of # noqa: E402

DOMAIN = "peers.example"
RUN_SECONDS = 60
USABLE, USELESS = "usable", "useless"


# ---- records --------------------------------------------------------------------------------------------------------

def spki(kind):
    return text_of(keys.spki(kind))


@functools.cache
def cases():
    """label -> the texts at the selector, and what RFC 6376, 8301 and 8463 make of them."""
    rsa, ed = spki("rsa2048"), text_of(keys.raw("ed25519"))
    good, start = "v=DKIM1; k=rsa; p=" + rsa, len("v=DKIM1; k=rsa; p=")
    found = {}

    def case(label, verdict, *texts):
        assert label not in found
        found[label] = (texts, verdict)

    # Keys.
    case("rsa 2048", USABLE, good)
    case("rsa 1024", USABLE, "v=DKIM1; k=rsa; p=" + spki("rsa1024"))
    case("rsa 1536", USABLE, "v=DKIM1; k=rsa; p=" + spki("rsa1536"))
    case("rsa 3072", USABLE, "v=DKIM1; k=rsa; p=" + spki("rsa3072"))
    case("rsa 4096", USABLE, "v=DKIM1; k=rsa; p=" + spki("rsa4096"))
    case("rsa 512", USELESS, "v=DKIM1; k=rsa; p=" + spki("rsa512"))
    case("rsa 768", USELESS, "v=DKIM1; k=rsa; p=" + spki("rsa768"))
    case("rsa 384", USELESS, "v=DKIM1; k=rsa; p=" + text_of(keys.rsa_spki(keys.modulus(384))))
    case("bare RSAPublicKey", USABLE, "v=DKIM1; k=rsa; p=" + text_of(keys.pkcs1("rsa2048")))
    case("ed25519", USABLE, "v=DKIM1; k=ed25519; p=" + ed)
    case("ed25519 wrapped", USELESS, "v=DKIM1; k=ed25519; p=" + spki("ed25519"))
    case("ed25519 as rsa", USELESS, "v=DKIM1; k=rsa; p=" + ed)
    case("rsa as ed25519", USELESS, "v=DKIM1; k=ed25519; p=" + rsa)
    case("P-256", USELESS, "v=DKIM1; k=rsa; p=" + spki("p256"))
    case("DSA", USELESS, "v=DKIM1; k=rsa; p=" + spki("dsa"))
    case("octets behind the key", USABLE, "v=DKIM1; k=rsa; p=" + text_of(keys.spki("rsa2048") + b"\0\1"))
    case("private key", USELESS, "v=DKIM1; k=rsa; p=" + text_of(keys.private_der("rsa1024")))
    # p=
    case("revoked", USELESS, "v=DKIM1; k=rsa; p=")
    case("revoked, blank", USELESS, "v=DKIM1; k=rsa; p= ; t=s")
    case("no p=", USELESS, "v=DKIM1; k=rsa")
    case("half a key", USELESS, good[:start + 200])
    case("half a key, and half a quantum", USELESS, good[:start + 237])  # RFC 4648 section 4: never one character
    case("one octet missing", USELESS, good[:-4])
    case("half an ed25519 key", USELESS, "v=DKIM1; k=ed25519; p=" + ed[:24])
    case("bad byte", USELESS, good[:start + 40] + "!" + good[start + 41:])
    case("URL alphabet", USELESS, "v=DKIM1; k=ed25519; p=" + "__-_" + ed[4:])
    case("quote in p=", USELESS, good[:200] + '" "' + good[200:])
    case("PEM lines", USELESS, f"v=DKIM1; k=rsa; p=-----BEGIN PUBLIC KEY-----{rsa}-----END PUBLIC KEY-----")
    case("blanks in p=", USABLE, good[:100] + " " + good[100:200] + "\t" + good[200:])
    case("folded p=", USABLE, good[:100] + "\r\n " + good[100:])
    # v=
    case("no v=", USABLE, "k=rsa; p=" + rsa)
    case("v= not first", USELESS, f"k=rsa; v=DKIM1; p={rsa}")
    case("v=DKIM2", USELESS, "v=DKIM2; k=rsa; p=" + rsa)
    case("v=dkim1", USELESS, "v=dkim1; k=rsa; p=" + rsa)
    case("v=DKIM1.0", USELESS, "v=DKIM1.0; k=rsa; p=" + rsa)
    # k=, h=, s=, t=, n=, g=
    case("k=foo", USELESS, "v=DKIM1; k=foo; p=" + rsa)
    case("k=RSA", USABLE, "v=DKIM1; k=RSA; p=" + rsa)
    case("no k=", USABLE, "v=DKIM1; p=" + rsa)
    case("h=sha256", USABLE, "v=DKIM1; h=sha256; p=" + rsa)
    case("h=sha1", USELESS, "v=DKIM1; h=sha1; p=" + rsa)
    case("h=sha1:sha256", USABLE, "v=DKIM1; h=sha1:sha256; p=" + rsa)
    case("h=sha512", USELESS, "v=DKIM1; h=sha512; p=" + rsa)
    case("h=sha512:sha256", USABLE, "v=DKIM1; h=sha512 : sha256; p=" + rsa)
    case("h= empty", USELESS, "v=DKIM1; h=; p=" + rsa)
    case("s=email", USABLE, "v=DKIM1; s=email; p=" + rsa)
    case("s=*", USABLE, "v=DKIM1; s=*; p=" + rsa)
    case("s=tlsrpt", USELESS, "v=DKIM1; s=tlsrpt; p=" + rsa)
    case("s=tlsrpt:email", USABLE, "v=DKIM1; s=tlsrpt:email; p=" + rsa)
    case("t=y", USABLE, "v=DKIM1; t=y; p=" + rsa)
    case("t=y:s", USABLE, "v=DKIM1; t=y:s; p=" + rsa)
    case("t=z", USABLE, "v=DKIM1; t=z; p=" + rsa)
    case("a note", USABLE, "v=DKIM1; n=made by hand; p=" + rsa)
    case("a quoted note", USABLE, 'v=DKIM1; n="made by hand"; p=' + rsa)
    case("a note with a semicolon", USELESS, 'v=DKIM1; n="made; by hand"; p=' + rsa)
    case("g=*", USABLE, "v=DKIM1; g=*; p=" + rsa)
    # The tag list.
    case("unknown tag", USABLE, "v=DKIM1; zz=1; p=" + rsa)
    case("semicolon at the end", USABLE, good + ";")
    case("two semicolons", USELESS, "v=DKIM1;; p=" + rsa)
    case("no semicolons", USELESS, "v=DKIM1 k=rsa p=" + rsa)
    case("blanks around tags", USABLE, " v = DKIM1 ; k = rsa ; p = " + rsa + " ")
    case("no blanks", USABLE, "v=DKIM1;k=rsa;p=" + rsa)
    case("tag twice", USELESS, "v=DKIM1; k=rsa; k=rsa; p=" + rsa)
    case("two keys in one", USELESS, f"v=DKIM1; p={rsa}; p={spki('rsa2048b')}")
    case("P=", USELESS, "v=DKIM1; P=" + rsa)
    case("escaped semicolons", USELESS, "v=DKIM1\\; k=rsa\\; p=" + rsa)
    case("not ASCII", USELESS, "v=DKIM1; n=\xe9t\xe9; p=" + rsa)
    case("quotes around all", USELESS, f'"{good}"')
    # What else may stand there.
    case("no record", USELESS)
    case("empty text", USELESS, "")
    case("SPF", USELESS, "v=spf1 -all")
    case("host name", USELESS, "selector1.keys.example.net")
    case("only base64", USELESS, rsa)
    case("signature", USELESS, "v=1; a=rsa-sha256; d=peers.example; s=s; h=from; bh=AAAA; b=BBBB")
    case("two keys", USELESS, good, "v=DKIM1; k=rsa; p=" + spki("rsa2048b"))
    return found


# ---- differences: the label, and the sentence that decides against the peer -----------------------------------------

NO_LOOK = "without a private key to compare with, the peer does not look into p=: "
SIZE = (
    'RFC 8301 section 3.2: "Verifiers MUST NOT consider signatures using RSA keys of less than 1024 bits as valid '
    'signatures."')
TYPE = (
    'RFC 6376 section 3.6.1: "The "rsa" key type indicates that an ASN.1 DER-encoded [ITU-X660-1997] RSAPublicKey '
    '[...] is being used in the "p=" tag."')
ED25519 = (
    'RFC 8463 section 4.2: "The p= value in the key record is the Ed25519 public key encoded in base64. Since the key '
    'is 256 bits long, the base64 text is 44 octets long."')
BASE64 = (
    'RFC 6376 section 3.6.1: "p= Public-key data (base64; REQUIRED)"; section 3.2: ""base64" text (as defined in '
    '[RFC2045], Section 6.8)"')
FIRST = (
    'RFC 6376 section 3.6.1, v=: "This tag MUST be the first tag in the record."')
TWICE = (
    'RFC 6376 section 3.2: "if a tag name does occur more than once, the entire tag-list is invalid."')
SHA1 = (
    'RFC 8301 section 3.1: "rsa-sha1 MUST NOT be used for signing or verifying."')

DIFFERS = {
    "rsa 512": NO_LOOK + SIZE,
    "rsa 768": NO_LOOK + SIZE,
    "rsa 384": NO_LOOK + SIZE,
    "ed25519 wrapped": NO_LOOK + ED25519,
    "ed25519 as rsa": NO_LOOK + TYPE,
    "rsa as ed25519": NO_LOOK + ED25519,
    "P-256": NO_LOOK + TYPE,
    "DSA": NO_LOOK + TYPE,
    "private key": NO_LOOK + TYPE,
    "half a key": NO_LOOK + TYPE,
    "one octet missing": NO_LOOK + TYPE,
    "half an ed25519 key": NO_LOOK + ED25519,
    "bad byte": NO_LOOK + BASE64,
    "URL alphabet": NO_LOOK + BASE64,
    "quote in p=": NO_LOOK + BASE64,
    "PEM lines": NO_LOOK + BASE64,
    "v= not first": FIRST,
    "tag twice": TWICE,
    "two keys in one": TWICE,
    "h=sha1": SHA1,
}


# ---- servers and programs -------------------------------------------------------------------------------------------

def selector_of(label):
    return "s%d" % list(cases()).index(label)


class World:
    """NSD with all records, and a folder with the peer's configuration."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-dkim-peers-")
        entries = [(f"{selector_of(label)}._domainkey", quoted(text))
                   for label, (texts, _) in cases().items() for text in texts]
        zone = self.write("zone", keys.zone_text(entries, DOMAIN))
        self.server = servers.Nsd({DOMAIN: zone})
        resolver = self.write("resolver.conf", f"""\
server:
  do-not-query-localhost: no
  do-ip6: no
  outgoing-interface: {servers.LOOPBACK}
  module-config: "iterator"
stub-zone:
  name: "{DOMAIN}"
  stub-addr: {self.server.address.replace(":", "@")}
""")
        self.configuration = self.write("opendkim.conf", f"ResolverConfiguration {resolver}\n")

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="latin-1") as file:
            file.write(text)
        return path

    def stop(self):
        self.server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@functools.cache
def world():
    made = World()
    unittest.addModuleCleanup(made.stop)
    return made


def setUpModule():
    keys.tool("openssl")
    keys.tool("opendkim-testkey")


def tearDownModule():
    world.cache_clear()


def peer(label, private=None):
    """opendkim-testkey: exit status and what it says."""
    arguments = ["-x", world().configuration, "-d", DOMAIN, "-s", selector_of(label), "-v"]
    done = subprocess.run([keys.tool("opendkim-testkey"), *arguments, *(["-k", private] if private else [])],
                          capture_output=True, encoding="latin-1", timeout=RUN_SECONDS, cwd=world().folder)
    return done.returncode, done.stderr.strip()


def ours(label, private=None):
    """mailauth-check on the same selector."""
    options = ["--private-key", private] if private else []
    return program.check(world().server, "--probe", "none", "--select", "dkim-*", "--timeout", "20", "--tries", "1",
                         "--selector", selector_of(label), *options, DOMAIN)


def many(function, items):
    """function of each item, some at a time."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return dict(zip(items, pool.map(function, items)))


class Records(unittest.TestCase):
    maxDiff = None

    def test_enough_records(self):
        self.assertGreaterEqual(len(cases()), 30)
        self.assertLessEqual(set(DIFFERS), set(cases()))

    def test_the_rfc_is_what_we_say(self):
        runs = many(ours, list(cases()))
        for label, (_, verdict) in cases().items():
            with self.subTest(label):
                run = runs[label]
                key, = run.domain["records"]["dkim"]
                self.assertEqual(USABLE if key["status"] in ("ok", "testing") else USELESS, verdict, str(run))
                errors = {finding["rule"] for finding in run.domain["findings"] if finding["severity"] == "error"}
                # A revoked key is what its owner wanted: a warning. Everything else that is of no use is an error.
                self.assertEqual(bool(errors), verdict == USELESS and key["status"] != "revoked", str(run))
                self.assertNotIn(key["name"], {entry["name"] for entry in run.domain["unanswered"]})

    def test_the_peer_agrees_or_the_rfc_decides(self):
        said = many(peer, list(cases()))
        for label, (_, verdict) in cases().items():
            with self.subTest(label):
                status, text = said[label]
                self.assertIn(status, (0, 69), text)  # 69: EX_UNAVAILABLE
                self.assertNotIn("unexpected reply", text)
                agrees = (status == 0) == (verdict == USABLE)
                self.assertEqual(agrees, label not in DIFFERS, f"the peer says {status}: {text}")


class Pairs(unittest.TestCase):
    """With a private key: opendkim-testkey compares p= with its public half."""

    # label, kind of the private key, whether it belongs to the record
    CASES = (
        ("rsa 2048", "rsa2048", True), ("rsa 2048", "rsa2048b", False), ("rsa 1024", "rsa1024", True),
        ("rsa 4096", "rsa4096", True), ("rsa 4096", "rsa2048", False), ("blanks in p=", "rsa2048", True),
        ("folded p=", "rsa2048", True), ("no v=", "rsa2048", True), ("t=y:s", "rsa2048", True),
        ("h=sha256", "rsa2048", True), ("half a key", "rsa2048", False), ("ed25519", "rsa2048", False),
        ("bare RSAPublicKey", "rsa2048", True), ("bare RSAPublicKey", "rsa2048b", False),
        ("octets behind the key", "rsa2048", True), ("rsa 512", "rsa512", True),
    )

    DIFFERS = {
        ("bare RSAPublicKey", "rsa2048"): "the peer compares with SubjectPublicKeyInfo octet by octet; " + TYPE,
        ("octets behind the key", "rsa2048"): "the peer compares octet by octet; the key in it is the same. " + TYPE,
    }

    def test_both_say_whether_the_key_belongs_to_the_record(self):
        for label, kind, belongs in self.CASES:
            for private in (keys.private_key(kind), keys.converted(kind, "pkcs1")):
                with self.subTest(label, private=os.path.basename(private)):
                    run = ours(label, private)
                    self.assertEqual(run.rules & {"dkim-private-key-matches", "dkim-private-key-mismatch"},
                                     {"dkim-private-key-" + ("matches" if belongs else "mismatch")}, str(run))
                    status, text = peer(label, private)
                    self.assertIn(status, (0, 65), text)  # 65: EX_DATAERR
                    self.assertEqual((status == 0) == belongs, (label, kind) not in self.DIFFERS, text)

    def test_both_complain_about_a_key_that_others_can_read(self):
        private = os.path.join(world().folder, "readable")
        shutil.copy(keys.private_key("rsa2048"), private)
        for mode, told in ((0o600, False), (0o640, True), (0o644, True)):
            os.chmod(private, mode)
            with self.subTest(oct(mode)):
                self.assertEqual("dkim-private-key-readable" in ours("rsa 2048", private).rules, told)
                self.assertEqual("WARNING: unsafe permissions" in peer("rsa 2048", private)[1], told)


if __name__ == "__main__":
    unittest.main()
