/*
 * Channels of c-ares, and the waiting for all of them. A channel sends packets to one server, over UDP or over TCP, and tells how
 * each try ended. Retries, the choice of the server and the reading of packets are the caller's. The only file that includes ares.h
 * is src/dns/channel.c.
 */
#ifndef MAILAUTH_DNS_CHANNEL_H
#define MAILAUTH_DNS_CHANNEL_H

#include "base/arena.h"
#include "dns/live_socket.h"

struct ares_channeldata;
struct channel;
struct pollfd;

/* How the wait for a packet ended. */
enum channel_end {
	CHANNEL_PACKET,
	CHANNEL_SILENT,	   /* none came in time, or the connection was closed */
	CHANNEL_MALFORMED, /* what came was no packet */
	CHANNEL_LOCAL,	   /* this machine could not send */
	CHANNEL_CANCELLED, /* by channel_cancel(), or because the channel was closed */
};

/* What waits for a packet. A part of what the caller knows of the question. */
struct channel_wait {
	struct channel *channel;
	void (*done)(struct channel_wait *wait, enum channel_end end, struct slice packet);
};

/* The sockets of all channels. Begins as zeros. */
struct channel_set {
	struct pollfd *sockets, *ready;
	struct channel **owners, **ready_owners; /* of each socket */
	size_t count, room;
};

/* Begins as zeros. */
struct channel {
	struct channel_set *set;
	struct ares_channeldata *handle; /* NULL until opened */
	struct live_socket socket;
	unsigned in_flight;
	bool giving_up; /* nobody listens: what waits ends as not answered */
};

/* Before the first channel, and after the last. False when there is no memory. */
bool channels_begin(void);
void channels_end(struct channel_set *set);

/* Opens a channel to "192.0.2.1:53" or "[2001:db8::1]:53". On failure returns false and *ret_error (static) says why. */
bool channel_open(struct channel *channel, struct channel_set *set, const char *address, bool tcp,
	unsigned timeout_ms, const char **ret_error);
void channel_close(struct channel *channel);

/* Sends a query, whose id is 16 random bits. wait->done is called once, perhaps before this returns. */
void channel_send(struct channel *channel, struct slice query, struct channel_wait *wait);

/* Tells c-ares that time passes. */
void channel_tick(struct channel *channel);

/* Ends all that waits: cancelled, or as not answered. Not within a `done`. */
void channel_cancel(struct channel *channel);
void channel_give_up(struct channel *channel);

/* Waits up to `timeout_ms` for packets, and hands out those that came. */
void channels_wait(struct channel_set *set, int timeout_ms);

/*
 * The servers of resolv.conf, as c-ares reads it, at most `most`: as channel_open() takes them. On failure returns 0 and
 * *ret_error says why.
 */
size_t channel_system_servers(struct arena *arena, const char **servers, size_t most, const char **ret_error);

#endif
