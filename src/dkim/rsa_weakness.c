/* What is wrong with a modulus. */
#include "dkim/rsa_weakness.h"

#include "base/natural.h"
#include "dkim/small_primes.h"

#include <string.h>

enum {
	LEAST_BITS = 33,
	FERMAT_STEPS = 100,
	LANES = 4, /* divisors at a time: the processor multiplies for one while it waits for another */
};

/* Products of primes, as many as fit into a limb but for one bit, and how many primes these are. */
struct divisors {
	natural_limb products[LANES];
	size_t counts[LANES];
};

/* Fills all lanes from the primes from `next` on; returns the first that is not taken. A lane without primes divides by 1. */
static size_t take_primes(struct divisors *divisors, size_t next)
{
	const natural_limb most = (natural_limb)-1 / 2;

	for (size_t lane = 0; lane < LANES; lane++) {
		natural_limb product = 1;
		const size_t first = next;

		while (next < SMALL_PRIMES && product <= most / small_primes[next])
			product *= small_primes[next++];
		divisors->products[lane] = product;
		divisors->counts[lane] = next - first;
	}
	return next;
}

/* -1 / n modulo the limb, by Newton's method: each step doubles the bits that are right, of which n itself has three. */
static natural_limb negative_inverse(natural_limb n)
{
	natural_limb inverse = n;

	for (unsigned bits = 3; bits < NATURAL_LIMB_BITS; bits *= 2)
		inverse *= 2 - n * inverse;
	return 0 - inverse;
}

/*
 * Numbers that are 0 modulo the same primes as the modulus is: Montgomery's reduction, limb by limb, gives the remainder times something
 * that none of the odd primes divides. It is at most two more than the product, which leaves a bit unused so that no sum overflows.
 */
static void reduce(const struct natural *modulus, const struct divisors *divisors, natural_limb rests[LANES])
{
	natural_limb inverses[LANES];

	for (size_t lane = 0; lane < LANES; lane++) {
		inverses[lane] = negative_inverse(divisors->products[lane]);
		rests[lane] = 0;
	}
	for (size_t i = 0; i < modulus->count; i++)
		for (size_t lane = 0; lane < LANES; lane++) {
			/* The low limb of sum + factor * product is 0, so only what it carries is of interest. */
			const natural_limb sum = rests[lane] + modulus->limbs[i],
					   factor = sum * inverses[lane];
			const natural_wide product = (natural_wide)factor * divisors->products[lane];

			rests[lane] = (natural_limb)(product >> NATURAL_LIMB_BITS) + (sum < rests[lane]) +
				      (sum != 0);
		}
}

static unsigned least_small_factor(const struct natural *modulus)
{
	struct divisors divisors;
	natural_limb rests[LANES];

	for (size_t prime = 0, next; prime < SMALL_PRIMES; prime = next) {
		size_t tried = prime;

		next = take_primes(&divisors, prime);
		reduce(modulus, &divisors, rests);
		for (size_t lane = 0; lane < LANES; lane++)
			for (size_t i = 0; i < divisors.counts[lane]; i++, tried++)
				if (rests[lane] % small_primes[tried] == 0)
					return small_primes[tried];
	}
	return 0;
}

/*
 * Infineon's library made primes of the form k*M + 65537^a mod M, so the modulus lies in the subgroup that 65537
 * generates modulo every small prime in M.
 */
static bool has_roca_fingerprint(const struct natural *modulus)
{
	enum { ROCA_PRIMES_MOST = 167 };

	for (size_t i = 0; small_primes[i] <= ROCA_PRIMES_MOST; i++) {
		unsigned p = small_primes[i], residue = natural_modulo(modulus, p), power = 1;
		bool found = false;

		for (unsigned k = 0; k < p && !found; k++) {
			found = power == residue;
			power = power * (65537 % p) % p;
		}
		if (!found)
			return false;
	}
	return true;
}

/* Which of the numbers below one of these are squares modulo it: of those that are no squares, one in 1500 passes them all. */
enum { SIEVES = 7, SIEVE_MOST = 65 };
static const uint8_t sieve_sizes[SIEVES] = { 64, 63, 65, 11, 17, 19, 23 };

struct square_sieve {
	bool squares[SIEVES][SIEVE_MOST];
	unsigned first[SIEVES];	  /* the number that is squared at step 0, modulo each */
	unsigned modulus[SIEVES]; /* which is taken from the square */
};

static void begin_sieve(
	struct square_sieve *sieve, const struct natural *first, const struct natural *modulus)
{
	memset(sieve, 0, sizeof *sieve);
	for (size_t i = 0; i < SIEVES; i++) {
		const unsigned size = sieve_sizes[i];

		for (unsigned k = 0; k < size; k++)
			sieve->squares[i][k * k % size] = true;
		sieve->first[i] = natural_modulo(first, size);
		sieve->modulus[i] = natural_modulo(modulus, size);
	}
}

/* False when (first + step)^2 - modulus is no square. */
static bool may_be_square(const struct square_sieve *sieve, unsigned step)
{
	for (size_t i = 0; i < SIEVES; i++) {
		const unsigned size = sieve_sizes[i], number = (sieve->first[i] + step) % size;

		if (!sieve->squares[i][(number * number + size - sieve->modulus[i]) % size])
			return false;
	}
	return true;
}

/* Whether a^2 - n is a square; a is not below the root of n. */
static bool leaves_square(const struct natural *a, const struct natural *n)
{
	struct natural rest, root, square;

	natural_square(&rest, a);
	natural_subtract(&rest, n);
	natural_square_root(&root, &rest);
	natural_square(&square, &root);
	return natural_compare(&square, &rest) == 0;
}

/* n = a^2 - b^2 = (a - b)(a + b): with a near the root of n, b^2 is soon a square when the primes are close. */
static bool falls_to_fermat(const struct natural *n)
{
	struct natural a, square;
	struct square_sieve sieve;

	natural_square_root(&a, n);
	natural_square(&square, &a);
	if (natural_compare(&square, n) == 0)
		return true;
	begin_sieve(&sieve, &a, n);
	for (unsigned step = 1; step <= FERMAT_STEPS; step++) {
		natural_add(&a, 1);
		if (may_be_square(&sieve, step) && leaves_square(&a, n))
			return true;
	}
	return false;
}

struct rsa_weakness rsa_weakness_of(struct slice octets)
{
	struct rsa_weakness weakness = { 0 };
	struct natural modulus;

	if (!natural_read(&modulus, octets) || natural_bits(&modulus) < LEAST_BITS ||
		!natural_is_odd(&modulus))
		return weakness;
	weakness.small_factor = least_small_factor(&modulus);
	if (!weakness.small_factor) {
		weakness.fermat = falls_to_fermat(&modulus);
		weakness.roca = has_roca_fingerprint(&modulus);
	}
	return weakness;
}
