"""Completion, asked of the shells themselves."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import unittest

import program

# Gives the words of a command line to the function that is registered, as bash does when Tab is pressed.
BASH = r"""
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_mailauth_check 2>/dev/null
printf '%s\n' "${COMPREPLY[@]}"
"""
# A terminal that Tab is pressed in. What zsh would offer goes to a file, on its way through the builtin that collects it.
ZSH = r"""
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'autoload -Uz compinit; compinit -u -D; source '$1'; setopt no_beep; bindkey "^I" complete-word'
zpty -w shell 'compadd() {
	local -a hits
	if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
		builtin compadd -A hits "$@"
		print -rl -- $hits >> $HOME/hits
	fi
	builtin compadd "$@"
}'
zpty -w shell 'finish() { print MARK""2 }; zle -N finish; bindkey "^X" finish; print MARK""1'
zpty -r shell discard '*MARK1*'
zpty -w -n shell "$2"$'\t'
zpty -w -n shell $'\C-x'
zpty -r shell discard '*MARK2*'
cat $HOME/hits
"""


class Completion(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-completion-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        os.symlink(program.binary(), os.path.join(self.folder, "mailauth-check"))
        open(os.path.join(self.folder, "db.example.com"), "w", encoding="ascii").close()

    def shell(self, *command):
        if not shutil.which(command[0]):
            self.skipTest(f"{command[0]} is not installed")
        env = {"PATH": f"{self.folder}:{os.environ['PATH']}", "HOME": self.folder, "LC_ALL": "C.UTF-8", "TERM": "dumb"}
        done = subprocess.run(command, cwd=self.folder, env=env, capture_output=True, encoding="utf-8",
                              timeout=program.HANG_SECONDS)
        return done.stdout

    def script(self, shell):
        path = os.path.join(self.folder, "script")
        with open(path, "w", encoding="ascii") as file:
            file.write(program.run("completion", shell).output)
        return path

    def bash(self, *words):
        return self.shell("bash", "--norc", "-c", BASH, "bash", self.script("bash"), "mailauth-check", *words).split()

    def fish(self, *words):
        line = " ".join(["mailauth-check", *words])
        found = self.shell("fish", "--no-config", "-c", f"source {self.script('fish')}; complete -C '{line}'")
        return [word.split("\t")[0] for word in found.splitlines()]

    def zsh(self, *words):
        with contextlib.suppress(FileNotFoundError):
            os.remove(os.path.join(self.folder, "hits"))
        return self.shell("zsh", "-f", "-c", ZSH, "zsh", self.script("zsh"), " ".join(["mailauth-check", *words])).split()

    def check(self, complete):
        commands = complete("")
        self.assertIn("zone", commands)
        self.assertIn("explain", commands)
        formats = complete("zone", "--format", "")
        self.assertLessEqual({"text", "sarif", "html", "nagios"}, set(formats))
        self.assertEqual({"text", "short", "json"}, set(complete("spf", "--format", "")))
        self.assertEqual({"text", "json"}, set(complete("explain", "--format", "")))
        self.assertIn("--origin", complete("zone", "--o"))
        self.assertNotIn("--origin", complete("check", "--o"))
        self.assertIn("--from-file", complete("--color", "never", "--from"))
        self.assertIn("db.example.com", complete("zone", "--offline", "d"))
        self.assertIn("spf-plus-all", complete("explain", "spf-pl"))
        self.assertIn("dmarc-p-invalid", complete("zone", "--ignore", "dmarc-p-"))
        self.assertIn("fish", complete("completion", ""))

    def test_bash(self):
        self.check(self.bash)
        self.assertEqual(self.bash("zone", "--format", "=", "js"), ["json", "jsonl"])
        self.assertIn("spf-all-not-last,dmarc-p-invalid", self.bash("zone", "--ignore", "spf-all-not-last,dmarc-p-inv"))

    def test_fish(self):
        self.check(self.fish)
        self.assertEqual(self.fish("zone", "--probe="), ["--probe=all", "--probe=auto", "--probe=none"])

    def test_zsh(self):
        try:
            for end in os.openpty():
                os.close(end)
        except OSError as error:
            self.skipTest(f"no pseudo-terminal can be had here: {error}")
        self.check(self.zsh)

    def test_every_format_that_is_offered_exists(self):
        for command, operand in (("record", "v=spf1 mx -all"), ("explain", "spf-plus-all")):
            formats = self.bash(command, "--format", "")
            self.assertTrue(formats)
            for format in formats:
                with self.subTest(command=command, format=format):
                    self.assertIn(program.run(command, "--format", format, operand).status, (0, 1))

    def test_which_shell(self):
        for words in ([], ["csh"], ["bash", "fish"]):
            done = program.run("completion", *words)
            self.assertEqual((done.status, done.output), (program.USAGE, ""))
            self.assertIn("bash, zsh or fish", done.errors)


if __name__ == "__main__":
    unittest.main()
