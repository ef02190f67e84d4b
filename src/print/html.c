/*
 * A report to keep and to send: one file without scripts, images or links to elsewhere. The policy in its head forbids the
 * browser to fetch anything or to run anything, whatever a record holds.
 */
#include "base/escape.h"

#include "print/excerpt.h"
#include "print/finding.h"
#include "print/html_page.h"
#include "print/printers.h"
#include "print/receivers.h"
#include "print/remedies.h"
#include "print/spf_tree.h"
#include "print/summary.h"

#include <string.h>

enum { LINES_MOST = 8 };

static void add_escaped(struct bytes *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];

		if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\'')
			bytes_printf(out, "&#%u;", c);
		else
			bytes_add_byte(out, c);
	}
}

/* Text that may hold UTF-8. */
static void add_text(struct bytes *out, const char *text)
{
	struct bytes shown = { 0 };

	escape_text(&shown, slice_of(text));
	add_escaped(out, bytes_slice(&shown));
	bytes_free(&shown);
}

/* Bytes of a record. */
static void add_bytes(struct bytes *out, struct slice text)
{
	struct bytes shown = { 0 };

	escape_visible(&shown, text);
	add_escaped(out, bytes_slice(&shown));
	bytes_free(&shown);
}

/* The bytes from `start` to `end`, those of the span marked. */
static void add_marked(struct bytes *out, struct slice text, struct span span, uint32_t start, uint32_t end)
{
	uint32_t first = span.first < start ? start : span.first > end ? end : span.first;
	uint32_t last = span.end > end ? end : span.end < first ? first : span.end;

	add_bytes(out, slice_part(text, start, first));
	if (last > first) {
		bytes_add_text(out, "<mark>");
		add_bytes(out, slice_part(text, first, last));
		bytes_add_text(out, "</mark>");
	}
	add_bytes(out, slice_part(text, last, end));
}

static void add_record(struct bytes *out, const struct published *record, struct span span)
{
	const char *quote = record->type == DNS_TYPE_TXT ? "&quot;" : "";
	uint32_t start = 0;

	bytes_add_text(out, "<pre>");
	for (size_t i = 0; i < record->txt->ends.count; i++) {
		uint32_t end = record->txt->ends.at[i];

		bytes_printf(out, "%s%s", i ? "\n" : "", quote);
		add_marked(out, record->txt->joined, span, start, end);
		bytes_add_text(out, quote);
		start = end;
	}
	bytes_add_text(out, "</pre>\n");
}

/* The lines of a file that a fault without a record stands in. */
static void add_lines(struct bytes *out, struct text_place place)
{
	uint32_t first = text_position(place.text, place.first).line,
		 last = text_position(place.text, place.end > place.first ? place.end - 1 : place.end).line;

	bytes_add_text(out, "<pre>");
	for (uint32_t line = first; line <= last && line < first + LINES_MOST; line++) {
		struct slice text = text_line(place.text, line);
		uint32_t start = text_line_start(place.text, line);
		struct span span = { place.first > start ? place.first - start : 0,
			place.end > start ? place.end - start : 0 };

		add_marked(out, text, span, 0, (uint32_t)text.len);
		bytes_add_byte(out, '\n');
	}
	bytes_add_text(out, "</pre>\n");
}

static void add_budget(struct bytes *out, const struct spf_tree *tree)
{
	bytes_printf(out,
		"<p class=budget><meter min=0 max=%d low=8 high=10 optimum=0 value=%u></meter> %u of %d DNS "
		"look-ups</p>\n",
		SPF_LOOKUPS_MOST, tree->lookups < SPF_LOOKUPS_MOST ? tree->lookups : SPF_LOOKUPS_MOST,
		tree->lookups, SPF_LOOKUPS_MOST);
}

static void add_node(struct bytes *out, const struct spf_node *node)
{
	bytes_add_text(out, "<ul>\n");
	for (size_t i = 0; i < node->query_count; i++) {
		const struct spf_query *query = &node->queries[i];
		const char *remark = spf_query_remark(query);

		bytes_add_text(out, "<li><code>");
		add_bytes(out, slice_span(node->record->text, query->term->span));
		bytes_add_text(out, "</code>");
		if (query->lookups)
			bytes_printf(
				out, " <small>%u look-up%s</small>", query->lookups, plural(query->lookups));
		if (remark)
			bytes_printf(out, " <small class=remark>%s</small>", remark);
		if (query->child && query->child->record)
			add_node(out, query->child);
		bytes_add_text(out, "</li>\n");
	}
	bytes_add_text(out, "</ul>\n");
}

