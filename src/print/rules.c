/* The rule rows as text: `rules`, `explain`, and the manual page. */
#include "print/rules.h"

#include "base/ascii.h"
#include "base/escape.h"
#include "print/style.h"
#include "rules/registry.h"

#include <string.h>

enum { KEY_SHOWN = 100, STORY_INDENT = 2 };

/* The title of the family that begins with the rule at this place; NULL within a family. */
static const char *title_at(const struct rule_set *rules, size_t place)
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

void print_rule_list(struct print *print, const struct rule_set *rules)
{
	size_t widest = 0, severities = width_of_severities(rules);

	for (size_t i = 0; i < rules->count; i++)
		if (strlen(rules->rules[i]->id) > widest)
			widest = strlen(rules->rules[i]->id);
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = rules->rules[i];
		const char *title = title_at(rules, i);

		if (title) {
			bytes_add_text(&print->out, i ? "\n" : "");
			style_text(print, STYLE_BOLD, title);
			bytes_add_byte(&print->out, '\n');
		}
		bytes_printf(&print->out, "  %-*s  ", (int)widest, rule->id);
		style_begin(print, style_of_severity(rule->severity));
		add_severities(&print->out, rule, severities);
		style_end(print);
		bytes_printf(&print->out, "  %s\n", rule->summary);
	}
}

/* Long base64 says nothing to a reader: its middle is left out. */
static void add_example_line(struct bytes *out, struct slice line)
{
	if (line.len > KEY_SHOWN * 2) {
		escape_text(out, slice_part(line, 0, KEY_SHOWN));
		bytes_add_text(out, " ... ");
		escape_text(out, slice_part(line, line.len - KEY_SHOWN / 4, line.len));
	} else {
		escape_text(out, line);
	}
}

static void print_example(struct print *print, const char *title, const char *example)
{
	struct slice rest = slice_of(example);

	if (!example)
		return;
	bytes_add_byte(&print->out, '\n');
	style_text(print, STYLE_BOLD, title);
	bytes_add_byte(&print->out, '\n');
	while (rest.len) {
		ptrdiff_t end = slice_find(rest, '\n', 0);
		struct slice line = slice_part(rest, 0, end < 0 ? rest.len : (size_t)end);

		bytes_add_text(&print->out, "  ");
		add_example_line(&print->out, line);
		bytes_add_byte(&print->out, '\n');
		rest = slice_part(rest, line.len + 1, rest.len);
	}
}

static void print_paragraph(struct print *print, const char *title, const char *text)
{
	bytes_add_byte(&print->out, '\n');
	style_text(print, STYLE_BOLD, title);
	bytes_add_text(&print->out, "\n  ");
	style_wrap(print, text, 2);
	bytes_add_byte(&print->out, '\n');
}

/* The rules that a rule follows from, with a space after each comma. */
static void add_causes(struct bytes *out, const struct rule *rule)
{
	struct slice causes = slice_of(rule->follows), cause;
	const char *separator = "";

	for (size_t at = 0; slice_next_item(causes, ',', &at, &cause); separator = ", ") {
		bytes_add_text(out, separator);
		bytes_add(out, cause);
	}
}

static void print_causes(struct print *print, const struct rule *rule)
{
	struct bytes text = { 0 };

	if (!rule->follows)
		return;
	add_causes(&text, rule);
	bytes_add_byte(&text, 0);
	print_paragraph(print, "Left out beside", (const char *)text.at);
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
	print_example(print, "Raises it", rule->bad);
	print_example(print, "Does not", rule->good);
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

/* Text for mdoc: a leading dot or quote and backslashes would be read as requests. */
static void add_mdoc(struct bytes *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\\')
			bytes_add_text(out, "\\e");
		else if ((text.at[i] == '.' || text.at[i] == '\'') && (!i || text.at[i - 1] == '\n'))
			bytes_printf(out, "\\&%c", text.at[i]);
		else if (text.at[i] == '-')
			bytes_add_text(out, "\\-");
		else
			bytes_add_byte(out, text.at[i]);
	}
}

