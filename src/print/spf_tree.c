/* Walks the tree of includes twice over: for people, runs of networks folded, and for programs, every term. */
#include "print/spf_tree.h"

#include "base/escape.h"
#include "print/branch.h"
#include "print/members.h"

#include <string.h>

enum { RUN_LEAST = 4 };

/* What is known of a term beside its lookups: for programs, and for people. */
struct state {
	const char *word;
	const char *remark;
};

static const struct state node_states[] = {
	[SPF_NODE_RECORD] = { "record", NULL },
	[SPF_NODE_NONE] = { "none", "no SPF record" },
	[SPF_NODE_NXDOMAIN] = { "nxdomain", "does not exist" },
	[SPF_NODE_MULTIPLE] = { "multiple", "more than one SPF record" },
	[SPF_NODE_UNANSWERED] = { "unanswered", "not answered" },
	[SPF_NODE_LOOP] = { "loop", "loop" },
	[SPF_NODE_CUT] = { "cut", "not followed (too many records)" },
	[SPF_NODE_MACRO] = { "depends-on-mail", "depends on the mail" },
};

static const struct state invalid = { "invalid", "syntax error" };
static const struct state dead = { "dead", "never evaluated" };
static const struct state ignored = { "ignored", "ignored" };
static const struct state void_all = { "void", "no record found" };
static const struct state void_ip4 = { "void-ip4", "no A record for IPv4 clients" };
static const struct state void_ip6 = { "void-ip6", "no AAAA record for IPv6 clients" };
static const struct state host_void = { "void-host", "an MX host has no A or no AAAA record" };
static const struct state unanswered = { "unanswered", "not answered" };
static const struct state shadowed = { "shadowed", "no effect: earlier terms decide" };

static bool is_answered(const struct spf_query *query)
{
	const struct dns_reply *own = query->mx ? query->mx : query->exists;

	if (own && !dns_outcome_is_answer(own->outcome))
		return false;
	for (size_t i = 0; i < query->hosts.count; i++)
		if (!dns_outcome_is_answer(query->hosts.at[i].ip4->outcome) ||
			!dns_outcome_is_answer(query->hosts.at[i].ip6->outcome))
			return false;
	return true;
}

static size_t count_addresses(const struct spf_query *query, bool ip6)
{
	size_t count = 0;

	for (size_t i = 0; i < query->hosts.count; i++)
		count += (ip6 ? query->hosts.at[i].ip6 : query->hosts.at[i].ip4)->records.count;
	return count;
}

/* A void lookup of one host of several is no more than that: the term may find others. */
static const struct state *state_of_void(const struct spf_query *query)
{
	size_t ip4 = count_addresses(query, false), ip6 = count_addresses(query, true);

	if (!ip4 && !ip6)
		return &void_all;
	return ip4 && ip6 ? &host_void : ip4 ? &void_ip6 : &void_ip4;
}

/* NULL when there is nothing to say. */
static const struct state *state_of(const struct spf_query *query)
{
	const struct spf_term *term = query->term;

	if (term->kind == SPF_TERM_INVALID)
		return &invalid;
	if (term->kind == SPF_TERM_UNKNOWN_MODIFIER)
		return &ignored;
	if (!query->live && term->kind != SPF_TERM_EXP)
		return &dead;
	if (query->child && query->child->status != SPF_NODE_RECORD)
		return &node_states[query->child->status];
	if (!query->known || term->kind == SPF_TERM_PTR)
		return &node_states[SPF_NODE_MACRO];
	if (!is_answered(query))
		return &unanswered;
	if (query->void_ip4 || query->void_ip6)
		return state_of_void(query);
	return query->shadowed ? &shadowed : NULL;
}

const char *spf_query_remark(const struct spf_query *query)
{
	const struct state *state = state_of(query);

	return state ? state->remark : NULL;
}

static size_t run_of_networks(const struct spf_node *node, size_t first)
{
	size_t end = first;

	while (end < node->query_count && spf_term_is_network(node->queries[end].term) &&
		!state_of(&node->queries[end]))
		end++;
	return end - first < RUN_LEAST ? 0 : end - first;
}

static void print_node(struct print *print, const struct spf_node *node, const char *indent);

static void print_query(struct print *print, const struct spf_node *node, const struct spf_query *query,
	const char *indent, bool last)
{
	const struct state *state = state_of(query);
	struct slice term = slice_span(node->record->text, query->term->span);
	char deeper[BRANCH_INDENT_MOST];
	bool fits = branch_begin(print, indent, last, term, deeper);
	struct arena scratch = { 0 };
	const char *lookups =
		query->lookups ? arena_printf(&scratch, "%u lookup%s", query->lookups, plural(query->lookups))
			       : "";

	branch_remark(print, indent, term,
		state ? arena_printf(&scratch, "%s%s%s", lookups, *lookups ? ", " : "", state->remark)
		      : lookups);
	arena_release(&scratch);
	if (fits && query->child && query->child->record)
		print_node(print, query->child, deeper);
}

static void print_node(struct print *print, const struct spf_node *node, const char *indent)
{
	for (size_t i = 0; i < node->query_count;) {
		size_t run = run_of_networks(node, i);

		if (run) {
			branch_add(print, indent, i + run == node->query_count);
			bytes_printf(&print->out, "%zu networks\n", run);
			i += run;
		} else {
			print_query(print, node, &node->queries[i], indent, i + 1 == node->query_count);
			i++;
		}
	}
}

void print_spf_tree(struct print *print, const struct spf_tree *tree, const char *indent)
{
	print_node(print, tree->root, indent);
}

static void write_term(struct json *json, const struct spf_node *node, const struct spf_query *query)
{
	const struct state *state = state_of(query);

	json_object_begin(json);
	member_slice(json, "term", slice_span(node->record->text, query->term->span));
	member_number(json, "lookups", query->lookups);
	member_text(json, "state", state ? state->word : NULL);
	json_object_end(json);
}

void write_spf_node(struct json *json, const struct spf_node *node)
{
	json_object_begin(json);
	if (node->name.len)
		member_name(json, "name", &node->name);
	else
		member_null(json, "name");
	json_key(json, "text");
	if (node->record)
		json_string(json, node->record->text);
	else
		json_null(json);
	member_text(json, "status", node_states[node->status].word);
	member_number(json, "lookups", node->lookups);
	json_key(json, "terms");
	json_array_begin(json);
	for (size_t i = 0; i < node->query_count; i++)
		write_term(json, node, &node->queries[i]);
	json_array_end(json);
	json_key(json, "children");
	json_array_begin(json);
	for (size_t i = 0; i < node->child_count; i++)
		write_spf_node(json, node->children[i]);
	json_array_end(json);
	json_object_end(json);
}
