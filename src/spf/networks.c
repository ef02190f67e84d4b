#include "spf/networks.h"

static void add_addresses(
	struct arena *arena, struct address_set *set, const struct dns_reply *reply, unsigned prefix)
{
	for (size_t i = 0; i < reply->records.count; i++)
		address_set_add(arena, set, &reply->records.at[i].data.address, prefix);
}

/* The addresses that make a term other than ip4 and ip6 match, sorted. *ret_complete is cleared when others may match too. */
static struct address_set matching(struct arena *arena, const struct spf_query *query, bool *ret_complete)
{
	const struct spf_term *term = query->term;
	struct address_set set = { 0 };

	switch (term->kind) {
	case SPF_TERM_ALL:
		return address_set_all(arena);
	case SPF_TERM_A:
	case SPF_TERM_MX:
		*ret_complete = *ret_complete && query->known &&
				(!query->mx || dns_outcome_is_answer(query->mx->outcome));
		for (size_t i = 0; i < query->hosts.count; i++) {
			const struct spf_host *host = &query->hosts.at[i];

			*ret_complete = *ret_complete && dns_outcome_is_answer(host->ip4->outcome) &&
					dns_outcome_is_answer(host->ip6->outcome);
			add_addresses(arena, &set, host->ip4, term->prefix4);
			add_addresses(arena, &set, host->ip6, term->prefix6);
		}
		address_set_sort(&set);
		return set;
	case SPF_TERM_EXISTS:
		if (query->exists && query->exists->outcome == DNS_ANSWER)
			return address_set_all(arena);
		*ret_complete =
			*ret_complete && query->exists && dns_outcome_is_answer(query->exists->outcome);
		return set;
	case SPF_TERM_INCLUDE:
		*ret_complete = *ret_complete && query->child && query->child->networks.complete;
		return query->child ? query->child->networks.by_result[SPF_PASS] : set;
	default: /* ptr */
		*ret_complete = false;
		return set;
	}
}

static bool is_within(struct arena *arena, const struct address_set *set, const struct address_set *wide)
{
	struct address_set rest = address_set_minus(arena, set, wide);

	return address_set_is_empty(&rest);
}

/* What the earlier terms have left of a set gets the result. */
static void decide(struct arena *arena, struct spf_networks *networks, const struct address_set *set,
	enum spf_result result)
{
	struct address_set fresh = address_set_minus(arena, set, &networks->decided);

	networks->by_result[result] = address_set_union(arena, &networks->by_result[result], &fresh);
	networks->decided = address_set_union(arena, &networks->decided, &fresh);
}

/* Networks in a row with one qualifier go in together: a record may have thousands. */
static size_t decide_row(struct arena *arena, struct spf_node *node, size_t first)
{
	struct address_set row = { 0 };
	uint8_t qualifier = node->queries[first].term->qualifier;
	size_t end = first;

	for (; end < node->query_count && spf_term_is_network(node->queries[end].term) &&
		node->queries[end].term->qualifier == qualifier && node->queries[end].live;
		end++) {
		const struct spf_term *term = node->queries[end].term;
		struct dns_address network = spf_term_address(term);

		node->queries[end].shadowed =
			address_set_covers(&node->networks.decided, &network, spf_term_prefix(term));
		address_set_add(arena, &row, &network, spf_term_prefix(term));
	}
	address_set_sort(&row);
	decide(arena, &node->networks, &row, spf_result_of_qualifier(qualifier));
	return end;
}

/* A redirect decides all that the terms have left (section 6.1). */
static void follow_redirect(struct arena *arena, struct spf_node *node, const struct spf_node *target)
{
	for (int result = SPF_NEUTRAL; result <= SPF_SOFTFAIL; result++)
		decide(arena, &node->networks, &target->networks.by_result[result], (enum spf_result)result);
	node->networks.complete = node->networks.complete && target->networks.complete;
}

void spf_networks_find(struct arena *arena, struct spf_node *node)
{
	const struct spf_query *redirect = NULL;

	node->networks = (struct spf_networks){ .complete = node->record->valid };
	if (!node->record->valid) /* permerror: nobody passes */
		return;
	for (size_t i = 0; i < node->query_count;) {
		const struct spf_query *query = &node->queries[i];
		struct address_set set;

		if (query->term->kind == SPF_TERM_REDIRECT && query->child)
			redirect = query;
		if (!query->live || query->term->kind >= SPF_TERM_REDIRECT) {
			i++;
		} else if (spf_term_is_network(query->term)) {
			i = decide_row(arena, node, i);
		} else {
			bool known = true;

			set = matching(arena, query, &known);
			node->queries[i].shadowed = known && !address_set_is_empty(&set) &&
						    is_within(arena, &set, &node->networks.decided);
			node->networks.complete = node->networks.complete && known;
			decide(arena, &node->networks, &set, spf_result_of_qualifier(query->term->qualifier));
			i++;
		}
	}
	if (redirect)
		follow_redirect(arena, node, redirect->child);
}
