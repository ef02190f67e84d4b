/* SPF: is there one record, and is it one (RFC 7208 section 4.5)? */
#include "base/ascii.h"
#include "check/claims.h"
#include "check/rule.h"
#include "rules/common.h"
#include "rules/example_text.h"
#include "rules/families.h"
#include "rules/spf/merge.h"

enum {
	UDP_ROOM =
		450, /* octets of name and TXT data that fit into 512 with the headers (RFC 7208 section 3.4) */
	RECORD_MOST = 512,
};

static void string_over_255(struct rule_run *run, const struct spf_subject *spf)
{
	report_long_strings(run, &spf->published);
}

/* Ends in a whole term that nobody would miss the end of? Only "all" and a redirect close a record. */
static void truncated_at_255(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_record *record = spf->record;
	uint32_t length = (uint32_t)record->text.len;

	if (length != DNS_STRING_MOST || !record->terms.count || record->all ||
		record->text.at[length - 1] == ' ')
		return;
	if (record->terms.at[record->terms.count - 1].kind != SPF_TERM_REDIRECT)
		report_finding(run, &spf->published, record->terms.at[record->terms.count - 1].span,
			"the record is truncated at 255 octets");
}

/* A text of nothing but SPF terms, without the version. */
static bool is_term_list(struct rule_run *run, struct slice text)
{
	const char *with_version =
		arena_printf(run->arena, "v=spf1 %.*s", (int)text.len, (const char *)text.at);
	const struct spf_record *record =
		spf_parse(run->arena, dns_txt_of(run->arena, slice_of(with_version)), &run->domain->name);

	return record->valid && record->terms.count && !spf_find_term(record, SPF_TERM_UNKNOWN_MODIFIER);
}

static void split_into_records(struct rule_run *run)
{
	const struct spf_subject *spf = domain_spf(run->domain);

	for (size_t i = 0; spf && i < run->domain->txts.count; i++) {
		const struct published *txt = &run->domain->txts.at[i];
		struct finding *finding;

		if (!txt->txt->joined.len || spf_is_selected(txt->txt->joined) ||
			!is_term_list(run, txt->txt->joined))
			continue;
		finding = report_finding(run, &spf->published, whole_text(&spf->published),
			"the record continues in another TXT record");
		finding_relate(run, finding, txt, "the continuation");
		if (spf->record->all || spf_find_term(spf->record, SPF_TERM_REDIRECT))
			continue; /* what is added after them would never be reached */
		finding_fix_text(
			finding, arena_printf(run->arena, "%.*s%s%.*s", (int)spf->record->text.len,
					 (const char *)spf->record->text.at,
					 spf->record->text.at[spf->record->text.len - 1] == ' ' ? "" : " ",
					 (int)txt->txt->joined.len, (const char *)txt->txt->joined.at));
		*arena_append(run->arena, &finding->deletes) = txt;
	}
}

static void none(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	if (!dns_outcome_is_answer(domain->txt->outcome) || !domain->exists || domain->spf.count ||
		domain_needs_no_records(domain) ||
		(domain->bounce_domain_unknown && !domain->has_bounce_domain) ||
		domain->txt->aliases.count) /* no record is allowed beside a CNAME */
		return;
	if (domain->has_bounce_domain)
		report_finding(run, NULL, (struct span){ 0 },
			"%s has no SPF record; receivers check its bounce domain %s",
			dns_name_text(run->arena, &domain->name),
			dns_name_text(run->arena, &domain->bounce_domain))
			->severity = SEVERITY_INFO;
	else {
		struct finding *finding = report_finding(run, NULL, (struct span){ 0 },
			"%s has no SPF record", dns_name_text(run->arena, &domain->name));

		if (domain->role == ROLE_NO_MAIL)
			finding_fix(finding, &domain->name, DNS_TYPE_TXT, "v=spf1 -all");
	}
}

static void multiple_records(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct spf_subject **records;
	struct finding *finding;
	size_t count = 0;
	const char *fix;

	if (domain->spf_selected < 2)
		return;
	records = arena_take_array(run->arena, domain->spf_selected, sizeof *records);
	for (size_t i = 0; i < domain->spf.count; i++)
		if (spf_is_own(&domain->spf.at[i]))
			records[count++] = &domain->spf.at[i];
	finding = report_finding(run, &records[0]->published, whole_text(&records[0]->published),
		"%zu SPF records; only one is allowed", domain->spf_selected);
	fix = spf_merged(run, records, count);
	if (fix)
		finding_fix_text(finding, fix);
	for (size_t i = 1; i < count; i++) {
		finding_relate(run, finding, &records[i]->published, "another SPF record");
		if (fix)
			*arena_append(run->arena, &finding->deletes) = &records[i]->published;
	}
}

