/* Each kind of refusal has its clause; what DNS shows of SPF, DKIM, DMARC and reverse DNS goes before what the reply says. */
#include "judge/bounce_reason.h"

#include "base/escape.h"
#include "check/claims.h"
#include "spf/check_host.h"

#include <string.h>

static const char *name_of(const struct bounce_scene *scene)
{
	return dns_name_unicode(scene->arena, &scene->domain->name);
}

/* False for the addresses alone. */
static bool is_checked(const struct bounce_scene *scene)
{
	return scene->domain && scene->domain->txt;
}

static bool same_name(const char *text, const struct dns_name *name)
{
	struct dns_name other;

	return text && dns_name_from_unicode(slice_of(text), &other) == DNS_NAME_OK &&
	       dns_name_equal(&other, name);
}

enum spf_now bounce_spf_now(const struct bounce_scene *scene)
{
	const struct sender *sender = scene->sender;

	if (!is_checked(scene) || !dns_outcome_is_answer(scene->domain->txt->outcome))
		return SPF_NOW_UNKNOWN;
	if (scene->domain->spf_selected != 1)
		return SPF_NOW_WRONG;
	if (!sender || !spf_is_known(sender->evaluation))
		return domain_spf(scene->domain)->record->valid &&
				       scene->domain->spf_tree->lookups <= SPF_LOOKUPS_MOST
			       ? SPF_NOW_UNKNOWN
			       : SPF_NOW_WRONG;
	return sender->evaluation->result == SPF_PASS ? SPF_NOW_PASS : SPF_NOW_WRONG;
}

bool bounce_spf_is_valid(const struct bounce_scene *scene)
{
	const struct spf_subject *spf;

	if (!is_checked(scene) || !dns_outcome_is_answer(scene->domain->txt->outcome))
		return false;
	spf = domain_spf(scene->domain);
	return spf && spf->record->valid && scene->domain->spf_tree->lookups <= SPF_LOOKUPS_MOST &&
	       (!scene->sender || (scene->sender->evaluation->result != SPF_PERMERROR &&
					  scene->sender->evaluation->result != SPF_TEMPERROR));
}

bool bounce_reply_has(const struct bounce *bounce, const char *text)
{
	return slice_find_nocase(slice_of(bounce->reply), text, 0) >= 0;
}

bool bounce_is_of_authentication_alone(const struct bounce *bounce)
{
	return bounce->kind == BOUNCE_IPV6 && bounce_reply_has(bounce, "spf or dkim") &&
	       !bounce_reply_has(bounce, "ptr") && !bounce_reply_has(bounce, "reverse");
}

bool bounce_is_sent_by_others(const struct bounce_scene *scene)
{
	struct dns_name sender;

	return is_checked(scene) && scene->bounce->mail_from && scene->domain->dmarc &&
	       scene->domain->dmarc->rfc7489.organizational_domain.len > 1 &&
	       dns_name_from_unicode(slice_of(scene->bounce->mail_from), &sender) == DNS_NAME_OK &&
	       !dns_name_is_under(&sender, &scene->domain->dmarc->rfc7489.organizational_domain);
}

/* "the address is not in the SPF record": of an evaluation that did not pass. */
static const char *unlisted_clause(const struct bounce_scene *scene, const struct spf_evaluation *evaluation)
{
	const struct spf_step *step = spf_deciding_step(evaluation);
	const struct spf_record *record = domain_spf(scene->domain)->record;

	if (evaluation->result == SPF_PERMERROR)
		return evaluation->problem
			       ? arena_printf(scene->arena, "SPF ends in permerror (%s)", evaluation->problem)
			       : "SPF ends in permerror";
	if (step && step->term->kind != SPF_TERM_ALL && evaluation->root->decided == step)
		return arena_printf(scene->arena, "the SPF record excludes the address (%s)",
			escape_copy(scene->arena,
				slice_part(record->text, step->term->span.first, step->term->span.end)));
	return "the address is not in the SPF record";
}

