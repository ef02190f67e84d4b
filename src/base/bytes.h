/* A growing buffer of bytes, for output that is built before it is written. */
#ifndef MAILAUTH_BASE_BYTES_H
#define MAILAUTH_BASE_BYTES_H

#include "base/slice.h"

struct bytes {
	uint8_t *at;
	size_t len;
	size_t capacity;
};

void bytes_free(struct bytes *bytes);
void bytes_add(struct bytes *bytes, struct slice more);
void bytes_add_byte(struct bytes *bytes, uint8_t byte);
void bytes_add_text(struct bytes *bytes, const char *text);
void bytes_printf(struct bytes *bytes, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What was written so far; valid until the next addition. */
struct slice bytes_slice(const struct bytes *bytes);

/* The "s" of "3 errors"; nothing for one. */
const char *plural(size_t count);

#endif
