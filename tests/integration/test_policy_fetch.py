"""mailauth-check-fetch: what it refuses, and what becomes of a run when it is not there, dies, or lies."""

import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import dns_wire as wire
import servers
from servers import answer
from program import CLEAN, UNKNOWN, binary
from policy_server import DOMAIN, HOST, POLICY, CertificateTest, WebServer, script

HELPER = os.path.join(os.path.dirname(binary()), "mailauth-check-fetch")
DONE, UNREACHABLE = 0, 7
TIMED_OUT, LOCAL = 128, 129
SOCKET = 3


def request(number, address, port, host=HOST, named=False, authorities="", timeout=5000):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    packed = socket.inet_pton(family, address).ljust(16, b"\0")
    body = struct.pack(">BIIHBB16sBH", ord("Q"), number, timeout, port, named, family == socket.AF_INET6, packed, len(host),
                       len(authorities)) + host.encode() + authorities.encode()
    return struct.pack(">I", len(body)) + body


class Helper:
    """The program with a socket at descriptor 3."""

    def __init__(self):
        self.socket, theirs = socket.socketpair()
        self.socket.settimeout(20)
        self.process = subprocess.Popen(  # the shell moves the socket to its place
            ["sh", "-c", f'exec "$0" {SOCKET}<&{theirs.fileno()}', HELPER], pass_fds=[theirs.fileno()])
        theirs.close()

    def octets(self, count):
        found = b""
        while len(found) < count:
            more = self.socket.recv(count - len(found))
            if not more:
                raise EOFError
            found += more
        return found

    def answer(self):
        body = self.octets(struct.unpack(">I", self.octets(4))[0])
        mark, number, ended, detail, size = struct.unpack(">BIBBI", body[:11])
        assert mark == ord("A") and len(body) == 11 + detail + size, body
        return number, ended, body[11:11 + detail].decode(), body[11 + detail:].decode()

    def stop(self):
        self.socket.close()
        return self.process.wait(10)


class HelperTest(CertificateTest):
    def setUp(self):
        self.helper = Helper()
        self.addCleanup(self.helper.process.wait)
        self.addCleanup(self.helper.socket.close)
        self.authorities = os.path.join(self.folder, "ca.pem")

    def ask(self, *arguments, **more):
        self.helper.socket.sendall(request(*arguments, **more))
        return self.helper.answer()

    def test_fetches_several_at_once(self):
        web = WebServer(self.folder, delay=0.3)
        self.addCleanup(web.stop)
        port = int(web.address.split(":")[1])
        begun = time.monotonic()
        for number in range(5):
            self.helper.socket.sendall(request(number, "127.0.0.1", port, named=True, authorities=self.authorities))
        answers = [self.helper.answer() for _ in range(5)]
        self.assertLess(time.monotonic() - begun, 1.4)
        self.assertEqual({number for number, *_ in answers}, set(range(5)))
        for _, ended, detail, body in answers:
            self.assertEqual((ended, detail, body), (DONE, "text/plain", POLICY))

    def test_unreachable_addresses_are_refused(self):
        web = WebServer(self.folder)
        self.addCleanup(web.stop)
        port = int(web.address.split(":")[1])
        for address in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "fe80::1",
                        "fd00:ec2::254", "224.0.0.1", "0.0.0.0", "100.64.0.1"):
            with self.subTest(address=address):
                _, ended, detail, _ = self.ask(1, address, port, authorities=self.authorities)
                self.assertEqual(ended, UNREACHABLE)
                self.assertTrue(detail)
        self.assertEqual(web.requests, [])

    def test_without_time_left_nothing_is_connected_to(self):
        web = WebServer(self.folder)
        self.addCleanup(web.stop)
        port = int(web.address.split(":")[1])
        self.assertEqual(self.ask(1, "127.0.0.1", port, named=True, authorities=self.authorities, timeout=0), (1, TIMED_OUT, "", ""))
        self.assertEqual(web.requests, [])

    def test_authorities_that_are_not_there_are_no_fault_of_the_server(self):
        web = WebServer(self.folder)
        self.addCleanup(web.stop)
        port = int(web.address.split(":")[1])
        _, ended, detail, body = self.ask(1, "127.0.0.1", port, named=True, authorities=self.authorities + ".missing")
        self.assertEqual((ended, body), (LOCAL, ""))
        self.assertTrue(detail)

    def test_what_is_no_request_ends_it(self):
        for octets in (b"GET / HTTP/1.0\r\n\r\n", b"\xff\xff\xff\xff", request(1, "127.0.0.1", 1, host="a/b"),
                       request(1, "127.0.0.1", 0)):
            with self.subTest(octets=octets):
                helper = Helper()
                helper.socket.sendall(octets)
                self.assertEqual(helper.process.wait(10), 1)
                helper.socket.close()

    def test_ends_with_the_other_side(self):
        self.assertEqual(self.helper.stop(), 0)

    def test_ends_with_the_other_side_during_a_fetch(self):
        web = WebServer(self.folder, delay=2)
        self.addCleanup(web.stop)
        self.helper.socket.sendall(
            request(1, "127.0.0.1", int(web.address.split(":")[1]), named=True, authorities=self.authorities))
        time.sleep(0.2)
        begun = time.monotonic()
        self.assertEqual(self.helper.stop(), 0)
        self.assertLess(time.monotonic() - begun, 1)

    def test_is_not_for_people(self):
        done = subprocess.run([HELPER], capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 2)
        self.assertIn("started by mailauth-check", done.stderr)


