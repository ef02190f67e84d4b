/*
 * SPF is compared as sets of addresses, one for each result, wherever they are known; terms that depend on the mail or were not
 * answered have to be there in both. A record that ends in permerror passes nobody: what it was meant to say is its terms.
 */
#include "judge/meaning.h"

#include "check/claims.h"

#include "base/escape.h"

/* How the evaluation of a domain's SPF ends, for every client. */
enum spf_state { STATE_UNKNOWN, STATE_NONE, STATE_PERMERROR, STATE_EVALUATED };

struct spf_meaning {
	enum spf_state state;
	const struct spf_subject *spf;	     /* the one record; NULL without one */
	const struct spf_networks *networks; /* who gets what; NULL without one record */
};

static const struct spf_tree *tree_of(
	struct arena *arena, const struct domain *domain, const struct spf_subject *spf)
{
	if (domain->spf_tree)
		return domain->spf_tree;
	return spf_tree_build(arena, domain->view, &spf->published.name, spf->record);
}

static struct spf_meaning spf_meaning(struct arena *arena, const struct domain *domain)
{
	struct spf_meaning meaning = { .spf = domain_spf(domain) };

	if (!meaning.spf) {
		if (domain->spf_selected)
			meaning.state = STATE_PERMERROR;
		else if (dns_outcome_is_answer(domain->txt->outcome) || domain->spf.count)
			meaning.state = STATE_NONE;
		return meaning;
	}
	meaning.networks = &tree_of(arena, domain, meaning.spf)->root->networks;
	if (!meaning.spf->record->valid || meaning.networks->ended ||
		(domain->spf_tree && domain->spf_tree->lookups > SPF_LOOKUPS_MOST))
		meaning.state = STATE_PERMERROR;
	else
		meaning.state = STATE_EVALUATED;
	return meaning;
}

/* The terms that say who sends, and what happens to others. */
static bool is_of_meaning(const struct spf_term *term)
{
	return term->kind != SPF_TERM_INVALID && term->kind != SPF_TERM_EXP &&
	       term->kind != SPF_TERM_UNKNOWN_MODIFIER;
}

/* How much an "all" refuses. */
static int strictness(const struct spf_term *all)
{
	if (all->qualifier == '-' || all->qualifier == '~')
		return all->qualifier == '-' ? 3 : 2;
	return all->qualifier == '?';
}

/* True when `other` says what `term` did: an "all" may be stricter, and a redirect beside an "all" is an include. */
static bool is_same_term(const struct spf_record *a, const struct spf_term *term, const struct spf_record *b,
	const struct spf_term *other)
{
	struct slice domain = slice_span(a->text, term->domain),
		     other_domain = slice_span(b->text, other->domain);

	if (term->kind == SPF_TERM_ALL && other->kind == SPF_TERM_ALL)
		return strictness(other) >= strictness(term);
	if (term->kind == SPF_TERM_REDIRECT && other->kind == SPF_TERM_INCLUDE && b->all)
		return other->qualifier == '+' && slice_equal_nocase(domain, other_domain);
	if (term->kind != other->kind || term->qualifier != other->qualifier)
		return false;
	if (spf_term_is_network(term)) {
		struct dns_address address = spf_term_address(term), network = spf_term_address(other);

		return spf_term_prefix(term) == spf_term_prefix(other) &&
		       dns_address_is_within(&address, &network, spf_term_prefix(other));
	}
	if (domain.len && domain.at[domain.len - 1] == '.')
		domain.len--;
	if (other_domain.len && other_domain.at[other_domain.len - 1] == '.')
		other_domain.len--;
	return slice_equal_nocase(domain, other_domain) && term->prefix4 == other->prefix4 &&
	       term->prefix6 == other->prefix6;
}

static bool has_term(
	const struct spf_meaning *meaning, const struct spf_record *record, const struct spf_term *term)
{
	if (!meaning->spf)
		return false;
	for (size_t i = 0; i < meaning->spf->record->terms.count; i++)
		if (is_same_term(record, term, meaning->spf->record, &meaning->spf->record->terms.at[i]))
			return true;
	return false;
}

