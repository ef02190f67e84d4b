/* Large numbers, against those of OpenSSL. */
#include "support/world.h"

#include "base/natural.h"

#include <openssl/bn.h>
#include <stdlib.h>
#include <string.h>

enum { OCTETS_MOST = NATURAL_BITS_MOST / 8, ROUNDS = 300 };

/* Octets of a number without a pattern; the number of rounds is small, so that the same numbers are tried each time. */
static struct slice draw(uint8_t *octets, size_t len, unsigned *seed)
{
	for (size_t i = 0; i < len; i++) {
		*seed = *seed * 1103515245 + 12345;
		octets[i] = (uint8_t)(*seed >> 16);
	}
	/* Runs of 0 and 1 are where carries go wrong. */
	if (*seed >> 8 & 1)
		memset(octets, *seed >> 9 & 1 ? 0xff : 0, len * 3 / 4);
	return (struct slice){ octets, len };
}

static BIGNUM *bignum_of(const struct natural *number)
{
	BIGNUM *bignum = BN_new();

	for (size_t i = number->count; i-- > 0;) {
		BN_lshift(bignum, bignum, NATURAL_LIMB_BITS);
		BN_add_word(bignum, number->limbs[i]);
	}
	return bignum;
}

static void expect_equal(const struct natural *number, const BIGNUM *bignum)
{
	BIGNUM *is = bignum_of(number);

	assert_int_equal(BN_cmp(is, bignum), 0);
	assert_true(!number->count || number->limbs[number->count - 1]);
	assert_int_equal(natural_bits(number), (size_t)BN_num_bits(bignum));
	BN_free(is);
}

static void read_number_is_that_of_its_octets(void **state)
{
	uint8_t octets[OCTETS_MOST + 1];
	unsigned seed = 1;
	struct natural number;

	(void)state;
	for (size_t len = 0; len <= OCTETS_MOST; len++) {
		struct slice bytes = draw(octets, len, &seed);
		BIGNUM *bignum = BN_bin2bn(bytes.at, (int)len, NULL);

		assert_true(natural_read(&number, bytes));
		expect_equal(&number, bignum);
		assert_int_equal(natural_is_odd(&number), BN_is_odd(bignum));
		assert_int_equal(natural_modulo(&number, 4294967291U), BN_mod_word(bignum, 4294967291U));
		assert_int_equal(natural_modulo(&number, 3), BN_mod_word(bignum, 3));
		BN_free(bignum);
	}
	memset(octets, 0, sizeof octets);
	octets[1] = 1;
	assert_true(natural_read(&number, (struct slice){ octets, sizeof octets }));
	octets[0] = 1;
	assert_false(natural_read(&number, (struct slice){ octets, sizeof octets }));
}

static void sums_differences_and_squares_are_right(void **state)
{
	uint8_t octets[OCTETS_MOST], others[OCTETS_MOST];
	unsigned seed = 2;

	(void)state;
	for (unsigned round = 0; round < ROUNDS; round++) {
		struct natural a, b, square;
		BIGNUM *first, *second, *result = BN_new();
		BN_CTX *context = BN_CTX_new();

		assert_true(natural_read(&a, draw(octets, round % (OCTETS_MOST / 2) + 1, &seed)));
		assert_true(natural_read(&b, draw(others, round % (OCTETS_MOST / 2) + 1, &seed)));
		first = bignum_of(&a);
		second = bignum_of(&b);
		assert_int_equal(natural_compare(&a, &b) > 0, BN_cmp(first, second) > 0);
		assert_int_equal(natural_compare(&a, &b) < 0, BN_cmp(first, second) < 0);
		natural_square(&square, &a);
		BN_sqr(result, first, context);
		expect_equal(&square, result);
		if (BN_cmp(first, second) > 0) {
			BN_sub(result, first, second);
			natural_subtract(&a, &b);
			expect_equal(&a, result);
		}
		natural_add(&b, 4294967295U);
		BN_add_word(second, 4294967295U);
		expect_equal(&b, second);
		BN_free(first);
		BN_free(second);
		BN_free(result);
		BN_CTX_free(context);
	}
}

/* root^2 <= number < (root + 1)^2 */
static void expect_root(const struct natural *number)
{
	struct natural root;
	BIGNUM *wanted = bignum_of(number), *square = BN_new(), *is;
	BN_CTX *context = BN_CTX_new();

	natural_square_root(&root, number);
	is = bignum_of(&root);
	BN_sqr(square, is, context);
	assert_true(BN_cmp(square, wanted) <= 0);
	BN_add_word(is, 1);
	BN_sqr(square, is, context);
	assert_true(BN_cmp(square, wanted) > 0);
	BN_free(wanted);
	BN_free(square);
	BN_free(is);
	BN_CTX_free(context);
}

static void roots_are_rounded_down(void **state)
{
	uint8_t octets[OCTETS_MOST];
	unsigned seed = 3;
	struct natural number, square;

	(void)state;
	for (size_t len = 0; len <= OCTETS_MOST; len++)
		for (unsigned round = 0; round < 4; round++) {
			assert_true(natural_read(&number, draw(octets, len, &seed)));
			expect_root(&number);
			if (!len || len > OCTETS_MOST / 2)
				continue;
			/* Squares, and their neighbours. */
			natural_square(&square, &number);
			expect_root(&square);
			natural_add(&square, 1);
			expect_root(&square);
			assert_true(natural_read(&number, (struct slice){ (const uint8_t *)"\2", 1 }));
			if (natural_compare(&square, &number) > 0) {
				natural_subtract(&square, &number);
				expect_root(&square);
			}
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_number_is_that_of_its_octets),
		cmocka_unit_test(sums_differences_and_squares_are_right),
		cmocka_unit_test(roots_are_rounded_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
