"""Finding selectors: which questions are asked, in how many rounds, and what is said of names that were guessed."""

import time
import unittest

import dns_wire as wire
import servers
from program import CLEAN, FINDINGS, UNKNOWN, check
from servers import answer

DOMAIN = "probed.example"
DOMAINKEY = "_domainkey." + DOMAIN
KEY = "v=DKIM1; k=ed25519; p=mfDwq7Nu6jY8GAhaqwgRS7MKAfaeyDWGY6klXt5AzP4="
OTHER_KEY = "v=DKIM1; k=ed25519; p=Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s="
PATIENT = ("--timeout", "20", "--tries", "1")  # so that a slow machine is not taken for a silent server
IMPATIENT = ("--timeout", "0.3", "--tries", "1")
DEFAULT_GUESSES = (40, 100)  # "about 60"
FIRST_GUESSES = 9  # with the name that nobody has
ALL_GUESSES = (200, 320)
IN_FLIGHT_MOST = 200  # the program sends no more before an answer comes, so as not to lose any
QUIET_SECONDS = 0.25  # a server hears no question for so long: the program waits for answers
MISSING = {"dkim-selector-missing", "dkim-domainkey-nxdomain", "dkim-cname-dangling"}
SELECTOR_RULES = {"dkim-selector-missing", "dkim-cname-dangling", "dkim-cname-pending", "dkim-wildcard",
                  "dkim-name-doubled", "dkim-missing-domainkey-label", "dkim-misspelt-domainkey", "dkim-at-apex",
                  "dkim-no-selector-found", "dkim-domainkey-noerror", "dkim-domainkey-nxdomain"}


def txt(name, *texts):
    return {(name, "TXT"): answer(*[wire.txt(name, text) for text in texts])}


def key(selector, text=KEY):
    return txt(f"{selector}.{DOMAINKEY}", text)


def domain(spf="v=spf1 mx -all", exchange="mail." + DOMAIN):
    """A domain that sends mail. Nothing stands below _domainkey."""
    return {
        (DOMAIN, "TXT"): answer(wire.txt(DOMAIN, spf)),
        (DOMAIN, "MX"): answer(wire.mx(DOMAIN, 10, exchange)),
        (exchange, "A"): answer(wire.address(exchange, "192.0.2.10")),
        (exchange, "AAAA"): answer(wire.address(exchange, "2001:db8::10")),
        ("_dmarc." + DOMAIN, "TXT"): answer(wire.txt("_dmarc." + DOMAIN, f"v=DMARC1; p=none; rua=mailto:d@{DOMAIN}")),
    }


def something_below():
    """_domainkey exists without a record: a name below it that no list of selectors has."""
    return {("x7f3q.y." + DOMAINKEY, "A"): answer(wire.address("x7f3q.y." + DOMAINKEY, "192.0.2.1"))}


class LateServer(servers.ScriptedServer):
    """Answers what is asked about the name `late` when something is asked about the name `until`."""

    late = until = None

    def __init__(self, script):
        self._held = []
        super().__init__(script, tcp=False)

    def _answer(self, packet, client):
        for reply in self._packets(packet, over_tcp=False):
            self._udp.sendto(reply, client)

    def _serve_udp(self):
        self._udp.settimeout(0.02)
        while not self._ending.is_set():
            try:
                packet, client = self._udp.recvfrom(65535)
            except OSError:
                continue
            name = wire.parse_query(packet, False).name
            if name == self.late:
                self._held.append((packet, client))
                continue
            self._answer(packet, client)
            while name == self.until and self._held:
                self._answer(*self._held.pop())


class WavesServer(servers.ScriptedServer):
    """
    Keeps every question until no other has come for QUIET_SECONDS, then answers all of them: what is asked without
    knowing an answer is one wave, so that waves are round trips. What was only held back by a full window joins it.
    """

    def __init__(self, script):
        self.waves = []
        super().__init__(script, tcp=False)

    def _serve_udp(self):
        self._udp.settimeout(0.02)
        held, last, window_full = [], time.monotonic(), False
        while not self._ending.is_set():
            try:
                held.append(self._udp.recvfrom(65535))
                last = time.monotonic()
                continue
            except TimeoutError:
                pass
            except OSError:
                continue
            if held and time.monotonic() - last >= QUIET_SECONDS:
                wave = {(query.name, query.type) for query in (wire.parse_query(packet, False) for packet, _ in held)}
                if self.waves and window_full:
                    self.waves[-1] |= wave
                else:
                    self.waves.append(wave)
                window_full = len(wave) >= IN_FLIGHT_MOST
                for packet, client in held:
                    for reply in self._packets(packet, over_tcp=False):
                        self._udp.sendto(reply, client)
                held = []


