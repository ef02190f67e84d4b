/* Every family of rules, one to a file. */
#ifndef MAILAUTH_RULES_FAMILIES_H
#define MAILAUTH_RULES_FAMILIES_H

#include "check/rule.h"

extern const struct rule_family dns_rules;
extern const struct rule_family dns_resolver_rules;
extern const struct rule_family dns_server_rules;
extern const struct rule_family dns_name_rules;
extern const struct rule_family dns_record_rules;
extern const struct rule_family dnssec_rules;
extern const struct rule_family spf_selection_rules;
extern const struct rule_family spf_text_rules;
extern const struct rule_family spf_term_rules;
extern const struct rule_family spf_domain_rules;
extern const struct rule_family spf_network_rules;
extern const struct rule_family spf_policy_rules;
extern const struct rule_family spf_lookup_rules;
extern const struct rule_family spf_include_rules;
extern const struct rule_family spf_host_rules;
extern const struct rule_family spf_address_rules;
extern const struct rule_family spf_style_rules;
extern const struct rule_family spf_provider_rules;
extern const struct rule_family spf_placement_rules;
extern const struct rule_family spf_evaluation_rules;
extern const struct rule_family dkim_selector_rules;
extern const struct rule_family dkim_placement_rules;
extern const struct rule_family dkim_key_rules;
extern const struct rule_family dkim_keys_rules;
extern const struct rule_family dkim_style_rules;
extern const struct rule_family dkim_pair_rules;
extern const struct rule_family dmarc_record_rules;
extern const struct rule_family dmarc_policy_rules;
extern const struct rule_family dmarc_reading_rules;
extern const struct rule_family dmarc_report_rules;
extern const struct rule_family dmarc_external_rules;
extern const struct rule_family dmarc_placement_rules;
extern const struct rule_family dmarc_style_rules;
extern const struct rule_family dmarc_report_style_rules;
extern const struct rule_family mx_rules;
extern const struct rule_family mx_host_rules;
extern const struct rule_family mx_style_rules;
extern const struct rule_family sender_rules;
extern const struct rule_family receiver_rules;
extern const struct rule_family mta_sts_rules;
extern const struct rule_family mta_sts_policy_rules;
extern const struct rule_family tls_rpt_rules;
extern const struct rule_family dane_rules;
extern const struct rule_family bimi_rules;
extern const struct rule_family message_header_rules;
extern const struct rule_family message_result_rules;
extern const struct rule_family expect_rules;
extern const struct rule_family diff_rules;
extern const struct rule_family zone_rules;

#endif
