/* Composes the headline of a comparison from clauses that the findings bring along. */
#include "print/change/headline.h"

#include <string.h>

enum { CLAUSES_MOST = 4, CLAUSE_LENGTH_MOST = 120 };

/* The clause of a finding: what it says in brief, else its message up to the semicolon, after which the consequence is told. */
static const char *clause_of(struct arena *arena, const struct finding *finding)
{
	const char *text = finding->brief ? finding->brief : finding->message, *end = strstr(text, "; ");
	size_t length = !finding->brief && end ? (size_t)(end - text) : strlen(text);

	if (length <= CLAUSE_LENGTH_MOST)
		return arena_printf(arena, "%.*s", (int)length, text);
	for (length = CLAUSE_LENGTH_MOST; length && text[length] != ' ';)
		length--;
	return arena_printf(arena, "%.*s ...", (int)length, text);
}

bool change_is_told_by(const struct finding *finding)
{
	return strncmp(finding->rule->id, "diff-", strlen("diff-")) == 0;
}

enum origin { MISTYPED, CHANGED, OTHER };

/* A new fault with a text that corrects it is what went wrong; any other is often a consequence of the change. */
static enum origin origin_of(const struct finding *finding)
{
	return change_is_told_by(finding) ? CHANGED : finding->fix_text ? MISTYPED : OTHER;
}

static void add_clauses(struct arena *arena, const struct report *report, enum severity severity,
	enum origin origin, const char **text, size_t *count)
{
	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];

		if (finding->known || finding->severity != severity || origin_of(finding) != origin)
			continue;
		if ((*count)++ < CLAUSES_MOST)
			*text = arena_printf(
				arena, "%s%s%s", *text, **text ? "; " : "", clause_of(arena, finding));
	}
}

const char *change_headline(struct arena *arena, const struct report *report)
{
	const char *text = "";
	size_t count = 0;

	for (enum origin origin = MISTYPED; origin <= OTHER; origin++)
		add_clauses(arena, report, SEVERITY_ERROR, origin, &text, &count);
	add_clauses(arena, report, SEVERITY_WARNING, CHANGED, &text, &count);
	for (enum origin origin = MISTYPED; origin <= OTHER && !count; origin += 2)
		add_clauses(arena, report, SEVERITY_WARNING, origin, &text, &count);
	if (!count)
		add_clauses(arena, report, SEVERITY_INFO, CHANGED, &text, &count);
	if (count > CLAUSES_MOST)
		text = arena_printf(arena, "%s; and %zu more", text, count - CLAUSES_MOST);
	return count ? text : "nothing that affects mail changed";
}