class ProbingTest(unittest.TestCase):
    maxDiff = None

    def server(self, *parts, kind=servers.ScriptedServer, **options):
        script = {name: behaviour for part in parts for name, behaviour in part.items()}
        server = kind(script, **options)
        self.addCleanup(server.stop)
        return server

    def selectors_asked(self, server):
        """What was asked below _domainkey, without the policy name of RFC 5617."""
        names = {name for name, _ in server.queries if name.endswith("." + DOMAINKEY)}
        return {name.removesuffix("." + DOMAINKEY) for name in names} - {"_adsp"}

    @staticmethod
    def statuses(run):
        return {found["selector"]: found["status"] for found in run.domain["records"]["dkim"]}

    @staticmethod
    def findings(run, rule):
        return [finding for finding in run.domain["findings"] if finding["rule"] == rule]

    def assert_told(self, run, *rules):
        """Of the rules on selectors these fired, and no other."""
        self.assertEqual(run.rules & SELECTOR_RULES, set(rules), str(run))


class Guesses(ProbingTest):
    def test_nothing_below_domainkey_costs_no_guess(self):
        """RFC 8020 section 2: below a name that does not exist nothing does."""
        for probe in ([], ["--probe", "auto"], ["--probe", "all"], ["--probe", "none"]):
            with self.subTest(probe):
                server = self.server(domain("v=spf1 include:sendgrid.net -all", "smtp.google.com"),
                                     txt("sendgrid.net", "v=spf1 ip4:192.0.2.0/24 -all"))
                run = check(server, *PATIENT, *probe, DOMAIN)
                self.assertEqual(self.selectors_asked(server), set())
                self.assertEqual(server.queries[DOMAINKEY, "TXT"], 1)
                self.assertNotIn(("_adsp." + DOMAINKEY, "TXT"), server.queries)
                self.assert_told(run, "dkim-domainkey-nxdomain")
                self.assertEqual(self.findings(run, "dkim-domainkey-nxdomain")[0]["confidence"], "likely")
                self.assertEqual(run.status, CLEAN)

    def test_a_given_selector_is_asked_all_the_same(self):
        """Some servers say that _domainkey does not exist, and have keys below it."""
        server = self.server(domain(), key("s7"), {(DOMAINKEY, "*"): servers.no_such_name})
        run = check(server, *PATIENT, "--selector", "s7", "--selector", "s8", DOMAIN)
        self.assertEqual(self.selectors_asked(server), {"s7", "s8"})
        self.assertEqual(self.statuses(run), {"s7": "ok", "s8": "missing"})

    def test_something_below_domainkey_is_worth_guesses(self):
        server = self.server(domain(), something_below(), key("k1"), key("google", OTHER_KEY))
        run = check(server, *PATIENT, DOMAIN)
        asked = self.selectors_asked(server)
        self.assertLessEqual({"google", "default", "selector1", "k1", "s1", "mail", "dkim"}, asked)
        self.assertLessEqual(len(asked), FIRST_GUESSES, asked)
        self.assertEqual(self.statuses(run), {"k1": "ok", "google": "ok"})
        self.assert_told(run)
        self.assertEqual(max(server.queries.values()), 1)

    def test_not_found_is_never_missing(self):
        for probe in ("auto", "all"):
            with self.subTest(probe):
                server = self.server(domain(), something_below())
                run = check(server, *PATIENT, "--probe", probe, DOMAIN)
                self.assertEqual(self.statuses(run), {})
                self.assert_told(run, "dkim-no-selector-found", "dkim-domainkey-noerror")
                told, = self.findings(run, "dkim-no-selector-found")
                self.assertEqual((told["severity"], told["confidence"]), ("info", "likely"))
                asked = self.selectors_asked(server) - {"mailauth-check-wildcard"}
                self.assertIn(f"any of {len(asked)} ", told["message"])
                self.assertNotIn("missing", told["message"])
                self.assertEqual(run.status, CLEAN)

    def test_none_asks_none(self):
        server = self.server(domain("v=spf1 include:sendgrid.net -all", "smtp.google.com"), something_below(),
                             key("s1"), txt("sendgrid.net", "v=spf1 ip4:192.0.2.0/24 -all"))
        run = check(server, *PATIENT, "--probe", "none", DOMAIN)
        self.assertEqual(self.selectors_asked(server), set())
        self.assertEqual(self.statuses(run), {})
        self.assertEqual(run.rules & MISSING, set())

    def test_none_asks_those_that_were_given(self):
        server = self.server(domain(), something_below(), key("s1"))
        run = check(server, *PATIENT, "--probe", "none", "--selector", "s1", DOMAIN)
        self.assertEqual(self.selectors_asked(server), {"s1"})
        self.assertEqual(self.statuses(run), {"s1": "ok"})

    def test_all_asks_more_and_is_bounded(self):
        """With an SPF record that needs its share of questions, every guess is asked and answered."""
        spf = "v=spf1 " + " ".join(f"a:h{number}.{DOMAIN}" for number in range(9)) + " -all"
        hosts = {(f"h{number}.{DOMAIN}", "A"): answer(wire.address(f"h{number}.{DOMAIN}", "192.0.2.10"))
                 for number in range(9)}
        server = self.server(domain(spf, "smtp.google.com"), hosts, something_below(), key("modoboa"))
        run = check(server, *PATIENT, "--probe", "all", DOMAIN)
        asked = self.selectors_asked(server)
        self.assertTrue(ALL_GUESSES[0] < len(asked) <= ALL_GUESSES[1], len(asked))
        self.assertEqual(self.statuses(run), {"modoboa": "ok"})
        self.assertEqual(run.unanswered, {})
        self.assertEqual(max(server.queries.values()), 1)

    def test_all_asks_whatever_is_given(self):
        server = self.server(domain(), something_below(), key("mine"), key("k1", OTHER_KEY))
        run = check(server, *PATIENT, "--probe", "all", "--selector", "mine", DOMAIN)
        self.assertGreater(len(self.selectors_asked(server)), ALL_GUESSES[0])
        self.assertEqual(self.statuses(run), {"mine": "ok", "k1": "ok"})

    def test_a_given_selector_is_enough_by_default(self):
        server = self.server(domain(), something_below(), key("mine"), key("k1"))
        run = check(server, *PATIENT, "--selector", "mine", DOMAIN)
        self.assertEqual(self.selectors_asked(server) - {"mailauth-check-wildcard"}, {"mine"})
        self.assertEqual(self.statuses(run), {"mine": "ok"})

    def test_guessed_text_that_is_no_key_is_not_reported_as_one(self):
        server = self.server(domain(), something_below(), key("mail", "v=spf1 -all"), key("k1", "site-check=12"))
        run = check(server, *PATIENT, DOMAIN)
        self.assertEqual(self.statuses(run), {})
        self.assertEqual({rule for rule in run.rules if rule.startswith("dkim-")},
                         {"dkim-no-selector-found", "dkim-domainkey-noerror"}, str(run))

    def test_a_guessed_key_is_judged_like_any_other(self):
        server = self.server(domain(), something_below(), key("mail", KEY[:-10]), key("k1", "v=DKIM1; p="))
        run = check(server, *PATIENT, DOMAIN)
        self.assertEqual(self.statuses(run), {"mail": "invalid", "k1": "revoked"})
        self.assertEqual(run.status, FINDINGS)


