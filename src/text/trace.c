/* Runs are found by bisection; a span of decoded bytes becomes the source bytes from its first to its last. */
#include "text/trace.h"

void trace_add(struct arena *arena, struct trace *trace, uint32_t decoded, uint32_t source, uint32_t width)
{
	const struct trace_run *last = trace->runs.count ? &trace->runs.at[trace->runs.count - 1] : NULL;

	if (last && last->width == 1 && width == 1 && source - last->source == decoded - last->decoded)
		return;
	*arena_append(arena, &trace->runs) = (struct trace_run){ decoded, source, width };
}

const struct trace *trace_moved(
	struct arena *arena, const struct trace *trace, struct text *text, uint32_t before)
{
	struct trace *moved = arena_take(arena, sizeof *moved);

	moved->text = text;
	for (size_t i = 0; i < trace->runs.count; i++) {
		struct trace_run run = trace->runs.at[i];

		run.source -= before;
		*arena_append(arena, &moved->runs) = run;
	}
	return moved;
}

static const struct trace_run *run_of(const struct trace *trace, uint32_t decoded)
{
	size_t low = 0, high = trace->runs.count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (trace->runs.at[middle].decoded <= decoded)
			low = middle;
		else
			high = middle;
	}
	return &trace->runs.at[low];
}

struct text_place trace_byte(const struct trace *trace, uint32_t decoded, uint32_t decoded_len)
{
	const struct trace_run *run;
	uint32_t source;

	if (!trace->runs.count)
		return (struct text_place){ trace->text, 0, 0 };
	if (decoded >= decoded_len) {
		struct text_place last = decoded_len
						 ? trace_byte(trace, decoded_len - 1, decoded_len)
						 : (struct text_place){ trace->text, trace->runs.at[0].source,
							   trace->runs.at[0].source };

		return (struct text_place){ trace->text, last.end, last.end };
	}
	run = run_of(trace, decoded);
	source = run->width == 1 ? run->source + (decoded - run->decoded) : run->source;
	return (struct text_place){ trace->text, source, source + run->width };
}

struct text_place trace_span(const struct trace *trace, struct span span, uint32_t decoded_len)
{
	struct text_place place = trace_byte(trace, span.first, decoded_len);

	place.end = span.end > span.first ? trace_byte(trace, span.end - 1, decoded_len).end : place.first;
	return place;
}
