"""What is written: files are there whole or as they were before, and nothing else stays, whatever ends the program."""

import concurrent.futures
import functools
import os
import resource
import signal
import stat
import subprocess
import tempfile
import time
import unittest

import program
import servers

ZONE = '$ORIGIN example.com.\n$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n@ MX 10 ns\n@ TXT "v=spf1 mx -al"\n'
OLD = "what was there before\n"
OPTIONS = ("--output", "--save-answers", "--write-baseline")
RUNS = int(os.environ.get("MAILAUTH_WRITING_RUNS", "120"))
SIGNALS = sorted(signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD, signal.SIGCONT, signal.SIGTSTP,
                                           signal.SIGTTIN, signal.SIGTTOU, signal.SIGURG, signal.SIGWINCH, signal.SIGXFSZ}
                 - set(range(signal.SIGRTMIN + 1, signal.SIGRTMAX)))


@functools.cache
def without_proc():
    """
    A command in whose mount namespace a file without a name cannot be linked; empty where no namespace can be made, and for a program
    with sanitizers, which need /proc themselves.
    """
    if program.is_sanitized():
        return []
    for unshare in (["unshare", "-m"], ["unshare", "-r", "-m"]):
        words = [*unshare, "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh"]
        try:
            if subprocess.run([*words, "true"], capture_output=True).returncode == 0:
                return words
        except FileNotFoundError:
            break
    return []


class Writing(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mailauth-writing-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.write("example.com.zone", ZONE)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def start(self, *arguments, before=(), **more):
        more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL} | more
        return subprocess.Popen([*before, program.binary(), *arguments], cwd=self.folder, env=program.environment(),
                                encoding="utf-8", **more)

    def execute(self, *arguments, **more):
        with self.start(*arguments, **more) as process:
            output, errors = process.communicate(timeout=program.HANG_SECONDS)
        return subprocess.CompletedProcess(arguments, process.returncode, output, errors)

    def zone(self, *arguments, **more):
        return self.execute("zone", "--offline", *arguments, "example.com.zone", **more)

    def assert_only(self, *names):
        self.assertEqual(sorted(os.listdir(self.folder)), sorted(("example.com.zone", *names)))


class WholeFiles(Writing):
    def test_what_is_kept_of_the_old_file(self):
        for before in ([], without_proc()):
            for option in OPTIONS:
                self.check_what_is_kept(option, before)

    def check_what_is_kept(self, option, before):
        with self.subTest(option=option, before=before):
            self.write("real", OLD)
            os.chmod(self.path("real"), 0o604)
            os.symlink("real", self.path("link"))
            self.assertEqual(self.zone(option, "link", before=before).returncode, program.FINDINGS)
            self.assertTrue(os.path.islink(self.path("link")))
            self.assertEqual(stat.S_IMODE(os.stat(self.path("real")).st_mode), 0o604)
            self.assertNotIn(OLD, self.read("real"))
            self.assertEqual(self.zone(option, "new", before=before).returncode, program.FINDINGS)
            self.assertEqual(stat.S_IMODE(os.stat(self.path("new")).st_mode), 0o666 & ~self.umask())
            self.assert_only("real", "link", "new")
            for name in ("real", "link", "new"):
                os.remove(self.path(name))

    @staticmethod
    def umask():
        mask = os.umask(0)
        os.umask(mask)
        return mask

    def test_the_longest_name(self):
        self.assertEqual(self.zone("--output", "n" * 255).returncode, program.FINDINGS)
        self.assertEqual(self.zone("--output", "n" * 255).returncode, program.FINDINGS)
        self.assert_only("n" * 255)

    def test_many_runs_at_a_time(self):
        whole = {}
        arguments = [word for option in OPTIONS for word in (option, option[2:])]
        self.assertEqual(self.zone("--format", "json", *arguments).returncode, program.FINDINGS)
        whole = {option: self.read(option[2:]) for option in OPTIONS}
        befores = [[], without_proc()]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            runs = [pool.submit(self.zone, "--format", "json", *arguments, before=befores[i % 8 == 7]) for i in range(RUNS)]
            for run in runs:
                self.assertEqual((run.result().returncode, run.result().stderr), (program.FINDINGS, ""))
                for option in OPTIONS:
                    self.assertEqual(self.read(option[2:]), whole[option])
        self.assert_only(*(option[2:] for option in OPTIONS))

    def test_two_outputs_in_one_place(self):
        os.symlink("same", self.path("link"))
        self.write("same", OLD)
        for first, second in (("same", "same"), ("same", "./same"), ("link", "same"), ("new", "./new"), ("-", "-")):
            for a, b in (OPTIONS[:2], OPTIONS[1:], (OPTIONS[0], OPTIONS[2])):
                with self.subTest(first=first, second=second, a=a, b=b):
                    done = self.zone(a, first, b, second)
                    self.assertEqual((done.returncode, done.stdout), (program.USAGE, ""))
                    self.assertIn("cannot be written to the same place", done.stderr)
        self.assertEqual(self.read("same"), OLD)
        self.assert_only("same", "link")
        self.assertIn("the report and --save-answers", self.zone("--save-answers", "-").stderr)
        done = self.zone("--output", "same", "--save-answers", "-")
        self.assertEqual((done.returncode, done.stdout[:10]), (program.FINDINGS, "; @recorde"))


