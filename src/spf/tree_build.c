/* Expands a record's includes and redirects depth first, counting lookups; a loop is noted where it closes. */
#include "spf/tree.h"

#include "spf/networks.h"

struct tree_builder {
	struct arena *arena;
	struct facts_view *view;
	struct spf_tree *tree;
	ARENA_LIST(struct spf_node *) done; /* those whose addresses are known */
};

/* Asks for a host's addresses of both families; a client of one family only asks for its own (section 5). */
static void ask_host(struct tree_builder *b, struct spf_query *query, const struct dns_name *name)
{
	struct spf_host *host = arena_append(b->arena, &query->hosts);

	*host = (struct spf_host){ name, facts_get(b->view, name, DNS_TYPE_A),
		facts_get(b->view, name, DNS_TYPE_AAAA) };
	query->void_ip4 = query->void_ip4 || dns_outcome_is_void(host->ip4->outcome);
	query->void_ip6 = query->void_ip6 || dns_outcome_is_void(host->ip6->outcome);
}

static void ask_mx(struct tree_builder *b, struct spf_query *query)
{
	query->mx = facts_get(b->view, &query->target, DNS_TYPE_MX);
	query->void_ip4 = query->void_ip6 = dns_outcome_is_void(query->mx->outcome);
	for (size_t i = 0; i < query->mx->records.count && i < SPF_MX_MOST; i++)
		if (!dns_mx_is_null(query->mx->records.at[i].data.mx))
			ask_host(b, query, &query->mx->records.at[i].data.mx->exchange);
}

/* Asks what a term asks, as far as its name is known. */
static void ask(struct tree_builder *b, struct spf_query *query)
{
	if (!query->known)
		return;
	switch (query->term->kind) {
	case SPF_TERM_A:
		ask_host(b, query, &query->target);
		break;
	case SPF_TERM_MX:
		ask_mx(b, query);
		break;
	case SPF_TERM_EXISTS:
		query->exists = facts_get(b->view, &query->target, DNS_TYPE_A);
		query->void_ip4 = query->void_ip6 = dns_outcome_is_void(query->exists->outcome);
		break;
	case SPF_TERM_EXP:
		query->exists = facts_get(b->view, &query->target, DNS_TYPE_TXT);
		break;
	default:
		break;
	}
}

static bool is_among(const struct dns_name *name, const struct spf_node *node)
{
	for (; node; node = node->parent)
		if (dns_name_equal(name, &node->name))
			return true;
	return false;
}

/* Looks up the record that a node stands for. */
static void find_record(struct tree_builder *b, struct spf_node *node)
{
	const struct dns_reply *reply = facts_get(b->view, &node->name, DNS_TYPE_TXT);
	const struct dns_record *selected = NULL;
	size_t count = 0, number = 0;

	node->reply = reply;
	if (!dns_outcome_is_answer(reply->outcome)) {
		node->status = SPF_NODE_UNANSWERED;
		return;
	}
	for (size_t i = 0; i < reply->records.count; i++) {
		if (spf_is_selected(reply->records.at[i].data.txt->joined)) {
			selected = &reply->records.at[i];
			number = i;
			count++;
		}
	}
	if (count)
		node->status = count == 1 ? SPF_NODE_RECORD : SPF_NODE_MULTIPLE;
	else
		node->status = dns_outcome_has_no_name(reply->outcome) ? SPF_NODE_NXDOMAIN : SPF_NODE_NONE;
	if (count == 1) {
		node->rr = selected;
		node->record = spf_parse_kept(b->arena, reply, number, &node->name);
	}
}

static void expand(struct tree_builder *b, struct spf_node *node, unsigned depth);

static struct spf_node *make_child(
	struct tree_builder *b, const struct spf_node *node, struct spf_query *query, unsigned depth)
{
	struct spf_node *child = arena_take(b->arena, sizeof *child);

	child->term = query->term;
	child->parent = node;
	if (!query->known) {
		child->status = SPF_NODE_MACRO;
		return child;
	}
	child->name = query->target;
	if (is_among(&child->name, node)) {
		child->status = SPF_NODE_LOOP;
		child->lookups = SPF_LOOKUPS_MOST; /* whoever goes round gets there */
	} else if (++b->tree->nodes > SPF_TREE_NODES_MOST || depth >= SPF_LOOKUPS_MOST * 2) {
		child->status = SPF_NODE_CUT;
		b->tree->cut = true;
	} else {
		find_record(b, child);
		query->void_ip4 = query->void_ip6 =
			child->reply && dns_outcome_is_void(child->reply->outcome);
		if (child->record)
			expand(b, child, depth);
	}
	return child;
}

