/* What several families of rules have in common. */
#ifndef MAILAUTH_RULES_COMMON_H
#define MAILAUTH_RULES_COMMON_H

#include "mailauth/check/rule.h"

/* Reports each character-string of a TXT record that is longer than 255 octets (RFC 1035 section 3.3). */
void report_long_strings(struct rule_run *run, const struct published *txt);

#endif
