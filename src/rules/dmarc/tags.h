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

/* The record with one tag more at its end; owned by the arena. */
const char *text_with_tag(
	struct arena *arena, const struct dmarc_record *record, const char *name, const char *value);

/* Publish the finding's record with reports to the domain's own address, when it takes mail and the record has no rua. */
void fix_with_own_reports(struct rule_run *run, const struct dmarc_subject *dmarc, struct finding *finding);

/* The mailbox that fixes name for reports: whether it exists, only a person knows. */
#define OWN_REPORT_MAILBOX "mailto:dmarc-reports@"

/* "mailto:dmarc-reports@DOMAIN" when DNS says that the domain takes mail; NULL when it takes none, or that is not known. */
const char *own_report_address(struct rule_run *run);

#endif