static void add_summary(struct bytes *out, const struct domain *domain)
{
	struct arena scratch = { 0 };
	struct summary summary = summarize(&scratch, domain);
	const struct spf_tree *tree = NULL;

	bytes_add_text(out, "<dl>\n");
	for (size_t i = 0; i < summary.lines.count; i++) {
		const struct summary_line *line = &summary.lines.at[i];

		bytes_printf(out, "<dt>%s</dt><dd>", line->label);
		add_escaped(out, slice_of(line->text));
		bytes_add_text(out, "</dd>\n");
		tree = line->tree ? line->tree : tree;
	}
	bytes_add_text(out, "</dl>\n");
	if (tree) {
		bytes_add_text(out, "<h3>SPF</h3>\n");
		add_budget(out, tree);
		bytes_add_text(out, "<div class=tree>\n");
		add_node(out, tree->root);
		bytes_add_text(out, "</div>\n");
	}
	arena_release(&scratch);
}

static void add_paragraph(struct bytes *out, const char *class, const char *text)
{
	bytes_printf(out, "<p class=%s>", class);
	add_text(out, text);
	bytes_add_text(out, "</p>\n");
}

static void add_finding(struct bytes *out, const struct finding *finding)
{
	struct arena scratch = { 0 };
	struct text_place place = text_origin(excerpt_place(finding));
	const char *severity = severity_text(finding->severity);

	bytes_printf(out, "<article class=%s>\n<h4><b>%s</b> ", severity, severity);
	add_text(out, finding->message);
	bytes_printf(out, "%s%s</h4>\n", finding->confidence == LIKELY ? " (likely)" : "",
		known_text(&scratch, finding));
	add_paragraph(out, "where", excerpt_location(&scratch, finding));
	if (finding->record)
		add_record(out, finding->record, finding->span);
	else if (place.text)
		add_lines(out, place);
	for (size_t i = 0; i < finding->related.count; i++) {
		struct finding whole = { .record = finding->related.at[i].record };

		add_paragraph(out, "where",
			arena_printf(&scratch, "%s, %s", finding->related.at[i].message,
				excerpt_location(&scratch, &whole)));
		add_record(out, whole.record, (struct span){ 0, 0 });
	}
	add_paragraph(out, "why", finding->rule->why);
	if (finding->help)
		add_paragraph(out, "help", finding->help);
	add_paragraph(out, "see",
		finding->rule->reference
			? arena_printf(&scratch, "%s, %s", finding->rule->id, finding->rule->reference)
			: finding->rule->id);
	bytes_add_text(out, "</article>\n");
	arena_release(&scratch);
}

static void add_remedies(struct bytes *out, const struct remedies *remedies)
{
	struct arena scratch = { 0 };

	if (!remedies || !remedies->list.count)
		return;
	bytes_add_text(out, "<section class=publish>\n<h3>To publish</h3>\n");
	for (size_t i = 0; i < remedies->list.count; i++) {
		const struct remedy *remedy = &remedies->list.at[i];

		bytes_printf(out, "<p>%s</p><pre class=fix>", remedy_action_text(remedy->action));
		add_escaped(out, slice_of(remedy_zone_line(&scratch, remedy)));
		bytes_add_text(out, "</pre>\n");
		for (size_t k = 0; k < remedy->cures.count; k++)
			bytes_printf(out, "%s<code>%s</code>", k ? ", " : "<p class=see>cures ",
				remedy->cures.at[k]->id);
		bytes_add_text(out, remedy->cures.count ? "</p>\n" : "");
		if (remedy->effect)
			add_paragraph(out, "help", arena_printf(&scratch, "changes: %s", remedy->effect));
	}
	bytes_add_text(out, "</section>\n");
	arena_release(&scratch);
}

