/*
 * Decides whose fault a failure is. What the receiver's own results say comes first; then marks of lists and forwarders; then
 * whether the client has to do with the From domain. A source that nothing speaks for, with nothing of the domain that passes, is
 * spoofed; whatever remains open is unknown.
 */
#include "message/finder.h"

#include "base/escape.h"
#include "mail/providers.h"
#include "message/differences.h"
#include "message/source.h"
#include "message/traces.h"

#include <string.h>

/* A fault that is in a record. */
static struct message_fault in_record(
	struct message_fault found, enum message_record record, const char *domain, bool if_sends)
{
	found.record = record;
	found.record_domain = domain;
	found.if_sends = if_sends;
	return found;
}

/* The signature of the From domain that came nearest: a pass, else one that was changed, else any. */
static const struct dkim_signature *find_own(const struct finder *finder)
{
	const struct dkim_signature *best = NULL;

	for (size_t i = 0; i < finder->message->dkim->list.count; i++) {
		const struct dkim_signature *signature = &finder->message->dkim->list.at[i];

		if (!signature->has_domain ||
			!finder_is_of_from(finder, slice_of(finder_signer(finder, signature))))
			continue;
		if (!best || signature->result == DKIM_PASS ||
			(best->result != DKIM_PASS && signature->result == DKIM_FAIL &&
				best->result != DKIM_FAIL))
			best = signature;
	}
	return best;
}

/* What passes is of the From domain's organization, and strict alignment asks for more. */
static bool is_strict(const struct finder *finder)
{
	const struct message *message = finder->message;

	return (finder->own && finder->own->result == DKIM_PASS) ||
	       (message->spf && message->spf->result == SPF_PASS && message->spf_domain &&
		       finder_is_of_from(finder, slice_of(message->spf_domain)));
}

static struct message_fault strict(const struct finder *finder)
{
	bool dkim = finder->own && finder->own->result == DKIM_PASS;
	const char *tag = dkim ? "adkim" : "aspf",
		   *domain = dkim ? finder_signer(finder, finder->own)
				  : escape_copy(finder->arena, slice_of(finder->message->spf_domain));
	struct message_fault found = finder_fault(finder, FAULT_RECORDS,
		"%s passes for %s, but the DMARC record requires strict alignment (%s=s), which means the same name as in From, %s. Allow relaxed alignment, or use the name in From.",
		dkim ? "DKIM" : "SPF", domain, tag, finder->message->from);

	found.tag = tag;
	return in_record(found, MESSAGE_RECORD_DMARC, finder->message->from, false);
}

static bool passes_spf(const struct finder *finder)
{
	return finder->message->spf && finder->message->spf->result == SPF_PASS;
}

/* A key of the From domain that cannot be used. */
static struct message_fault in_key(
	const struct finder *finder, struct message_fault found, enum message_source source)
{
	found.selector = finder->own->selector;
	return in_record(
		found, MESSAGE_RECORD_KEY, finder_signer(finder, finder->own), source != SOURCE_RELATED);
}

/* Anybody can write a signature with the domain's name into a message: only a server of the sender vouches for it. */
static struct message_fault unvouched(const struct finder *finder, enum message_source source)
{
	bool key = finder->own->cause == DKIM_CAUSE_KEY;
	struct message_fault found = finder_fault(finder, FAULT_UNKNOWN,
		"The DKIM signature of %s fails: %s. If %s sends for the domain, %s; otherwise the From "
		"address is spoofed.",
		finder_signer(finder, finder->own), finder->own->reason, finder_client(finder),
		key ? "publish the key that it signs with" : "correct its signer");

	return key ? in_key(finder, found, source) : found;
}

/* "Correct" for a server that is the sender's, else "If 192.0.2.1 sends for the domain, correct". */
static const char *demand(
	const struct finder *finder, enum message_source source, const char *verb, const char *condition_verb)
{
	if (source == SOURCE_RELATED)
		return verb;
	return arena_printf(
		finder->arena, "If %s sends for the domain, %s", finder_client(finder), condition_verb);
}

