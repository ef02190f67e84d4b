"""
`--authoritative`: name servers of one zone on loopback addresses of their own, below a zone that delegates to them. They
agree, disagree, are lame or dead; Unbound resolves.
"""

import os
import shutil
import tempfile
import unittest

import dns_wire as wire
import servers
from program import CLEAN, FINDINGS, UNKNOWN, check

DOMAIN = "asked.example"
TOP, FIRST, SECOND, LAME = "127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"
DEAD = "127.0.0.5"  # nothing listens there
NS_RULES = {"dns-lame-delegation", "dns-ns-inconsistent", "dns-parent-child-ns", "dns-wrong-panel", "dns-timeout-udp",
            "dns-tcp-broken", "dns-edns-broken", "dns-split-horizon", "dns-cached-old"}


def zone(serial=1, spf="v=spf1 mx -all", name_servers=(FIRST, SECOND), policy="none"):
    """The zone as one server has it; its name servers are ns.ADDRESS."""
    lines = [f"$ORIGIN {DOMAIN}.", "$TTL 600", f"@ SOA ns h {serial} 3600 600 86400 300", "@ MX 10 mail", "mail A 11.0.0.10",
             f'@ TXT "{spf}"', f'_dmarc TXT "v=DMARC1; p={policy}; rua=mailto:d@{DOMAIN}"']
    return "\n".join(lines + delegation("@", name_servers)) + "\n"


def delegation(owner, name_servers):
    """NS records with the addresses of their hosts, which are called after them."""
    lines = []
    for address in name_servers:
        host = "ns" + address.split(".")[-1]
        host = host if owner == "@" else f"{host}.{owner}"
        lines += [f"{owner} NS {host}", f"{host} A {address}"]
    return lines


