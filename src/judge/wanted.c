/* A domain that is asked for by name and that no file holds would be judged as if it existed: it is looked for first. */
#include "judge/wanted.h"

#include "base/nearest.h"

#include <string.h>

static enum dns_outcome outcome_of(struct zone_set *zones, const struct dns_name *name, bool *ret_inside)
{
	struct dns_question question = { .name = *name, .type = DNS_TYPE_MX };
	struct arena scratch = { 0 };
	const struct dns_reply *reply = zone_set_answer(zones, &scratch, &question);
	enum dns_outcome outcome = reply ? reply->outcome : DNS_OFFLINE;

	*ret_inside = reply;
	/* An alias to a name that is not there: the name itself is. */
	if (reply && reply->aliases.count)
		outcome = DNS_ANSWER;
	arena_release(&scratch);
	return outcome;
}

bool wanted_is_held(struct zone_set *zones, const struct dns_name *name)
{
	bool inside;

	return !dns_outcome_has_no_name(outcome_of(zones, name, &inside)) && inside;
}

const char *wanted_reason(struct zone_set *zones, const struct dns_name *name)
{
	struct dns_name apex;
	bool inside;

	if (!zone_set_find_apex(zones, name, &apex))
		return "is not in any zone of the files";
	outcome_of(zones, name, &inside);
	return inside ? "does not exist in the files"
		      : "is below a delegation; its records are not in the files";
}

static const char *name_above(struct arena *arena, struct zone_set *zones, struct dns_name name)
{
	struct dns_name apex;

	if (!zone_set_find_apex(zones, &name, &apex) || dns_name_equal(&name, &apex))
		return "";
	do
		name = dns_name_parent(&name);
	while (!dns_name_equal(&name, &apex) && !wanted_is_held(zones, &name));
	return arena_printf(arena, "; the nearest parent in the files is %s", dns_name_text(arena, &name));
}

const char *wanted_nearest(struct arena *arena, struct zone_set *zones, const struct dns_name *name)
{
	struct arena scratch = { 0 };
	struct nearest nearest = { .word = slice_of(dns_name_text(arena, name)) };

	for (size_t i = 0; i < zone_set_name_count(zones); i++) {
		struct dns_name candidate = zone_set_name(zones, i);
		const char *best = nearest.best;

		if (!zone_set_name_exists(zones, i) || dns_name_equal(&candidate, name))
			continue;
		nearest_offer(&nearest, dns_name_text(&scratch, &candidate));
		if (nearest.best != best)
			nearest.best = arena_strdup(arena, nearest.best);
		arena_rewind(&scratch);
	}
	arena_release(&scratch);
	return nearest.best ? nearest_question(arena, nearest.best) : name_above(arena, zones, *name);
}
