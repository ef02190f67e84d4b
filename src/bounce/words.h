/* What the words of a reply say of SPF, DKIM, DMARC and reverse DNS, in whatever language and wording. */
#ifndef MAILAUTH_BOUNCE_WORDS_H
#define MAILAUTH_BOUNCE_WORDS_H

#include "base/slice.h"
#include "bounce/bounce.h"
#include "bounce/vocabulary.h"

enum word_result { WORD_NOTHING, WORD_PASS, WORD_FAIL };

struct words {
	enum bounce_kind kind; /* BOUNCE_UNKNOWN when the words name nothing of these */
	bool clear;	       /* a failure is said in so many words, and not just a name mentioned */
	enum word_result results[SUBJECTS];
	enum other_cause other; /* what else the reply says that is no matter of DNS */
};

struct words words_read(const struct vocabulary *vocabulary, struct slice reply);

/* One sentence on what the kind means, when only words tell it; NULL for a kind that words do not tell. Static. */
const char *words_meaning(enum bounce_kind kind);

#endif
