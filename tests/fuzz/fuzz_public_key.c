/* Any bytes are what p= of a DKIM key holds, and a signature by it: no more bytes trail than there are, and a key equals itself. */
#include "dkim/digest.h"
#include "dkim/public_key.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t digest[DIGEST_SIZE] = { 1, 2, 3 };
	struct slice bytes = { data, size };

	for (int ed25519 = 0; ed25519 < 2; ed25519++) {
		struct public_key key = public_key_read(bytes, ed25519);
		bool is_rsa = key.form == PUBLIC_KEY_RSA || key.form == PUBLIC_KEY_RSA_PKCS1;

		if (key.trailing > size || (key.form == PUBLIC_KEY_OTHER && !key.algorithm))
			abort();
		if (is_rsa && !key.trailing && !public_key_equal(bytes, bytes))
			abort();
	}
	public_key_weakness(bytes);
	digest_verify_rsa(bytes, digest, slice_part(bytes, 0, 256));
	digest_verify_ed25519(slice_part(bytes, 0, 32), digest, slice_part(bytes, 32, size));
	return 0;
}
