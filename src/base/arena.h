/*
 * A region of memory that is thrown away as a whole.
 *
 * Everything found out about one domain lives in one arena, so nothing in the judging code is freed by hand.
 * Memory that cannot be had ends the process, as out_of_memory() does it.
 */
#ifndef MAILAUTH_BASE_ARENA_H
#define MAILAUTH_BASE_ARENA_H

#include "base/slice.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *block; /* newest first */
};

/* Frees all memory taken from the arena and leaves it empty and usable. */
void arena_release(struct arena *arena);

/* The same, but keeps one block: for an arena that is filled again at once. */
void arena_rewind(struct arena *arena);

/* Returns `size` zeroed bytes, aligned for any type, that live until arena_release(). Never NULL. */
void *arena_take(struct arena *arena, size_t size);

/* The same for `count` elements of `size` bytes; the product is checked for overflow. */
void *arena_take_array(struct arena *arena, size_t count, size_t size);

/* Copies bytes into the arena. A NUL follows the copy, so it can also be read as a C string. */
struct slice arena_copy(struct arena *arena, struct slice bytes);

/* The same for bytes that the caller is going to change. */
uint8_t *arena_copy_bytes(struct arena *arena, struct slice bytes);

/* Copies a C string into the arena. */
char *arena_strdup(struct arena *arena, const char *text);

/* printf into the arena. */
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

/* Returns `at` with room for at least count + 1 elements of `size` bytes, moved if it had to grow. */
void *arena_grow(struct arena *arena, void *at, size_t *capacity, size_t count, size_t size);

/* A list in an arena: declare with ARENA_LIST(type), append with arena_append(), which yields the new element. */
#define ARENA_LIST(type) \
	struct { \
		type *at; \
		size_t count; \
		size_t capacity; \
	}

#define arena_append(arena, list) \
	((list)->at = arena_grow((arena), (list)->at, &(list)->capacity, (list)->count, sizeof *(list)->at), \
		&(list)->at[(list)->count++])

/* Ends the process: the program says why (cli/out_of_memory.c), the library is silent (api/out_of_memory.c). */
_Noreturn void out_of_memory(void);

/* realloc() that ends the process when there is no memory. */
void *xrealloc(void *at, size_t size);

#endif
