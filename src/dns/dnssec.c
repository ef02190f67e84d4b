/* Key tags, DS digests, algorithms and the times of signatures. No signature is verified here. */
#include "dns/dnssec.h"

#include "base/bytes.h"

#include <openssl/evp.h>
#include <string.h>

enum { DS_DIGEST_AT = 4, DNSKEY_KEY_AT = 4, RRSIG_TIMES_AT = 8, RRSIG_SIZE = 18 };

uint16_t dnssec_key_tag(struct slice dnskey)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < dnskey.len; i++)
		sum += i & 1 ? dnskey.at[i] : (uint32_t)dnskey.at[i] << 8;
	return (uint16_t)(sum + (sum >> 16 & 0xffff));
}

uint8_t dnssec_algorithm(uint16_t type, struct slice rdata)
{
	size_t at = type == DNS_TYPE_DS ? 2 : 3;

	return at < rdata.len ? rdata.at[at] : 0;
}

static const struct {
	uint8_t number;
	const char *name;
} weak[] = { { 1, "RSAMD5" }, { 3, "DSA" }, { 5, "RSASHA1" }, { 6, "DSA-NSEC3-SHA1" },
	{ 7, "RSASHA1-NSEC3-SHA1" }, { 12, "ECC-GOST" } };

/* The name of a weak algorithm; NULL for any other. */
static const char *weak_name(uint8_t algorithm)
{
	for (size_t i = 0; i < sizeof weak / sizeof *weak; i++)
		if (weak[i].number == algorithm)
			return weak[i].name;
	return NULL;
}

bool dnssec_algorithm_is_weak(uint8_t algorithm)
{
	return weak_name(algorithm);
}

const char *dnssec_algorithm_text(uint8_t algorithm)
{
	const char *name = weak_name(algorithm);

	return name ? name : "algorithm";
}

/* Digest types of DS records: RFC 4034 appendix A.2, RFC 4509, RFC 6605. */
enum { DS_SHA1 = 1, DS_SHA256 = 2, DS_SHA384 = 4 };

static const EVP_MD *digest_of(uint8_t type)
{
	switch (type) {
	case DS_SHA1:
		return EVP_sha1();
	case DS_SHA256:
		return EVP_sha256();
	case DS_SHA384:
		return EVP_sha384();
	default:
		return NULL;
	}
}

bool dnssec_ds_matches(const struct dns_name *owner, struct slice ds, struct slice dnskey)
{
	struct bytes text = { 0 };
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	const EVP_MD *kind;
	bool good;

	if (ds.len <= DS_DIGEST_AT || dnskey.len <= DNSKEY_KEY_AT ||
		dnssec_key_tag(dnskey) != (ds.at[0] << 8 | ds.at[1]) || ds.at[2] != dnskey.at[3])
		return false;
	kind = digest_of(ds.at[3]);
	if (!kind)
		return true;
	bytes_add(&text, (struct slice){ owner->wire, owner->len });
	bytes_add(&text, dnskey);
	good = EVP_Digest(text.at, text.len, digest, &len, kind, NULL) &&
	       slice_equal((struct slice){ digest, len }, slice_part(ds, DS_DIGEST_AT, ds.len));
	bytes_free(&text);
	return good;
}

static uint32_t number_at(struct slice rdata, size_t at)
{
	return (uint32_t)rdata.at[at] << 24 | (uint32_t)rdata.at[at + 1] << 16 |
	       (uint32_t)rdata.at[at + 2] << 8 | rdata.at[at + 3];
}

enum dnssec_validity dnssec_validity(struct slice rrsig, uint32_t now)
{
	if (rrsig.len < RRSIG_SIZE)
		return DNSSEC_VALID_NOW;
	if ((int32_t)(now - number_at(rrsig, RRSIG_TIMES_AT)) > 0)
		return DNSSEC_EXPIRED;
	return (int32_t)(number_at(rrsig, RRSIG_TIMES_AT + 4) - now) > 0 ? DNSSEC_NOT_YET_VALID
									 : DNSSEC_VALID_NOW;
}
