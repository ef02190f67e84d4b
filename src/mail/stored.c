/* Passes over lines that are no part of a message, and cuts off what follows its end. */
#include "mail/stored.h"

#include "base/ascii.h"
#include "mail/message.h"

enum { PREFACE_LINES_MOST = 40, PAGE_MOST = 16384 };

static struct slice line_at(struct slice bytes, size_t at)
{
	return slice_trim(slice_part(bytes, at, slice_line_end(bytes, at)));
}

/* "From a@example.com Mon Nov 30 ...", and not a field that is called From. */
static bool is_from_line(struct slice line)
{
	if (slice_starts(line, ">"))
		line = slice_part(line, 1, line.len);
	if (!slice_starts(line, "From "))
		return false;
	line = slice_trim(slice_part(line, 5, line.len));
	return line.len && line.at[0] != ':';
}

/* "* 12 FETCH (BODY[] {2345}", "a1 FETCH 12 BODY[]", "+OK 2345 octets". */
static bool is_of_protocol(struct slice line)
{
	ptrdiff_t fetch = slice_find_nocase(line, " FETCH ", 0), colon = slice_find(line, ':', 0);

	return slice_starts(line, "+OK") || (fetch > 0 && (colon < 0 || colon > fetch));
}

static size_t skip_preface(struct slice bytes)
{
	size_t at = slice_starts(bytes, "\xef\xbb\xbf") ? 3 : 0;

	for (int lines = 0; at < bytes.len && lines < PREFACE_LINES_MOST; lines++) {
		struct slice line = line_at(bytes, at);

		if (line.len && !is_from_line(line) && !is_of_protocol(line))
			break;
		at = slice_line_end(bytes, at);
	}
	return at;
}

/* A line that only a table of results has: "SPF:<tab>PASS with IP 192.0.2.1", "DKIM: 'PASS' with domain example.com". */
static bool is_of_table(struct slice line)
{
	static const char *const names[] = { "SPF:", "DKIM:", "DMARC:" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (slice_starts(line, names[i]))
			return true;
	return false;
}

/* Where the message begins after the table of a page; 0 when there is no table. */
static size_t skip_page(struct slice bytes)
{
	bool table = false, empty = false;

	for (size_t at = 0; at < bytes.len && at < PAGE_MOST; at = slice_line_end(bytes, at)) {
		struct slice line = line_at(bytes, at);

		if (table && empty && line.len && mail_looks_like_message(slice_part(bytes, at, bytes.len)))
			return at;
		table = table || is_of_table(line);
		empty = !line.len;
	}
	return 0;
}

/* A line of mbox between two messages: below an empty line, and with a field below it. */
static bool is_separator(struct slice bytes, size_t at)
{
	size_t next = slice_line_end(bytes, at), end = next;

	while (end < bytes.len && ascii_is_visible(bytes.at[end]) && bytes.at[end] != ':')
		end++;
	return is_from_line(line_at(bytes, at)) && end > next && end < bytes.len && bytes.at[end] == ':' &&
	       at >= 2 &&
	       (bytes.at[at - 2] == '\n' ||
		       (at >= 3 && bytes.at[at - 2] == '\r' && bytes.at[at - 3] == '\n'));
}

/* Counts the messages of an mbox; the first one ends at the second separator. */
static void read_mbox(const struct text *text, size_t first, struct stored_mail *mail)
{
	ptrdiff_t at = (ptrdiff_t)first;
	size_t forgotten = first;

	while ((at = text_find(text, "\nFrom ", (size_t)at)) >= 0) {
		at++;
		if ((size_t)at - forgotten > TEXT_FORGET_STEP) {
			text_forget(text);
			forgotten = (size_t)at;
		}
		if (!is_separator(text->bytes, (size_t)at))
			continue;
		if (mail->count++ == 1)
			mail->bytes = slice_part(text->bytes, first, (size_t)at);
	}
}

static bool is_end_of_response(struct slice line)
{
	line = slice_trim(line);
	return slice_is(line, ")") || slice_is(line, ".") || slice_find_nocase(line, " OK ", 0) > 0 ||
	       ((slice_starts_nocase(line, "FLAGS (") || slice_starts_nocase(line, "UID ")) &&
		       slice_ends_nocase(line, ")"));
}

/* The end of what a server sent: ")" and the tagged line of IMAP, or the "." of POP3. */
static struct slice without_end_of_response(struct slice bytes)
{
	for (int lines = 0; lines < 3; lines++) {
		struct slice rest = bytes;
		size_t at;

		while (rest.len && ascii_is_space(rest.at[rest.len - 1]))
			rest.len--;
		for (at = rest.len; at && rest.at[at - 1] != '\n';)
			at--;
		rest = slice_part(rest, at, rest.len);
		if (!is_end_of_response(rest))
			break;
		bytes = slice_part(bytes, 0, at);
	}
	return bytes;
}

struct stored_mail stored_mail_read(const struct text *text)
{
	struct slice bytes = text->bytes;
	size_t first = skip_preface(bytes), page = skip_page(slice_part(bytes, first, bytes.len));
	struct stored_mail mail = { .count = 1, .is_page = page > 0 };
	struct slice line = line_at(bytes, slice_starts(bytes, "\xef\xbb\xbf") ? 3 : 0);

	mail.bytes = slice_part(bytes, first + page, bytes.len);
	if (is_from_line(line))
		read_mbox(text, first, &mail);
	else if (is_of_protocol(line))
		mail.bytes = without_end_of_response(mail.bytes);
	return mail;
}
