/* What its owner says of one domain, once and for all runs: role, volume, selectors, rules to ignore, and house rules. */
#ifndef MAILAUTH_JUDGE_DOMAIN_CONFIG_H
#define MAILAUTH_JUDGE_DOMAIN_CONFIG_H

#include "check/domain.h"
#include "check/expect.h"
#include "check/report.h"

struct domain_config {
	struct dns_name name;
	bool has_role, has_volume;
	enum role role;
	enum volume volume;
	ARENA_LIST(const char *) selectors;
	const char *ignore; /* ids of rules with commas; NULL for none */
	struct expectations expectations;
	bool has_expectations;
	struct check_options check; /* those of the run, with the ones above in their place */
	struct rule_set rules;
	bool prepared;
};

/* What is wrong with a key and its value. */
struct domain_config_fault {
	const char *unknown; /* "key" or "rule": there is none of that name; NULL when the value is wrong */
	struct slice name;
	const char *nearest;  /* that may have been meant; NULL for none */
	const char *expected; /* instead of the value */
};

/* Reads one key: role, volume, selectors, ignore or a house rule. The arena keeps what it holds. False with *ret_fault. */
bool domain_config_set(struct arena *arena, struct domain_config *config, const char *key, const char *value,
	struct domain_config_fault *ret_fault);

/* What a run says of all domains. */
struct domain_defaults {
	const struct check_options *check;
	const struct rule_set *rules;
	bool keeps_role, keeps_volume; /* what the run says stands, whatever the domain's owner says */
};

/* What holds for one domain in a run. */
struct domain_settings {
	const struct check_options *check;
	const struct rule_set *rules;
};

/* Asked for by what judges domains that it finds itself. What it returns lives as long as the run. */
typedef struct domain_settings domain_settings_of(void *context, const struct dns_name *name);

/* Makes the options and rules for checks of the domain. Owned by the arena. */
void domain_config_prepare(
	struct arena *arena, struct domain_config *config, const struct domain_defaults *defaults);

#endif
