/* A pool of random bytes. */
#include "base/random.h"

#include <unistd.h>

bool random_is_ready(struct random_pool *pool)
{
	if (pool->left >= RANDOM_READY)
		return true;
	if (getentropy(pool->bytes, sizeof pool->bytes))
		return false;
	pool->left = sizeof pool->bytes;
	return true;
}

uint8_t random_u8(struct random_pool *pool)
{
	uint8_t byte = pool->left ? pool->bytes[--pool->left] : 0;

	pool->bytes[pool->left] = 0;
	return byte;
}

uint16_t random_u16(struct random_pool *pool)
{
	unsigned high = random_u8(pool);

	return (uint16_t)(high << 8 | random_u8(pool));
}
