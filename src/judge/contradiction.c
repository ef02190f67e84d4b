/* Records change, and a refusal may be about another domain than the one that was checked: both are said. */
#include "judge/contradiction.h"

#include "base/escape.h"
#include "bounce/claim.h"
#include "check/claims.h"

static const char *name_of(struct arena *arena, const struct domain *domain)
{
	return dns_name_text(arena, &domain->name);
}

/* A receiver of either specification applies a policy that asks for more than reports. */
static bool is_enforced(const struct dmarc_reading *reading)
{
	return reading->applies && reading->policy > DMARC_NONE;
}

static bool is_known(const struct domain *domain)
{
	return dns_outcome_is_answer(domain->dmarc->rfc7489.outcome) &&
	       dns_outcome_is_answer(domain->dmarc->rfc9989.outcome);
}

/* The policy for subdomains, when it asks for more than that of the domain. */
static const char *subdomains_text(struct arena *arena, const struct domain *domain)
{
	for (size_t i = 0; i < domain->dmarcs.count; i++) {
		const struct dmarc_record *record = domain->dmarcs.at[i].record;

		if (record->selected && record->sp > DMARC_NONE)
			return arena_printf(
				arena, " (sp=%s applies to those)", dmarc_policy_text(record->sp));
	}
	return "";
}

static bool find_dmarc_policy(struct arena *arena, const struct domain *domain, struct contradiction *ret)
{
	const struct dmarc_reading *reading = &domain->dmarc->rfc9989;

	if (!is_known(domain) || is_enforced(reading) || is_enforced(&domain->dmarc->rfc7489))
		return false;
	if (!reading->applies)
		reading = &domain->dmarc->rfc7489;
	ret->said = "refusing-policy";
	ret->now = reading->applies ? "p=none" : "no record";
	ret->text = arena_printf(arena,
		"The reply names a DMARC policy that rejects mail, but DNS now says otherwise: %s %s. The record has changed since then, or From had another domain, such as a subdomain%s.",
		reading->applies ? "p=none applies to" : "no DMARC policy applies to", name_of(arena, domain),
		subdomains_text(arena, domain));
	return true;
}

static bool find_dmarc_missing(struct arena *arena, const struct domain *domain, struct contradiction *ret)
{
	const struct dmarc_reading *reading = &domain->dmarc->rfc9989;

	if (!is_known(domain) || !reading->applies || !domain->dmarc->rfc7489.applies)
		return false;
	ret->said = "no-dmarc-record";
	ret->now = arena_printf(arena, "p=%s", dmarc_policy_text(reading->policy));
	ret->text = arena_printf(arena,
		"The DMARC record of %s was published after the refusal, or From had another domain.",
		name_of(arena, domain));
	return true;
}

/* The "all" that decides: a redirect hands over to that of its target. NULL when there is none. */
static const struct spf_term *deciding_all(const struct domain *domain, const struct spf_subject *spf)
{
	const struct spf_node *redirected = domain_redirected(domain);

	return redirected && redirected->record ? redirected->record->all : spf->record->all;
}

static bool find_hard_fail(struct arena *arena, const struct domain *domain, struct contradiction *ret)
{
	const struct spf_subject *spf = domain_spf(domain);
	const struct spf_term *all = spf ? deciding_all(domain, spf) : NULL;

	if (!dns_outcome_is_answer(domain->txt->outcome) || domain->spf_selected > 1 ||
		(spf && (!all || all->qualifier == '-')))
		return false;
	ret->said = "hard-fail";
	ret->now = spf ? arena_printf(arena, "%call", all->qualifier) : "no record";
	ret->text = arena_printf(arena,
		"The reply names an SPF record that ends in -all, but now %s %s. The record has changed since then, or MAIL FROM had another domain.",
		spf ? arena_printf(arena, "it ends in %s at", ret->now) : "there is none at",
		name_of(arena, domain));
	return true;
}

static bool find_spf_missing(struct arena *arena, const struct domain *domain, struct contradiction *ret)
{
	const struct spf_subject *spf = domain_spf(domain);

	if (!spf)
		return false;
	ret->said = "no-spf-record";
	ret->now = escape_visible_copy(arena, spf->record->text);
	ret->text = arena_printf(arena,
		"The reply says that there is no SPF record, but %s has one now. It was published later, or MAIL FROM had another domain.",
		name_of(arena, domain));
	return true;
}

bool contradiction_find(struct arena *arena, const struct bounce *bounce, const struct domain *domain,
	struct contradiction *ret)
{
	switch (bounce_claim_of(bounce)) {
	case CLAIM_DMARC_POLICY:
		return find_dmarc_policy(arena, domain, ret);
	case CLAIM_DMARC_MISSING:
		return find_dmarc_missing(arena, domain, ret);
	case CLAIM_SPF_HARD_FAIL:
		return find_hard_fail(arena, domain, ret);
	case CLAIM_SPF_MISSING:
		return find_spf_missing(arena, domain, ret);
	case CLAIM_NOTHING:
		break;
	}
	return false;
}
