/* Puts SPF, DKIM and DMARC results of one message together, and says what they mean. */
#include "message/parts.h"

#include "base/escape.h"

#include <stdlib.h>
#include <string.h>

/* The one domain of From; several addresses of one domain are one. */
static void read_from(struct arena *arena, struct message *message, struct slice header)
{
	struct slice text = mail_field_text(arena, header, "From"), domain;
	bool several = false;

	for (size_t at = 0; text.len && mail_next_domain(text, &at, &domain);) {
		struct dns_name name;

		if (!domain.len || domain.at[0] == '[' ||
			dns_name_from_unicode(domain, &name) != DNS_NAME_OK) {
			message_add_finding(arena, message, SEVERITY_ERROR, "message-from-invalid",
				arena_printf(arena, "From: \"%s\" is no address of a domain",
					escape_copy(arena, slice_part(text, 0, 80))),
				"Send an address whose domain exists (RFC 5322 section 3.4).");
			return;
		}
		several = several || (message->from && !dns_name_equal(&name, &message->from_domain));
		message->from_domain = name;
		message->from = dns_name_text(arena, &name);
	}
	if (several) {
		message->from = NULL;
		message_add_finding(arena, message, SEVERITY_ERROR, "message-from-several",
			"From has addresses of several domains", "DMARC wants one (RFC 9989 section 5.3.1).");
	}
}

static struct slice domain_of(const char *address)
{
	const char *at = strrchr(address, '@');

	return slice_of(at ? at + 1 : address);
}

static void evaluate_spf(struct arena *arena, struct facts_view *view, struct message *message,
	const struct dns_address *ip, uint64_t now)
{
	struct spf_request request = { .now = now };
	struct slice helo = slice_of(message->helo), sender = slice_of(message->mail_from);

	if (!message->ip || (!sender.len && !helo.len))
		return;
	request.ip = *ip;
	request.domain = sender.len ? domain_of(message->mail_from) : helo;
	request.sender = sender.len ? sender : helo;
	request.helo = helo.len ? helo : request.domain;
	message->spf = spf_check_host(arena, view, &request);
	message->pending = message->pending || message->spf->pending;
}

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

	dmarc->outcome = reading->outcome;
	dmarc->has_policy = reading->applies;
	dmarc->policy = reading->policy;
	if (message->spf && message->spf->result == SPF_TEMPERROR)
		dmarc->open = true;
	if (message->spf && message->spf->result == SPF_PASS && message->mail_from && message->mail_from[0] &&
		dns_name_from_unicode(domain_of(message->mail_from), &domain) == DNS_NAME_OK)
		dmarc->spf_aligned = is_aligned(judge, &domain, record && record->strict_spf, rfc7489, dmarc);
	for (size_t i = 0; i < message->dkim->list.count; i++) {
		const struct dkim_signature *signature = &message->dkim->list.at[i];

		dmarc->open = dmarc->open || signature->result == DKIM_TEMPERROR;
		if (signature->result == DKIM_PASS)
			dmarc->dkim_aligned = is_aligned(judge, &signature->domain,
						      record && record->strict_dkim, rfc7489, dmarc) ||
					      dmarc->dkim_aligned;
	}
	dmarc->pass = dmarc->spf_aligned || dmarc->dkim_aligned;
	/* SPF that was not tried could have passed. */
	dmarc->open = ((dmarc->open || !message->spf) && !dmarc->pass) || reading->outcome != DNS_ANSWER;
}

bool message_passes_dkim(const struct message *message)
{
	for (size_t i = 0; i < message->dkim->list.count; i++)
		if (message->dkim->list.at[i].result == DKIM_PASS)
			return true;
	return false;
}

const char *message_dmarc_text(const struct message_dmarc *dmarc)
{
	return dmarc->open ? "temperror" : !dmarc->has_policy ? "none" : dmarc->pass ? "pass" : "fail";
}

