"""Live DNS: reports from real servers, and every way in which an answer can fail to come."""

import functools
import os
import random
import tempfile
import unittest

import dns_wire as wire
import program
import servers
from program import CLEAN, FINDINGS, UNKNOWN, check
from servers import answer, truncated

ZONES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "zones")
ORIGINS = {".": "root.zone", "example.com": "example.com.zone", "example.net": "example.net.zone",
           "example.org": "example.org.zone"}
ZONE_PATHS = {origin: os.path.join(ZONES, file) for origin, file in ORIGINS.items()}

# What says that something is not there. None of them may follow from silence.
MISSING = {"dns-domain-nxdomain", "spf-none", "mx-none", "dmarc-none", "dkim-selector-missing",
           "dkim-domainkey-nxdomain"}

KEY = "v=DKIM1; k=ed25519; p=mfDwq7Nu6jY8GAhaqwgRS7MKAfaeyDWGY6klXt5AzP4="
IMPATIENT = ("--timeout", "0.3", "--tries", "1")
PATIENT = ("--timeout", "20", "--tries", "1")  # so that a slow machine is not taken for a silent server


@functools.cache
def nsd():
    return started(servers.Nsd, ZONE_PATHS)


@functools.cache
def knot():
    return started(servers.Knot, ZONE_PATHS)


@functools.cache
def unbound():
    return started(servers.Unbound, nsd().address, list(ORIGINS))


def started(kind, *arguments):
    """A server for all tests of this file."""
    server = kind(*arguments)
    unittest.addModuleCleanup(server.stop)
    return server


def tearDownModule():
    for shared in (nsd, knot, unbound):
        shared.cache_clear()


def mail_domain(domain, mail_host=None):
    """The script of a domain without a fault."""
    mail_host = mail_host or "mail." + domain
    return {
        (domain, "TXT"): answer(wire.txt(domain, "v=spf1 mx -all")),
        (domain, "MX"): answer(wire.mx(domain, 10, mail_host)),
        (mail_host, "A"): answer(wire.address(mail_host, "192.0.2.10")),
        (mail_host, "AAAA"): answer(wire.address(mail_host, "2001:db8::10")),
        ("_dmarc." + domain, "TXT"): answer(wire.txt("_dmarc." + domain, f"v=DMARC1; p=reject; rua=mailto:d@{domain}")),
        ("s1._domainkey." + domain, "TXT"): answer(wire.txt("s1._domainkey." + domain, KEY)),
    }


class LiveTest(unittest.TestCase):
    maxDiff = None

    def scripted(self, script, **options):
        server = servers.ScriptedServer(script, **options)
        self.addCleanup(server.stop)
        return server

    def closed_port(self):
        server = servers.ClosedPort()
        self.addCleanup(server.stop)
        return server

    def temporary_file(self, text=""):
        with tempfile.NamedTemporaryFile("w", prefix="mailauth-test-", encoding="utf-8", delete=False) as file:
            file.write(text)
        self.addCleanup(os.unlink, file.name)
        return file.name

    def assert_status(self, run, status):
        self.assertEqual(run.status, status, str(run))

    def assert_full_report(self, run):
        """All that mail_domain() publishes was seen."""
        self.assert_status(run, CLEAN)
        domain = run.domain
        self.assertEqual(domain["unanswered"], [])
        self.assertEqual(domain["records"]["spf"]["text"], "v=spf1 mx -all")
        self.assertEqual([key["status"] for key in domain["records"]["dkim"]], ["ok"])
        self.assertEqual(domain["records"]["dmarc"]["rfc9989"]["policy"], "reject")
        self.assertEqual([entry["addresses"] for entry in domain["records"]["mx"]], [["192.0.2.10", "2001:db8::10"]])

    def assert_not_known(self, run):
        """Nothing is called missing, and the status says that the verdict is open."""
        self.assertEqual(run.rules & MISSING, set(), str(run))
        self.assert_status(run, UNKNOWN)


def sorted_records(domain):
    """The records of a report, without the order that servers may change (RFC 2181 section 5)."""
    return domain["records"] | {"mx": sorted(domain["records"]["mx"], key=str)}


# What only the whole of a zone file shows: all names in it, and its wildcards.
OF_LIVE_DNS = {"dns-truncated"}  # how the answer came
OF_A_FILE = {"dkim-shared-key", "dkim-name-doubled", "dkim-missing-domainkey-label", "dkim-misspelt-domainkey",
             "dkim-wildcard", "dmarc-wildcard-answer",  # told where the wildcard is
             "zone-delegation-glue"}  # root.zone delegates a name to a host that nobody is to ask


def comparable(domain):
    """The findings without what only a file has."""
    return [(finding["rule"], finding["severity"], finding["name"], finding["type"], finding["text"],
             finding["span"] and tuple(finding["span"].values())) for finding in domain["findings"]
            if finding["rule"] not in OF_A_FILE | OF_LIVE_DNS]


