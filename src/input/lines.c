/*
 * Looks at each line by itself, and forgives much: a line counts as a record when it has a type of record where an entry of a
 * master file has it, and data that may be of that type.
 *
 *   entry = [ "[" age-or-zone "]" ] [ owner ] *( TTL / class / "[" age "]" ) type RDATA
 */
#include "input/lines.h"

#include "base/ascii.h"
#include "dns/type.h"
#include "dns/zone.h"

#include <string.h>

bool input_next_line(struct slice text, size_t *at, struct slice *ret_line)
{
	size_t end = *at;

	if (*at >= text.len)
		return false;
	while (end < text.len && text.at[end] != '\n' && text.at[end] != '\r')
		end++;
	*ret_line = slice_part(text, *at, end);
	*at = end + (end + 1 < text.len && text.at[end] == '\r' && text.at[end + 1] == '\n' ? 2 : 1);
	return true;
}

bool input_is_fence(struct slice line)
{
	return slice_starts(line, "```") || slice_starts(line, "~~~");
}

struct slice input_next_word(struct slice *rest)
{
	struct slice word;
	size_t len = 0;

	while (rest->len && ascii_is_space(rest->at[0]))
		*rest = slice_part(*rest, 1, rest->len);
	while (len < rest->len && !ascii_is_space(rest->at[len]))
		len++;
	word = slice_part(*rest, 0, len);
	*rest = slice_part(*rest, len, rest->len);
	return word;
}

static bool is_owner(struct slice word)
{
	bool named = slice_is(word, "@") || slice_is(word, "*") || slice_is(word, ".");

	for (size_t i = 0; i < word.len; i++) {
		if (strchr("|:=<>{}\"',", word.at[i]))
			return false;
		named = named || ascii_is_alnum(word.at[i]) || word.at[i] >= 0x80;
	}
	return named;
}

static bool is_class(struct slice word)
{
	uint64_t number;

	return slice_is_nocase(word, "IN") || slice_is_nocase(word, "CH") || slice_is_nocase(word, "HS") ||
	       slice_is_nocase(word, "AWS") ||
	       (slice_starts_nocase(word, "CLASS") &&
		       slice_number(slice_part(word, strlen("CLASS"), word.len), UINT16_MAX, &number));
}

static bool is_type(struct slice word, uint16_t *ret_type)
{
	*ret_type = 0;
	return dns_type_from_text(word, ret_type) || slice_is_nocase(word, "WINS") ||
	       slice_is_nocase(word, "WINSR") || slice_is_nocase(word, "WINS-R") ||
	       slice_is_nocase(word, "ALIAS") || slice_is_nocase(word, "ANAME");
}

/* "Your MX is down" has a type in the second place, too. */
static bool may_be_data(uint16_t type, struct slice data)
{
	struct slice rest = data, first = input_next_word(&rest);
	uint64_t number;

	if (!first.len)
		return false;
	switch (type) {
	case DNS_TYPE_A:
		return ascii_is_digit(first.at[0]) && slice_find(first, '.', 0) > 0;
	case DNS_TYPE_AAAA:
		return slice_find(first, ':', 0) >= 0;
	case DNS_TYPE_MX:
	case DNS_TYPE_SRV:
		return slice_number(first, UINT32_MAX, &number) && slice_trim(rest).len;
	case DNS_TYPE_NS:
	case DNS_TYPE_CNAME:
	case DNS_TYPE_PTR:
		rest = slice_trim(rest);
		return !rest.len || rest.at[0] == ';';
	case DNS_TYPE_TXT:
		return first.at[0] == '"' || first.at[0] == '(' || slice_find(first, '=', 0) > 0;
	default:
		return true;
	}
}

static bool is_record(struct slice line, uint16_t *ret_type)
{
	bool has_owner = !ascii_is_space(line.at[0]);
	struct slice rest = line, word = input_next_word(&rest);
	uint32_t ttl;

	if (zone_is_bracketed(word))
		word = input_next_word(&rest);
	if (has_owner) {
		if (!is_owner(word))
			return false;
		word = input_next_word(&rest);
	}
	for (int i = 0; i < 4 && word.len; i++, word = input_next_word(&rest)) {
		if (is_type(word, ret_type))
			return may_be_data(*ret_type, rest);
		if (!is_class(word) && !zone_ttl_from_text(word, &ttl) && !zone_is_bracketed(word))
			return false;
	}
	return false;
}

