"""
Follows the advice of the program on many zones, in four ways, and counts what comes of it:

  json     the changes that the report lists are made in the zone
  patch    the patch of --fix=diff,unsafe is applied
  lines    what the block "To publish" prints is put into the zone, line by line
  safe     the patch of --fix=diff, which may heal less and must not change what is meant
"""

import collections
import os

import follow
import oracle
import zone_text

# Faults that no text of a record can mend: what is to be published, only a person or another system knows.
BEYOND_TEXT = {
    "dns-cname-loop": "which of the aliases is wrong",
    "dns-wildcard-txt": "which names need the record",
    "dns-doubled-zone": "whether the doubled name is wanted",
    "dns-trailing-dot-in-label": "whether the dot is meant",
    "dns-txt-set-large": "which token is still in use",
    "dkim-at-apex": "which selector the mail is signed with",
    "dkim-missing-domainkey-label": "whether the CNAMEs of others lead there",
    "dkim-multiple-records": "which of two keys is in use",
    "dkim-cname-and-txt": "whether a provider manages the key",
    "dkim-domainkey-nxdomain": "the key",
    "dkim-udp-truncation": "another key",
    "dkim-domainkey-alias": "which names are meant to be below it",
    "dkim-wildcard": "which selectors are in use",
    "dkim-cname-dangling": "the key, or the name that it is at",
    "dkim-cname-chain-long": "which of the aliases may go",
    "dkim-cname-proxied": "a switch at the DNS hosting",
    "dkim-signature-pasted": "the key",
    "dkim-p-missing": "the key",
    "dkim-p-empty": "the key, or that it was revoked on purpose",
    "dkim-p-truncated": "the rest of the key",
    "dkim-p-not-a-key": "the key",
    "dkim-not-rsa-spki": "another key",
    "dkim-rsa-under-1024": "another key",
    "dkim-rsa-1024": "another key",
    "dkim-rsa-over-4096": "another key",
    "dkim-rsa-exponent": "another key",
    "dkim-rsa-modulus-bad": "another key",
    "dkim-rsa-fermat": "another key",
    "dkim-rsa-roca": "another key",
    "dkim-rsa-example-key": "another key",
    "dkim-ed25519-length": "the key",
    "dkim-ed25519-only": "a second key",
    "dkim-selector-syntax": "what the mail server signs with",
    "dkim-selector-missing": "the key",
    "dmarc-cname-dangling": "whose policy it was to be",
    "dmarc-no-semicolon-after-version": "what the policy was to be",
    "dmarc-wildcard-answer": "which names need the record",
    "dmarc-rua-address-syntax": "the address",
    "dmarc-rua-scheme": "the address",
    "dmarc-rua-many": "which addresses are to be kept",
    "dmarc-rua-external-name-too-long": "another address",
    "dmarc-rua-host-no-mail": "an address that is read",
    "dmarc-alignment-infeasible": "who sends",
    "dmarc-p-reject-no-dkim": "the key",
    "dmarc-spf-only": "the key",
    "mx-target-ip": "the name of the host",
    "mx-target-localhost": "the name of the host",
    "mx-target-invalid-host": "the name of the host",
    "mx-mixed-providers": "which provider is in use",
    "mx-none": "who receives the mail",
    "mx-none-no-address": "who receives the mail",
    "mx-implicit-web-host": "who receives the mail",
    "mx-null-but-sends": "who receives the mail",
    "mx-target-nxdomain": "the address of the host, or its right name",
    "mx-target-no-address": "the address of the host",
    "mx-target-private": "the address of the host",
    "mx-target-reserved": "the address of the host",
    "mx-target-behind-proxy": "the address of the host",
    "mx-some-broken": "the address of the host",
    "mx-ipv6-only": "the address of a host",
    "mta-sts-host-missing": "where the policy is served",
    "tlsrpt-rua-host": "an address that is read",
    "dane-partial": "the certificate of the other host",
    "bimi-l-missing": "where the logo is",
    "bimi-a-missing": "the certificate",
    "bimi-dmarc-not-enforced": "whether all mail passes",
    "dkim-txt-holds-cname-target": "whether the provider has a key there, without asking",
    "spf-wildcard-record": "which names need the record",
    "spf-record-over-512": "who sends no more",
    "spf-record-over-450": "who sends no more",
    "spf-truncated-at-255": "the rest of the record",
    "spf-placeholder": "the value",
    "spf-modifier-value-bad-macro": "the macro",
    "spf-include-empty": "the domain",
    "spf-exists-empty": "the domain",
    "spf-redirect-empty": "the domain",
    "spf-duplicate-redirect": "which of the two is meant",
    "spf-wildcard-domain": "which hosts send",
    "spf-domain-single-label": "the domain",
    "spf-toplabel-underscore": "the domain",
    "spf-toplabel-hyphen-edge": "the domain",
    "spf-domain-bad-character": "the domain",
    "spf-label-too-long": "the domain",
    "spf-name-too-long": "the domain",
    "spf-exists-constant": "what the lookup is for",
    "spf-macro-letter": "the macro",
    "spf-macro-exp-only": "the macro",
    "spf-macro-delimiter": "the macro",
    "spf-macro-p": "how else the senders are told",
    "spf-macro-localpart": "how else the senders are told",
    "spf-macro-in-ip": "the network",
    "spf-ip4-octet-range": "the address",
    "spf-ip6-invalid": "the address",
    "spf-cidr-range": "the network",
    "spf-empty-policy": "who sends",
    "spf-ptr": "the addresses of the senders",
    "spf-null-but-sends": "who sends",
    "spf-ip4-zero": "the network",
    "spf-ip4-broad": "the network",
    "spf-private-ip": "the public address",
    "spf-reserved-ip": "the address",
    "spf-conflicting-qualifiers": "which of the two is meant",
    "spf-too-many-lookups": "who sends no more",
    "spf-near-lookup-limit": "who sends no more",
    "spf-void-lookup": "the right name",
    "spf-void-lookups": "the right names",
    "spf-a-no-address": "the right name",
    "spf-mx-over-10": "the addresses of the senders",
    "spf-include-none": "the right name",
    "spf-include-permerror": "the other record",
    "spf-include-nxdomain": "the right name",
    "spf-include-loop": "which of the records is wrong",
    "spf-include-passes-all": "who sends",
    "spf-redirect-none": "the right name",
    "spf-redirect-loop": "which of the records is wrong",
    "spf-mx-no-mx": "the right name",
    "spf-mx-null": "who sends",
    "spf-a-is-cdn": "the addresses of the senders",
    "spf-include-known-dead": "whether the provider is still in use",
    "zone-no-ns": "the name servers",
    "zone-ns-address": "the address of the name server",
    "zone-cname": "which of the records is wanted",
    "zone-hidden-mail": "whether the delegation or the record is wanted",
    "zone-name": "the name",
    "zone-outside": "the name",
}


