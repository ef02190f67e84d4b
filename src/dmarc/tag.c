/* What a record that was read says: its tags by name, and the words for policies. */
#include "dmarc/record.h"

const char *dmarc_policy_text(enum dmarc_policy policy)
{
	static const char *const texts[] = { "missing", "invalid", "none", "quarantine", "reject" };

	return texts[policy];
}

const struct tag *dmarc_tag(const struct dmarc_record *record, const char *name)
{
	return tags_find(&record->tags, name, true);
}
