/* Puts SPF, DKIM and DMARC results of one message together. */
#include "message/parts.h"

#include "mail/stored.h"

struct judge {
	struct arena *arena;
	struct facts_view *view;
	const struct suffix_list *suffixes;
	struct message *message;
};

static bool is_aligned(const struct judge *judge, const struct dns_name *authenticated, bool strict,
	bool rfc7489, struct message_dmarc *dmarc)
{
	enum dmarc_alignment alignment =
		rfc7489 ? dmarc_alignment_rfc7489(
				  judge->suffixes, &judge->message->from_domain, authenticated, strict)
			: dmarc_alignment_rfc9989(judge->arena, judge->view, judge->suffixes,
				  &judge->message->from_domain, authenticated, strict);

	dmarc->open = dmarc->open || alignment == DMARC_ALIGNMENT_UNKNOWN;
	return alignment == DMARC_ALIGNED;
}

/* What passed is compared with From; what is not known yet leaves a result open, unless another one decides. */
static void judge_dmarc(const struct judge *judge, const struct dmarc_reading *reading, bool rfc7489,
	struct message_dmarc *dmarc)
{
	const struct message *message = judge->message;
	const struct dmarc_record *record = reading->found ? reading->found->record : NULL;
	struct dns_name domain;
	bool unchecked = false; /* a signature that could pass, if the body were there */

	dmarc->is_rfc7489 = rfc7489;
	dmarc->reading = reading;
	dmarc->outcome = reading->outcome;
	dmarc->has_policy = reading->applies;
	dmarc->policy = reading->policy;
	if (message_knows_spf(message) && !spf_is_known(message->spf))
		dmarc->open = true;
	if (message_knows_spf(message) && message->spf->result == SPF_PASS &&
		dns_name_from_unicode(slice_of(message->spf_domain), &domain) == DNS_NAME_OK)
		dmarc->spf_aligned = is_aligned(judge, &domain, record && record->strict_spf, rfc7489, dmarc);
	for (size_t i = 0; i < message->dkim->list.count; i++) {
		const struct dkim_signature *signature = &message->dkim->list.at[i];

		dmarc->open = dmarc->open || signature->result == DKIM_TEMPERROR;
		if (signature->cause == DKIM_CAUSE_FILE)
			unchecked = is_aligned(judge, &signature->domain, record && record->strict_dkim,
					    rfc7489, dmarc) ||
				    unchecked;
		if (signature->result == DKIM_PASS)
			dmarc->dkim_aligned = is_aligned(judge, &signature->domain,
						      record && record->strict_dkim, rfc7489, dmarc) ||
					      dmarc->dkim_aligned;
	}
	dmarc->pass = dmarc->spf_aligned || dmarc->dkim_aligned;
	dmarc->unanswered = dmarc->open || !dns_outcome_is_answer(reading->outcome);
	/* SPF that was not tried could have passed. */
	dmarc->open = ((dmarc->open || unchecked || !message_knows_spf(message)) && !dmarc->pass) ||
		      !dns_outcome_is_answer(reading->outcome);
}

/* RFC 9989 section 3.2.13: whatever the type of its records; without an answer it is not known to be missing. */
static bool exists(struct facts_view *view, const struct dns_name *name)
{
	const struct dns_reply *reply = facts_get(view, name, DNS_TYPE_TXT);

	return !dns_outcome_has_no_name(reply->outcome) || reply->aliases.count;
}

/*
 * A signature that covers all of the body tells that it is whole, and an empty one is no lack where nothing covers it. That a body
 * was converted is seen only in a signature that does not match.
 */
static void settle_body(struct message *message, bool separated)
{
	bool is_covered = false;

	for (size_t i = 0; i < message->dkim->list.count; i++)
		is_covered = is_covered || (message->dkim->list.at[i].result == DKIM_PASS &&
						   message->dkim->list.at[i].signed_octets == UINT64_MAX);
	if (is_covered || (!message_has_unchecked(message) &&
				  (message->body.state == MAIL_BODY_CONVERTED ||
					  (message->body.state == MAIL_BODY_ABSENT && separated))))
		message->body = (struct mail_body_state){ MAIL_BODY_WHOLE, NULL };
}

struct message *message_authenticate(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, struct text *text, const struct message_transport *transport,
	struct signed_bodies *bodies)
{
	struct message *message = arena_take(arena, sizeof *message);
	struct stored_mail stored = stored_mail_read(text);
	struct judge judge = { arena, view, suffixes, message };
	struct signed_message *signed_message;
	struct slice body;
	uint64_t then;

	message->text = text;
	message->now = transport->now;
	message->suffixes = suffixes;
	message->mails_in_file = stored.count;
	message->is_page = stored.is_page;
	mail_split(stored.bytes, &message->header, &body);
	message_read_from(arena, message);
	message_read_transport(arena, message, transport, suffixes);
	message->body = mail_body_state(arena, message->header, body, text);
	signed_message = signed_message_read(arena, message->header, body, text, bodies);
	signed_message->lacking = message->body.why;
	signed_message->is_header = stored.bytes.len == message->header.len;
	then = message_time(arena, message, transport->now);
	message->dkim = dkim_verify(arena, view, signed_message, then);
	settle_body(message, !signed_message->is_header);
	message->arc = arc_verify(arena, view, signed_message, transport->now, then);
	message_check_spf(arena, view, message, transport);
	if (message->from) {
		const struct dmarc_discovery *dmarc = dmarc_discover(
			arena, view, suffixes, &message->from_domain, exists(view, &message->from_domain));

		judge_dmarc(&judge, &dmarc->rfc7489, true, &message->rfc7489);
		judge_dmarc(&judge, &dmarc->rfc9989, false, &message->rfc9989);
	}
	message_read_claims(arena, message, suffixes);
	message->fault = message_find_fault(arena, view, suffixes, message);
	return message;
}
