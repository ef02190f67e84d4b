"""
Beyond one machine: GNU parallel hands a list to two machines by ssh, and merge sums up what comes back. The machines are two sshd on
loopback with keys and configuration of their own, run by whoever runs the test.
"""

import getpass
import json
import os
import shutil
import socket
import subprocess
import time
import unittest

import program
from in_folder import Case

SSHD = shutil.which("sshd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
NEEDED = [name for name in ("parallel", "ssh", "ssh-keygen") if not shutil.which(name)] + ([] if SSHD else ["sshd"])
NAMES = [f"d{number}.example" for number in range(60)]
FILTER = ("check", "--offline", "--no-config", "--format", "jsonl", "-")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            return connection.recv(3) == b"SSH"
    except OSError:
        return False


def own_run_folder():
    """What makes the folder for one process alone, where it is wanted and is not there."""
    if os.getuid() != 0 or os.path.isdir("/run/sshd"):
        return []
    return ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /run && mkdir -m 755 /run/sshd && exec "$@"', "sh"]


@unittest.skipIf(NEEDED, f"not installed: {', '.join(NEEDED)} (parallel, openssh-server)")
class Scale(Case):
    def path(self, name):
        return os.path.join(self.folder, name)

    def key(self, name):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.path(name)], check=True)

    def machine(self, number):
        """An sshd; the port that it has."""
        port = free_port()
        self.write(f"sshd{number}", "".join(line + "\n" for line in (
            f"Port {port}", "ListenAddress 127.0.0.1", f"HostKey {self.path('host')}", f"AuthorizedKeysFile {self.path('user.pub')}",
            "PidFile none", "UsePAM no", "StrictModes no", "PasswordAuthentication no", "KbdInteractiveAuthentication no",
            "PermitRootLogin prohibit-password", f"AllowUsers {getpass.getuser()}")))
        # It runs in the foreground, and ends with the test. As root it wants a folder that its service would make.
        process = subprocess.Popen([*own_run_folder(), SSHD, "-D", "-e", "-f", self.path(f"sshd{number}")], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, encoding="utf-8")
        self.started.append(process)
        end = time.monotonic() + program.HANG_SECONDS
        while not answers(port):
            if process.poll() is not None:
                self.skipTest(f"sshd does not run here: {process.stderr.read().strip()[-300:]}")
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)
        return port

    def setUp(self):
        super().setUp()
        self.key("host")
        self.key("user")
        os.chmod(self.folder, 0o700)

    def environment(self):
        """Nothing of the user's own ssh and parallel is read or written."""
        return program.environment() | {"HOME": self.folder, "PARALLEL_HOME": self.path("parallel"), "PARALLEL_SSH": " ".join((
            "ssh", "-F", "none", "-i", self.path("user"), "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={self.path('known')}",
            "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR"))}

    def parallel(self, *arguments, stdin):
        return subprocess.run(["parallel", *arguments], input=stdin, cwd=self.folder, capture_output=True, encoding="utf-8",
                              env=self.environment(), timeout=program.HANG_SECONDS, check=False)

    def assert_all(self, text):
        self.assertEqual(sorted(json.loads(line)["domain"] for line in text.splitlines()), sorted(NAMES))
        self.write("all.jsonl", text)
        done = self.run_it("merge", "--format", "json", "all.jsonl")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(json.loads(done.stdout)["lines"], {"files": 1, "domains": 60, "repeated": 0, "cut": 0, "other": 0})

    def test_a_list_in_blocks_on_this_machine(self):
        done = self.parallel("--will-cite", "--pipe", "-N", "7", "-j", "2", program.binary(), *FILTER, stdin="\n".join(NAMES) + "\n")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assert_all(done.stdout)

    def test_two_machines_by_ssh(self):
        ports = [self.machine(number) for number in (1, 2)]
        ssh = self.environment()["PARALLEL_SSH"]
        self.write("hosts", "".join(f"2/{ssh} -p {port} {getpass.getuser()}@127.0.0.1\n" for port in ports))
        done = self.parallel("--will-cite", "--pipe", "-N", "7", "--sshloginfile", self.path("hosts"), "--joblog", self.path("log"),
                             program.binary(), *FILTER, stdin="\n".join(NAMES) + "\n")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assert_all(done.stdout)
        used = {line.split("\t")[1] for line in self.read("log").splitlines()[1:]}
        self.assertEqual(len(used), 2, used)


if __name__ == "__main__":
    unittest.main()
