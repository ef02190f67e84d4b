/* DMARC: where reports go (RFC 9989 section 4.6, RFC 7489 section 6.2). */
#include "check/domain.h"
#include "check/rule.h"
#include "dmarc/suffix_list.h"
#include "rules/common.h"
#include "rules/dmarc/tags.h"
#include "rules/families.h"

static void rua_missing(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct dmarc_record *record = dmarc->record;

	if (record->selected && !domain_may_lack_mail(run->domain) && !dmarc_tag(record, "rua") &&
		record->p != DMARC_NONE && record->tags.tags.count > 1 &&
		slice_find_nocase(record->text, "rua", 0) < 0)
		fix_with_own_reports(run, dmarc,
			report_finding(run, &dmarc->published, whole_text(&dmarc->published),
				"the record has no rua= tag"));
}

static void rua_many(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	enum { MOST = 2 };
	size_t count = 0;

	for (size_t i = 0; i < dmarc->record->uris.count; i++) {
		const struct dmarc_uri *uri = &dmarc->record->uris.at[i];

		count += !uri->of_ruf;
		if (!uri->of_ruf && count == MOST + 1)
			report_finding(run, &dmarc->published, uri->span,
				"more than 2 addresses for aggregate reports");
	}
}

static void external_name_too_long(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	for (size_t i = 0; i < dmarc->record->uris.count; i++) {
		const struct dmarc_uri *uri = &dmarc->record->uris.at[i];
		struct dns_name host, whole;

		if (!uri->has_host || dns_name_is_under(&uri->host, &run->domain->name))
			continue;
		if (!dns_name_prepend("_report._dmarc", &uri->host, &host) ||
			!dns_name_join(&run->domain->name, &host, &whole))
			report_finding(run, &dmarc->published, uri->span,
				"the name of the authorization record is too long for DNS");
	}
}

static void psd_ruf(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *ruf = dmarc_tag(dmarc->record, "ruf");

	struct finding *finding;

	if (dmarc->record->psd != 'y' || !ruf)
		return;
	finding = report_finding(
		run, &dmarc->published, ruf->span, "a record with psd=y must not have a ruf= tag");
	/* Elsewhere it is psd=y that goes. */
	if (suffix_list_has(run->domain->options->suffixes, &run->domain->name))
		fix_without_tag(run, finding, &dmarc->record->tags, ruf);
}

