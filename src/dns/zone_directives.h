/* The directives of master files: $ORIGIN, $TTL, $INCLUDE and $GENERATE. */
#ifndef MAILAUTH_DNS_ZONE_DIRECTIVES_H
#define MAILAUTH_DNS_ZONE_DIRECTIVES_H

#include "dns/zone_reading.h"

/* Reads the directive at the current token, with the texts that it brings in. */
void zone_read_directive(struct zone_reader *reader);

#endif
