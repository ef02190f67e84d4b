/* Judges each fact that a receiver may want once, then fills the table of each receiver from them. */
#include "check/receivers.h"

#include "base/escape.h"
#include "check/claims.h"

#include <string.h>

static struct judged met(const char *why)
{
	return (struct judged){ VERDICT_MET, why };
}

static struct judged not_met(const char *why)
{
	return (struct judged){ VERDICT_NOT_MET, why };
}

static struct judged unknown(const char *why)
{
	return (struct judged){ VERDICT_UNKNOWN, why };
}

static struct judged judge_senders(struct arena *arena, const struct domain *domain, struct judged otherwise)
{
	for (size_t i = 0; i < domain->senders.count; i++) {
		const struct sender *sender = &domain->senders.at[i];
		const char *address = dns_address_text(arena, &sender->address);

		if (!spf_is_known(sender->evaluation))
			return unknown(arena_printf(arena, "the SPF result for %s is not known", address));
		if (sender->evaluation->result != SPF_PASS)
			return not_met(arena_printf(arena, "the SPF result for %s is %s", address,
				spf_result_text(sender->evaluation->result)));
		otherwise = met("SPF passes for the sending address");
	}
	return otherwise;
}

static struct judged judge_spf(struct arena *arena, const struct domain *domain)
{
	const struct spf_subject *spf = domain_spf(domain);

	if (!dns_outcome_is_answer(domain->txt->outcome))
		return unknown("not answered");
	if (!spf && domain->has_bounce_domain)
		return met(arena_printf(arena, "SPF record of the bounce domain %s",
			dns_name_text(arena, &domain->bounce_domain)));
	if (!spf && domain->bounce_domain_unknown)
		return unknown("the CNAME of the bounce domain was not answered");
	if (!spf)
		return not_met(domain->spf_selected ? "more than one SPF record" : "no SPF record");
	if (!spf->record->valid)
		return not_met("the SPF record is invalid (permerror)");
	if (domain->spf_tree && domain->spf_tree->lookups > SPF_LOOKUPS_MOST)
		return not_met("the SPF record needs more than 10 DNS lookups");
	if (domain_lets_nobody_send(domain))
		return not_met("the SPF record authorizes no sender");
	if (domain->spf_tree && !domain->spf_tree->root->networks.answered)
		return judge_senders(arena, domain, unknown("an SPF include or redirect was not answered"));
	return judge_senders(arena, domain, met("valid SPF record"));
}

static struct judged judge_dkim(struct arena *arena, const struct domain *domain)
{
	const char *fault = NULL;

	for (size_t i = 0; i < domain->selectors.count; i++) {
		const struct dkim_selector *selector = &domain->selectors.at[i];

		if (dkim_selector_works_everywhere(selector))
			return met(arena_printf(arena, "DKIM key at selector %s",
				escape_visible_copy(arena, slice_of(selector->selector))));
		if (selector->status == DKIM_STATUS_UNANSWERED)
			return unknown("not answered");
		if (!fault)
			fault = arena_printf(arena, "the DKIM key of selector %s is %s",
				escape_visible_copy(arena, slice_of(selector->selector)),
				dkim_selector_works(selector) ? "not an RSA key of at least 1024 bits"
							      : dkim_status_text(selector->status));
	}
	if (fault)
		return not_met(fault);
	if (!domain->domainkey || !dns_outcome_is_answer(domain->domainkey->outcome))
		return unknown("not answered");
	if (dns_outcome_has_no_name(domain->domainkey->outcome))
		return not_met("no DKIM key (no name exists below _domainkey)");
	return unknown("the DKIM selector is not known");
}

/* What is known of one message alone does not say what the domain can do. */
static struct judged judge_either(const struct domain *domain, const struct readiness *ready)
{
	if (ready->spf.status == VERDICT_MET || ready->dkim.status == VERDICT_MET)
		return met(ready->spf.status == VERDICT_MET ? ready->spf.why : ready->dkim.why);
	if (ready->spf.status == VERDICT_NOT_MET && ready->dkim.status == VERDICT_NOT_MET)
		return not_met(domain->options->mail ? "neither SPF nor DKIM passes for the message"
						     : "neither SPF nor DKIM can pass");
	return unknown(ready->spf.status == VERDICT_UNKNOWN ? ready->spf.why : ready->dkim.why);
}

static struct judged judge_dmarc(const struct domain *domain)
{
	const struct dmarc_reading *reading = domain->dmarc ? &domain->dmarc->rfc7489 : NULL;

