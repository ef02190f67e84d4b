/*
 * A report to keep and to send to those who did not run the program: one file without scripts, images or anything to fetch. The policy
 * in its head forbids the browser to fetch or run anything, whatever a record holds. What it begins with is known at the end: the
 * reports are kept until then.
 */
#include "base/escape.h"
#include "judge/remedy.h"

#include "print/finding.h"
#include "print/printers.h"
#include "print/report/html_finding.h"
#include "print/report/html_page.h"
#include "print/report/html_receivers.h"
#include "print/report/html_text.h"
#include "print/spf_tree.h"
#include "print/summary.h"
#include "print/verdict.h"

#include <stdlib.h>

/* The parts of the page, as they grow with each report. */
struct html_parts {
	struct arena arena;
	struct bytes overview; /* a row for each domain */
	struct bytes contents; /* an item for each part of the reports */
	struct bytes heading;  /* of the first domain, */
	struct bytes verdict;  /* and its verdict, which is at the top of the page when it is the only one */
	struct bytes body;     /* the rest */
	const char *first;     /* the name of the first domain; NULL for none */
	bool is_change;	       /* two states were compared */
};

static void begin_html(struct print *print)
{
	print->html = xrealloc(NULL, sizeof *print->html);
	*print->html = (struct html_parts){ 0 };
}

static void add_count(struct bytes *out, size_t count, const char *noun)
{
	bytes_printf(out, "%zu %s%s", count, noun, plural(count));
}

static void add_counts(struct bytes *out, const size_t counts[SEVERITY_ERROR + 1])
{
	add_count(out, counts[SEVERITY_ERROR], "error");
	bytes_add_text(out, ", ");
	add_count(out, counts[SEVERITY_WARNING], "warning");
	bytes_add_text(out, ", ");
	add_count(out, counts[SEVERITY_INFO], "note");
}

static void add_verdict(struct bytes *out, const struct report *report)
{
	struct arena scratch = { 0 };
	struct verdict_line verdict = verdict_line_of(&scratch, report);

	bytes_printf(out, "<p class=\"verdict %s\">", verdict.class);
	html_add_text(out, verdict.text);
	bytes_add_text(out, "<small>");
	add_counts(out, report->counts);
	if (report->known)
		bytes_printf(out, ", %zu known", report->known);
	bytes_add_text(out, "</small></p>\n");
	arena_release(&scratch);
}

static void add_node(struct bytes *out, const struct spf_node *node)
{
	bytes_add_text(out, "<ul>\n");
	for (size_t i = 0; i < node->query_count; i++) {
		const struct spf_query *query = &node->queries[i];
		const char *remark = spf_query_remark(query);

		bytes_add_text(out, "<li><code>");
		html_add_bytes(out, slice_span(node->record->text, query->term->span));
		bytes_add_text(out, "</code>");
		if (query->lookups) {
			bytes_add_text(out, " <small>");
			add_count(out, query->lookups, "lookup");
			bytes_add_text(out, "</small>");
		}
		if (remark)
			bytes_printf(out, " <small class=remark>%s</small>", remark);
		if (query->child && query->child->record)
			add_node(out, query->child);
		bytes_add_text(out, "</li>\n");
	}
	bytes_add_text(out, "</ul>\n");
}

static void add_tree(struct bytes *out, const struct spf_tree *tree)
{
	bytes_printf(out,
		"<h3>SPF record by term</h3>\n<p class=budget><meter min=0 max=%d low=8 high=10 optimum=0 "
		"value=%u></meter> %u of %d DNS lookups</p>\n<div class=tree>\n",
		SPF_LOOKUPS_MOST, tree->lookups < SPF_LOOKUPS_MOST ? tree->lookups : SPF_LOOKUPS_MOST,
		tree->lookups, SPF_LOOKUPS_MOST);
	add_node(out, tree->root);
	bytes_add_text(out, "</div>\n");
}

/* Appends the summary, and returns the tree of SPF; NULL when there is none. */
static const struct spf_tree *add_summary(struct bytes *out, const struct domain *domain)
{
	struct arena scratch = { 0 };
	struct summary summary = summarize(&scratch, domain);
	const struct spf_tree *tree = NULL;

	bytes_add_text(out, "<dl class=summary>\n");
	for (size_t i = 0; i < summary.lines.count; i++) {
		const struct summary_line *line = &summary.lines.at[i];

		bytes_printf(out, "<dt>%s</dt><dd>", line->label);
		html_add_prose(out, line->text);
		bytes_add_text(out, "</dd>\n");
		tree = line->tree ? line->tree : tree;
	}
	bytes_add_text(out, "</dl>\n");
	arena_release(&scratch);
	return tree;
}

