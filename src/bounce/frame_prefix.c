/*
 * What is before a line, wrapper by wrapper: prefixes that a line alone does not prove, and those that are told by themselves.
 */
#include "bounce/frame_prefix.h"

#include "base/ascii.h"
#include "bounce/entry.h"
#include "bounce/frame_json.h"
#include "bounce/reply.h"
#include "bounce/stamp.h"

#include <string.h>

static size_t digits_at(struct slice text, size_t at)
{
	return slice_run(text, at, "0123456789");
}

static size_t name_at(struct slice text, size_t at, const char *marks)
{
	size_t end = at;

	while (end < text.len &&
		(ascii_is_alnum(text.at[end]) || (text.at[end] && strchr(marks, text.at[end]))))
		end++;
	return end - at;
}

static size_t quote_prefix(struct slice line)
{
	size_t at = slice_run(line, 0, " \t"), end = 0;

	while (at < line.len && (line.at[at] == '>' || line.at[at] == '|')) {
		at++;
		if (at == line.len || line.at[at] == ' ' || line.at[at] == '>' || line.at[at] == '\t')
			end = at + (at < line.len && line.at[at] != '>');
		at += slice_run(line, at, " ") == 1;
	}
	return end;
}

static size_t name_prefix(struct slice line)
{
	size_t at = slice_run(line, 0, " "), name = name_at(line, at, "_.-/");

	at += name;
	at += slice_run(line, at, " \t");
	if (!name || at == line.len || line.at[at] != '|')
		return 0;
	return at + 1 + (slice_run(line, at + 1, " ") > 0);
}

static size_t file_prefix(struct slice line)
{
	size_t name = name_at(line, 0, "_./~+@%=,-"), end = name, digits;
	struct slice file;

	if (!name || name == line.len || line.at[name] != ':') {
		/* a line of the context: the file's name, a hyphen, and an entry that may begin with its number */
		ptrdiff_t log = slice_find_text(line, "log-", 0);

		return log > 0 && (size_t)log + 4 <= name ? (size_t)log + 4 : 0;
	}
	file = slice_part(line, 0, name);
	if (slice_find(file, '/', 0) < 0 && slice_find_nocase(file, "log", 0) < 0 &&
		slice_find_nocase(file, ".txt", 0) < 0 && slice_find_nocase(file, ".eml", 0) < 0)
		return 0;
	end++;
	digits = digits_at(line, end);
	if (digits && end + digits < line.len && line.at[end + digits] == ':' &&
		!stamp_length(slice_part(line, end, line.len), NULL))
		end += digits + 1;
	return end;
}

static size_t number_prefix(struct slice line)
{
	size_t at = slice_run(line, 0, " \t"), digits = digits_at(line, at), end = at + digits;

	if (!digits || digits > 9 || end == line.len || stamp_length(slice_part(line, at, line.len), NULL))
		return 0;
	if (line.at[end] == '-' || line.at[end] == ':')
		return end + 1;
	end += line.at[end] == '.' || line.at[end] == ')' || line.at[end] == '|';
	return slice_run(line, end, " \t") ? end + slice_run(line, end, " \t") : 0;
}

static size_t item_prefix(struct slice line)
{
	size_t at = slice_run(line, 0, " \t"), end = at + slice_run(line, at, "-*+`#\"'");

	if (slice_starts(slice_part(line, at, line.len), "\xe2\x80\xa2"))
		end = at + 3;
	return end > at ? end + slice_run(line, end, " \t`") : 0;
}

/* A time without a date may be a part of one that is written otherwise. */
static bool is_dated(struct slice text)
{
	struct slice stamp;

	return stamp_length(text, &stamp) && stamp.len > 2 && stamp.at[1] != ':' && stamp.at[2] != ':';
}

/* A reply may have a time in it. */
static bool begins_reply(struct slice line)
{
	struct reply_code code;

	return reply_next_code(line, 0, &code) && code.basic && code.first <= slice_run(line, 0, " \t");
}

static bool is_json_object(struct slice text)
{
	size_t key = 1 + slice_run(text, 1, " \t");

	return text.len && text.at[0] == '{' && key < text.len && text.at[key] == '"';
}

