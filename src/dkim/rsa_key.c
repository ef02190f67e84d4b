/*
 * DER (ITU-T X.690) of an RSA key, strictly (RFC 8017 appendix A.1, RFC 5280 section 4.1, RFC 3279 section 2.3.1):
 *
 *   SubjectPublicKeyInfo  = SEQUENCE { SEQUENCE { OID rsaEncryption, NULL }, BIT STRING { RSAPublicKey } }
 *   RSAPublicKey          = SEQUENCE { INTEGER modulus, INTEGER exponent }
 */
#include "dkim/rsa_key.h"

#include <string.h>

enum {
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_SEQUENCE = 0x30,
	DER_LONG_LENGTH = 0x80, /* of a length of up to 127 octets, which is one octet */
	LENGTH_OCTETS_MOST = 2,
	MODULUS_OCTETS_MOST = 16384 / 8, /* what OpenSSL takes */
};

/* Takes an object off the front: its content. False when it has another tag, ends too early, or its length is written in a longer way than it must be. */
static bool take(struct slice *rest, uint8_t tag, struct slice *ret_content)
{
	size_t len, at = 2;

	if (rest->len < 2 || rest->at[0] != tag)
		return false;
	len = rest->at[1];
	if (len >= DER_LONG_LENGTH) {
		size_t octets = len - DER_LONG_LENGTH;

		if (!octets || octets > LENGTH_OCTETS_MOST || rest->len - at < octets)
			return false;
		for (len = 0; octets; octets--)
			len = len << 8 | rest->at[at++];
		if (len < DER_LONG_LENGTH || (at > 3 && len < 0x100))
			return false;
	}
	if (len > rest->len - at)
		return false;
	*ret_content = slice_part(*rest, at, at + len);
	*rest = slice_part(*rest, at + len, rest->len);
	return true;
}

/* A number above 0, without the octet that tells it from a negative one. */
static bool take_number(struct slice *rest, struct slice *ret_number)
{
	struct slice number;

	if (!take(rest, DER_INTEGER, &number) || !number.len || number.at[0] >= 0x80)
		return false;
	if (!number.at[0]) {
		if (number.len < 2 || number.at[1] < 0x80)
			return false;
		number = slice_part(number, 1, number.len);
	}
	*ret_number = number;
	return number.len <= MODULUS_OCTETS_MOST;
}

static bool read_bare(struct slice der, struct rsa_key *key)
{
	struct slice numbers;

	return take(&der, DER_SEQUENCE, &numbers) && !der.len && take_number(&numbers, &key->modulus) &&
	       take_number(&numbers, &key->exponent) && !numbers.len;
}

bool rsa_key_read(struct slice der, struct rsa_key *ret_key)
{
	/* 1.2.840.113549.1.1.1, and no parameters */
	static const uint8_t algorithm[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01,
		0x01, 0x01, 0x05, 0x00 };
	struct slice info = slice_none(), bits, outer = der;

	ret_key->bare = false;
	if (!take(&outer, DER_SEQUENCE, &info) || outer.len)
		return false;
	if (info.len < sizeof algorithm || memcmp(info.at, algorithm, sizeof algorithm) != 0) {
		ret_key->bare = true;
		return read_bare(der, ret_key);
	}
	info = slice_part(info, sizeof algorithm, info.len);
	/* The first octet of a BIT STRING counts the bits that are unused. */
	return take(&info, DER_BIT_STRING, &bits) && !info.len && bits.len && !bits.at[0] &&
	       read_bare(slice_part(bits, 1, bits.len), ret_key);
}
