/* What DNS itself gets wrong before any mail rule is looked at. */
#include "check/domain.h"
#include "check/rule.h"
#include "rules/families.h"

static void nxdomain(struct rule_run *run)
{
	if (!run->domain->exists)
		report_finding(run, NULL, (struct span){ 0 }, "the domain %s does not exist (NXDOMAIN)",
			dns_name_text(run->arena, &run->domain->name));
}

/* "TXT v=spf1 mx -all" without quotes: every word is a string, and strings are joined without spaces. */
static void unquoted_blanks(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 0; i < domain->txts.count; i++) {
		const struct published *txt = &domain->txts.at[i];
		struct bytes text = { 0 };

		if (txt->txt->ends.count < 2 ||
			!slice_is_nocase(slice_part(txt->txt->joined, 0, txt->txt->ends.at[0]), "v=spf1") ||
			slice_find(txt->txt->joined, ' ', 0) >= 0)
			continue;
		for (size_t s = 0; s < txt->txt->ends.count; s++) {
			if (s)
				bytes_add_byte(&text, ' ');
			bytes_add(&text, slice_part(txt->txt->joined, dns_txt_string_start(txt->txt, s),
						 txt->txt->ends.at[s]));
		}
		finding_fix_text(report_finding(run, txt, whole_text(txt),
					 "missing quotes; the %zu words are joined", txt->txt->ends.count),
			(const char *)arena_copy(run->arena, bytes_slice(&text)).at);
		bytes_free(&text);
	}
}

/*
 * What was cut off comes after the record in the zone file, as a comment: together they are the record that was meant. NULL
 * when there is none.
 */
static const char *with_comment(struct rule_run *run, const struct published *txt)
{
	struct text_place place;
	struct slice bytes, rest;
	ptrdiff_t end;

	if (!txt->place.text || !txt->txt->trace)
		return NULL;
	place = trace_span(txt->txt->trace, whole_text(txt), (uint32_t)txt->txt->joined.len);
	bytes = place.text->bytes;
	end = slice_find(bytes, '\n', place.end);
	rest = slice_trim(slice_part(bytes, place.end, end < 0 ? bytes.len : (size_t)end));
	if (!slice_starts(rest, ";") || slice_find(rest, '=', 0) < 0)
		return NULL;
	return arena_printf(run->arena, "%.*s%.*s", (int)txt->txt->joined.len,
		(const char *)txt->txt->joined.at, (int)rest.len, (const char *)rest.at);
}

static void report_cut(struct rule_run *run, const struct published *txt)
{
	struct slice text = txt->txt->joined;
	struct finding *finding;

	if (!(slice_is(text, "v=DMARC1") || slice_is(text, "v=DKIM1") || slice_is(text, "v=STSv1") ||
		    slice_is(text, "v=TLSRPTv1") || slice_is(text, "v=BIMI1")))
		return;
	finding = report_finding(run, txt, whole_text(txt), "cut off after \"%.*s\" at the semicolon",
		(int)text.len, (const char *)text.at);
	if (with_comment(run, txt))
		finding_fix_text(finding, with_comment(run, txt));
}

static void cut_at_semicolon(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 0; i < domain->dmarc_txts.count; i++)
		report_cut(run, &domain->dmarc_txts.at[i]);
	for (int kind = 0; kind < TAGGED_KINDS; kind++)
		for (size_t i = 0; i < domain->tagged[kind].records.count; i++)
			report_cut(run, &domain->tagged[kind].records.at[i].published);
	for (size_t i = 0; i < domain->selectors.count; i++)
		for (size_t k = 0; k < domain->selectors.at[i].keys.count; k++)
			report_cut(run, &domain->selectors.at[i].keys.at[k].published);
}

static const struct rule rows[] = {
	{
		.id = "dns-domain-nxdomain",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = nxdomain,
		.summary = "domain does not exist (NXDOMAIN)",
		.why = "Mail to the domain cannot be delivered, and receivers reject mail from it. The "
		       "registration may have expired, or the name may be misspelled.",
		.help = "Check the spelling of the domain and whether its registration has expired.",
		.reference = "RFC 5321 section 5.1 and RFC 8020 section 2",
		.bad = "; @answer example.com * nxdomain",
		.good = SPF_EXAMPLE("v=spf1 -all"),
	},
	{
		.id = "dns-txt-unquoted-blanks",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = unquoted_blanks,
		.summary = "TXT record without quotes lost its spaces",
		.why = "In a zone file, each word without quotes is a string of its own. Receivers join "
		       "the strings of a TXT record without spaces.",
		.help = "Put the whole text of the record in quotes.",
		.reference = "RFC 1035 section 5.1 and RFC 7208 section 3.3",
		.bad = "@ TXT v=spf1 mx -all",
		.good = "@ TXT \"v=spf1 mx -all\"",
	},
	{
		.id = "dns-txt-cut-at-semicolon",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = cut_at_semicolon,
		.summary = "TXT record was cut off at its first semicolon",
		.why = "In a zone file, a semicolon outside quotes begins a comment. Only the version "
		       "tag of the record was published.",
		.help = "Put the whole text of the record in quotes.",
		.reference = "RFC 1035 section 5.1",
		.bad = "_dmarc TXT v=DMARC1; p=reject; rua=mailto:d@example.com",
		.good = "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"",
	},
};

RULE_FAMILY(dns_rules, "DNS", rows);
