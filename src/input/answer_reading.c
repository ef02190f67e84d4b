/* What the readers of all families do with lines, words and records. */
#include "input/answer_reading.h"

#include "base/ascii.h"

#include <string.h>

bool answer_next_line(struct answer_reader *reader, struct slice *ret_line)
{
	struct slice rest = reader->rest;
	ptrdiff_t end = slice_find(rest, '\n', 0);
	struct slice line = slice_part(rest, 0, end < 0 ? rest.len : (size_t)end);

	if (!rest.len)
		return false;
	reader->rest = slice_part(rest, line.len + 1, rest.len);
	while (line.len && ascii_is_space(line.at[line.len - 1]))
		line.len--;
	*ret_line = line;
	return true;
}

struct slice answer_word(struct slice *rest)
{
	struct slice word = *rest;
	size_t len = 0;

	while (word.len && ascii_is_space(word.at[0]))
		word = slice_part(word, 1, word.len);
	while (len < word.len && !ascii_is_space(word.at[len]))
		len++;
	*rest = slice_part(word, len, word.len);
	while (rest->len && ascii_is_space(rest->at[0]))
		*rest = slice_part(*rest, 1, rest->len);
	return slice_part(word, 0, len);
}

bool answer_is_name(struct slice word)
{
	struct dns_address address;
	struct dns_name name;

	if (word.len < 2 || slice_find(word, '.', 0) <= 0 || strchr("@+-[\"{('/<", word.at[0]) ||
		slice_find(word, '#', 0) >= 0 || slice_find(word, '/', 0) >= 0 ||
		slice_find(word, '=', 0) >= 0 || dns_address_from_text(word, &address))
		return false;
	return dns_name_from_unicode(word, &name) == DNS_NAME_OK;
}

struct slice answer_after(struct slice line, const char *text, struct slice *ret_before)
{
	ptrdiff_t at = slice_find_text(line, text, 0);

	if (at < 0)
		return (struct slice){ 0 };
	*ret_before = slice_trim(slice_part(line, 0, (size_t)at));
	return slice_part(line, (size_t)at + strlen(text), line.len);
}

bool answer_type(struct slice word, uint16_t *ret_type)
{
	*ret_type = ANSWER_TYPE_ANY;
	return slice_is_nocase(word, "ANY") || dns_type_from_text(word, ret_type);
}

bool answer_set_name(const struct answer_reader *reader, struct asked *asked, struct slice name)
{
	asked->has_name = name.len && dns_name_from_unicode(name, &asked->name) == DNS_NAME_OK;
	asked->at = name.len ? answer_offset(&reader->writer, name) : 0;
	return asked->has_name;
}

static bool shows_domain(uint16_t type)
{
	return type == DNS_TYPE_TXT || type == DNS_TYPE_MX || type == DNS_TYPE_SPF || type == DNS_TYPE_CNAME;
}

void answer_note_alias(struct answer_reader *reader, struct slice target)
{
	struct answer_writer *writer = &reader->writer;
	struct printed_message *message = &reader->message;
	struct alias_chain *chain = &reader->chain;
	struct dns_name name;

	if (writer->type != DNS_TYPE_CNAME || dns_name_from_unicode(slice_trim(target), &name) != DNS_NAME_OK)
		return;
	answer_note_target(writer, &name);
	if (message->open && dns_name_equal(&message->end, &writer->owner) &&
		message->question.type != DNS_TYPE_CNAME)
		message->end = name;
	if (!chain->open || !dns_name_equal(&chain->end, &writer->owner))
		chain->first = writer->owner;
	chain->end = name;
	chain->open = true;
}

void answer_note_outcome(struct answer_reader *reader, const struct asked *asked, enum dns_outcome outcome)
{
	const struct alias_chain *chain = &reader->chain;

	answer_note_asked(&reader->writer, asked, outcome);
	if (asked->has_name && asked->type && chain->open && dns_name_equal(&chain->end, &asked->name) &&
		dns_outcome_is_answer(outcome))
		answer_note(&reader->writer, &chain->first, asked->type, DNS_ANSWER);
}

static bool is_wanted(const struct printed_message *message, uint16_t type)
{
	return type == message->question.type || message->question.type == ANSWER_TYPE_ANY;
}

void answer_note_record(struct answer_reader *reader)
{
	struct answer_writer *writer = &reader->writer;
	struct printed_message *message = &reader->message;
	bool of_question = message->open && message->question.has_name;

	reader->command.failed = false;
	if (!of_question && shows_domain(writer->type))
		answer_note_domain(writer, &writer->owner);
	if (message->open && message->truncated)
		return;
	if (!of_question ||
		(is_wanted(message, writer->type) && dns_name_equal(&message->end, &writer->owner)))
		message->records++;
	answer_note(writer, &writer->owner, writer->type, DNS_ANSWER);
	if (!of_question && reader->chain.open && dns_name_equal(&reader->chain.end, &writer->owner) &&
		writer->type != DNS_TYPE_CNAME)
		answer_note(writer, &reader->chain.first, writer->type, DNS_ANSWER);
}

void answer_note_failure(struct answer_reader *reader)
{
	answer_note_asked(&reader->writer, &reader->command.asked, DNS_TIMEOUT);
	reader->command.failed = false;
}

enum { LINES_OF_RECORD_MOST = 200 };

void answer_scan_line(struct line_state *state, struct slice line)
{
	state->comment = line.len;
	for (size_t i = 0; i < line.len; i++) {
		uint8_t c = line.at[i];

		if (c == '\\')
			i++;
		else if (c == '"')
			state->quoted = !state->quoted;
		else if (!state->quoted && c == '(')
			state->depth++;
		else if (!state->quoted && c == ')')
			state->depth -= state->depth > 0;
		else if (!state->quoted && c == ';') {
			state->comment = i;
			return;
		}
	}
}

/* A name with a type, a class or a phrase of host or nslookup after it; a comment; a quote. */
static bool begins_record(struct slice line)
{
	enum { WORDS_TO_TYPE = 3 };
	struct slice name = answer_word(&line), word;
	uint16_t type;

	if (name.at[0] == ';' || name.at[0] == '"')
		return true;
	if (!answer_is_name(name))
		return false;
	if (slice_starts(line, "descriptive text") || slice_starts(line, "text ="))
		return true;
	for (int i = 0; i < WORDS_TO_TYPE && (word = answer_word(&line)).len; i++)
		if (slice_is(word, "IN") || dns_type_from_text(word, &type))
			return true;
	return false;
}

void answer_add_lines(struct answer_reader *reader, struct slice data, bool yaml)
{
	struct answer_writer *writer = &reader->writer;
	struct line_state state = { 0 };

	for (unsigned lines = 0; lines < LINES_OF_RECORD_MOST; lines++) {
		struct slice kept = reader->rest;

		answer_scan_line(&state, data);
		data = slice_part(data, 0, state.comment);
		if (yaml)
			answer_add_quoted_data(writer, data);
		else
			answer_add_data(writer, data);
		if (yaml || (!state.quoted && !state.depth) || !answer_next_line(reader, &data))
			break;
		if (state.quoted && (!data.len || begins_record(data))) {
			reader->rest = kept;
			break;
		}
		if (!state.quoted)
			translation_add_text(&writer->lines, "\n", answer_offset(writer, data));
	}
}
