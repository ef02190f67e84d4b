/*
 * From a decoded byte of a TXT record back to the bytes of the file that wrote it.
 *
 * A record in a zone file is spread over quotes, escapes, strings and lines. A trace is a list of runs: within a
 * run one decoded byte is one source byte; an escape (\" or \DDD) is a run of one decoded byte and its 2 or 4
 * source bytes.
 */
#ifndef MAILAUTH_TEXT_TRACE_H
#define MAILAUTH_TEXT_TRACE_H

#include "text/text.h"

struct trace_run {
	uint32_t decoded; /* offset of the run's first decoded byte */
	uint32_t source;  /* offset of its first source byte */
	uint32_t width;	  /* source bytes per decoded byte: 1, or the length of the escape */
};

struct trace {
	struct text *text;
	ARENA_LIST(struct trace_run) runs;
};

/* Notes that the decoded byte `decoded` was written at `source` with `width` bytes. Offsets must ascend. */
void trace_add(struct arena *arena, struct trace *trace, uint32_t decoded, uint32_t source, uint32_t width);

/* The same trace into another text, where each byte is `before` bytes earlier. */
const struct trace *trace_moved(
	struct arena *arena, const struct trace *trace, struct text *text, uint32_t before);

/* The source bytes of one decoded byte; an offset past the end gives the empty place after the last byte. */
struct text_place trace_byte(const struct trace *trace, uint32_t decoded, uint32_t decoded_len);

/* From the first source byte of a span to its last, quotes and line ends between them included. */
struct text_place trace_span(const struct trace *trace, struct span span, uint32_t decoded_len);

#endif
