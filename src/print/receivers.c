/* The receivers' requirements as a table, or as sentences where the terminal is narrow, and as JSON. */
#include "print/receivers.h"

#include "print/members.h"
#include "print/style.h"

#include <string.h>

enum { INDENT = 2, COLUMN = 11, NARROW = 60 };

const char *receivers_word(enum verdict verdict)
{
	static const char *const words[] = { "met", "not met", "not known" };

	return words[verdict];
}

static enum style style_of(enum verdict verdict)
{
	static const enum style styles[] = { STYLE_GOOD, STYLE_ERROR, STYLE_WARNING };

	return styles[verdict];
}

/* A requirement, and what each receiver has of it: NULL for one that does not ask for it. */
struct row {
	const struct requirement *first;
	const char *title;
	const struct requirement *of[RECEIVERS];
};

struct rows {
	ARENA_LIST(struct row) list;
};

static bool is_not_met(const struct row *row)
{
	for (size_t i = 0; i < RECEIVERS; i++)
		if (row->of[i] && row->of[i]->judged.status == VERDICT_NOT_MET)
			return true;
	return false;
}

static struct row *row_of(struct arena *arena, struct rows *rows, const struct requirement *requirement)
{
	struct row *row;

	for (size_t i = 0; i < rows->list.count; i++)
		if (strcmp(rows->list.at[i].first->id, requirement->id) == 0 &&
			rows->list.at[i].first->bulk == requirement->bulk)
			return &rows->list.at[i];
	row = arena_append(arena, &rows->list);
	*row = (struct row){ .first = requirement, .title = requirement->title };
	return row;
}

static struct rows rows_of(struct arena *arena, const struct receivers *receivers)
{
	struct rows rows = { 0 };

	for (size_t i = 0; i < RECEIVERS; i++)
		for (size_t k = 0; k < receivers->list[i].count; k++) {
			const struct requirement *requirement = &receivers->list[i].requirements[k];

			row_of(arena, &rows, requirement)->of[i] = requirement;
		}
	return rows;
}

/* "SPF, DKIM (bulk)" */
static const char *label_of(struct arena *arena, const struct row *row)
{
	return arena_printf(arena, "%s%s", row->title, row->first->bulk ? " (bulk)" : "");
}

/* What only messages show follows from other rows, as far as it is known. */
static bool is_shown(const struct print *print, const struct row *row)
{
	return print->verbose || (row->first->visible && is_not_met(row));
}

static bool is_alike(const struct row *a, const struct row *b)
{
	for (size_t i = 0; i < RECEIVERS; i++)
		if (!a->of[i] != !b->of[i] ||
			(a->of[i] && a->of[i]->judged.status != b->of[i]->judged.status))
			return false;
	return a->first->bulk == b->first->bulk;
}

/* The rows to show; without -v those that are alike are one. */
static struct rows shown_rows(struct arena *arena, const struct print *print, const struct rows *all)
{
	struct rows rows = { 0 };

	for (size_t i = 0; i < all->list.count; i++) {
		const struct row *row = &all->list.at[i];
		struct row *last = rows.list.count ? &rows.list.at[rows.list.count - 1] : NULL;

		if (!is_shown(print, row))
			continue;
		if (last && !print->verbose && is_alike(last, row))
			last->title = arena_printf(arena, "%s, %s", last->title, row->title);
		else
			*arena_append(arena, &rows.list) = *row;
	}
	return rows;
}

static void print_header(struct print *print, const struct receivers *receivers, int label)
{
	bytes_printf(&print->out, "%*s", INDENT + label, "");
	for (size_t i = 0; i < RECEIVERS; i++) {
		style_text(print, STYLE_BOLD, receivers->list[i].name);
		if (i + 1 < RECEIVERS)
			bytes_printf(&print->out, "%*s", COLUMN - (int)strlen(receivers->list[i].name), "");
	}
	bytes_add_byte(&print->out, '\n');
}

static void print_row(struct print *print, const struct row *row, int label)
{
	struct arena scratch = { 0 };

	bytes_printf(&print->out, "%*s%-*s", INDENT, "", label, label_of(&scratch, row));
	for (size_t i = 0; i < RECEIVERS; i++) {
		const char *word = row->of[i] ? receivers_word(row->of[i]->judged.status) : "-";

		if (row->of[i])
			style_text(print, style_of(row->of[i]->judged.status), word);
		else
			bytes_add_text(&print->out, word);
		if (i + 1 < RECEIVERS)
			bytes_printf(&print->out, "%*s", COLUMN - (int)strlen(word), "");
	}
	bytes_add_byte(&print->out, '\n');
	arena_release(&scratch);
}

