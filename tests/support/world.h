/* A little world of DNS for unit tests: zone text with scripted failures, and what the program says about a domain in it. */
#ifndef MAILAUTH_TESTS_WORLD_H
#define MAILAUTH_TESTS_WORLD_H

/* cmocka wants these first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dns/source.h"
#include "judge/session.h"
#include "rules/registry.h"

struct world {
	struct arena arena;
	struct arena example; /* with the text of an example, when it was made for the world */
	struct text text;
	struct zone_set *zones;
	struct dns_source *source;
	struct dns_source listener; /* above it: notes what is asked */
	struct bytes asked;
	struct facts *facts;
	struct check_options options;
	struct rule_set rules;
	struct session session;
	const struct report *before; /* of the state before a change; NULL for none */
	struct findings extra;	     /* what both whole zones show */
};

/* Zone text with lines of dns_script_source(); relative names are below example.com. Fails the test when it is malformed. */
void world_open(struct world *world, const char *zone_text);

/* The same text with an SOA and NS of example.com before it, unless it begins with "; whole file". */
const char *world_with_apex(struct arena *arena, const char *snippet);

/*
 * Judges a domain in the world; the report lives until world_close(). Rules are run while questions are open, and must ask no other
 * questions then than when nothing else is: that is checked each time.
 */
const struct report *world_report(struct world *world, const char *domain);

void world_close(struct world *world);

/* The first finding of a rule, or NULL. */
const struct finding *report_find(const struct report *report, const char *rule);

/* All rules, in a set that lives as long as the program. */
struct rule_set all_rules(void);

#endif
