/*
 * Live DNS on c-ares, written so that 1.18 and 1.34 behave alike:
 *
 *  - each server has channels of its own with one try, so that retries, the choice of server and the reading of
 *    SERVFAIL are ours (c-ares folds it into "connection refused" unless told not to);
 *  - packets are made and read by dns/wire.c, because c-ares 1.18 loses TTL and owner and 1.34 rewrites what came;
 *  - truncated answers are asked again over TCP here (ARES_FLAG_IGNTC), which tells "TCP is closed" from "server dead";
 *  - the poll loop uses ARES_OPT_SOCK_STATE_CB and a tick, because ares_timeout() walks all queries in 1.18.
 */
#define CARES_NO_DEPRECATED 1
#include "dns/live.h"

#include "dns/wire.h"

#include <ares.h>
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	DNS_PORT = 53,
	IN_FLIGHT_MOST = 200, /* of one channel: a default socket buffer holds about 270 answers */
	TICK_MS = 20,	      /* how often c-ares is told that time passes */
	SOCKET_BUFFER = 1024 * 1024,
};

struct live_source;

struct channel {
	struct live_source *live;
	ares_channel handle; /* NULL until first used */
	unsigned in_flight;
	bool refused;	/* nobody listens: what else was sent there need not be waited for */
	bool giving_up; /* while those are ended */
};

struct server {
	const char *address;
	struct channel udp;
	struct channel tcp;
	bool refused;	   /* nobody listens there */
	unsigned failures; /* questions in a row that this server did not answer */
	unsigned queries;  /* that name it; one that is asked directly goes when there is none left */
	struct dns_address direct;
	char direct_text[INET6_ADDRSTRLEN + 10];
};

struct query {
	struct live_source *live;
	struct dns_question question;
	struct arena *arena;
	dns_done *done;
	void *context;
	struct channel *channel;
	struct server *server;
	size_t number;	/* of that server among those of the options */
	unsigned tries; /* used up */
	uint32_t tried; /* bit set of servers */
	bool over_tcp;
	bool plain;		  /* without EDNS, after a server refused it */
	bool edns_refused;	  /* an error came for the question with EDNS, or nothing at all */
	bool truncated;		  /* an answer over UDP had the TC bit */
	enum dns_outcome failure; /* what to report when all tries fail */
	struct query *next;
};

struct live_source {
	struct dns_source source;
	struct dns_live_options options;
	struct arena arena;
	struct server servers[DNS_SERVERS_MOST]; /* of the options or the system */
	size_t server_count;
	struct server **direct; /* name servers that are asked themselves, as long as they are */
	size_t direct_count, direct_room;
	struct pollfd *sockets, *ready;
	struct channel **socket_channels, **ready_channels;
	size_t socket_count, socket_room;
	struct query *waiting, **waiting_end; /* not sent yet: the window is full */
	unsigned in_flight;
	bool heard; /* some server has sent something */
	uint64_t last_tick;
};

uint64_t dns_live_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

const char *dns_server_from_text(struct arena *arena, struct slice text)
{
	struct dns_address address;
	uint16_t port = DNS_PORT;

	if (!dns_endpoint_from_text(text, &address, &port))
		return NULL;
	return arena_printf(
		arena, address.is_ip6 ? "[%s]:%u" : "%s:%u", dns_address_text(arena, &address), port);
}

static void grow_sockets(struct live_source *live)
{
	size_t room = live->socket_room ? live->socket_room * 2 : 16;

	live->sockets = xrealloc(live->sockets, room * sizeof *live->sockets);
	live->ready = xrealloc(live->ready, room * sizeof *live->ready);
	live->socket_channels = xrealloc(live->socket_channels, room * sizeof(struct channel *));
	live->ready_channels = xrealloc(live->ready_channels, room * sizeof(struct channel *));
	live->socket_room = room;
}

