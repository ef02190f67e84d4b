/* Checks that MTA-STS, TLS-RPT and BIMI share: one record, its version, its syntax, its place, its tags. */
#include "rules/tagged.h"

#include "base/ascii.h"

#include "rules/common.h"

#include <string.h>

bool tagged_is_absent(const struct domain *domain, enum tagged_kind kind)
{
	const struct tagged_set *set = &domain->tagged[kind];

	return domain->exists && dns_outcome_is_answer(set->reply->outcome) && !set->records.count;
}

struct finding *report_several(struct rule_run *run, enum tagged_kind kind, const char *what_senders_do)
{
	const struct tagged_set *set = &run->domain->tagged[kind];
	struct finding *finding = NULL;

	if (set->selected_count < 2)
		return NULL;
	for (size_t i = 0; i < set->records.count; i++) {
		if (!set->records.at[i].record->selected)
			continue;
		if (finding)
			finding_relate(run, finding, &set->records.at[i].published, "another one");
		else
			finding = report(run, &set->records.at[i].published,
				whole_text(&set->records.at[i].published), "%zu records begin with %s, so %s",
				set->selected_count, tagged_version(kind), what_senders_do);
	}
	return finding;
}

void fix_by_keeping(struct rule_run *run, struct finding *finding, enum tagged_kind kind,
	const struct tagged_subject *kept)
{
	const struct tagged_set *set = &run->domain->tagged[kind];

	for (size_t i = 0; i < set->records.count; i++)
		if (set->records.at[i].record->selected && &set->records.at[i] != kept)
			*arena_append(run->arena, &finding->deletes) = &set->records.at[i].published;
}

void report_bad_version(struct rule_run *run, const struct tagged_subject *tagged)
{
	const struct tagged_record *record = tagged->record;
	struct span span = whole_text(&tagged->published);
	const char *mended = tagged_with_version(run->arena, record);
	struct finding *finding;

	if (record->selected || slice_is(record->text, tagged_version(record->kind)))
		return; /* the version alone was cut off at a semicolon, which another rule says */
	if (record->tags.tags.count)
		span = record->tags.tags.at[0].span;
	finding = report(run, &tagged->published, span, "the record does not begin with \"%s;\"",
		tagged_version(record->kind));
	if (strlen(mended) > strlen(tagged_version(record->kind)) + 1)
		finding_fix_text(finding, mended);
}

void report_tagged_elsewhere(struct rule_run *run, enum tagged_kind kind)
{
	const struct strays *strays = strays_of(run->arena, run->domain, (enum stray_kind)kind);

	for (size_t i = 0; i < strays->list.count; i++)
		report_stray(run, &strays->list.at[i], (enum stray_kind)kind,
			arena_printf(run->arena, "nobody looks for it at %s: its place is %s",
				dns_name_text(run->arena, &strays->list.at[i].published.name),
				dns_name_text(run->arena, &strays->list.at[i].right)));
}

static bool is_name(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_alnum(name.at[i]) &&
			(!i || (name.at[i] != '_' && name.at[i] != '-' && name.at[i] != '.')))
			return false;
	return name.len > 0 && name.len <= 32;
}

/* The value of any tag but rua: printable, without blanks and "=". */
static bool is_value(struct slice value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!ascii_is_visible(value.at[i]) || value.at[i] == '=')
			return false;
	return value.len > 0;
}

/* No blanks around "=". */
static bool is_tight(const struct tag *tag)
{
	return tag->value.first == tag->name.end + 1;
}

/* "id:1", "rua mailto:...": how much stands for the equals sign behind a known name; 0 when it is no such thing. */
static uint32_t equals_length(struct slice element)
{
	static const char *const names[] = { "id", "rua" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		uint32_t length = (uint32_t)strlen(names[i]), at = length;

		if (!slice_starts_nocase(element, names[i]))
			continue;
		while (at < element.len && !ascii_is_alnum(element.at[at]))
			at++;
		if (at > length && at < element.len)
			return at - length;
	}
	return 0;
}

/* An address that a semicolon has cut off from the list before it. */
static bool continues_list(const struct tag_list *tags, const struct tag *tag)
{
	const struct tag *rua = tags_find(tags, "rua", false);
	struct slice element = slice_span(tags->text, tag->span);

	return rua && rua == tag - 1 &&
	       (slice_starts_nocase(element, "mailto:") || slice_starts_nocase(element, "https:") ||
		       slice_find(element, '@', 0) > 0);
}

/* What senders cannot read goes, unless it is a slip in something that they know. */
static void mend_element(struct rule_run *run, const struct tagged_subject *tagged, struct finding *finding,
	const struct tag *tag)
{
	const struct tag_list *tags = &tagged->record->tags;
	struct slice element = slice_span(tags->text, tag->span);
	uint32_t equals = equals_length(element),
		 name = element.len && ascii_lower(element.at[0]) == 'i' ? 2 : 3;

	if (!tag->is_empty && equals)
		fix_replaced(run, finding,
			(struct span){ tag->span.first + name, tag->span.first + name + equals }, "=");
	else if (!tag->is_empty && continues_list(tags, tag))
		fix_replaced(run, finding, (struct span){ tag[-1].span.end, tag->span.first }, ",");
	else if (tag->is_empty || !slice_starts_nocase(element, "id"))
		fix_without_tag(run, finding, tags, tag);
}

void report_bad_syntax(struct rule_run *run, const struct tagged_subject *tagged)
{
	const struct tag_list *tags = &tagged->record->tags;

	for (size_t i = 1;
		tagged->record->selected && i < tags->tags.count && run->reported <= FINDINGS_OF_A_RULE;
		i++) {
		const struct tag *tag = &tags->tags.at[i];
		struct slice value = tags_value(tags, tag), name = tags_name(tags, tag);
		bool own = slice_is(name, "id") ||
			   slice_is(name, "rua"); /* their values have rules of their own */

		if (tag->is_empty || !tag->has_equals || !is_name(name) || (!own && !is_value(value)))
			mend_element(run, tagged,
				report(run, &tagged->published, tag->span,
					tag->is_empty ? "an empty part: two semicolons in a row"
						      : "not of the form name=value"),
				tag);
		else if (value.len && !is_tight(tag))
			report_replaced(run, &tagged->published, tag->span,
				(struct span){ tag->name.end, tag->value.first }, "=",
				"no blank may stand beside \"=\"");
	}
}

void report_unknown_tags(struct rule_run *run, const struct tagged_subject *tagged, const char *const *known)
{
	const struct tag_list *tags = &tagged->record->tags;

	for (size_t i = 1;
		tagged->record->selected && i < tags->tags.count && run->reported <= FINDINGS_OF_A_RULE;
		i++) {
		const struct tag *tag = &tags->tags.at[i];
		bool is_known = !tag->has_equals || !is_name(tags_name(tags, tag));

		for (size_t k = 0; known[k] && !is_known; k++)
			is_known = slice_is(tags_name(tags, tag), known[k]);
		if (!is_known)
			fix_without_tag(run,
				report(run, &tagged->published, tag->span,
					"a name that nobody knows: it is ignored"),
				tags, tag);
	}
}
