/*
 * Which zone a text is: the name that completes its relative names, and what its author meant where a final dot is missing. The
 * witnesses, best first: --origin, the SOA record and the $ORIGIN before it, the header of an export, the file's name, the names
 * that all records share.
 */
#ifndef MAILAUTH_INPUT_ORIGIN_H
#define MAILAUTH_INPUT_ORIGIN_H

#include "dns/zone.h"

struct origin_wish {
	const struct dns_name *origin; /* what the user says; or NULL */
	bool of_several; /* it completes the names of several files, of which each may be a zone of its own */
	const struct dns_name *domain; /* what is taken where nothing else tells; or NULL */
};

struct input_origin {
	struct zone_dialect dialect;
	const char *
		refusal; /* two names that disagree, or no name at all, in the arena; NULL when the text can be read */
	/* What a name server makes of the text where that is not what was meant; NULL when it is. */
	const char *note;
	enum zone_fault_kind note_kind;
	struct text_place place;
};

struct input_origin input_origin_find(struct arena *arena, struct text *text, const struct origin_wish *wish);

#endif
