/* DMARC: what is legal in a policy record and worth knowing or better otherwise. */
#include "base/ascii.h"
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
		(struct span){ end - 1, (uint32_t)record->text.len }, "", "the record ends in a semicolon");
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
			report_dmarc_tag(run, dmarc, tag, "a tag that no receiver knows: it is ignored");
		else
			report_replaced(run, &dmarc->published, tag->name, tag->name, meant,
				arena_printf(run->arena,
					"a tag that no receiver knows: it is ignored; %s was probably meant",
					meant));
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
		report_needless_dmarc_tag(run, dmarc, pct, "RFC 9989 has no pct; 100 was its default anyway");
	if (rf && is_afrf(dmarc->record, rf))
		report_needless_dmarc_tag(run, dmarc, rf, "RFC 9989 has no rf; afrf was its default anyway");
	if (ri && is_interval(dmarc->record, ri))
		report_needless_dmarc_tag(
			run, dmarc, ri, "RFC 9989 has no ri; receivers report once a day whatever it says");
}

static void rf_invalid(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *rf = dmarc_tag_of(dmarc, "rf");

	if (rf && !is_afrf(dmarc->record, rf))
		report_needless_dmarc_tag(run, dmarc, rf, "afrf is the only format that rf may name");
}

static void ri_invalid(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *ri = dmarc_tag_of(dmarc, "ri");

	if (ri && !is_interval(dmarc->record, ri))
		report_needless_dmarc_tag(run, dmarc, ri, "ri is no number of seconds from 0 to 4294967295");
}

static void p_quarantine(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *p = dmarc_tag_of(dmarc, "p");

	if (p && dmarc->record->p == DMARC_QUARANTINE)
		report_dmarc_tag(run, dmarc, p, "p=quarantine: mail that fails is treated as suspicious");
}

static void p_reject(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *p = dmarc_tag_of(dmarc, "p");

	if (p && dmarc->record->p == DMARC_REJECT && run->domain->role != ROLE_NO_MAIL)
		report_dmarc_tag(run, dmarc, p, "p=reject: mail that fails may be refused");
}

/* Nobody reads sp and np of such a record, which is a finding of its own. */
static bool is_below(const struct rule_run *run)
{
	return dmarc_is_below_organizational_domain(run->domain->dmarc, &run->domain->name);
}

static void bimi_not_ready(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct dmarc_record *record = dmarc->record;
	const struct tag *p = dmarc_tag_of(dmarc, "p");
	const char *why = NULL;

	if (record->p < DMARC_QUARANTINE)
		why = "p is neither quarantine nor reject";
	else if (record->sp == DMARC_NONE)
		why = "sp=none leaves subdomains out";
	else if (record->pct < 100)
		why = "pct is less than 100";

	if (p && record->p >= DMARC_NONE && why && !is_below(run) && run->domain->role != ROLE_NO_MAIL)
		report_dmarc_tag(run, dmarc, p,
			arena_printf(run->arena, "no receiver would show a logo (BIMI): %s", why));
}

static void sp_stricter(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *sp = dmarc_tag_of(dmarc, "sp");

	if (sp && dmarc->record->p >= DMARC_NONE && dmarc->record->sp > dmarc->record->p && !is_below(run))
		report_dmarc_tag(run, dmarc, sp, "subdomains have a stricter policy than the domain");
}

static void sp_redundant(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *sp = dmarc_tag_of(dmarc, "sp");

	if (sp && dmarc->record->sp >= DMARC_NONE && dmarc->record->sp == dmarc->record->p && !is_below(run))
		report_needless_dmarc_tag(
			run, dmarc, sp, "sp is the same as p, which subdomains have without it too");
}

static void np_missing(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *sp = dmarc_tag_of(dmarc, "sp");

	if (sp && dmarc->record->sp == DMARC_NONE && !dmarc_tag(dmarc->record, "np") && !is_below(run))
		report_replaced(run, &dmarc->published, sp->span, (struct span){ sp->span.end, sp->span.end },
			"; np=reject", "sp=none leaves names that do not exist open to everybody, too");
}

