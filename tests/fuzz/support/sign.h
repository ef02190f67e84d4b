/*
 * Signs a message with the key of sign_record(): so that mutated messages still reach what only signatures that are good reach. Body hashes
 * and signatures of DKIM-Signature, ARC-Message-Signature and ARC-Seal fields are put in the place of those that are there.
 */
#ifndef MAILAUTH_FUZZ_SIGN_H
#define MAILAUTH_FUZZ_SIGN_H

#include "base/bytes.h"

/* The text of the key record; static. */
const char *sign_record(void);

/* Appends the message with new signatures. Fields that cannot be signed stay as they are. */
void sign_message(struct bytes *out, struct slice message);

#endif
