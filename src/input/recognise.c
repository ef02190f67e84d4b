/*
 * Tells what bytes are: first what is no text, then what is told by how it begins, then JSON, answers of tools, and what is left:
 * a master file when most of its lines can be entries of one, else one of the texts that are known, else prose.
 */
#include "input/recognise.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "input/command.h"
#include "input/lines.h"
#include "input/sources.h"

#include <string.h>

enum {
	LOOKED_AT = 1024 * 1024,
	NULS_FEW = 16,	   /* a broken line; more of them are a file that was cut off */
	BINARY_SHARE = 16, /* one octet in so many that no text has */
	UTF8_SHARE = 6,	   /* one octet in so many that is not UTF-8 */
	TABLE_CELLS_LEAST = 3,
	FEW_RECORDS = 4, /* of a zone with faults in it, one line in so many is a record at least */
};

static const char byte_order_mark[] = "\xef\xbb\xbf";

/* BIND's masterfile-format raw, in network byte order: the format is 2, and the version below 256. */
static const char raw_format[] = { 0, 0, 0, 2, 0, 0, 0 };

struct octets {
	size_t nuls;
	size_t controls;
	size_t broken; /* not UTF-8 */
};

static struct octets count_octets(struct slice text)
{
	struct octets octets = { 0 };
	uint32_t code_point;

	for (size_t at = 0; at < text.len;) {
		size_t len = text.at[at] < 0x80 ? 1 : utf8_decode(text, at, &code_point);

		octets.nuls += !text.at[at];
		octets.controls += text.at[at] && text.at[at] < ' ' && !ascii_is_space(text.at[at]);
		octets.broken += !len;
		at += len ? len : 1;
	}
	return octets;
}

static bool is_master_file(const struct input_lines *lines)
{
	return lines->directives || lines->starts || (lines->records && lines->records * 2 >= lines->count);
}

/* Octets that no text has; SOURCE_MASTER_FILE when the bytes may be text. */
static enum source_shape shape_of_octets(struct slice text, const struct input_lines *lines)
{
	struct octets octets = count_octets(text);

	if (octets.nuls > NULS_FEW && is_master_file(lines))
		return SOURCE_CUT_OFF;
	if (text.len > sizeof raw_format && !memcmp(text.at, raw_format, sizeof raw_format))
		return SOURCE_RAW_ZONE;
	if ((octets.nuls && !is_master_file(lines)) || octets.nuls > NULS_FEW ||
		(octets.nuls + octets.controls) * BINARY_SHARE > text.len ||
		(octets.broken * UTF8_SHARE > text.len && !is_master_file(lines))) /* its comments are old */
		return SOURCE_BINARY;
	return SOURCE_MASTER_FILE;
}

static bool is_json(struct slice text)
{
	struct slice rest;

	if (!text.len || (text.at[0] != '{' && text.at[0] != '['))
		return false;
	rest = slice_trim(slice_part(text, 1, text.len));
	return !rest.len || strchr("\"{}[]", rest.at[0]);
}

static bool mostly(size_t count, const struct input_lines *lines)
{
	return lines->count && count * 10 >= lines->count * 9;
}

/* octoDNS: names, and below them types and values. */
static bool is_octodns(struct slice text)
{
	static const char *const marks[] = { "\n", "\n  ", "\n- ", "\n  - ", "\n    ", "\n    - " };
	bool typed = slice_find_text(text, "type: ", 0) >= 0;

	for (size_t i = 0; typed && i < sizeof marks / sizeof *marks; i++) {
		ptrdiff_t at = -1;

		while ((at = slice_find_text(text, marks[i], (size_t)(at + 1))) >= 0) {
			struct slice line = slice_part(text, (size_t)at + strlen(marks[i]), text.len);

			if (slice_starts(line, "value: ") || slice_starts(line, "values:") ||
				slice_starts(line, "value:\n"))
				return true;
		}
	}
	return false;
}