class FullReports(LiveTest):
    def assert_example_com(self, server):
        run = check(server, "--selector", "s1", "--selector", "s2", "example.com")
        self.assert_status(run, CLEAN)
        domain, records = run.domain, run.domain["records"]
        self.assertEqual((domain["domain"], domain["role"], domain["unanswered"]), ("example.com", "sends", []))
        self.assertEqual(records["spf"]["text"], "v=spf1 mx include:_spf.example.net -all")
        self.assertEqual((records["spf"]["valid"], records["spf"]["all"]), (True, "-"))
        self.assertEqual(records["spf"]["lookups"], {"used": 3, "limit": 10})
        self.assertEqual(records["spf"]["void_lookups"]["used"], 0)
        self.assertEqual([(key["selector"], key["status"], key["key_type"], key["bits"]) for key in records["dkim"]],
                         [("s1", "ok", "rsa", 2048), ("s2", "ok", "rsa", 2048)])
        self.assertEqual((records["dmarc"]["found_at"], records["dmarc"]["valid"]), ("example.com", True))
        for reading in ("rfc7489", "rfc9989"):
            self.assertEqual(records["dmarc"][reading],
                             {"applies": True, "policy": "reject", "organizational_domain": "example.com"})
        self.assertEqual(sorted_records(domain)["mx"], [
            {"preference": 10, "exchange": "mail.example.com", "addresses": ["192.0.2.10", "2001:db8::10"]},
            {"preference": 20, "exchange": "mx.example.net", "addresses": ["192.0.2.25", "2001:db8::25"]}])
        self.assertEqual(run.json["summary"]["errors"], 0)

    def test_an_authority_is_enough_for_a_full_report(self):
        self.assert_example_com(nsd())

    def test_a_resolver_gives_a_full_report(self):
        self.assert_example_com(unbound())

    def test_knot_gives_a_full_report(self):
        self.assert_example_com(knot())

    def test_a_common_selector_is_found_without_being_given(self):
        dkim = check(unbound(), "example.com").domain["records"]["dkim"]
        self.assertIn("default", [key["selector"] for key in dkim])

    def test_the_status_is_the_same_in_every_format(self):
        for domain, status in (("example.com", CLEAN), ("example.org", FINDINGS), ("elsewhere.example", UNKNOWN)):
            for form in ("text", "short", "json"):
                with self.subTest(domain=domain, form=form):
                    self.assert_status(
                        program.run("check", "--format", form, "--server", unbound().address, domain), status)

    def test_a_domain_that_does_not_exist_is_an_error(self):
        for server in (nsd(), unbound()):
            with self.subTest(server=server.program):
                run = check(server, "nowhere.example.com")
                self.assertIn("dns-domain-nxdomain", run.rules)
                self.assertNotIn("spf-none", run.rules)
                self.assert_status(run, FINDINGS)

    def test_a_domain_without_mail_needs_no_keys(self):
        for server in (nsd(), unbound()):
            with self.subTest(server=server.program):
                run = check(server, "parked.example.com")
                self.assertEqual(run.domain["role"], "no-mail")
                self.assertEqual(run.domain["records"]["mx"], [{"preference": 0, "exchange": ".", "addresses": []}])
                self.assertEqual(run.rules, {"spf-null-sender-ok", "mx-null", "dmarc-record-on-nonsending-subdomain"})
                self.assertEqual(run.domain["status"], "clean")
                self.assert_status(run, CLEAN)

    def test_a_name_with_an_address_only_is_no_mail_domain(self):
        run = check(nsd(), "web.example.com")
        self.assertEqual(run.domain["role"], "no-mail")
        self.assertIn("spf-none", run.rules)
        self.assertNotIn("dns-domain-nxdomain", run.rules)
        self.assertNotIn("mx-none", run.rules)


class ZoneFilesAndLiveDns(LiveTest):
    """A zone gives the same findings before it is published as after."""

    @staticmethod
    @functools.cache
    def offline(domain, selectors=()):
        options = [word for selector in selectors for word in ("--selector", selector)]
        return program.run("zone", "--offline", "--format", "json", "--domain", domain, *options, *ZONE_PATHS.values())

    @classmethod
    def domains(cls):
        """Those that the program finds in the files, and some that own no record of mail."""
        found = program.run("zone", "--offline", "--format", "json", *ZONE_PATHS.values())
        names = [domain["domain"] for domain in found.domains if domain["domain"] not in (None, ".")]
        return names + ["any.wild.example.org", "alias.example.com", "web.example.com"]

    def assert_same_findings(self, server):
        names = self.domains()
        self.assertIn("many.example.org", names)
        for name in names:
            with self.subTest(domain=name, server=server.program):
                first = self.offline(name).domain
                selectors = tuple(key["selector"] for key in first["records"]["dkim"])
                offline = self.offline(name, selectors)
                options = [word for selector in selectors for word in ("--selector", selector)]
                live = check(server, "-v", "--probe", "none", *options, name)
                self.assertCountEqual(comparable(live.domain), comparable(offline.domain))
                self.assertEqual(live.domain["role"], offline.domain["role"])
                if not live.unanswered:
                    self.assertEqual(sorted_records(live.domain), sorted_records(offline.domain))
                    self.assert_status(live, offline.status)
                for finding in live.domain["findings"]:
                    self.assertIsNone(finding["file"])
                    self.assertIsNone(finding["line"])

    def test_nsd_gives_the_findings_of_the_files(self):
        self.assert_same_findings(nsd())

    def test_knot_gives_the_findings_of_the_files(self):
        self.assert_same_findings(knot())

    def test_unbound_gives_the_findings_of_the_files(self):
        self.assert_same_findings(unbound())

    def test_the_order_of_records_does_not_change_the_report(self):
        first = wire.txt("many.example", "v=spf1 mx -all")
        second = wire.txt("many.example", "v=spf1 a ~all")
        keys = [wire.txt("s1._domainkey.many.example", text) for text in (KEY, "v=DKIM1; p=")]
        reports = []
        for order in (1, -1):
            script = mail_domain("many.example")
            script["many.example", "TXT"] = answer(*[first, second][::order])
            script["s1._domainkey.many.example", "TXT"] = answer(*keys[::order])
            run = check(self.scripted(script), "--selector", "s1", "many.example")
            self.assertLessEqual({"spf-multiple-records", "dkim-multiple-records"}, run.rules)
            reports.append(sorted(comparable(run.domain)))
        self.assertEqual(*reports)

    def test_the_faulty_zone_has_faults_of_every_family(self):
        found = program.run("zone", "--offline", "--format", "json", *ZONE_PATHS.values())
        families = {rule.split("-")[0] for rule in found.rules - OF_A_FILE}
        self.assertLessEqual({"spf", "dkim", "dmarc", "mx"}, families)
        self.assertNotIn("zone", families)


def chain(*names, end=None):
    """CNAME records from each name to the next, and what stands at the last one."""
    records = [wire.cname(name, target) for name, target in zip(names, names[1:])]
    return answer(*records, *([end] if end else []))


