/* A JSON text (RFC 8259) as a tree of values. Bytes from outside are welcome: depth is bounded, and UTF-8 is checked. */
#ifndef MAILAUTH_BASE_JSON_READ_H
#define MAILAUTH_BASE_JSON_READ_H

#include "base/json_scan.h"

struct json_value {
	enum json_kind kind;
	const char *name;  /* of a member of an object; NULL for other values */
	bool truth;	   /* of a boolean */
	uint64_t number;   /* of a number that is whole, not negative and not too large; else 0 */
	struct slice text; /* of a string, decoded, with a NUL behind it; of a number as it was written */
	ARENA_LIST(struct json_value) items; /* of an array or object, in their order */
};

/*
 * Reads a text that is one value. The arena keeps the tree, which needs the text no more. NULL when it is no JSON, is nested
 * deeper than JSON_DEPTH_MOST, or ends early; *ret_fault is then the offset of the first byte that does not fit.
 */
const struct json_value *json_read(struct arena *arena, struct slice text, size_t *ret_fault);

/* The first member with this name; NULL when there is none, or when the value is NULL or no object. */
const struct json_value *json_member(const struct json_value *value, const char *name);

#endif
