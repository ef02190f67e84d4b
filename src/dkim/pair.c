/* Compares the public half of a private key with p= of a record. */
#include "dkim/pair.h"

#include "base/base64.h"
#include "dkim/public_key.h"

bool dkim_pair_read(struct arena *arena, struct slice pem, struct dkim_pair *ret_pair, const char **ret_fault)
{
	bool ed25519;
	struct slice bytes = public_key_of_private(arena, pem, &ed25519, ret_fault);

	if (!bytes.len)
		return false;
	*ret_pair = (struct dkim_pair){
		.type = ed25519 ? DKIM_KEY_ED25519 : DKIM_KEY_RSA,
		.public_key = bytes,
		.record = arena_printf(arena, "v=DKIM1; k=%s; p=%s", ed25519 ? "ed25519" : "rsa",
			base64_encode(arena, bytes)),
	};
	return true;
}

bool dkim_pair_matches(const struct dkim_pair *pair, const struct dkim_key *key)
{
	return key->type == pair->type && public_key_equal(pair->public_key, key->bytes);
}