/* Words before the time of the entry, such as "pod-1 container " and "{job="mail"} ", also with a time of their own. */
static size_t words_prefix(struct slice line)
{
	enum { WORDS_MOST = 4 };
	size_t at = slice_run(line, 0, " \t");

	at += stamp_length(slice_part(line, at, line.len), NULL);
	if (stamp_length(slice_part(line, at, line.len), NULL))
		return 0; /* one time after the other needs no help */
	if (is_json_object(slice_part(line, at, line.len)))
		return 0; /* a time in it is one of its values */
	for (unsigned words = 0; words < WORDS_MOST && at < line.len; words++) {
		if (line.at[at] == '{' || line.at[at] == '[') {
			ptrdiff_t close = slice_find(line, line.at[at] == '{' ? '}' : ']', at);

			at = close < 0 ? line.len : (size_t)close + 1;
		}
		while (at < line.len && !ascii_is_space(line.at[at]))
			at++;
		at += slice_run(line, at, " \t|");
		if (at < line.len && is_dated(slice_part(line, at, line.len)))
			return begins_reply(line) ? 0 : at;
	}
	return 0;
}

size_t frame_prefix_length(enum frame_prefix kind, struct slice line)
{
	static size_t (*const prefixes[FRAME_PREFIXES])(struct slice line) = { [FRAME_QUOTE] = quote_prefix,
		[FRAME_NAME] = name_prefix,
		[FRAME_FILE] = file_prefix,
		[FRAME_NUMBER] = number_prefix,
		[FRAME_ITEM] = item_prefix,
		[FRAME_WORDS] = words_prefix };

	return prefixes[kind](line);
}

/* What is told by itself. Each returns the length of the prefix. */

/* Kubernetes' CRI: time, stream, and whether the line is whole ("F") or goes on ("P"). */
static size_t cri_prefix(struct slice line, bool *ret_more)
{
	size_t at = stamp_length(line, NULL);
	struct slice rest = slice_part(line, at, line.len);

	if (!at || (!slice_starts(rest, "stdout ") && !slice_starts(rest, "stderr ")) || rest.len < 9 ||
		(rest.at[7] != 'F' && rest.at[7] != 'P') || rest.at[8] != ' ')
		return 0;
	*ret_more = rest.at[7] == 'P';
	return at + 9;
}

/* kubectl logs --prefix: "[pod/mail-0/postfix] " */
static size_t pod_prefix(struct slice line)
{
	ptrdiff_t close = slice_starts(line, "[pod/") ? slice_find_text(line, "] ", 0) : -1;

	return close < 0 ? 0 : (size_t)close + 2;
}

/* The priority of RFC 3164 and RFC 5424: "<22>", and "<22>1 ". */
static size_t priority_prefix(struct slice line, bool *ret_structured)
{
	size_t digits = line.len && line.at[0] == '<' ? digits_at(line, 1) : 0, end = digits + 2;

	*ret_structured = false;
	if (!digits || digits > 3 || end >= line.len || line.at[end - 1] != '>')
		return 0;
	*ret_structured = line.at[end] == '1' && end + 1 < line.len && line.at[end + 1] == ' ';
	return *ret_structured ? end + 2 : end;
}

static struct slice next_word(struct slice *rest)
{
	size_t end = 0;
	struct slice word;

	while (end < rest->len && rest->at[end] != ' ')
		end++;
	word = slice_part(*rest, 0, end);
	*rest = slice_part(*rest, end + 1, rest->len);
	return word;
}

/* Structured data of RFC 5424 section 6.3: "-", or elements in brackets whose values are quoted. */
static struct slice without_structured_data(struct slice text)
{
	size_t at = 0;
	bool quoted = false;

	if (text.len && text.at[0] == '-')
		return slice_part(text, text.len > 1 ? 2 : 1, text.len);
	while (at < text.len && text.at[at] == '[') {
		for (; at < text.len && (quoted || text.at[at] != ']'); at++) {
			if (text.at[at] == '\\')
				at++;
			else if (text.at[at] == '"')
				quoted = !quoted;
		}
		at++;
	}
	return slice_part(text, at + 1, text.len);
}

