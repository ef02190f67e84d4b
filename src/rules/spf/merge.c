/*
 * The merge of several SPF records of one name: the union of their senders, in one record that evaluates within the limit of
 * ten DNS lookups where that can be had (RFC 7208 sections 4.5 and 4.6.4).
 */
#include "rules/spf/merge.h"

#include "spf/tree.h"

/* Of a name, that are merged, and their terms: who has more has another problem. */
enum { RECORDS_MOST = 50, MERGED_TERMS_MOST = 5000 };

/* A term of the new record, and where it is from: nowhere (NULL) for one that is made. */
struct merged_term {
	struct slice text;
	const struct spf_record *record;
	const struct spf_term *term;
};

struct merge {
	struct rule_run *run;
	const struct spf_subject *const *records;
	size_t count;
	ARENA_LIST(struct merged_term) terms; /* in order */
};

/* "ip4:192.0.2.1" and "ip4:192.0.2.1/32", "mx" and "mx:example.com" in the record of example.com. */
static bool means_the_same(
	const struct merge *merge, const struct merged_term *a, const struct merged_term *b)
{
	const struct dns_name *owner = &merge->run->domain->name;
	struct dns_name one, other;

	if (!a->term || !b->term || a->term->kind != b->term->kind ||
		a->term->qualifier != b->term->qualifier || a->term->kind == SPF_TERM_UNKNOWN_MODIFIER)
		return false;
	if (spf_term_is_network(a->term)) {
		struct dns_address network = spf_term_address(a->term), same = spf_term_address(b->term);

		return spf_term_prefix(a->term) == spf_term_prefix(b->term) &&
		       dns_address_is_within(&same, &network, spf_term_prefix(a->term));
	}
	return a->term->prefix4 == b->term->prefix4 && a->term->prefix6 == b->term->prefix6 &&
	       spf_term_target(a->record, a->term, owner, &one) &&
	       spf_term_target(b->record, b->term, owner, &other) && dns_name_equal(&one, &other);
}

/* Each term once, in its shortest form. */
static void add_term(struct merge *merge, struct merged_term added)
{
	for (size_t i = 0; i < merge->terms.count; i++) {
		struct merged_term *term = &merge->terms.at[i];

		if (!slice_equal_nocase(term->text, added.text) && !means_the_same(merge, term, &added))
			continue;
		if (added.text.len < term->text.len)
			*term = added;
		return;
	}
	*arena_append(merge->run->arena, &merge->terms) = added;
}

static void add_text(struct merge *merge, struct slice text)
{
	add_term(merge, (struct merged_term){ .text = text });
}

/* "+mx" and "mx" are the same term. */
static struct slice plain_text(const struct spf_record *record, const struct spf_term *term)
{
	struct slice text = slice_span(record->text, term->span);

	return text.len && text.at[0] == '+' ? slice_part(text, 1, text.len) : text;
}

static bool is_mechanism(const struct spf_term *term)
{
	return term->kind != SPF_TERM_INVALID && term->kind < SPF_TERM_REDIRECT && term->kind != SPF_TERM_ALL;
}

/* True for a record that names no sender: "v=spf1 -all". */
static bool is_null(const struct spf_record *record)
{
	for (size_t i = 0; i < record->terms.count; i++)
		if (is_mechanism(&record->terms.at[i]) || record->terms.at[i].kind == SPF_TERM_REDIRECT)
			return false;
	return true;
}

/* True when a mechanism refuses or disclaims: what comes after it may be decided by it. */
static bool has_exceptions(const struct spf_record *record)
{
	for (size_t i = 0; i < record->terms.count; i++)
		if (is_mechanism(&record->terms.at[i]) && record->terms.at[i].qualifier != '+')
			return true;
	return false;
}

static int strictness(uint8_t qualifier)
{
	return qualifier == '-' ? 3 : qualifier == '~' ? 2 : 1;
}

/*
 * The qualifier of the merged "all", 0 for none. Records that name senders decide before one that only refuses: "v=spf1 -all"
 * beside them is left over from a time without mail. "+all" is never taken over.
 */
