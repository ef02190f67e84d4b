/* Works out what a domain is for from all that was collected: nothing asks again, and nothing is told twice. */
#include "check/role.h"

#include "base/ascii.h"
#include "check/bounce_domain.h"
#include "check/claims.h"

/* What says that the domain sends mail, as a list: "it has an SPF record, a DKIM key and an MX "
"record". NULL when nothing does. */
static const char *evidence_of_sending(struct arena *arena, const struct domain *domain)
{
	const char *signs[3];
	size_t count = 0;

	if (domain->options->address_count)
		return "a sending IP address is set";
	if (domain->spf.count && !domain_lets_nobody_send(domain))
		signs[count++] = "an SPF record";
	if (domain_has_key(domain))
		signs[count++] = "a DKIM key";
	if (!count)
		return NULL;
	if (domain_lets_nobody_send(domain))
		return "it has a DKIM key, although its SPF record authorizes no sender";
	if (domain_receives(domain))
		signs[count++] = "an MX record";
	return count == 1   ? arena_printf(arena, "it has %s", signs[0])
	       : count == 2 ? arena_printf(arena, "it has %s and %s", signs[0], signs[1])
			    : arena_printf(arena, "it has %s, %s and %s", signs[0], signs[1], signs[2]);
}

/* Nothing says that it sends: does it receive, and may it still send? */
static void decide_without_evidence(struct domain *domain)
{
	bool receives = domain_receives(domain);

	if (domain_lets_nobody_send(domain)) {
		domain->role = receives ? ROLE_RECEIVES : ROLE_NO_MAIL;
		domain->role_reason = receives
					      ? "it has an MX record, and its SPF record authorizes no sender"
				      : domain_has_null_mx(domain)
					      ? "null MX, and its SPF record authorizes no sender"
					      : "no MX record, and its SPF record authorizes no sender";
	} else if (receives) {
		domain->role = ROLE_SENDS;
		domain->role_reason = "assumed: it has an MX record";
	} else {
		domain->role = ROLE_NO_MAIL;
		domain->role_reason =
			domain->mx.count ? "null MX" : "no MX record, no SPF record, no DKIM key";
	}
}

/* A label of the name holds the word. */
static bool has_label_with(const struct dns_name *name, const char *word)
{
	for (size_t at = 0; name->wire[at]; at += name->wire[at] + 1U)
		if (slice_find_nocase((struct slice){ name->wire + at + 1, name->wire[at] }, word, 0) >= 0)
			return true;
	return false;
}

/* The labels of a name below the organizational domain. */
static struct dns_name below_organization(const struct domain *domain)
{
	const struct dns_name *top = &domain->dmarc->rfc7489.organizational_domain;
	struct dns_name below = domain->name;

	below.len = (uint8_t)(below.len - top->len + 1);
	below.wire[below.len - 1] = 0;
	return below;
}

/* Names such as spf.example.com and eu.spf.example.com, and records that leave the rest to whoever includes them. */
static bool looks_included(const struct domain *domain)
{
	const struct dns_name below = below_organization(domain);
	const struct spf_subject *spf = domain_spf(domain);

	if (!domain->spf.count)
		return false;
	if (has_label_with(&below, "spf") || has_label_with(&below, "netblock") ||
		zone_names_is_underscored(&domain->name))
		return true;
	if (!spf)
		return false;
	return spf->record->all ? spf->record->all->qualifier == '?'
				: !spf_find_term(spf->record, SPF_TERM_REDIRECT);
}

static bool is_void(const struct dns_reply *reply)
{
	return reply && dns_outcome_is_void(reply->outcome);
}

/* What the name is for is to be worked out, and it lies below an organizational domain, with records of its own. */
static bool may_be_a_part(const struct domain *domain)
{
	return domain->options->role == ROLE_AUTO && !domain->options->address_count &&
	       !domain->txt->wildcard && !domain->selectors.count && is_void(domain->dmarc->walk[0].reply) &&
	       is_void(domain->domainkey) &&
	       !dns_name_equal(&domain->name, &domain->dmarc->rfc7489.organizational_domain);
}

/*
 * Nothing but an SPF record below an organizational domain: neither mail nor a host, nor a signature. No host has a name with an
 * underscore, so that a CNAME there leads to a record for others, too.
 */
