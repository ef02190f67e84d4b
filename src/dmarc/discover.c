/* Both discoveries walk the same answers; each ends in a reading: does a record apply, and with which policy. */
#include "dmarc/discover.h"

struct dmarc_answer dmarc_ask(struct arena *arena, struct facts_view *view, const struct dns_name *name)
{
	static const struct dns_reply too_long = { .outcome = DNS_NXDOMAIN };
	struct dmarc_answer answer = { .name = *name, .owner = *name, .reply = &too_long };
	struct dns_name owner;
	size_t selected = 0;

	if (!dns_name_prepend("_dmarc", name, &owner))
		return answer;
	answer.owner = owner;
	answer.reply = facts_get(view, &answer.owner, DNS_TYPE_TXT);
	for (size_t i = 0; i < answer.reply->records.count; i++) {
		const struct dns_record *record = &answer.reply->records.at[i];

		if (!dmarc_is_selected(record->data.txt->joined))
			continue;
		answer.count++;
		answer.selected = record;
		selected = i;
	}
	if (answer.count != 1)
		answer.selected = NULL;
	if (answer.selected)
		answer.record = dmarc_parse_kept(arena, answer.reply, selected);
	return answer;
}

/* A tag that is there twice makes the whole list invalid (RFC 6376 section 3.2), so the record is none. */
static bool has_record(const struct dmarc_answer *answer)
{
	return answer->record && !problem_has(&answer->record->problems, DMARC_DUPLICATE_TAG);
}

static enum dmarc_policy lowered(enum dmarc_policy policy)
{
	return policy == DMARC_REJECT ? DMARC_QUARANTINE : DMARC_NONE;
}

/*
 * The policy a record gives to its own name, or to a name below it. A missing or bad p, or a bad sp or np, leaves p=none
 * when there is somebody to report to, and else nothing (RFC 9989 section 4.10.1, RFC 7489 section 6.6.3 step 6).
 */
static void apply_record(
	struct dmarc_reading *reading, const struct dmarc_answer *found, bool own, bool exists, bool rfc9989)
{
	const struct dmarc_record *record = found->record;
	enum dmarc_policy policy = record->p;
	const char *tag = "p";

	reading->found = found;
	if (!has_record(found))
		return;
	if (record->p < DMARC_NONE || record->sp == DMARC_INVALID ||
		(rfc9989 && record->np == DMARC_INVALID)) {
		reading->applies = record->has_rua;
		reading->policy = DMARC_NONE;
		return;
	}
	if (!own && record->sp >= DMARC_NONE) {
		policy = record->sp;
		tag = "sp";
	}
	if (!own && rfc9989 && !exists && record->np >= DMARC_NONE) {
		policy = record->np;
		tag = "np";
	}
	reading->tag = tag;
	reading->applies = true;
	reading->policy = rfc9989 && record->test_mode ? lowered(policy) : policy;
}

static void walk_tree(
	struct arena *arena, struct facts_view *view, const struct dns_name *name, struct dmarc_discovery *d)
{
	unsigned labels = dns_name_labels(name);
	struct dns_name at = *name;

	while (d->walk_count < DMARC_WALK_MOST && dns_name_labels(&at)) {
		struct dmarc_answer *answer = &d->walk[d->walk_count++];

		*answer = dmarc_ask(arena, view, &at);
		if (has_record(answer) && answer->record->psd != 'u')
			return;
		at = d->walk_count == 1 && labels > DMARC_WALK_MOST
			     ? dns_name_suffix(name, DMARC_WALK_MOST - 1)
			     : dns_name_parent(&at);
	}
}

/* RFC 9989 section 4.10.2. Returns the answer at the organizational domain, which may hold no record. */
static const struct dmarc_answer *organizational_answer(
	const struct dmarc_discovery *d, const struct dns_name *name, struct dns_name *ret_name)
{
	const struct dmarc_answer *fewest = NULL;

	for (size_t i = 0; i < d->walk_count; i++) {
		const struct dmarc_answer *at = &d->walk[i];

		if (!has_record(at))
			continue;
		if (at->record->psd == 'n') {
			*ret_name = at->name;
			return at;
		}
		if (at->record->psd == 'y' && i) {
			*ret_name = dns_name_suffix(name, dns_name_labels(&at->name) + 1);
			for (size_t k = 0; k < i; k++)
				if (dns_name_equal(&d->walk[k].name, ret_name))
					return has_record(&d->walk[k]) ? &d->walk[k] : at;
			return at;
		}
		fewest = at;
	}
	*ret_name = fewest ? fewest->name : *name;
	return fewest;
}

/*
 * A name that did not answer makes the reading unknown. Except a public suffix above a name with a record: if it has a
 * record of its own it must say psd=y (section 5.2), and then the result is the same as without one.
 */
static void read_rfc9989(struct dmarc_discovery *d, const struct suffix_list *suffixes,
	const struct dns_name *name, bool exists)
{
	struct dmarc_reading *reading = &d->rfc9989;
	const struct dmarc_answer *organizational;
	bool found = false;

	reading->outcome = DNS_ANSWER;
	reading->organizational_known = true;
	reading->organizational_domain = *name;
	for (size_t i = 0; i < d->walk_count; i++) {
		found = found || has_record(&d->walk[i]);
		if (dns_outcome_is_answer(d->walk[i].reply->outcome) ||
			(found && (dns_name_labels(&d->walk[i].name) == 1 ||
					  suffix_list_has(suffixes, &d->walk[i].name))))
			continue;
		reading->outcome = d->walk[i].reply->outcome;
		reading->organizational_known = false;
		if (!has_record(&d->walk[0]))
			return;
	}
	organizational = organizational_answer(d, name, &reading->organizational_domain);
	if (has_record(&d->walk[0]))
		apply_record(reading, &d->walk[0], true, exists, true);
	else if (organizational)
		apply_record(reading, organizational, false, exists, true);
	if (has_record(&d->walk[0]))
		reading->outcome = DNS_ANSWER;
}

