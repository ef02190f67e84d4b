"""
DKIM keys that openssl, opendkim-genkey and dknewkey make while the test runs: judged through `record` and `zone`,
whole, written in every way that is legal, and cut off at every byte; and beside the private key.
"""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

import dkim_keys as keys
import program
from dkim_keys import quoted, text_of
from program import CLEAN, FINDINGS, USAGE

DKIM = ("--select", "dkim-*")
CUT_STEP = 41  # of the cuts that `record` judges too, one process each
ERROR = "error"


def setUpModule():
    keys.tool("openssl")


class KeyTest(unittest.TestCase):
    maxDiff = None

    def folder(self):
        path = tempfile.mkdtemp(prefix="mailauth-test-")
        self.addCleanup(shutil.rmtree, path)
        return path

    def written(self, name, text):
        path = os.path.join(self.folder(), name)
        with open(path, "w", encoding="latin-1", newline="") as file:
            file.write(text)
        return path

    def zone(self, text, *options):
        return program.run("zone", "--offline", "--format", "json", *DKIM, *options,
                           self.written("example.com.zone", text))

    def in_zone(self, data, *options, selector="s1"):
        return self.zone(keys.zone_text([(selector + "._domainkey", data)]), *options)

    @staticmethod
    def record(text, *options):
        return program.run("record", "--format", "json", *DKIM, *options, input=text)

    def both(self, text):
        """The same text through `record` and `zone`."""
        return {"record": self.record(text), "zone": self.in_zone(quoted(text))}

    def key_of(self, run):
        found = run.domain["records"]["dkim"]
        self.assertEqual(len(found), 1, str(run))
        return found[0]

    def assert_key(self, run, status, bits, rules=(), key_type="rsa"):
        """The whole verdict on the only key. That the domain has no RSA key is no matter here."""
        key = self.key_of(run)
        self.assertEqual((key["status"], key["key_type"], key["bits"]), (status, key_type, bits), str(run))
        self.assertEqual(run.rules - {"dkim-ed25519-only"}, set(rules), str(run))
        errors = any(finding["severity"] == ERROR for finding in run.domain["findings"])
        self.assertEqual(errors, status == "invalid", str(run))
        self.assertEqual(run.status, FINDINGS if errors else CLEAN, str(run))

    def fix(self, run, rule):
        fixes = [finding["fix"] for finding in run.domain["findings"] if finding["rule"] == rule]
        self.assertEqual(len(fixes), 1, str(run))
        self.assertIsNotNone(fixes[0], str(run))
        return fixes[0]["text"]


def of_rsa(bits, rules=(), status="ok"):
    return f"v=DKIM1; k=rsa; p={text_of(keys.spki(f'rsa{bits}'))}", status, bits, set(rules)


def rsa_records():
    """bits -> text, status, bits and rules of a good record with a key of this size (RFC 8301 section 3.2)."""
    small = f"v=DKIM1; k=rsa; p={text_of(keys.rsa_spki(keys.modulus(384)))}"
    return {
        384: (small, "invalid", 384, {"dkim-rsa-under-1024"}),
        512: of_rsa(512, ["dkim-rsa-under-1024"], "invalid"),
        768: of_rsa(768, ["dkim-rsa-under-1024"], "invalid"),
        1024: of_rsa(1024, ["dkim-rsa-1024"]),
        1536: of_rsa(1536, ["dkim-rsa-1024", "dkim-rsa-odd-size"]),
        2048: of_rsa(2048),
        3072: of_rsa(3072),
        4096: of_rsa(4096, ["dkim-rsa-4096-dns"]),
        8192: of_rsa(8192, ["dkim-rsa-over-4096"]),
    }


def ed25519_record(kind="ed25519"):
    return "v=DKIM1; k=ed25519; p=" + text_of(keys.raw(kind))


