/* Lines that a terminal cut at its width: they end anywhere, also within a name or an address. */
#ifndef MAILAUTH_BOUNCE_WIDTH_H
#define MAILAUTH_BOUNCE_WIDTH_H

#include "base/slice.h"

/* The width in octets at which the lines of a text were cut, by the first of them; 0 when they were not. */
size_t width_of(struct slice sample);

/* True when a line of a text of that width, without its end, goes on in the next one with no blank between. */
bool width_goes_on(size_t width, struct slice line, struct slice next);

#endif
