/* Each kind of refusal has its clause; what DNS shows of SPF, DKIM, DMARC and reverse DNS goes before what the reply says. */
#include "judge/bounce_reason.h"

#include "base/escape.h"
#include "check/claims.h"
#include "spf/check_host.h"

#include <string.h>

static const char *name_of(struct arena *arena, const struct domain *domain)
{
	return dns_name_unicode(arena, &domain->name);
}

/* False for the addresses alone. */
static bool is_checked(const struct domain *domain)
{
	return domain && domain->txt;
}

static const struct sender *sender_of(const struct domain *domain)
{
	return domain && domain->senders.count ? &domain->senders.at[0] : NULL;
}

static bool same_name(const char *text, const struct dns_name *name)
{
	struct dns_name other;

	return text && dns_name_from_unicode(slice_of(text), &other) == DNS_NAME_OK &&
	       dns_name_equal(&other, name);
}

enum spf_now bounce_spf_now(const struct domain *domain)
{
	const struct sender *sender = sender_of(domain);

	if (!is_checked(domain) || !dns_outcome_is_answer(domain->txt->outcome))
		return SPF_NOW_UNKNOWN;
	if (domain->spf_selected != 1)
		return SPF_NOW_WRONG;
	if (!sender || sender->evaluation->result == SPF_TEMPERROR)
		return domain_spf(domain)->record->valid && domain->spf_tree->lookups <= SPF_LOOKUPS_MOST
			       ? SPF_NOW_UNKNOWN
			       : SPF_NOW_WRONG;
	return sender->evaluation->result == SPF_PASS ? SPF_NOW_PASS : SPF_NOW_WRONG;
}

bool bounce_is_sent_by_others(const struct bounce *bounce, const struct domain *domain)
{
	struct dns_name sender;

	return is_checked(domain) && bounce->mail_from && domain->dmarc &&
	       domain->dmarc->rfc7489.organizational_domain.len > 1 &&
	       dns_name_from_unicode(slice_of(bounce->mail_from), &sender) == DNS_NAME_OK &&
	       !dns_name_is_under(&sender, &domain->dmarc->rfc7489.organizational_domain);
}

/* "the address is not in the SPF record": of an evaluation that did not pass. */
static const char *unlisted_clause(
	struct arena *arena, const struct domain *domain, const struct spf_evaluation *evaluation)
{
	const struct spf_step *step = spf_deciding_step(evaluation);
	const struct spf_record *record = domain_spf(domain)->record;

	if (evaluation->result == SPF_PERMERROR)
		return evaluation->problem
			       ? arena_printf(arena, "SPF ends in a permerror: %s", evaluation->problem)
			       : "SPF ends in a permerror";
	if (step && step->term->kind != SPF_TERM_ALL && evaluation->root->decided == step)
		return arena_printf(arena, "the SPF record excludes the address (%s)",
			escape_copy(arena,
				slice_part(record->text, step->term->span.first, step->term->span.end)));
	return "the address is not in the SPF record";
}

/* What is wrong with SPF now; NULL when nothing is, or when it is not known. */
static const char *spf_clause(struct arena *arena, const struct domain *domain)
{
	const struct sender *sender = sender_of(domain);

	if (bounce_spf_now(domain) != SPF_NOW_WRONG)
		return NULL;
	if (!domain->spf_selected)
		return arena_printf(arena, "%s has no %sSPF record", name_of(arena, domain),
			domain->spf.count ? "usable " : "");
	if (domain->spf_selected > 1)
		return arena_printf(arena, "%s has %zu SPF records, and only one is allowed",
			name_of(arena, domain), domain->spf_selected);
	if (sender)
		return unlisted_clause(arena, domain, sender->evaluation);
	if (!domain_spf(domain)->record->valid)
		return "the SPF record is invalid (permerror)";
	return arena_printf(arena, "the SPF record needs %u DNS lookups, and the limit is %d",
		domain->spf_tree->lookups, SPF_LOOKUPS_MOST);
}

/* The key at the selector that the message was signed with. */
static const char *key_clause(
	struct arena *arena, const struct bounce *bounce, const struct dkim_selector *selector)
{
	const char *name = escape_copy(arena, slice_of(bounce->selector));

