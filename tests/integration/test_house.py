"""House rules of a gate: severities by domain and file, intended changes, files that extend others."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest

from program import CLEAN, FINDINGS, USAGE, binary, environment

APEX = "$ORIGIN example.com.\n$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n"
MAIL = '@ MX 10 ns\n@ TXT "v=spf1 mx -all"\n_dmarc TXT "v=DMARC1; p=none; rua=mailto:d@example.com"\n'
KEY = 's1._domainkey TXT "v=DKIM1; k=ed25519; p=Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s="\n'
CONFIG = ".mailauth-check.conf"
TODAY = 1795000000  # 2026-11-18


class House(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mailauth-house-")
        self.addCleanup(folder.cleanup)
        self.root = folder.name

    def write(self, path, text):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def run_program(self, *arguments, now=TODAY, folder="."):
        return subprocess.run([binary(), *arguments], cwd=os.path.join(self.root, folder), capture_output=True,
                              encoding="utf-8", timeout=60, env=dict(environment(), SOURCE_DATE_EPOCH=str(now)))

    def lint(self, *arguments, **more):
        return self.run_program("zone", "--offline", "--format", "short", "-v", *arguments, **more)

    def diff(self, *arguments, **more):
        return self.run_program("diff", "--offline", "--format", "short", "old.zone", "new.zone", *arguments, **more)

    def refused(self, config, said):
        self.write(CONFIG, config)
        self.write("db.example.com", APEX)
        done = self.lint("db.example.com")
        self.assertEqual(done.returncode, USAGE, done.stderr)
        self.assertIn(said, done.stderr)


class Severities(House):
    """The zone has no DKIM key: dkim-domainkey-nxdomain, a warning."""

    def setUp(self):
        super().setUp()
        self.write("db.example.com", APEX + MAIL)

    def level(self, config, rule="dkim-domainkey-nxdomain", path="db.example.com", **more):
        self.write(CONFIG, config)
        done = self.lint(path, **more)
        self.assertNotEqual(done.returncode, USAGE, done.stderr)
        for line in done.stdout.splitlines():
            if line.endswith(f"[{rule}]"):
                return line.split(": ")[1], done.returncode
        return None, done.returncode

    def test_as_the_rule_has_it(self):
        self.assertEqual(self.level(""), ("warning", CLEAN))

    def test_everywhere(self):
        self.assertEqual(self.level("[check]\nseverity.dkim-domainkey-nxdomain = error\n"), ("error", FINDINGS))
        self.assertEqual(self.level("[check]\nseverity.dkim-domainkey-nxdomain = info\nfail-on = warning\nignore = dmarc-*\n"), ("info", CLEAN))
        self.assertEqual(self.level("[check]\nseverity.dkim-domainkey-nxdomain = off\n"), (None, CLEAN))

    def test_an_id_before_a_family(self):
        self.assertEqual(self.level("[check]\nseverity.dkim-domainkey-nxdomain = error\nseverity.dkim-* = off\n"), ("error", FINDINGS))
        self.assertEqual(self.level("[check]\nseverity.dkim-* = error\n"), ("error", FINDINGS))

    def test_of_a_domain(self):
        off = '[check]\nseverity.dkim-domainkey-nxdomain = off\n'
        self.assertEqual(self.level(off + '[domain "example.com"]\nseverity.dkim-domainkey-nxdomain = error\n'), ("error", FINDINGS))
        self.assertEqual(self.level(off + '[domain "example.net"]\nseverity.dkim-domainkey-nxdomain = error\n'), (None, CLEAN))
        self.assertEqual(self.level('[check]\nignore = dkim-*\n[domain "example.com"]\nseverity.dkim-domainkey-nxdomain = info\n'),
                         ("info", CLEAN))

    def test_the_exact_name_before_a_pattern_and_the_longer_pattern_before_the_shorter(self):
        for order in (1, -1):
            sections = ['[domain "*.com"]\nseverity.dkim-domainkey-nxdomain = off\n', '[domain "example.com"]\nseverity.dkim-domainkey-nxdomain = error\n',
                        '[domain "*"]\nseverity.dkim-domainkey-nxdomain = info\n']
            self.assertEqual(self.level("".join(sections[::order])), ("error", FINDINGS))
            self.assertEqual(self.level("".join([sections[0], sections[2]][::order])), (None, CLEAN))

    def test_a_pattern_is_not_about_the_name_itself(self):
        self.assertEqual(self.level('[domain "*.example.com"]\nseverity.dkim-domainkey-nxdomain = error\n'), ("warning", CLEAN))
        self.write("db.example.com", APEX + MAIL + KEY + "a.b MX 10 ns\n")
        self.assertEqual(self.level('[domain "*.example.com"]\nseverity.spf-none = info\n', "spf-none")[0], "info")

    def test_of_files(self):
        broken = APEX + MAIL.replace("mx -all", "mx +all") + KEY
        self.write("zones/legacy/db.example.com", broken)
        self.write("zones/db.example.com", broken)
        config = '[path "zones/legacy/*"]\nseverity.spf-plus-all = warning\n'
        self.assertEqual(self.level(config, "spf-plus-all", "zones/legacy/db.example.com"), ("warning", CLEAN))
        self.assertEqual(self.level(config, "spf-plus-all", "zones/db.example.com"), ("error", FINDINGS))
        config = config.replace("severity.spf-plus-all = warning", "ignore = spf-plus-all").replace("/*", "")
        self.assertEqual(self.level(config, "spf-plus-all", "zones/legacy/../legacy/db.example.com"), (None, CLEAN))
        self.assertEqual(self.level(config, "spf-plus-all", os.path.join(self.root, "zones/legacy/db.example.com")), (None, CLEAN))
        os.mkdir(os.path.join(self.root, ".git"))
        self.assertEqual(self.level(config, "spf-plus-all", "db.example.com", folder="zones/legacy"), (None, CLEAN))
        config += '[domain "example.com"]\nseverity.spf-plus-all = info\n'
        self.assertEqual(self.level(config, "spf-plus-all", "zones/legacy/db.example.com"), ("info", CLEAN))

    def test_steps_before_the_pattern(self):
        self.write("zones/db.example.com", APEX + MAIL)
        for path, folder in (("./zones", "."), (".//zones/*", "."), ("../zones", "conf")):
            self.write(os.path.join(folder, CONFIG), f'[path "{path}"]\nseverity.mx-single = error\n')
            done = self.lint("--config", os.path.join(folder, CONFIG), "zones")
            self.assertEqual(done.returncode, FINDINGS, path)
            os.remove(os.path.join(self.root, folder, CONFIG))
        self.refused('[path "zones/../old"]\nignore = spf-*\n', "a pattern of file names")

    def test_faults_of_files_too(self):
        self.write("db.example.com", APEX + MAIL + KEY + "www 1x A 11.0.0.9\n")
        self.assertEqual(self.level('[path "db.*"]\nseverity.zone-* = warning\n', "zone-ttl"), ("warning", CLEAN))

    def test_of_one_domain_are_not_of_the_files_of_others(self):
        """Faults of all files come with the first domain."""
        self.write("db.example.com", APEX + MAIL + KEY)
        self.write("db.example.net", (APEX + MAIL + KEY).replace("example.com", "example.net") + "www 1x A 11.0.0.9\n")
        self.write(CONFIG, '[domain "example.com"]\nignore = zone-*\n')
        done = self.lint("db.example.com", "db.example.net")
        self.assertEqual(done.returncode, FINDINGS)
        self.assertIn("[zone-ttl]", done.stdout)
        self.write(CONFIG, '[domain "example.net"]\nignore = zone-ttl\n')
        self.assertEqual(self.lint("db.example.net").returncode, CLEAN)
        self.write(CONFIG, '[path "*.net"]\nignore = zone-ttl\n')
        self.assertEqual(self.lint("db.example.com", "db.example.net").returncode, CLEAN)

    def test_roles_by_pattern(self):
        self.write(CONFIG, '[domain "*.spf.example.com"]\nrole = include\n')
        self.write("db.example.com", APEX + MAIL + KEY + 'a.spf TXT "v=spf1 ip4:11.0.0.0/24 ?all"\na.spf MX 10 ns\n')
        domains = json.loads(self.lint("db.example.com", "--format", "json").stdout)["domains"]
        self.assertEqual({domain["domain"]: domain["role"] for domain in domains}["a.spf.example.com"], "include")

    def test_many_domains(self):
        self.write(CONFIG, "".join(f'[domain "d{i}.example.com"]\nseverity.spf-none = info\nrole = sends\n' for i in range(2000)))
        self.write("db.example.com", APEX + MAIL + "".join(f"d{i} MX 10 ns\n" for i in range(2000)))
        self.assertNotEqual(self.lint("db.example.com", "--select", "spf-none").returncode, USAGE)

    def test_in_json_and_sarif(self):
        self.write(CONFIG, "[check]\nseverity.dkim-domainkey-nxdomain = error\n")
        found = json.loads(self.lint("db.example.com", "--format", "json").stdout)["domains"][0]["findings"]
        self.assertEqual((found[0]["rule"], found[0]["severity"]), ("dkim-domainkey-nxdomain", "error"))
        results = json.loads(self.lint("db.example.com", "--format", "sarif").stdout)["runs"][0]["results"]
        self.assertEqual(results[0]["level"], "error")

    def test_of_a_record_alone(self):
        self.write(CONFIG, "[check]\nseverity.spf-plus-all = warning\n")
        self.assertEqual(self.run_program("record", "v=spf1 +all").returncode, CLEAN)

    def test_the_command_line_stands(self):
        self.assertEqual(self.level("[check]\nignore = dkim-domainkey-nxdomain\n"), (None, CLEAN))
        self.write(CONFIG, "[check]\nignore = dkim-domainkey-nxdomain\n")
        self.assertIn("[dkim-domainkey-nxdomain]", self.lint("db.example.com", "--ignore", "spf-plus-all").stdout)

    def test_an_ignored_rule_counts_again_after_its_day(self):
        config = "[check]\nfail-on = warning\nignore = dmarc-*, dkim-domainkey-nxdomain until 2026-11-18, spf-plus-all\n"
        self.assertEqual(self.level(config)[0], None)
        self.assertEqual(self.level(config, now=TODAY + 86400), ("warning", FINDINGS))

    def test_mistakes(self):
        self.refused("[check]\nseverity.spf-plus-all,spf-none = error\n", 'unknown rule "spf-plus-all,spf-none"')
        self.refused("[check]\nseverity.spf-plus-al = info\n", '.mailauth-check.conf:2: unknown rule "spf-plus-al"; did you mean spf-plus-all?')
        self.refused("[check]\nseverity.spf-plus-all = warn\n", "expected error, warning, info or off")
        self.refused('[path "zones/*"]\nrole = sends\n', ':2: unknown key for files "role"')
        self.refused('[path ""]\nignore = spf-*\n', ":2: expected [path")
        self.refused('[domain "*example.com"]\nrole = sends\n', ":2: expected [domain")
        self.refused('[paths "zones"]\nrole = sends\n', "did you mean path?")
        self.refused("[check]\nignore = spf-plus-all until tomorrow\n", "until 2027-03-01")
        self.refused("[check]\nignore = spf-plus-al until 2027-01-01\n", "did you mean spf-plus-all?")

    def test_mistyped_keys(self):
        for section in ("[check]", '[path "zones"]', '[domain "example.com"]'):
            for key in ("severty.spf-none", "severity"):
                self.refused(f"{section}\n{key} = info\n", "did you mean severity.RULE?")
            self.refused(f"{section}\nignroe = spf-none\n", "did you mean ignore?")
        self.refused("[check]\nacept = diff-mx-changed example.com until 2027-01-01\n", "did you mean accept?")

    def test_long_keys_and_paths(self):
        rule = "gmail-bulk-one-click-unsubscribe-that-is-far-too-long-for-any-rule"
        self.refused(f"[check]\nseverity.{rule} = info\n", f'unknown rule "{rule}"')
        self.refused(f'[path "{"a" * 150}]"]\nignore = spf-*\n', ":2: expected [path")

    def test_an_indented_section_is_one(self):
        self.assertEqual(self.level('  [domain "example.net"]\nseverity.dkim-domainkey-nxdomain = error\n'), ("warning", CLEAN))


class Accepted(House):
    LINE = "accept = diff-dkim-removed s1._domainkey.example.com until 2026-11-18\n"

    def setUp(self):
        super().setUp()
        self.write("old.zone", APEX + MAIL + KEY)
        self.write("new.zone", APEX + MAIL)

    def test_an_intended_change_passes(self):
        self.assertEqual(self.diff().returncode, FINDINGS)
        for section in ("[check]\n", '[domain "example.com"]\n', '[domain "*.net"]\n'):
            self.write(CONFIG, section + self.LINE)
            done = self.diff()
            self.assertEqual(done.returncode, CLEAN, done.stdout)
            self.assertIn("[diff-dkim-removed] (accepted until 2026-11-18)", done.stdout)

    def test_its_day_is_the_last_one(self):
        self.write(CONFIG, "[check]\n" + self.LINE)
        last = TODAY - TODAY % 86400 + 86399
        self.assertEqual(self.diff(now=last).returncode, CLEAN)
        done = self.diff(now=last + 1)
        self.assertEqual(done.returncode, FINDINGS)
        self.assertIn(".mailauth-check.conf:2:1: warning: the acceptance of diff-dkim-removed at s1._domainkey.example.com expired on",
                      done.stdout)
        self.assertNotIn("(accepted", done.stdout)

    def test_what_is_over_is_told_even_when_nothing_changes(self):
        self.write(CONFIG, "[check]\n" + self.LINE)
        self.write("new.zone", APEX + MAIL + KEY)
        self.assertIn("[diff-accept-expired]", self.diff(now=TODAY + 2 * 86400).stdout)
        self.write(CONFIG, "[check]\n" + self.LINE.replace("example.com", "example.net"))  # of another zone
        self.assertNotIn("[diff-accept-expired]", self.diff(now=TODAY + 2 * 86400).stdout)

    def test_domains_that_are_gone(self):
        lists = "lists MX 10 ns\n"
        self.write("old.zone", APEX + MAIL + KEY + lists)
        self.write("new.zone", APEX + MAIL + KEY)
        self.assertEqual(self.diff().returncode, FINDINGS)
        self.write(CONFIG, "[check]\naccept = diff-domain-gone lists.example.com until 2026-11-18\n")
        self.assertEqual(self.diff().returncode, CLEAN)
        done = self.diff(now=TODAY + 86400)
        self.assertEqual((done.returncode, done.stdout.count("[diff-accept-expired]")), (FINDINGS, 1))
        self.write("new.zone", APEX + MAIL + KEY + "lists A 11.0.0.9\n")
        self.assertEqual(self.diff(now=TODAY + 86400).stdout.count("[diff-accept-expired]"), 1)

    def test_families_and_names_below(self):
        self.write(CONFIG, "[check]\naccept = diff-dkim-* *.example.com until 2027-01-15 we stop with this service\n")
        self.assertEqual(self.diff().returncode, CLEAN)

    def test_another_rule_or_name_is_not_accepted(self):
        for line in ("diff-dkim-changed s1._domainkey.example.com", "diff-dkim-removed s2._domainkey.example.com",
                     "diff-dkim-removed example.com"):
            self.write(CONFIG, f"[check]\naccept = {line} until 2027-01-15\n")
            self.assertEqual(self.diff().returncode, FINDINGS)

    def test_in_json_and_sarif(self):
        self.write(CONFIG, "[check]\n" + self.LINE)
        domain = json.loads(self.diff("--format", "json").stdout)["domains"][0]
        known = [finding["rule"] for finding in domain["findings"] if finding["known"]]
        self.assertEqual(known, ["diff-dkim-removed"])
        self.assertEqual([finding["accepted"] for finding in domain["changes"] if finding["accepted"]], ["2026-11-18"])
        results = json.loads(self.diff("--format", "sarif").stdout)["runs"][0]["results"]
        self.assertIn("accepted until 2026-11-18", [result["suppressions"][0]["justification"]
                                                     for result in results if "suppressions" in result])

    def test_in_markdown(self):
        """A reviewer is told what the configuration lets pass."""
        self.write(CONFIG, "[check]\n" + self.LINE)
        text = self.diff("--format", "markdown").stdout
        self.assertRegex(text, r"\| (error|warning), accepted until 2026-11-18 \|.*`diff-dkim-removed`")
        self.assertIn("0 errors, 1 warning,", text)

    def test_a_baseline_leaves_it_accepted(self):
        self.write(CONFIG, "[check]\n" + self.LINE)
        self.write("known", "spf-none other.example -\n")
        self.assertEqual(self.diff("--baseline", "known").returncode, CLEAN)

    def test_mistakes(self):
        self.refused("[check]\naccept = spf-plus-all example.com until 2027-01-15\n", "expected a rule of the family diff-")
        self.refused("[check]\naccept = diff-dkim-remove example.com until 2027-01-15\n", "did you mean diff-dkim-removed?")
        self.refused("[check]\naccept = diff-dkim-removed,spf-plus-all example.com until 2027-01-15\n", 'unknown rule "diff-dkim-removed,spf-plus-all"')
        for value in ("diff-dkim-removed", "diff-dkim-removed example.com", "diff-dkim-removed * until 2027-01-15",
                      "diff-dkim-removed example.com until 2027-02-29",
                      "diff-dkim-removed until 2027-01-15", "diff-dkim-removed a..b until 2027-01-15"):
            self.refused(f"[check]\naccept = {value}\n", ":2: accept = " + value)


class Until(House):
    """A comment that silences a finding until a day is over."""

    def found(self, comment, now=TODAY, config=""):
        self.write(CONFIG, config)
        self.write("db.example.com", APEX + MAIL.replace("mx -all\"", "mx +all\" ; mailauth-check: " + comment) + KEY)
        done = self.lint("db.example.com", now=now)
        self.assertNotEqual(done.returncode, USAGE, done.stderr)
        wanted = ("[spf-plus-all]", "[zone-suppression-")
        return [line for line in done.stdout.splitlines() if any(word in line for word in wanted)], done.returncode

    def test_silent_to_the_end_of_the_day(self):
        last = TODAY - TODAY % 86400 + 86399
        for comment in ("ignore[spf-plus-all] until 2026-11-18 we move", "ignore[spf-plus-all] Until 2026-11-18",
                        "ignore[ spf-plus-all ]until 2026-11-18"):
            self.assertEqual(self.found(comment, last), ([], CLEAN))
            lines, status = self.found(comment, last + 1)
            self.assertEqual(status, FINDINGS)
            self.assertIn("[spf-plus-all]", lines[0])
            self.assertIn("warning: the suppression expired on 2026-11-18", lines[1])

    def test_one_finding_for_several_ids(self):
        lines, _ = self.found("ignore[spf-plus-all, spf-*] until 2026-11-17")
        self.assertEqual(sum("[zone-suppression-expired]" in line for line in lines), 1)

    def test_at_the_place_of_a_bad_day(self):
        for word in ("tomorrow", "2027-02-30", "27-01-01", "the-migration"):
            lines, status = self.found(f"ignore[spf-plus-all] until {word} we move")
            self.assertEqual(status, FINDINGS)
            column = len('@ TXT "v=spf1 mx +all" ; mailauth-check: ignore[spf-plus-all] until ') + 1
            self.assertTrue(any(f"db.example.com:7:{column}: error: invalid date \"{word}\"" in line for line in lines), lines)
        self.assertIn("[zone-suppression-date]", "".join(self.found("ignore[spf-plus-all] until")[0]))

    def test_with_the_punctuation_of_a_sentence(self):
        for after in (" until: 2026-11-17", ", until 2026-11-17, we move", " - until 2026-11-17.", " (until 2026-11-17)", "\tuntil\t2026-11-17",
                      "; until=2026-11-17"):
            lines, status = self.found("ignore[spf-plus-all]" + after)
            self.assertEqual(status, FINDINGS, after)
            self.assertTrue(any("the suppression expired on 2026-11-17" in line for line in lines), lines)

    def test_of_one_domain_and_of_a_change(self):
        """An ended comment is told whatever is judged of its file; what silences nothing only when all is."""
        self.found("ignore[spf-plus-all] until 2026-11-17")
        self.assertIn("[zone-suppression-expired]", self.lint("db.example.com", "--domain", "example.com").stdout)
        shutil.copy(os.path.join(self.root, "db.example.com"), os.path.join(self.root, "new.zone"))
        self.write("old.zone", APEX + MAIL)
        lines = [line for line in self.diff().stdout.splitlines() if "zone-suppression" in line]
        self.assertEqual(len(lines), 1, lines)
        self.assertTrue(lines[0].startswith("new.zone:7:"), lines)
        self.found("ignore[spf-plus-al]")
        self.assertNotIn("zone-suppression", self.lint("db.example.com", "--domain", "example.com").stdout)

    def test_what_is_ignored_is_not_gone(self):
        self.found("ignore[spf-plus-all] we know")
        for side in ("old.zone", "new.zone"):
            shutil.copy(os.path.join(self.root, "db.example.com"), os.path.join(self.root, side))
        report = json.loads(self.diff("--format", "json").stdout)
        self.assertEqual(report["domains"][0]["gone"], [])

    def test_hostile_bytes_are_escaped(self):
        self.assertNotIn("\x1b", "".join(self.found("ignore[spf-plus-all] until \x1b[31mred")[0]))

    def test_without_a_day_nothing_ends(self):
        self.assertEqual(self.found("ignore[spf-plus-all] we know", 4102444799), ([], CLEAN))
        self.assertEqual(self.found("ignore[spf-plus-all] we wait until 2020-01-01", 4102444799), ([], CLEAN))

    def test_a_line_of_the_configuration(self):
        config = "[check]\nignore = spf-plus-all until 2026-11-17\n"
        lines, status = self.found("none", config=config)
        self.assertEqual(status, FINDINGS)
        self.assertTrue(any(".mailauth-check.conf:2:1: warning: the suppression of spf-plus-all" in line for line in lines))
        config += "severity.zone-suppression-expired = off\n"
        self.assertNotIn("[zone-suppression-expired]", "".join(self.found("none", config=config)[0]))

    def test_the_clock(self):
        done = self.run_program("zone", "--offline", "db.example.com", now="soon")
        self.assertEqual(done.returncode, USAGE)
        self.assertIn("SOURCE_DATE_EPOCH=soon", done.stderr)


class Hosts(House):
    """Exactly these name servers and MX records."""

    def found(self, line, zone=APEX + MAIL, domain="example.com"):
        self.write(CONFIG, f'[domain "{domain}"]\n{line}\n')
        self.write("db.example.com", zone)
        done = self.lint("db.example.com")
        self.assertNotEqual(done.returncode, USAGE, done.stderr)
        return [line.split(": error: ") for line in done.stdout.splitlines() if "[expect-" in line]

    def test_as_expected(self):
        self.assertEqual(self.found("expect-ns = ns.example.com\nexpect-mx = ns.example.com"), [])
        self.assertEqual(self.found("expect-mx = 10 NS.example.com."), [])

    def test_name_servers(self):
        found = self.found("expect-ns = ns1.example.net, ns2.example.net", APEX.replace("@ NS ns", "@ NS ns1.example.net.\n@ NS ns") + MAIL)
        self.assertEqual([line[0] for line in found], ["example.com", "db.example.com:5:1"])
        self.assertIn("ns2.example.net", found[0][1])
        self.assertIn("ns.example.com", found[1][1])

    def test_mx_records(self):
        found = self.found("expect-mx = 10 mx1.example.net, ns.example.com", APEX + MAIL + "@ MX 20 mx1.example.net.\n")
        self.assertEqual(len(found), 2)
        self.assertIn('"10 mx1.example.net"', found[0][1])
        self.assertEqual(found[1][0], "db.example.com:9:6")

    def test_the_null_mx(self):
        zone = APEX + '@ MX 0 .\n@ TXT "v=spf1 -all"\n'
        self.assertEqual(self.found("expect-mx = .", zone), [])
        self.assertEqual(len(self.found("expect-mx = .")), 2)

    def test_a_name_that_lost_its_records(self):
        found = self.found("expect-mx = ns.example.com", APEX + MAIL, "lists.example.com")
        self.assertEqual([line[0] for line in found], ["lists.example.com"])

    def test_what_is_not_answered_is_not_missing(self):
        self.write(CONFIG, '[domain "example.com"]\nexpect-ns = ns.example.com\nexpect-mx = ns.example.com\n')
        done = self.run_program("check", "--offline", "--format", "short", "example.com")
        self.assertNotIn("[expect-", done.stdout)

    def test_mistakes(self):
        for line in ("expect-ns = ns1 ns2", "expect-ns = a..b", "expect-mx = 10", "expect-mx = 10 a.example b.example", "expect-mx = a..b",
                     "expect-mx = ", "expect-mx = 70000 a.example"):
            self.refused(f'[domain "example.com"]\n{line}\n', "expected ")


class ShowConfig(House):
    """Each setting with the line that it comes from."""

    def settings(self, *arguments):
        done = self.run_program("show-config", "--format", "json", *arguments)
        self.assertEqual(done.returncode, CLEAN, done.stderr)
        document = json.loads(done.stdout)
        return document, {(setting["section"], setting["key"]): (setting["value"], setting["file"], setting["line"])
                          for setting in document["settings"]}

    def test_without_a_file(self):
        document, settings = self.settings()
        self.assertEqual((document["files"], document["domain"]), ([], None))
        self.assertEqual(settings["check", "fail-on"], ("error", None, None))
        self.assertEqual(settings["check", "offline"], ("no", None, None))
        self.assertEqual(settings["check", "baseline"], (None, None, None))
        self.assertIn("; no configuration file", self.run_program("show-config").stdout)

    def test_the_defaults_are_those_of_the_help(self):
        said = self.run_program("help", "zone").stdout + self.run_program("help", "check").stdout
        settings = self.settings()[1]
        for option, words in (("timeout", "time for one try; default 2"), ("tries", "default 2"), ("jobs", "default 64"),
                              ("fail-on", "exit 1 at error (default)"), ("color", "auto (default)")):
            self.assertIn(words, said)
            self.assertTrue(settings["check", option][0] in words)

    def test_all_of_a_configuration(self):
        self.write("base.conf", "[check]\nfail-on = warning\noffline = yes\nignore = spf-*\n")
        self.write(CONFIG, '[check]\nextends = base.conf\nfail-on = info\nignore = dkim-*\n[path "zones"]\nseverity.zone-* = info\n'
                   '[domain "*.example.com"]\nrole = no-mail\n[domain "example.com"]\nrole = sends\nselectors = a,\n b\n')
        document, settings = self.settings()
        self.assertEqual(document["files"], [CONFIG, "base.conf"])
        self.assertEqual(settings["check", "fail-on"], ("info", CONFIG, 3))
        self.assertEqual(settings["check", "offline"], ("yes", "base.conf", 3))
        self.assertEqual([setting["value"] for setting in document["settings"] if setting["key"] == "ignore"], ["spf-*", "dkim-*"])
        self.assertEqual([setting["value"] for setting in document["settings"] if setting["key"] == "selectors"], ["a,", "b"])
        self.assertEqual(settings['path "zones"', "severity.zone-*"], ("info", CONFIG, 6))
        self.assertEqual(settings['domain "*.example.com"', "role"], ("no-mail", CONFIG, 8))

    def test_of_a_domain(self):
        self.write(CONFIG, '[check]\nrole = receives\nseverity.spf-none = info\n[domain "*.example.com"]\nrole = no-mail\nvolume = bulk\n'
                   'severity.spf-none = error\n[domain "a.example.com"]\nrole = sends\n[domain "example.net"]\nrole = no-mail\n')
        settings = self.settings("A.example.com.")[1]
        self.assertEqual({key: value for key, value in settings.items() if value[1]}, {
            ('domain "a.example.com"', "role"): ("sends", CONFIG, 9),
            ('domain "*.example.com"', "volume"): ("bulk", CONFIG, 6),
            ('domain "*.example.com"', "severity.spf-none"): ("error", CONFIG, 7)})
        self.assertNotIn(("check", "role"), settings)
        self.assertEqual(self.settings("example.org")[1]["check", "role"], ("receives", CONFIG, 2))

    def test_its_text_can_be_read_again(self):
        self.write(CONFIG, '[check]\nfail-on = warning\nformat = sarif\n[domain "example.com"]\nexpect-spf-pass = 11.0.0.1\n')
        text = self.run_program("show-config").stdout
        self.assertIn("fail-on = warning                        ; .mailauth-check.conf:2\n", text)
        self.write(CONFIG, text)
        again = self.settings()[1]
        self.assertEqual(again["check", "format"][0], "sarif")
        self.assertEqual(again['domain "example.com"', "expect-spf-pass"][0], "11.0.0.1")

    def test_mistakes(self):
        self.assertEqual(self.run_program("show-config", "a.example", "b.example").returncode, USAGE)
        self.assertEqual(self.run_program("show-config", "a b").returncode, USAGE)
        self.write(CONFIG, "[check]\nfail-on = nevr\n")
        done = self.run_program("show-config")
        self.assertEqual(done.returncode, USAGE)
        self.assertIn(":2: fail-on = nevr", done.stderr)
        self.assertEqual(self.run_program("show-config", "--no-config").returncode, CLEAN)


class Baselines(House):
    def test_unknown_rules_are_said(self):
        self.write("db.example.com", APEX + MAIL)
        self.write("known", "spf-plus-al example.com v=spf1 +all\nspf-plus-al example.net x\ndkim-domainkey-nxdomain example.com x\n\x1b[0m\n")
        done = self.lint("--baseline", "known", "db.example.com")
        self.assertEqual(done.returncode, CLEAN)
        self.assertEqual(done.stderr.count("known: unknown rule"), 2)
        self.assertEqual(done.stderr.count('known: unknown rule "spf-plus-al"; did you mean spf-plus-all?'), 1)
        self.assertNotIn("\x1b", done.stderr)

    def test_a_written_one_is_all_known(self):
        self.write("db.example.com", APEX + MAIL)
        self.lint("--write-baseline", "known", "db.example.com")
        done = self.lint("--baseline", "known", "--fail-on", "info", "db.example.com")
        self.assertEqual((done.returncode, done.stderr), (CLEAN, ""))

    def test_what_is_wrong_with_comments_is_known_by_it_too(self):
        self.write("db.example.com", APEX + MAIL + "www A 11.0.0.2 ; mailauth-check: ignore[mx-*, spf-no-such]\n")
        found = self.lint("--write-baseline", "known", "--fail-on", "info", "db.example.com")
        self.assertEqual(found.returncode, FINDINGS)
        self.assertIn("zone-suppression-unknown", found.stdout)
        done = self.lint("--baseline", "known", "--fail-on", "info", "db.example.com")
        self.assertEqual((done.returncode, done.stderr), (CLEAN, ""))


class Extends(House):
    def setUp(self):
        super().setUp()
        self.write("db.example.com", APEX + MAIL)

    def rules(self):
        done = self.lint("db.example.com")
        self.assertNotEqual(done.returncode, USAGE, done.stderr)
        return [line.rsplit("[", 1)[-1].rstrip("]") for line in done.stdout.splitlines() if "[" in line]

    def test_the_extending_file_wins(self):
        self.write("house/base.conf", '[check]\nfail-on = warning\n[domain "example.com"]\nexpect-dmarc-policy = none\n'
                   "expect-max-range = /24\nexpect-spf-fail = 11.0.0.1\n")
        self.write(CONFIG, '[check]\nextends = house/base.conf\n[domain "EXAMPLE.com"]\nexpect-dmarc-policy = reject\n'
                   "expect-spf-fail = 11.0.0.2\n")
        self.assertEqual(self.lint("db.example.com").returncode, FINDINGS)  # fail-on of the other file
        self.assertNotIn("expect-spf-fail", self.rules())  # 11.0.0.1 passes: a list of the extending file replaces it
        self.write(CONFIG, "[check]\nextends = house/base.conf\nfail-on = error\n[domain \"example.com\"]\nexpect-spf-pass = 11.0.0.9\n")
        self.assertIn("expect-spf-fail", self.rules())
        self.assertIn("expect-spf-pass", self.rules())

    def test_what_is_ignored_adds_up(self):
        self.write("base.conf", "[check]\nignore = dkim-domainkey-nxdomain\n")
        self.write(CONFIG, "[check]\nextends = base.conf\nignore = dmarc-*\n")
        self.assertNotIn("dkim-domainkey-nxdomain", self.rules())

    def test_files_are_beside_the_file_that_names_them(self):
        self.write("house/base.conf", "[check]\nextends = more/known.conf\n")
        self.write("house/more/known.conf", "[check]\nbaseline = known\n")
        self.write("house/more/known", "")
        self.write(CONFIG, "[check]\nextends = house/base.conf\n")
        self.rules()

    def test_circles_are_refused_with_both_names(self):
        self.write("base.conf", f"[check]\nextends = {CONFIG}\n")
        self.refused("[check]\nextends = base.conf\n", f"base.conf:2: base.conf cannot extend {CONFIG}")
        self.refused(f"[check]\nextends = {CONFIG}\n", "cannot extend itself")

    def test_depth_is_bounded(self):
        for i in range(20):
            self.write(f"{i}.conf", f"[check]\nextends = {i + 1}.conf\n")
        self.refused("[check]\nextends = 0.conf\n", "extend each other")

    def test_not_outside_of_the_folders_that_may_be_read(self):
        self.write("outside.conf", "[check]\nfail-on = warning\n")
        self.write("in/" + CONFIG, "[check]\nextends = ../outside.conf\n")
        self.write("in/db.example.com", APEX + MAIL)
        self.assertEqual(self.lint("db.example.com", folder="in").returncode, FINDINGS)
        done = self.lint("--include-root", ".", "db.example.com", folder="in")
        self.assertEqual(done.returncode, USAGE)
        self.assertIn("outside the --include-root folders", done.stderr)

    def test_mistakes(self):
        self.refused("[check]\nextends = nowhere.conf\n", "cannot read nowhere.conf")
        self.write("base.conf", "")
        self.refused("[check]\nfail-on = error\nextends = base.conf\n", ":3: extends = FILE must come before everything else")
        self.write("base.conf", "\n[check]\nfail-on = never ever\n")
        self.refused("[check]\nextends = base.conf\nfail-on = error\n", "base.conf:3: fail-on")


if __name__ == "__main__":
    unittest.main()
