/* Text without the frame of a log or mail: replies as people paste them, one after the other, wrapped and quoted. */
#include "bounce/paste.h"

#include "bounce/entry.h"
#include "bounce/log.h"

#include <string.h>

/* A code, with a basic code of its own, that begins a line. */
static bool starts_reply(struct slice line, struct reply_code *ret_code)
{
	size_t first = 0;

	while (first < line.len && strchr(" \t><|\"'*-#(", line.at[first]))
		first++;
	return reply_next_code(slice_part(line, first, line.len), 0, ret_code) && ret_code->basic &&
	       ret_code->first < 2;
}

/* The same words again: the same complaint about another mail, and not its next line. */
static bool begins_alike(struct slice first, struct slice line)
{
	enum { ALIKE = 28 };

	return first.len >= ALIKE && slice_equal(slice_part(first, 0, ALIKE), slice_part(line, 0, ALIKE));
}

/* Gmail ends each reply with it. */
static bool has_last_mark(struct slice text)
{
	return slice_find_text(text, "gsmtp", 0) >= 0 || slice_find_text(text, " - gcdp", 0) >= 0;
}

/* Text up to where another reply begins: after one that ended, with another code or with a hyphen behind the code. */
static size_t end_of_reply(struct slice text, size_t at)
{
	struct reply_code last = { 0 }, code;
	struct slice first = { 0 };
	size_t begin = at;
	bool ended = false, blank = false;

	for (; at < text.len; at = reply_line_end(text, at)) {
		struct slice line = slice_part(text, at, reply_line_end(text, at));
		bool starts = starts_reply(line, &code);

		if (starts && ended &&
			(code.more || strcmp(code.enhanced, last.enhanced) != 0 || code.basic != last.basic ||
				blank || begins_alike(first, line) ||
				has_last_mark(slice_part(text, begin, at))))
			return at;
		blank = !slice_trim(line).len;
		if (!starts && !(reply_next_code(line, 0, &code) && code.basic))
			continue;
		if (!starts && ended) /* another server's, such as "host x said: 550 ..." */
			return at;
		last = code;
		first = first.len ? first : line;
		for (size_t next = code.end; reply_next_code(line, next, &code) && code.basic;
			next = code.end)
			last = code;
		ended = !last.more;
	}
	return text.len;
}

static void read_replies(struct reader *reader, struct slice text)
{
	for (size_t at = 0, end; at < text.len; at = end) {
		end = end_of_reply(text, at);
		bounce_add(reader, slice_part(text, at, end), &reader->context, end < text.len);
	}
}

struct slice paste_plain(struct arena *arena, struct slice text)
{
	static const struct {
		const char *written;
		char meant;
	} forms[] = { { "\\r\\n", '\n' }, { "\\n", '\n' }, { "\\r", '\n' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&quot;", '"' }, { "&#39;", '\'' }, { "&nbsp;", ' ' }, { "&amp;", '&' }, { "%40", '@' },
		{ "\xc2\xa0", ' ' } };
	uint8_t *to = arena_take(arena, text.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < text.len;) {
		size_t f = 0;

		while (f < sizeof forms / sizeof *forms &&
			!slice_starts(slice_part(text, i, text.len), forms[f].written))
			f++;
		if (f == sizeof forms / sizeof *forms) {
			to[len++] = text.at[i++];
			continue;
		}
		to[len++] = (uint8_t)forms[f].meant;
		i += strlen(forms[f].written);
	}
	return (struct slice){ to, len };
}

/* What stands around the lines of a log, in a mail to a list say. */
static struct slice without_log_lines(struct arena *arena, struct slice text)
{
	uint8_t *to = arena_take(arena, text.len + 1);
	size_t len = 0;

	for (size_t at = 0; at < text.len; at = reply_line_end(text, at)) {
		struct slice line = slice_part(text, at, reply_line_end(text, at));

		if (entry_is_start(line))
			continue;
		memcpy(to + len, line.at, line.len);
		len += line.len;
	}
	return (struct slice){ to, len };
}

/* Sendmail closes its transcript with a line of its own that says nothing. */
static void drop_closing_lines(struct bounces *bounces)
{
	size_t kept = 0, known = 0;

	for (size_t i = 0; i < bounces->list.count; i++)
		known += bounces->list.at[i].kind != BOUNCE_UNKNOWN;
	for (size_t i = 0; known && i < bounces->list.count; i++) {
		const struct bounce *bounce = &bounces->list.at[i];

		if (bounce->kind != BOUNCE_UNKNOWN ||
			!slice_starts(slice_of(bounce->reply), "Service unavailable"))
			bounces->list.at[kept++] = *bounce;
	}
	bounces->list.count = known ? kept : bounces->list.count;
}

void paste_read(struct reader *reader, struct slice text)
{
	struct slice plain = paste_plain(reader->arena, text);

	if (log_is(plain)) {
		log_note(reader->mails, plain);
		log_read(reader, plain);
		if (reader->bounces->list.count)
			return;
		plain = without_log_lines(reader->arena, plain);
	}
	read_replies(reader, plain);
	drop_closing_lines(reader->bounces);
}
