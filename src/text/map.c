/* Runs are found by bisection. */
#include "text/map.h"

static const struct text_map_run *run_of(const struct text_map *map, uint32_t made)
{
	size_t low = 0, high = map->runs.count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (map->runs.at[middle].made <= made)
			low = middle;
		else
			high = middle;
	}
	return &map->runs.at[low];
}

static struct span source_of(const struct text_map *map, uint32_t made)
{
	const struct text_map_run *run = run_of(map, made);
	uint32_t first = run->source;

	if (run->width != TEXT_MAP_COPIED)
		return (struct span){ first, first + run->width };
	first += made - run->made;
	return (struct span){ first, first + 1 };
}

struct span text_map_span(const struct text_map *map, uint32_t first, uint32_t end, uint32_t len)
{
	struct span place, last;

	if (!map->runs.count || !len)
		return (struct span){ 0 };
	if (first >= len) { /* after the last byte */
		last = source_of(map, len - 1);
		return (struct span){ last.end, last.end };
	}
	place = source_of(map, first);
	if (end <= first)
		return (struct span){ place.first, place.first };
	last = source_of(map, (end < len ? end : len) - 1);
	place.end = last.end > place.first ? last.end : place.first;
	return place;
}
