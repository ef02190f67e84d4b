/*
 * Transfers of MTA-STS policies with libcurl, all at once (RFC 8461 section 3.3: HTTPS, no redirects, a valid certificate for
 * mta-sts.DOMAIN). The only file that includes curl.h is src/fetch/transfers.c.
 */
#ifndef MAILAUTH_FETCH_TRANSFERS_H
#define MAILAUTH_FETCH_TRANSFERS_H

#include "confine/confine.h"
#include "tls/fetch_protocol.h"

struct transfers;

/* NULL when the libraries cannot be set up. */
struct transfers *transfers_open(void);

/* Ends them all, without answers. */
void transfers_close(struct transfers *transfers);

/* Allows the certificates that libcurl was built to trust. */
void transfers_allow(struct arena *arena, struct confine_wish *wish);

/* Begins one. Its answer is appended to `out`, now or by transfers_wait(). */
void transfers_begin(struct transfers *transfers, const struct fetch_request *request, struct bytes *out);

/* Waits for the transfers, or until the socket can be read or, if `writes`, written; and appends answers to `out`. */
void transfers_wait(struct transfers *transfers, int socket, bool writes, struct bytes *out);

#endif