/* The signature itself or its key: of a server that has to do with the sender, or that does not hide who it is. */
static struct message_fault find_in_key(const struct finder *finder, enum message_source source)
{
	const struct dkim_signature *own = finder->own;

	if (source == SOURCE_UNKNOWN || (source == SOURCE_UNRELATED && !passes_spf(finder)))
		return unvouched(finder, source);
	if (own->cause == DKIM_CAUSE_KEY)
		return in_key(finder,
			finder_fault(finder, FAULT_RECORDS,
				"The DKIM key of %s at selector %s cannot be used: %s. %s the key that the "
				"signer uses, or sign with a selector whose key is published.",
				finder_signer(finder, own),
				escape_copy(finder->arena, slice_of(own->selector)), own->reason,
				demand(finder, source, "Publish", "publish")),
			source);
	return finder_fault(finder, FAULT_SIGNING, "The DKIM signature of %s is invalid: %s. %s its signer.",
		finder_signer(finder, own), own->reason, demand(finder, source, "Correct", "correct"));
}

/* How a signature of the sender's own server comes to fail, and what to do. */
static const char *why_changed(const struct dkim_signature *signature)
{
	if (signature->cause == DKIM_CAUSE_BODY)
		return "the body changed after it was signed and before the message left. Sign the message as the "
		       "last step before it is sent";
	return "signed header fields changed before the message left, or the signer uses another key than the "
	       "published one. Sign the message as the last step before it is sent, and compare the keys";
}

static bool find_in_signature(
	const struct finder *finder, enum message_source source, struct message_fault *ret_fault)
{
	const struct dkim_signature *own = finder->own;

	if (!own)
		return false;
	if (!signature_was_changed(own))
		*ret_fault = find_in_key(finder, source);
	else if (source == SOURCE_RELATED || (passes_spf(finder) && source == SOURCE_SERVICE))
		*ret_fault = finder_fault(finder, FAULT_SIGNING, "The DKIM signature of %s fails: %s.",
			finder_signer(finder, own), why_changed(own));
	else
		*ret_fault = finder_fault(finder, FAULT_UNKNOWN,
			"The DKIM signature of %s fails because %s changed before %s delivered the message. If "
			"that server sends for the domain, its DKIM signing or the SPF record is wrong; "
			"otherwise a forwarder resent the message. Find out who runs that server.",
			finder_signer(finder, own), signature_what_changed(own), finder_client(finder));
	return true;
}

static struct message_fault of_gateway(const struct finder *finder)
{
	return finder_fault(finder, FAULT_UNKNOWN,
		"%s belongs to a mail filter service. If it filters mail that %s sends, it is missing from the SPF "
		"record; if it filters for the receiver, the receiver must check SPF there. Find out whose "
		"service it is.",
		finder_client(finder), finder->message->from);
}

/* The client is missing from the SPF record that was evaluated; elsewhere its absence is not what fails. */
static struct message_fault without_address(
	const struct finder *finder, struct message_fault found, bool if_sends)
{
	const struct message *message = finder->message;

	if (!message_knows_spf(message) || !finder_is_of_from(finder, slice_of(message->spf_domain)))
		return found;
	return in_record(found, MESSAGE_RECORD_SPF_ADDRESS, message->spf_domain, if_sends);
}

static bool is_policy_none(const struct finder *finder)
{
	return finder->policy && strcmp(finder->policy, dmarc_policy_text(DMARC_NONE)) == 0;
}

static struct message_fault nothing_tells(const struct finder *finder)
{
	const struct message *message = finder->message;
	bool aligned = message_knows_spf(message) && finder_is_of_from(finder, slice_of(message->spf_domain));

	return without_address(finder,
		finder_fault(finder, FAULT_UNKNOWN,
			"Nothing authenticates the message as %s, and it is not known whether %s sends for the "
			"domain. If it does, %s; otherwise the From address is spoofed%s.",
			message->from, finder_client(finder),
			aligned ? "add it to the SPF record and sign with DKIM"
				: "sign with a DKIM key of the domain, or use a MAIL FROM address of the domain "
				  "that its SPF record authorizes",
			is_policy_none(finder) ? ", and only p=quarantine or p=reject stops such mail" : ""),
		true);
}

