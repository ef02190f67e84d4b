/*
 * .mailauth-check.conf: INI, as git's.
 *
 *   [check]                    the long options, without their dashes
 *   fail-on = warning
 *   [domain "example.com"]     role, volume, selectors, ignore, and house rules (mailauth/check/expect.h)
 *   expect-dmarc-policy = quarantine
 */
#ifndef MAILAUTH_CLI_CONFIG_H
#define MAILAUTH_CLI_CONFIG_H

#include "check/expect.h"
#include "cli/options.h"

/* What the file says of one domain. */
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

/*
 * Reads the file of --config, or .mailauth-check.conf in this folder or the nearest parent up to the root of a repository;
 * nothing with --no-config. What the command line says stands. False after a message.
 */
bool config_read(struct options *options);

/* What the file says of a domain, ready for use; NULL when it says nothing. */
struct domain_config *config_of_domain(struct options *options, const struct dns_name *name);

#endif
