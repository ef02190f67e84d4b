/* The words that replies speak of authentication and reverse DNS in, and of what is no matter of DNS, in nine languages. */
#ifndef MAILAUTH_BOUNCE_VOCABULARY_H
#define MAILAUTH_BOUNCE_VOCABULARY_H

#include <stddef.h>

enum phrase_class {
	PHRASE_SUBJECT,	  /* what a sentence is about: enum subject */
	PHRASE_STATE,	  /* how it is with the subject: enum state */
	PHRASE_CLAIM,	  /* both at once, which needs no more words: enum subject; it failed */
	PHRASE_NOT,	  /* turns a state that may be good, or a subject, into its contrary */
	PHRASE_NEITHER,	  /* turns all of a sentence into its contrary */
	PHRASE_JOIN,	  /* subjects with it between share their states */
	PHRASE_NOUN,	  /* what a subject has, such as a check */
	PHRASE_RECORD,	  /* a noun for what stands in DNS */
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
	/* Contrary with a "not", and else nothing. */
	STATE_MISALIGNED, /* aligned */
	STATE_ALLOWED,
	STATE_THERE,
};

enum other_cause {
	OTHER_NONE,
	OTHER_LOGIN,
	OTHER_RECIPIENT, /* no such mailbox, or it is full */
	OTHER_CONTENT,	 /* spam, viruses */
	OTHER_LISTED,	 /* block lists, reputation */
	OTHER_RATE,
	OTHER_RELAY,
	OTHER_SIZE,
};

/*
 * The text is in lower case, without accents; "~" in it is a name or an address of a host, "@" one of a mailbox. "*" at its end
 * takes any more letters.
 */
struct phrase {
	const char *text;
	enum phrase_class meaning;
	unsigned value;
};

/* All phrases, in no order. Static. */
const struct phrase *vocabulary(size_t *ret_count);

#endif
