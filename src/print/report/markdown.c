/*
 * One comment for a pull request: a heading and a table for each domain, the worst first, and what to publish in folded blocks. More
 * than ten findings are folded, and what is too long for a comment is counted. Findings of a baseline are counted and not repeated.
 */
#include "base/ascii.h"
#include "base/escape.h"
#include "check/accept.h"

#include "print/excerpt.h"
#include "print/printers.h"
#include "print/remedies.h"
#include "print/verdict.h"

#include <stdlib.h>
#include <string.h>

enum {
	COMMENT_MOST = 60000, /* octets; GitHub takes 65,536 characters, and whoever posts it may add some */
	BLOCK_MOST = 20000,   /* of a domain's table, and as much again of what to publish */
	ROWS_OPEN = 10,
	NAMES_MOST = 20,
};

/* Blocks end with a NUL. Those of domains without findings are names for one line. */
struct markdown_parts {
	bool is_change; /* two states were compared */
	size_t clean;
	struct bytes clean_names;
};

/* Nothing in it is markup, and no cell ends before its time. */
static void add_escaped_slice(struct bytes *out, struct slice shown)
{
	for (size_t i = 0; i < shown.len; i++) {
		uint8_t c = shown.at[i];

		if (c == '<' || c == '>' || c == '&')
			bytes_printf(out, "&#%u;", c);
		else if (strchr("\\`*_{}[]()#+!|~@:", c))
			bytes_printf(out, c == '|' || c == '@' || c == ':' ? "&#%u;" : "\\%c", c);
		else
			bytes_add_byte(out, c);
	}
}

static void add_escaped(struct bytes *out, const char *text)
{
	struct bytes shown = { 0 };

	escape_text(&shown, slice_of(text));
	add_escaped_slice(out, bytes_slice(&shown));
	bytes_free(&shown);
}

/* A sentence of the program: what is between backquotes is code. */
static void add_sentence(struct bytes *out, const char *text)
{
	struct bytes shown = { 0 };
	struct slice rest;

	escape_text(&shown, slice_of(text));
	rest = bytes_slice(&shown);
	while (rest.len) {
		ptrdiff_t open = slice_find(rest, '`', 0),
			  close = open < 0 ? -1 : slice_find(rest, '`', (size_t)open + 1);
		size_t plain = close < 0 ? rest.len : (size_t)open,
		       end = close < 0 ? rest.len : (size_t)close + 1;

		add_escaped_slice(out, slice_part(rest, 0, plain));
		for (size_t i = plain; i < end; i++) {
			if (rest.at[i] == '|')
				bytes_add_byte(out, '\\');
			bytes_add_byte(out, rest.at[i]);
		}
		rest = slice_part(rest, end, rest.len);
	}
	bytes_free(&shown);
}

/* What is accepted does not count, but a reviewer is told that it is. */
static void add_level(struct bytes *out, const struct finding *finding)
{
	static const char *const levels[] = { "note", "**warning**", "**error**" };
	struct slice day = finding->accepted ? finding->accepted->last_text : (struct slice){ 0 };

	if (finding->accepted)
		bytes_printf(out, "%s, accepted until %.*s", severity_text(finding->severity), (int)day.len,
			(const char *)day.at);
	else
		bytes_add_text(out, levels[finding->severity]);
}

static bool is_shown(const struct print *print, const struct finding *finding)
{
	return (!finding->known || finding->accepted) &&
	       (finding->severity > SEVERITY_INFO || print->verbose);
}

static void begin_markdown(struct print *print)
{
	print->markdown = xrealloc(NULL, sizeof *print->markdown);
	*print->markdown = (struct markdown_parts){ 0 };
}

static void add_row(struct bytes *out, const struct finding *finding)
{
	struct arena scratch = { 0 };

	bytes_add_text(out, "| ");
	add_level(out, finding);
	bytes_add_text(out, " | ");
	add_escaped(out, excerpt_location(&scratch, finding));
	bytes_add_text(out, " | ");
	add_escaped(out, finding->message);
	if (finding->help && !finding->accepted) {
		bytes_add_text(out, "<br>Fix: ");
		add_sentence(out, finding->help);
	}
	bytes_printf(out, " | `%s` | %s |\n", finding->rule->id,
		finding->rule->reference ? finding->rule->reference : "");
	arena_release(&scratch);
}

