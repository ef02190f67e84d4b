/* Runs are appended as the text grows. */
#include "text/translation.h"

struct translation translation_begin(struct arena *arena, struct text *source)
{
	return (struct translation){
		.arena = arena, .source = source, .map = arena_take(arena, sizeof(struct text_map))
	};
}

/* Goes on with the last run where the bytes do. */
static void note_run(struct translation *translation, uint32_t source, uint32_t width)
{
	struct text_map *map = translation->map;
	const struct text_map_run *last = map->runs.count ? &map->runs.at[map->runs.count - 1] : NULL;
	uint32_t made = (uint32_t)translation->made.len;
	bool goes_on = last && last->width == width &&
		       last->source + (width == TEXT_MAP_COPIED ? made - last->made : 0) == source;

	if (!goes_on)
		*arena_append(translation->arena, &map->runs) = (struct text_map_run){ made, source, width };
}

void translation_copy(struct translation *translation, uint32_t first, uint32_t end)
{
	if (end <= first)
		return;
	note_run(translation, first, TEXT_MAP_COPIED);
	bytes_add(&translation->made, slice_part(translation->source->bytes, first, end));
}

void translation_add(struct translation *translation, struct slice bytes, uint32_t first, uint32_t end)
{
	if (!bytes.len)
		return;
	note_run(translation, first, end > first ? end - first : 0);
	bytes_add(&translation->made, bytes);
}

void translation_add_text(struct translation *translation, const char *text, uint32_t at)
{
	translation_add(translation, slice_of(text), at, at);
}

struct translation_mark translation_mark(const struct translation *translation)
{
	return (struct translation_mark){ translation->made.len, translation->map->runs.count };
}

void translation_rewind(struct translation *translation, struct translation_mark mark)
{
	translation->made.len = mark.made;
	translation->map->runs.count = mark.runs;
}

struct text *translation_finish(struct translation *translation)
{
	struct text *text = arena_take(translation->arena, sizeof *text);

	*text = text_of(
		translation->source->name, arena_copy(translation->arena, bytes_slice(&translation->made)));
	text->made_from = translation->source;
	text->map = translation->map;
	bytes_free(&translation->made);
	return text;
}
