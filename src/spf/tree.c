#include "mailauth/spf/tree.h"

struct tree_builder {
	struct arena *arena;
	struct facts_view *view;
	struct spf_tree *tree;
};

bool spf_term_is_live(const struct spf_record *record, const struct spf_term *term)
{
	const struct spf_term *all = spf_find_term(record, SPF_TERM_ALL);

	return !all || (term->kind != SPF_TERM_REDIRECT && term <= all);
}

static bool is_void(const struct dns_reply *reply)
{
	return reply->outcome == DNS_NO_DATA || reply->outcome == DNS_NXDOMAIN;
}

/* Counts the void look-ups of a term whose name is known (a: no address at all; mx: no MX). */
static void count_void(struct tree_builder *b, const struct spf_node *node, const struct spf_term *term)
{
	struct dns_name target;
	bool empty;

	if ((term->kind != SPF_TERM_A && term->kind != SPF_TERM_MX) ||
		!spf_term_target(node->record, term, &node->name, &target))
		return;
	if (term->kind == SPF_TERM_MX) {
		empty = is_void(facts_get(b->view, &target, DNS_TYPE_MX));
	} else {
		const struct dns_reply *ip4 = facts_get(b->view, &target, DNS_TYPE_A),
				       *ip6 = facts_get(b->view, &target, DNS_TYPE_AAAA);

		empty = is_void(ip4) && is_void(ip6);
	}
	b->tree->void_lookups += empty;
}

static bool is_among(const struct dns_name *name, const struct spf_node *const *path, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		if (dns_name_equal(name, &path[i]->name))
			return true;
	return false;
}

/* Looks up the record that a node stands for. */
static void find_record(struct tree_builder *b, struct spf_node *node)
{
	const struct dns_reply *reply = facts_get(b->view, &node->name, DNS_TYPE_TXT);
	const struct dns_record *selected = NULL;
	size_t count = 0;

	if (!dns_outcome_is_answer(reply->outcome)) {
		node->status = SPF_NODE_UNANSWERED;
		return;
	}
	for (size_t i = 0; i < reply->records.count; i++) {
		if (spf_is_selected(reply->records.at[i].data.txt->joined)) {
			selected = &reply->records.at[i];
			count++;
		}
	}
	b->tree->void_lookups += is_void(reply);
	node->status = count == 1			? SPF_NODE_RECORD
		       : count				? SPF_NODE_MULTIPLE
		       : reply->outcome == DNS_NXDOMAIN ? SPF_NODE_NXDOMAIN
							: SPF_NODE_NONE;
	if (count == 1) {
		node->rr = selected;
		node->record = spf_parse(b->arena, selected->data.txt, &node->name);
	}
}

static void expand(struct tree_builder *b, struct spf_node *node, const struct spf_node **path, size_t depth);

static struct spf_node *make_child(struct tree_builder *b, const struct spf_node *node,
	const struct spf_term *term, const struct spf_node **path, size_t depth)
{
	struct spf_node *child = arena_take(b->arena, sizeof *child);

	child->term = term;
	if (!spf_term_target(node->record, term, &node->name, &child->name)) {
		child->status = SPF_NODE_MACRO;
	} else if (is_among(&child->name, path, depth)) {
		child->status = SPF_NODE_LOOP;
	} else if (++b->tree->nodes > SPF_TREE_NODES_MOST || depth >= SPF_LOOKUPS_MOST * 2) {
		child->status = SPF_NODE_CUT;
	} else {
		find_record(b, child);
		if (child->record)
			expand(b, child, path, depth);
	}
	return child;
}

static void expand(struct tree_builder *b, struct spf_node *node, const struct spf_node **path, size_t depth)
{
	const struct spf_record *record = node->record;

	path[depth] = node;
	node->children = arena_take_array(b->arena, record->terms.count, sizeof *node->children);
	for (size_t i = 0; i < record->terms.count; i++) {
		const struct spf_term *term = &record->terms.at[i];

		if (!spf_term_is_live(record, term))
			continue;
		node->lookups += spf_term_counts(term->kind) + (term->macros >> ('p' - 'a') & 1);
		count_void(b, node, term);
		if (term->kind == SPF_TERM_INCLUDE || term->kind == SPF_TERM_REDIRECT) {
			struct spf_node *child = make_child(b, node, term, path, depth + 1);

			node->children[node->child_count++] = child;
			node->lookups += child->lookups;
		}
	}
}

struct spf_tree *spf_tree_build(struct arena *arena, struct facts_view *view, const struct dns_name *name,
	const struct spf_record *record)
{
	struct spf_tree *tree = arena_take(arena, sizeof *tree);
	struct tree_builder builder = { .arena = arena, .view = view, .tree = tree };
	const struct spf_node *path[SPF_LOOKUPS_MOST * 2 + 1];

	tree->root = arena_take(arena, sizeof *tree->root);
	tree->root->name = *name;
	tree->root->status = SPF_NODE_RECORD;
	tree->root->record = record;
	tree->nodes = 1;
	expand(&builder, tree->root, path, 0);
	tree->lookups = tree->root->lookups;
	return tree;
}