static uint8_t merged_all(const struct merge *merge)
{
	uint8_t best = 0;
	bool any = false;

	for (int null = 0; null <= 1 && !best; null++) {
		for (size_t i = 0; i < merge->count; i++) {
			const struct spf_record *record = merge->records[i]->record;

			if (!record->all || is_null(record) != null)
				continue;
			any = true;
			if (record->all->qualifier != '+' &&
				(!best || strictness(record->all->qualifier) > strictness(best)))
				best = record->all->qualifier;
		}
	}
	return any && !best ? '~' : best;
}

/* The one redirect of all records, where none has an "all"; else NULL. */
static const struct spf_term *common_redirect(const struct merge *merge, struct slice *ret_text)
{
	const struct spf_term *common = NULL;

	for (size_t i = 0; i < merge->count; i++) {
		const struct spf_record *record = merge->records[i]->record;
		const struct spf_term *redirect = spf_find_term(record, SPF_TERM_REDIRECT);

		if (record->all)
			return NULL;
		if (!redirect)
			continue;
		if (common && !slice_equal_nocase(*ret_text, slice_span(record->text, redirect->span)))
			return NULL;
		common = redirect;
		*ret_text = slice_span(record->text, redirect->span);
	}
	return common;
}

static void add_record(struct merge *merge, const struct spf_record *record, bool keep_redirect)
{
	struct arena *arena = merge->run->arena;

	for (size_t i = 0; i < record->terms.count; i++) {
		const struct spf_term *term = &record->terms.at[i];
		struct slice domain = slice_span(record->text, term->domain);

		if (is_mechanism(term) || term->kind == SPF_TERM_UNKNOWN_MODIFIER)
			add_term(merge, (struct merged_term){ plain_text(record, term), record, term });
		else if (term->kind == SPF_TERM_REDIRECT && !keep_redirect)
			add_text(merge, slice_of(arena_printf(arena, "include:%.*s", (int)domain.len,
						(const char *)domain.at)));
	}
}

static const char *record_text(struct arena *arena, const struct merge *merge)
{
	struct bytes text = { 0 };
	const char *copy;

	bytes_add(&text, slice_of("v=spf1"));
	for (size_t i = 0; i < merge->terms.count; i++) {
		bytes_add_byte(&text, ' ');
		bytes_add(&text, merge->terms.at[i].text);
	}
	copy = (const char *)arena_copy(arena, bytes_slice(&text)).at;
	bytes_free(&text);
	return copy;
}

static const struct spf_tree *tree_of(struct rule_run *run, const char *text)
{
	const struct dns_name *name = &run->domain->name;

	return spf_tree_build(run->arena, run->domain->view, name,
		spf_parse(run->arena, dns_txt_of(run->arena, slice_of(text)), name));
}

/* True when another include leads to the target as well, by passes alone. */
static bool is_reached(
	const struct spf_node *node, const struct spf_query *without, const struct dns_name *target)
{
	size_t count = has_exceptions(node->record) ? 0 : node->query_count;

	for (size_t i = 0; i < count; i++) {
		const struct spf_query *query = &node->queries[i];

		if (query == without || !query->live || !query->child ||
			query->child->status != SPF_NODE_RECORD || query->term->kind != SPF_TERM_INCLUDE)
			continue;
		if (dns_name_equal(&query->target, target) || is_reached(query->child, without, target))
			return true;
	}
	return false;
}

