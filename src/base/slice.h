/*
 * A view of bytes that somebody else owns. No NUL is needed or expected, and no locale is asked.
 */
#ifndef MAILAUTH_BASE_SLICE_H
#define MAILAUTH_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slice {
	const uint8_t *at;
	size_t len;
};

/* A half-open range of byte offsets in some text: `first` counts from 0, `end` is exclusive. */
struct span {
	uint32_t first;
	uint32_t end;
};

enum { SLICE_NONE = -1 };

static inline struct slice slice_none(void)
{
	return (struct slice){ NULL, 0 };
}

/* The bytes of a C string, without its NUL; NULL gives an empty slice. */
struct slice slice_of(const char *text);

/* The part of `s` between two offsets; both are cut to the slice's length. */
static inline struct slice slice_part(struct slice s, size_t first, size_t end)
{
	if (s.len == 0)
		return s; /* it may be nowhere */
	if (end > s.len)
		end = s.len;
	if (first > end)
		first = end;
	return (struct slice){ s.at + first, end - first };
}

static inline struct slice slice_span(struct slice s, struct span span)
{
	return slice_part(s, span.first, span.end);
}

bool slice_equal(struct slice a, struct slice b);
bool slice_equal_nocase(struct slice a, struct slice b);

/* By octets; of two where one begins with the other, the shorter one first. As qsort() wants it. */
int slice_compare(struct slice a, struct slice b);
bool slice_is(struct slice s, const char *text);

/* Of two texts, each of which may be NULL. */
bool texts_equal(const char *a, const char *b);

bool slice_is_nocase(struct slice s, const char *text);
bool slice_starts(struct slice s, const char *prefix);
bool slice_starts_nocase(struct slice s, const char *prefix);
bool slice_ends_nocase(struct slice s, const char *suffix);

/* Offset of the first byte `c`, or of the first occurrence of `needle`, at or after `from`; or SLICE_NONE. */
ptrdiff_t slice_find(struct slice s, uint8_t c, size_t from);
ptrdiff_t slice_find_text(struct slice s, const char *needle, size_t from);
ptrdiff_t slice_find_nocase(struct slice s, const char *needle, size_t from);

/* What follows the last byte `c`; all of the slice when there is none. */
struct slice slice_after_last(struct slice s, uint8_t c);

/* Where the line ends that has the byte at an offset: after its LF, or the length when it has none. */
size_t slice_line_end(struct slice s, size_t at);

/* Takes the first line off `rest`, and returns it without its LF. */
struct slice slice_take_line(struct slice *rest);

/* How many bytes from an offset on are among those of a set. */
size_t slice_run(struct slice s, size_t at, const char *set);

/* The slice without the blanks, tabs, CR and LF at both ends. */
struct slice slice_trim(struct slice s);

/* The next item of a list with separators, trimmed; empty ones are passed over. *at begins with 0. False at the end. */
bool slice_next_item(struct slice list, uint8_t separator, size_t *at, struct slice *ret_item);

/* How many items the list has. */
size_t slice_count_items(struct slice list, uint8_t separator);

/* Reads a decimal number with nothing before or after it. False when it is not one or exceeds `most`. */
bool slice_number(struct slice s, uint64_t most, uint64_t *ret_number);

#endif
