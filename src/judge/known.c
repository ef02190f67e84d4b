/* Sifting of reports: comments first, then the baseline. */
#include "judge/known.h"

#include "base/date.h"
#include "check/domain.h"
#include "rules/registry.h"

void known_read_comments(struct known *known, const struct zone_set *zones)
{
	for (size_t i = 0; i < zone_set_text_count(zones); i++)
		if (!zone_set_text(zones, i)->made_from)
			suppressions_read(known->arena, &known->comments, zone_set_text(zones, i));
}

/* Whether a comment silences anything is known with the last report, if all of the files is judged. */
static void add_comments(struct known *known, struct report *report)
{
	struct rule_set all;

	if (known->comments_told || (known->tells_unused && known->reports_left) ||
		!known->comments.list.count)
		return;
	all = rules_all(known->arena);
	if (known->tells_unused)
		suppressions_report(&known->comments, known->arena, &all, known->rules, report);
	else
		suppressions_report_ended(&known->comments, known->arena, known->rules, report);
	known->comments_told = true;
}

static bool is_told(const struct known *known, const struct level_row *row)
{
	for (size_t i = 0; i < known->expired.count; i++)
		if (known->expired.at[i] == row)
			return true;
	return false;
}

/* Lines of the configuration that ignored a rule until a day that is over: each is a finding of the first report that they hold for. */
static void add_expired(struct known *known, struct report *report)
{
	const struct check_options *options = report->domain ? report->domain->options : NULL;
	const struct levels *levels = options ? options->levels : NULL;

	for (size_t i = 0; levels && i < levels->sections.count; i++) {
		for (size_t k = 0; k < levels->sections.at[i]->rows.count; k++) {
			const struct level_row *row = &levels->sections.at[i]->rows.at[k];

			if (!row->ends || !date_is_over(row->last_day, options->now) || is_told(known, row))
				continue;
			suppression_expired(known->arena, known->rules, report, row);
			*arena_append(known->arena, &known->expired) = row;
		}
	}
}

void known_mark(struct known *known, struct arena *arena, struct report *report)
{
	if (known->comments.list.count)
		suppressions_apply(arena, &known->comments, report);
	if (known->baseline.lines.count)
		baseline_apply(&known->baseline, report);
}

void known_finish(struct known *known, struct report *report)
{
	if (known->reports_left)
		known->reports_left--;
	add_comments(known, report);
	add_expired(known, report);
	if (known->baseline.lines.count) /* what was added is known by its line, too */
		baseline_apply(&known->baseline, report);
	if (known->gathers)
		baseline_add(known->arena, &known->found, report);
}
