/* Base64 (RFC 4648 section 4) that says where it first went wrong. */
#ifndef MAILAUTH_BASE_BASE64_H
#define MAILAUTH_BASE_BASE64_H

#include "base/arena.h"
#include "base/slice.h"

struct base64 {
	struct slice bytes; /* what could be decoded, up to the first fault; owned by the arena */
	bool valid;	    /* the whole text is well-formed base64 */
	size_t fault; /* else: the offset of the first byte at fault; the text's length when padding is missing */
};

/* Decodes `text`; blanks, tabs, CR and LF in it are skipped (FWS in RFC 6376 section 3.2 may stand anywhere). */
struct base64 base64_decode(struct arena *arena, struct slice text);

/* Encodes bytes with padding; owned by the arena. */
const char *base64_encode(struct arena *arena, struct slice bytes);

#endif
