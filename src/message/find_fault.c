/*
 * Decides whose fault a failure is. What the receiver's own results say comes first; then marks of lists and forwarders; then
 * whether the client has to do with the From domain. A source that nothing speaks for, with nothing of the domain that passes, is
 * a forgery; whatever remains open is unknown.
 */
#include "message/parts.h"

#include "base/escape.h"
#include "mail/providers.h"
#include "message/differences.h"
#include "message/source.h"
#include "message/traces.h"

#include <string.h>

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

__attribute__((format(printf, 3, 4))) static struct message_fault fault(
	const struct finder *finder, enum message_fault_of who, const char *format, ...)
{
	struct message_fault found = { .who = who };
	va_list arguments;

	va_start(arguments, format);
	found.text = arena_vprintf(finder->arena, format, arguments);
	va_end(arguments);
	return found;
}

static bool is_of_from(const struct finder *finder, struct slice domain)
{
	return message_is_of_from(finder->message, finder->suffixes, domain);
}

static const char *domain_text(const struct finder *finder, const struct dkim_signature *signature)
{
	return dns_name_text(finder->arena, &signature->domain);
}

/* The signature of the From domain that came nearest: a pass, else one that was changed, else any. */
static const struct dkim_signature *find_own(const struct finder *finder)
{
	const struct dkim_signature *best = NULL;

	for (size_t i = 0; i < finder->message->dkim->list.count; i++) {
		const struct dkim_signature *signature = &finder->message->dkim->list.at[i];

		if (!signature->has_domain || !is_of_from(finder, slice_of(domain_text(finder, signature))))
			continue;
		if (!best || signature->result == DKIM_PASS ||
			(best->result != DKIM_PASS && signature->result == DKIM_FAIL &&
				best->result != DKIM_FAIL))
			best = signature;
	}
	return best;
}

static bool was_changed(const struct dkim_signature *signature)
{
	return signature && (signature->cause == DKIM_CAUSE_BODY || signature->cause == DKIM_CAUSE_HEADER);
}

static const char *what_changed(const struct dkim_signature *signature)
{
	return signature->cause == DKIM_CAUSE_BODY ? "the body" : "signed header fields";
}

/* An own claim of a method with a meaning; for DKIM one that the signature of the From domain passed. */
static const struct message_claim *find_claim(
	const struct finder *finder, const char *method, enum claim_meaning meaning)
{
	for (size_t i = 0; i < finder->message->claims.count; i++) {
		const struct message_claim *claim = &finder->message->claims.at[i];
		struct slice domain = authentication_property_of(claim->said, "header", "d");

		if (!domain.len)
			domain = authentication_property_of(claim->said, "header", "i");
		domain = slice_after_last(domain, '@');
		if (claim->own && claim->meaning == meaning && slice_is_nocase(claim->said->method, method) &&
			(strcmp(method, "dkim") != 0 || !domain.len || is_of_from(finder, domain)))
			return claim;
	}
	return NULL;
}

static const char *author_of(const struct finder *finder, const struct message_claim *claim)
{
	return claim->authserv_id ? escape_copy(finder->arena, slice_of(claim->authserv_id)) : "the receiver";
}

/* The receiver found the signature good, and in the file it is not: what changed it came after the check. */
static bool was_changed_later(const struct finder *finder, struct message_fault *ret_fault)
{
	const struct message_claim *claim = find_claim(finder, "dkim", CLAIM_PASS);
	const char *now = claim ? message_claim_differs(finder->arena, finder->message, claim) : NULL;

	if (!was_changed(finder->own) || !now)
		return false;
	*ret_fault = fault(finder, FAULT_GATEWAY,
		"The signature of %s passed at %s, and %s changed after that: a gateway or filter of the "
		"receiver did it. The sender has nothing to publish.",
		domain_text(finder, finder->own), author_of(finder, claim), what_changed(finder->own));
	return true;
}

/* The receiver judged the address of its own gateway instead of the sender's. */
static bool was_misjudged(const struct finder *finder, struct message_fault *ret_fault)
{
	const struct message *message = finder->message;
	const struct message_claim *dmarc = find_claim(finder, "dmarc", CLAIM_FAIL);

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
			*ret_fault = fault(finder, FAULT_GATEWAY,
				"DMARC passes for %s, which delivered the message, but %s checked %s, the address "
				"of a gateway of the receiver. The receiver has to skip its gateway when it checks "
				"SPF; the sender has nothing to publish.",
				message->ip, author_of(finder, dmarc), address);
			return true;
		}
	}
	return false;
}

