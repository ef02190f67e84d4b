/* The sections of a configuration, and what they say of one domain together. */
#ifndef MAILAUTH_CLI_CONFIG_SECTION_H
#define MAILAUTH_CLI_CONFIG_SECTION_H

#include "cli/options.h"
#include "judge/domain_config.h"

/* In ascending order of what is said of a domain: the last one that has a key wins. */
enum config_section_kind { SECTION_CHECK, SECTION_PATH, SECTION_DOMAIN };

struct config_section {
	enum config_section_kind kind;
	struct dns_name name; /* of SECTION_DOMAIN */
	bool below;	      /* it is about the names below it: *.example.com */
	bool has_expectations;
	size_t items;		     /* of all lists in it */
	struct level_section levels; /* with the path of SECTION_PATH */
	ARENA_LIST(struct config_line *) lines;
	struct config_section *next; /* in the same bucket */
};

/* The section that a line is in, made when there is none; NULL when *ret_fault says what is wrong with its heading. */
struct config_section *config_section_of(
	struct options *options, const struct config_line *line, const char **ret_fault);

/* True when the section is about the domain, or about all. */
bool config_section_has(const struct config_section *section, const struct dns_name *name);

/* True when no section that is more specific, and is about the domain, has the line's key; what adds up is never hidden. */
bool config_line_holds(const struct options *options, const struct config_section *section,
	const struct config_line *line, const struct dns_name *domain);

/* True when a section about the domain itself, or a pattern of it, has the key. */
bool config_domain_has_key(const struct options *options, const char *key, const struct dns_name *domain);

/* What all sections say of a domain, ready for use; to be called when options->check is whole. */
const struct domain_config *config_of_domain(struct options *options, const struct dns_name *name);

/* What is said of rules, whatever the domain: sets options->check.levels, .acceptances, and the rules that are on. */
void config_prepare(struct options *options);

#endif
