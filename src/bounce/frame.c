/*
 * A line may be wrapped several times: what was taken off shows what is next. The name of a container, a number or a mark of
 * quotation is only taken for a prefix where an entry of a log follows it, or where nearly all lines have it.
 */
#include "bounce/frame.h"

#include "base/ascii.h"
#include "base/json_scan.h"
#include "bounce/entry.h"
#include "bounce/frame_json.h"
#include "bounce/reply.h"
#include "bounce/stamp.h"
#include "bounce/width.h"

#include <string.h>

enum {
	SAMPLE = 64 * 1024,
	SAMPLE_LINES = 400,
	DEEPEST = 8,
	PREFIXES_MOST = 2,
	OBJECT_MOST = 4 * 1024 * 1024,
	LINE_MOST = 128 * 1024 /* a longer one is read as several */
};

static size_t span_of(struct slice text, size_t at, const char *bytes)
{
	size_t end = at;

	while (end < text.len && text.at[end] && strchr(bytes, text.at[end]))
		end++;
	return end - at;
}

static size_t digits_at(struct slice text, size_t at)
{
	return span_of(text, at, "0123456789");
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
	size_t at = span_of(line, 0, " \t"), end = 0;

	while (at < line.len && (line.at[at] == '>' || line.at[at] == '|')) {
		at++;
		if (at == line.len || line.at[at] == ' ' || line.at[at] == '>' || line.at[at] == '\t')
			end = at + (at < line.len && line.at[at] != '>');
		at += span_of(line, at, " ") == 1;
	}
	return end;
}

static size_t name_prefix(struct slice line)
{
	size_t at = span_of(line, 0, " "), name = name_at(line, at, "_.-/");

	at += name;
	at += span_of(line, at, " \t");
	if (!name || at == line.len || line.at[at] != '|')
		return 0;
	return at + 1 + (span_of(line, at + 1, " ") > 0);
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
	size_t at = span_of(line, 0, " \t"), digits = digits_at(line, at), end = at + digits;

	if (!digits || digits > 9 || end == line.len || stamp_length(slice_part(line, at, line.len), NULL))
		return 0;
	if (line.at[end] == '-' || line.at[end] == ':')
		return end + 1;
	end += line.at[end] == '.' || line.at[end] == ')' || line.at[end] == '|';
	return span_of(line, end, " \t") ? end + span_of(line, end, " \t") : 0;
}

static size_t item_prefix(struct slice line)
{
	size_t at = span_of(line, 0, " \t"), end = at + span_of(line, at, "-*+`#\"'");

	if (slice_starts(slice_part(line, at, line.len), "\xe2\x80\xa2"))
		end = at + 3;
	return end > at ? end + span_of(line, end, " \t`") : 0;
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

	return reply_next_code(line, 0, &code) && code.basic && code.first <= span_of(line, 0, " \t");
}

static bool is_json_object(struct slice text)
{
	size_t key = 1 + span_of(text, 1, " \t");

	return text.len && text.at[0] == '{' && key < text.len && text.at[key] == '"';
}

/* Words in front of the time of the entry, such as "pod-1 container " and "{job="mail"} ", also with a time of their own. */
static size_t words_prefix(struct slice line)
{
	enum { WORDS_MOST = 4 };
	size_t at = span_of(line, 0, " \t");

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
		at += span_of(line, at, " \t|");
		if (at < line.len && is_dated(slice_part(line, at, line.len)))
			return begins_reply(line) ? 0 : at;
	}
	return 0;
}

static size_t prefix_of(enum frame_prefix kind, struct slice line)
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
		end += span_of(line, end, "0123456789;:?");
		return end < line.len && ascii_is_alpha(line.at[end]) ? end + 1 - at : 0;
	}
	return 0;
}

static struct slice without_colors(struct arena *scratch, struct slice line)
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

