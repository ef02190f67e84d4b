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

	if (record->selected && run->domain->role != ROLE_NO_MAIL && !dmarc_tag(record, "rua") &&
		record->p != DMARC_NONE && record->tags.tags.count > 1 &&
		slice_find_nocase(record->text, "rua", 0) < 0)
		fix_with_own_reports(run, dmarc,
			report_finding(run, &dmarc->published, whole_text(&dmarc->published),
				"the record has no rua=, so there are no aggregate reports"));
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
				"this is the third address for aggregate reports");
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
				"%s._report._dmarc.%s does not fit into DNS",
				dns_name_text(run->arena, &run->domain->name),
				dns_name_text(run->arena, &uri->host));
	}
}

static void psd_ruf(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *ruf = dmarc_tag(dmarc->record, "ruf");

	struct finding *finding;

	if (dmarc->record->psd != 'y' || !ruf)
		return;
	finding = report_finding(
		run, &dmarc->published, ruf->span, "a record with psd=y must not ask for failure reports");
	/* Elsewhere it is psd=y that goes. */
	if (suffix_list_has(run->domain->options->suffixes, &run->domain->name))
		fix_without_tag(run, finding, &dmarc->record->tags, ruf);
}

static const struct rule rows[] = {
	{
		.id = "dmarc-rua-no-scheme",
		PROBLEM_ROW(WARNING, DMARC, DMARC_URI_NO_SCHEME),
		.follows = "dmarc-non-ascii",
		.summary = "a report address has no scheme",
		.message = "{} is no URI: mailto: is missing",
		.why = "Receivers ignore it and send no reports.",
		.help = "Put mailto: in front of the address.",
		.reference = "RFC 9989 section 4.6 and RFC 7489 section 6.2",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rua-scheme",
		PROBLEM_ROW(WARNING, DMARC, DMARC_URI_SCHEME),
		.follows = "dmarc-non-ascii",
		.summary = "a report address has a scheme other than mailto",
		.message = "receivers need not support {}",
		.why = "Only mailto must be supported; nearly all receivers ignore other schemes.",
		.help = "Use a mailto: address.",
		.reference = "RFC 9989 section 4.6 and RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=https://example.com/dmarc"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rua-mailto-slashes",
		PROBLEM_ROW(WARNING, DMARC, DMARC_URI_MAILTO_SLASHES),
		.summary = "slashes or blanks stand behind mailto:",
		.message = "{} may not stand behind mailto:",
		.why = "The address is read with them and cannot be reached.",
		.help = "Write mailto: directly in front of the address.",
		.reference = "RFC 6068 section 2",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto://d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rua-address-syntax",
		PROBLEM_ROW(WARNING, DMARC, DMARC_URI_ADDRESS),
		.unsafe_fix = true,
		.follows = "dmarc-non-ascii",
		.summary = "a report address is no mail address",
		.message = "{} is no mail address",
		.why = "Receivers ignore it and send no reports.",
		.help = "Write mailto:name@domain.",
		.reference = "RFC 6068 section 2",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:dmarc.example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:dmarc@example.com"),
	},
	{
		.id = "dmarc-rua-separator",
		PROBLEM_ROW(WARNING, DMARC, DMARC_URI_SEPARATOR),
		.summary = "report addresses are not separated by a comma",
		.message = "{} stands where only a comma separates addresses",
		.why = "The addresses behind it are lost.",
		.help = "Separate addresses by commas.",
		.reference = "RFC 9989 section 4.8 and RFC 7489 section 6.4",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:a@example.com; mailto:b@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:a@example.com,mailto:b@example.com"),
	},
	{
		.id = "dmarc-rua-second-without-mailto",
		PROBLEM_ROW(WARNING, DMARC, DMARC_URI_SECOND_WITHOUT_MAILTO),
		.summary = "the second report address has no mailto:",
		.message = "mailto: is missing in front of {}",
		.why = "Each address is a URI of its own; this one is ignored.",
		.help = "Put mailto: in front of every address.",
		.reference = "RFC 9989 section 4.8 and RFC 7489 section 6.4",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:a@example.com,b@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:a@example.com,mailto:b@example.com"),
	},
	{
		.id = "dmarc-rua-unencoded",
		PROBLEM_ROW(WARNING, DMARC, DMARC_URI_UNENCODED),
		.summary = "a comma or exclamation mark in an address is not encoded",
		.message = "{} within an address has to be percent-encoded",
		.why = "A comma separates addresses and an exclamation mark begins a size, so the address is "
		       "cut there.",
		.help = "Write %2C for a comma and %21 for an exclamation mark.",
		.reference = "RFC 9989 section 4.8 and RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:a!b@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:a%21b@example.com"),
	},
	{
		.id = "dmarc-rua-size-syntax",
		PROBLEM_ROW(WARNING, DMARC, DMARC_URI_SIZE_SYNTAX),
		.summary = "the size behind a report address is malformed",
		.message = "{} is no size: a number and perhaps k, m, g or t",
		.why = "Receivers ignore the address.",
		.help = "Remove the size; it is obsolete.",
		.reference = "RFC 7489 section 6.4",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com!10mb"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rua-missing",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = rua_missing,
		.summary = "the record asks for no aggregate reports",
		.why = "Without reports nobody sees who sends in the domain's name, or that own mail fails.",
		.help = "Add rua=mailto: and the address of a mailbox that is read; create it if there is none.",
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=reject\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rua-many",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = rua_many,
		.summary = "more than two report addresses",
		.why = "RFC 7489 receivers may stop after two.",
		.help = "Keep two, and distribute the reports from there.",
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
		.summary = "the name that would authorise an outside report address is too long",
		.why = "Receivers look up DOMAIN._report._dmarc.HOST before they report to another "
		       "organisation; this name does not fit into DNS.",
		.help = "Use an address in a shorter domain.",
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
		.summary = "a public suffix asks for failure reports",
		.why = "The record of a public suffix that serves several organizations must not have a ruf "
		       "tag. Failure reports would carry the mail of all of them.",
		.help = "Remove the `ruf` tag.",
		.reference = "RFC 9989 section 10.2",
		.bad = DMARC_EXAMPLE(
			"v=DMARC1; p=reject; psd=y; rua=mailto:d@example.com; ruf=mailto:d@example.com"),
		.good = DMARC_EXAMPLE(
			"v=DMARC1; p=reject; rua=mailto:d@example.com; ruf=mailto:d@example.com"),
	},
};

RULE_FAMILY(dmarc_report_rules, "DMARC: reports", rows);
