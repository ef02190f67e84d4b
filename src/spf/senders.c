/* One walk over the tree; an include passes on what passes in the included record, a redirect passes on everything. */
#include "spf/senders.h"

#include "base/ascii.h"
#include "base/escape.h"

#include <string.h>

struct walk {
	struct arena *arena;
	struct spf_senders senders;
};

static bool is_answered(const struct dns_reply *reply)
{
	return reply && dns_outcome_is_answer(reply->outcome);
}

static struct spf_sender *add(
	struct walk *walk, const struct spf_node *node, const struct spf_query *query, enum spf_result result)
{
	struct spf_sender *sender = arena_append(walk->arena, &walk->senders.list);

	*sender = (struct spf_sender){ .kind = SPF_SENDER_RECORD,
		.prefix4 = query->term->prefix4,
		.prefix6 = query->term->prefix6,
		.result = result,
		.why = DNS_ANSWER,
		.node = node,
		.term = query->term };
	return sender;
}

/* The term without its qualifier; one without a target is of its record's own name. */
static void add_text(
	struct walk *walk, const struct spf_node *node, const struct spf_query *query, enum spf_result result)
{
	struct slice text = slice_span(node->record->text, query->term->span);
	struct spf_sender *sender = add(walk, node, query, result);
	bool own = !query->term->domain.end || query->term->macros;
	char *copy;

	if (text.len && strchr("+-~?", text.at[0]))
		text = slice_part(text, 1, text.len);
	copy = arena_printf(walk->arena, "%s%s%s", escape_copy(walk->arena, text), own ? " of " : "",
		own ? dns_name_text(walk->arena, &node->name) : "");
	for (char *at = copy; *at; at++)
		*at = (char)ascii_lower((uint8_t)*at);
	sender->kind = SPF_SENDER_TERM;
	sender->text = copy;
	sender->open = true;
}

static void add_hosts(
	struct walk *walk, const struct spf_node *node, const struct spf_query *query, enum spf_result result)
{
	if (!query->known || (query->term->kind == SPF_TERM_MX && !is_answered(query->mx))) {
		add_text(walk, node, query, result);
		if (query->mx)
			walk->senders.list.at[walk->senders.list.count - 1].why = query->mx->outcome;
	}
	for (size_t i = 0; i < query->hosts.count; i++) {
		const struct spf_host *host = &query->hosts.at[i];
		struct spf_sender *sender = add(walk, node, query, result);

		sender->kind = SPF_SENDER_HOST;
		sender->name = *host->name;
		sender->open = !is_answered(host->ip4) || !is_answered(host->ip6);
		if (sender->open)
			sender->why = is_answered(host->ip4) ? host->ip6->outcome : host->ip4->outcome;
	}
}

static void walk_node(struct walk *walk, const struct spf_node *node, enum spf_result included);

/* An include, or a redirect. `included` is what clients get that pass in the target; SPF_NONE for what they get there. */
static void add_record(struct walk *walk, const struct spf_node *node, const struct spf_query *query,
	enum spf_result included)
{
	const struct spf_node *child = query->child;
	struct spf_sender *sender;

	if (!child || child->status == SPF_NODE_MACRO) {
		add_text(walk, node, query, included == SPF_NONE ? SPF_PASS : included);
		return;
	}
	sender = add(walk, node, query, included == SPF_NONE ? SPF_PASS : included);
	sender->name = child->name;
	sender->open = child->status == SPF_NODE_UNANSWERED || child->status == SPF_NODE_CUT;
	if (child->reply)
		sender->why = child->reply->outcome;
	if (child->record)
		walk_node(walk, child, included);
}

/* What a client gets that a term matches; SPF_NONE when the term then decides nothing, in a record that is only included. */
static enum spf_result result_of(const struct spf_term *term, enum spf_result included)
{
	enum spf_result result = spf_result_of_qualifier(term->qualifier);

	if (included == SPF_NONE)
		return result;
	return result == SPF_PASS ? included : SPF_NONE;
}

static void walk_node(struct walk *walk, const struct spf_node *node, enum spf_result included)
{
	for (size_t i = 0; i < node->query_count; i++) {
		const struct spf_query *query = &node->queries[i];
		enum spf_result result;

		if (!query->live)
			continue;
		if (query->term->kind == SPF_TERM_REDIRECT) {
			add_record(walk, node, query, included);
			continue;
		}
		result = query->term->kind < SPF_TERM_REDIRECT ? result_of(query->term, included) : SPF_NONE;
		if (result == SPF_NONE)
			continue;
		if (query->term->kind == SPF_TERM_INCLUDE)
			add_record(walk, node, query, result);
		else if (query->term->kind == SPF_TERM_A || query->term->kind == SPF_TERM_MX)
			add_hosts(walk, node, query, result);
		else if (query->term->kind == SPF_TERM_PTR ||
			 (query->term->kind == SPF_TERM_EXISTS && !is_answered(query->exists)))
			add_text(walk, node, query, result);
	}
}

struct spf_senders spf_senders_find(struct arena *arena, const struct spf_tree *tree)
{
	struct walk walk = { .arena = arena };

	if (tree->root->record->valid)
		walk_node(&walk, tree->root, SPF_NONE);
	return walk.senders;
}

/* The same term of the same record. */
static bool is_same_term(const struct spf_sender *one, const struct spf_sender *other)
{
	return dns_name_equal(&one->node->name, &other->node->name) &&
	       slice_equal_nocase(slice_span(one->node->record->text, one->term->span),
		       slice_span(other->node->record->text, other->term->span));
}

static bool covers(const struct spf_sender *one, const struct spf_sender *other)
{
	if (one->result != SPF_PASS)
		return false;
	/* Its hosts were told on one side, and on the other the question was not answered. */
	if (one->kind != other->kind)
		return (one->kind == SPF_SENDER_TERM || other->kind == SPF_SENDER_TERM) &&
		       is_same_term(one, other);
	if (one->kind == SPF_SENDER_TERM)
		return strcmp(one->text, other->text) == 0;
	return dns_name_equal(&one->name, &other->name) &&
	       (one->kind == SPF_SENDER_RECORD ||
		       (one->prefix4 <= other->prefix4 && one->prefix6 <= other->prefix6));
}

bool spf_senders_pass(const struct spf_senders *senders, const struct spf_sender *sender)
{
	for (size_t i = 0; i < senders->list.count; i++)
		if (covers(&senders->list.at[i], sender))
			return true;
	return false;
}

bool spf_default_result(
	const struct spf_tree *tree, enum spf_result *ret_result, const struct spf_node **ret_redirect)
{
	const struct spf_node *node = tree->root, *next = node;

	*ret_redirect = NULL;
	*ret_result = SPF_NEUTRAL;
	while (next && next->record) {
		node = next;
		next = NULL;
		for (size_t i = 0; i < node->query_count; i++)
			if (node->queries[i].live && node->queries[i].term->kind == SPF_TERM_REDIRECT)
				next = node->queries[i].child;
		if (next)
			*ret_redirect = next;
	}
	if (next)
		return false;
	if (node->record->all)
		*ret_result = spf_result_of_qualifier(node->record->all->qualifier);
	return true;
}
