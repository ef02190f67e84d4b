/* BIMI: the logo beside mail (draft-brand-indicators-for-message-identification, not an RFC). */
#include "base/nearest.h"

#include "rules/common.h"
#include "rules/families.h"
#include "rules/tagged.h"

static void none(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	if (domain_sends(domain) && tagged_is_absent(domain, TAGGED_BIMI) &&
		dns_name_equal(&domain->name, &domain->dmarc->rfc7489.organizational_domain))
		report_finding(run, NULL, (struct span){ 0 }, "%s has no BIMI record",
			dns_name_text(run->arena, &domain->name));
}

static void multiple(struct rule_run *run)
{
	const struct tagged_set *set = &run->domain->tagged[TAGGED_BIMI];
	struct finding *finding = report_several(run, TAGGED_BIMI, "receivers use none of them");
	const struct tagged_subject *certified = NULL;
	size_t count = 0;

	for (size_t i = 0; finding && i < set->records.count; i++) {
		const struct tagged_subject *bimi = &set->records.at[i];
		const struct tag *a = bimi->record->selected ? tagged_find(bimi->record, "a") : NULL;

		if (a && a->value.first < a->value.end) {
			certified = bimi;
			count++;
		}
	}
	/* A logo with a certificate is the one that receivers show. */
	if (count == 1)
		fix_by_keeping(run, finding, TAGGED_BIMI, certified);
}

static struct slice value_of(const struct tagged_subject *bimi, const char *name)
{
	const struct tag *tag = tagged_find(bimi->record, name);

	return tag ? tags_value(&bimi->record->tags, tag) : (struct slice){ 0 };
}

static void l_missing(struct rule_run *run, const struct tagged_subject *bimi)
{
	if (bimi->record->selected && !tagged_find(bimi->record, "l"))
		report_finding(run, &bimi->published, whole_text(&bimi->published),
			"the \"l\" tag with the URL of the logo is missing");
}

/* Both l and a empty: the domain declines to take part. */
static bool has_logo(const struct tagged_subject *bimi)
{
	return bimi->record->selected && value_of(bimi, "l").len;
}

static void report_not_https(
	struct rule_run *run, const struct tagged_subject *bimi, const char *name, const char *message)
{
	const struct tag *tag = bimi->record->selected ? tagged_find(bimi->record, name) : NULL;
	struct slice value = tag ? tags_value(&bimi->record->tags, tag) : (struct slice){ 0 };

	if (!value.len || slice_starts_nocase(value, "https://"))
		return;
	if (slice_starts_nocase(value, "http://"))
		report_replaced(run, &bimi->published, tag->span,
			(struct span){ tag->value.first, tag->value.first + 4 }, "https", message);
	else
		report_finding(run, &bimi->published, tag->span, "%s", message);
}

/* ", a=" within l: a comma was written for the semicolon. SLICE_NONE when it is not there. */
static ptrdiff_t comma_for_semicolon(struct slice l)
{
	static const char *const next[] = { "a=", "avp=", "lps=" };

	for (ptrdiff_t at = slice_find(l, ',', 0); at >= 0; at = slice_find(l, ',', (size_t)at + 1))
		for (size_t i = 0; i < sizeof next / sizeof *next; i++)
			if (slice_starts_nocase(slice_trim(slice_part(l, (size_t)at + 1, l.len)), next[i]))
				return at;
	return SLICE_NONE;
}

static bool report_comma(struct rule_run *run, const struct tagged_subject *bimi)
{
	const struct tag *l = bimi->record->selected ? tagged_find(bimi->record, "l") : NULL;
	ptrdiff_t at = l ? comma_for_semicolon(tags_value(&bimi->record->tags, l)) : SLICE_NONE;
	struct span comma;

	if (at < 0)
		return false;
	comma = (struct span){ l->value.first + (uint32_t)at, l->value.first + (uint32_t)at + 1 };
	report_replaced(
		run, &bimi->published, comma, comma, ";", "a comma instead of a semicolon between tags");
	return true;
}

static void l_https(struct rule_run *run, const struct tagged_subject *bimi)
{
	struct slice l = bimi->record->selected ? value_of(bimi, "l") : (struct slice){ 0 };
	ptrdiff_t query = slice_find(l, '?', 0);

	if (report_comma(run, bimi))
		return;
	report_not_https(run, bimi, "l", "invalid logo URL; expected https");
	l = slice_part(l, 0, query < 0 ? l.len : (size_t)query);
	if (slice_starts_nocase(l, "https://") && !slice_ends_nocase(l, ".svg") &&
		!slice_ends_nocase(l, ".svgz"))
		report_finding(run, &bimi->published, tagged_find(bimi->record, "l")->span,
			"the logo must be an SVG file");
}

