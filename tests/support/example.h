/* The examples of rules as the tests judge them: zone text whose comments name the options, such as "; with --ip 11.0.0.5". */
#ifndef MAILAUTH_TESTS_EXAMPLE_H
#define MAILAUTH_TESTS_EXAMPLE_H

#include "support/world.h"

/* Opens the world of an example that is one zone, with its options, and judges nothing yet. */
void example_open(struct world *world, const char *example);

/* The domain that an example is about. */
struct dns_name example_domain(const char *example);

/*
 * Judges a rule's example: as it stands, or for an example of a change ("; and after the change") the second zone with the
 * first one before it. The report lives until world_close().
 */
const struct report *example_judge(struct world *world, const char *example);

/*
 * The same with this rule alone if it may follow from others: its finding is told, as with --select. All rules for one that
 * follows from none.
 */
const struct report *example_judge_alone(struct world *world, const char *example, const struct rule *rule);

/* Frees what examples of changes have kept; once, at the end of a test program. */
void examples_release(void);

#endif