static bool is_excused(
	const struct excuses *excuses, const struct spf_record *record, const struct spf_term *term)
{
	for (size_t i = 0; excuses && i < excuses->list.count; i++) {
		const struct excuse *excuse = &excuses->list.at[i];

		if (slice_equal(excuse->text, record->text) && excuse->span.first < term->span.end &&
			term->span.first < excuse->span.end)
			return true;
	}
	return false;
}

/* Terms that a state lacks and that are missed, as a list. */
struct missing {
	const char *terms; /* NULL for none */
};

static void add_missing(struct arena *arena, struct missing *missing, const struct excuses *excuses,
	const struct spf_record *record, const struct spf_term *term)
{
	if (is_excused(excuses, record, term))
		return;
	missing->terms = arena_printf(arena, "%s%s%s", missing->terms ? missing->terms : "",
		missing->terms ? ", " : "", escape_visible_copy(arena, slice_span(record->text, term->span)));
}

/* The terms of all SPF records of the domain that the one after the change lacks. */
static struct missing missing_terms(struct arena *arena, const struct domain *before,
	const struct spf_meaning *after, const struct excuses *excuses)
{
	struct missing missing = { 0 };

	for (size_t i = 0; i < before->spf.count; i++) {
		const struct spf_record *record = before->spf.at[i].record;

		for (size_t k = 0; k < record->terms.count && !before->spf.at[i].included; k++) {
			const struct spf_term *term = &record->terms.at[k];

			if (is_of_meaning(term) && !has_term(after, record, term))
				add_missing(arena, &missing, excuses, record, term);
		}
	}
	return missing;
}

static const struct address_set no_addresses;

static const struct address_set *set_of(const struct spf_meaning *meaning, enum spf_result result)
{
	return meaning->networks && meaning->state == STATE_EVALUATED ? &meaning->networks->by_result[result]
								      : &no_addresses;
}

/* Is it known of every address what it gets? */
static bool is_complete(const struct spf_meaning *meaning)
{
	return meaning->networks && meaning->networks->complete && meaning->networks->answered &&
	       !meaning->networks->cut;
}

static void add_clause(struct arena *arena, const char **clauses, const char *clause)
{
	*clauses = *clauses ? arena_printf(arena, "%s; %s", *clauses, clause) : clause;
}

/* IPv4-mapped addresses are those of IPv4 clients (RFC 7208 section 5): no client has one. */
static struct address_set without_mapped(struct arena *arena, const struct address_set *set)
{
	static const struct dns_address mapped = { .is_ip6 = true, .bytes = { [10] = 0xff, [11] = 0xff } };
	struct address_set none = { 0 };

	address_set_add(arena, &none, &mapped, 96);
	address_set_sort(&none);
	return address_set_minus(arena, set, &none);
}

/* The addresses that get a result in one state and neither it nor a pass in the other. */
static struct address_set without(struct arena *arena, const struct spf_meaning *one,
	const struct spf_meaning *other, enum spf_result result)
{
	struct address_set set = address_set_minus(arena, set_of(one, result), set_of(other, result));

	set = without_mapped(arena, &set);
	return result == SPF_PASS ? set : address_set_minus(arena, &set, set_of(other, SPF_PASS));
}

/* Half of all addresses or more are those that no other term names. */
static const char *whom(struct arena *arena, const struct address_set *set)
{
	return address_set_count_ip4(set) >> 31 ? "all addresses that the record does not list"
						: address_set_text(arena, set);
}

static bool add_set(
	struct arena *arena, const char **clauses, const char *what, const struct address_set *set)
{
	if (address_set_is_empty(set))
		return false;
	add_clause(arena, clauses, arena_printf(arena, "%s: %s", what, whom(arena, set)));
	return true;
}