/* Indented blocks: nothing in them is markup, whatever the records hold. */
static void add_remedies(struct bytes *out, const struct remedies *remedies)
{
	struct arena scratch = { 0 };
	size_t first = out->len;

	if (!remedies || !remedies->list.count)
		return;
	bytes_add_text(out, "\n<details><summary>To publish</summary>\n");
	for (size_t i = 0; i < remedies->list.count; i++) {
		const struct remedy *remedy = &remedies->list.at[i];

		if (out->len - first > BLOCK_MOST) {
			bytes_printf(out, "\n%zu more in the full report\n", remedies->list.count - i);
			break;
		}
		bytes_printf(out, "\n%s:\n\n    %s\n", remedy_action_text(remedy->action),
			remedy_zone_line(&scratch, remedy));
		for (size_t k = 0; k < remedy->cures.count; k++)
			bytes_printf(out, "%s`%s`", k ? ", " : "\ncures ", remedy->cures.at[k]->id);
		bytes_add_text(out, remedy->cures.count ? "\n" : "");
		if (remedy->effect) {
			bytes_add_text(out, "\nchanges: ");
			add_escaped(out, remedy->effect);
			bytes_add_byte(out, '\n');
		}
	}
	bytes_add_text(out, "\n</details>\n");
	arena_release(&scratch);
}

static void add_counts(struct bytes *out, const size_t counts[])
{
	size_t errors = counts[SEVERITY_ERROR], warnings = counts[SEVERITY_WARNING],
	       notes = counts[SEVERITY_INFO];

	bytes_printf(out, "%zu error%s, %zu warning%s, %zu note%s", errors, plural(errors), warnings,
		plural(warnings), notes, plural(notes));
}

static void add_table_head(struct bytes *out)
{
	bytes_add_text(out, "\n| | where | what | rule | source |\n| --- | --- | --- | --- | --- |\n");
}

/* Ten findings are seen at once; more are folded, up to a length. */
static void add_findings(struct bytes *out, const struct print *print, const struct report *report)
{
	size_t shown = 0, all = 0, first = out->len, cut = 0;

	for (size_t i = 0; i < report->findings.count; i++)
		all += is_shown(print, &report->findings.at[i]);
	for (size_t i = 0; i < report->findings.count; i++) {
		if (!is_shown(print, &report->findings.at[i]))
			continue;
		if (shown == ROWS_OPEN)
			bytes_printf(out, "\n<details><summary>%zu more finding%s</summary>\n",
				all - ROWS_OPEN, plural(all - ROWS_OPEN));
		if (shown == 0 || shown == ROWS_OPEN)
			add_table_head(out);
		shown++;
		if (out->len - first > BLOCK_MOST)
			cut++;
		else
			add_row(out, &report->findings.at[i]);
	}
	if (cut)
		bytes_printf(out, "\n%zu more in the full report\n", cut);
	if (all > ROWS_OPEN)
		bytes_add_text(out, "\n</details>\n");
}

/* What a change has cured. */
static void add_cured(struct bytes *out, const struct report *report)
{
	const struct findings *cured = report->cured;

	for (size_t i = 0; cured && i < cured->list.count && i < NAMES_MOST; i++)
		bytes_printf(out, "%s`%s`", i ? ", " : "\nFixed by the change: ", cured->list.at[i].rule->id);
	if (cured && cured->list.count > NAMES_MOST)
		bytes_printf(out, " and %zu more", cured->list.count - NAMES_MOST);
	if (cured && cured->list.count)
		bytes_add_byte(out, '\n');
}

static void add_asides(struct bytes *out, size_t unanswered, size_t known)
{
	if (unanswered)
		bytes_printf(out, ", %zu question%s without answer", unanswered, plural(unanswered));
	if (known)
		bytes_printf(out, "; %zu known finding%s not repeated", known, plural(known));
	bytes_add_byte(out, '\n');
}

