"""What operands are: files, folders, domains and saved answers; what is not judged never passes."""

import os
import shutil
import tempfile
import unittest

import dns_wire as wire
import servers
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
                    self.assertIn("no such file: " + word, self.refused("diff", "--offline", *sides))
        self.assertIn("no such file", self.refused("diff", "a.zone", "b.zone"))

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
                self.assertIn("no such file", self.refused("check", "--offline", word))
        for word in ("db.example.com", "example.zone", "db.com", "example.com.db.", "https://example.com/a", "user@example.com",
                     "0/25.2.0.192.in-addr.arpa"):
            with self.subTest(word=word):
                self.assertEqual(run("check", "--offline", word).status, CLEAN)

    def test_a_top_level_domain_that_is_a_suffix_too(self):
        self.assertIn("no such file: example.zone", self.refused("diff", self.zone("old.zone"), "example.zone"))
        done = run("diff", "--server", "127.0.0.1:9", "--timeout", "0.1", "--tries", "1", "example.zone", "example.com")
        self.assertIn("example.zone is read as a domain; for a file with this name, write ./example.zone", done.errors)
        self.assertEqual(done.status, UNKNOWN, done)

    def test_offline_there_is_nothing_to_compare_a_domain_with(self):
        there = self.zone("db.example.com")
        for sides in ((there, "example.com"), ("example.com", there), ("example.com", "example.net")):
            with self.subTest(sides=sides):
                self.assertIn("cannot be looked up with --offline", self.refused("diff", "--offline", *sides))


class Wanted(Sides):
    """Domains that are asked for by name."""

    def test_a_domain_that_the_file_does_not_hold(self):
        there = self.zone("db.example.com", more="a:gone.example.com ")
        for domain, near in (("nosuch.example.com", "the nearest parent in the files is example.com"),
                             ("nss.example.com", "did you mean ns.example.com?"),
                             ("exmaple.com", "did you mean example.com?"),
                             ("example.net", "is not in any zone")):
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
        self.assertIn("is below a delegation", self.refused("zone", "--offline", "--domain", "a.sub.example.com", there))

    def test_the_domain_of_live_dns_is_not_in_the_file(self):
        there = self.zone("db.example.com")
        for sides in ((there, "exmaple.com"), ("exmaple.com", there)):
            with self.subTest(sides=sides):
                errors = self.refused("diff", "--server", "127.0.0.1:9", *sides)
                self.assertIn("exmaple.com is not in any zone of the files; did you mean example.com?", errors)


