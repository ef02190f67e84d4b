/* Splits at semicolons, and each piece at its first "="; every piece keeps its place. */
#include "tags/tags.h"

#include "base/ascii.h"

#include <stdlib.h>

struct span tags_trim(struct slice text, struct span span)
{
	while (span.first < span.end && ascii_is_space(text.at[span.first]))
		span.first++;
	while (span.end > span.first && ascii_is_space(text.at[span.end - 1]))
		span.end--;
	return span;
}

static struct tag read_tag(struct slice text, struct span spec)
{
	struct tag tag = { .span = tags_trim(text, spec) };
	ptrdiff_t equals = slice_find(slice_part(text, 0, tag.span.end), '=', tag.span.first);

	tag.is_empty = tag.span.first == tag.span.end;
	tag.has_equals = equals >= 0;
	if (tag.has_equals) {
		tag.name = tags_trim(text, (struct span){ tag.span.first, (uint32_t)equals });
		tag.value = tags_trim(text, (struct span){ (uint32_t)equals + 1, tag.span.end });
	} else {
		tag.name = tag.span;
		tag.value = (struct span){ tag.span.end, tag.span.end };
	}
	return tag;
}

/* A tag by its name. */
struct named {
	struct slice name;
	size_t number;
	bool has_equals;
};

/* By name; of one name, those with "=" first, in order. */
static int compare_named(const void *first, const void *second)
{
	const struct named *a = first, *b = second;
	int order = slice_compare(a->name, b->name);

	if (!order)
		order = b->has_equals - a->has_equals;
	return order ? order : (a->number > b->number) - (a->number < b->number);
}

/* Sorted, because a list that somebody made for it has very many names. */
static void find_earlier(struct arena *arena, struct tag_list *list)
{
	struct named *named = arena_take_array(arena, list->tags.count, sizeof *named);
	size_t first = 0;

	for (size_t i = 0; i < list->tags.count; i++)
		named[i] =
			(struct named){ tags_name(list, &list->tags.at[i]), i, list->tags.at[i].has_equals };
	if (list->tags.count)
		qsort(named, list->tags.count, sizeof *named, compare_named);
	for (size_t i = 0; i < list->tags.count; i++) {
		size_t number = named[i].number;

		if (!slice_equal(named[i].name, named[first].name))
			first = i;
		list->tags.at[number].earlier = named[first].has_equals && named[first].number < number
							? named[first].number
							: number;
	}
}

struct tag_list tags_split(struct arena *arena, struct slice text)
{
	struct tag_list list = { .text = text };
	uint32_t first = 0;

	for (uint32_t at = 0; at <= text.len; at++) {
		struct tag tag;

		if (at < text.len && text.at[at] != ';')
			continue;
		tag = read_tag(text, (struct span){ first, at });
		if (at == text.len && tag.is_empty && list.tags.count)
			list.ends_in_semicolon = true;
		else if (at < text.len || !tag.is_empty)
			*arena_append(arena, &list.tags) = tag;
		first = at + 1;
	}
	find_earlier(arena, &list);
	return list;
}

bool tags_is_name(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_alnum(name.at[i]) && name.at[i] != '_')
			return false;
	return name.len && ascii_is_alpha(name.at[0]);
}

struct slice tags_name(const struct tag_list *list, const struct tag *tag)
{
	return slice_span(list->text, tag->name);
}

struct slice tags_value(const struct tag_list *list, const struct tag *tag)
{
	return slice_span(list->text, tag->value);
}

const struct tag *tags_find(const struct tag_list *list, const char *name, bool fold)
{
	for (size_t i = 0; i < list->tags.count; i++) {
		const struct tag *tag = &list->tags.at[i];
		struct slice own = tags_name(list, tag);

		if (tag->has_equals && (fold ? slice_is_nocase(own, name) : slice_is(own, name)))
			return tag;
	}
	return NULL;
}

const struct tag *tags_earlier(const struct tag_list *list, const struct tag *tag)
{
	const struct tag *earlier = &list->tags.at[tag->earlier];

	return earlier < tag ? earlier : NULL;
}

bool tags_next_piece(
	struct slice text, struct span list, uint8_t separator, uint32_t *at, struct span *ret_piece)
{
	uint32_t end = *at;

	if (*at > list.end)
		return false;
	while (end < list.end && text.at[end] != separator)
		end++;
	*ret_piece = tags_trim(text, (struct span){ *at, end });
	*at = end + 1;
	return true;
}

struct span tags_with_separator(const struct tag_list *list, const struct tag *tag)
{
	const struct slice text = list->text;
	struct span span = tag->span;

	while (span.first && (ascii_is_space(text.at[span.first - 1]) || text.at[span.first - 1] == ';'))
		span.first--;
	if (span.first) {
		while (span.end < text.len && ascii_is_space(text.at[span.end]))
			span.end++;
		return span;
	}
	while (span.end < text.len && (ascii_is_space(text.at[span.end]) || text.at[span.end] == ';'))
		span.end++;
	return span;
}
