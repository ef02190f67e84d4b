/*
 * Exim's main log:
 *
 *   id " <= " sender " H=" host " [" address "] ..."
 *   id ( " ** " / " == " ) recipient [ " F=<" sender ">" ] " R=" router " T=" transport " H=" host " [" address "]" ... ": " reply
 *   [ id ] " H=" host " [" address "] F=<" sender "> " [ "temporarily " ] "rejected " stage ": " text
 *   " H=" host " [" address "] sender verify fail for <" sender ">: " text
 */
#include "bounce/log_tale.h"

#include "base/ascii.h"
#include "bounce/log_words.h"

#include <string.h>

enum { SHORT_ID = 16, LONG_ID = 23 };

/* "1d0RET-0007Qn-0Y", and the longer form of Exim 4.97. */
static struct slice id_of(struct slice text, struct slice *ret_rest)
{
	size_t end = 0;

	while (end < text.len && (ascii_is_alnum(text.at[end]) || text.at[end] == '-'))
		end++;
	*ret_rest = text;
	if ((end != SHORT_ID && end != LONG_ID) || text.at[6] != '-' ||
		text.at[end - 3 - (end == LONG_ID ? 2 : 0)] != '-' ||
		(end < text.len && !ascii_is_space(text.at[end])))
		return (struct slice){ 0 };
	*ret_rest = slice_trim(slice_part(text, end, text.len));
	return slice_part(text, 0, end);
}

/* A sender whose domain does not take mail: the refusal of the recipient follows in another line, without a reason. */
static bool is_sender_unroutable(struct slice text)
{
	return slice_find_text(text, " sender verify fail for <", 0) >= 0 &&
	       (slice_find_nocase(text, ">: unrouteable address", 0) >= 0 ||
		       slice_find_nocase(text, ">: all relevant mx records", 0) >= 0);
}

static bool is_refused_here(struct slice text)
{
	return slice_find_text(text, "H=", 0) >= 0 &&
	       (slice_find_text(text, " rejected ", 0) >= 0 || is_sender_unroutable(text)) &&
	       slice_find_text(text, "SMTP error", 0) < 0;
}

bool log_is_exim(const struct log_entry *entry)
{
	struct slice rest;

	return id_of(entry->text, &rest).len || slice_starts_nocase(entry->program, "exim") ||
	       (!entry->program.len && is_refused_here(entry->text));
}

/* What follows the fields of a delivery, such as "R=dnslookup T=remote_smtp H=mx [192.0.2.1] X=TLS DN="/CN=mx":". */
static struct slice behind_fields(struct slice text)
{
	bool quoted = false;

	for (size_t i = 0; i + 1 < text.len; i++) {
		quoted = quoted != (text.at[i] == '"');
		if (!quoted && text.at[i] == ':' && ascii_is_space(text.at[i + 1]))
			return slice_trim(slice_part(text, i + 1, text.len));
	}
	return text;
}

static void tell_failed(struct slice text, struct log_tale *tale)
{
	struct slice fields, rest;
	ptrdiff_t router = slice_find_text(text, " R=", 0), host;

	tale->sort = LOG_REFUSAL;
	tale->recipient = slice_part(text, 0, router < 0 ? text.len : (size_t)router);
	if (slice_find(tale->recipient, '<', 1) > 0) /* "alias@x <original@x>" */
		tale->recipient = slice_part(tale->recipient, 0, (size_t)slice_find(tale->recipient, '<', 1));
	if (slice_find_text(tale->recipient, " F=", 0) >= 0)
		tale->recipient =
			slice_part(tale->recipient, 0, (size_t)slice_find_text(tale->recipient, " F=", 0));
	if (slice_find_text(tale->recipient, ": ", 0) >= 0)
		tale->recipient =
			slice_part(tale->recipient, 0, (size_t)slice_find_text(tale->recipient, ": ", 0));
	tale->sender = log_between(text, " F=<", '>', &tale->has_sender);
	if (!tale->has_sender)
		tale->sender = log_between(text, " P=<", '>', &tale->has_sender);
	if (!tale->has_sender)
		tale->sender = log_between(text, "MAIL FROM:<", '>', &tale->has_sender);
	tale->ip = log_between(text, " I=[", ']', NULL);
	fields = slice_part(text, router < 0 ? 0 : (size_t)router, text.len);
	rest = behind_fields(fields);
	/* The receiver's host tells who it is. */
	host = slice_find_text(fields, " H=", 0);
	tale->text = host >= 0 && fields.at + host < rest.at
			     ? slice_part(fields, (size_t)host + 1, fields.len)
			     : rest;
}

/* "H=name (helo) [address]"; without parentheses the two names are the same. */
static struct slice helo_of(struct slice text, size_t host)
{
	ptrdiff_t end = slice_find(text, '[', host), open;
	struct slice names = slice_trim(slice_part(text, host + 2, end < 0 ? host : (size_t)end));

	open = slice_find(names, '(', 0);
	if (open >= 0 && slice_find(names, ')', (size_t)open) > open)
		return slice_part(names, (size_t)open + 1, (size_t)slice_find(names, ')', (size_t)open));
	return names;
}

static void tell_refused_here(struct slice text, struct log_tale *tale)
{
	bool unroutable = is_sender_unroutable(text);
	ptrdiff_t at = slice_find_text(text, unroutable ? " sender verify " : " rejected ", 0);
	struct slice said = slice_part(text, (size_t)at + 1, text.len);
	ptrdiff_t host = slice_find_text(text, "H=", 0);

	tale->sort = LOG_REFUSAL;
	tale->speaks_without_code = true;
	tale->sender = log_between(text, " F=<", '>', &tale->has_sender);
	if (!tale->has_sender && unroutable)
		tale->sender = log_between(said, "<", '>', &tale->has_sender);
	if (!tale->has_sender && slice_starts(said, "rejected MAIL "))
		tale->sender = log_between(said, "MAIL <", '>', &tale->has_sender);
	tale->recipient = log_between(said, "RCPT <", '>', NULL);
	tale->ip = log_address_in_brackets(text, (size_t)host);
	tale->helo = helo_of(text, (size_t)host);
	tale->text = said;
}

struct log_tale log_tell_exim(const struct log_entry *entry)
{
	struct log_tale tale = { 0 };
	struct slice rest;

	tale.id = id_of(entry->text, &rest);
	if (slice_starts(rest, "<= ")) {
		tale.sort = LOG_NOTE;
		tale.sender = log_word_after(rest, "<= ");
		tale.has_sender = true;
		tale.ip = log_address_in_brackets(rest, 0);
	} else if (slice_starts(rest, "** ") || slice_starts(rest, "== ")) {
		tell_failed(slice_trim(slice_part(rest, 3, rest.len)), &tale);
	} else if (is_refused_here(rest)) {
		tell_refused_here(rest, &tale);
	} else if (slice_find_text(rest, "SMTP error", 0) >= 0) {
		tale.sort = LOG_REFUSAL;
		tale.text = rest;
		tale.recipient = log_between(rest, "RCPT TO:<", '>', NULL);
		tale.sender = log_between(rest, "MAIL FROM:<", '>', &tale.has_sender);
	}
	return tale;
}
