/* The rule rows as pages of the manual, one a topic, in mdoc. */
#include "print/rules/rules.h"

#include "base/ascii.h"
#include "base/escape.h"
#include "rules/example.h"
#include "rules/registry.h"
#include "rules/topics.h"

#include <string.h>

enum { KEY_SHOWN = 100 };

#define MADE ".\\\" Made from the rows in src/rules/ by: mailauth-check rules"
#define DATE ".Dd November 30, 2026\n"

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

static void add_mdoc_example(struct bytes *out, const char *title, const struct rule *rule, const char *text)
{
	struct arena scratch = { 0 };
	struct bytes shown = { 0 };
	struct slice rest, conditions;

	if (!text)
		return;
	rest = slice_of(example_piece(&scratch, text));
	while (rest.len) {
		add_example_line(&shown, slice_take_line(&rest));
		bytes_add_byte(&shown, '\n');
	}
	bytes_add_text(out, ".Pp\n");
	add_mdoc(out, slice_of(title));
	conditions = slice_trim(slice_of(example_of(&scratch, rule, text).conditions));
	if (conditions.len) {
		bytes_add_text(out, ", with ");
		add_mdoc(out, conditions);
	}
	bytes_add_text(out, ":\n.Bd -literal -offset indent -compact\n");
	add_mdoc(out, bytes_slice(&shown));
	bytes_add_text(out, ".Ed\n");
	bytes_free(&shown);
	arena_release(&scratch);
}

static void add_mdoc_rule(struct bytes *out, const struct rule *rule)
{
	bytes_printf(out, ".It Ic %s Pq ", rule->id);
	rule_severities(out, rule);
	bytes_add_text(out, rule->confidence == LIKELY ? ", likely\n" : "\n");
	add_mdoc(out, slice_of(rule->summary));
	bytes_add_text(out, ".\n.Pp\n");
	add_mdoc_prose(out, rule->why);
	bytes_add_byte(out, '\n');
	if (rule->help) {
		add_mdoc_prose(out, rule->help);
		bytes_add_byte(out, '\n');
	}
	add_mdoc_example(out, "Raises it", rule, rule->bad);
	if (rule->follows) {
		struct bytes causes = { 0 };

		rule_causes(&causes, rule);
		bytes_add_text(out, ".Pp\nNot reported together with: ");
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

static void add_head(struct bytes *out, const struct rule_topic *topic)
{
	struct slice name = slice_of(topic->name);

	bytes_printf(out, MADE " %s --format mdoc\n" DATE ".Dt MAILAUTH-CHECK-RULES-", topic->name);
	for (size_t i = 0; i < name.len; i++)
		bytes_add_byte(out, ascii_upper(name.at[i]));
	bytes_printf(out,
		" 7\n.Os\n.Sh NAME\n.Nm mailauth-check-rules-%s\n.Nd rules of mailauth-check: %s\n.Sh DESCRIPTION\n"
		"What severities and examples mean is said in\n.Xr mailauth-check-rules 7 .\n",
		topic->name, topic->title);
}

static void print_topic(struct bytes *out, const struct rule_topic *topic, const struct rule_set *rules)
{
	add_head(out, topic);
	for (size_t i = 0; i < rules->count; i++) {
		const char *title = rules_title_at(rules, i);

		if (title)
			bytes_printf(out, "%s.Ss %s\n.Bl -tag -width Ds\n", i ? ".El\n" : "", title);
		add_mdoc_rule(out, rules->rules[i]);
	}
	bytes_add_text(out, ".El\n.Sh SEE ALSO\n.Xr mailauth-check 1 ,\n.Xr mailauth-check-rules 7\n");
}

/* What all pages have in common, and where to find each topic. */
static void print_index(struct bytes *out, const struct rule_set *rules)
{
	bytes_add_text(out, MADE
		" --format mdoc\n" DATE
		".Dt MAILAUTH-CHECK-RULES 7\n.Os\n.Sh NAME\n.Nm mailauth-check-rules\n"
		".Nd the rules of mailauth-check\n.Sh DESCRIPTION\n"
		"Each rule of\n.Xr mailauth-check 1\n"
		"has an id that never changes, a severity, a reason, and an example that raises it.\n"
		"An\n.Em error\nmeans that a conforming receiver ends in permerror, none or fail, or that "
		"mail is refused; a\n"
		".Em warning\nthat it works at some receivers or only today;\n.Em info\nis hygiene.\n"
		"A rule marked\n.Em likely\ndepends on what DNS cannot show: who sends, and which selectors exist.\n"
		".Pp\nA finding is left out where it follows from that of another rule about the same thing; the "
		"rule names those.\n"
		".Pp\nExamples are lines of a zone of example.com.\n"
		"Those of rules about messages are messages, with the records that DNS holds after them, and those "
		"of rules about changes are two zones.\n"
		"The middle of long keys is left out.\n"
		".Ic mailauth-check explain\nprints whole files, also of an example that does not raise the rule, and the command that "
		"judges them.\n"
		".Sh TOPICS\n.Bl -tag -width Ds\n");
	for (const struct rule_topic *topic = rule_topics; topic->name; topic++) {
		size_t count = 0;

		for (size_t i = 0; i < rules->count; i++)
			count += rule_topic_of(rules->rules[i]) == topic;
		bytes_printf(out, ".It Xr mailauth-check-rules-%s 7\n%s: %zu rules\n", topic->name,
			topic->title, count);
	}
	bytes_add_text(out, ".El\n.Sh SEE ALSO\n.Xr mailauth-check 1\n");
}

void print_rules_manual(struct print *print, const struct rule_set *rules)
{
	const struct rule_topic *first = rule_topic_of(rules->rules[0]);

	if (first == rule_topic_of(rules->rules[rules->count - 1]))
		print_topic(&print->out, first, rules);
	else
		print_index(&print->out, rules);
}
