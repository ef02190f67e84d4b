/*
 * A stored message as a receiver would authenticate it: SPF (RFC 7208), DKIM (RFC 6376), ARC (RFC 8617), DMARC by both specifications (RFC 7489,
 * RFC 9989), and what the receiver said of it then (RFC 8601). What is wrong with it is found by the rules of SCOPE_MESSAGE.
 */
#ifndef MAILAUTH_MESSAGE_MESSAGE_H
#define MAILAUTH_MESSAGE_MESSAGE_H

#include "arc/chain.h"
#include "dkim/signature.h"
#include "dmarc/discover.h"
#include "mail/body_state.h"
#include "message/fault.h"
#include "message/meaning.h"
#include "message/path.h"
#include "spf/check_host.h"

/* What the user knows of the transport; NULL and empty where nothing was given. */
struct message_transport {
	const struct dns_address *ip;
	const char *helo;
	const char *mail_from;
	uint64_t now; /* seconds since 1970; 0 when it is not to matter */
};

/* What the From field gives (RFC 5322 section 3.6.2). */
enum message_from {
	MESSAGE_FROM_ONE, /* one domain */
	MESSAGE_FROM_MISSING,
	MESSAGE_FROM_INVALID,	 /* an address without a domain, or one that is no domain name */
	MESSAGE_FROM_SEVERAL,	 /* addresses of several domains */
	MESSAGE_FROM_EMPTY_GROUP /* a group without an address (RFC 6854) */
};

/* One result of an Authentication-Results field. */
struct message_claim {
	const char *method, *result; /* as written */
	const char *authserv_id;     /* NULL when the field has none */
	bool own; /* the receiver's (RFC 8601 section 5), not one of an earlier server or of the sender */
	const struct authentication_result *said;
	enum claim_meaning meaning;
	const char *explanation; /* NULL where the word says it all */
	struct slice field;	 /* in the header */
};

/* Whose domain SPF was checked for. */
enum message_identity {
	MESSAGE_IDENTITY_MAIL_FROM,
	MESSAGE_IDENTITY_NULL_SENDER, /* postmaster@HELO (RFC 7208 section 2.4) */
	MESSAGE_IDENTITY_HELO	      /* MAIL FROM is not known: DMARC has nothing of it */
};

struct message_dmarc {
	bool is_rfc7489;		     /* of the two specifications */
	const struct dmarc_reading *reading; /* NULL without a From domain */
	enum dns_outcome outcome;	     /* of the policy; anything but an answer: not known */
	bool has_policy;
	enum dmarc_policy policy;
	bool spf_aligned, dkim_aligned; /* with what passed */
	bool open;			/* what decides is not known */
	bool unanswered;		/* for want of an answer */
	bool pass;
};

struct message {
	struct text *text;    /* the file; outlives the message */
	struct slice header;  /* of the text */
	uint64_t now;	      /* seconds since 1970; 0 when it is not to matter */
	size_t mails_in_file; /* more than 1: the first one is judged */
	bool is_page;	      /* pasted from what a mail program shows */
	struct mail_body_state body;
	enum message_from from_state;
	struct slice from_field; /* the first From field; empty without one */
	const char *from_fault;	 /* of MESSAGE_FROM_INVALID: one clause */
	const char *from;	 /* domain of From; NULL unless there is one */
	struct dns_name from_domain;
	const struct suffix_list *suffixes; /* by which alignment is judged */
	const char *mail_from,
		*mail_from_source; /* the address; empty for the null sender; NULL when not known */
	const char *helo;
	struct path *path;
	const char *ip, *ip_source; /* NULL when not known */
	const char *ip_why;	    /* why this address, or why none is known; a clause */
	const struct spf_evaluation
		*spf; /* NULL without an address or a domain, and where two readings of the path remain */
	enum message_identity spf_identity; /* with SPF */
	const char *spf_domain;		    /* that SPF was checked for; NULL without SPF */
	const struct dkim_signatures *dkim;
	const struct arc_chain *arc;
	struct message_dmarc rfc7489, rfc9989;
	struct slice delivery; /* the Received field of the hop to the receiver; empty when not known */
	const char *receiver;  /* who wrote the receiver's own Authentication-Results; NULL without them */
	ARENA_LIST(struct message_claim) claims; /* of all fields, from the top */
	size_t arc_sets;
	struct message_fault fault;
	bool pending; /* answers are still to come: authenticate again */
};

/*
 * Authenticates a message with what is known; view->incomplete tells that some of it is still to be asked. Owned by the arena.
 * `bodies`: hashes of the body that outlive it, so that no pass makes them again; or NULL.
 */
struct message *message_authenticate(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, struct text *text, const struct message_transport *transport,
	struct signed_bodies *bodies);

/* The place of a piece of the header in the file, without the line end after it. */
struct text_place message_place(const struct message *message, struct slice piece);

/* True when SPF was checked for what DMARC takes: MAIL FROM, or HELO for a null sender (RFC 7489 section 4.1). */
bool message_knows_spf(const struct message *message);

/* Why message_knows_spf() is false; a clause. */
const char *message_spf_unknown(struct arena *arena, const struct message *message);

/* True when a DKIM signature passes. */
bool message_passes_dkim(const struct message *message);

/* True when a DKIM signature is not checked, as the file lacks what it covers. */
bool message_has_unchecked(const struct message *message);

/* "pass", "fail", "none", "temperror", or "unknown" where the message does not tell what SPF is about, or lacks what DKIM covers. */
const char *message_dmarc_text(const struct message_dmarc *dmarc);

#endif
