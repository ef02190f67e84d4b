/* What several families of rules have in common. */
#ifndef MAILAUTH_RULES_COMMON_H
#define MAILAUTH_RULES_COMMON_H

#include "check/claims.h"
#include "check/rule.h"
#include "check/strays.h"
#include "tags/tags.h"

/* Reports each character-string of a TXT record that is longer than 255 octets (RFC 1035 section 3.3). */
void report_long_strings(struct rule_run *run, const struct published *txt);

/*
 * A text with what was to be typed in place of characters outside ASCII, and without a backslash before a semicolon: other faults
 * of a record must not keep its text from being one to publish. Owned by the arena.
 */
const char *text_as_typed(struct arena *arena, struct slice text);

/* Publish the finding's record with other bytes in place of `replaced`. */
void fix_replaced(
	struct rule_run *run, struct finding *finding, struct span replaced, const char *replacement);

/* Reports bytes of a record, and the record with other ones in place of `replaced`. */
void report_replaced(struct rule_run *run, const struct published *published, struct span span,
	struct span replaced, const char *replacement, const char *message);

/* Publish the finding's record without some spans, which are given in ascending order. */
void fix_without(struct rule_run *run, struct finding *finding, const struct span *spans, size_t count);

/* Delete the finding's record. */
void fix_by_deletion(struct rule_run *run, struct finding *finding);

/* Publish the finding's record without this tag. */
void fix_without_tag(
	struct rule_run *run, struct finding *finding, const struct tag_list *tags, const struct tag *tag);

/*
 * Reports a record at a name at which nobody looks for it, and offers to move it where nothing else is there or was meant for
 * it. A copy of what is at the right name, too, is harmless, and counts less.
 */
void report_stray(struct rule_run *run, const struct stray *stray, enum stray_kind kind, const char *message);

/* True when the exchange is this domain or a name below it. */
bool exchange_is_under(const struct mx_subject *mx, const char *domain);

/* True when DNS has something at the name. */
bool name_exists(struct rule_run *run, const struct dns_name *name);

/*
 * "mail.example.com" without its final dot becomes mail.example.com.example.com, and "smtp.google.com" becomes
 * smtp.google.com.example.com: a full name before the zone's, and the result does not exist. *ret_name: what was meant.
 * *ret_doubled: the zone is in it twice. `is_missing`: the name is known not to exist.
 */
bool name_without_zone(struct rule_run *run, const struct dns_name *name, bool is_missing,
	struct dns_name *ret_name, bool *ret_doubled);

/* Why something is not known, as the end of a sentence about it: "is not known offline". Static. */
const char *not_known_text(enum dns_outcome outcome);

/* The CNAME record of a name, as it was before a change; owned by the arena. */
const struct published *published_cname(
	struct arena *arena, const struct dns_name *name, const struct dns_name *target);

#endif