class CnamesThatLeadNowhere(LiveTest):
    """A loop that a server answers, and a chain without end, are findings, and what resolvers make of them is SERVFAIL: never a missing record."""

    LOOPS = {
        "whole": lambda name: servers.alias_loop,  # the server answers with the whole circle
        "steps": None,  # each step is an answer of its own
        "legs": None,  # more than 16 in all, each answer has a few
        "long": lambda name: chain(name, *(f"c{i}.example" for i in range(18)), end=wire.txt("c17.example", "v=DMARC1; p=none")),
    }

    def loop_at(self, name, kind, how):
        if how == "steps":
            return {(name, kind): chain(name, "x." + name), ("x." + name, kind): chain("x." + name, name)}
        if how == "legs":
            names = [name, *(f"c{i}.example" for i in range(18))]
            return {(names[at], kind): chain(*names[at:at + 7], end=wire.txt(names[18], "v=DMARC1; p=none") if at == 12 else None)
                    for at in (0, 6, 12)}
        return {(name, kind): self.LOOPS[how](name)}

    def test_at_names_that_mail_depends_on(self):
        for how in self.LOOPS:
            for name, kind in (("_dmarc.loop.example", "TXT"), ("loop.example", "TXT"), ("mail.loop.example", "A")):
                with self.subTest(how=how, name=name):
                    server = self.scripted(mail_domain("loop.example") | self.loop_at(name, kind, how))
                    run = check(server, *PATIENT, "--selector", "s1", "--probe", "none", "loop.example")
                    found = [(finding["name"], finding["severity"], finding["type"])
                             for finding in run.domain["findings"] if finding["rule"] == "dns-cname-loop"]
                    self.assertEqual(found, [(name, "error", "CNAME")], str(run))
                    self.assertEqual(run.unanswered, {(name, kind): "servfail"})
                    self.assertEqual(run.rules & MISSING, set(), str(run))
                    self.assert_status(run, FINDINGS)

    def test_at_a_selector(self):
        for how in self.LOOPS:
            with self.subTest(how=how):
                name = "s1._domainkey.loop.example"
                server = self.scripted(mail_domain("loop.example") | self.loop_at(name, "TXT", how))
                run = check(server, *PATIENT, "--selector", "s1", "--probe", "none", "loop.example")
                self.assertIn(("dkim-cname-dangling", name), {(f["rule"], f["name"]) for f in run.domain["findings"]})
                self.assertNotIn("dns-cname-loop", run.rules)
                self.assertEqual(run.unanswered, {(name, "TXT"): "servfail"})
                self.assertEqual([key["status"] for key in run.domain["records"]["dkim"]], ["unanswered"])
                self.assert_status(run, FINDINGS)

    def test_across_a_zone_file_and_live_dns(self):
        zone = self.temporary_file("$ORIGIN loop.example.\n$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 127.0.0.1\n"
                                   '@ TXT "v=spf1 -all"\n_dmarc CNAME policy.other.example.\n')
        server = self.scripted({("policy.other.example", "TXT"): answer(wire.cname("policy.other.example", "_dmarc.loop.example"))})
        run = program.run("zone", "--format", "json", "--server", server.address, *PATIENT, zone)
        self.assertEqual([(finding["rule"], finding["name"]) for finding in run.domain["findings"] if finding["severity"] == "error"],
                         [("dns-cname-loop", "_dmarc.loop.example")], str(run))
        self.assert_status(run, FINDINGS)

    def test_a_chain_of_sixteen_ends(self):
        names = ["_dmarc.loop.example", *(f"c{i}.example" for i in range(16))]
        server = self.scripted(mail_domain("loop.example") | {
            (names[0], "TXT"): chain(*names, end=wire.txt(names[-1], "v=DMARC1; p=reject; rua=mailto:d@loop.example"))})
        run = check(server, *PATIENT, "--selector", "s1", "--probe", "none", "loop.example")
        self.assertNotIn("dns-cname-loop", run.rules)
        self.assertEqual(run.domain["records"]["dmarc"]["rfc9989"]["policy"], "reject")


