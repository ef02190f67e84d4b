/*
 * Who sent the message, of the header and of what the user gave: the client's address, HELO, MAIL FROM, and SPF of them. Where two
 * clients may have delivered it, SPF that passes for one of them tells which; otherwise SPF is not known.
 */
#include "message/parts.h"

#include "base/ascii.h"
#include "base/escape.h"
#include "message/path.h"
#include "spf/identity.h"

#include <string.h>

/* The address of a Return-Path or the like, without angle brackets and comments. MAILER-DAEMON is a name for none. */
static struct slice address_of(struct slice text)
{
	ptrdiff_t open = slice_find(text, '<', 0),
		  close = open < 0 ? -1 : slice_find(text, '>', (size_t)open);
	size_t end = 0;

	if (close > 0)
		text = slice_trim(slice_part(text, (size_t)open + 1, (size_t)close));
	while (close < 0 && end < text.len && !ascii_is_space(text.at[end]) && text.at[end] != '(')
		end++;
	text = close > 0 ? text : slice_part(text, 0, end);
	return slice_is_nocase(text, "MAILER-DAEMON") ? slice_part(text, 0, 0) : text;
}

static bool find_field(struct arena *arena, struct slice header, const char *name, struct slice *ret_address)
{
	struct mail_field field;

	for (size_t at = 0; mail_next_field(header, &at, &field);)
		if (slice_is_nocase(field.name, name)) {
			*ret_address = address_of(mail_unfold(arena, field.body));
			return true;
		}
	return false;
}

static void take_sender(
	struct arena *arena, struct message *message, struct slice address, const char *source)
{
	message->mail_from = (const char *)arena_copy(arena, address).at;
	message->mail_from_source = source;
}

/* Programs that the server hands the message to, which add a field of their own with MAIL FROM. */
static void read_other_fields(struct arena *arena, struct message *message)
{
	static const char *const names[] = { "X-Envelope-From", "X-Envelope-Sender", "X-Env-Sender",
		"Envelope-From", "Envelope-Sender", "X-Return-Path", "X-Barracuda-Envelope-From" };
	struct slice address;

	for (size_t i = 0; i < sizeof names / sizeof *names && !message->mail_from; i++)
		if (find_field(arena, message->header, names[i], &address) &&
			(!address.len || slice_find(address, '@', 0) > 0))
			take_sender(arena, message, address, names[i]);
}

/* postmaster@HELO is used for the null sender (RFC 7208 section 2.4). */
static bool stands_for_null(const struct path_reading *reading)
{
	return slice_starts_nocase(reading->sender, "postmaster@") &&
	       slice_equal_nocase(slice_after_last(reading->sender, '@'), reading->helo);
}

/*
 * MAIL FROM as the user gave it, else of the delivery itself, else of Return-Path, which the last server writes: they differ where a
 * server of the receiver forwards.
 */
static void read_mail_from(struct arena *arena, struct message *message,
	const struct message_transport *transport, const struct path_reading *reading)
{
	struct slice return_path;
	bool has_return_path = find_field(arena, message->header, "Return-Path", &return_path),
	     has_sender = reading && reading->has_sender;

	if (transport->mail_from) {
		take_sender(arena, message, address_of(slice_of(transport->mail_from)), "--mail-from");
	} else if (has_sender && reading->sender_source[0] == 'R' && /* Received, Received-SPF */
		   !(has_return_path &&
			   (return_path.len ? slice_equal_nocase(slice_after_last(return_path, '@'),
						      slice_after_last(reading->sender, '@'))
					    : !reading->sender.len || stands_for_null(reading)))) {
		take_sender(arena, message, reading->sender, reading->sender_source);
	} else if (has_return_path) {
		take_sender(arena, message, return_path, "Return-Path");
	} else if (has_sender) {
		take_sender(arena, message, reading->sender, reading->sender_source);
	} else {
		read_other_fields(arena, message);
	}
	/* "root" of a program on the host is no address, and "Return-Path: x" no null sender. */
	if (message->mail_from && message->mail_from[0] && !strpbrk(message->mail_from, "@."))
		message->mail_from = message->mail_from_source = NULL;
}

