/*
 * Sendmail:
 *
 *   id ": from=<" sender ">, ... relay=" host " [" address "]"
 *   id ": to=<" recipient ">, ... relay=" host ", dsn=" code [ ", reply=" reply ] ", stat=" text
 *   id ": ruleset=" name ", arg1=" address ", relay=" host " [" address "], reject=" reply
 *   id ": Milter: " stage ", reject=" reply
 */
#include "bounce/log_tale.h"

#include "bounce/log_words.h"

bool log_is_sendmail(const struct log_entry *entry)
{
	struct slice rest;

	if (slice_find_nocase(entry->program, "sendmail", 0) >= 0 || slice_starts(entry->program, "sm-"))
		return true;
	return log_queue_id(entry->text, &rest).len &&
	       (slice_find_text(rest, ", stat=", 0) >= 0 || slice_find_text(rest, ", reject=", 0) >= 0 ||
		       (slice_starts(rest, "from=") && slice_find_text(rest, ", class=", 0) >= 0));
}

static void tell_delivery(struct slice text, struct log_tale *tale)
{
	struct slice status = log_after(text, "stat=");
	ptrdiff_t relay = slice_find_text(text, "relay=", 0);

	tale->recipient = log_between(text, "to=<", '>', NULL);
	if (!tale->recipient.len)
		tale->recipient = log_word_after(text, "to=");
	if (!status.len || slice_starts_nocase(status, "Sent") || slice_starts_nocase(status, "queued") ||
		slice_find_text(text, "dsn=2.", 0) >= 0)
		return;
	tale->sort = LOG_REFUSAL;
	tale->text = relay < 0 ? text : slice_part(text, (size_t)relay, text.len);
}

static void tell_refused_here(struct slice text, struct log_tale *tale)
{
	tale->here = true;
	tale->sort = LOG_REFUSAL;
	tale->text = log_after(text, "reject=");
	tale->ip = log_address_in_brackets(text, 0);
	if (slice_find_text(text, "check_rcpt", 0) >= 0 || slice_find_text(text, "to=<", 0) >= 0)
		tale->recipient = log_between(text, "=<", '>', NULL);
	else if (slice_find_text(text, "check_mail", 0) >= 0 || slice_find_text(text, "from=<", 0) >= 0)
		tale->sender = log_between(text, "=<", '>', &tale->has_sender);
}

struct log_tale log_tell_sendmail(const struct log_entry *entry)
{
	struct log_tale tale = { 0 };
	struct slice rest;

	tale.id = log_queue_id(entry->text, &rest);
	if (slice_find_text(rest, "reject=", 0) >= 0) {
		tell_refused_here(rest, &tale);
	} else if (slice_starts(rest, "from=")) {
		tale.sort = LOG_NOTE;
		tale.sender = log_between(rest, "from=<", '>', &tale.has_sender);
		tale.ip = log_address_in_brackets(rest, 0);
	} else if (slice_starts(rest, "to=")) {
		tell_delivery(rest, &tale);
	}
	return tale;
}
