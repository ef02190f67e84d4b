/* The report for a person at a terminal. */
#include "base/escape.h"
#include "check/accept.h"
#include "print/excerpt.h"
#include "print/finding.h"
#include "print/printers.h"
#include "print/receivers.h"
#include "print/remedies.h"
#include "print/style.h"
#include "print/summary.h"

#include <string.h>

enum { UNANSWERED_SHOWN = 5 };

/* The name, and what there is to know before anything else. */
static void print_head(struct print *print, const struct report *report)
{
	const struct domain *domain = report->domain;
	struct arena scratch = { 0 };
	const char *unicode = dns_name_unicode(&scratch, &domain->name),
		   *ascii = dns_name_text(&scratch, &domain->name);

	style_text(print, STYLE_BOLD, print->unicode ? unicode : ascii);
	if (print->unicode && strcmp(unicode, ascii) != 0)
		bytes_printf(&print->out, " (%s)", ascii);
	bytes_add_byte(&print->out, '\n');
	if (report->gone) {
		bytes_add_text(&print->out, "  gone: the name does not exist after the change\n");
	} else if (!domain->exists) {
		bytes_add_text(&print->out, "  the name does not exist in DNS\n");
	} else if (!print->quiet) {
		struct summary summary = summarize(&scratch, domain);

		print_summary(print, &summary);
	}
	arena_release(&scratch);
}

const char *known_text(struct arena *arena, const struct finding *finding)
{
	if (finding->accepted)
		return arena_printf(arena, " (accepted until %.*s)", (int)finding->accepted->last_text.len,
			(const char *)finding->accepted->last_text.at);
	return finding->known ? " (known)" : "";
}

void print_finding(struct print *print, const struct finding *finding)
{
	enum { INDENT = 11 };
	struct arena scratch = { 0 };

	bytes_add_byte(&print->out, '\n');
	style_text(print, style_of_severity(finding->severity), severity_text(finding->severity));
	bytes_add_text(&print->out, ": ");
	style_begin(print, STYLE_BOLD);
	style_wrap(print,
		arena_printf(&scratch, "%s [%s]%s%s", finding->message, finding->rule->id,
			finding->confidence == LIKELY ? " (likely)" : "", known_text(&scratch, finding)),
		(unsigned)strlen(severity_text(finding->severity)) + 2);
	style_end(print);
	bytes_add_byte(&print->out, '\n');
	style_begin(print, STYLE_GUTTER);
	bytes_printf(&print->out, "%*s--> ", 3, "");
	style_end(print);
	escape_text(&print->out, slice_of(excerpt_location(&scratch, finding)));
	bytes_add_byte(&print->out, '\n');
	excerpt_print(print, finding);
	for (size_t i = 0; i < finding->related.count; i++)
		excerpt_print_related(print, &finding->related.at[i]);
	bytes_add_text(&print->out, "   = why:  ");
	style_wrap(print, finding->rule->why, INDENT);
	bytes_add_byte(&print->out, '\n');
	if (finding->help) {
		bytes_add_text(&print->out, "   = fix:  ");
		style_wrap(print, finding->help, INDENT);
		bytes_add_byte(&print->out, '\n');
	}
	if (finding->rule->reference) {
		bytes_add_text(&print->out, "   = see:  ");
		style_reference(print, finding->rule->reference, INDENT);
		bytes_add_byte(&print->out, '\n');
	}
	arena_release(&scratch);
}

/* What heads the questions that ended in one way. */
static const char *unanswered_heading(struct arena *arena, enum dns_outcome reason)
{
	switch (reason) {
	case DNS_OFFLINE:
		return "not asked (offline)";
	case DNS_UNREAD:
		return "not known (lines of the zone file could not be read)";
	case DNS_LIMIT:
		return "not asked (limit of questions or time)";
	default:
		return arena_printf(arena, "not answered (%s)", dns_outcome_word(reason));
	}
}

static void print_unanswered(struct print *print, const struct report *report)
{
	for (int reason = DNS_TIMEOUT; reason <= DNS_LIMIT; reason++) {
		size_t count = 0;

		for (size_t i = 0; i < report->unanswered.count; i++) {
			const struct unanswered *unanswered = &report->unanswered.at[i];
			struct arena scratch = { 0 };

			if ((int)unanswered->reason != reason)
				continue;
			if (!count)
				bytes_printf(&print->out,
					"\n%s:", unanswered_heading(&scratch, unanswered->reason));
			if (count++ < UNANSWERED_SHOWN || print->verbose)
				bytes_printf(&print->out, "\n  %s %s",
					dns_name_text(&scratch, &unanswered->question.name),
					dns_question_type_text(&scratch, &unanswered->question));
			arena_release(&scratch);
		}
		if (count > UNANSWERED_SHOWN && !print->verbose)
			bytes_printf(
				&print->out, "\n  and %zu more (-v lists them)", count - UNANSWERED_SHOWN);
		if (count)
			bytes_add_byte(&print->out, '\n');
	}
}

