/* Whether mail to an address can be delivered, as far as DNS tells (RFC 5321 section 5.1, RFC 7505). */
#ifndef MAILAUTH_RULES_MAIL_HOST_H
#define MAILAUTH_RULES_MAIL_HOST_H

#include "check/rule.h"

/*
 * Why the part of an address after its @ accepts no mail, as a clause: "does not exist". NULL when it does, and when DNS
 * did not answer.
 */
const char *why_no_mail(struct rule_run *run, const struct dns_name *host);

#endif
