/* Notes for each name what of it was asked, and lists the names of which everything was. */
#include "judge/saved_domains.h"

enum {
	ASKED_MX = 1,
	ASKED_TXT = 2,
	ASKED_DMARC = 4,
	ASKED_KEYS = 8,
	ASKED_ALL = ASKED_MX | ASKED_TXT | ASKED_DMARC | ASKED_KEYS,
	LISTED = 16
};

static const char domainkey[] = "_domainkey";

struct finder {
	struct arena *arena;
	struct zone_set *names; /* only to number them */
	ARENA_LIST(uint8_t) marks;
	ARENA_LIST(struct dns_name) wildcards; /* domains with something at any selector */
	struct saved_domains *found;
};

static uint8_t *mark_of(struct finder *finder, const struct dns_name *name)
{
	size_t number = zone_set_add_name(finder->names, name);

	while (finder->marks.count <= number)
		*arena_append(finder->arena, &finder->marks) = 0;
	return &finder->marks.at[number];
}

static void note(struct finder *finder, const struct dns_name *name, uint8_t asked)
{
	uint8_t *mark = mark_of(finder, name);

	*mark |= asked;
	if ((*mark & (ASKED_ALL | LISTED)) != ASKED_ALL)
		return;
	*mark |= LISTED;
	*arena_append(finder->arena, &finder->found->domains) = *name;
}

/* "s1._domainkey.example.com", where something was. */
static void note_selector(
	struct finder *finder, const struct dns_name *name, const struct dns_name *domain, unsigned labels)
{
	struct dns_name left = *name;

	left.len = (uint8_t)(name->len - dns_name_suffix(name, labels).len + 1);
	left.wire[left.len - 1] = 0;
	if (slice_is(dns_name_first_label(&left), DNS_LABEL_OF_NOBODY))
		*arena_append(finder->arena, &finder->wildcards) = *domain;
	else if (!slice_is_nocase(dns_name_first_label(&left), "_adsp"))
		*arena_append(finder->arena, &finder->found->selectors) =
			(struct change_selector){ *domain, dns_name_text(finder->arena, &left) };
}

/* "_domainkey.example.com", or a name below it. False when the name is of another kind. */
static bool note_keys(struct finder *finder, const struct dns_name *name, enum dns_outcome outcome)
{
	unsigned labels = dns_name_labels(name), kept = labels;
	struct dns_name at, domain;

	for (; kept; kept--) {
		at = dns_name_suffix(name, kept);
		if (slice_is_nocase(dns_name_first_label(&at), domainkey))
			break;
	}
	if (!kept)
		return false;
	domain = dns_name_parent(&at);
	if (kept == labels)
		note(finder, &domain, ASKED_KEYS);
	else if (dns_outcome_has_records(outcome))
		note_selector(finder, name, &domain, kept);
	return true;
}

static void visit(void *context, const struct dns_question *question, enum dns_outcome outcome)
{
	struct finder *finder = context;
	struct dns_name parent = dns_name_parent(&question->name);

	if (question->way.direct || question->way.checking_disabled || question->name.len == 1)
		return;
	if (question->type == DNS_TYPE_MX)
		note(finder, &question->name, ASKED_MX);
	else if (question->type != DNS_TYPE_TXT || note_keys(finder, &question->name, outcome))
		return;
	else if (slice_is_nocase(dns_name_first_label(&question->name), "_dmarc"))
		note(finder, &parent, ASKED_DMARC);
	else
		note(finder, &question->name, ASKED_TXT);
}

/* What any selector has says nothing about one of them. */
static void drop_wildcards(struct finder *finder)
{
	size_t kept = 0;

	for (size_t i = 0; i < finder->found->selectors.count; i++) {
		const struct change_selector *selector = &finder->found->selectors.at[i];
		bool drop = false;

		for (size_t k = 0; k < finder->wildcards.count && !drop; k++)
			drop = dns_name_equal(&finder->wildcards.at[k], &selector->domain);
		if (!drop)
			finder->found->selectors.at[kept++] = *selector;
	}
	finder->found->selectors.count = kept;
}

void saved_domains_find(struct arena *arena, const struct dns_source *script, struct saved_domains *ret)
{
	struct finder finder = { .arena = arena, .names = zone_set_new(), .found = ret };

	*ret = (struct saved_domains){ 0 };
	dns_script_each(script, visit, &finder);
	drop_wildcards(&finder);
	zone_set_free(finder.names);
}
