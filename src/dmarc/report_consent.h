/*
 * Whether a host of another organization agrees to receive the reports of a domain (RFC 7489 section 7.1, RFC 9990
 * section 4 for rua, RFC 9991 section 5 for ruf).
 */
#ifndef MAILAUTH_DMARC_REPORT_CONSENT_H
#define MAILAUTH_DMARC_REPORT_CONSENT_H

#include "dmarc/discover.h"

struct report_consent {
	bool rfc7489_asks;    /* the organizational domains differ by public suffix list */
	bool rfc9990_asks;    /* and by tree walk, as far as that is known */
	struct dns_name name; /* DOMAIN._report._dmarc.HOST */
	const struct dns_reply
		*reply; /* TXT there; NULL when nobody asks, or when the name does not fit into DNS */
	const struct dns_record *record; /* the first DMARC record of the answer, or NULL: no consent */
};

/* `domain` is where the policy was found. The view notes what is still to be asked. */
struct report_consent report_consent(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, const struct dns_name *domain, const struct dns_name *host);

/* Whether the host of that consent gives it to every domain. Asks one more question where it is given. */
bool report_consent_is_for_all(
	struct facts_view *view, const struct report_consent *consent, const struct dns_name *host);

#endif