/* Above the findings of one of several domains of which records were given. */
static void print_owner(struct print *print, const struct report *report)
{
	struct arena scratch = { 0 };

	style_text(print, STYLE_BOLD,
		report->domain->name.len > 1 ? dns_name_unicode(&scratch, &report->domain->name)
					     : "records without a name");
	bytes_add_byte(&print->out, '\n');
	if (!report->counts[SEVERITY_ERROR] && !report->counts[SEVERITY_WARNING])
		bytes_add_text(&print->out, "  clean\n");
	arena_release(&scratch);
}

static void begin_text(struct print *print)
{
	(void)print;
}

static void print_text_report(struct print *print, const struct report *report)
{
	if (print->started)
		bytes_add_byte(&print->out, '\n');
	if (!print->record_only)
		print_head(print, report);
	else if (print->several)
		print_owner(print, report);
	for (size_t i = 0; i < report->findings.count; i++)
		if (report->findings.at[i].severity > SEVERITY_INFO || print->verbose)
			print_finding(print, &report->findings.at[i]);
	print_remedies(print, report);
	if (!print->quiet)
		print_receivers(print, report->receivers);
	print_unanswered(print, report);
}

/* A part of the last line, such as "2 errors". */
struct part {
	const char *text;
	const enum style *style; /* NULL for none */
};

struct parts {
	struct arena arena;
	ARENA_LIST(struct part) list;
};

static void add_part(struct parts *parts, const char *text, const enum style *style)
{
	*arena_append(&parts->arena, &parts->list) = (struct part){ text, style };
}

/* "2 errors"; nothing of what is not there. */
static void add_count(
	struct parts *parts, size_t count, const char *noun, const char *rest, const enum style *style)
{
	if (count)
		add_part(parts, arena_printf(&parts->arena, "%zu %s%s%s", count, noun, plural(count), rest),
			style);
}

static void add_findings(struct parts *parts, const struct print *print)
{
	static const enum style error = STYLE_ERROR, warning = STYLE_WARNING, good = STYLE_GOOD;
	const struct print_totals *totals = &print->totals;
	size_t errors = totals->counts[SEVERITY_ERROR], warnings = totals->counts[SEVERITY_WARNING];

	if (!errors && !warnings)
		add_part(parts, totals->unanswered ? "nothing found" : "clean",
			totals->unanswered ? &warning : &good);
	add_count(parts, errors, "error", "", &error);
	add_count(parts, warnings, "warning", "", &warning);
	add_count(parts, totals->counts[SEVERITY_INFO], "note", print->verbose ? "" : " hidden (-v shows)",
		NULL);
}

/* The parts with commas between them, on from a column; a part that does not fit begins another line. */
static void print_parts(struct print *print, const struct parts *parts, size_t column)
{
	for (size_t i = 0; i < parts->list.count; i++) {
		const struct part *part = &parts->list.at[i];
		size_t length = strlen(part->text) + (i + 1 < parts->list.count ? strlen(",") : 0);

		if (i && column + strlen(" ") + length > print->width) {
			bytes_add_text(&print->out, "\n  ");
			column = strlen("  ");
		} else if (i) {
			bytes_add_byte(&print->out, ' ');
			column++;
		}
		if (part->style)
			style_text(print, *part->style, part->text);
		else
			bytes_add_text(&print->out, part->text);
		bytes_add_text(&print->out, i + 1 < parts->list.count ? "," : "\n");
		column += length;
	}
}

static void end_text(struct print *print)
{
	const struct print_totals *totals = &print->totals;
	struct parts parts = { 0 };
	const char *domains = "";

	bytes_add_byte(&print->out, '\n');
	if (print->compared)
		bytes_add_text(&print->out, print->compared);
	if (!print->record_only || print->several)
		domains = arena_printf(&parts.arena, "%zu domain%s%s: ", totals->domains,
			plural(totals->domains), print->compared ? " compared" : "");
	bytes_add_text(&print->out, domains);
	add_findings(&parts, print);
	if (totals->known)
		add_part(&parts, arena_printf(&parts.arena, "%zu known", totals->known), NULL);
	if (totals->suppressed)
		add_part(&parts, arena_printf(&parts.arena, "%zu ignored by comments", totals->suppressed),
			NULL);
	add_count(&parts, totals->unanswered - totals->unasked, "question", " without answer", NULL);
	add_count(&parts, totals->unasked, "question", " not asked", NULL);
	add_count(&parts, print->left_alone, "other record", " left alone", NULL);
	print_parts(print, &parts, strlen(domains));
	arena_release(&parts.arena);
}

const struct report_printer text_printer = { begin_text, print_text_report, end_text };