class Rounds(ProbingTest):
    """A round trip is what cannot be asked before an answer is known."""

    def waves(self, *options, parts=()):
        server = self.server(domain(), something_below(), *parts, kind=WavesServer)
        run = check(server, "--timeout", "20", "--tries", "1", *options, DOMAIN)
        self.assertEqual(run.unanswered, {})
        return run, server

    @staticmethod
    def wave_of(server, name):
        return next(number for number, wave in enumerate(server.waves) if (name, "TXT") in wave)

    def test_guesses_take_one_round_behind_domainkey(self):
        for probe, bounds in (("auto", (1, FIRST_GUESSES)), ("all", ALL_GUESSES)):
            with self.subTest(probe):
                run, server = self.waves("--probe", probe, parts=[key("k1")])
                self.assertEqual(self.statuses(run), {"k1": "ok"})
                below = [{name for name, _ in wave if name.endswith("." + DOMAINKEY)} for wave in server.waves]
                self.assertEqual(self.wave_of(server, DOMAINKEY), 0)
                self.assertEqual([bool(names) for names in below[:3]], [False, True, False][:len(below)], below)
                self.assertTrue(bounds[0] <= len(below[1]) <= bounds[1] + 2, len(below[1]))
                self.assertEqual(sum(map(len, below[2:])), 0)

    def test_rarer_selectors_are_asked_when_the_likeliest_have_no_key(self):
        run, server = self.waves(parts=[key("fm1")])
        self.assertEqual(self.statuses(run), {"fm1": "ok"})
        self.assertTrue(DEFAULT_GUESSES[0] <= len(server.queries) <= DEFAULT_GUESSES[1], len(server.queries))
        self.assertEqual(self.wave_of(server, "fm1." + DOMAINKEY), self.wave_of(server, "google." + DOMAINKEY) + 1)

    def test_a_domain_without_mail_is_asked_for_few(self):
        server = self.server(domain("v=spf1 -all"), something_below(), key("fm1"))
        check(server, *PATIENT, DOMAIN)
        self.assertLessEqual(len(self.selectors_asked(server)), FIRST_GUESSES)

    def test_a_late_answer_holds_up_only_what_depends_on_it(self):
        late, far = "_smtp._tls." + DOMAIN, "_a." + DOMAIN
        server = self.server(domain(f"v=spf1 include:_spf.{DOMAIN} -all"), txt("_spf." + DOMAIN, f"v=spf1 include:{far} -all"),
                             txt(far, "v=spf1 ip4:192.0.2.0/24 -all"), kind=LateServer)
        server.late, server.until = late, far
        run = check(server, *PATIENT, "--probe", "none", DOMAIN)
        self.assertEqual(run.unanswered, {})
        self.assertIn((far, "TXT"), server.queries)

    def test_probing_adds_at_most_one_round(self):
        _, without = self.waves("--probe", "none")
        for options in (["--probe", "auto"], ["--probe", "all"]):
            for parts in ((), (key("k1"),)):
                with self.subTest(options, key=bool(parts)):
                    _, server = self.waves(*options, parts=parts)
                    self.assertLessEqual(len(server.waves), len(without.waves) + 1)

    def test_selectors_that_are_known_are_asked_in_the_first_round(self):
        _, server = self.waves("--selector", "s7", "--selector", "s8", parts=[key("s7"), key("s8", OTHER_KEY)])
        for name in (DOMAIN, DOMAINKEY, "s7." + DOMAINKEY, "s8." + DOMAINKEY):
            self.assertEqual(self.wave_of(server, name), 0)

    def test_selectors_of_providers_are_asked_with_the_guesses(self):
        _, server = self.waves()
        first = self.wave_of(server, "google." + DOMAINKEY)
        server = self.server(domain("v=spf1 include:spf.titan.email -all", "mx1.titan.email"), something_below(),
                             txt("spf.titan.email", "v=spf1 ip4:192.0.2.0/24 -all"), kind=WavesServer)
        check(server, *PATIENT, DOMAIN)
        self.assertEqual(self.wave_of(server, "titan1." + DOMAINKEY), first)
        self.assertEqual(self.wave_of(server, "google." + DOMAINKEY), first)


