/*
 * Channels on c-ares, written so that 1.18 and 1.34 behave alike:
 *
 *  - one try, and no reading of what the rcode says: c-ares folds SERVFAIL into "connection refused" unless told not to, and 1.18
 *    loses TTL and owner where 1.34 rewrites what came;
 *  - the sockets are made by dns/live_socket.c, so that what fails on this machine is told from what servers do;
 *  - 1.18 takes the id from the packet, newer versions draw one from the system's source of randomness: the caller puts random
 *    bits there, and nothing depends on which of them is sent. An answer with another id or question is not delivered by either;
 *  - the poll loop uses ARES_OPT_SOCK_STATE_CB, and channel_tick() instead of ares_timeout(), which walks all queries in 1.18.
 */
#define CARES_NO_DEPRECATED 1
#include "dns/channel.h"

#include "dns/wire.h"

#include <ares.h>
#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum { READS_MOST = 512 }; /* of one socket, before the others have their turn and the clock is looked at */

bool channels_begin(void)
{
	return ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
}

void channels_end(struct channel_set *set)
{
	ares_library_cleanup();
	free(set->sockets);
	free(set->ready);
	free(set->owners);
	free(set->ready_owners);
	*set = (struct channel_set){ 0 };
}

static void grow_set(struct channel_set *set)
{
	size_t room = set->room ? set->room * 2 : 16;

	set->sockets = xrealloc(set->sockets, room * sizeof *set->sockets);
	set->ready = xrealloc(set->ready, room * sizeof *set->ready);
	set->owners = xrealloc(set->owners, room * sizeof(struct channel *));
	set->ready_owners = xrealloc(set->ready_owners, room * sizeof(struct channel *));
	set->room = room;
}

static void socket_state(void *data, ares_socket_t fd, int readable, int writable)
{
	struct channel *channel = data;
	struct channel_set *set = channel->set;
	size_t i = 0;

	while (i < set->count && set->sockets[i].fd != fd)
		i++;
	if (!readable && !writable) {
		if (i < set->count) {
			set->count--;
			set->sockets[i] = set->sockets[set->count];
			set->owners[i] = set->owners[set->count];
		}
		return;
	}
	if (i == set->room)
		grow_set(set);
	set->sockets[i] = (struct pollfd){ .fd = fd,
		.events = (short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0)) };
	set->owners[i] = channel;
	if (i == set->count)
		set->count++;
}

bool channel_open(struct channel *channel, struct channel_set *set, const char *address, bool tcp,
	unsigned timeout_ms, const char **ret_error)
{
	static const struct ares_socket_functions functions = { live_socket_open, live_socket_close,
		live_socket_connect, live_socket_receive, live_socket_send };
	struct ares_options options = {
		.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_EDNS | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES |
			 (tcp ? ARES_FLAG_USEVC : ARES_FLAG_IGNTC),
		.timeout = (int)timeout_ms,
		.tries = 1,
		.ednspsz = DNS_EDNS_SIZE,
		.sock_state_cb = socket_state,
		.sock_state_cb_data = channel,
	};
	int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ |
		   ARES_OPT_SOCK_STATE_CB;
	ares_channel handle;
	int status;

#if ARES_VERSION >= 0x011400
	options.udp_max_queries = LIVE_SOCKET_SENT_MOST;
	mask |= ARES_OPT_UDP_MAX_QUERIES;
#endif
#if ARES_VERSION >= 0x011700
	mask |= ARES_OPT_QUERY_CACHE; /* qcache_max_ttl = 0: what is asked again is asked again */
#endif
	*channel = (struct channel){ .set = set, .socket = { .is_tcp = tcp } };
	status = ares_init_options(&handle, &options, mask);
	if (status == ARES_SUCCESS) {
		channel->handle = handle;
		ares_set_socket_functions(handle, &functions, &channel->socket);
		status = ares_set_servers_ports_csv(handle, address);
	}
	if (status == ARES_SUCCESS)
		return true;
	*ret_error = ares_strerror(status);
	channel_close(channel);
	return false;
}

void channel_close(struct channel *channel)
{
	if (channel->handle)
		ares_destroy(channel->handle);
	channel->handle = NULL;
}

static void answered(void *argument, int status, int timeouts, unsigned char *packet, int length)
{
	struct channel_wait *wait = argument;
	const struct channel *channel = wait->channel;
	enum channel_end end = CHANNEL_SILENT;

	(void)timeouts;
	wait->channel->in_flight--;
	if ((status == ARES_ECANCELLED && !channel->giving_up) || status == ARES_EDESTRUCTION)
		end = CHANNEL_CANCELLED;
	else if (packet && length > 0)
		end = CHANNEL_PACKET;
	else if (status == ARES_EBADRESP)
		end = CHANNEL_MALFORMED;
	else if (status == ARES_ENOMEM || (status == ARES_ECONNREFUSED && channel->socket.local))
		end = CHANNEL_LOCAL;
	wait->done(wait, end,
		end == CHANNEL_PACKET ? (struct slice){ packet, (size_t)length } : (struct slice){ 0 });
}

void channel_send(struct channel *channel, struct slice query, struct channel_wait *wait)
{
	wait->channel = channel;
	channel->in_flight++;
	channel->socket.local = false;
	ares_send(channel->handle, query.at, (int)query.len, answered, wait);
}

static void process_channel(struct channel *channel, ares_socket_t readable, ares_socket_t writable)
{
	channel->socket.local = false;
	channel->socket.reads_left = READS_MOST;
	ares_process_fd(channel->handle, readable, writable);
}

void channel_tick(struct channel *channel)
{
	if (channel->in_flight)
		process_channel(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

void channel_cancel(struct channel *channel)
{
	if (channel->in_flight)
		ares_cancel(channel->handle);
}

void channel_give_up(struct channel *channel)
{
	channel->giving_up = true;
	channel_cancel(channel);
	channel->giving_up = false;
}

void channels_wait(struct channel_set *set, int timeout_ms)
{
	size_t count = set->count;

	if (!set->room)
		grow_set(set);
	memcpy(set->ready, set->sockets, count * sizeof *set->ready);
	memcpy(set->ready_owners, set->owners, count * sizeof(struct channel *));
	if (poll(set->ready, count, timeout_ms) <= 0)
		return;
	for (size_t i = 0; i < count; i++) {
		int fd = set->ready[i].fd, events = set->ready[i].revents;

		if (events)
			process_channel(set->ready_owners[i],
				events & (POLLIN | POLLERR | POLLHUP) ? fd : ARES_SOCKET_BAD,
				events & POLLOUT ? fd : ARES_SOCKET_BAD);
	}
}

size_t channel_system_servers(struct arena *arena, const char **servers, size_t most, const char **ret_error)
{
	struct ares_addr_port_node *nodes = NULL;
	ares_channel handle = NULL;
	size_t count = 0;
	int status = ares_init(&handle);

	if (status != ARES_SUCCESS) {
		*ret_error = ares_strerror(status);
		return 0;
	}
	status = ares_get_servers_ports(handle, &nodes);
	*ret_error = status == ARES_SUCCESS ? "no name server is configured on this system"
					    : ares_strerror(status);
	for (struct ares_addr_port_node *at = nodes; at && count < most; at = at->next) {
		char text[INET6_ADDRSTRLEN];

		inet_ntop(at->family, &at->addr, text, sizeof text);
		servers[count++] = arena_printf(arena, at->family == AF_INET6 ? "[%s]:%d" : "%s:%d", text,
			at->udp_port ? at->udp_port : DNS_PORT);
	}
	ares_free_data(nodes);
	ares_destroy(handle);
	return count;
}
