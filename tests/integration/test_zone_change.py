"""`diff`: what only whole zones show, such as names that are gone, delegations and wildcards."""

import os
import shutil
import tempfile
import unittest

from program import CLEAN, FINDINGS, run

HEAD = ("$ORIGIN example.com.\n$TTL 3600\n@ SOA ns h 2026110301 7200 1800 1209600 3600\n@ NS ns\n@ NS ns2\n"
        "ns A 11.0.0.1\nns2 A 11.0.0.2\n@ A 11.0.0.80\nwww A 11.0.0.80\n@ MX 10 mx\nmx A 11.0.0.25\n"
        '@ TXT "v=spf1 ip4:11.0.0.25 -all"\n_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"\n'
        's1._domainkey TXT "v=DKIM1; k=ed25519; p=Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s="\n')
SUB = 'sub MX 10 mx\nsub TXT "v=spf1 ip4:11.0.0.25 -all"\n'


class ZoneChange(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-zone-change-")
        self.addCleanup(shutil.rmtree, self.folder)

    def file(self, side, name, text):
        path = os.path.join(self.folder, side, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        return path

    def diff(self, old, new, *arguments, names=("example.com.zone", "example.com.zone")):
        return run("diff", "--offline", "--format", "json", *arguments, self.file("old", names[0], old),
                   self.file("new", names[1], new))

    def found(self, done, least=("error", "warning")):
        """Rule and severity of what is more than a note."""
        return {(finding["rule"], finding["severity"]) for domain in done.json["domains"]
                for finding in domain["findings"] if finding["severity"] in least}

    def expect(self, old, new, *wanted, **options):
        done = self.diff(old, new, "--fail-on", "warning", **options)
        self.assertEqual(self.found(done), set(wanted), done)
        self.assertEqual(done.status, FINDINGS if wanted else CLEAN, done)
        return done

    def expect_both_ways(self, old, new, there, back=()):
        self.expect(old, new, *there)
        self.expect(new, old, *back)

    def domain(self, done, name):
        return next(domain for domain in done.json["domains"] if domain["domain"] == name)

    def test_a_zone_by_another_name_is_one_finding(self):
        new = (HEAD + SUB).replace("$ORIGIN example.com.", "$ORIGIN exampel.com.")
        done = self.diff(HEAD + SUB, new)
        gone = self.domain(done, "example.com")
        self.assertTrue(gone["removed"])
        self.assertEqual(([finding["rule"] for finding in gone["findings"]], gone["unanswered"]), (["diff-zone-gone"], []))
        self.assertIn("exampel.com", gone["findings"][0]["message"])
        self.assertEqual(sorted(domain["domain"] for domain in done.json["domains"]),
                         ["exampel.com", "example.com", "sub.exampel.com"])
        self.assertFalse(self.domain(done, "exampel.com")["removed"])
        self.assertIn(("diff-zone-new", "info"), self.found(done, ("info",)))
        self.assertEqual(done.status, FINDINGS)

    def test_a_file_whose_name_is_the_origin(self):
        text = HEAD.replace("$ORIGIN example.com.\n", "")
        done = self.diff(text, text, names=("example.com.zone", "exampel.com.zone"))
        self.assertIn(("diff-zone-gone", "error"), self.found(done))
        done = self.diff(text, text, names=("example.com.zone", "db.example.com"))
        self.assertEqual(done.status, CLEAN, done)

    def test_a_subdomain_that_is_removed(self):
        done = self.expect(HEAD + SUB, HEAD, ("diff-domain-gone", "error"))
        self.assertTrue(self.domain(done, "sub.example.com")["removed"])
        parked = 'sub MX 0 .\nsub TXT "v=spf1 -all"\n'
        self.expect(HEAD + parked, HEAD, ("diff-domain-gone", "error"))

    def test_what_is_not_gone(self):
        self.expect(HEAD, HEAD)
        child = "$ORIGIN sub.example.com.\n@ SOA ns h 1 2 3 4 5\n@ NS ns.example.com.\n"
        moved = HEAD + child + SUB.replace("sub ", "@ ").replace(" mx", " mx.example.com.")
        self.expect(HEAD + SUB, moved)
        unread = HEAD + "a..b MX 10 mx\n"  # may be the line of sub
        self.assertNotIn(("diff-domain-gone", "error"), self.found(self.diff(HEAD + SUB, unread)))

    def test_an_mx_host_that_goes_with_its_record_is_no_domain(self):
        host = '@ MX 20 mx9\nmx9 A 11.0.0.29\nmx9 TXT "v=spf1 a -all"\n'
        self.assertNotIn("diff-domain-gone", {rule for rule, _ in self.found(self.diff(HEAD + host, HEAD))})

    def change(self, old, new, text=HEAD):
        """The zone with one text in the place of another; an empty old text is added at the end."""
        self.assertIn(old, text)
        changed = text.replace(old, new, 1) if old else text + new
        return changed.replace("2026110301", "2026110302", 1)

    def test_delegations(self):
        cut = "fac NS ns1.fac\nfac NS ns.example.net.\nns1.fac A 11.0.0.60\n"
        for old, new, *wanted in (
                (HEAD + SUB, self.change("", "sub NS ns1.example.net.\n", HEAD), ("diff-delegation-added", "error")),
                (HEAD + SUB, self.change("", "sub NS ns1.example.net.\n", HEAD + SUB), ("zone-hidden-mail", "error")),
                (HEAD, self.change("s1._domainkey", "_domainkey NS ns1.example.net.\ns1._domainkey"), ("zone-hidden-mail", "error")),
                (HEAD + cut, self.change(cut, "", HEAD + cut), ("diff-delegation-removed", "error")),
                (HEAD + cut, self.change("ns.example.net.", "ns.example.org.", HEAD + cut), ("diff-ns-changed", "warning")),
                (HEAD + cut, self.change("ns1.fac A 11.0.0.60\n", "", HEAD + cut), ("zone-delegation-glue", "warning")),
                (HEAD, self.change("@ NS ns2\n", "@ NS ns.example.net.\n"), ("diff-ns-changed", "warning")),
                (HEAD, self.change("ns2 A 11.0.0.2\n", ""), ("zone-ns-address", "error")),
                (HEAD, self.change("@ NS ns\n@ NS ns2\n", "@ NS ns.example.net.\n"), ("diff-ns-changed", "error")),
                # harmless:
                (HEAD + cut, self.change("ns1.fac A 11.0.0.60", "ns1.fac A 11.0.0.61", HEAD + cut)),
                (HEAD, self.change("ns2 A 11.0.0.2", "ns2 A 11.0.0.3")), (HEAD, self.change("", cut)), (HEAD, self.change("@ NS ns\n@ NS ns2\n", "@ NS ns2\n@ NS ns\n")),
                (HEAD + cut, self.change("", "ns1.fac AAAA 2a00:1::60\n", HEAD + cut)),
                (HEAD, self.change("", "@ NS ns3\nns3 A 11.0.0.3\n")),
                (HEAD, self.change("", "_acme-challenge NS ns.example.net.\n")),
                (HEAD + "_acme-challenge NS ns.example.net.\n", self.change("", ""))):
            with self.subTest(new=new[-200:]):
                self.expect(old, new, *wanted)

    def test_a_child_zone_whose_file_is_gone(self):
        child = "$ORIGIN sub.example.com.\n@ SOA ns h 5 2 3 4 5\n@ NS ns.example.com.\n@ MX 10 mx.example.com.\n"
        cut = "sub NS ns\n"
        self.expect(HEAD + cut + child, HEAD + cut, ("diff-zone-gone", "error"))

    def test_wildcards(self):
        zone = HEAD + '* MX 10 mx\n* A 11.0.0.80\n; mailauth-check: ignore[spf-wildcard-record, dns-wildcard-txt] flats\n' \
            '* TXT "v=spf1 ip4:11.0.0.25 -all"\n'
        for old, new, *wanted in (
                ("* MX 10 mx\n", "", ("diff-wildcard-removed", "error")),
                ('* TXT "v=spf1 ip4:11.0.0.25 -all"\n', '* TXT "token"\n', ("diff-wildcard-removed", "error")),
                ('* TXT "v=spf1 ip4:11.0.0.25 -all"\n', '* TXT "v=spf1 ip4:11.0.0.26 -all"\n',
                 ("diff-spf-lost", "error")),
                ("", "flat A 11.0.0.9\n", ("diff-wildcard-shadowed", "warning")),
                ("", "_acme-challenge.flat TXT x\n", ("diff-wildcard-shadowed", "warning")),
                ("", "a.b.flat A 11.0.0.9\n", ("diff-wildcard-shadowed", "warning")),
                ("mx A 11.0.0.25\n", "", ("diff-mx-address", "error")), ("ns2 A 11.0.0.2\n", "", ("diff-ns-address", "warning")),
                ("@ MX 10 mx\n", "@ MX 10 xm\n", ("diff-mx-wildcard", "error")),
                # harmless:
                ("", "_acme-challenge TXT x\n"), ("", "www TXT x\n"), ("* A 11.0.0.80", "* A 11.0.0.81"),
                ("", 'flat MX 10 mx\nflat TXT "v=spf1 ip4:11.0.0.25 -all"\n'),
                ("@ MX 10 mx\n", "@ MX 10 mx\n@ MX 20 mx2\nmx2 A 11.0.0.25\n")):
            with self.subTest(new=new):
                done = self.diff(zone, self.change(old, new, zone), "--fail-on", "warning", "--select", "diff-*",
                                 "--ignore", "diff-mx-changed")
                found = {item for item in self.found(done) if item[0] != "diff-spf-gained"}
                self.assertEqual(found, set(wanted), done)
        self.expect(HEAD, self.change("", "flat A 11.0.0.9\n"))

    def test_hosts(self):
        host = "mx AAAA 2a00:1::25\n_25._tcp.mx TLSA 3 1 1 " + "8c" * 32 + "\n"
        service = "s2._domainkey CNAME s2.u77.service.example.net.\nbill CNAME u77.service.example.net.\n" \
            "links CNAME track.service.example.net.\nhelp CNAME desk.example.org.\n"
        zone = HEAD.replace(' "v=spf1 ip4:11.0.0.25 -all"', ' "v=spf1 ip4:11.0.0.0/24 -all"') + host + service
        for old, new, *wanted in (
                ("mx A 11.0.0.25", "mx A 11.0.10.25", ("diff-mx-address", "error")),
                ("mx A 11.0.0.25\n", "", ("diff-mx-address", "error")),
                ("mx A 11.0.0.25\n", "mx NS ns.example.net.\n", ("diff-delegation-added", "error")),
                ("mx AAAA 2a00:1::25\n", "mx AAAA 2a00:1::26\n", ("diff-mx-address", "error")),
                ("mx AAAA 2a00:1::25\n", "", ("diff-mx-address", "warning")),
                ("3 1 1 8c", "3 1 1 8d", ("diff-tlsa", "warning")),
                ("_25._tcp.mx TLSA 3 1 1 " + "8c" * 32 + "\n", "", ("diff-tlsa", "warning")),
                ("bill CNAME u77.service.example.net.\n", "", ("diff-return-path", "error")),
                ("bill CNAME u77.service", "bill CNAME u78.service", ("diff-return-path", "error")),
                # harmless:
                ("links CNAME track.service.example.net.\n", ""), ("help CNAME desk.example.org.\n", ""),
                ("", "mx A 11.0.0.26\n"), ("www A 11.0.0.80", "www A 11.0.0.81"), ("@ A 11.0.0.80", "@ A 11.0.0.81"),
                ("", "_25._tcp.mx TLSA 3 1 1 " + "8d" * 32 + "\n"), ("", "host A 11.0.0.77\n"),
                ("bill CNAME u77.service.example.net.\n",
                 'bill MX 10 mx\nbill TXT "v=spf1 ip4:11.0.0.0/24 -all"\n')):
            with self.subTest(old=old, new=new):
                done = self.diff(zone, self.change(old, new, zone), "--select", "diff-*")
                found = {item for item in self.found(done) if item[0] not in ("diff-mx-changed", "diff-spf-gained")}
                self.assertEqual(found, set(wanted), done)

    def test_the_organizational_domain_of_a_service_is_that_of_the_public_suffix_list(self):
        for key, target, wanted in (("k1.c7.esp.net", "c7.esp.net", {("diff-return-path", "error")}),
                                    ("k1.c7.esp.co.uk", "c8.esp.co.uk", {("diff-return-path", "warning")}),
                                    ("k1.dkim.post.co.uk", "c7.other.co.uk", set())):
            with self.subTest(target=target):
                zone = HEAD + f"k1._domainkey CNAME {key}.\nrechnung CNAME {target}.\n"
                done = self.diff(zone, self.change(f"rechnung CNAME {target}.\n", "", zone))
                self.assertEqual({found for found in self.found(done) if found[0] == "diff-return-path"}, wanted)

    def test_an_mx_host_that_becomes_a_cname(self):
        alone = HEAD.replace("@ MX 10 mx", "@ MX 10 in").replace("mx A", "in A")
        done = self.diff(alone, self.change("in A 11.0.0.25", "in CNAME mail.example.net.", alone))
        self.assertEqual(self.found(done), {("diff-mx-address", "error"), ("mx-target-cname", "warning")}, done)
        done = self.diff(alone, self.change("in A 11.0.0.25", "in CNAME mail\nmail A 11.0.0.25", alone))
        self.assertEqual(self.found(done), {("mx-target-cname", "warning")}, done)

    def test_ttls_and_serials(self):
        for old, new, *wanted in (
                ("$TTL 3600", "$TTL 5w", ("diff-ttl-long", "warning")), ("$TTL 3600", "$TTL 0", ("diff-ttl-zero", "warning")),
                ("@ MX 10 mx", "@ 3d MX 10 mx", ("diff-ttl-long", "warning")),
                ("$TTL 3600", "$TTL 4h"), ("$TTL 3600", "$TTL 1d"), ("$TTL 3600", "$TTL 300"),
                ("www A", "www 5w A")):
            with self.subTest(new=new):
                self.expect(HEAD, self.change(old, new), *wanted)
        moved = HEAD.replace("www A 11.0.0.80", "www A 11.0.0.81")
        for before, after, text, *wanted in (
                ("2026110301", "2026110301", moved, ("diff-serial-same", "warning")),
                ("2026110301", "2026110201", moved, ("diff-serial-lower", "warning")),
                ("2026110301", "2026110201", HEAD, ("diff-serial-lower", "warning")),
                ("2026110301", "2026110302", moved), ("4294967290", "4", moved), ("0", "0", moved), ("1", "1", moved),
                ("2026110301", "2026110301", HEAD + "; a comment\n"),
                ("2026110301", "2026110301", HEAD.replace("ns2 A 11.0.0.2", "ns2.example.com.\tA  11.0.0.2"))):
            with self.subTest(before=before, after=after):
                self.expect(HEAD.replace("2026110301", before), text.replace("2026110301", after), *wanted)
        cloud = HEAD.replace("SOA ns ", "SOA ada.ns.cloudflare.com. ")
        self.expect(cloud, cloud.replace("www A 11.0.0.80", "www A 11.0.0.81"))

    def test_services(self):
        services = '_mta-sts TXT "v=STSv1; id=1"\nmta-sts A 11.0.0.81\n_smtp._tls TXT "v=TLSRPTv1; rua=mailto:t@example.com"\n' \
            'default._bimi TXT "v=BIMI1; l=https://example.com/l.svg"\n@ CAA 0 issue "ca.example.net"\n'
        for old, new, *wanted in (
                ('_mta-sts TXT "v=STSv1; id=1"\n', "", ("diff-mta-sts-removed", "warning")),
                ("mta-sts A 11.0.0.81\n", "", ("mta-sts-host-missing", "warning")),
                ('_smtp._tls TXT "v=TLSRPTv1; rua=mailto:t@example.com"\n', "", ("diff-tls-rpt-removed", "warning")),
                ('default._bimi TXT "v=BIMI1; l=https://example.com/l.svg"\n', "", ("diff-bimi-removed", "warning")),
                ("id=1", "id=2"), ("mta-sts A 11.0.0.81", "mta-sts A 11.0.0.82"), ('@ CAA 0 issue "ca.example.net"\n', "")):
            with self.subTest(old=old):
                self.expect(HEAD + services, self.change(old, new, HEAD + services), *wanted)

    def test_services_by_cname(self):
        """Where the CNAME leads is not known, and still it is missed."""
        services = "_mta-sts CNAME _mta-sts.service.example.net.\n_smtp._tls CNAME _tls.service.example.net.\n" \
            "_25._tcp.mx CNAME _dane.service.example.net.\n"
        for old, new, *wanted in (
                ("_mta-sts CNAME _mta-sts.service.example.net.\n", "", ("diff-mta-sts-removed", "warning")),
                ("_smtp._tls CNAME _tls.service.example.net.\n", "", ("diff-tls-rpt-removed", "warning")),
                ("_25._tcp.mx CNAME _dane.service.example.net.\n", "", ("diff-tlsa", "warning")),
                ("_mta-sts CNAME _mta-sts.service.example.net.", '_mta-sts TXT "v=STSv1; id=1"\nmta-sts A 11.0.0.81'),
                ("_25._tcp.mx CNAME _dane.service.example.net.", "_25._tcp.mx TLSA 3 1 1 " + "8c" * 32)):
            with self.subTest(old=old):
                self.expect(HEAD + services, self.change(old, new, HEAD + services), *wanted)

    def test_a_change_that_is_accepted(self):
        config = self.file("new", "config", "[check]\naccept = diff-mx-address mx.example.com until 2099-01-15 the server moves\n"
                           "accept = diff-domain-gone sub.example.com until 2099-01-15 is closed\n")
        new = self.change("mx A 11.0.0.25", "mx A 11.0.0.26").replace("ip4:11.0.0.25", "ip4:11.0.0.25")
        done = self.diff(HEAD + SUB, new, "--config", config, "--select", "diff-*")
        self.assertEqual(done.status, CLEAN, done)


if __name__ == "__main__":
    unittest.main()
