/* DKIM: what is at the names of selectors, and how it is published (RFC 6376 section 3.6.2). */
#include "base/nearest.h"
#include "check/domain.h"
#include "check/rule.h"
#include "dmarc/suffix_list.h"
#include "rules/common.h"
#include "rules/example_text.h"
#include "rules/families.h"

#include <string.h>

enum { UDP_SIZE = 1232, HEADER_SIZE = 12, RR_SIZE = 12 };

static void string_over_255(struct rule_run *run, const struct dkim_subject *dkim)
{
	report_long_strings(run, &dkim->published);
}

/* Two halves have one order only; when they make a key together, that is the record. */
static void offer_joined(struct rule_run *run, struct finding *finding, const struct dkim_selector *selector)
{
	const struct published *halves[2];
	const char *text;

	if (selector->keys.count != 2)
		return;
	for (size_t i = 0; i < 2; i++)
		halves[i] = &selector->keys.at[i].published;
	if (dkim_is_base64_only(halves[0]->txt->joined)) {
		const struct published *first = halves[1];

		halves[1] = halves[0];
		halves[0] = first;
	}
	text = arena_printf(run->arena, "%.*s%.*s", (int)halves[0]->txt->joined.len,
		(const char *)halves[0]->txt->joined.at, (int)halves[1]->txt->joined.len,
		(const char *)halves[1]->txt->joined.at);
	if (!dkim_parse(run->arena, dns_txt_of(run->arena, slice_of(text)))->bits)
		return;
	finding_fix_text(finding, text);
	*arena_append(run->arena, &finding->deletes) = &selector->keys.at[1].published;
}

static void split_records(struct rule_run *run)
{
	for (size_t i = 0; i < run->domain->selectors.count; i++) {
		const struct dkim_selector *selector = &run->domain->selectors.at[i];
		const struct published *first = selector->keys.count ? &selector->keys.at[0].published : NULL;

		if (dkim_selector_is_split(selector))
			offer_joined(run,
				report_finding(run, first, whole_text(first),
					"the key is split over %zu TXT records", selector->keys.count),
				selector);
	}
}

/* The only record of a selector that verifiers can use; NULL when there are several, or none. */
static const struct dkim_subject *only_valid(const struct dkim_selector *selector)
{
	const struct dkim_subject *only = NULL;

	for (size_t i = 0; i < selector->keys.count; i++) {
		if (!selector->keys.at[i].key->valid)
			continue;
		if (only && !slice_equal(only->key->bytes, selector->keys.at[i].key->bytes))
			return NULL;
		only = only ? only : &selector->keys.at[i];
	}
	return only;
}

/* What is no key goes, and the same key in other words; which of two keys is in use, DNS does not tell. */
static void keep_only_valid(
	struct rule_run *run, struct finding *finding, const struct dkim_selector *selector)
{
	const struct dkim_subject *only = only_valid(selector);

	for (size_t i = 0; only && i < selector->keys.count; i++)
		if (&selector->keys.at[i] != only)
			*arena_append(run->arena, &finding->deletes) = &selector->keys.at[i].published;
}

static void multiple_records(struct rule_run *run)
{
	for (size_t i = 0; i < run->domain->selectors.count; i++) {
		const struct dkim_selector *selector = &run->domain->selectors.at[i];
		const struct published *last;
		struct finding *finding;

		if (selector->keys.count < 2 || dkim_selector_is_split(selector))
			continue;
		last = &selector->keys.at[selector->keys.count - 1].published;
		finding = report_finding(run, last, whole_text(last),
			"%zu TXT records at the selector; only one is allowed", selector->keys.count);
		for (size_t k = 0; k + 1 < selector->keys.count; k++)
			finding_relate(run, finding, &selector->keys.at[k].published, "another record");
		keep_only_valid(run, finding, selector);
	}
}

static void report_misplaced(struct rule_run *run, const struct published *txt)
{
	struct slice text = txt->txt->joined;

	if (slice_starts_nocase(slice_trim(text), "v=DKIM1"))
		report_finding(run, txt, whole_text(txt),
			"DKIM key record at %s; verifiers do not look there",
			dns_name_text(run->arena, &txt->name));
}