static void socket_state(void *data, ares_socket_t fd, int readable, int writable)
{
	struct channel *channel = data;
	struct live_source *live = channel->live;
	size_t i = 0;

	while (i < live->socket_count && live->sockets[i].fd != fd)
		i++;
	if (!readable && !writable) {
		if (i < live->socket_count) {
			live->socket_count--;
			live->sockets[i] = live->sockets[live->socket_count];
			live->socket_channels[i] = live->socket_channels[live->socket_count];
		}
		return;
	}
	if (i == live->socket_room)
		grow_sockets(live);
	live->sockets[i] = (struct pollfd){ .fd = fd,
		.events = (short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0)) };
	live->socket_channels[i] = channel;
	if (i == live->socket_count)
		live->socket_count++;
}

static bool open_channel(
	struct live_source *live, struct channel *channel, const char *address, bool tcp, int *ret_status)
{
	struct ares_options options = {
		.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_EDNS | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES |
			 (tcp ? ARES_FLAG_USEVC : ARES_FLAG_IGNTC),
		.timeout = (int)live->options.timeout_ms,
		.tries = 1,
		.ednspsz = DNS_EDNS_SIZE,
		.sock_state_cb = socket_state,
		.sock_state_cb_data = channel,
		.socket_receive_buffer_size = SOCKET_BUFFER,
	};
	int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ |
		   ARES_OPT_SOCK_STATE_CB | ARES_OPT_SOCK_RCVBUF;

#if ARES_VERSION >= 0x011700
	mask |= ARES_OPT_QUERY_CACHE; /* qcache_max_ttl = 0: what is asked again is asked again */
#endif
	channel->live = live;
	*ret_status = ares_init_options(&channel->handle, &options, mask);
	if (*ret_status == ARES_SUCCESS)
		*ret_status = ares_set_servers_ports_csv(channel->handle, address);
	return *ret_status == ARES_SUCCESS;
}

static void start(struct query *query);
static void begin_try(struct query *query);

/* Sends what waits, as far as the window allows. */
static void pump(struct live_source *live)
{
	while (live->waiting && live->in_flight < IN_FLIGHT_MOST * live->server_count) {
		struct query *query = live->waiting;

		live->waiting = query->next;
		if (!live->waiting)
			live->waiting_end = &live->waiting;
		live->in_flight++;
		begin_try(query);
	}
}

static void finish(struct query *query, struct dns_reply *reply)
{
	struct live_source *live = query->live;

	if (!reply) {
		reply = arena_take(query->arena, sizeof *reply);
		reply->question = query->question;
		reply->outcome = query->truncated ? DNS_TRUNCATED : query->failure;
	}
	reply->truncated = reply->truncated || query->truncated;
	reply->without_edns = query->plain && query->edns_refused && dns_outcome_is_answer(reply->outcome);
	live->in_flight--;
	if (query->question.way.direct)
		query->server->queries--;
	query->done(query->context, reply);
	free(query);
}

/* The server with the fewest failures among those not tried yet; when all were, the next one round. */
static size_t choose_server(const struct query *query)
{
	const struct live_source *live = query->live;
	size_t best = live->server_count;

	for (size_t i = 0; i < live->server_count; i++)
		if (!(query->tried >> i & 1) &&
			(best == live->server_count ||
				live->servers[i].failures < live->servers[best].failures))
			best = i;
	return best < live->server_count ? best : (query->number + 1) % live->server_count;
}

static bool past_deadline(const struct live_source *live)
{
	return live->options.deadline_ms && dns_live_now() >= live->options.deadline_ms;
}

/* No resolver: whatever is asked of the servers of the options ends in the same way. */
static bool nobody_listens(const struct live_source *live)
{
	for (size_t i = 0; i < live->server_count; i++)
		if (!live->servers[i].refused)
			return false;
	return !live->heard;
}

