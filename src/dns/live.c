/*
 * Live DNS: which server is asked, how often, over what, and what its packets say.
 *
 *  - each server has channels of its own (dns/channel.h) with one try, so that retries, the choice of server and the reading of
 *    SERVFAIL are ours;
 *  - packets are made and read by dns/wire.c, and truncated ones are asked again over TCP here, which tells "TCP is closed" from
 *    "server dead";
 *  - what a forger has to guess (RFC 5452) comes from the system's source of randomness: the id, one of several sockets, and the
 *    case of the letters of the name. The kernel gives each socket a random port; c-ares closes the socket of a channel that has
 *    nothing to wait for, and the next question opens a new one.
 */
#include "dns/live.h"

#include "base/random.h"
#include "dns/channel.h"
#include "dns/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	WINDOW_LEAST =
		200, /* questions of a server on their way: a default socket buffer holds about 270 packets */
	WINDOW_MOST = 600,  /* when none was lost for a while; our sockets hold more, each for itself */
	WINDOW_STEP = 4,    /* answers in a row that make room for one question more */
	TICK_MS = 20,	    /* how often c-ares is told that time passes */
	SOCKETS = 4,	    /* for UDP, of a server of the options */
	SOCKETS_DIRECT = 2, /* of one that is asked directly */
};

/* Whether the answers of a server repeat the name as it was asked, letter for letter. */
enum letter_case { CASE_UNKNOWN, CASE_KEPT, CASE_LOST };

struct server {
	const char *address;
	struct channel udp[SOCKETS];
	size_t sockets; /* how many of these are used */
	struct channel tcp;
	enum letter_case letter_case;
	bool refused;	   /* nobody listens there */
	unsigned failures; /* questions in a row that this server did not answer */
	unsigned queries;  /* that name it; one that is asked directly goes when there is none left */
	unsigned in_flight, window; /* of those that count: on their way, and how many may be */
	unsigned good;		    /* answers since the window grew */
	struct dns_address direct;
	char direct_text[INET6_ADDRSTRLEN + 10];
};

struct query {
	struct channel_wait wait;
	struct live_source *live;
	struct dns_question question;
	struct arena *arena;
	dns_done *done;
	void *context;
	struct server *server;
	size_t number;	/* of that server among those of the options */
	unsigned tries; /* used up */
	uint32_t tried; /* bit set of servers */
	bool late;	/* one try was not answered: it may take long, and holds up no other */
	bool over_tcp;
	bool plain;		     /* without EDNS, after a server refused it */
	bool edns_refused;	     /* an error came for the question with EDNS, or nothing at all */
	bool truncated;		     /* an answer over UDP had the TC bit */
	bool mixed;		     /* the name was sent in upper and lower case */
	bool miscased;		     /* its answer had other letters than this server gives */
	bool local;		     /* a try failed on this machine */
	bool reached;		     /* a try left it */
	uint8_t sent[DNS_NAME_SIZE]; /* the name as it was sent */
	enum dns_outcome failure;    /* what to report when all tries fail */
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
	struct channel_set channels;
	struct query *waiting, **waiting_end; /* not sent yet: the window is full */
	unsigned in_flight;		      /* without those that are late */
	bool heard;			      /* some server has sent something */
	struct random_pool random;
	uint64_t last_tick;
};

