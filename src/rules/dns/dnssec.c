/* DNSSEC, as the AD bit of a validating resolver tells it, and why it rejects a zone (RFC 4033 to 4035). */
#include "dns/dnssec.h"

#include "rules/common.h"
#include "rules/families.h"

static const struct dns_reply *ask(
	struct rule_run *run, const struct dns_name *name, uint16_t type, bool unchecked)
{
	struct dns_question question = {
		.name = *name, .type = type, .way = { .aside = true, .checking_disabled = unchecked }
	};

	return facts_ask(run->domain->view, &question);
}

static void is_unsigned(struct rule_run *run)
{
	const struct dns_state *dns = &run->domain->dns;

	const struct dns_reply *soa;

	if (!dns->validating || !dns->has_apex)
		return;
	/* A denial may be unsigned in a signed zone (RFC 5155 section 9.2); the SOA is not. */
	soa = facts_get_aside(run->domain->view, &dns->apex, DNS_TYPE_SOA);
	if (dns_outcome_has_records(soa->outcome) && !soa->authenticated && !soa->from_zone_file)
		report_finding(run, NULL, (struct span){ 0 }, "the zone %s is not signed with DNSSEC",
			dns_name_text(run->arena, &dns->apex));
}

static void weak_alg(struct rule_run *run)
{
	const struct dns_state *dns = &run->domain->dns;
	const struct dns_reply *keys;

	if (!dns->has_apex || !dns->soa->authenticated)
		return;
	keys = ask(run, &dns->apex, DNS_TYPE_DNSKEY, false);
	for (size_t i = 0; i < keys->records.count; i++) {
		uint8_t algorithm = dnssec_algorithm(DNS_TYPE_DNSKEY, keys->records.at[i].data.rdata);

		if (!dnssec_algorithm_is_weak(algorithm))
			continue;
		report_finding(run, NULL, (struct span){ 0 },
			"the zone %s is signed with the deprecated algorithm %s",
			dns_name_text(run->arena, &dns->apex), dnssec_algorithm_text(algorithm));
		return;
	}
}

static bool matches_any(const struct dns_name *zone, struct slice ds, const struct dns_reply *keys)
{
	for (size_t i = 0; i < keys->records.count; i++)
		if (dnssec_ds_matches(zone, ds, keys->records.at[i].data.rdata))
			return true;
	return false;
}

static void ds_mismatch(struct rule_run *run)
{
	const struct dns_reply *ds, *keys;
	struct dns_name zone = run->domain->dns.bogus_zone;

	if (!run->domain->dns.bogus)
		return;
	ds = ask(run, &zone, DNS_TYPE_DS, false);
	keys = ask(run, &zone, DNS_TYPE_DNSKEY, true);
	if (!dns_outcome_has_records(ds->outcome) || !dns_outcome_is_answer(keys->outcome))
		return;
	for (size_t i = 0; i < ds->records.count; i++)
		if (matches_any(&zone, ds->records.at[i].data.rdata, keys))
			return;
	report_finding(run, NULL, (struct span){ 0 },
		"no DS record of %s matches a DNSKEY record of the zone", dns_name_text(run->arena, &zone));
}

static void expired(struct rule_run *run)
{
	const struct dns_reply *signatures;
	struct dns_name zone = run->domain->dns.bogus_zone;

	if (!run->domain->options->now || !run->domain->dns.bogus)
		return;
	signatures = ask(run, &zone, DNS_TYPE_RRSIG, true);
	for (size_t i = 0; i < signatures->records.count; i++) {
		enum dnssec_validity validity =
			dnssec_validity(signatures->records.at[i].data.rdata, run->domain->options->now);

		if (validity == DNSSEC_VALID_NOW)
			continue;
		report_finding(run, NULL, (struct span){ 0 }, "a DNSSEC signature of the zone %s %s",
			dns_name_text(run->arena, &zone),
			validity == DNSSEC_EXPIRED ? "has expired" : "is not yet valid");
		return;
	}
}

