/*
 * A record begins at its version and goes on until a line that cannot be a part of it:
 *
 *   line   = [ before ] record / end / more
 *   before = marks of lists, tables and quotes, and words: a name, a type, "SPF:"; no "=", ";" or DQUOTE
 *   end    = blank / "```" *CHAR / ";" *CHAR / "#" *CHAR / word ":" *CHAR / the proof of a domain's owner for a service
 */
#include "input/bare_lines.h"

#include "base/ascii.h"
#include "dns/name.h"
#include "input/lines.h"
#include "text/translation.h"

#include <string.h>

/* One line, without its line end. */
struct line {
	struct slice whole;
	struct slice before; /* the record */
	struct slice value;  /* empty when no record begins here */
	struct slice name;
	bool is_fence;
	bool is_end;
	bool is_foreign; /* a record of a service, which is for itself */
};

static bool is_version(struct slice text)
{
	static const char *const versions[] = { "v=spf1", "v=DMARC1", "v=DKIM1", "v=STSv1", "v=TLSRPTv1",
		"v=BIMI1" };

	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
		if (slice_starts_nocase(text, versions[i]))
			return true;
	return false;
}

/* Where a record begins in a line, or the line's length. */
static size_t find_version(struct slice line)
{
	ptrdiff_t at = -1;

	while ((at = slice_find_nocase(line, "v=", (size_t)(at + 1))) >= 0)
		if ((!at || (!ascii_is_alnum(line.at[at - 1]) && line.at[at - 1] != '"')) &&
			is_version(slice_part(line, (size_t)at, line.len)))
			return (size_t)at;
	return line.len;
}

static bool is_before(struct slice before)
{
	for (size_t i = 0; i < before.len; i++)
		if (strchr("=;\"(", before.at[i]))
			return false;
	return true;
}

/* "example.com", "_dmarc", "@". */
static bool is_name(struct slice word)
{
	struct dns_name name;

	return (slice_find(word, '.', 0) > 0 || slice_starts(word, "_")) &&
	       dns_name_from_text(word, NULL, &name) == DNS_NAME_OK;
}

static struct slice name_in(struct slice words)
{
	size_t at = 0;

	while (at < words.len) {
		size_t first = at;
		struct slice word;

		while (at < words.len && !ascii_is_space(words.at[at]) && !strchr("|,:", words.at[at]))
			at++;
		word = slice_part(words, first, at++);
		if (is_name(word))
			return word;
	}
	return slice_part(words, 0, 0);
}

/* What closes the quotes and cells that were opened before the record. */
static struct slice without_close(struct slice value, struct slice before)
{
	static const struct {
		const char *open, *close;
	} pairs[] = { { "'", "'" }, { "`", "`" }, { "\xe2\x80\x9c", "\xe2\x80\x9d" },
		{ "\xe2\x80\x9e", "\xe2\x80\x9c" }, { "\xc2\xab", "\xc2\xbb" }, { "**", "**" },
		{ "|", "|" } };

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (slice_ends_nocase(before, pairs[i].open) && slice_ends_nocase(value, pairs[i].close))
			return slice_trim(slice_part(value, 0, value.len - strlen(pairs[i].close)));
	return value;
}

/* "Value: v=spf1 -all" ends what comes before it, and so do "Host: _dmarc" and "Here it is:". */
static bool is_label(struct slice line)
{
	size_t len = 0;

	while (len < line.len && (ascii_is_alnum(line.at[len]) || line.at[len] == ' '))
		len++;
	return len && len < line.len && line.at[len] == ':' &&
	       (len + 1 == line.len || ascii_is_space(line.at[len + 1]));
}

/* "google-site-verification=abc", which proves to a service whose the domain is. */
static bool is_proof(struct slice line)
{
	size_t len = 0;

	while (len < line.len && !ascii_is_space(line.at[len]) && !strchr(":=;", line.at[len]))
		len++;
	return slice_starts_nocase(line, "MS=") ||
	       slice_find_nocase(slice_part(line, 0, len), "verif", 0) >= 0;
}

