"""--include-root: the files of strangers make the program read nothing outside the folders that may be read."""

import os
import subprocess
import tempfile
import unittest

import program

HEAD = "$ORIGIN example.com.\n$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n@ MX 10 ns\n"
SECRET = "root_secret x 0 0 /root /bin/sh\n"


class IncludeRoot(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mailauth-root-")
        self.addCleanup(folder.cleanup)
        self.root = os.path.join(folder.name, "checkout")
        os.makedirs(os.path.join(self.root, "zones"))
        os.mkdir(os.path.join(folder.name, "checkout-not"))
        self.write("../secret", SECRET)
        self.write("../checkout-not/secret", SECRET)
        self.write("zones/txt.inc", '@ TXT "v=spf1 mx -all"\n')
        self.secret = os.path.join(folder.name, "secret")

    def write(self, path, text):
        with open(os.path.join(self.root, path), "w", encoding="utf-8") as file:
            file.write(text)

    def execute(self, *arguments):
        done = subprocess.run([program.binary(), *arguments], cwd=self.root, env=program.environment(), capture_output=True,
                              encoding="utf-8", timeout=program.HANG_SECONDS)
        self.assertNotIn("root_secret", done.stdout + done.stderr)
        return done

    def lint(self, include):
        self.write("zones/example.com.zone", f"{HEAD}$INCLUDE {include}\n")
        return self.execute("zone", "--offline", "--format", "short", "--include-root", ".", "zones/example.com.zone")

    def test_what_lies_outside_is_not_read(self):
        os.symlink(self.secret, os.path.join(self.root, "zones", "link"))
        os.symlink("..", os.path.join(self.root, "zones", "up"))
        for path in (self.secret, "../../secret", "../../checkout-not/secret", "link", "zones/link", "up/../secret",
                     "/nowhere/at/all", "no-such/../../../secret", "/etc/passwd", "/dev/stdin"):
            with self.subTest(path=path):
                done = self.lint(path)
                self.assertEqual(done.returncode, program.FINDINGS, done)
                self.assertRegex(done.stdout, r"zones/example.com.zone:7:10: error: cannot read .*: it is outside the folders "
                                              r"that may be read \[zone-include\]")

    def test_what_lies_inside_is_read(self):
        os.symlink("txt.inc", os.path.join(self.root, "zones", "link"))
        for path in ("txt.inc", "zones/txt.inc", "link", "../zones/txt.inc", os.path.join(self.root, "zones", "txt.inc")):
            with self.subTest(path=path):
                done = self.lint(path)
                self.assertNotIn("zone-include", done.stdout)
                self.assertNotIn("[spf-missing]", done.stdout)
        self.assertIn("No such file or directory [zone-include]", self.lint("nothing.inc").stdout)

    def test_what_git_keeps_is_not_read(self):
        """A checkout leaves the token of its run in .git/config."""
        for name in (".git/config", "zones/.git", ".gitignore", ".git.d/x", "x.git"):
            with self.subTest(name=name):
                path = os.path.join(self.root, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="ascii") as file:
                    file.write("www A 11.0.0.7\n")
                self.lint("../" + name)
                done = self.execute("zone", "--offline", "--include-root", ".", "--format", "short", "zones/example.com.zone")
                self.assertEqual("[zone-include]" in done.stdout, name in (".git/config", "zones/.git"), done.stdout)
                os.remove(path)

    def test_several_folders(self):
        arguments = ["zone", "--offline", "--format", "short", "--include-root", "zones", "zones/example.com.zone"]
        self.write("shared.inc", '@ TXT "v=spf1 mx -all"\n')
        self.lint("../shared.inc")
        self.assertIn("[zone-include]", self.execute(*arguments).stdout)
        self.assertNotIn("[zone-include]", self.execute(*arguments, "--include-root", ".").stdout)

    def test_zone_files_that_are_links(self):
        os.symlink(self.secret, os.path.join(self.root, "zones", "example.com.zone"))
        done = self.execute("zone", "--offline", "--include-root", ".", "zones/example.com.zone")
        self.assertEqual((done.returncode, done.stdout), (program.USAGE, ""))
        self.assertIn("outside the --include-root folders", done.stderr)
        done = self.execute("diff", "--offline", "--include-root", ".", "zones/txt.inc", "zones/example.com.zone")
        self.assertEqual(done.returncode, program.USAGE)

    def test_the_configuration(self):
        """It comes with the files, so it names no other files, and lifts no limit."""
        arguments = ["zone", "--offline", "--include-root", ".", "zones/example.com.zone"]
        self.lint("txt.inc")
        for key, value in (("baseline", self.secret), ("output", "../report"), ("psl", "../secret"), ("save-answers", "../new/file")):
            with self.subTest(key=key):
                self.write(".mailauth-check.conf", f"[check]\n{key} = {value}\n")
                done = self.execute(*arguments)
                self.assertEqual((done.returncode, done.stdout), (program.USAGE, ""))
                self.assertIn(f"{key} = ", done.stderr)
                self.assertIn("outside the --include-root folders", done.stderr)
                self.assertFalse(os.path.exists(os.path.join(self.root, "..", "report")))
        self.write(".mailauth-check.conf", "[check]\ninclude-root = /\n")
        self.lint(self.secret)
        self.assertIn("[zone-include]", self.execute(*arguments, "--format", "short").stdout)
        os.remove(os.path.join(self.root, ".mailauth-check.conf"))
        os.symlink(self.secret, os.path.join(self.root, ".mailauth-check.conf"))
        self.assertEqual(self.execute(*arguments).returncode, program.USAGE)

    def test_no_such_folder(self):
        done = self.execute("zone", "--offline", "--include-root", "nowhere", "zones/txt.inc")
        self.assertEqual(done.returncode, program.USAGE)
        self.assertIn("--include-root nowhere: expected a folder", done.stderr)
        self.assertEqual(self.execute("zone", "--include-root", "zones/txt.inc", "zones/txt.inc").returncode, program.USAGE)


if __name__ == "__main__":
    unittest.main()