static void psd_n(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *psd = dmarc_tag_of(dmarc, "psd");

	if (psd && dmarc->record->psd == 'n')
		report_dmarc_tag(run, dmarc, psd,
			"psd=n: this name is an organizational domain of its own, whatever stands above it");
}

static void t_with_none(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *t = dmarc_tag_of(dmarc, "t");
	const struct dmarc_record *record = dmarc->record;

	if (t && record->test_mode && record->p == DMARC_NONE && record->sp <= DMARC_NONE &&
		record->np <= DMARC_NONE)
		report_needless_dmarc_tag(
			run, dmarc, t, "t=y lowers the policy, and there is none lower than none");
}

static void adkim_strict(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *adkim = dmarc_tag_of(dmarc, "adkim");

	if (adkim && dmarc->record->strict_dkim && run->domain->role != ROLE_NO_MAIL)
		report_needless_dmarc_tag(run, dmarc, adkim,
			"adkim=s: a signature counts only when its d= is exactly the From domain");
}

static void record_over_255(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct dns_txt *txt = dmarc->published.txt;

	if (dmarc->record->selected && txt->joined.len > DNS_STRING_MOST && txt->ends.count > 1)
		report_finding(run, &dmarc->published, whole_text(&dmarc->published),
			"the record has %zu octets in %zu strings, which receivers join without a space",
			txt->joined.len, txt->ends.count);
}

