/*
 * From what was pasted or stored to bounces: a mail, a mailbox, a log, or replies in other text. Each is read in parts (a mail, some
 * lines), of which nothing is kept but the refusals that they tell of, so that any input is read in the same memory.
 */
#include "bounce/entry.h"
#include "bounce/frame.h"
#include "bounce/incidents.h"
#include "bounce/log.h"
#include "bounce/mailbox.h"
#include "bounce/paste.h"
#include "bounce/record.h"
#include "bounce/report.h"
#include "input/decode.h"
#include "mail/message.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

enum {
	SAMPLE = 256 * 1024,
	PART = 1024 * 1024,   /* of a text in lines */
	TAIL_MOST = 64 * 1024 /* of a part: lines that may belong to an entry that goes on in the next one */
};

struct reading {
	struct text *text;
	struct arena part; /* what one part tells */
	struct bounces found;
	struct log_mails mails;
	struct incidents incidents;
	struct reader reader;
	struct table table; /* that the lines are rows of */
	size_t forgotten;   /* the text was, up to here */
};

/* Takes what a part told, and makes room for the next one. */
static void take(struct reader *reader)
{
	struct reading *reading = reader->taker;

	for (size_t i = 0; i < reading->found.list.count; i++)
		incidents_add(&reading->incidents, &reading->found.list.at[i]);
	reading->incidents.bounces->unkept += reading->found.unkept;
	reading->incidents.bounces->total += reading->found.unkept;
	reading->found = (struct bounces){ 0 };
	arena_rewind(&reading->part);
}

static void forget(struct reading *reading, size_t at)
{
	if (at - reading->forgotten < TEXT_FORGET_STEP)
		return;
	text_forget(reading->text);
	reading->forgotten = at;
}

static void read_mail(struct reading *reading, struct slice mail)
{
	reading->reader.context = (struct context){ 0 };
	report_read(&reading->reader, mail);
	take(&reading->reader);
	incidents_settle(&reading->incidents);
}

static void read_mails(struct reading *reading)
{
	struct slice mails = reading->text->bytes;

	for (size_t at = 0, end; at < mails.len; at = end) {
		end = mailbox_next(mails, at);
		read_mail(reading, slice_part(mails, at, end));
		forget(reading, end);
	}
}

/* Mails whose lines something wraps: each is read when the lines up to the next one are there. */
static void read_wrapped_mails(struct reading *reading, struct frame *frame)
{
	struct slice text = reading->text->bytes;
	struct arena scratch = { 0 };
	struct bytes lines = { 0 };

	for (size_t at = 0; at < text.len;) {
		size_t enough = lines.len * 2 + PART, first = 0, end;

		while (at < text.len && lines.len < enough) {
			at = frame_add_line(frame, &scratch, text, at, &lines);
			arena_rewind(&scratch);
		}
		forget(reading, at);
		while (first < lines.len) {
			end = mailbox_next(bytes_slice(&lines), first);
			if (end == lines.len && at < text.len)
				break;
			read_mail(reading, slice_part(bytes_slice(&lines), first, end));
			first = end;
		}
		memmove(lines.at, lines.at + first, lines.len - first);
		lines.len -= first;
	}
	bytes_free(&lines);
	arena_release(&scratch);
}

/* Rows of tables and JSON are read at once. */
static bool take_record(struct reading *reading, struct slice line)
{
	bool is_record = record_read(&reading->reader, &reading->table, line);

	if (is_record)
		take(&reading->reader);
	return is_record;
}

/* Lines without what wraps them, up to the size of a part. */
static void fill(struct reading *reading, struct frame *frame, size_t *at, struct bytes *lines)
{
	struct slice text = reading->text->bytes;
	struct arena scratch = { 0 };

	while (*at < text.len && lines->len < PART) {
		size_t first = lines->len;

		*at = frame_add_line(frame, &scratch, text, *at, lines);
		if (take_record(reading, slice_part(bytes_slice(lines), first, lines->len))) {
			lines->len = first;
			bytes_add_byte(lines, '\n');
		}
		arena_rewind(&scratch);
		forget(reading, *at);
	}
	arena_release(&scratch);
}

