/* How often a rule has findings, and in how many domains. */
#ifndef MAILAUTH_JUDGE_FREQUENCY_H
#define MAILAUTH_JUDGE_FREQUENCY_H

#include "check/finding.h"

#include <stddef.h>

/* All zero before the first finding. */
struct frequency {
	enum severity severity; /* of the most severe finding */
	size_t findings, domains;
	size_t last_domain; /* the number, from 1, of the last domain that has one */
};

/* Counts a finding of a domain. The findings of a domain come one after another. */
void frequency_add(struct frequency *frequency, enum severity severity, size_t domain);

/* As qsort() has it: the most findings first, then the most severe, then the most domains. */
int frequency_compare(const struct frequency *a, const struct frequency *b);

#endif
