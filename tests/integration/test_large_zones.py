"""`zone`: many mail domains in one file. What one domain is told does not depend on how many others there are."""

import itertools
import os
import tempfile
import unittest

import dkim_keys
import program
from program import CLEAN, FINDINGS, UNKNOWN

TOP = ("$ORIGIN example.com.\n$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 11.0.0.1\n@ MX 10 mail\n"
       'mail A 11.0.0.2\n@ TXT "v=spf1 mx -all"\n_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"\n')


def key_texts():
    """As many different keys as anybody wants: the modulus of one with another number at its end."""
    modulus = dkim_keys.modulus(2048)
    for step in itertools.count(0, 2):
        yield dkim_keys.text_of(dkim_keys.rsa_spki(modulus + step))


def key_record(name, text):
    return f"{name} TXT {dkim_keys.quoted('v=DKIM1; k=rsa; p=' + text)}\n"


class Zones(unittest.TestCase):
    def judge(self, lines, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "db.example.com")
            with open(path, "w", encoding="ascii") as file:
                file.write(TOP + lines)
            done = program.run("zone", "--no-config", "--offline", "--format", "json", *arguments, path)
        return done, {domain["domain"]: domain for domain in done.domains}

    def found(self, domain, rule):
        return [finding for finding in domain["findings"] if finding["rule"] == rule]

    def test_keys_of_other_names_are_not_asked_for(self):
        """Four hundred keys at names at which no verifier looks: none of them is about the domain."""
        keys = key_texts()
        own = key_record("s1._domainkey", next(keys))
        lines = "".join(key_record(f"key.of.x{i}", text) for i, text in zip(range(400), keys))
        done, domains = self.judge(own + lines)
        self.assertEqual(done.status, CLEAN)
        self.assertEqual([row["reason"] for row in domains["example.com"]["unanswered"] if row["reason"] == "limit"], [])

    def test_all_keys_at_wrong_names_are_found(self):
        """RFC 6376 section 3.6.2.1: a key is at SELECTOR._domainkey.DOMAIN."""
        lines = "".join(key_record(f"s{i}._domainkeys", text) for i, text in zip(range(400), key_texts()))
        _, domains = self.judge(lines)
        domain = domains["example.com"]
        self.assertEqual([row["reason"] for row in domain["unanswered"] if row["reason"] == "limit"], [])
        self.assertTrue(self.found(domain, "dkim-misspelt-domainkey"))

    def test_the_target_of_a_cname_is_at_its_place(self):
        keys = key_texts()
        lines = "s1._domainkey CNAME key\n" + key_record("key", next(keys)) + key_record("other", next(keys))
        _, domains = self.judge(lines)
        found = self.found(domains["example.com"], "dkim-missing-domainkey-label")
        self.assertEqual(["other.example.com" in finding["message"] for finding in found], [True])

    def test_a_key_that_two_domains_share(self):
        """Whichever domains have it, the first and the last of many."""
        keys = key_texts()
        shared = next(keys)
        lines = "".join(f"d{i} MX 10 mail\n" + key_record(f"s1._domainkey.d{i}", text) for i, text in zip(range(400), keys))
        _, domains = self.judge(lines + "".join(key_record(f"s{i}._domainkey.d{place}", shared)
                                                for place in (0, 390, 399) for i in (2, 3)))
        found = {name: [finding["message"] for finding in self.found(domain, "dkim-shared-key")] for name, domain in domains.items()}
        others = {name: messages for name, messages in found.items() if messages}
        self.assertEqual(set(others), {"d0.example.com", "d390.example.com", "d399.example.com"})
        for name, messages in others.items():
            self.assertEqual(len(messages), 2)
            self.assertFalse(any(name in message for message in messages))

    def test_a_key_of_one_domain_alone_is_not_shared(self):
        text = next(key_texts())
        _, domains = self.judge(key_record("s1._domainkey", text) + key_record("s2._domainkey", text))
        self.assertEqual(self.found(domains["example.com"], "dkim-shared-key"), [])
        self.assertEqual(len(self.found(domains["example.com"], "dkim-same-key-two-selectors")), 1)

    def test_a_relative_with_a_key(self):
        """RFC 9989 section 4.4: in relaxed mode a key of any name of the organization is aligned."""
        shop = ('shop MX 10 mail\nshop TXT "v=spf1 mx -all"\n'
                '_dmarc.shop TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"\n')
        others = "".join(f"d{i} MX 10 mail\n" for i in range(50))
        _, alone = self.judge(shop + others)
        self.assertEqual(len(self.found(alone["shop.example.com"], "dmarc-p-reject-no-dkim")), 1)
        _, related = self.judge(shop + others + key_record("s1._domainkey.d49", next(key_texts())))
        self.assertEqual(self.found(related["shop.example.com"], "dmarc-p-reject-no-dkim"), [])

    def test_a_relative_counts_whichever_domains_are_judged(self):
        lines = '_dmarc.shop TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"\nshop MX 10 mail\n'
        for words in ((), ("--domain", "shop.example.com")):
            _, domains = self.judge(lines, *words)
            self.assertEqual(self.found(domains["shop.example.com"], "dmarc-alignment-infeasible"), [])

    def test_a_deadline_ends_judging_too(self):
        """Each domain still has its report, which says that it was not looked at."""
        lines = "".join(f'd{i} MX 10 mail\nd{i} TXT "v=spf1 include:d{i + 1}.example.com -all"\n' for i in range(2000))
        done, domains = self.judge(lines, "--deadline", "0.001")
        self.assertEqual(done.status, UNKNOWN)
        self.assertEqual(len(domains), 2001)
        last = domains["d1999.example.com"]
        self.assertEqual([row["reason"] for row in last["unanswered"]], ["limit"])
        self.assertEqual(last["findings"], [])

    def test_a_deadline_of_a_comparison(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, policy in (("old", "reject"), ("new", "none")):
                with open(os.path.join(folder, name), "w", encoding="ascii") as file:
                    file.write(TOP.replace("reject", policy))
            sides = [os.path.join(folder, name) for name in ("old", "new")]
            late = program.run("diff", "--no-config", "--offline", "--deadline", "0.001", "--format", "json", *sides)
            self.assertEqual(late.status, UNKNOWN)
            self.assertEqual(program.run("diff", "--no-config", "--offline", "--deadline", "100", *sides).status, FINDINGS)


if __name__ == "__main__":
    unittest.main()