static const struct rule rows[] = {
	{
		.id = "dmarc-rua-no-scheme",
		PROBLEM_ROW(WARNING, DMARC, DMARC_URI_NO_SCHEME),
		.follows = "dmarc-non-ascii",
		.summary = "report address has no mailto:",
		.message = "missing mailto: before {}",
		.why = "Receivers ignore an address that is not a URI, and send no reports to it.",
		.help = "Write `mailto:` before the report address.",
		.reference = "RFC 9989 section 4.6 and RFC 7489 section 6.2",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rua-scheme",
		PROBLEM_ROW(WARNING, DMARC, DMARC_URI_SCHEME),
		.follows = "dmarc-non-ascii",
		.summary = "report address with a scheme other than mailto",
		.message = "unsupported scheme {}; expected mailto",
		.why = "Receivers must support mailto only. Nearly all receivers ignore other schemes and "
		       "send no reports.",
		.help = "Use a `mailto:` address for reports.",
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=https://example.com/dmarc"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rua-mailto-slashes",
		PROBLEM_ROW(WARNING, DMARC, DMARC_URI_MAILTO_SLASHES),
		.summary = "slashes or whitespace after mailto:",
		.message = "invalid {} after mailto:",
		.why = "Receivers read the slashes or the whitespace as part of the address, and cannot "
		       "deliver reports to it.",
		.help = "Write the address directly after `mailto:`.",
		.reference = "RFC 6068 section 2",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto://d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rua-address-syntax",
		PROBLEM_ROW(WARNING, DMARC, DMARC_URI_ADDRESS),
		.unsafe_fix = true,
		.follows = "dmarc-non-ascii",
		.summary = "invalid report address",
		.message = "invalid email address {}",
		.why = "Receivers ignore the address and send no reports to it.",
		.help = "Write the report address as `mailto:name@domain`.",
		.reference = "RFC 6068 section 2",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:dmarc.example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:dmarc@example.com"),
	},
	{
		.id = "dmarc-rua-separator",
		PROBLEM_ROW(WARNING, DMARC, DMARC_URI_SEPARATOR),
		.summary = "report addresses are not separated by a comma",
		.message = "invalid separator {}; expected a comma",
		.why = "Receivers do not read the addresses after the separator.",
		.help = "Separate the report addresses with commas.",
		.reference = "RFC 9989 section 4.8 and RFC 7489 section 6.4",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:a@example.com; mailto:b@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:a@example.com,mailto:b@example.com"),
	},
	{
		.id = "dmarc-rua-second-without-mailto",
		PROBLEM_ROW(WARNING, DMARC, DMARC_URI_SECOND_WITHOUT_MAILTO),
		.summary = "second report address has no mailto:",
		.message = "missing mailto: before {}",
		.why = "Each report address must be a URI. Receivers ignore this one and send no reports to "
		       "it.",
		.help = "Write `mailto:` before each report address.",
		.reference = "RFC 9989 section 4.8 and RFC 7489 section 6.4",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:a@example.com,b@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:a@example.com,mailto:b@example.com"),
	},
	{
		.id = "dmarc-rua-unencoded",
		PROBLEM_ROW(WARNING, DMARC, DMARC_URI_UNENCODED),
		.summary = "comma or exclamation mark in a report address",
		.message = "{} in an address must be percent-encoded",
		.why = "A comma separates addresses, and an exclamation mark begins a size limit. Receivers "
		       "read only a part of the address.",
		.help = "Write `%2C` for a comma and `%21` for an exclamation mark in the address.",
		.reference = "RFC 9989 section 4.8 and RFC 7489 section 6.2",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:a!b@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:a%21b@example.com"),
	},
	{
		.id = "dmarc-rua-size-syntax",
		PROBLEM_ROW(WARNING, DMARC, DMARC_URI_SIZE_SYNTAX),
		.summary = "invalid size limit after a report address",
		.message = "invalid size limit {}",
		.why = "Receivers ignore the address and send no reports to it.",
		.help = "Remove the size limit from the report address.",
		.reference = "RFC 9989 section 4.8 and RFC 7489 section 6.4",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com!10mb"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rua-missing",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = rua_missing,
		.summary = "no aggregate reports are requested",
		.why = "Without aggregate reports you do not see who sends mail in the name of the domain, or "
		       "whether your own mail passes DMARC.",
		.help = "Add a `rua=mailto:` tag with the address of a mailbox that someone reads.",
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=reject\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rua-many",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = rua_many,
		.summary = "more than two addresses for aggregate reports",
		.why = "RFC 7489 receivers may stop after two addresses. The other addresses then get no "
		       "reports.",
		.help = "Keep two report addresses, and forward the reports from there.",
		.reference = "RFC 7489 section 6.2",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; "
				     "rua=mailto:a@example.com,mailto:b@example.com,mailto:c@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:a@example.com,mailto:b@example.com"),
	},
	{
		.id = "dmarc-rua-external-name-too-long",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = external_name_too_long,
		.summary = "name of the authorization record for a report address is too long",
		.why = "Before receivers send reports to another organization, they look up "
		       "DOMAIN._report._dmarc.HOST. This name is longer than DNS allows, so they send no "
		       "reports to the address.",
		.help = "Use a report address in a domain with a shorter name.",
		.reference = "RFC 9990 section 4",
		.bad = DMARC_EXAMPLE(
			"v=DMARC1; p=reject; "
			"rua=mailto:d@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.cccccccccccccccccccccccccccccccccc\" "
			"\"cccccccccccccccccccccccccc.dddddddddddddddddddddddddddddddddddddddddddddd.example"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-psd-ruf",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = psd_ruf,
		.summary = "public suffix requests failure reports",
		.why = "The record of a public suffix that serves several organizations must not have a ruf= "
		       "tag. Failure reports would contain the mail of all of them.",
		.help = "Remove the `ruf` tag.",
		.reference = "RFC 9989 section 10.2",
		.bad = DMARC_EXAMPLE(
			"v=DMARC1; p=reject; psd=y; rua=mailto:d@example.com; ruf=mailto:d@example.com"),
		.good = DMARC_EXAMPLE(
			"v=DMARC1; p=reject; rua=mailto:d@example.com; ruf=mailto:d@example.com"),
	},
};

RULE_FAMILY(dmarc_report_rules, "DMARC: reports", rows);
