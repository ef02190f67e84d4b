/* DMARC: what is valid in a policy record and worth knowing or better avoided. */
#include "base/ascii.h"
#include "base/escape.h"
#include "base/nearest.h"
#include "check/domain.h"
#include "check/rule.h"
#include "rules/common.h"
#include "rules/dmarc/tags.h"
#include "rules/families.h"

#include <string.h>

static void trailing_semicolon(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct dmarc_record *record = dmarc->record;
	uint32_t end = (uint32_t)record->text.len;

	if (!record->selected || !record->tags.ends_in_semicolon || record->tags.tags.count < 2 ||
		problem_has(&record->problems, DMARC_ESCAPED_SEMICOLON) ||
		problem_has(&record->problems, DMARC_DOUBLE_SEMICOLON))
		return;
	while (record->text.at[end - 1] != ';')
		end--;
	report_replaced(run, &dmarc->published, (struct span){ end - 1, end },
		(struct span){ end - 1, (uint32_t)record->text.len }, "", "the record ends with a semicolon");
}

/* The tag that was meant, as far as its name tells; NULL when it does not. */
static const char *tag_meant(struct slice name)
{
	static const char *const meant[][2] = { { "policy", "p" }, { "sub", "sp" }, { "spf", "aspf" },
		{ "dkim", "adkim" } };
	struct nearest nearest = { .word = name };

	for (size_t i = 0; i < sizeof meant / sizeof *meant; i++)
		if (slice_is_nocase(name, meant[i][0]))
			return meant[i][1];
	for (size_t i = 0; dmarc_tag_names[i]; i++)
		if (!slice_is(slice_of(dmarc_tag_names[i]), "pct") &&
			!slice_is(slice_of(dmarc_tag_names[i]), "rf") &&
			!slice_is(slice_of(dmarc_tag_names[i]), "ri")) /* which RFC 9989 has no more */
			nearest_offer(&nearest, dmarc_tag_names[i]);
	return nearest.best;
}

static bool is_known_tag(struct slice name)
{
	for (size_t i = 0; dmarc_tag_names[i]; i++)
		if (slice_is_nocase(name, dmarc_tag_names[i]))
			return true;
	return false;
}

/* The record has no more faults with the tag's name mended than with the tag ignored. */
static bool fits(
	struct rule_run *run, const struct dmarc_subject *dmarc, const struct tag *tag, const char *name)
{
	struct problem mend = { .replaced = tag->name, .replacement = name };
	const char *mended = problem_mend(run->arena, &mend, dmarc->record->text);

	return mended &&
	       dmarc_parse(run->arena, dns_txt_of(run->arena, slice_of(mended)))->problems.list.count <=
		       dmarc->record->problems.list.count;
}

/* The start of a name that somebody else wrote, safe to print. */
static const char *shown_tag(struct arena *arena, struct slice name)
{
	enum { SHOWN_MOST = 40 };

	return escape_visible_copy(arena, slice_part(name, 0, SHOWN_MOST));
}

static void unknown_tag(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag_list *tags = &dmarc->record->tags;

	for (size_t i = 0;
		dmarc->record->selected && i < tags->tags.count && run->reported <= FINDINGS_OF_A_RULE; i++) {
		const struct tag *tag = &tags->tags.at[i];
		const char *meant;

		if (is_known_tag(tags_name(tags, tag)) || !tag->has_equals ||
			tag->name.first == tag->name.end)
			continue;
		meant = tag_meant(tags_name(tags, tag));
		if (!meant || dmarc_tag(dmarc->record, meant) || !fits(run, dmarc, tag, meant))
			report_dmarc_tag(run, dmarc, tag,
				arena_printf(run->arena, "unknown tag \"%s\"; receivers ignore it",
					shown_tag(run->arena, tags_name(tags, tag))));
		else
			report_replaced(run, &dmarc->published, tag->name, tag->name, meant,
				arena_printf(run->arena, "unknown tag \"%s\"; did you mean \"%s\"?",
					shown_tag(run->arena, tags_name(tags, tag)), meant));
	}
}

/* rf: a list of formats, of which only afrf was ever registered (RFC 7489 section 11.5). */
static bool is_afrf(const struct dmarc_record *record, const struct tag *tag)
{
	uint32_t at = tag->value.first;
	struct span piece;

	while (tags_next_piece(record->text, tag->value, ':', &at, &piece))
		if (!slice_is_nocase(slice_span(record->text, piece), "afrf"))
			return false;
	return true;
}

