"""A network that is not there, and calls of it that fail: what this machine cannot do is not the fault of a domain."""

import errno
import json
import os
import subprocess
import tempfile
import unittest

import injection
import servers

LOCAL_REASONS = {"local"}
RESOLVERS = {
    "empty": b"", "binary": bytes(range(256)) * 4, "long": b"options x\n" * 100000, "a name": b"nameserver ns.example.com\n",
    "a cut line": b"nameserver", "nothing listens": b"nameserver 127.0.0.9\n", "no route": b"nameserver 192.0.2.1\n",
    "another family": b"nameserver fe80::1%nothing\n", "many": b"nameserver 127.0.0.9\n" * 200,
}
CALLS = {
    "socket": (errno.EMFILE, errno.EACCES, errno.ENOMEM, errno.EAFNOSUPPORT), "connect": (errno.ENETUNREACH, errno.EACCES, errno.EINTR),
    "sendmsg": (errno.ENETUNREACH, errno.EPERM, errno.EINTR, errno.ENOBUFS), "send": (errno.EINTR,), "sendto": (errno.EPERM,),
    "recvfrom": (errno.EINTR,), "poll": (errno.EINTR,), "bind": (errno.EADDRINUSE,),
    "setsockopt": (errno.ENOBUFS,), "getentropy": (errno.EIO, errno.ENOSYS), "fopen": (errno.EMFILE,),
}


def can_unshare(*options):
    return os.geteuid() == 0 and subprocess.run(["unshare", *options, "true"], capture_output=True, check=False).returncode == 0


@unittest.skipUnless(injection.INJECTOR, "MAILAUTH_INJECTOR names no file")
class Network(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = servers.ScriptedServer({("example.com", "TXT"): servers.answer(servers.wire.txt("example.com", "v=spf1 -all"))})
        cls.addClassCleanup(cls.server.stop)

    def scenario(self, *more, outputs=()):
        return injection.Scenario(("check", "--server", self.server.address, "--timeout", "0.3", "--tries", "1", "--format", "json",
                                   "--no-config", *more, "example.com"), outputs=outputs, live=True)

    def test_calls_of_the_network(self):
        kinds = [((call,), error) for call, errors in CALLS.items() for error in errors]
        injection.check_all(self, [self.scenario(), self.scenario("--tcp")], kinds, 120)

    def test_memory_while_dns_is_asked(self):
        injection.check_all(self, [self.scenario("--save-answers", "kept", outputs=("kept",))], [(injection.MEMORY, errno.ENOMEM)], 100)

    def test_random_numbers_that_cannot_be_had(self):
        """An id that others can guess is none."""
        for call in ("getentropy", "getrandom"):
            outcome = injection.run_once(self.scenario(), injection.Failure((call,), 1, 1, errno.EIO))
            if outcome.counts[call]:
                self.assertIn(outcome.status, (injection.LOCAL, injection.UNKNOWN), outcome.errors)
                self.assertTrue(injection.is_sentence(outcome.errors), outcome.errors)

    @unittest.skipUnless(can_unshare("-n"), "no namespaces here")
    def test_no_network(self):
        """Not even a loopback address."""
        for more in ((), ("--tcp",)):
            with self.subTest(more=more):
                outcome = injection.Place(self.scenario(*more)).run(None, ("unshare", "-n"))
                self.check_unknown(outcome)

    def check_unknown(self, outcome, status=(injection.UNKNOWN,)):
        self.assertIn(outcome.status, status, outcome.errors)
        self.assertTrue(injection.is_sentence(outcome.errors), outcome.errors)
        if outcome.status == injection.UNKNOWN:
            domain = json.loads(outcome.output)["domains"][0]
            self.assertTrue(domain["unanswered"])
            self.assertLessEqual({entry["reason"] for entry in domain["unanswered"]}, LOCAL_REASONS)

    @unittest.skipUnless(can_unshare("-mn"), "no namespaces here")
    def test_odd_resolv_conf(self):
        scenario = injection.Scenario(("check", "--timeout", "0.3", "--tries", "1", "--format", "json", "--no-config", "example.com"))
        mount = 'mount --bind "$1" /etc/resolv.conf && ip link set lo up && shift && exec "$@"'
        for name, content in RESOLVERS.items():
            with self.subTest(resolver=name), tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "resolv.conf")
                with open(path, "wb") as file:
                    file.write(content)
                place = injection.Place(scenario)
                self.addCleanup(place.close)
                self.check_unknown(place.run(None, ("unshare", "-mn", "sh", "-c", mount, "sh", path)), (injection.LOCAL, injection.UNKNOWN))

    @unittest.skipUnless(can_unshare("-mn"), "no namespaces here")
    def test_no_resolv_conf(self):
        scenario = injection.Scenario(("check", "--timeout", "0.3", "--tries", "1", "--format", "json", "--no-config", "example.com"))
        mount = 'mount -t tmpfs none /etc && ip link set lo up; exec "$@"'
        place = injection.Place(scenario)
        self.addCleanup(place.close)
        self.check_unknown(place.run(None, ("unshare", "-mn", "sh", "-c", mount, "sh")), (injection.LOCAL, injection.UNKNOWN))


if __name__ == "__main__":
    unittest.main()