class Providers(ProbingTest):
    CASES = (
        ("MX of Google", {"exchange": "smtp.google.com"}, {"google"}),
        ("old MX of Google", {"exchange": "aspmx.l.google.com"}, {"google"}),
        ("MX of Microsoft", {"exchange": "probed-example.mail.protection.outlook.com"}, {"selector1", "selector2"}),
        ("MX of Titan", {"exchange": "mx1.titan.email"}, {"titan1", "titan2"}),
        ("SPF of SendGrid", {"spf": "v=spf1 include:sendgrid.net -all"}, {"s1", "s2"}),
        ("SPF of Google", {"spf": "v=spf1 include:_spf.google.com ~all"}, {"google"}),
        ("redirect to Titan", {"spf": "v=spf1 redirect=spf.titan.email"}, {"titan1", "titan2"}),
        ("SPF of Mailtrap", {"spf": "v=spf1 include:_spf.smtp.mailtrap.live -all"}, {"rwmt1", "rwmt2"}),
    )

    def test_selectors_of_a_provider_are_asked(self):
        for label, options, selectors in self.CASES:
            # A given selector turns the list of guesses off, so that what is asked comes from the provider.
            for given in ([], ["--selector", "mine"]):
                with self.subTest(label, given=given):
                    server = self.server(domain(**options), something_below(), key("mine"))
                    check(server, *PATIENT, *given, DOMAIN)
                    self.assertLessEqual(selectors, self.selectors_asked(server))
                    if given:
                        self.assertLess(len(self.selectors_asked(server)), 12)

    def test_the_key_of_a_provider_is_found(self):
        server = self.server(domain("v=spf1 include:spf.titan.email -all", "mx1.titan.email"), key("titan1"),
                             txt("spf.titan.email", "v=spf1 ip4:192.0.2.0/24 -all"))
        run = check(server, *PATIENT, DOMAIN)
        self.assertEqual(self.statuses(run), {"titan1": "ok"})

    def test_the_alias_of_a_key_shows_its_provider(self):
        target = "mine.dkim.dkim.smtp.mailtrap.live"
        server = self.server(domain(), something_below(), {
            ("mine." + DOMAINKEY, "TXT"): answer(wire.cname("mine." + DOMAINKEY, target), wire.txt(target, KEY))})
        run = check(server, *PATIENT, "--selector", "mine", DOMAIN)
        self.assertEqual(self.statuses(run), {"mine": "ok"})
        self.assertLessEqual({"rwmt1", "rwmt2"}, self.selectors_asked(server))

    def test_a_silent_mx_hides_no_other_guess(self):
        server = self.server(domain(), something_below(), key("k1"), {(DOMAIN, "MX"): servers.silent})
        run = check(server, *IMPATIENT, DOMAIN)
        self.assertEqual(self.statuses(run), {"k1": "ok"})
        self.assertEqual(run.unanswered, {(DOMAIN, "MX"): "timeout"})


