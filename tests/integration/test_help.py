"""`--help`: on one screen for each command, with examples at the end; `help COMMAND` explains every option."""

import re
import unittest

from program import CLEAN, run

COMMANDS = re.findall(r"^  ([a-z-]+) +[a-z]", run("--help").output.split("Examples:")[0], re.M)


class Help(unittest.TestCase):
    def lines(self, *arguments):
        done = run(*arguments)
        self.assertEqual((done.status, done.errors), (CLEAN, ""))
        return done.output.splitlines()

    def test_all_commands(self):
        self.assertLessEqual({"check", "zone", "record", "spf", "bounce", "message", "diff", "merge", "rules", "explain", "show-config", "completion"},
                             set(COMMANDS))

    def test_on_a_screen_of_24_by_80(self):
        for arguments in (["--help"], *([command, "--help"] for command in COMMANDS)):
            with self.subTest(arguments=arguments):
                lines = self.lines(*arguments)
                self.assertLessEqual(len(lines), 24)
                self.assertLessEqual(max(map(len, lines)), 80)
                examples = lines[lines.index("Examples:") + 1:]
                self.assertGreaterEqual(len(examples), 2)
                self.assertTrue(all(line.startswith("  mailauth-check") for line in examples))

    def test_every_option_is_named_and_explained(self):
        for command in COMMANDS:
            with self.subTest(command=command):
                explained = [line for line in self.lines("help", command) if re.match(" +(-[a-z], )?--", line)]
                options = {re.search("--([a-z-]+)", line).group(1) for line in explained} - {"help"}
                self.assertTrue(all(re.search(r"  ?\S+ \S", line) for line in explained))
                self.assertLessEqual(options, set(re.findall("--([a-z-]+)", "\n".join(self.lines(command, "--help")))))
                self.assertLessEqual(max(map(len, self.lines("help", command))), 80)


if __name__ == "__main__":
    unittest.main()
