/* Reads answers of query tools and says what of them could not be read. */
#include "cli/pasted.h"

#include "base/escape.h"
#include "check/record.h"
#include "input/answer_reader.h"

#include <string.h>

enum { LINES_SHOWN = 3, SHOWN_MOST = 60 };

bool pasted_is_answer(const struct input *input)
{
	return input->kind == INPUT_TOOL_ANSWERS || input->kind == INPUT_ANSWER_JSON;
}

bool pasted_is_refused(const struct input *input, struct slice bytes)
{
	struct slice text = slice_trim(bytes), line;
	size_t at = 0;

	if (input->kind != INPUT_FOREIGN || !slice_next_item(text, '\n', &at, &line))
		return false;
	if (memchr("{[<", text.at[0], 3) || memchr(text.at, 0, text.len))
		return true;
	return input->advice && record_kind_of(line) == RECORD_UNKNOWN;
}

static void complain_unread(struct options *options, struct text *text, const struct answers *answers)
{
	const char *name = escape_copy(&options->arena, slice_of(text->name));
	size_t count = answers->unread.count;

	for (size_t i = 0; i < count && i < LINES_SHOWN; i++) {
		struct span span = answers->unread.at[i];
		struct slice line = slice_span(text->bytes, span);
		struct text_position at = text_position(text, span.first);

		complain("%s:%u:%u: not read: \"%s%s\"", name, at.line, at.column,
			escape_copy(&options->arena, slice_part(line, 0, SHOWN_MOST)),
			line.len > SHOWN_MOST ? "..." : "");
	}
	if (count > LINES_SHOWN)
		complain("%s: %zu more lines were not read", name, count - LINES_SHOWN);
}

static void complain_differing(
	struct options *options, const struct text *text, const struct answers *answers)
{
	for (size_t i = 0; i < answers->differing.count && i < LINES_SHOWN; i++)
		complain("%s: different answers for %s %s; only the first one is used",
			escape_copy(&options->arena, slice_of(text->name)),
			dns_name_text(&options->arena, &answers->differing.at[i].name),
			dns_type_text(&options->arena, answers->differing.at[i].type));
}

bool pasted_answers_read(struct options *options, struct text *text, struct answers *ret_answers)
{
	answers_read(&options->arena, text, ret_answers);
	if (ret_answers->refusal) {
		complain("%s: %s", escape_copy(&options->arena, slice_of(text->name)), ret_answers->refusal);
		return false;
	}
	complain_unread(options, text, ret_answers);
	complain_differing(options, text, ret_answers);
	options->lookup.incomplete =
		options->lookup.incomplete || ret_answers->unread.count || ret_answers->differing.count;
	return true;
}
