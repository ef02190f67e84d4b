/*
 * Answers in JSON: of DNS over HTTPS as Google and Cloudflare give it, of kdig +json (RFC 8427), doggo and dog, and of
 * Resolve-DnsName | ConvertTo-Json; a value, an array of them, or several values after each other.
 *
 * The text of a TXT record is in the form of master files when it begins with a quote, else as it is (Google).
 */
#include "input/answer_reading.h"

#include "base/ascii.h"
#include "base/json_scan.h"

#include <string.h>

enum { STATUS_NOERROR = 0, STATUS_NXDOMAIN = 3, STATUS_REFUSED = 5 }; /* RFC 1035 section 4.1.1 */
enum { SECTION_ANSWER = 1 };					      /* of PowerShell */

enum { NOT_JSON_MOST = 8 };

struct json_reader {
	struct answer_reader *reader;
	struct json_tokens tokens;
};

static struct slice token_part(const struct json_reader *r, uint32_t token)
{
	return slice_part(r->tokens.text, r->tokens.at[token].first, r->tokens.at[token].end);
}

/* A type is a number, as in a message, or a word. */
static bool read_type(struct json_reader *r, uint32_t token, uint16_t *ret_type)
{
	uint64_t number;

	if (!token)
		return false;
	number = json_token_number(&r->tokens, token);
	*ret_type = (uint16_t)number;
	return (number && number <= UINT16_MAX) || answer_type(token_part(r, token), ret_type);
}

static bool is_true(const struct json_reader *r, uint32_t object, const char *name)
{
	uint32_t token = json_find(&r->tokens, object, name);

	return token && (slice_is(token_part(r, token), "true") || json_token_number(&r->tokens, token));
}

/* Character-strings in quotes, with blanks between them. */
static bool is_strings(struct slice text)
{
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];

		if (c == '"')
			quoted = !quoted;
		else if (!quoted && c != ' ')
			return false;
		else if (c == '\\')
			i++;
		else if (c < ' ' && c != '\t')
			return false;
	}
	return !quoted && text.len && text.at[0] == '"';
}

/* Numbers and names. */
static bool is_words(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < ' ' || strchr("\"();\\", text.at[i]))
			return false;
	return text.len;
}

static void add_presented(struct json_reader *r, uint32_t token)
{
	struct json_characters characters = json_characters_of(&r->tokens, token);
	uint32_t first, end;
	uint8_t bytes[4];
	size_t length;

	while ((length = json_next_character(&characters, bytes, &first, &end)))
		translation_add(&r->reader->writer.lines, (struct slice){ bytes, length }, first, end);
}

static void add_text(struct json_reader *r, uint32_t token)
{
	struct json_characters characters = json_characters_of(&r->tokens, token);
	struct answer_writer *writer = &r->reader->writer;
	uint32_t first, end;
	uint8_t bytes[4];
	size_t length;

	answer_begin_text(writer, r->tokens.at[token].first);
	while ((length = json_next_character(&characters, bytes, &first, &end)))
		answer_add_character(writer, (struct slice){ bytes, length }, first, end);
	answer_end_text(writer, r->tokens.at[token].end);
}

/* RDATA in one string, or the strings of a TXT record in an array. */
static bool add_data(struct json_reader *r, uint32_t token, uint16_t type)
{
	bool text = type == DNS_TYPE_TXT || type == DNS_TYPE_SPF;
	struct slice decoded;
	uint32_t at = 0, name, item;

	while (json_next(&r->tokens, token, &at, &name, &item))
		if (r->tokens.at[item].kind == JSON_STRING)
			add_text(r, item);
	if (at)
		return true;
	decoded = json_token_text(r->reader->writer.arena, &r->tokens, token);
	if (text && !is_strings(decoded))
		add_text(r, token);
	else if (text || is_words(decoded))
		add_presented(r, token);
	else
		return false;
	return true;
}

/* `preference`: a token before the data, of MX records whose parts are apart; JSON_NO_TOKEN for none. */
static void take_record(
	struct json_reader *r, uint32_t name, uint16_t type, uint32_t ttl, uint32_t preference, uint32_t data)
{
	struct answer_writer *writer = &r->reader->writer;
	uint32_t at = r->tokens.at[data].first;

