/*
 * What Resolve-DnsName prints: its table, and `| Format-List`.
 *
 *   list  = *( field / more ) LF
 *   field = name *SP " : " value            "Strings : {v=spf1 -all}"; the next lines go on with it, after many blanks
 *   table = "Name" SP "Type" SP "TTL" SP "Section" ... LF "----" ... LF *( name SP type SP TTL SP section SP value )
 *
 * Several strings are written {a, b}, which is the same as one string with a comma in it: a string of 255 octets ends at the comma, any
 * other goes on. What was cut to the width of the window, "...", is refused.
 */
#include "input/answer_reading.h"

#include "base/ascii.h"

#include <string.h>

enum { INDENT_OF_VALUE = 8 };

static const char cut_table[] =
	"PowerShell cut the data at the width of its window; use the output of Resolve-DnsName NAME -Type "
	"TXT | ConvertTo-Json";

static bool is_cut(struct slice value)
{
	return slice_ends_nocase(value, "...") || slice_ends_nocase(value, "...}") ||
	       slice_ends_nocase(value, "\xe2\x80\xa6") || slice_ends_nocase(value, "\xe2\x80\xa6}");
}

/* Two pieces of a broken line belong together without a blank when the first one is as long as a line can be. */
static bool has_blank_between(
	const struct answer_writer *writer, const struct powershell_object *object, size_t piece)
{
	const struct slice *pieces = object->value.at;
	uint32_t end = answer_offset(writer, pieces[piece]) + (uint32_t)pieces[piece].len;
	size_t longest = 0;

	if (end < writer->text->bytes.len && writer->text->bytes.at[end] == ' ')
		return true;
	for (size_t i = 0; i < object->value.count; i++)
		longest = pieces[i].len > longest ? pieces[i].len : longest;
	return pieces[piece].len < longest && slice_find(pieces[piece], ' ', 0) >= 0;
}

/* The text of all pieces, strings told apart at ", ". */
struct value_writer {
	struct answer_writer *writer;
	size_t len; /* of the string so far */
};

static void add_byte(struct value_writer *value, struct slice piece, size_t at)
{
	uint32_t offset = answer_offset(value->writer, piece) + (uint32_t)at;

	answer_add_character(value->writer, slice_part(piece, at, at + 1), offset, offset + 1);
	value->len++;
}

static void add_piece(struct value_writer *value, struct slice piece)
{
	uint32_t first = answer_offset(value->writer, piece);

	for (size_t i = 0; i < piece.len; i++) {
		bool comma = piece.at[i] == ',' && (i + 1 == piece.len || piece.at[i + 1] == ' ');

		if (comma && value->len == DNS_STRING_MOST) {
			answer_end_text(value->writer, first + (uint32_t)i);
			answer_begin_text(value->writer, first + (uint32_t)i);
			value->len = 0;
			i += i + 1 < piece.len;
			continue;
		}
		add_byte(value, piece, i);
	}
}

static void add_strings(struct answer_writer *writer, struct powershell_object *object)
{
	struct value_writer value = { .writer = writer };
	struct slice *first = &object->value.at[0], *last = &object->value.at[object->value.count - 1];
	uint32_t at;

	if (slice_starts(*first, "{"))
		*first = slice_part(*first, 1, first->len);
	if (last->len && last->at[last->len - 1] == '}')
		last->len--;
	at = answer_offset(writer, *first);
	answer_begin_text(writer, at);
	for (size_t i = 0; i < object->value.count; i++) {
		add_piece(&value, object->value.at[i]);
		at = answer_offset(writer, object->value.at[i]) + (uint32_t)object->value.at[i].len;
		if (i + 1 < object->value.count && has_blank_between(writer, object, i)) {
			answer_add_character(writer, slice_of(" "), at, at);
			value.len++;
		}
	}
	answer_end_text(writer, at);
}

static void add_value(struct answer_reader *reader)
{
	struct powershell_object *object = &reader->object;
	struct answer_writer *writer = &reader->writer;

	if (object->type == DNS_TYPE_TXT || object->type == DNS_TYPE_SPF) {
		add_strings(writer, object);
		return;
	}
	if (object->type == DNS_TYPE_MX) {
		answer_add_data(writer, object->preference);
		translation_add_text(&writer->lines, " ", answer_offset(writer, object->value.at[0]));
	}
	answer_add_data(writer, object->value.at[0]);
}

static bool is_wanted(const struct powershell_object *object)
{
	return object->type == DNS_TYPE_TXT || object->type == DNS_TYPE_SPF ||
	       object->type == DNS_TYPE_CNAME || object->type == DNS_TYPE_NS ||
	       (object->type == DNS_TYPE_MX && object->preference.len);
}

void answer_close_object(struct answer_reader *reader)
{
	struct powershell_object *object = &reader->object;
	struct answer_writer *writer = &reader->writer;
	bool table = object->table;

	if (object->open && object->value.count && is_cut(object->value.at[object->value.count - 1]))
		writer->answers->refusal = cut_table;
	else if (object->open && object->value.count && is_wanted(object) &&
		 (!object->section.len || slice_is_nocase(object->section, "Answer")) &&
		 answer_begin_record(writer, object->name, object->ttl, object->type)) {
		add_value(reader);
		answer_end_record(writer, answer_offset(writer, object->value.at[0]));
		answer_note_alias(reader, object->value.at[0]);
		answer_note_record(reader);
	} else if (object->open && object->value.count && is_wanted(object)) {
		answer_note_unread(writer, object->value.at[0]);
	}
	*object = (struct powershell_object){ .table = table };
}