class AnswersThatDoNotCome(LiveTest):
    """Each kind is told apart, and none is taken for an answer."""

    FAULTS = {
        "silent": ("timeout", servers.silent),
        "servfail": ("servfail", servers.servfail),
        "refused": ("refused", servers.refused),
        "cut": ("malformed", servers.cut_in_record),
        "pointers": ("malformed", servers.pointer_loop),
        "hang-up": ("truncated", truncated(servers.hang_up)),
    }
    QUESTIONS = {
        "spf": [("{}", "TXT")],
        "mx": [("{}", "MX")],
        "dmarc": [("_dmarc.{}", "TXT")],
        "dkim": [("s1._domainkey.{}", "TXT")],
        "host": [("mail.{}", "A")],
        "all": [("{}", "*"), ("_dmarc.{}", "*"), ("_domainkey.{}", "*"), ("s1._domainkey.{}", "*")],
    }

    def script(self, fault):
        script = {}
        for part, questions in self.QUESTIONS.items():
            domain = f"{part}.example"
            script |= mail_domain(domain)
            for pattern, kind in questions:
                name = pattern.format(domain)
                if kind == "*":
                    for known in [known for known in script if known[0] == name]:
                        del script[known]
                script[name, kind] = fault
        return script

    def assert_told_apart(self, server, reason):
        for part, questions in self.QUESTIONS.items():
            with self.subTest(reason=reason, part=part):
                domain = f"{part}.example"
                run = check(server, *IMPATIENT, "--selector", "s1", "--probe", "none", domain)
                self.assert_not_known(run)
                self.assertEqual(set(run.unanswered.values()), {reason})
                if part != "all":
                    self.assertEqual(run.unanswered, {(name.format(domain), kind): reason for name, kind in questions})
                    continue
                self.assertLessEqual({(domain, "TXT"), (domain, "MX"), (f"_dmarc.{domain}", "TXT"),
                                      (f"s1._domainkey.{domain}", "TXT")}, set(run.unanswered))
                self.assertEqual([key["status"] for key in run.domain["records"]["dkim"]], ["unanswered"])
                self.assertEqual(run.domain["status"], "unanswered")

    def test_every_failure_has_its_own_reason(self):
        for name, (reason, fault) in self.FAULTS.items():
            with self.subTest(fault=name):
                self.assert_told_apart(self.scripted(self.script(fault)), reason)

    def test_truncated_without_tcp_is_not_a_time_out(self):
        server = self.scripted(self.script(truncated(servers.hang_up)), tcp=False)
        self.assert_told_apart(server, "truncated")

    def test_malformed_without_tcp_is_not_a_time_out(self):
        server = self.scripted(self.script(servers.cut_in_record), tcp=False)
        self.assert_told_apart(server, "malformed")

    def test_every_failure_has_its_own_reason_over_tcp(self):
        for name in ("silent", "servfail", "refused", "cut"):
            reason, fault = self.FAULTS[name]
            server = self.scripted(mail_domain("tcp.example") | {("tcp.example", "TXT"): fault})
            with self.subTest(fault=name):
                run = check(server, *IMPATIENT, "--tcp", "--selector", "s1", "tcp.example")
                self.assert_not_known(run)
                self.assertEqual(run.unanswered, {("tcp.example", "TXT"): reason})

    def test_noise_is_no_answer(self):
        for noise in (servers.noise, servers.noise_behind_id):
            with self.subTest(noise=noise.__name__):
                server = self.scripted(mail_domain("noise.example") | {("noise.example", "TXT"): noise})
                run = check(server, *IMPATIENT, "--selector", "s1", "noise.example")
                self.assert_not_known(run)
                self.assertEqual(set(run.unanswered), {("noise.example", "TXT")})
                # To wait for a better packet (RFC 5452 section 9.1) or to give up are both right.
                self.assertIn(run.unanswered["noise.example", "TXT"], ("malformed", "timeout"))

    def test_answers_to_other_questions_are_not_believed(self):
        server = self.scripted(mail_domain("lie.example") | {("lie.example", "TXT"): servers.spoofed})
        run = check(server, *IMPATIENT, "--selector", "s1", "lie.example")
        self.assertIsNone(run.domain["records"]["spf"])
        self.assert_not_known(run)

    def test_the_true_answer_behind_spoofed_ones_is_used(self):
        script = mail_domain("lie.example")
        script["lie.example", "TXT"] = servers.after(servers.spoofed, script["lie.example", "TXT"])
        self.assert_full_report(check(self.scripted(script), *PATIENT, "--selector", "s1", "lie.example"))

    def test_a_referral_is_no_denial(self):
        server = self.scripted({}, default=servers.referral)
        self.assert_not_known(check(server, *IMPATIENT, "--selector", "s1", "referred.example"))

    def test_the_referral_of_a_real_authority_is_no_denial(self):
        for server in (nsd(), knot()):
            with self.subTest(server=server.program):
                self.assert_not_known(check(server, *IMPATIENT, "--selector", "s1", "elsewhere.example"))

    def test_a_zone_that_a_resolver_cannot_reach_is_not_missing(self):
        run = check(unbound(), "--selector", "s1", "elsewhere.example")
        self.assert_not_known(run)
        self.assertEqual(run.unanswered["elsewhere.example", "TXT"], "servfail")

    def test_no_server_at_all_leaves_everything_unanswered(self):
        run = check(self.closed_port(), *IMPATIENT, "--selector", "s1", "example.com")
        self.assert_not_known(run)
        self.assertEqual(set(run.unanswered.values()), {"local"})

    def test_an_include_that_does_not_answer_is_not_an_empty_one(self):
        script = mail_domain("including.example") | {("_spf.example", "TXT"): servers.servfail}
        script["including.example", "TXT"] = answer(wire.txt("including.example", "v=spf1 include:_spf.example -all"))
        run = check(self.scripted(script), "--selector", "s1", "including.example")
        self.assert_status(run, UNKNOWN)
        self.assertEqual(run.unanswered, {("_spf.example", "TXT"): "servfail"})
        self.assertEqual(run.domain["records"]["spf"]["void_lookups"]["used"], 0)

    def test_findings_win_over_what_is_unanswered(self):
        script = mail_domain("both.example") | {("_dmarc.both.example", "TXT"): servers.servfail}
        script["both.example", "TXT"] = answer(wire.txt("both.example", "v=spf1 +all"))
        run = check(self.scripted(script), "--selector", "s1", "both.example")
        self.assertIn("spf-plus-all", run.rules)
        self.assertIn(("_dmarc.both.example", "TXT"), run.unanswered)
        self.assert_status(run, FINDINGS)

    def test_the_parents_policy_is_unknown_when_the_parent_does_not_answer(self):
        script = mail_domain("sub.parent.example") | {("_dmarc.parent.example", "TXT"): servers.silent}
        del script["_dmarc.sub.parent.example", "TXT"]
        run = check(self.scripted(script), *IMPATIENT, "--selector", "s1", "sub.parent.example")
        self.assert_not_known(run)
        self.assertEqual(run.unanswered, {("_dmarc.parent.example", "TXT"): "timeout"})


    def test_offline_asks_nothing_and_calls_nothing_missing(self):
        server = self.scripted(mail_domain("offline.example"))
        for options, status in (((), CLEAN), (("--complete",), UNKNOWN)):
            with self.subTest(options=options):
                run = check(server, "--offline", *options, "--selector", "s1", "offline.example")
                self.assertEqual(run.rules & MISSING, set())
                self.assertEqual(set(run.unanswered.values()), {"offline"})
                self.assert_status(run, status)
        self.assertEqual(server.queries, {})