/* A server that was silent before is asked without EDNS: some drop what they do not know (RFC 6891 section 6.2.6). */
static void begin_try(struct query *query)
{
	if (!query->question.way.direct && nobody_listens(query->live)) {
		query->failure = DNS_LOCAL;
		finish(query, NULL);
		return;
	}
	if (!query->question.way.direct) {
		query->number = choose_server(query);
		query->server = &query->live->servers[query->number];
	}
	query->plain = query->tried >> query->number & 1;
	query->edns_refused = query->edns_refused || query->plain;
	query->over_tcp = query->live->options.tcp_only || query->question.way.over_tcp;
	query->tries++;
	query->tried |= 1U << query->number;
	start(query);
}

/* Another try, or the end. */
static void try_again(struct query *query)
{
	size_t most = query->live->options.tries;

	if (query->question.way.direct) /* with EDNS, and without when nothing came */
		most = 2;
	else if (most < query->live->server_count)
		most = query->live->server_count;
	/* begin_try() ends it when nobody listens. */
	if ((query->tries >= most && (query->question.way.direct || !nobody_listens(query->live))) ||
		past_deadline(query->live)) {
		finish(query, NULL);
		return;
	}
	begin_try(query);
}

/* Reads a packet. Returns false when the question has to be asked once more in another way. */
static bool accept_packet(struct query *query, struct slice packet)
{
	struct arena scratch = { 0 };
	uint8_t rcode;
	struct dns_reply *reply = dns_wire_reply(&scratch, &query->question, packet, &rcode);
	enum dns_outcome outcome = reply->outcome;

	arena_release(&scratch);
	if (!query->plain && (rcode == DNS_RCODE_FORMERR || rcode == DNS_RCODE_NOTIMP)) {
		query->plain = query->edns_refused = true; /* RFC 6891 section 7: some servers know no EDNS */
		query->failure = outcome;
		start(query);
		return true;
	}
	if ((outcome == DNS_TRUNCATED || outcome == DNS_MALFORMED) && !query->over_tcp) {
		query->truncated = outcome == DNS_TRUNCATED;
		query->failure = outcome;
		query->over_tcp = true; /* RFC 7766 section 5 */
		start(query);
		return true;
	}
	if (!dns_outcome_is_answer(outcome) && outcome != DNS_PENDING && outcome != DNS_LOOP) {
		query->failure = outcome;
		return false;
	}
	finish(query, dns_wire_reply(query->arena, &query->question, packet, &rcode));
	return true;
}

static void answered(void *argument, int status, int timeouts, unsigned char *packet, int length)
{
	struct query *query = argument;
	struct server *server = query->server;

	(void)timeouts;
	query->channel->in_flight--;
	query->channel->refused = query->channel->refused || status == ARES_ECONNREFUSED;
	server->refused = server->refused || status == ARES_ECONNREFUSED;
	if ((status == ARES_ECANCELLED && !query->channel->giving_up) || status == ARES_EDESTRUCTION) {
		finish(query, NULL);
		return;
	}
	if (packet && length > 0) {
		server->failures = 0;
		query->live->heard = true;
		if (accept_packet(query, (struct slice){ packet, (size_t)length }))
			return;
	} else {
		server->failures++;
		if (query->failure == DNS_TIMEOUT && status == ARES_EBADRESP)
			query->failure = DNS_MALFORMED;
	}
	try_again(query);
}

/* Sends one try to the query's server. */
static void start(struct query *query)
{
	struct live_source *live = query->live;
	struct server *server = query->server;
	struct bytes packet = { 0 };
	uint16_t id = 0;
	int status;

	if (past_deadline(live)) {
		if (!query->channel)
			query->failure = DNS_LIMIT;
		finish(query, NULL);
		return;
	}
	query->channel = query->over_tcp ? &server->tcp : &server->udp;
	if (!query->channel->handle &&
		!open_channel(live, query->channel, server->address, query->over_tcp, &status)) {
		finish(query, NULL);
		return;
	}
	if (getentropy(&id, sizeof id))
		id = (uint16_t)dns_live_now();
	dns_wire_query(&packet, &query->question, id, !query->plain);
	query->channel->in_flight++;
	ares_send(query->channel->handle, packet.at, (int)packet.len, answered, query);
	bytes_free(&packet);
}

