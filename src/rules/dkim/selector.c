/* DKIM: what stands at the names of selectors, and how it is published (RFC 6376 section 3.6.2). */
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
					"the key of selector %s is spread over %zu TXT records",
					selector->selector, selector->keys.count),
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
		finding = report_finding(run, last, whole_text(last), "selector %s has %zu TXT records",
			selector->selector, selector->keys.count);
		for (size_t k = 0; k + 1 < selector->keys.count; k++)
			finding_relate(run, finding, &selector->keys.at[k].published, "another one");
		keep_only_valid(run, finding, selector);
	}
}

static void report_misplaced(struct rule_run *run, const struct published *txt)
{
	struct slice text = txt->txt->joined;

	if (slice_starts_nocase(slice_trim(text), "v=DKIM1"))
		report_finding(run, txt, whole_text(txt),
			"a DKIM key stands at %s, where no verifier looks for it",
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

	for (size_t i = 0; i < domain->txts.count; i++)
		report_misplaced(run, &domain->txts.at[i]);
	for (size_t i = 0; domain->domainkey && i < domain->domainkey->records.count; i++) {
		struct published *txt = arena_take(run->arena, sizeof *txt);

		*txt = published_txt(domain->domainkey, i);
		report_misplaced(run, txt);
	}
	for (size_t i = 0; domain->options->zone_names && i < domain->options->zone_names->stray_keys.count;
		i++)
		report_at_service_label(run, domain->options->zone_names->stray_keys.at[i]);
}

/* In a zone file both can stand; a server refuses the zone or drops one of them. */
static void cname_and_txt(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 0; domain->options->zone_names && i < domain->selectors.count; i++) {
		const struct dkim_selector *selector = &domain->selectors.at[i];

		if (selector->reply->aliases.count &&
			zone_names_owns_txt(domain->options->zone_names, &selector->name))
			report_finding(run, NULL, (struct span){ 0 }, "%s has a CNAME and a TXT record",
				dns_name_text(run->arena, &selector->name))
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
		if (dns_outcome_is_answer(outcome) && outcome != DNS_NXDOMAIN)
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
	struct finding *finding = report_finding(
		run, NULL, (struct span){ 0 }, "no key at %s", dns_name_text(run->arena, &selector->name));

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

	if (domain->exists && domain->domainkey && domain->domainkey->outcome == DNS_NXDOMAIN &&
		domain->role == ROLE_SENDS && domain_has_authors(domain) && !has_key(domain) &&
		!organization_has_names(domain))
		report_finding(run, NULL, (struct span){ 0 },
			"_domainkey.%s does not exist, so there is no DKIM key of any selector",
			dns_name_text(run->arena, &domain->name));
}

/* Of a zone file: receivers never read it there. */
static void adsp_elsewhere(struct rule_run *run)
{
	const struct strays *strays = strays_of(run->arena, run->domain, STRAY_ADSP);

	for (size_t i = 0; i < strays->list.count; i++)
		report_finding(run, &strays->list.at[i].published, whole_text(&strays->list.at[i].published),
			"an ADSP record, which was read at %s only and is read nowhere now",
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
		report_finding(run, txt, whole_text(txt), "an ADSP record, which no receiver reads any more");
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
		.summary = "a character-string of the record is longer than 255 octets",
		.why = "A character-string has one octet for its length. Servers refuse the zone, and "
		       "hosting panels cut the rest of the key off.",
		.help = "Write the text as several strings of one record; verifiers join them with nothing "
			"in between.",
		.reference = "RFC 6376 section 3.6.2.2 and RFC 1035 section 3.3",
		.bad = DKIM_EXAMPLE("v=DKIM1; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" PAD240),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-split-rrs",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = split_records,
		.summary = "the key is spread over several TXT records",
		.why = "A long key has to be several strings of one TXT record. Several records come in any "
		       "order, and verifiers take one of them.",
		.help = "Join them in one record, as several strings.",
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
		.summary = "a selector has more than one TXT record",
		.why = "What a verifier does then is undefined: it may take either record.",
		.help = "Keep one record; a second key needs a second selector.",
		.reference = "RFC 6376 section 3.6.2.2",
		.bad = "s1._domainkey TXT \"v=DKIM1; p=" KEY_RSA_1024
		       "\"\ns1._domainkey TXT \"v=DKIM1; p=" KEY_RSA_2048 "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-at-apex",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = at_apex,
		.summary = "a DKIM key stands at a name without a selector",
		.why = "Verifiers look at SELECTOR._domainkey and nowhere else.",
		.help = "Move the record to the selector that your mail server signs with.",
		.reference = "RFC 6376 section 3.6.2.1",
		.bad = "@ TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048 "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-cname-and-txt",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = cname_and_txt,
		.summary = "a selector has a CNAME and a TXT record",
		.why = "A name with a CNAME can have no other data: servers refuse the zone, or one of the "
		       "two is not seen.",
		.help = "Keep the CNAME if your provider manages the key, else the TXT record.",
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
		.summary = "there is no key at the given selector",
		.why = "Signatures that name this selector cannot be verified.",
		.help = "Publish the public key there, or correct the selector.",
		.reference = "RFC 6376 section 6.1.2",
		.bad = "s2._domainkey TXT \"v=DKIM1; p=" KEY_RSA_2048 "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-domainkey-nxdomain",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DOMAIN,
		.check.domain = domainkey_nxdomain,
		.confidence = LIKELY,
		.follows = "dkim-selector-missing,dkim-name-doubled,dkim-missing-domainkey-label,"
			   "dkim-misspelt-domainkey",
		.summary = "the domain has no DKIM key at all",
		.why = "Without DKIM, mail that is forwarded fails DMARC, and large receivers refuse bulk "
		       "mail. Some servers (rbldnsd, some load balancers) answer NXDOMAIN although names "
		       "exist below: with these there may be keys, which receivers may miss too.",
		.help = "Turn on DKIM signing where the mail is sent, and publish the key.",
		.reference = "RFC 8020 section 2 and RFC 6376 section 3.6.2.1",
		.bad = SPF_EXAMPLE("v=spf1 mx -all"),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-adsp",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_DOMAIN,
		.check.domain = adsp,
		.summary = "an ADSP record is left over",
		.why = "ADSP (RFC 5617) is historic since 2013; DMARC took its place.",
		.help = "Remove the record.",
		.reference = "RFC 5617",
		.bad = "_adsp._domainkey TXT \"dkim=all\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-udp-truncation",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DOMAIN,
		.check.domain = udp_truncation,
		.summary = "the answer at the selector is too large for UDP",
		.why = "Receivers have to ask again over TCP, which some firewalls block: for them the key "
		       "is missing.",
		.help = "Use a key of 2048 or 4096 bits, and keep one record at the selector.",
		.reference = "RFC 6891 section 6.2.5 and RFC 7766",
		.bad = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_8192),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_4096),
	},
};

RULE_FAMILY(dkim_selector_rules, "DKIM: selectors", rows);
