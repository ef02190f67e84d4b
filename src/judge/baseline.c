/* A sorted list of lines "RULE NAME TEXT", and the findings that are in it. */
#include "judge/baseline.h"

#include "base/escape.h"
#include "rules/registry.h"

#include <stdlib.h>
#include <string.h>

static int compare_lines(const void *a, const void *b)
{
	const struct slice *left = a, *right = b;

	return slice_compare(*left, *right);
}

void baseline_sort(struct baseline *baseline)
{
	if (baseline->lines.count > 1)
		qsort(baseline->lines.at, baseline->lines.count, sizeof *baseline->lines.at, compare_lines);
}

void baseline_read(struct arena *arena, struct baseline *baseline, struct slice text)
{
	for (size_t at = 0; at < text.len;) {
		ptrdiff_t end = slice_find(text, '\n', at);
		struct slice line = slice_part(text, at, end < 0 ? text.len : (size_t)end);

		at += line.len + 1;
		line = slice_trim(line);
		if (line.len && line.at[0] != '#')
			*arena_append(arena, &baseline->lines) = line;
	}
	baseline_sort(baseline);
}

static struct slice id_of(struct slice line)
{
	ptrdiff_t blank = slice_find(line, ' ', 0);

	return slice_part(line, 0, blank < 0 ? line.len : (size_t)blank);
}

/* "spf-plus-all example.com v=spf1 +all": three words at least, of which the first may be the id of a rule. */
static bool has_form_of_line(struct slice line)
{
	struct slice id = id_of(line);
	bool hyphen = false;

	for (size_t i = 0; i < id.len; i++) {
		hyphen = hyphen || (i && id.at[i] == '-');
		if (id.at[i] != '-' && !(id.at[i] >= 'a' && id.at[i] <= 'z') &&
			!(id.at[i] >= '0' && id.at[i] <= '9'))
			return false;
	}
	return hyphen && id.len < line.len;
}

bool baseline_is_one(const struct baseline *baseline)
{
	bool formed = true;

	for (size_t i = 0; i < baseline->lines.count; i++) {
		if (rules_find(id_of(baseline->lines.at[i])))
			return true;
		formed = formed && has_form_of_line(baseline->lines.at[i]);
	}
	return formed;
}

bool baseline_next_unknown(const struct baseline *baseline, size_t *at, struct slice *ret_id)
{
	while (*at < baseline->lines.count) {
		*ret_id = id_of(baseline->lines.at[(*at)++]);
		/* Lines are sorted: those of one id are neighbours. */
		while (*at < baseline->lines.count && slice_equal(id_of(baseline->lines.at[*at]), *ret_id))
			++*at;
		if (!rules_find(*ret_id))
			return true;
	}
	return false;
}

const char *baseline_line(struct arena *arena, const struct finding *finding)
{
	const char *name = dns_name_text(arena, &finding->name);

	/* A fault of a file has neither name nor record: its place would change with every line above it. */
	return finding->record ? arena_printf(arena, "%s %s %s", finding->rule->id, name,
					 escape_visible_copy(arena, finding->record->txt->joined))
			       : arena_printf(arena, "%s %s %s", finding->rule->id, name[0] ? name : "-",
					 escape_visible_copy(arena, slice_of(finding->message)));
}

void baseline_apply(const struct baseline *baseline, struct report *report)
{
	for (size_t i = 0; i < report->findings.count; i++) {
		struct arena scratch = { 0 };
		struct slice line = slice_trim(slice_of(baseline_line(&scratch, &report->findings.at[i])));

		if (baseline->lines.count &&
			bsearch(&line, baseline->lines.at, baseline->lines.count, sizeof line, compare_lines))
			report->findings.at[i].known = true;
		arena_release(&scratch);
	}
	report_refresh(report);
}

void baseline_add(struct arena *arena, struct baseline *baseline, const struct report *report)
{
	for (size_t i = 0; i < report->findings.count; i++)
		*arena_append(arena, &baseline->lines) =
			slice_trim(slice_of(baseline_line(arena, &report->findings.at[i])));
}

void baseline_write(struct baseline *baseline, struct bytes *out)
{
	baseline_sort(baseline);
	bytes_add_text(out, "# Findings of mailauth-check that are known: rule, name, text of the record.\n");
	for (size_t i = 0; i < baseline->lines.count; i++) {
		if (i && slice_equal(baseline->lines.at[i], baseline->lines.at[i - 1]))
			continue;
		bytes_add(out, baseline->lines.at[i]);
		bytes_add_byte(out, '\n');
	}
}
