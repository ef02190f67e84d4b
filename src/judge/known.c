/* Sifting of reports: comments first, then the baseline. */
#include "judge/known.h"

#include "rules/registry.h"

void known_read_comments(struct known *known, const struct zone_set *zones)
{
	for (size_t i = 0; i < zone_set_text_count(zones); i++)
		if (!zone_set_text(zones, i)->made_from)
			suppressions_read(known->arena, &known->comments, zone_set_text(zones, i));
}

/* Whether a comment silences anything is known with the last report. */
static void add_unused(struct known *known, struct report *report)
{
	struct rule_set all = rules_all(known->arena);

	suppressions_report(&known->comments, known->arena, &all, known->rules, report);
}

void known_mark(struct known *known, struct report *report)
{
	if (known->comments.list.count)
		suppressions_apply(&known->comments, report);
	if (known->baseline.lines.count)
		baseline_apply(&known->baseline, report);
}

void known_finish(struct known *known, struct report *report)
{
	if (known->reports_left)
		known->reports_left--;
	if (known->comments.list.count && known->tells_unused && !known->reports_left)
		add_unused(known, report);
	if (known->gathers)
		baseline_add(known->arena, &known->found, report);
}
