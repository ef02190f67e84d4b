"""What operands are: files, folders, domains and saved answers; what is not judged never passes."""

import os
import shutil
import tempfile
import unittest

from program import CLEAN, FINDINGS, UNKNOWN, USAGE, run

ZONE = "$ORIGIN {0}.\n$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n@ MX 10 ns\n" \
    '@ TXT "v=spf1 mx {1}-all"\n_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@{0}"\n'


class Sides(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-sides-")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def file(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def zone(self, name, domain="example.com", more=""):
        return self.file(name, ZONE.format(domain, more))

    def refused(self, *arguments):
        """What standard error says of a run that judges nothing."""
        done = run(*arguments)
        self.assertEqual(done.status, USAGE, done)
        self.assertEqual(done.output, "", done)
        return done.errors


class Operands(Sides):
    def test_a_file_that_is_not_there(self):
        there = self.zone("db.example.com")
        for word in ("./db.example.con", "db.example.con", "example.com.zone", "old.zone", "today.answers", "named.example.com",
                     "zone.example.com", "example.com.signed", "a/b", "example.com.yaml", "example.com.old"):
            for sides in ((there, word), (word, there)):
                with self.subTest(sides=sides):
                    self.assertIn("there is no file " + word, self.refused("diff", "--offline", *sides))
        self.assertIn("there is no file", self.refused("diff", "a.zone", "b.zone"))

    def test_the_neighbour_is_offered(self):
        there = self.zone("db.example.com")
        near = self.path("db.exmaple.com")
        for command in (("diff", there, near), ("zone", near), ("check", near), ("diff", near, "example.com")):
            with self.subTest(command=command):
                self.assertIn("did you mean " + there + "?", self.refused(*command))

    def test_check_of_files(self):
        there = self.zone("example.zone")
        self.assertIn("try: mailauth-check zone " + there, self.refused("check", "--offline", there))
        for word in ("example.com.db", "a/example.com", "zones.txt"):
            with self.subTest(word=word):
                self.assertIn("there is no file", self.refused("check", "--offline", word))
        for word in ("db.example.com", "example.zone", "db.com", "example.com.db.", "https://example.com/a", "user@example.com",
                     "0/25.2.0.192.in-addr.arpa"):
            with self.subTest(word=word):
                self.assertEqual(run("check", "--offline", word).status, CLEAN)

    def test_a_top_level_domain_that_is_a_suffix_too(self):
        self.assertIn("there is no file example.zone", self.refused("diff", self.zone("old.zone"), "example.zone"))
        done = run("diff", "--server", "127.0.0.1:9", "--timeout", "0.1", "--tries", "1", "example.zone", "example.com")
        self.assertIn("example.zone is taken for a domain; for a file of that name, write ./example.zone", done.errors)
        self.assertEqual(done.status, UNKNOWN, done)

    def test_offline_there_is_nothing_to_compare_a_domain_with(self):
        there = self.zone("db.example.com")
        for sides in ((there, "example.com"), ("example.com", there), ("example.com", "example.net")):
            with self.subTest(sides=sides):
                self.assertIn("with --offline nothing is known of it", self.refused("diff", "--offline", *sides))


class Wanted(Sides):
    """Domains that are asked for by name."""

    def test_a_domain_that_the_file_does_not_hold(self):
        there = self.zone("db.example.com", more="a:gone.example.com ")
        for domain, near in (("nosuch.example.com", "the nearest name above it is example.com"),
                             ("nss.example.com", "did you mean ns.example.com?"),
                             ("exmaple.com", "did you mean example.com?"),
                             ("example.net", "lies in none of the zones")):
            for command in (("zone", "--offline"), ("diff", "--offline", there)):
                with self.subTest(domain=domain, command=command):
                    errors = self.refused(*command, "--domain", domain, there)
                    if command[0] == "zone" or "mean" in near or "above" in near:
                        self.assertIn(near, errors)

    def test_what_the_file_holds_all_the_same(self):
        """Made from a wildcard, between two names, on a line that could not be read, or an alias."""
        text = ZONE.format("example.com", "") + "*.w MX 10 ns\na.b A 11.0.0.2\nbroken MX ten ns\nalias CNAME x.example.net.\n"
        there = self.file("db.example.com", text)
        for domain in ("x.w", "b", "broken", "alias"):
            with self.subTest(domain=domain):
                done = run("zone", "--offline", "--format", "json", "--domain", domain + ".example.com", there)
                self.assertEqual(done.domain["domain"], domain + ".example.com")

    def test_below_a_delegation(self):
        there = self.file("db.example.com", ZONE.format("example.com", "") + "sub NS ns.sub\nns.sub A 11.0.0.3\n")
        self.assertIn("lies below a delegation", self.refused("zone", "--offline", "--domain", "a.sub.example.com", there))

    def test_the_domain_of_live_dns_is_not_in_the_file(self):
        there = self.zone("db.example.com")
        for sides in ((there, "exmaple.com"), ("exmaple.com", there)):
            with self.subTest(sides=sides):
                errors = self.refused("diff", "--server", "127.0.0.1:9", *sides)
                self.assertIn("exmaple.com lies in none of the zones that the files hold; did you mean example.com?", errors)


if __name__ == "__main__":
    unittest.main()
