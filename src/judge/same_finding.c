/* Messages are compared word by word; addresses, tags and names with digits in them are no numbers. */
#include "judge/same_finding.h"

#include "base/ascii.h"

#include <string.h>

/* How long the number at `text` is; 0 for none. `begins` tells that a word begins there. */
static size_t number_at(const char *text, bool begins)
{
	size_t length = 0;

	while (ascii_is_digit((uint8_t)text[length]))
		length++;
	if (!begins || !length)
		return 0;
	if (text[length] == '.') /* of an address or a name, unless the sentence ends */
		return text[length + 1] && text[length + 1] != ' ' ? 0 : length;
	return !text[length] || strchr(" ,;:)%", text[length]) ? length : 0;
}

bool messages_differ_by_numbers(const char *a, const char *b)
{
	bool begins = true;

	while (*a || *b) {
		size_t number_a = number_at(a, begins), number_b = number_at(b, begins);

		if (number_a && number_b) {
			a += number_a;
			b += number_b;
			begins = false;
			continue;
		}
		if (*a != *b)
			return false;
		begins = *a == ' ' || *a == '(';
		a++;
		b++;
	}
	return true;
}

static bool is_of_same_rule(const struct finding *a, const struct finding *b)
{
	return a->rule == b->rule && dns_name_equal(&a->name, &b->name);
}

static bool says_the_same(const struct finding *a, const struct finding *b)
{
	return is_of_same_rule(a, b) && strcmp(a->message, b->message) == 0;
}

static bool is_alike(const struct finding *after, const struct finding *before)
{
	return is_of_same_rule(after, before) && after->severity <= before->severity &&
	       messages_differ_by_numbers(after->message, before->message);
}

struct all_findings {
	ARENA_LIST(const struct finding *) list;
};

/* Those that are told, what follows from them, and what a comment silences: it is there, too. */
static struct all_findings all_of(struct arena *arena, const struct report *report)
{
	struct all_findings all = { 0 };

	for (size_t i = 0; i < report->findings.count; i++)
		*arena_append(arena, &all.list) = &report->findings.at[i];
	for (size_t i = 0; i < report->folded.list.count; i++)
		*arena_append(arena, &all.list) = &report->folded.list.at[i];
	for (size_t i = 0; i < report->silenced.list.count; i++)
		*arena_append(arena, &all.list) = &report->silenced.list.at[i];
	return all;
}

static bool has_same(const struct all_findings *all, const struct finding *finding)
{
	for (size_t i = 0; i < all->list.count; i++)
		if (says_the_same(all->list.at[i], finding))
			return true;
	return false;
}

/* The finding of the state before that this one is but for its numbers, and that no other one is; NULL for none. */
static const struct finding **find_alike(struct all_findings *free, const struct finding *finding)
{
	for (size_t i = 0; i < free->list.count; i++)
		if (free->list.at[i] && is_alike(finding, free->list.at[i]))
			return &free->list.at[i];
	return NULL;
}

void take_out_known_findings(struct report *after, const struct report *before)
{
	struct arena scratch = { 0 };
	struct all_findings was = all_of(&scratch, before), is = all_of(&scratch, after), free = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < was.list.count; i++)
		if (!has_same(&is, was.list.at[i]))
			*arena_append(&scratch, &free.list) = was.list.at[i];
	for (size_t i = 0; i < after->findings.count; i++) {
		const struct finding finding = after->findings.at[i], **alike = NULL;

		if (has_same(&was, &finding))
			continue;
		alike = find_alike(&free, &finding);
		if (alike)
			*alike = NULL;
		else
			after->findings.at[kept++] = finding;
	}
	after->findings.count = kept;
	arena_release(&scratch);
	report_refresh(after);
}

static bool is_there(const struct all_findings *all, const struct finding *finding)
{
	for (size_t i = 0; i < all->list.count; i++)
		if (finding->rule->scope == SCOPE_ZONE ? says_the_same(all->list.at[i], finding)
						       : is_of_same_rule(all->list.at[i], finding))
			return true;
	return false;
}

const struct findings *cured_findings(
	struct arena *arena, const struct report *after, const struct report *before)
{
	struct findings *cured = arena_take(arena, sizeof *cured);
	struct arena scratch = { 0 };
	struct all_findings is = all_of(&scratch, after);

	for (size_t i = 0; i < before->findings.count; i++) {
		const struct finding *finding = &before->findings.at[i];

		if (finding->severity > SEVERITY_INFO && domain_is_answered(after->domain) &&
			before->domain->exists && !is_there(&is, finding))
			*arena_append(arena, &cured->list) = *finding;
	}
	arena_release(&scratch);
	return cured;
}
