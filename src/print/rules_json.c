/* Rules as JSON, version 1. */
#include "print/rules.h"

#include "print/members.h"
#include "rules/registry.h"

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

static void write_rule(struct json *json, const struct rule *rule)
{
	json_object_begin(json);
	member_text(json, "id", rule->id);
	member_text(json, "severity", severity_text(rule->severity));
	write_also(json, rule);
	member_text(json, "confidence", confidence_text(rule->confidence));
	member_text(json, "family", rules_family_title(rule));
	member_text(json, "summary", rule->summary);
	member_text(json, "why", rule->why);
	member_text(json, "help", rule->help);
	json_key(json, "references");
	json_array_begin(json);
	if (rule->reference)
		json_text(json, rule->reference);
	json_array_end(json);
	write_follows(json, rule);
	member_text(json, "bad", rule->bad);
	member_text(json, "good", rule->good);
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