static void set_ttl(struct powershell_object *object, struct slice text)
{
	if (!zone_ttl_from_text(text, &object->ttl))
		object->ttl = 0;
}

static bool is_data(struct slice field)
{
	return slice_is(field, "Strings") || slice_is(field, "NameExchange") || slice_is(field, "NameHost");
}

static bool is_field(struct slice field)
{
	static const char *const fields[] = { "Name", "Type", "QueryType", "TTL", "Section", "Strings",
		"Text", "NameExchange", "NameHost", "Exchange", "Preference", "Server", "DataLength",
		"CharacterSet", "IPAddress", "IP4Address", "IP6Address", "Address", "PrimaryServer",
		"NameAdministrator", "Administrator", "SerialNumber", "TimeToZoneRefresh",
		"TimeToZoneFailureRetry", "TimeToExpiration", "DefaultTTL" };

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (slice_is(field, fields[i]))
			return true;
	return false;
}

static bool is_word(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_alnum(text.at[i]))
			return false;
	return text.len;
}

static void set_field(struct answer_reader *reader, struct slice field, struct slice value)
{
	struct powershell_object *object = &reader->object;

	if (slice_is(field, "Name")) {
		answer_close_object(reader);
		object->table = false;
		object->open = true;
		object->name = value;
	} else if (slice_is(field, "Type") || slice_is(field, "QueryType")) {
		answer_type(value, &object->type);
	} else if (slice_is(field, "TTL")) {
		set_ttl(object, value);
	} else if (slice_is(field, "Section")) {
		object->section = value;
	} else if (slice_is(field, "Preference")) {
		object->preference = value;
	} else if (is_data(field) && !object->value.count) {
		*arena_append(reader->writer.arena, &object->value) = value;
	}
	object->in_value = is_data(field);
}

static bool read_field(struct answer_reader *reader, struct slice line)
{
	ptrdiff_t colon = slice_find_text(line, " : ", 0);
	struct slice field = slice_part(line, 0, colon < 0 ? 0 : (size_t)colon);

	if (colon < 0 || ascii_is_space(line.at[0]))
		return false;
	/* Versions differ in what else they print of a record. */
	if (!is_field(slice_trim(field)) && (!reader->object.open || !is_word(slice_trim(field))))
		return false;
	if (!reader->object.open && !slice_is(slice_trim(field), "Name"))
		return false;
	set_field(reader, slice_trim(field), slice_trim(slice_part(line, (size_t)colon + 3, line.len)));
	return true;
}

/* A value that is longer than a line goes on after as many blanks as its field takes. */
static bool read_more(struct answer_reader *reader, struct slice line)
{
	struct powershell_object *object = &reader->object;
	size_t blanks = 0;

	while (blanks < line.len && line.at[blanks] == ' ')
		blanks++;
	if (!object->open || !object->in_value || blanks < INDENT_OF_VALUE)
		return false;
	*arena_append(reader->writer.arena, &object->value) = slice_part(line, blanks, line.len);
	return true;
}

static bool read_head(struct answer_reader *reader, struct slice line)
{
	struct slice rest = line;

	if (!slice_is(answer_word(&rest), "Name") || !slice_is(answer_word(&rest), "Type") ||
		!slice_is(answer_word(&rest), "TTL") || !slice_is(answer_word(&rest), "Section"))
		return false;
	answer_close_object(reader);
	reader->object.table = true;
	return true;
}

static bool read_row(struct answer_reader *reader, struct slice line)
{
	struct powershell_object *object = &reader->object;
	struct slice rest = line, name, ttl;
	uint16_t type;

	if (slice_starts(line, "----"))
		return true;
	name = answer_word(&rest);
	if (is_cut(name))
		reader->writer.answers->refusal = cut_table;
	if (!answer_type(answer_word(&rest), &type) || !(ttl = answer_word(&rest)).len ||
		!ascii_is_digit(ttl.at[0]))
		return false;
	answer_close_object(reader);
	object->open = object->in_value = true;
	object->name = name;
	object->type = type;
	set_ttl(object, ttl);
	object->section = answer_word(&rest);
	if (type == DNS_TYPE_MX) {
		*arena_append(reader->writer.arena, &object->value) = answer_word(&rest);
		object->preference = answer_word(&rest);
	} else {
		*arena_append(reader->writer.arena, &object->value) = rest;
	}
	return true;
}

bool answer_read_powershell(struct answer_reader *reader, struct slice line)
{
	if (!line.len) {
		answer_close_object(reader);
		return false;
	}
	if (read_head(reader, line) || read_more(reader, line) || read_field(reader, line))
		return true;
	if (reader->object.table && read_row(reader, line))
		return true;
	answer_close_object(reader);
	reader->object.table = false;
	return false;
}