class NameServers(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailauth-authoritative-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.port = servers.free_port()
        self.extra = {}  # address -> more zones that the server there has

    def start(self, host, zones):
        paths = {}
        for origin, text in zones.items():
            paths[origin] = os.path.join(self.folder, f"{host}.{origin.strip('.') or 'root'}.zone")
            with open(paths[origin], "w", encoding="ascii") as file:
                file.write(text)
        server = servers.Nsd(paths, host=host, port=self.port)
        self.addCleanup(server.stop)
        return server

    def check(self, delegated, served, *arguments):
        """`delegated`: addresses in the zone above. `served`: address -> zone text; the first one is resolved from."""
        label = DOMAIN.split(".", maxsplit=1)[0]
        parent = "\n".join(["$ORIGIN example.", "$TTL 600", "@ SOA ns h 1 3600 600 86400 300", "@ NS ns", f"ns A {TOP}",
                            *delegation(label, delegated)]) + "\n"
        root = f"$ORIGIN .\n$TTL 600\n@ SOA ns.example. h. 1 3600 600 86400 300\n@ NS ns.example.\n" \
               f"example NS ns.example.\nns.example A {TOP}\n"
        top = self.start(TOP, {".": root, "example.": parent})
        for host, text in served.items():
            self.start(host, {DOMAIN + ".": text, **self.extra.get(host, {})} if text else {"other.example.": zone().replace(DOMAIN, "other.example")})
        resolver = servers.Unbound(top.address, (".", "example."), {DOMAIN + ".": f"{next(iter(served))}:{self.port}"})
        self.addCleanup(resolver.stop)
        return check(resolver, "--authoritative", "--name-server-port", str(self.port), "--probe", "none", "--timeout",
                     "0.5", *arguments, DOMAIN)

    def messages(self, run, rule):
        return [finding["message"] for finding in run.domain["findings"] if finding["rule"] == rule]

    def test_all_is_well(self):
        run = self.check((FIRST, SECOND), {FIRST: zone(), SECOND: zone()})
        self.assertEqual(run.rules & NS_RULES, set(), run)
        self.assertEqual(run.status, CLEAN, run)

    def test_addresses_within_are_not_asked(self):
        """NS records of strangers lead nobody to the network that this machine is in; who gives the port means it."""
        origin = DOMAIN
        answers = {
            (origin, "SOA"): servers.answer(wire.soa(origin)),
            (origin, "NS"): servers.answer(wire.ns(origin, "ns1." + origin), wire.ns(origin, "ns2." + origin)),
            ("ns1." + origin, "A"): servers.answer(wire.address("ns1." + origin, "127.0.0.1")),
            ("ns2." + origin, "A"): servers.answer(wire.address("ns2." + origin, "169.254.169.254")),
            (origin, "TXT"): servers.answer(wire.txt(origin, "v=spf1 -all")),
        }
        server = servers.ScriptedServer(answers)
        self.addCleanup(server.stop)
        run = check(server, "--authoritative", "--probe", "none", "--timeout", "0.5", origin)
        messages = self.messages(run, "dns-lame-delegation")
        self.assertEqual(len(messages), 2, run)
        self.assertIn("(127.0.0.1) is not reached from the Internet: 127.0.0.0/8 is loopback", messages[0])
        self.assertIn("(169.254.169.254) is not reached from the Internet", messages[1])
        self.assertEqual(run.status, FINDINGS)

    def test_two_servers_disagree(self):
        run = self.check((FIRST, SECOND), {FIRST: zone(), SECOND: zone(serial=2, spf="v=spf1 -all", policy="reject")})
        self.assertEqual(run.rules & NS_RULES, {"dns-ns-inconsistent"}, run)
        self.assertEqual(run.status, FINDINGS)
        messages = self.messages(run, "dns-ns-inconsistent")
        self.assertEqual(len(messages), 2)
        for message, question in zip(messages, (f"{DOMAIN} TXT", f"_dmarc.{DOMAIN} TXT")):
            self.assertIn(question, message)
            self.assertIn(f"({FIRST})", message)
            self.assertIn(f"({SECOND})", message)
            self.assertRegex(message, "serials (1 and 2|2 and 1)")

    def test_rfc_1034_section_4_3_2_one_server_knows_more_of_an_alias(self):
        outside = "$ORIGIN other.example.\n$TTL 60\n@ SOA ns h 1 2 3 4 5\n" \
            f'policy TXT "v=DMARC1; p=none; rua=mailto:d@{DOMAIN}"\n'
        text = zone().replace("_dmarc TXT", "; _dmarc TXT") + "_dmarc CNAME policy.other.example.\n"
        self.extra = {SECOND: {"other.example.": outside}}
        run = self.check((FIRST, SECOND), {FIRST: text, SECOND: text})
        self.assertEqual(run.rules & {"dns-ns-inconsistent"}, set(), run)

    def test_serials_that_differ_alone_are_a_note(self):
        run = self.check((FIRST, SECOND), {FIRST: zone(), SECOND: zone(serial=2)})
        self.assertEqual([finding["severity"] for finding in run.domain["findings"]
                          if finding["rule"] == "dns-ns-inconsistent"], ["info"])
        self.assertEqual(run.status, CLEAN)

    def test_one_is_lame_and_one_is_dead(self):
        hosts = (FIRST, LAME, DEAD)
        run = self.check(hosts, {FIRST: zone(name_servers=hosts), LAME: None})
        self.assertEqual(run.rules & NS_RULES, {"dns-lame-delegation"}, run)
        lame, dead = sorted(self.messages(run, "dns-lame-delegation"), key=lambda message: DEAD in message)
        self.assertIn(f"({LAME}) does not serve the zone {DOMAIN}", lame)
        self.assertIn(f"({DEAD}) does not answer", dead)
        self.assertEqual(run.status, FINDINGS)

    def test_nobody_answers(self):
        """Only the resolver reaches the name servers: what they would say is not known, and never clean."""
        self.port = servers.free_port()
        run = self.check((FIRST, SECOND), {FIRST: zone(), SECOND: zone()}, "--name-server-port", str(servers.free_port()))
        self.assertEqual(run.status, UNKNOWN, run)
        self.assertEqual(run.unanswered[DOMAIN, "SOA"], "timeout", run)
        self.assertNotIn("error", {finding["severity"] for finding in run.domain["findings"]}, run)

    def test_one_of_two_is_silent(self):
        run = self.check((FIRST, DEAD), {FIRST: zone(name_servers=(FIRST, DEAD))})
        self.assertEqual(self.messages(run, "dns-lame-delegation"), [f"name server ns5.{DOMAIN} ({DEAD}) does not answer"], run)
        self.assertEqual(run.unanswered, {}, run)
        self.assertEqual(run.status, FINDINGS, run)

    def test_the_zone_above_names_others(self):
        run = self.check((FIRST,), {FIRST: zone(), SECOND: zone()})
        self.assertEqual(run.rules & NS_RULES, {"dns-parent-child-ns"}, run)
        self.assertIn(f"ns3.{DOMAIN} is only in the zone", self.messages(run, "dns-parent-child-ns")[0])

    def test_a_record_was_entered_where_nobody_asks(self):
        without = zone().replace('_dmarc TXT', '_other TXT')
        run = self.check((FIRST,), {FIRST: without, SECOND: zone()})
        self.assertIn("dns-wrong-panel", run.rules, run)
        self.assertIn(f"_dmarc.{DOMAIN} TXT", self.messages(run, "dns-wrong-panel")[0])

    def test_the_resolver_still_has_what_was_before(self):
        with_old = {FIRST: zone(), SECOND: zone()}
        self.check((FIRST, SECOND), with_old)
        # A resolver that was asked before the change is one whose own authority has the old zone still.
        stale = self.start("127.0.0.6", {DOMAIN + ".": zone(spf="v=spf1 ip4:11.0.0.66 -all"), ".": "$ORIGIN .\n$TTL 60\n"
                           f"@ SOA a. b. 1 2 3 4 5\n@ NS ns.example.\nns.example A {TOP}\n"})
        resolver = servers.Unbound(stale.address, (".", DOMAIN + "."))
        self.addCleanup(resolver.stop)
        run = check(resolver, "--authoritative", "--name-server-port", str(self.port), "--probe", "none", DOMAIN)
        self.assertIn("dns-cached-old", run.rules, run)
        self.assertIn("10 more minutes", self.messages(run, "dns-cached-old")[0])

    def test_a_name_server_without_an_address(self):
        text = zone() + f"@ NS nowhere.{DOMAIN}.\n"
        run = self.check((FIRST, SECOND), {FIRST: text, SECOND: text})
        self.assertIn(f"name server nowhere.{DOMAIN} has no address", self.messages(run, "dns-lame-delegation"))


if __name__ == "__main__":
    unittest.main()
