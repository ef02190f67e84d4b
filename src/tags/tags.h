/*
 * The tag list that DKIM, DMARC and their neighbours share (RFC 6376 section 3.2):
 *
 *   tag-list = tag-spec *( ";" tag-spec ) [ ";" ]
 *   tag-spec = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]
 *
 * Splitting only: whether a name has to be a tag-name, and what a value may hold, is the business of each record's own parser.
 */
#ifndef MAILAUTH_TAGS_TAGS_H
#define MAILAUTH_TAGS_TAGS_H

#include "base/arena.h"

struct tag {
	struct span span;  /* between the semicolons, whitespace at both ends left out */
	struct span name;  /* before "=", or all of it when there is none */
	struct span value; /* after "=", whitespace at both ends left out; empty when there is no "=" */
	bool has_equals;
	bool is_empty; /* nothing between two semicolons */
	size_t earlier; /* the number of the first tag with this name and "=", where that one is before it; else its own */
};

struct tag_list {
	struct slice text;
	ARENA_LIST(struct tag) tags;
	bool ends_in_semicolon;
};

/* Splits a record at its semicolons; spaces, tabs, CR and LF count as FWS. */
struct tag_list tags_split(struct arena *arena, struct slice text);

/* The first tag with this name, exactly (`fold` false) or in any case; NULL when there is none. */
const struct tag *tags_find(const struct tag_list *list, const char *name, bool fold);

/* tag-name = ALPHA *( ALPHA / DIGIT / "_" ) */
bool tags_is_name(struct slice name);

struct slice tags_name(const struct tag_list *list, const struct tag *tag);
struct slice tags_value(const struct tag_list *list, const struct tag *tag);

/* A tag with the semicolon and the whitespace before it, or after it when it is the first: what goes when it is removed. */
struct span tags_with_separator(const struct tag_list *list, const struct tag *tag);

/* An earlier tag with the same name, upper and lower case being different; NULL when this is the first. */
const struct tag *tags_earlier(const struct tag_list *list, const struct tag *tag);

/* The part of `span` without spaces, tabs, CR and LF at its ends. */
struct span tags_trim(struct slice text, struct span span);

/* The next piece of a list: from *at up to `separator` or the end of `list`, trimmed. False after the last piece. */
bool tags_next_piece(
	struct slice text, struct span list, uint8_t separator, uint32_t *at, struct span *ret_piece);

#endif
