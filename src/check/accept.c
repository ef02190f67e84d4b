/* Which findings of a change are accepted. */
#include "check/accept.h"

#include "base/date.h"

bool acceptance_has_name(const struct acceptance *acceptance, const struct dns_name *name)
{
	return dns_name_equal(&acceptance->name, name)
		       ? !acceptance->below
		       : acceptance->below && dns_name_is_under(name, &acceptance->name);
}

static bool is_about(const struct acceptance *acceptance, const struct finding *finding)
{
	bool has_name = acceptance_has_name(acceptance, &finding->name);

	for (size_t i = 0; i < finding->related.count && !has_name; i++)
		has_name = acceptance_has_name(acceptance, &finding->related.at[i].record->name);
	return has_name && rule_matches(acceptance->rules, finding->rule->id);
}

void acceptances_apply(const struct acceptances *acceptances, uint32_t now, struct finding *finding)
{
	if (finding->rule->scope != SCOPE_CHANGE && finding->rule->scope != SCOPE_ZONE_CHANGE)
		return;
	for (size_t i = 0; acceptances && i < acceptances->list.count; i++) {
		const struct acceptance *acceptance = &acceptances->list.at[i];

		if (date_is_over(acceptance->last_day, now) || !is_about(acceptance, finding))
			continue;
		finding->known = true;
		finding->accepted = acceptance;
	}
}
