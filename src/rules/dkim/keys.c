/* DKIM: the selectors of a domain compared, and what their names tell. */
#include "base/ascii.h"
#include "check/domain.h"
#include "check/rule.h"
#include "check/selectors.h"
#include "rules/example_text.h"
#include "rules/families.h"

#include <stdlib.h>
#include <string.h>

/* The text of p= of a selector's first key; empty when there is none that can be read. */
static struct slice key_of(const struct dkim_selector *selector)
{
	const struct dkim_key *key = selector->keys.count ? selector->keys.at[0].key : NULL;
	const struct tag *tag = key && key->bits ? tags_find(&key->tags, "p", false) : NULL;

	return tag ? tags_value(&key->tags, tag) : (struct slice){ 0 };
}

/* A selector with its decoded key, to be sorted by it. */
struct keyed {
	const struct dkim_selector *selector;
	struct slice key;
};

static int compare_keys(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;
	size_t len = a->key.len < b->key.len ? a->key.len : b->key.len;
	int order = len ? memcmp(a->key.at, b->key.at, len) : 0;

	if (order || a->key.len != b->key.len)
		return order ? order : a->key.len < b->key.len ? -1 : 1;
	return strcmp(a->selector->selector, b->selector->selector);
}

static void same_key_two_selectors(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	struct keyed *keyed = arena_take_array(run->arena, domain->selectors.count + 1, sizeof *keyed);
	size_t count = 0;

	for (size_t i = 0; i < domain->selectors.count; i++) {
		const struct dkim_selector *selector = &domain->selectors.at[i];

		if (key_of(selector).len && !selector->wildcard)
			keyed[count++] = (struct keyed){ selector, selector->keys.at[0].key->bytes };
	}
	qsort(keyed, count, sizeof *keyed, compare_keys);
	for (size_t i = 1; i < count; i++) {
		const struct published *later = &keyed[i].selector->keys.at[0].published;

		if (slice_equal(keyed[i].key, keyed[i - 1].key))
			finding_relate(run,
				report_finding(run, later, whole_text(later),
					"selector %s has the same key as selector %s",
					keyed[i].selector->selector, keyed[i - 1].selector->selector),
				&keyed[i - 1].selector->keys.at[0].published, "the same key");
	}
}

/* The same key at another domain of the zone files. */
static void shared_key(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 0; domain->options->zone_names && i < domain->selectors.count; i++) {
		const struct dkim_selector *selector = &domain->selectors.at[i];
		struct dns_name other;

		if (key_of(selector).len && !selector->reply->aliases.count &&
			zone_keys_find_other(domain->options->zone_names->keys, &domain->name,
				selector->keys.at[0].key->bytes, &other))
			report_finding(run, &selector->keys.at[0].published,
				whole_text(&selector->keys.at[0].published), "%s has the same key",
				dns_name_text(run->arena, &other));
	}
}

static bool is_named(const struct dkim_selector *selector)
{
	return selector->origin <= SELECTOR_IN_ZONE && selector->name.len > 1 && *selector->selector;
}

/* Labels of letters, digits and hyphens, none of these at the ends (RFC 5321 section 4.1.2, sub-domain). */
static bool is_sub_domain(const char *selector)
{
	for (const char *at = selector; *at; at++) {
		bool edge = at == selector || at[-1] == '.' || !at[1] || at[1] == '.';

		if (*at != '.' && !ascii_is_alnum((uint8_t)*at) && (*at != '-' || edge))
			return false;
	}
	return true;
}

static void selector_syntax(struct rule_run *run)
{
	for (size_t i = 0; i < run->domain->selectors.count; i++) {
		const struct dkim_selector *selector = &run->domain->selectors.at[i];

		if (is_named(selector) && !is_sub_domain(selector->selector))
			report_finding(run, NULL, (struct span){ 0 },
				"invalid selector \"%s\"; expected letters, digits and hyphens",
				selector->selector)
				->name = selector->name;
	}
}

