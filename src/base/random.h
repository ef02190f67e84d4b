/* Random numbers that nobody can guess, from the system's source, which is asked for many at once. */
#ifndef MAILAUTH_BASE_RANDOM_H
#define MAILAUTH_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

enum { RANDOM_POOL = 256 }; /* the most that getentropy() gives at once */

/* Begins as zeros. */
struct random_pool {
	uint8_t bytes[RANDOM_POOL];
	size_t left;
};

uint8_t random_u8(struct random_pool *pool);
uint16_t random_u16(struct random_pool *pool);

#endif
