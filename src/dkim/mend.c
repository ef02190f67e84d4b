/* Takes pasted keys apart and puts them together again: lines of PEM files, stray characters, the bare key without its wrapping. */
#include "dkim/mend.h"

#include "base/ascii.h"
#include "base/base64.h"
#include "base/bytes.h"

#include <string.h>

bool public_key_is_whole(const struct public_key *key)
{
	return key->form == PUBLIC_KEY_RSA || key->form == PUBLIC_KEY_RSA_PKCS1 ||
	       key->form == PUBLIC_KEY_ED25519 || key->form == PUBLIC_KEY_ED25519_SPKI;
}

const char *without_pem_lines(struct arena *arena, struct slice value)
{
	char *text = arena_take(arena, value.len + 1), *out = text;

	for (size_t i = 0; i < value.len;) {
		ptrdiff_t end = SLICE_NONE;

		if (slice_starts(slice_part(value, i, value.len), "-----"))
			end = slice_find_nocase(value, "-----", i + 5);
		if (end >= 0)
			i = (size_t)end + 5;
		else if (!ascii_is_space(value.at[i]))
			*out++ = (char)value.at[i++];
		else
			i++;
	}
	return text;
}

const char *cleaned_key(struct arena *arena, struct slice value, bool ed25519)
{
	char *text = arena_take(arena, value.len + sizeof "===");
	size_t len = 0;
	struct base64 decoded;
	struct public_key key;

	for (size_t i = 0; i < value.len; i++) {
		uint8_t c = value.at[i];

		if (ascii_is_alnum(c) || c == '+' || c == '/')
			text[len++] = (char)c;
		else if (c == '-' || c == '_')
			text[len++] = c == '-' ? '+' : '/';
	}
	while (len % 4)
		text[len++] = '=';
	decoded = base64_decode(arena, slice_of(text));
	if (!decoded.valid)
		return NULL;
	key = public_key_read(decoded.bytes, ed25519);
	return public_key_is_whole(&key) && !key.trailing ? text : NULL;
}

/* A tag and a length in DER, of up to 65535 octets. */
static void add_header(struct bytes *der, uint8_t tag, size_t len)
{
	bytes_add_byte(der, tag);
	if (len >= 0x100)
		bytes_add_byte(der, 0x82);
	else if (len >= 0x80)
		bytes_add_byte(der, 0x81);
	if (len >= 0x100)
		bytes_add_byte(der, (uint8_t)(len >> 8));
	bytes_add_byte(der, (uint8_t)len);
}

static size_t header_size(size_t len)
{
	return len >= 0x100 ? 4 : len >= 0x80 ? 3 : 2;
}

const char *wrapped_rsa_key(struct arena *arena, struct slice pkcs1)
{
	/* SEQUENCE { OBJECT IDENTIFIER rsaEncryption, NULL } */
	static const uint8_t algorithm[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01,
		0x01, 0x01, 0x05, 0x00 };
	enum { SEQUENCE = 0x30, BIT_STRING = 0x03, UNUSED_BITS = 0 };
	struct bytes der = { 0 };
	size_t bits = pkcs1.len + 1;
	const char *base64;

	add_header(&der, SEQUENCE, sizeof algorithm + header_size(bits) + bits);
	bytes_add(&der, (struct slice){ algorithm, sizeof algorithm });
	add_header(&der, BIT_STRING, bits);
	bytes_add_byte(&der, UNUSED_BITS);
	bytes_add(&der, pkcs1);
	base64 = base64_encode(arena, bytes_slice(&der));
	bytes_free(&der);
	return base64;
}
