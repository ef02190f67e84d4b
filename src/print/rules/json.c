/* Rules as JSON, version 1. */
#include "print/rules/rules.h"

#include "print/members.h"
#include "rules/example.h"
#include "rules/registry.h"
#include "rules/topics.h"

/* The other severities that its findings may have. */
static void write_also(struct json *json, const struct rule *rule)
{
	json_key(json, "also");
	json_array_begin(json);
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--)
		if ((enum severity)severity != rule->severity && rule_may_have(rule, (enum severity)severity))
			json_text(json, severity_text((enum severity)severity));
	json_array_end(json);
}

/* The rules and families beside whose findings it is left out. */
static void write_follows(struct json *json, const struct rule *rule)
{
	struct slice causes = slice_of(rule->follows ? rule->follows : ""), cause;

	json_key(json, "follows");
	json_array_begin(json);
	for (size_t at = 0; slice_next_item(causes, ',', &at, &cause);)
		json_string(json, cause);
	json_array_end(json);
}

/* What judges an example, and the files that it needs. */
static void write_example(struct json *json, const char *key, const struct rule *rule, const char *text)
{
	struct arena scratch = { 0 };
	struct example example;

	json_key(json, key);
	if (!text) {
		json_null(json);
		return;
	}
	example = example_of(&scratch, rule, text);
	json_object_begin(json);
	member_text(json, "command", arena_printf(&scratch, "mailauth-check %s", example.command));
	json_key(json, "files");
	json_array_begin(json);
	for (size_t i = 0; i < example.count; i++) {
		json_object_begin(json);
		member_text(json, "name", example.files[i].name);
		member_text(json, "text", example.files[i].text);
		json_object_end(json);
	}
	json_array_end(json);
	json_object_end(json);
	arena_release(&scratch);
}

/* The text of an example's file; of several, one after the other, each below its name. */
static void write_text_of(struct json *json, const char *key, const struct rule *rule, const char *text)
{
	struct arena scratch = { 0 };
	struct example example;
	const char *all = "";

	if (!text) {
		member_null(json, key);
		return;
	}
	example = example_of(&scratch, rule, text);
	for (size_t i = 0; example.count > 1 && i < example.count; i++)
		all = arena_printf(
			&scratch, "%s; %s:\n%s", all, example.files[i].name, example.files[i].text);
	member_text(json, key, example.count == 1 ? example.files[0].text : all);
	arena_release(&scratch);
}

static void write_rule(struct json *json, const struct rule *rule)
{
	json_object_begin(json);
	member_text(json, "id", rule->id);
	member_text(json, "severity", severity_text(rule->severity));
	write_also(json, rule);
	member_text(json, "confidence", confidence_text(rule->confidence));
	member_text(json, "topic", rule_topic_of(rule)->name);
	member_text(json, "family", rules_family_title(rule));
	json_key(json, "once");
	json_bool(json, rule->once);
	json_key(json, "safe_fix");
	json_bool(json, rule_fix_is_safe(rule));
	member_text(json, "summary", rule->summary);
	member_text(json, "why", rule->why);
	member_text(json, "help", rule->help);
	json_key(json, "references");
	json_array_begin(json);
	if (rule->reference)
		json_text(json, rule->reference);
	json_array_end(json);
	write_follows(json, rule);
	write_text_of(json, "bad", rule, rule->bad);
	write_text_of(json, "good", rule, rule->good);
	json_key(json, "examples");
	json_object_begin(json);
	write_example(json, "bad", rule, rule->bad);
	write_example(json, "good", rule, rule->good);
	json_object_end(json);
	json_object_end(json);
}

void print_rules_json(struct print *print, const struct rule_set *rules)
{
	struct json *json = &print->json;

	*json = (struct json){ .out = &print->out };
	json_object_begin(json);
	members_of_document(json);
	json_key(json, "rules");
	json_array_begin(json);
	for (size_t i = 0; i < rules->count; i++)
		write_rule(json, rules->rules[i]);
	json_array_end(json);
	json_object_end(json);
	bytes_add_byte(&print->out, '\n');
}
