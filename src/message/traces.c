/* Reads fields of lists and forwarders, rewritten MAIL FROM addresses, and marks of filters. */
#include "message/traces.h"

#include "base/escape.h"

#include <string.h>

enum { BODY_SHOWN = 8192 }; /* octets of the body in which a banner is looked for */

struct reader {
	struct arena *arena;
	const struct suffix_list *suffixes;
	const struct message *message;
	struct message_traces *traces;
};

static struct slice text_of_field(const struct reader *reader, const char *name)
{
	return mail_field_text(reader->arena, reader->message->header, name);
}

static bool has_field(const struct reader *reader, const char *name)
{
	return text_of_field(reader, name).len > 0;
}

bool message_is_of_from(
	const struct message *message, const struct suffix_list *suffixes, struct slice domain)
{
	struct dns_name name;

	return message->from && dns_name_from_unicode(domain, &name) == DNS_NAME_OK &&
	       dmarc_alignment_rfc7489(suffixes, &message->from_domain, &name, false) == DMARC_ALIGNED;
}

/* "The board <board.lists.example.org>", "<mailto:board@lists.example.org>": what the angle brackets hold. */
static struct slice in_brackets(struct slice text)
{
	ptrdiff_t open = slice_find(text, '<', 0),
		  close = open < 0 ? -1 : slice_find(text, '>', (size_t)open);

	if (close > 0)
		text = slice_part(text, (size_t)open + 1, (size_t)close);
	if (slice_starts_nocase(text, "mailto:"))
		text = slice_part(text, 7, text.len);
	return slice_trim(text);
}

static bool is_of_discussion(const struct reader *reader)
{
	static const char *const names[] = { "X-BeenThere", "X-Mailman-Version", "Mailing-List",
		"X-Mailing-List", "X-Google-Group-Id", "X-Sympa-To", "X-Loop-List" };
	struct slice post = text_of_field(reader, "List-Post");

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (has_field(reader, names[i]))
			return true;
	return (post.len && !slice_starts_nocase(post, "NO")) ||
	       slice_is_nocase(text_of_field(reader, "Precedence"), "list");
}

static void read_list(struct reader *reader)
{
	static const char *const names[] = { "List-Id", "List-Post", "X-BeenThere" };
	const struct message *message = reader->message;
	bool discusses = is_of_discussion(reader);
	struct slice list = { 0 };

	for (size_t i = 0; i < sizeof names / sizeof *names && !list.len; i++)
		list = in_brackets(text_of_field(reader, names[i]));
	if (!list.len && discusses && message->mail_from)
		list = slice_after_last(slice_of(message->mail_from), '@');
	if (!list.len || message_is_of_from(message, reader->suffixes, slice_after_last(list, '@')))
		return;
	reader->traces->list = escape_copy(reader->arena, list);
	reader->traces->list_discusses = discusses;
}

/* The Sender Rewriting Scheme, with the delimiters that are in use, and the forms of Exchange and Gmail. */
static bool is_rewritten(struct slice mail_from)
{
	return slice_starts_nocase(mail_from, "SRS0") || slice_starts_nocase(mail_from, "SRS1") ||
	       slice_find_nocase(mail_from, "+SRS=", 0) > 0 || slice_find_nocase(mail_from, "+caf_=", 0) > 0;
}

static const char *forwarded_by_field(const struct reader *reader)
{
	static const char *const names[] = { "Resent-From", "Resent-Sender", "Resent-To", "X-Forwarded-To",
		"X-Forwarded-For", "X-Sieve-Redirected-From", "X-MS-Exchange-ForwardingLoop",
		"X-MS-Exchange-Inbox-Rules-Loop" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct slice text = text_of_field(reader, names[i]);

		if (text.len && !(slice_starts_nocase(slice_of(names[i]), "Resent-") &&
					message_is_of_from(reader->message, reader->suffixes,
						slice_after_last(in_brackets(text), '@'))))
			return arena_printf(reader->arena, "field %s", names[i]);
	}
	return NULL;
}

/* A mailbox had the message before it was delivered to the receiver. */
static const char *forwarded_by_mailbox(const struct reader *reader)
{
	const uint8_t *delivery = reader->message->delivery.at;
	struct mail_field field;

	for (size_t at = 0; delivery && mail_next_field(reader->message->header, &at, &field);)
		if (field.whole.at > delivery && (slice_is_nocase(field.name, "Delivered-To") ||
							 slice_is_nocase(field.name, "X-Delivered-To")))
			return arena_printf(reader->arena, "it was delivered to %s before",
				escape_copy(reader->arena, mail_unfold(reader->arena, field.body)));
	return NULL;
}

/* The recipient of the delivery: of the hop, or of one above it. */
static struct slice final_recipient(const struct message *message)
{
	struct slice final = { 0 };

	for (size_t i = 0; i < message->path->hops.list.count; i++) {
		const struct path_hop *hop = &message->path->hops.list.at[i];

		if (message->delivery.len && hop->field.at > message->delivery.at)
			break;
		if (hop->received.recipient.len)
			final = hop->received.recipient;
	}
	return final;
}