/* What is wrong with SPF now; NULL when nothing is, or when it is not known. */
static const char *spf_clause(const struct bounce_scene *scene)
{
	const struct sender *sender = scene->sender;

	if (bounce_spf_now(scene) != SPF_NOW_WRONG)
		return NULL;
	if (!scene->domain->spf_selected)
		return arena_printf(scene->arena, "%s has no %sSPF record", name_of(scene),
			scene->domain->spf.count ? "usable " : "");
	if (scene->domain->spf_selected > 1)
		return arena_printf(scene->arena, "%s has %zu SPF records where only one is allowed",
			name_of(scene), scene->domain->spf_selected);
	if (sender)
		return unlisted_clause(scene, sender->evaluation);
	if (!domain_spf(scene->domain)->record->valid)
		return "the SPF record is invalid (permerror)";
	return arena_printf(scene->arena, "the SPF record needs %u DNS lookups, and the limit is %d",
		scene->domain->spf_tree->lookups, SPF_LOOKUPS_MOST);
}

static bool is_pass(const char *result)
{
	return result && strcmp(result, "pass") == 0;
}

static bool is_fail(const char *result)
{
	return result && strcmp(result, "fail") == 0;
}

/* The key at the selector that the message was signed with. */
static const char *key_clause(const struct bounce_scene *scene, const struct dkim_selector *selector)
{
	const char *name = escape_copy(scene->arena, slice_of(scene->bounce->selector));

	switch (selector->status) {
	case DKIM_STATUS_MISSING:
		return arena_printf(scene->arena, "there is no DKIM key at the selector %s", name);
	case DKIM_STATUS_REVOKED:
		return arena_printf(scene->arena, "the DKIM key at the selector %s is revoked", name);
	case DKIM_STATUS_INVALID:
		return arena_printf(scene->arena, "the DKIM key at the selector %s is invalid", name);
	case DKIM_STATUS_UNANSWERED:
		return NULL;
	default:
		return arena_printf(scene->arena,
			"the DKIM signature did not verify although its key (selector %s) is in DNS", name);
	}
}

/* Nothing exists at _domainkey (RFC 8020 section 2). */
static bool has_no_key(const struct bounce_scene *scene)
{
	return is_checked(scene) && scene->domain->domainkey &&
	       dns_outcome_has_no_name(scene->domain->domainkey->outcome);
}

/* What is wrong with DKIM; NULL when it passed. */
static const char *dkim_clause(const struct bounce_scene *scene)
{
	const char *clause = NULL;

	if (scene->bounce->dkim && strcmp(scene->bounce->dkim, "pass") == 0 &&
		scene->bounce->kind != BOUNCE_DMARC)
		return NULL;
	if (bounce_reply_has(scene->bounce, "body hash"))
		return "the message was changed after it was signed with DKIM (body hash)";
	if (is_checked(scene) && scene->bounce->selector &&
		same_name(scene->bounce->signer, &scene->domain->name)) {
		const struct dkim_selector *selector =
			domain_selector(scene->domain, scene->bounce->selector);

		clause = selector ? key_clause(scene, selector) : NULL;
	} else if (has_no_key(scene)) {
		clause = arena_printf(scene->arena, "%s has no DKIM key", name_of(scene));
	}
	return clause ? clause : "the message has no valid DKIM signature";
}

static const char *both(struct arena *arena, const char *first, const char *second)
{
	return first && second ? arena_printf(arena, "%s, and %s", first, second) : first ? first : second;
}

static bool has_neither(const struct bounce_scene *scene)
{
	return is_checked(scene) && dns_outcome_is_answer(scene->domain->txt->outcome) &&
	       !scene->domain->spf.count && !scene->bounce->selector && has_no_key(scene);
}

/* "example.com has neither an SPF record nor a DKIM key", or one clause for each. */
static const char *spf_and_dkim(const struct bounce_scene *scene, const char *spf)
{
	return has_neither(scene) ? arena_printf(scene->arena, "%s has neither an SPF record nor a DKIM key",
					    name_of(scene))
				  : both(scene->arena, spf, dkim_clause(scene));
}

static const char *no_auth_reason(const struct bounce_scene *scene)
{
	const char *spf = spf_clause(scene);

	if (spf)
		return spf_and_dkim(scene, spf);
	return bounce_spf_now(scene) == SPF_NOW_PASS
		       ? "neither SPF nor DKIM passed, but the address passes SPF now"
		       : "neither SPF nor DKIM passed";
}