class NoMail(Sides):
    """Zones without a name of mail are judged all the same, for what is wrong with them."""

    HEAD = "$ORIGIN {}.\n$TTL 3600\n@ SOA ns1.example.com. h.example.com. 1 2 3 4 5\n@ NS ns1.example.com.\n"

    def test_they_are_named_and_clean(self):
        for apex in ("2.0.192.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa", "_msdcs.example.com", "_tcp.example.com"):
            with self.subTest(apex=apex):
                path = self.file("zone", self.HEAD.format(apex) + "1 PTR a.example.com.\n")
                done = run("zone", "--offline", "--fail-on", "warning", "--format", "json", path)
                self.assertEqual((done.status, done.domain["domain"], done.domain["role"]), (CLEAN, apex, "no-mail"), done)
                self.assertEqual(run("diff", "--offline", "--fail-on", "warning", path, path).status, CLEAN)

    def test_the_name_of_a_file_tells_the_network(self):
        text = self.HEAD[self.HEAD.index("\n") + 1:] + "1 PTR a.example.com.\n"
        for name, apex in (("db.192.0.2", "2.0.192.in-addr.arpa"), ("db.127", "127.in-addr.arpa")):
            done = run("zone", "--offline", "--format", "json", self.file(name, text))
            self.assertEqual((done.status, done.domain["domain"]), (CLEAN, apex), done)

    def test_their_faults_count(self):
        for apex in ("2.0.192.in-addr.arpa", "_msdcs.example.com"):
            with self.subTest(apex=apex):
                path = self.file("zone", self.HEAD.format(apex) + "1 PTR a.example.com. b\n2 PTRR a.\n")
                done = run("zone", "--offline", "--format", "json", path)
                self.assertEqual((done.status, done.rules), (FINDINGS, {"zone-rdata", "zone-type"}), done)

    def test_a_zone_of_its_own_for_a_record_that_others_include(self):
        path = self.file("zone", self.HEAD.format("_spf.example.com") + '@ TXT "v=spf1 ip4:11.0.0.0/24 +al"\n')
        done = run("zone", "--offline", "--format", "json", path)
        self.assertEqual((done.status, done.domain["domain"]), (FINDINGS, "_spf.example.com"), done)


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
        self.assertEqual(self.judged("-v")[1].count("read: "), 3)

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
        self.assertIn("3 files that look like zone files were skipped: example.com.bak (has the name of a backup copy), "
                      "example.com~ (has the name of a backup copy), example.net (is an HTML page)", errors)
        errors = self.judged("-v")[1]
        for name, reason in (("README.md", "is "), ("package.json", "is JSON"), ("mail.txt", "has no SOA record"),
                             ("link", "is a link to another file"), ("example.com.signed", "is the signed copy of another file")):
            self.assertIn(f"skipped: {self.path(name)}: {reason}", errors)
        self.assertNotIn("hidden", errors)

    def test_what_is_included_is_read_once(self):
        self.zone("a.zone", more="ip4:11.0.0.9 ")
        with open(self.path("a.zone"), "a", encoding="ascii") as file:
            file.write('$INCLUDE sub/mail.zone\n$include "sub/sub.example.com.zone" sub\n')
        self.file("sub/mail.zone", "b MX 10 ns\n")
        self.file("sub/sub.example.com.zone", "@ MX 10 ns.example.com.\n")
        names, errors = self.judged()
        self.assertEqual((names, errors), (["example.com", "b.example.com", "sub.example.com"], ""))
        self.assertIn("mail.zone: is included by another file", self.judged("-v")[1])

    def test_only_what_is_read_includes(self):
        """Neither a copy nor a document brings a zone in, and two zones that include each other are not both left out."""
        self.zone("example.com")
        self.file("example.com.bak", ZONE.format("example.com", "") + "$INCLUDE example.net\n")
        self.file("notes", "$INCLUDE example.net\n")
        self.zone("example.net", "example.net")
        self.assertEqual(self.judged()[0], ["example.com", "example.net"])
        for name, other in (("example.com", "example.net"), ("example.net", "example.com")):
            self.file(name, ZONE.format(name, "") + f"$INCLUDE {other}\n")
        self.assertEqual({domain["domain"] for domain in
                          run("zone", "--offline", "--format", "json", self.folder).domains}, {"example.com", "example.net"})

    def test_includes_of_includes(self):
        self.file("example.com", ZONE.format("example.com", "") + "$INCLUDE a.inc\n")
        self.file("a.inc", "a MX 10 ns\n$INCLUDE b.example.zone\n")
        self.file("b.example.zone", "b MX 10 ns\n")
        self.assertEqual(self.judged(), (["example.com", "a.example.com", "b.example.com"], ""))

    def test_a_zone_without_its_soa_is_judged(self):
        """By its name it is a zone; it is not passed over because the record that makes it one was deleted."""
        self.zone("example.com.zone")
        self.file("example.net.zone", "$ORIGIN example.net.\n@ NS ns\nns A 11.0.0.1\n")
        self.assertIn("zone-outside", run("zone", "--offline", "--format", "json", self.folder).rules)

    def test_names_that_only_look_like_zones(self):
        self.zone("example.com")
        self.zone("example.net.j2", "example.net")
        self.file("dsset-example.com.", "example.com. IN DS 1 13 2 " + "00" * 32 + "\n")
        self.file("mail.common", "mail MX 10 mail\n")
        for name in ("program.1", "notes.2024", "5", "library.so.1"):
            self.file(name, "text\n")
        names, errors = self.judged()
        self.assertEqual(names, ["example.com"])
        self.assertIn("2 files that look like zone files were skipped: example.net.j2 (has the name of a template), "
                      "mail.common (has no SOA record)", errors)
        self.file("example.org", "$ORIGIN example.org.\n@ NS ns\nns A 11.0.0.1\n")
        self.assertIn("zone-outside", run("zone", "--offline", "--format", "json", self.folder).rules)

    def test_the_file_is_taken_and_not_the_link(self):
        self.zone("z/example.com")
        os.symlink("z/example.com", self.path("a.zone"))
        self.assertIn("read: " + self.path("z/example.com"), self.judged("-v")[1])
        os.link(self.path("z/example.com"), self.path("b.zone"))
        self.assertEqual(self.judged()[0], ["example.com"])

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
            self.assertIn("contains no zone file", self.refused("zone", self.path(name)))
        self.file("yaml/example.com.yaml", "---\n'':\n  type: TXT\n  value: v=spf1 -all\n")
        self.assertIn("contains no zone file: example.com.yaml is ", self.refused("zone", self.path("yaml")))
        self.assertIn("contains no zone file", self.refused("zone", "--exclude", "*", self.folder))

    def test_the_same_zone_twice(self):
        inside, outside = self.zone("inside/example.com"), self.zone("outside/example.com")
        self.assertIn(f"{inside} and {outside} both contain the zone example.com", self.refused("zone", self.folder))
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
        errors = self.refused("zone", self.folder)
        self.assertIn("internal", errors)
        self.assertIn("--exclude", errors)

    def test_one_origin_is_not_for_all(self):
        self.zone("example.com")
        self.assertIn("--origin needs a single zone file", self.refused("zone", "--origin", "example.com", self.folder))
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
        self.assertIn("is outside", self.refused("zone", "--include-root", self.folder, self.folder))


