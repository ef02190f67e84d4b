/*
 * From a record's old and new text to the bytes of the zone file that change: within the strings where that is
 * possible, so that quotes, line ends and comments stay; else all strings anew.
 */
#include "check/edit.h"

#include "check/rule.h"
#include "dns/present.h"

#include <string.h>

/* The part of the old text that differs, and what stands there in the new one. */
struct change {
	uint32_t first, end;
	struct slice inserted;
};

static struct change change_of(struct slice old, struct slice new)
{
	size_t front = 0, back = 0;

	while (front < old.len && front < new.len &&old.at[front] == new.at[front])
		front++;
	while (back < old.len - front &&
		back < new.len - front &&old.at[old.len - 1 - back] == new.at[new.len - 1 - back])
		back++;
	return (struct change){ (uint32_t)front, (uint32_t)(old.len - back),
		slice_part(new, front, new.len - back) };
}

static bool is_quoted(struct text_place at)
{
	return at.first && at.text->bytes.at[at.first - 1] == '"';
}

/* The strings that the change is in are quoted, what is put in has room in the first of them, and needs no escape. */
static bool fits_in_strings(const struct published *record, const struct change *change)
{
	const struct dns_txt *txt = record->txt;
	uint32_t len = (uint32_t)txt->joined.len;
	size_t string = dns_txt_string_at(txt, change->first);
	uint32_t start = dns_txt_string_start(txt, string), end = txt->ends.at[string],
		 removed = (change->end < end ? change->end : end) - change->first;

	if (change->first < start || end - start - removed + change->inserted.len > DNS_STRING_MOST ||
		slice_find(change->inserted, '"', 0) >= 0 || slice_find(change->inserted, '\\', 0) >= 0)
		return false;
	for (; string < txt->ends.count && dns_txt_string_start(txt, string) <= change->end; string++)
		if (!is_quoted(trace_byte(txt->trace, dns_txt_string_start(txt, string), len)))
			return false;
	return true;
}

/* What stands between the removed bytes stays: quotes, line ends, comments. */
static void add_kept(struct bytes *out, const struct published *record, const struct change *change)
{
	uint32_t len = (uint32_t)record->txt->joined.len;

	for (uint32_t at = change->first; at + 1 < change->end; at++) {
		struct text_place one = trace_byte(record->txt->trace, at, len),
				  next = trace_byte(record->txt->trace, at + 1, len);

		bytes_add(out, slice_part(one.text->bytes, one.end, next.first));
	}
}

static void edit_in_strings(struct arena *arena, const struct published *record, const struct change *change,
	struct text_edit *edit)
{
	uint32_t len = (uint32_t)record->txt->joined.len;
	struct text_place first = trace_byte(record->txt->trace, change->first, len), last = first;
	struct bytes replacement = { 0 };

	/* An insertion at the end of a string goes in front of its quote, and not into the next one. */
	if (change->first && change->end == change->first &&
		change->first ==
			dns_txt_string_start(record->txt, dns_txt_string_at(record->txt, change->first))) {
		first = trace_byte(record->txt->trace, change->first - 1, len);
		first.first = first.end;
	}
	if (change->end > change->first)
		last = trace_byte(record->txt->trace, change->end - 1, len);
	edit->first = first.first;
	edit->end = change->end > change->first ? last.end : first.first;
	bytes_add(&replacement, change->inserted);
	add_kept(&replacement, record, change);
	edit->replacement = (const char *)arena_copy(arena, bytes_slice(&replacement)).at;
	bytes_free(&replacement);
}

/* A comment or a line end between the strings would be lost if they were written anew. */
static bool is_plain(const struct published *record)
{
	struct text_place place =
		trace_span(record->txt->trace, whole_text(record), (uint32_t)record->txt->joined.len);
	struct slice bytes = slice_part(place.text->bytes, place.first, place.end);

	return slice_find(bytes, '\n', 0) < 0;
}

/* All strings of the record, with the quotes around them. */
static void edit_strings(struct arena *arena, const struct finding *finding, struct text_edit *edit)
{
	const struct published *record = finding->record;
	struct text_place place =
		trace_span(record->txt->trace, whole_text(record), (uint32_t)record->txt->joined.len);
	const struct slice bytes = place.text->bytes;
	struct bytes rdata = { 0 };

	edit->first = place.first - (place.first && bytes.at[place.first - 1] == '"');
	edit->end = place.end + (place.end < bytes.len && bytes.at[place.end] == '"');
	if (finding->fix_type == DNS_TYPE_TXT)
		dns_present_text(&rdata, slice_of(finding->fix_text));
	else
		bytes_add_text(&rdata, finding->fix_text);
	edit->replacement = (const char *)arena_copy(arena, bytes_slice(&rdata)).at;
	bytes_free(&rdata);
}

bool edit_of_finding(struct arena *arena, const struct finding *finding, struct text_edit *ret_edit)
{
	const struct published *record = finding->record;
	struct change change;

	if (!finding->fix_text || !record || !record->place.text || record->place.text->made_from ||
		!record->txt->trace || !record->txt->joined.len || finding->fix_type != record->type ||
		!dns_name_equal(&finding->fix_name, &record->name))
		return false;
	*ret_edit = (struct text_edit){ .text = record->place.text };
	change = change_of(record->txt->joined, slice_of(finding->fix_text));
	if (record->type == DNS_TYPE_TXT && fits_in_strings(record, &change))
		edit_in_strings(arena, record, &change, ret_edit);
	else if (is_plain(record))
		edit_strings(arena, finding, ret_edit);
	else
		return false;
	return ret_edit->end > ret_edit->first || *ret_edit->replacement;
}