static void report_dkim(struct arena *arena, struct message *message)
{
	for (size_t i = 0; i < message->dkim->list.count; i++) {
		const struct dkim_signature *signature = &message->dkim->list.at[i];

		if (signature->result == DKIM_FAIL || signature->result == DKIM_PERMERROR)
			message_add_finding(arena, message, SEVERITY_WARNING, "message-dkim-fails",
				arena_printf(arena, "the signature of %s does not verify: %s",
					signature->has_domain ? dns_name_text(arena, &signature->domain)
							      : "no domain",
					signature->reason),
				"Correct the key or the signer; or find who changes the mail on its way.");
		else if (signature->result == DKIM_PASS && signature->signed_octets != UINT64_MAX)
			message_add_finding(arena, message, SEVERITY_WARNING, "message-dkim-length",
				"the signature leaves the end of the body open (l=): anybody can add to it",
				"Sign without l= (RFC 6376 section 8.2).");
	}
}

static void report_results(struct arena *arena, struct message *message)
{
	bool spf = message->spf && message->spf->result == SPF_PASS, dkim = false, open = message->pending;

	for (size_t i = 0; i < message->dkim->list.count; i++) {
		dkim = dkim || message->dkim->list.at[i].result == DKIM_PASS;
		open = open || message->dkim->list.at[i].result == DKIM_TEMPERROR;
	}
	open = open || (message->spf && message->spf->result == SPF_TEMPERROR);
	if (!spf && !dkim && !open && message->spf)
		message_add_finding(arena, message, SEVERITY_ERROR, "message-no-auth",
			"neither SPF nor DKIM passes",
			"Large receivers refuse such mail. List the address in SPF, or sign.");
	if (!message->spf && !dkim)
		message_add_finding(arena, message, SEVERITY_WARNING, "message-spf-untried",
			"SPF could not be tried: the header does not tell the server's address or the sender",
			"Give the server's address with --ip, and the sender with --mail-from.");
	if (message->from && !message->rfc7489.open && message->rfc7489.has_policy && !message->rfc7489.pass)
		message_add_finding(arena, message, SEVERITY_ERROR, "message-dmarc-fail",
			arena_printf(arena,
				"DMARC fails: nothing that passes is aligned with %s, whose policy is %s",
				message->from, dmarc_policy_text(message->rfc7489.policy)),
			"Sign with a key of the From domain, or use a MAIL FROM of it.");
}

static int by_severity(const void *a, const void *b)
{
	return (int)((const struct message_finding *)b)->severity -
	       (int)((const struct message_finding *)a)->severity;
}

struct message *message_authenticate(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, const struct text *text,
	const struct message_transport *transport)
{
	struct message *message = arena_take(arena, sizeof *message);
	struct slice bytes = text->bytes;
	struct judge judge = { arena, view, suffixes, message };
	struct slice header, body;
	struct dns_address ip = { 0 };

	if (slice_starts(bytes, "From ")) { /* of an mbox file */
		ptrdiff_t lf = slice_find(bytes, '\n', 0);

		bytes = slice_part(bytes, lf < 0 ? bytes.len : (size_t)lf + 1, bytes.len);
	}
	mail_split(bytes, &header, &body);
	read_from(arena, message, header);
	message_read_transport(arena, message, header, transport, &ip);
	message->dkim = dkim_verify(arena, view, header, body, text, transport->now);
	evaluate_spf(arena, view, message, &ip, transport->now);
	if (message->from) {
		const struct dmarc_discovery *dmarc =
			dmarc_discover(arena, view, suffixes, &message->from_domain, true);

		judge_dmarc(&judge, &dmarc->rfc7489, true, &message->rfc7489);
		judge_dmarc(&judge, &dmarc->rfc9989, false, &message->rfc9989);
	}
	message_read_claims(arena, message, header);
	message_check_header(arena, message, header);
	report_dkim(arena, message);
	report_results(arena, message);
	message_compare_claims(arena, message);
	if (message->findings.count > 1)
		qsort(message->findings.at, message->findings.count, sizeof *message->findings.at,
			by_severity);
	return message;
}