NETWORK = "ip4:11.7.0.0/16 "
PROVIDER = "ip4:11.1.0.0/16 ip4:11.2.0.0/16 "


class Mixed(Sides):
    """A zone file, a folder, a domain and saved answers, each against each."""

    def serve(self, network=NETWORK, provider=PROVIDER):
        script = {("example.com", "TXT"): wire.txt("example.com", f"v=spf1 mx {network}include:_spf.provider.example -all"),
                  ("example.com", "MX"): wire.mx("example.com", 10, "ns.example.com"),
                  ("example.com", "NS"): wire.ns("example.com", "ns.example.com"),
                  ("ns.example.com", "A"): wire.address("ns.example.com", "11.0.0.1"),
                  ("_dmarc.example.com", "TXT"): wire.txt("_dmarc.example.com", "v=DMARC1; p=reject; rua=mailto:d@example.com"),
                  ("_spf.provider.example", "TXT"): wire.txt("_spf.provider.example", f"v=spf1 {provider}-all")}
        server = servers.ScriptedServer({question: servers.answer(record) for question, record in script.items()})
        self.addCleanup(server.stop)
        return server

    def save(self, name, server, *domains):
        path = self.path(name)
        done = run("check", "--server", server.address, "--save-answers", path, *(domains or ["example.com"]))
        self.assertNotEqual(done.status, USAGE, done)
        return path

    def side(self, kind, name, network=NETWORK, server=None):
        if kind == "file":
            return self.zone(name + "/db.example.com", more=network + "include:_spf.provider.example ")
        if kind == "folder":
            self.zone(name + "/in/a/db.example.com", more=network + "include:_spf.provider.example ")
            return self.path(name + "/in")
        return "example.com" if kind == "domain" else self.save(name + ".answers", server)

    def diff(self, server, *arguments):
        given = [] if server is None else ["--server", server.address]
        return run("diff", "--format", "json", *given, *arguments)

    def changed(self, done):
        return {rule for rule in done.rules if rule.startswith("diff-spf")}

    def test_each_against_each(self):
        now, narrow = self.serve(), self.serve(network="")
        for before in ("file", "folder", "domain", "answers"):
            for after in ("file", "folder", "domain", "answers"):
                with self.subTest(before=before, after=after):
                    old = self.side(before, "old", server=now)
                    if before == after == "domain":
                        self.assertIn("there is nothing to compare", self.refused("diff", old, "EXAMPLE.com."))
                        continue
                    done = self.diff(now, old, self.side(after, "same", server=now))
                    self.assertEqual((done.status, self.changed(done)), (CLEAN, set()), done)
                    if after == "domain": # what is published lacks what the other side has
                        done = self.diff(narrow, old, "example.com")
                    else:
                        done = self.diff(now, old, self.side(after, "new", "", narrow))
                    self.assertEqual((done.status, self.changed(done)), (FINDINGS, {"diff-spf-lost"}), done)
                    self.assertEqual([domain["domain"] for domain in done.domains], ["example.com"])

    def test_a_side_on_standard_input(self):
        old = self.side("file", "old")
        with open(self.side("file", "new", ""), encoding="ascii") as file:
            new = file.read()
        for sides in ((old, "-"), ("-", old)):
            with self.subTest(sides=sides):
                done = run("diff", "--offline", "--origin", "example.com", "--format", "json", *sides, input=new)
                self.assertEqual(done.status, FINDINGS if sides[1] == "-" else CLEAN, done)
                self.assertTrue(self.changed(done))
        with open(self.save("now.answers", self.serve(network="")), encoding="ascii") as file:
            done = run("diff", "--format", "json", old, "-", input=file.read())
        self.assertEqual(self.changed(done), {"diff-spf-lost"}, done)
        self.assertIn("only one side can be standard input", self.refused("diff", "-", "-"))

    def test_what_did_my_providers_change_overnight(self):
        yesterday = self.save("yesterday.answers", self.serve())
        today = self.save("today.answers", self.serve(provider=PROVIDER.replace("ip4:11.2.0.0/16 ", "")))
        done = self.diff(None, yesterday, today)
        lost = next(finding for finding in done.domain["findings"] if finding["rule"] == "diff-spf-lost")
        self.assertIn("11.2.0.0/16", lost["message"])
        self.assertEqual(done.status, FINDINGS)
        self.assertEqual(self.diff(None, today, yesterday).status, CLEAN)
        self.assertEqual(self.diff(None, "--offline", yesterday, yesterday).status, CLEAN)

    def test_hosts_that_one_side_was_not_told(self):
        """The term "mx" is in both records, and in one state its question was not answered: it was not changed."""
        whole = self.save("whole.answers", self.serve())
        with open(whole, encoding="ascii") as file:
            text = file.read()
        self.assertIn("; @answer example.com. MX answer", text)
        part = self.file("part.answers", text.replace("; @answer example.com. MX answer", "; @answer example.com. MX timeout"))
        done = self.diff(None, part, whole)
        self.assertEqual((done.status, self.changed(done)), (UNKNOWN, {"diff-spf-gained"}), done)

    def test_third_parties_on_both_sides(self):
        """With the answers both includes are known, without them neither is; each is asked once."""
        old, new = self.side("file", "old"), self.zone("new/db.example.com", more=NETWORK)
        server = self.serve()
        answers = self.save("now.answers", server)
        message = lambda done: next(f["message"] for f in done.domain["findings"] if f["rule"] == "diff-spf-lost")
        live = self.serve()
        done = self.diff(live, "--answers", answers, old, new)
        self.assertIn("11.1.0.0-11.2.255.255", message(done))
        self.assertFalse(live.queries, "nothing is asked beside the answers")
        done = self.diff(live, old, new)
        self.assertIn("11.1.0.0-11.2.255.255", message(done))
        done = self.diff(live, old, self.side("file", "new", ""))
        self.assertEqual(live.queries["_spf.provider.example", "TXT"], 2, "once a run")
        self.assertIn(("_spf.provider.example", "TXT"), self.diff(None, "--offline", old, old).unanswered)

    def test_a_domain_from_answers(self):
        """Offline a domain is what --answers tells of it."""
        answers = self.save("now.answers", self.serve())
        done = self.diff(None, "--offline", "--answers", answers, "example.com", self.side("file", "new", ""))
        self.assertEqual(self.changed(done), {"diff-spf-lost"}, done)

    def test_selectors_that_answers_know(self):
        key = wire.txt("odd._domainkey.example.com", "v=DKIM1; k=ed25519; p=Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s=")
        server = self.serve()
        server.script["odd._domainkey.example.com", "TXT"] = servers.answer(key)
        server._names.add("_domainkey.example.com")
        with_key = self.path("key.answers")
        run("check", "--server", server.address, "--selector", "odd", "--save-answers", with_key, "example.com")
        del server.script["odd._domainkey.example.com", "TXT"]
        without = self.path("none.answers")
        run("check", "--server", server.address, "--selector", "odd", "--save-answers", without, "example.com")
        self.assertIn("diff-dkim-removed", self.diff(None, with_key, without).rules)
        self.assertIn("diff-dkim-removed", self.diff(server, with_key, "example.com").rules)

    def test_a_name_that_is_not_there_any_more(self):
        """The answers are about more domains than one; the zone that is compared lacks one of its own."""
        server = self.serve()
        server.script["sub.example.com", "MX"] = servers.answer(wire.mx("sub.example.com", 10, "ns.example.com"))
        server.script["sub.example.com", "TXT"] = servers.answer(wire.txt("sub.example.com", "v=spf1 mx -all"))
        server._names.add("sub.example.com")
        answers = self.save("now.answers", server, "example.com", "sub.example.com", "example.net")
        done = self.diff(None, answers, self.side("file", "new"))
        self.assertEqual(done.status, FINDINGS, done)
        self.assertEqual({domain["domain"] for domain in done.domains}, {"example.com", "sub.example.com"})

    def test_nothing_in_common(self):
        server = self.serve()
        ours, theirs = self.save("a.answers", server), self.save("b.answers", server, "example.net")
        self.assertIn("have no domain in common", self.refused("diff", ours, theirs))
        self.assertIn("have no domain in common", self.refused("diff", self.zone("db.example.net", "example.net"), ours))
        self.assertIn("has no answers about example.org", self.refused("diff", "--server", server.address, "example.org", ours))
        both = self.save("both.answers", server, "example.com", "example.net")
        done = self.diff(None, both, ours)
        self.assertEqual(done.status, UNKNOWN, done)
        self.assertIn("has no answers about 1 of the domains", done.errors)
        self.assertEqual(self.diff(None, "--domain", "example.com", both, ours).status, CLEAN)
        self.assertEqual(self.diff(None, ours, both).status, CLEAN)

    def test_files_of_different_zones_never_pass(self):
        done = run("diff", "--offline", self.zone("db.example.com"), self.zone("db.example.net", "example.net"))
        self.assertNotEqual(done.status, CLEAN, done)
        self.assertIn("have no domain in common", done.errors)

    def test_answers_that_hold_no_domain(self):
        path = self.file("x.answers", "; @recorded by mailauth-check\n; @answer example.com. TXT nodata\n")
        self.assertIn("has no complete answers for any domain", self.refused("diff", path, path))
        self.assertIn("x.answers:2: ", self.refused(
            "diff", self.file("x.answers", "; @recorded by mailauth-check\n; @answer example.com. TXT maybe\n"), path))
        self.assertIn("saved answers", self.refused("zone", self.save("now.answers", self.serve())))
        self.assertIn("cannot read", self.refused("diff", "--answers", self.path("none"), *[self.zone("db.example.com")] * 2))

    def test_the_end_of_the_report(self):
        self.zone("old/db.example.com")
        self.zone("old/db.example.net", "example.net")
        self.zone("new/example.com.zone")
        self.zone("new/example.org.zone", "example.org")
        done = run("diff", "--offline", "--color", "never", self.path("old"), self.path("new"))
        end = done.output.strip().split("\n\n")[-1].split("\n")
        self.assertEqual(end[0], f"only in {self.path('old')}: example.net")
        self.assertEqual(end[1], f"only in {self.path('new')}: example.org")
        self.assertRegex(" ".join(" ".join(end[2:]).split()), f"^3 domains compared, from {self.path('old')} \\(2 files\\) to {self.path('new')} \\(2 files\\): ")