static bool is_include_only(const struct domain *domain)
{
	return may_be_a_part(domain) && is_void(domain->mx_reply) && is_void(domain->ip4) &&
	       is_void(domain->ip6) && looks_included(domain) &&
	       (!domain->txt->aliases.count || zone_names_is_underscored(&domain->name));
}

/* The first label is one that services prescribe for the domain in MAIL FROM. */
static bool is_called_bounce(const struct dns_name *name)
{
	static const char *const words[] = { "bounce", "return", "envelope", "mailfrom", "mail-from" };
	static const char *const labels[] = { "rp", "send", "em", "mta", "ses", "mg", "pm", "sp" };
	struct slice label = dns_name_first_label(name);

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_find_nocase(label, words[i], 0) >= 0)
			return true;
	while (label.len && ascii_is_digit(label.at[label.len - 1]))
		label.len--;
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (slice_is_nocase(label, labels[i]))
			return true;
	return false;
}

/* An MX and an SPF record for MAIL FROM (RFC 7208 section 2.4), and nothing that an author's domain has (RFC 9989 section 3.2). */
static bool is_bounce_only(const struct domain *domain)
{
	return may_be_a_part(domain) && !domain->txt->aliases.count && domain_spf(domain) &&
	       domain_receives(domain) && !domain_lets_nobody_send(domain) &&
	       (is_called_bounce(&domain->name) || mx_is_of_bounces(domain->mx_reply));
}

static bool is_open(const struct dns_reply *reply)
{
	return reply && !dns_outcome_is_answer(reply->outcome);
}

/* It may turn out to be a name for others, or one for bounces, when more is answered. */
static bool may_be_found_a_part(const struct domain *domain)
{
	const struct dns_reply *const replies[] = { domain->dmarc->walk[0].reply, domain->domainkey,
		domain->mx_reply, domain->ip4, domain->ip6, domain->txt };
	bool open = false;

	for (size_t i = 0; i < sizeof replies / sizeof *replies; i++)
		open = open || is_open(replies[i]);
	return open && domain->options->role == ROLE_AUTO && !domain->options->address_count &&
	       !domain->selectors.count && !domain->dmarcs.count &&
	       !dns_name_equal(&domain->name, &domain->dmarc->rfc7489.organizational_domain);
}

/* Whether an answer that is lacking might tell of another role. */
static bool is_role_open(const struct domain *domain, const char *evidence)
{
	bool open = is_open(domain->txt) || is_open(domain->mx_reply) || domain->selectors_unanswered ||
		    is_open(domain->domainkey);

	return evidence ? may_be_found_a_part(domain) : open;
}

void role_decide(struct arena *arena, struct domain *domain)
{
	const char *evidence = evidence_of_sending(arena, domain);

	domain->bounce_only = is_bounce_only(domain);
	domain->role = domain->options->role;
	domain->role_reason =
		domain->options->role_reason ? domain->options->role_reason : "set by the role option";
	if (domain->role != ROLE_AUTO)
		return;
	if (domain->reverse) {
		domain->role = ROLE_NO_MAIL;
		domain->role_reason =
			name_is_reverse(&domain->name) ? "reverse DNS" : "a name of another protocol";
		return;
	}
	if (is_include_only(domain)) {
		domain->role = ROLE_INCLUDE;
		domain->role_reason = "it has only an SPF record";
		return;
	}
	domain->role = ROLE_SENDS;
	domain->role_open = is_role_open(domain, evidence);
	if (domain->role_open) {
		domain->role_reason = dns_outcome_is_unread(domain->txt->outcome) ||
						      dns_outcome_is_unread(domain->mx_reply->outcome)
					      ? "assumed: the zone file could not be read completely"
					      : "assumed: DNS did not answer";
	} else if (!domain->exists) {
		domain->role = ROLE_NO_MAIL;
		domain->role_reason = "the domain does not exist";
	} else if (domain->bounce_only) {
		domain->role_reason = "only in MAIL FROM: it has an MX and an SPF record for bounces";
	} else if (evidence) {
		domain->role_reason = evidence;
	} else {
		decide_without_evidence(domain);
	}
}