static const char *sent_by(const struct finder *finder)
{
	const char *client = message_client(finder->arena, finder->message);

	return client ? client : "a server that is not known";
}

/* What happened to the two ways to pass, for messages that others sent on. */
static const char *lost(const struct finder *finder)
{
	const char *from = finder->message->from;

	if (was_changed(finder->own))
		return arena_printf(finder->arena,
			"SPF is checked for its address, and the DKIM signature of %s fails because %s "
			"changed",
			domain_text(finder, finder->own), what_changed(finder->own));
	if (!finder->own)
		return arena_printf(finder->arena,
			"SPF is checked for its address, and the message has no DKIM signature of %s", from);
	return arena_printf(finder->arena,
		"SPF is checked for its address, and the DKIM signature of %s fails: %s",
		domain_text(finder, finder->own), finder->own->reason ? finder->own->reason : "unaligned");
}

static bool was_sent_on(const struct finder *finder, struct message_fault *ret_fault)
{
	const struct message_traces *traces = finder->traces;

	if (traces->list && (traces->list_discusses || was_changed(finder->own))) {
		*ret_fault = fault(finder, FAULT_LIST,
			"The mailing list %s sent the message on under the From address of its author: %s. "
			"The sender has nothing to publish; the list can put its own address into From, or "
			"leave the message unchanged.",
			traces->list, lost(finder));
		return true;
	}
	if (traces->forwarded) {
		*ret_fault = fault(finder, FAULT_FORWARDER,
			"A forwarder sent the message on (%s): %s. Do not add its address to the SPF "
			"record of %s; only a DKIM signature survives forwarding, if nothing is changed.",
			traces->forwarded, lost(finder), finder->message->from);
		return true;
	}
	if ((traces->marked || traces->gateway) && was_changed(finder->own)) {
		*ret_fault = fault(finder, FAULT_GATEWAY,
			"A gateway of the receiver changed %s (%s), so the DKIM signature of %s fails. "
			"The sender has nothing to publish.",
			what_changed(finder->own),
			traces->marked ? traces->marked
				       : arena_printf(finder->arena, "it passed %s", traces->gateway),
			domain_text(finder, finder->own));
		return true;
	}
	return false;
}

/* What passes is of the From domain's organization, and strict alignment asks for more. */
static bool is_strict(const struct finder *finder)
{
	const struct message *message = finder->message;

	return (finder->own && finder->own->result == DKIM_PASS) ||
	       (message->spf && message->spf->result == SPF_PASS && message->spf_domain &&
		       is_of_from(finder, slice_of(message->spf_domain)));
}

static bool passes_spf(const struct finder *finder)
{
	return finder->message->spf && finder->message->spf->result == SPF_PASS;
}

/* Anybody can write a signature with the domain's name into a message: only a server of the sender vouches for it. */
static struct message_fault unvouched(const struct finder *finder)
{
	return fault(finder, FAULT_UNKNOWN,
		"%s delivered the message with a signature of %s that does not verify: %s. If the sender uses "
		"that server, %s; otherwise the From address is spoofed. Who runs the "
		"server tells.",
		sent_by(finder), domain_text(finder, finder->own), finder->own->reason,
		finder->own->cause == DKIM_CAUSE_KEY ? "the key that it signs with has to be published"
						     : "its signer has to be corrected");
}

/* "" for a server that is the sender's, else the condition. */
static const char *if_used(const struct finder *finder, enum message_source source)
{
	if (source == SOURCE_RELATED)
		return "";
	return arena_printf(finder->arena, ", if the sender uses %s", sent_by(finder));
}

/* The signature itself or its key: of a server that has to do with the sender, or that does not hide who it is. */
static struct message_fault find_in_key(const struct finder *finder, enum message_source source)
{
	const struct dkim_signature *own = finder->own;

	if (source == SOURCE_UNKNOWN || (source == SOURCE_UNRELATED && !passes_spf(finder)))
		return unvouched(finder);
	if (own->cause == DKIM_CAUSE_KEY)
		return fault(finder, FAULT_RECORDS,
			"The DKIM key of %s at selector %s cannot be used: %s. Publish the key that the "
			"signer uses%s.",
			domain_text(finder, own), escape_copy(finder->arena, slice_of(own->selector)),
			own->reason, if_used(finder, source));
	return fault(finder, FAULT_SIGNING,
		"The signer of %s makes signatures that are not valid: %s. Correct the signer%s.",
		domain_text(finder, own), own->reason, if_used(finder, source));
}

