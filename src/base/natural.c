/* Natural numbers in limbs: division is that of Knuth (The Art of Computer Programming, 4.3.1, algorithm D), roots are found by Newton's method. */
#include "base/natural.h"

#include <string.h>

static void trim(struct natural *number)
{
	while (number->count && !number->limbs[number->count - 1])
		number->count--;
}

bool natural_read(struct natural *number, struct slice octets)
{
	while (octets.len && !octets.at[0])
		octets = slice_part(octets, 1, octets.len);
	if (octets.len > NATURAL_BITS_MOST / 8)
		return false;
	number->count = (octets.len + sizeof(natural_limb) - 1) / sizeof(natural_limb);
	memset(number->limbs, 0, number->count * sizeof number->limbs[0]);
	for (size_t i = 0; i < octets.len; i++)
		number->limbs[i / sizeof(natural_limb)] |= (natural_limb)octets.at[octets.len - 1 - i]
							   << 8 * (i % sizeof(natural_limb));
	return true;
}

/* How many bits a limb has before its first one that is set; it is not 0. */
static unsigned leading_zeros(natural_limb limb)
{
	unsigned zeros = 0;

	for (; !(limb >> (NATURAL_LIMB_BITS - 1)); limb <<= 1)
		zeros++;
	return zeros;
}

size_t natural_bits(const struct natural *number)
{
	return number->count
		       ? number->count * NATURAL_LIMB_BITS - leading_zeros(number->limbs[number->count - 1])
		       : 0;
}

bool natural_is_odd(const struct natural *number)
{
	return number->count && number->limbs[0] & 1;
}

int natural_compare(const struct natural *a, const struct natural *b)
{
	if (a->count != b->count)
		return a->count < b->count ? -1 : 1;
	for (size_t i = a->count; i-- > 0;)
		if (a->limbs[i] != b->limbs[i])
			return a->limbs[i] < b->limbs[i] ? -1 : 1;
	return 0;
}

uint32_t natural_modulo(const struct natural *number, uint32_t divisor)
{
	uint64_t rest = 0;

	for (size_t i = number->count; i-- > 0;)
		for (unsigned shift = NATURAL_LIMB_BITS; shift; shift -= 32)
			rest = (rest << 32 | (uint32_t)(number->limbs[i] >> (shift - 32))) % divisor;
	return (uint32_t)rest;
}

/* a += b; there is room for the carry, or none. */
static void add(struct natural *a, const natural_limb *limbs, size_t count)
{
	natural_wide carry = 0;

	for (size_t i = 0; i < count || carry; i++) {
		if (i == a->count)
			a->limbs[a->count++] = 0;
		carry += (natural_wide)a->limbs[i] + (i < count ? limbs[i] : 0);
		a->limbs[i] = (natural_limb)carry;
		carry >>= NATURAL_LIMB_BITS;
	}
}

void natural_add(struct natural *number, uint32_t summand)
{
	const natural_limb limb = summand;

	add(number, &limb, 1);
}

void natural_subtract(struct natural *a, const struct natural *b)
{
	natural_limb borrow = 0;

	for (size_t i = 0; i < a->count; i++) {
		natural_wide rest = (natural_wide)a->limbs[i] - (i < b->count ? b->limbs[i] : 0) - borrow;

		a->limbs[i] = (natural_limb)rest;
		borrow = rest >> NATURAL_LIMB_BITS ? 1 : 0;
	}
	trim(a);
}

void natural_square(struct natural *square, const struct natural *number)
{
	square->count = 2 * number->count;
	memset(square->limbs, 0, square->count * sizeof square->limbs[0]);
	for (size_t i = 0; i < number->count; i++) {
		natural_wide carry = 0;

		for (size_t k = 0; k < number->count; k++) {
			carry += (natural_wide)number->limbs[i] * number->limbs[k] + square->limbs[i + k];
			square->limbs[i + k] = (natural_limb)carry;
			carry >>= NATURAL_LIMB_BITS;
		}
		square->limbs[i + number->count] = (natural_limb)carry;
	}
	trim(square);
}

/* Limbs shifted left by less than a limb, and one more for what goes out on top. */
static void shift_left(natural_limb *to, const natural_limb *from, size_t count, unsigned bits)
{
	natural_wide carry = 0;

	for (size_t i = 0; i < count; i++) {
		carry |= (natural_wide)from[i] << bits;
		to[i] = (natural_limb)carry;
		carry >>= NATURAL_LIMB_BITS;
	}
	to[count] = (natural_limb)carry;
}

/* One digit of a quotient, from the three top limbs of the rest and the two of the divisor, whose top bit is set: right, or one too large. */
static natural_limb estimate(const natural_limb *top, natural_limb first, natural_limb second)
{
	const natural_wide base = (natural_wide)1 << NATURAL_LIMB_BITS,
			   numerator = (natural_wide)top[0] << NATURAL_LIMB_BITS | top[-1];
	natural_wide digit = numerator / first, rest = numerator - digit * first;

	while (digit >= base || digit * second > (rest << NATURAL_LIMB_BITS | top[-2])) {
		digit--;
		rest += first;
		if (rest >= base)
			break;
	}
	return (natural_limb)digit;
}

