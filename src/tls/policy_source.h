/*
 * MTA-STS policies over HTTPS, as a source of answers to questions for policies. Another program fetches them (tls/fetch_helper.h);
 * built without it, the source takes no question, and policies count as not asked.
 */
#ifndef MAILAUTH_TLS_POLICY_SOURCE_H
#define MAILAUTH_TLS_POLICY_SOURCE_H

#include "dns/source.h"
#include "tls/fetch_helper.h"

enum { POLICY_FAULT_SIZE = 400 };

struct policy_options {
	unsigned timeout_ms;	 /* for one fetch */
	uint64_t deadline_ms;	 /* on dns_live_now(); 0 for none */
	unsigned port;		 /* 0 for 443 */
	const char *authorities; /* file of certificates that are trusted; NULL for the system's */
	bool named;		 /* the user names the server: it may have an address of any network */
	struct fetch_helper
		helper; /* one that is prepared, which the source takes over; or its socket is less than 0 */
	char *fault; /* POLICY_FAULT_SIZE octets for the sentence that says why this machine cannot fetch; or NULL */
};

/*
 * Over the source below. A question names the host and, in its way, the address to connect to. The fetch follows
 * RFC 8461 section 3.3: certificate and name checked, no redirect, status 200, at most 64 kilobytes. What goes wrong here, and
 * not there, ends in DNS_LOCAL.
 */
struct dns_source *policy_source(const struct policy_options *options, struct dns_source *below);

/* True when the program was built with what fetches policies. */
bool policy_source_is_built_in(void);

#endif
