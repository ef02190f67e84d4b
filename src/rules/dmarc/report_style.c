/* DMARC: what is valid in rua, ruf and fo and worth knowing or better avoided. */
#include "base/ascii.h"

#include "rules/common.h"
#include "rules/dmarc/tags.h"
#include "rules/families.h"

#include <string.h>

static void fo_without_ruf(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *fo = dmarc_tag_of(dmarc, "fo");

	if (fo && !dmarc_tag(dmarc->record, "ruf"))
		report_needless_dmarc_tag(run, dmarc, fo, "fo= has no effect without ruf=");
}

/* The options of fo, each once (RFC 9989 section 4.8); what is none is left out of account. */
static const char *options_once(struct arena *arena, struct slice text, struct span value)
{
	const char *once = "";
	uint32_t at = value.first;
	struct span piece;

	while (tags_next_piece(text, value, ':', &at, &piece)) {
		struct slice option = slice_span(text, piece);
		char letter = option.len == 1 ? (char)ascii_lower(option.at[0]) : 0;

		if (letter && strchr("01ds", letter) && !strchr(once, letter))
			once = arena_printf(arena, "%s%s%c", once, *once ? ":" : "", letter);
	}
	return once;
}

static void fo_repeat(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *fo = dmarc_tag_of(dmarc, "fo");
	struct slice text = dmarc->record->text;
	uint32_t at = fo ? fo->value.first : 0;
	char seen[sizeof "01ds"] = "";
	struct span piece;

	while (fo && run->reported <= FINDINGS_OF_A_RULE &&
		tags_next_piece(text, fo->value, ':', &at, &piece)) {
		struct slice option = slice_span(text, piece);
		char letter = option.len == 1 ? (char)ascii_lower(option.at[0]) : 0;

		if (!letter || !strchr("01ds", letter))
			continue;
		if (!strchr(seen, letter)) {
			seen[strlen(seen)] = letter;
			continue;
		}
		report_replaced(run, &dmarc->published, piece, fo->value,
			options_once(run->arena, text, fo->value), "duplicate option in fo=");
	}
}

static void ruf_present(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *ruf = dmarc_tag_of(dmarc, "ruf");

	if (ruf && dmarc->record->has_ruf)
		report_dmarc_tag(run, dmarc, ruf, "ruf= requests failure reports; few receivers send them");
}

/* The address without its size, which says nothing about where reports go. */
static struct slice address_of(const struct dmarc_record *record, const struct dmarc_uri *uri)
{
	struct slice text = slice_span(record->text, uri->span);
	ptrdiff_t bang = slice_find(text, '!', 0);

	return bang < 0 ? text : slice_part(text, 0, (size_t)bang);
}

/* Local parts can differ in case alone (RFC 5321 section 2.4), hosts cannot. */
static bool is_same_address(struct slice a, struct slice b)
{
	ptrdiff_t at;

	if (!slice_equal_nocase(a, b))
		return false;
	at = slice_find(a, '@', 0);
	return at < 0 || slice_equal(slice_part(a, sizeof "mailto:" - 1, (size_t)at),
				 slice_part(b, sizeof "mailto:" - 1, (size_t)at));
}

static bool comes_again(const struct dmarc_record *record, size_t number)
{
	enum { COMPARED_MOST = 200 };
	const struct dmarc_uri *uri = &record->uris.at[number];

	for (size_t i = 0; i < number && i < COMPARED_MOST; i++)
		if (record->uris.at[i].of_ruf == uri->of_ruf &&
			is_same_address(address_of(record, &record->uris.at[i]), address_of(record, uri)))
			return true;
	return false;
}

enum { ADDRESSES_MOST = 16 };

