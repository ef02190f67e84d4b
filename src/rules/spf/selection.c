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
			"the record is exactly 255 octets long and ends here, without an \"all\": it was cut "
			"off");
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
			"another TXT record continues this one without v=spf1: receivers ignore it");
		finding_relate(run, finding, txt, "the continuation");
		if (spf->record->all || spf_find_term(spf->record, SPF_TERM_REDIRECT))
			continue; /* what is added behind them would never be reached */
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
		domain->txt->aliases.count) /* no record can stand beside an alias */
		return;
	if (domain->has_bounce_domain)
		report_finding(run, NULL, (struct span){ 0 },
			"%s has no SPF record; that of its bounce domain %s is checked for MAIL FROM",
			dns_name_text(run->arena, &domain->name),
			dns_name_text(run->arena, &domain->bounce_domain))
			->severity = SEVERITY_INFO;
	else if (domain->role == ROLE_NO_MAIL)
		finding_fix(report_finding(run, NULL, (struct span){ 0 },
				    "%s has no SPF record, so anybody can send in its name",
				    dns_name_text(run->arena, &domain->name)),
			&domain->name, DNS_TYPE_TXT, "v=spf1 -all");
	else
		report_finding(run, NULL, (struct span){ 0 }, "%s has no SPF record",
			dns_name_text(run->arena, &domain->name));
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
		"the domain has %zu SPF records", domain->spf_selected);
	fix = spf_merged(run, records, count);
	if (fix)
		finding_fix_text(finding, fix);
	for (size_t i = 1; i < count; i++) {
		finding_relate(run, finding, &records[i]->published, "another one");
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
			"name and TXT records of %s have %zu octets; more than %d may not fit into 512",
			dns_name_text(run->arena, &run->domain->name), octets, UDP_ROOM);
}

static void over_512(struct rule_run *run, const struct spf_subject *spf)
{
	if (spf->record->text.len > RECORD_MOST)
		report_finding(run, &spf->published, whole_text(&spf->published), "the record has %zu octets",
			spf->record->text.len);
}