static void compare_sets(struct arena *arena, const struct spf_meaning *before,
	const struct spf_meaning *after, struct meaning_change *change)
{
	struct address_set gained = without(arena, after, before, SPF_PASS),
			   lost = without(arena, before, after, SPF_PASS),
			   refused = without(arena, after, before, SPF_FAIL),
			   spared = without(arena, before, after, SPF_FAIL),
			   softened = without(arena, before, after, SPF_SOFTFAIL),
			   doubted = without(arena, after, before, SPF_SOFTFAIL);
	bool weaker;

	refused = address_set_minus(arena, &refused, &lost);
	softened = address_set_minus(arena, &softened, set_of(after, SPF_FAIL));
	add_set(arena, &change->spf, "now passes SPF", &gained);
	weaker = add_set(arena, &change->spf, "no longer passes SPF", &lost);
	doubted = address_set_minus(arena, &doubted, &lost);
	doubted = address_set_minus(arena, &doubted, &spared);
	add_set(arena, &change->spf, "now fails SPF", &refused);
	add_set(arena, &change->spf, "now softfails SPF", &doubted);
	weaker = add_set(arena, &change->spf, "no longer fails SPF", &spared) || weaker;
	weaker = add_set(arena, &change->spf, "no longer softfails SPF", &softened) || weaker;
	change->spf_weaker = weaker;
}

/* Terms of which it is not known whom they match. */
static bool is_open(const struct spf_query *query)
{
	return query->live && is_of_meaning(query->term) && query->term->kind != SPF_TERM_ALL &&
	       !spf_term_is_network(query->term);
}

static struct missing missing_open_terms(struct arena *arena, const struct domain *before,
	const struct spf_meaning *meaning, const struct spf_meaning *after, const struct excuses *excuses)
{
	const struct spf_record *record = meaning->spf->record;
	const struct spf_tree *tree = tree_of(arena, before, meaning->spf);
	struct missing missing = { 0 };

	for (size_t i = 0; i < tree->root->query_count; i++)
		if (is_open(&tree->root->queries[i]) && !has_term(after, record, tree->root->queries[i].term))
			add_missing(arena, &missing, excuses, record, tree->root->queries[i].term);
	return missing;
}

static bool has_open_term(
	const struct spf_tree *tree, const struct spf_record *record, const struct spf_term *term)
{
	for (size_t i = 0; i < tree->root->query_count; i++)
		if (is_open(&tree->root->queries[i]) &&
			is_same_term(record, term, tree->root->record, tree->root->queries[i].term))
			return true;
	return false;
}

/* Terms that count after the change and did not before: those after "all", and what an unknown modifier hid. */
static struct missing added_open_terms(struct arena *arena, const struct domain *before,
	const struct spf_meaning *old, const struct domain *after, const struct spf_meaning *new)
{
	const struct spf_tree *tree = tree_of(arena, after, new->spf),
			      *old_tree = tree_of(arena, before, old->spf);
	struct missing added = { 0 };

	for (size_t i = 0; i < tree->root->query_count; i++)
		if (is_open(&tree->root->queries[i]) &&
			!has_open_term(old_tree, new->spf->record, tree->root->queries[i].term))
			add_missing(arena, &added, NULL, new->spf->record, tree->root->queries[i].term);
	return added;
}

/* What the record was meant to say, as it ended in permerror or was none: no term of it may get lost on the way. */
static void compare_with_error(struct arena *arena, const struct domain *before,
	const struct spf_meaning *after, const struct excuses *excuses, struct meaning_change *change)
{
	struct missing missing = missing_terms(arena, before, after, excuses);
	const struct address_set *passing = set_of(after, SPF_PASS);

	if (after->state == STATE_EVALUATED && !is_complete(after))
		add_clause(arena, &change->spf, "the SPF record becomes valid");
	else if (after->state == STATE_EVALUATED)
		add_clause(arena, &change->spf,
			address_set_is_empty(passing)
				? "the SPF record becomes valid and authorizes no address"
				: arena_printf(arena, "the SPF record becomes valid and authorizes %s",
					  address_set_text(arena, passing)));
	if (missing.terms)
		add_clause(arena, &change->spf, arena_printf(arena, "removes %s", missing.terms));
	change->spf_weaker = missing.terms != NULL;
}

static const struct spf_node *find_node(const struct spf_node *node, const struct dns_name *name)
{
	if (node->status == SPF_NODE_RECORD && dns_name_equal(&node->name, name))
		return node;
	for (size_t i = 0; i < node->child_count; i++) {
		const struct spf_node *found = find_node(node->children[i], name);

		if (found)
			return found;
	}
	return NULL;
}

