/* The walk over the hops of a path from the top, for path_read(). */
#ifndef MAILAUTH_MESSAGE_PATH_WALK_H
#define MAILAUTH_MESSAGE_PATH_WALK_H

#include "mail/received.h"
#include "message/organization.h"

enum path_kind {
	PATH_EARLIER, /* below the hop at which the receiver took the message, or not known */
	PATH_DELIVERY,
	PATH_INTERNAL, /* within the receiver's organization */
	PATH_LOCAL,    /* within a host, or with LMTP */
	PATH_RETRIEVAL,
	PATH_SUBMISSION
};

struct path_hop {
	struct slice field; /* whole, in the header */
	struct received received;
	enum path_kind kind;
	bool taken; /* its client is the one that SPF is about */
};

enum { PATH_HOPS_MOST = 200 };

struct path_hops {
	ARENA_LIST(struct path_hop) list; /* from the top */
};

/* How the walk from the top ended. */
enum path_end {
	PATH_END_NONE, /* all hops are within one organization, or there is none */
	PATH_END_DELIVERY,
	PATH_END_UNTOLD,     /* a delivery by a client whose address is not told */
	PATH_END_HIDDEN,     /* a delivery by a client of which only a private address was seen */
	PATH_END_SUBMISSION, /* what is below is on the sender's side, and nothing above it is a delivery */
	PATH_END_RELAY	     /* the sender's own server takes a message for another organization */
};

struct path_walk {
	struct arena *arena;
	const struct suffix_list *suffixes;
	struct path_hops *hops;
	struct organizations receivers; /* the receiver's side, as far as it is known */
	struct organizations senders;	/* of From and MAIL FROM */
	struct organizations
		recipients; /* of To and Cc: servers of theirs may take mail before the receiver does */
	bool delivered;	    /* a field of a mailbox says so */
	bool doubtful;	    /* a private address whose name is of neither side was passed over */
	size_t hidden;	    /* at this hop, the first one */
	enum path_end end;
	size_t last;
};

/* Walks down from hop `first`, whose server is the receiver's; sets end and last, and the kinds of the hops that it passes. */
void path_walk(struct path_walk *walk, size_t first);

/* An address that no client on the Internet has. */
bool path_is_private(const struct dns_address *address);

/* True when the host is known to be of one of the organizations. */
bool path_host_is_of(const struct path_walk *walk, const struct organizations *set, struct slice host);

#endif