static void add_receivers(struct bytes *out, const struct receivers *receivers)
{
	if (!receivers)
		return;
	bytes_add_text(
		out, "<h3>Receivers</h3>\n<table>\n<tr><th>receiver<th>requirement<th>status<th>why</tr>\n");
	for (size_t i = 0; i < RECEIVERS; i++) {
		const struct receiver_verdict *receiver = &receivers->list[i];

		for (size_t r = 0; r < receiver->count; r++) {
			const struct requirement *requirement = &receiver->requirements[r];

			bytes_printf(out, "<tr class=%s><td>%s<td>%s%s<td>%s<td>",
				verdict_text(requirement->judged.status), r ? "" : receiver->name,
				requirement->title, requirement->bulk ? " (bulk senders)" : "",
				receivers_word(requirement->judged.status));
			add_text(out, requirement->judged.why);
			bytes_add_text(out, "</tr>\n");
		}
	}
	bytes_add_text(out, "</table>\n");
}

static void add_unanswered(struct bytes *out, const struct report *report)
{
	struct arena scratch = { 0 };

	if (!report->unanswered.count)
		return;
	bytes_add_text(out, "<h3>Not answered</h3>\n<ul>\n");
	for (size_t i = 0; i < report->unanswered.count; i++) {
		const struct unanswered *unanswered = &report->unanswered.at[i];

		bytes_add_text(out, "<li>");
		add_text(out, arena_printf(&scratch, "%s %s (%s)",
				      dns_name_text(&scratch, &unanswered->question.name),
				      dns_question_type_text(&scratch, &unanswered->question),
				      dns_outcome_word(unanswered->reason)));
		bytes_add_text(out, "</li>\n");
	}
	bytes_add_text(out, "</ul>\n");
	arena_release(&scratch);
}

static void add_counts(struct bytes *out, const size_t counts[SEVERITY_ERROR + 1])
{
	bytes_printf(out, "%zu error%s, %zu warning%s, %zu note%s", counts[SEVERITY_ERROR],
		plural(counts[SEVERITY_ERROR]), counts[SEVERITY_WARNING], plural(counts[SEVERITY_WARNING]),
		counts[SEVERITY_INFO], plural(counts[SEVERITY_INFO]));
}

static void begin_html(struct print *print)
{
	bytes_add_text(&print->out, html_page_head);
}

static void print_html_report(struct print *print, const struct report *report)
{
	struct bytes *out = &print->out;
	struct arena scratch = { 0 };
	size_t hidden = 0;

	bytes_add_text(out, "<section>\n");
	if (!print->record_only) {
		bytes_add_text(out, "<h2>");
		add_text(out, dns_name_unicode(&scratch, &report->domain->name));
		bytes_printf(out, " <small class=%s>", report_status_text(report->status));
		add_counts(out, report->counts);
		bytes_add_text(out, "</small></h2>\n");
		if (!report->domain->exists)
			bytes_add_text(out, "<p>The name does not exist in DNS.</p>\n");
		else if (!print->quiet)
			add_summary(out, report->domain);
	} else if (print->several) {
		bytes_add_text(out, "<h2>");
		add_text(out, dns_name_unicode(&scratch, &report->domain->name));
		bytes_add_text(out, "</h2>\n");
	}
	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];
		bool note = finding->severity == SEVERITY_INFO && !print->verbose;

		if (note && !hidden++)
			bytes_add_text(out, "<details><summary>Notes</summary>\n");
		add_finding(out, finding);
	}
	if (hidden)
		bytes_add_text(out, "</details>\n");
	add_remedies(out, report->remedies);
	add_receivers(out, report->receivers);
	add_unanswered(out, report);
	bytes_add_text(out, "</section>\n");
	arena_release(&scratch);
}

static void end_html(struct print *print)
{
	const struct print_totals *totals = &print->totals;

	bytes_printf(&print->out, "<footer>%zu domain%s: ", totals->domains, plural(totals->domains));
	add_counts(&print->out, totals->counts);
	bytes_printf(&print->out,
		", %zu question%s without answer. mailauth-check " MAILAUTH_VERSION
		"</footer>\n</main>\n</body>\n</html>\n",
		totals->unanswered, plural(totals->unanswered));
}

const struct report_printer html_printer = { begin_html, print_html_report, end_html };