static bool find_in_signature(
	const struct finder *finder, enum message_source source, struct message_fault *ret_fault)
{
	const struct dkim_signature *own = finder->own;

	if (!own)
		return false;
	if (!was_changed(own))
		*ret_fault = find_in_key(finder, source);
	else if (source == SOURCE_RELATED || (passes_spf(finder) && source == SOURCE_SERVICE))
		*ret_fault = fault(finder, FAULT_SIGNING,
			"The message was signed by %s, and %s changed before it left, or the signer uses "
			"another key than the published one. Sign after everything else has been done to "
			"the message.",
			domain_text(finder, own), what_changed(own));
	else
		*ret_fault = fault(finder, FAULT_UNKNOWN,
			"The signature of %s fails because %s changed before %s delivered the message. If that "
			"is a server of the sender, its signing or the SPF record is at fault; otherwise "
			"somebody sent the message on. Find out who runs that server.",
			domain_text(finder, own), what_changed(own), sent_by(finder));
	return true;
}

/* SPF is about a filter service that the receiver ordered: it passes for the client that the service had the message from. */
static bool is_behind_gateway(const struct finder *finder, struct message_fault *ret_fault)
{
	const char *client =
		message_client_of_gateway(finder->arena, finder->view, finder->suffixes, finder->message);

	if (client)
		*ret_fault = fault(finder, FAULT_GATEWAY,
			"%s is a gateway that hides the client: it had the message from %s, for which SPF passes. The "
			"receiver has to check SPF at the gateway; the sender has nothing to publish.",
			sent_by(finder), client);
	return client != NULL;
}

/* A server that had the message from one that SPF lists, by Received fields that anybody could write. */
static bool is_relayed(const struct finder *finder, struct message_fault *ret_fault)
{
	const char *client =
		message_client_of_relay(finder->arena, finder->view, finder->suffixes, finder->message);

	if (client)
		*ret_fault = fault(finder, FAULT_UNKNOWN,
			"%s had the message from %s, for which SPF of %s passes, if its Received fields are true. "
			"Either it forwarded the message, or it is a relay of the sender that the SPF record "
			"lacks. Who runs that server tells.",
			sent_by(finder), client, finder->message->from);
	return client != NULL;
}

static struct message_fault of_gateway(const struct finder *finder)
{
	return fault(finder, FAULT_UNKNOWN,
		"%s is of a filter service. If it filters for the sender, the SPF record of %s lacks it; if it "
		"filters for the receiver, it hides the client. Find out who ordered the service.",
		sent_by(finder), finder->message->from);
}

static struct message_fault nothing_tells(const struct finder *finder)
{
	return fault(finder, FAULT_UNKNOWN,
		"Nothing of %s authenticates the message, and it is not known whether %s is a server of the "
		"domain. If it is, add it to the SPF record and sign with DKIM there; otherwise the From "
		"address is spoofed.",
		finder->message->from, sent_by(finder));
}

/* Where no policy stops mail, an owner may as well have forgotten a server of his own. */
static struct message_fault forgery(const struct finder *finder)
{
	if (!finder->policy || strcmp(finder->policy, dmarc_policy_text(DMARC_NONE)) == 0)
		return nothing_tells(finder);
	return fault(finder, FAULT_FORGERY,
		"Nothing of %s authenticates the message, and %s, which sent it, has nothing to do with "
		"the domain: the From address is spoofed, and DMARC rightly fails (policy %s). The domain has "
		"nothing to publish, unless the sender uses that server.",
		finder->message->from, sent_by(finder), finder->policy);
}

/* SPF was checked for a domain of the From domain's organization, and does not pass. */
static struct message_fault find_in_spf(const struct finder *finder, enum message_source source)
{
	const struct message *message = finder->message;
	const char *domain = escape_copy(finder->arena, slice_of(message->spf_domain));

