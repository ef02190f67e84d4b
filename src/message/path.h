/*
 * The path of a message: its Received fields from the top, and at which of them the message crossed from the sender's side to the
 * receiver's. What is above that hop was written by the receiver (RFC 8601 section 5); what is below, anybody can have written.
 *
 * The server that wrote the first field is the receiver's. A hop is within the receiver's organization when its client has a
 * private address, or a name of an organization that is known to be the receiver's, and the field below is of a server there. A
 * client that logged in is a user of that server (RFC 6409): a submission and no delivery.
 */
#ifndef MAILAUTH_MESSAGE_PATH_H
#define MAILAUTH_MESSAGE_PATH_H

#include "message/path_walk.h"
#include "message/statement.h"

/* An answer to: which client delivered the message to the receiver? */
struct path_reading {
	struct dns_address address;
	const char *source; /* the field that tells it */
	const char *why;    /* a clause */
	struct slice field; /* the Received field of the delivery; empty when no hop has the address */
	struct slice helo;
	bool has_sender; /* an envelope-from of that hop */
	struct slice sender;
	const char *sender_source;
};

struct path {
	struct path_hops hops; /* the first PATH_HOPS_MOST */
	enum path_end end;
	size_t last;  /* the hop at which the walk ended */
	size_t count; /* of the readings: 0 when the client is not known, 2 when two remain */
	struct path_reading readings[2]; /* the second also where something else speaks against the first */
	bool doubtful;			 /* one reading, and another one in which the client is not known */
	const char *why;		 /* why nothing is known, or why it is not certain; NULL otherwise */
};

struct path_request {
	struct slice header;
	const struct suffix_list *suffixes;
	const struct dns_address *ip;	    /* that the user gave; NULL without */
	const struct dns_name *from_domain; /* NULL when there is none */
	struct slice return_path;	    /* an address; empty when there is none */
};

/* Owned by the arena. */
struct path *path_read(struct arena *arena, const struct path_request *request);

/* The second reading is the right one. */
void path_take_second(struct path *path);

/* "delivery", "internal" and so on. */
const char *path_kind_text(enum path_kind kind);

#endif
