/* What reading records and directives of master files have in common. */
#include "dns/zone_reading.h"

#include "base/escape.h"

enum { TEXTS_MOST = 4096 }; /* files and $GENERATE results of one run */

void zone_reader_fault_at(struct zone_reader *reader, enum zone_fault_kind kind, uint32_t first, uint32_t end,
	const char *message)
{
	zone_add_fault(reader->zones, kind, (struct text_place){ zone_reader_text(reader), first, end },
		arena_strdup(&reader->zones->arena, message));
}

void zone_reader_fault(struct zone_reader *reader, enum zone_fault_kind kind, const char *message)
{
	switch (reader->token.kind) {
	case ZONE_TOKEN_UNCLOSED_QUOTE:
		kind = ZONE_FAULT_QUOTE;
		message = "the quote is not closed on its line";
		break;
	case ZONE_TOKEN_UNCLOSED_PARENTHESIS:
		kind = ZONE_FAULT_PARENTHESIS;
		message = "the \"(\" is never closed";
		break;
	case ZONE_TOKEN_UNOPENED_PARENTHESIS:
		kind = ZONE_FAULT_PARENTHESIS;
		message = "\")\" without \"(\"";
		break;
	default:
		break;
	}
	zone_reader_fault_at(reader, kind, reader->token.first, reader->token.end, message);
}

void zone_reader_gap(struct zone_reader *reader)
{
	zone_add_gap(reader->zones, reader->zone, reader->origin_owner);
}

const char *zone_reader_shown(struct zone_reader *reader, struct slice bytes)
{
	return escape_visible_copy(&reader->scratch, slice_part(bytes, 0, 80));
}

bool zone_reader_take_name(struct zone_reader *reader, struct dns_name *ret_name)
{
	enum dns_name_fault bad;

	if (reader->token.kind != ZONE_TOKEN_WORD && reader->token.kind != ZONE_TOKEN_QUOTED) {
		zone_reader_fault(reader, ZONE_FAULT_SYNTAX, "domain name missing");
		return false;
	}
	if (slice_find(zone_reader_word(reader), 0, 0) >= 0) {
		zone_reader_fault(reader, ZONE_FAULT_NAME, "a NUL byte must be written as \\000");
		return false;
	}
	bad = zone_owner_from_text(reader->dialect, zone_reader_word(reader), &reader->origin, ret_name);
	if (bad) {
		zone_reader_fault(reader, ZONE_FAULT_NAME,
			arena_printf(&reader->scratch, "invalid domain name \"%s\": %s",
				zone_reader_shown(reader, zone_reader_word(reader)),
				dns_name_fault_text(bad)));
		return false;
	}
	zone_reader_next(reader);
	return true;
}

void zone_reader_set_origin(struct zone_reader *reader, const struct dns_name *origin)
{
	reader->origin = *origin;
	reader->origin_owner = zone_make_owner(reader->zones, origin);
}

void zone_reader_expect_end(struct zone_reader *reader)
{
	if (!zone_reader_at_end(reader))
		zone_reader_fault(reader, ZONE_FAULT_SYNTAX, "unexpected text at the end of the line");
}

bool zone_reader_number_text(struct zone_reader *reader, struct text *text)
{
	if (reader->zones->texts.count >= TEXTS_MOST) {
		zone_reader_fault(
			reader, ZONE_FAULT_INCLUDE, "too many files and $GENERATE directives in one run");
		zone_reader_gap(reader);
		return false;
	}
	*arena_append(&reader->zones->arena, &reader->zones->texts) = text;
	*arena_append(&reader->zones->arena, &reader->zones->dialects) = reader->dialect;
	return true;
}