class Transport(LiveTest):
    def test_a_truncated_answer_is_asked_again_over_tcp(self):
        for server in (nsd(), knot()):
            with self.subTest(server=server.program):
                self.assertTrue(wire.is_truncated(servers.ask(server.address, "large.example.com", "TXT")))
                run = check(server, "large.example.com")
                self.assertEqual(run.domain["records"]["spf"]["text"], "v=spf1 mx -all")
                self.assertEqual(run.domain["unanswered"], [])
                self.assert_status(run, CLEAN)

    def test_only_the_truncated_question_goes_over_tcp(self):
        script = mail_domain("large.example")
        script["large.example", "TXT"] = truncated(script["large.example", "TXT"])
        server = self.scripted(script)
        self.assert_full_report(check(server, *PATIENT, "--selector", "s1", "large.example"))
        self.assertEqual(dict(server.counts["tcp"]), {("large.example", "TXT"): 1})

    def test_what_a_truncated_answer_holds_is_not_used(self):
        script = mail_domain("large.example")
        whole = script["large.example", "TXT"]
        part = lambda query: [wire.reply(query, answers=[wire.txt(query.name, "v=spf1 +all")], flags=wire.AA | wire.TC)]
        script["large.example", "TXT"] = lambda query: whole(query) if query.over_tcp else part(query)
        self.assert_full_report(check(self.scripted(script), "--selector", "s1", "large.example"))

    def test_tcp_only_sends_nothing_over_udp(self):
        server = self.scripted(mail_domain("tcp.example"))
        self.assert_full_report(check(server, "--tcp", "--selector", "s1", "tcp.example"))
        self.assertEqual(server.counts["udp"], {})
        self.assertGreater(server.counts["tcp"].total(), 0)

    def test_tcp_only_works_with_real_servers(self):
        for server in (nsd(), knot(), unbound()):
            with self.subTest(server=server.program):
                run = check(server, "--tcp", "--selector", "s1", "example.com", "large.example.com")
                self.assertEqual(run.unanswered, {})
                self.assertEqual([key["status"] for key in run.domains[0]["records"]["dkim"]], ["ok"])

    def check_without_edns(self, bare, *options):
        script = {key: servers.refuses_edns(act, bare) for key, act in mail_domain("old.example").items()}
        server = self.scripted(script, default=servers.refuses_edns(servers.no_such_name, bare))
        self.assert_full_report(check(server, *options, "--selector", "s1", "old.example"))
        self.assertLessEqual(max(server.queries.values()), 2)

    def test_a_server_that_refuses_edns_is_asked_without(self):
        self.check_without_edns(False, *PATIENT)

    def test_a_server_that_refuses_edns_with_a_bare_header_is_asked_without(self):
        self.check_without_edns(True, "--timeout", "1", "--tries", "2")

    def test_the_authenticated_bit_changes_nothing_in_the_report(self):
        plain = mail_domain("signed.example")
        spf = wire.txt("signed.example", "v=spf1 mx -all")
        signed = plain | {("signed.example", "TXT"): answer(spf, authenticated=True)}
        reports = [check(self.scripted(script), "--selector", "s1", "signed.example") for script in (plain, signed)]
        self.assertEqual(reports[0].output, reports[1].output)


class Aliases(LiveTest):
    CHAIN = ["c1._keys.example.net", "c2._keys.example.net", "key.customers.example.net"]

    def assert_chain(self, run, chain, status="ok"):
        key = run.domains[0]["records"]["dkim"][0]
        self.assertEqual((key["status"], key["cname"]), (status, chain), str(run))

    def test_a_chain_is_followed_and_shown(self):
        for server in (nsd(), knot(), unbound()):
            with self.subTest(server=server.program):
                self.assert_chain(check(server, "--selector", "s2", "example.com"), self.CHAIN)

    def test_a_renamed_branch_is_followed(self):
        for server in (nsd(), knot(), unbound()):
            with self.subTest(server=server.program):
                self.assert_chain(check(server, "--selector", "s3", "example.com"),
                                  ["key.old.example.net", "key.customers.example.net"])

    def test_the_order_of_the_chain_in_the_packet_does_not_matter(self):
        owner = "s1._domainkey.shuffled.example"
        names = [owner] + [f"c{number}.example" for number in range(1, 6)]
        records = [wire.cname(*hop) for hop in zip(names, names[1:])] + [wire.txt(names[-1], KEY)]
        for seed in range(3):
            random.Random(seed).shuffle(records)
            server = self.scripted(mail_domain("shuffled.example") | {(owner, "TXT"): answer(*records)})
            with self.subTest(seed=seed):
                self.assert_chain(check(server, "--selector", "s1", "shuffled.example"), names[1:])

    def test_a_chain_that_stops_short_is_followed_with_another_question(self):
        owner, target = "s1._domainkey.short.example", "key.provider.example"
        server = self.scripted(mail_domain("short.example") | {
            (owner, "TXT"): answer(wire.cname(owner, target)), (target, "TXT"): answer(wire.txt(target, KEY))})
        run = check(server, "--selector", "s1", "short.example")
        self.assertEqual(run.rules & MISSING, set())
        self.assert_chain(run, [target])
        self.assert_status(run, CLEAN)

    def test_an_alias_without_a_record_at_its_end_dangles(self):
        for server in (nsd(), unbound()):
            with self.subTest(server=server.program):
                run = check(server, "--selector", "s1", "broken.example.com")
                self.assertIn("dkim-cname-dangling", run.rules)
                self.assert_chain(run, ["nothing.customers.example.net"], "missing")
                self.assert_status(run, FINDINGS)

    def test_an_alias_to_a_zone_out_of_reach_is_not_a_missing_key(self):
        for server in (nsd(), knot(), unbound()):
            with self.subTest(server=server.program):
                run = check(server, *IMPATIENT, "--selector", "s1", "away.example.com")
                self.assert_not_known(run)
                # A resolver's SERVFAIL does not say how far it came.
                self.assert_chain(run, [] if server is unbound() else ["key.elsewhere.example"], "unanswered")

    def test_a_domain_that_is_an_alias_has_the_records_of_its_target(self):
        for server in (nsd(), unbound()):
            with self.subTest(server=server.program):
                records = check(server, "alias.example.com").domain["records"]
                self.assertEqual(records["spf"]["text"], "v=spf1 mx ~all")
                self.assertEqual([entry["exchange"] for entry in records["mx"]], ["mail.example.org"])