static bool is_interval(const struct dmarc_record *record, const struct tag *tag)
{
	uint64_t seconds;

	return slice_number(slice_span(record->text, tag->value), UINT32_MAX, &seconds);
}

static void historic_tag(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *pct = dmarc_tag_of(dmarc, "pct"), *rf = dmarc_tag_of(dmarc, "rf"),
			 *ri = dmarc_tag_of(dmarc, "ri");

	if (pct && dmarc->record->pct == 100 && !problem_has(&dmarc->record->problems, DMARC_PCT_INVALID))
		report_needless_dmarc_tag(run, dmarc, pct, "historic tag pct=; 100 is the default");
	if (rf && is_afrf(dmarc->record, rf))
		report_needless_dmarc_tag(run, dmarc, rf, "historic tag rf=; afrf is the default");
	if (ri && is_interval(dmarc->record, ri))
		report_needless_dmarc_tag(run, dmarc, ri, "historic tag ri=; receivers report once a day");
}

static void rf_invalid(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *rf = dmarc_tag_of(dmarc, "rf");

	if (rf && !is_afrf(dmarc->record, rf))
		report_needless_dmarc_tag(run, dmarc, rf, "invalid rf= value; expected afrf");
}

static void ri_invalid(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *ri = dmarc_tag_of(dmarc, "ri");

	if (ri && !is_interval(dmarc->record, ri))
		report_needless_dmarc_tag(run, dmarc, ri, "invalid ri= value; expected a number of seconds");
}

static void p_quarantine(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *p = dmarc_tag_of(dmarc, "p");

	if (p && dmarc->record->p == DMARC_QUARANTINE)
		report_dmarc_tag(run, dmarc, p, "p=quarantine: mail that fails DMARC is quarantined");
}

static void p_reject(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *p = dmarc_tag_of(dmarc, "p");

	if (p && dmarc->record->p == DMARC_REJECT && !domain_may_lack_mail(run->domain))
		report_dmarc_tag(run, dmarc, p, "p=reject: mail that fails DMARC may be rejected");
}

/* Nobody reads sp and np of such a record, which is a finding of its own. */
static bool is_below(const struct rule_run *run)
{
	return dmarc_is_below_organizational_domain(run->domain->dmarc, &run->domain->name);
}

/* Which domain is the organizational one was answered; of a record alone it is not asked. */
static bool is_place_known(const struct domain *domain)
{
	return dns_outcome_is_wished(domain->dmarc->walk[0].reply->outcome) ||
	       dmarc_is_walked(domain->dmarc, domain->options->suffixes);
}

static void bimi_not_ready(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct dmarc_record *record = dmarc->record;
	const struct tag *p = dmarc_tag_of(dmarc, "p");
	const char *why = NULL;

	if (record->p < DMARC_QUARANTINE)
		why = "the policy is p=none";
	else if (record->sp == DMARC_NONE)
		why = "the policy for subdomains is sp=none";
	else if (record->pct < 100)
		why = "pct= is below 100";

	if (p && record->p >= DMARC_NONE && why && !is_below(run) && is_place_known(run->domain) &&
		!domain_may_lack_mail(run->domain))
		report_dmarc_tag(run, dmarc, p, arena_printf(run->arena, "not ready for BIMI: %s", why));
}

static void sp_stricter(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *sp = dmarc_tag_of(dmarc, "sp");

	if (sp && dmarc->record->p >= DMARC_NONE && dmarc->record->sp > dmarc->record->p && !is_below(run))
		report_dmarc_tag(run, dmarc, sp,
			arena_printf(run->arena, "sp=%s is stricter than p=%s",
				dmarc_policy_text(dmarc->record->sp), dmarc_policy_text(dmarc->record->p)));
}

static void sp_redundant(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *sp = dmarc_tag_of(dmarc, "sp");

	if (sp && dmarc->record->sp >= DMARC_NONE && dmarc->record->sp == dmarc->record->p && !is_below(run))
		report_needless_dmarc_tag(run, dmarc, sp, "sp= is the same as p=");
}

