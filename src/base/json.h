/*
 * A streaming writer of JSON (RFC 8259). It is ours because record bytes are not always UTF-8: bytes that are
 * not, and characters that deceive the eye, come out as a visible \xNN (that is, "\\xNN" in the JSON text).
 */
#ifndef MAILAUTH_BASE_JSON_H
#define MAILAUTH_BASE_JSON_H

#include "base/bytes.h"

struct json {
	struct bytes *out;
	bool compact; /* everything on one line */
	bool filled;  /* the innermost object or array has a member */
	bool keyed;   /* a key was written, its value comes next */
	unsigned depth;
};

void json_object_begin(struct json *json);
void json_object_end(struct json *json);
void json_array_begin(struct json *json);
void json_array_end(struct json *json);

/* The name of the next member; the value follows. */
void json_key(struct json *json, const char *key);

void json_string(struct json *json, struct slice value);
void json_text(struct json *json, const char *value); /* NULL writes null */
void json_number(struct json *json, uint64_t value);
void json_bool(struct json *json, bool value);
void json_null(struct json *json);

#endif
