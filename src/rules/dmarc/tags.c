/* A tag with a value, findings about it, and the record without it. */
#include "rules/dmarc/tags.h"

#include "rules/common.h"

const struct tag *dmarc_tag_of(const struct dmarc_subject *dmarc, const char *name)
{
	const struct tag *tag = dmarc->record->selected ? dmarc_tag(dmarc->record, name) : NULL;

	return tag && tag->value.first < tag->value.end ? tag : NULL;
}

struct finding *report_dmarc_tag(
	struct rule_run *run, const struct dmarc_subject *dmarc, const struct tag *tag, const char *message)
{
	return report(run, &dmarc->published, tag->span, "%s", message);
}

void report_needless_dmarc_tag(
	struct rule_run *run, const struct dmarc_subject *dmarc, const struct tag *tag, const char *message)
{
	struct finding *finding = report_dmarc_tag(run, dmarc, tag, message);

	/* Which of two equal tags goes is for a person to say. */
	if (!problem_has(&dmarc->record->problems, DMARC_DUPLICATE_TAG))
		fix_without_tag(run, finding, &dmarc->record->tags, tag);
}