/* A record that is included may be a domain's own, or be included elsewhere: who passes it must stay. */
static void compare_included(struct arena *arena, const struct spf_node *before, const struct spf_node *after,
	struct meaning_change *change)
{
	for (size_t i = 0; i < before->child_count; i++) {
		const struct spf_node *child = before->children[i];
		const struct spf_node *same =
			child->status == SPF_NODE_RECORD ? find_node(after, &child->name) : NULL;

		if (same && child->networks.answered && same->networks.answered) {
			struct address_set lost = address_set_minus(arena,
				&child->networks.by_result[SPF_PASS], &same->networks.by_result[SPF_PASS]);
			const char *what = arena_printf(arena, "no longer passes the SPF record of %s",
				dns_name_text(arena, &child->name));

			change->spf_weaker = add_set(arena, &change->spf, what, &lost) || change->spf_weaker;
		}
		compare_included(arena, child, after, change);
	}
}

/* Both states have the same SPF records. */
static bool has_same_records(const struct domain *before, const struct domain *after)
{
	if (before->spf.count != after->spf.count)
		return false;
	for (size_t i = 0; i < before->spf.count; i++)
		if (!slice_equal(before->spf.at[i].record->text, after->spf.at[i].record->text))
			return false;
	return true;
}

static void compare_spf(struct arena *arena, const struct domain *before, const struct domain *after,
	const struct excuses *excuses, struct meaning_change *change)
{
	struct spf_meaning old = spf_meaning(arena, before), new = spf_meaning(arena, after);
	struct missing missing, added;

	if (old.state == STATE_UNKNOWN && new.state == STATE_UNKNOWN)
		return;
	if (old.state == new.state && old.state == STATE_PERMERROR &&has_same_records(before, after))
		return;
	if (old.state != STATE_EVALUATED) {
		if (old.state == STATE_PERMERROR || new.state != STATE_NONE || before->spf.count)
			compare_with_error(arena, before, &new, excuses, change);
		return;
	}
	if (new.state != STATE_EVALUATED) {
		change->spf = "the domain no longer has a valid SPF record";
		change->spf_weaker = true;
		return;
	}
	compare_sets(arena, &old, &new, change);
	if (before->spf_tree && after->spf_tree)
		compare_included(arena, before->spf_tree->root, after->spf_tree->root, change);
	change->spf_other = change->spf;
	if (is_complete(&old) && is_complete(&new))
		return;
	missing = missing_open_terms(arena, before, &old, &new, excuses);
	if (missing.terms)
		add_clause(arena, &change->spf, arena_printf(arena, "removes %s", missing.terms));
	added = added_open_terms(arena, before, &old, after, &new);
	if (added.terms)
		add_clause(arena, &change->spf, arena_printf(arena, "adds %s", added.terms));
	change->spf_weaker = change->spf_weaker || missing.terms != NULL;
	/* One term in the place of another is not one more. */
	change->spf_other = change->spf_other ||
			    (added.terms && !missing_open_terms(arena, before, &old, &new, NULL).terms);
}

/* What receivers do with mail from a name: 0 without a policy, then none, quarantine, reject; UNKNOWN when DNS did not answer. */
enum { UNKNOWN = -1 };

struct dmarc_meaning {
	int own7489, own9989, subdomains, nonexistent;
};

static int strength(enum dmarc_policy policy)
{
	return policy < DMARC_NONE ? 0 : (int)policy - (int)DMARC_NONE + 1;
}

static const struct dmarc_record *selected_record(const struct domain *domain)
{
	const struct dmarc_subject *dmarc = domain_dmarc(domain);

	return dmarc ? dmarc->record : NULL;
}

static int of_reading(const struct dmarc_reading *reading, enum dmarc_policy policy)
{
	if (!dns_outcome_is_answer(reading->outcome))
		return UNKNOWN;
	return reading->applies ? strength(policy) : 0;
}

