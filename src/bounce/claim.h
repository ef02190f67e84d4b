/* What a reply says of the records of the domain that it is about. */
#ifndef MAILAUTH_BOUNCE_CLAIM_H
#define MAILAUTH_BOUNCE_CLAIM_H

#include "bounce/bounce.h"

enum bounce_claim {
	CLAIM_NOTHING,
	CLAIM_DMARC_POLICY,  /* the domain's DMARC policy asks to refuse */
	CLAIM_DMARC_MISSING, /* there is no DMARC record with a policy */
	CLAIM_SPF_HARD_FAIL, /* the SPF record ends in -all */
	CLAIM_SPF_MISSING,   /* there is no SPF record */
};

enum bounce_claim bounce_claim_of(const struct bounce *bounce);

#endif
