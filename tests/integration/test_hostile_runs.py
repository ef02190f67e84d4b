"""
Loss, and what else strangers can do to a run: a network that loses, doubles and delays; forgers; records that lead on without end;
name servers of a zone that misbehave when they are asked themselves. All servers are on loopback addresses.

MAILAUTH_LOSS_RUNS: how many runs at each rate of loss (20 by default).
"""

import collections
import functools
import os
import random
import subprocess
import unittest

import dns_wire as wire
import program
import test_hostile_dns as modes
from hostile_dns import Server, Wait
from hostile_runs import (D, DEADLINE, HOST, MISSING, NOT_ANSWERED, POLICY, TRUNCATED, Hostile, Outcome, check_arguments, honest, run,
                          spf_arguments, zone)
from program import CLEAN, FINDINGS, UNKNOWN

LOSS_RUNS = int(os.environ.get("MAILAUTH_LOSS_RUNS", "20"))
FAULTY = zone((D, "TXT", wire.txt(D, "v=spf1 include:nowhere.example +all")), without=((D, "TXT"), (POLICY, "TXT")))


# What is told where a closer look was not answered.
COARSER = {"spf-include-temperror", "spf-include-nxdomain"}


class Lossy:
    """The network: each packet is lost with this probability on each way; some answers come late, or twice."""

    def __init__(self, percent, seed):
        self.rate, self.random = percent / 100, random.Random(f"{percent} {seed}")

    def __call__(self, exchange):
        if self.random.random() < self.rate:
            return
        for _ in range(1 + (self.random.random() < 0.1)):
            if self.random.random() >= self.rate:
                if self.random.random() < 0.2:
                    yield Wait(self.random.random() * 0.15)
                yield exchange.honest


@functools.cache
def without_loss(faulty):
    server = Server(FAULTY if faulty else zone(), lambda exchange: [exchange.honest])
    try:
        return run(check_arguments(server)), run(spf_arguments(server))
    finally:
        server.stop()


class Loss(Hostile):
    def lose(self, item):
        percent, number, faulty = item
        for arguments, true in zip((check_arguments, spf_arguments), without_loss(faulty)):
            server = Server(FAULTY if faulty else zone(), Lossy(percent, number))
            try:
                outcome = run(arguments(server, "--timeout", "0.1", "--tries", "3", *(
                    ("--deadline", str(DEADLINE)) if arguments is check_arguments else ())))
            finally:
                server.stop()
            self.assert_kept(outcome)
            self.verdicts[percent, outcome.status == true.status] += 1
            if arguments is spf_arguments:
                self.assertIn((outcome.json["result"], outcome.status), {
                    (true.json["result"], true.status), ("temperror", UNKNOWN)}, item)
                continue
            details = item, outcome.status, outcome.findings() - true.findings(), outcome.unanswered()
            self.assertLessEqual(outcome.findings(), true.findings() | NOT_ANSWERED | COARSER, details)
            self.assertIn(outcome.status, (true.status, UNKNOWN), details)
            if not outcome.unanswered():
                self.assertEqual((outcome.findings(), outcome.status), (true.findings(), true.status), details)

    def test_no_rate_of_loss_leads_to_another_verdict(self):
        self.assertEqual([[outcome.status for outcome in without_loss(faulty)] for faulty in (False, True)],
                         [[CLEAN, CLEAN], [FINDINGS, FINDINGS]])
        type(self).verdicts = collections.Counter()
        self.in_parallel(self.lose, [(percent, number, number % 4 == 3) for percent in (10, 30, 50) for number in range(LOSS_RUNS)])
        self.assertEqual(self.verdicts.total(), LOSS_RUNS * 3 * 2)
        self.assertGreater(self.verdicts[10, True], LOSS_RUNS)  # most get through