/* "root@mx:~# ", "[root@mx log]# " and "bob@mx:/var/log$ ": what was typed follows. */
static bool is_prompt(struct slice text)
{
	size_t at = span_of(text, 0, "["), user = name_at(text, at, "_-."), host;
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

/* Lines of shells, tail, grep, journalctl and Markdown that are of no entry. */
static bool is_frame_alone(const struct frame *frame, struct slice line)
{
	struct slice text = slice_trim(line);

	return is_prompt(text) || slice_starts(text, "```") || slice_starts(text, "~~~") ||
	       (slice_starts(text, "==> ") && slice_ends_nocase(text, " <==")) ||
	       slice_starts(text, "-- Logs begin ") || slice_starts(text, "-- Journal begins ") ||
	       slice_starts(text, "-- Boot ") || slice_starts(text, "-- Reboot --") ||
	       (slice_is(text, "--") &&
		       (frame->has[FRAME_FILE] || frame->has[FRAME_NUMBER] || entry_is_start(line)));
}

/* One wrapper less. False when none is left. */
static bool unwrap(const struct frame *frame, struct arena *scratch, struct slice *line, bool *more)
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
		length = frame->has[i] ? prefix_of((enum frame_prefix)i, *line) : 0;
	*line = slice_part(*line, length, line->len);
	if (length)
		return true;
	return line->len > 1 && line->at[0] == '{' && frame_json(scratch, *line, line, more);
}

/* The column of a table that holds the entry, with the time of the first column where it has none. */
static struct slice without_columns(const struct frame *frame, struct arena *scratch, struct slice line)
{
	size_t at = 0;
	struct slice entry, time;

	for (size_t i = 0; i < frame->columns; i++) {
		ptrdiff_t tab = slice_find(line, '\t', at);

		if (tab < 0)
			return line;
		at = (size_t)tab + 1;
	}
	entry = slice_part(line, at, line.len);
	if (!at || entry_head_of(entry).time.len || !stamp_length(line, &time) || time.len > at)
		return entry;
	return slice_of(arena_printf(scratch, "%.*s %.*s", (int)time.len, (const char *)time.at,
		(int)entry.len, (const char *)entry.at));
}

static struct slice unwrap_all(
	const struct frame *frame, struct arena *scratch, struct slice line, bool *more)
{
	if (span_of(line, 0, " \t") >= frame->indent)
		line = slice_part(line, frame->indent, line.len);
	line = without_colors(scratch, line);
	for (unsigned depth = 0; depth < DEEPEST && unwrap(frame, scratch, &line, more); depth++)
		;
	return frame->columns ? without_columns(frame, scratch, line) : line;
}

/* The JSON object at an offset, behind what separates it from the one before; empty when there is none. */
static struct slice find_object(struct slice text, size_t at)
{
	struct json_tokens tokens = { 0 };
	size_t first = at, end = 0;
	struct slice object = { 0 };

	first += span_of(text, first, " \t\r\n,[]\x1e");
	if (slice_starts(slice_part(text, first, text.len), "data: ")) /* server-sent events */
		first += 6;
	if (first < text.len && text.at[first] == '{' &&
		json_scan(&tokens, slice_part(text, first, first + OBJECT_MOST), &end))
		object = slice_part(text, first, first + end);
	json_tokens_free(&tokens);
	return object;
}

/* Where a line that is too long is cut: at its last blank. */
static size_t cut_of(struct slice line)
{
	size_t at = LINE_MOST;

	while (at > LINE_MOST / 2 && line.at[at] != ' ')
		at--;
	return at > LINE_MOST / 2 ? at : LINE_MOST;
}

/* The end of the line at an offset, and where the next begins. */
static size_t find_line(const struct frame *frame, struct slice text, size_t at, struct slice *ret_line)
{
	ptrdiff_t end;

	if (frame->json) {
		*ret_line = find_object(text, at);
		if (ret_line->len)
			return (size_t)(ret_line->at - text.at) + ret_line->len;
	}
	end = slice_find(text, frame->cr ? '\r' : '\n', at);
	*ret_line = slice_part(text, at, end < 0 ? text.len : (size_t)end);
	if (ret_line->len > LINE_MOST) {
		*ret_line = slice_part(*ret_line, 0, cut_of(*ret_line));
		return at + ret_line->len;
	}
	if (ret_line->len && ret_line->at[ret_line->len - 1] == '\r')
		ret_line->len--;
	return end < 0 ? text.len : (size_t)end + 1;
}

