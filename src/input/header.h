/* The comments at the start of an export, which name the zone that the records may not name. */
#ifndef MAILAUTH_INPUT_HEADER_H
#define MAILAUTH_INPUT_HEADER_H

#include "dns/zone_dialect.h"
#include "text/text.h"

struct input_header {
	const char *what; /* "a Cloudflare export"; NULL when the comments tell nothing */
	bool has_zone;
	struct dns_name zone;
	uint32_t first, end;	     /* where the zone is named */
	struct zone_dialect dialect; /* but for its zone and what the records tell */
};

/* Looks at the comments before the first entry. */
struct input_header input_header_read(const struct text *text);

#endif