class Wildcards(ProbingTest):
    def wildcard_server(self, text, *parts):
        """Every name below _domainkey that the script does not hold has this text."""
        def default(query):
            if query.name.endswith("." + DOMAINKEY):
                records = [wire.txt(query.name, text)] if query.type == "TXT" else []
                return [wire.reply(query, answers=records)]
            return servers.no_data(query) if DOMAIN.endswith(query.name) or query.name == DOMAINKEY \
                else servers.no_such_name(query)
        return self.server(domain(), *parts, default=default)

    def test_a_wildcard_is_no_key_of_a_guessed_selector(self):
        for text in (KEY, "v=spf1 -all", "v=DKIM1; p="):
            for probe in ("auto", "all"):
                with self.subTest(text, probe=probe):
                    run = check(self.wildcard_server(text), *PATIENT, "--probe", probe, DOMAIN)
                    self.assertEqual(self.statuses(run), {})
                    self.assertIn("dkim-wildcard", run.rules, str(run))
                    self.assertEqual(len(self.findings(run, "dkim-wildcard")), 1)

    def test_a_real_key_beside_a_wildcard_is_found(self):
        run = check(self.wildcard_server(OTHER_KEY, key("k1")), *PATIENT, DOMAIN)
        self.assertEqual(self.statuses(run), {"k1": "ok"})
        self.assertIn("dkim-wildcard", run.rules)

    def test_a_given_selector_under_a_wildcard_is_shown(self):
        """A verifier takes a key of the wildcard for that of the name (RFC 4592 section 2.1); other text is none."""
        run = check(self.wildcard_server(KEY), *PATIENT, "--selector", "mine", DOMAIN)
        self.assertEqual(self.statuses(run), {"mine": "ok"})
        self.assertIn("dkim-wildcard", run.rules)
        run = check(self.wildcard_server("v=spf1 -all"), *PATIENT, "--selector", "mine", DOMAIN)
        self.assertEqual(self.statuses(run), {"mine": "missing"})
        self.assertIn("dkim-wildcard", run.rules)

    def test_no_wildcard_no_warning(self):
        run = check(self.server(domain(), key("k1")), *PATIENT, DOMAIN)
        self.assertNotIn("dkim-wildcard", run.rules)


