/*
 * .mailauth-check.conf: INI, as git's.
 *
 *   [check]                    the long options, without their dashes; extends, accept, ignore and severity.RULE
 *   fail-on = warning
 *   [path "zones/legacy"]      ignore and severity.RULE for what is found in these files
 *   severity.dns-* = info
 *   [domain "*.example.com"]   role, volume, selectors, accept, ignore, severity.RULE and house rules (judge/domain_config.h)
 *   [domain "example.com"]
 *   expect-dmarc-policy = quarantine
 */
#ifndef MAILAUTH_CLI_CONFIG_H
#define MAILAUTH_CLI_CONFIG_H

#include "cli/config_section.h"

/*
 * Reads the file of --config, or .mailauth-check.conf in this folder or the nearest parent up to the root of a repository;
 * nothing with --no-config. The command line wins. False after a message.
 */
bool config_read(struct options *options);

#endif
