/* Adds the addresses that each term decides to the set of its result, less those that earlier terms have decided. */
#include "spf/networks.h"

/* Takes from the budget; false when it is used up, and then nothing is complete any more. */
static bool spend(struct spf_networks_builder *b, size_t ranges)
{
	if (*b->budget < ranges) {
		*b->budget = 0;
		b->networks.complete = false;
		b->networks.cut = true;
		return false;
	}
	*b->budget -= ranges;
	return true;
}

static size_t ranges_of(const struct address_set *set)
{
	return set->ip4.list.count + set->ip6.list.count + 1;
}

static void replace(struct arena *memory, struct address_set *set, const struct address_set *more)
{
	struct arena fresh = { 0 };
	struct address_set both = address_set_union(&fresh, set, more);

	arena_release(memory);
	*memory = fresh;
	*set = both;
}

/* What the earlier terms have left of a set gets the result. Returns false when they have left nothing of it. */
static bool decide(struct spf_networks_builder *b, const struct address_set *set, enum spf_result result)
{
	struct arena scratch = { 0 };
	struct address_set fresh;
	bool left;

	if (address_set_is_empty(set) || !spend(b, ranges_of(set) + ranges_of(&b->networks.decided) +
							   ranges_of(&b->networks.by_result[result])))
		return true;
	fresh = address_set_minus(&scratch, set, &b->networks.decided);
	left = !address_set_is_empty(&fresh);
	if (left) {
		replace(&b->memory[result], &b->networks.by_result[result], &fresh);
		replace(&b->decided, &b->networks.decided, &fresh);
	}
	arena_release(&scratch);
	return left;
}

static void add_addresses(
	struct arena *arena, struct address_set *set, const struct dns_reply *reply, unsigned prefix)
{
	for (size_t i = 0; i < reply->records.count; i++)
		address_set_add(arena, set, &reply->records.at[i].data.address, prefix);
}

/* A question that is not answered leaves open what it would add. */
static void note_answer(struct spf_networks_builder *b, const struct dns_reply *reply)
{
	if (reply && !dns_outcome_is_answer(reply->outcome))
		b->networks.complete = b->networks.answered = false;
}

static struct address_set addresses_of_hosts(
	struct spf_networks_builder *b, struct arena *arena, const struct spf_query *query)
{
	struct address_set set = { 0 };

	note_answer(b, query->mx);
	for (size_t i = 0; i < query->hosts.count; i++) {
		const struct spf_host *host = &query->hosts.at[i];

		note_answer(b, host->ip4);
		note_answer(b, host->ip6);
		add_addresses(arena, &set, host->ip4, query->term->prefix4);
		add_addresses(arena, &set, host->ip6, query->term->prefix6);
	}
	address_set_sort(&set);
	return set;
}

/* Everything after a term that is permerror for sure is never evaluated. */
static void end_in_error(struct spf_networks_builder *b, const struct spf_query *query)
{
	const struct spf_node *child = query->child;

	b->networks.ended =
		(query->mx && query->mx->records.count > SPF_MX_MOST) ||
		(child && (child->status == SPF_NODE_NONE || child->status == SPF_NODE_NXDOMAIN ||
				  child->status == SPF_NODE_MULTIPLE || child->status == SPF_NODE_LOOP ||
				  (child->record && !child->record->valid)));
}

/* The addresses that make a term other than ip4 and ip6 match. */
static struct address_set matching(
	struct spf_networks_builder *b, struct arena *arena, const struct spf_query *query)
{
	struct address_set set = { 0 };

	switch (query->term->kind) {
	case SPF_TERM_ALL:
		return address_set_all(arena);
	case SPF_TERM_A:
	case SPF_TERM_MX:
		b->networks.complete = b->networks.complete && query->known;
		return addresses_of_hosts(b, arena, query);
	case SPF_TERM_EXISTS:
		b->networks.complete = b->networks.complete && query->exists;
		note_answer(b, query->exists);
		return query->exists && dns_outcome_has_records(query->exists->outcome)
			       ? address_set_all(arena)
			       : set;
	case SPF_TERM_INCLUDE:
		b->networks.complete =
			b->networks.complete && query->child && query->child->networks.complete;
		b->networks.answered = b->networks.answered && query->child &&
				       query->child->status != SPF_NODE_UNANSWERED &&
				       (!query->child->record || query->child->networks.answered);
		return query->child ? query->child->networks.by_result[SPF_PASS] : set;
	default: /* ptr */
		b->networks.complete = false;
		return set;
	}
}