/* rsyslog writes control characters in octal. */
static void add_unescaped(struct bytes *out, struct slice line)
{
	size_t at = 0;
	ptrdiff_t mark;

	while ((mark = slice_find_text(line, "#01", at)) >= 0) {
		uint8_t digit = (size_t)mark + 3 < line.len ? line.at[mark + 3] : 0;

		bytes_add(out, slice_part(line, at, (size_t)mark));
		at = (size_t)mark + 4;
		if (digit == '2')
			bytes_add_byte(out, '\n');
		else if (digit == '1')
			bytes_add_byte(out, '\t');
		else if (digit != '5')
			bytes_add(out, slice_part(line, (size_t)mark, at));
	}
	bytes_add(out, slice_part(line, at, line.len));
}

/* Between the tokens of JSON a line end is a blank; within them there is none. */
static void add_on_one_line(struct bytes *out, struct slice object)
{
	for (size_t i = 0; i < object.len; i++)
		bytes_add_byte(out, object.at[i] == '\n' || object.at[i] == '\r' ? ' ' : object.at[i]);
}

/* True when the line is another container's than the last one: what it says belongs to no entry that was begun. */
static bool is_of_other_source(struct frame *frame, struct slice line)
{
	size_t length = frame->has[FRAME_NAME] ? name_prefix(line) : 0;
	struct slice name = slice_trim(slice_part(line, 0, length)), last = frame->source;

	frame->source = length ? name : last;
	return length && last.len && !slice_equal(name, last);
}

static bool is_cut(const struct frame *frame, struct slice text, size_t at, size_t next)
{
	struct slice line, behind;

	if (!frame->width)
		return false;
	find_line(frame, text, at, &line);
	find_line(frame, text, next, &behind);
	return width_goes_on(frame->width, line, behind);
}

size_t frame_add_line(
	struct frame *frame, struct arena *scratch, struct slice text, size_t at, struct bytes *line)
{
	struct slice found;
	bool more = false;
	size_t next = find_line(frame, text, at, &found);

	if (is_of_other_source(frame, found))
		bytes_add_byte(line, '\n');
	found = unwrap_all(frame, scratch, found, &more);
	if (is_frame_alone(frame, found))
		found.len = 0;
	if (frame->json && found.len && found.at[0] == '{')
		add_on_one_line(line, found);
	else if (slice_find_text(found, "#01", 0) >= 0)
		add_unescaped(line, found);
	else
		bytes_add(line, found);
	if (!more && !is_cut(frame, text, at, next))
		bytes_add_byte(line, '\n');
	return next;
}

struct slice frame_strip(struct arena *arena, struct frame *frame, struct slice text)
{
	struct arena scratch = { 0 };
	struct bytes out = { 0 };
	struct slice stripped;

	for (size_t at = 0; at < text.len;) {
		at = frame_add_line(frame, &scratch, text, at, &out);
		arena_rewind(&scratch);
	}
	stripped = arena_copy(arena, bytes_slice(&out));
	bytes_free(&out);
	arena_release(&scratch);
	return stripped;
}

/* What the first lines show of a prefix. */
struct evidence {
	size_t lines;  /* that are not empty */
	size_t match;  /* have the prefix */
	size_t starts; /* an entry of a log follows it, and none begins with it */
	bool ascend;   /* numbers, each the one before and one more */
	bool same;     /* always the same */
};

/* True for an entry, or a JSON object, also with further prefixes. */
static bool leads_to_entry(struct slice line, unsigned prefixes)
{
	if (entry_is_start(line) || slice_starts(line, "{\""))
		return true;
	for (size_t kind = FRAME_QUOTE; prefixes && kind <= FRAME_NUMBER; kind++) {
		size_t length = prefix_of((enum frame_prefix)kind, line);

		if (length && leads_to_entry(slice_part(line, length, line.len), prefixes - 1))
			return true;
	}
	return false;
}

