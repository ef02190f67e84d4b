/* A finding is an article: what is wrong, then where, the record, why, the fix and the source, each with its label. */
#include "print/report/html_finding.h"

#include "print/excerpt.h"
#include "print/finding.h"
#include "print/remedies.h"
#include "print/report/html_text.h"

/* The label of what follows; the caller closes the <dd>. */
static void begin_part(struct bytes *out, const char *label)
{
	bytes_printf(out, "<dt>%s</dt><dd>", label);
}

static void add_prose_part(struct bytes *out, const char *label, const char *class, const char *text)
{
	struct arena scratch = { 0 };

	if (text && *prose_without_options(&scratch, text)) {
		begin_part(out, label);
		bytes_printf(out, "<p class=%s>", class);
		html_add_prose(out, text);
		bytes_add_text(out, "</p></dd>\n");
	}
	arena_release(&scratch);
}

static void add_related(struct bytes *out, const struct finding *finding)
{
	struct arena scratch = { 0 };

	for (size_t i = 0; i < finding->related.count; i++) {
		struct finding whole = { .record = finding->related.at[i].record };

		begin_part(out, "Also");
		html_add_text(out, arena_printf(&scratch, "%s, %s", finding->related.at[i].message,
					   excerpt_location(&scratch, &whole)));
		html_add_record(out, whole.record, (struct span){ 0, 0 });
		bytes_add_text(out, "</dd>\n");
	}
	arena_release(&scratch);
}

static void add_record_part(struct bytes *out, const struct finding *finding)
{
	if (!finding->record && !excerpt_place(finding).text)
		return;
	begin_part(out, finding->record ? "Record" : "Text");
	html_add_excerpt(out, finding);
	bytes_add_text(out, "</dd>\n");
}

static void add_source(struct bytes *out, const struct rule *rule)
{
	begin_part(out, "Rule");
	bytes_printf(out, "<p class=see>%s", rule->id);
	if (rule->reference) {
		bytes_add_text(out, ", ");
		html_add_reference(out, rule->reference);
	}
	bytes_add_text(out, "</p></dd>\n");
}

void html_add_finding(struct bytes *out, const struct finding *finding, const char *id)
{
	struct arena scratch = { 0 };
	const char *severity = severity_text(finding->severity);

	bytes_printf(out, "<article class=%s id=%s>\n<h4><b>%s</b>: ", severity, id,
		finding->severity == SEVERITY_INFO ? "note" : severity);
	html_add_text(out, finding->message);
	bytes_printf(out, "%s%s</h4>\n<dl>\n", finding->confidence == LIKELY ? " (likely)" : "",
		known_text(&scratch, finding));
	begin_part(out, "Where");
	html_add_text(out, excerpt_location(&scratch, finding));
	bytes_add_text(out, "</dd>\n");
	add_record_part(out, finding);
	add_related(out, finding);
	add_prose_part(out, "Why", "why", finding->rule->why);
	add_prose_part(out, "Fix", "help", finding->help);
	if (finding->remedy) {
		begin_part(out, finding->remedy->text ? "Publish" : "Delete");
		bytes_add_text(out, "<pre class=fix>");
		html_add_text(out, remedy_zone_line(&scratch, finding->remedy));
		bytes_add_text(out, "</pre></dd>\n");
	}
	add_source(out, finding->rule);
	bytes_add_text(out, "</dl>\n</article>\n");
	arena_release(&scratch);
}

static void add_remedy(struct bytes *out, const struct remedy *remedy)
{
	static const char *const titles[] = { "Add this record", "Replace the record", "Delete the record" };
	struct arena scratch = { 0 };

	bytes_printf(out, "<div class=remedy>\n<h4>%s</h4>\n<pre class=fix>", titles[remedy->action]);
	html_add_text(out, remedy_zone_line(&scratch, remedy));
	bytes_add_text(out, "</pre>\n<dl>\n");
	if (remedy->cures.count)
		begin_part(out, "Cures");
	for (size_t i = 0; i < remedy->cures.count; i++)
		bytes_printf(out, "%s<code>%s</code>", i ? ", " : "", remedy->cures.at[i]->id);
	bytes_add_text(out, remedy->cures.count ? "</dd>\n" : "");
	add_prose_part(out, "Changes", "help", remedy->effect);
	bytes_add_text(out, "</dl>\n</div>\n");
	arena_release(&scratch);
}

void html_add_remedies(struct bytes *out, const struct remedies *remedies, const char *id)
{
	if (!remedies || !remedies->list.count)
		return;
	bytes_printf(out, "<section class=publish>\n<h3 id=%s>To publish</h3>\n", id);
	for (size_t i = 0; i < remedies->list.count; i++)
		add_remedy(out, &remedies->list.at[i]);
	bytes_add_text(out, "</section>\n");
}
