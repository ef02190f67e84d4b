/* A pool of random bytes. */
#include "base/random.h"

#include <time.h>
#include <unistd.h>

/* A kernel without a source of randomness: what the clock gives is better than what is always the same. */
static void fill_from_clock(struct random_pool *pool)
{
	for (size_t i = 0; i < sizeof pool->bytes; i++) {
		struct timespec now;

		clock_gettime(CLOCK_MONOTONIC, &now);
		pool->bytes[i] = (uint8_t)(now.tv_nsec ^ now.tv_nsec >> 8 ^ now.tv_sec);
	}
}

uint8_t random_u8(struct random_pool *pool)
{
	uint8_t byte;

	if (!pool->left) {
		if (getentropy(pool->bytes, sizeof pool->bytes))
			fill_from_clock(pool);
		pool->left = sizeof pool->bytes;
	}
	byte = pool->bytes[--pool->left];
	pool->bytes[pool->left] = 0;
	return byte;
}

uint16_t random_u16(struct random_pool *pool)
{
	unsigned high = random_u8(pool);

	return (uint16_t)(high << 8 | random_u8(pool));
}
