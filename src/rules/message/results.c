/* Rules on the results of a stored message: DKIM, SPF and DMARC, and what the receiver said of them then. */
#include "message/differences.h"
#include "message/traces.h"
#include "rules/families.h"
#include "rules/message/example_mail.h"

#include "base/escape.h"
#include "spf/reason.h"

/* Where a result is about: the From field, or the end of the header. */
static struct text_place place_of_from(const struct message *message)
{
	return message_place(
		message, message->from_field.len
				 ? message->from_field
				 : slice_part(message->header, message->header.len, message->header.len));
}

/* A finding about what the message fails: where others have changed or forwarded it, publishing does not help. */
static void report_failure(struct finding *finding, const struct message *message, struct text_place place)
{
	finding->place = place;
	if (message->fault.help)
		finding->help = message->fault.help;
}

static bool may_be_spoofed(const struct message *message)
{
	return message->fault.who == FAULT_FORGERY || message->fault.who == FAULT_UNKNOWN;
}

/*
 * What the receiver's side, a list or a forwarder changed is not the signer's to correct; its key and its tags are, unless somebody
 * else may have written the signature.
 */
static const char *help_of_signature(
	struct arena *arena, const struct message *message, const struct dkim_signature *signature)
{
	if (message->from && signature->has_domain &&
		!message_is_of_from(
			message, message->suffixes, slice_of(dns_name_text(arena, &signature->domain))))
		return "Do not change the records of the From domain, because the signature is of "
		       "another domain.";
	if (signature->cause != DKIM_CAUSE_BODY && signature->cause != DKIM_CAUSE_HEADER)
		return may_be_spoofed(message) ? message->fault.help : NULL;
	if (!message->fault.help && message->fault.sent_on)
		return "Do not change the records, because the message was changed after it was signed.";
	return message->fault.help;
}

static void dkim_fails(struct rule_run *run, const struct message *message)
{
	for (size_t i = 0; i < message->dkim->list.count; i++) {
		const struct dkim_signature *signature = &message->dkim->list.at[i];

		const char *help = help_of_signature(run->arena, message, signature);
		struct finding *finding;

		if (signature->result != DKIM_FAIL && signature->result != DKIM_PERMERROR)
			continue;
		finding = report_finding(run, NULL, (struct span){ 0 },
			"the DKIM signature of %s does not verify: %s",
			signature->has_domain ? dns_name_text(run->arena, &signature->domain)
					      : "an unknown domain",
			signature->reason);
		finding->place = message_place(message, signature->field);
		finding->help = help ? help : finding->help;
	}
}

static void dkim_length(struct rule_run *run, const struct message *message)
{
	for (size_t i = 0; i < message->dkim->list.count; i++) {
		const struct dkim_signature *signature = &message->dkim->list.at[i];

		if (signature->result == DKIM_PASS && signature->signed_octets != UINT64_MAX)
			report_finding(run, NULL, (struct span){ 0 },
				"the DKIM signature covers only %llu octets of the body (l=)",
				(unsigned long long)signature->signed_octets)
				->place = message_place(message, signature->field);
	}
}

/* Clocks differ a little. */
enum { CLOCK_SLOP = 300 };

static void dkim_future(struct rule_run *run, const struct message *message)
{
	for (size_t i = 0; i < message->dkim->list.count; i++) {
		const struct dkim_signature *signature = &message->dkim->list.at[i];

		if (message->now && signature->has_domain && signature->made > message->now + CLOCK_SLOP)
			report_finding(run, NULL, (struct span){ 0 },
				"the DKIM signature of %s has a time in the future (t=)",
				dns_name_text(run->arena, &signature->domain))
				->place = message_place(message, signature->field);
	}
}

/* True while an answer, or a body, is missing that could make SPF or DKIM pass. */
static bool is_open(const struct message *message)
{
	bool open = message->pending || (message->spf && !spf_is_known(message->spf));

	for (size_t i = 0; i < message->dkim->list.count; i++)
		open = open || message->dkim->list.at[i].result == DKIM_TEMPERROR ||
		       message->dkim->list.at[i].cause == DKIM_CAUSE_FILE;
	return open;
}