/* What nobody was asked for, by the user's own wish, is not told. */
static size_t count_unanswered(const struct print *print, const struct report *report)
{
	size_t count = 0;

	for (size_t i = 0; i < report->unanswered.count; i++)
		count += print->complete || !dns_outcome_is_wished(report->unanswered.at[i].reason);
	return count;
}

static bool is_clean(const struct print *print, const struct report *report)
{
	for (size_t i = 0; i < report->findings.count; i++)
		if (is_shown(print, &report->findings.at[i]))
			return false;
	return !count_unanswered(print, report) && !report->known &&
	       !(report->cured && report->cured->list.count) &&
	       !(report->remedies && report->remedies->list.count);
}

static void add_clean(struct print *print, const char *name)
{
	struct markdown_parts *parts = print->markdown;

	if (parts->clean < NAMES_MOST) {
		bytes_add_text(&parts->clean_names, parts->clean ? ", " : "");
		add_escaped(&parts->clean_names, name);
	}
	parts->clean++;
}

static void print_markdown_report(struct print *print, const struct report *report)
{
	struct arena scratch = { 0 };
	const char *name = dns_name_unicode(&scratch, &report->domain->name);
	enum severity worst = report->counts[SEVERITY_ERROR]	 ? SEVERITY_ERROR
			      : report->counts[SEVERITY_WARNING] ? SEVERITY_WARNING
								 : SEVERITY_INFO;
	struct bytes *out = &print->kept[worst];

	print->markdown->is_change = print->markdown->is_change || report->cured;
	if (is_clean(print, report)) {
		add_clean(print, name);
	} else {
		bytes_add_text(out, "\n### ");
		add_escaped(out, name);
		bytes_add_text(out, "\n\n**");
		add_escaped(out, verdict_line_of(&scratch, report).text);
		bytes_add_text(out, "**\n\n");
		add_counts(out, report->counts);
		add_asides(out, count_unanswered(print, report), report->known);
		add_findings(out, print, report);
		add_cured(out, report);
		add_remedies(out, report->remedies);
		bytes_add_byte(out, 0);
	}
	arena_release(&scratch);
}

/* Writes the blocks as far as there is room, and returns how many are left out. */
static size_t write_blocks(struct print *print)
{
	size_t left_out = 0, length;

	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--) {
		struct bytes *kept = &print->kept[severity];

		for (size_t at = 0; at < kept->len; at += length + 1) {
			length = strlen((const char *)kept->at + at);
			if (left_out || print->out.len + length > COMMENT_MOST)
				left_out++;
			else
				bytes_add(&print->out, (struct slice){ kept->at + at, length });
		}
		bytes_free(kept);
	}
	return left_out;
}

static void end_markdown(struct print *print)
{
	const struct print_totals *totals = &print->totals;
	struct markdown_parts *parts = print->markdown;
	struct bytes *out = &print->out;
	size_t left_out;

	bytes_add_text(out, parts->is_change || print->compared ? "## What the change does to mail\n"
								: "## Mail records\n");
	left_out = write_blocks(print);
	if (parts->clean)
		bytes_printf(out, "\nNo findings: %.*s", (int)parts->clean_names.len,
			(const char *)parts->clean_names.at);
	if (parts->clean > NAMES_MOST)
		bytes_printf(out, " and %zu more", parts->clean - NAMES_MOST);
	if (left_out)
		bytes_printf(out, "%s\n%zu more domain%s in the full report, which is too long for a comment",
			parts->clean ? "\n" : "", left_out, plural(left_out));
	bytes_printf(out, "%s\n%zu domain%s: ", parts->clean || left_out ? "\n" : "", totals->domains,
		plural(totals->domains));
	add_counts(out, totals->counts);
	add_asides(out, totals->unanswered - totals->unasked, totals->known);
	bytes_free(&parts->clean_names);
	free(parts);
	print->markdown = NULL;
}

const struct report_printer markdown_printer = { begin_markdown, print_markdown_report, end_markdown };