static const char *spf_reason_of(const struct bounce_scene *scene)
{
	const char *spf = spf_clause(scene);

	if (spf)
		return is_fail(scene->bounce->dkim) ? spf_and_dkim(scene, spf) : spf;
	if (bounce_spf_now(scene) == SPF_NOW_PASS)
		return "SPF did not pass, but the address passes SPF now";
	return scene->bounce->kind == BOUNCE_SPF ? "SPF did not pass" : NULL;
}

/* The policy that applies, "reject"; NULL when it asks for nothing or is not known. */
static const char *policy_of(const struct bounce_scene *scene)
{
	const struct dmarc_reading *reading;

	if (!is_checked(scene) || !scene->domain->dmarc)
		return NULL;
	reading = scene->domain->dmarc->rfc9989.applies ? &scene->domain->dmarc->rfc9989
							: &scene->domain->dmarc->rfc7489;
	return reading->applies && reading->policy > DMARC_NONE ? dmarc_policy_text(reading->policy) : NULL;
}

/* " (aspf=s and adkim=s: only example.com itself is aligned)"; empty for relaxed alignment. */
static const char *strict_clause(const struct bounce_scene *scene)
{
	const struct dmarc_subject *dmarc = is_checked(scene) ? domain_dmarc(scene->domain) : NULL;
	bool spf = dmarc && dmarc->record->strict_spf, dkim = dmarc && dmarc->record->strict_dkim;

	if (!spf && !dkim)
		return "";
	return arena_printf(scene->arena, " (%s: only %s itself is aligned)",
		spf && dkim ? "aspf=s and adkim=s"
		: spf	    ? "aspf=s"
			    : "adkim=s",
		name_of(scene));
}

/* Nothing in DNS but a missing key is known to be wrong. */
static const char *dmarc_reason_of_mail(const struct bounce_scene *scene, const char *head)
{
	if (bounce_spf_now(scene) != SPF_NOW_PASS && has_no_key(scene))
		return arena_printf(
			scene->arena, "%s, SPF did not pass, and %s has no DKIM key", head, name_of(scene));
	return arena_printf(scene->arena, "%s, and neither SPF nor DKIM passed for the domain in From%s",
		head, strict_clause(scene));
}

static const char *dmarc_reason(const struct bounce_scene *scene)
{
	const char *policy = policy_of(scene), *spf = spf_clause(scene);
	const char *head =
		policy ? arena_printf(scene->arena, "the DMARC policy is %s", policy) : "DMARC did not pass";

	if (bounce_is_sent_by_others(scene))
		spf = arena_printf(scene->arena, "SPF was checked for %s, which is not aligned",
			escape_copy(scene->arena, slice_of(scene->bounce->mail_from)));
	if (!spf && !scene->bounce->selector)
		return dmarc_reason_of_mail(scene, head);
	if (!spf)
		spf = bounce_spf_now(scene) == SPF_NOW_PASS ? "the address passes SPF now"
							    : "SPF did not pass";
	if (bounce_is_sent_by_others(scene) || bounce_spf_now(scene) != SPF_NOW_WRONG)
		return arena_printf(
			scene->arena, "%s, %s", head, both(scene->arena, spf, dkim_clause(scene)));
	return arena_printf(
		scene->arena, has_neither(scene) ? "%s, and %s" : "%s, %s", head, spf_and_dkim(scene, spf));
}

/* No record, or none that asks for anything that a receiver can use. */
static const char *dmarc_missing_reason(const struct bounce_scene *scene)
{
	const struct dmarc_discovery *dmarc = is_checked(scene) ? scene->domain->dmarc : NULL;

	if (!dmarc || !dns_outcome_is_answer(dmarc->rfc9989.outcome))
		return NULL;
	if (dmarc->rfc9989.applies)
		return dmarc->rfc7489.applies && scene->bounce->kind == BOUNCE_DMARC_MISSING
			       ? arena_printf(scene->arena,
					 "it found no DMARC policy, but p=%s applies to %s now",
					 dmarc_policy_text(dmarc->rfc9989.policy), name_of(scene))
			       : NULL;
	if (domain_dmarc_count(scene->domain) > 1)
		return arena_printf(scene->arena, "%s has %zu DMARC records where only one is allowed",
			name_of(scene), domain_dmarc_count(scene->domain));
	return arena_printf(scene->arena, "%s has no %sDMARC record", name_of(scene),
		scene->domain->dmarcs.count ? "usable " : "");
}