#define VALIDATING "; live\n; @answer . SOA answer ad\n"
#define SENDS "@ TXT \"v=spf1 a -all\"\n@ A 11.0.0.9\n"
#define BOGUS \
	"; live\n; @answer example.com TXT servfail ede=6\n; @answer example.com SOA servfail\n; @answer " \
	"example.com TXT answer cd\n" \
	"example.com.cd.invalid. TXT \"v=spf1 -all\"\n; @answer example.com SOA answer cd\n" \
	"example.com.cd.invalid. SOA ns h 1 2 3 4 5\n; @answer example.com DNSKEY answer cd\n" \
	"example.com.cd.invalid. DNSKEY \\# 36 0101030f" KEY "\n"
#define KEY "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
/* RRSIG over SOA by algorithm 15: expiration and inception, key tag, the root as signer, and no signature. */
#define SIGNATURE(expiration) \
	"; @answer example.com RRSIG answer cd\nexample.com.cd.invalid. RRSIG \\# 19 " \
	"00060f0200000e10" expiration "5f000000123400\n"

static const struct rule rows[] = {
	{
		.id = "dnssec-unsigned",
		.asks = true,
		DOMAIN_ROW(INFO, is_unsigned),
		.follows = "dane-tlsa-unsigned,dane-mx-unsigned",
		.summary = "zone is not signed with DNSSEC",
		.why = "An attacker between a resolver and the name servers can falsify answers. DANE "
		       "requires signed zones.",
		.help = "Enable DNSSEC at the DNS hosting provider and publish the DS record at the "
			"registrar.",
		.reference = "RFC 4033 section 3",
		.bad = VALIDATING SENDS,
		.good = VALIDATING "; @answer example.com SOA answer ad\n" SENDS,
	},
	{
		.id = "dnssec-weak-alg",
		.asks = true,
		DOMAIN_ROW(WARNING, weak_alg),
		.summary = "zone is signed with a deprecated algorithm",
		.why = "Some resolvers do not validate SHA-1 or DSA signatures. For them the zone is "
		       "unsigned, and DANE does not work.",
		.help = "Sign the zone with ECDSAP256SHA256 (13) or ED25519 (15).",
		.reference = "RFC 8624 section 3.1",
		.bad = VALIDATING
		"; @answer example.com SOA answer ad\n; @answer example.com DNSKEY answer ad\n"
		"@ DNSKEY \\# 36 01010305" KEY "\n" SENDS,
		.good = VALIDATING
		"; @answer example.com SOA answer ad\n; @answer example.com DNSKEY answer ad\n"
		"@ DNSKEY \\# 36 0101030f" KEY "\n" SENDS,
	},
	{
		.id = "dnssec-ds-mismatch",
		.asks = true,
		DOMAIN_ROW(ERROR, ds_mismatch),
		.summary = "no DS record in the parent zone matches a key of the zone",
		.why = "Validating resolvers return SERVFAIL for every name in the zone. This usually "
		       "happens after a change of the DNS hosting provider, when the old DS record is "
		       "still at the registrar.",
		.help = "Replace the DS record at the registrar with the DS record of the current key, "
			"or remove the DS record.",
		.reference = "RFC 4035 section 5.2",
		.bad = BOGUS "; @answer example.com DS answer\n@ DS \\# 36 12340f02" KEY,
		.good = SENDS,
	},
	{
		.id = "dnssec-expired",
		.asks = true,
		DOMAIN_ROW(ERROR, expired),
		.summary = "DNSSEC signature of the zone has expired or is not yet valid",
		.why = "Validating resolvers return SERVFAIL for the signed records.",
		.help = "Sign the zone again and check the clock of the signing name server.",
		.reference = "RFC 4034 section 3.1.5",
		.bad = BOGUS SIGNATURE("60000000"),
		.good = SENDS,
	},
};

RULE_FAMILY(dnssec_rules, "DNSSEC", rows);