/* Where no policy stops mail, an owner may as well have forgotten a server of his own. */
static struct message_fault spoofed(const struct finder *finder)
{
	if (!finder->policy || is_policy_none(finder))
		return nothing_tells(finder);
	return finder_fault(finder, FAULT_FORGERY,
		"The From address is spoofed: nothing authenticates the message as %s, and %s is not related to the "
		"domain. DMARC fails as it should (policy %s). Publish nothing, unless that server sends for "
		"the domain.",
		finder->message->from, finder_client(finder), finder->policy);
}

/* SPF was checked for a domain of the From domain's organization, and does not pass. */
static struct message_fault find_in_spf(const struct finder *finder, enum message_source source)
{
	const struct message *message = finder->message;
	const char *domain = escape_copy(finder->arena, slice_of(message->spf_domain));

	if (message->spf->result == SPF_PERMERROR)
		return in_record(finder_fault(finder, FAULT_RECORDS,
					 "The SPF record of %s ends in permerror: %s. Correct the record.",
					 domain, message->spf->problem ? message->spf->problem : "permerror"),
			MESSAGE_RECORD_SPF, message->spf_domain, false);
	if (message->spf->result == SPF_NONE)
		return without_address(finder,
			finder_fault(finder, FAULT_RECORDS,
				"%s has no SPF record, and no DKIM signature of %s passes. Publish an SPF "
				"record that authorizes the servers of the domain.",
				domain, message->from),
			source != SOURCE_RELATED);
	if (source == SOURCE_RELATED)
		return without_address(finder,
			finder_fault(finder, FAULT_RECORDS,
				"The SPF record of %s does not authorize %s, whose host name is in the domain. Add its address to the record, and sign with DKIM.",
				domain, finder_client(finder)),
			false);
	if (source == SOURCE_SERVICE)
		return finder_fault(finder, FAULT_RECORDS,
			"The SPF record of %s does not authorize %s, a server of a mail service. If the domain uses "
			"that service, add the include that the service gives, and turn on DKIM signing there.",
			domain, finder_client(finder));
	if (source == SOURCE_GATEWAY)
		return of_gateway(finder);
	if (source == SOURCE_CLAIMS)
		return without_address(finder,
			finder_fault(finder, FAULT_UNKNOWN,
				"%s calls itself %s in HELO, and nothing confirms it. If it is a server of %s, "
				"add it to the SPF record of %s; otherwise the From address is spoofed.",
				finder_client(finder), escape_copy(finder->arena, slice_of(message->helo)),
				message->from, domain),
			true);
	return source == SOURCE_UNKNOWN || finder->traces->scripted ? nothing_tells(finder) : spoofed(finder);
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
			slice_ends_nocase(slice_of(finder_signer(finder, signature)), ".gappssmtp.com"))
			return finder_signer(finder, signature);
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
		return finder_fault(finder, FAULT_SIGNING,
			"%s, a server of %s by name or SPF, sent the message with a MAIL FROM that is not aligned, and without a "
			"DKIM signature of the domain. Sign with a key of %s, or use a MAIL FROM of that domain.",
			finder_client(finder), message->from, message->from);
	if (service)
		return finder_fault(finder, FAULT_SIGNING,
			"A mail service sent the message in its own name (%s), and nothing authenticates it as %s. If "
			"the domain uses that service, turn on DKIM signing for the domain there.",
			escape_copy(finder->arena, slice_of(service)), message->from);
	if (is_signed)
		return finder_fault(finder, FAULT_UNKNOWN,
			"Another domain signed the message, and nothing authenticates it as %s. If the signer sends "
			"for the domain, turn on DKIM signing for the domain there; otherwise the From address "
			"is spoofed.",
			message->from);
	if (source == SOURCE_GATEWAY)
		return of_gateway(finder);
	if (source == SOURCE_UNKNOWN || source == SOURCE_CLAIMS || finder->traces->scripted)
		return nothing_tells(finder);
	return spoofed(finder);
}