static struct evidence evidence_of(
	const struct frame *frame, enum frame_prefix kind, struct arena *scratch, struct slice sample)
{
	struct evidence evidence = { .ascend = true, .same = true };
	struct slice line, first = { 0 };
	uint64_t last = 0;
	bool more;

	for (size_t at = 0; at < sample.len && evidence.lines < SAMPLE_LINES;) {
		size_t length;
		uint64_t number = 0;

		at = find_line(frame, sample, at, &line);
		line = unwrap_all(frame, scratch, line, &more);
		if (!slice_trim(line).len || is_frame_alone(frame, line))
			continue;
		evidence.lines++;
		length = prefix_of(kind, line);
		if (!length)
			continue;
		evidence.starts += leads_to_entry(slice_part(line, length, line.len), PREFIXES_MOST) &&
				   (kind == FRAME_WORDS || !entry_is_start(line));
		slice_number(
			slice_part(slice_trim(line), 0, digits_at(slice_trim(line), 0)), UINT32_MAX, &number);
		if (!evidence.match)
			first = slice_trim(slice_part(line, 0, length));
		evidence.ascend = evidence.ascend && (!evidence.match || number == last + 1);
		evidence.same = evidence.same && slice_equal(first, slice_trim(slice_part(line, 0, length)));
		evidence.match++;
		last = number;
	}
	return evidence;
}

/* Lines of a page may stand around those that are wrapped; where nothing follows that is an entry, all have to have it. */
static bool is_shown(enum frame_prefix kind, const struct evidence *evidence)
{
	bool nearly_all = evidence->match >= 3 && evidence->match * 10 >= evidence->lines * 9;

	switch (kind) {
	case FRAME_QUOTE:
	case FRAME_FILE:
		return evidence->starts || nearly_all;
	case FRAME_NAME:
		return evidence->starts || (nearly_all && evidence->same);
	case FRAME_NUMBER:
		return (evidence->starts && (evidence->starts == evidence->match || evidence->ascend)) ||
		       (nearly_all && evidence->ascend);
	case FRAME_ITEM:
		return evidence->starts && evidence->starts == evidence->match;
	case FRAME_WORDS:
		return evidence->starts * 10 >= evidence->lines * 6;
	case FRAME_PREFIXES:
		break;
	}
	return false;
}

static size_t least_indent(const struct frame *frame, struct slice sample)
{
	size_t least = SIZE_MAX, lines = 0;
	struct slice line;

	for (size_t at = 0; at < sample.len && lines < SAMPLE_LINES;) {
		size_t indent;

		at = find_line(frame, sample, at, &line);
		if (!slice_trim(line).len || is_frame_alone(frame, line))
			continue;
		lines++;
		indent = span_of(line, 0, " \t");
		least = indent < least ? indent : least;
	}
	return least == SIZE_MAX ? 0 : least;
}

/* Tabs before the message, when nearly all lines begin with a time and a tab: what was exported from a log collector. */
static size_t count_columns(const struct frame *frame, struct arena *scratch, struct slice sample)
{
	size_t lines = 0, match = 0, columns = SIZE_MAX;
	struct slice line, time;
	bool more;

	for (size_t at = 0; at < sample.len && lines < SAMPLE_LINES;) {
		size_t tabs = 0;

		at = find_line(frame, sample, at, &line);
		line = unwrap_all(frame, scratch, line, &more);
		if (!slice_trim(line).len)
			continue;
		lines++;
		for (size_t i = 0; i < line.len; i++)
			tabs += line.at[i] == '\t';
		if (!tabs || !stamp_length(line, &time))
			continue;
		match++;
		columns = tabs < columns ? tabs : columns;
	}
	return match && match * 10 >= lines * 6 ? columns : 0;
}

struct frame frame_of(struct slice text)
{
	struct slice sample = slice_part(text, 0, SAMPLE);
	struct arena scratch = { 0 };
	struct frame frame = { .cr = slice_find(sample, '\n', 0) < 0 && slice_find(sample, '\r', 0) >= 0 };

	frame.json = find_object(text, 0).len > 0;
	for (unsigned depth = 0; depth < DEEPEST; depth++) {
		size_t kind;

		if (!depth)
			frame.indent = least_indent(&frame, sample);
		for (kind = 0; kind < FRAME_PREFIXES; kind++) {
			struct evidence evidence;

			if (frame.has[kind])
				continue;
			evidence = evidence_of(&frame, (enum frame_prefix)kind, &scratch, sample);
			if (is_shown((enum frame_prefix)kind, &evidence))
				break;
		}
		arena_rewind(&scratch);
		if (kind == FRAME_PREFIXES)
			break;
		frame.has[kind] = true;
	}
	frame.columns = count_columns(&frame, &scratch, sample);
	frame.width = frame.json || frame.cr ? 0 : width_of(sample);
	arena_release(&scratch);
	return frame;
}