static void selector_with_dots(struct rule_run *run)
{
	for (size_t i = 0; i < run->domain->selectors.count; i++) {
		const struct dkim_selector *selector = &run->domain->selectors.at[i];

		if (is_named(selector) && slice_find(slice_of(selector->selector), '.', 0) > 0)
			report_finding(run, NULL, (struct span){ 0 }, "selector %s has more than one label",
				selector->selector)
				->name = selector->name;
	}
}

/* Seconds of a year of the Gregorian calendar, of which a few days more or less are no matter here. */
enum { YEAR_SECONDS = 31556952 };

static void key_age(struct rule_run *run)
{
	enum { YEARS_OLD = 2 };
	uint32_t seconds = run->domain->options->now;
	unsigned now = seconds ? 1970 + seconds / YEAR_SECONDS : 0;

	for (size_t i = 0; i < run->domain->selectors.count; i++) {
		const struct dkim_selector *selector = &run->domain->selectors.at[i];
		unsigned year = selector_year(selector->selector);

		if (selector->keys.count && year && now && year + YEARS_OLD < now &&
			!selector->keys.at[0].key->revoked)
			report_finding(run, &selector->keys.at[0].published,
				whole_text(&selector->keys.at[0].published),
				"the key of selector %s is from %u, judging by its name", selector->selector,
				year);
	}
}

static const struct rule rows[] = {
	{
		.id = "dkim-same-key-two-selectors",
		DOMAIN_ROW(INFO, same_key_two_selectors),
		.summary = "two selectors have the same key",
		.why = "A key rotation between these selectors changes nothing, because the private key is "
		       "the same.",
		.help = "Create a new key pair for each selector.",
		.reference = "RFC 6376 section 3.1",
		.bad = "s1._domainkey TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048
		       "\"\ns2._domainkey TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048 "\"",
		.good = "s1._domainkey TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048
			"\"\ns2._domainkey TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_4096 "\"",
	},
	{
		.id = "dkim-shared-key",
		DOMAIN_ROW(INFO, shared_key),
		.summary = "another domain has the same key",
		.why = "The signer of one domain can sign for the other domain, and a leaked private key "
		       "affects both.",
		.help = "Create a key pair for each domain. If they share the key on purpose, publish it once "
			"and point CNAME records to it.",
		.reference = "RFC 6376 section 3.1",
		.bad = "s1._domainkey TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048
		       "\"\ns1._domainkey.shop TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048 "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-selector-syntax",
		DOMAIN_ROW(WARNING, selector_syntax),
		.summary = "selector contains characters that are not allowed",
		.why = "A selector has labels of letters, digits and hyphens, and no label begins or ends "
		       "with a hyphen. Strict verifiers reject other selectors, for example with an "
		       "underscore.",
		.help = "Sign with a selector of letters, digits and hyphens, and publish the key there.",
		.reference = "RFC 6376 section 3.1",
		.bad = "s_1._domainkey TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048 "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-selector-with-dots",
		DOMAIN_ROW(INFO, selector_with_dots),
		.summary = "selector has more than one label",
		.why = "The selector is valid, but some DNS hosting services and mail services do not accept it.",
		.help = "Use a selector of one label, unless you delegate a part of the name.",
		.reference = "RFC 6376 sections 3.1 and 3.6.2.1",
		.bad = "s1.news._domainkey TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048 "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-key-age",
		DOMAIN_ROW(INFO, key_age),
		.confidence = LIKELY,
		.summary = "name of the selector contains an old date",
		.why = "If the date is that of the key, the key is old. The longer a key is used, the more "
		       "likely it is that its private key leaks. Common advice is a new key every six months.",
		.help = "Publish a new key at a new selector, sign with it, and remove the old key some days "
			"later.",
		.reference = "RFC 6376 section 3.1",
		.bad = "s20160101._domainkey TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048 "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
};

RULE_FAMILY(dkim_keys_rules, "DKIM: selectors compared", rows);