static const struct rule rows[] = {
	{
		.id = "spf-version-not-terminated",
		PROBLEM_ROW(ERROR, SPF, SPF_VERSION_NOT_TERMINATED),
		.summary = "v=spf1 is followed by something other than a space or the end of the record",
		.message = "{} follows v=spf1; only a space can follow it",
		.why = "Receivers take a record for SPF only if \"v=spf1\" is followed by a space or by the "
		       "end of the record. They ignore this one: the result is none.",
		.help = "Put one space between v=spf1 and the first term.",
		.reference = "RFC 7208 section 4.5",
		.bad = SPF_EXAMPLE("v=spf1; mx -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-version-2",
		PROBLEM_ROW(ERROR, SPF, SPF_VERSION_WRONG),
		.summary = "the version section is not v=spf1",
		.message = "{} is not the version section v=spf1",
		.why = "Only records that begin with exactly \"v=spf1\" are selected; any other version is "
		       "ignored and the result is none.",
		.help = "Begin the record with v=spf1.",
		.reference = "RFC 7208 sections 4.5 and 12",
		.bad = SPF_EXAMPLE("v=spf2 mx -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-leading-space",
		PROBLEM_ROW(ERROR, SPF, SPF_LEADING_SPACE),
		.summary = "the record begins with white space",
		.message = "white space stands in front of v=spf1",
		.why = "A record has to begin with v=spf1; with a blank in front of it receivers discard it "
		       "and find no SPF record.",
		.help = "Remove the blanks at the start.",
		.reference = "RFC 7208 section 4.5",
		.bad = SPF_EXAMPLE(" v=spf1 mx -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-leading-bom-or-invisible",
		PROBLEM_ROW(ERROR, SPF, SPF_LEADING_INVISIBLE),
		.summary = "an invisible character stands in front of v=spf1",
		.message = "the invisible character {} stands in front of v=spf1",
		.why = "A byte order mark or zero-width character hides the record from receivers: it does "
		       "not begin with v=spf1, so it is discarded.",
		.help = "Type the record anew instead of pasting it.",
		.reference = "RFC 7208 sections 3.1 and 4.5",
		.bad = SPF_EXAMPLE("\\239\\187\\191v=spf1 mx -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-leading-quote",
		PROBLEM_ROW(ERROR, SPF, SPF_LEADING_QUOTE),
		.summary = "a quotation mark belongs to the data of the record",
		.message = "{} in front of v=spf1 is part of the published text",
		.why = "The quotes of a zone file were typed into a form that adds its own. The text then "
		       "begins with a quote, not with v=spf1, and receivers discard it.",
		.help = "Enter the text without quotes.",
		.reference = "RFC 7208 section 4.5",
		.bad = SPF_EXAMPLE("\\\"v=spf1 mx -all\\\""),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-embedded-after-other-text",
		PROBLEM_ROW(ERROR, SPF, SPF_EMBEDDED),
		.summary = "v=spf1 stands behind other text in the same record",
		.message = "{} stands in front of v=spf1 in the same TXT record",
		.why = "The strings of one TXT record are joined, so two texts became one. It does not begin "
		       "with v=spf1 and is no SPF record.",
		.help = "Publish two TXT records, one for each text.",
		.reference = "RFC 7208 sections 3.3 and 4.5",
		.bad = "@ TXT \"site-check=1234 \" \"v=spf1 mx -all\"",
		.good = "@ TXT \"site-check=1234\"\n@ TXT \"v=spf1 mx -all\"",
	},
	{
		.id = "spf-zone-line-pasted",
		PROBLEM_ROW(ERROR, SPF, SPF_ZONE_LINE_PASTED),
		.summary = "a line of a zone file was pasted as the value",
		.message = "{} belongs to a zone file, not to the text of the record",
		.why = "Name, TTL, class and type have fields of their own in a hosting panel. Pasted into "
		       "the value they stand in front of v=spf1, and receivers discard the record.",
		.help = "Enter only the text that begins with v=spf1.",
		.reference = "RFC 7208 section 4.5",
		.bad = SPF_EXAMPLE("3600 IN TXT v=spf1 mx -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-string-over-255",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_SPF,
		.check.spf = string_over_255,
		.summary = "a character-string of the record is longer than 255 octets",
		.why = "A character-string has one octet for its length. Servers refuse the zone, and "
		       "hosting panels cut the rest of the record off.",
		.help = "Write the text as several strings of one record; receivers join them with nothing "
			"in between.",
		.reference = "RFC 7208 section 3.3 and RFC 1035 section 3.3",
		.bad = "@ TXT \"v=spf1 " LONG240 " " LONG240B " -all\"",
		.good = "@ TXT \"v=spf1 ip4:192.0.2.1 \" \"ip4:198.51.100.7 -all\"",
	},
	{
		.id = "spf-truncated-at-255",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_SPF,
		.check.spf = truncated_at_255,
		.summary = "the record is exactly 255 octets long and ends within a term",
		.why = "Many panels accept 255 characters and silently drop the rest. What is left is a "
		       "broken record or one without its last terms.",
		.help = "Publish the whole text as several strings of one record.",
		.reference = "RFC 7208 section 3.3",
		.bad = SPF_EXAMPLE("v=spf1 " CUT255),
		.good = SPF_EXAMPLE("v=spf1 ip4:192.0.2.1 -all"),
	},
	{
		.id = "spf-split-into-rrs",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = split_into_records,
		.summary = "the continuation of the record stands in a TXT record of its own",
		.why = "A long record has to be several strings of one TXT record. A second TXT record that "
		       "does not begin with v=spf1 is ignored, and its terms are lost.",
		.help = "Join both texts in one record, as several strings.",
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
		.summary = "the domain has no SPF record",
		.why = "Receivers get the result none: they cannot tell the domain's mail from forged mail, "
		       "and large receivers refuse bulk mail from such domains.",
		.help = "Publish a record that names your senders, or v=spf1 -all for a domain that sends no "
			"mail.",
		.reference = "RFC 7208 sections 2.6.1 and 4.5",
		.bad = "@ TXT \"site-check=1234\"",
		.good = SPF_EXAMPLE("v=spf1 -all"),
	},
	{
		.id = "spf-multiple-records",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = multiple_records,
		.summary = "the domain has more than one SPF record",
		.why = "Receivers must not choose between them: every check ends in permerror, even if the "
		       "records say the same.",
		.help = "Merge the terms into one record and remove the others.",
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
		.summary = "the TXT records of the name do not fit into a 512-octet answer",
		.why = "Every TXT record of the name travels with the SPF record. Answers over 512 octets "
		       "need EDNS or TCP, which some receivers and firewalls do not manage.",
		.help = "Remove old verification records, or move networks behind an include.",
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
		.summary = "the record alone is longer than 512 octets",
		.why = "It cannot fit into a plain UDP answer, so receivers behind firewalls that block "
		       "large packets or TCP may not see it.",
		.help = "Split it with include or redirect.",
		.reference = "RFC 7208 section 3.4",
		.bad = "@ TXT \"v=spf1 " LONG240 " \" \"" LONG240B
		       " \" \"ip4:192.0.2.77 ip4:198.51.100.99 ip4:203.0.113.5 -all\"",
		.good = SPF_EXAMPLE("v=spf1 include:_spf.example.net -all"),
	},
};

RULE_FAMILY(spf_selection_rules, "SPF: the record", rows);