class Worlds(Sides):
    """Two folders: zones are told by their apex."""

    def diff(self, *arguments):
        return run("diff", "--offline", "--format", "json", *arguments, self.path("old"), self.path("new"))

    def test_moved_and_renamed_files_are_no_change(self):
        self.zone("old/db.example.com")
        self.zone("old/example.net", "example.net")
        self.zone("new/zones/com/example/zone", "example.com")
        self.zone("new/example.net.zone", "example.net")
        done = self.diff("--fail-on", "warning")
        self.assertEqual(done.status, CLEAN, done)
        self.assertEqual([domain["domain"] for domain in done.domains], ["example.net", "example.com"])

    def test_a_zone_that_is_deleted(self):
        self.zone("old/db.example.com")
        self.zone("old/db.example.net", "example.net")
        self.zone("new/db.example.com")
        done = self.diff()
        self.assertEqual(done.status, FINDINGS, done)
        self.assertIn("example.net", [domain["domain"] for domain in done.domains])

    def test_a_zone_that_is_new(self):
        self.zone("old/db.example.com")
        self.zone("new/db.example.com")
        self.zone("new/db.example.net", "example.net")
        self.assertEqual(self.diff().status, CLEAN)

    def test_a_record_that_another_zone_includes(self):
        spf = "$ORIGIN example.net.\n$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n_spf TXT \"v=spf1 {}-all\"\n"
        for side, networks in (("old", PROVIDER), ("new", "ip4:11.1.0.0/16 ")):
            self.zone(side + "/db.example.com", more="include:_spf.example.net ")
            self.file(side + "/db.example.net", spf.format(networks))
        done = self.diff()
        self.assertEqual(done.status, FINDINGS, done)
        lost = next(f for domain in done.domains for f in domain["findings"] if f["rule"] == "diff-spf-lost")
        self.assertEqual(lost["name"], "example.com")
        self.assertIn("11.2.0.0/16", lost["message"])

    def test_a_side_without_zones(self):
        self.zone("old/db.example.com")
        os.mkdir(self.path("new"))
        self.assertIn("contains no zone file", self.refused("diff", self.path("old"), self.path("new")))
        self.assertIn("contains no zone file", self.refused("diff", self.path("new"), self.path("old")))

    def test_a_file_against_a_folder(self):
        """Of the folder those zones are compared that the file holds."""
        old, gone = self.zone("example.com.old"), self.zone("example.org.old", "example.org")
        self.zone("new/db.example.com")
        self.file("new/db.example.net", "$ORIGIN example.net.\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n@ TXT \"v=spf1 +all\"\n")
        for sides in ((old, self.path("new")), (self.path("new"), old)):
            with self.subTest(sides=sides):
                done = run("diff", "--offline", "--format", "json", *sides)
                self.assertEqual((done.status, done.domain["domain"]), (CLEAN, "example.com"), done)
        self.assertEqual(run("diff", "--offline", gone, self.path("new")).status, FINDINGS)

    def test_a_file_that_is_new_or_deleted(self):
        path = self.zone("db.example.com")
        done = run("diff", "--offline", "/dev/null", path)
        self.assertEqual(done.status, CLEAN, done)
        self.assertEqual(run("diff", "--offline", path, "/dev/null").status, FINDINGS)
        self.assertIn("both sides are empty", self.refused("diff", "/dev/null", "/dev/null"))

    def test_exclude(self):
        for side in ("old", "new"):
            self.zone(side + "/db.example.com")
        self.zone("old/x/db.example.net", "example.net")
        self.assertEqual(self.diff("--exclude", "x").status, CLEAN)


if __name__ == "__main__":
    unittest.main()