	if (message->spf->result == SPF_PERMERROR)
		return fault(finder, FAULT_RECORDS,
			"The SPF record of %s cannot be evaluated: %s. Correct the record.", domain,
			message->spf->problem ? message->spf->problem : "permerror");
	if (message->spf->result == SPF_NONE)
		return fault(finder, FAULT_RECORDS,
			"%s has no SPF record, and no DKIM signature of %s passes. Publish an SPF record "
			"that authorizes the servers of the domain.",
			domain, message->from);
	if (source == SOURCE_RELATED || source == SOURCE_SERVICE)
		return fault(finder, FAULT_RECORDS,
			"The SPF record of %s does not authorize %s, %s. Add its address to the record, and sign "
			"with DKIM.",
			domain, sent_by(finder),
			source == SOURCE_RELATED ? "a server of the domain by its name"
						 : "a mail service that may send for the domain");
	if (source == SOURCE_GATEWAY)
		return of_gateway(finder);
	if (source == SOURCE_CLAIMS)
		return fault(finder, FAULT_UNKNOWN,
			"%s calls itself %s, and nothing confirms it. If it is a server of %s, the SPF record "
			"of %s lacks it; otherwise the From address is spoofed. Find out who runs that server.",
			sent_by(finder), escape_copy(finder->arena, slice_of(message->helo)), message->from,
			domain);
	return source == SOURCE_UNKNOWN || finder->traces->scripted ? nothing_tells(finder) : forgery(finder);
}

/* The service that sent the message in its own name: by DKIM or SPF that passes for it. NULL for none that is known. */
static const char *own_name_of_service(const struct finder *finder, bool *ret_signed)
{
	const struct message *message = finder->message;
	struct dns_name name;

	*ret_signed = false;
	for (size_t i = 0; i < message->dkim->list.count; i++) {
		const struct dkim_signature *signature = &message->dkim->list.at[i];

		if (signature->result != DKIM_PASS)
			continue;
		*ret_signed = true;
		if (provider_of_key(&signature->domain) || provider_of_include(&signature->domain) ||
			slice_ends_nocase(slice_of(domain_text(finder, signature)), ".gappssmtp.com"))
			return domain_text(finder, signature);
	}
	if (message->spf && message->spf->result == SPF_PASS && message->spf_domain &&
		dns_name_from_unicode(slice_of(message->spf_domain), &name) == DNS_NAME_OK &&
		(provider_of_key(&name) || provider_of_include(&name)))
		return message->spf_domain;
	return NULL;
}

/* No signature of the From domain, and SPF is about another one. */
static struct message_fault find_unsigned(const struct finder *finder, enum message_source source)
{
	const struct message *message = finder->message;
	bool is_signed;
	const char *service = own_name_of_service(finder, &is_signed);

	if (source == SOURCE_RELATED)
		return fault(finder, FAULT_SIGNING,
			"%s, a server of %s, sent the message with a MAIL FROM that is not aligned, and without a "
			"DKIM signature of the domain. Sign with a key of %s, or use a MAIL FROM of that domain.",
			sent_by(finder), message->from, message->from);
	if (service)
		return fault(finder, FAULT_SIGNING,
			"A mail service sent the message in its own name (%s). If the sender uses that service, turn "
			"on DKIM signing for %s there.",
			escape_copy(finder->arena, slice_of(service)), message->from);
	if (is_signed)
		return fault(finder, FAULT_UNKNOWN,
			"Another domain signed the message, and nothing of %s passes. If the sender uses that "
			"service, it has to sign for %s; otherwise the From address is spoofed. Ask the "
			"sender which it is.",
			message->from, message->from);
	if (source == SOURCE_GATEWAY)
		return of_gateway(finder);
	if (source == SOURCE_UNKNOWN || source == SOURCE_CLAIMS || finder->traces->scripted)
		return nothing_tells(finder);
	return forgery(finder);
}

/* Why the result is not known, and what would tell. */
static struct message_fault find_open(const struct finder *finder)
{
	const struct message *message = finder->message;
	const char *option = "--helo";

	if (message_has_unchecked(message) && message_knows_spf(message))
		return fault(finder, FAULT_UNKNOWN,
			"DMARC is not known: a DKIM signature covers what this file does not hold as it was sent. "
			"Check the original of the message.");
	if (message_knows_spf(message) || !message_spf_unknown(finder->arena, message))
		return fault(finder, FAULT_UNKNOWN,
			"DMARC is not known: DNS did not answer every lookup that it depends on.");
	if (!message->ip || message->path->doubtful || message->path->count > 1)
		option = "--ip";
	else if (!message->mail_from)
		option = "--mail-from";
	return fault(finder, FAULT_UNKNOWN, "DMARC is not known: %s. Give it with %s.",
		message_spf_unknown(finder->arena, message), option);
}