class SeveralServers(LiveTest):
    TIMEOUT = 1.0

    def ask_both(self, dead, live, timeout=TIMEOUT):
        return check(dead, "--server", live.address, "--timeout", str(timeout), "--selector", "s1", "two.example")

    def test_a_port_without_a_server_is_passed_over_at_once(self):
        run = self.ask_both(self.closed_port(), self.scripted(mail_domain("two.example")), timeout=5)
        self.assert_full_report(run)
        self.assertLess(run.seconds, 5)  # the refusal is heard, not waited for

    def test_a_silent_server_is_waited_for_once(self):
        dead = self.scripted({}, default=servers.silent)
        live = self.scripted(mail_domain("two.example"))
        self.assert_full_report(self.ask_both(dead, live))
        self.assertEqual(max(dead.queries.values()), 1)
        # The mail host is only known after the first answers, and by then it is known who is dead.
        self.assertNotIn(("mail.two.example", "A"), dead.queries)
        self.assertIn(("mail.two.example", "A"), live.queries)

    def test_a_server_that_does_not_know_the_zone_is_passed_over(self):
        for lame in (servers.refused, servers.servfail, servers.referral):
            with self.subTest(lame=lame.__name__):
                self.assert_full_report(
                    self.ask_both(self.scripted({}, default=lame), self.scripted(mail_domain("two.example"))))

    def test_a_server_without_tcp_leaves_large_answers_to_the_next(self):
        script = mail_domain("two.example")
        large = script | {("two.example", "TXT"): truncated(servers.hang_up)}
        self.assert_full_report(self.ask_both(self.scripted(large, tcp=False), self.scripted(script)))

    def test_a_denial_of_the_first_server_is_an_answer(self):
        first = self.scripted({})
        second = self.scripted(mail_domain("two.example"))
        run = self.ask_both(first, second)
        self.assertIn("dns-domain-nxdomain", run.rules)
        self.assertEqual(second.queries, {})

    def test_every_server_is_tried_before_giving_up(self):
        silent = [self.scripted({}, default=servers.silent) for _ in range(3)]
        options = [word for server in silent[1:] for word in ("--server", server.address)]
        self.assert_not_known(check(silent[0], *options, *IMPATIENT, "--probe", "none", "two.example"))
        for server in silent:
            self.assertEqual(server.queries["two.example", "TXT"], 1)

    def test_tries_says_how_often_one_server_is_asked(self):
        server = self.scripted({}, default=servers.silent)
        check(server, "--timeout", "0.2", "--tries", "3", "--probe", "none", "two.example")
        self.assertEqual(server.queries["two.example", "TXT"], 3)


class Deadline(LiveTest):
    HANG_GUARD = 20  # far below what the time-outs would add up to

    def test_a_deadline_bounds_the_run(self):
        server = self.scripted({}, default=servers.silent)
        run = check(server, "--deadline", "1", "--timeout", "60", "--tries", "5", "--selector", "s1", "late.example")
        self.assert_not_known(run)
        self.assertLessEqual(set(run.unanswered.values()), {"timeout", "limit"})
        self.assertIn(("late.example", "TXT"), run.unanswered)
        self.assertLess(run.seconds, self.HANG_GUARD)

    def test_a_deadline_covers_domains_that_were_not_begun(self):
        server = self.scripted({}, default=servers.silent)
        names = [f"d{number}.example" for number in range(200)]
        run = check(server, "--deadline", "1", "--timeout", "60", "--jobs", "5", *names)
        self.assert_not_known(run)
        self.assertEqual([domain["domain"] for domain in run.domains], names)
        self.assertTrue(all(domain["unanswered"] for domain in run.domains))
        self.assertLessEqual(set(run.unanswered.values()), {"timeout", "limit"})
        self.assertLess(run.seconds, self.HANG_GUARD)

    def test_what_was_answered_before_the_deadline_is_kept(self):
        script = mail_domain("late.example") | {("_dmarc.late.example", "TXT"): servers.silent}
        run = check(self.scripted(script), "--deadline", "2", "--timeout", "60", "--selector", "s1", "late.example")
        self.assert_not_known(run)
        self.assertEqual(run.domain["records"]["spf"]["text"], "v=spf1 mx -all")
        self.assertEqual(run.unanswered["_dmarc.late.example", "TXT"], "timeout")
        # What was to be asked next had to wait for it.
        self.assertLessEqual(set(run.unanswered.values()), {"timeout", "limit"})
        self.assertLess(run.seconds, self.HANG_GUARD)

    def test_a_deadline_that_is_not_reached_changes_nothing(self):
        server = self.scripted(mail_domain("early.example"))
        self.assert_full_report(check(server, "--deadline", "50", "--selector", "s1", "early.example"))


