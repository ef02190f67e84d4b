/* DKIM: keys at other names than selector._domainkey.domain, and names that lead nowhere. */
#include "check/claims.h"
#include "check/domain.h"
#include "check/rule.h"
#include "mail/providers.h"
#include "rules/common.h"
#include "rules/dkim/misplaced.h"
#include "rules/example_text.h"
#include "rules/families.h"

#include <stdlib.h>
#include <string.h>

static bool has_selector(const struct domain *domain)
{
	for (size_t i = 0; i < domain->selectors.count; i++)
		if (domain->selectors.at[i].keys.count)
			return true;
	return false;
}

/* A key at any name is right when the CNAME of a selector leads to it. Sorted hashes of those names. */
struct alias_targets {
	ARENA_LIST(uint64_t) hashes;
};

static int compare_hashes(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

static struct alias_targets find_alias_targets(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	struct alias_targets targets = { 0 };

	for (size_t i = 0; i < domain->selectors.count; i++) {
		const struct dns_reply *reply = domain->selectors.at[i].reply;

		for (size_t k = 0; k < reply->aliases.count; k++)
			*arena_append(run->arena, &targets.hashes) =
				dns_name_hash(&reply->aliases.at[k].target);
	}
	if (targets.hashes.count)
		qsort(targets.hashes.at, targets.hashes.count, sizeof *targets.hashes.at, compare_hashes);
	return targets;
}

static bool is_alias_target(const struct alias_targets *targets, const struct dns_name *name)
{
	uint64_t hash = dns_name_hash(name);

	return targets->hashes.count &&
	       bsearch(&hash, targets->hashes.at, targets->hashes.count, sizeof hash, compare_hashes);
}

static bool has_key_at(struct rule_run *run, const struct dns_name *name, bool *ret_known)
{
	const struct dns_reply *reply = facts_get_aside(run->domain->view, name, DNS_TYPE_TXT);

	*ret_known = dns_outcome_is_answer(reply->outcome);
	for (size_t i = 0; i < reply->records.count; i++)
		if (dkim_looks_like_key(reply->records.at[i].data.txt->joined))
			return true;
	return false;
}

/* The key belongs at the right name alone; where one is there already, the other is a harmless copy and goes. */
static void move_key(struct rule_run *run, struct finding *finding, const struct dns_name *right)
{
	bool known, copy = has_key_at(run, right, &known);

	if (copy)
		finding->severity = SEVERITY_WARNING;
	else if (known)
		finding_fix(finding, right, DNS_TYPE_TXT,
			(const char *)arena_copy(run->arena, finding->record->txt->joined).at);
	if (known)
		fix_by_deletion(run, finding);
}

/* A way in which the names of keys are wrong, and what is said of them. */
struct misplaced_keys {
	enum misplacement wanted;
	const char *what;
	struct alias_targets aliases;
};

/* Reports the keys at a name that is wrong in this way. */
static void report_keys_at(
	struct rule_run *run, const struct dns_name *name, const struct misplaced_keys *keys)
{
	const struct dns_reply *reply;
	struct dns_name right;

	/* What is not about this domain is not asked for. */
	if (misplacement_of(name, &run->domain->name, &right) != keys->wanted)
		return;
	reply = facts_get(run->domain->view, name, DNS_TYPE_TXT);
	if (reply->wildcard || is_alias_target(&keys->aliases, name))
		return;
	for (size_t i = 0; i < reply->records.count; i++) {
		struct published *txt = arena_take(run->arena, sizeof *txt);
		struct finding *finding;

		*txt = published_txt(reply, i);
		if (!dkim_parse_kept(run->arena, reply, i)->bits)
			continue;
		finding = report_finding(run, txt, whole_text(txt), "key record at %s; %s",
			dns_name_text(run->arena, name), keys->what);
		/* A service may keep there what its customers' CNAMEs lead to. */
		if (keys->wanted == LABEL_MISSING && run->domain->options->zone_names)
			finding->confidence = LIKELY;
		if (keys->wanted != LABEL_MISSING || !has_selector(run->domain))
			move_key(run, finding, &right);
		return;
	}
}

static int compare_numbers(const void *a, const void *b)
{
	const uint32_t *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

/* The names of the zone files, in the order of the files. */
static void report_strays(struct rule_run *run, const struct misplaced_keys *keys)
{
	const struct zone_names *names = run->domain->options->zone_names;
	size_t count;
	const uint32_t *below = zone_names_below(names, &names->stray_keys, &run->domain->name, &count);
	ARENA_LIST(uint32_t) found = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct dns_name name = zone_set_name(names->zones, below[i]), right;

		if (misplacement_of(&name, &run->domain->name, &right) == keys->wanted)
			*arena_append(run->arena, &found) = below[i];
	}
	if (found.count)
		qsort(found.at, found.count, sizeof *found.at, compare_numbers);
	for (size_t i = 0; i < found.count; i++) {
		struct dns_name name = zone_set_name(names->zones, found.at[i]);

		report_keys_at(run, &name, keys);
	}
}

/*
 * One question for all selectors: where the name above them does not exist, none of them does (RFC 8020). The label of a domain that has
 * keys is right.
 */
static bool may_have_names(const struct domain *domain, const struct dns_name *base, const char *label)
{
	struct dns_name above = *base;

	if (dns_name_equal(base, &domain->name) &&
		(domain_has_key(domain) || !dns_name_prepend(label, base, &above)))
		return false;
	return dns_outcome_has_name(facts_get_aside(domain->view, &above, DNS_TYPE_TXT)->outcome);
}

/* What a panel makes of a given selector that is not where it belongs. */
static void report_forms(
	struct rule_run *run, const struct dkim_selector *selector, const struct misplaced_keys *keys)
{
	static const struct {
		enum misplacement kind;
		const char *label; /* between selector and domain */
	} forms[] = { { NAME_DOUBLED, "_domainkey" }, { LABEL_MISSING, "" },
		{ LABEL_MISSPELLED, "_domainkeys" }, { LABEL_MISSPELLED, "domainkey" },
		{ LABEL_MISSPELLED, "_domain-key" } };
	const struct domain *domain = run->domain;

	for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
		struct dns_name base = domain->name, left = domain->name, name;
		const char *prefix = arena_printf(
			run->arena, "%s%s%s", selector->selector, *forms[k].label ? "." : "", forms[k].label);

		if (forms[k].kind != keys->wanted ||
			(keys->wanted == NAME_DOUBLED && !dns_name_join(&left, &domain->name, &base)) ||
			!dns_name_prepend(prefix, &base, &name) ||
			(keys->wanted != LABEL_MISSING && !may_have_names(domain, &base, forms[k].label)))
			continue;
		report_keys_at(run, &name, keys);
	}
}