static struct message_fault find_pass(const struct finder *finder)
{
	const struct message *message = finder->message;

	if (message->rfc7489.pass && message->rfc7489.has_policy)
		return fault(finder, FAULT_NONE, "DMARC passes.");
	if (message->rfc7489.pass)
		return fault(finder, FAULT_NONE, "SPF or DKIM passes for %s, which has no DMARC policy.",
			message->from);
	return fault(finder, FAULT_NONE, "%s has no DMARC policy, and SPF or DKIM passes for another domain.",
		message->from);
}

/* The key went since: nothing is wrong with a message that passed when it came. */
static bool passed_then(const struct finder *finder)
{
	return finder->own && finder->own->cause == DKIM_CAUSE_KEY &&
	       find_claim(finder, "dkim", CLAIM_PASS) != NULL;
}

static struct message_fault find_failure(const struct finder *finder)
{
	struct message_fault found;
	enum message_source source;

	if (passed_then(finder))
		return fault(finder, FAULT_NONE,
			"The signature of %s passed when the message was received; the key of selector %s "
			"was changed or removed since.",
			domain_text(finder, finder->own),
			escape_copy(finder->arena, slice_of(finder->own->selector)));
	if (was_sent_on(finder, &found))
		return found;
	if (is_behind_gateway(finder, &found))
		return found;
	if (is_strict(finder))
		return fault(finder, FAULT_RECORDS,
			"SPF or DKIM passes for another name of the organizational domain than %s, and the DMARC record "
			"asks for strict alignment. Use the same name, or set aspf or adkim to r.",
			finder->message->from);
	source = message_source_of(finder->arena, finder->view, finder->suffixes, finder->message);
	if (find_in_signature(finder, source, &found))
		return found;
	if (source == SOURCE_UNRELATED && is_relayed(finder, &found))
		return found;
	if (finder->message->spf && finder->message->spf_domain &&
		is_of_from(finder, slice_of(finder->message->spf_domain)))
		return find_in_spf(finder, source);
	return find_unsigned(finder, source);
}

static struct message_fault find(struct finder *finder)
{
	const struct message *message = finder->message;
	const struct message_dmarc *dmarc = &message->rfc7489, *later = &message->rfc9989;
	bool later_fails = !later->open && later->has_policy && !later->pass;
	struct message_fault found;

	if (was_changed_later(finder, &found) || was_misjudged(finder, &found))
		return found;
	if (dmarc->open)
		return find_open(finder);
	if (dmarc->pass || (!dmarc->has_policy && !later_fails && message_knows_spf(message) &&
				   (message->spf->result == SPF_PASS || message_passes_dkim(message))))
		return find_pass(finder);
	return find_failure(finder);
}

/* What to do about it; NULL where there is something to publish. */
static const char *help_of(enum message_fault_of who)
{
	static const char *const texts[FAULT_FORGERY + 1] = {
		[FAULT_UNKNOWN] =
			"Find out who runs the server that sent the message; authorize it only if it is the "
			"sender's.",
		[FAULT_LIST] =
			"Ask the list to put its own address into From, or to leave messages unchanged.",
		[FAULT_FORWARDER] = "Sign with DKIM, and leave the forwarder out of the SPF record.",
		[FAULT_GATEWAY] = "Have the receiver check messages before its gateway changes them.",
		[FAULT_FORGERY] = "Leave the records as they are: the message is spoofed.",
	};

	return texts[who];
}

struct message_fault message_find_fault(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, struct message *message)
{
	struct finder finder = { .arena = arena, .view = view, .suffixes = suffixes, .message = message };
	const struct message_dmarc *dmarc = &message->rfc7489;
	struct message_fault found;

	if (!message->from)
		return fault(&finder, FAULT_SIGNING,
			"From does not name one domain, so DMARC does not apply. Send one From address.");
	finder.traces = message_traces_read(arena, suffixes, message);
	finder.own = find_own(&finder);
	if (dmarc->has_policy || message->rfc9989.has_policy)
		finder.policy =
			dmarc_policy_text(dmarc->has_policy ? dmarc->policy : message->rfc9989.policy);
	found = find(&finder);
	if (found.who != FAULT_UNKNOWN || !dmarc->open)
		found.help = help_of(found.who);
	found.listed = finder.traces->list && finder.traces->list_discusses;
	found.sent_on = finder.traces->list || finder.traces->forwarded;
	return found;
}