/* The receivers to which a row means this: "Gmail, Yahoo". Empty for none. */
static const char *receivers_with(
	struct arena *arena, const struct receivers *receivers, const struct row *row, enum verdict verdict)
{
	const char *names = "";

	for (size_t i = 0; i < RECEIVERS; i++)
		if (row->of[i] && row->of[i]->judged.status == verdict)
			names = arena_printf(
				arena, "%s%s%s", names, *names ? ", " : "", receivers->list[i].name);
	return names;
}

/* Where the table has no room: "DMARC (bulk): not met at Gmail, Yahoo". */
static void print_sentence(struct print *print, const struct receivers *receivers, const struct row *row)
{
	static const enum verdict verdicts[] = { VERDICT_NOT_MET, VERDICT_UNKNOWN, VERDICT_MET };
	struct arena scratch = { 0 };
	const char *text = label_of(&scratch, row), *separator = ": ";

	for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
		const char *names = receivers_with(&scratch, receivers, row, verdicts[i]);

		if (*names)
			text = arena_printf(&scratch, "%s%s%s at %s", text, separator,
				receivers_word(verdicts[i]), names);
		separator = *names ? "; " : separator;
	}
	bytes_printf(&print->out, "%*s", INDENT, "");
	style_wrap(print, text, 2 * INDENT);
	bytes_add_byte(&print->out, '\n');
	arena_release(&scratch);
}

/* With -v: what decides, in the words of the first receiver that asks for it. */
static void print_reasons(struct print *print, const struct rows *rows)
{
	struct arena scratch = { 0 };

	for (size_t i = 0; i < rows->list.count; i++) {
		const struct row *row = &rows->list.at[i];

		bytes_printf(&print->out, "%*s", INDENT, "");
		style_wrap(print,
			arena_printf(&scratch, "%s: %s", label_of(&scratch, row), row->first->judged.why),
			2 * INDENT);
		bytes_add_byte(&print->out, '\n');
	}
	arena_release(&scratch);
}

void print_receivers(struct print *print, const struct receivers *receivers)
{
	struct arena scratch = { 0 };
	struct rows all = { 0 }, rows;
	int label = 0;

	if (receivers)
		all = rows_of(&scratch, receivers);
	rows = shown_rows(&scratch, print, &all);
	for (size_t i = 0; i < rows.list.count; i++) {
		int length = (int)strlen(label_of(&scratch, &rows.list.at[i])) + INDENT;

		label = length > label ? length : label;
	}
	if (label && print->width >= NARROW)
		print_header(print, receivers, label);
	for (size_t i = 0; i < rows.list.count; i++) {
		if (print->width >= NARROW)
			print_row(print, &rows.list.at[i], label);
		else
			print_sentence(print, receivers, &rows.list.at[i]);
	}
	if (print->verbose)
		print_reasons(print, &rows);
	arena_release(&scratch);
}

static void write_rules(struct json *json, const char *rules)
{
	struct slice rule;

	json_key(json, "rules");
	json_array_begin(json);
	for (size_t at = 0; slice_next_item(slice_of(rules), ',', &at, &rule);)
		json_string(json, rule);
	json_array_end(json);
}

void write_receivers(struct json *json, const struct receivers *receivers)
{
	json_key(json, "receivers");
	if (!receivers) {
		json_null(json);
		return;
	}
	json_object_begin(json);
	for (size_t i = 0; i < RECEIVERS; i++) {
		const struct receiver_verdict *receiver = &receivers->list[i];

		json_key(json, receiver->key);
		json_object_begin(json);
		member_text(json, "all_senders", verdict_text(receiver->all_senders));
		member_text(json, "bulk_senders", verdict_text(receiver->bulk_senders));
		json_key(json, "requirements");
		json_array_begin(json);
		for (size_t r = 0; r < receiver->count; r++) {
			const struct requirement *requirement = &receiver->requirements[r];

			json_object_begin(json);
			member_text(json, "id", requirement->id);
			member_text(json, "senders", requirement->bulk ? "bulk" : "all");
			member_text(json, "status", verdict_text(requirement->judged.status));
			member_text(json, "why", requirement->judged.why);
			write_rules(json, requirement->rules);
			json_object_end(json);
		}
		json_array_end(json);
		json_object_end(json);
	}
	json_object_end(json);
}
