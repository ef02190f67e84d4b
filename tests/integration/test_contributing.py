"""
CONTRIBUTING.md: the section "A new rule in five minutes" is followed word for word in a copy of the repository. Where the line
before a block ends with a path and a colon, the block is that file; a block of "diff" is applied, one of "sh" is run, and in
others each line that begins with "$ " is a command, and the lines after it are what it prints.
"""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

import program

SECTION = "## A new rule in five minutes\n"
BLOCK = re.compile(r"(?P<before>[^\n]*)\n\n```(?P<language>[a-z]*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"`([\w./-]+)`:$")
BUILD_SECONDS = 1200


def section():
    with open(os.path.join(program.REPOSITORY, "CONTRIBUTING.md"), encoding="utf-8") as file:
        return file.read().split(SECTION)[1].split("\n## ")[0]


# The document says to build the preset "dev"; once is enough, in the build that runs all tests (.ci/test) or in that one.
@unittest.skipUnless(os.path.basename(os.path.dirname(program.binary())) in ("coverage", "dev"), "done with the preset coverage")
class NewRule(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-contributing-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.root = os.path.join(self.folder, "mailauth-check")
        shutil.copytree(program.REPOSITORY, self.root, ignore=shutil.ignore_patterns("build", ".git", ".cache"), symlinks=True)

    def run_command(self, command, input=None):
        done = subprocess.run(["sh", "-ec", command], cwd=self.root, env=program.environment(), input=input, encoding="utf-8",
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=BUILD_SECONDS, check=False)
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout[-4000:]}")
        return done.stdout

    def write(self, name, text):
        path = os.path.join(self.root, name)
        self.assertFalse(os.path.exists(path), f"{name} exists already")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def run_and_compare(self, text):
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            self.assertEqual(self.run_command(command), expected, command)

    def test_word_for_word(self):
        kinds = []
        for block in BLOCK.finditer(section()):
            file = FILE.search(block["before"])
            kinds.append("file" if file and block["language"] != "diff" else block["language"])
            if kinds[-1] == "file":
                self.write(file[1], block["text"])
            elif kinds[-1] == "diff":
                self.run_command("patch -p1", block["text"])
            elif kinds[-1] == "sh":
                self.run_command(block["text"])
            else:
                self.run_and_compare(block["text"])
        self.assertEqual(kinds, ["file", "diff", "sh", "file", "file", "", "sh", "sh"])
        self.run_command("find src -name '*.[ch]' -newer CONTRIBUTING.md | xargs clang-format --dry-run -Werror"
                         if shutil.which("clang-format") else "true")
        explained = self.run_command("build/dev/mailauth-check explain mx-many-hosts")
        self.assertIn("mx-many-hosts (info)", explained)


if __name__ == "__main__":
    unittest.main()