	if (r->tokens.at[data].kind != JSON_STRING && r->tokens.at[data].kind != JSON_ARRAY)
		return;
	if (!is_words(token_part(r, name)) || !answer_begin_record(writer, token_part(r, name), ttl, type)) {
		answer_note_unread(writer, token_part(r, data));
		return;
	}
	if (preference) {
		answer_add_data(writer, token_part(r, preference));
		translation_add_text(&writer->lines, " ", at);
	}
	if (!add_data(r, data, type))
		translation_add_text(&writer->lines, "\\# 0", at);
	answer_end_record(writer, at);
	answer_note_alias(r->reader, token_part(r, data));
	answer_note_record(r->reader);
}

/* Members of a record, by the names that a tool has for them. */
struct record_names {
	const char *name, *type, *ttl, *data;
};

static void take_item(struct json_reader *r, uint32_t item, const struct record_names *names)
{
	uint32_t name = json_find_kind(&r->tokens, item, names->name, JSON_STRING), data,
		 ttl = json_find_kind(&r->tokens, item, names->ttl, JSON_NUMBER);
	struct arena *arena = r->reader->writer.arena;
	uint64_t seconds = ttl ? json_token_number(&r->tokens, ttl) : 0;
	uint16_t type;

	if (!name || !read_type(r, json_find(&r->tokens, item, names->type), &type))
		return;
	data = json_find(&r->tokens, item,
		names->data ? names->data : arena_printf(arena, "rdata%s", dns_type_text(arena, type)));
	if (data)
		take_record(
			r, name, type, seconds <= ZONE_TTL_MOST ? (uint32_t)seconds : 0, JSON_NO_TOKEN, data);
}

static void take_items(struct json_reader *r, uint32_t list, const struct record_names *names)
{
	uint32_t at = 0, name, item;

	while (list && json_next(&r->tokens, list, &at, &name, &item))
		take_item(r, item, names);
}

static void open_message(struct json_reader *r, uint64_t status)
{
	answer_open_message(r->reader, DNS_SERVFAIL);
	r->reader->message.part = PART_ANSWER;
	if (status == STATUS_NOERROR)
		r->reader->message.outcome = DNS_ANSWER;
	else if (status == STATUS_NXDOMAIN)
		r->reader->message.outcome = DNS_NXDOMAIN;
	else if (status == STATUS_REFUSED)
		r->reader->message.outcome = DNS_REFUSED;
}

static void set_question(struct json_reader *r, uint32_t name, uint32_t type)
{
	struct printed_message *message = &r->reader->message;

	if (!name || !answer_set_name(r->reader, &message->question, token_part(r, name)))
		return;
	read_type(r, type, &message->question.type);
	message->end = message->question.name;
}

/* {"Status": 0, "TC": false, "Question": [{"name", "type"}], "Answer": [{"name", "type", "TTL", "data"}]} */
static bool read_over_https(struct json_reader *r, uint32_t object)
{
	static const struct record_names names = { "name", "type", "TTL", "data" };
	uint32_t status = json_find_kind(&r->tokens, object, "Status", JSON_NUMBER),
		 questions = json_find(&r->tokens, object, "Question"), at = 0, name, question = questions;

	if (!status || (!questions && !json_find(&r->tokens, object, "Answer")))
		return false;
	open_message(r, json_token_number(&r->tokens, status));
	r->reader->message.truncated = is_true(r, object, "TC");
	r->reader->message.recursive = is_true(r, object, "RA");
	if (questions && r->tokens.at[questions].kind == JSON_ARRAY)
		question = json_next(&r->tokens, questions, &at, &name, &question) ? question : JSON_NO_TOKEN;
	if (question)
		set_question(r, json_find_kind(&r->tokens, question, "name", JSON_STRING),
			json_find(&r->tokens, question, "type"));
	take_items(r, json_find(&r->tokens, object, "Answer"), &names);
	answer_close_message(r->reader);
	return true;
}

/* {"QNAME", "QTYPE", "RCODE": 0, "answerRRs": [{"NAME", "TYPE", "TTL", "rdataTXT"}]} */
static bool read_kdig(struct json_reader *r, uint32_t object)
{
	static const struct record_names names = { "NAME", "TYPE", "TTL", NULL };
	uint32_t status = json_find_kind(&r->tokens, object, "RCODE", JSON_NUMBER),
		 name = json_find_kind(&r->tokens, object, "QNAME", JSON_STRING);

	if (!status || !name)
		return false;
	open_message(r, json_token_number(&r->tokens, status));
	r->reader->message.truncated = is_true(r, object, "TC");
	r->reader->message.recursive = is_true(r, object, "RA");
	set_question(r, name, json_find(&r->tokens, object, "QTYPE"));
	take_items(r, json_find(&r->tokens, object, "answerRRs"), &names);
	answer_close_message(r->reader);
	return true;
}