/* What nobody was asked for is not said to be without an answer. */
static const char *unanswered_title(const struct report *report)
{
	for (size_t i = 0; i < report->unanswered.count; i++)
		if (!dns_outcome_is_wished(report->unanswered.at[i].reason))
			return "Not answered";
	return "Not looked up";
}

static void add_unanswered(struct bytes *out, const struct report *report, const char *id)
{
	struct arena scratch = { 0 };

	if (!report->unanswered.count)
		return;
	bytes_printf(out, "<h3 id=%s>%s</h3>\n<ul>\n", id, unanswered_title(report));
	for (size_t i = 0; i < report->unanswered.count; i++) {
		const struct unanswered *unanswered = &report->unanswered.at[i];

		bytes_add_text(out, "<li>");
		html_add_text(out, arena_printf(&scratch, "%s %s (%s)",
					   dns_name_text(&scratch, &unanswered->question.name),
					   dns_question_type_text(&scratch, &unanswered->question),
					   dns_outcome_is_wished(unanswered->reason)
						   ? "not looked up"
						   : dns_outcome_reason(unanswered->reason)));
		bytes_add_text(out, "</li>\n");
	}
	bytes_add_text(out, "</ul>\n");
	arena_release(&scratch);
}

/* Findings of those severities, under a heading. */
static void add_findings(struct print *print, const struct report *report, bool notes)
{
	struct bytes *out = &print->html->body, *contents = &print->html->contents;
	struct arena scratch = { 0 };
	size_t shown = 0;

	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];
		const char *id = arena_printf(&scratch, "d%zu-%zu", print->totals.domains + 1, i + 1);

		if ((finding->severity == SEVERITY_INFO) != notes)
			continue;
		if (!shown++ && notes)
			bytes_printf(contents, "<li><a href=\"#d%zu-notes\">Notes</a></li>\n",
				print->totals.domains + 1);
		if (shown == 1 && notes)
			bytes_printf(out, "<h3 id=d%zu-notes>Notes</h3>\n", print->totals.domains + 1);
		else if (shown == 1)
			bytes_add_text(out, "<h3>Findings</h3>\n");
		html_add_finding(out, finding, id);
		if (notes)
			continue;
		bytes_printf(contents,
			"<li class=%s><a href=\"#%s\"><b>%s</b>: ", severity_text(finding->severity), id,
			severity_text(finding->severity));
		html_add_text(contents, finding->message);
		bytes_add_text(contents, "</a></li>\n");
	}
	arena_release(&scratch);
}

static void add_overview_row(struct print *print, const struct report *report, const char *name)
{
	struct arena scratch = { 0 };
	struct verdict_line verdict = verdict_line_of(&scratch, report);
	struct bytes *out = &print->html->overview;
	static const char *const labels[] = { "Notes", "Warnings", "Errors" };

	bytes_printf(out, "<tr><th scope=row><a href=\"#d%zu\">", print->totals.domains + 1);
	html_add_text(out, name);
	bytes_printf(out, "</a></th><td class=\"verdict-cell %s\">", verdict.class);
	html_add_text(out, verdict.text);
	bytes_add_text(out, "</td>");
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--)
		bytes_printf(out, "<td class=number data-label=%s>%zu</td>", labels[severity],
			report->counts[severity]);
	bytes_add_text(out, "</tr>\n");
	arena_release(&scratch);
}

/* An item of the contents for a part that has an id; returns the id, owned by the arena. */
static const char *add_item(
	struct print *print, struct arena *arena, bool is_there, const char *part, const char *title)
{
	const char *id = arena_printf(arena, "d%zu-%s", print->totals.domains + 1, part);

	if (is_there)
		bytes_printf(&print->html->contents, "<li><a href=\"#%s\">%s</a></li>\n", id, title);
	return id;
}

static void add_parts(struct print *print, const struct report *report, const struct spf_tree *tree)
{
	struct bytes *out = &print->html->body;
	struct arena scratch = { 0 };
	bool publish = report->remedies && report->remedies->list.count;

	add_findings(print, report, false);
	html_add_remedies(out, report->remedies, add_item(print, &scratch, publish, "publish", "To publish"));
	html_add_receivers(out, report->receivers,
		add_item(print, &scratch, report->receivers, "receivers", "What receivers require"));
	if (tree)
		add_tree(out, tree);
	add_findings(print, report, true);
	add_unanswered(out, report,
		add_item(print, &scratch, report->unanswered.count, "unanswered", unanswered_title(report)));
	arena_release(&scratch);
}

