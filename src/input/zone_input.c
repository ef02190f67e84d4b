/* What the program and the library share of reading zones. */
#include "input/zone_input.h"

#include "base/escape.h"
#include "dns/zone_store.h"
#include "input/decode.h"
#include "input/listing.h"
#include "input/recognise.h"
#include "input/session.h"

#include <string.h>

/* A text of which no line could be read: what is wrong with its first one tells what it is. */
static const char *no_records(struct arena *arena, const struct zone_set *zones, size_t faults)
{
	static const char none[] = "not a zone file: no record could be read";
	struct text_position at;
	const struct zone_fault *fault;

	if (zone_set_fault_count(zones) == faults)
		return none;
	fault = zone_set_fault(zones, faults);
	at = text_position(fault->place.text, fault->place.first);
	return arena_printf(arena, "%s (line %u: %s)", none, at.line, fault->message);
}

const char *zone_input_read(
	struct arena *arena, struct zone_set *zones, struct text *text, const struct origin_wish *wish)
{
	size_t records = zone_set_record_count(zones), faults = zone_set_fault_count(zones);
	bool decoded = input_decode(text);
	const struct input input = input_recognise(text->bytes, text->name);
	struct input_origin origin;
	bool listed, session;

	if (input.kind == INPUT_FOREIGN || input.kind == INPUT_EMPTY || input.kind == INPUT_SAVED_ANSWERS)
		return input_refusal(arena, &input);
	session = session_is(text->bytes);
	if (session)
		session_hide(text);
	listed = input.kind == INPUT_MASTER_FILE && listing_is(text->bytes);
	if (listed)
		text = listing_translate(arena, text);
	origin = input_origin_find(arena, text, wish);
	origin.dialect.is_export = origin.dialect.is_export || listed;
	if (origin.refusal)
		return origin.refusal;
	if (decoded && !origin.dialect.is_export)
		zone_add_fault(zones, ZONE_FAULT_UTF16, (struct text_place){ text, 0, 0 },
			"the file is in UTF-16, which name servers cannot read");
	if (session && !origin.dialect.is_export && strcmp(text->name, "<stdin>") != 0)
		zone_add_fault(zones, ZONE_FAULT_DIRECTIVE, (struct text_place){ text, 0, 1 },
			"a shell command or a Markdown code fence surrounds the zone; name servers cannot "
			"read it");
	if (origin.note)
		zone_add_fault(
			zones, origin.note_kind, origin.place, arena_strdup(&zones->arena, origin.note));
	zone_set_read_as(zones, text, &origin.dialect);
	return zone_set_record_count(zones) > records ? NULL : no_records(arena, zones, faults);
}
