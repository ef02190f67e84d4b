/* The list of families, in the order in which findings of one severity are shown. */
#include "rules/registry.h"

#include "base/nearest.h"
#include "rules/families.h"

const struct rule_family *const rule_families[] = {
	&dns_rules,
	&dns_resolver_rules,
	&dns_server_rules,
	&dns_name_rules,
	&dns_record_rules,
	&dnssec_rules,
	&spf_selection_rules,
	&spf_text_rules,
	&spf_term_rules,
	&spf_domain_rules,
	&spf_network_rules,
	&spf_policy_rules,
	&spf_address_rules,
	&spf_lookup_rules,
	&spf_include_rules,
	&spf_host_rules,
	&spf_placement_rules,
	&spf_provider_rules,
	&spf_style_rules,
	&spf_evaluation_rules,
	&dkim_selector_rules,
	&dkim_placement_rules,
	&dkim_key_rules,
	&dkim_keys_rules,
	&dkim_style_rules,
	&dkim_pair_rules,
	&dmarc_placement_rules,
	&dmarc_record_rules,
	&dmarc_policy_rules,
	&dmarc_reading_rules,
	&dmarc_report_rules,
	&dmarc_external_rules,
	&dmarc_style_rules,
	&dmarc_report_style_rules,
	&mx_rules,
	&mx_host_rules,
	&mx_style_rules,
	&sender_rules,
	&receiver_rules,
	&mta_sts_rules,
	&mta_sts_policy_rules,
	&tls_rpt_rules,
	&dane_rules,
	&bimi_rules,
	&message_header_rules,
	&message_result_rules,
	&expect_rules,
	&zone_rules,
	&diff_rules,
	NULL,
};

size_t rules_count(void)
{
	size_t count = 0;

	for (size_t f = 0; rule_families[f]; f++)
		count += rule_families[f]->count;
	return count;
}

const struct rule *rules_at(size_t number)
{
	size_t f = 0;

	while (number >= rule_families[f]->count)
		number -= rule_families[f++]->count;
	return &rule_families[f]->rules[number];
}

struct rule_set rules_all(struct arena *arena)
{
	const struct rule **rules = arena_take_array(arena, rules_count(), sizeof *rules);

	for (size_t i = 0; i < rules_count(); i++)
		rules[i] = rules_at(i);
	return (struct rule_set){ rules, rules_count() };
}

const struct rule *rules_find(struct slice id)
{
	for (size_t i = 0; i < rules_count(); i++)
		if (slice_is(id, rules_at(i)->id))
			return rules_at(i);
	return NULL;
}

const char *rules_nearest(struct slice id)
{
	struct nearest nearest = { .word = id };

	for (size_t i = 0; i < rules_count(); i++)
		nearest_offer(&nearest, rules_at(i)->id);
	return nearest.best;
}

const char *rules_family_title(const struct rule *rule)
{
	for (size_t f = 0; rule_families[f]; f++)
		if (rule >= rule_families[f]->rules &&
			rule < rule_families[f]->rules + rule_families[f]->count)
			return rule_families[f]->title;
	return NULL;
}