/* A key of a zone file at _dkim or the like below the domain: which selector it is of is not known. */
static void report_at_service_label(struct rule_run *run, uint32_t number)
{
	const struct domain *domain = run->domain;
	struct dns_name name = zone_set_name(domain->options->zone_names->zones, number),
			parent = dns_name_parent(&name);
	struct nearest nearest = { .word = dns_name_first_label(&name) };
	const struct dns_reply *reply;

	nearest_offer(&nearest, "_domainkey");
	nearest_offer(&nearest, "_dkim");
	if (!nearest.best || slice_is(nearest.word, "_domainkey") || nearest.word.at[0] != '_' ||
		!dns_name_equal(&parent, &domain->name))
		return;
	reply = facts_get_aside(domain->view, &name, DNS_TYPE_TXT);
	for (size_t i = 0; i < reply->records.count; i++) {
		struct published *txt = arena_take(run->arena, sizeof *txt);

		*txt = published_txt(reply, i);
		report_misplaced(run, txt);
	}
}

static void at_apex(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct zone_names *names = domain->options->zone_names;
	const uint32_t *below = NULL;
	size_t count = 0;

	for (size_t i = 0; i < domain->txts.count; i++)
		report_misplaced(run, &domain->txts.at[i]);
	for (size_t i = 0; domain->domainkey && i < domain->domainkey->records.count; i++) {
		struct published *txt = arena_take(run->arena, sizeof *txt);

		*txt = published_txt(domain->domainkey, i);
		report_misplaced(run, txt);
	}
	if (names)
		below = zone_names_below(names, &names->stray_keys, &domain->name, &count);
	for (size_t i = 0; below && i < count; i++)
		report_at_service_label(run, below[i]);
}

/* A zone file can have both; a server refuses the zone or drops one of them. */
static void cname_and_txt(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 0; domain->options->zone_names && i < domain->selectors.count; i++) {
		const struct dkim_selector *selector = &domain->selectors.at[i];

		if (selector->reply->aliases.count &&
			zone_names_owns_txt(domain->options->zone_names, &selector->name))
			report_finding(run, NULL, (struct span){ 0 },
				"the selector has both a CNAME and a TXT record")
				->name = selector->name;
	}
}

/* A domain above, up to the organization's, has names below its _domainkey: mail may be signed for it (RFC 9989 section 4.4). */
static bool organization_has_names(const struct domain *domain)
{
	struct dns_name top = suffix_list_organizational_domain(domain->options->suffixes, &domain->name),
			domainkey;

	for (struct dns_name at = domain->name; at.len > top.len;) {
		enum dns_outcome outcome;

		at = dns_name_parent(&at);
		if (!dns_name_prepend("_domainkey", &at, &domainkey))
			continue;
		outcome = facts_get(domain->view, &domainkey, DNS_TYPE_TXT)->outcome;
		if (dns_outcome_is_answer(outcome) && !dns_outcome_has_no_name(outcome))
			return true;
	}
	return false;
}

/* In the zone files a domain above this one has the selector. */
static bool ancestor_has_selector(const struct domain *domain, const char *selector)
{
	const struct zone_names *names = domain->options->zone_names;
	struct dns_name above = dns_name_parent(&domain->name);

	for (; names && above.len > 1; above = dns_name_parent(&above)) {
		size_t count;
		const struct zone_selector *selectors = zone_names_selectors(names, &above, &count);

		for (size_t i = 0; i < count; i++)
			if (strcmp(selectors[i].selector, selector) == 0)
				return true;
	}
	return false;
}

static void report_missing(struct rule_run *run, const struct dkim_selector *selector)
{
	const struct dkim_pair *pair = run->domain->options->pair;
	struct finding *finding = report_finding(run, NULL, (struct span){ 0 }, "no key record at %s",
		dns_name_text(run->arena, &selector->name));

	finding->name = selector->name;
	if (pair)
		finding_fix(finding, &selector->name, DNS_TYPE_TXT, pair->record);
}