static const char *alignment_reason(const struct bounce_scene *scene)
{
	if (bounce_is_sent_by_others(scene))
		return arena_printf(scene->arena,
			"MAIL FROM is in %s, and no DKIM signature is of %s, so DMARC cannot pass",
			escape_copy(scene->arena, slice_of(scene->bounce->mail_from)), name_of(scene));
	return "neither the domain in MAIL FROM nor a DKIM signature is aligned with the domain in From";
}

/* "SPF and DMARC did not pass"; NULL when the reply names none of them. */
static const char *failed_results(const struct bounce_scene *scene)
{
	const char *const results[] = { scene->bounce->spf, scene->bounce->dkim, scene->bounce->dmarc };
	static const char *const names[] = { "SPF", "DKIM", "DMARC" };
	const char *failed = "", *comma;
	size_t left = 0;

	for (size_t i = 0; i < 3; i++)
		left += is_fail(results[i]);
	for (size_t i = 0; i < 3; i++) {
		if (!is_fail(results[i]))
			continue;
		comma = left-- > 1 ? ", " : " and ";
		failed = arena_printf(scene->arena, "%s%s%s", failed, *failed ? comma : "", names[i]);
	}
	return *failed ? arena_printf(scene->arena, "%s did not pass", failed) : NULL;
}

/* All three are required; what DNS shows to be wrong is named. */
static const char *several_reason(const struct bounce_scene *scene)
{
	const char *failed = failed_results(scene),
		   *known = is_pass(scene->bounce->spf) ? NULL : spf_clause(scene);

	if (known && !is_pass(scene->bounce->dkim) && has_no_key(scene))
		known = spf_and_dkim(scene, known);
	else if (!known && !is_pass(scene->bounce->dkim) && has_no_key(scene))
		known = dkim_clause(scene);
	if (!is_pass(scene->bounce->dmarc))
		known = both(scene->arena, known, dmarc_missing_reason(scene));
	if (failed)
		return known ? arena_printf(scene->arena, "%s; %s", failed, known) : failed;
	return known ? known : "SPF, DKIM and DMARC must all pass for bulk mail, and one of them failed";
}

/* What reverse DNS has of the address now. */
static const char *ptr_clause(const struct bounce_scene *scene)
{
	const struct sender *sender = scene->sender;
	const char *name;

	if (!sender || !sender->ptr || !dns_outcome_is_answer(sender->ptr->outcome))
		return NULL;
	if (!sender->names.count)
		return "the address has no PTR record";
	name = dns_name_unicode(scene->arena, &sender->names.at[0].name);
	for (size_t i = 0; i < sender->names.count; i++)
		if (sender->names.at[i].confirmed)
			return NULL;
		else if (!dns_outcome_is_answer(sender->names.at[i].forward->outcome))
			return arena_printf(scene->arena, "its PTR name %s could not be looked up",
				dns_name_unicode(scene->arena, &sender->names.at[i].name));
	return arena_printf(scene->arena, "its PTR name %s does not resolve back to the address", name);
}

/* True when a name of the address leads back to it. */
static bool has_confirmed_name(const struct bounce_scene *scene)
{
	const struct sender *sender = scene->sender;

	for (size_t i = 0; sender && i < sender->names.count; i++)
		if (sender->names.at[i].confirmed)
			return true;
	return false;
}

static const char *ptr_reason(const struct bounce_scene *scene)
{
	const char *clause = ptr_clause(scene);

	if (clause || !has_confirmed_name(scene))
		return clause;
	return arena_printf(scene->arena, "it found no PTR record that resolves back, but now %s does",
		dns_name_unicode(scene->arena, &scene->sender->names.at[0].name));
}

