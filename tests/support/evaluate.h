/* check_host() in a little world of DNS: one root zone, so that a name which the text lacks does not exist. */
#ifndef MAILAUTH_TESTS_EVALUATE_H
#define MAILAUTH_TESTS_EVALUATE_H

#include "support/world.h"

#include "spf/check_host.h"

struct check {
	struct world world;
	struct arena arena;
	struct facts_view view;
	const char *sender;   /* NULL for user@DOMAIN */
	const char *helo;     /* NULL for mail.example.com */
	const char *receiver; /* NULL for none */
	const char *what;     /* for the message of a failure; NULL for the domain */
	uint64_t now;
	unsigned passes; /* of the last check_run(), until nothing was pending */
};

/* Relative names of the zone text are below example.com; it may hold lines of dns_script_source(). */
void check_open(struct check *check, const char *zone_text);

/* The evaluation lives until the next check_run() or check_close(). */
const struct spf_evaluation *check_run(struct check *check, const char *ip, const char *domain);

void check_close(struct check *check);

/* check_run() gives this result, with a problem exactly for none, temperror and permerror. */
const struct spf_evaluation *check_expect(
	struct check *check, const char *ip, const char *domain, const char *result);

/* The same in a world of its own, for example.com. */
void expect_result(const char *zone_text, const char *ip, const char *result);

/* The same for a record at example.com in a world that holds `zone_text` too. */
void expect_record(const char *zone_text, const char *record, const char *ip, const char *result);

/* What the record's term decided: "-all", "include:x.example"; "" for none. */
void expect_decided(const struct spf_evaluation *evaluation, const char *term);

/* The expanded domain-spec of the root record's n-th term. */
void expect_target(const struct spf_evaluation *evaluation, size_t step, const char *target);

void expect_explanation(const struct spf_evaluation *evaluation, const char *text);

void expect_counts(const struct spf_evaluation *evaluation, unsigned lookups, unsigned void_lookups);

/* True when a question of this name and type was asked. */
bool check_asked(const struct check *check, const char *name, uint16_t type);

#endif
