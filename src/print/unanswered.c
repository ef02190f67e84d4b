/* Groups the questions of a report by the way in which they ended. */
#include "print/unanswered.h"

#include "print/style.h"

enum { SHOWN = 3, INDENT = 2 };

static size_t count_of(const struct report *report, enum dns_outcome reason)
{
	size_t count = 0;

	for (size_t i = 0; i < report->unanswered.count; i++)
		count += report->unanswered.at[i].reason == reason;
	return count;
}

/* "example.com TXT, example.com MX and 5 more (-v)" */
static const char *list_of(
	struct arena *arena, const struct print *print, const struct report *report, enum dns_outcome reason)
{
	size_t count = count_of(report, reason), shown = print->verbose ? count : SHOWN, told = 0;
	const char *list = "";

	if (print->tight >= 3)
		return arena_printf(arena, "%zu question%s (-v)", count, plural(count));

	for (size_t i = 0; i < report->unanswered.count && told < shown; i++) {
		const struct unanswered *unanswered = &report->unanswered.at[i];

		if (unanswered->reason == reason)
			list = arena_printf(arena, "%s%s%s %s", list, told++ ? ", " : "",
				dns_name_text(arena, &unanswered->question.name),
				dns_question_type_text(arena, &unanswered->question));
	}
	return count > told ? arena_printf(arena, "%s and %zu more (-v)", list, count - told) : list;
}

void print_unanswered(struct print *print, const struct report *report)
{
	for (int i = 0; i < DNS_OUTCOMES; i++) {
		struct arena scratch = { 0 };
		enum dns_outcome reason = (enum dns_outcome)i;
		bool wanted = !dns_outcome_is_wished(reason) || print->verbose || print->complete;

		if (wanted && count_of(report, reason)) {
			style_wrap(print,
				arena_printf(&scratch, "%s: %s", dns_outcome_clause(reason),
					list_of(&scratch, print, report, reason)),
				INDENT);
			bytes_add_byte(&print->out, '\n');
		}
		arena_release(&scratch);
	}
}

void print_unanswered_quietly(struct print *print, const struct report *report)
{
	size_t count = report->unanswered.count;
	struct arena scratch = { 0 };

	if (!print->complete)
		count -= count_of(report, DNS_OFFLINE);
	if (count)
		bytes_printf(&print->out, "%s: %zu question%s not answered\n",
			dns_name_text(&scratch, &report->domain->name), count, plural(count));
	arena_release(&scratch);
}