/* The name server with this address, which may be new. */
static struct server *direct_server(struct live_source *live, const struct dns_address *address)
{
	struct arena scratch = { 0 };
	struct server *server;

	for (size_t i = 0; i < live->direct_count; i++) {
		server = live->direct[i];
		if (server->direct.is_ip6 == address->is_ip6 &&
			memcmp(server->direct.bytes, address->bytes, sizeof address->bytes) == 0)
			return server;
	}
	if (live->direct_count == live->direct_room) {
		live->direct_room = live->direct_room ? live->direct_room * 2 : 16;
		live->direct = xrealloc(live->direct, live->direct_room * sizeof(struct server *));
	}
	server = xrealloc(NULL, sizeof *server);
	*server = (struct server){ .direct = *address, .address = server->direct_text };
	snprintf(server->direct_text, sizeof server->direct_text, address->is_ip6 ? "[%s]:%u" : "%s:%u",
		dns_address_text(&scratch, address),
		live->options.name_server_port ? live->options.name_server_port : DNS_PORT);
	arena_release(&scratch);
	return live->direct[live->direct_count++] = server;
}

static void close_server(struct server *server)
{
	if (server->udp.handle)
		ares_destroy(server->udp.handle);
	if (server->tcp.handle)
		ares_destroy(server->tcp.handle);
}

/* Lets go of name servers that nobody asks any more, with their sockets. */
static void close_idle_servers(struct live_source *live)
{
	size_t kept = 0;

	for (size_t i = 0; i < live->direct_count; i++) {
		struct server *server = live->direct[i];

		if (server->queries) {
			live->direct[kept++] = server;
			continue;
		}
		close_server(server);
		free(server);
	}
	live->direct_count = kept;
}

static bool ask(struct dns_source *source, const struct dns_question *question, struct arena *arena,
	dns_done *done, void *context)
{
	struct live_source *live = (struct live_source *)source;
	struct query *query;

	if (question->way.policy)
		return false;
	query = xrealloc(NULL, sizeof *query);
	*query = (struct query){
		.live = live,
		.question = *question,
		.arena = arena,
		.done = done,
		.context = context,
		.failure = DNS_TIMEOUT,
	};
	if (question->way.direct) {
		query->server = direct_server(live, &question->way.server);
		query->server->queries++;
	}
	*live->waiting_end = query;
	live->waiting_end = &query->next;
	pump(live);
	return true;
}

static struct server *server_at(struct live_source *live, size_t number)
{
	return number < live->server_count ? &live->servers[number]
					   : live->direct[number - live->server_count];
}

static void each_channel(struct live_source *live, void (*act)(ares_channel handle))
{
	for (size_t i = 0; i < live->server_count + live->direct_count; i++) {
		struct server *server = server_at(live, i);

		if (server->udp.in_flight)
			act(server->udp.handle);
		if (server->tcp.in_flight)
			act(server->tcp.handle);
	}
}

