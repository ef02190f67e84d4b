/*
 * Logs of mail servers: an entry begins with a time, and goes on in lines that do not. Arrivals tell who sent a mail; what tells
 * of a failure is a bounce.
 */
#include "bounce/reader.h"

#include "base/ascii.h"
#include "bounce/entry.h"
#include "dns/special_address.h"

#include <string.h>

/* The word behind `mark`, up to a blank or bracket. */
static struct slice behind(struct slice text, const char *mark)
{
	ptrdiff_t at = slice_find_nocase(text, mark, 0);
	size_t first = at < 0 ? text.len : (size_t)at + strlen(mark), end = first;

	while (end < text.len && !strchr(" \t\r\n>,;", text.at[end]))
		end++;
	return slice_part(text, first, end);
}

static bool is_digits(struct slice text, size_t at, const char *pattern)
{
	for (size_t i = 0; pattern[i]; i++) {
		if (at + i >= text.len)
			return false;
		if (pattern[i] == '0' ? !ascii_is_digit(text.at[at + i])
				      : text.at[at + i] != (uint8_t)pattern[i])
			return false;
	}
	return true;
}

/* The id of a mail: Exim's third word, or what stands in front of a colon behind the program's name. */
static struct slice log_id(struct slice line)
{
	struct slice word;
	size_t number = 0;

	for (size_t at = 0; number < 8 && slice_next_item(line, ' ', &at, &word); number++) {
		bool exim = word.len >= 16 && (word.at[6] == '-') && ascii_is_alnum(word.at[0]);
		bool queue = number && word.len >= 6 && word.at[word.len - 1] == ':' &&
			     ascii_is_alnum(word.at[0]) && slice_find(word, '[', 0) < 0 &&
			     slice_find(word, '.', 0) < 0 && !is_digits(word, 0, "00:00");

		if (exim || queue)
			return slice_part(word, 0, word.len - queue);
	}
	return (struct slice){ 0 };
}

static void note_sender(struct reader *reader, struct slice line)
{
	struct slice id = log_id(line), address = behind(line, " from=<");
	struct log_sender *sender;
	const char *domain;

	if (!address.len)
		address = behind(line, " <= ");
	domain = reply_domain_of_address(reader->arena, address);
	if (!id.len || !domain)
		return;
	sender = arena_append(reader->arena, &reader->senders);
	sender->id = id;
	sender->domain = domain;
}

/* Exim refused the mail of another server, and says so without a code. */
static bool is_refused_here(struct slice line)
{
	return slice_find_text(line, " rejected ", 0) >= 0 && slice_find_text(line, " H=", 0) >= 0 &&
	       slice_find_text(line, "SMTP error", 0) < 0 && slice_find_text(line, " ** ", 0) < 0 &&
	       slice_find_text(line, " == ", 0) < 0;
}

static struct context context_of_line(struct reader *reader, struct slice line)
{
	struct context context = reader->context;
	struct slice id = log_id(line), address = behind(line, " F=<"), from = behind(line, " from=<"),
		     command = behind(line, "MAIL FROM:<"),
		     interface = behind(line, is_refused_here(line) ? " [" : " I=[");
	const char *domain = reply_domain_of_address(reader->arena, address.len ? address
								    : from.len	? from
										: command);
	struct dns_address ip;
	ptrdiff_t close = slice_find(interface, ']', 0);

	for (size_t i = reader->senders.count; i && !domain && id.len; i--)
		if (slice_equal(reader->senders.at[i - 1].id, id))
			domain = reader->senders.at[i - 1].domain;
	if (domain)
		context.mail_from = domain;
	/* The interface that the mail left by, when it is not one behind a translator. */
	if (close > 0 && dns_address_from_text(slice_part(interface, 0, (size_t)close), &ip) &&
		!private_network_of(&ip, host_prefix(&ip)))
		context.ip =
			(const char *)arena_copy(reader->arena, slice_part(interface, 0, (size_t)close)).at;
	return context;
}

/* qmail writes blanks as underscores, and line ends as slashes. */
static struct slice without_underscores(struct arena *arena, struct slice line)
{
	uint8_t *copy;

	if (slice_find_nocase(line, "_host_said:_", 0) < 0)
		return line;
	copy = arena_copy_bytes(arena, line);
	for (size_t i = 0; i < line.len; i++)
		if (copy[i] == '_')
			copy[i] = ' ';
	return (struct slice){ copy, line.len };
}

/* Most lines of a log tell of arrivals and deliveries, whatever numbers and subjects stand in them. */
static bool tells_of_failure(struct slice entry)
{
	static const char *const failures[] = { " ** ", " == ", "SMTP error", "rejected ", "status=bounced",
		"status=deferred", "status=undeliverable",
		" said: ", "_host_said:", "stat=", "reject:", "failure: ", "deferral: ", "refused", ",<,",
		"returned", "blocked", "bounce" };

	if (slice_find_text(entry, " <= ", 0) >= 0 || slice_find_text(entry, " => ", 0) >= 0 ||
		slice_find_text(entry, "status=sent", 0) >= 0 ||
		slice_find_nocase(entry, "stat=Sent", 0) >= 0 || slice_find_text(entry, "/cleanup[", 0) >= 0)
		return false;
	for (size_t i = 0; i < sizeof failures / sizeof *failures; i++)
		if (slice_find_text(entry, failures[i], 0) >= 0)
			return true;
	return false;
}

/* An entry goes on up to the next, or to an empty line when no parenthesis is open in it. */
static size_t entry_end(struct slice text, size_t at)
{
	size_t end = reply_line_end(text, at), counted = at, next;
	ptrdiff_t open = 0;

	for (; end < text.len; end = next) {
		struct slice line;

		next = reply_line_end(text, end);
		line = slice_part(text, end, next);
		if (entry_is_start(line))
			return end;
		if (slice_trim(line).len)
			continue;
		for (; counted < end; counted++)
			open += (text.at[counted] == '(') - (text.at[counted] == ')');
		if (open <= 0)
			return end;
	}
	return text.len;
}

void log_read(struct reader *reader, struct slice text)
{
	for (size_t at = 0; at < text.len; at = reply_line_end(text, at)) {
		struct slice line = slice_part(text, at, reply_line_end(text, at));

		if (entry_is_start(line))
			note_sender(reader, line);
	}
	for (size_t at = 0, end; at < text.len; at = end) {
		struct slice entry;
		struct context context;

		end = entry_end(text, at);
		entry = without_underscores(reader->arena, slice_part(text, at, end));
		if (!entry_is_start(entry) || !tells_of_failure(entry))
			continue;
		context = context_of_line(reader, entry);
		/* What this server refused has no code in Exim's log. */
		bounce_add(reader, entry, &context, !is_refused_here(entry));
	}
}

bool log_is(struct slice text)
{
	for (size_t at = 0; at < text.len; at = reply_line_end(text, at))
		if (entry_is_start(slice_part(text, at, reply_line_end(text, at))))
			return true;
	return false;
}