static const char *helo_reason(const struct bounce_scene *scene)
{
	if (!scene->domain || !scene->domain->helo_ip4 || !scene->domain->helo_ip6 || !scene->bounce->helo ||
		!has_no_address(scene->domain->helo_ip4, scene->domain->helo_ip6))
		return NULL;
	return arena_printf(scene->arena, "the HELO name %s has no A or AAAA record",
		escape_copy(scene->arena, slice_of(scene->bounce->helo)));
}

static const char *existence_reason(const struct bounce_scene *scene)
{
	if (!is_checked(scene))
		return NULL;
	if (!dns_outcome_is_answer(scene->domain->txt->outcome))
		return dns_outcome_is_wished(scene->domain->txt->outcome)
			       ? NULL
			       : arena_printf(scene->arena, "the name servers of %s do not answer (%s)",
					 name_of(scene), dns_outcome_reason(scene->domain->txt->outcome));
	if (!scene->domain->exists)
		return arena_printf(scene->arena, "%s does not exist in DNS", name_of(scene));
	if (domain_has_null_mx(scene->domain))
		return arena_printf(scene->arena,
			"%s has a null MX (MX 0 .), which says that it accepts no mail", name_of(scene));
	return NULL;
}

/* The recipient's domain: no host takes its mail. */
static const char *recipient_reason(const struct bounce_scene *scene)
{
	const char *clause = existence_reason(scene);

	if (clause || !is_checked(scene) || !dns_outcome_is_answer(scene->domain->mx_reply->outcome) ||
		scene->domain->mx.count)
		return clause;
	if (scene->domain->ip4 && scene->domain->ip6 &&
		has_no_address(scene->domain->ip4, scene->domain->ip6))
		return arena_printf(scene->arena, "%s has no MX, A or AAAA record", name_of(scene));
	return NULL;
}

/* A sentence as a clause: without its period, and in lower case where its first word is no name. */
static const char *clause_of(struct arena *arena, const char *sentence)
{
	static const char *const words[] = { "The ", "A ", "An ", "Neither ", "No ", "Too ", "Mail ", "One ",
		"Several ", "Users " };
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
static const char *reason_in_dns(const struct bounce_scene *scene)
{
	const char *clause;

	switch (scene->bounce->kind) {
	case BOUNCE_NO_AUTH:
		return no_auth_reason(scene);
	case BOUNCE_SPF:
	case BOUNCE_SPF_RECORD:
		return spf_reason_of(scene);
	case BOUNCE_DKIM:
		return dkim_clause(scene);
	case BOUNCE_DMARC:
		return dmarc_reason(scene);
	case BOUNCE_DMARC_MISSING:
		return dmarc_missing_reason(scene);
	case BOUNCE_ALIGNMENT:
		return alignment_reason(scene);
	case BOUNCE_SEVERAL:
		return several_reason(scene);
	case BOUNCE_PTR:
		return ptr_reason(scene);
	case BOUNCE_HELO:
		return helo_reason(scene);
	case BOUNCE_IPV6:
		clause = bounce_is_of_authentication_alone(scene->bounce) ? NULL : ptr_clause(scene);
		return clause ? clause : spf_clause(scene);
	case BOUNCE_SENDER_DOMAIN:
	case BOUNCE_DNS:
		return existence_reason(scene);
	case BOUNCE_RECIPIENT_DNS:
		return recipient_reason(scene);
	default:
		return NULL;
	}
}

const char *bounce_reason(const struct bounce_scene *scene)
{
	const char *reason = reason_in_dns(scene);

	if (!reason)
		reason = scene->bounce->meaning ? clause_of(scene->arena, scene->bounce->meaning)
						: bounce_kind_text(scene->bounce->kind);
	return reason;
}

bool bounce_is_cured(const struct bounce_scene *scene)
{
	switch (scene->bounce->kind) {
	case BOUNCE_NO_AUTH:
	case BOUNCE_SPF:
		return bounce_spf_now(scene) == SPF_NOW_PASS;
	case BOUNCE_PTR:
		return has_confirmed_name(scene);
	case BOUNCE_SENDER_DOMAIN:
	case BOUNCE_DNS:
		return is_checked(scene) && scene->domain->exists &&
		       dns_outcome_is_answer(scene->domain->txt->outcome) &&
		       !domain_has_null_mx(scene->domain);
	default:
		return false;
	}
}
