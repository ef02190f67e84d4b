/*
 * Goes through printed answers line by line, and gives each line to the families of tools in turn:
 *
 *   text  = *( fence / command / line of a tool / other )
 *   fence = "```" *CHAR                                      of Markdown, also "~~~"
 *
 * What none of them takes and looks like a record is noted as unread. Head lines, in whatever language, are passed over.
 */
#include "input/answer_reader.h"

#include "input/answer_reading.h"

/* Words that only a line with a record has: a line without them is of no concern. */
static bool may_hold_record(struct slice line)
{
	static const char *const words[] = { "\"", "v=", "TXT", " MX ", "\tMX\t", "p=" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_find_nocase(line, words[i], 0) >= 0)
			return true;
	return false;
}

static bool read_fence(struct answer_reader *reader, struct slice line)
{
	(void)reader;
	return slice_starts(line, "```") || slice_starts(line, "~~~");
}

static bool take_line(struct answer_reader *reader, struct slice line)
{
	static bool (*const families[])(struct answer_reader *, struct slice) = { answer_read_string,
		read_fence, answer_read_powershell, answer_read_command, answer_read_json,
		answer_read_message_line, answer_read_yaml, answer_read_nslookup, answer_read_host,
		answer_read_resolvectl, answer_read_record, answer_read_short };

	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (families[i](reader, line))
			return true;
	return false;
}

/* What is quoted in a mail has a mark before each line. */
static void read_line(struct answer_reader *reader, struct slice line)
{
	struct slice inner = line;

	if (take_line(reader, line))
		return;
	while (slice_starts(inner, ">")) {
		inner = slice_part(inner, slice_starts(inner, "> ") ? 2 : 1, inner.len);
		if (!slice_starts(inner, ">") && take_line(reader, inner))
			return;
	}
	if (may_hold_record(line))
		answer_note_unread(&reader->writer, line);
}

void answers_read(struct arena *arena, struct text *text, struct answers *ret_answers)
{
	struct answer_reader reader = { .writer = answer_writer_begin(arena, text, ret_answers),
		.rest = text->bytes };
	struct slice line;

	if (slice_starts(reader.rest, "\xef\xbb\xbf"))
		reader.rest = slice_part(reader.rest, 3, reader.rest.len);
	while (answer_next_line(&reader, &line))
		read_line(&reader, line);
	answer_close_text(&reader);
	answer_close_message(&reader);
	answer_close_object(&reader);
	if (reader.command.failed)
		answer_note_failure(&reader);
	answer_writer_finish(&reader.writer);
}
