/*
 * Postfix, and the policy servers and milters that log beside it:
 *
 *   queue-id ": client=" host "[" address "]"
 *   queue-id ": from=<" sender ">, ..."
 *   queue-id ": to=<" recipient ">, relay=" host ", ... status=" status " (" reply ")"
 *   ( queue-id / "NOQUEUE" ) ": " [ "milter-" ] "reject: " stage " from " host "[" address "]: " reply "; from=<" ...
 */
#include "bounce/log_tale.h"

#include "bounce/log_words.h"

#include <string.h>

static bool is_policy_server(struct slice program)
{
	return slice_find_nocase(program, "policy", 0) >= 0 || slice_find_nocase(program, "policyd", 0) >= 0;
}

static bool is_filter(struct slice program)
{
	return slice_starts_nocase(program, "opendmarc") || slice_starts_nocase(program, "opendkim");
}

bool log_is_postfix(const struct log_entry *entry)
{
	struct slice rest, id = log_queue_id(entry->text, &rest);

	if (slice_find_nocase(entry->program, "postfix", 0) >= 0 || is_policy_server(entry->program) ||
		is_filter(entry->program))
		return true;
	return id.len && (slice_find_text(rest, "status=", 0) >= 0 || slice_starts(rest, "client=") ||
				 slice_find_text(rest, "reject: ", 0) >= 0 ||
				 (slice_starts(rest, "from=<") && slice_find_text(rest, "nrcpt=", 0) >= 0));
}

/* "from=<a> to=<b> proto=ESMTP helo=<c>", which ends what this server says of a mail that it refuses. */
static void read_envelope(struct slice text, struct log_tale *tale)
{
	tale->sender = log_between(text, "from=<", '>', &tale->has_sender);
	tale->recipient = log_between(text, " to=<", '>', NULL);
	tale->helo = log_between(text, " helo=<", '>', NULL);
}

/* The last "; from=<", or the length: replies may hold one of their own. */
static size_t envelope_at(struct slice text)
{
	size_t found = text.len;

	for (ptrdiff_t at = 0; (at = slice_find_text(text, "; from=<", (size_t)at)) >= 0; at++)
		found = (size_t)at;
	return found;
}

static void tell_refused_here(struct slice text, struct log_tale *tale)
{
	size_t end = envelope_at(text);
	ptrdiff_t from = slice_find_text(text, " from ", 0), reply;

	tale->here = true;
	tale->sort = LOG_REFUSAL;
	read_envelope(slice_part(text, end, text.len), tale);
	if (from >= 0)
		tale->ip = log_address_in_brackets(slice_part(text, 0, end), (size_t)from);
	reply = from < 0 ? -1 : slice_find_text(text, "]: ", (size_t)from);
	if (reply < 0 && from >= 0)
		reply = slice_find_text(text, ": ", (size_t)from);
	if (reply >= 0 && (size_t)reply < end) {
		tale->text = slice_part(text, (size_t)reply + 2, end);
		return;
	}
	/* A check of the header: the reply comes last. */
	for (ptrdiff_t at = (ptrdiff_t)end; (at = slice_find_text(text, ">: ", (size_t)at)) >= 0; at++)
		reply = at;
	tale->text = reply < 0 ? text : slice_part(text, (size_t)reply + 3, text.len);
}

static void tell_delivery(struct slice text, struct log_tale *tale)
{
	static const char *const failed[] = { "status=bounced", "status=deferred", "status=undeliverable",
		"status=softbounce", "status=SOFTBOUNCE" };
	ptrdiff_t relay = slice_find_text(text, "relay=", 0);

	tale->recipient = log_between(text, "to=<", '>', NULL);
	for (size_t i = 0; i < sizeof failed / sizeof *failed; i++)
		if (slice_find_text(text, failed[i], 0) >= 0)
			tale->sort = LOG_REFUSAL;
	tale->text = relay < 0 ? text : slice_part(text, (size_t)relay, text.len);
}

/* OpenDMARC says which domain it judged: "example.org fail". */
static void tell_judged(struct slice text, struct log_tale *tale)
{
	ptrdiff_t blank = slice_find(text, ' ', 0);
	struct slice result = slice_trim(slice_part(text, blank < 0 ? text.len : (size_t)blank, text.len));

	if (blank <= 0 || slice_find(slice_part(text, 0, (size_t)blank), '.', 0) < 0 ||
		(!slice_is(result, "fail") && !slice_is(result, "pass") && !slice_is(result, "none")))
		return;
	tale->sort = LOG_NOTE;
	tale->author = slice_part(text, 0, (size_t)blank);
}

/* SPF policy servers write the result, or the reply that Postfix then gives, with the sender and the address in its link. */
static void tell_policy(struct slice text, struct log_tale *tale)
{
	tale->sort = LOG_REFUSAL;
	tale->text = text;
	tale->sender = log_word_after(text, ";id=");
	tale->has_sender = slice_find(tale->sender, '@', 0) >= 0;
	tale->ip = log_word_after(text, ";ip=");
}

struct log_tale log_tell_postfix(const struct log_entry *entry)
{
	struct log_tale tale = { 0 };
	struct slice rest, word;

	tale.id = log_queue_id(entry->text, &rest);
	if (slice_is(tale.id, "NOQUEUE"))
		tale.id.len = 0;
	if (is_policy_server(entry->program)) {
		tell_policy(rest, &tale);
	} else if (is_filter(entry->program)) {
		tell_judged(rest, &tale);
	} else if (slice_starts(rest, "to=<")) {
		tell_delivery(rest, &tale);
	} else if (slice_starts(rest, "client=")) {
		tale.sort = LOG_NOTE;
		tale.ip = log_address_in_brackets(rest, 0);
	} else if (slice_find_text(rest, "from=<", 0) >= 0 && slice_find_text(rest, "reject", 0) < 0 &&
		   slice_find_text(rest, "warn: ", 0) < 0) {
		tale.sort = LOG_NOTE;
		tale.sender = log_between(rest, "from=<", '>', &tale.has_sender);
	} else if (slice_starts(rest, "host ") || slice_find_text(rest, " said: ", 0) >= 0) {
		tale.sort = LOG_REFUSAL;
		tale.text = rest;
	} else {
		word = slice_part(rest, 0, 24);
		if (slice_find_text(word, "reject", 0) >= 0 || slice_starts(word, "warn: "))
			tell_refused_here(rest, &tale);
	}
	return tale;
}