/* An earlier hop has a recipient of another organization than that of the delivery, and than the author's. */
static const char *forwarded_by_recipient(const struct reader *reader)
{
	const struct message *message = reader->message;
	const struct path *path = message->path;
	struct dns_name earlier, final;

	if (!message->delivery.len ||
		!organization_of(reader->suffixes, slice_after_last(final_recipient(message), '@'), &final))
		return NULL;
	for (size_t i = 0; i < path->hops.list.count; i++) {
		const struct path_hop *hop = &path->hops.list.at[i];
		struct slice domain = slice_after_last(hop->received.recipient, '@');

		if (hop->field.at > message->delivery.at &&
			organization_of(reader->suffixes, domain, &earlier) &&
			!dns_name_equal(&earlier, &final) &&
			!message_is_of_from(message, reader->suffixes, domain))
			return arena_printf(reader->arena, "an earlier server received it for %s",
				escape_copy(reader->arena, hop->received.recipient));
	}
	return NULL;
}

/* What a sealer saw: DMARC or DKIM of the From domain passed. */
static bool saw_pass(const struct reader *reader, const struct authentication_results *said)
{
	for (size_t i = 0; said && i < said->list.count; i++) {
		const struct authentication_result *result = &said->list.at[i];
		struct slice domain = authentication_property_of(result, "header", "from");

		if (slice_is_nocase(result->method, "dkim"))
			domain = authentication_property_of(result, "header", "d");
		if (slice_is_nocase(result->method, "dkim") && !domain.len)
			domain = authentication_property_of(result, "header", "i");
		if (slice_is_nocase(result->result, "pass") &&
			(slice_is_nocase(result->method, "dmarc") ||
				slice_is_nocase(result->method, "dkim")) &&
			message_is_of_from(reader->message, reader->suffixes, slice_after_last(domain, '@')))
			return true;
	}
	return false;
}

/* Sets above the delivery are the receiver's own. */
static const char *forwarded_by_seal(const struct reader *reader)
{
	const struct message *message = reader->message;

	for (size_t i = 0; message->arc && message->arc->result != ARC_FAIL && message->delivery.len &&
			   i < message->arc->sets->list.count;
		i++) {
		const struct arc_set *set = &message->arc->sets->list.at[i];

		if (set->results && set->seal.has_domain && set->results->whole.at > message->delivery.at &&
			saw_pass(reader, set->said))
			return arena_printf(reader->arena, "%s added an ARC seal when it passed",
				dns_name_text(reader->arena, &set->seal.domain));
	}
	return NULL;
}

static void read_forwarder(struct reader *reader)
{
	const char *mail_from = reader->message->mail_from;
	const char **clause = &reader->traces->forwarded;

	if (mail_from && is_rewritten(slice_of(mail_from)))
		*clause = "MAIL FROM was rewritten";
	*clause = *clause ? *clause : forwarded_by_field(reader);
	*clause = *clause ? *clause : forwarded_by_mailbox(reader);
	*clause = *clause ? *clause : forwarded_by_seal(reader);
	*clause = *clause ? *clause : forwarded_by_recipient(reader);
}

/* Fields of web servers, and the Received field of a program that a user of the host ran. */
static bool is_scripted(const struct reader *reader)
{
	static const char *const names[] = { "X-PHP-Originating-Script", "X-PHP-Script", "X-PHP-Filename",
		"X-Mailer-Script" };
	struct mail_field field;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (has_field(reader, names[i]))
			return true;
	for (size_t at = 0; mail_next_field(reader->message->header, &at, &field);)
		if (slice_is_nocase(field.name, "Received") &&
			slice_find_nocase(field.body, "from userid ", 0) >= 0)
			return true;
	return false;
}

/* Words that filters put before the subject or above the body. */
static void read_marks(struct reader *reader)
{
	static const char *const tags[] = { "[EXT", "EXTERNAL:", "[SPAM", "***SPAM", "{SPAM", "[SUSPE",
		"[BULK]", "[CAUTION" };
	static const char *const banners[] = { "originated from outside", "originated outside",
		"from an external sender", "external email" };
	const struct message *message = reader->message;
	struct slice subject = text_of_field(reader, "Subject"), file = message->text->bytes;
	size_t body = (size_t)(message->header.at - file.at) + message->header.len;

	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		if (slice_starts_nocase(subject, tags[i]))
			reader->traces->marked = "the subject has a filter tag";
	file = slice_part(file, body, body + BODY_SHOWN);
	for (size_t i = 0; i < sizeof banners / sizeof *banners; i++)
		if (slice_find_nocase(file, banners[i], 0) >= 0)
			reader->traces->marked = "the body has a filter banner";
}

/* A filter service that took the message, or passed it on, on the receiver's side. */
static void read_gateway(struct reader *reader)
{
	const struct message *message = reader->message;
	struct dns_name organization;

	for (size_t i = 0; i < message->path->hops.list.count && message->delivery.len; i++) {
		const struct path_hop *hop = &message->path->hops.list.at[i];

		if (hop->field.at > message->delivery.at)
			return;
		if (organization_of(reader->suffixes, hop->received.by, &organization) &&
			organization_is_gateway(&organization))
			reader->traces->gateway = escape_copy(reader->arena, hop->received.by);
	}
}

struct message_traces *message_traces_read(
	struct arena *arena, const struct suffix_list *suffixes, const struct message *message)
{
	struct message_traces *traces = arena_take(arena, sizeof *traces);
	struct reader reader = { arena, suffixes, message, traces };

	read_list(&reader);
	read_forwarder(&reader);
	traces->scripted = is_scripted(&reader);
	read_marks(&reader);
	read_gateway(&reader);
	return traces;
}
