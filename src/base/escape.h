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

/* The same as escape_visible(), as a string in the arena: for the text of records. */
const char *escape_visible_copy(struct arena *arena, struct slice s);

/*
 * Appends text of people (messages, replies, Unicode domain names): UTF-8 is kept; controls, characters that change or hide
 * other text, and bytes that are no UTF-8 are escaped.
 */
void escape_text(struct bytes *out, struct slice s);

/* The same as a string in the arena. */
const char *escape_copy(struct arena *arena, struct slice s);

/* Replaces each byte that is not ASCII by \xNN, for a locale that cannot show it. */
void escape_to_ascii(struct bytes *text);

#endif
