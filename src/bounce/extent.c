/*
 * A reply is pasted with what stood around it. What follows it was not said by the receiver: a header below it has the results
 * of other hops, and the names of other hosts.
 */
#include "bounce/extent.h"

#include "base/ascii.h"

#include "bounce/reply.h"

#include <string.h>

/* Fields of which no sentence speaks at the start of a line. */
static const char *const certain_fields[] = { "Received", "Return-Path", "Authentication-Results",
	"Received-SPF", "DKIM-Signature", "Message-ID", "MIME-Version", "Content-Type",
	"Content-Transfer-Encoding", "Delivered-To", "Reporting-MTA", "Final-Recipient", "Original-Recipient",
	"Diagnostic-Code", "Remote-MTA", "Last-Attempt-Date", "Will-Retry-Until", "Arrival-Date",
	"In-Reply-To", "References", "Reply-To", "List-Unsubscribe", "DomainKey-Signature", "User-Agent" };

/* And those that have to hold an address or a date. */
static const char *const likely_fields[] = { "From", "To", "Cc", "Sender", "Date", "Subject", "Envelope-From",
	"Von", "An", "Gesendet", "Sent", "De", "Betreff", "Datum" };

static bool begins_field(struct slice line, const char *name)
{
	size_t len = strlen(name);

	return slice_starts_nocase(line, name) && line.len > len && line.at[len] == ':';
}

static struct slice without_quotation(struct slice line)
{
	size_t first = 0;

	while (first < line.len && strchr(" \t>|*", line.at[first]))
		first++;
	return slice_trim(slice_part(line, first, line.len));
}

static bool is_certain_field(struct slice line)
{
	for (size_t i = 0; i < sizeof certain_fields / sizeof *certain_fields; i++)
		if (begins_field(line, certain_fields[i]))
			return true;
	if (!slice_starts_nocase(line, "X-") && !slice_starts_nocase(line, "ARC-"))
		return false;
	for (size_t i = 2; i < line.len && (ascii_is_alnum(line.at[i]) || line.at[i] == '-'); i++)
		if (i + 1 < line.len && line.at[i + 1] == ':')
			return true;
	return false;
}

bool extent_is_field(struct slice line)
{
	line = without_quotation(line);
	if (is_certain_field(line))
		return true;
	for (size_t i = 0; i < sizeof likely_fields / sizeof *likely_fields; i++)
		if (begins_field(line, likely_fields[i]))
			return i > 3 || slice_find(line, '@', 0) > 0;
	return false;
}

/* "at Class.method(File.java:12)", as Java, .NET and JavaScript have it. */
static bool is_frame_of_stack(struct slice line)
{
	ptrdiff_t open = slice_find(line, '(', 0);

	return slice_starts(line, "at ") && open > 3 &&
	       slice_find(slice_part(line, 3, (size_t)open), '.', 0) > 0 &&
	       slice_find(slice_part(line, 3, (size_t)open - 1), ' ', 0) < 0;
}

/* Lines with which something else begins. */
static bool begins_other(struct slice line)
{
	static const char *const marks[] = { "-----", "=====", "_____", "Original message", "Message headers",
		"Traceback (", "File \"", "Caused by:", "--- ", "Sent from my", "Forwarded message",
		"Begin forwarded message" };
	static const char *const others[] = {
		"code: ", "response: ", "responseCode: ", "errno: ", "syscall: ", "command: "
	};
	struct slice words = without_quotation(line);

	if (slice_is(words, "--"))
		return true;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (slice_starts_nocase(words, marks[i]))
			return true;
	if (is_frame_of_stack(words))
		return true;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (slice_starts(words, others[i]))
			return true;
	return extent_is_field(line);
}

/* What ends a reply within its line. */
static size_t end_in_line(struct slice line)
{
	static const char *const marks[] = { "(in reply to ", "(expanded from: ", "; from=<", ";from=<",
		"};{MSG=", "\"}", "\",\"", "\", \"" };
	size_t end = line.len;

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		ptrdiff_t at = slice_find_text(line, marks[i], 0);

		if (at > 0 && (size_t)at < end)
			end = (size_t)at;
	}
	return end;
}

size_t reply_extent(struct slice text, size_t first)
{
	for (size_t at = first; at < text.len; at = reply_line_end(text, at)) {
		struct slice line = slice_part(text, at, reply_line_end(text, at));
		size_t end = end_in_line(line);

		if (at > first && begins_other(line))
			return at;
		if (end < line.len)
			return at + end;
	}
	return text.len;
}