# The same, of a domain that sends mail; of one that does not, the text is known.
BEYOND_TEXT_OF_SENDERS = {
    "spf-none": "who sends",
}


# And of one whose SPF record authorizes no sender: a key that can be used would contradict it.
BEYOND_TEXT_WITHOUT_SENDERS = {
    "dkim-h-no-sha256": "whether the domain sends mail",
}


# What a patch of the domain's own zone cannot do.
BEYOND_PATCH = {
    "dmarc-rua-external-unauthorised": "a record in the zone of somebody else",
    "dmarc-ruf-external-unauthorised": "a record in the zone of somebody else",
}


class Way:
    """What came of one way to follow the advice."""

    def __init__(self, name):
        self.name = name
        self.healed = collections.Counter()     # rules that text can mend, and did
        self.left = collections.Counter()       # and those that it did not
        self.new = collections.defaultdict(list)  # rule -> cases that have it only now
        self.failed = []                        # cases in which the advice could not be followed

    def share_healed(self, is_meant):
        """Of the faults whose rules are meant, the share that is gone."""
        healed, left = (sum(count for rule, count in counter.items() if is_meant(rule))
                        for counter in (self.healed, self.left))
        return healed / (healed + left) if healed + left else 1.0


def raised(made):
    """apex -> the rules that its zone raises, notes too, and those that are errors or warnings."""
    reports = follow.judge({case.apex: zone_text.write(case.records, case.apex) for case in made}, "-v")
    return {apex: ({finding["rule"] for report in found.values() for finding in report["findings"]},
                   set(follow.counted(found))) for apex, found in reports.items()}