static void no_auth(struct rule_run *run, const struct message *message)
{
	if (message_knows_spf(message) && message->spf->result != SPF_PASS && !message_passes_dkim(message) &&
		!is_open(message))
		report_failure(report_finding(run, NULL, (struct span){ 0 }, "neither SPF nor DKIM passes"),
			message, place_of_from(message));
}

static void spf_untried(struct rule_run *run, const struct message *message)
{
	bool decided = message->from ? message->rfc7489.dkim_aligned : message_passes_dkim(message);

	if (!message_knows_spf(message) && !decided)
		report_finding(run, NULL, (struct span){ 0 }, "SPF was not checked: %s",
			message_spf_unknown(run->arena, message))
			->place = place_of_from(message);
}

static void spf_permerror(struct rule_run *run, const struct message *message)
{
	if (message->spf && message->spf->result == SPF_PERMERROR)
		report_finding(run, NULL, (struct span){ 0 }, "SPF for %s returns permerror: %s",
			escape_copy(run->arena, message->spf->root->domain),
			spf_reason(run->arena, message->spf))
			->place = place_of_from(message);
}

static bool fails(const struct message_dmarc *dmarc)
{
	return !dmarc->open && dmarc->has_policy && !dmarc->pass;
}

/* "is reject", "is none for RFC 7489 and reject for RFC 9989 "
"receivers", "is reject for RFC 9989 receivers". */
static const char *policies_text(
	struct arena *arena, const struct message_dmarc *rfc7489, const struct message_dmarc *rfc9989)
{
	if (!fails(rfc7489) || !fails(rfc9989))
		return arena_printf(arena, "is %s for RFC %s receivers",
			dmarc_policy_text((fails(rfc7489) ? rfc7489 : rfc9989)->policy),
			fails(rfc7489) ? "7489" : "9989");
	if (rfc7489->policy == rfc9989->policy)
		return arena_printf(arena, "is %s", dmarc_policy_text(rfc7489->policy));
	return arena_printf(arena, "is %s for RFC 7489 and %s for RFC 9989 receivers",
		dmarc_policy_text(rfc7489->policy), dmarc_policy_text(rfc9989->policy));
}

static void dmarc_fail(struct rule_run *run, const struct message *message)
{
	if (message->from && (fails(&message->rfc7489) || fails(&message->rfc9989)))
		report_failure(report_finding(run, NULL, (struct span){ 0 },
				       "DMARC fails for %s: no aligned SPF or DKIM pass; the policy %s",
				       message->from,
				       policies_text(run->arena, &message->rfc7489, &message->rfc9989)),
			message, place_of_from(message));
}

/* The signature that a result is about, such as " of example.com"; nothing for other methods. */
static const char *subject_of(struct arena *arena, const struct message_claim *claim)
{
	struct slice domain = authentication_property_of(claim->said, "header", "d");

	if (!domain.len)
		domain = authentication_property_of(claim->said, "header", "i");
	if (!domain.len || !slice_is_nocase(claim->said->method, "dkim"))
		return "";
	return arena_printf(arena, " of %s", escape_copy(arena, domain));
}

static void result_differs(struct rule_run *run, const struct message *message)
{
	for (size_t i = 0; i < message->claims.count; i++) {
		const struct message_claim *claim = &message->claims.at[i];
		const char *now = message_claim_differs(run->arena, message, claim);

		if (now)
			report_finding(run, NULL, (struct span){ 0 }, "%s reported %s=%s%s; now it is %s",
				claim->authserv_id ? escape_copy(run->arena, slice_of(claim->authserv_id))
						   : "the receiver",
				escape_copy(run->arena, claim->said->method),
				escape_copy(run->arena, claim->said->result), subject_of(run->arena, claim),
				now)
				->place = message_place(message, claim->field);
	}
}

#define SAID(result) "Authentication-Results: mx.example.net; spf=" result " smtp.mailfrom=example.com\n"
#define OTHER_SENDER "Return-Path: <a@example.net>\n" RECEIVED FROM DATE ID

