/* The receivers' requirements as a table, those alike in one row, and as JSON. */
#include "print/receivers.h"

#include "print/members.h"
#include "print/style.h"

#include <string.h>

enum { LABEL = 16, WORD = 11 };

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

/* The requirement that decides a verdict: "DKIM: nothing exists below _domainkey". */
static const char *reason_of(struct arena *arena, const struct receiver_verdict *receiver, bool bulk)
{
	enum verdict verdict = bulk ? receiver->bulk_senders : receiver->all_senders;

	for (size_t i = 0; i < receiver->count; i++) {
		const struct requirement *requirement = &receiver->requirements[i];

		if (verdict != VERDICT_MET && requirement->judged.status == verdict && requirement->visible &&
			(bulk || !requirement->bulk))
			return arena_printf(arena, "%s: %s", requirement->title, requirement->judged.why);
	}
	return "";
}

/* The same in every respect that is shown. */
static bool is_same(const struct receiver_verdict *a, const struct receiver_verdict *b)
{
	struct arena scratch = { 0 };
	bool same = a->all_senders == b->all_senders && a->bulk_senders == b->bulk_senders &&
		    strcmp(reason_of(&scratch, a, false), reason_of(&scratch, b, false)) == 0 &&
		    strcmp(reason_of(&scratch, a, true), reason_of(&scratch, b, true)) == 0;

	arena_release(&scratch);
	return same;
}

static void print_verdict(struct print *print, const struct receiver_verdict *receiver, bool bulk)
{
	enum verdict verdict = bulk ? receiver->bulk_senders : receiver->all_senders;
	struct arena scratch = { 0 };
	const char *reason = reason_of(&scratch, receiver, bulk), *word = receivers_word(verdict);

	bytes_printf(&print->out, "    %-*s", LABEL - 4, bulk ? "bulk mail" : "all mail");
	style_text(print, style_of(verdict), word);
	if (*reason)
		bytes_add_text(&print->out, ", ");
	style_wrap(print, reason, LABEL + (unsigned)strlen(word) + 2);
	bytes_add_byte(&print->out, '\n');
	arena_release(&scratch);
}

static void print_requirements(struct print *print, const struct receiver_verdict *receiver)
{
	struct arena scratch = { 0 };

	for (size_t i = 0; i < receiver->count; i++) {
		const struct requirement *requirement = &receiver->requirements[i];
		const char *word = receivers_word(requirement->judged.status);

		bytes_add_text(&print->out, "      ");
		style_text(print, style_of(requirement->judged.status), word);
		bytes_printf(&print->out, "%*s", (int)(WORD - strlen(word)), "");
		style_wrap(print,
			arena_printf(&scratch, "%s%s: %s", requirement->title,
				requirement->bulk ? " (bulk)" : "", requirement->judged.why),
			6 + WORD);
		bytes_add_byte(&print->out, '\n');
	}
	arena_release(&scratch);
}

void print_receivers(struct print *print, const struct receivers *receivers)
{
	bool printed[RECEIVERS] = { false };

	for (size_t i = 0; receivers && i < RECEIVERS; i++) {
		const struct receiver_verdict *receiver = &receivers->list[i];

		if (printed[i])
			continue;
		bytes_printf(&print->out, "%s  ", i ? "" : "\n");
		style_text(print, STYLE_BOLD, receiver->name);
		for (size_t k = i + 1; k < RECEIVERS && !print->verbose; k++) {
			printed[k] = printed[k] || is_same(receiver, &receivers->list[k]);
			if (printed[k] && is_same(receiver, &receivers->list[k])) {
				bytes_add_text(&print->out, ", ");
				style_text(print, STYLE_BOLD, receivers->list[k].name);
			}
		}
		bytes_add_byte(&print->out, '\n');
		print_verdict(print, receiver, false);
		print_verdict(print, receiver, true);
		if (print->verbose)
			print_requirements(print, receiver);
	}
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