	switch (selector->status) {
	case DKIM_STATUS_MISSING:
		return arena_printf(arena, "there is no DKIM key at the selector %s", name);
	case DKIM_STATUS_REVOKED:
		return arena_printf(arena, "the DKIM key at the selector %s is revoked", name);
	case DKIM_STATUS_INVALID:
		return arena_printf(arena, "the DKIM key at the selector %s is invalid", name);
	case DKIM_STATUS_UNANSWERED:
		return NULL;
	default:
		return arena_printf(arena,
			"the DKIM signature did not verify although its key (selector %s) is in DNS", name);
	}
}

/* What is wrong with DKIM; NULL when it passed. */
static const char *dkim_clause(struct arena *arena, const struct bounce *bounce, const struct domain *domain)
{
	const char *clause = NULL;

	if (bounce->dkim && strcmp(bounce->dkim, "pass") == 0 && bounce->kind != BOUNCE_DMARC)
		return NULL;
	if (is_checked(domain) && bounce->selector && same_name(bounce->signer, &domain->name)) {
		const struct dkim_selector *selector = domain_selector(domain, bounce->selector);

		clause = selector ? key_clause(arena, bounce, selector) : NULL;
	} else if (is_checked(domain) && domain->domainkey && domain->domainkey->outcome == DNS_NXDOMAIN) {
		clause = arena_printf(arena, "%s has no DKIM key", name_of(arena, domain));
	}
	return clause ? clause : "the message has no valid DKIM signature";
}

static const char *both(struct arena *arena, const char *first, const char *second)
{
	return first && second ? arena_printf(arena, "%s, and %s", first, second) : first ? first : second;
}

static const char *no_auth_reason(
	struct arena *arena, const struct bounce *bounce, const struct domain *domain)
{
	const char *spf = spf_clause(arena, domain);

	if (spf)
		return both(arena, spf, dkim_clause(arena, bounce, domain));
	return bounce_spf_now(domain) == SPF_NOW_PASS
		       ? "neither SPF nor DKIM passed, and the address passes SPF now"
		       : "neither SPF nor DKIM passed";
}

static const char *spf_reason_of(
	struct arena *arena, const struct bounce *bounce, const struct domain *domain)
{
	const char *spf = spf_clause(arena, domain);
	bool dkim_failed = bounce->dkim && strcmp(bounce->dkim, "fail") == 0;

	if (spf)
		return dkim_failed ? both(arena, spf, dkim_clause(arena, bounce, domain)) : spf;
	if (bounce_spf_now(domain) == SPF_NOW_PASS)
		return "SPF did not pass, and the address passes SPF now";
	return bounce->kind == BOUNCE_SPF ? "SPF did not pass" : NULL;
}

/* The policy that applies, "reject"; NULL when it asks for nothing or is not known. */
static const char *policy_of(const struct domain *domain)
{
	const struct dmarc_reading *reading;

	if (!is_checked(domain) || !domain->dmarc)
		return NULL;
	reading = domain->dmarc->rfc9989.applies ? &domain->dmarc->rfc9989 : &domain->dmarc->rfc7489;
	return reading->applies && reading->policy > DMARC_NONE ? dmarc_policy_text(reading->policy) : NULL;
}

static const char *dmarc_reason(struct arena *arena, const struct bounce *bounce, const struct domain *domain)
{
	const char *policy = policy_of(domain), *spf = spf_clause(arena, domain);
	const char *head =
		policy ? arena_printf(arena, "its DMARC policy is %s", policy) : "DMARC did not pass";

	if (bounce_is_sent_by_others(bounce, domain))
		spf = arena_printf(arena, "SPF is for %s, which is not aligned",
			escape_copy(arena, slice_of(bounce->mail_from)));
	if (!spf && !bounce->selector)
		return arena_printf(
			arena, "%s, and neither SPF nor DKIM passed for the domain in From", head);
	if (!spf)
		spf = bounce_spf_now(domain) == SPF_NOW_PASS ? "the address passes SPF now"
							     : "SPF did not pass";
	return arena_printf(arena, "%s, %s", head, both(arena, spf, dkim_clause(arena, bounce, domain)));
}

