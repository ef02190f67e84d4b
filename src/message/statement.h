/*
 * What servers state of the client in fields of their own: Received-SPF (RFC 7208 section 9.1), Authentication-Results with an SPF
 * result or iprev (RFC 8601 sections 2.7.2 and 2.7.3), and fields of Exchange. Which of them are the receiver's own is another
 * question.
 */
#ifndef MAILAUTH_MESSAGE_STATEMENT_H
#define MAILAUTH_MESSAGE_STATEMENT_H

#include "base/arena.h"
#include "dns/reply.h"

enum statement_kind {
	STATEMENT_RECEIVED_SPF,
	STATEMENT_AUTHENTICATION_RESULTS,
	STATEMENT_EXCHANGE,	    /* X-Forefront-Antispam-Report: the client of Exchange Online */
	STATEMENT_EXCHANGE_ORIGINAL /* the client before the servers that Exchange Online was told to look through */
};

struct statement {
	enum statement_kind kind;
	const char *field_name;
	struct slice field; /* whole, in the header */
	bool has_address;
	struct dns_address address;
	struct slice helo;
	struct slice server; /* who states it: receiver= or the authserv-id */
	bool has_sender;
	struct slice sender; /* MAIL FROM; empty for the null sender */
	bool has_spf;	     /* SPF or DMARC was checked, and not the client's log-in alone */
	bool is_login;	     /* the client logged in: auth=pass (RFC 8601 section 2.7.4) */
};

enum { STATEMENTS_MOST = 100 };

struct statements {
	ARENA_LIST(struct statement) list; /* from the top */
};

/* Reads the first STATEMENTS_MOST of a header; owned by the arena. */
struct statements *statements_read(struct arena *arena, struct slice header);

#endif
