/*
 * Whose fault it is that a message fails: of the sender's records, of its signing, of a mailing list, a forwarder or a gateway on
 * the way, or of nobody, because it is spoofed. Only records and signing give the sender something to publish. Where the evidence
 * does not suffice, what would tell is said.
 */
#ifndef MAILAUTH_MESSAGE_FAULT_H
#define MAILAUTH_MESSAGE_FAULT_H

#include <stdbool.h>

enum message_fault_of {
	FAULT_UNKNOWN,
	FAULT_NONE, /* nothing that matters fails */
	FAULT_RECORDS,
	FAULT_SIGNING,
	FAULT_LIST,
	FAULT_FORWARDER,
	FAULT_GATEWAY, /* of the receiver */
	FAULT_FORGERY
};

/* The record in which the failure is, when it is in one. */
enum message_record {
	MESSAGE_RECORD_NONE,
	MESSAGE_RECORD_SPF,	    /* it is invalid */
	MESSAGE_RECORD_SPF_ADDRESS, /* it lacks the client */
	MESSAGE_RECORD_KEY,	    /* of DKIM */
	MESSAGE_RECORD_DMARC	    /* it asks for strict alignment */
};

struct message_fault {
	enum message_fault_of who;
	const char *text;
	enum message_record record;
	const char *record_domain; /* whose SPF record or DKIM key it is */
	const char *selector;	   /* of the key */
	const char *tag;	   /* of strict alignment: "aspf" or "adkim" */
	bool if_sends;		   /* the record is to be changed only if the client sends for the domain */
	const char *help; /* where nothing is to be published, or not before more is known; else NULL */
	bool listed;	  /* a list of others sent it: the List- fields are the list's */
	bool sent_on;	  /* a list or a forwarder had the message: what fails may be of its doing */
};

/* True when the sender can do nothing about it: the message was sent on or changed by others, or it is not the sender's. */
bool message_fault_is_of_others(const struct message_fault *fault);

/* "unknown", "none", "records", "signing", "list", "forwarder", "gateway" or "forgery". */
const char *message_fault_text(enum message_fault_of who);

#endif
