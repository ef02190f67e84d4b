/* RSA keys, read and looked into without a library, against OpenSSL. */
#include "support/world.h"

#include "dkim/public_key.h"
#include "dkim/rsa_key.h"
#include "dkim/small_primes.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

enum { DER_MOST = 1100, PRIME_BITS = 512 };

static struct slice header(uint8_t *at, uint8_t tag, struct slice content)
{
	size_t len = 0;

	at[len++] = tag;
	if (content.len >= 0x100) {
		at[len++] = 0x82;
		at[len++] = (uint8_t)(content.len >> 8);
	} else if (content.len >= 0x80) {
		at[len++] = 0x81;
	}
	at[len++] = (uint8_t)content.len;
	memmove(at + len, content.at, content.len);
	return (struct slice){ at, len + content.len };
}

static struct slice number(uint8_t *at, const BIGNUM *bignum)
{
	uint8_t octets[DER_MOST] = { 0 };
	size_t sign = BN_num_bits(bignum) % 8 == 0;

	BN_bn2bin(bignum, octets + sign);
	return header(at, 0x02, (struct slice){ octets, sign + (size_t)BN_num_bytes(bignum) });
}

/* A key of two numbers, bare or in a SubjectPublicKeyInfo. */
static struct slice key_of(uint8_t *at, const BIGNUM *modulus, unsigned exponent, bool bare)
{
	static const uint8_t algorithm[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01,
		0x01, 0x01, 0x05, 0x00 };
	uint8_t inner[DER_MOST], outer[DER_MOST];
	BIGNUM *e = BN_new();
	struct slice numbers, key;
	size_t len;

	BN_set_word(e, exponent);
	len = number(inner, modulus).len;
	len += number(inner + len, e).len;
	numbers = header(outer, 0x30, (struct slice){ inner, len });
	BN_free(e);
	if (bare) {
		memcpy(at, numbers.at, numbers.len);
		return (struct slice){ at, numbers.len };
	}
	inner[0] = 0;
	memcpy(inner + 1, numbers.at, numbers.len);
	key = header(outer + sizeof algorithm, 0x03, (struct slice){ inner, numbers.len + 1 });
	memcpy(outer, algorithm, sizeof algorithm);
	return header(at, 0x30, (struct slice){ outer, sizeof algorithm + key.len });
}

static void expect_number(struct slice octets, EVP_PKEY *pkey, const char *name)
{
	BIGNUM *is = BN_bin2bn(octets.at, (int)octets.len, NULL), *wanted = NULL;

	assert_int_equal(EVP_PKEY_get_bn_param(pkey, name, &wanted), 1);
	assert_int_equal(BN_cmp(is, wanted), 0);
	BN_free(is);
	BN_free(wanted);
}

/* What is read here OpenSSL reads, too, with the same numbers. True when it was. */
static bool expect_same(struct slice der)
{
	struct rsa_key key;
	const unsigned char *at = der.at;
	EVP_PKEY *pkey;

	if (!rsa_key_read(der, &key))
		return false;
	pkey = key.bare ? d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, (long)der.len)
			: d2i_PUBKEY(NULL, &at, (long)der.len);
	assert_non_null(pkey);
	assert_ptr_equal(at, der.at + der.len);
	assert_int_equal(EVP_PKEY_get_base_id(pkey), EVP_PKEY_RSA);
	expect_number(key.modulus, pkey, OSSL_PKEY_PARAM_RSA_N);
	expect_number(key.exponent, pkey, OSSL_PKEY_PARAM_RSA_E);
	assert_int_equal(public_key_read(der, false).bits, EVP_PKEY_get_bits(pkey));
	EVP_PKEY_free(pkey);
	return true;
}

static BIGNUM *prime_near(const BIGNUM *start)
{
	BIGNUM *prime = BN_dup(start);
	BN_CTX *context = BN_CTX_new();

	BN_set_bit(prime, 0);
	while (BN_check_prime(prime, context, NULL) != 1)
		BN_add_word(prime, 2);
	BN_CTX_free(context);
	return prime;
}

/* The product of a prime of the first number's size, and one of that of another. */
static BIGNUM *product_of_primes(const char *first, const char *second)
{
	BIGNUM *a = NULL, *b = NULL, *p, *q, *product = BN_new();
	BN_CTX *context = BN_CTX_new();

	BN_hex2bn(&a, first);
	BN_hex2bn(&b, second);
	BN_lshift(a, a, PRIME_BITS - 64);
	BN_lshift(b, b, PRIME_BITS - 64);
	BN_add_word(b, 3000);
	p = prime_near(a);
	q = prime_near(b);
	BN_mul(product, p, q, context);
	BN_free(a);
	BN_free(b);
	BN_free(p);
	BN_free(q);
	BN_CTX_free(context);
	return product;
}

static void changed_keys_are_those_of_openssl(void **state)
{
	uint8_t der[DER_MOST], changed[DER_MOST];
	BIGNUM *modulus = product_of_primes("f123456789abcdef", "e123456789abcdef");

	(void)state;
	for (int bare = 0; bare < 2; bare++) {
		const struct slice key = key_of(der, modulus, 65537, bare);
		unsigned same = 0;

		assert_true(expect_same(key));
		for (size_t i = 0; i < key.len; i++) {
			assert_false(expect_same(slice_part(key, 0, i)));
			for (unsigned value = 0; value < 256; value++) {
				/* Within the modulus one bit is as good as another. */
				if (i > 40 && i + 10 < key.len && value != (key.at[i] ^ 1U))
					continue;
				memcpy(changed, key.at, key.len);
				changed[i] = (uint8_t)value;
				same += expect_same((struct slice){ changed, key.len });
			}
		}
		assert_true(same > 100);
		memcpy(changed, key.at, key.len);
		changed[key.len] = 0;
		assert_false(expect_same((struct slice){ changed, key.len + 1 }));
	}
	BN_free(modulus);
}