static void print_html_report(struct print *print, const struct report *report)
{
	struct html_parts *html = print->html;
	struct bytes *heading = print->totals.domains ? &html->body : &html->heading;
	const struct dns_name *name = &report->domain->name;
	const char *shown = name->len > 1 ? dns_name_unicode(&html->arena, name) : "Records without a name";
	const struct spf_tree *tree = NULL;

	html->first = html->first ? html->first : shown;
	html->is_change = html->is_change || report->cured;
	add_overview_row(print, report, shown);
	bytes_printf(&html->contents, "<li><a href=\"#d%zu\">", print->totals.domains + 1);
	html_add_text(&html->contents, shown);
	bytes_add_text(&html->contents, "</a>\n<ul>\n");
	bytes_printf(heading, "<section class=domain>\n<h2 id=d%zu>", print->totals.domains + 1);
	html_add_text(heading, shown);
	bytes_add_text(heading, "</h2>\n");
	add_verdict(print->totals.domains ? &html->body : &html->verdict, report);
	if (!print->record_only && report->domain->exists && !print->quiet)
		tree = add_summary(&html->body, report->domain);
	add_parts(print, report, tree);
	bytes_add_text(&html->body, "</section>\n");
	bytes_add_text(&html->contents, "</ul>\n</li>\n");
}

/* "Mail check of example.com", or of so many domains. */
static void add_title(struct bytes *out, const struct print *print)
{
	const struct html_parts *html = print->html;

	bytes_add_text(out, html->is_change ? "What a change does to mail: " : "Mail authentication check: ");
	if (print->totals.domains != 1)
		add_count(out, print->totals.domains, "domain");
	else
		html_add_text(out, html->first);
}

static void add_head(struct bytes *out, const struct print *print)
{
	struct arena scratch = { 0 };

	bytes_add_text(out, html_page_head);
	add_title(out, print);
	bytes_add_text(out, html_page_style);
	bytes_add_text(out, html_page_media);
	bytes_add_text(out, "<header>\n<h1>");
	add_title(out, print);
	bytes_printf(out, "</h1>\n<dl>\n<dt>Date</dt><dd>%s</dd>\n", html_page_time(&scratch, print->now));
	bytes_add_text(out, "<dt>DNS</dt><dd>");
	html_add_text(out, print->answered_by ? print->answered_by : "");
	bytes_add_text(out,
		"</dd>\n<dt>Version</dt><dd>mailauth-check " MAILAUTH_VERSION "</dd>\n</dl>\n</header>\n");
	arena_release(&scratch);
}

static void add_overview(struct bytes *out, const struct html_parts *html)
{
	bytes_add_text(out, "<h2>Overview</h2>\n<table class=overview>\n<thead><tr><th scope=col>Domain</th>"
			    "<th scope=col>Verdict</th><th scope=col class=number>Errors</th>"
			    "<th scope=col class=number>Warnings</th><th scope=col class=number>Notes</th>"
			    "</tr></thead>\n<tbody>\n");
	bytes_add(out, bytes_slice(&html->overview));
	bytes_add_text(out, "</tbody>\n</table>\n");
}

static void add_footer(struct bytes *out, const struct print_totals *totals)
{
	bytes_add_text(out, "<footer>");
	add_count(out, totals->domains, "domain");
	bytes_add_text(out, ": ");
	add_counts(out, totals->counts);
	if (totals->unanswered > totals->unasked) {
		bytes_add_text(out, ", ");
		add_count(out, totals->unanswered - totals->unasked, "unanswered question");
	}
	bytes_add_text(out, "</footer>\n</main>\n</body>\n</html>\n");
}

static void free_parts(struct html_parts *html)
{
	struct bytes *parts[] = { &html->overview, &html->contents, &html->heading, &html->verdict,
		&html->body };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		bytes_free(parts[i]);
	arena_release(&html->arena);
	free(html);
}

static void end_html(struct print *print)
{
	struct html_parts *html = print->html;
	struct bytes *out = &print->out;
	bool several = print->totals.domains > 1;

	add_head(out, print);
	if (several)
		add_overview(out, html);
	else
		bytes_add(out, bytes_slice(&html->verdict));
	bytes_add_text(out, "<nav>\n<h2>Contents</h2>\n<ul>\n");
	bytes_add(out, bytes_slice(&html->contents));
	bytes_add_text(out, "</ul>\n</nav>\n");
	bytes_add(out, bytes_slice(&html->heading));
	if (several)
		bytes_add(out, bytes_slice(&html->verdict));
	bytes_add(out, bytes_slice(&html->body));
	add_footer(out, &print->totals);
	free_parts(html);
	print->html = NULL;
}

const struct report_printer html_printer = { begin_html, print_html_report, end_html };