/* Moves the lines of the last entry into the next part, since it may go on there. */
static void move_tail(struct bytes *lines, struct bytes *next)
{
	struct slice text = bytes_slice(lines);
	size_t at = text.len;

	while (at && text.len - at < TAIL_MOST) {
		size_t line = at - 1;

		while (line && text.at[line - 1] != '\n')
			line--;
		at = line;
		if (entry_is_start(slice_part(text, at, slice_line_end(text, at))))
			break;
	}
	if (!at || text.len - at >= TAIL_MOST)
		return;
	bytes_add(next, slice_part(text, at, text.len));
	lines->len = at;
}

static void read_part(struct reading *reading, struct slice lines, bool whole)
{
	struct reader *reader = &reading->reader;

	if (whole || !log_is(lines)) {
		paste_read(reader, lines);
		take(reader);
		return;
	}
	reader->take = take;
	log_read(reader, lines);
	reader->take = NULL;
}

/* A part is read when what comes after it was noted: a log may be the newest first. */
static void read_lines(struct reading *reading, struct frame *frame)
{
	struct bytes parts[2] = { 0 };
	size_t at = 0, number = 0;
	bool more;

	fill(reading, frame, &at, &parts[0]);
	if (at >= reading->text->bytes.len) {
		read_part(reading, bytes_slice(&parts[0]), true);
		bytes_free(&parts[0]);
		return;
	}
	log_note(&reading->mails, bytes_slice(&parts[0]));
	do {
		struct bytes *lines = &parts[number % 2], *next = &parts[(number + 1) % 2];

		next->len = 0;
		more = at < reading->text->bytes.len;
		if (more) {
			move_tail(lines, next);
			fill(reading, frame, &at, next);
			log_note(&reading->mails, bytes_slice(next));
		}
		read_part(reading, bytes_slice(lines), false);
		number++;
	} while (more);
	bytes_free(&parts[0]);
	bytes_free(&parts[1]);
}

/* Pages show a bounce in lines that look like a header: "From: ... To: ... Reason: 550 ...". */
static bool has_body(struct slice message)
{
	struct slice header, body;

	mail_split(message, &header, &body);
	return slice_trim(body).len > 0;
}

static void read_input(struct reading *reading)
{
	struct slice bytes = reading->text->bytes, sample = slice_part(bytes, 0, SAMPLE), stripped;
	struct arena scratch = { 0 };
	struct frame frame;

	if (mail_looks_like_message(sample)) {
		read_mails(reading);
		incidents_settle(&reading->incidents);
		if (reading->incidents.bounces->total || has_body(sample))
			return;
	}
	frame = frame_of(bytes);
	stripped = frame_strip(&scratch, &frame, sample);
	frame.source.len = 0;
	if (mail_looks_like_message(stripped) && has_body(stripped))
		read_wrapped_mails(reading, &frame);
	else
		read_lines(reading, &frame);
	arena_release(&scratch);
}

struct bounces *bounces_read_text(struct arena *arena, struct text *text)
{
	struct bounces *bounces = arena_take(arena, sizeof *bounces);
	struct reading reading = { .text = text, .incidents = { .arena = arena, .bounces = bounces } };

	reading.reader.arena = &reading.part;
	reading.reader.bounces = &reading.found;
	reading.reader.mails = &reading.mails;
	reading.reader.vocabulary = vocabulary_new(arena);
	reading.reader.taker = &reading;
	input_decode(text);
	if (slice_starts(text->bytes, BYTE_ORDER_MARK))
		text->bytes = slice_part(text->bytes, strlen(BYTE_ORDER_MARK), text->bytes.len);
	read_input(&reading);
	incidents_settle(&reading.incidents);
	incidents_close(&reading.incidents);
	bounces->forgotten = reading.mails.missed;
	log_mails_close(&reading.mails);
	table_close(&reading.table);
	arena_release(&reading.part);
	return bounces;
}

struct bounces *bounces_read(struct arena *arena, struct slice bytes)
{
	struct text text = text_of("", bytes);
	struct bounces *bounces = bounces_read_text(arena, &text);

	text_close(&text);
	return bounces;
}