class Measure:
    def __init__(self, made, beyond=BEYOND_TEXT):
        self.cases = {case.apex: case for case in made}
        self.beyond = beyond
        self.before_zones = {case.apex: zone_text.write(case.records, case.apex) for case in made}
        self.before = follow.judge(self.before_zones)
        self.ways = {}
        self.after_zones = {}

    def is_beyond(self, rule, reports):
        """Can no text mend it there?"""
        if rule == "dns-txt-cut-at-semicolon" and not self.has_comment(reports):
            return True
        if rule in self.beyond or self.is_beside_beyond(rule, reports):
            return True
        if rule in BEYOND_TEXT_WITHOUT_SENDERS and any(
                report["records"]["spf"] and report["records"]["spf"]["text"] == "v=spf1 -all" for report in reports.values()):
            return True
        sends = any(report["role"] != "no-mail" for report in reports.values()
                    if any(finding["rule"] == rule for finding in report["findings"]))
        return sends and rule in BEYOND_TEXT_OF_SENDERS

    def has_comment(self, reports):
        """Is what was cut off still in the file?"""
        return any(record.type == "TXT" and ";" in record.rdata and '"' not in record.rdata
                   for name in reports for record in self.cases[follow.apex_of(name)].records)

    def is_beside_beyond(self, rule, reports):
        """Is it raised only by records that have an error beyond text? Such a record is left to a person as a whole."""
        findings = [finding for report in reports.values() for finding in report["findings"]]
        lost = {(finding["name"], finding["type"], finding["text"]) for finding in findings
                if finding["severity"] == "error" and finding["rule"] in self.beyond and finding["text"] is not None}
        return all((finding["name"], finding["type"], finding["text"]) in lost
                   for finding in findings if finding["rule"] == rule and finding["severity"] in follow.COUNTED)

    def contradictions(self):
        """Records for which the report has two different texts."""
        found = []
        for apex, reports in self.before.items():
            offered = collections.defaultdict(set)
            for report in reports.values():
                for change in report["remedies"]:
                    if change["action"] != "add":
                        offered[change["name"], change["type"], change["old"]].add(change["text"])
                for finding in report["findings"]:
                    fix = finding["fix"]
                    if fix and fix["name"] == finding["name"] and fix["type"] == finding["type"]:
                        offered[finding["name"], finding["type"], finding["text"]].add(fix["text"])
            found += [(self.cases[apex].label, key, texts) for key, texts in offered.items() if len(texts) > 1]
        return found

    def run(self, name):
        make = {"json": self.by_json, "patch": self.by_patch, "lines": self.by_lines, "safe": self.by_safe_patch}[name]
        way = self.ways[name] = Way(name)
        zones = self.after_zones[name] = make(way)
        after = follow.judge(zones)
        for apex, reports in self.before.items():
            old, new = follow.counted(reports), follow.counted(after[apex])
            for rule in old:
                if self.is_beyond(rule, reports) or (name == "patch" and rule in BEYOND_PATCH) or (self.cases[apex].alone and rule not in self.cases[apex].targets):
                    continue
                (way.left if new[rule] else way.healed)[rule] += 1
            for rule in new:
                if rule not in old and not self.is_beyond(rule, after[apex]):
                    way.new[rule].append(self.cases[apex].label)
        self.after = after
        return way

    def by_json(self, way):
        zones = {}
        for apex, reports in self.before.items():
            records = self.cases[apex].records
            try:
                records = follow.with_changes(records, follow.remedies_of(reports))
            except LookupError as error:
                way.failed.append((self.cases[apex].label, str(error)))
            zones[apex] = zone_text.write(records, apex)
        return zones

    def by_patch(self, way):
        return follow.patched(self.before_zones, "diff,unsafe")

    def by_safe_patch(self, way):
        return follow.patched(self.before_zones, "diff")

    def by_lines(self, way):
        zones = {}
        for apex, lines in follow.printed(self.before_zones).items():
            records = self.cases[apex].records
            for action, line in sorted(lines, key=lambda pair: pair[0] != "delete"):
                try:
                    records = zone_text.followed(records, action, line)
                except (LookupError, ValueError) as error:
                    way.failed.append((self.cases[apex].label, str(error)))
            zones[apex] = zone_text.write(records, apex)
        return zones

    def own_errors(self):
        """Offered texts that still have an error of their own that text can mend, after the last way that was run."""
        found = []
        for apex, reports in self.before.items():
            offered = {change["text"] for change in follow.remedies_of(reports)} - {None}
            for report in self.after[apex].values():
                found += [(self.cases[apex].label, finding["rule"], finding["text"]) for finding in report["findings"]
                          if finding["text"] in offered and finding["severity"] == "error" and
                          finding["rule"] not in self.beyond]
        return found

    def effects(self, apex):
        return " ".join(change["effect"] or "" for change in follow.remedies_of(self.before[apex]))

    def pass_sets(self, name, sound=None):
        """Cases in which an address passes SPF after the advice and did not before, or the reverse, and no effect says so."""
        changed, jobs = [], []
        for apex, text in self.after_zones[name].items():
            old, new = self.cases[apex].records, zone_text.read(text, apex)
            meant = sound(apex) if sound else old
            if meaning_rows(old) == meaning_rows(new):
                continue
            addresses = oracle.sampled(old, new, meant)
            changed.append(apex)
            jobs += [(records, apex, addresses) for records in (meant, new)]
        found, results = [], oracle.passing(jobs)
        for number, apex in enumerate(changed):
            (state, before), (_, after) = results[2 * number], results[2 * number + 1]
            if state == "valid" and before != after and "SPF" not in self.effects(apex):
                found.append((self.cases[apex].label, sorted(before - after), sorted(after - before)))
        return found

    def weaker_policies(self, name, sound=None):
        """Cases in which receivers of one kind or the other apply less after the advice, and no effect says so."""
        found = []
        for apex, text in self.after_zones[name].items():
            old, new = sound(apex) if sound else self.cases[apex].records, zone_text.read(text, apex)
            before, after = oracle.policies_of(old, apex), oracle.policies_of(new, apex)
            if any(b < a for a, b in zip(before, after)) and "DMARC" not in self.effects(apex):
                found.append((self.cases[apex].label, before, after))
        return found


def meaning_rows(records):
    return sorted(map(str, oracle.rows(records)))


def longer():
    """How many times as many cases as a quick run has."""
    return int(os.environ.get("MAILAUTH_ADVICE_TIMES", "1"))
