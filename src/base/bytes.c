/* The buffer behind all output; it doubles when it is full. */
#include "base/bytes.h"

#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bytes_free(struct bytes *bytes)
{
	free(bytes->at);
	*bytes = (struct bytes){ 0 };
}

static uint8_t *room(struct bytes *bytes, size_t more)
{
	if (bytes->capacity - bytes->len < more) {
		bytes->capacity = (bytes->capacity + more) * 2;
		bytes->at = xrealloc(bytes->at, bytes->capacity);
	}
	return bytes->at + bytes->len;
}

void bytes_add(struct bytes *bytes, struct slice more)
{
	if (!more.len)
		return;
	memcpy(room(bytes, more.len), more.at, more.len);
	bytes->len += more.len;
}

void bytes_add_byte(struct bytes *bytes, uint8_t byte)
{
	*room(bytes, 1) = byte;
	bytes->len++;
}

void bytes_add_text(struct bytes *bytes, const char *text)
{
	bytes_add(bytes, slice_of(text));
}

void bytes_printf(struct bytes *bytes, const char *format, ...)
{
	va_list arguments, again;
	int length;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length > 0) {
		vsnprintf((char *)room(bytes, (size_t)length + 1), (size_t)length + 1, format, again);
		bytes->len += (size_t)length;
	}
	va_end(again);
}

struct slice bytes_slice(const struct bytes *bytes)
{
	return (struct slice){ bytes->at, bytes->len };
}

const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}
