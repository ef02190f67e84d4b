/*
 * Lines of logs in JSON objects, one a line: docker ("log"), the journal of systemd ("MESSAGE"), and collectors, whose member
 * "message" holds an entry of a log.
 */
#include "bounce/frame_json.h"

#include "base/ascii.h"
#include "base/json_scan.h"
#include "bounce/entry.h"

static struct slice member_text(
	struct arena *arena, const struct json_tokens *tokens, const char *const *names)
{
	for (size_t i = 0; names[i]; i++) {
		uint32_t value = json_find(tokens, 0, names[i]);

		if (value && (tokens->at[value].kind == JSON_STRING || tokens->at[value].kind == JSON_NUMBER))
			return json_token_text(arena, tokens, value);
	}
	return (struct slice){ 0 };
}

/* The journal writes what is no UTF-8 as a list of numbers. */
static struct slice bytes_of(struct arena *arena, const struct json_tokens *tokens, uint32_t value)
{
	uint8_t *to;
	size_t len = 0;
	uint32_t at = 0, name, item;

	if (tokens->at[value].kind != JSON_ARRAY)
		return json_token_text(arena, tokens, value);
	to = arena_take(arena, tokens->at[value].next - value + 1);
	while (json_next(tokens, value, &at, &name, &item))
		if (tokens->at[item].kind == JSON_NUMBER)
			to[len++] = (uint8_t)json_token_number(tokens, item);
	return (struct slice){ to, len };
}

/* "time host program[pid]: message", as the server has it in a file. */
static struct slice entry_of_journal(struct arena *arena, const struct json_tokens *tokens, uint32_t message)
{
	static const char *const times[] = { "_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP", NULL };
	static const char *const programs[] = { "SYSLOG_IDENTIFIER", "_COMM", NULL };
	static const char *const processes[] = { "_PID", "SYSLOG_PID", NULL };
	static const char *const hosts[] = { "_HOSTNAME", NULL };
	struct entry_parts parts = { .time = member_text(arena, tokens, times),
		.host = member_text(arena, tokens, hosts),
		.program = member_text(arena, tokens, programs),
		.process = member_text(arena, tokens, processes),
		.message = bytes_of(arena, tokens, message) };

	return parts.program.len && parts.time.len ? entry_write(arena, &parts) : parts.message;
}

/* A member of a collector's object that holds an entry; what else it says of the mail is left to those who read objects. */
static struct slice entry_of_collector(struct arena *arena, const struct json_tokens *tokens)
{
	static const char *const names[] = { "message", "@message", "msg", "line", "textPayload", "_raw",
		"event", "short_message", "full_message", "text" };
	static const char *const times[] = { "@timestamp", "timestamp", "time", "ts", "date", NULL };
	static const char *const programs[] = { "program", "ident", "tag", "appname", "syslog_identifier",
		"process", NULL };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		uint32_t value = json_find_kind(tokens, 0, names[i], JSON_STRING);
		struct entry_parts parts = { 0 };

		if (!value)
			continue;
		parts.message = json_token_text(arena, tokens, value);
		if (entry_head_of(parts.message).time.len)
			return parts.message;
		if (!entry_is_start(parts.message))
			continue;
		parts.time = member_text(arena, tokens, times);
		if (!entry_head_of(parts.message).program.len)
			parts.program = member_text(arena, tokens, programs);
		return entry_write(arena, &parts);
	}
	return (struct slice){ 0 };
}

bool frame_json(struct arena *arena, struct slice object, struct slice *ret_line, bool *ret_more)
{
	struct json_tokens tokens = { 0 };
	struct slice line = { 0 };
	uint32_t value;
	size_t at = 0;
	bool is_docker = false;

	if (json_scan(&tokens, object, &at) && tokens.at[0].kind == JSON_OBJECT) {
		value = json_find_kind(&tokens, 0, "log", JSON_STRING);
		is_docker = value && (json_find(&tokens, 0, "stream") || json_find(&tokens, 0, "time"));
		if (is_docker) {
			line = json_token_text(arena, &tokens, value);
			*ret_more = line.len && line.at[line.len - 1] != '\n';
			if (line.len && !*ret_more)
				line.len--;
			if (line.len && line.at[line.len - 1] == '\r')
				line.len--;
		} else if ((value = json_find(&tokens, 0, "MESSAGE")) != JSON_NO_TOKEN) {
			line = entry_of_journal(arena, &tokens, value);
		} else {
			line = entry_of_collector(arena, &tokens);
		}
	}
	json_tokens_free(&tokens);
	if (is_docker || line.len)
		*ret_line = line;
	return is_docker || line.len;
}
