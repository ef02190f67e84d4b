/*
 * Every family of rules, one to a file, in the order in which findings of one severity are shown. A new family is named here and
 * nowhere else.
 */
#ifndef MAILAUTH_RULES_FAMILIES_H
#define MAILAUTH_RULES_FAMILIES_H

#include "check/rule.h"

#define RULE_FAMILIES(FAMILY) \
	FAMILY(dns_rules) \
	FAMILY(dns_resolver_rules) \
	FAMILY(dns_server_rules) \
	FAMILY(dns_name_rules) \
	FAMILY(dns_record_rules) \
	FAMILY(dnssec_rules) \
	FAMILY(spf_selection_rules) \
	FAMILY(spf_text_rules) \
	FAMILY(spf_term_rules) \
	FAMILY(spf_domain_rules) \
	FAMILY(spf_network_rules) \
	FAMILY(spf_policy_rules) \
	FAMILY(spf_address_rules) \
	FAMILY(spf_lookup_rules) \
	FAMILY(spf_include_rules) \
	FAMILY(spf_host_rules) \
	FAMILY(spf_placement_rules) \
	FAMILY(spf_provider_rules) \
	FAMILY(spf_style_rules) \
	FAMILY(spf_evaluation_rules) \
	FAMILY(dkim_selector_rules) \
	FAMILY(dkim_placement_rules) \
	FAMILY(dkim_key_rules) \
	FAMILY(dkim_keys_rules) \
	FAMILY(dkim_style_rules) \
	FAMILY(dkim_pair_rules) \
	FAMILY(dmarc_placement_rules) \
	FAMILY(dmarc_record_rules) \
	FAMILY(dmarc_policy_rules) \
	FAMILY(dmarc_reading_rules) \
	FAMILY(dmarc_report_rules) \
	FAMILY(dmarc_external_rules) \
	FAMILY(dmarc_style_rules) \
	FAMILY(dmarc_report_style_rules) \
	FAMILY(mx_rules) \
	FAMILY(mx_host_rules) \
	FAMILY(mx_style_rules) \
	FAMILY(sender_rules) \
	FAMILY(receiver_rules) \
	FAMILY(mta_sts_rules) \
	FAMILY(mta_sts_policy_rules) \
	FAMILY(tls_rpt_rules) \
	FAMILY(dane_rules) \
	FAMILY(bimi_rules) \
	FAMILY(message_header_rules) \
	FAMILY(message_result_rules) \
	FAMILY(expect_rules) \
	FAMILY(expect_host_rules) \
	FAMILY(zone_rules) \
	FAMILY(zone_cut_rules) \
	FAMILY(diff_name_rules) \
	FAMILY(diff_cut_rules) \
	FAMILY(diff_wildcard_rules) \
	FAMILY(diff_host_rules) \
	FAMILY(diff_zone_rules) \
	FAMILY(diff_service_rules) \
	FAMILY(diff_spf_rules) \
	FAMILY(diff_spf_term_rules) \
	FAMILY(diff_dmarc_rules) \
	FAMILY(diff_dkim_rules) \
	FAMILY(diff_mx_rules) \
	FAMILY(diff_rules) \
	FAMILY(diff_accept_rules)

#define DECLARE_FAMILY(name) extern const struct rule_family name;
RULE_FAMILIES(DECLARE_FAMILY)
#undef DECLARE_FAMILY

#endif