static void keys_of_all_sizes_are_those_of_openssl(void **state)
{
	static const unsigned exponents[] = { 1, 2, 3, 127, 128, 255, 256, 65537, 0x7fffffff, 0x80000000,
		0xffffffff };
	uint8_t der[DER_MOST];

	(void)state;
	for (int bits = 1; bits <= 4097; bits += bits < 80 ? 1 : 101)
		for (size_t i = 0; i < sizeof exponents / sizeof *exponents; i++) {
			BIGNUM *modulus = BN_new();
			struct public_key key;
			struct slice bytes;

			BN_set_bit(modulus, bits - 1);
			BN_set_bit(modulus, 0);
			bytes = key_of(der, modulus, exponents[i], i % 2);
			assert_true(expect_same(bytes));
			key = public_key_read(bytes, false);
			assert_int_equal(key.form, i % 2 ? PUBLIC_KEY_RSA_PKCS1 : PUBLIC_KEY_RSA);
			assert_int_equal(key.bits, bits);
			assert_int_equal(key.exponent, exponents[i] < 0x80000000 ? exponents[i] : 0);
			assert_int_equal(key.exponent_bad,
				exponents[i] % 2 == 0 || exponents[i] == 1 ||
					(bits < 33 && exponents[i] >= BN_get_word(modulus)));
			assert_false(key.modulus_even);
			BN_free(modulus);
		}
}

static struct rsa_weakness weakness_of(const BIGNUM *modulus)
{
	uint8_t der[DER_MOST];

	return public_key_weakness(key_of(der, modulus, 65537, false));
}

static void primes_are_all_that_are_there(void **state)
{
	size_t count = 0;

	(void)state;
	for (unsigned number = 3; number < SMALL_PRIMES_BELOW; number += 2) {
		bool prime = true;

		for (unsigned factor = 3; factor * factor <= number && prime; factor += 2)
			prime = number % factor != 0;
		if (prime)
			assert_int_equal(small_primes[count++], number);
	}
	assert_int_equal(count, SMALL_PRIMES);
}

static void least_small_factor_is_found(void **state)
{
	BIGNUM *good = product_of_primes("f123456789abcdef", "e123456789abcdef");

	(void)state;
	assert_int_equal(weakness_of(good).small_factor, 0);
	for (size_t i = 0; i < SMALL_PRIMES; i++) {
		BIGNUM *bad = BN_dup(good);

		BN_mul_word(bad, small_primes[i]);
		assert_int_equal(weakness_of(bad).small_factor, small_primes[i]);
		BN_mul_word(bad, small_primes[SMALL_PRIMES - 1]);
		assert_int_equal(weakness_of(bad).small_factor, small_primes[i]);
		BN_free(bad);
	}
	/* 10007 is the next prime. */
	BN_mul_word(good, 10007);
	assert_int_equal(weakness_of(good).small_factor, 0);
	BN_add_word(good, 1);
	assert_int_equal(weakness_of(good).small_factor, 0); /* even, and not looked into */
	BN_free(good);
}

static void primes_too_close_are_found(void **state)
{
	BIGNUM *close = product_of_primes("f123456789abcdef", "f123456789abcdef"),
	       *apart = product_of_primes("f123456789abcdef", "f123456789abcdf0"), *square = BN_new();
	BN_CTX *context = BN_CTX_new();

	(void)state;
	assert_true(weakness_of(close).fermat);
	assert_false(weakness_of(close).roca);
	assert_false(weakness_of(apart).fermat);
	BN_sqr(square, apart, context);
	assert_true(weakness_of(square).fermat);
	BN_free(close);
	BN_free(apart);
	BN_free(square);
	BN_CTX_free(context);
}

/*
 * Fermat's method begins above the root of n = (a - b)(a + b). With a = 2^401 and b^2 = 2^402 * (step - 1/2) the root is between a - step and
 * a - step + 1, so that many steps lead to a. Of the numbers near this b, one is taken that leaves no small factor.
 */
static bool falls_after(unsigned step)
{
	enum { SCALE = 1000 }; /* of a fixed-point number */
	BIGNUM *a = BN_new(), *b = BN_new(), *n = BN_new(), *low = BN_new(), *high = BN_new();
	BN_CTX *context = BN_CTX_new();
	struct rsa_weakness weakness;
	unsigned long root = 0;

	while (root * root < (SCALE * step - SCALE / 2) * (unsigned long)SCALE)
		root++;
	BN_set_bit(a, 401);
	BN_set_word(b, root);
	BN_lshift(b, b, 201);
	BN_div_word(b, SCALE);
	BN_set_bit(b, 0);
	do {
		BN_add_word(b, 2);
		BN_sub(low, a, b);
		BN_add(high, a, b);
		BN_mul(n, low, high, context);
		weakness = weakness_of(n);
	} while (weakness.small_factor);
	BN_free(a);
	BN_free(b);
	BN_free(n);
	BN_free(low);
	BN_free(high);
	BN_CTX_free(context);
	return weakness.fermat;
}

static void fermat_takes_a_hundred_steps(void **state)
{
	(void)state;
	assert_true(falls_after(1));
	assert_true(falls_after(50));
	assert_true(falls_after(100));
	assert_false(falls_after(101));
	assert_false(falls_after(200));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changed_keys_are_those_of_openssl),
		cmocka_unit_test(keys_of_all_sizes_are_those_of_openssl),
		cmocka_unit_test(primes_are_all_that_are_there),
		cmocka_unit_test(least_small_factor_is_found),
		cmocka_unit_test(primes_too_close_are_found),
		cmocka_unit_test(fermat_takes_a_hundred_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
