/* Whom check_host() is asked about: what a person says of a client, as its arguments (RFC 7208 sections 2.3, 2.4 and 4.1). */
#ifndef MAILAUTH_SPF_IDENTITY_H
#define MAILAUTH_SPF_IDENTITY_H

#include "spf/check_host.h"

/* As they were given; NULL where nothing was. */
struct spf_identities {
	const char *helo;
	const char *mail_from;	    /* with or without the brackets of SMTP; empty for the null sender */
	const struct slice *domain; /* to be checked instead of the domain of one of them */
};

enum { SPF_IDENTITY_MOST = 1000 }; /* octets of one */

enum spf_identity_fault { SPF_IDENTITY_OK, SPF_IDENTITY_MISSING, SPF_IDENTITY_TOO_LONG };

/*
 * Fills in <domain>, <sender> and the name in HELO: <domain> is the one that is given, else that of MAIL FROM, else of HELO;
 * what is not given follows from it. U-labels become A-labels (RFC 8616 section 4). Owned by the arena.
 */
enum spf_identity_fault spf_request_identities(
	struct arena *arena, const struct spf_identities *given, struct spf_request *request);

#endif