static void take_reading(struct arena *arena, struct message *message,
	const struct message_transport *transport, const struct path_reading *reading)
{
	message->ip = dns_address_text(arena, &reading->address);
	message->ip_source = reading->source;
	message->ip_why = reading->why;
	message->delivery = reading->field;
	message->helo = transport->helo	    ? transport->helo
			: reading->helo.len ? escape_copy(arena, reading->helo)
					    : NULL;
}

void message_read_transport(struct arena *arena, struct message *message,
	const struct message_transport *transport, const struct suffix_list *suffixes)
{
	struct slice return_path = { 0 };
	struct path_request request = { .header = message->header,
		.suffixes = suffixes,
		.ip = transport->ip,
		.from_domain = message->from ? &message->from_domain : NULL };
	struct path *path;

	find_field(arena, message->header, "Return-Path", &return_path);
	request.return_path = return_path;
	path = path_read(arena, &request);
	message->path = path;
	message->helo = transport->helo;
	if (path->count)
		take_reading(arena, message, transport, &path->readings[0]);
	else
		message->ip_why = path->why;
	read_mail_from(arena, message, transport, path->count ? &path->readings[0] : NULL);
}

/* Whom SPF is about: MAIL FROM, or HELO for a null sender (RFC 7208 section 2.4); without MAIL FROM a HELO that the user gave. */
static bool fill_request(struct arena *arena, struct message *message, bool helo_given,
	const struct path_reading *reading, struct spf_request *request)
{
	const struct spf_identities given = { .helo = message->helo, .mail_from = message->mail_from };
	bool has_helo = message->helo && message->helo[0];

	message->spf_identity = MESSAGE_IDENTITY_HELO;
	if (message->mail_from)
		message->spf_identity =
			message->mail_from[0] ? MESSAGE_IDENTITY_MAIL_FROM : MESSAGE_IDENTITY_NULL_SENDER;
	if (message->spf_identity != MESSAGE_IDENTITY_MAIL_FROM && !has_helo)
		return false;
	if (message->spf_identity == MESSAGE_IDENTITY_HELO && !helo_given)
		return false;
	request->ip = reading->address;
	return spf_request_identities(arena, &given, request) == SPF_IDENTITY_OK;
}

static const struct spf_evaluation *check(struct arena *arena, struct facts_view *view,
	struct message *message, const struct path_reading *reading,
	const struct message_transport *transport)
{
	struct spf_request request = { .now = transport->now };
	const struct spf_evaluation *spf;

	if (!fill_request(arena, message, transport->helo != NULL, reading, &request))
		return NULL;
	message->spf_domain = (const char *)arena_copy(arena, request.domain).at;
	spf = spf_check_host(arena, view, &request);
	message->pending = message->pending || spf->pending;
	return spf;
}

/* True when SPF passes for the second reading; it is the first then. */
static bool take_second_reading(struct arena *arena, struct facts_view *view, struct message *message,
	const struct message_transport *transport)
{
	struct path *path = message->path;
	const struct path_reading first = path->readings[0];

	take_reading(arena, message, transport, &path->readings[1]);
	message->spf = check(arena, view, message, &path->readings[1], transport);
	if (!message->spf || message->spf->result != SPF_PASS) {
		take_reading(arena, message, transport, &first);
		return false;
	}
	path_take_second(path);
	message->ip_why = arena_printf(arena, "%s; SPF passes for it", path->readings[0].why);
	return true;
}

void message_check_spf(struct arena *arena, struct facts_view *view, struct message *message,
	const struct message_transport *transport)
{
	struct path *path = message->path;

	if (!path->count)
		return;
	message->spf = check(arena, view, message, &path->readings[0], transport);
	if (path->count == 1 && !path->doubtful)
		return;
	if ((message->spf && message->spf->result == SPF_PASS) ||
		(path->count == 2 && take_second_reading(arena, view, message, transport))) {
		path->count = 1;
		path->doubtful = false;
		path->why = NULL;
		return;
	}
	message->spf = NULL;
	message->spf_domain = NULL;
	message->ip_why = path->why;
}

const char *message_spf_unknown(struct arena *arena, const struct message *message)
{
	if (!message->ip || message->path->doubtful || message->path->count > 1)
		return message->ip_why;
	if (!message->mail_from)
		return "the header does not show MAIL FROM";
	return arena_printf(
		arena, "the header does not show the HELO name, which SPF checks when MAIL FROM is null");
}
