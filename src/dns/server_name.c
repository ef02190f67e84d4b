/*
 * Turns the name of a server into its addresses before anything is asked.
 *
 *   server = name [ ":" port ]
 */
#include "dns/server_name.h"

#include "base/ascii.h"
#include "dns/live.h"
#include "dns/name.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

static const char port_of_dns[] = "53";

static struct slice host_of(struct slice text, struct slice *ret_port)
{
	ptrdiff_t colon = slice_find(text, ':', 0);

	*ret_port = colon < 0 ? slice_of(port_of_dns) : slice_part(text, (size_t)colon + 1, text.len);
	return colon < 0 ? text : slice_part(text, 0, (size_t)colon);
}

bool dns_server_name_is(struct slice text)
{
	struct slice port, host = host_of(text, &port);
	struct dns_name name;
	uint64_t number;

	for (size_t i = 0; i < host.len; i++)
		if (!ascii_is_alnum(host.at[i]) && !strchr("-_.", host.at[i]))
			return false;
	return slice_number(port, UINT16_MAX, &number) && number &&
	       dns_name_from_text(host, NULL, &name) == DNS_NAME_OK && dns_name_is_plausible(&name);
}

const char *dns_server_resolve(
	struct arena *arena, const char *text, const char **servers, size_t room, size_t *ret_count)
{
	struct slice port, host = host_of(slice_of(text), &port);
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM };
	struct addrinfo *found = NULL;
	const char *name = arena_printf(arena, "%.*s", (int)host.len, (const char *)host.at);
	int fault = getaddrinfo(name, NULL, &hints, &found);

	*ret_count = 0;
	for (const struct addrinfo *entry = fault ? NULL : found; entry && *ret_count < room;
		entry = entry->ai_next) {
		char address[NI_MAXHOST];
		const char *server;

		if (getnameinfo(entry->ai_addr, entry->ai_addrlen, address, sizeof address, NULL, 0,
			    NI_NUMERICHOST))
			continue;
		server = arena_printf(arena, strchr(address, ':') ? "[%s]:%.*s" : "%s:%.*s", address,
			(int)port.len, (const char *)port.at);
		server = dns_server_from_text(arena, slice_of(server));
		if (server)
			servers[(*ret_count)++] = server;
	}
	if (found)
		freeaddrinfo(found);
	if (fault)
		return gai_strerror(fault);
	return *ret_count ? NULL : "it has no usable IP address";
}
