"""The program confines itself before it reads the bytes of strangers: seen from outside, while it waits; and it works all the same."""

import ctypes
import errno
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import servers
from program import CLEAN, FINDINGS, REPOSITORY, UNKNOWN, USAGE, binary
from policy_server import DOMAIN, WebServer, make_certificates, script

ZONE = os.path.join(REPOSITORY, "tests", "cases", "zone", "tour", "db.example.com")
LANDLOCK = range(444, 447)  # the same numbers on every system
MESSAGE = "From: a@example.com\r\nTo: b@example.net\r\nSubject: s\r\n\r\ntext\r\n"
PR_SET_SECCOMP = 22


def status_of(process):
    with open(f"/proc/{process}/status", encoding="ascii", errors="replace") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


def children_of(process):
    with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def wait_until(true, seconds=10):
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.01)


def without_support():
    """In the child: the kernel knows neither Landlock nor seccomp any more, as in a container that forbids both."""
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_rule_add.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    context = library.seccomp_init(0x7fff0000)
    refuse = 0x00050000 | errno.ENOSYS
    calls = list(LANDLOCK) + [library.seccomp_syscall_resolve_name(b"seccomp")]
    for call in calls:
        assert library.seccomp_rule_add(context, refuse, call, 0) == 0
    assert library.seccomp_load(context) == 0


def run(*arguments, stdin="", **more):
    return subprocess.run([binary(), *arguments], input=stdin, capture_output=True, encoding="utf-8", timeout=60, **more)


def is_supported():
    done = run("record", "--no-config", "-v", "v=spf1 -all")
    return "sandbox:" not in done.stderr


class SilentServer:
    """A name server that hears everything and says nothing."""

    def __enter__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        return self

    def __exit__(self, *_):
        self.socket.close()


class ConfineTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-confine-")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def start(self, *arguments, **more):
        process = subprocess.Popen([binary(), *arguments], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, start_new_session=True, **more)

        def end():
            process.kill()
            process.wait()
            process.stdin.close()
            process.stderr.close()
        self.addCleanup(end)
        return process

    def assert_group_is_gone(self, process):
        """No process that it started is left, not even a dead one."""
        def gone():
            try:
                os.killpg(process.pid, 0)
                return False
            except ProcessLookupError:
                return True
        wait_until(gone)

    def confined(self, process):
        wait_until(lambda: status_of(process.pid)["Seccomp"] == "2")
        return status_of(process.pid)

    @unittest.skipUnless(is_supported(), "the kernel confines nothing")
    def test_while_it_waits_for_a_server(self):
        with SilentServer() as server:
            process = self.start("--server", server.address, "--timeout", "30", "--no-config", "example.com")
            status = self.confined(process)
            self.assertEqual(status["NoNewPrivs"], "1")
            # Of what root may do it keeps three rights, all for files: CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER.
            self.assertEqual(int(status["CapEff"], 16) & ~0b1110, 0)
            # What would fetch policies: it waits, and is not confined before it knows what it may do.
            helper, = children_of(process.pid)
            self.assertEqual(status_of(helper)["Name"], "mailauth-check")
            wait_until(lambda: {os.readlink(f"/proc/{helper}/fd/{name}").split(":")[0]
                                for name in os.listdir(f"/proc/{helper}/fd")} == {"/dev/null", "socket"})
            process.kill()
            process.wait()
            self.assert_group_is_gone(process)

    @unittest.skipUnless(is_supported(), "the kernel confines nothing")
    def test_commands_without_a_network_start_nothing(self):
        for arguments in (("record", "-"), ("zone", "--offline", "-"), ("bounce", "--offline", "-"), ("message", "--offline"),
                          ("--answers", "-", "example.com")):
            with self.subTest(arguments=arguments):
                process = self.start(*arguments, "--no-config")
                self.assertEqual(self.confined(process)["NoNewPrivs"], "1")
                self.assertEqual(children_of(process.pid), [])
                process.stdin.close()
                process.wait(10)
                self.assert_group_is_gone(process)

    def test_no_sandbox(self):
        with SilentServer() as server:
            process = self.start("--no-sandbox", "--server", server.address, "--timeout", "30", "--no-config", "example.com")
            server.socket.recv(1000)
            status = status_of(process.pid)
            self.assertEqual((status["Seccomp"], status["NoNewPrivs"]), ("0", "0"))
            self.assertEqual(children_of(process.pid), [])

    def test_a_configuration_cannot_turn_it_off(self):
        config = self.write(".mailauth-check.conf", "[check]\nno-sandbox = yes\n")
        done = run("record", "--config", config, "v=spf1 -all")
        self.assertEqual(done.returncode, USAGE)
        self.assertIn("no-sandbox: only on the command line", done.stderr)

    @unittest.skipUnless(is_supported(), "the kernel confines nothing")
    def test_what_fetches_is_confined_and_ends(self):
        make_certificates(self.folder)
        web = WebServer(self.folder, delay=5)
        self.addCleanup(web.stop)
        name_server = servers.ScriptedServer(script())
        self.addCleanup(name_server.stop)
        process = self.start("--server", name_server.address, "--no-config", "--probe", "none", "--policy-server", web.address,
                             "--ca-file", self.path("ca.pem"), DOMAIN)
        wait_until(lambda: web.requests)
        helper, = children_of(process.pid)
        status = status_of(helper)
        self.assertEqual(status["Name"], "mailauth-check-"[:15])  # the kernel keeps 15 octets of a name
        self.assertEqual((status["Seccomp"], status["NoNewPrivs"]), ("2", "1"))
        os.kill(helper, signal.SIGKILL)
        self.assertEqual(process.wait(10), UNKNOWN)
        self.assertIn(b"mailauth-check-fetch ended", process.stderr.read())
        self.assert_group_is_gone(process)

    def test_runs_on_without_support(self):
        for arguments, stdin, status in ((("record", "v=spf1 -all"), "", CLEAN),
                                         (("zone", "--offline", ZONE), "", FINDINGS),
                                         (("message", "--offline"), MESSAGE, None)):
            with self.subTest(arguments=arguments):
                expected = run(*arguments, "--no-config", stdin=stdin)
                done = run(*arguments, "--no-config", stdin=stdin, preexec_fn=without_support)
                self.assertEqual((done.returncode, done.stdout, done.stderr),
                                 (expected.returncode, expected.stdout, expected.stderr))
                if status is not None:
                    self.assertEqual(done.returncode, status)
                told = run(*arguments, "--no-config", "-v", stdin=stdin, preexec_fn=without_support)
                self.assertEqual(told.returncode, expected.returncode)
                self.assertIn("sandbox: files are not confined", told.stderr)

    @unittest.skipUnless(is_supported(), "the kernel confines nothing")
    def test_says_nothing_of_it_where_all_is_there(self):
        self.assertNotIn("sandbox", run("record", "--no-config", "-v", "v=spf1 -all").stderr)

    def test_outputs_are_written_wherever_they_are(self):
        os.mkdir(self.path("a"))
        os.mkdir(self.path("b"))
        self.write("b/there", "old")
        os.symlink(self.path("b", "there"), self.path("a", "link"))
        for output in (self.path("a", "new"), self.path("a", "link"), self.path("b", "there"), "relative"):
            with self.subTest(output=output):
                done = run("zone", "--offline", "--no-config", "--output", output, "--write-baseline", self.path("baseline"),
                           "--save-answers", self.path("a", "answers"), ZONE, cwd=self.folder)
                self.assertEqual((done.returncode, done.stderr), (FINDINGS, ""))
                for path in (output, "baseline", "a/answers"):
                    with open(os.path.join(self.folder, path), encoding="utf-8") as file:
                        self.assertNotEqual(file.read(), "old")
        self.assertTrue(os.path.islink(self.path("a", "link")))

    def test_outputs_that_are_no_files(self):
        done = run("zone", "--offline", "--no-config", "--output", "/dev/stdout", "--save-answers", "/dev/null", ZONE)
        self.assertEqual((done.returncode, done.stderr), (FINDINGS, ""))
        self.assertIn("example.com", done.stdout)
        os.mkfifo(self.path("pipe"))
        reader = subprocess.Popen(["cat", self.path("pipe")], stdout=subprocess.PIPE, encoding="utf-8")
        done = run("zone", "--offline", "--no-config", "--output", self.path("pipe"), ZONE)
        self.assertIn("example.com", reader.communicate(timeout=10)[0])
        self.assertEqual(done.returncode, FINDINGS)

    @unittest.skipUnless(is_supported(), "the kernel confines nothing")
    def test_saved_answers_read_no_other_file(self):
        secret = self.write("secret", "a TXT \"the secret\"\n")
        os.mkdir(self.path("answers"))
        answers = self.write("answers/file", f"; @recorded\n$INCLUDE {secret}\n; @answer example.com. TXT answer\n"
                             "example.com. TXT \"v=spf1 -all\"\n")
        done = run("--answers", answers, "--no-config", "-v", "example.com")
        self.assertNotIn("the secret", done.stdout + done.stderr)

    def test_large_standard_input_is_kept_in_a_file(self):
        mail = MESSAGE + "x" * 70 + "\r\n"
        body = MESSAGE + ("x" * 70 + "\r\n") * (20 * 1024 * 1024 // 72)
        self.assertEqual(run("message", "--offline", "--no-config", stdin=body, env=dict(os.environ, TMPDIR=self.folder)).returncode,
                         run("message", "--offline", "--no-config", stdin=mail).returncode)
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_near_name_is_found_for_one_that_is_missing(self):
        self.write("db.example.com", "@ IN SOA ns hostmaster 1 1 1 1 1\n")
        done = run("zone", "--offline", "--no-config", self.path("db.exampel.com"))
        self.assertEqual(done.returncode, USAGE)
        self.assertIn("db.example.com", done.stderr.replace("db.exampel.com", ""))

    def test_a_server_that_is_named(self):
        name_server = servers.ScriptedServer(script())
        self.addCleanup(name_server.stop)
        port = name_server.address.rsplit(":", 1)[1]
        done = run("--server", f"localhost:{port}", "--no-config", "--probe", "none", "--policy-server", "127.0.0.1:9", DOMAIN)
        self.assertNotEqual(done.returncode, USAGE, done)

    def test_queries_over_tcp(self):
        name_server = servers.ScriptedServer(script())
        self.addCleanup(name_server.stop)
        done = run("--server", name_server.address, "--tcp", "--no-config", "--probe", "none", "--policy-server", "127.0.0.1:9",
                   DOMAIN)
        self.assertNotIn("unanswered", done.stdout)
        self.assertEqual(done.returncode, CLEAN, done)


if __name__ == "__main__":
    unittest.main()