/* No record, or none that asks for anything that a receiver can use. */
static const char *dmarc_missing_reason(struct arena *arena, const struct domain *domain)
{
	const struct dmarc_discovery *dmarc = is_checked(domain) ? domain->dmarc : NULL;

	if (!dmarc || !dns_outcome_is_answer(dmarc->rfc9989.outcome) || dmarc->rfc9989.applies)
		return NULL;
	if (domain_dmarc_count(domain) > 1)
		return arena_printf(arena, "%s has %zu DMARC records, and only one is allowed",
			name_of(arena, domain), domain_dmarc_count(domain));
	return arena_printf(arena, "%s has no %sDMARC record", name_of(arena, domain),
		domain->dmarcs.count ? "usable " : "");
}

static const char *alignment_reason(
	struct arena *arena, const struct bounce *bounce, const struct domain *domain)
{
	if (bounce_is_sent_by_others(bounce, domain))
		return arena_printf(arena,
			"MAIL FROM has %s, and no DKIM signature is of %s, so DMARC cannot pass",
			escape_copy(arena, slice_of(bounce->mail_from)), name_of(arena, domain));
	return "neither the domain in MAIL FROM nor a DKIM signature is aligned with the domain in From";
}

static const char *several_reason(
	struct arena *arena, const struct bounce *bounce, const struct domain *domain)
{
	const char *const results[] = { bounce->spf, bounce->dkim, bounce->dmarc };
	static const char *const names[] = { "SPF", "DKIM", "DMARC" };
	const char *spf = bounce->spf && strcmp(bounce->spf, "pass") == 0 ? NULL : spf_clause(arena, domain);
	const char *failed = "";

	for (size_t i = 0; i < 3; i++)
		if (results[i] && strcmp(results[i], "fail") == 0)
			failed = arena_printf(arena, "%s%s%s", failed, *failed ? ", " : "", names[i]);
	if (*failed)
		return arena_printf(arena,
			"it requires SPF, DKIM and DMARC of bulk senders, and %s did not pass%s%s", failed,
			spf ? ": " : "", spf ? spf : "");
	return both(
		arena, "SPF, DKIM and DMARC must all pass for bulk mail", spf ? spf : "one of them failed");
}

/* What reverse DNS has of the address now. */
static const char *ptr_clause(struct arena *arena, const struct domain *domain)
{
	const struct sender *sender = sender_of(domain);
	const char *name;

	if (!sender || !sender->ptr || !dns_outcome_is_answer(sender->ptr->outcome))
		return NULL;
	if (!sender->names.count)
		return "the address has no PTR record";
	name = dns_name_unicode(arena, &sender->names.at[0].name);
	for (size_t i = 0; i < sender->names.count; i++)
		if (sender->names.at[i].confirmed)
			return NULL;
		else if (!dns_outcome_is_answer(sender->names.at[i].forward->outcome))
			return arena_printf(arena, "its PTR name %s could not be looked up",
				dns_name_unicode(arena, &sender->names.at[i].name));
	return arena_printf(arena, "its PTR name %s does not resolve back to the address", name);
}

/* True when a name of the address leads back to it. */
static bool has_confirmed_name(const struct domain *domain)
{
	const struct sender *sender = sender_of(domain);

	for (size_t i = 0; sender && i < sender->names.count; i++)
		if (sender->names.at[i].confirmed)
			return true;
	return false;
}

static const char *ptr_reason(struct arena *arena, const struct domain *domain)
{
	const char *clause = ptr_clause(arena, domain);

	if (clause || !has_confirmed_name(domain))
		return clause;
	return arena_printf(arena, "it found no PTR record that resolves back; now %s does",
		dns_name_unicode(arena, &sender_of(domain)->names.at[0].name));
}

static const char *helo_reason(struct arena *arena, const struct bounce *bounce, const struct domain *domain)
{
	if (!domain || !domain->helo_ip4 || !domain->helo_ip6 || !bounce->helo ||
		!has_no_address(domain->helo_ip4, domain->helo_ip6))
		return NULL;
	return arena_printf(arena, "the HELO name %s has no A or AAAA record",
		escape_copy(arena, slice_of(bounce->helo)));
}

