/* The mechanisms that compare the client's address (RFC 7208 sections 5.3 to 5.7). */
#include "spf/evaluate.h"

static unsigned prefix_for(const struct evaluator *e, const struct spf_term *term)
{
	return e->ip.is_ip6 ? term->prefix6 : term->prefix4;
}

/* The addresses of the client's family (section 5). */
static const struct dns_reply *ask_addresses(struct evaluator *e, const struct dns_name *host)
{
	return evaluator_ask(e, host, e->ip.is_ip6 ? DNS_TYPE_AAAA : DNS_TYPE_A);
}

static bool has_client(const struct evaluator *e, const struct dns_reply *addresses, unsigned prefix)
{
	for (size_t i = 0; i < addresses->records.count; i++)
		if (dns_address_is_within(&e->ip, &addresses->records.at[i].data.address, prefix))
			return true;
	return false;
}

/* Is the client among a host's addresses? */
static enum spf_step_outcome match_host(
	struct evaluator *e, const struct dns_name *host, const struct spf_term *term)
{
	const struct dns_reply *addresses = ask_addresses(e, host);

	if (reply_is_error(addresses))
		return evaluator_fail_unanswered(e, addresses);
	if (dns_outcome_is_void(addresses->outcome))
		return evaluator_count_void(e);
	return has_client(e, addresses, prefix_for(e, term)) ? SPF_STEP_MATCH : SPF_STEP_NO_MATCH;
}

/* Section 5.4: the hosts in the order of preference; without an MX there is no fallback to the name's own address. */
static enum spf_step_outcome match_mx(
	struct evaluator *e, const struct dns_name *target, struct spf_step *step)
{
	const struct dns_reply *mx = evaluator_ask(e, target, DNS_TYPE_MX);

	if (reply_is_error(mx))
		return evaluator_fail_unanswered(e, mx);
	if (dns_outcome_is_void(mx->outcome))
		return evaluator_count_void(e);
	for (size_t i = 0; i < mx->records.count; i++) {
		const struct dns_name *host = &mx->records.at[i].data.mx->exchange;
		enum spf_step_outcome outcome;

		if (host->len == 1) /* a null MX (RFC 7505) names no host */
			continue;
		if (i >= SPF_MX_MOST)
			return evaluator_fail(e, SPF_STEP_PERMERROR, "%s has more than %d MX hosts",
				dns_name_text(e->arena, target), SPF_MX_MOST);
		outcome = match_host(e, host, step->term);
		if (outcome != SPF_STEP_NO_MATCH) {
			step->host = host;
			return outcome;
		}
	}
	return SPF_STEP_NO_MATCH;
}

/* Section 5.7: an A question whatever the client's family. */
static enum spf_step_outcome match_exists(struct evaluator *e, const struct dns_name *target)
{
	const struct dns_reply *reply = evaluator_ask(e, target, DNS_TYPE_A);

	if (reply_is_error(reply))
		return evaluator_fail_unanswered(e, reply);
	if (dns_outcome_is_void(reply->outcome))
		return evaluator_count_void(e);
	return reply->records.count ? SPF_STEP_MATCH : SPF_STEP_NO_MATCH;
}

/* Errors make no temperror here: a name that cannot be looked up is not validated. The first ten names count. */
const struct spf_validated *evaluator_validated(struct evaluator *e)
{
	struct dns_name reverse = dns_address_reverse(&e->ip);
	struct spf_validated *validated;
	const struct dns_reply *names;

	if (e->validated)
		return e->validated;
	validated = arena_take(e->arena, sizeof *validated);
	names = evaluator_ask(e, &reverse, DNS_TYPE_PTR);
	validated->is_void = dns_outcome_is_void(names->outcome);
	validated->is_open = dns_outcome_is_open(names->outcome);
	for (size_t i = 0; i < names->records.count && i < SPF_PTR_MOST; i++) {
		const struct dns_name *name = names->records.at[i].data.target;
		const struct dns_reply *addresses = ask_addresses(e, name);

		validated->is_void = validated->is_void || dns_outcome_is_void(addresses->outcome);
		validated->is_open = validated->is_open || dns_outcome_is_open(addresses->outcome);
		if (has_client(e, addresses, e->ip.is_ip6 ? 128 : 32))
			*arena_append(e->arena, &validated->names) = name;
	}
	e->validated = validated;
	e->evaluation->uncertain = validated->is_open;
	return validated;
}

/* Section 7.3: the domain itself, else a name below it, else any. */
struct slice evaluator_validated_name(struct evaluator *e, const struct dns_name *domain)
{
	const struct spf_validated *validated = evaluator_validated(e);
	const struct dns_name *best = NULL;

	for (size_t i = 0; i < validated->names.count; i++) {
		const struct dns_name *name = validated->names.at[i];

		if (dns_name_equal(name, domain))
			best = name;
		else if (!best || (!dns_name_is_under(best, domain) && dns_name_is_under(name, domain)))
			best = name;
	}
	return slice_of(best ? dns_name_text(e->arena, best) : "unknown");
}

static enum spf_step_outcome match_ptr(
	struct evaluator *e, const struct dns_name *target, struct spf_step *step)
{
	const struct spf_validated *validated = evaluator_validated(e);

	for (size_t i = 0; i < validated->names.count; i++) {
		if (dns_name_is_under(validated->names.at[i], target)) {
			step->host = validated->names.at[i];
			return SPF_STEP_MATCH;
		}
	}
	return validated->is_void ? evaluator_count_void(e) : SPF_STEP_NO_MATCH;
}

bool evaluator_is_in_network(const struct evaluator *e, const struct spf_term *term)
{
	return e->ip.is_ip6 == (term->kind == SPF_TERM_IP6) &&
	       dns_address_shares(e->ip.bytes, term->address, spf_term_prefix(term));
}

enum spf_step_outcome evaluator_match(
	struct evaluator *e, const struct spf_visit *visit, struct spf_step *step)
{
	const struct spf_term *term = step->term;
	struct dns_name expanded;
	const struct dns_name *target = &visit->name;

	if (term->domain.first < term->domain.end) {
		/* Section 4.8 leaves it open what a name with an empty or overlong label means: here it matches nothing. */
		if (dns_name_from_labels(step->target, &expanded) != DNS_NAME_OK)
			return SPF_STEP_NO_MATCH;
		target = &expanded;
	}
	switch (term->kind) {
	case SPF_TERM_A:
		return match_host(e, target, term);
	case SPF_TERM_MX:
		return match_mx(e, target, step);
	case SPF_TERM_PTR:
		return match_ptr(e, target, step);
	case SPF_TERM_EXISTS:
		return match_exists(e, target);
	default:
		return SPF_STEP_NO_MATCH;
	}
}
