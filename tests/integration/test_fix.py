"""`zone --fix=diff`: patch applies the diff, and the faults are gone; all other lines stay as they are, to the byte."""

import glob
import os
import shutil
import subprocess
import tempfile
import unittest

from program import REPOSITORY, binary, environment

HEAD = "$ORIGIN example.com.\n$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n@ MX 10 ns\n"


class Fixes(unittest.TestCase):
    def setUp(self):
        if not shutil.which("patch"):
            self.skipTest("patch is not installed")
        self.folder = tempfile.mkdtemp(prefix="mailauth-fix-")
        self.addCleanup(shutil.rmtree, self.folder)

    def execute(self, *arguments):
        return subprocess.run([binary(), "zone", "--offline", "--no-config", *arguments], cwd=self.folder, env=environment(),
                              capture_output=True, timeout=60)

    def apply(self, *arguments):
        """Applies what the program offers; returns the diff."""
        diff = self.execute(*arguments).stdout
        if diff:
            done = subprocess.run(["patch", "-p0", "--binary", "--no-backup-if-mismatch"], cwd=self.folder, input=diff,
                                  capture_output=True, timeout=60)
            self.assertEqual(done.returncode, 0, diff + done.stdout)
            self.assertNotIn(b"offset", done.stdout)
            self.assertNotIn(b"fuzz", done.stdout)
        return diff

    def write(self, text, name="db.example.com"):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return name

    def read(self, name="db.example.com"):
        with open(os.path.join(self.folder, name), "rb") as file:
            return file.read()

    def test_every_golden_zone(self):
        """One round is enough: the faults with an offer are gone then, and nothing is offered any more."""
        cases = sorted(glob.glob(os.path.join(REPOSITORY, "tests", "cases", "zone", "*", "db.*")))
        self.assertGreater(len(cases), 5)
        fixed = 0
        for path in cases:
            with self.subTest(case=os.path.relpath(path, REPOSITORY)):
                name = os.path.basename(path)
                shutil.copy(path, os.path.join(self.folder, name))
                before = len(self.execute("--format", "short", name).stdout.splitlines())
                if not self.apply("--fix=diff,unsafe", name):
                    continue
                fixed += 1
                after = len(self.execute("--format", "short", name).stdout.splitlines())
                self.assertLess(after, before)
                self.assertEqual(self.execute("--fix=diff,unsafe", name).stdout, b"")
        self.assertGreaterEqual(fixed, 4)

    def test_only_the_bytes_at_fault_change(self):
        text = HEAD + '@\tTXT ( "v=spf1 mx" ; first\n\t\t"ip4:11.0.0.9 -all" ) ; last, with a tab\t\n' \
            '; mailauth\n_dmarc  TXT  "v=DMARC1;p=none;  rua=mailto:d@example.com;;"\n'
        name = self.write(text)
        self.apply("--fix=diff", name)
        self.assertEqual(self.read().decode(), text.replace('"v=spf1 mx"', '"v=spf1 mx "').replace(";;", ";"))

    def test_unsafe_fixes_only_when_they_are_wanted(self):
        name = self.write(HEAD + '@ TXT "v=spf1 mx -all"\n_dmarc TXT "v=DMARC1; p=rejct; rua=mailto:d@example.com"\n')
        done = self.execute("--fix=diff", name)
        self.assertEqual(done.stdout, b"")
        self.assertIn(b"--fix=diff,unsafe", done.stderr)
        self.apply("--fix=diff,unsafe", name)
        self.assertIn(b'"v=DMARC1; p=reject; rua=mailto:d@example.com"', self.read())

    def test_a_file_without_a_line_end_and_one_with_cr_lf(self):
        for end, last in (("\n", ""), ("\r\n", "\r\n"), ("\r\n", "")):
            with self.subTest(end=end, last=last):
                text = (HEAD + '_dmarc TXT "v=DMARC1; p=none; rua=mailto:d@example.com;;"').replace("\n", end) + last
                name = self.write(text)
                self.apply("--fix=diff", name)
                self.assertEqual(self.read().decode(), text.replace(";;", ";"))

    def test_several_hunks_and_files(self):
        filler = "".join(f"host{i} A 11.0.0.{i}\n" for i in range(30))
        first = HEAD + '@ TXT "v=spf1  mx -all"\n' + filler + "@ MX 20 mail.example.com\nmail A 11.0.0.40\n"
        second = first.replace("example.com", "example.net")
        self.write(first)
        self.write(second, "db.example.net")
        diff = self.apply("--fix=diff", "-v", "db.example.com", "db.example.net")
        self.assertEqual(diff.count(b"@@ -"), 4)
        self.assertEqual(self.read().decode(), first.replace("spf1  mx", "spf1 mx").replace(
            "mail.example.com\n", "mail.example.com.\n"))
        self.assertEqual(self.read("db.example.net").decode(), second.replace("spf1  mx", "spf1 mx").replace(
            "mail.example.net\n", "mail.example.net.\n"))

    def test_text_without_quotes_gets_them(self):
        name = self.write(HEAD + "@ TXT v=spf1 mx -all\n")
        self.apply("--fix=diff,unsafe", name)
        self.assertIn(b'@ TXT "v=spf1 mx -all"\n', self.read())

    def test_the_file_itself_is_never_written(self):
        text = HEAD + '@ TXT "v=spf1  mx -all"\n'
        name = self.write(text)
        self.assertTrue(self.execute("--fix=diff", "--select", "spf-*", name).stdout)
        self.assertEqual(self.read().decode(), text)

    def test_no_record_is_touched_for_what_the_report_hides(self):
        """What text output hides as a note is mended only when it is shown (-v) or asked for (--select)."""
        name = self.write(HEAD + '@ TXT "v=spf1  mx -all"\n')
        self.assertEqual(self.execute("--fix=diff", name).stdout, b"")
        self.assertTrue(self.execute("--fix=diff", "-v", name).stdout)

    def test_a_record_that_goes_leaves_its_owner_to_the_next_line(self):
        name = self.write(HEAD + '@ TXT "v=spf1 mx -all"\n; the old one\n  TXT "v=spf1 mx ip4:11.0.0.9 -all"\n')
        self.apply("--fix=diff,unsafe", name)
        self.assertEqual(self.read().decode().count("v=spf1"), 1)
        self.assertIn('; the old one\n@', self.read().decode())
        self.assertNotIn("spf-multiple-records", self.execute("--format", "short", name).stdout.decode())

    def test_a_record_that_is_written_twice(self):
        """RFC 2181 section 5: two copies are one record. Changed in one place only it would be two."""
        for first, second in ((" ~all ~all", " ~all ~all"), (" -al", " -al")):
            with self.subTest(records=first):
                name = self.write(HEAD + f'@ TXT "v=spf1 mx{first}"\n@ A 11.0.0.3\n@ 60 IN TXT "v=spf1 mx{second}" ; again\n')
                self.apply("--fix=diff", name)
                self.assertEqual(self.read().decode().count('"v=spf1 mx '), 2)
                self.assertEqual(self.read().decode().count('all"'), 2)
                self.assertNotIn("[spf-", self.execute("--format", "short", name).stdout.decode())

    def test_a_record_that_goes_goes_wherever_it_is_written(self):
        name = self.write(HEAD + '@ TXT "v=spf1 mx -all"\n@ TXT "v=spf1 -all"\n@ A 11.0.0.3\n@ TXT "v=spf1 -all"\n')
        self.apply("--fix=diff,unsafe", name)
        self.assertEqual(self.read().decode().count("v=spf1"), 1)

    def test_safe_fixes_let_nobody_pass_who_did_not(self):
        for text in ("v=spf1 mx ip4=11.0.0.9 -all", "v=spf1 mx include=_spf.example.org -all"):
            with self.subTest(text=text):
                name = self.write(HEAD + f'@ TXT "{text}"\n')
                self.assertEqual(self.execute("--fix=diff", name).stdout, b"")
                self.assertNotEqual(self.execute("--fix=diff,unsafe", name).stdout, b"")

    def test_safe_fixes_leave_a_policy_that_applies(self):
        """RFC 9989 section 4.10.1: without a valid p, a record with rua is p=none."""
        name = self.write(HEAD + '@ TXT "v=spf1 mx -all"\n_dmarc TXT "v=DMARC1; p:reject; rua=mailto:d@example.com"\n')
        self.assertEqual(self.execute("--fix=diff", name).stdout, b"")
        self.assertNotEqual(self.execute("--fix=diff,unsafe", name).stdout, b"")

    def test_records_that_go_one_after_the_other(self):
        """The owner that both leave behind is written to the next line that inherits it, and to none when there is no such line."""
        for tail, kept in (("  A 11.0.0.9\n", "@  A 11.0.0.9\n"), ("", "")):
            with self.subTest(tail=tail):
                name = self.write(HEAD + '@ TXT "v=spf1 mx -all"\n  TXT "v=spf1 mx ip4:11.0.0.8 -all"\n'
                                  '  TXT "v=spf1 mx ip4:11.0.0.9 -all"\n' + tail + "last A 11.0.0.7\n")
                self.apply("--fix=diff,unsafe", name)
                mended = self.read().decode()
                self.assertEqual(mended.count("v=spf1"), 1, mended)
                self.assertIn("\nlast A 11.0.0.7\n", mended)
                self.assertIn("ip4:11.0.0.8", mended)
                self.assertEqual(self.execute("--fix=diff,unsafe", name).stdout, b"")

    def test_comments_between_strings_stay(self):
        text = HEAD + '@ TXT ( "v=spf1 mx " ; the mail hosts\n    "ip4:11.0.0.1 mx "  ; office, ask Joe\n    "ptr -all" ) ; tail\n'
        name = self.write(text)
        self.apply("--fix=diff", name)
        mended = self.read().decode()
        for comment in ("; the mail hosts\n", "; office, ask Joe\n", "; tail\n"):
            self.assertIn(comment, mended)
        self.assertEqual(mended.count("\n"), text.count("\n"))

    def test_a_text_that_does_not_fit_its_strings_leaves_the_comments(self):
        nets = " ".join(f"ip4:11.22.33.{i}" for i in range(14))
        name = self.write(HEAD + f'@ TXT ( "v=spf1 mx {nets} " ; ours\n "include:_spf.example.org " ; news\n\t"-all" ) ; tail\n'
                          f'@ TXT ( "v=spf1 {nets.replace("11.22", "11.44")} " ; theirs\n "-all" )\n')
        self.apply("--fix=diff,unsafe", name)
        mended = self.read().decode()
        self.assertEqual(mended.count("v=spf1"), 1)
        self.assertIn("ip4:11.22.33.13", mended)
        self.assertIn("ip4:11.44.33.13", mended)
        self.assertIn("; theirs\n", mended)
        self.assertNotIn("spf-multiple-records", self.execute("--format", "short", name).stdout.decode())
        self.assertEqual(self.execute("--fix=diff,unsafe", name).stdout, b"")

    def test_what_a_fault_hid_is_mended_in_the_same_round(self):
        for text in ("v=DMARC1; p=rejct; sp=none; rua=mailto:d@example.com", "p=reject; t=y; rua=mailto:d@example.com",
                     " v=DMARC1; p=reject; pct=50; rua=mailto:d@example.com"):
            with self.subTest(text=text):
                name = self.write(HEAD + f'@ TXT " v=spf1 mx ?all"\n_dmarc TXT "{text}"\n')
                self.assertTrue(self.apply("--fix=diff,unsafe", name))
                self.assertEqual(self.execute("--fix=diff,unsafe", name).stdout, b"")

    def test_a_key_at_a_wrong_name_is_mended_as_it_moves(self):
        name = self.write(HEAD + '@ TXT "v=spf1 mx -all"\n_dmarc TXT "v=DMARC1; p=none; rua=mailto:d@example.com"\n'
                          's1._dkim TXT "v=DKIM; t=y; p=MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="\n')
        self.apply("--fix=diff,unsafe", name)
        self.assertEqual(self.execute("--fix=diff,unsafe", name).stdout, b"")
        self.assertNotIn(": error: ", self.execute("--format", "short", name).stdout.decode())

    def test_names_that_patch_has_to_find(self):
        text = HEAD + '_dmarc TXT "v=DMARC1; p=none; rua=mailto:d@example.com;;"\n'
        for name in ("a b.zone", "x\x1b[31m.zone", 'quo"te.zone'):
            with self.subTest(name=name):
                self.write(text, name)
                diff = self.apply("--fix=diff", "--origin", "example.com", name)
                self.assertNotIn(b"\x1b", diff)
                self.assertEqual(self.read(name).decode(), text.replace(";;", ";"))
        path = os.path.join(self.folder, self.write(text))
        self.apply("--fix=diff", path)
        self.assertEqual(self.read().decode(), text.replace(";;", ";"))

    def test_a_file_that_is_included_twice(self):
        self.write('_dmarc TXT "v=DMARC1; p=none; rua=mailto:d@example.com;;"\n', "inc.txt")
        self.apply("--fix=diff", self.write(HEAD + "$INCLUDE inc.txt\n$INCLUDE inc.txt sub.example.com.\nsub MX 10 ns\n"))
        self.assertEqual(self.read("inc.txt").decode(), '_dmarc TXT "v=DMARC1; p=none; rua=mailto:d@example.com;"\n')


if __name__ == "__main__":
    unittest.main()