static void tick(ares_channel handle)
{
	ares_process_fd(handle, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

/*
 * The kernel tells of a closed port once, for the query that was sent last; c-ares would wait for the others. It
 * cannot be told so within a callback.
 */
static void give_up(struct channel *channel)
{
	if (!channel->refused)
		return;
	channel->refused = false;
	channel->giving_up = true;
	if (channel->in_flight)
		ares_cancel(channel->handle);
	channel->giving_up = false;
}

static void process_socket(struct channel *channel, struct pollfd socket)
{
	bool readable = socket.revents & (POLLIN | POLLERR | POLLHUP), writable = socket.revents & POLLOUT;

	ares_process_fd(channel->handle, readable ? socket.fd : ARES_SOCKET_BAD,
		writable ? socket.fd : ARES_SOCKET_BAD);
}

static void wait_for_answers(struct dns_source *source, int timeout_ms)
{
	struct live_source *live = (struct live_source *)source;
	size_t count;

	for (size_t i = 0; i < live->server_count + live->direct_count; i++) {
		give_up(&server_at(live, i)->udp);
		give_up(&server_at(live, i)->tcp);
	}
	close_idle_servers(live);
	if (!live->socket_room)
		grow_sockets(live);
	count = live->socket_count;
	memcpy(live->ready, live->sockets, count * sizeof *live->ready);
	memcpy(live->ready_channels, live->socket_channels, count * sizeof(struct channel *));
	if (poll(live->ready, count, timeout_ms < TICK_MS ? timeout_ms : TICK_MS) > 0)
		for (size_t i = 0; i < count; i++)
			if (live->ready[i].revents)
				process_socket(live->ready_channels[i], live->ready[i]);
	if (dns_live_now() - live->last_tick >= TICK_MS) {
		live->last_tick = dns_live_now();
		each_channel(live, past_deadline(live) ? ares_cancel : tick);
	}
	pump(live);
}

static void close_source(struct dns_source *source)
{
	struct live_source *live = (struct live_source *)source;

	for (size_t i = 0; i < live->server_count; i++)
		close_server(&live->servers[i]);
	for (size_t i = 0; i < live->direct_count; i++) {
		close_server(live->direct[i]);
		free(live->direct[i]);
	}
	ares_library_cleanup();
	arena_release(&live->arena);
	free(live->direct);
	free(live->sockets);
	free(live->ready);
	free(live->socket_channels);
	free(live->ready_channels);
	free(live);
}

/* The servers of resolv.conf, as c-ares reads it. */
static bool take_system_servers(struct live_source *live, int *ret_status)
{
	struct ares_addr_port_node *servers = NULL;
	ares_channel channel = NULL;

	*ret_status = ares_init(&channel);
	if (*ret_status != ARES_SUCCESS)
		return false;
	*ret_status = ares_get_servers_ports(channel, &servers);
	for (struct ares_addr_port_node *at = servers; at && live->server_count < DNS_SERVERS_MOST;
		at = at->next) {
		char text[INET6_ADDRSTRLEN];
		int port = at->udp_port ? at->udp_port : DNS_PORT;

		inet_ntop(at->family, &at->addr, text, sizeof text);
		live->servers[live->server_count++].address =
			arena_printf(&live->arena, at->family == AF_INET6 ? "[%s]:%d" : "%s:%d", text, port);
	}
	ares_free_data(servers);
	ares_destroy(channel);
	return *ret_status == ARES_SUCCESS && live->server_count;
}

struct dns_source *dns_live_source(const struct dns_live_options *options, const char **ret_error)
{
	static const struct dns_source_ops ops = {
		.ask = ask, .wait = wait_for_answers, .close = close_source
	};
	struct live_source *live = xrealloc(NULL, sizeof *live);
	int status = ares_library_init(ARES_LIB_INIT_ALL);

	*live = (struct live_source){ .source = { &ops, NULL }, .options = *options };
	live->waiting_end = &live->waiting;
	for (size_t i = 0; i < options->server_count; i++)
		live->servers[live->server_count++].address = options->servers[i];
	if (status == ARES_SUCCESS && !live->server_count && !take_system_servers(live, &status) &&
		status == ARES_SUCCESS) {
		*ret_error = "no name server is configured on this system";
		close_source(&live->source);
		return NULL;
	}
	for (size_t i = 0; i < live->server_count && status == ARES_SUCCESS; i++)
		open_channel(live, options->tcp_only ? &live->servers[i].tcp : &live->servers[i].udp,
			live->servers[i].address, options->tcp_only, &status);
	if (status == ARES_SUCCESS)
		return &live->source;
	*ret_error = ares_strerror(status);
	close_source(&live->source);
	return NULL;
}
