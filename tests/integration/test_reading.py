"""What is read: files that change meanwhile, pipes and devices without end, files that are not what an option takes."""

import contextlib
import os
import subprocess
import tempfile
import threading
import time
import unittest

import program

HEAD = "$ORIGIN example.com.\n$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n@ MX 10 ns\n"
SUFFIXES = "// ===BEGIN ICANN DOMAINS===\ncom\n*.ck\n!www.ck\nxn--p1ai\nрф\n// ===END ICANN DOMAINS===\n"
CHANGED = "it changed while it was read; run again"
PROMISED_SECONDS = 2
PROMISED_BYTES = 128 * 1024 * 1024


class Reading(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mailauth-reading-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return self.path(name)

    def refused(self, *arguments, **more):
        run = program.run(*arguments, **more)
        self.assertEqual((run.status, run.output), (program.USAGE, ""), run)
        return run.errors

    @contextlib.contextmanager
    def rewritten(self, path, texts):
        """The file is emptied and written again all the time."""
        ended = threading.Event()

        def rewrite():
            for number in range(1 << 30):
                text = texts[number % len(texts)]
                with open(path, "r+b") as file:
                    file.truncate(0)
                    for at in range(0, len(text), 1 << 20):
                        file.write(text[at:at + (1 << 20)])
                if ended.wait(0.001 * (number % 5)):
                    return

        thread = threading.Thread(target=rewrite)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


class ChangingFiles(Reading):
    def zones(self, hosts):
        return [(HEAD + f'@ TXT "v=spf1 mx {end}all"\n' + "".join(f"h{i} A 11.{i >> 16}.{i >> 8 & 255}.{i & 255}\n"
                                                                   for i in range(hosts))).encode() for end in "-~"]

    def attack(self, hosts, command, tries):
        texts = self.zones(hosts)
        path = self.write("example.com.zone", texts[0])
        statuses = set()
        with self.rewritten(path, texts):
            for _ in range(tries):
                done = subprocess.run([program.binary(), *command, path], capture_output=True, encoding="utf-8",
                                      env=program.environment(), timeout=program.HANG_SECONDS)
                statuses.add(done.returncode)
                self.assertIn(done.returncode, (program.CLEAN, program.FINDINGS, program.USAGE), done.stderr)
                if CHANGED in done.stderr:
                    self.assertEqual((done.returncode, done.stdout), (program.USAGE, ""))
        return statuses

    def test_zone_files_that_change(self):
        command = ["zone", "--offline", "--domain", "example.com", "--format", "short"]
        self.attack(20, command, 30)
        self.attack(3000, command, 20)
        self.attack(250_000, command, 5)

    def test_a_log_that_grows(self):
        """More lines are no reason to stop."""
        line = b"Nov 30 10:00:00 mx postfix/smtp[1]: 4X: to=<a@example.net>, relay=mx.example.net[11.0.0.9]:25, dsn=5.7.26, " \
               b"status=bounced (host mx.example.net[11.0.0.9] said: 550 5.7.26 example.com is not authenticated)\n"
        path = self.write("mail.log", line * 40_000)
        ended = threading.Event()

        def grow():
            with open(path, "ab") as file:
                while not ended.wait(0.0005):
                    file.write(line)
                    file.flush()

        thread = threading.Thread(target=grow)
        thread.start()
        try:
            run = program.run("bounce", "--offline", path)
        finally:
            ended.set()
            thread.join()
        self.assertNotEqual(run.status, program.USAGE, run)


class WithoutEnd(Reading):
    def assert_promise(self, *arguments, includes):
        start = time.monotonic()
        run, peak = program.measure(*arguments)
        self.assertEqual(run.status, program.USAGE, run)
        self.assertIn(includes, run.errors)
        if "ASAN_OPTIONS" not in os.environ:
            self.assertLess(time.monotonic() - start, 4 * PROMISED_SECONDS)  # machines of tests are slow
            self.assertLess(peak, PROMISED_BYTES)

    def test_a_device(self):
        key = ("check", "--offline", "--selector", "s", "example.com", "--private-key")
        for arguments in (["zone", "--offline"], ["bounce", "--offline"], ["message", "--offline"], ["record"],
                          ["check", "--offline", "--from-file"], ["zone", "--offline", "--files-from"],
                          ["check", "--offline", "example.com", "--psl"], ["check", "example.com", "--answers"],
                          ["check", "--offline", "example.com", "--baseline"], ["check", "example.com", "--config"], key):
            with self.subTest(arguments=arguments):
                self.assert_promise(*arguments, "/dev/zero", includes="more than 4 MB came from it, the limit for a device")

    def test_a_configuration_that_names_devices(self):
        fifo = self.path("fifo")
        os.mkfifo(fifo)
        for key in ("extends", "psl", "baseline", "answers"):
            for path in ("/dev/zero", fifo):
                with self.subTest(key=key, path=path):
                    config = self.write("conf", f"[check]\n{key} = {path}\n")
                    arguments = ("--offline",) if key != "answers" else ()
                    self.assert_promise("check", *arguments, "--config", config, "example.com",
                                        includes="it is not a regular file")

    def test_a_configuration_that_is_a_link_to_a_device(self):
        os.symlink("/dev/zero", self.path(".mailauth-check.conf"))
        done = subprocess.run([program.binary(), "check", "--offline", "example.com"], cwd=self.folder, capture_output=True,
                              encoding="utf-8", env=program.environment(), timeout=program.HANG_SECONDS)
        self.assertEqual((done.returncode, done.stdout), (program.USAGE, ""))
        self.assertIn("it is not a regular file", done.stderr)

    def test_a_pipe(self):
        with subprocess.Popen(["yes"], stdout=subprocess.PIPE) as endless:
            done = subprocess.run([program.binary(), "zone", "--offline", "-"], stdin=endless.stdout, capture_output=True,
                                  encoding="utf-8", env=program.environment(), timeout=program.HANG_SECONDS)
            endless.kill()
        self.assertEqual((done.returncode, done.stdout), (program.USAGE, ""))
        self.assertIn("more than 256 MB came from it", done.stderr)

    def test_an_included_pipe_or_device(self):
        os.mkfifo(self.path("fifo"))
        for path in ("fifo", self.path("fifo"), "/dev/zero", "/dev/stdin", "/dev/tty", "."):
            with self.subTest(path=path):
                zone = self.write("example.com.zone", f"{HEAD}$INCLUDE {path}\n")
                run = program.run("zone", "--offline", "--format", "short", zone)
                self.assertEqual(run.status, program.FINDINGS, run)
                self.assertRegex(run.output, r":7:10: error: cannot read \S+: (it is not a regular file|Is a directory|"
                                             r"No such device or address) \[zone-include\]")


class Includes(Reading):
    def lint(self, path, *arguments):
        zone = self.write("zones/example.com.zone", f"{HEAD}$INCLUDE {path}\n")
        return program.run("zone", "--offline", "--format", "json", *arguments, zone)

    def setUp(self):
        super().setUp()
        for folder in ("zones", "other"):
            os.mkdir(self.path(folder))

    def messages(self, run, rule="zone-include"):
        return [finding["message"] for finding in run.domain["findings"] if finding["rule"] == rule]

    def test_nothing_is_included(self):
        self.write("zones/spf.inc", '@ TXT "v=spf1 mx -all"\n')
        self.assertNotIn("zone-include", self.lint("spf.inc").rules)
        for path in ("spf.inc", "/dev/zero", "nothing", self.path("zones/spf.inc")):
            with self.subTest(path=path):
                run = self.lint(path, "--no-include")
                self.assertEqual(self.messages(run), [f"{path} was not read: nothing may be included"])
                self.assertNotIn("spf-missing", run.rules)
                self.assertEqual(run.unanswered["example.com", "TXT"], "unread")

    def test_what_is_no_zone_file_is_not_shown(self):
        """Neither as text, nor as a name that could not be read."""
        secrets = ["root-secret:x:0:0:root:/root:/bin/sh\ndaemon-secret:*:1:1::/:/bin/false\n",
                   "-----BEGIN PRIVATE KEY-----\nsecret-secret-secret\n-----END PRIVATE KEY-----\n",
                   "PASSWORD=secret\nKEY='secret'\n", "secret\n", "secret A\n", "@ TXT \"secret\n", '{"token": "secret"}\n',
                   "secret-host www A 192.0.2.1\n", "mail A 192.0.2.1\nsecret-password\n"]
        for secret in secrets:
            with self.subTest(secret=secret):
                path = self.write("other/secret", secret)
                for include in (path, "../other/secret"):
                    for format in ("json", "text", "sarif", "html"):
                        run = self.lint(include, "-v", "--format", format)
                        self.assertEqual(run.status, program.FINDINGS)
                        self.assertNotIn("secret", run.output.replace("other/secret", ""))
                    run = self.lint(include)
                    self.assertRegex(self.messages(run)[0], "^cannot read .*/other/secret: it is not a zone file$")
                    self.assertNotIn("spf-missing", run.rules)

    def test_faults_of_what_is_shown(self):
        """Of a zone file elsewhere, and of each file near the one that is named."""
        path = self.write("other/hosts", 'a A 192.0.2.1\nb A 192.0.2.2\nc A 192.0.2.300\n')
        self.assertIn("zone-rdata", self.lint(path).rules)
        self.write("zones/hosts", "c A 192.0.2.300\n")
        self.assertIn("zone-rdata", self.lint("hosts").rules)


class SuffixLists(Reading):
    def judge(self, content):
        path = self.write("list", content)
        return program.run("check", "--offline", "--psl", path, "example.com")

    def test_a_list(self):
        for content in (SUFFIXES, SUFFIXES.replace("\n", "\r\n"), SUFFIXES.replace("com\n", "com  a comment\n")):
            self.assertNotEqual(self.judge(content).status, program.USAGE)

    def test_what_is_none(self):
        page = f"<!DOCTYPE html>\n<html><pre>{SUFFIXES}</pre></html>\n"
        for content in ("", "\n", "com\norg\n", "{}", page, b"\0" * 500, b"\x7fELF" + bytes(range(256)) * 9,
                        SUFFIXES.replace("com\n", "com\0\n"), "// ===BEGIN ICANN DOMAINS===\n// nothing\n",
                        "Please find the list at https://publicsuffix.org/\n", b".DAFSA@PSL_9999\n"):
            with self.subTest(content=content[:40]):
                run = self.judge(content)
                self.assertEqual((run.status, run.output), (program.USAGE, ""), run)
                self.assertIn("list: it is not a public suffix list", run.errors)


if __name__ == "__main__":
    unittest.main()