/* The addresses that a term finds, as terms. False when they are not all known. */
static bool add_addresses(struct merge *merge, const struct spf_query *query)
{
	struct arena *arena = merge->run->arena;

	if (query->term->qualifier != '+' || !query->hosts.count)
		return false;
	for (size_t i = 0; i < query->hosts.count; i++)
		if (!dns_outcome_is_answer(query->hosts.at[i].ip4->outcome) ||
			!dns_outcome_is_answer(query->hosts.at[i].ip6->outcome))
			return false;
	for (size_t i = 0; i < query->hosts.count * 2; i++) {
		const struct spf_host *host = &query->hosts.at[i / 2];
		const struct dns_reply *reply = i % 2 ? host->ip6 : host->ip4;
		unsigned prefix = i % 2 ? query->term->prefix6 : query->term->prefix4;
		const char *length = prefix < (i % 2 ? 128U : 32U) ? arena_printf(arena, "/%u", prefix) : "";

		for (size_t k = 0; k < reply->records.count; k++)
			add_text(merge, slice_of(arena_printf(arena, "%s:%s%s", i % 2 ? "ip6" : "ip4",
						dns_address_text(arena, &reply->records.at[k].data.address),
						length)));
	}
	return true;
}

const char *spf_without_reached(struct rule_run *run, const struct spf_node *root)
{
	const struct spf_query *needless = NULL;
	struct merge merge = { .run = run };

	for (size_t i = 0; i < root->query_count && !needless; i++) {
		const struct spf_query *query = &root->queries[i];

		if (query->term->kind == SPF_TERM_INCLUDE && query->known &&
			is_reached(root, query, &query->target))
			needless = query;
	}
	for (size_t i = 0; i < root->query_count && needless; i++)
		if (&root->queries[i] != needless)
			add_text(&merge, slice_span(root->record->text, root->queries[i].term->span));
	return needless ? record_text(run->arena, &merge) : NULL;
}

/* The record with addresses for as many a and mx as it takes to come down to ten lookups. */
static const char *with_addresses(struct rule_run *run, const struct spf_node *root)
{
	struct merge merge = { .run = run };
	unsigned lookups = root->lookups;

	for (size_t i = 0; i < root->query_count; i++) {
		const struct spf_query *query = &root->queries[i];

		if (lookups > SPF_LOOKUPS_MOST && add_addresses(&merge, query))
			lookups -= query->lookups;
		else
			add_text(&merge, slice_span(root->record->text, query->term->span));
	}
	return record_text(run->arena, &merge);
}

const char *spf_within_limit(struct rule_run *run, const char *text)
{
	const struct spf_tree *tree = tree_of(run, text);
	const char *less = text;

	if (tree->lookups > SPF_LOOKUPS_MOST && tree->root->record->terms.count > SPF_TERMS_REWRITTEN_MOST)
		return NULL;
	while (tree->lookups > SPF_LOOKUPS_MOST && less) {
		less = spf_without_reached(run, tree->root);
		text = less ? less : with_addresses(run, tree->root);
		tree = tree_of(run, text);
	}
	return tree->lookups > SPF_LOOKUPS_MOST ? NULL : text;
}

const char *spf_merged(struct rule_run *run, const struct spf_subject *const *records, size_t count)
{
	struct merge merge = { .run = run, .records = records, .count = count };
	struct slice redirect, explanation = { NULL, 0 };
	bool keep_redirect = common_redirect(&merge, &redirect);
	uint8_t all = merged_all(&merge);
	size_t terms = 0;

	if (count > RECORDS_MOST)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		terms += records[i]->record->terms.count;
		if (!records[i]->record->valid || terms > MERGED_TERMS_MOST)
			return NULL;
	}
	for (int exceptions = 0; exceptions <= 1; exceptions++)
		for (size_t i = 0; i < count; i++)
			if (has_exceptions(records[i]->record) == exceptions)
				add_record(&merge, records[i]->record, keep_redirect);
	for (size_t i = count; i; i--) {
		const struct spf_term *term = spf_find_term(records[i - 1]->record, SPF_TERM_EXP);

		if (term)
			explanation = slice_span(records[i - 1]->record->text, term->span);
		if (!all && !keep_redirect && spf_find_term(records[i - 1]->record, SPF_TERM_REDIRECT))
			all = '~'; /* two redirects, whose "all"s may differ */
	}
	if (keep_redirect)
		add_text(&merge, redirect);
	if (all)
		add_text(&merge, slice_of(arena_printf(run->arena, "%call", all)));
	if (explanation.len)
		add_text(&merge, explanation);
	return spf_within_limit(run, record_text(run->arena, &merge));
}