static const char *existence_reason(struct arena *arena, const struct domain *domain)
{
	if (!is_checked(domain))
		return NULL;
	if (!dns_outcome_is_answer(domain->txt->outcome))
		return domain->txt->outcome == DNS_OFFLINE
			       ? NULL
			       : arena_printf(arena, "the name servers of %s do not answer (%s)",
					 name_of(arena, domain), dns_outcome_word(domain->txt->outcome));
	if (!domain->exists)
		return arena_printf(arena, "%s does not exist in DNS", name_of(arena, domain));
	if (domain_has_null_mx(domain))
		return arena_printf(arena, "%s has a null MX (MX 0 .), which says that it has no mail",
			name_of(arena, domain));
	return NULL;
}

/* The recipient's domain: no host takes its mail. */
static const char *recipient_reason(struct arena *arena, const struct domain *domain)
{
	const char *clause = existence_reason(arena, domain);

	if (clause || !is_checked(domain) || !dns_outcome_is_answer(domain->mx_reply->outcome) ||
		domain->mx.count)
		return clause;
	if (domain->ip4 && domain->ip6 && has_no_address(domain->ip4, domain->ip6))
		return arena_printf(arena, "%s has no MX, A or AAAA record", name_of(arena, domain));
	return NULL;
}

/* A sentence as a clause: without its period, and in lower case where its first word is no name. */
static const char *clause_of(struct arena *arena, const char *sentence)
{
	static const char *const words[] = { "The ", "A ", "An ", "Neither ", "No ", "Too ", "Mail ",
		"One " };
	size_t length = strlen(sentence);
	char *clause = arena_strdup(arena, sentence);

	if (length && clause[length - 1] == '.')
		clause[length - 1] = '\0';
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strncmp(clause, words[i], strlen(words[i])) == 0)
			clause[0] = (char)(clause[0] - 'A' + 'a');
	return clause;
}

/* What DNS shows, by the kind of refusal; NULL when it shows nothing. */
static const char *reason_in_dns(
	struct arena *arena, const struct bounce *bounce, const struct domain *domain)
{
	const char *clause;

	switch (bounce->kind) {
	case BOUNCE_NO_AUTH:
		return no_auth_reason(arena, bounce, domain);
	case BOUNCE_SPF:
	case BOUNCE_SPF_RECORD:
		return spf_reason_of(arena, bounce, domain);
	case BOUNCE_DKIM:
		return dkim_clause(arena, bounce, domain);
	case BOUNCE_DMARC:
		return dmarc_reason(arena, bounce, domain);
	case BOUNCE_DMARC_MISSING:
		return dmarc_missing_reason(arena, domain);
	case BOUNCE_ALIGNMENT:
		return alignment_reason(arena, bounce, domain);
	case BOUNCE_SEVERAL:
		return several_reason(arena, bounce, domain);
	case BOUNCE_PTR:
		return ptr_reason(arena, domain);
	case BOUNCE_HELO:
		return helo_reason(arena, bounce, domain);
	case BOUNCE_IPV6:
		clause = ptr_clause(arena, domain);
		return clause ? clause : spf_clause(arena, domain);
	case BOUNCE_SENDER_DOMAIN:
	case BOUNCE_DNS:
		return existence_reason(arena, domain);
	case BOUNCE_RECIPIENT_DNS:
		return recipient_reason(arena, domain);
	default:
		return NULL;
	}
}

const char *bounce_reason(struct arena *arena, const struct bounce *bounce, const struct domain *domain)
{
	const char *reason = reason_in_dns(arena, bounce, domain);

	if (!reason)
		reason = bounce->meaning ? clause_of(arena, bounce->meaning) : bounce_kind_text(bounce->kind);
	return reason;
}

bool bounce_is_cured(const struct bounce *bounce, const struct domain *domain)
{
	switch (bounce->kind) {
	case BOUNCE_NO_AUTH:
	case BOUNCE_SPF:
		return bounce_spf_now(domain) == SPF_NOW_PASS;
	case BOUNCE_PTR:
		return has_confirmed_name(domain);
	case BOUNCE_SENDER_DOMAIN:
	case BOUNCE_DNS:
		return is_checked(domain) && domain->exists && dns_outcome_is_answer(domain->txt->outcome) &&
		       !domain_has_null_mx(domain);
	default:
		return false;
	}
}
