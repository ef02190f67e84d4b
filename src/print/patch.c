/* Gathers edits, drops those that touch each other, and prints hunks with their context. */
#include "print/patch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONTEXT = 3 };

/* A file that is included twice is read twice, and changed once. */
static bool is_same_file(const struct text *a, const struct text *b)
{
	return a == b || strcmp(a->name, b->name) == 0;
}

static bool touches(const struct text_edit *a, const struct text_edit *b)
{
	return is_same_file(a->text, b->text) && a->first < b->end && b->first < a->end;
}

/* The same change of the same file, read twice or for two domains. */
static bool is_same(const struct text_edit *a, const struct text_edit *b)
{
	return is_same_file(a->text, b->text) && a->first == b->first && a->end == b->end &&
	       strcmp(a->replacement, b->replacement) == 0;
}

static void add_edit(struct patch *patch, const struct text_edit *edit)
{
	for (size_t i = 0; i < patch->edits.list.count; i++) {
		const struct text_edit *other = &patch->edits.list.at[i];

		if (is_same(other, edit))
			return;
		if (touches(other, edit)) {
			patch->later++;
			return;
		}
	}
	*arena_append(&patch->arena, &patch->edits.list) = *edit;
}

/* A line at the end of a file: behind what is put there already. */
static void add_line_at_end(struct patch *patch, const struct text_edit *edit)
{
	for (size_t i = 0; i < patch->edits.list.count; i++) {
		struct text_edit *other = &patch->edits.list.at[i];

		if (!is_same_file(other->text, edit->text) || other->end != edit->end)
			continue;
		if (!strstr(other->replacement, edit->replacement))
			other->replacement =
				arena_printf(&patch->arena, "%s%s", other->replacement, edit->replacement);
		return;
	}
	*arena_append(&patch->arena, &patch->edits.list) = *edit;
}

void patch_add(struct patch *patch, const struct report *report)
{
	const struct remedies *remedies = report->remedies;
	struct text_edits edits = { 0 };
	struct text_edit edit;

	for (size_t i = 0; remedies && i < remedies->list.count; i++) {
		const struct published *old = remedies->list.at[i].old;

		edits_of_remedy(&patch->arena, &remedies->list.at[i], &edits);
		patch->translated += old && old->place.text && old->place.text->map;
	}
	for (size_t i = 0; i < edits.list.count; i++)
		add_edit(patch, &edits.list.at[i]);
	for (size_t i = 0; remedies && i < remedies->list.count; i++)
		if (edit_of_addition(&patch->arena, report, &remedies->list.at[i], &edit))
			add_line_at_end(patch, &edit);
}

static int compare_edits(const void *a, const void *b)
{
	const struct text_edit *left = a, *right = b;
	int order = is_same_file(left->text, right->text) ? 0 : strcmp(left->text->name, right->text->name);

	return order ? order : (left->first > right->first) - (left->first < right->first);
}

/* An insertion behind the last line end touches no line. */
static bool is_at_end(const struct text_edit *edit)
{
	struct slice bytes = edit->text->bytes;

	return edit->first == bytes.len && (!bytes.len || bytes.at[bytes.len - 1] == '\n');
}

/* Lines of a text, the last one without its end if the file has none. */
static uint32_t line_count(struct text *text)
{
	return text->bytes.len ? text_position(text, (uint32_t)text->bytes.len - 1).line : 0;
}

static uint32_t first_line(const struct text_edit *edit)
{
	return is_at_end(edit) ? line_count(edit->text) + 1 : text_position(edit->text, edit->first).line;
}

/* The line before the first one for an insertion that touches none. */
static uint32_t last_line(const struct text_edit *edit)
{
	if (is_at_end(edit))
		return line_count(edit->text);
	return text_position(edit->text, edit->end > edit->first ? edit->end - 1 : edit->first).line;
}

/* A line with its line end, if it has one. */
static struct slice whole_line(struct text *text, uint32_t line)
{
	size_t start = text_line_start(text, line);
	ptrdiff_t end = slice_find(text->bytes, '\n', start);

	return slice_part(text->bytes, start, end < 0 ? text->bytes.len : (size_t)end + 1);
}

static void add_line(struct bytes *out, char mark, struct slice line)
{
	bytes_add_byte(out, (uint8_t)mark);
	bytes_add(out, line);
	if (!line.len || line.at[line.len - 1] != '\n')
		bytes_add_text(out, "\n\\ No newline at end of file\n");
}

/* The lines `first` to `last` with the edits in them made; returns how many lines they are. */
static uint32_t add_changed(
	struct bytes *out, const struct text_edit *edits, size_t count, uint32_t first, uint32_t last)
{
	struct text *text = edits[0].text;
	uint32_t at = text_line_start(text, first), lines = 0;
	struct slice end = whole_line(text, last);
	struct bytes changed = { 0 };
	struct slice rest;