static bool is_directive(struct slice line)
{
	return slice_starts_nocase(line, "$ORIGIN") || slice_starts_nocase(line, "$TTL") ||
	       slice_starts_nocase(line, "$INCLUDE") || slice_starts_nocase(line, "$GENERATE");
}

/* A type letter, a name, and a colon after it. */
static bool is_tinydns(struct slice line)
{
	ptrdiff_t colon = slice_find(line, ':', 0);

	if (line.at[0] == '#')
		return true;
	if (!strchr(".&=+@'^CZ:-36S", line.at[0]) || colon < 2)
		return false;
	for (ptrdiff_t i = 1; i < colon; i++)
		if (!ascii_is_alnum(line.at[i]) && !strchr("-._*\\", line.at[i]))
			return false;
	return true;
}

/* Quoted strings with whitespace between them, as those of a row of a table have not. */
static bool is_quoted_only(struct slice trimmed)
{
	bool inside = false;

	for (size_t i = 0; i < trimmed.len; i++) {
		if (inside && trimmed.at[i] == '\\')
			i++;
		else if (trimmed.at[i] == '"')
			inside = !inside;
		else if (!inside && !ascii_is_space(trimmed.at[i]))
			return false;
	}
	return trimmed.len > 1 && trimmed.at[0] == '"' && !inside;
}

static bool is_absolute(struct slice word)
{
	return word.len > 1 && word.at[word.len - 1] == '.' && is_owner(word);
}

static void count_short_answer(struct input_lines *lines, struct slice trimmed)
{
	struct slice rest = trimmed, first = input_next_word(&rest), second = input_next_word(&rest);
	uint64_t number;

	rest = slice_trim(rest);
	lines->quoted += is_quoted_only(trimmed);
	lines->absolute += is_absolute(first) && !second.len;
	lines->numbered += slice_number(first, UINT16_MAX, &number) && !rest.len &&
			   (is_absolute(second) || slice_is(second, "."));
}

/* TXT, "TXT" and the like between two separators, or at an end of the line. */
static bool is_table_row(struct slice line, uint8_t separator)
{
	size_t at = 0, fields = 0;
	bool typed = false;
	struct slice field;
	uint16_t type;

	while (slice_next_item(line, separator, &at, &field)) {
		while (field.len > 1 && (field.at[0] == '"' || field.at[0] == '\''))
			field = slice_part(field, 1, field.len - 1);
		fields++;
		typed = typed || (dns_type_from_text(field, &type) && !slice_starts_nocase(field, "TYPE"));
	}
	return typed && fields > 2;
}

static void count_line(struct input_lines *lines, struct slice line, struct slice trimmed, size_t *depth)
{
	uint16_t type = 0;
	size_t before = *depth;

	if (is_directive(line)) {
		lines->directives++;
	} else if (is_record(line, &type)) {
		lines->records++;
		lines->starts += type == DNS_TYPE_SOA;
		before = 0;
	}
	*depth = before;
	for (size_t i = 0; i < trimmed.len && trimmed.at[i] != ';'; i++) {
		if (trimmed.at[i] == '"')
			while (i + 1 < trimmed.len && trimmed.at[++i] != '"')
				i += trimmed.at[i] == '\\';
		else if (trimmed.at[i] == '(')
			++*depth;
		else if (trimmed.at[i] == ')' && *depth)
			--*depth;
	}
	lines->continued += before > 0;
	lines->tinydns += is_tinydns(line);
	lines->tilde += trimmed.at[trimmed.len - 1] == '~';
	lines->separated += is_table_row(trimmed, ',') || is_table_row(trimmed, ';') ||
			    is_table_row(trimmed, '\t') || is_table_row(trimmed, '|');
	count_short_answer(lines, trimmed);
}

struct input_lines input_lines_count(struct slice text)
{
	struct input_lines lines = { 0 };
	size_t at = 0, depth = 0;
	struct slice line;

	while (lines.count < INPUT_LINES_MOST && input_next_line(text, &at, &line)) {
		struct slice trimmed = slice_trim(line);

		if (!trimmed.len)
			continue;
		if (trimmed.at[0] == ';') {
			lines.comments++;
			continue;
		}
		lines.count++;
		count_line(&lines, line, trimmed, &depth);
	}
	return lines;
}