static struct line read_line(struct slice whole)
{
	struct slice trimmed = slice_trim(whole);
	struct line line = { .whole = whole };
	size_t at = find_version(whole);

	line.before = slice_part(whole, 0, at);
	line.is_fence = slice_starts(trimmed, "```") || slice_starts(trimmed, "~~~");
	line.is_foreign = is_proof(trimmed);
	line.is_end = !trimmed.len || line.is_fence || line.is_foreign || strchr(";#\"", trimmed.at[0]) ||
		      is_label(trimmed);
	if (at < whole.len && is_before(line.before)) {
		line.before = slice_trim(line.before);
		line.value = without_close(slice_trim(slice_part(whole, at, whole.len)), line.before);
	}
	line.name = name_in(line.value.len || is_label(trimmed) ? line.before : slice_part(whole, 0, 0));
	return line;
}

/* An entry of a master file, or a part of one: a type is before the text, or a parenthesis is open. */
static bool is_entry(const struct line *line, bool has_entries, int depth)
{
	return depth > 0 ||
	       (has_entries && line->value.len && slice_find_nocase(line->before, "TXT", 0) >= 0);
}

static int depth_after(struct slice line, int depth)
{
	bool quoted = false;

	for (size_t i = 0; i < line.len; i++) {
		if (line.at[i] == '"')
			quoted = !quoted;
		else if (!quoted && line.at[i] == ';')
			break;
		else if (!quoted)
			depth += (line.at[i] == '(') - (line.at[i] == ')');
	}
	return depth < 0 ? 0 : depth;
}

struct search {
	struct arena *arena;
	struct bare_lines *lines;
	struct translation rest;
	struct bare_line *open; /* the record that the next line may go on with */
	struct slice name;	/* that a line above gave to the next record */
	bool has_entries;
	size_t records; /* bare ones */
	size_t fences;
};

static void add(struct search *search, struct slice value, struct slice name)
{
	search->open = arena_append(search->arena, &search->lines->list);
	*search->open = (struct bare_line){ value, name };
}

static void take_line(struct search *search, const struct line *line, bool is_part)
{
	struct slice end = slice_trim(line->whole);

	search->fences += line->is_fence;
	if (line->value.len && !is_part) {
		add(search, line->value, line->name.len ? line->name : search->name);
		search->name = slice_part(line->whole, 0, 0);
		search->records++;
		return;
	}
	if (search->open && !line->is_end && !is_part &&
		!(search->has_entries && slice_find(line->whole, '"', 0) >= 0)) {
		search->open->value.len = (size_t)(end.at + end.len - search->open->value.at);
		return;
	}
	search->open = NULL;
	if (line->name.len)
		search->name = line->name;
	if (line->is_foreign && !search->has_entries) {
		add(search, end, slice_part(end, 0, 0));
		search->open = NULL;
		return;
	}
	if (!line->is_fence) {
		uint32_t first = (uint32_t)(line->whole.at - search->rest.source->bytes.at);

		translation_copy(&search->rest, first, first + (uint32_t)line->whole.len);
		translation_add_text(&search->rest, "\n", first + (uint32_t)line->whole.len);
	}
}

void bare_lines_find(struct arena *arena, struct text *text, bool has_entries, struct bare_lines *ret_lines)
{
	struct search search = { .arena = arena,
		.lines = ret_lines,
		.rest = translation_begin(arena, text),
		.has_entries = has_entries };
	struct slice whole;
	size_t at = 0;
	int depth = 0;

	*ret_lines = (struct bare_lines){ 0 };
	while (input_next_line(text->bytes, &at, &whole)) {
		struct line line = read_line(whole);
		bool is_part = is_entry(&line, has_entries, depth);

		if (!line.value.len || is_part)
			depth = depth_after(whole, depth);
		take_line(&search, &line, is_part);
	}
	ret_lines->rest = translation_finish(&search.rest);
	if (!search.records || (ret_lines->list.count < 2 && !has_entries && !search.fences))
		*ret_lines = (struct bare_lines){ .rest = text };
}
