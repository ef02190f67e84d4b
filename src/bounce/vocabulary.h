/* The words that replies speak of authentication and reverse DNS in, and of what is no matter of DNS, in nine languages. */
#ifndef MAILAUTH_BOUNCE_VOCABULARY_H
#define MAILAUTH_BOUNCE_VOCABULARY_H

#include "base/arena.h"
#include "base/slice.h"
#include "bounce/bounce.h"

enum phrase_class {
	PHRASE_SUBJECT,	  /* what a sentence is about: enum subject */
	PHRASE_STATE,	  /* how it is with the subject: enum state */
	PHRASE_CLAIM,	  /* both at once, which needs no more words: enum subject; it failed */
	PHRASE_NOT,	  /* turns a state that may be good, or a subject, into its contrary */
	PHRASE_NEITHER,	  /* turns all of a sentence into its contrary */
	PHRASE_JOIN,	  /* subjects with it between share their states */
	PHRASE_NOUN,	  /* what a subject has, such as a check */
	PHRASE_RECORD,	  /* a noun for what is in DNS */
	PHRASE_BUT,	  /* a sentence ends here */
	PHRASE_FOOTER,	  /* the rest of the sentence points to documents */
	PHRASE_UNRELATED, /* the rest of the sentence is said not to be the cause */
	PHRASE_OTHER,	  /* a cause that is no matter of DNS: enum other_cause */
};

enum subject {
	SUBJECT_SPF,
	SUBJECT_DKIM,
	SUBJECT_DMARC,
	SUBJECT_PTR,
	SUBJECT_ALIGNMENT,
	SUBJECT_AUTHENTICATION, /* of the mail, by no name */
	SUBJECTS,
};

enum state {
	STATE_FAIL,
	STATE_POLICY, /* rejected, or quarantined */
	STATE_MISSING,
	STATE_INVALID,
	STATE_ERROR, /* of the evaluation: permerror, and what makes one */
	STATE_TEMPERROR,
	STATE_REQUIRED,
	STATE_PASS,
	STATE_VALID, /* passes, and with a "not" is invalid */
	STATE_MISALIGNED,
	/* Contrary with a "not", and else nothing. */
	STATE_ALIGNED,
	STATE_ALLOWED,
	STATE_THERE,
};

/*
 * Texts with "|" between, in lower case and without accents; "~" in them is a name or an address of a host, "@" one of a mailbox.
 * "*" at the end of one takes any more letters.
 */
struct phrase {
	enum phrase_class meaning;
	unsigned value;
	const char *texts;
};

/* All phrases, to be found by how they begin. */
struct vocabulary;

/* Owned by the arena. */
const struct vocabulary *vocabulary_new(struct arena *arena);

/* The longest phrase at the start of a word, in a text by prose_write(), and its length; NULL for none. */
const struct phrase *vocabulary_find(
	const struct vocabulary *vocabulary, struct slice prose, size_t at, size_t *ret_len);

#endif