class SavedAnswers(LiveTest):
    def assert_replayed(self, server, *arguments):
        """A run that saves its answers, and one from them; both have the same output and status."""
        saved = self.temporary_file()
        live = check(server, "--save-answers", saved, *arguments)
        replayed = program.run("check", "--format", "json", "--answers", saved, *arguments)
        self.assertEqual(replayed.output, live.output)
        self.assertEqual(replayed.status, live.status)
        return live

    def test_saved_answers_give_the_report_again(self):
        names = ["example.com", "example.org", "quotes.example.org", "bytes.example.org", "joined.example.org",
                 "many.example.org", "odd.example.org", "nothing.example.org", "any.wild.example.org",
                 "alias.example.com", "broken.example.com", "parked.example.com", "large.example.com",
                 "web.example.com", "nowhere.example.com", "elsewhere.example"]
        options = [word for name in ("s1", "s2", "s3", "typo", "two", "dkim") for word in ("--selector", name)]
        for server in (nsd(), unbound()):
            with self.subTest(server=server.program):
                live = self.assert_replayed(server, *options, *names)
                self.assertEqual([domain["domain"] for domain in live.domains], names)

    def test_what_was_read_beside_a_line_that_cannot_be_read_is_saved(self):
        zone, saved = self.temporary_file(), self.temporary_file()
        with open(zone, "w", encoding="ascii") as file:
            file.write("$ORIGIN example.com.\n@ SOA ns h 1 3600 600 86400 300\n@ NS ns\nns A 11.0.0.1\n"
                       "_dmarc TXT v=DMARC1 p=none\"\n_dmarc TXT \"v=DMARC1; p=reject\"\n")
        live = program.run("check", "--offline", "--format", "json", "--zone", zone, "--save-answers", saved, "example.com")
        replayed = program.run("check", "--format", "json", "--answers", saved, "example.com")
        self.assertEqual(live.domains[0]["records"]["dmarc"]["text"], "v=DMARC1; p=reject")
        self.assertEqual(replayed.domains[0]["records"]["dmarc"], live.domains[0]["records"]["dmarc"])

    def test_saved_answers_need_no_server(self):
        server = servers.ScriptedServer(mail_domain("saved.example"))
        saved = self.temporary_file()
        try:
            live = check(server, "--save-answers", saved, "--selector", "s1", "saved.example")
        finally:
            server.stop()
        self.assert_full_report(live)
        before = server.queries
        replayed = check(server, "--answers", saved, "--selector", "s1", "saved.example")
        self.assertEqual(replayed.output, live.output)
        self.assertEqual(server.queries, before)

    def test_failures_are_saved_with_their_reasons(self):
        script = mail_domain("failing.example") | {
            ("failing.example", "MX"): servers.servfail,
            ("_dmarc.failing.example", "TXT"): servers.refused,
            ("s1._domainkey.failing.example", "TXT"): servers.cut_in_record,
            ("s2._domainkey.failing.example", "TXT"): servers.silent,
            ("s3._domainkey.failing.example", "TXT"): truncated(servers.hang_up),
            ("mail.failing.example", "A"): servers.alias_loop,
        }
        selectors = ("--selector", "s1", "--selector", "s2", "--selector", "s3")
        live = self.assert_replayed(self.scripted(script), *IMPATIENT, *selectors, "failing.example")
        self.assertEqual(set(live.unanswered.values()), {"timeout", "servfail", "refused", "malformed", "truncated"})
        self.assert_not_known(live)

    def test_bytes_of_every_kind_survive(self):
        strings = ["v=spf1 -all", "\"quoted\" \\ ; (x) $y @z \t\r\n\0", "".join(map(chr, range(256)))[:255], "", "\xff"]
        script = mail_domain("bytes.example")
        script["bytes.example", "TXT"] = answer(
            wire.txt("bytes.example", *strings), wire.txt("bytes.example", "v=spf1 \xe2\x80\x9cmx\xe2\x80\x9d -all\0"))
        live = self.assert_replayed(self.scripted(script), "--selector", "s1", "bytes.example")
        self.assertEqual(live.unanswered, {})

    def test_names_with_odd_bytes_survive(self):
        host = "a b;c\"d\\e.bytes.example"
        script = mail_domain("bytes.example", host)
        live = self.assert_replayed(self.scripted(script), "--selector", "s1", "bytes.example")
        self.assertEqual(live.unanswered, {})
        self.assertEqual(live.domain["records"]["mx"][0]["addresses"], ["192.0.2.10", "2001:db8::10"])

    def test_a_large_answer_survives(self):
        script = mail_domain("large.example")
        texts = ["v=spf1 mx -all"] + [f"{number}=" + "x" * 200 for number in range(50)]
        script["large.example", "TXT"] = truncated(answer(*[wire.txt("large.example", text) for text in texts]))
        self.assert_replayed(self.scripted(script), "--selector", "s1", "large.example")