/* With a p that is not valid, or an sp, a valid rua makes it none (RFC 7489 section 6.6.3, RFC 9989 section 4.10.1). */
static int own_strength(const struct dmarc_record *record)
{
	if (record->p < DMARC_NONE || record->sp == DMARC_INVALID)
		return record->has_rua ? strength(DMARC_NONE) : 0;
	return strength(record->p);
}

static struct dmarc_meaning dmarc_meaning(const struct domain *domain)
{
	const struct dmarc_record *record = selected_record(domain);
	struct dmarc_meaning meaning = { UNKNOWN, UNKNOWN, 0, 0 };

	if (dns_outcome_is_wished(domain->dmarc->walk[0].reply->outcome) && record) { /* one record alone */
		meaning.own7489 = meaning.own9989 = own_strength(record);
	} else {
		meaning.own7489 = of_reading(&domain->dmarc->rfc7489,
			domain->dmarc->rfc7489.applies ? dmarc_policy_after_pct(&domain->dmarc->rfc7489)
						       : DMARC_ABSENT);
		meaning.own9989 = of_reading(&domain->dmarc->rfc9989, domain->dmarc->rfc9989.policy);
	}
	if (!record)
		return meaning;
	meaning.subdomains = record->sp >= DMARC_NONE ? strength(record->sp) : own_strength(record);
	meaning.nonexistent = record->np >= DMARC_NONE ? strength(record->np) : meaning.subdomains;
	if (record->test_mode && meaning.nonexistent > 1)
		meaning.nonexistent--;
	return meaning;
}

static bool is_weaker(int before, int after)
{
	return before > 0 && after >= 0 && after < before;
}

static const char *strength_text(int strength)
{
	static const char *const texts[] = { "no policy", "none", "quarantine", "reject" };

	return strength < 0 ? "not known" : texts[strength];
}

static void describe(struct arena *arena, const char *whose, int before, int after, const char **clauses)
{
	if (before == after || before < 0 || after < 0)
		return;
	if (!before)
		add_clause(arena, clauses,
			arena_printf(arena, "a DMARC policy applies %s (%s)", whose, strength_text(after)));
	else if (!after)
		add_clause(arena, clauses,
			arena_printf(
				arena, "no DMARC policy applies %s (was %s)", whose, strength_text(before)));
	else
		add_clause(arena, clauses,
			arena_printf(arena, "the DMARC policy %s becomes %s (was %s)", whose,
				strength_text(after), strength_text(before)));
}

static void compare_dmarc(struct arena *arena, const struct domain *before, const struct domain *after,
	struct meaning_change *change)
{
	struct dmarc_meaning old = dmarc_meaning(before), new = dmarc_meaning(after);
	/* Offline, names above the files are not asked: RFC 9989 is not known, and seldom differs. */
	bool same = (old.own9989 < 0 || old.own7489 == old.own9989) &&
		    (new.own9989 < 0 || new.own7489 == new.own9989);

	change->dmarc_weaker = is_weaker(old.own7489, new.own7489) || is_weaker(old.own9989, new.own9989) ||
			       is_weaker(old.subdomains, new.subdomains) ||
			       is_weaker(old.nonexistent, new.nonexistent);
	describe(arena, same ? "for the domain" : "for RFC 7489 receivers", old.own7489, new.own7489,
		&change->dmarc);
	if (!same)
		describe(arena, "for RFC 9989 receivers", old.own9989, new.own9989, &change->dmarc);
	if (!selected_record(before))
		return;
	if (old.subdomains != old.own9989 || new.subdomains != new.own9989)
		describe(arena, "for subdomains", old.subdomains, new.subdomains, &change->dmarc);
	if (old.nonexistent != old.subdomains || new.nonexistent != new.subdomains)
		describe(arena, "for non-existent subdomains", old.nonexistent, new.nonexistent,
			&change->dmarc);
	change->dmarc_other = change->dmarc && (old.own7489 > 0 || old.own9989 > 0);
}

struct meaning_change meaning_compare(struct arena *arena, const struct domain *before,
	const struct domain *after, const struct excuses *excuses)
{
	struct meaning_change change = { 0 };

	compare_spf(arena, before, after, excuses, &change);
	compare_dmarc(arena, before, after, &change);
	return change;
}
