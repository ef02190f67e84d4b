/*
 * What the program and mailauth-check-fetch say to each other over a socket pair. Both sides check every length: neither trusts the
 * other, because each may have been taken over by what it reads. Numbers are big-endian.
 *
 *   request = size:4 "Q" id:4 timeout:4 port:2 named:1 is-ip6:1 address:16 host-length:1 file-length:2 host file
 *   answer  = size:4 "A" id:4 ended:1 detail-length:1 body-length:4 detail body
 *
 * `size` counts all that follows it.
 */
#ifndef MAILAUTH_TLS_FETCH_PROTOCOL_H
#define MAILAUTH_TLS_FETCH_PROTOCOL_H

#include "base/bytes.h"
#include "dns/address.h"
#include "dns/fetched_policy.h"

enum {
	FETCH_SOCKET = 3,	/* the descriptor that mailauth-check-fetch finds its end of the pair at */
	FETCH_HOST_MOST = 253,	/* octets of a name in a URL */
	FETCH_FILE_MOST = 4095, /* of the path of a file of certificates */
	FETCH_DETAIL_MOST = 255,
	FETCH_BODY_MOST = 65536, /* suggested by RFC 8461 section 3.3 */
};

struct fetch_request {
	uint32_t id;
	uint32_t timeout_ms;
	uint16_t port;
	bool named; /* by the user: the address may be of any network */
	struct dns_address address;
	struct slice host;	  /* letters, digits, "-", "_" and "." */
	struct slice authorities; /* file of certificates that are trusted; empty for the system's */
};

/* Ends that tell nothing of the policy. */
enum fetch_end {
	FETCH_END_KNOWN, /* none of them: the status counts */
	FETCH_END_TIMEOUT,
	FETCH_END_LOCAL,  /* this machine has no way there; detail: why */
	FETCH_END_BROKEN, /* the connection broke off, which may pass */
	FETCH_END_LAST = FETCH_END_BROKEN
};

struct fetch_answer {
	uint32_t id;
	enum fetch_end end;
	enum fetch_status status;
	struct slice detail;
	struct slice body;
};

enum fetch_message { FETCH_MESSAGE_PART, FETCH_MESSAGE_WHOLE, FETCH_MESSAGE_BROKEN };

/* True for a host and a file that fit into a request. */
bool fetch_request_is_valid(const struct fetch_request *request);

/* Appends a valid message. */
void fetch_request_write(struct bytes *out, const struct fetch_request *request);
void fetch_answer_write(struct bytes *out, const struct fetch_answer *answer);

/* Reads the first message of the input, of which it has *ret_size octets when it is whole. The slices lie in the input. */
enum fetch_message fetch_request_read(
	struct slice input, struct fetch_request *ret_request, size_t *ret_size);
enum fetch_message fetch_answer_read(struct slice input, struct fetch_answer *ret_answer, size_t *ret_size);

#endif