class Sizes(KeyTest):
    def test_each_rsa_size_is_told_and_judged(self):
        for bits, (text, *verdict, rules) in rsa_records().items():
            for command, run in self.both(text).items():
                with self.subTest(bits=bits, command=command):
                    # The answer's size is known where the key has a name.
                    too_large = {"dkim-udp-truncation"} if bits == 8192 else set()
                    self.assertLessEqual(run.rules - rules, too_large)
                    self.assert_key(run, *verdict, rules | (run.rules & too_large))

    def test_a_key_type_is_rsa_when_none_is_named(self):
        text = f"v=DKIM1; p={text_of(keys.spki('rsa2048'))}"
        for command, run in self.both(text).items():
            with self.subTest(command=command):
                self.assert_key(run, "ok", 2048)

    def test_the_der_writer_writes_what_openssl_does(self):
        path = self.folder() + "/key"
        with open(path, "wb") as file:
            file.write(keys.rsa_spki(keys.modulus(1024)))
        self.assertEqual(keys.openssl("pkey", "-pubin", "-inform", "DER", "-in", path, "-pubout", "-outform", "DER"),
                         keys.rsa_spki(keys.modulus(1024)))

    def test_sizes_beside_the_bounds(self):
        for bits, status, rules in ((1016, "invalid", {"dkim-rsa-under-1024"}),
                                    (1023, "invalid", {"dkim-rsa-under-1024"}),
                                    (1025, "ok", {"dkim-rsa-1024", "dkim-rsa-odd-size"}),
                                    (2047, "ok", {"dkim-rsa-1024", "dkim-rsa-odd-size"}),
                                    (2049, "ok", {"dkim-rsa-odd-size"})):
            with self.subTest(bits=bits):
                self.assertEqual(keys.modulus(bits).bit_length(), bits)
                run = self.record(f"v=DKIM1; k=rsa; p={text_of(keys.rsa_spki(keys.modulus(bits)))}")
                self.assert_key(run, status, bits, rules)

    def test_the_public_exponent(self):
        def of(exponent):
            return self.record(f"v=DKIM1; k=rsa; p={text_of(keys.rsa_spki(keys.modulus(2048), exponent))}")

        for exponent in (1, 2, 65536, keys.modulus(2048) + 2):
            with self.subTest(exponent=exponent):
                self.assert_key(of(exponent), "invalid", 2048, {"dkim-rsa-exponent"})
        self.assert_key(of(3), "ok", 2048, {"dkim-rsa-exponent"})
        self.assert_key(self.record(f"v=DKIM1; k=rsa; p={text_of(keys.spki('rsa2048e3'))}"), "ok", 2048,
                        {"dkim-rsa-exponent"})

    def test_an_unusual_exponent_is_a_note(self):
        for exponent, severity in ((3, "warning"), (17, "info"), (65539, "info")):
            with self.subTest(exponent=exponent):
                run = self.record(f"v=DKIM1; k=rsa; p={text_of(keys.rsa_spki(keys.modulus(2048), exponent))}")
                self.assert_key(run, "ok", 2048, {"dkim-rsa-exponent"})
                self.assertEqual([finding["severity"] for finding in run.domain["findings"]], [severity])

    def test_weak_moduli(self):
        source = keys.random.Random(keys.SEED)
        first = keys.prime(1024, source)
        after = first + 2
        while not keys.is_prime(after, source):
            after += 2
        for label, modulus, rule in (("even", keys.modulus(2048) << 1, "dkim-rsa-modulus-bad"),
                                     ("small factor", keys.modulus(2030) * 9973, "dkim-rsa-modulus-bad"),
                                     ("close primes", first * after, "dkim-rsa-fermat"),
                                     ("a square", first * first, "dkim-rsa-fermat")):
            with self.subTest(label):
                run = self.record(f"v=DKIM1; k=rsa; p={text_of(keys.rsa_spki(modulus))}")
                self.assertIn(rule, run.rules, str(run))
                self.assertEqual(run.status, FINDINGS)


