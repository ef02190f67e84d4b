/* Bytes from outside, made safe and visible before a person or a terminal sees them. */
#ifndef MAILAUTH_BASE_ESCAPE_H
#define MAILAUTH_BASE_ESCAPE_H

#include "base/arena.h"
#include "base/bytes.h"

/*
 * Appends `s` with every byte outside 0x20..0x7E written as \xNN. Non-ASCII is escaped too: in a record
 * that must be US-ASCII the reader has to see that a dash is not the dash it looks like.
 */
void escape_visible(struct bytes *out, struct slice s);

/* How many columns escape_visible() uses for these bytes. */
size_t escape_width(struct slice s);

/* The same as a string in the arena. */
const char *escape_copy(struct arena *arena, struct slice s);

/* Appends text that may hold legitimate UTF-8 (messages, Unicode domain names); controls and bad bytes escaped. */
void escape_text(struct bytes *out, struct slice s);

#endif
