/* DS records and signatures (RFC 4034). */
#include "support/world.h"

#include "base/base64.h"
#include "dns/dnssec.h"

#include <string.h>

/* The key and the DS record of RFC 4034 section 5.4, and of RFC 4509 section 2.3 with SHA-256. */
static const char key_of_section_5_4[] =
	"AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==";
static const uint8_t ds_sha1[] = { 0xec, 0x45, 5, 1, 0x2b, 0xb1, 0x83, 0xaf, 0x5f, 0x22, 0x58, 0x81, 0x79,
	0xa5, 0x3b, 0x0a, 0x98, 0x63, 0x1f, 0xad, 0x1a, 0x29, 0x21, 0x18 };
static const uint8_t ds_sha256[] = { 0xec, 0x45, 5, 2, 0xd4, 0xb7, 0xd5, 0x20, 0xe7, 0xbb, 0x5f, 0x0f, 0x67,
	0x67, 0x4a, 0x0c, 0xce, 0xb1, 0xe3, 0xe0, 0x61, 0x4b, 0x93, 0xc4, 0xf9, 0xe9, 0x9b, 0x83, 0x83, 0xf6,
	0xa1, 0xe4, 0x46, 0x9d, 0xa5, 0x0a };

#define SLICE(array) ((struct slice){ (array), sizeof(array) })

static struct slice dnskey(struct arena *arena)
{
	static const uint8_t head[] = { 1, 0, 3, 5 };
	struct bytes rdata = { 0 };
	struct base64 key = base64_decode(arena, slice_of(key_of_section_5_4));
	struct slice copy;

	assert_true(key.valid);
	bytes_add(&rdata, SLICE(head));
	bytes_add(&rdata, key.bytes);
	copy = arena_copy(arena, bytes_slice(&rdata));
	bytes_free(&rdata);
	return copy;
}

static void rfc_4034_section_5_4_key_tag_and_digest(void **state)
{
	struct dns_name owner = dns_name_of("dskey.example.com"), other = dns_name_of("example.com");
	struct arena arena = { 0 };
	struct slice key = dnskey(&arena);
	uint8_t wrong[sizeof ds_sha256];

	(void)state;
	assert_int_equal(dnssec_key_tag(key), 60485);
	assert_int_equal(dnssec_algorithm(DNS_TYPE_DNSKEY, key), 5);
	assert_int_equal(dnssec_algorithm(DNS_TYPE_DS, SLICE(ds_sha1)), 5);
	assert_true(dnssec_ds_matches(&owner, SLICE(ds_sha1), key));
	assert_true(dnssec_ds_matches(&owner, SLICE(ds_sha256), key));
	assert_false(dnssec_ds_matches(&other, SLICE(ds_sha256), key));
	memcpy(wrong, ds_sha256, sizeof wrong);
	wrong[sizeof wrong - 1] ^= 1;
	assert_false(dnssec_ds_matches(&owner, SLICE(wrong), key));
	assert_false(dnssec_ds_matches(&owner, slice_part(SLICE(ds_sha256), 0, 4), key));
	assert_false(dnssec_ds_matches(&owner, SLICE(ds_sha256), slice_part(key, 0, 3)));
	arena_release(&arena);
}

static void rfc_8624_section_3_1_weak_algorithms(void **state)
{
	(void)state;
	assert_true(dnssec_algorithm_is_weak(5));
	assert_true(dnssec_algorithm_is_weak(7));
	assert_false(dnssec_algorithm_is_weak(8));
	assert_false(dnssec_algorithm_is_weak(13));
}

/* Type, algorithm, labels, TTL; expiration 2000, inception 1000; key tag and the root. */
static void rfc_4034_section_3_1_5_times_of_a_signature(void **state)
{
	static const uint8_t rrsig[] = { 0, 6, 13, 2, 0, 0, 14, 16, 0, 0, 7, 0xd0, 0, 0, 3, 0xe8, 0, 1, 0 };
	/* Serial arithmetic: valid from just before the numbers begin anew to just after. */
	static const uint8_t around[] = { 0, 6, 13, 2, 0, 0, 14, 16, 0, 0, 0, 9, 0xff, 0xff, 0xff, 0xf0, 0, 1,
		0 };

	(void)state;
	assert_int_equal(dnssec_validity(SLICE(rrsig), 999), DNSSEC_NOT_YET_VALID);
	assert_int_equal(dnssec_validity(SLICE(rrsig), 1000), DNSSEC_VALID_NOW);
	assert_int_equal(dnssec_validity(SLICE(rrsig), 2000), DNSSEC_VALID_NOW);
	assert_int_equal(dnssec_validity(SLICE(rrsig), 2001), DNSSEC_EXPIRED);
	assert_int_equal(dnssec_validity(SLICE(around), 3), DNSSEC_VALID_NOW);
	assert_int_equal(dnssec_validity(slice_part(SLICE(rrsig), 0, 10), 3000), DNSSEC_VALID_NOW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc_4034_section_5_4_key_tag_and_digest),
		cmocka_unit_test(rfc_8624_section_3_1_weak_algorithms),
		cmocka_unit_test(rfc_4034_section_3_1_5_times_of_a_signature),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