class OtherKinds(KeyTest):
    def test_ed25519_is_published_as_its_32_octets(self):
        for command, run in self.both(ed25519_record()).items():
            with self.subTest(command=command):
                self.assert_key(run, "ok", 256, key_type="ed25519")

    def test_a_wrapped_ed25519_key_is_named_and_unwrapped(self):
        for command, run in self.both("v=DKIM1; k=ed25519; p=" + text_of(keys.spki("ed25519"))).items():
            with self.subTest(command=command):
                self.assert_key(run, "invalid", None, {"dkim-ed25519-spki"}, "ed25519")
                self.assertEqual(self.fix(run, "dkim-ed25519-spki"), ed25519_record())

    def test_k_has_to_name_the_kind(self):
        cases = {
            "raw ed25519, no k=": ("v=DKIM1; p=" + text_of(keys.raw("ed25519")), "rsa"),
            "raw ed25519 as rsa": ("v=DKIM1; k=rsa; p=" + text_of(keys.raw("ed25519")), "rsa"),
            "wrapped ed25519 as rsa": ("v=DKIM1; k=rsa; p=" + text_of(keys.spki("ed25519")), "rsa"),
            "rsa as ed25519": ("v=DKIM1; k=ed25519; p=" + text_of(keys.spki("rsa2048")), "ed25519"),
            "pkcs1 as ed25519": ("v=DKIM1; k=ed25519; p=" + text_of(keys.pkcs1("rsa2048")), "ed25519"),
        }
        for label, (text, key_type) in cases.items():
            for command, run in self.both(text).items():
                with self.subTest(label, command=command):
                    key = self.key_of(run)
                    self.assertEqual((key["status"], key["key_type"]), ("invalid", key_type), str(run))
                    self.assertIn("dkim-k-mismatch", run.rules, str(run))

    def test_other_algorithms_are_no_dkim_keys(self):
        for kind in ("p256", "dsa", "x25519", "ed448", "rsa-pss"):
            for named in ("", "k=rsa; "):
                for command, run in self.both(f"v=DKIM1; {named}p={text_of(keys.spki(kind))}").items():
                    with self.subTest(kind, named=named, command=command):
                        self.assert_key(run, "invalid", None, {"dkim-not-rsa-spki"})
            with self.subTest(kind, named="ed25519"):
                run = self.record(f"v=DKIM1; k=ed25519; p={text_of(keys.spki(kind))}")
                self.assertEqual(self.key_of(run)["status"], "invalid", str(run))
                self.assertEqual(run.status, FINDINGS, str(run))

    def test_a_type_that_verifiers_do_not_know(self):
        for word in ("ec", "dsa", "RSA256", "ecdsa", "x25519"):
            with self.subTest(word):
                run = self.record(f"v=DKIM1; k={word}; p={text_of(keys.spki('p256'))}")
                self.assertEqual(self.key_of(run)["status"], "invalid", str(run))
                self.assertIn("dkim-k-unknown", run.rules, str(run))

    def test_a_bare_rsa_public_key_is_named(self):
        for bits, rules in ((512, {"dkim-rsa-under-1024"}), (1024, {"dkim-rsa-1024"}), (2048, set()),
                            (4096, {"dkim-rsa-4096-dns"})):
            for command, run in self.both(f"v=DKIM1; k=rsa; p={text_of(keys.pkcs1(f'rsa{bits}'))}").items():
                with self.subTest(bits=bits, command=command):
                    self.assert_key(run, "invalid" if bits < 1024 else "ok", bits, {"dkim-rsa-pkcs1"} | rules)

    def test_a_published_private_key_is_named(self):
        bodies = {"PKCS#8": text_of(keys.private_der("rsa2048")), "ed25519": text_of(keys.private_der("ed25519"))}
        with open(keys.converted("rsa2048", "pkcs1"), encoding="ascii") as file:
            pem = file.read()
        bodies["PKCS#1"] = "".join(pem.split("\n")[1:-2])
        bodies["PEM"] = pem.replace("\n", "")
        for form, body in bodies.items():
            with self.subTest(form):
                run = self.record("v=DKIM1; k=rsa; p=" + body)
                self.assertEqual(self.key_of(run)["status"], "invalid", str(run))
                self.assertIn("dkim-private-key-leaked", run.rules, str(run))

    def test_pem_lines_are_no_part_of_p(self):
        with open(keys.converted("rsa2048", "public"), encoding="ascii") as file:
            run = self.record("v=DKIM1; k=rsa; p=" + file.read().replace("\n", ""))
        self.assertEqual(self.key_of(run)["status"], "invalid", str(run))
        self.assertEqual(run.rules, {"dkim-p-pem-lines"}, str(run))

    def test_a_revoked_key(self):
        for command, run in self.both("v=DKIM1; k=rsa; p=").items():
            with self.subTest(command=command):
                self.assertEqual(run.rules, {"dkim-p-empty", "dkim-revoked-vs-removed"})
                self.assertEqual(self.key_of(run)["status"], "revoked")
                self.assertEqual(run.status, CLEAN)

    def test_a_key_in_test_mode(self):
        for command, run in self.both(of_rsa(2048)[0].replace("p=", "t=y; p=")).items():
            with self.subTest(command=command):
                self.assert_key(run, "testing", 2048, {"dkim-t-y"})

    def test_octets_behind_the_key(self):
        run = self.record("v=DKIM1; k=rsa; p=" + text_of(keys.spki("rsa2048") + b"\0\1\2"))
        self.assert_key(run, "ok", 2048, {"dkim-p-trailing-garbage"})