class Faults(Writing):
    def test_before_anything_is_asked(self):
        os.mkdir(self.path("folder"))
        server = servers.ScriptedServer({})
        self.addCleanup(server.stop)
        for option in OPTIONS:
            for place in ("folder", "missing/file", "example.com.zone/file", "", "/proc/nothing"):
                with self.subTest(option=option, place=place):
                    done = self.execute("check", "--server", server.address, option, place, "example.com")
                    self.assertEqual((done.returncode, done.stdout), (program.USAGE, ""), done)
                    self.assertRegex(done.stderr, "cannot write |expected")
        self.assertFalse(server.queries)
        self.assert_only("folder")

    def test_a_full_disk(self):
        """As a limit of the size of files has it, which ends others by a signal, and as /dev/full does."""
        self.write("many.zone", ZONE + "".join(f'h{i} TXT "v=spf1 a:{"x" * 40}.example -al"\n' for i in range(2000)))

        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

        for before in ([], without_proc()):
            for option in OPTIONS:
                with self.subTest(option=option, before=before):
                    self.write("file", OLD)
                    more = () if option == "--output" else ("--quiet", "--output", "/dev/null")
                    done = self.execute("zone", "--offline", *more, option, "file", "many.zone", before=before, preexec_fn=limit)
                    self.assertEqual(done.returncode, program.USAGE, done.stderr)
                    self.assertIn("cannot write file: File too large", done.stderr)
                    self.assertEqual(self.read("file"), OLD)
                    self.assert_only("file", "many.zone")
                    done = self.zone(option, "/dev/full")
                    self.assertEqual(done.returncode, program.USAGE, done.stderr)
                    self.assertIn("cannot write /dev/full: No space left on device", done.stderr)

    def test_closed_standard_files(self):
        for closed in ((0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)):
            with self.subTest(closed=closed):
                def close(closed=closed):
                    for file in closed:
                        os.close(file)

                done = self.zone("--output", "report", "--save-answers", "saved", preexec_fn=close)
                self.assertEqual(done.returncode, program.FINDINGS, done)
                self.assertIn("[spf-", self.read("report"))
                self.assertTrue(self.read("saved").startswith("; @recorded"))
                self.assertEqual(self.zone("--save-answers", "saved", preexec_fn=close).returncode,
                                 program.USAGE if 1 in closed else program.FINDINGS)
                self.assertTrue(self.read("saved").startswith("; @recorded"))
                done = self.execute("record", "-", preexec_fn=close)
                self.assertEqual(done.returncode, program.USAGE)


class Signals(Writing):
    """A name server that does not answer keeps the program where its files are open."""

    def kill(self, server, number, before):
        self.write("file", OLD)
        with self.start("check", "--server", server.address, "--output", "file", "--save-answers", "saved", "example.com",
                        before=before) as process:
            deadline = time.monotonic() + program.HANG_SECONDS
            asked = server.queries.total()
            while server.queries.total() == asked and time.monotonic() < deadline:
                time.sleep(0.005)
            process.send_signal(number)
            process.communicate(timeout=program.HANG_SECONDS)
        return process.returncode

    def test_nothing_stays(self):
        server = servers.ScriptedServer({}, default=servers.silent)
        self.addCleanup(server.stop)
        for before in ([], without_proc()):
            for number in SIGNALS if before else [*SIGNALS, signal.SIGKILL]:
                if program.is_sanitized() and number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE):
                    continue  # its handlers exit
                with self.subTest(number=number, before=before):
                    self.assertEqual(self.kill(server, number, before), -number)
                    self.assertEqual(self.read("file"), OLD)
                    self.assert_only("file")


if __name__ == "__main__":
    unittest.main()
