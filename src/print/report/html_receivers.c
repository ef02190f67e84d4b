/* Requirements of the same title are one row; the reasons are below the title. */
#include "print/report/html_receivers.h"

#include "base/bytes.h"

#include "print/receivers.h"
#include "print/report/html_text.h"

#include <string.h>

static const struct requirement *find_requirement(
	const struct receiver_verdict *receiver, const struct requirement *like)
{
	for (size_t i = 0; i < receiver->count; i++)
		if (strcmp(receiver->requirements[i].title, like->title) == 0 &&
			receiver->requirements[i].bulk == like->bulk)
			return &receiver->requirements[i];
	return NULL;
}

/* True when one of the first receivers has the same requirement, whose row it is in. */
static bool is_told(const struct receivers *receivers, size_t before, const struct requirement *requirement)
{
	for (size_t i = 0; i < before; i++)
		if (find_requirement(&receivers->list[i], requirement))
			return true;
	return false;
}

/* The different reasons of a row, each once. */
static void add_reasons(
	struct bytes *out, const struct receivers *receivers, const struct requirement *requirement)
{
	const char *told[RECEIVERS] = { NULL };
	size_t count = 0;

	for (size_t i = 0; i < RECEIVERS; i++) {
		const struct requirement *same = find_requirement(&receivers->list[i], requirement);
		bool known = !same;

		for (size_t k = 0; k < count && !known; k++)
			known = strcmp(told[k], same->judged.why) == 0;
		if (known)
			continue;
		told[count++] = same->judged.why;
		bytes_add_text(out, "<small class=why-cell>");
		html_add_prose(out, same->judged.why);
		bytes_add_text(out, "</small>");
	}
}

static void add_row(
	struct bytes *out, const struct receivers *receivers, const struct requirement *requirement)
{
	bytes_printf(out, "<tr><th scope=row>%s%s", requirement->title,
		requirement->bulk ? " (bulk senders)" : "");
	add_reasons(out, receivers, requirement);
	bytes_add_text(out, "</th>");
	for (size_t i = 0; i < RECEIVERS; i++) {
		const struct requirement *same = find_requirement(&receivers->list[i], requirement);

		if (same)
			bytes_printf(out, "<td class=%s data-label=\"%s\">%s</td>",
				verdict_text(same->judged.status), receivers->list[i].name,
				receivers_word(same->judged.status));
		else
			bytes_printf(out, "<td data-label=\"%s\">&ndash;</td>", receivers->list[i].name);
	}
	bytes_add_text(out, "</tr>\n");
}

void html_add_receivers(struct bytes *out, const struct receivers *receivers, const char *id)
{
	if (!receivers)
		return;
	bytes_printf(out,
		"<h3 id=%s>What receivers require</h3>\n<table>\n<thead><tr><th scope=col>Requirement</th>",
		id);
	for (size_t i = 0; i < RECEIVERS; i++)
		bytes_printf(out, "<th scope=col>%s</th>", receivers->list[i].name);
	bytes_add_text(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < RECEIVERS; i++)
		for (size_t r = 0; r < receivers->list[i].count; r++)
			if (!is_told(receivers, i, &receivers->list[i].requirements[r]))
				add_row(out, receivers, &receivers->list[i].requirements[r]);
	bytes_add_text(out, "</tbody>\n</table>\n");
}
