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

/*
 * A record as it is kept with its answer. One that names nothing but networks decides the same addresses for everybody who includes it:
 * services publish such records, and they are long.
 */
struct kept_record {
	const struct spf_record *record;
	bool closed;		   /* it is such a record: what follows is known */
	struct spf_query *queries; /* of a node with it, and its networks */
	struct spf_networks networks;
	size_t ranges; /* what these took of SPF_RANGES_MOST */
};

static bool is_closed(const struct spf_record *record)
{
	for (size_t i = 0; i < record->terms.count; i++)
		if (!spf_term_is_network(&record->terms.at[i]) && record->terms.at[i].kind != SPF_TERM_ALL)
			return false;
	return true;
}

static void expand_anew(struct tree_builder *b, struct spf_node *node, unsigned depth);

static const void *make_record(
	struct arena *arena, const struct dns_record *record, const struct dns_name *owner)
{
	struct kept_record *kept = arena_take(arena, sizeof *kept);
	struct spf_tree tree = { .ranges_left = SPF_RANGES_MOST };
	struct tree_builder builder = { .arena = arena, .tree = &tree };
	struct spf_node node = { .name = *owner };

	node.record = kept->record = spf_parse(arena, record->data.txt, owner);
	if (!is_closed(kept->record))
		return kept;
	expand_anew(&builder, &node, 0); /* asks nothing */
	kept->closed = !node.networks.cut;
	kept->queries = node.queries;
	kept->networks = node.networks;
	kept->ranges = SPF_RANGES_MOST - tree.ranges_left;
	return kept;
}

static bool is_among(const struct dns_name *name, const struct spf_node *node)
{
	for (; node; node = node->parent)
		if (dns_name_equal(name, &node->name))
			return true;
	return false;
}

/* Looks up the record that a node stands for; NULL when there is not exactly one. */
static const struct kept_record *find_record(struct tree_builder *b, struct spf_node *node)
{
	const struct dns_reply *reply = facts_get(b->view, &node->name, DNS_TYPE_TXT);
	const struct dns_record *selected = NULL;
	size_t count = 0, number = 0;

	node->reply = reply;
	if (!dns_outcome_is_answer(reply->outcome)) {
		node->status = SPF_NODE_UNANSWERED;
		return NULL;
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
	if (count != 1)
		return NULL;
	node->rr = selected;
	return dns_kept(b->arena, reply, number, make_record, &node->name);
}

static void expand(
	struct tree_builder *b, struct spf_node *node, const struct kept_record *kept, unsigned depth);

static struct spf_node *make_child(
	struct tree_builder *b, const struct spf_node *node, struct spf_query *query, unsigned depth)
{
	struct spf_node *child = arena_take(b->arena, sizeof *child);
	const struct kept_record *kept;

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
		kept = find_record(b, child);
		query->void_ip4 = query->void_ip6 =
			child->reply && dns_outcome_is_void(child->reply->outcome);
		if (kept)
			expand(b, child, kept, depth);
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

static void expand_anew(struct tree_builder *b, struct spf_node *node, unsigned depth)
{
	const struct spf_record *record = node->record;

	node->query_count = record->terms.count;
	node->queries = arena_take_array(b->arena, node->query_count, sizeof *node->queries);
	node->children = arena_take_array(b->arena, node->query_count, sizeof *node->children);
	for (size_t i = 0; i < node->query_count; i++)
		node->queries[i].term = &record->terms.at[i];
	expand_terms(b, node, depth);
}

static void expand(
	struct tree_builder *b, struct spf_node *node, const struct kept_record *kept, unsigned depth)
{
	node->record = kept->record;
	if (!kept->closed || b->tree->ranges_left < kept->ranges || find_same(b, node)) {
		expand_anew(b, node, depth);
		return;
	}
	node->query_count = node->record->terms.count;
	node->queries = kept->queries;
	node->networks = kept->networks;
	b->tree->ranges_left -= kept->ranges;
	*arena_append(b->arena, &b->done) = node;
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
	expand_anew(&builder, tree->root, 0);
	tree->lookups = tree->root->lookups;
	return tree;
}