static void a_missing(struct rule_run *run, const struct tagged_subject *bimi)
{
	if (has_logo(bimi) && !value_of(bimi, "a").len && comma_for_semicolon(value_of(bimi, "l")) < 0)
		report_finding(run, &bimi->published, tagged_find(bimi->record, "l")->span,
			"no mark certificate; Gmail and Apple do not show the logo");
}

static void a_https(struct rule_run *run, const struct tagged_subject *bimi)
{
	report_not_https(run, bimi, "a", "invalid certificate URL; expected https");
}

/* Why receivers do not show the logo, by the policy that applies to the name; NULL when the policy is enforced. */
static const char *why_not_enforced(const struct dmarc_discovery *dmarc)
{
	const struct dmarc_record *record = dmarc->rfc9989.found ? dmarc->rfc9989.found->record : NULL;

	if (!dns_outcome_is_answer(dmarc->rfc9989.outcome))
		return NULL;
	if (!dmarc->rfc9989.applies || !record)
		return "there is no DMARC policy";
	if (dmarc->rfc9989.policy == DMARC_NONE)
		return "the DMARC policy is none";
	if (record->sp == DMARC_NONE)
		return "sp=none excludes subdomains";
	return record->pct < 100 ? "pct is less than 100" : NULL;
}

static void dmarc_not_enforced(struct rule_run *run, const struct tagged_subject *bimi)
{
	const char *why = has_logo(bimi) ? why_not_enforced(run->domain->dmarc) : NULL;

	if (why)
		report_finding(run, &bimi->published, whole_text(&bimi->published),
			"receivers do not show the logo: %s", why);
}

static void avp(struct rule_run *run, const struct tagged_subject *bimi)
{
	const struct tag *tag = bimi->record->selected ? tagged_find(bimi->record, "avp") : NULL;
	struct nearest nearest = { 0 };

	if (!tag || slice_is_nocase(tags_value(&bimi->record->tags, tag), "brand") ||
		slice_is_nocase(tags_value(&bimi->record->tags, tag), "personal"))
		return;
	nearest.word = tags_value(&bimi->record->tags, tag);
	nearest_offer(&nearest, "brand");
	nearest_offer(&nearest, "personal");
	if (nearest.best)
		report_replaced(run, &bimi->published, tag->span, tag->value, nearest.best,
			"invalid avp value; expected brand or personal");
	else
		fix_without_tag(run,
			report_finding(run, &bimi->published, tag->span,
				"invalid avp value; expected brand or personal"),
			&bimi->record->tags, tag);
}

static void lps(struct rule_run *run, const struct tagged_subject *bimi)
{
	const struct tag *tag = bimi->record->selected ? tagged_find(bimi->record, "lps") : NULL;

	if (tag)
		report_finding(run, &bimi->published, tag->span,
			"lps lists local parts of addresses that have a separate logo");
}

static void wrong_name(struct rule_run *run)
{
	if (run->domain->options->zone_names ||
		!why_not_enforced(run->domain->dmarc)) /* live it costs questions */
		report_tagged_elsewhere(run, TAGGED_BIMI);
}

#define DRAFT "draft-brand-indicators-for-message-identification section 4"
#define POLICY \
	"_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"\n@ TXT \"v=spf1 a -all\"\n@ A " \
	"11.0.0.9\n"
#define BIMI(text) POLICY "default._bimi TXT \"" text "\""
#define GOOD BIMI("v=BIMI1; l=https://example.com/logo.svg; a=https://example.com/vmc.pem")

