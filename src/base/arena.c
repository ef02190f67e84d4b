/* Arenas as a chain of blocks, the newest in front; only the newest has room left. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Blocks double in size: an arena for one DNS reply stays small, one for a whole domain takes few blocks. */
enum { FIRST_BLOCK = 1024, LARGEST_BLOCK = 64 * 1024, ALIGNMENT = 16 };

struct arena_block {
	struct arena_block *older;
	size_t used;
	size_t size;
	_Alignas(ALIGNMENT) unsigned char bytes[];
};

void *xrealloc(void *at, size_t size)
{
	void *moved = realloc(at, size ? size : 1);

	if (!moved)
		out_of_memory();
	return moved;
}

void arena_release(struct arena *arena)
{
	while (arena->block) {
		struct arena_block *older = arena->block->older;

		free(arena->block);
		arena->block = older;
	}
}

void arena_rewind(struct arena *arena)
{
	struct arena_block *block = arena->block;

	if (!block)
		return;
	arena->block = block->older;
	arena_release(arena);
	block->older = NULL;
	block->used = 0;
	arena->block = block;
}

void *arena_take(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->block;
	void *taken;

	if (size > SIZE_MAX / 2)
		out_of_memory();
	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (!block || block->size - block->used < size) {
		size_t room = !block			    ? FIRST_BLOCK
			      : block->size < LARGEST_BLOCK ? block->size * 2
							    : LARGEST_BLOCK;

		if (room < size)
			room = size;
		block = xrealloc(NULL, sizeof *block + room);
		block->older = arena->block;
		block->used = 0;
		block->size = room;
		arena->block = block;
	}
	taken = block->bytes + block->used;
	block->used += size;
	return memset(taken, 0, size);
}

void *arena_take_array(struct arena *arena, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / 2 / size)
		out_of_memory();
	return arena_take(arena, count * size);
}

uint8_t *arena_copy_bytes(struct arena *arena, struct slice bytes)
{
	uint8_t *copy = arena_take(arena, bytes.len + 1);

	if (bytes.len)
		memcpy(copy, bytes.at, bytes.len);
	return copy;
}

struct slice arena_copy(struct arena *arena, struct slice bytes)
{
	return (struct slice){ arena_copy_bytes(arena, bytes), bytes.len };
}

char *arena_strdup(struct arena *arena, const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(arena_take(arena, size), text, size);
}

char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
	va_list again;
	int length;
	char *text;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = arena_take(arena, (size_t)(length < 0 ? 0 : length) + 1);
	vsnprintf(text, (size_t)(length < 0 ? 0 : length) + 1, format, arguments);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = arena_vprintf(arena, format, arguments);
	va_end(arguments);
	return text;
}

void *arena_grow(struct arena *arena, void *at, size_t *capacity, size_t count, size_t size)
{
	void *grown;

	if (count < *capacity)
		return at;
	*capacity = *capacity ? *capacity * 2 : 8;
	grown = arena_take_array(arena, *capacity, size);
	if (count)
		memcpy(grown, at, count * size);
	return grown;
}