class Writings(KeyTest):
    """The ways to write one record in a zone file: none changes the verdict."""

    def assert_all_good(self, texts, status="ok", rules=(), bits=2048, key_type="rsa"):
        """label -> whole TXT data, each at a subdomain of its own."""
        owners = {label: f"s1._domainkey.w{number}" for number, label in enumerate(texts)}
        run = self.zone(keys.zone_text([(owners[label], data) for label, data in texts.items()]))
        domains = {domain["domain"]: domain for domain in run.domains}
        for label, owner in owners.items():
            domain = domains[owner.split(".")[-1] + ".example.com"]
            with self.subTest(label):
                found = [(key["status"], key["key_type"], key["bits"]) for key in domain["records"]["dkim"]]
                self.assertEqual(found, [(status, key_type, bits)], domain["findings"])
                self.assertEqual({finding["rule"] for finding in domain["findings"]}
                                 - {"dkim-ed25519-only", "dkim-shared-key"}, set(rules), domain["findings"])

    def record_2048(self):
        return rsa_records()[2048][0]

    def test_split_into_strings_of_any_size(self):
        text = self.record_2048()
        self.assert_all_good({size: quoted(text, size) for size in (1, 2, 3, 64, 100, 127, 200, 254, 255)})

    def test_split_once_at_every_byte(self):
        text = ed25519_record()
        self.assert_all_good({at: f"{quoted(text[:at])} {quoted(text[at:])}" for at in range(len(text) + 1)},
                             bits=256, key_type="ed25519")

    def test_large_keys_split_at_255(self):
        for bits, (text, status, _, rules) in rsa_records().items():
            with self.subTest(bits=bits):
                data = quoted(text)
                self.assertEqual(data.count('" "'), (len(text) - 1) // 255)
                too_large = {"dkim-udp-truncation"} if bits == 8192 else set()
                self.assert_all_good({"255": data, "parentheses": "( " + data.replace('" "', '"\n  "') + " )"},
                                     status, rules | too_large, bits)

    def test_folding_white_space_inside_p(self):
        text, start = self.record_2048(), self.record_2048().index("p=") + 2
        body = text[start:]
        for label, blank in (("space", " "), ("tab", "\t"), ("spaces", "   "), ("line", "\r\n "),
                             ("folded", " \r\n\t")):
            folded = {f"{label} every {step}": quoted(text[:start] + blank.join(
                body[at:at + step] for at in range(0, len(body), step)), 200) for step in (64, 76, 1)}
            folded = {name: data for name, data in folded.items() if len(data) < 2500}
            # The rest of the names for it: at the joint of two strings, or elsewhere.
            for name, data in folded.items():
                run = self.in_zone(data)
                with self.subTest(name):
                    key = self.key_of(run)
                    self.assertEqual((key["status"], key["bits"]), ("ok", 2048), str(run))
                    self.assertLessEqual(run.rules, {"dkim-p-whitespace", "dkim-split-space", "dkim-udp-truncation"})
                    self.assertTrue(run.rules & {"dkim-p-whitespace", "dkim-split-space"}, str(run))
                    self.assertEqual(run.status, CLEAN)

    def test_folding_white_space_around_tags(self):
        body = text_of(keys.spki("rsa2048"))
        self.assert_all_good({blank: quoted(form.replace("_", blank) + body, 180) for blank in (" ", "\t", "\r\n ")
                              for form in ("v_=_DKIM1_;_k_=_rsa_;_p_=_",)})

    def test_a_blank_at_the_joint_has_a_name_of_its_own(self):
        body = text_of(keys.spki("rsa2048"))
        self.assert_all_good({"behind": f'"v=DKIM1; k=rsa; p={body[:200]} " "{body[200:]}"',
                              "before": f'"v=DKIM1; k=rsa; p={body[:200]}" " {body[200:]}"'},
                             rules={"dkim-split-space"})
        self.assert_all_good({"within": f'"v=DKIM1; k=rsa; p={body[:100]} {body[100:200]}" "{body[200:]}"'},
                             rules={"dkim-p-whitespace"})

    def test_lines_that_end_in_crlf(self):
        for bits, (text, status, _, rules) in rsa_records().items():
            data = "( " + quoted(text, 100).replace('" "', '"\n\t"') + " )"
            zone = keys.zone_text([("s1._domainkey", data)]).replace("\n", "\r\n")
            with self.subTest(bits=bits):
                too_large = {"dkim-udp-truncation"} if bits == 8192 else set()
                run = self.zone(zone)
                self.assert_key(run, status, bits, rules | too_large)
                self.assertEqual(self.key_of(run)["text"], text)
                self.assertEqual(self.key_of(self.record(data.replace("\n", "\r\n")))["bits"], bits)
                self.assertEqual(self.key_of(self.record(text + "\r\n"))["bits"], bits)

    def test_escapes_of_the_zone_file_mean_the_same_bytes(self):
        text = self.record_2048()
        octets = ["".join("\\%03d" % ord(char) for char in text[at:at + 60]) for at in range(0, len(text), 60)]
        semicolons = [text[:200].replace(";", "\\;"), text[200:]]
        self.assert_all_good({"decimal": " ".join(f'"{part}"' for part in octets),
                              "semicolons": " ".join(f'"{part}"' for part in semicolons)})
        # Without quotes a semicolon begins a comment, so that it has to be escaped (RFC 1035 section 5.1).
        bare = text[:200].replace(" ", "").replace(";", "\\;") + " " + text[200:]
        self.assert_all_good({"no quotes": bare})

    def test_an_escaped_quote_inside_a_note_is_text(self):
        body = text_of(keys.spki("rsa2048"))
        self.assert_all_good({"note": f'"v=DKIM1; n=\\"mail key\\"; k=rsa; p={body[:180]}" "{body[180:]}"'},
                             rules={"dkim-n-note"})

    def assert_quoted(self, run):
        """Pasted quotes are named, at their place, and no verifier can use the record."""
        self.assertEqual(self.key_of(run)["status"], "invalid", str(run))
        self.assertIn("dkim-p-quote", run.rules, str(run))
        finding = next(finding for finding in run.domain["findings"] if finding["rule"] == "dkim-p-quote")
        self.assertEqual(finding["text"][finding["span"]["start"]], '"', finding)

    def test_quotes_that_were_published(self):
        for bits in (384, 1024, 2048, 4096):
            text = rsa_records()[bits][0]
            start = text.index("p=") + 2
            for label, published in (
                    ("around all", f'"{text}"'),
                    ("around all, in two strings", f'"{text[:120]}" "{text[120:]}"'),
                    ("at the joint", f'{text[:120]}" "{text[120:]}'),
                    ("around p", f'{text[:start]}"{text[start:]}"'),
                    ("at the end", text + '"')):
                with self.subTest(label, bits=bits):
                    self.assert_quoted(self.in_zone(quoted(published)))

    def test_backslashes_that_were_published(self):
        text = self.record_2048()
        run = self.in_zone(quoted(text.replace(";", "\\;")))
        self.assertIn("dkim-escaped-semicolon", run.rules, str(run))
        self.assertEqual(self.key_of(run)["status"], "invalid")

    def test_a_string_that_is_too_long_for_a_zone(self):
        text = self.record_2048()
        run = self.in_zone(f'"{text}"')
        self.assertIn("dkim-string-over-255", run.rules, str(run))

    def test_halves_in_two_records(self):
        text = self.record_2048()
        run = self.zone(keys.zone_text([("s1._domainkey", f'"{text[:255]}"'), ("s1._domainkey", f'"{text[255:]}"')]))
        self.assertEqual(self.key_of(run)["status"], "invalid", str(run))
        self.assertEqual(run.rules, {"dkim-split-rrs"}, str(run))

    def test_one_bad_byte_in_p_is_pointed_at(self):
        text = ed25519_record()
        start = text.index("p=") + 2
        for byte in "-_.,*!@":
            at = start + 20
            run = self.record(text[:at] + byte + text[at + 1:])
            with self.subTest(byte):
                self.assertEqual(self.key_of(run)["status"], "invalid", str(run))
                finding = next(finding for finding in run.domain["findings"] if finding["rule"] == "dkim-p-base64")
                self.assertEqual((finding["span"]["start"], finding["span"]["end"]), (at, at + 1))


class Cuts(KeyTest):
    """Each record cut off at every byte of its text."""

    def assert_cut(self, text, length, domain):
        """By RFC 6376 section 3.6.1: without p= no key, with an empty one a revoked key, with half of one no key."""
        findings = {finding["rule"] for finding in domain["findings"]}
        errors = {finding["rule"] for finding in domain["findings"] if finding["severity"] == ERROR}
        statuses = [key["status"] for key in domain["records"]["dkim"]]
        start = text.index("p=") + 2
        end = text.index(";", start) if ";" in text[start:] else len(text)
        told = f"{length} of {len(text)}: {text[:length][-30:]!r}: {statuses} {sorted(findings)}"
        if length < start:
            self.assertTrue(errors, told)
            self.assertLessEqual(set(statuses), {"invalid"}, told)
        elif length == start:
            self.assertIn("dkim-p-empty", findings, told)
            self.assertEqual(statuses, ["revoked"], told)
        elif length < end:
            self.assertTrue(errors, told)
            self.assertEqual(statuses, ["invalid"], told)
        else:
            self.assertEqual(len(statuses), 1, told)

    def assert_each_cut(self, text, record=False):
        zone = keys.zone_text([(f"s1._domainkey.t{length}", quoted(text[:length])) for length in range(len(text) + 1)])
        run = self.zone(zone)
        domains = {domain["domain"]: domain for domain in run.domains}
        for length in range(len(text) + 1):
            self.assert_cut(text, length, domains[f"t{length}.example.com"])
        for length in range(0, len(text) + 1, CUT_STEP) if record else ():
            run = self.record(text[:length])
            if run.status != USAGE:  # so little that it could be any record
                self.assert_cut(text, length, run.domain)
        return domains

    def test_rsa(self):
        for bits, (text, *_) in rsa_records().items():
            with self.subTest(bits=bits):
                domains = self.assert_each_cut(text, record=True)
                # A key that lost its end is told from garbage.
                start = text.index("p=") + 2
                for length in range(start + 8, len(text.rstrip("="))):
                    rules = {finding["rule"] for finding in domains[f"t{length}.example.com"]["findings"]}
                    self.assertIn("dkim-p-truncated", rules, text[:length])

    def test_ed25519(self):
        text = ed25519_record()
        domains = self.assert_each_cut(text, record=True)
        for length in range(text.index("p=") + 3, len(text)):
            rules = {finding["rule"] for finding in domains[f"t{length}.example.com"]["findings"]}
            self.assertTrue(rules & {"dkim-ed25519-length", "dkim-p-base64"}, text[:length])

    def test_an_ed25519_key_that_begins_like_der(self):
        """RFC 8463 section 4.2: the octets are the key; 0x30 is one of them."""
        for start in ("MA", "ML", "MC4=", "MDAw"):
            rules = {finding["rule"] for finding in self.record(f"v=DKIM1; k=ed25519; p={start}").domain["findings"]}
            self.assertTrue(rules & {"dkim-ed25519-length", "dkim-p-base64"}, start)

    def test_other_kinds(self):
        for kind in ("ed25519", "p256", "dsa", "x25519", "rsa-pss"):
            for key_type in ("rsa", "ed25519"):
                with self.subTest(kind, key_type=key_type):
                    self.assert_each_cut(f"v=DKIM1; k={key_type}; p={text_of(keys.spki(kind))}")

    def test_bare_rsa_keys(self):
        self.assert_each_cut(f"v=DKIM1; k=rsa; p={text_of(keys.pkcs1('rsa2048'))}")

    def test_private_keys(self):
        for der in (keys.private_der("rsa1024"), keys.private_der("ed25519")):
            self.assert_each_cut("v=DKIM1; k=rsa; p=" + text_of(der))

    def test_tags_behind_the_key(self):
        text = f"v=DKIM1; h=sha256; k=rsa; s=email; p={text_of(keys.spki('rsa1024'))}; t=s; n=key"
        self.assert_each_cut(text)

    def test_the_key_in_front(self):
        self.assert_each_cut(f"p={text_of(keys.spki('rsa1024'))}; k=rsa; t=s")

    def test_white_space_inside(self):
        self.assert_each_cut(f"v=DKIM1; k=rsa; p={' '.join(re.findall('.{1,64}', text_of(keys.spki('rsa1024'))))}")

    def test_published_quotes(self):
        """No verdict is asked for but that there is one: each is cut in some quote."""
        text = rsa_records()[2048][0]
        text = f'"{text[:120]}" "{text[120:]}"'
        run = self.zone(keys.zone_text([(f"s1._domainkey.t{length}", quoted(text[:length]))
                                        for length in range(len(text) + 1)]))
        for domain in run.domains:
            if domain["domain"].startswith("t"):
                self.assertTrue(any(finding["severity"] == ERROR for finding in domain["findings"]), domain["domain"])


class OfOpendkimGenkey(KeyTest):
    """opendkim-genkey of Debian's opendkim-tools writes SELECTOR.txt, an entry of a zone file, and SELECTOR.private."""

    CASES = {
        "default": ([], 2048, "ok", set()),
        "bits": (["-b", "1024"], 1024, "ok", {"dkim-rsa-1024"}),
        "selector": (["-s", "mail"], 2048, "ok", set()),
        "domain": (["-d", "example.com"], 2048, "ok", set()),
        "append": (["-a", "-d", "example.com"], 2048, "ok", set()),
        "test": (["-t"], 2048, "testing", {"dkim-t-y"}),
        "no subdomains": (["-S"], 2048, "ok", {"dkim-t-s"}),
        "both flags": (["-t", "-S"], 2048, "testing", {"dkim-t-y", "dkim-t-s"}),
        "restricted": (["-r"], 2048, "ok", set()),
        "hash": (["-h", "sha256"], 2048, "ok", set()),
        "two hashes": (["-h", "sha1:sha256"], 2048, "ok", {"dkim-h-sha1-listed"}),
        "note": (["-n", "made in a test; with a semicolon"], 2048, "ok", {"dkim-n-note"}),
        "plain note": (["-n", "made in a test"], 2048, "ok", {"dkim-n-note"}),
        "weak": (["-b", "512"], 512, "invalid", {"dkim-rsa-under-1024"}),
    }

    def make(self, options):
        folder = self.folder()
        done = subprocess.run([keys.tool("opendkim-genkey"), "-D", folder, *options], capture_output=True, text=True,
                              timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        selector = options[options.index("-s") + 1] if "-s" in options else "default"
        return selector, os.path.join(folder, selector + ".txt"), os.path.join(folder, selector + ".private")

    def test_each_kind_is_read_back(self):
        for label, (options, bits, status, rules) in self.CASES.items():
            selector, path, private = self.make(options)
            with open(path, encoding="ascii") as file:
                text = file.read()
            if label == "note":  # the tool does not see that a semicolon ends a tag (RFC 6376 section 3.2)
                status, rules = "invalid", rules | {"dkim-taglist-syntax"}
            runs = {
                "record": self.record(text),
                "zone": program.run("zone", "--offline", "--format", "json", *DKIM, "--origin", "example.com", path),
                "private": program.run("zone", "--offline", "--format", "json", *DKIM, "--origin", "example.com",
                                       "--selector", selector, "--private-key", private, path),
                "included": self.zone(keys.zone_text([]) + f"$INCLUDE {path}\n"),
            }
            for command, run in runs.items():
                with self.subTest(label, command=command):
                    more = {"dkim-private-key-matches"} if command == "private" else set()
                    self.assert_key(run, status, bits, rules | more)


class OfDknewkey(KeyTest):
    """dknewkey of python3-dkim writes NAME.dns, a bare text without a line end, and NAME.key."""

    def make(self, kind):
        stem = os.path.join(self.folder(), "s1")
        done = subprocess.run([keys.tool("dknewkey"), stem, "--ktype", kind], capture_output=True, text=True,
                              timeout=120)
        if done.returncode and "nacl" in done.stderr:
            raise unittest.SkipTest("dknewkey needs python3-nacl for Ed25519")
        self.assertEqual(done.returncode, 0, done.stderr)
        return stem + ".dns", stem + ".key"

    def test_rsa(self):
        path, private = self.make("rsa")
        with open(path, encoding="ascii") as file:
            text = file.read()
        self.assert_key(self.record(text), "ok", 2048)
        self.assert_key(self.in_zone(quoted(text)), "ok", 2048)
        run = self.in_zone(quoted(text), "--selector", "s1", "--private-key", private)
        self.assert_key(run, "ok", 2048, {"dkim-private-key-matches"})

    def test_rsa_pasted_as_one_string(self):
        """As people paste it: too long for a zone file, and the fix is the same text."""
        path, _ = self.make("rsa")
        with open(path, encoding="ascii") as file:
            text = file.read()
        run = self.in_zone(f'"{text}"')
        self.assertIn("dkim-string-over-255", run.rules)
        self.assertEqual(self.key_of(run)["bits"], 2048)

    def test_ed25519(self):
        path, private = self.make("ed25519")
        with open(path, encoding="ascii") as file:
            text = file.read()
        for command, run in self.both(text).items():
            with self.subTest(command=command):
                self.assert_key(run, "ok", 256, key_type="ed25519")
        with open(private, encoding="ascii") as file:
            secret = file.read()
        # The private key is the base64 of its 32 octets, no PEM file: that is said, and nothing of it.
        run = self.in_zone(quoted(text), "--selector", "s1", "--private-key", private)
        self.assertEqual(run.status, USAGE, str(run))
        self.assertIn(private, run.errors)
        self.assertNotIn(secret[:16], run.errors + run.output)

    def test_the_file_alone_is_no_zone(self):
        path, _ = self.make("rsa")
        run = program.run("zone", "--offline", "--origin", "example.com", path)
        self.assertEqual(run.status, USAGE, str(run))
        self.assertIn("not a zone file", run.errors)


class PrivateKeys(KeyTest):
    """--private-key: does the published key belong to it."""

    def judge(self, text, private, *options, form="json"):
        path = self.written("example.com.zone", keys.zone_text([("s1._domainkey", quoted(text))] if text else []))
        run = program.run("zone", "--offline", "--format", form, *DKIM, "--selector", "s1", "--private-key", private,
                          *options, path)
        self.assert_silent_about(run, private)
        return run

    def assert_silent_about(self, run, private):
        lines = keys.secret_lines(private)
        self.assertTrue(lines)
        for line in lines:
            self.assertNotIn(line, run.output)
            self.assertNotIn(line, run.errors)

    def forms(self, kind):
        return [keys.private_key(kind), *(keys.converted(kind, form) for form in
                                          (("pkcs1", "pkcs8") if kind.startswith("rsa") else ("pkcs8",)))]

    def test_a_match_in_every_form(self):
        texts = {"rsa1024": of_rsa(1024)[0], "rsa2048": of_rsa(2048)[0], "rsa4096": of_rsa(4096)[0],
                 "ed25519": ed25519_record()}
        for kind, text in texts.items():
            for private in self.forms(kind):
                with self.subTest(private):
                    run = self.judge(text, private)
                    self.assertIn("dkim-private-key-matches", run.rules, str(run))
                    self.assertNotIn("dkim-private-key-mismatch", run.rules)
                    self.assertNotIn("dkim-private-key-readable", run.rules)
                    self.assertEqual(run.status, CLEAN, str(run))
                    found = next(finding for finding in run.domain["findings"]
                                 if finding["rule"] == "dkim-private-key-matches")
                    self.assertEqual((found["severity"], found["name"]), ("info", "s1._domainkey.example.com"))

    def test_a_bare_public_key_matches_too(self):
        run = self.judge(f"v=DKIM1; k=rsa; p={text_of(keys.pkcs1('rsa2048'))}", keys.private_key("rsa2048"))
        self.assertEqual(run.rules, {"dkim-rsa-pkcs1", "dkim-private-key-matches"}, str(run))

    def test_a_mismatch_and_its_fix(self):
        good = {"rsa2048": of_rsa(2048)[0], "ed25519": ed25519_record(), "rsa4096": of_rsa(4096)[0]}
        others = {"another RSA key": of_rsa("2048b")[0], "another Ed25519 key": ed25519_record("ed25519b"),
                  "a weak key": of_rsa(512)[0], "a revoked key": "v=DKIM1; k=rsa; p=",
                  "half a key": of_rsa(2048)[0][:200]}
        for kind, text in good.items():
            private = keys.private_key(kind)
            for label, other in others.items():
                with self.subTest(label, kind=kind):
                    run = self.judge(other, private)
                    self.assertIn("dkim-private-key-mismatch", run.rules, str(run))
                    self.assertNotIn("dkim-private-key-matches", run.rules)
                    self.assertEqual(run.status, FINDINGS)
                    fixed = self.fix(run, "dkim-private-key-mismatch")
                    self.assertEqual(fixed, text)
                    run = self.judge(fixed, private)
                    self.assertIn("dkim-private-key-matches", run.rules, str(run))
                    self.assertNotIn("dkim-private-key-mismatch", run.rules)
                    self.assertEqual(run.status, CLEAN)

    def test_the_record_to_publish_is_ready_for_a_zone_file(self):
        """Split at 255, in one line, as text that `zone` reads; also where no key is published yet."""
        for kind, text in (("rsa2048", of_rsa(2048)[0]), ("rsa8192", of_rsa(8192)[0]), ("ed25519", ed25519_record())):
            private = keys.private_key(kind)
            for label, published in (("mismatch", of_rsa(1024)[0]), ("missing", None)):
                with self.subTest(kind, label=label):
                    run = self.judge(published, private, form="text")
                    line = re.search(r"(?:replace|add)  +(s1\._domainkey\.example\.com\. TXT .*)", run.output)
                    self.assertTrue(line, run.output)
                    strings = re.findall(r'"([^"]*)"', line[1])
                    self.assertEqual("".join(strings), text)
                    self.assertTrue(all(len(string) <= 255 for string in strings), strings)
                    path = self.written("example.com.zone", keys.zone_text([]) + line[1] + "\n")
                    fixed = program.run("zone", "--offline", "--format", "json", *DKIM, "--selector", "s1",
                                        "--private-key", private, path)
                    self.assertIn("dkim-private-key-matches", fixed.rules, str(fixed))
                    self.assertEqual(fixed.status, CLEAN)

    def test_a_missing_key_has_the_record_as_fix(self):
        run = self.judge(None, keys.private_key("rsa2048"))
        self.assertIn("dkim-selector-missing", run.rules, str(run))
        self.assertEqual(self.fix(run, "dkim-selector-missing"), of_rsa(2048)[0])

    def test_files_that_are_no_private_key(self):
        folder = self.folder()

        def file(name, content):
            path = os.path.join(folder, name)
            with open(path, "wb") as stream:
                stream.write(content)
            return path

        with open(keys.private_key("rsa2048"), "rb") as stream:
            pem = stream.read()
        cases = {
            keys.converted("rsa2048", "encrypted"): "encrypted",
            keys.converted("rsa2048", "legacy-encrypted"): "encrypted",
            keys.converted("rsa2048", "public"): "public key",
            keys.converted("rsa2048", "public-pkcs1"): "public key",
            keys.converted("ed25519", "public"): "public key",
            keys.private_key("p256"): "neither RSA nor Ed25519",
            keys.private_key("x25519"): "neither RSA nor Ed25519",
            keys.private_key("dsa"): "neither RSA nor Ed25519",
            file("garbage", b"\0\1\2 no key \xff" * 50): "not a PEM",
            file("empty", b""): "not a PEM",
            file("zone", keys.zone_text([]).encode()): "not a PEM",
            file("cut", pem[:len(pem) // 2]): "truncated",
            file("changed", pem[:100] + b"****" + pem[104:]): "truncated",
            os.path.join(folder, "missing"): "No such file",
            folder: "directory",
        }
        with open(keys.private_key("rsa2048"), encoding="ascii") as stream:
            secret = [line.strip() for line in stream if "-" not in line]
        for path, words in cases.items():
            with self.subTest(os.path.basename(path)):
                zone = self.written("example.com.zone", keys.zone_text([("s1._domainkey", '"v=DKIM1; p="')]))
                run = program.run("zone", "--offline", "--selector", "s1", "--private-key", path, zone)
                self.assertEqual(run.status, USAGE, str(run))
                self.assertEqual(run.output, "")
                self.assertIn(path, run.errors)
                self.assertIn(words.lower(), run.errors.lower())
                self.assertEqual(len(run.errors.strip().split("\n")), 1, run.errors)
                for line in secret:
                    self.assertNotIn(line, run.errors)

    def test_every_cut_of_a_private_key_is_refused(self):
        with open(keys.private_key("ed25519"), "rb") as stream:
            pem = stream.read().rstrip(b"\n")
        zone = self.written("example.com.zone", keys.zone_text([("s1._domainkey", quoted(ed25519_record()))]))
        path = os.path.join(self.folder(), "cut")
        for length in range(0, len(pem), 5):
            with open(path, "wb") as stream:
                stream.write(pem[:length])
            run = program.run("zone", "--offline", "--selector", "s1", "--private-key", path, zone)
            self.assertEqual(run.status, USAGE, f"{length}: {run}")

    def test_nothing_of_the_private_key_is_printed(self):
        for kind, text in (("rsa2048", of_rsa(2048)[0]), ("ed25519", ed25519_record())):
            with open(keys.private_key(kind), encoding="ascii") as stream:
                body = "".join(line.strip() for line in stream if "-" not in line)
            for published in (text, of_rsa(1024)[0], None):
                for form in ("text", "short", "json"):
                    run = self.judge(published, keys.private_key(kind), "-v", form=form)
                    with self.subTest(kind, form=form):
                        self.assertIn(run.status, (CLEAN, FINDINGS))
                        if kind == "ed25519":  # PKCS#8: a header of 16 octets, then the seed
                            self.assertNotIn(body[24:56], run.output + run.errors)

    def test_one_selector_is_needed(self):
        zone = self.written("example.com.zone", keys.zone_text([("s1._domainkey", quoted(of_rsa(2048)[0]))]))
        for selectors in ([], ["--selector", "s1", "--selector", "s2"]):
            with self.subTest(selectors):
                run = program.run("zone", "--offline", *selectors, "--private-key", keys.private_key("rsa2048"), zone)
                self.assertEqual(run.status, USAGE, str(run))
                self.assertIn("--selector", run.errors)

    def test_who_can_read_the_file(self):
        path = os.path.join(self.folder(), "key")
        shutil.copy(keys.private_key("rsa2048"), path)
        for mode, told in ((0o600, False), (0o400, False), (0o700, False), (0o644, True), (0o640, True), (0o604, True)):
            os.chmod(path, mode)
            with self.subTest(oct(mode)):
                run = self.judge(of_rsa(2048)[0], path)
                self.assertEqual("dkim-private-key-readable" in run.rules, told, str(run))
                self.assertIn("dkim-private-key-matches", run.rules)
                severities = [finding["severity"] for finding in run.domain["findings"]
                              if finding["rule"] == "dkim-private-key-readable"]
                self.assertEqual(severities, ["warning"] if told else [])


if __name__ == "__main__":
    unittest.main()