class Forgers(Hostile):
    def asked(self, *options, mode=None, **more):
        """What reaches the server: (question, client, packet, over TCP)."""
        seen = []

        def act(exchange):
            seen.append((exchange.query, exchange.client, exchange.packet))
            return mode(exchange) if mode else [exchange.honest]
        server = Server(zone(), act, **more)
        try:
            return run(check_arguments(server, *options)), seen
        finally:
            server.stop()

    def test_ids_ports_and_letters_cannot_be_guessed(self):
        _, seen = self.asked("--probe", "all")
        count = len(seen)
        self.assertGreater(count, 60)
        ids = [query.id for query, _, _ in seen]
        self.assertGreater(len(set(ids)), count * 0.97)
        steps = collections.Counter((after - before) % 65536 for before, after in zip(ids, ids[1:]))
        self.assertLess(steps.most_common(1)[0][1], 4)
        ports = collections.Counter(client[1] for _, client, _ in seen)
        self.assertGreaterEqual(len(ports), 4)
        self.assertLess(ports.most_common(1)[0][1], count * 0.7)
        letters = "".join(chr(octet) for query, _, _ in seen for octet in query.question[:-4] if chr(octet).isalpha())
        upper = sum(letter.isupper() for letter in letters) / len(letters)
        self.assertTrue(0.4 < upper < 0.6, upper)

    def test_two_runs_have_nothing_in_common(self):
        first, second = ({(query.id, query.question) for query, _, _ in self.asked()[1]} for _ in range(2))
        self.assertLess(len(first & second), 2)

    def test_over_tcp_the_name_is_sent_as_it_is(self):
        outcome, seen = self.asked("--tcp")
        self.assertEqual(outcome.status, CLEAN, outcome.errors)
        self.assertTrue(all(query.question[:-4] == query.question[:-4].lower() for query, _, _ in seen))

    def test_an_answer_with_other_letters_than_before_is_asked_again_and_never_believed(self):
        for tcp, status in ((True, CLEAN), (False, UNKNOWN)):
            with self.subTest(tcp=tcp):
                outcome, seen = self.asked("--timeout", "2", "--tries", "1", mode=modes.keeps_case_first, tcp=tcp)
                self.assertEqual(outcome.status, status, (outcome.unanswered(), outcome.errors))
                self.assertEqual(outcome.unanswered(), {} if tcp else {(POLICY, "TXT"): "malformed"})
                self.assertLessEqual(outcome.findings(), honest()[0].findings() | NOT_ANSWERED)
                again = [query.over_tcp for query, _, _ in seen if (query.name, query.type) == (POLICY, "TXT")]
                self.assertEqual(again, [False, False, True] if tcp else [False, False])

    def test_a_server_that_never_keeps_letters_is_believed(self):
        outcome, seen = self.asked(mode=lambda exchange: [exchange.honest.replace(
            exchange.query.question, exchange.query.question.lower())])
        self.assertEqual((outcome.status, outcome.findings()), (CLEAN, honest()[0].findings()))
        self.assertFalse(any(query.over_tcp for query, _, _ in seen))


def cut(text):
    """Into character-strings."""
    return [text[at:at + 255] for at in range(0, len(text), 255)]


class Bombs(Hostile):
    """Records that lead on without end."""

    def check_bomb(self, text_of, rule, zone_of=None, result="permerror"):
        def act(exchange):
            text = text_of(exchange.query.name) if exchange.query.type == "TXT" else None
            return [exchange.reply(answers=[wire.txt(exchange.query.name, *cut(text))])] if text else [exchange.honest]
        server = Server(zone_of or zone(), act)
        try:
            outcome, spf = run(check_arguments(server, "--deadline", str(DEADLINE))), run(spf_arguments(server))
        finally:
            server.stop()
        for each in (outcome, spf):
            self.assert_kept(each)
            self.assertLess(each.processor, 2 if not program.is_sanitized() else 20)
        self.assertIn(rule, outcome.findings())
        self.assertEqual(outcome.status, FINDINGS)
        self.assertEqual((spf.json["result"], spf.status), (result, FINDINGS))
        self.assertEqual(outcome.findings() & MISSING, set())

    def test_ten_includes_of_ten_includes(self):
        self.check_bomb(lambda name: "v=spf1 " + " ".join(f"include:i{number}.{name}" for number in range(10)) + " -all"
                        if name.endswith(D) and "_" not in name and len(name) < 200 else None, "spf-too-many-lookups")

    def test_includes_without_end(self):
        self.check_bomb(lambda name: f"v=spf1 include:i{len(name)}.example -all" if name in (D,) or name[0] == "i" else None,
                        "spf-too-many-lookups")

    def test_redirects_without_end(self):
        self.check_bomb(lambda name: f"v=spf1 redirect=a.{name}" if name.endswith(D) and "_" not in name and len(name) < 200 else None,
                        "spf-too-many-lookups")

    def test_an_include_of_itself(self):
        self.check_bomb(lambda name: f"v=spf1 include:{D} -all" if name == D else None, "spf-include-self")

    def test_four_thousand_terms(self):
        text = "v=spf1" + "".join(f" a:h{number:04}.x" for number in range(4000))
        self.check_bomb(lambda name: None, "spf-too-many-lookups", zone_of=zone(
            (D, "TXT", wire.txt(D, *cut(text))), without=((D, "TXT"),)))


