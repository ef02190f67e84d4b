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
			finding_relate(run, finding, &set->records.at[i].published, "another record");
		else
			finding = report_finding(run, &set->records.at[i].published,
				whole_text(&set->records.at[i].published), "%zu records begin with %s; %s",
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
	const char *corrected = tagged_with_version(run->arena, record);
	struct finding *finding;

	if (record->selected || slice_is(record->text, tagged_version(record->kind)))
		return; /* the version alone was cut off at a semicolon, which another rule says */
	if (record->tags.tags.count)
		span = record->tags.tags.at[0].span;
	finding = report_finding(run, &tagged->published, span, "the record does not begin with \"%s;\"",
		tagged_version(record->kind));
	/* What a BIMI record says beside its version, only a person knows. */
	if (record->kind != TAGGED_BIMI || strlen(corrected) > strlen(tagged_version(record->kind)) + 1)
		finding_fix_text(finding, text_as_typed(run->arena, slice_of(corrected)));
}

void report_tagged_elsewhere(struct rule_run *run, enum tagged_kind kind)
{
	const struct strays *strays = strays_of(run->arena, run->domain, (enum stray_kind)kind);

	for (size_t i = 0; i < strays->list.count; i++)
		report_stray(run, &strays->list.at[i], (enum stray_kind)kind,
			arena_printf(run->arena, "wrong name %s; the record must be at %s",
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

/* The value of any tag but rua: printable, without whitespace and "=". */
static bool is_value(struct slice value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!ascii_is_visible(value.at[i]) || value.at[i] == '=')
			return false;
	return value.len > 0;
}

/* No whitespace around "=". */
static bool is_tight(const struct tag *tag)
{
	return tag->value.first == tag->name.end + 1;
}

/* "id:1", "rua mailto:...": the length of what was written for the equals sign after a known name; 0 for none. */
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

/* A part of a record as senders can read it; empty when there is nothing to be read in it. */
static const char *corrected_part(struct arena *arena, const struct tag_list *tags, const struct tag *tag)
{
	struct slice part = slice_span(tags->text, tag->span), name = tags_name(tags, tag),
		     value = tags_value(tags, tag);
	uint32_t equals = equals_length(part), length = part.len && ascii_lower(part.at[0]) == 'i' ? 2 : 3;
	bool own = slice_is_nocase(name, "id") || slice_is_nocase(name, "rua");

	if (tag->has_equals && is_name(name) && (own || is_value(value)))
		return arena_printf(arena, "%.*s=%.*s", (int)name.len, (const char *)name.at, (int)value.len,
			(const char *)value.at);
	if (!tag->has_equals && equals)
		return arena_printf(arena, "%.*s=%.*s", (int)length, (const char *)part.at,
			(int)(part.len - length - equals), (const char *)part.at + length + equals);
	if (slice_is_nocase(part, "id"))
		return "id=1";
	return "";
}

/* The record without any part that senders cannot read; what is a slip in something that they know is written right. */
static const char *without_bad_syntax(struct rule_run *run, const struct tagged_record *record)
{
	struct tag_list typed = tags_split(run->arena, slice_of(text_as_typed(run->arena, record->text)));
	struct bytes text = { 0 };
	const char *copy;

	bytes_add_text(&text, tagged_version(record->kind));
	bytes_add_byte(&text, ';');
	for (size_t i = 1; i < typed.tags.count; i++) {
		const struct tag *tag = &typed.tags.at[i];
		const char *part = corrected_part(run->arena, &typed, tag);

		if (!*part && i > 1 && continues_list(&typed, tag))
			bytes_printf(&text, ",%.*s", (int)(tag->span.end - tag->span.first),
				(const char *)typed.text.at + tag->span.first);
		else if (*part)
			bytes_printf(&text, "%s %s", text.at[text.len - 1] == ';' ? "" : ";", part);
	}
	copy = (const char *)arena_copy(run->arena, bytes_slice(&text)).at;
	bytes_free(&text);
	return copy;
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
		const char *message = NULL;

		if (tag->is_empty)
			message = "empty field; two semicolons in a row";
		else if (!tag->has_equals || !is_name(name) || (!own && !is_value(value)))
			message = "a field must have the form name=value";
		else if (value.len && !is_tight(tag))
			message = "no whitespace is allowed around \"=\"";
		if (message)
			finding_fix_text(report_finding(run, &tagged->published, tag->span, "%s", message),
				without_bad_syntax(run, tagged->record));
	}
}

static bool is_known(struct slice name, const char *const *known)
{
	for (size_t k = 0; known[k]; k++)
		if (slice_is(name, known[k]))
			return true;
	return false;
}

void report_unknown_tags(struct rule_run *run, const struct tagged_subject *tagged, const char *const *known)
{
	enum { TAGS_MOST = 16 };
	const struct tag_list *tags = &tagged->record->tags;
	struct span unknown[TAGS_MOST], removed[TAGS_MOST];
	size_t count = 0;

	for (size_t i = 1; tagged->record->selected && i < tags->tags.count && count < TAGS_MOST; i++) {
		const struct tag *tag = &tags->tags.at[i];

		if (!tag->has_equals || !is_name(tags_name(tags, tag)) ||
			is_known(tags_name(tags, tag), known))
			continue;
		unknown[count] = tag->span;
		removed[count++] = tags_with_separator(tags, tag);
	}
	for (size_t i = 0; i < count; i++)
		fix_without(run,
			report_finding(
				run, &tagged->published, unknown[i], "unknown field; senders ignore it"),
			removed, count);
}
