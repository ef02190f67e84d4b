/*
 * Faults of others than the sender: a gateway that changes a message or hides its client, a mailing list, a forwarder. The marks
 * of lists and forwarders are in the header; what the receiver's own results say comes before them.
 */
#include "message/finder.h"

#include "base/escape.h"
#include "message/differences.h"
#include "message/source.h"

#include <string.h>

static const char *author_of(const struct finder *finder, const struct message_claim *claim)
{
	return claim->authserv_id ? escape_copy(finder->arena, slice_of(claim->authserv_id)) : "the receiver";
}

/* The receiver found the signature good, and in the file it is not: what changed it came after the check. */
bool finder_was_changed_later(const struct finder *finder, struct message_fault *ret_fault)
{
	const struct message_claim *claim = finder_claim(finder, "dkim", CLAIM_PASS);
	const char *now = claim ? message_claim_differs(finder->arena, finder->message, claim) : NULL;

	if (!signature_was_changed(finder->own) || !now)
		return false;
	*ret_fault = finder_fault(finder, FAULT_GATEWAY,
		"The DKIM signature of %s passed at %s, and a gateway or filter of the receiver changed the message (%s) after that. The sender has nothing to publish.",
		finder_signer(finder, finder->own), author_of(finder, claim),
		signature_what_changed(finder->own));
	return true;
}

/* The receiver judged the address of its own gateway instead of the sender's. */
bool finder_was_misjudged(const struct finder *finder, struct message_fault *ret_fault)
{
	const struct message *message = finder->message;
	const struct message_claim *dmarc = finder_claim(finder, "dmarc", CLAIM_FAIL);

	if (!message->rfc7489.pass || !dmarc)
		return false;
	for (size_t i = 0; i < message->path->hops.list.count; i++) {
		const struct path_hop *hop = &message->path->hops.list.at[i];
		const char *address = hop->received.has_address
					      ? dns_address_text(finder->arena, &hop->received.address)
					      : NULL;

		if (hop->field.at >= message->delivery.at)
			return false;
		if (address && message_claims_name_address(finder->arena, message, address)) {
			*ret_fault = finder_fault(finder, FAULT_GATEWAY,
				"DMARC passes for %s, which delivered the message, but %s checked %s, the address "
				"of a gateway of the receiver. The receiver must check SPF for the server before its gateway. The sender has nothing to publish.",
				message->ip, author_of(finder, dmarc), address);
			return true;
		}
	}
	return false;
}

/* What happened to the two ways to pass, for messages that others resent. */
static const char *lost(const struct finder *finder)
{
	const char *from = finder->message->from;

	if (signature_was_changed(finder->own))
		return arena_printf(finder->arena,
			"SPF is checked for its server, and the DKIM signature of %s fails because %s "
			"changed",
			finder_signer(finder, finder->own), signature_what_changed(finder->own));
	if (!finder->own)
		return arena_printf(finder->arena,
			"SPF is checked for its server, and the message has no DKIM signature of %s", from);
	return arena_printf(finder->arena,
		"SPF is checked for its server, and the DKIM signature of %s fails: %s",
		finder_signer(finder, finder->own), finder->own->reason ? finder->own->reason : "unaligned");
}

bool finder_was_resent(const struct finder *finder, struct message_fault *ret_fault)
{
	const struct message_traces *traces = finder->traces;

	if (traces->list && (traces->list_discusses || signature_was_changed(finder->own))) {
		*ret_fault = finder_fault(finder, FAULT_LIST,
			"The mailing list %s resent the message with the From address of its author: %s. The "
			"sender has nothing to publish. The list can put its own address into From, or leave "
			"the message unchanged.",
			traces->list, lost(finder));
		return true;
	}
	if (traces->forwarded) {
		*ret_fault = finder_fault(finder, FAULT_FORWARDER,
			"A forwarder resent the message (%s): %s. Do not add that server to the SPF "
			"record of %s. %s",
			traces->forwarded, lost(finder), finder->message->from,
			finder->own
				? "Only a DKIM signature survives forwarding, if nothing is changed."
				: arena_printf(finder->arena,
					  "Sign with DKIM as %s: a signature survives forwarding if nothing is changed.",
					  finder->message->from));
		return true;
	}
	if ((traces->marked || traces->gateway) && signature_was_changed(finder->own)) {
		*ret_fault = finder_fault(finder, FAULT_GATEWAY,
			"A gateway of the receiver changed %s (%s), so the DKIM signature of %s fails. "
			"The sender has nothing to publish.",
			signature_what_changed(finder->own),
			traces->marked ? traces->marked
				       : arena_printf(finder->arena, "it passed %s", traces->gateway),
			finder_signer(finder, finder->own));
		return true;
	}
	return false;
}

/* SPF is about a filter service that the receiver ordered: it passes for the client that the service had the message from. */
bool finder_is_hidden_by_gateway(const struct finder *finder, struct message_fault *ret_fault)
{
	const char *client =
		message_client_of_gateway(finder->arena, finder->view, finder->suffixes, finder->message);

	if (client)
		*ret_fault = finder_fault(finder, FAULT_GATEWAY,
			"%s is a filter gateway: it received the message from %s, for which SPF passes. The receiver "
			"must check SPF at the gateway. The sender has nothing to publish.",
			finder_client(finder), client);
	return client != NULL;
}

/* A server that had the message from one that SPF lists, by Received fields that anybody could write. */
bool finder_is_relayed(const struct finder *finder, struct message_fault *ret_fault)
{
	const char *client =
		message_client_of_relay(finder->arena, finder->view, finder->suffixes, finder->message);

	if (client)
		*ret_fault = finder_fault(finder, FAULT_UNKNOWN,
			"%s received the message from %s, for which SPF of %s passes, if the Received fields are "
			"true. It is either a forwarder, or a relay of the sender that is missing from the SPF "
			"record. Find out who runs it.",
			finder_client(finder), client, finder->message->from);
	return client != NULL;
}
