/* The odd primes that are tried as factors of a modulus. */
#ifndef MAILAUTH_DKIM_SMALL_PRIMES_H
#define MAILAUTH_DKIM_SMALL_PRIMES_H

#include <stdint.h>

enum { SMALL_PRIMES = 1228, SMALL_PRIMES_BELOW = 10000 };

/* All that are below SMALL_PRIMES_BELOW, in ascending order. */
extern const uint16_t small_primes[SMALL_PRIMES];

#endif
