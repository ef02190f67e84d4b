/* Several SPF records of one name as the one that is allowed there (RFC 7208 section 4.5). */
#ifndef MAILAUTH_RULES_SPF_MERGE_H
#define MAILAUTH_RULES_SPF_MERGE_H

#include "check/domain.h"
#include "check/rule.h"

/*
 * One text that authorizes every sender that one of the records authorizes, each term once, and ends in the strictest "all" of the records
 * that name senders. A redirect becomes an include where the record has an "all". Where that takes more than ten DNS lookups,
 * includes that are reached twice are left out, and a and mx become the addresses that they find. NULL when one of the records
 * is not valid, or ten lookups are still not enough. Owned by the run's arena.
 */
const char *spf_merged(struct rule_run *run, const struct spf_subject *const *records, size_t count);

/*
 * The text of a valid record that takes no more than ten DNS lookups and lets the same senders pass: without includes that are
 * reached twice, then with addresses for a and mx. NULL when there is none.
 */
const char *spf_within_limit(struct rule_run *run, const char *text);

/* The record without the first include of its own that another include leads to as well; NULL when there is none. */
const char *spf_without_reached(struct rule_run *run, const struct spf_node *root);

#endif