	if (!reading || !dns_outcome_is_answer(reading->outcome))
		return unknown("not answered");
	if (!reading->applies)
		return not_met("no DMARC record");
	if (reading->found && reading->found->record->p == DMARC_ABSENT)
		return not_met("the DMARC record has no p tag");
	return met("DMARC record found");
}

static struct judged judge_ptr(struct arena *arena, const struct domain *domain)
{
	if (!domain->senders.count)
		return unknown("the sending IP address is not known");
	for (size_t i = 0; i < domain->senders.count; i++) {
		const struct sender *sender = &domain->senders.at[i];
		const char *address = dns_address_text(arena, &sender->address);
		bool confirmed = false, open = false;

		if (!dns_outcome_is_answer(sender->ptr->outcome))
			return unknown("not answered");
		for (size_t k = 0; k < sender->names.count; k++) {
			confirmed = confirmed || sender->names.at[k].confirmed;
			open = open || !dns_outcome_is_answer(sender->names.at[k].forward->outcome);
		}
		if (!confirmed && open)
			return unknown("not answered");
		if (!confirmed)
			return not_met(arena_printf(arena,
				sender->names.count ? "the PTR name of %s does not resolve back to it"
						    : "%s has no PTR record",
				address));
	}
	return met("the PTR name resolves back to the IP address");
}

static struct judged judge_soa(const struct domain *domain)
{
	if (domain->dns.has_apex)
		return met("SOA record found");
	if (!domain->dns.soa || !dns_outcome_is_answer(domain->dns.soa->outcome))
		return unknown("not answered");
	if (domain->dns.soa->from_zone_file && !domain->dns.soa->zone)
		return unknown("the zone file has no SOA record");
	return domain->dns.soa->zone && domain->exists ? met("SOA record found at a parent domain")
						       : not_met("no SOA record");
}

static struct judged judge_answerable(const struct domain *domain)
{
	if (!dns_outcome_is_answer(domain->mx_reply->outcome))
		return unknown("not answered");
	return domain_has_null_mx(domain) ? not_met("null MX") : met("no null MX");
}

struct readiness sender_readiness(struct arena *arena, const struct domain *domain)
{
	struct readiness ready = { .spf = judge_spf(arena, domain), .dkim = judge_dkim(arena, domain) };
	const struct mail_results *mail = domain->options->mail;

	if (mail && (mail->dkim_pass || !mail->of_others))
		ready.dkim = mail->dkim_pass ? met("DKIM passes for the message")
			     : mail->dkim_unknown
				     ? unknown("the file does not contain the message as it was sent")
				     : not_met("DKIM does not pass for the message");
	if (mail && (mail->spf_pass || !mail->of_others))
		ready.spf = !mail->spf_known ? unknown("SPF was not checked")
			    : mail->spf_pass ? met("SPF passes for the message")
					     : not_met("SPF does not pass for the message");
	ready.either = judge_either(domain, &ready);
	ready.dmarc = judge_dmarc(domain);
	ready.alignment =
		ready.either.status == VERDICT_NOT_MET ? ready.either : unknown("only a message can show it");
	if (mail && mail->dmarc_known)
		ready.alignment =
			mail->aligned ? met("the message is aligned") : not_met("the message is not aligned");
	ready.ptr = judge_ptr(arena, domain);
	ready.soa = judge_soa(domain);
	ready.answerable = judge_answerable(domain);
	return ready;
}

/* A requirement by the fact that decides it: an offset in struct readiness, or none when DNS does not show it. */
struct wanted {
	unsigned receiver; /* in the order of `names` */
	bool bulk;
	const char *id, *title, *rules;
	enum { SPF, DKIM, EITHER, DMARC, ALIGNMENT, PTR, SOA, ANSWERABLE, INVISIBLE } fact;
};

enum { GMAIL, YAHOO, MICROSOFT, APPLE };

static const struct {
	const char *key, *name;
} names[RECEIVERS] = { { "gmail", "Gmail" }, { "yahoo", "Yahoo" }, { "microsoft", "Microsoft" },
	{ "apple", "Apple" } };

