/* Text without the frame of a log or mail: replies as people paste them, one after the other, wrapped and quoted. */
#include "bounce/paste.h"

#include "bounce/log.h"
#include "bounce/record.h"
#include "bounce/replies.h"

#include <string.h>

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

/* With this, and nothing else, Sendmail closes its transcript of a session in which a server refused the mail. */
static bool is_closing_line(const struct bounce *bounce)
{
	return bounce->kind == BOUNCE_UNKNOWN && bounce->codes.count == 1 &&
	       strcmp(bounce->codes.at[0], "554 5.0.0") == 0 &&
	       strcmp(bounce->reply, "Service unavailable") == 0;
}

static void drop_closing_lines(struct bounces *bounces)
{
	size_t kept = 0;

	for (size_t i = 0; i < bounces->list.count; i++)
		if (!is_closing_line(&bounces->list.at[i]))
			bounces->list.at[kept++] = bounces->list.at[i];
	bounces->list.count = kept ? kept : bounces->list.count;
}

/* Rows of tables and JSON objects are taken out of the text: each is a record of its own. */
static struct slice without_records(struct reader *reader, struct slice text)
{
	struct table table = { 0 };
	uint8_t *to = arena_take(reader->arena, text.len + 1);
	size_t len = 0;

	for (size_t at = 0; at < text.len; at = slice_line_end(text, at)) {
		struct slice line = slice_part(text, at, slice_line_end(text, at));

		if (record_read(reader, &table, line))
			line = slice_of("\n");
		memcpy(to + len, line.at, line.len);
		len += line.len;
	}
	table_close(&table);
	return (struct slice){ to, len };
}

/* A DMARC aggregate report or a part of one (RFC 7489 appendix C) counts messages; its numbers are no codes. */
static bool is_aggregate_report(struct slice text)
{
	enum { PREFIX_MOST = 64 }; /* of the first line */
	static const char *const first[] = { "<?xml", "<feedback", "<record>", "<row>" };
	struct slice begin = slice_part(slice_trim(text), 0, PREFIX_MOST);
	bool is_xml = false;

	for (size_t i = 0; i < sizeof first / sizeof *first; i++)
		is_xml = is_xml || slice_find_text(begin, first[i], 0) >= 0;
	return is_xml && slice_find_text(text, "<policy_evaluated>", 0) >= 0;
}

void paste_read(struct reader *reader, struct slice text)
{
	struct slice plain;

	if (is_aggregate_report(text))
		return;
	plain = paste_plain(reader->arena, without_records(reader, text));
	if (log_is(plain)) {
		log_note(reader->mails, plain);
		log_read(reader, plain);
	} else {
		replies_read(reader, plain, !reader->bounces->list.count);
	}
	drop_closing_lines(reader->bounces);
}