static void report_misplaced(struct rule_run *run, enum misplacement wanted, const char *what)
{
	const struct domain *domain = run->domain;
	struct misplaced_keys keys = { wanted, what, find_alias_targets(run) };

	if (domain->options->zone_names) {
		report_strays(run, &keys);
		return;
	}
	for (size_t i = 0; i < domain->selectors.count; i++) {
		const struct dkim_selector *selector = &domain->selectors.at[i];

		if (selector->origin == SELECTOR_GIVEN && selector->status == DKIM_STATUS_MISSING &&
			!selector->reply->aliases.count)
			report_forms(run, selector, &keys);
	}
}

static void name_doubled(struct rule_run *run)
{
	report_misplaced(run, NAME_DOUBLED, "the zone name is repeated");
}

static void missing_domainkey_label(struct rule_run *run)
{
	report_misplaced(run, LABEL_MISSING, "the _domainkey label is missing");
}

static void misspelled_domainkey(struct rule_run *run)
{
	report_misplaced(run, LABEL_MISSPELLED, "the label after the selector must be _domainkey");
	report_misplaced(run, LABELS_SWAPPED, "the selector must come before _domainkey");
}

/* A selector with a key, with a CNAME, or one that was not answered: that is what exists below _domainkey. */
static bool has_name(const struct domain *domain)
{
	for (size_t i = 0; i < domain->selectors.count; i++) {
		const struct dkim_selector *selector = &domain->selectors.at[i];

		if (selector->status != DKIM_STATUS_MISSING || selector->reply->aliases.count)
			return true;
	}
	return false;
}