static void selector_missing(struct rule_run *run)
{
	for (size_t i = 0; i < run->domain->selectors.count; i++) {
		const struct dkim_selector *selector = &run->domain->selectors.at[i];

		if (selector->origin == SELECTOR_GIVEN && selector->status == DKIM_STATUS_MISSING &&
			!selector->reply->aliases.count &&
			!ancestor_has_selector(run->domain, selector->selector))
			report_missing(run, selector);
	}
}

static bool has_key(const struct domain *domain)
{
	for (size_t i = 0; i < domain->selectors.count; i++)
		if (domain->selectors.at[i].keys.count)
			return true;
	return false;
}

/* Mail from host and bounce names is signed with the key of their organization. */
static void domainkey_nxdomain(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	if (domain->exists && domain->domainkey && dns_outcome_has_no_name(domain->domainkey->outcome) &&
		domain_sends(domain) && domain_has_authors(domain) && !has_key(domain) &&
		!organization_has_names(domain))
		report_finding(run, NULL, (struct span){ 0 }, "no DKIM keys: _domainkey.%s does not exist",
			dns_name_text(run->arena, &domain->name));
}

/* Of a zone file: receivers never read it there. */
static void adsp_elsewhere(struct rule_run *run)
{
	const struct strays *strays = strays_of(run->arena, run->domain, STRAY_ADSP);

	for (size_t i = 0; i < strays->list.count; i++)
		report_finding(run, &strays->list.at[i].published, whole_text(&strays->list.at[i].published),
			"obsolete ADSP record; it was never read except at %s",
			dns_name_text(run->arena, &strays->list.at[i].right));
}

static void adsp(struct rule_run *run)
{
	const struct dns_reply *reply = run->domain->adsp;

	for (size_t i = 0; reply && i < reply->records.count; i++) {
		const struct dns_record *record = &reply->records.at[i];
		struct published *txt;

		if (!slice_starts_nocase(slice_trim(record->data.txt->joined), "dkim="))
			continue;
		txt = arena_take(run->arena, sizeof *txt);
		*txt = published_txt(reply, i);
		report_finding(run, txt, whole_text(txt), "obsolete ADSP record; receivers do not read it");
	}
	adsp_elsewhere(run);
}

static void udp_truncation(struct rule_run *run)
{
	for (size_t i = 0; i < run->domain->selectors.count; i++) {
		const struct dkim_selector *selector = &run->domain->selectors.at[i];
		const struct published *first = selector->keys.count ? &selector->keys.at[0].published : NULL;
		size_t octets = HEADER_SIZE;

		for (size_t k = 0; k < selector->keys.count; k++)
			octets += RR_SIZE + selector->name.len +
				  selector->keys.at[k].published.txt->joined.len +
				  selector->keys.at[k].published.txt->ends.count;
		if (first && (octets > UDP_SIZE || selector->reply->truncated))
			report_finding(run, first, whole_text(first),
				"the answer has about %zu octets and needs TCP", octets);
	}
}

