/* Live DNS: questions to servers, with what RFC 5452 asks for against forged answers. */
#ifndef MAILAUTH_DNS_LIVE_H
#define MAILAUTH_DNS_LIVE_H

#include "dns/source.h"

enum { DNS_SERVERS_MOST = 8 };

struct dns_live_options {
	const char
		*servers[DNS_SERVERS_MOST]; /* "192.0.2.53:5353", "[2001:db8::53]:53"; none: the system's */
	size_t server_count;
	unsigned timeout_ms;  /* for one try */
	unsigned tries;	      /* for one question; every server is tried once even if they are more */
	uint64_t deadline_ms; /* on dns_live_now(); 0 for none. What is unanswered then ends */
	bool tcp_only;
	int *local_error; /* takes the errno of what failed on this machine; NULL for nobody who wants to know */
	unsigned name_server_port; /* of name servers that are asked directly; 0 for 53 */
};

/* Milliseconds of a clock that never goes back. */
uint64_t dns_live_now(void);

/*
 * Reads ADDR, ADDR:PORT, IPV6 or [IPV6]:PORT and returns it as a string in the arena with brackets and port; NULL
 * when it is none of them.
 */
const char *dns_server_from_text(struct arena *arena, struct slice text);

/* Opens a source that asks live servers. On failure returns NULL and *ret_error says why (static or c-ares' text). */
struct dns_source *dns_live_source(const struct dns_live_options *options, const char **ret_error);

#endif