static void read_rfc7489(struct arena *arena, struct facts_view *view, const struct suffix_list *suffixes,
	const struct dns_name *name, struct dmarc_discovery *d)
{
	struct dmarc_reading *reading = &d->rfc7489;
	const struct dmarc_answer *organizational = NULL;

	reading->organizational_known = true;
	reading->organizational_domain = suffix_list_organizational_domain(suffixes, name);
	reading->outcome =
		dns_outcome_is_answer(d->walk[0].reply->outcome) ? DNS_ANSWER : d->walk[0].reply->outcome;
	if (d->walk[0].record) {
		apply_record(reading, &d->walk[0], true, true, false);
		return;
	}
	if (!dns_outcome_is_answer(reading->outcome) || d->walk[0].count ||
		dns_name_equal(name, &reading->organizational_domain))
		return;
	for (size_t i = 1; i < d->walk_count; i++)
		if (dns_name_equal(&d->walk[i].name, &reading->organizational_domain))
			organizational = &d->walk[i];
	if (!organizational) {
		d->organizational = dmarc_ask(arena, view, &reading->organizational_domain);
		organizational = &d->organizational;
	}
	if (!dns_outcome_is_answer(organizational->reply->outcome))
		reading->outcome = organizational->reply->outcome;
	else if (organizational->record)
		apply_record(reading, organizational, false, true, false);
}

struct dmarc_discovery *dmarc_discover(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, const struct dns_name *name, bool exists)
{
	struct dmarc_discovery *discovery = arena_take(arena, sizeof *discovery);

	walk_tree(arena, view, name, discovery);
	if (!discovery->walk_count) /* the root */
		discovery->walk[discovery->walk_count++] = dmarc_ask(arena, view, name);
	read_rfc9989(discovery, suffixes, name, exists);
	read_rfc7489(arena, view, suffixes, name, discovery);
	return discovery;
}

bool dmarc_is_below_organizational_domain(const struct dmarc_discovery *d, const struct dns_name *name)
{
	return d->rfc7489.organizational_known && d->rfc9989.organizational_known &&
	       !dns_name_equal(&d->rfc7489.organizational_domain, name) &&
	       !dns_name_equal(&d->rfc9989.organizational_domain, name);
}

bool dmarc_organizational_domain(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, const struct dns_name *name, struct dns_name *ret_domain)
{
	struct dmarc_discovery walk = { 0 };

	walk_tree(arena, view, name, &walk);
	read_rfc9989(&walk, suffixes, name, true);
	*ret_domain = walk.rfc9989.organizational_domain;
	return walk.walk_count && walk.rfc9989.organizational_known;
}

enum dmarc_alignment dmarc_alignment_rfc7489(const struct suffix_list *suffixes, const struct dns_name *from,
	const struct dns_name *authenticated, bool strict)
{
	return dns_name_equal(from, authenticated) ||
			       (!strict && suffix_list_same_organization(suffixes, from, authenticated))
		       ? DMARC_ALIGNED
		       : DMARC_NOT_ALIGNED;
}

enum dmarc_alignment dmarc_alignment_rfc9989(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, const struct dns_name *from, const struct dns_name *authenticated,
	bool strict)
{
	struct dns_name of_from, of_authenticated;

	if (dns_name_equal(from, authenticated))
		return DMARC_ALIGNED;
	/* Names without a label in common have no domain in common, whatever DNS says. */
	of_from = dns_name_suffix(from, 1);
	if (strict || !dns_name_is_under(authenticated, &of_from))
		return DMARC_NOT_ALIGNED;
	if (!dmarc_organizational_domain(arena, view, suffixes, from, &of_from) ||
		!dmarc_organizational_domain(arena, view, suffixes, authenticated, &of_authenticated))
		return DMARC_ALIGNMENT_UNKNOWN;
	return dns_name_equal(&of_from, &of_authenticated) ? DMARC_ALIGNED : DMARC_NOT_ALIGNED;
}

enum dmarc_policy dmarc_policy_after_pct(const struct dmarc_reading *reading)
{
	bool partial = reading->found && reading->found->record->pct < 100;

	return partial && reading->policy > DMARC_NONE ? (enum dmarc_policy)((int)reading->policy - 1)
						       : reading->policy;
}

bool dmarc_is_walked(const struct dmarc_discovery *dmarc, const struct suffix_list *suffixes)
{
	for (size_t i = 0; i < dmarc->walk_count; i++) {
		enum dns_outcome outcome = dmarc->walk[i].reply->outcome;

		if (!dns_outcome_is_answer(outcome) &&
			(!dns_outcome_is_wished(outcome) ||
				(dns_name_labels(&dmarc->walk[i].name) > 1 &&
					!suffix_list_has(suffixes, &dmarc->walk[i].name))))
			return false;
	}
	return true;
}
