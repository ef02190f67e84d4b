/* A rule as an object of SARIF (reportingDescriptor, section 3.49), and what results share with it. */
#ifndef MAILAUTH_PRINT_REPORT_SARIF_RULE_H
#define MAILAUTH_PRINT_REPORT_SARIF_RULE_H

#include "base/json.h"
#include "check/rule.h"

/* "error", "warning" or "note". */
const char *sarif_level(enum severity severity);

/* How much a finding matters, from 0 to 100 (section 3.27.25): what is certain before what is likely. */
unsigned sarif_rank(enum severity severity, enum confidence confidence);

/* A message of plain text (section 3.11) as a member. */
void write_sarif_message(struct json *json, const char *key, const char *text);

void write_sarif_rule(struct json *json, const struct rule *rule);

#endif
