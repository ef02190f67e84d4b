/*
 * What came of fetching the MTA-STS policy of a host from one of its addresses (RFC 8461 section 3.3). It is asked for and kept as
 * answers of DNS are, and is none.
 */
#ifndef MAILAUTH_DNS_FETCHED_POLICY_H
#define MAILAUTH_DNS_FETCHED_POLICY_H

#include "base/slice.h"

enum fetch_status {
	FETCH_DONE,	     /* detail: the media type, empty when none was given */
	FETCH_NO_CONNECTION, /* another address of the host may do better */
	FETCH_TOO_LARGE,
	FETCH_CERTIFICATE, /* is not valid; detail: why */
	FETCH_REDIRECT,	   /* which must not be followed; detail: where to */
	FETCH_HTTP_STATUS, /* other than 200; detail: its number */
	FETCH_FAILED,	   /* detail: how, in the words of the library */
	FETCH_UNREACHABLE, /* nobody on the Internet connects to such an address; detail: why */
	FETCH_STATUS_LAST = FETCH_UNREACHABLE
};

struct fetched_policy {
	enum fetch_status status;
	struct slice detail;
	struct slice body; /* of FETCH_DONE: the policy */
};

/* "done", "no-connection", ...: the words of saved answers. */
const char *fetch_status_word(enum fetch_status status);

/* The reverse. False for an unknown word. */
bool fetch_status_from_word(struct slice word, enum fetch_status *ret_status);

#endif
