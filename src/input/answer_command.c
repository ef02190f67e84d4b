/*
 * Commands that ask DNS, as they are in a paste between what they printed. They tell what the answers of dig +short are about, and for
 * what no server was reached.
 *
 *   command   = [ prompt ] tool SP arguments / "; <<>> DiG " version " <<>> " arguments      the second is what dig itself prints
 *   arguments = *( option / name / type / "@" server )
 */
#include "input/answer_reading.h"

#include "input/command.h"

static bool ends_command(struct slice word)
{
	return slice_is(word, "|") || slice_is(word, ">") || slice_is(word, ">>") || slice_is(word, "2>&1") ||
	       slice_is(word, "&&") || slice_is(word, ";") || slice_is(word, "<<>>");
}

/* "-type=txt", "-q=mx", "-query=txt", "-querytype=txt" of nslookup; the type itself is what follows. */
static struct slice type_word(struct slice word)
{
	ptrdiff_t equals = slice_find(word, '=', 0);

	if (equals > 0 &&
		(word.at[0] == '-' || slice_starts_nocase(word, "type=") || slice_starts_nocase(word, "q")))
		return slice_part(word, (size_t)equals + 1, word.len);
	return word;
}

static void read_arguments(
	struct answer_reader *reader, struct command *command, struct slice rest, bool several)
{
	size_t names = 0;
	struct slice word;

	while ((word = answer_word(&rest)).len && !ends_command(word)) {
		uint16_t type;

		if (slice_is_nocase(word, "+short") || slice_is(word, "--short"))
			command->is_short = true;
		else if (slice_is(word, "-p") || slice_is(word, "-b") || slice_is_nocase(word, "-Server"))
			answer_word(&rest); /* the port, or a name that is not asked for */
		else if (answer_type(type_word(word), &type))
			command->asked.type = type;
		else if (answer_is_name(word) && !names++)
			answer_set_name(reader, &command->asked, word);
	}
	if (several && names > 1) /* dig with several questions: of which one a line is cannot be told */
		command->asked = (struct asked){ 0 };
}

/* Interactive nslookup: "> set type=txt", and "> example.com". */
static bool read_interactive(struct answer_reader *reader, struct slice line)
{
	struct slice rest = slice_part(line, 1, line.len), word;
	struct command command = { .asked.type = reader->command.asked.type };
	uint16_t type;

	if (!slice_starts(line, "> "))
		return false;
	word = answer_word(&rest);
	if (slice_is_nocase(word, "set")) {
		if (answer_type(type_word(rest), &type))
			reader->command.asked.type = type;
		return true;
	}
	if (!answer_is_name(word) || rest.len)
		return slice_is_nocase(word, "server") || slice_is(word, "exit") || !word.len;
	answer_set_name(reader, &command.asked, word);
	reader->command = command;
	return true;
}

static void begin_command(struct answer_reader *reader)
{
	answer_close_message(reader);
	reader->alias = (struct asked){ 0 };
}

/* dig prints its arguments after the failures that it met while asking. */
static bool read_banner(struct answer_reader *reader, struct slice line)
{
	struct slice before, arguments = answer_after(line, "<<>> DiG ", &before);
	bool failed = reader->command.failed;

	if (!arguments.len)
		return false;
	arguments = answer_after(arguments, "<<>>", &before);
	begin_command(reader);
	reader->command = (struct command){ .failed = failed };
	read_arguments(reader, &reader->command, arguments, true);
	return true;
}

bool answer_read_command(struct answer_reader *reader, struct slice line)
{
	struct slice tool, arguments;

	if (slice_starts(line, "; <<>>"))
		return read_banner(reader, line);
	if (input_command(line, &tool, &arguments)) {
		begin_command(reader);
		if (reader->command.failed)
			answer_note_failure(reader);
		reader->command = (struct command){ 0 };
		read_arguments(reader, &reader->command, arguments, slice_ends_nocase(tool, "dig"));
		return true;
	}
	if (read_interactive(reader, line))
		return true;
	/* A bare prompt, and commands of other kinds. */
	return line.len > 1 && slice_find(line, '"', 0) < 0 && slice_find(line, '=', 0) < 0 &&
	       (slice_starts(line, "$ ") || slice_starts(line, "PS ") || line.at[line.len - 1] == '$' ||
		       line.at[line.len - 1] == '>' ||
		       (line.at[line.len - 1] == '#' && slice_find(line, '@', 0) > 0) ||
		       slice_starts(line, "\xe2\x9e\x9c "));
}
