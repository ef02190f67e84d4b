"""--files-from: zone files and folders that a list names."""

import os
import shutil
import subprocess
import tempfile
import unittest

import program

ZONE = "$ORIGIN {0}.\n$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n@ MX 10 ns\n" \
    '@ TXT "v=spf1 mx {1}-all"\n_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@{0}"\n'


class Lists(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mailauth-list-")
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        self.zone("zones/example.com.zone", "example.com")
        self.zone("our own/the zone.txt", "example.net")

    def write(self, path, text):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def zone(self, path, domain, more=""):
        self.write(path, ZONE.format(domain, more))

    def execute(self, *arguments, input=""):
        return subprocess.run([program.binary(), *arguments], cwd=self.root, env=program.environment(), input=input,
                              capture_output=True, encoding="utf-8", timeout=program.HANG_SECONDS)


class OfZone(Lists):
    def judged(self, names, *arguments):
        done = self.execute("zone", "--offline", "--format", "short", "-v", "--files-from", "-", *arguments, input=names)
        self.assertIn(done.returncode, (program.CLEAN, program.FINDINGS), done.stderr)
        self.assertNotIn("[zone-", done.stdout)
        return [domain for domain in ("example.com", "example.net") if f"_dmarc.{domain} TXT" in done.stdout or f"{domain}:" in done.stdout
                or f"_mta-sts.{domain}" in done.stdout or domain in done.stdout]

    def test_files_and_folders(self):
        self.assertEqual(self.judged("our own/the zone.txt\n"), ["example.net"])
        self.assertEqual(self.judged("zones\n\nour own/the zone.txt"), ["example.com", "example.net"])
        self.assertEqual(self.judged("our own/the zone.txt", "zones"), ["example.com", "example.net"])

    def test_none_is_read_twice(self):
        os.symlink("example.com.zone", os.path.join(self.root, "zones", "link.zone"))
        self.judged("zones/example.com.zone\n./zones/example.com.zone\nzones\nzones/link.zone\n", "zones/example.com.zone")

    def test_wrong_lists(self):
        for names, said in (("", "lists no files"), ("\n\n", "lists no files"), ("zones/example.net.zone\n", "cannot read"),
                            ("zones\nnowhere\n", "cannot read nowhere"), ("# zones\n", "cannot read # zones")):
            with self.subTest(names=names):
                done = self.execute("zone", "--offline", "--files-from", "-", input=names)
                self.assertEqual((done.returncode, done.stdout), (program.USAGE, ""))
                self.assertIn(said, done.stderr)
        self.assertEqual(self.execute("zone", "--files-from", "nowhere").returncode, program.USAGE)


class OfDiff(Lists):
    def setUp(self):
        super().setUp()
        os.rename(os.path.join(self.root, "our own"), os.path.join(self.root, "zones", "our own"))
        for side in ("old", "new"):
            shutil.copytree(os.path.join(self.root, "zones"), os.path.join(self.root, side, "zones"))

    def compare(self, names, old="old", new="new"):
        return self.execute("diff", "--offline", "--format", "short", "--files-from", "-", old, new, input=names)

    def test_only_what_is_listed(self):
        self.zone("new/zones/example.com.zone", "example.com", "a:other.example.com ")
        done = self.compare("zones/our own/the zone.txt\n")
        self.assertEqual((done.returncode, "example.com" in done.stdout), (program.CLEAN, False), done)
        for names in ("zones/example.com.zone\n", "zones\n", "zones\nzones/example.com.zone\n"):
            self.assertIn("new/zones/example.com.zone:7:", self.compare(names).stdout)

    def test_the_folder_where_it_runs(self):
        self.zone("zones/example.com.zone", "example.com", "a:other.example.com ")
        self.assertRegex(self.compare("zones", "old", ".").stdout, "(?m)^zones/example.com.zone:7:")

    def test_a_file_of_one_side(self):
        os.rename(os.path.join(self.root, "new", "zones", "example.com.zone"), os.path.join(self.root, "new", "moved"))
        self.assertEqual(self.compare("zones/example.com.zone\nmoved\n").returncode, program.CLEAN)
        for names in ("zones/example.com.zone\n", "zones\n"):
            done = self.compare(names)
            self.assertNotEqual(done.returncode, program.CLEAN)
        self.assertNotEqual(self.compare("zones", "new", "old").returncode, program.USAGE)  # a new zone

    def test_wrong_lists(self):
        for arguments, said in ((("zones/example.con.zone\n",), "neither old nor new has a file zones/example.con.zone"),
                                (("\n",), "lists no files"), (("zones", "old", "nowhere"), "nowhere is not a folder"),
                                (("zones", "old/zones/example.com.zone", "new"), "example.com.zone is not a folder")):
            with self.subTest(arguments=arguments):
                done = self.compare(*arguments)
                self.assertEqual((done.returncode, done.stdout), (program.USAGE, ""))
                self.assertIn(said, done.stderr)


if __name__ == "__main__":
    unittest.main()