/* Reports each of the addresses, and the record without any of them. `removed` says what goes with each. */
static void report_removable(struct rule_run *run, const struct dmarc_subject *dmarc,
	const struct span *shown, const struct span *removed, size_t count, const char *message)
{
	struct span sorted[ADDRESSES_MOST]; /* ruf may come before rua */

	for (size_t i = 0; i < count; i++) {
		size_t at = i;

		for (; at && sorted[at - 1].first > removed[i].first; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = removed[i];
	}
	for (size_t i = 0; i < count; i++)
		fix_without(
			run, report_finding(run, &dmarc->published, shown[i], "%s", message), sorted, count);
}

static void rua_duplicate(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct dmarc_record *record = dmarc->record;
	struct span shown[ADDRESSES_MOST], removed[ADDRESSES_MOST];
	size_t count = 0;

	for (size_t i = 1; i < record->uris.count && count < ADDRESSES_MOST; i++) {
		struct span span = record->uris.at[i].span;
		uint32_t comma = span.first;

		if (!comes_again(record, i))
			continue;
		while (record->text.at[comma - 1] != ',')
			comma--;
		shown[count] = span;
		removed[count++] = (struct span){ comma - 1, span.end };
	}
	report_removable(run, dmarc, shown, removed, count, "duplicate report address");
}

static void rua_size_suffix(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct dmarc_record *record = dmarc->record;
	struct span sizes[ADDRESSES_MOST];
	size_t count = 0;

	for (size_t i = 0; i < record->uris.count && count < ADDRESSES_MOST; i++) {
		const struct dmarc_uri *uri = &record->uris.at[i];
		uint32_t size = uri->span.first + (uint32_t)address_of(record, uri).len;

		if (uri->is_mailto && size < uri->span.end &&
			!problem_has(&record->problems, DMARC_URI_SIZE_SYNTAX))
			sizes[count++] = (struct span){ size, uri->span.end };
	}
	report_removable(run, dmarc, sizes, sizes, count, "the size limit of a report address is obsolete");
}

/* Mailboxes that a registrar or sending service writes into its customers' records. */
static void rua_registrar_default(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	static const char *const mailboxes[] = { "mailto:dmarc_rua@onsecureserver.net",
		"mailto:rua@dmarc.brevo.com", "mailto:dmarc_report@service.aliyun.com" };
	const struct dmarc_record *record = dmarc->record;

	for (size_t i = 0; i < record->uris.count; i++)
		for (size_t k = 0; k < sizeof mailboxes / sizeof *mailboxes; k++)
			if (!record->uris.at[i].of_ruf &&
				slice_is_nocase(address_of(record, &record->uris.at[i]), mailboxes[k]))
				report_finding(run, &dmarc->published, record->uris.at[i].span,
					"reports go to a mailbox of the provider");
}

static const struct rule rows[] = {
	{
		.id = "dmarc-fo-without-ruf",
		SUBJECT_ROW(INFO, DMARC, dmarc, fo_without_ruf),
		.summary = "\"fo\" tag without a \"ruf\" tag",
		.why = "The fo= tag selects which failures are reported to the ruf= addresses. Without a ruf= "
		       "tag receivers ignore it.",
		.help = "Remove the `fo` tag.",
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; fo=1; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-fo-repeat",
		SUBJECT_ROW(INFO, DMARC, dmarc, fo_repeat),
		.safe_fix = true,
		.summary = "duplicate option in the \"fo\" tag",
		.why = "RFC 9989 allows each option once.",
		.help = "Remove the duplicate option from the `fo` tag.",
		.reference = "RFC 9989 section 4.8",
		.bad = DMARC_EXAMPLE(
			"v=DMARC1; p=reject; rua=mailto:d@example.com; ruf=mailto:d@example.com; fo=1:d:d"),
		.good = DMARC_EXAMPLE(
			"v=DMARC1; p=reject; rua=mailto:d@example.com; ruf=mailto:d@example.com; fo=1:d"),
	},
	{
		.id = "dmarc-ruf-present",
		SUBJECT_ROW(INFO, DMARC, dmarc, ruf_present),
		.follows = "dmarc-ruf-external-unauthorised",
		.summary = "failure reports are requested",
		.why = "Failure reports can contain parts of messages and personal data. Most receivers do "
		       "not send them.",
		.help = "Keep the `ruf` tag only if someone reads the mailbox and access to it is limited.",
		.reference = "RFC 9989 section 10.2",
		.bad = DMARC_EXAMPLE(
			"v=DMARC1; p=reject; rua=mailto:d@example.com; ruf=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rua-duplicate",
		SUBJECT_ROW(INFO, DMARC, dmarc, rua_duplicate),
		.safe_fix = true,
		.summary = "duplicate report address",
		.why = "A receiver that stops after two addresses does not use the next one.",
		.help = "Remove the duplicate address.",
		.reference = "RFC 7489 section 6.2",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com,mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rua-size-suffix",
		SUBJECT_ROW(INFO, DMARC, dmarc, rua_size_suffix),
		.safe_fix = true,
		.summary = "size limit after a report address",
		.why = "RFC 9989 receivers ignore the size limit. RFC 7489 receivers do not send a report "
		       "that is larger.",
		.help = "Remove the size limit from the report address.",
		.reference = "RFC 9989 section 4.8 and RFC 7489 section 6.2",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com!10m"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rua-registrar-default",
		SUBJECT_ROW(INFO, DMARC, dmarc, rua_registrar_default),
		.summary = "reports go to a mailbox of the registrar or mail service",
		.why = "The service wrote its own address into the record, so the owner of the domain does "
		       "not see the reports.",
		.help = "Use a report address of your own, or of a report service that you chose.",
		.reference = "RFC 9989 section 4.7",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=quarantine; rua=mailto:dmarc_rua@onsecureserver.net"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
};

RULE_FAMILY(dmarc_report_style_rules, "DMARC: style", rows);
