/*
 * Reads the comments, matches them with findings by line, and reports those that are wrong or silence nothing.
 *
 *   comment = ";" "mailauth-check:" "ignore[" id *( "," id ) "]" [ "until" full-date ] [ reason ]; an id may end in "*"
 */
#include "judge/suppress.h"

#include "base/ascii.h"
#include "base/date.h"
#include "base/escape.h"
#include "base/nearest.h"
#include "check/domain.h"
#include "check/levels.h"

#include <string.h>

enum {
	IDS_MOST = 1000
}; /* for one record: there are fewer rules; what is after them silences nothing, and is told */

static const char marker[] = "mailauth-check:";

/* Where the comment of a line begins: at a semicolon outside quotes. The line's length when there is none. */
static size_t comment_at(struct slice line)
{
	bool quoted = false;

	for (size_t i = 0; i < line.len; i++) {
		if (line.at[i] == '\\')
			i++;
		else if (line.at[i] == '"')
			quoted = !quoted;
		else if (line.at[i] == ';' && !quoted)
			return i;
	}
	return line.len;
}

static bool is_comment_only(struct slice line)
{
	struct slice trimmed = slice_trim(line);

	return trimmed.len && trimmed.at[0] == ';';
}

static struct span span_in(const struct text *text, struct slice part)
{
	uint32_t first = (uint32_t)(part.at - text->bytes.at);

	return (struct span){ first, first + (uint32_t)part.len };
}

/* How many ids the comments right before this one have for the same record. */
static size_t count_ids(const struct suppressions *suppressions, const struct suppression *common)
{
	const struct suppression *last =
		suppressions->list.count ? &suppressions->list.at[suppressions->list.count - 1] : NULL;

	return last && last->text == common->text && last->target == common->target ? last->number + 1 : 0;
}

/* The ids between "ignore[" and "]". `common` has what is the same for all of them. */
static void read_ids(struct arena *arena, struct suppressions *suppressions, const struct suppression *common,
	struct slice ids)
{
	struct slice id;
	size_t count = count_ids(suppressions, common);

	for (size_t at = 0; count <= IDS_MOST && slice_next_item(ids, ',', &at, &id); count++) {
		struct suppression *suppression = arena_append(arena, &suppressions->list);

		*suppression = *common;
		suppression->number = count;
		suppression->id_span = span_in(common->text, id);
		suppression->id = id;
		suppression->is_too_many = count == IDS_MOST;
	}
}

/* The next word, and the punctuation before it passed over; *at moves after it. Empty at the end. */
static struct slice next_word(struct slice text, size_t *at)
{
	size_t first = *at, end;

	while (first < text.len && !ascii_is_alnum(text.at[first]) && text.at[first] < 0x80)
		first++;
	for (end = first; end < text.len && !ascii_is_space(text.at[end]) && !strchr(":=", text.at[end]);)
		end++;
	*at = end;
	while (end > first && strchr(",.;)", text.at[end - 1]))
		end--;
	return slice_part(text, first, end);
}

/* "until 2027-03-01", after the ids, with the punctuation of a sentence. Without a word after it the place is that of "until". */
static void read_end(struct suppression *suppression, struct slice rest)
{
	size_t at = 0;
	struct slice until = next_word(rest, &at), day = next_word(rest, &at);

	suppression->ends = slice_is_nocase(until, "until");
	if (!suppression->ends)
		return;
	if (!day.len)
		day = until;
	suppression->day_span = span_in(suppression->text, day);
	suppression->is_dated = date_read(day, &suppression->last_day);
}

/* Comments in a row are about the same line: it is looked for once. */
static uint32_t target_of(
	const struct suppressions *suppressions, struct text *text, uint32_t number, struct slice line)
{
	const struct suppression *last =
		suppressions->list.count ? &suppressions->list.at[suppressions->list.count - 1] : NULL;

	if (!is_comment_only(line))
		return number;
	if (last && last->text == text && last->target > number)
		return last->target;
	while (is_comment_only(line))
		line = text_line(text, ++number);
	return number;
}

static void read_line(
	struct arena *arena, struct suppressions *suppressions, struct text *text, uint32_t number)
{
	struct slice line = text_line(text, number);
	struct slice comment = slice_part(line, comment_at(line), line.len);
	ptrdiff_t at = slice_find_nocase(comment, marker, 0), open, close;
	struct suppression common = { .text = text, .line = number, .alone = is_comment_only(line) };

	if (at < 0)
		return;
	common.target = target_of(suppressions, text, number, line);
	comment = slice_trim(slice_part(comment, (size_t)at + sizeof marker - 1, comment.len));
	open = slice_find(comment, '[', 0);
	close = slice_find(comment, ']', 0);
	if (slice_starts_nocase(comment, "ignore") && open > 0 && close > open &&
		slice_trim(slice_part(comment, (size_t)open + 1, (size_t)close)).len &&
		!slice_trim(slice_part(comment, sizeof "ignore" - 1, (size_t)open)).len) {
		read_end(&common, slice_part(comment, (size_t)close + 1, comment.len));
		read_ids(arena, suppressions, &common, slice_part(comment, (size_t)open + 1, (size_t)close));
	} else { /* an id that no rule has */
		read_ids(arena, suppressions, &common, comment.len ? comment : slice_part(line, 0, line.len));
	}
}

