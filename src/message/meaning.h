/*
 * What the result words of Authentication-Results fields mean: those of RFC 8601 section 2.7, and those that receivers have of
 * their own.
 */
#ifndef MAILAUTH_MESSAGE_MEANING_H
#define MAILAUTH_MESSAGE_MEANING_H

#include "mail/authentication_results.h"

enum claim_meaning {
	CLAIM_UNKNOWN, /* the word is not known, or does not tell */
	CLAIM_PASS,
	CLAIM_FAIL,
	CLAIM_SOFTFAIL,
	CLAIM_NEUTRAL,
	CLAIM_NONE,
	CLAIM_POLICY, /* the receiver does not accept what would pass */
	CLAIM_TEMPERROR,
	CLAIM_PERMERROR
};

/* The meaning of a result, and one sentence on it, or NULL where the word says it all. Owned by nobody. */
enum claim_meaning claim_meaning_of(const struct authentication_result *result, const char **ret_explanation);

/* "unknown", "pass", "fail", ...: the words of RFC 8601 section 2.7. */
const char *claim_meaning_text(enum claim_meaning meaning);

#endif