/* Takes `digit` times the divisor from as many limbs and one more; true when that was once too often. */
static bool take_from(natural_limb *rest, const natural_limb *divisor, size_t count, natural_limb digit)
{
	natural_wide product = 0;
	natural_limb borrow = 0;

	for (size_t i = 0; i <= count; i++) {
		natural_wide left;

		product += i < count ? (natural_wide)digit * divisor[i] : 0;
		left = (natural_wide)rest[i] - (natural_limb)product - borrow;
		rest[i] = (natural_limb)left;
		borrow = left >> NATURAL_LIMB_BITS ? 1 : 0;
		product >>= NATURAL_LIMB_BITS;
	}
	return borrow;
}

static void divide_by_limb(struct natural *quotient, const struct natural *number, natural_limb divisor)
{
	natural_wide rest = 0;

	quotient->count = number->count;
	for (size_t i = number->count; i-- > 0;) {
		rest = rest << NATURAL_LIMB_BITS | number->limbs[i];
		quotient->limbs[i] = (natural_limb)(rest / divisor);
		rest %= divisor;
	}
	trim(quotient);
}

/* The quotient of a number and one of at least two limbs, which is not greater. */
static void divide_long(struct natural *quotient, const struct natural *number, const struct natural *divisor)
{
	natural_limb rest[NATURAL_LIMBS + 1], top[NATURAL_LIMBS + 1];
	const size_t count = divisor->count;
	const unsigned shift = leading_zeros(divisor->limbs[count - 1]);

	shift_left(rest, number->limbs, number->count, shift);
	shift_left(top, divisor->limbs, count, shift);
	quotient->count = number->count - count + 1;
	for (size_t i = quotient->count; i-- > 0;) {
		natural_limb digit = estimate(&rest[i + count], top[count - 1], top[count - 2]);

		if (take_from(&rest[i], top, count, digit)) {
			natural_wide carry = 0;

			digit--;
			for (size_t k = 0; k <= count; k++) {
				carry += (natural_wide)rest[i + k] + (k < count ? top[k] : 0);
				rest[i + k] = (natural_limb)carry;
				carry >>= NATURAL_LIMB_BITS;
			}
		}
		quotient->limbs[i] = digit;
	}
	trim(quotient);
}

static void divide(struct natural *quotient, const struct natural *number, const struct natural *divisor)
{
	if (divisor->count == 1)
		divide_by_limb(quotient, number, divisor->limbs[0]);
	else
		divide_long(quotient, number, divisor);
}

static uint64_t small_root(uint64_t number)
{
	uint64_t root = 0;

	for (uint64_t bit = (uint64_t)1 << 31; bit; bit >>= 1)
		if ((root | bit) * (root | bit) <= number)
			root |= bit;
	return root;
}

/* The number without its lowest bits. */
static void cut_low_bits(struct natural *cut, const struct natural *number, size_t bits)
{
	const size_t skipped = bits / NATURAL_LIMB_BITS;
	const unsigned shift = bits % NATURAL_LIMB_BITS;

	cut->count = number->count - skipped;
	for (size_t i = 0; i < cut->count; i++) {
		const natural_limb above = i + 1 < cut->count ? number->limbs[i + skipped + 1] : 0;

		cut->limbs[i] = (natural_limb)(((natural_wide)above << NATURAL_LIMB_BITS |
						       number->limbs[i + skipped]) >>
					       shift);
	}
	trim(cut);
}

/* The number with bits below it that are 0. */
static void add_low_bits(struct natural *wider, const struct natural *number, size_t bits)
{
	const size_t more = bits / NATURAL_LIMB_BITS;

	memset(wider->limbs, 0, more * sizeof wider->limbs[0]);
	shift_left(wider->limbs + more, number->limbs, number->count, bits % NATURAL_LIMB_BITS);
	wider->count = number->count + more + 1;
	trim(wider);
}

static void halve(struct natural *number)
{
	for (size_t i = 0; i < number->count; i++)
		number->limbs[i] =
			number->limbs[i] >> 1 |
			(i + 1 < number->count ? number->limbs[i + 1] << (NATURAL_LIMB_BITS - 1) : 0);
	trim(number);
}

/* The root of a number of less than 64 bits. */
static void find_small_root(struct natural *root, const struct natural *number)
{
	uint64_t value = 0;

	for (size_t i = number->count; i-- > 0;)
		value = (value << (NATURAL_LIMB_BITS - 1)) << 1 | number->limbs[i];
	root->count = 1;
	root->limbs[0] = (natural_limb)small_root(value);
	trim(root);
}

/*
 * Newton's method from above: each step doubles the bits that are right, and the root of the upper half of the number has half of them
 * right.
 */
void natural_square_root(struct natural *root, const struct natural *number)
{
	const size_t bits = natural_bits(number), cut = bits / 4;
	struct natural next, above;

	if (bits < 64) {
		find_small_root(root, number);
		return;
	}
	cut_low_bits(&next, number, 2 * cut);
	natural_square_root(&above, &next);
	natural_add(&above, 1);
	add_low_bits(root, &above, cut);
	for (;;) { /* it falls until it is right */
		divide(&next, number, root);
		add(&next, root->limbs, root->count);
		halve(&next);
		if (natural_compare(&next, root) >= 0)
			return;
		*root = next;
	}
}