static struct suppressed_file **bucket_of(const struct suppressions *suppressions, const struct text *text)
{
	return &suppressions->files[(uintptr_t)text / sizeof *text % SUPPRESSED_FILE_BUCKETS];
}

static void keep_file(
	struct arena *arena, struct suppressions *suppressions, const struct text *text, size_t first)
{
	struct suppressed_file *file = arena_take(arena, sizeof *file), **bucket;

	if (!suppressions->files)
		suppressions->files =
			arena_take_array(arena, SUPPRESSED_FILE_BUCKETS, sizeof *suppressions->files);
	bucket = bucket_of(suppressions, text);
	*file = (struct suppressed_file){ text, first, suppressions->list.count, *bucket };
	*bucket = file;
}

void suppressions_read(struct arena *arena, struct suppressions *suppressions, struct text *text)
{
	size_t first = suppressions->list.count;
	ptrdiff_t at = -1;
	uint32_t last = 0;

	while ((at = text_find(text, marker, (size_t)(at + 1))) >= 0) {
		uint32_t line = text_position(text, (uint32_t)at).line;

		if (line != last)
			read_line(arena, suppressions, text, line);
		last = line;
	}
	if (suppressions->list.count > first)
		keep_file(arena, suppressions, text, first);
}

static struct text_place place_of(const struct finding *finding)
{
	return text_origin(finding->record ? finding->record->place : finding->place);
}

/* Its day is over, or nobody knows when it is. */
static bool is_void(const struct suppression *suppression, uint32_t now)
{
	return suppression->ends && (!suppression->is_dated || date_is_over(suppression->last_day, now));
}

static uint32_t time_of(const struct report *report)
{
	return report->domain ? report->domain->options->now : 0;
}

/* The first of a file whose record is in this line or below. Targets ascend as lines do. */
static size_t find_target(
	const struct suppressions *suppressions, const struct suppressed_file *file, uint32_t line)
{
	size_t first = file->first, end = file->end;

	while (first < end) {
		size_t middle = first + (end - first) / 2;

		if (suppressions->list.at[middle].target < line)
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

/* On a line of the record, or right above it with nothing but comments between. */
static bool is_silenced(struct suppressions *suppressions, const struct finding *finding, uint32_t now)
{
	struct text_place place = place_of(finding);
	const struct suppressed_file *file =
		suppressions->files && place.text ? *bucket_of(suppressions, place.text) : NULL;
	uint32_t first, end;
	bool silenced = false;

	while (file && file->text != place.text)
		file = file->next;
	if (!file)
		return false;
	first = text_position(place.text, place.first).line;
	end = text_position(place.text, place.end > place.first ? place.end - 1 : place.first).line;
	for (size_t i = find_target(suppressions, file, first); i < file->end; i++) {
		struct suppression *suppression = &suppressions->list.at[i];

		if (suppression->line > end)
			break;
		if (!suppression->is_too_many && !is_void(suppression, now) &&
			rule_matches(suppression->id, finding->rule->id))
			suppression->used = silenced = true;
	}
	return silenced;
}

void suppressions_apply(struct arena *arena, struct suppressions *suppressions, struct report *report)
{
	size_t kept = 0;

	for (size_t i = 0; i < report->findings.count; i++) {
		if (is_silenced(suppressions, &report->findings.at[i], time_of(report)))
			*arena_append(arena, &report->silenced.list) = report->findings.at[i];
		else
			report->findings.at[kept++] = report->findings.at[i];
	}
	report->findings.count = kept;
	report_refresh(report);
}

static const struct rule *rule_of(const struct rule_set *all, enum zone_fault_kind kind)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->rules[i]->scope == SCOPE_ZONE && all->rules[i]->problem == (int)kind + 1)
			return all->rules[i];
	return NULL;
}

/* Which rules an id matches. Kept for the next one, which is often the same. */
struct match {
	struct slice id;
	bool of_all, of_run;
};

static bool matches_any(struct slice pattern, const struct rule_set *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rule_matches(pattern, rules->rules[i]->id))
			return true;
	return false;
}

static void match(struct match *last, struct slice id, const struct rule_set *all, const struct rule_set *run)
{
	if (last->id.len && slice_equal(last->id, id))
		return;
	*last = (struct match){ id, matches_any(id, all), matches_any(id, run) };
}