static const struct wanted wanted[] = {
	{ GMAIL, false, "spf-or-dkim", "SPF or DKIM", "gmail-no-auth,spf-*,dkim-*", EITHER },
	{ GMAIL, false, "reverse-dns", "reverse DNS", "gmail-ptr-missing,gmail-fcrdns-mismatch,ptr-*", PTR },
	{ GMAIL, false, "tls", "TLS", "", INVISIBLE },
	{ GMAIL, false, "spam-rate", "spam rate below 0.3%", "", INVISIBLE },
	{ GMAIL, true, "spf", "SPF", "gmail-bulk-spf-missing,spf-*", SPF },
	{ GMAIL, true, "dkim", "DKIM", "gmail-bulk-dkim-missing,gmail-dkim-1024-min,dkim-*", DKIM },
	{ GMAIL, true, "dmarc", "DMARC", "gmail-bulk-dmarc-missing,dmarc-*", DMARC },
	{ GMAIL, true, "alignment", "alignment with From", "gmail-bulk-alignment", ALIGNMENT },
	{ GMAIL, true, "one-click-unsubscribe", "one-click unsubscribe", "", INVISIBLE },
	{ YAHOO, false, "spf-or-dkim", "SPF or DKIM", "gmail-no-auth,spf-*,dkim-*", EITHER },
	{ YAHOO, false, "reverse-dns", "reverse DNS", "gmail-ptr-missing,gmail-fcrdns-mismatch,ptr-*", PTR },
	{ YAHOO, false, "soa", "SOA record", "yahoo-from-soa,dns-*", SOA },
	{ YAHOO, false, "answerable", "accepts replies", "mx-null", ANSWERABLE },
	{ YAHOO, false, "spam-rate", "spam rate below 0.3%", "", INVISIBLE },
	{ YAHOO, true, "spf", "SPF", "spf-*", SPF },
	{ YAHOO, true, "dkim", "DKIM", "dkim-*", DKIM },
	{ YAHOO, true, "dmarc", "DMARC", "dmarc-*", DMARC },
	{ YAHOO, true, "alignment", "alignment with From", "", ALIGNMENT },
	{ YAHOO, true, "one-click-unsubscribe", "one-click unsubscribe", "", INVISIBLE },
	{ MICROSOFT, false, "reverse-dns", "reverse DNS", "gmail-ptr-missing,gmail-fcrdns-mismatch,ptr-*",
		PTR },
	{ MICROSOFT, true, "spf", "SPF", "outlook-bulk-missing,spf-*", SPF },
	{ MICROSOFT, true, "dkim", "DKIM", "outlook-bulk-missing,dkim-*", DKIM },
	{ MICROSOFT, true, "dmarc", "DMARC", "outlook-bulk-missing,dmarc-*", DMARC },
	{ MICROSOFT, true, "alignment", "alignment with From", "", ALIGNMENT },
	{ APPLE, false, "reverse-dns", "reverse DNS", "apple-bulk-missing,ptr-*", PTR },
	{ APPLE, true, "spf", "SPF", "apple-bulk-missing,spf-*", SPF },
	{ APPLE, true, "dkim", "DKIM", "apple-bulk-missing,dkim-*", DKIM },
	{ APPLE, true, "dmarc", "DMARC", "apple-bulk-missing,dmarc-*", DMARC },
	{ APPLE, true, "unsubscribe", "unsubscribe link", "", INVISIBLE },
};

/* What is not met decides, then what is not known; what only a mail can show does not count. */
static void add_up(enum verdict *total, const struct requirement *requirement)
{
	if (requirement->judged.status == VERDICT_NOT_MET)
		*total = VERDICT_NOT_MET;
	else if (requirement->judged.status == VERDICT_UNKNOWN && requirement->visible &&
		 *total == VERDICT_MET)
		*total = VERDICT_UNKNOWN;
}

const struct receivers *receivers_judge(struct arena *arena, const struct domain *domain)
{
	struct receivers *receivers;
	struct readiness ready;

	if (domain->role != ROLE_SENDS || !domain->exists || domain->name.len == 1 ||
		!domain_has_authors(domain))
		return NULL;
	ready = sender_readiness(arena, domain);
	const struct judged facts[] = { ready.spf, ready.dkim, ready.either, ready.dmarc, ready.alignment,
		ready.ptr, ready.soa, ready.answerable, unknown("not visible in DNS") };
	receivers = arena_take(arena, sizeof *receivers);
	for (size_t i = 0; i < RECEIVERS; i++) {
		receivers->list[i].key = names[i].key;
		receivers->list[i].name = names[i].name;
	}
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		struct receiver_verdict *receiver = &receivers->list[wanted[i].receiver];
		struct requirement *requirement = &receiver->requirements[receiver->count++];

		*requirement = (struct requirement){ wanted[i].id, wanted[i].title, wanted[i].rules,
			wanted[i].bulk, wanted[i].fact != INVISIBLE && wanted[i].fact != ALIGNMENT,
			facts[wanted[i].fact] };
		if (!requirement->bulk)
			add_up(&receiver->all_senders, requirement);
		add_up(&receiver->bulk_senders, requirement);
	}
	return receivers;
}

const char *verdict_text(enum verdict verdict)
{
	static const char *const texts[] = { "met", "not-met", "unknown" };

	return texts[verdict];
}
