/*
 * One row a header line. What is between `before` and `after` is the zone's name.
 *
 *   line = 1*";" *blank before name [ after ]
 */
#include "input/header.h"

#include "base/ascii.h"
#include "input/lines.h"

#include <string.h>

enum { LINES_MOST = 200 };

struct header_row {
	const char *start;  /* of the comment, semicolons and whitespace not counted */
	const char *before; /* what the name comes after, within the line; NULL when the line names no zone */
	const char *what;
	unsigned semicolons; /* exactly so many; 0 for any number */
	struct zone_dialect dialect;
};

/* The arguments of dig, in any order. */
#define TRANSFER "axfr"
#define EXPORT .is_export = true, .knows_aliases = true

static const struct header_row rows[] = {
	{ "Domain:", "Domain:", "a Cloudflare export", 2, { EXPORT, .ttl_1_is_automatic = true } },
	/* The name alone may be a comment of the file's author. */
	{ "Domain:", "Domain:", "a zone file", 1, { .is_export = false } },
	{ "Exported (y-m-d", NULL, "a GoDaddy export", 1, { EXPORT, .targets_are_whole = true } },
	{ "Database file ", " zone scope in zone ", "a zone file of Windows DNS", 0, { EXPORT } },
	{ "Database file ", " for ", "a zone file of Windows DNS", 0, { EXPORT } },
	{ "Zone file for ", "Zone file for ", "a zone file of cPanel", 0, { .knows_aliases = true } },
	{ "Exported zone file from Azure", NULL, "an export of Azure DNS", 0, { EXPORT } },
	{ "Zone name:", "Zone name:", "an export of Azure DNS", 0, { EXPORT } },
	{ "Exported on ", NULL, "an export of Hetzner DNS", 0, { EXPORT } },
	{ "Zone dump of '", "Zone dump of '", "a dump of BIND", 0, { .is_export = false } },
	{ "<<>> DiG ", TRANSFER, "a zone transfer", 0, { EXPORT } },
	{ "AXFR for ", "AXFR for ", "a zone transfer", 0, { EXPORT } },
};

/* The name at the start of a text: up to whitespace, a quote or a slash; without the dot that ends a sentence. */
static bool take_name(struct slice text, struct slice whole, struct input_header *header)
{
	struct slice name = slice_trim(text);
	size_t len = 0;

	while (len < name.len && !ascii_is_space(name.at[len]) && !strchr("'\"/;(", name.at[len]))
		len++;
	name = slice_part(name, 0, len);
	while (name.len > 1 && name.at[name.len - 1] == '.')
		name.len--;
	if (slice_find(name, '.', 0) <= 0 || dns_name_from_unicode(name, &header->zone) != DNS_NAME_OK ||
		!dns_name_is_plausible(&header->zone))
		return false;
	header->first = (uint32_t)(name.at - whole.at);
	header->end = header->first + (uint32_t)name.len;
	return true;
}

static struct slice what_follows(struct slice line, const char *before)
{
	ptrdiff_t at = slice_find_text(line, before, 0);

	return slice_part(line, at < 0 ? line.len : (size_t)at + strlen(before), line.len);
}

/* "+noall @ns1.example.net example.com AXFR": the one argument that is a name. */
static bool take_transferred(struct slice line, struct slice whole, struct input_header *header)
{
	struct slice rest = what_follows(slice_part(line, strlen("<<>>"), line.len), "<<>>"), word,
		     name = { 0 };
	bool is_transfer = false;

	while ((word = input_next_word(&rest)).len) {
		if (slice_is_nocase(word, "AXFR"))
			is_transfer = true;
		else if (!name.len && !strchr("@+-", word.at[0]) && slice_find(word, '.', 0) > 0)
			name = word;
	}
	return is_transfer && take_name(name, whole, header);
}

static bool take_zone(
	const struct header_row *row, struct slice line, struct slice whole, struct input_header *header)
{
	if (!strcmp(row->before, TRANSFER))
		return take_transferred(line, whole, header);
	return take_name(what_follows(line, row->before), whole, header);
}

static void read_comment(struct slice line, struct slice whole, struct input_header *header)
{
	unsigned semicolons = 0;

	while (semicolons < line.len && line.at[semicolons] == ';')
		semicolons++;
	line = slice_trim(slice_part(line, semicolons, line.len));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!slice_starts(line, rows[i].start) ||
			(rows[i].semicolons && rows[i].semicolons != semicolons) ||
			(rows[i].before && !header->has_zone && !take_zone(&rows[i], line, whole, header)))
			continue;
		header->has_zone = header->has_zone || rows[i].before;
		if (!header->what || rows[i].dialect.is_export) {
			header->what = rows[i].what;
			header->dialect = rows[i].dialect;
		}
		return;
	}
}

/* "[example.com.] www.example.com. 3600 A 192.0.2.1" */
static void read_bracket(struct slice line, struct slice whole, struct input_header *header)
{
	ptrdiff_t end = slice_find_text(line, ".] ", 0);

	if (header->has_zone || end <= 1 || !take_name(slice_part(line, 1, (size_t)end), whole, header))
		return;
	header->has_zone = true;
	header->what = "zone data of Knot DNS";
	header->dialect = (struct zone_dialect){ EXPORT };
}

struct input_header input_header_read(const struct text *text)
{
	struct input_header header = { 0 };
	size_t at = slice_starts(text->bytes, "\xef\xbb\xbf") ? 3 : 0;
	struct slice line;

	for (size_t i = 0; i < LINES_MOST && input_next_line(text->bytes, &at, &line); i++) {
		line = slice_trim(line);
		if (line.len && line.at[0] == '[')
			read_bracket(line, text->bytes, &header);
		if (line.len && line.at[0] != ';')
			break;
		read_comment(line, text->bytes, &header);
	}
	return header;
}