/* For as many as somebody may have misspelled. */
static const char *nearest_id(struct slice id, const struct rule_set *all, size_t number)
{
	enum { OFFERED_MOST = 1000 };
	struct nearest nearest = { .word = id };

	for (size_t i = 0; i < all->count && number < OFFERED_MOST; i++)
		nearest_offer(&nearest, all->rules[i]->id);
	return nearest.best;
}

static bool has_several_zones(const struct check_options *options)
{
	return options->zone_names && zone_set_apex_count(options->zone_names->zones) > 1;
}

static void add_finding(struct arena *arena, struct report *report, const struct rule *rule,
	const struct suppression *suppression, struct span span, const char *message)
{
	struct finding finding = { .rule = rule,
		.severity = rule ? rule->severity : SEVERITY_INFO,
		.message = message,
		.place = { suppression->text, span.first, span.end },
		.help = rule ? rule->help : NULL };

	if (rule && (!report->domain || levels_apply(report->domain->options->levels, time_of(report),
						has_several_zones(report->domain->options), &finding)))
		*arena_append(arena, &report->findings) = finding;
}

/* What is wrong with an id that no rule has. */
static const char *unknown_text(struct arena *arena, struct slice id, const char *shown, const char *nearest)
{
	if (slice_find(id, ' ', 0) >= 0 || slice_find(id, '[', 0) >= 0)
		return "expected ignore[rule-id] after \"mailauth-check:\"";
	return arena_printf(arena, "unknown rule \"%s\"%s", shown, nearest_question(arena, nearest));
}

static void report_end(struct arena *arena, const struct rule_set *run, struct report *report,
	const struct suppression *suppression)
{
	const char *day = escape_copy(
		arena, slice_part(slice_span(suppression->text->bytes, suppression->day_span), 0, 60));

	if (suppression->is_dated)
		add_finding(arena, report, rule_of(run, ZONE_FAULT_SUPPRESSION_EXPIRED), suppression,
			suppression->day_span, arena_printf(arena, "the suppression expired on %s", day));
	else
		add_finding(arena, report, rule_of(run, ZONE_FAULT_SUPPRESSION_DATE), suppression,
			suppression->day_span,
			arena_printf(arena,
				"invalid date \"%s\"; expected a date such as 2027-03-01 after \"until\"",
				day));
}

static bool is_same_comment(const struct suppression *a, const struct suppression *b)
{
	return a && a->text == b->text && a->line == b->line;
}

void suppressions_report(const struct suppressions *suppressions, struct arena *arena,
	const struct rule_set *all, const struct rule_set *run, struct report *report)
{
	const struct suppression *ended =
		NULL; /* the last one whose end was told: once for all ids of a comment */
	struct match found = { 0 };

	for (size_t i = 0; i < suppressions->list.count; i++) {
		const struct suppression *suppression = &suppressions->list.at[i];
		const char *shown = escape_copy(arena, slice_part(suppression->id, 0, 60));

		match(&found, suppression->id, all, run);
		if (suppression->is_too_many)
			add_finding(arena, report, rule_of(run, ZONE_FAULT_SUPPRESSION_UNKNOWN), suppression,
				suppression->id_span,
				arena_printf(arena,
					"more than %d rules for one record; the others are not ignored",
					IDS_MOST));
		else if (!found.of_all)
			add_finding(arena, report, rule_of(run, ZONE_FAULT_SUPPRESSION_UNKNOWN), suppression,
				suppression->id_span,
				unknown_text(
					arena, suppression->id, shown, nearest_id(suppression->id, all, i)));
		else if (is_void(suppression, time_of(report)) && !is_same_comment(ended, suppression))
			report_end(arena, run, report, ended = suppression);
		else if (!suppression->used && !is_void(suppression, time_of(report)) && found.of_run)
			add_finding(arena, report, rule_of(run, ZONE_FAULT_SUPPRESSION_UNUSED), suppression,
				suppression->id_span,
				arena_printf(arena, "nothing to ignore: %s is not reported here", shown));
	}
	report_refresh(report);
}

void suppressions_report_ended(const struct suppressions *suppressions, struct arena *arena,
	const struct rule_set *run, struct report *report)
{
	const struct suppression *ended = NULL; /* as above */

	for (size_t i = 0; i < suppressions->list.count; i++) {
		const struct suppression *suppression = &suppressions->list.at[i];

		if (suppression->is_dated && is_void(suppression, time_of(report)) &&
			!is_same_comment(ended, suppression))
			report_end(arena, run, report, ended = suppression);
	}
	report_refresh(report);
}

void suppression_expired(
	struct arena *arena, const struct rule_set *run, struct report *report, const struct level_row *row)
{
	const struct suppression line = { .text = row->place.text };

	add_finding(arena, report, rule_of(run, ZONE_FAULT_SUPPRESSION_EXPIRED), &line,
		(struct span){ row->place.first, row->place.end },
		arena_printf(arena, "the suppression of %s expired on %s", escape_copy(arena, row->rules),
			escape_copy(arena, row->last_text)));
	report_refresh(report);
}
