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


class Folders(Sides):
    """`zone DIR`: what is taken for zones, by content."""

    def judged(self, *arguments):
        done = run("zone", "--offline", "--format", "json", *arguments, self.folder)
        self.assertEqual(done.status, CLEAN, done)
        return [domain["domain"] for domain in done.domains], done.errors

    def test_folders_in_folders_in_order(self):
        self.zone("b/db.example.net", "example.net")
        self.zone("a/example.org", "example.org")
        self.zone("example.com.zone")
        names, errors = self.judged()
        self.assertEqual(names, ["example.org", "example.net", "example.com"])
        self.assertEqual(errors, "")
        self.assertEqual(self.judged("-v")[1].count("taken: "), 3)

    def test_one_world(self):
        self.zone("a.zone", more="include:_spf.example.net ")
        self.file("b.zone", "$ORIGIN example.net.\n$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n"
                            '_spf TXT "v=spf1 ip4:11.2.3.0/24 -all"\n')
        done = run("zone", "--offline", "--format", "json", self.folder)
        self.assertNotIn(("_spf.example.net", "TXT"), done.unanswered)

    def test_what_is_passed_over(self):
        self.zone("example.com")
        self.zone(".hidden.zone", "hidden.example")
        self.zone(".git/x.zone", "git.example")
        self.zone("node_modules/x.zone", "module.example")
        self.zone("example.com.bak")
        self.zone("example.com~")
        self.zone("example.com.signed")
        os.symlink("example.com", self.path("link"))
        os.symlink(".", self.path("loop"))
        os.symlink("itself", self.path("itself"))
        self.file("README.md", "# Zones\n\nThey begin like this.\nAnd then.\nAnd so on.\n\n    $ORIGIN example.com.\n$TTL 60\n")
        self.file("package.json", '{"name": "zones"}\n')
        self.file("example.net", "<!DOCTYPE html><html><body>Sign in</body></html>\n")
        self.file("mail.txt", "mail A 192.0.2.1\nmail MX 10 mail.example.com.\n")
        self.file("empty.zone", "")
        names, errors = self.judged()
        self.assertEqual(names, ["example.com"])
        self.assertEqual(errors.count("\n"), 1, errors)
        self.assertIn("2 files with the name of a zone are passed over: example.com.bak (has the name of a copy), "
                      "example.net (is an HTML page)", errors)
        errors = self.judged("-v")[1]
        for name, reason in (("README.md", "is "), ("package.json", "is JSON"), ("mail.txt", "has no SOA record"),
                             ("link", "is a link to another file"), ("example.com.signed", "is the signed copy of another file")):
            self.assertIn(f"passed over: {self.path(name)}: {reason}", errors)
        self.assertNotIn("hidden", errors)

    def test_what_is_included_is_read_once(self):
        self.zone("a.zone", more="ip4:11.0.0.9 ")
        with open(self.path("a.zone"), "a", encoding="ascii") as file:
            file.write('$INCLUDE sub/mail.zone\n$include "sub/sub.example.com.zone" sub\n')
        self.file("sub/mail.zone", "b MX 10 ns\n")
        self.file("sub/sub.example.com.zone", "@ MX 10 ns.example.com.\n")
        names, errors = self.judged()
        self.assertEqual((names, errors), (["example.com", "b.example.com", "sub.example.com"], ""))
        self.assertIn("mail.zone: is read where another file includes it", self.judged("-v")[1])

    def test_a_zone_without_its_soa_is_judged(self):
        """By its name it is a zone; it is not passed over because the record that makes it one was deleted."""
        self.zone("example.com.zone")
        self.file("example.net.zone", "$ORIGIN example.net.\n@ NS ns\nns A 11.0.0.1\n")
        self.assertIn("zone-outside", run("zone", "--offline", "--format", "json", self.folder).rules)

    def test_exclude(self):
        self.zone("example.com")
        self.zone("old/example.net", "example.net")
        self.zone("old/x/example.org", "example.org")
        for patterns in (["old"], ["old/"], ["old/*"], ["*.net", "example.org"], ["*/x", "old/*.net"]):
            with self.subTest(patterns=patterns):
                given = [word for pattern in patterns for word in ("--exclude", pattern)]
                self.assertEqual(self.judged(*given)[0], ["example.com"])
        config = self.file(".conf", "[check]\nexclude = *.net\nexclude = example.org\n")
        self.assertEqual(self.judged("--config", config)[0], ["example.com"])
        self.assertEqual(self.judged("--config", config, "--exclude", "x")[0], ["example.com", "example.net"])

    def test_no_zone_in_it(self):
        os.mkdir(self.path("empty"))
        self.file("texts/readme", "nothing\n")
        for name in ("empty", "texts"):
            self.assertIn("holds no zone file", self.refused("zone", self.path(name)))
        self.assertIn("holds no zone file", self.refused("zone", "--exclude", "*", self.folder))

    def test_the_same_zone_twice(self):
        inside, outside = self.zone("inside/example.com"), self.zone("outside/example.com")
        self.assertIn(f"{inside} and {outside} both hold the zone example.com", self.refused("zone", self.folder))
        self.assertEqual(self.judged("--exclude", "inside")[0], ["example.com"])

    def test_what_cannot_be_read(self):
        self.zone("example.com")
        os.symlink("nowhere", self.path("example.net"))
        self.assertIn("cannot read " + self.path("example.net"), self.refused("zone", self.folder))
        os.remove(self.path("example.net"))
        self.file("example.net", "@ SOA ns h 1 2 3 4 5\n@ NS ns.example.com.\n")
        os.chmod(self.path("example.net"), 0)
        if not os.access(self.path("example.net"), os.R_OK):
            self.assertIn("cannot read", self.refused("zone", self.folder))
        os.chmod(self.path("example.net"), 0o600)
        os.rename(self.path("example.net"), self.path("internal"))
        self.assertIn("internal", self.refused("zone", self.folder))

    def test_one_origin_is_not_for_all(self):
        self.zone("example.com")
        self.assertIn("--origin goes with one zone file", self.refused("zone", "--origin", "example.com", self.folder))
        done = run("zone", "--offline", "--format", "json", "--domain", "example.com", self.folder)
        self.assertEqual(done.domain["domain"], "example.com")

    def test_links_that_lead_out(self):
        outside = tempfile.mkdtemp(prefix="mailauth-outside-")
        self.addCleanup(shutil.rmtree, outside)
        self.zone("example.com")
        with open(os.path.join(outside, "example.net"), "w", encoding="ascii") as file:
            file.write(ZONE.format("example.net", ""))
        os.symlink(outside, self.path("out"))
        self.assertEqual(self.judged()[0], ["example.com", "example.net"])
        self.assertIn("lies outside", self.refused("zone", "--include-root", self.folder, self.folder))


if __name__ == "__main__":
    unittest.main()
