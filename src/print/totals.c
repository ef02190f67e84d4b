/* The last line of the text report, from the totals of the run. */
#include "print/totals.h"

#include "print/style.h"

#include <string.h>

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
		add_part(parts, totals->unanswered ? "no errors or warnings" : "clean",
			totals->unanswered ? &warning : &good);
	add_count(parts, errors, "error", "", &error);
	add_count(parts, warnings, "warning", "", &warning);
	add_count(parts, totals->counts[SEVERITY_INFO], "note", print->verbose ? "" : " hidden (-v)", NULL);
}

/* The parts with commas between them, on from a column; a part that does not fit begins another line. */
static void print_parts(struct print *print, const struct parts *parts, size_t column)
{
	for (size_t i = 0; i < parts->list.count; i++) {
		const struct part *part = &parts->list.at[i];
		size_t length = strlen(part->text) + (i + 1 < parts->list.count ? strlen(",") : 0);

		if (column && column + strlen(" ") + length > print->width) {
			bytes_add_text(&print->out, "\n  ");
			column = strlen("  ");
		} else if (column) {
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

void print_totals(struct print *print)
{
	const struct print_totals *totals = &print->totals;
	struct parts parts = { 0 };
	const char *domains = "";

	if (print->started)
		bytes_add_byte(&print->out, '\n');
	if (print->only_on_one_side)
		bytes_add_text(&print->out, print->only_on_one_side);
	if (!print->record_only || print->several)
		domains = arena_printf(&parts.arena, "%zu domain%s%s%s:", totals->domains,
			plural(totals->domains), print->compared ? " compared, " : "",
			print->compared ? print->compared : "");
	style_wrap_from(print, domains, 0, (unsigned)strlen("  "));
	add_findings(&parts, print);
	if (totals->known)
		add_part(&parts, arena_printf(&parts.arena, "%zu known", totals->known), NULL);
	if (totals->suppressed)
		add_part(&parts, arena_printf(&parts.arena, "%zu ignored by comments", totals->suppressed),
			NULL);
	add_count(&parts, totals->unanswered - totals->unasked, "question", " not answered", NULL);
	add_count(&parts, totals->unasked, "question", " not asked", NULL);
	add_count(&parts, print->left_alone, "other record", " ignored", NULL);
	/* A part begins on a line of its own after one that was broken. */
	print_parts(print, &parts, strlen(domains) > print->width ? print->width : strlen(domains));
	arena_release(&parts.arena);
}