static const struct rule rows[] = {
	{
		.id = "message-no-auth",
		MESSAGE_ROW(ERROR, no_auth),
		.summary = "neither SPF nor DKIM passes for the message",
		.why = "Gmail, Yahoo and other large receivers reject mail that passes neither SPF nor DKIM.",
		.help = "Add the sending IP address to the SPF record, or sign with DKIM, preferably both.",
		.reference = "Gmail's Email sender guidelines",
		.bad = MESSAGE BODY EXAMPLE_DNS "@ TXT \"v=spf1 ip4:11.0.0.1 -all\"\n",
		.good = MESSAGE BODY DNS,
	},
	{
		.id = "message-spf-untried",
		MESSAGE_ROW(WARNING, spf_untried),
		.summary = "SPF could not be checked for the message",
		.why = "The SPF result depends on the IP address of the sending server. This address is "
		       "only in the Received field of the receiver.",
		.help = "Specify the sending IP address with --ip and the MAIL FROM address with "
			"--mail-from.",
		.reference = "RFC 7208 section 4.1",
		.bad = FROM DATE ID BODY DNS,
		.good = MESSAGE BODY DNS,
	},
	{
		.id = "message-spf-permerror",
		MESSAGE_ROW(WARNING, spf_permerror),
		.summary = "SPF for the MAIL FROM domain returns permerror",
		.why = "Receivers may reject the message. SPF does not pass, so DMARC passes only with "
		       "an aligned DKIM signature.",
		.help = "Correct the SPF record of the MAIL FROM domain, or ask its owner to correct the "
			"record.",
		.reference = "RFC 7208 section 8.7",
		.bad = MESSAGE BODY EXAMPLE_DNS "@ TXT \"v=spf1 ip4:11.0.0.300 -all\"\n",
		.good = MESSAGE BODY DNS,
	},
	{
		.id = "message-dkim-fails",
		MESSAGE_ROW(WARNING, dkim_fails),
		.summary = "DKIM signature does not verify",
		.why = "Receivers treat the message as not signed by that domain.",
		.help = "Publish the key that the signer uses, or correct the signer. If the signature "
			"verifies when the message leaves, find the server that changes the message.",
		.reference = "RFC 6376 section 6.1",
		.bad = SIGNED MESSAGE "\nanother body\n" DNS KEY,
		.good = SIGNED MESSAGE BODY DNS KEY,
	},
	{
		.id = "message-dkim-length",
		MESSAGE_ROW(WARNING, dkim_length),
		.summary = "DKIM signature covers only the first part of the body",
		.why = "An attacker can add text to the message, and the signature still verifies. Some "
		       "receivers ignore such signatures.",
		.help = "Sign without the `l=` tag.",
		.reference = "RFC 6376 section 8.2",
		.bad = SIGNED_LENGTH MESSAGE BODY DNS KEY,
		.good = SIGNED MESSAGE BODY DNS KEY,
	},
	{
		.id = "message-dkim-future",
		MESSAGE_ROW(WARNING, dkim_future),
		.summary = "DKIM signature has a time in the future",
		.why = "Receivers may ignore such a signature, and some do.",
		.help = "Correct the clock of the signing server.",
		.reference = "RFC 6376 section 3.5",
		.bad = SIGNED_LATE MESSAGE BODY DNS KEY,
		.good = SIGNED MESSAGE BODY DNS KEY,
	},
	{
		.id = "message-dmarc-fail",
		MESSAGE_ROW(ERROR, dmarc_fail),
		.summary = "DMARC fails for the message",
		.why = "Receivers apply the DMARC policy of the From domain and may reject the message.",
		.help = "Sign with a DKIM key of the From domain, or use a MAIL FROM address of the From "
			"domain.",
		.reference = "RFC 9989 section 5.3.5 and RFC 7489 section 6.6.2",
		.bad = OTHER_SENDER BODY DNS
		"$ORIGIN example.net.\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ TXT \"v=spf1 "
		"ip4:11.0.0.25 -all\"\n",
		.good = MESSAGE BODY DNS,
	},
	{
		.id = "message-result-differs",
		MESSAGE_ROW(WARNING, result_differs),
		.summary = "receiver reported another result than DNS gives now",
		.why = "The records may have changed since then, or the message may have changed after "
		       "the check. The message may also have taken another path than its header shows.",
		.help = "Compare the records with those of the day on which the message was received.",
		.reference = "RFC 8601 section 2.7",
		.bad = SAID("fail") MESSAGE BODY DNS,
		.good = SAID("pass") MESSAGE BODY DNS,
	},
};

RULE_FAMILY(message_result_rules, "Messages: results", rows);
