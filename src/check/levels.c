/* Which line of a configuration decides on the severity of a finding. */
#include "check/levels.h"

#include "base/date.h"
#include "base/path.h"

bool level_section_find(
	const struct level_section *section, const char *id, uint32_t now, struct level *ret_level)
{
	bool found = false, found_id = false;

	for (size_t i = 0; i < section->rows.count; i++) {
		const struct level_row *row = &section->rows.at[i];
		bool is_id = slice_is(row->rules, id);

		if (!rule_matches(row->rules, id) || (row->ends && date_is_over(row->last_day, now)) ||
			(found_id && !is_id))
			continue;
		*ret_level = row->level;
		found = true;
		found_id = is_id;
	}
	return found;
}

bool levels_turn_off(const struct levels *levels, const char *id, uint32_t now)
{
	bool off = false;

	for (size_t i = 0; levels && i < levels->sections.count; i++) {
		const struct level_section *section = levels->sections.at[i];
		struct level level;

		if (level_section_find(section, id, now, &level))
			off = level.off && (!section->path || off);
	}
	return off;
}

static bool holds_for(const struct level_section *section, const struct finding *finding)
{
	struct text_place place = finding->record ? finding->record->place : finding->place;

	if (!section->path)
		return true;
	return place.text && path_matches(section->path, section->folder, text_origin(place).text->name);
}

bool levels_apply(const struct levels *levels, uint32_t now, bool of_files, struct finding *finding)
{
	for (size_t i = levels ? levels->sections.count : 0; i; i--) {
		const struct level_section *section = levels->sections.at[i - 1];
		struct level level;

		if ((of_files && section->of_domain) ||
			!level_section_find(section, finding->rule->id, now, &level) ||
			!holds_for(section, finding))
			continue;
		if (!level.off)
			finding->severity = level.severity;
		return !level.off;
	}
	return true;
}
