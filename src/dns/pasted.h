/* Domains as people paste them. */
#ifndef MAILAUTH_DNS_PASTED_H
#define MAILAUTH_DNS_PASTED_H

#include "base/slice.h"

struct pasted {
	struct slice domain; /* the first domain of the word; the word itself when none can be told */
	const char *what;    /* what the word is, "a URL"; NULL for a domain as it should be */
	unsigned
		count; /* different domains in the word, up to 16; 0: none can be told, as there are blanks in it */
};

/*
 * Finds the domain in a mail address, a URL, a name in quotes or brackets, a mailbox with a display name (RFC 5322 section 3.4), a
 * question of dig, or a list of them. Whether it is a valid domain name is not looked at.
 */
struct pasted pasted_domain(struct slice word);

#endif