static void domainkey_noerror(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	if (domain->domainkey && dns_outcome_has_no_type(domain->domainkey->outcome) && !has_name(domain))
		report_finding(run, NULL, (struct span){ 0 },
			"names exist below _domainkey.%s, but no selector is known",
			dns_name_text(run->arena, &domain->name));
}

static void no_selector_found(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	if (domain->domainkey && dns_outcome_is_answer(domain->domainkey->outcome) &&
		!dns_outcome_has_no_name(domain->domainkey->outcome) && domain->selectors_tried &&
		!domain->selectors.count)
		report_finding(run, NULL, (struct span){ 0 }, "no key record at any of %zu common selectors",
			domain->selectors_tried);
}

/* A CNAME says nothing about the names below it: only a DNAME would (RFC 6672 section 2.3). */
static void domainkey_alias(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dns_reply *reply = domain->domainkey;

	if (reply && reply->aliases.count && dns_outcome_is_answer(reply->outcome) && !has_selector(domain) &&
		!reply->wildcard && (!domain->wildcard_selector || !domain->wildcard_selector->aliases.count))
		report_finding(run, NULL, (struct span){ 0 },
			"_domainkey.%s is a CNAME to %s, which does not apply to names below it",
			dns_name_text(run->arena, &domain->name),
			dns_name_text(run->arena, dns_reply_owner(reply)));
}

static void domainkey_delegated(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dns_reply *servers = NULL;
	struct dns_question question = { .type = DNS_TYPE_NS };

	if (!domain->domainkey || dns_outcome_has_no_name(domain->domainkey->outcome) ||
		!dns_name_prepend("_domainkey", &domain->name, &question.name))
		return;
	if (domain->options->zone_names)
		servers = zone_set_records_at(domain->options->zone_names->zones, run->arena, &question);
	else if (dns_outcome_is_answer(domain->domainkey->outcome) && domain_is_asked_all(domain))
		servers = facts_get(domain->view, &question.name, DNS_TYPE_NS);
	if (servers && servers->records.count)
		report_finding(run, NULL, (struct span){ 0 },
			"_domainkey.%s is delegated to %s (%zu name server%s)",
			dns_name_text(run->arena, &domain->name),
			dns_name_text(run->arena, servers->records.at[0].data.target), servers->records.count,
			servers->records.count == 1 ? "" : "s");
}

/* DomainKeys (RFC 4870): "o=~", "t=y; o=-" at _domainkey itself. */
static void domainkeys_policy(struct rule_run *run)
{
	const struct dns_reply *reply = run->domain->domainkey;

	for (size_t i = 0; reply && i < reply->records.count; i++) {
		struct slice text = slice_trim(reply->records.at[i].data.txt->joined);
		struct published *txt;

		if (!slice_starts_nocase(text, "o=") && slice_find_nocase(text, "; o=", 0) < 0 &&
			slice_find_nocase(text, ";o=", 0) < 0)
			continue;
		txt = arena_take(run->arena, sizeof *txt);
		*txt = published_txt(reply, i);
		report_finding(
			run, txt, whole_text(txt), "obsolete DomainKeys policy; receivers do not read it");
	}
}

/* A domain without mail is advised to publish a wildcard of revoked keys, and many have one for SPF. */
static bool is_harmless(struct rule_run *run, const struct dns_reply *reply)
{
	for (size_t i = 0; i < reply->records.count; i++) {
		const struct dkim_key *key = dkim_parse_kept(run->arena, reply, i);

		if (key->is_key && !key->revoked)
			return false;
	}
	return true;
}

static void wildcard(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dns_reply *reply = domain->wildcard_selector;
	struct dns_name name;
	struct published *txt;

	if (domain->options->zone_names && dns_name_prepend("*._domainkey", &domain->name, &name))
		reply = facts_get(domain->view, &name, DNS_TYPE_TXT);
	if (!reply || !reply->records.count || (reply->wildcard && domain->txt->wildcard) ||
		(domain_may_lack_mail(domain) && is_harmless(run, reply)))
		return; /* a name without records of its own has the answers of the wildcard above, too */
	txt = arena_take(run->arena, sizeof *txt);
	*txt = published_txt(reply, 0);
	report_finding(run, txt, whole_text(txt), "every name below _domainkey.%s has this answer (wildcard)",
		dns_name_text(run->arena, &domain->name));
}