/* Prose, each sentence on a line of its own, as mdoc wants it. */
static void add_mdoc_prose(struct bytes *out, const char *text)
{
	struct slice rest = slice_of(text);

	for (size_t i = 0; i + 2 < rest.len; i++) {
		if (rest.at[i] != '.' || rest.at[i + 1] != ' ' || !ascii_is_upper(rest.at[i + 2]))
			continue;
		add_mdoc(out, slice_part(rest, 0, i + 1));
		bytes_add_byte(out, '\n');
		rest = slice_part(rest, i + 2, rest.len);
		i = 0;
	}
	add_mdoc(out, rest);
}

static void add_mdoc_example(struct bytes *out, const char *title, const char *example)
{
	struct slice rest = slice_of(example);
	struct bytes shown = { 0 };

	if (!example)
		return;
	while (rest.len) {
		ptrdiff_t end = slice_find(rest, '\n', 0);
		struct slice line = slice_part(rest, 0, end < 0 ? rest.len : (size_t)end);

		add_example_line(&shown, line);
		bytes_add_byte(&shown, '\n');
		rest = slice_part(rest, line.len + 1, rest.len);
	}
	bytes_printf(out, "%s:\n.Bd -literal -offset indent -compact\n", title);
	add_mdoc(out, bytes_slice(&shown));
	bytes_add_text(out, ".Ed\n");
	bytes_free(&shown);
}

static void add_mdoc_rule(struct bytes *out, const struct rule *rule)
{
	bytes_printf(out, ".It Ic %s Pq ", rule->id);
	add_severities(out, rule, 0);
	bytes_add_text(out, rule->confidence == LIKELY ? ", likely\n" : "\n");
	add_mdoc(out, slice_of(rule->summary));
	bytes_add_text(out, ".\n.Pp\n");
	add_mdoc_prose(out, rule->why);
	bytes_add_byte(out, '\n');
	if (rule->help) {
		add_mdoc_prose(out, rule->help);
		bytes_add_byte(out, '\n');
	}
	bytes_add_text(out, ".Pp\n");
	add_mdoc_example(out, "Raises it", rule->bad);
	add_mdoc_example(out, "Does not", rule->good);
	if (rule->follows) {
		struct bytes causes = { 0 };

		add_causes(&causes, rule);
		bytes_add_text(out, ".Pp\nLeft out beside: ");
		add_mdoc(out, bytes_slice(&causes));
		bytes_add_text(out, ".\n");
		bytes_free(&causes);
	}
	if (!rule->reference)
		return;
	bytes_add_text(out, ".Pp\nSource: ");
	add_mdoc(out, slice_of(rule->reference));
	bytes_add_text(out, ".\n");
}

void print_rules_manual(struct print *print, const struct rule_set *rules)
{
	struct bytes *out = &print->out;

	bytes_add_text(out,
		".\\\" Made from the rows in src/rules/ by: mailauth-check rules --format mdoc\n"
		".Dd November 22, 2026\n.Dt MAILAUTH-CHECK-RULES 7\n.Os\n.Sh NAME\n.Nm mailauth-check-rules\n"
		".Nd the rules of mailauth-check\n.Sh DESCRIPTION\n"
		"Each rule of\n.Xr mailauth-check 1\n"
		"has an id that never changes, a severity, and an example in zone-file form that raises it, "
		"beside one that does not.\n"
		"The examples of rules on messages are messages, with the records that DNS holds after them.\n"
		"An\n.Em error\nmeans that a conforming receiver ends in permerror, none or fail, or that "
		"mail is refused; a\n"
		".Em warning\nthat it works at some receivers or only today;\n.Em info\nis hygiene.\n"
		"A rule marked\n.Em likely\ndepends on what DNS cannot show.\n"
		"A finding is left out where it follows from that of another rule about the same thing, which its "
		"rule names.\n"
		"The middle of long keys is left out of the examples.\n");
	for (size_t i = 0; i < rules->count; i++) {
		const char *title = title_at(rules, i);

		if (title)
			bytes_printf(out, "%s.Ss %s\n.Bl -tag -width Ds\n", i ? ".El\n" : "", title);
		add_mdoc_rule(out, rules->rules[i]);
	}
	bytes_add_text(out, ".El\n");
	bytes_add_text(out, ".Sh SEE ALSO\n.Xr mailauth-check 1\n");
}