/* dog: {"type": "TXT", "data": {"messages": ["part1"]}}, and "exchange" with "preference". */
static void take_items_of_dog(struct json_reader *r, uint32_t list)
{
	uint32_t at = 0, name, item;
	uint16_t type;

	while (list && json_next(&r->tokens, list, &at, &name, &item)) {
		uint32_t owner = json_find_kind(&r->tokens, item, "name", JSON_STRING),
			 data = json_find_kind(&r->tokens, item, "data", JSON_OBJECT),
			 preference = JSON_NO_TOKEN, value;

		if (!owner || !data || !read_type(r, json_find(&r->tokens, item, "type"), &type))
			continue;
		value = json_find(&r->tokens, data, type == DNS_TYPE_MX ? "exchange" : "messages");
		if (type == DNS_TYPE_MX)
			preference = json_find_kind(&r->tokens, data, "preference", JSON_NUMBER);
		if (value && (preference || type == DNS_TYPE_TXT))
			take_record(r, owner, type, 0, preference, value);
	}
}

/* {"responses": [{"answers": [{"name", "type", "ttl", "address"}]}]} of doggo, too: the status is not told. */
static bool read_doggo(struct json_reader *r, uint32_t object)
{
	static const struct record_names names = { "name", "type", "ttl", "address" };
	uint32_t responses = json_find_kind(&r->tokens, object, "responses", JSON_ARRAY), at = 0, name, item;

	while (responses && json_next(&r->tokens, responses, &at, &name, &item)) {
		take_items(r, json_find(&r->tokens, item, "answers"), &names);
		take_items_of_dog(r, json_find(&r->tokens, item, "answers"));
	}
	return responses;
}

/* {"Name", "Type": 16, "TTL", "Section": 1, "Strings": ["part1", "part2"]}, "NameExchange" and "Preference", "NameHost" */
static bool read_powershell(struct json_reader *r, uint32_t object)
{
	uint32_t name = json_find_kind(&r->tokens, object, "Name", JSON_STRING),
		 section = json_find_kind(&r->tokens, object, "Section", JSON_NUMBER),
		 preference = JSON_NO_TOKEN, data,
		 ttl = json_find_kind(&r->tokens, object, "TTL", JSON_NUMBER);
	uint16_t type;

	if (!name || !read_type(r, json_find(&r->tokens, object, "Type"), &type))
		return false;
	if (section && json_token_number(&r->tokens, section) != SECTION_ANSWER)
		return true;
	data = json_find(&r->tokens, object, type == DNS_TYPE_MX ? "NameExchange" : "Strings");
	if (type == DNS_TYPE_MX)
		preference = json_find_kind(&r->tokens, object, "Preference", JSON_NUMBER);
	else if (type == DNS_TYPE_CNAME || type == DNS_TYPE_NS)
		data = json_find(&r->tokens, object, "NameHost");
	if (data && (preference || type != DNS_TYPE_MX))
		take_record(r, name, type, ttl ? (uint32_t)json_token_number(&r->tokens, ttl) : 0, preference,
			data);
	return true;
}

static void read_value(struct json_reader *r, uint32_t token)
{
	uint32_t at = 0, name, item;

	if (r->tokens.at[token].kind != JSON_ARRAY) {
		if (!read_over_https(r, token) && !read_kdig(r, token) && !read_doggo(r, token) &&
			!read_powershell(r, token))
			answer_note_unread(&r->reader->writer, token_part(r, token));
		return;
	}
	while (json_next(&r->tokens, token, &at, &name, &item))
		read_value(r, item);
}

/* A value that begins on the line. Texts that only look like one are not read to their end again and again. */
bool answer_read_json(struct answer_reader *reader, struct slice line)
{
	const struct slice text = reader->writer.text->bytes;
	struct slice trimmed = slice_trim(line);
	struct json_reader r = { .reader = reader };
	size_t at;
	bool good;

	if (!trimmed.len || (trimmed.at[0] != '{' && trimmed.at[0] != '[') ||
		reader->not_json > NOT_JSON_MOST ||
		slice_find_text(trimmed, ".] ", 0) > 0) /* of knotc zone-read */
		return false;
	at = answer_offset(&reader->writer, trimmed);
	good = json_scan(&r.tokens, text, &at);
	if (good) {
		answer_close_message(reader);
		read_value(&r, 0);
		reader->rest = slice_part(text, at, text.len);
	} else {
		answer_note_unread(&reader->writer, slice_part(text, at, at + 1));
		reader->not_json++;
	}
	json_tokens_free(&r.tokens);
	return true;
}
