/* The rule rows as text: `rules` and `explain`. */
#include "print/rules/rules.h"

#include "base/escape.h"
#include "print/style.h"
#include "rules/example.h"
#include "rules/registry.h"

#include <string.h>

enum { STORY_INDENT = 2, TITLE_INDENT = 6, ROOM_FOR_TITLE = 40 };

const char *rules_title_at(const struct rule_set *rules, size_t place)
{
	const char *title = rules_family_title(rules->rules[place]);

	return !place || strcmp(title, rules_family_title(rules->rules[place - 1])) != 0 ? title : NULL;
}

/* The severities of a rule, filled up with spaces to a width; returns how wide they are without. */
static size_t add_severities(struct bytes *out, const struct rule *rule, size_t width)
{
	size_t start = out->len, length;

	rule_severities(out, rule);
	length = out->len - start;
	for (size_t i = length; i < width; i++)
		bytes_add_byte(out, ' ');
	return length;
}

static size_t width_of_severities(const struct rule_set *rules)
{
	struct bytes text = { 0 };
	size_t widest = 0;

	for (size_t i = 0; i < rules->count; i++) {
		size_t width = add_severities(&text, rules->rules[i], 0);

		widest = width > widest ? width : widest;
	}
	bytes_free(&text);
	return widest;
}

/* One rule: on one line, or where the title has no room beside its id, below it. */
static void print_row(struct print *print, const struct rule *rule, size_t widest, size_t severities)
{
	const size_t title = 2 + widest + 2 + severities + 2;
	const bool below = print->width < title + ROOM_FOR_TITLE;

	bytes_printf(&print->out, "  %-*s  ", (int)widest, rule->id);
	style_begin(print, style_of_severity(rule->severity));
	add_severities(&print->out, rule, below ? 0 : severities);
	style_end(print);
	bytes_printf(&print->out, below ? "\n%*s" : "  ", TITLE_INDENT, "");
	style_wrap(print, rule->summary, below ? TITLE_INDENT : (unsigned)title);
	bytes_add_byte(&print->out, '\n');
}

void print_rule_list(struct print *print, const struct rule_set *rules)
{
	size_t widest = 0, severities = width_of_severities(rules);

	for (size_t i = 0; i < rules->count; i++)
		if (strlen(rules->rules[i]->id) > widest)
			widest = strlen(rules->rules[i]->id);
	for (size_t i = 0; i < rules->count; i++) {
		const char *title = rules_title_at(rules, i);

		if (title) {
			bytes_add_text(&print->out, i ? "\n" : "");
			style_text(print, STYLE_BOLD, title);
			bytes_add_byte(&print->out, '\n');
		}
		print_row(print, rules->rules[i], widest, severities);
	}
}

static void print_lines(struct print *print, const char *text)
{
	for (struct slice rest = slice_of(text); rest.len;) {
		escape_text(&print->out, slice_take_line(&rest));
		bytes_add_byte(&print->out, '\n');
	}
}

/* The command, and the files as they are: they can be copied and saved. */
static void print_example(struct print *print, const char *title, const struct rule *rule, const char *text)
{
	struct arena scratch = { 0 };
	struct example example;

	if (!text)
		return;
	example = example_of(&scratch, rule, text);
	bytes_add_byte(&print->out, '\n');
	style_text(print, STYLE_BOLD, title);
	bytes_printf(&print->out, ": mailauth-check %s\n", example.command);
	for (size_t i = 0; i < example.count; i++) {
		if (example.count > 1)
			bytes_printf(&print->out, "%s%s:\n", i ? "\n" : "", example.files[i].name);
		print_lines(print, example.files[i].text);
	}
	arena_release(&scratch);
}

static void print_paragraph(struct print *print, const char *title, const char *text)
{
	bytes_add_byte(&print->out, '\n');
	style_text(print, STYLE_BOLD, title);
	bytes_add_text(&print->out, "\n  ");
	style_wrap(print, text, 2);
	bytes_add_byte(&print->out, '\n');
}

static void print_causes(struct print *print, const struct rule *rule)
{
	struct bytes text = { 0 };

	if (!rule->follows)
		return;
	rule_causes(&text, rule);
	bytes_add_byte(&text, 0);
	print_paragraph(print, "Not reported together with", (const char *)text.at);
	bytes_free(&text);
}

static void print_story(struct print *print, const struct rule *rule)
{
	struct bytes head = { 0 };

	bytes_add_text(&head, " (");
	add_severities(&head, rule, 0);
	bytes_printf(&head, "%s):", rule->confidence == LIKELY ? ", likely" : "");
	style_text(print, STYLE_BOLD, rule->id);
	bytes_add(&print->out, bytes_slice(&head));
	/* A title that does not fit beside its rule is a line of its own. */
	if (strlen(rule->id) + head.len + strlen(" ") + strlen(rule->summary) > print->width) {
		bytes_printf(&print->out, "\n%*s", STORY_INDENT, "");
		style_wrap(print, rule->summary, STORY_INDENT);
	} else
		bytes_printf(&print->out, " %s", rule->summary);
	bytes_add_byte(&print->out, '\n');
	bytes_free(&head);
	print_paragraph(print, "Why it matters", rule->why);
	if (rule->help)
		print_paragraph(print, "What to do", rule->help);
	print_example(print, "Raises it", rule, rule->bad);
	print_example(print, "Does not raise it", rule, rule->good);
	print_causes(print, rule);
	if (rule->reference)
		print_paragraph(print, "Source", rule->reference);
}

void print_rule_stories(struct print *print, const struct rule_set *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		bytes_add_text(&print->out, i ? "\n" : "");
		print_story(print, rules->rules[i]);
	}
}