class Given(ProbingTest):
    def ask(self, *parts, selector="mine", options=PATIENT):
        server = self.server(domain(), *parts)
        return check(server, *options, "--probe", "none", "--selector", selector, DOMAIN), server

    def test_a_missing_key_is_missing(self):
        for label, parts in (("NXDOMAIN", [something_below()]), ("nothing below _domainkey", []),
                             ("no data", [{("a.mine." + DOMAINKEY, "A"): servers.no_data}])):
            with self.subTest(label):
                run, _ = self.ask(*parts)
                self.assertEqual(self.statuses(run), {"mine": "missing"})
                finding, = self.findings(run, "dkim-selector-missing")
                self.assertEqual((finding["severity"], finding["confidence"], finding["name"]),
                                 ("error", "certain", "mine." + DOMAINKEY))
                self.assertEqual(run.status, FINDINGS)

    def alias(self, target, *records):
        owner = "mine." + DOMAINKEY
        return {(owner, "TXT"): answer(wire.cname(owner, target), *records),
                (owner, "CNAME"): answer(wire.cname(owner, target))}

    def test_an_alias_to_nothing_is_dangling(self):
        for label, more in (("NXDOMAIN", {}), ("no data", {("gone.example", "A"): servers.no_data})):
            with self.subTest(label):
                run, _ = self.ask(something_below(), self.alias("gone.example"), more)
                self.assertEqual(run.rules & (SELECTOR_RULES - {"dkim-domainkey-noerror"}), {"dkim-cname-dangling"})
                finding, = self.findings(run, "dkim-cname-dangling")
                self.assertIn("gone.example", finding["message"])
                self.assertEqual(run.status, FINDINGS)

    def test_an_alias_to_a_provider_without_a_key_waits_for_it(self):
        for target in ("mine.probed.dkim.amazonses.com", "selector1-probed-example._domainkey.probed.onmicrosoft.com",
                       "s1.domainkey.u123.wl.sendgrid.net"):
            with self.subTest(target):
                run, _ = self.ask(something_below(), self.alias(target))
                self.assertEqual(run.rules & (SELECTOR_RULES - {"dkim-domainkey-noerror"}), {"dkim-cname-pending"})
                finding, = self.findings(run, "dkim-cname-pending")
                self.assertEqual((finding["severity"], finding["confidence"]), ("warning", "likely"))
                self.assertIn(target, finding["message"])

    def test_an_alias_is_what_exists_below_domainkey(self):
        """It is not said that nothing is known of the names below it: this one is."""
        run, _ = self.ask(self.alias("gone.example"))
        self.assert_told(run, "dkim-cname-dangling")

    def test_an_alias_to_a_key_is_shown(self):
        target = "mine.keys.example"
        run, _ = self.ask(something_below(), self.alias(target, wire.txt(target, KEY)))
        self.assertEqual(self.statuses(run), {"mine": "ok"})
        self.assertEqual(run.domain["records"]["dkim"][0]["cname"], [target])
        self.assert_told(run)

    def test_an_alias_to_a_silent_name_is_not_dangling(self):
        run, _ = self.ask(something_below(), self.alias("slow.example"),
                          {("slow.example", "*"): servers.silent}, options=IMPATIENT)
        self.assertEqual(run.rules & MISSING, set(), str(run))
        self.assertEqual(run.status, UNKNOWN)

    def test_an_alias_that_runs_in_a_circle(self):
        run, _ = self.ask(something_below(), {("mine." + DOMAINKEY, "TXT"): servers.alias_loop})
        self.assertNotIn(self.statuses(run)["mine"], ("ok", "testing"))
        self.assertNotEqual(run.status, CLEAN)

    def test_keys_at_wrong_names_are_found(self):
        places = {
            f"mine._domainkey.{DOMAIN}.{DOMAIN}": "dkim-name-doubled",
            f"mine.{DOMAIN}": "dkim-missing-domainkey-label",
            f"mine._domainkeys.{DOMAIN}": "dkim-misspelt-domainkey",
            f"mine.domainkey.{DOMAIN}": "dkim-misspelt-domainkey",
            f"mine._domain-key.{DOMAIN}": "dkim-misspelt-domainkey",
        }
        for place, rule in places.items():
            for below in (something_below(), {}):  # also where nothing exists below _domainkey
                with self.subTest(place, below=bool(below)):
                    run, server = self.ask(txt(place, KEY), below)
                    self.assertEqual(self.statuses(run), {"mine": "missing"})
                    # That there is none at the right name follows from it.
                    self.assertEqual(run.rules & SELECTOR_RULES - {"dkim-domainkey-noerror"}, {rule}, str(run))
                    finding, = self.findings(run, rule)
                    self.assertEqual((finding["name"], finding["severity"]), (place, "error"))
                    self.assertEqual(finding["fix"], {"name": "mine." + DOMAINKEY, "type": "TXT", "text": KEY})
                    self.assertEqual(server.queries[place, "TXT"], 1)

    def test_other_text_at_these_names_is_no_key(self):
        run, _ = self.ask(something_below(), txt("mine." + DOMAIN, "site-check=1", "v=spf1 -all"))
        self.assert_told(run, "dkim-selector-missing", "dkim-domainkey-noerror")

    def test_wrong_names_are_not_asked_where_the_key_is(self):
        run, server = self.ask(key("mine"), txt("mine." + DOMAIN, KEY))
        self.assertEqual(self.statuses(run), {"mine": "ok"})
        self.assert_told(run)
        self.assertNotIn(("mine." + DOMAIN, "TXT"), server.queries)

    def test_a_key_at_the_apex_or_at_domainkey(self):
        for place in (DOMAIN, DOMAINKEY):
            with self.subTest(place):
                parts = {(place, "TXT"): answer(wire.txt(place, KEY), wire.txt(place, "v=spf1 mx -all"))}
                run, _ = self.ask(parts)
                self.assertIn("dkim-at-apex", run.rules, str(run))


