/*
 * The addresses of a field such as From (RFC 5322 section 3.4 with the obsolete forms of section 4.4; groups in From: RFC 6854).
 *
 *   address-list = address *( "," address )            address = mailbox / group
 *   group        = phrase ":" [ mailbox-list ] ";"     mailbox = addr-spec / [ phrase ] "<" [ route ] addr-spec ">"
 *   route        = "@" domain *( "," "@" domain ) ":"  addr-spec = local-part "@" domain, CFWS anywhere between
 */
#ifndef MAILAUTH_MAIL_ADDRESS_LIST_H
#define MAILAUTH_MAIL_ADDRESS_LIST_H

#include "base/arena.h"
#include "base/slice.h"

struct mail_address {
	struct slice domain; /* without comments and white space; empty when there is none */
	bool is_literal;     /* "[192.0.2.1]": the domain is empty */
};

struct mail_addresses {
	ARENA_LIST(struct mail_address) list;
	bool has_group;
	bool has_control; /* a byte such as NUL, at which some readers stop */
	const char *
		fault; /* the first thing that two readers may read in two ways, one clause; NULL when there is none */
};

/* Fields with more addresses are read up to here, and that is a fault. */
enum { MAIL_ADDRESSES_MOST = 1000 };

/* Reads an unfolded field body, to the end whatever is in it; owned by the arena. */
struct mail_addresses *mail_addresses_read(struct arena *arena, struct slice text);

#endif