static void np_missing(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *sp = dmarc_tag_of(dmarc, "sp");

	if (sp && dmarc->record->sp == DMARC_NONE && !dmarc_tag(dmarc->record, "np") && !is_below(run))
		report_replaced(run, &dmarc->published, sp->span, (struct span){ sp->span.end, sp->span.end },
			"; np=reject", "sp=none also applies to non-existent subdomains");
}

static void psd_n(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *psd = dmarc_tag_of(dmarc, "psd");

	if (psd && dmarc->record->psd == 'n')
		report_dmarc_tag(run, dmarc, psd, "psd=n makes this name an organizational domain");
}

static void t_with_none(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *t = dmarc_tag_of(dmarc, "t");
	const struct dmarc_record *record = dmarc->record;

	if (t && record->test_mode && record->p == DMARC_NONE && record->sp <= DMARC_NONE &&
		record->np <= DMARC_NONE)
		report_needless_dmarc_tag(run, dmarc, t, "t=y has no effect with p=none");
}

static void adkim_strict(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *adkim = dmarc_tag_of(dmarc, "adkim");

	if (adkim && dmarc->record->strict_dkim && !domain_may_lack_mail(run->domain))
		report_needless_dmarc_tag(run, dmarc, adkim, "adkim=s: d= must equal the From domain");
}

static void record_over_255(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct dns_txt *txt = dmarc->published.txt;

	if (dmarc->record->selected && txt->joined.len > DNS_STRING_MOST && txt->ends.count > 1)
		report_finding(run, &dmarc->published, whole_text(&dmarc->published),
			"the record has %zu octets in %zu strings", txt->joined.len, txt->ends.count);
}