static void expand_term(
	struct tree_builder *b, struct spf_node *node, struct spf_query *query, unsigned depth)
{
	const struct spf_term *term = query->term;

	query->known = term->kind != SPF_TERM_INVALID &&
		       spf_term_target(node->record, term, &node->name, &query->target);
	if (!query->live && term->kind != SPF_TERM_EXP)
		return;
	query->lookups = spf_term_counts(term->kind) + (term->macros >> ('p' - 'a') & 1);
	if (term->kind == SPF_TERM_INCLUDE || term->kind == SPF_TERM_REDIRECT) {
		query->child = make_child(b, node, query, depth + 1);
		query->lookups += query->child->lookups;
		node->children[node->child_count++] = query->child;
	} else {
		ask(b, query);
	}
	if (term->kind == SPF_TERM_EXP) /* looked up after the evaluation (section 4.6.4) */
		query->lookups = 0;
	node->lookups += query->lookups;
	b->tree->void_lookups += query->void_ip4 && query->void_ip6;
	b->tree->void_lookups_ip4 += query->void_ip4;
	b->tree->void_lookups_ip6 += query->void_ip6;
}

/* The same record further up in the tree lets the same addresses through. */
static const struct spf_node *find_same(const struct tree_builder *b, const struct spf_node *node)
{
	for (size_t i = 0; i < b->done.count; i++)
		if (dns_name_equal(&b->done.at[i]->name, &node->name))
			return b->done.at[i];
	return NULL;
}

/* The terms in order: once every client is decided, the rest is never evaluated (section 4.6.2). */
static void expand_terms(struct tree_builder *b, struct spf_node *node, unsigned depth)
{
	const struct spf_node *same = find_same(b, node);
	struct spf_networks_builder networks = {
		.networks = { .complete = true, .answered = true, .ended = !node->record->valid },
		.budget = &b->tree->ranges_left,
	};
	struct spf_query *redirect = NULL;
	size_t added = 0; /* terms whose addresses are taken in */
	bool full = false;

	for (size_t i = 0; i < node->query_count; i++) {
		struct spf_query *query = &node->queries[i];

		if (query->term->kind == SPF_TERM_REDIRECT && !redirect) {
			redirect = query; /* looked at last, wherever it stands */
			continue;
		}
		if (!spf_term_is_network(query->term)) { /* networks in a row are taken in together */
			while (added < i && !same)
				added = spf_networks_add(&networks, node, added);
			full = !same && spf_networks_are_full(&networks);
		}
		query->live = !full && spf_term_is_live(node->record, query->term);
		expand_term(b, node, query, depth);
	}
	while (added < node->query_count && !same)
		added = spf_networks_add(&networks, node, added);
	if (redirect) {
		full = !same && spf_networks_are_full(&networks);
		redirect->live = !full && spf_term_is_live(node->record, redirect->term);
		expand_term(b, node, redirect, depth);
		if (redirect->live && !same)
			spf_networks_redirect(&networks, redirect);
	}
	node->networks = spf_networks_finish(b->arena, &networks);
	if (same)
		node->networks = same->networks;
	else
		*arena_append(b->arena, &b->done) = node;
}

static void expand(struct tree_builder *b, struct spf_node *node, unsigned depth)
{
	const struct spf_record *record = node->record;

	node->query_count = record->terms.count;
	node->queries = arena_take_array(b->arena, node->query_count, sizeof *node->queries);
	node->children = arena_take_array(b->arena, node->query_count, sizeof *node->children);
	for (size_t i = 0; i < node->query_count; i++)
		node->queries[i].term = &record->terms.at[i];
	expand_terms(b, node, depth);
}

struct spf_tree *spf_tree_build(struct arena *arena, struct facts_view *view, const struct dns_name *name,
	const struct spf_record *record)
{
	struct spf_tree *tree = arena_take(arena, sizeof *tree);
	struct tree_builder builder = { .arena = arena, .view = view, .tree = tree };

	tree->root = arena_take(arena, sizeof *tree->root);
	tree->root->name = *name;
	tree->root->status = SPF_NODE_RECORD;
	tree->root->record = record;
	tree->nodes = 1;
	tree->ranges_left = SPF_RANGES_MOST;
	expand(&builder, tree->root, 0);
	tree->lookups = tree->root->lookups;
	return tree;
}