class ManyDomains(LiveTest):
    def script(self, count):
        """Domains that share a policy, a mail host and an include, and each tenth does not exist."""
        policy = wire.txt("_dmarc.example", "v=DMARC1; p=reject; rua=mailto:d@mail.example")
        script = {
            ("_dmarc.example", "TXT"): answer(policy),
            ("_spf.example", "TXT"): answer(wire.txt("_spf.example", "v=spf1 a:mail.example -all")),
            ("mail.example", "A"): answer(wire.address("mail.example", "192.0.2.10")),
            ("mail.example", "AAAA"): answer(wire.address("mail.example", "2001:db8::10")),
        }
        for number in range(count):
            domain = f"d{number:04}.example"
            key = "s1._domainkey." + domain
            if number % 10:
                script |= {
                    (domain, "TXT"): answer(wire.txt(domain, "v=spf1 mx include:_spf.example -all"),
                                            wire.txt(domain, f"verification={number:04}")),
                    (domain, "MX"): answer(wire.mx(domain, 10, "mail.example")),
                    (key, "TXT"): answer(wire.txt(key, KEY)),
                }
        return script

    @staticmethod
    def names(count):
        names = [f"d{number:04}.example" for number in range(count)]
        random.Random(count).shuffle(names)
        return names

    def measured(self, count):
        server = self.scripted(self.script(count))
        names, report = self.names(count), self.temporary_file()
        listed = self.temporary_file("# domains\n\n" + "\n".join(names) + "\n")
        done, peak = program.measure("check", "--format", "json", "--server", server.address, *PATIENT,
                                     "--selector", "s1", "--output", report, "--from-file", listed)
        with open(report, encoding="utf-8") as file:
            return program.Run(done.arguments, done.status, file.read(), done.errors, done.seconds), peak, server

    def test_a_thousand_domains_need_little_more_memory_than_a_hundred(self):
        _, peak_of_hundred, _ = self.measured(100)
        run, peak, server = self.measured(1000)
        self.assert_status(run, FINDINGS)
        self.assertEqual([domain["domain"] for domain in run.domains], self.names(1000))
        self.assertEqual(run.json["summary"]["domains"], 1000)
        self.assertEqual(run.unanswered, {})
        self.assertEqual({domain["domain"] for domain in run.domains
                          if "dns-domain-nxdomain" in {finding["rule"] for finding in domain["findings"]}},
                         {f"d{number:04}.example" for number in range(0, 1000, 10)})
        self.assertEqual({key: count for key, count in server.queries.items() if count > 1}, {})
        self.assertLessEqual(peak, 1.5 * peak_of_hundred + 8 * 1024 * 1024)

    def test_all_good_domains_end_with_status_zero(self):
        server = self.scripted(self.script(30))
        names = [name for name in self.names(30) if not name.endswith("0.example")]
        self.assert_status(check(server, "--selector", "s1", "-", input="\n".join(names)), CLEAN)

    def test_one_unanswered_question_among_many_domains_is_status_three(self):
        script = self.script(30) | {("d0017.example", "MX"): servers.servfail}
        names = [name for name in self.names(30) if not name.endswith("0.example")]
        run = check(self.scripted(script), "--selector", "s1", *names)
        self.assert_status(run, UNKNOWN)
        self.assertEqual(run.unanswered, {("d0017.example", "MX"): "servfail"})

    def test_a_slow_domain_keeps_its_place(self):
        script = self.script(30) | {("slow.example", "*"): servers.silent}
        names = ["slow.example", *self.names(30)]
        run = check(self.scripted(script), "--timeout", "1", "--tries", "1", "--probe", "none", *names)
        self.assertEqual([domain["domain"] for domain in run.domains], names)
        self.assertTrue(run.domains[0]["unanswered"])

    def test_one_job_gives_the_same_report_as_many(self):
        server = self.scripted(self.script(40))
        outputs = [check(server, *PATIENT, "--selector", "s1", "--jobs", jobs, *self.names(40)).output
                   for jobs in ("1", "3", "1000")]
        self.assertEqual(outputs[0], outputs[1])
        self.assertEqual(outputs[0], outputs[2])

    def test_a_shared_name_is_asked_once_in_a_run(self):
        server = self.scripted(self.script(40))
        run = check(server, *PATIENT, "--selector", "s1", *self.names(40), *self.names(40))
        self.assertEqual(len(run.domains), 80)
        queries = server.queries
        self.assertEqual(queries["_dmarc.example", "TXT"], 1)
        self.assertEqual(queries["_spf.example", "TXT"], 1)
        self.assertEqual(queries["mail.example", "A"], 1)
        self.assertEqual(max(queries.values()), 1)

    def test_a_domain_takes_a_handful_of_questions(self):
        server = self.scripted(mail_domain("few.example"))
        check(server, *PATIENT, "--selector", "s1", "--probe", "none", "few.example")
        # TXT, MX, two addresses, _dmarc here and above, the selector, _domainkey, ADSP; _mta-sts, _smtp._tls,
        # default._bimi; names where records stand by mistake; wildcards, SOA, and whether the resolver validates.
        self.assertLessEqual(server.queries.total(), 30)


class Inputs(LiveTest):
    """What people type is understood as the domain that they mean."""

    def assert_asked(self, typed, domain, said=False):
        server = self.scripted(mail_domain(domain))
        run = check(server, "--selector", "s1", "--", typed)
        self.assert_full_report(run)
        self.assertEqual(run.domain["domain"], domain)
        # Beside it only what tells about the resolver: the root, and a name that cannot exist.
        asked = {name for name, _ in server.queries if name.strip(".") and not name.endswith(".invalid")}
        self.assertTrue(all(name.isascii() and name.endswith(domain.split(".")[-1]) for name in asked), asked)
        if said:
            self.assertIn(domain, run.errors)
        return run

    def test_upper_case_is_one_name_with_lower_case(self):
        self.assert_asked("Mail.Example.COM", "mail.example.com")

    def test_a_trailing_dot_is_taken(self):
        self.assert_asked("example.com.", "example.com")

    def test_the_domain_of_an_address_is_taken_and_said(self):
        self.assert_asked("postmaster@example.com", "example.com", said=True)

    def test_the_host_of_a_url_is_taken_and_said(self):
        for url in ("https://example.com", "http://example.com/", "https://example.com/path?query#fragment",
                    "HTTPS://EXAMPLE.COM/A", "https://example.com:8443/path", "https://user@example.com/",
                    "https://user:secret@example.com:8443/", "mailto:postmaster@example.com",
                    "mailto:postmaster@example.com?subject=hello"):
            with self.subTest(url=url):
                self.assert_asked(url, "example.com", said=True)

    def test_a_unicode_domain_is_asked_as_a_labels(self):
        for typed in ("münchen.example", "MÜNCHEN.EXAMPLE", "mu\u0308nchen.example", "münchen\u3002example",
                      "info@münchen.example", "https://münchen.example/", "xn--mnchen-3ya.example",
                      "XN--MNCHEN-3YA.Example."):
            with self.subTest(typed=typed):
                run = self.assert_asked(typed, "xn--mnchen-3ya.example")
                self.assertEqual(run.domain["unicode"], "münchen.example")

    def test_a_command_name_after_two_dashes_is_a_domain(self):
        server = self.scripted({("zone", "TXT"): answer(wire.txt("zone", "v=spf1 -all"))})
        run = program.run("--format", "json", "--server", server.address, "--", "zone")
        self.assertEqual(run.domain["domain"], "zone")

    def test_a_list_has_comments_blank_lines_and_windows_line_ends(self):
        server = self.scripted(mail_domain("a.example") | mail_domain("b.example"))
        listed = self.temporary_file("\ufeff# ours\r\n\r\n  a.example \r\nb.example # theirs\n")
        run = check(server, "--selector", "s1", "--from-file", listed)
        self.assertEqual([domain["domain"] for domain in run.domains], ["a.example", "b.example"])


if __name__ == "__main__":
    unittest.main()
