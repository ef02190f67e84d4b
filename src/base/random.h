/* Random numbers that nobody can guess, from the system's source, which is asked for many at once. */
#ifndef MAILAUTH_BASE_RANDOM_H
#define MAILAUTH_BASE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RANDOM_POOL = 256, /* the most that getentropy() gives at once */
	RANDOM_READY = 64,
};

/* Begins as zeros. */
struct random_pool {
	uint8_t bytes[RANDOM_POOL];
	size_t left;
};

/*
 * True when RANDOM_READY bytes can be drawn. False with errno when the system gives none: what others can guess is not used in their place.
 * To be asked before as many are drawn.
 */
bool random_is_ready(struct random_pool *pool);

uint8_t random_u8(struct random_pool *pool);
uint16_t random_u16(struct random_pool *pool);

#endif