static const struct rule rows[] = {
	{
		.id = "dmarc-bimi-not-ready",
		SUBJECT_ROW(INFO, DMARC, dmarc, bimi_not_ready),
		.follows = "bimi-dmarc-not-enforced,dmarc-parked-not-reject",
		.summary = "the policy is not strict enough for BIMI",
		.why = "Receivers show the logo of a domain only when its policy is quarantine or reject for "
		       "all mail, that of subdomains included.",
		.help = "Raise the policy when reports show that all mail passes.",
		.reference = "draft-brand-indicators-for-message-identification section 4",
		.bad = DMARC_EXAMPLE(
			"v=DMARC1; p=none; rua=mailto:d@example.com") "\n@ TXT \"v=spf1 a -all\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-record-over-255",
		SUBJECT_ROW(INFO, DMARC, dmarc, record_over_255),
		.summary = "the record is split into several strings",
		.why = "That is allowed: receivers join the strings with nothing in between. Whoever edits "
		       "the record must keep the blanks at the joins.",
		.help = "Nothing need be done.",
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
		.summary = "the record ends in a semicolon",
		.why = "It is legal and means nothing.",
		.help = "Nothing need be done.",
		.reference = "RFC 9989 section 4.8 and RFC 7489 section 6.4",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com;"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-unknown-tag",
		SUBJECT_ROW(INFO, DMARC, dmarc, unknown_tag),
		.summary = "a tag that DMARC does not have",
		.why = "Receivers ignore it; if it is a slip of the pen, what it was to say is lost.",
		.help = "Correct the name of the tag, or remove it.",
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; ruaa=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-historic-tag",
		SUBJECT_ROW(INFO, DMARC, dmarc, historic_tag),
		.safe_fix = true,
		.summary = "a tag that RFC 9989 has dropped",
		.why = "pct, rf and ri are historic: RFC 9989 receivers ignore them.",
		.help = "Remove the tag.",
		.reference = "RFC 9989 section 9.3 and appendix C.5.2",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; pct=100; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rf-invalid",
		SUBJECT_ROW(INFO, DMARC, dmarc, rf_invalid),
		.summary = "rf names a format other than afrf",
		.why = "afrf was the only format ever registered; an RFC 7489 receiver may drop the whole "
		       "record, an RFC 9989 receiver ignores the tag.",
		.help = "Remove the tag.",
		.reference = "RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rf=iodef; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-ri-invalid",
		SUBJECT_ROW(INFO, DMARC, dmarc, ri_invalid),
		.summary = "ri is no number of seconds",
		.why = "An RFC 7489 receiver may drop the whole record, an RFC 9989 receiver ignores the tag.",
		.help = "Remove the tag.",
		.reference = "RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; ri=1d; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-p-quarantine",
		SUBJECT_ROW(INFO, DMARC, dmarc, p_quarantine),
		.follows = "dmarc-parked-not-reject",
		.summary = "the policy is p=quarantine",
		.why = "Receivers put mail that fails into the junk folder, or look at it more closely.",
		.help = "Nothing need be done.",
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=quarantine; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-p-reject",
		SUBJECT_ROW(INFO, DMARC, dmarc, p_reject),
		.summary = "the policy is p=reject",
		.why = "Receivers may refuse mail that fails, also mail that a mailing list has changed or a "
		       "server has forwarded; SPF alone does not survive forwarding.",
		.help = "Sign all mail with DKIM; for a domain of people who write to mailing lists prefer "
			"p=quarantine.",
		.reference = "RFC 9989 section 7.4",
		.bad = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=quarantine; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-sp-stricter",
		SUBJECT_ROW(INFO, DMARC, dmarc, sp_stricter),
		.summary = "the policy for subdomains is stricter than the policy",
		.why = "That is in order when only the domain itself sends mail, and surprises the owner of "
		       "a subdomain that sends some.",
		.help = "Give subdomains that send mail a record of their own.",
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=none; sp=reject; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-sp-redundant",
		SUBJECT_ROW(INFO, DMARC, dmarc, sp_redundant),
		.safe_fix = true,
		.summary = "sp says the same as p",
		.why = "Subdomains have the policy of the domain without it.",
		.help = "Remove the tag.",
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; sp=reject; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-np-missing",
		SUBJECT_ROW(INFO, DMARC, dmarc, np_missing),
		.summary = "the record has no policy for names that do not exist",
		.why = "Without np, sp applies to them, and without sp, p. Nobody sends mail from a name that "
		       "does not exist, so np=reject costs nothing and stops invented subdomains at RFC 9989 "
		       "receivers.",
		.help = "Add np=reject.",
		.reference = "RFC 9989 section 4.7",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=none; sp=none; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=none; sp=none; np=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-psd-n",
		SUBJECT_ROW(INFO, DMARC, dmarc, psd_n),
		.summary = "psd=n stands in the record",
		.why = "RFC 9989 receivers take the name for an organizational domain: policy and alignment "
		       "of the names above it do not reach it. RFC 7489 receivers ignore the tag.",
		.help = "Keep it only where the name is run by another organisation than the names above it.",
		.reference = "RFC 9989 sections 4.7 and 4.10.2",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; psd=n; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-t-with-none",
		SUBJECT_ROW(INFO, DMARC, dmarc, t_with_none),
		.safe_fix = true,
		.summary = "t=y beside p=none",
		.why = "Test mode lowers a policy by one level, and nothing is lower than none.",
		.help = "Remove the tag.",
		.reference = "RFC 9989 section 4.7",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=none; t=y; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=none; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-adkim-strict",
		SUBJECT_ROW(INFO, DMARC, dmarc, adkim_strict),
		.summary = "DKIM alignment is strict",
		.why = "Signatures of a subdomain, and those of a service that signs with one, do not count "
		       "for DMARC.",
		.help = "Remove the tag unless all mail is signed with the domain itself.",
		.reference = "RFC 9989 section 4.4 and RFC 7489 section 3.1.1",
		.bad = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=reject; adkim=s; "
		       "rua=mailto:d@example.com\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
};

RULE_FAMILY(dmarc_style_rules, "DMARC: style", rows);
