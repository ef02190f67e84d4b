/*
 * One Received field (RFC 5321 section 4.4), as any server writes it. What is not told stays empty; nothing is refused, and only
 * the first RECEIVED_MOST octets are read.
 */
#ifndef MAILAUTH_MAIL_RECEIVED_H
#define MAILAUTH_MAIL_RECEIVED_H

#include "base/arena.h"
#include "dns/reply.h"

enum { RECEIVED_MOST = 16384 };

struct received {
	bool has_from;	   /* there is a from clause: something was handed over */
	struct slice helo; /* what the client called itself: a name, or an address in brackets */
	struct slice
		name; /* what the server's reverse lookup gave; empty when it gave nothing or was not tried */
	bool name_is_unknown;	 /* the lookup gave nothing; false where the server does not tell */
	bool name_may_be_forged; /* the name does not lead back to the address */
	bool has_address;
	struct dns_address address; /* of the client, as the server saw it */
	struct slice by;	    /* host, or address, of the server that wrote the field */
	struct slice with;	    /* protocol: one word, or more as in "Microsoft SMTP Server" */
	struct slice via;
	struct slice id;
	struct slice recipient; /* the first of the for clause, without angle brackets */
	bool has_sender;
	struct slice sender; /* MAIL FROM of an envelope-from; empty for the null sender */
	bool is_exim;	     /* a name without HELO of its own is the name of both */
	bool authenticated;  /* the client logged in: a submission (RFC 3848, RFC 6409) */
	bool retrieved;	     /* fetched from a mailbox (POP3, IMAP) */
	bool local; /* from a program on the same host, or with LMTP: no delivery over the Internet */
};

/* Reads the unfolded body of a field; what it returns points into `text`. Takes linear time. */
struct received received_read(struct slice text);

/*
 * The address in "192.0.2.1", "[192.0.2.1]", "[IPv6:2001:db8::1]", "[192.0.2.1]:25" or "user@192.0.2.1"; one that is mapped into
 * IPv6 is read as IPv4. False when the word is none of them.
 */
bool received_address(struct slice word, struct dns_address *ret_address);

#endif