static bool leads_nowhere(const struct dkim_selector *selector)
{
	return selector->reply->aliases.count && dns_outcome_is_void(selector->reply->outcome);
}

static struct finding *report_alias(
	struct rule_run *run, const struct dkim_selector *selector, const char *what)
{
	const struct dns_name *owner = dns_reply_owner(selector->reply);
	struct dns_name meant;
	const char *name = dns_name_text(run->arena, &selector->name);
	bool is_missing = dns_outcome_has_no_name(selector->reply->outcome), doubled;
	bool is_cut = is_missing && name_without_zone(run, owner, is_missing, &meant, &doubled);
	struct finding *finding =
		dns_name_equal(owner, &selector->name)
			? report_finding(run, NULL, (struct span){ 0 }, "CNAME loop at %s", name)
			: report_finding(run, NULL, (struct span){ 0 }, "the CNAME leads to %s, which %s%s",
				  dns_name_text(run->arena, owner), what,
				  is_cut ? " (the final dot is missing)" : "");

	finding->name = selector->name;
	finding->type = DNS_TYPE_CNAME;
	if (is_cut)
		finding->help = arena_printf(run->arena, "Add a dot at the end of the CNAME target: `%s.`",
			dns_name_text(run->arena, &meant));
	return finding;
}

/* With the private key at hand the record can replace the CNAME. */
static void offer_pair(struct rule_run *run, struct finding *finding, const struct dkim_selector *selector)
{
	if (run->domain->options->pair && selector->origin == SELECTOR_GIVEN)
		finding_fix(finding, &selector->name, DNS_TYPE_TXT, run->domain->options->pair->record);
}

static void cname_dangling(struct rule_run *run)
{
	for (size_t i = 0; i < run->domain->selectors.count; i++) {
		const struct dkim_selector *selector = &run->domain->selectors.at[i];

		if (dns_outcome_is_loop(selector->reply->outcome))
			report_alias(run, selector,
				dns_reply_is_circle(selector->reply) ? "leads back to it"
								     : "is more than 16 CNAMEs away");
		if (leads_nowhere(selector) && !provider_of_key(dns_reply_owner(selector->reply)))
			offer_pair(run,
				report_alias(run, selector,
					dns_outcome_has_no_name(selector->reply->outcome)
						? "does not exist"
						: "has no TXT record"),
				selector);
	}
}

/* Another selector of the same service has its key: signing is enabled, and this one waits for the next rotation. */
static bool signs_with_another(const struct domain *domain, const struct provider *provider)
{
	for (size_t i = 0; i < domain->selectors.count; i++) {
		const struct dkim_selector *selector = &domain->selectors.at[i];

		if (dkim_selector_works(selector) && selector->reply->aliases.count &&
			provider_of_key(dns_reply_owner(selector->reply)) == provider)
			return true;
	}
	return false;
}

static void cname_pending(struct rule_run *run)
{
	for (size_t i = 0; i < run->domain->selectors.count; i++) {
		const struct dkim_selector *selector = &run->domain->selectors.at[i];
		const struct provider *provider = provider_of_key(dns_reply_owner(selector->reply));

		if (leads_nowhere(selector) && provider && !signs_with_another(run->domain, provider))
			report_alias(run, selector,
				arena_printf(run->arena, "has no key; %s has probably not enabled signing",
					provider->name));
	}
}

static void cname_chain_long(struct rule_run *run)
{
	enum { CHAIN_LONG = 8 };

	for (size_t i = 0; i < run->domain->selectors.count; i++) {
		const struct dkim_selector *selector = &run->domain->selectors.at[i];

		if (!dns_outcome_is_loop(selector->reply->outcome) &&
			selector->reply->aliases.count > CHAIN_LONG)
			report_alias(run, selector,
				arena_printf(
					run->arena, "is %zu CNAMEs away", selector->reply->aliases.count));
	}
}

/* A name that nobody has lacks an address, so that it says something when this one has it. A zone file shows its wildcards. */
static bool lacks_wildcard_address(const struct domain *domain)
{
	const struct dns_reply *nobodys = domain->wildcard_selector;

	return nobodys ? dns_outcome_is_void(
				 facts_get(domain->view, &nobodys->question.name, DNS_TYPE_A)->outcome)
		       : domain->options->zone_names != NULL;
}

