/*
 * In an mbox file a line "From " with a date begins a mail, after an empty line. Files of single mails that were put together have no
 * such line: the next header follows where the parts of the mail before it are closed.
 */
#include "bounce/mailbox.h"

#include "base/arena.h"
#include "base/ascii.h"
#include "mail/message.h"

#include <string.h>

enum { HEADER_MOST = 256 * 1024 };

/* "From ann@example.com Mon Mar  2 07:31:13 2026": the time tells it from a sentence. */
static bool is_separator(struct slice line)
{
	bool clock = false;

	if (!slice_starts(line, "From "))
		return false;
	for (size_t i = 7; i + 2 < line.len && !clock; i++)
		clock = line.at[i] == ':' && ascii_is_digit(line.at[i - 1]) && ascii_is_digit(line.at[i + 1]);
	return clock;
}

/* The header of a stored mail, and not a line of a text. */
static bool is_header(struct slice mails, size_t at)
{
	struct slice part = slice_part(mails, at, at + HEADER_MOST);

	return (slice_starts(part, "Return-Path:") || slice_starts(part, "Delivered-To:") ||
		       slice_starts(part, "X-Original-To:") || slice_starts(part, "Received:") ||
		       slice_starts(part, "From:")) &&
	       mail_looks_like_message(part);
}

/* The line that closes the parts of the mail (RFC 2046 section 5.1.1): "--boundary--". Empty when it has no parts. */
static struct slice closing_line(struct arena *scratch, struct slice mail)
{
	struct slice header, body, boundary;

	mail_split(slice_part(mail, 0, HEADER_MOST), &header, &body);
	boundary = mail_parameter(scratch, mail_field_text(scratch, header, "Content-Type"), "boundary");
	return boundary.len ? slice_of(arena_printf(
				      scratch, "--%.*s--", (int)boundary.len, (const char *)boundary.at))
			    : boundary;
}

size_t mailbox_next(struct slice mails, size_t at)
{
	struct arena scratch = { 0 };
	struct slice closing = closing_line(&scratch, slice_part(mails, at, mails.len));
	bool empty = false, closed = false;
	size_t line = slice_line_end(mails, at);

	for (; line < mails.len; line = slice_line_end(mails, line)) {
		uint8_t first = mails.at[line];

		if (first == 'F' && (empty || closed) &&
			is_separator(slice_part(mails, line, slice_line_end(mails, line))))
			break;
		if (closed && strchr("RDXF", first) && first && is_header(mails, line))
			break;
		empty = first == '\n' || first == '\r';
		if (first == '-' && closing.len)
			closed = closed ||
				 slice_equal(slice_trim(slice_part(mails, line, slice_line_end(mails, line))),
					 closing);
	}
	arena_release(&scratch);
	return line < mails.len ? line : mails.len;
}