class NameServers(Hostile):
    """`--authoritative`: one of two name servers misbehaves when it is asked itself."""

    FIRST, SECOND = "127.0.0.3", "127.0.0.4"
    # A name server that does not answer is a fault of the zone, and is told as such.
    FAULTS = {"dns-lame-delegation", "dns-timeout-udp", "dns-tcp-broken", "dns-edns-broken", "dns-ns-unanswered"}

    def records(self):
        records = []
        for origin in (D, "example"):
            for host, address in (("ns1." + D, self.FIRST), ("ns2." + D, self.SECOND)):
                records += [(origin, "NS", wire.ns(origin, host))]
        return records + [("ns1." + D, "A", wire.address("ns1." + D, self.FIRST)),
                          ("ns2." + D, "A", wire.address("ns2." + D, self.SECOND)), (D, "SOA", wire.soa(D))]

    def ask_all(self, mode):
        def act(exchange):
            direct = not exchange.packet[2] & 1  # without RD
            return mode(exchange) if mode and direct and exchange.address == self.SECOND else [exchange.honest]
        server = Server(zone(*self.records()), act, addresses=(self.FIRST, self.SECOND))
        try:
            return run(check_arguments(server, "--authoritative", "--name-server-port", str(server.port), "--timeout", "0.5", "--tries",
                                       "1", "--deadline", str(DEADLINE)))
        finally:
            server.stop()

    @functools.cache
    def true(self):
        return self.ask_all(None)

    def ask_misbehaving(self, mode):
        outcome, true = self.ask_all(mode), self.true()
        self.assert_kept(outcome)
        self.assertLessEqual(outcome.findings(), true.findings() | NOT_ANSWERED | set(TRUNCATED) | self.FAULTS | mode.promise.rules,
                             (mode.name, outcome.findings() - true.findings()))
        self.assertIn(outcome.status, (true.status, FINDINGS, UNKNOWN))

    def test_no_misbehaviour_is_taken_for_a_difference(self):
        self.assertEqual(self.true().status, CLEAN, self.true().output)
        self.in_parallel(self.ask_misbehaving, [mode for mode in modes.MODES if not mode.where and mode.tcp and not mode.heavy
                                                and mode.host == "127.0.0.1" and mode.name != "RDLENGTH one too long"][::2])


class OtherCommands(Hostile):
    """`bounce` and `message` ask the same server."""

    BOUNCE = f"550 5.7.26 Unauthenticated email from {D} is not accepted due to domain DMARC policy. x - gsmtp"
    MESSAGE = f"""Received: from {HOST} ({HOST} [11.0.0.10]) by mx.receiver.test; Tue, 1 Dec 2026 00:00:00 +0000
Return-Path: <a@{D}>
From: a@{D}
To: b@receiver.test
Date: Tue, 1 Dec 2026 00:00:00 +0000
Message-ID: <1@{D}>
Subject: x

x
"""

    def ask(self, item):
        mode, command = item
        server = Server(mode.zone, mode, mode.tcp, host=mode.host)
        options = ("--format", "json", "--server", server.address, "--timeout", "0.3", "--tries", "1", "--deadline", str(DEADLINE))
        try:
            outcome = run(("bounce", *options, self.BOUNCE)) if command == "bounce" else \
                run(("message", *options, "--ip", "11.0.0.10", "-"), input=self.MESSAGE)
        finally:
            server.stop()
        self.assert_kept(outcome)
        self.assertEqual(outcome.findings() & MISSING, set(), item)
        if command == "message" and mode.promise.unknown and not mode.promise.same and mode.where is None:
            self.assertEqual((outcome.json["spf"], outcome.json["dmarc"]["result"]), ("temperror", "temperror"), item)

    def test_neither_calls_anything_missing(self):
        chosen = [mode for mode in modes.MODES if not mode.heavy and not mode.promise.claims]
        self.in_parallel(self.ask, [(mode, ("bounce", "message")[number // 3 % 2]) for number, mode in enumerate(chosen)
                                    if number % 3 == 0])


class ThisMachine(Hostile):
    """What is wrong here is said to be, and is nobody else's fault: exit status 3, and one sentence on standard error."""

    def test_one_descriptor_is_enough(self):
        server = Server(zone(), lambda exchange: [exchange.honest])
        self.addCleanup(server.stop)
        for options in ((), ("--tcp",)):
            with self.subTest(options=options):
                done = subprocess.run(["sh", "-c", 'ulimit -n 4; exec "$@"', "sh", program.binary(), *check_arguments(server, *options)],
                                      env={**program.environment(), "ASAN_OPTIONS": "detect_leaks=0"},  # that opens files of its own
                                      capture_output=True, timeout=60, encoding="utf-8")
                self.assertEqual((done.returncode, done.stderr), (CLEAN, ""))

    def test_without_a_network(self):
        if subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode:
            self.skipTest("no network namespaces here")
        done = subprocess.run(["unshare", "-rn", program.binary(), "check", "--format", "json", "--server", "127.0.0.1:5300", "--probe",
                               "none", D], env=program.environment(), capture_output=True, timeout=60, encoding="utf-8")
        outcome = Outcome(done.returncode, done.stdout, done.stderr, 0, 0, 0)
        self.assertEqual(done.returncode, UNKNOWN, done.stderr)
        self.assertEqual(set(outcome.unanswered().values()), {"local"})
        self.assertEqual(done.stderr.splitlines(), ["mailauth-check: cannot query DNS from this system: Network is unreachable"])


if __name__ == "__main__":
    unittest.main()
