/* The parts of message_find_fault(): what they know of the message, and the faults that are of others than the sender. */
#ifndef MAILAUTH_MESSAGE_FINDER_H
#define MAILAUTH_MESSAGE_FINDER_H

#include "message/parts.h"
#include "message/traces.h"

struct finder {
	struct arena *arena;
	struct facts_view *view;
	const struct suffix_list *suffixes;
	struct message *message;
	const struct message_traces *traces;
	const struct dkim_signature
		*own;	    /* of the From domain's organization: the one that does best; or NULL */
	const char *policy; /* "reject", or "none" */
};

/* A fault with its sentence. */
struct message_fault finder_fault(const struct finder *finder, enum message_fault_of who, const char *format,
	...) __attribute__((format(printf, 3, 4)));

/* True for a domain of the From domain's organization. */
bool finder_is_of_from(const struct finder *finder, struct slice domain);

/* The domain of a signature (d=). */
const char *finder_signer(const struct finder *finder, const struct dkim_signature *signature);

/* True when what the signature covers is not what was signed; NULL is no signature. */
bool signature_was_changed(const struct dkim_signature *signature);

/* "the body" or "signed header fields". */
const char *signature_what_changed(const struct dkim_signature *signature);

/* A result of the receiver's own, of a method and with a meaning; for DKIM about the From domain. NULL for none. */
const struct message_claim *finder_claim(
	const struct finder *finder, const char *method, enum claim_meaning meaning);

/* The server that delivered the message, in words. */
const char *finder_client(const struct finder *finder);

/* The receiver found the signature good, and in the file it is not: what changed it came after the check. */
bool finder_was_changed_later(const struct finder *finder, struct message_fault *ret_fault);

/* The receiver judged the address of its own gateway instead of the sender's. */
bool finder_was_misjudged(const struct finder *finder, struct message_fault *ret_fault);

/* A mailing list or a forwarder resent it, or a gateway of the receiver changed it. */
bool finder_was_resent(const struct finder *finder, struct message_fault *ret_fault);

/* A filter service delivered it, and SPF passes for the client that the service received it from. */
bool finder_is_hidden_by_gateway(const struct finder *finder, struct message_fault *ret_fault);

/* Any server delivered it that received it from one that SPF lists, by Received fields that anybody could write. */
bool finder_is_relayed(const struct finder *finder, struct message_fault *ret_fault);

#endif
