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

bool rule_may_have(const struct rule *rule, enum severity severity)
{
	return severity == rule->severity || (rule->also & 1U << severity);
}

void rule_severities(struct bytes *out, const struct rule *rule)
{
	bytes_add_text(out, severity_text(rule->severity));
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--)
		if ((enum severity)severity != rule->severity && rule_may_have(rule, (enum severity)severity))
			bytes_printf(out, " or %s", severity_text((enum severity)severity));
}

bool rule_follows(const struct rule *rule, const struct rule *cause)
{
	struct slice causes = slice_of(rule->follows ? rule->follows : ""), pattern;

	for (size_t at = 0; rule != cause && slice_next_item(causes, ',', &at, &pattern);)
		if (rule_matches(pattern, cause->id))
			return true;
	return false;
}

void rule_causes(struct bytes *out, const struct rule *rule)
{
	struct slice causes = slice_of(rule->follows), cause;
	const char *separator = "";

	for (size_t at = 0; slice_next_item(causes, ',', &at, &cause); separator = ", ") {
		bytes_add_text(out, separator);
		bytes_add(out, cause);
	}
}