static void over_450(struct rule_run *run)
{
	const struct spf_subject *spf = domain_spf(run->domain);
	size_t octets = run->domain->name.len;

	for (size_t i = 0; i < run->domain->txts.count; i++)
		octets += run->domain->txts.at[i].txt->joined.len + run->domain->txts.at[i].txt->ends.count;
	if (spf && octets > UDP_ROOM)
		report_finding(run, NULL, (struct span){ 0 },
			"the TXT records have %zu octets; at most %d are safe", octets, UDP_ROOM);
}

static void over_512(struct rule_run *run, const struct spf_subject *spf)
{
	if (spf->record->text.len > RECORD_MOST)
		report_finding(run, &spf->published, whole_text(&spf->published),
			"the record has %zu octets; plain UDP holds %d", spf->record->text.len, RECORD_MOST);
}

static const struct rule rows[] = {
	{
		.id = "spf-version-not-terminated",
		PROBLEM_ROW(ERROR, SPF, SPF_VERSION_NOT_TERMINATED),
		.summary = "\"v=spf1\" is not followed by a space",
		.message = "v=spf1 must be followed by a space, not {}",
		.why = "Receivers use a record only if \"v=spf1\" is followed by a space or by the end of "
		       "the record. They ignore this record, and the SPF result is none.",
		.help = "Write a space between `v=spf1` and the first term.",
		.reference = "RFC 7208 section 4.5",
		.bad = SPF_EXAMPLE("v=spf1; mx -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-version-2",
		PROBLEM_ROW(ERROR, SPF, SPF_VERSION_WRONG),
		.summary = "record does not begin with \"v=spf1\"",
		.message = "invalid version {}; expected v=spf1",
		.why = "Receivers use only records that begin with \"v=spf1\". They ignore this record, and "
		       "the SPF result is none.",
		.help = "Begin the record with `v=spf1`.",
		.reference = "RFC 7208 section 4.5",
		.bad = SPF_EXAMPLE("v=spf2 mx -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-leading-space",
		PROBLEM_ROW(ERROR, SPF, SPF_LEADING_SPACE),
		.summary = "record begins with whitespace",
		.message = "whitespace before v=spf1",
		.why = "Receivers use only records that begin with \"v=spf1\". They ignore this record, and "
		       "the SPF result is none.",
		.help = "Remove the whitespace at the beginning of the record.",
		.reference = "RFC 7208 section 4.5",
		.bad = SPF_EXAMPLE(" v=spf1 mx -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-leading-bom-or-invisible",
		PROBLEM_ROW(ERROR, SPF, SPF_LEADING_INVISIBLE),
		.summary = "invisible character comes before \"v=spf1\"",
		.message = "invisible character {} before v=spf1",
		.why = "A byte order mark or a zero-width character was pasted with the text. The record "
		       "does not begin with \"v=spf1\", so receivers ignore it, and the SPF result is none.",
		.help = "Remove the invisible character, or type the record again.",
		.reference = "RFC 7208 sections 3.1 and 4.5",
		.bad = SPF_EXAMPLE("\\239\\187\\191v=spf1 mx -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-leading-quote",
		PROBLEM_ROW(ERROR, SPF, SPF_LEADING_QUOTE),
		.summary = "record begins with a quotation mark",
		.message = "quotation mark before v=spf1",
		.why = "Web forms for DNS records need no quotation marks; these were probably copied from a zone file. The record does not begin with \"v=spf1\", so receivers ignore it, and the SPF result is none.",
		.help = "Enter the text of the record without quotation marks.",
		.reference = "RFC 7208 section 4.5",
		.bad = SPF_EXAMPLE("\\\"v=spf1 mx -all\\\""),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-embedded-after-other-text",
		PROBLEM_ROW(ERROR, SPF, SPF_EMBEDDED),
		.summary = "other text comes before \"v=spf1\" in the same record",
		.message = "other text comes before v=spf1",
		.why = "Receivers join the strings of a TXT record. The joined text does not begin with "
		       "\"v=spf1\", so receivers ignore it, and the SPF result is none.",
		.help = "Publish two TXT records, one for each text.",
		.reference = "RFC 7208 sections 3.3 and 4.5",
		.bad = "@ TXT \"site-check=1234 \" \"v=spf1 mx -all\"",
		.good = "@ TXT \"site-check=1234\"\n@ TXT \"v=spf1 mx -all\"",
	},
	{
		.id = "spf-zone-line-pasted",
		PROBLEM_ROW(ERROR, SPF, SPF_ZONE_LINE_PASTED),
		.summary = "line of a zone file was pasted as the text of the record",
		.message = "{} is part of a zone file line",
		.why = "The web form of a DNS hosting service has separate fields for name, TTL, class and type. With these in the text, the record does not begin with \"v=spf1\", so receivers ignore it, and the SPF result is none.",
		.help = "Enter only the text that begins with `v=spf1`.",
		.reference = "RFC 7208 section 4.5",
		.bad = SPF_EXAMPLE("3600 IN TXT v=spf1 mx -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-string-over-255",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_SPF,
		.check.spf = string_over_255,
		.summary = "character-string of the record is longer than 255 octets",
		.why = "A character-string holds at most 255 octets. Name servers refuse to load the zone, and some DNS hosting services cut off the rest of the record.",
		.help = "Split the text into several strings of one TXT record. Receivers join them without a space.",
		.reference = "RFC 7208 section 3.3 and RFC 1035 section 3.3",
		.bad = "@ TXT \"v=spf1 " LONG240 " " LONG240B " -all\"",
		.good = "@ TXT \"v=spf1 ip4:192.0.2.1 \" \"ip4:198.51.100.7 -all\"",
	},
	{
		.id = "spf-truncated-at-255",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_SPF,
		.check.spf = truncated_at_255,
		.summary = "record is truncated at 255 octets",
		.why = "Some DNS hosting services keep only the first 255 octets of a text. The last terms of the record are missing or invalid.",
		.help = "Publish the whole text as several strings of one TXT record.",
		.reference = "RFC 7208 section 3.3",
		.bad = SPF_EXAMPLE("v=spf1 " CUT255),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.1 -all"),
	},
	{
		.id = "spf-split-into-rrs",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = split_into_records,
		.summary = "record continues in a second TXT record",
		.why = "Receivers ignore a TXT record that does not begin with \"v=spf1\", so its terms have "
		       "no effect. A long record must be several strings of one TXT record.",
		.help = "Join the two TXT records into one record with several strings.",
		.reference = "RFC 7208 section 3.3",
		.bad = "@ TXT \"v=spf1 ip4:192.0.2.1 \"\n@ TXT \"ip4:198.51.100.7 include:_spf.example.net "
		       "-all\"",
		.good = "@ TXT \"v=spf1 ip4:192.0.2.1 \" \"ip4:198.51.100.7 -all\"",
	},
	{
		.id = "spf-none",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DOMAIN,
		.check.domain = none,
		.follows = "spf-type99-only,spf-at-wrong-name",
		.also = ALSO(INFO),
		.summary = "domain has no SPF record",
		.why = "The SPF result is none for all mail. Gmail, Yahoo, Microsoft and Apple require SPF from bulk senders.",
		.help = "Publish an SPF record that lists your senders, or `v=spf1 -all` for a domain that "
			"sends no mail.",
		.reference = "RFC 7208 sections 2.6.1 and 4.5",
		.bad = "@ TXT \"site-check=1234\"",
		.good = SPF_EXAMPLE("v=spf1 -all"),
	},
	{
		.id = "spf-multiple-records",
		.asks = true,
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = multiple_records,
		.summary = "more than one SPF record",
		.why = "Receivers do not choose one of the records. They return permerror for all mail, even "
		       "if the records authorize the same senders.",
		.help = "Merge the terms into one record, and remove the other records.",
		.reference = "RFC 7208 sections 3.2 and 4.5",
		.bad = "@ TXT \"v=spf1 mx -all\"\n@ TXT \"v=spf1 ip4:192.0.2.1 -all\"",
		.good = SPF_EXAMPLE("v=spf1 mx ip4:192.0.2.1 -all"),
	},
	{
		.id = "spf-record-over-450",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DOMAIN,
		.check.domain = over_450,
		.follows = "spf-record-over-512",
		.summary = "TXT records of the name may not fit into a 512-octet answer",
		.why = "An answer contains all TXT records of the name. Answers with more than 512 octets "
		       "need EDNS or TCP, and some firewalls block both. Receivers can then miss the SPF "
		       "record.",
		.help = "Remove old verification records, or move networks to a record that you include.",
		.reference = "RFC 7208 section 3.4",
		.bad = "@ TXT \"v=spf1 ip4:192.0.2.1 -all\"\n@ TXT \"site-check=" PAD240
		       "\"\n@ TXT \"other-check=" PAD240 "\"",
		.good = "@ TXT \"v=spf1 ip4:192.0.2.1 -all\"\n@ TXT \"site-check=1234\"",
	},
	{
		.id = "spf-record-over-512",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = over_512,
		.summary = "SPF record is longer than 512 octets",
		.why = "The record does not fit into a 512-octet UDP answer. Receivers that cannot use EDNS "
		       "or TCP because of a firewall do not see it.",
		.help = "Move a part of the terms to a second SPF record, and refer to it with `include`.",
		.reference = "RFC 7208 section 3.4",
		.bad = "@ TXT \"v=spf1 " LONG240 " \" \"" LONG240B
		       " \" \"ip4:192.0.2.77 ip4:198.51.100.99 ip4:203.0.113.5 -all\"",
		.good = SPF_EXAMPLE("v=spf1 include:_spf.example.net -all"),
	},
};

RULE_FAMILY(spf_selection_rules, "SPF: the record", rows);