	for (size_t i = 0; i < count; i++) {
		bytes_add(&changed, slice_part(text->bytes, at, edits[i].first));
		bytes_add_text(&changed, edits[i].replacement);
		at = edits[i].end;
	}
	bytes_add(&changed, slice_part(text->bytes, at, (size_t)(end.at - text->bytes.at) + end.len));
	for (rest = bytes_slice(&changed); rest.len; lines++) {
		ptrdiff_t newline = slice_find(rest, '\n', 0);
		struct slice line = slice_part(rest, 0, newline < 0 ? rest.len : (size_t)newline + 1);

		add_line(out, '+', line);
		rest = slice_part(rest, line.len, rest.len);
	}
	bytes_free(&changed);
	return lines;
}

/* Edits on the same or neighbouring lines are one block: how many, and its last line. */
static size_t block_size(const struct text_edit *edits, size_t count, uint32_t *ret_last)
{
	size_t size = 1;

	*ret_last = last_line(&edits[0]);
	while (size < count && is_same_file(edits[size].text, edits[0].text) &&
		first_line(&edits[size]) <= *ret_last + 1) {
		uint32_t last = last_line(&edits[size++]);

		*ret_last = last > *ret_last ? last : *ret_last;
	}
	return size;
}

/* Blocks whose context would meet are one hunk. Returns how many edits it took; *shift is by how many lines the new file is longer. */
static size_t print_hunk(struct bytes *out, const struct text_edit *edits, size_t count, int32_t *shift)
{
	struct text *text = edits[0].text;
	uint32_t first = first_line(&edits[0]), line, last, old_lines, new_lines = 0, end = line_count(text);
	struct bytes body = { 0 };
	size_t taken = 0;

	first = first > CONTEXT ? first - CONTEXT : 1;
	line = first;
	do {
		size_t size = block_size(edits + taken, count - taken, &last);

		for (; line < first_line(&edits[taken]); line++, new_lines++)
			add_line(&body, ' ', whole_line(text, line));
		for (uint32_t old = line; old <= last; old++)
			add_line(&body, '-', whole_line(text, old));
		new_lines += add_changed(&body, edits + taken, size, line, last);
		line = last + 1;
		taken += size;
	} while (taken < count && is_same_file(edits[taken].text, text) &&
		 first_line(&edits[taken]) <= line + 2 * CONTEXT);
	for (uint32_t i = 0; i < CONTEXT && line <= end; i++, line++, new_lines++)
		add_line(&body, ' ', whole_line(text, line));
	old_lines = line - first;
	bytes_printf(out, "@@ -%u,%u +%d,%u @@\n", first, old_lines, (int32_t)first + *shift, new_lines);
	bytes_add(out, bytes_slice(&body));
	bytes_free(&body);
	*shift += (int32_t)new_lines - (int32_t)old_lines;
	return taken;
}

/*
 * A name as patch(1) reads it: below the current folder where it is, as it takes no other; with a tab behind a blank; and as a
 * C string when it has bytes that would end the line or reach a terminal.
 */
static void add_file(struct bytes *out, const char *mark, const char *name)
{
	char folder[4096];
	size_t len = getcwd(folder, sizeof folder) ? strlen(folder) : 0;
	bool special = false, blank = false;

	if (len && strncmp(name, folder, len) == 0 && name[len] == '/')
		name += len + 1;
	for (const char *c = name; *c; c++) {
		special = special || (unsigned char)*c < ' ' || *c == '"' || *c == '\\' || *c == 0x7f;
		blank = blank || *c == ' ';
	}
	bytes_printf(out, "%s%s", mark, special ? "\"" : "");
	for (const char *c = name; *c; c++) {
		if (special && ((unsigned char)*c < ' ' || *c == 0x7f))
			bytes_printf(out, "\\%03o", (unsigned char)*c);
		else
			bytes_printf(out, "%s%c", special && (*c == '"' || *c == '\\') ? "\\" : "", *c);
	}
	bytes_add_text(out, special ? "\"\n" : blank ? "\t\n" : "\n");
}

void patch_print(struct patch *patch, struct bytes *out)
{
	const struct text *text = NULL;
	int32_t shift = 0;

	edits_keep_owners(&patch->arena, &patch->edits);
	if (patch->edits.list.count > 1)
		qsort(patch->edits.list.at, patch->edits.list.count, sizeof *patch->edits.list.at,
			compare_edits);
	for (size_t i = 0; i < patch->edits.list.count;) {
		const struct text_edit *edit = &patch->edits.list.at[i];

		if (!text || !is_same_file(edit->text, text)) {
			text = edit->text;
			shift = 0;
			add_file(out, "--- ", text->name);
			add_file(out, "+++ ", text->name);
		}
		i += print_hunk(out, edit, patch->edits.list.count - i, &shift);
	}
	arena_release(&patch->arena);
	patch->edits.list.count = 0;
}
