/* From the bytes of a text that was made back to those that it was made from. Built by text/translation.h. */
#ifndef MAILAUTH_TEXT_MAP_H
#define MAILAUTH_TEXT_MAP_H

#include "base/arena.h"
#include "base/slice.h"

/* From `made` to the next run's: copied bytes, one for one, or bytes that all were made from `width` source bytes. */
struct text_map_run {
	uint32_t made;
	uint32_t source;
	uint32_t
		width; /* TEXT_MAP_COPIED, or the number of source bytes; 0 for bytes that the source does not have */
};

#define TEXT_MAP_COPIED UINT32_MAX

struct text_map {
	ARENA_LIST(struct text_map_run) runs; /* ascending */
};

/* The source bytes of the made bytes from `first` to `end`, of a text that has `len` of them. */
struct span text_map_span(const struct text_map *map, uint32_t first, uint32_t end, uint32_t len);

#endif
