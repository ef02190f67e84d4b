/*
 * Natural numbers of a few thousand bits, as the modulus of an RSA key is: only what it takes to look into one. Nothing here is
 * secret, and nothing takes the same time for all numbers.
 */
#ifndef MAILAUTH_BASE_NATURAL_H
#define MAILAUTH_BASE_NATURAL_H

#include "base/slice.h"

#ifdef __SIZEOF_INT128__
typedef uint64_t natural_limb;
typedef unsigned natural_wide __attribute__((mode(TI))); /* two limbs: 128 bits */
#else
typedef uint32_t natural_limb;
typedef uint64_t natural_wide;
#endif

enum {
	NATURAL_LIMB_BITS = sizeof(natural_limb) * 8,
	NATURAL_BITS_MOST = 4096, /* of a number that is read */
	NATURAL_LIMBS =
		NATURAL_BITS_MOST / NATURAL_LIMB_BITS + 2, /* squares of roots of larger numbers, too */
};

struct natural {
	size_t count;			   /* of limbs; the last one is not 0 */
	natural_limb limbs[NATURAL_LIMBS]; /* the least significant one first; only `count` of them are set */
};

/* Of octets, the most significant one first. False when the number has more than NATURAL_BITS_MOST bits. */
bool natural_read(struct natural *number, struct slice octets);

size_t natural_bits(const struct natural *number);
bool natural_is_odd(const struct natural *number);

/* < 0, 0 or > 0, as the first number is less than the second, equal or greater. */
int natural_compare(const struct natural *a, const struct natural *b);

/* The remainder of a division by a number that is not 0. */
uint32_t natural_modulo(const struct natural *number, uint32_t divisor);

/* Adds a small number. There must be room: the sum of a number that was read, or of a root, has it. */
void natural_add(struct natural *number, uint32_t summand);

/* Takes b, which is not greater, from a. */
void natural_subtract(struct natural *a, const struct natural *b);

/* Of a number that has at most half of NATURAL_LIMBS limbs. */
void natural_square(struct natural *square, const struct natural *number);

/* The largest number whose square is not greater. The square of the root has room in a natural, that of the root and some hundreds, too. */
void natural_square_root(struct natural *root, const struct natural *number);

#endif
