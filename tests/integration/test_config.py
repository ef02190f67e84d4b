"""The configuration file: where it is found, what it may say, and that the command line stands above it."""

import os
import subprocess
import tempfile
import unittest

from program import CLEAN, FINDINGS, USAGE, binary, environment

ZONE = "$ORIGIN example.com.\n$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n@ MX 10 ns\n" \
    '@ TXT "v=spf1 mx -all"\n_dmarc TXT "v=DMARC1; p=none; rua=mailto:d@example.com"\n'
WARNS = "[check]\noffline = yes\nfail-on = warning\n"  # the zone has no DKIM key: a warning


class Configuration(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mailauth-config-")
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        self.below = os.path.join(self.root, "zones", "mail")
        os.makedirs(self.below)
        self.write("zones/mail/db.example.com", ZONE)

    def write(self, path, text):
        with open(os.path.join(self.root, path), "w", encoding="utf-8") as file:
            file.write(text)

    def lint(self, *arguments):
        return subprocess.run([binary(), "zone", "--format", "short", *arguments, "db.example.com"], cwd=self.below,
                              env=environment(), capture_output=True, encoding="utf-8", timeout=60)

    def test_the_file_of_this_folder(self):
        self.assertEqual(self.lint("--offline").returncode, CLEAN)
        self.write("zones/mail/.mailauth-check.conf", WARNS)
        self.assertEqual(self.lint().returncode, FINDINGS)
        self.assertEqual(self.lint("--no-config", "--offline").returncode, CLEAN)

    def test_a_file_further_up_counts_within_a_repository(self):
        self.write(".mailauth-check.conf", WARNS)
        self.assertEqual(self.lint("--offline").returncode, CLEAN)
        os.mkdir(os.path.join(self.root, ".git"))
        self.assertEqual(self.lint().returncode, FINDINGS)
        self.write("zones/.mailauth-check.conf", "[check]\noffline = yes\n")  # the nearest one
        self.assertEqual(self.lint().returncode, CLEAN)

    def test_not_above_the_root_of_the_repository(self):
        self.write(".mailauth-check.conf", WARNS)
        os.mkdir(os.path.join(self.root, "zones", ".git"))
        self.assertEqual(self.lint("--offline").returncode, CLEAN)

    def test_the_command_line_stands(self):
        self.write("zones/mail/.mailauth-check.conf", WARNS)
        self.assertEqual(self.lint("--fail-on", "error").returncode, CLEAN)

    def test_options_of_other_commands_are_passed_over(self):
        self.write("zones/mail/.mailauth-check.conf", WARNS + "jobs = 5\nmail-from = a@example.com\n")
        self.assertEqual(self.lint().returncode, FINDINGS)

    def test_a_format_of_other_commands_is_passed_over(self):
        self.write("zones/mail/.mailauth-check.conf", "[check]\nformat = html\n")
        mail = os.path.join(self.root, "zones", "mail")
        self.write("zones/mail/bounce.txt", "550 5.7.1 example.com: SPF fail\n")
        for command in (["bounce", "--offline", "bounce.txt"], ["show-config"]):
            done = subprocess.run([binary(), *command], cwd=mail, capture_output=True, encoding="utf-8", timeout=60,
                                  env=environment())
            self.assertNotEqual(done.returncode, USAGE, done.stderr)
            self.assertNotIn("<html", done.stdout)

    def test_a_named_file_that_is_not_there(self):
        done = self.lint("--config", "nowhere.conf")
        self.assertEqual(done.returncode, USAGE)
        self.assertIn("cannot read nowhere.conf", done.stderr)

    def test_a_line_that_is_too_long_is_refused(self):
        self.write("zones/mail/.mailauth-check.conf", "[check]\nignore = " + "spf-plus-all," * 40 + "\n")
        done = self.lint()
        self.assertEqual(done.returncode, USAGE)
        self.assertIn(".mailauth-check.conf:2: the line is too long", done.stderr)

    def test_each_mistake_is_said_once(self):
        self.write("zones/mail/.mailauth-check.conf",
                   '[check]\nextends = nowhere.conf\n[domain "*.example.com]\nrole = sends\nvolume = bulk\nselectors = a\n')
        done = self.lint("--offline")
        self.assertEqual(done.returncode, USAGE)
        self.assertEqual([line.split(": ")[1] for line in done.stderr.splitlines()], [".mailauth-check.conf:2"])
        self.write("zones/mail/nowhere.conf", "")
        done = self.lint("--offline")
        self.assertEqual([line.split(": ")[1] for line in done.stderr.splitlines()], [".mailauth-check.conf:4"])

    def test_lists_go_on_in_the_next_line(self):
        self.write("zones/mail/.mailauth-check.conf", '[check]\noffline = yes\n[domain "EXAMPLE.com"]\n'
                   "expect-spf-fail = 11.0.0.1,\n  11.0.0.2\n")
        done = self.lint()
        self.assertIn("the SPF result for 11.0.0.1 is pass", done.stdout)
        self.assertNotIn("11.0.0.2 gets", done.stdout)

    def test_hostile_bytes_in_the_file_are_escaped(self):
        self.write("zones/mail/.mailauth-check.conf", "[check]\n\x1b[31mred = \x07\n")
        done = self.lint()
        self.assertEqual(done.returncode, USAGE)
        self.assertNotIn("\x1b", done.stderr)


class HouseRules(Configuration):
    """What is expected holds, however the section is named and whatever is left of the records."""

    def rules(self, config, zone=ZONE, *arguments):
        self.write("zones/mail/.mailauth-check.conf", config)
        self.write("zones/mail/db.example.com", zone)
        done = self.lint("--offline", *arguments)
        return [line.split("[")[-1].rstrip("]") for line in done.stdout.splitlines() if "[" in line]

    def test_a_long_name(self):
        name = "a-quite-long-domain-name-for-a-company-in-germany"
        self.assertIn("expect-dmarc-policy", self.rules(
            f'[domain "{name}.example.com"]\nexpect-dmarc-policy = reject\n', ZONE + f"{name} MX 10 ns\n"))

    def test_a_name_that_lost_its_mail_records(self):
        self.assertIn("expect-spf-pass", self.rules('[domain "sub.example.com"]\nexpect-spf-pass = 11.0.0.9\n',
                                                    ZONE + "sub A 11.0.0.9\n"))

    def test_without_a_record(self):
        self.assertIn("expect-includes", self.rules('[domain "sub.example.com"]\nexpect-includes = _b.example.com\n',
                                                    ZONE + "sub MX 10 ns\n"))

    def test_a_policy_for_no_mail(self):
        config = '[domain "example.com"]\nexpect-dmarc-policy = reject\n'
        self.assertIn("expect-dmarc-policy", self.rules(config, ZONE.replace("p=none", "p=reject; pct=0")))
        self.assertNotIn("expect-dmarc-policy", self.rules(config, ZONE.replace("p=none", "p=reject")))

    def test_the_whole_uri(self):
        config = '[domain "example.com"]\nexpect-rua = mailto:d@example.co\n'
        self.assertIn("expect-rua", self.rules(config))
        self.assertNotIn("expect-rua", self.rules(config.replace(".co\n", ".com\n"), ZONE.replace("d@example.com", "d@example.com!10m")))

    def test_lists_over_several_lines(self):
        self.assertEqual(self.rules("[check]\nfail-on = warning\nignore = spf-*,\n  dmarc-*,\n  dkim-*, mx-*, dns-*\n"), [])

    def test_mistakes_of_values_that_are_not_used(self):
        self.write("zones/mail/.mailauth-check.conf", "[check]\nignore = spf-pluss-all\nformat = jsn\n")
        done = self.lint("--offline")
        self.assertEqual(done.returncode, USAGE)
        self.assertIn(".mailauth-check.conf:2: unknown rule", done.stderr)
        self.assertIn(".mailauth-check.conf:3: format = jsn", done.stderr)

    def test_files_stand_beside_it(self):
        os.mkdir(os.path.join(self.root, ".git"))
        self.write("known", "")
        self.write(".mailauth-check.conf", "[check]\nbaseline = known\n")
        self.assertEqual(self.lint("--offline").returncode, CLEAN)

    def test_the_command_line_stands(self):
        self.write("zones/mail/.mailauth-check.conf", '[domain "example.com"]\nrole = no-mail\n')
        self.assertIn("no-mail", self.lint("--offline", "-v", "--format", "json").stdout)
        self.assertNotIn('"role": "no-mail"', self.lint("--offline", "--role", "auto", "--format", "json").stdout)


if __name__ == "__main__":
    unittest.main()
