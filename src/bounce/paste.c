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

/* Rows of tables and JSON objects are taken out of the text: each is a record of its own. */
static struct slice without_records(struct reader *reader, struct slice text)
{
	struct table table = { 0 };
	uint8_t *to = arena_take(reader->arena, text.len + 1);
	size_t len = 0;

	for (size_t at = 0; at < text.len; at = reply_line_end(text, at)) {
		struct slice line = slice_part(text, at, reply_line_end(text, at));

		if (record_read(reader, &table, line))
			line = slice_of("\n");
		memcpy(to + len, line.at, line.len);
		len += line.len;
	}
	table_close(&table);
	return (struct slice){ to, len };
}

void paste_read(struct reader *reader, struct slice text)
{
	struct slice plain = paste_plain(reader->arena, without_records(reader, text));

	if (log_is(plain)) {
		log_note(reader->mails, plain);
		log_read(reader, plain);
	} else {
		replies_read(reader, plain, !reader->bounces->list.count);
	}
	drop_closing_lines(reader->bounces);
}
