/* What several families of DMARC rules say about single tags. */
#ifndef MAILAUTH_RULES_DMARC_TAGS_H
#define MAILAUTH_RULES_DMARC_TAGS_H

#include "check/domain.h"
#include "check/rule.h"

/* A tag of a record that receivers read, with a value; NULL otherwise. */
const struct tag *dmarc_tag_of(const struct dmarc_subject *dmarc, const char *name);

struct finding *report_dmarc_tag(
	struct rule_run *run, const struct dmarc_subject *dmarc, const struct tag *tag, const char *message);

/* Reports a tag, and the record without it. */
void report_needless_dmarc_tag(
	struct rule_run *run, const struct dmarc_subject *dmarc, const struct tag *tag, const char *message);

#endif
