/* Names at which a DKIM key is not found, and those that were meant. */
#ifndef MAILAUTH_RULES_DKIM_MISPLACED_H
#define MAILAUTH_RULES_DKIM_MISPLACED_H

#include "dns/name.h"

enum misplacement {
	NOT_MISPLACED,
	NAME_DOUBLED,	  /* s1._domainkey.example.com.example.com */
	LABEL_MISSING,	  /* s1.example.com */
	LABEL_MISSPELLED, /* s1._domainkeys.example.com, s1_domainkey.example.com */
	LABELS_SWAPPED,	  /* _domainkey.s1.example.com, where s1 is no name */
};

/* How far the name of a key is from a right one of the domain; *ret_right is the name it should have. */
enum misplacement misplacement_of(
	const struct dns_name *name, const struct dns_name *domain, struct dns_name *ret_right);

#endif
