/* From the bytes that somebody gave for a zone to the records in them. */
#ifndef MAILAUTH_INPUT_ZONE_INPUT_H
#define MAILAUTH_INPUT_ZONE_INPUT_H

#include "input/origin.h"

/*
 * Reads a text into a set as the kind of text that it is: decodes it, finds its zone, and adds a fault to the set where the text
 * says less than a zone file has to. NULL, or a sentence without a final dot why it is not read, in the arena: it is none, holds no
 * record, or leaves its zone's name in doubt. The text has to live as long as the set.
 */
const char *zone_input_read(
	struct arena *arena, struct zone_set *zones, struct text *text, const struct origin_wish *wish);

#endif
