/*
 * .mailauth-check.conf: INI, as git's.
 *
 *   [check]                    the long options, without their dashes
 *   fail-on = warning
 *   [domain "example.com"]     role, volume, selectors, ignore, and house rules (judge/domain_config.h)
 *   expect-dmarc-policy = quarantine
 */
#ifndef MAILAUTH_CLI_CONFIG_H
#define MAILAUTH_CLI_CONFIG_H

#include "cli/options.h"
#include "judge/domain_config.h"

/*
 * Reads the file of --config, or .mailauth-check.conf in this folder or the nearest parent up to the root of a repository;
 * nothing with --no-config. What the command line says stands. False after a message.
 */
bool config_read(struct options *options);

/* What the file says of a domain, ready for use; NULL when it says nothing. */
struct domain_config *config_of_domain(struct options *options, const struct dns_name *name);

#endif