static const struct rule rows[] = {
	{
		.id = "bimi-none",
		DOMAIN_ROW(INFO, none),
		.follows = "bimi-wrong-name",
		.summary = "domain has no BIMI record",
		.why = "Some receivers show the logo of a domain whose mail passes an enforced DMARC policy.",
		.help = NULL,
		.reference = DRAFT,
		.bad = POLICY,
		.good = GOOD,
	},
	{
		.id = "bimi-multiple",
		DOMAIN_ROW(WARNING, multiple),
		.summary = "several BIMI records",
		.why = "Receivers use none of them.",
		.help = "Keep only one BIMI record.",
		.reference = DRAFT,
		.bad = GOOD "\ndefault._bimi TXT \"v=BIMI1; l=https://example.com/other.svg\"",
		.good = GOOD,
	},
	{
		.id = "bimi-version",
		SUBJECT_ROW(WARNING, BIMI, tagged, report_bad_version),
		.safe_fix = true,
		.summary = "BIMI record does not begin with \"v=BIMI1;\"",
		.why = "Receivers ignore records that do not begin with the version.",
		.help = "Begin the record with `v=BIMI1;`, in exactly this spelling.",
		.reference = DRAFT,
		.bad = BIMI("v=bimi1; l=https://example.com/logo.svg; a=https://example.com/vmc.pem"),
		.good = GOOD,
	},
	{
		.id = "bimi-l-missing",
		SUBJECT_ROW(WARNING, BIMI, tagged, l_missing),
		.summary = "BIMI record has no l tag",
		.why = "The l tag with the URL of the logo is required. An empty l tag means that the "
		       "domain has no logo.",
		.help = "Add the tag `l=` with the https URL of the SVG file.",
		.reference = DRAFT,
		.bad = BIMI("v=BIMI1; a=https://example.com/vmc.pem"),
		.good = GOOD,
	},
	{
		.id = "bimi-l-https",
		SUBJECT_ROW(WARNING, BIMI, tagged, l_https),
		.summary = "logo of a BIMI record is not an SVG file at an https URL",
		.why = "Receivers fetch the logo only over https and show only SVG files.",
		.help = "Publish an SVG file (profile Tiny PS, at most 32 kilobytes) at an https URL.",
		.reference = DRAFT,
		.bad = BIMI("v=BIMI1; l=http://example.com/logo.svg; a=https://example.com/vmc.pem"),
		.good = GOOD,
	},
	{
		.id = "bimi-a-missing",
		SUBJECT_ROW(WARNING, BIMI, tagged, a_missing),
		.summary = "BIMI record has no mark certificate",
		.why = "Gmail and Apple show a logo only with a Verified Mark Certificate or a Common "
		       "Mark Certificate.",
		.help = "Get a mark certificate, and add the tag `a=` with its https URL.",
		.reference = DRAFT,
		.bad = BIMI("v=BIMI1; l=https://example.com/logo.svg"),
		.good = GOOD,
	},
	{
		.id = "bimi-a-https",
		SUBJECT_ROW(WARNING, BIMI, tagged, a_https),
		.summary = "certificate of a BIMI record is not at an https URL",
		.why = "Receivers fetch the certificate only over https.",
		.help = "Publish the certificate as a PEM file at an https URL.",
		.reference = DRAFT,
		.bad = BIMI("v=BIMI1; l=https://example.com/logo.svg; a=http://example.com/vmc.pem"),
		.good = GOOD,
	},
	{
		.id = "bimi-dmarc-not-enforced",
		SUBJECT_ROW(WARNING, BIMI, tagged, dmarc_not_enforced),
		.summary = "BIMI record without an enforced DMARC policy",
		.why = "Receivers show a logo only if the DMARC policy is quarantine or reject for all "
		       "mail, including mail of subdomains.",
		.help = "Change the DMARC policy to quarantine or reject when the reports show that all "
			"mail passes.",
		.reference = DRAFT,
		.bad = "_dmarc TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"\ndefault._bimi TXT "
		       "\"v=BIMI1; l=https://example.com/logo.svg\"",
		.good = GOOD,
	},
	{
		.id = "bimi-avp",
		SUBJECT_ROW(WARNING, BIMI, tagged, avp),
		.summary = "invalid avp tag in a BIMI record",
		.why = "The avp tag has only two valid values.",
		.help = "Write `avp=brand` or `avp=personal`, or remove the `avp` tag.",
		.reference = DRAFT,
		.bad = BIMI(
			"v=BIMI1; l=https://example.com/logo.svg; a=https://example.com/vmc.pem; avp=brands"),
		.good = GOOD,
	},
	{
		.id = "bimi-lps",
		SUBJECT_ROW(INFO, BIMI, tagged, lps),
		.summary = "BIMI record has separate logos for some local parts",
		.why = "Receivers that support lps look up a separate BIMI record for these addresses.",
		.help = NULL,
		.reference = DRAFT,
		.bad = BIMI("v=BIMI1; l=https://example.com/logo.svg; a=https://example.com/vmc.pem; "
			    "lps=news,sales"),
		.good = GOOD,
	},
	{
		.id = "bimi-wrong-name",
		.asks = true,
		DOMAIN_ROW(WARNING, wrong_name),
		.also = ALSO(INFO),
		.summary = "BIMI record is at a name that no receiver looks up",
		.why = "Receivers look up default._bimi.DOMAIN, unless the BIMI-Selector field of a message names another selector. They do not find the record.",
		.help = "Move the BIMI record to default._bimi.DOMAIN.",
		.reference = DRAFT,
		.bad = POLICY
		"_bimi TXT \"v=BIMI1; l=https://example.com/logo.svg; a=https://example.com/vmc.pem\"",
		.good = GOOD,
	},
};

RULE_FAMILY(bimi_rules, "BIMI", rows);
