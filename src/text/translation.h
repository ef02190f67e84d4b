/*
 * Text made from what the user gave, whose every byte leads back to the bytes that it was made from: foreign formats are
 * turned into master-file lines in this way, and a fault in a line is shown in the foreign text.
 */
#ifndef MAILAUTH_TEXT_TRANSLATION_H
#define MAILAUTH_TEXT_TRANSLATION_H

#include "base/bytes.h"
#include "text/map.h"
#include "text/text.h"

/* A text in the making. */
struct translation {
	struct arena *arena; /* keeps the runs, and the text when it is finished */
	struct text *source;
	struct bytes made;
	struct text_map *map;
};

/* Begins a text that is made from `source`, which must outlive it. */
struct translation translation_begin(struct arena *arena, struct text *source);

/* Adds source bytes as they stand. */
void translation_copy(struct translation *translation, uint32_t first, uint32_t end);

/* Adds bytes that stand for the source bytes from `first` to `end`; both are the same for what the source does not have. */
void translation_add(struct translation *translation, struct slice bytes, uint32_t first, uint32_t end);
void translation_add_text(struct translation *translation, const char *text, uint32_t at);

/* How much was added so far, and going back to that. */
struct translation_mark {
	size_t made, runs;
};

struct translation_mark translation_mark(const struct translation *translation);
void translation_rewind(struct translation *translation, struct translation_mark mark);

/* The text, named as its source. Frees what the translation holds; nothing may be added any more. */
struct text *translation_finish(struct translation *translation);

#endif