uint64_t dns_live_now(void)
{
	struct timespec now;

	/* Some kernels in a cage have only the other clock. */
	if (clock_gettime(CLOCK_MONOTONIC, &now) && !timespec_get(&now, TIME_UTC))
		now = (struct timespec){ .tv_sec = time(NULL) };
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

static void start(struct query *query);
static void begin_try(struct query *query);

/* How many questions may be on their way. */
static unsigned window_of(const struct live_source *live)
{
	unsigned window = 0;

	for (size_t i = 0; i < live->server_count; i++)
		window += live->servers[i].window;
	return window;
}

/* An answer that got through, and one that did not: then less is sent at once. */
static void adapt_window(struct server *server, bool answered)
{
	if (!answered)
		server->window = WINDOW_LEAST;
	server->good = answered ? server->good + 1 : 0;
	if (server->good < WINDOW_STEP)
		return;
	server->good = 0;
	server->window += server->window < WINDOW_MOST;
}

/* Sends what waits, as far as the window allows. */
static void pump(struct live_source *live)
{
	while (live->waiting && live->in_flight < window_of(live)) {
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
		if (reply->outcome == DNS_TIMEOUT && query->local && !query->reached)
			reply->outcome = DNS_LOCAL;
	}
	reply->truncated = reply->truncated || query->truncated;
	reply->without_edns = query->plain && query->edns_refused && dns_outcome_is_answer(reply->outcome);
	live->in_flight -= !query->late;
	if (query->question.way.direct)
		query->server->queries--;
	query->done(query->context, reply);
	free(query);
}

/* True when the first one is asked rather than the second one, which comes earlier in the list. */
static bool is_better(const struct server *server, const struct server *other)
{
	if (server->failures != other->failures)
		return server->failures < other->failures;
	return other->in_flight >= other->window && server->in_flight < server->window;
}

/*
 * The server with the fewest failures among those not tried yet, the first of these whose window has room; when all were tried, the next
 * one round.
 */
static size_t choose_server(const struct query *query)
{
	const struct live_source *live = query->live;
	size_t best = live->server_count;

	for (size_t i = 0; i < live->server_count; i++)
		if (!(query->tried >> i & 1) &&
			(best == live->server_count || is_better(&live->servers[i], &live->servers[best])))
			best = i;
	if (best < live->server_count)
		return best;
	return query->number + 1 < live->server_count ? query->number + 1 : 0;
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

/* Sends the try once more in another way. */
static bool start_otherwise(struct query *query, enum dns_outcome failure, bool over_tcp)
{
	query->failure = failure;
	query->over_tcp = over_tcp;
	start(query);
	return true;
}

/*
 * True when the answer has the letters of the question, or comes from a server that never kept them. One that did, and does not
 * now, was perhaps not who answered.
 */
static bool has_right_case(struct query *query, struct slice packet)
{
	struct server *server = query->server;

	if (!query->mixed || query->over_tcp)
		return true;
	if (dns_wire_repeats(packet, query->sent, query->question.name.len)) {
		if (server->letter_case == CASE_UNKNOWN &&
			memcmp(query->sent, query->question.name.wire, query->question.name.len) != 0)
			server->letter_case = CASE_KEPT;
		return true;
	}
	if (server->letter_case == CASE_UNKNOWN)
		server->letter_case = CASE_LOST;
	return server->letter_case == CASE_LOST;
}

/* Reads a packet. Returns false when another try is needed. */
static bool accept_packet(struct query *query, struct slice packet)
{
	uint8_t rcode;
	struct dns_reply *reply;
	enum dns_outcome outcome;

	if (!has_right_case(query, packet)) {
		bool again = query->miscased;

		query->miscased = true;
		return start_otherwise(query, DNS_MALFORMED, again);
	}
	reply = dns_wire_reply(query->arena, &query->question, packet, &rcode);
	outcome = reply->outcome;
	if (!query->plain && (rcode == DNS_RCODE_FORMERR || rcode == DNS_RCODE_NOTIMP)) {
		query->plain = query->edns_refused = true; /* RFC 6891 section 7: some servers know no EDNS */
		return start_otherwise(query, outcome, query->over_tcp);
	}
	if ((outcome == DNS_TRUNCATED || outcome == DNS_MALFORMED) && !query->over_tcp) {
		query->truncated = outcome == DNS_TRUNCATED;
		return start_otherwise(query, outcome, true); /* RFC 7766 section 5 */
	}
	if (!dns_outcome_is_answer(outcome) && outcome != DNS_PENDING && outcome != DNS_LOOP &&
		outcome != DNS_LIMIT) {
		query->failure = outcome;
		return false;
	}
	finish(query, reply);
	return true;
}

/* What this machine could not do. */
static void note_local(struct query *query, int error)
{
	int *first = query->live->options.local_error;

	query->local = true;
	if (first && !*first)
		*first = error;
}

static void answered(struct channel_wait *wait, enum channel_end end, struct slice packet)
{
	struct query *query = (struct query *)wait;
	struct server *server = query->server;

	server->in_flight--;
	server->refused = server->refused || wait->channel->socket.refused;
	if (end == CHANNEL_LOCAL)
		note_local(query, wait->channel->socket.error);
	query->reached = query->reached || end != CHANNEL_LOCAL;
	if (end == CHANNEL_CANCELLED) {
		finish(query, NULL);
		return;
	}
	adapt_window(server, end == CHANNEL_PACKET);
	if (end == CHANNEL_PACKET) {
		server->failures = 0;
		query->live->heard = true;
		if (accept_packet(query, packet))
			return;
	} else {
		server->failures++;
		query->live->in_flight -= !query->late;
		query->late = true;
		if (query->failure == DNS_TIMEOUT && end == CHANNEL_MALFORMED)
			query->failure = DNS_MALFORMED;
	}
	try_again(query);
}

/*
 * One of the server's sockets. A port that has seen many questions rests until nothing is awaited there, and c-ares closes it;
 * when all of them rest, whichever comes. Where this machine
 * gave none, one that is there already.
 */
static struct channel *choose_socket(struct query *query)
{
	struct server *server = query->server;
	size_t first = random_u8(&query->live->random) % server->sockets;

	if (query->over_tcp)
		return &server->tcp;
	for (size_t i = 0; i < server->sockets; i++) {
		struct channel *channel = &server->udp[(first + i) % server->sockets];

		if (query->local ? channel->in_flight
				 : channel->socket.sent < LIVE_SOCKET_SENT_MOST || !channel->in_flight)
			return channel;
	}
	return &server->udp[first];
}

/* Makes the packet: a random id, and over UDP the name in random case, where that is not known to be of no use. */
static void write_query(struct query *query, struct bytes *packet)
{
	struct random_pool *random = &query->live->random;

	query->mixed = !query->over_tcp && !query->plain && query->server->letter_case != CASE_LOST;
	dns_wire_query(packet, &query->question, random_u16(random), !query->plain);
	if (query->mixed)
		dns_wire_mix_case(packet, query->question.name.len, random);
	memcpy(query->sent, packet->at + DNS_HEADER_SIZE, query->question.name.len);
}

/* Sends one try to the query's server. */
static void start(struct query *query)
{
	struct live_source *live = query->live;
	struct server *server = query->server;
	struct bytes packet = { 0 };
	const char *error;
	struct channel *channel;

	if (past_deadline(live)) {
		if (!query->wait.channel)
			query->failure = DNS_LIMIT;
		finish(query, NULL);
		return;
	}
	if (!random_is_ready(&live->random)) {
		note_local(query, errno);
		finish(query, NULL);
		return;
	}
	query->wait.channel = channel = choose_socket(query);
	if (!channel->handle && !channel_open(channel, &live->channels, server->address, query->over_tcp,
					live->options.timeout_ms, &error)) {
		note_local(query, errno);
		finish(query, NULL);
		return;
	}
	write_query(query, &packet);
	server->in_flight++;
	channel_send(channel, bytes_slice(&packet), &query->wait);
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
	*server = (struct server){
		.direct = *address, .address = server->direct_text, .sockets = SOCKETS_DIRECT
	};
	snprintf(server->direct_text, sizeof server->direct_text, address->is_ip6 ? "[%s]:%u" : "%s:%u",
		dns_address_text(&scratch, address),
		live->options.name_server_port ? live->options.name_server_port : DNS_PORT);
	arena_release(&scratch);
	return live->direct[live->direct_count++] = server;
}

/* The server's channels, one by one: number from 0. NULL after the last. */
static struct channel *channel_at(struct server *server, size_t number)
{
	return number < server->sockets	   ? &server->udp[number]
	       : number == server->sockets ? &server->tcp
					   : NULL;
}

static void close_server(struct server *server)
{
	struct channel *channel;

	for (size_t i = 0; (channel = channel_at(server, i)); i++)
		channel_close(channel);
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
		.wait = { .done = answered },
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

/* Tells c-ares that time has passed, or that there is none left. */
static void tick(struct live_source *live)
{
	bool over = past_deadline(live);
	struct channel *channel;

	for (size_t i = 0; i < live->server_count + live->direct_count; i++)
		for (size_t k = 0; (channel = channel_at(server_at(live, i), k)); k++) {
			if (over)
				channel_cancel(channel);
			else
				channel_tick(channel);
		}
}

/*
 * The kernel tells of a closed port once, for the query that was sent last; c-ares would wait for the others. It
 * cannot be told so within a callback.
 */
static void give_up(struct server *server)
{
	bool refused = false;

	for (size_t i = 0; i < server->sockets; i++) {
		refused = refused || server->udp[i].socket.refused;
		server->udp[i].socket.refused = false;
	}
	for (size_t i = 0; refused && i < server->sockets; i++)
		channel_give_up(&server->udp[i]);
	if (server->tcp.socket.refused) {
		server->tcp.socket.refused = false;
		channel_give_up(&server->tcp);
	}
}

static void wait_for_answers(struct dns_source *source, int timeout_ms)
{
	struct live_source *live = (struct live_source *)source;

	for (size_t i = 0; i < live->server_count + live->direct_count; i++)
		give_up(server_at(live, i));
	close_idle_servers(live);
	channels_wait(&live->channels, timeout_ms < TICK_MS ? timeout_ms : TICK_MS);
	if (dns_live_now() - live->last_tick >= TICK_MS) {
		live->last_tick = dns_live_now();
		tick(live);
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
	channels_end(&live->channels);
	arena_release(&live->arena);
	free(live->direct);
	free(live);
}

struct dns_source *dns_live_source(const struct dns_live_options *options, const char **ret_error)
{
	static const struct dns_source_ops ops = {
		.ask = ask, .wait = wait_for_answers, .close = close_source
	};
	struct live_source *live = xrealloc(NULL, sizeof *live);
	const char *servers[DNS_SERVERS_MOST];
	bool good = channels_begin();

	*live = (struct live_source){ .source = { &ops, NULL }, .options = *options };
	live->waiting_end = &live->waiting;
	*ret_error = "out of memory";
	live->server_count = options->server_count;
	memcpy(servers, options->servers, sizeof servers);
	if (good && !live->server_count)
		live->server_count =
			channel_system_servers(&live->arena, servers, DNS_SERVERS_MOST, ret_error);
	good = good && live->server_count;
	for (size_t i = 0; i < live->server_count; i++)
		live->servers[i] =
			(struct server){ .address = servers[i], .sockets = SOCKETS, .window = WINDOW_LEAST };
	/* One of each at once: what is wrong with an address, or with this system, is told before anything is asked. */
	for (size_t i = 0; i < live->server_count && good; i++)
		good = channel_open(options->tcp_only ? &live->servers[i].tcp : &live->servers[i].udp[0],
			&live->channels, live->servers[i].address, options->tcp_only, options->timeout_ms,
			ret_error);
	if (good)
		return &live->source;
	close_source(&live->source);
	return NULL;
}
