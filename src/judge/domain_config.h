/* What its owner says of one domain, once and for all runs: role, volume, selectors, and house rules. */
#ifndef MAILAUTH_JUDGE_DOMAIN_CONFIG_H
#define MAILAUTH_JUDGE_DOMAIN_CONFIG_H

#include "check/domain.h"
#include "check/expect.h"
#include "check/report.h"
#include "judge/house_config.h"

struct domain_config {
	bool has_role, has_volume;
	enum role role;
	enum volume volume;
	ARENA_LIST(const char *) selectors;
	struct expectations expectations;
	bool has_expectations;
	struct levels levels;	    /* of all sections that hold for the domain */
	struct check_options check; /* those of the run, with the ones above in their place */
	struct rule_set rules;
};

/* Reads one key: role, volume, selectors or a house rule. The arena keeps what it holds. False with *ret_fault. */
bool domain_config_set(struct arena *arena, struct domain_config *config, const char *key, const char *value,
	struct config_fault *ret_fault);

/* What a run says of all domains. */
struct domain_defaults {
	const struct check_options *check;
	const struct rule_set *rules;  /* that the command line chose */
	bool keeps_role, keeps_volume; /* what the run says wins over what the domain's owner says */
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

/* The rules without those that are off wherever they look. Owned by the arena. */
struct rule_set rules_left_on(
	struct arena *arena, const struct rule_set *rules, const struct levels *levels, uint32_t now);

#endif
