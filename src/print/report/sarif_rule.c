/*
 * Rules in SARIF, with all that code hosts show beside a result: both descriptions, help in text and Markdown, a link to the source,
 * and the tags and the precision that GitHub filters and orders by.
 */
#include "print/report/sarif_rule.h"

#include "print/members.h"
#include "print/reference.h"

#include <string.h>

/* The page of the manual that lists the rules is the source of those that no document on the web speaks of. */
static const char manual_uri[] = "man:mailauth-check-rules(7)";

const char *sarif_level(enum severity severity)
{
	static const char *const levels[] = { "note", "warning", "error" };

	return levels[severity];
}

unsigned sarif_rank(enum severity severity, enum confidence confidence)
{
	static const unsigned ranks[] = { 20, 60, 95 };
	enum { LESS_IF_LIKELY = 10 };

	return ranks[severity] - (confidence == LIKELY ? LESS_IF_LIKELY : 0);
}

void write_sarif_message(struct json *json, const char *key, const char *text)
{
	json_key(json, key);
	json_object_begin(json);
	member_text(json, "text", text);
	json_object_end(json);
}

/* Text of a rule's row: what is between backquotes is code in Markdown, too, and nothing else is markup. */
static void add_prose(struct bytes *out, const char *text)
{
	bool code = false;

	for (const char *c = text; *c; c++) {
		code = code != (*c == '`');
		if (!code && strchr("\\*_<>[]#|", *c))
			bytes_add_byte(out, '\\');
		bytes_add_byte(out, (uint8_t)*c);
	}
}

static void add_links(struct bytes *out, const char *reference)
{
	struct arena scratch = { 0 };
	struct reference_walk walk = { .text = reference };
	struct reference_part part;

	while (reference_next(&scratch, &walk, &part)) {
		bytes_add_text(out, part.uri ? "[" : "");
		bytes_add(out, part.text);
		if (part.uri)
			bytes_printf(out, "](%s)", part.uri);
	}
	arena_release(&scratch);
}

/* The help in both forms; code hosts show that in Markdown where they can. */
static void write_help(struct json *json, const struct rule *rule)
{
	struct bytes text = { 0 }, markdown = { 0 };

	bytes_add_text(&text, rule->why);
	bytes_add_text(&markdown, "**Why:** ");
	add_prose(&markdown, rule->why);
	if (rule->help) {
		bytes_printf(&text, "\nFix: %s", rule->help);
		bytes_add_text(&markdown, "\n\n**Fix:** ");
		add_prose(&markdown, rule->help);
	}
	if (rule->reference) {
		bytes_printf(&text, "\nSource: %s", rule->reference);
		bytes_add_text(&markdown, "\n\n**Source:** ");
		add_links(&markdown, rule->reference);
	}
	json_key(json, "help");
	json_object_begin(json);
	member_slice(json, "text", bytes_slice(&text));
	member_slice(json, "markdown", bytes_slice(&markdown));
	json_object_end(json);
	bytes_free(&text);
	bytes_free(&markdown);
}

/* The family is what comes before the first hyphen of the id. */
static void write_properties(struct json *json, const struct rule *rule)
{
	static const char *const severities[] = { "recommendation", "warning", "error" };
	struct slice id = slice_of(rule->id);

	json_key(json, "properties");
	json_object_begin(json);
	json_key(json, "tags");
	json_array_begin(json);
	json_text(json, "mail");
	json_text(json, "dns");
	if (!slice_starts(id, "dns-"))
		json_string(json, slice_part(id, 0, strcspn(rule->id, "-")));
	json_array_end(json);
	member_text(json, "precision", rule->confidence == LIKELY ? "medium" : "very-high");
	member_text(json, "problem.severity", severities[rule->severity]);
	json_object_end(json);
}

void write_sarif_rule(struct json *json, const struct rule *rule)
{
	struct arena scratch = { 0 };
	const char *uri = reference_uri(&scratch, rule->reference);

	json_object_begin(json);
	member_text(json, "id", rule->id);
	write_sarif_message(json, "shortDescription", rule->summary);
	write_sarif_message(json, "fullDescription", rule->why);
	write_help(json, rule);
	member_text(json, "helpUri", uri ? uri : manual_uri);
	json_key(json, "defaultConfiguration");
	json_object_begin(json);
	member_text(json, "level", sarif_level(rule->severity));
	member_number(json, "rank", sarif_rank(rule->severity, rule->confidence));
	json_object_end(json);
	write_properties(json, rule);
	json_object_end(json);
	arena_release(&scratch);
}
