/*
 * CSV (RFC 4180): a heading, then a row for each finding. Every field is quoted, and what a spreadsheet would take for a formula
 * begins with an apostrophe. A question without an answer is a row of its own, of the severity "unknown".
 */
#include "base/escape.h"

#include "print/excerpt.h"
#include "print/printers.h"
#include "print/remedies.h"

static void begin_csv(struct print *print)
{
	bytes_add_text(&print->out,
		"domain,severity,rule,message,confidence,known,name,type,text,file,line,column,"
		"why,help,fix,reference\r\n");
}

/*
 * True for a text that spreadsheets compute, with spaces before it or not: one that begins with =, +, - or @, or with their
 * full-width forms, U+FF1D, U+FF0B, U+FF0D and U+FF20.
 */
static bool is_formula(struct slice text)
{
	static const char *const starts[] = { "=", "+", "-", "@", "\xef\xbc\x9d", "\xef\xbc\x8b",
		"\xef\xbc\x8d", "\xef\xbc\xa0" };
	struct slice rest = slice_trim(text);

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (slice_starts(rest, starts[i]))
			return true;
	return false;
}

/* Adds a field with a comma before it; the bytes are escaped already and hold no line ends. */
static void add_field(struct bytes *out, struct slice shown)
{
	bytes_add_text(out, is_formula(shown) ? ",\"'" : ",\"");
	for (size_t i = 0; i < shown.len; i++) {
		if (shown.at[i] == '"')
			bytes_add_byte(out, '"');
		bytes_add_byte(out, shown.at[i]);
	}
	bytes_add_byte(out, '"');
}

/* Text that may hold UTF-8; NULL is an empty field. */
static void add_text_field(struct bytes *out, const char *text)
{
	struct bytes shown = { 0 };

	escape_text(&shown, slice_of(text));
	add_field(out, bytes_slice(&shown));
	bytes_free(&shown);
}

static void add_record_field(struct bytes *out, const struct published *record)
{
	struct bytes shown = { 0 };

	if (record)
		escape_visible(&shown, record->txt->joined);
	add_field(out, bytes_slice(&shown));
	bytes_free(&shown);
}

static void add_place(struct bytes *out, struct text_place place)
{
	struct text_position at;

	if (!place.text) {
		bytes_add_text(out, ",\"\",,");
		return;
	}
	at = text_position(place.text, place.first);
	add_text_field(out, place.text->name);
	bytes_printf(out, ",%u,%u", at.line, at.column);
}

/* The first field of a row has no comma before it: a domain name, which is never a formula but for its escapes. */
static void begin_row(struct bytes *out, const char *domain)
{
	struct bytes field = { 0 };
	struct slice whole;

	add_text_field(&field, domain);
	whole = bytes_slice(&field);
	bytes_add(out, slice_part(whole, 1, whole.len));
	bytes_free(&field);
}

static void add_finding_row(struct bytes *out, const char *domain, const struct finding *finding)
{
	struct arena scratch = { 0 };
	const struct rule *rule = finding->rule;

	begin_row(out, domain);
	add_text_field(out, severity_text(finding->severity));
	add_text_field(out, rule->id);
	add_text_field(out, finding->message);
	add_text_field(out, confidence_text(finding->confidence));
	add_text_field(out, finding->known ? "true" : "false");
	add_text_field(out, finding->name.len > 1 ? dns_name_text(&scratch, &finding->name) : NULL);
	add_text_field(out, finding->type ? published_type_text(&scratch, finding->type) : NULL);
	add_record_field(out, finding->record);
	add_place(out, text_origin(excerpt_place(finding)));
	add_text_field(out, rule->why);
	add_text_field(out, finding->help);
	add_text_field(out, remedy_sentence(&scratch, finding));
	add_text_field(out, rule->reference);
	bytes_add_text(out, "\r\n");
	arena_release(&scratch);
}

static void add_unanswered_row(struct bytes *out, const char *domain, const struct unanswered *unanswered)
{
	struct arena scratch = { 0 };

	begin_row(out, domain);
	add_text_field(out, "unknown");
	add_text_field(out, "unanswered");
	add_text_field(
		out, arena_printf(&scratch, "not answered (%s)", dns_outcome_reason(unanswered->reason)));
	bytes_add_text(out, ",\"\",\"false\"");
	add_text_field(out, dns_name_text(&scratch, &unanswered->question.name));
	add_text_field(out, dns_question_type_text(&scratch, &unanswered->question));
	bytes_add_text(out, ",\"\",\"\",,,\"\",\"\",\"\",\"\"\r\n");
	arena_release(&scratch);
}

static void print_csv_report(struct print *print, const struct report *report)
{
	struct arena scratch = { 0 };
	const char *domain = report->domain && report->domain->name.len > 1
				     ? dns_name_text(&scratch, &report->domain->name)
				     : "";

	for (size_t i = 0; i < report->findings.count; i++)
		add_finding_row(&print->out, domain, &report->findings.at[i]);
	for (size_t i = 0; i < report->unanswered.count; i++)
		if (print->complete || !dns_outcome_is_wished(report->unanswered.at[i].reason))
			add_unanswered_row(&print->out, domain, &report->unanswered.at[i]);
	arena_release(&scratch);
}

static void end_csv(struct print *print)
{
	(void)print;
}

const struct report_printer csv_printer = { begin_csv, print_csv_report, end_csv };