class RunTest(CertificateTest):
    def check(self, *arguments, program=None, answers=None):
        name_server = servers.ScriptedServer(answers or script())
        self.addCleanup(name_server.stop)
        done = subprocess.run([program or binary(), "--no-config", "--server", name_server.address, "--probe", "none", "--format",
                               "json", *arguments, DOMAIN], capture_output=True, encoding="utf-8", timeout=60)
        return run_of(done)

    def copy(self, helper):
        """The program in a folder of its own, with a helper beside it that is a script, or none."""
        folder = tempfile.mkdtemp(dir=self.folder)
        program = shutil.copy(binary(), folder)
        if helper:
            path = os.path.join(folder, "mailauth-check-fetch")
            with open(path, "w", encoding="ascii") as file:
                file.write("#!/usr/bin/env python3\nimport os, socket, time\nlink = socket.socket(fileno=3)\n" + helper)
            os.chmod(path, 0o755)
        return program

    def assert_unanswered(self, done, words):
        status, report, errors = done
        self.assertEqual(status, UNKNOWN, done)
        domain = report["domains"][0]
        self.assertEqual([finding for finding in domain["findings"] if finding["rule"].startswith("mta-sts")], [])
        self.assertIn({"name": HOST, "type": "STS-POLICY", "reason": "local"}, domain["unanswered"])
        self.assertIn(words, errors)
        self.assertNotIn("no resolver", errors)

    def test_policy_hosts_within_are_not_connected_to(self):
        """The web server listens where the records lead to; nobody comes."""
        web = WebServer(self.folder)
        self.addCleanup(web.stop)
        for address, words in (("127.0.0.1", "127.0.0.0/8 is loopback"), ("10.1.2.3", "10.0.0.0/8"),
                               ("169.254.169.254", "link-local")):
            with self.subTest(address=address):
                answers = script()
                answers[(HOST, "A")] = answer(wire.address(HOST, address))
                status, report, errors = self.check(answers=answers)
                findings = [finding for finding in report["domains"][0]["findings"]
                            if finding["rule"] == "mta-sts-policy-unfetchable"]
                self.assertEqual(len(findings), 1, errors)
                self.assertIn(f"no sender on the Internet reaches {address}", findings[0]["message"])
                self.assertIn(words, findings[0]["message"])
                self.assertEqual(status, CLEAN)
                self.assertEqual(report["domains"][0]["unanswered"], [])
        self.assertEqual(web.requests, [])

    def test_the_helper_dies(self):
        for helper in ("link.recv(1000)\n", "pass\n", "link.recv(1000); os.kill(os.getpid(), 9)\n"):
            with self.subTest(helper=helper):
                program = self.copy(helper)
                self.assert_unanswered(self.check("--policy-server", "127.0.0.1:1", program=program),
                                       "mailauth-check-fetch ended")

    def test_the_helper_lies(self):
        for octets in (b"\\xff" * 64, b"\\0\\0\\0\\x0bA\\0\\0\\0\\x09\\0\\0\\0\\0\\0\\0",  # an answer to no request
                       b"\\0\\0\\0\\x0bA\\0\\0\\0\\0\\x50\\0\\0\\0\\0\\0", b"\\0\\0\\0\\x0bA\\0\\0\\0\\0\\0\\0\\0\\1\\0\\0"):
            with self.subTest(octets=octets):
                program = self.copy(f"link.recv(1000)\nlink.sendall(b'{octets.decode()}')\ntime.sleep(5)\n")
                begun = time.monotonic()
                self.assert_unanswered(self.check("--policy-server", "127.0.0.1:1", program=program), "invalid answer")
                self.assertLess(time.monotonic() - begun, 3)

    def test_the_helper_is_silent(self):
        program = self.copy("time.sleep(5)\n")
        begun = time.monotonic()
        status, report, _ = self.check("--policy-server", "127.0.0.1:1", "--timeout", "0.5", "--tries", "1", program=program)
        self.assertLess(time.monotonic() - begun, 3)
        self.assertEqual(status, UNKNOWN)
        self.assertIn({"name": HOST, "type": "STS-POLICY", "reason": "timeout"}, report["domains"][0]["unanswered"])

    def test_there_is_no_helper(self):
        self.assert_unanswered(self.check("--policy-server", "127.0.0.1:1", program=self.copy(None)), "cannot start")

    def server_that(self, act):
        """A TCP server that does this with each connection, and closes it."""
        listener = socket.create_server(("127.0.0.1", 0))

        def serve():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    act(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        self.addCleanup(listener.close)
        return "127.0.0.1:%d" % listener.getsockname()[1]

    def test_a_connection_that_breaks_tells_nothing(self):
        """The next sender may have better luck: no finding, and not answered."""
        def reset(connection):
            connection.recv(1000)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        def cut(connection):
            connection.recv(1000)
            connection.sendall(b"\x16\x03\x03\x01")

        for act in (reset, cut, lambda connection: connection.recv(1000)):
            status, report, errors = self.check("--policy-server", self.server_that(act))
            domain = report["domains"][0]
            self.assertEqual([finding["rule"] for finding in domain["findings"] if finding["rule"].startswith("mta-sts")], [])
            self.assertEqual(domain["unanswered"], [{"name": HOST, "type": "STS-POLICY", "reason": "servfail"}])
            self.assertEqual((status, errors), (UNKNOWN, ""))

    def test_a_host_that_refuses_is_a_finding(self):
        """It says so itself, to every sender."""
        closed = servers.ClosedPort()
        self.addCleanup(closed.stop)
        status, report, _ = self.check("--policy-server", closed.address)
        domain = report["domains"][0]
        self.assertIn("mta-sts-policy-unfetchable", {finding["rule"] for finding in domain["findings"]})
        self.assertEqual((status, domain["unanswered"]), (CLEAN, []))

    def test_an_address_without_a_route_is_no_fault_of_the_domain(self):
        """In a network namespace that has nothing but loopback, the addresses of the Internet lead nowhere."""
        for address, kind in (("2606:4700::1", "AAAA"), ("1.1.1.1", "A")):
            done = subprocess.run(["unshare", "-n", sys.executable, __file__, "without-route", address, kind], capture_output=True,
                                  encoding="utf-8", timeout=60)
            if "unshare failed" in done.stderr:
                self.skipTest(done.stderr)
            status, report, errors = json.loads(done.stdout or "null") or self.fail(done.stderr)
            domain = report["domains"][0]
            self.assertEqual([finding["rule"] for finding in domain["findings"] if finding["rule"].startswith("mta-sts")], [])
            self.assertEqual(domain["unanswered"], [{"name": HOST, "type": "STS-POLICY", "reason": "local"}])
            self.assertEqual(status, UNKNOWN)
            self.assertIn(f"MTA-STS policies cannot be fetched from {address}: ", errors)

    def test_tls_before_1_2_is_refused(self):
        """The same server is fetched from with TLS 1.2, so that it is the version that is refused."""
        for version, good in (("-tls1_1", False), ("-tls1", False), ("-tls1_2", True)):
            with self.subTest(version=version):
                with socket.socket() as free:
                    free.bind(("127.0.0.1", 0))
                    port = free.getsockname()[1]
                os.makedirs(os.path.join(self.folder, ".well-known"), exist_ok=True)
                with open(os.path.join(self.folder, ".well-known", "mta-sts.txt"), "w", encoding="ascii", newline="") as file:
                    file.write(POLICY)
                server = subprocess.Popen(
                    ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", "good.pem", "-key", "good.key", version,
                     "-cipher", "ALL:@SECLEVEL=0", "-WWW"], cwd=self.folder, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL, stdin=subprocess.PIPE)
                try:
                    wait_for_port(port)
                    status, report, errors = self.check("--policy-server", f"127.0.0.1:{port}", "--ca-file",
                                                        os.path.join(self.folder, "ca.pem"))
                finally:
                    server.kill()
                    server.communicate()
                rules = {finding["rule"] for finding in report["domains"][0]["findings"]}
                self.assertEqual("mta-sts-policy-unfetchable" not in rules, good, (report, errors))


def wait_for_port(port):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(port)


def run_of(done):
    return done.returncode, json.loads(done.stdout), done.stderr


def without_route(address, kind):
    """Inside of the namespace: what a run says of a policy host with this address."""
    routes = [line for name in ("route", "ipv6_route") for line in open(f"/proc/net/{name}", encoding="ascii")
              if "lo" not in line.split() and not line.startswith("Iface")]
    if routes:
        sys.exit("not in a network namespace of its own")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    answers = script()
    answers[(HOST, "A")] = answer()
    answers[(HOST, kind)] = answer(wire.address(HOST, address))
    name_server = servers.ScriptedServer(answers)
    done = subprocess.run([binary(), "--no-config", "--server", name_server.address, "--probe", "none", "--format", "json", DOMAIN],
                          capture_output=True, encoding="utf-8", timeout=30)
    name_server.stop()
    print(json.dumps(run_of(done)))


if __name__ == "__main__":
    if sys.argv[1:2] == ["without-route"]:
        without_route(*sys.argv[2:])
    else:
        unittest.main()