static void cname_proxied(struct rule_run *run)
{
	for (size_t i = 0; i < run->domain->selectors.count; i++) {
		const struct dkim_selector *selector = &run->domain->selectors.at[i];
		const struct dns_reply *reply;

		if (selector->origin >= SELECTOR_OF_PROVIDER ||
			!dns_outcome_has_no_type(selector->reply->outcome) || selector->reply->aliases.count)
			continue;
		reply = facts_get(run->domain->view, &selector->name, DNS_TYPE_A);
		if (dns_outcome_has_records(reply->outcome) && !reply->wildcard &&
			lacks_wildcard_address(run->domain))
			report_finding(run, NULL, (struct span){ 0 },
				"the selector has an address, but no key record")
				->name = selector->name;
	}
}

static const struct rule rows[] = {
	{
		.id = "dkim-name-doubled",
		.asks = true,
		DOMAIN_ROW(ERROR, name_doubled),
		.also = ALSO(WARNING),
		.summary = "key record at a name that repeats the zone name",
		.why = "Most web forms for DNS records add the zone name to the name that is entered. Verifiers look for the name without the repetition and find no key.",
		.help = "Enter only `SELECTOR._domainkey` as the name of the key record.",
		.reference = "RFC 6376 section 3.6.2.1",
		.bad = "s1._domainkey.example.com TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048 "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-missing-domainkey-label",
		.asks = true,
		DOMAIN_ROW(ERROR, missing_domainkey_label),
		.also = ALSO(WARNING),
		.summary = "key record at a name without the \"_domainkey\" label",
		.why = "Verifiers look for a key at SELECTOR._domainkey.DOMAIN and nowhere else.",
		.help = "Move the key record to `SELECTOR._domainkey` below the domain.",
		.reference = "RFC 6376 section 3.6.2.1",
		.bad = "s1 TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048 "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-misspelt-domainkey",
		.asks = true,
		DOMAIN_ROW(ERROR, misspelled_domainkey),
		.also = ALSO(WARNING),
		.summary = "\"_domainkey\" label of a key record is misspelled or in the wrong place",
		.why = "Verifiers look for a key at SELECTOR._domainkey.DOMAIN and nowhere else.",
		.help = "Move the key record to `SELECTOR._domainkey` below the domain.",
		.reference = "RFC 6376 section 3.6.2.1",
		.bad = "s1._domainkeys TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048 "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-domainkey-noerror",
		DOMAIN_ROW(INFO, domainkey_noerror),
		.summary = "names exist below \"_domainkey\", but no selector is known",
		.why = "These names may be DKIM keys or old policy records. Some signed zones also answer "
		       "this way for names that do not exist.",
		.help = "Run the check again with `--selector`. The selector is in the `s` tag of the "
			"DKIM-Signature header field of a message from this domain.",
		.reference = "RFC 8020 section 2 and RFC 2308 section 2.2",
		.bad = "x.y._domainkey A 11.0.0.1",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-no-selector-found",
		DOMAIN_ROW(INFO, no_selector_found),
		.confidence = LIKELY,
		.summary = "no key record at the common selectors",
		.why = "A selector can have any name, and DNS cannot list the selectors of a domain. Keys may "
		       "exist at other selectors.",
		.help = "Run the check again with `--selector`. The selector is in the `s` tag of the "
			"DKIM-Signature header field of a message from this domain.",
		.reference = "RFC 6376 section 3.1",
		.bad = "; with --probe all\n; @answer s1._domainkey.example.com TXT nxdomain\nx.y._domainkey A 11.0.0.1",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-domainkey-alias",
		.asks = true,
		DOMAIN_ROW(WARNING, domainkey_alias),
		.summary = "\"_domainkey\" is a CNAME",
		.why = "A CNAME record applies to one name only, not to the names below it. Verifiers do not "
		       "find the keys of the other domain.",
		.help = "Publish a CNAME record for each selector, or delegate `_domainkey` with NS records.",
		.reference = "RFC 1034 section 3.6.2 and RFC 6672 section 2.3",
		.bad = "_domainkey CNAME _domainkey.ns.example.com.\n_domainkey.ns TXT \"x\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-domainkey-delegated",
		.asks = true,
		DOMAIN_ROW(INFO, domainkey_delegated),
		.summary = "\"_domainkey\" is delegated to other name servers",
		.why = "Other name servers hold the keys. If they fail or are shut down, all selectors fail "
		       "at the same time.",
		.help = "Check that each of these name servers answers.",
		.reference = "RFC 1034 section 4.2.1",
		.bad = "_domainkey NS ns1.example.net.\n_domainkey NS ns2.example.net.",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-domainkeys-policy",
		DOMAIN_ROW(INFO, domainkeys_policy),
		.summary = "obsolete DomainKeys policy record",
		.why = "DomainKeys (RFC 4870) is historic and was replaced by DKIM. Receivers do not read the "
		       "record, but some hosting services still create it.",
		.help = "Remove the DomainKeys policy record.",
		.reference = "RFC 4870",
		.bad = "_domainkey TXT \"t=y; o=~;\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-wildcard",
		.asks = true,
		DOMAIN_ROW(WARNING, wildcard),
		.follows = "dns-wildcard-txt",
		.summary = "wildcard TXT record answers for every selector",
		.why = "Selectors that were never set up seem to exist. Verifiers read the text of the "
		       "wildcard record as their key.",
		.help = "Replace the wildcard record with a key record for each selector.",
		.reference = "RFC 6376 section 6.1.2 and RFC 4592",
		.bad = "*._domainkey TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048 "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-cname-dangling",
		.asks = true,
		DOMAIN_ROW(ERROR, cname_dangling),
		.summary = "CNAME of a selector leads to a name without a key record",
		.why = "Every signature of this selector fails. If someone else can register the target name, "
		       "they can sign mail in the name of the domain.",
		.help = "Correct the target of the CNAME record, or remove the record if the service is no "
			"longer used.",
		.reference = "RFC 1034 section 3.6.2 and RFC 6376 section 6.1.2",
		.bad = "s1._domainkey CNAME gone.example.com.",
		.good = "s1._domainkey CNAME key.example.com.\nkey TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048
			"\"",
	},
	{
		.id = "dkim-cname-pending",
		.asks = true,
		DOMAIN_ROW(WARNING, cname_pending),
		.confidence = LIKELY,
		.summary = "CNAME of a selector leads to a service that has not published a key",
		.why = "The record is correct, but DKIM signing is probably not enabled at the service. Until "
		       "then no mail has a signature of this selector.",
		.help = "Enable DKIM for the domain at the service.",
		.reference = "RFC 6376 section 6.1.2",
		.bad = "s1._domainkey CNAME selector1-example-com._domainkey.contoso.onmicrosoft.com.\n"
		       "; @answer selector1-example-com._domainkey.contoso.onmicrosoft.com. TXT nxdomain",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-cname-chain-long",
		.asks = true,
		DOMAIN_ROW(WARNING, cname_chain_long),
		.summary = "more than 8 CNAMEs lead to the key record",
		.why = "Resolvers give up after 8 to 16 CNAMEs. Receivers that use such a resolver find no "
		       "key.",
		.help = "Point the CNAME record of the selector directly to the name of the key record.",
		.reference = "RFC 1034 section 5.2.2",
		.bad = "s1._domainkey CNAME c1\nc1 CNAME c2\nc2 CNAME c3\nc3 CNAME c4\nc4 CNAME c5\nc5 CNAME "
		       "c6\nc6 CNAME c7\n"
		       "c7 CNAME c8\nc8 CNAME c9\nc9 TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048 "\"",
		.good = "s1._domainkey CNAME c1\nc1 TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048 "\"",
	},
	{
		.id = "dkim-cname-proxied",
		.asks = true,
		DOMAIN_ROW(ERROR, cname_proxied),
		.summary = "selector has an address instead of a key record",
		.why = "A proxy, or CNAME flattening at the DNS hosting service, answers with an address instead of the CNAME record. Verifiers find no key.",
		.help = "Turn off the proxy for this name (\"DNS only\"), so that the CNAME record is "
			"published.",
		.reference = "RFC 6376 section 3.6.2.1",
		.bad = "s1._domainkey A 11.0.0.80",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
};

RULE_FAMILY(dkim_placement_rules, "DKIM: names", rows);
