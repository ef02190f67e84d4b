/*
 * MTA-STS policies over HTTPS, as a source of answers to questions for policies. The only file that includes curl.h is
 * src/tls/policy_source.c; built without libcurl, it takes no question, and policies count as not asked.
 */
#ifndef MAILAUTH_TLS_POLICY_SOURCE_H
#define MAILAUTH_TLS_POLICY_SOURCE_H

#include "dns/source.h"

struct policy_options {
	unsigned timeout_ms;	 /* for one fetch */
	uint64_t deadline_ms;	 /* on dns_live_now(); 0 for none */
	unsigned port;		 /* 0 for 443 */
	const char *authorities; /* file of certificates that are trusted; NULL for the system's */
};

/*
 * Over the source below. A question names the host and, in its way, the address to connect to. The fetch follows
 * RFC 8461 section 3.3: certificate and name checked, no redirect, status 200, at most 64 kilobytes.
 */
struct dns_source *policy_source(const struct policy_options *options, struct dns_source *below);

/* True when the program was built with libcurl. */
bool policy_source_is_built_in(void);

#endif
