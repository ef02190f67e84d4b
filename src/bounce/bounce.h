/*
 * Bounces: what people have when their mail was refused. A mail with a report in it (RFC 3464, or the forms of qmail, Exim and
 * Exchange), lines of a mail server's log, or the reply alone, pasted and wrapped.
 */
#ifndef MAILAUTH_BOUNCE_BOUNCE_H
#define MAILAUTH_BOUNCE_BOUNCE_H

#include "base/arena.h"
#include "base/slice.h"
#include "dns/name.h"
#include "dns/reply.h"
#include "text/text.h"

/* What a receiver complained of. */
enum bounce_kind {
	BOUNCE_UNKNOWN,
	BOUNCE_NO_AUTH,	      /* neither SPF nor DKIM passed */
	BOUNCE_SPF,	      /* SPF did not pass */
	BOUNCE_SPF_RECORD,    /* the SPF record itself is at fault */
	BOUNCE_DKIM,	      /* DKIM did not pass */
	BOUNCE_DMARC,	      /* refused by the domain's own policy */
	BOUNCE_DMARC_MISSING, /* there is no policy */
	BOUNCE_ALIGNMENT,     /* what passed is of another domain */
	BOUNCE_SEVERAL,	      /* a receiver wants SPF, DKIM and DMARC */
	BOUNCE_PTR,	      /* reverse DNS of the server */
	BOUNCE_HELO,	      /* the server's greeting */
	BOUNCE_IPV6,	      /* reverse DNS or authentication of mail over IPv6 */
	BOUNCE_SENDER_DOMAIN, /* the sender's domain cannot be found or answered */
	BOUNCE_DNS,	      /* the sender's DNS did not answer */
	BOUNCE_RECIPIENT_DNS, /* DNS of the recipient's domain */
	BOUNCE_RECIPIENT_TLS, /* TLS, DANE or MTA-STS of the recipient's domain */
	BOUNCE_TLS,	      /* the mail came without TLS */
	BOUNCE_HEADER,	      /* header fields */
	BOUNCE_REPUTATION,    /* reputation, block lists, rates */
	BOUNCE_LOCAL_POLICY,  /* a decision of the recipient's side */
	BOUNCE_SMTP_AUTH,     /* log-in to a submission server */
	BOUNCE_ARC,	      /* the chain of a forwarder */
};

/* What a reply of no known kind complains of that is no matter of DNS. */
enum other_cause {
	OTHER_NONE,
	OTHER_LOGIN,
	OTHER_RECIPIENT, /* no such mailbox, or it is full */
	OTHER_CONTENT,	 /* spam, viruses */
	OTHER_LISTED,	 /* block lists, reputation */
	OTHER_RATE,
	OTHER_RELAY,
	OTHER_SIZE,
	OTHER_TLS, /* certificates, which have host names too */
};

/* Where the text tells the domain or the address. */
enum bounce_source {
	BOUNCE_IN_REPLY,
	BOUNCE_IN_FROM,
	BOUNCE_IN_ENVELOPE,
	BOUNCE_IN_LOG,
	BOUNCE_GIVEN, /* by the user instead */
};

struct bounce {
	const char *receiver; /* such as "Gmail"; NULL when the text does not tell */
	enum bounce_kind kind;
	enum other_cause other; /* of the kind BOUNCE_UNKNOWN */
	const char *meaning;
	bool bulk;			/* a rule for bulk senders */
	ARENA_LIST(const char *) codes; /* such as "550 5.7.26" */
	const char *reply;		/* the reply as it was understood: one line, without repeated codes */
	/* What the text says of the mail; each NULL when it does not. */
	const char *domain; /* whose records matter */
	enum bounce_source domain_source;
	const char *mail_from, *header_from; /* domains of the envelope and of the From field */
	const char *helo;		     /* the name that the server greeted with */
	const char *sender, *author;	     /* whole addresses of both, where the text has them */
	const char *recipient;		     /* whom the mail was for: an address */
	const char *selector, *signer;	     /* s= and d= of the mail's DKIM signature */
	const char *ip;			     /* of the server that sent the mail */
	enum bounce_source ip_source;
	const char *spf, *dkim, *dmarc; /* "pass" or "fail", as the receiver said */
	const char *log_id;		/* of the mail, in the log that tells of it; NULL */
	const char *time;		/* of the first one, as the log writes it; NULL when it has none */
	size_t times;			/* how often the input has it */
};

struct bounces {
	ARENA_LIST(struct bounce)
	list; /* each different one once; the same complaint about the same mail flow counts once */
	size_t forgotten; /* refusals without their sender, because the log tells of more mails than are remembered */
	size_t unkept; /* refusals that differ from all in the list, which has no room for more */
	size_t total;  /* how many there are, counting each as often as the input has it */
};

/*
 * Finds every bounce in a text. None: the list is empty. Everything is owned by the arena, and nothing of the text is kept. Large texts
 * are forgotten (text_forget()) as they are read; one in UTF-16 is decoded in its place (input_decode()).
 */
struct bounces *bounces_read_text(struct arena *arena, struct text *text);

/* The same for bytes. */
struct bounces *bounces_read(struct arena *arena, struct slice bytes);

/* "neither SPF nor DKIM passed". */
const char *bounce_kind_text(enum bounce_kind kind);

/* "named in the reply". */
const char *bounce_source_text(enum bounce_source source);

/* A word for programs, such as "no-auth". */
const char *bounce_kind_word(enum bounce_kind kind);

/* Rules that may tell the cause, as ids and families with commas between; NULL when DNS has nothing to do with it. */
const char *bounce_kind_rules(enum bounce_kind kind);

#endif
