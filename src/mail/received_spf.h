/* One Received-SPF field (RFC 7208 section 9.1), and what servers write about SPF in comments. */
#ifndef MAILAUTH_MAIL_RECEIVED_SPF_H
#define MAILAUTH_MAIL_RECEIVED_SPF_H

#include "base/arena.h"
#include "dns/reply.h"

/* What is not told is empty. */
struct received_spf {
	struct slice result; /* as written */
	bool has_address;
	struct dns_address address; /* of client-ip, else of the comment */
	struct slice helo;
	struct slice receiver;
	bool has_sender;
	struct slice sender; /* of envelope-from; empty for the null sender */
	bool is_helo;	     /* identity=helo: the result is not about MAIL FROM */
};

/* Reads the unfolded body of a field; what it returns points into `text`. Takes linear time. */
struct received_spf received_spf_read(struct slice text);

/* The client's address in a comment such as "domain of a@example.com designates 192.0.2.1 as permitted sender". False without. */
bool received_spf_address(struct slice comment, struct dns_address *ret_address);

#endif