/* Why the result is not known, and what would tell. */
static struct message_fault find_open(const struct finder *finder)
{
	const struct message *message = finder->message;
	const char *option = "the name in HELO with --helo";

	if (message_has_unchecked(message) && message_knows_spf(message))
		return finder_fault(finder, FAULT_UNKNOWN,
			"In this file, parts that a DKIM signature covers are missing or changed. Check the original message.");
	if (message_knows_spf(message) || !message_spf_unknown(finder->arena, message))
		return finder_fault(
			finder, FAULT_UNKNOWN, "DNS lookups that DMARC depends on were not answered.");
	if (!message->ip || message->path->doubtful || message->path->count > 1)
		option = "the address of the server that sent the message with --ip";
	else if (!message->mail_from)
		option = "the MAIL FROM address with --mail-from";
	return finder_fault(finder, FAULT_UNKNOWN, "SPF cannot be checked: %s. Give %s.",
		message_spf_unknown(finder->arena, message), option);
}

static struct message_fault find_pass(const struct finder *finder)
{
	const struct message *message = finder->message;

	if (message->rfc7489.pass && message->rfc7489.has_policy)
		return finder_fault(finder, FAULT_NONE, "DMARC passes.");
	if (message->rfc7489.pass)
		return finder_fault(finder, FAULT_NONE,
			"SPF or DKIM passes for %s, which has no DMARC policy.", message->from);
	return finder_fault(finder, FAULT_NONE,
		"%s has no DMARC policy, and SPF or DKIM passes for another domain.", message->from);
}

/* The key went since: nothing is wrong with a message that passed when it came. */
static bool passed_then(const struct finder *finder)
{
	return finder->own && finder->own->cause == DKIM_CAUSE_KEY &&
	       finder_claim(finder, "dkim", CLAIM_PASS) != NULL;
}

static struct message_fault find_failure(const struct finder *finder)
{
	struct message_fault found;
	enum message_source source;

	if (passed_then(finder))
		return finder_fault(finder, FAULT_NONE,
			"The DKIM signature of %s passed when the message was received. The key at selector %s was "
			"changed or removed since then.",
			finder_signer(finder, finder->own),
			escape_copy(finder->arena, slice_of(finder->own->selector)));
	if (finder_was_resent(finder, &found))
		return found;
	if (finder_is_hidden_by_gateway(finder, &found))
		return found;
	if (is_strict(finder))
		return strict(finder);
	source = message_source_of(finder->arena, finder->view, finder->suffixes, finder->message);
	if (find_in_signature(finder, source, &found))
		return found;
	if (source == SOURCE_UNRELATED && finder_is_relayed(finder, &found))
		return found;
	if (finder->message->spf && finder->message->spf_domain &&
		finder_is_of_from(finder, slice_of(finder->message->spf_domain)))
		return find_in_spf(finder, source);
	return find_unsigned(finder, source);
}

static struct message_fault find(struct finder *finder)
{
	const struct message *message = finder->message;
	const struct message_dmarc *dmarc = &message->rfc7489, *later = &message->rfc9989;
	bool later_fails = !later->open && later->has_policy && !later->pass;
	struct message_fault found;

	if (finder_was_changed_later(finder, &found) || finder_was_misjudged(finder, &found))
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
			"Find out who runs the server that sent the message. Authorize it only if it sends for "
			"the domain.",
		[FAULT_LIST] =
			"Ask the list to put its own address into From, or to leave messages unchanged.",
		[FAULT_FORWARDER] = "Sign with DKIM, and leave the forwarder out of the SPF record.",
		[FAULT_GATEWAY] = "Ask the receiver to check messages before its gateway changes them.",
		[FAULT_FORGERY] = "Leave the records as they are, because the message is spoofed.",
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
		return finder_fault(&finder, FAULT_SIGNING,
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