static const struct rule rows[] = {
	{
		.id = "dkim-string-over-255",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DKIM,
		.check.dkim = string_over_255,
		.summary = "character-string of the key record is longer than 255 octets",
		.why = "A character-string holds at most 255 octets. Name servers refuse to load the zone, "
		       "and some DNS hosting services cut off the rest of the key.",
		.help = "Split the text into several strings of one TXT record. Verifiers join them without a "
			"space.",
		.reference = "RFC 6376 section 3.6.2.2 and RFC 1035 section 3.3",
		.bad = DKIM_EXAMPLE("v=DKIM1; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" PAD240),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-split-rrs",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = split_records,
		.summary = "key is split over several TXT records",
		.why = "A long key must be several strings of one TXT record. Several records arrive in any "
		       "order, and verifiers do not join them.",
		.help = "Join the TXT records into one record with several strings.",
		.reference = "RFC 6376 section 3.6.2.2",
		.bad = "s1._domainkey TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048_HEAD
		       "\"\ns1._domainkey TXT \"" KEY_RSA_2048_TAIL "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-multiple-records",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = multiple_records,
		.summary = "more than one TXT record at a selector",
		.why = "With several records at a selector the result is undefined. Verifiers may use any of "
		       "them.",
		.help = "Keep one key record, and publish a second key at a second selector.",
		.reference = "RFC 6376 sections 3.6.2.2 and 6.1.2",
		.bad = "s1._domainkey TXT \"v=DKIM1; p=" KEY_RSA_1024
		       "\"\ns1._domainkey TXT \"v=DKIM1; p=" KEY_RSA_2048 "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-at-apex",
		.asks = true,
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = at_apex,
		.summary = "DKIM key record at a name without a selector",
		.why = "Verifiers look for a key at SELECTOR._domainkey.DOMAIN and nowhere else.",
		.help = "Move the key record to the selector that your mail server signs with.",
		.reference = "RFC 6376 section 3.6.2.1",
		.bad = "@ TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048 "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-cname-and-txt",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = cname_and_txt,
		.summary = "selector has both a CNAME and a TXT record",
		.why = "A name with a CNAME record cannot have other records. Name servers refuse to load the "
		       "zone, or ignore one of the two records.",
		.help = "Keep the CNAME record if your provider manages the key. Otherwise keep the TXT record.",
		.reference = "RFC 1034 section 3.6.2 and RFC 2181 section 10.1",
		.bad = "s1._domainkey CNAME s1._domainkey.example.net.\ns1._domainkey TXT \"v=DKIM1; p=" KEY_RSA_2048
		       "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-selector-missing",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = selector_missing,
		.follows = "dns-domain-nxdomain,dkim-name-doubled,dkim-missing-domainkey-label,"
			   "dkim-misspelt-domainkey",
		.summary = "no key record at the selector",
		.why = "Every signature that names this selector fails.",
		.help = "Publish the public key at this selector, or correct the name of the selector.",
		.reference = "RFC 6376 section 6.1.2",
		.bad = "; with --selector s1\ns2._domainkey TXT \"v=DKIM1; p=" KEY_RSA_2048 "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-domainkey-nxdomain",
		.asks = true,
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DOMAIN,
		.check.domain = domainkey_nxdomain,
		.confidence = LIKELY,
		.follows = "dkim-selector-missing,dkim-name-doubled,dkim-missing-domainkey-label,"
			   "dkim-misspelt-domainkey",
		.summary = "domain has no DKIM keys",
		.why = "Without DKIM, forwarded mail fails DMARC, and large receivers reject bulk mail. Some "
		       "name servers (rbldnsd, some load balancers) wrongly answer that _domainkey does not "
		       "exist. If this is one of them, keys may exist, but some receivers do not find them.",
		.help = "Enable DKIM signing on the servers that send mail, and publish the public key.",
		.reference = "RFC 8020 section 2 and RFC 6376 section 3.6.2.1",
		.bad = SPF_EXAMPLE("v=spf1 mx -all"),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-adsp",
		.asks = true,
		.severity = SEVERITY_INFO,
		.scope = SCOPE_DOMAIN,
		.check.domain = adsp,
		.summary = "obsolete ADSP record",
		.why = "ADSP (RFC 5617) has been historic since 2013, and DMARC replaced it. Receivers do not "
		       "read ADSP records.",
		.help = "Remove the ADSP record.",
		.reference = "RFC 5617",
		.bad = "_adsp._domainkey TXT \"dkim=all\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-udp-truncation",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DOMAIN,
		.check.domain = udp_truncation,
		.summary = "answer for the key record is too large for UDP",
		.why = "Resolvers must ask again over TCP, which some firewalls block. Receivers with such a "
		       "firewall find no key.",
		.help = "Use a key of 2048 or 4096 bits, and keep one record at the selector.",
		.reference = "RFC 6891 section 6.2.5 and RFC 7766 section 5",
		.bad = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_8192),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_4096),
	},
};

RULE_FAMILY(dkim_selector_rules, "DKIM: selectors", rows);
