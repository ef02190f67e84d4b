/*
 * From a record's old and new text to the bytes of the zone file that change: within the strings where that is
 * possible, so that quotes, line ends and comments stay; else all strings anew.
 */
#include "judge/edit.h"

#include "base/ascii.h"

#include "check/rule.h"
#include "dns/present.h"

#include <string.h>

/* The part of the old text that differs, and what is there in the new one. */
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

/* The string that a change begins in. An insertion between two strings goes to the end of the first, before its quote. */
static size_t string_of(const struct dns_txt *txt, const struct change *change)
{
	size_t string = dns_txt_string_at(txt, change->first);

	if (change->first && change->end == change->first &&
		change->first == dns_txt_string_start(txt, string))
		string = dns_txt_string_at(txt, change->first - 1);
	return string;
}

/* The strings that the change is in are quoted, what is put in has room in the first of them, and needs no escape. */
static bool fits_in_strings(const struct published *record, const struct change *change)
{
	const struct dns_txt *txt = record->txt;
	uint32_t len = (uint32_t)txt->joined.len;
	size_t string = string_of(txt, change);
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

/* What is between the removed bytes stays: quotes, line ends, comments. */
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

	if (string_of(record->txt, change) != dns_txt_string_at(record->txt, change->first)) {
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

/* All on one line: only whitespace is between the strings. */
static bool is_plain(const struct published *record)
{
	struct text_place place =
		trace_span(record->txt->trace, whole_text(record), (uint32_t)record->txt->joined.len);
	struct slice bytes = slice_part(place.text->bytes, place.first, place.end);

	return slice_find(bytes, '\n', 0) < 0;
}

/* Comments and line ends between strings that are written anew: they follow the new ones. */
static void add_gaps(struct bytes *out, const struct dns_txt *txt)
{
	uint32_t len = (uint32_t)txt->joined.len;

	for (size_t i = 0; i + 1 < txt->ends.count; i++) {
		uint32_t end = txt->ends.at[i];
		struct text_place one, next;
		size_t first, last;

		if (!end || end >= len || (i && end == txt->ends.at[i - 1]))
			continue;
		one = trace_byte(txt->trace, end - 1, len);
		next = trace_byte(txt->trace, end, len);
		first = one.end + (one.text->bytes.at[one.end] == '"');
		last = next.first - is_quoted(next);
		if (last > first)
			bytes_add(out, slice_part(one.text->bytes, first, last));
	}
}

/* All strings of the record, with the quotes around them. */
static void edit_strings(struct arena *arena, const struct remedy *remedy, struct text_edit *edit)
{
	const struct published *record = remedy->old;
	struct text_place place =
		trace_span(record->txt->trace, whole_text(record), (uint32_t)record->txt->joined.len);
	const struct slice bytes = place.text->bytes;
	struct bytes rdata = { 0 };

	edit->first = place.first - (place.first && bytes.at[place.first - 1] == '"');
	edit->end = place.end + (place.end < bytes.len && bytes.at[place.end] == '"');
	if (remedy->type == DNS_TYPE_TXT)
		dns_present_text(&rdata, slice_of(remedy->text));
	else
		bytes_add_text(&rdata, remedy->text);
	if (!is_plain(record))
		add_gaps(&rdata, record->txt);
	edit->replacement = (const char *)arena_copy(arena, bytes_slice(&rdata)).at;
	bytes_free(&rdata);
}

/* Where the word of a record's type is in its lines; SLICE_NONE when it is not seen there. */
static ptrdiff_t type_at(struct slice bytes, struct text_place place, const char *type)
{
	for (ptrdiff_t at = slice_find_nocase(bytes, type, place.first); at >= 0 && (size_t)at < place.end;
		at = slice_find_nocase(bytes, type, (size_t)at + 1)) {
		size_t end = (size_t)at + strlen(type);

		if (at && ascii_is_space(bytes.at[at - 1]) && end < bytes.len &&
			ascii_is_space(bytes.at[end]))
			return at;
	}
	return SLICE_NONE;
}

/* The data of a record on one line of which no byte was traced: all that comes after its type, up to a comment. */
static bool edit_data(struct arena *arena, const struct remedy *remedy, struct text_edit *edit)
{
	struct text_place place = remedy->old->place;
	const struct slice bytes = place.text->bytes;
	const char *type = dns_type_text(arena, remedy->type);
	ptrdiff_t at = type_at(bytes, place, type), comment;

	if (at < 0 || remedy->type == DNS_TYPE_TXT ||
		slice_find(slice_part(bytes, place.first, place.end), '\n', 0) >= 0 ||
		slice_find(slice_part(bytes, place.first, place.end), '(', 0) >= 0)
		return false;
	edit->first = (uint32_t)at + (uint32_t)strlen(type) + 1;
	comment = slice_find(bytes, ';', edit->first);
	edit->end = comment >= 0 && (size_t)comment < place.end ? (uint32_t)comment : place.end;
	while (edit->end > edit->first && ascii_is_space(bytes.at[edit->end - 1]))
		edit->end--;
	edit->replacement = arena_strdup(arena, remedy->text);
	return true;
}

static bool edit_text(struct arena *arena, const struct remedy *remedy, struct text_edit *edit)
{
	const struct published *record = remedy->old;
	struct change change;

	if (!record->txt->trace)
		return edit_data(arena, remedy, edit);
	if (!record->txt->joined.len)
		return false;
	change = change_of(record->txt->joined, slice_of(remedy->text));
	/* The same text is published in other strings. */
	if (!slice_is(record->txt->joined, remedy->text) && record->type == DNS_TYPE_TXT &&
		fits_in_strings(record, &change))
		edit_in_strings(arena, record, &change, edit);
	else
		edit_strings(arena, remedy, edit);
	return edit->end > edit->first || *edit->replacement;
}

static bool is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

/* The offset after the line end at or after an offset. */
static uint32_t next_line(struct slice bytes, uint32_t at)
{
	ptrdiff_t end = slice_find(bytes, '\n', at);

	return end < 0 ? (uint32_t)bytes.len : (uint32_t)end + 1;
}

/* Where the next record begins; lines that are empty or hold a comment alone are passed over. */
static uint32_t next_entry(struct slice bytes, uint32_t line)
{
	while (line < bytes.len) {
		uint32_t at = line;

		while (at < bytes.len && is_blank(bytes.at[at]))
			at++;
		if (at < bytes.len && bytes.at[at] != '\n' && bytes.at[at] != ';')
			return line;
		line = next_line(bytes, line);
	}
	return line;
}

/* The record's lines, and its owner when that is written there: the next record may inherit it (RFC 1035 section 5.1). */
static bool edit_deletion(const struct remedy *remedy, struct text_edit *edit)
{
	struct text_place place = remedy->old->place;
	struct slice bytes = place.text->bytes;
	uint32_t first = place.first, end = place.first;

	while (first && bytes.at[first - 1] != '\n')
		first--;
	while (end < place.end && !is_blank(bytes.at[end]))
		end += bytes.at[end] == '\\' ? 2 : 1;
	edit->first = first;
	edit->end = next_line(bytes, place.end);
	edit->replacement = "";
	edit->is_deletion = true;
	if (first == place.first)
		edit->owner = slice_part(bytes, place.first, end);
	return true;
}

/* The deletion that takes the line away; NULL when it stays. */
static const struct text_edit *deletion_of(
	const struct text_edits *edits, const struct text *text, uint32_t line)
{
	for (size_t i = 0; i < edits->list.count; i++) {
		const struct text_edit *edit = &edits->list.at[i];

		if (edit->is_deletion && edit->text == text && edit->first <= line && line < edit->end)
			return edit;
	}
	return NULL;
}

/* The line of the first record that stays and inherits the owner of a deleted one; the end of the text when there is none. */
static uint32_t heir_of(const struct text_edits *edits, const struct text_edit *deletion)
{
	struct slice bytes = deletion->text->bytes;
	uint32_t line = next_entry(bytes, deletion->end);

	while (line < bytes.len && is_blank(bytes.at[line])) {
		const struct text_edit *other = deletion_of(edits, deletion->text, line);

		if (!other)
			return line;
		line = next_entry(bytes, other->end);
	}
	return (uint32_t)bytes.len;
}

void edits_keep_owners(struct arena *arena, struct text_edits *edits)
{
	const size_t count = edits->list.count;

	for (size_t i = 0; i < count; i++) {
		struct text_edit deletion = edits->list.at[i];
		uint32_t line =
			deletion.owner.len ? heir_of(edits, &deletion) : (uint32_t)deletion.text->bytes.len;

		if (line < deletion.text->bytes.len)
			*arena_append(arena, &edits->list) = (struct text_edit){ .text = deletion.text,
				.first = line,
				.end = line,
				.replacement = arena_printf(arena, "%.*s", (int)deletion.owner.len,
					(const char *)deletion.owner.at) };
	}
}

static bool edit_record(struct arena *arena, const struct remedy *remedy, struct text_edits *edits)
{
	const struct published *record = remedy->old;
	struct text_edit edit = { .text = record->place.text };

	if (!edit.text || edit.text->made_from)
		return false;
	if (!(remedy->text ? edit_text(arena, remedy, &edit) : edit_deletion(remedy, &edit)))
		return false;
	*arena_append(arena, &edits->list) = edit;
	return true;
}

bool edits_of_remedy(struct arena *arena, const struct remedy *remedy, struct text_edits *edits)
{
	const size_t count = edits->list.count;
	bool made = remedy->old && edit_record(arena, remedy, edits);

	for (const struct dns_record *copy = made ? remedy->old->copy : NULL; copy && made;
		copy = copy->copy) {
		struct published published = *remedy->old;
		struct remedy again = *remedy;

		published.place = copy->place;
		if (published.txt->trace)
			published.txt = copy->data.txt;
		again.old = &published;
		made = edit_record(arena, &again, edits);
	}
	if (!made)
		edits->list.count = count;
	return made;
}

static struct text *text_with(const struct dns_reply *reply)
{
	for (size_t i = 0; reply && i < reply->records.count; i++)
		if (reply->records.at[i].place.text && !reply->records.at[i].place.text->made_from)
			return reply->records.at[i].place.text;
	return NULL;
}

bool edit_of_addition(struct arena *arena, const struct report *report, const struct remedy *remedy,
	struct text_edit *ret_edit)
{
	const struct domain *domain = report->domain;
	struct text *text = text_with(domain->dns.soa);
	struct bytes line = { 0 };
	struct slice bytes;

	text = text ? text : text_with(domain->dns.ns);
	text = text ? text : text_with(domain->txt);
	if (remedy->action != REMEDY_ADD || !text || !domain->dns.has_apex ||
		!dns_name_is_under(&remedy->name, &domain->dns.apex))
		return false;
	bytes = text->bytes;
	if (bytes.len && bytes.at[bytes.len - 1] != '\n')
		bytes_add_byte(&line, '\n');
	bytes_printf(&line, "%s. %d IN %s ", dns_name_text(arena, &remedy->name), REMEDY_TTL,
		dns_type_text(arena, remedy->type));
	if (remedy->type == DNS_TYPE_TXT)
		dns_present_text(&line, slice_of(remedy->text));
	else
		bytes_add_text(&line, remedy->text);
	bytes_add_byte(&line, '\n');
	*ret_edit = (struct text_edit){ .text = text,
		.first = (uint32_t)bytes.len,
		.end = (uint32_t)bytes.len,
		.replacement = (const char *)arena_copy(arena, bytes_slice(&line)).at };
	bytes_free(&line);
	return true;
}

size_t edits_unsafe(const struct report *report)
{
	size_t count = 0;

	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];

		count += (finding->fix_text || finding->deletes.count) && !finding->known &&
			 !finding->remedy && finding->severity > SEVERITY_INFO &&
			 !rule_fix_is_safe(finding->rule);
	}
	return count;
}