/* Networks in a row with one qualifier go in together. */
static size_t add_row(struct spf_networks_builder *b, struct spf_node *node, size_t first)
{
	enum { COMPARED_MOST = 1000 };
	struct arena scratch = { 0 };
	struct address_set row = { 0 };
	uint8_t qualifier = node->queries[first].term->qualifier;
	size_t end = first;

	for (; end < node->query_count && spf_term_is_network(node->queries[end].term) &&
		node->queries[end].term->qualifier == qualifier && node->queries[end].live;
		end++) {
		const struct spf_term *term = node->queries[end].term;
		struct dns_address network = spf_term_address(term);
		bool *shadowed = &node->queries[end].shadowed;

		*shadowed = address_set_covers(&b->networks.decided, &network, spf_term_prefix(term));
		for (size_t i = first; i < end && end - first < COMPARED_MOST && !*shadowed; i++) {
			struct dns_address earlier = spf_term_address(node->queries[i].term);
			unsigned prefix = spf_term_prefix(node->queries[i].term);

			*shadowed = prefix <= spf_term_prefix(term) &&
				    dns_address_is_within(&network, &earlier, prefix);
		}
		address_set_add(&scratch, &row, &network, spf_term_prefix(term));
	}
	address_set_sort(&row);
	decide(b, &row, spf_result_of_qualifier(qualifier));
	arena_release(&scratch);
	return end;
}

size_t spf_networks_add(struct spf_networks_builder *b, struct spf_node *node, size_t first)
{
	struct spf_query *query = &node->queries[first];
	struct arena scratch = { 0 };
	struct address_set set;
	bool complete = b->networks.complete;

	if (b->networks.ended || !query->live || query->term->kind >= SPF_TERM_REDIRECT ||
		query->term->kind == SPF_TERM_INVALID)
		return first + 1;
	if (spf_term_is_network(query->term))
		return add_row(b, node, first);
	b->networks.complete = true;
	set = matching(b, &scratch, query);
	query->shadowed =
		!decide(b, &set, spf_result_of_qualifier(query->term->qualifier)) && b->networks.complete;
	b->networks.complete = b->networks.complete && complete;
	end_in_error(b, query);
	arena_release(&scratch);
	return first + 1;
}

void spf_networks_redirect(struct spf_networks_builder *b, const struct spf_query *redirect)
{
	const struct spf_node *target = redirect->child;

	if (b->networks.ended || !target)
		return;
	for (int result = SPF_NEUTRAL; result <= SPF_SOFTFAIL; result++)
		decide(b, &target->networks.by_result[result], (enum spf_result)result);
	b->networks.complete = b->networks.complete && target->networks.complete;
	b->networks.answered = b->networks.answered && target->status != SPF_NODE_UNANSWERED &&
			       (!target->record || target->networks.answered);
	end_in_error(b, redirect);
}

bool spf_networks_are_full(const struct spf_networks_builder *b)
{
	const struct dns_address ip4 = { .is_ip6 = false }, ip6 = { .is_ip6 = true };

	return address_set_covers(&b->networks.decided, &ip4, 0) &&
	       address_set_covers(&b->networks.decided, &ip6, 0);
}

struct spf_networks spf_networks_finish(struct arena *arena, struct spf_networks_builder *b)
{
	struct spf_networks networks = b->networks;
	const struct address_set none = { 0 };

	for (int result = 0; result <= SPF_SOFTFAIL; result++) {
		networks.by_result[result] = address_set_union(arena, &b->networks.by_result[result], &none);
		arena_release(&b->memory[result]);
	}
	networks.decided = address_set_union(arena, &b->networks.decided, &none);
	arena_release(&b->decided);
	return networks;
}