class Unanswered(ProbingTest):
    """What was not answered is told as that, and never as missing."""

    FAILURES = {"timeout": servers.silent, "servfail": servers.servfail, "refused": servers.refused}

    def assert_open(self, run, questions):
        self.assertEqual(run.rules & MISSING, set(), str(run))
        self.assertEqual({question: reason for question, reason in run.unanswered.items() if question in questions},
                         questions, str(run))
        self.assertEqual(run.status, UNKNOWN, str(run))

    def test_domainkey_without_an_answer(self):
        for reason, behaviour in self.FAILURES.items():
            with self.subTest(reason):
                server = self.server(domain(), {(DOMAINKEY, "*"): behaviour})
                run = check(server, *IMPATIENT, DOMAIN)
                self.assert_open(run, {(DOMAINKEY, "TXT"): reason})
                self.assertNotIn("dkim-no-selector-found", run.rules)
                self.assertEqual(self.statuses(run), {})

    def test_domainkey_without_an_answer_hides_no_given_key(self):
        server = self.server(domain(), key("mine"), {(DOMAINKEY, "*"): servers.silent})
        run = check(server, *IMPATIENT, "--selector", "mine", DOMAIN)
        self.assert_open(run, {(DOMAINKEY, "TXT"): "timeout"})
        self.assertEqual(self.statuses(run), {"mine": "ok"})

    def test_a_given_selector_without_an_answer(self):
        for reason, behaviour in self.FAILURES.items():
            with self.subTest(reason):
                server = self.server(domain(), something_below(), {("mine." + DOMAINKEY, "*"): behaviour})
                run = check(server, *IMPATIENT, "--selector", "mine", DOMAIN)
                self.assert_open(run, {("mine." + DOMAINKEY, "TXT"): reason})
                self.assertEqual(self.statuses(run), {"mine": "unanswered"})
                # Whether a key stands at a wrong name is no question while the right one may have it.
                self.assertNotIn(("mine." + DOMAIN, "TXT"), server.queries)

    def test_a_guess_without_an_answer(self):
        server = self.server(domain(), something_below(), {("google." + DOMAINKEY, "*"): servers.silent})
        run = check(server, *IMPATIENT, DOMAIN)
        self.assert_open(run, {("google." + DOMAINKEY, "TXT"): "timeout"})
        self.assertEqual(self.statuses(run), {})
        for finding in self.findings(run, "dkim-no-selector-found"):
            self.assertEqual(finding["confidence"], "likely")

    def test_a_wrong_name_without_an_answer(self):
        server = self.server(domain(), something_below(), {("mine." + DOMAIN, "*"): servers.silent})
        run = check(server, *IMPATIENT, "--selector", "mine", DOMAIN)
        self.assertIn("dkim-selector-missing", run.rules)  # that much was answered
        self.assertEqual(run.unanswered, {("mine." + DOMAIN, "TXT"): "timeout"})

    def test_everything_silent(self):
        server = self.server({}, default=servers.silent)
        run = check(server, *IMPATIENT, "--selector", "mine", "--probe", "all", DOMAIN)
        self.assert_open(run, {(DOMAINKEY, "TXT"): "timeout", ("mine." + DOMAINKEY, "TXT"): "timeout"})


if __name__ == "__main__":
    unittest.main()