static bool has_ending(const char *path, const char *ending)
{
	return path && slice_ends_nocase(slice_of(path), ending);
}

static enum source_shape shape_of_lines(struct slice text, const struct input_lines *lines, const char *path)
{
	if (mostly(lines->quoted + lines->numbered + lines->absolute, lines))
		return SOURCE_SHORT_ANSWER;
	if (is_octodns(text))
		return SOURCE_OCTODNS;
	if (mostly(lines->tinydns, lines))
		return SOURCE_TINYDNS;
	if (slice_find_text(text, ".% ", 0) >= 0)
		return SOURCE_MARADNS;
	if (lines->separated * 2 >= lines->count)
		return SOURCE_TABLE;
	if (lines->records * FEW_RECORDS >= lines->count)
		return SOURCE_MASTER_FILE;
	return has_ending(path, ".yaml") || has_ending(path, ".yml") ? SOURCE_YAML : SOURCE_PROSE;
}

/* "Name", "Type" and the like in the cells of the first line: a table, whose rows may look like entries of a master file. */
static bool has_table_head(struct slice text)
{
	static const char words[] =
		"name host hostname record type class ttl value content data target answer "
		"priority prio preference proxied comment zone domain id";
	struct slice line = { 0 }, cell, word;
	size_t at = 0, cells = 0;
	bool typed = false;

	while (!line.len && input_next_line(text, &at, &line))
		line = slice_trim(line);
	for (size_t next = 0; slice_next_item(line, '\t', &next, &cell); cells++) {
		bool known = false;

		for (size_t from = 0; !known && slice_next_item(slice_of(words), ' ', &from, &word);)
			known = slice_equal_nocase(word, cell);
		if (!known)
			return false;
		typed = typed || slice_is_nocase(cell, "type");
	}
	return typed && cells >= TABLE_CELLS_LEAST;
}

static struct input recognise_text(struct slice text, const char *path)
{
	const struct input_lines lines = input_lines_count(text);
	enum source_shape shape = shape_of_octets(text, &lines);
	const struct source_row *row = NULL;

	if (shape == SOURCE_MASTER_FILE)
		row = source_find(text, SOURCE_ANSWER);
	/* No tool prints directives: what it printed is in the comments of a zone file. */
	if (row && row->input.kind == INPUT_TOOL_ANSWERS && lines.directives)
		row = NULL;
	if (row || shape != SOURCE_MASTER_FILE)
		return row ? row->input : source_of_shape(shape);
	if (!lines.count)
		return source_of_shape(lines.comments ? SOURCE_COMMENTS : SOURCE_EMPTY);
	if (lines.tilde * 2 >= lines.count)
		return source_of_shape(SOURCE_MARADNS);
	if (has_table_head(text))
		return source_of_shape(SOURCE_TABLE);
	if (!lines.directives && !lines.starts && (input_has_command(text) || input_is_bare_answer(text)))
		return source_of_shape(SOURCE_ANSWER_LINES);
	if (is_master_file(&lines))
		return source_of_shape(SOURCE_MASTER_FILE);
	row = source_find(text, SOURCE_LINES);
	return row ? row->input : source_of_shape(shape_of_lines(text, &lines, path));
}

struct input input_recognise(struct slice bytes, const char *path)
{
	struct slice text = slice_part(bytes, 0, LOOKED_AT);
	const struct source_row *row;

	if (slice_starts(text, byte_order_mark))
		text = slice_part(text, strlen(byte_order_mark), text.len);
	/* Whitespace at the start of a line means something: it stays in what is looked at by lines. */
	row = source_find(slice_trim(text), SOURCE_FIRST);
	if (row)
		return row->input;
	if (is_json(slice_trim(text)))
		return source_find(slice_trim(text), SOURCE_JSON)->input;
	return recognise_text(text, path);
}

const char *input_refusal(struct arena *arena, const struct input *input)
{
	return arena_printf(arena, "this is %s, not a zone file%s%s", input->what, input->advice ? "; " : "",
		input->advice ? input->advice : "");
}
