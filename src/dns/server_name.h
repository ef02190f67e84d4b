/* Servers to ask that are given by name. */
#ifndef MAILAUTH_DNS_SERVER_NAME_H
#define MAILAUTH_DNS_SERVER_NAME_H

#include "base/arena.h"
#include "base/slice.h"

/* True for NAME or NAME:PORT. Addresses are none (dns/live.h reads them). */
bool dns_server_name_is(struct slice text);

/*
 * Resolves NAME or NAME:PORT by the system's settings, hosts files too, and puts at most `room` servers, as dns_server_from_text()
 * returns them, to `servers`. Blocks. Returns NULL, or why it failed (static).
 */
const char *dns_server_resolve(
	struct arena *arena, const char *text, const char **servers, size_t room, size_t *ret_count);

#endif