static const struct rule rows[] = {
	{
		.id = "dmarc-bimi-not-ready",
		SUBJECT_ROW(INFO, DMARC, dmarc, bimi_not_ready),
		.follows = "bimi-dmarc-not-enforced,dmarc-parked-not-reject",
		.summary = "policy is not strict enough for BIMI",
		.why = "Receivers show the BIMI logo of a domain only if its policy is quarantine or reject "
		       "for all mail, including subdomains.",
		.help = "Use `p=quarantine` or `p=reject` for the domain and its subdomains, without a `pct` tag, when the reports show that all your mail passes.",
		.reference = "draft-brand-indicators-for-message-identification",
		.bad = DMARC_EXAMPLE(
			"v=DMARC1; p=none; rua=mailto:d@example.com") "\n@ TXT \"v=spf1 a -all\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-record-over-255",
		SUBJECT_ROW(INFO, DMARC, dmarc, record_over_255),
		.summary = "record is split into several strings",
		.why = "This is valid. Receivers join the strings without a space, so keep the spaces at the "
		       "ends of the strings when you edit the record.",
		.help = NULL,
		.reference = "RFC 9989 section 4.5 and RFC 7489 section 6.1",
		.bad = DMARC_EXAMPLE(
			"v=DMARC1; p=reject; "
			"rua=mailto:dmarc-aggregate-reports-of-all-our-receivers@example.com\" "
			"\",mailto:another-mailbox-with-a-rather-long-name-for-the-same-reports@example.com; "
			"ruf=mailto:failure-reports-of-all-our-receivers@example.com; fo=1:d:s; adkim=r; "
			"aspf=r; sp=quarantine; np=reject"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-trailing-semicolon",
		SUBJECT_ROW(INFO, DMARC, dmarc, trailing_semicolon),
		.safe_fix = true,
		.summary = "record ends with a semicolon",
		.why = "The semicolon is valid and has no effect.",
		.help = NULL,
		.reference = "RFC 9989 section 4.8 and RFC 7489 section 6.4",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com;"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-unknown-tag",
		SUBJECT_ROW(INFO, DMARC, dmarc, unknown_tag),
		.summary = "unknown tag in the DMARC record",
		.why = "Receivers ignore an unknown tag. If its name is misspelled, its value has no effect.",
		.help = "Correct the name of the tag, or remove the tag.",
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; ruaa=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-historic-tag",
		SUBJECT_ROW(INFO, DMARC, dmarc, historic_tag),
		.safe_fix = true,
		.summary = "historic tag (\"pct\", \"rf\" or \"ri\")",
		.why = "RFC 9989 removed the tags pct=, rf= and ri=. RFC 9989 receivers ignore them.",
		.help = "Remove the historic tag.",
		.reference = "RFC 9989 section 9.3 and appendix C.5.2",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; pct=100; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rf-invalid",
		SUBJECT_ROW(INFO, DMARC, dmarc, rf_invalid),
		.summary = "invalid value of the \"rf\" tag",
		.why = "The only registered format is afrf. RFC 7489 receivers may ignore the whole record. "
		       "RFC 9989 receivers ignore the tag.",
		.help = "Remove the `rf` tag.",
		.reference = "RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rf=iodef; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-ri-invalid",
		SUBJECT_ROW(INFO, DMARC, dmarc, ri_invalid),
		.summary = "invalid value of the \"ri\" tag",
		.why = "RFC 7489 receivers use the default of one day. RFC 9989 receivers ignore the tag.",
		.help = "Remove the `ri` tag.",
		.reference = "RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; ri=1d; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-p-quarantine",
		SUBJECT_ROW(INFO, DMARC, dmarc, p_quarantine),
		.follows = "dmarc-parked-not-reject",
		.summary = "policy is p=quarantine",
		.why = "Receivers move mail that fails DMARC to the spam folder, or check it more strictly.",
		.help = NULL,
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=quarantine; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-p-reject",
		SUBJECT_ROW(INFO, DMARC, dmarc, p_reject),
		.summary = "policy is p=reject",
		.why = "Receivers may reject mail that fails DMARC. This includes mail that a mailing list "
		       "changed, and forwarded mail without a DKIM signature.",
		.help = "Sign all mail with DKIM. If users of the domain write to mailing lists, use "
			"`p=quarantine`.",
		.reference = "RFC 9989 section 7.4",
		.bad = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=quarantine; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-sp-stricter",
		SUBJECT_ROW(INFO, DMARC, dmarc, sp_stricter),
		.summary = "policy for subdomains is stricter than the policy of the domain",
		.why = "This is correct if only the domain itself sends mail. Mail from a subdomain that "
		       "fails DMARC gets the stricter policy.",
		.help = "Publish a separate DMARC record for a subdomain that needs a weaker policy.",
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=none; sp=reject; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-sp-redundant",
		SUBJECT_ROW(INFO, DMARC, dmarc, sp_redundant),
		.safe_fix = true,
		.summary = "\"sp\" is the same as \"p\"",
		.why = "Without an sp= tag the policy of the domain applies to subdomains too.",
		.help = "Remove the `sp` tag.",
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; sp=reject; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-np-missing",
		SUBJECT_ROW(INFO, DMARC, dmarc, np_missing),
		.summary = "\"sp=none\" also applies to non-existent subdomains",
		.why = "Without an np= tag the sp= tag applies to subdomains that do not exist. They send no "
		       "legitimate mail, so np=reject is safe and stops spoofing with them at RFC 9989 "
		       "receivers.",
		.help = "Add `np=reject`.",
		.reference = "RFC 9989 section 4.7",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=none; sp=none; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=none; sp=none; np=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-psd-n",
		SUBJECT_ROW(INFO, DMARC, dmarc, psd_n),
		.summary = "record has \"psd=n\"",
		.why = "RFC 9989 receivers treat the name as an organizational domain. The policy of its "
		       "parent domains does not apply to it, and it is not in alignment with them. RFC 7489 "
		       "receivers ignore the tag.",
		.help = "Keep the `psd` tag only if the name is managed separately from its parent domain.",
		.reference = "RFC 9989 sections 4.7 and 4.10.2",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; psd=n; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-t-with-none",
		SUBJECT_ROW(INFO, DMARC, dmarc, t_with_none),
		.safe_fix = true,
		.summary = "\"t=y\" has no effect with p=none",
		.why = "Test mode lowers the policy by one level, and no level is lower than none.",
		.help = "Remove the `t` tag.",
		.reference = "RFC 9989 section 4.7",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=none; t=y; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=none; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-adkim-strict",
		SUBJECT_ROW(INFO, DMARC, dmarc, adkim_strict),
		.summary = "DKIM alignment is strict",
		.why = "A DKIM signature counts only if its d= domain equals the From domain. Signatures of a "
		       "subdomain or of a parent domain do not count.",
		.help = "Remove the `adkim` tag, unless all mail is signed with exactly the From domain.",
		.reference = "RFC 9989 section 4.4 and RFC 7489 section 3.1.1",
		.bad = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=reject; adkim=s; "
		       "rua=mailto:d@example.com\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
};

RULE_FAMILY(dmarc_style_rules, "DMARC: style", rows);