/* The entry of RFC 5424 as servers write it: "time host program[pid]: message". */
static struct slice structured_entry(struct arena *scratch, struct slice rest)
{
	struct entry_parts parts = { .time = next_word(&rest) };

	parts.host = next_word(&rest);
	parts.program = next_word(&rest);
	parts.process = next_word(&rest);
	next_word(&rest); /* the message's id */
	rest = without_structured_data(rest);
	if (slice_starts(rest, "\xef\xbb\xbf"))
		rest = slice_part(rest, 3, rest.len);
	if (entry_head_of(rest).time.len)
		return rest;
	if (!digits_at(parts.process, 0))
		parts.process.len = 0;
	parts.message = rest;
	return entry_write(scratch, &parts);
}

/* Colors of terminals (ECMA-48), also as pagers and rsyslog write the escape character. */
static size_t color_length(struct slice line, size_t at)
{
	static const char *const escapes[] = { "\x1b[", "^[[", "#033[", "\\x1b[", "\\u001b[" };

	for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
		size_t end = at + strlen(escapes[i]);

		if (!slice_starts(slice_part(line, at, line.len), escapes[i]))
			continue;
		end += slice_run(line, end, "0123456789;:?");
		return end < line.len && ascii_is_alpha(line.at[end]) ? end + 1 - at : 0;
	}
	return 0;
}

struct slice frame_without_colors(struct arena *scratch, struct slice line)
{
	uint8_t *to;
	size_t len = 0;

	if (slice_find(line, 0x1b, 0) < 0 && slice_find_text(line, "[0m", 0) < 0)
		return line;
	to = arena_take(scratch, line.len + 1);
	for (size_t at = 0; at < line.len;) {
		size_t color = strchr("\x1b^#\\", line.at[at]) ? color_length(line, at) : 0;

		if (!color)
			to[len++] = line.at[at];
		at += color ? color : 1;
	}
	return (struct slice){ to, len };
}

bool frame_unwrap(const struct frame *frame, struct arena *scratch, struct slice *line, bool *more)
{
	bool structured;
	size_t length = cri_prefix(*line, more);

	length = length ? length : pod_prefix(*line);
	if (!length) {
		length = priority_prefix(*line, &structured);
		if (length && structured) {
			*line = structured_entry(scratch, slice_part(*line, length, line->len));
			return true;
		}
	}
	for (size_t i = 0; i < FRAME_PREFIXES && !length; i++)
		length = frame->has[i] ? frame_prefix_length((enum frame_prefix)i, *line) : 0;
	*line = slice_part(*line, length, line->len);
	if (length)
		return true;
	return line->len > 1 && line->at[0] == '{' && frame_json(scratch, *line, line, more);
}

/* "root@mx:~# ", "[root@mx log]# " and "bob@mx:/var/log$ ": what was typed follows. */
static bool is_prompt(struct slice text)
{
	size_t at = slice_run(text, 0, "["), user = name_at(text, at, "_-."), host;
	ptrdiff_t end;

	at += user;
	if (!user || at == text.len || text.at[at] != '@')
		return false;
	host = name_at(text, at + 1, "-.");
	at += 1 + host;
	end = slice_find_text(text, "# ", at);
	if (end < 0)
		end = slice_find_text(text, "$ ", at);
	return host && end >= 0 && (at == (size_t)end || strchr(": ]", text.at[at])) &&
	       slice_find(slice_part(text, at + 1, (size_t)end), ' ', 0) < 0;
}

bool frame_is_alone(const struct frame *frame, struct slice line)
{
	struct slice text = slice_trim(line);

	return is_prompt(text) || slice_starts(text, "```") || slice_starts(text, "~~~") ||
	       (slice_starts(text, "==> ") && slice_ends_nocase(text, " <==")) ||
	       slice_starts(text, "-- Logs begin ") || slice_starts(text, "-- Journal begins ") ||
	       slice_starts(text, "-- Boot ") || slice_starts(text, "-- Reboot --") ||
	       (slice_is(text, "--") &&
		       (frame->has[FRAME_FILE] || frame->has[FRAME_NUMBER] || entry_is_start(line)));
}
