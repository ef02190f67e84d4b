/* Rows of rules: their ids, and which follow from which. */
#include "check/rule.h"

bool rule_fix_is_safe(const struct rule *rule)
{
	return rule->problem ? !rule->unsafe_fix : rule->safe_fix;
}

bool rule_matches(struct slice pattern, const char *id)
{
	if (pattern.len && pattern.at[pattern.len - 1] == '*')
		return slice_equal(slice_part(slice_of(id), 0, pattern.len - 1),
			slice_part(pattern, 0, pattern.len - 1));
	return slice_is(pattern, id);
}

bool rule_follows(const struct rule *rule, const struct rule *cause)
{
	struct slice causes = slice_of(rule->follows ? rule->follows : ""), pattern;

	for (size_t at = 0; rule != cause && slice_next_item(causes, ',', &at, &pattern);)
		if (rule_matches(pattern, cause->id))
			return true;
	return false;
}
