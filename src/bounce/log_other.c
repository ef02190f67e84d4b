/*
 * OpenSMTPD, and programs that are no mail servers: what they log of a refusal ends in the reply. Libraries that send mail write
 * transcripts of their sessions, with a mark for what the server said.
 */
#include "bounce/log_tale.h"

#include "base/ascii.h"
#include "bounce/likely.h"
#include "bounce/log_words.h"

#include <string.h>

bool log_is_opensmtpd(const struct log_entry *entry)
{
	return slice_find_text(entry->text, "result=\"", 0) >= 0;
}

struct log_tale log_tell_opensmtpd(const struct log_entry *entry)
{
	struct slice text = entry->text, result = log_between(text, "result=\"", '"', NULL);
	struct log_tale tale = { 0 };
	ptrdiff_t relay = slice_find_text(text, "relay=\"", 0);

	tale.recipient = log_between(text, " to=<", '>', NULL);
	tale.sender = log_between(text, " from=<", '>', &tale.has_sender);
	if (!tale.has_sender)
		tale.sender = log_between(text, "\"MAIL FROM:<", '>', &tale.has_sender);
	if (!tale.recipient.len)
		tale.recipient = log_between(text, "\"RCPT TO:<", '>', NULL);
	tale.ip = log_between(text, "source=\"", '"', NULL);
	if (slice_is_nocase(result, "Ok") || slice_starts(result, "2"))
		return tale;
	tale.sort = LOG_REFUSAL;
	tale.text = relay < 0 ? result : slice_part(text, (size_t)relay, text.len);
	return tale;
}

/* The name that lines of one session share, such as "[12345]", and not "[ERROR]"; what has none shares one. */
static struct slice session_of(struct slice text)
{
	enum { BRACKETS_MOST = 3, NAME_MOST = 40 };
	size_t at = 0;

	for (unsigned i = 0; i < BRACKETS_MOST && at < text.len && text.at[at] == '['; i++) {
		ptrdiff_t close = slice_find(text, ']', at);
		size_t first = at;
		bool digit = false;

		if (close < 0 || (size_t)close - at > NAME_MOST)
			break;
		for (; at <= (size_t)close; at++)
			digit = digit || ascii_is_digit(text.at[at]);
		if (digit)
			return slice_part(text, first, at);
		while (at < text.len && text.at[at] == ' ')
			at++;
	}
	return slice_of("session");
}

/* The address after the first of the names that has one. */
static struct slice address_after(struct slice text, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct slice value = log_after(text, names[i]);
		size_t first = 0, end;

		while (first < value.len && value.at[first] && strchr("<\"'[", value.at[first]))
			first++;
		for (end = first;
			end < value.len && value.at[end] && !strchr(" \t\r\n<>,;()[]\"'", value.at[end]);)
			end++;
		value = slice_part(value, first, end);
		if (slice_find(value, '@', 0) > 0)
			return value;
	}
	return (struct slice){ 0 };
}

static void read_pairs(struct slice text, struct log_tale *tale)
{
	static const char *const senders[] = { "from=", "sender=", "mailfrom=", "mail_from=" };
	static const char *const recipients[] = { "to=", "recipient=", "rcpt=", "rcpt_to=" };

	if (!tale->recipient.len)
		tale->recipient = address_after(text, recipients, sizeof recipients / sizeof *recipients);
	if (!tale->has_sender) {
		tale->sender = address_after(text, senders, sizeof senders / sizeof *senders);
		tale->has_sender = tale->sender.len > 0;
	}
}

struct log_tale log_tell_other(const struct log_entry *entry)
{
	struct slice text = entry->text;
	struct log_tale tale = { .id = session_of(text), .is_session = true };
	bool found;

	tale.sender = log_between(text, "MAIL FROM:<", '>', &tale.has_sender);
	tale.recipient = log_between(text, "RCPT TO:<", '>', &found);
	if (likely_reply(text)) {
		tale.sort = LOG_REFUSAL;
		tale.text = text;
		read_pairs(text, &tale);
	} else if (tale.has_sender || found) {
		tale.sort = LOG_NOTE;
	}
	return tale;
}
