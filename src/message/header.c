/* What stands in the header: the fields themselves, who sent, and what the receiver said. */
#include "message/parts.h"

#include "base/ascii.h"
#include "base/escape.h"
#include "check/special_address.h"

#include <string.h>

void message_add_finding(struct arena *arena, struct message *message, enum severity severity, const char *id,
	const char *text, const char *help)
{
	*arena_append(arena, &message->findings) = (struct message_finding){ id, severity, text, help };
}

static size_t count_fields(struct slice header, const char *name)
{
	struct mail_field field;
	size_t count = 0;

	for (size_t at = 0; mail_next_field(header, &at, &field);)
		count += slice_is_nocase(field.name, name);
	return count;
}

/* The address of the client within a comment: "[192.0.2.1]", "[IPv6:2001:db8::1]", or bare as qmail and Exchange write it. */
static bool read_client(struct slice comment, struct dns_address *ret_ip)
{
	struct slice word;
	ptrdiff_t open = slice_find(comment, '[', 0), close;

	if (open >= 0) {
		close = slice_find(comment, ']', (size_t)open);
		word = slice_part(comment, (size_t)open + 1, close < 0 ? comment.len : (size_t)close);
		if (slice_starts_nocase(word, "IPv6:"))
			word = slice_part(word, 5, word.len);
		return dns_address_from_text(word, ret_ip);
	}
	for (size_t at = 0; slice_next_item(comment, ' ', &at, &word);)
		if (dns_address_from_text(word, ret_ip))
			return true;
	return false;
}

/*
 * "from HELO (name [address]) by ..." (RFC 5321 section 4.4). What the client said in HELO, even an address, is no evidence: the
 * server's own words stand in the comments behind it. False for a hop within a host or a network.
 */
static bool read_received(
	struct arena *arena, struct slice text, struct dns_address *ret_ip, const char **ret_helo)
{
	ptrdiff_t by = slice_find_nocase(text, " by ", 0), blank;
	size_t at;

	if (!slice_starts_nocase(text, "from "))
		return false;
	text = slice_part(text, 5, by < 0 ? text.len : (size_t)by);
	blank = slice_find(text, ' ', 0);
	*ret_helo = escape_copy(arena, slice_part(text, 0, blank < 0 ? text.len : (size_t)blank));
	for (at = blank < 0 ? text.len : (size_t)blank; at < text.len;) {
		ptrdiff_t open = slice_find(text, '(', at),
			  close = open < 0 ? -1 : slice_find(text, ')', (size_t)open);
		struct slice comment = slice_part(text, (size_t)open + 1, (size_t)close);

		if (close < 0)
			return false;
		at = (size_t)close + 1;
		if (slice_starts_nocase(comment, "HELO ") || slice_starts_nocase(comment, "EHLO "))
			*ret_helo = escape_copy(arena, slice_trim(slice_part(comment, 5, comment.len)));
		if (read_client(comment, ret_ip) && !private_network_of(ret_ip, host_prefix(ret_ip)))
			return true;
	}
	return false;
}

void message_read_transport(struct arena *arena, struct message *message, struct slice header,
	const struct message_transport *transport, struct dns_address *ret_ip)
{
	struct slice path = mail_field_text(arena, header, "Return-Path");
	struct mail_field field;
	bool found = transport->ip != NULL;

	if (found)
		*ret_ip = *transport->ip;
	message->helo = transport->helo;
	for (size_t at = 0; !found && mail_next_field(header, &at, &field);) {
		const char *helo = NULL;

		if (!slice_is_nocase(field.name, "Received"))
			continue;
		found = read_received(arena, mail_unfold(arena, field.body), ret_ip, &helo);
		if (found && !message->helo)
			message->helo = helo;
	}
	if (found) {
		message->ip = dns_address_text(arena, ret_ip);
		message->ip_source = transport->ip ? "as given" : "Received";
	}
	message->mail_from = transport->mail_from;
	message->mail_from_source = "as given";
	if (!message->mail_from && path.len) {
		if (path.at[0] == '<' && path.at[path.len - 1] == '>')
			path = slice_part(path, 1, path.len - 1);
		message->mail_from = (const char *)arena_copy(arena, path).at;
		message->mail_from_source = "Return-Path";
	}
}

static void check_counts(struct arena *arena, struct message *message, struct slice header)
{
	/* RFC 5322 section 3.6: at most one of each. */
	static const char *const once[] = { "From", "Date", "Sender", "Reply-To", "To", "Cc", "Message-ID",
		"Subject" };

	for (size_t i = 0; i < sizeof once / sizeof *once; i++) {
		size_t count = count_fields(header, once[i]);

		if (count > 1)
			message_add_finding(arena, message, SEVERITY_ERROR, "message-field-twice",
				arena_printf(arena, "%zu %s fields", count, once[i]),
				"Send one. Gmail refuses mail with several (RFC 5322 section 3.6).");
	}
	if (!count_fields(header, "From"))
		message_add_finding(arena, message, SEVERITY_ERROR, "message-from-missing", "no From field",
			"Send one with one address (RFC 5322 section 3.6.2).");
	if (!count_fields(header, "Date"))
		message_add_finding(arena, message, SEVERITY_ERROR, "message-date-missing", "no Date field",
			"Send one (RFC 5322 section 3.6.1).");
	if (!count_fields(header, "Message-ID"))
		message_add_finding(arena, message, SEVERITY_ERROR, "message-id-missing",
			"no Message-ID field",
			"Send one; Gmail refuses mail without it (RFC 5322 section 3.6.4).");
}

static bool is_signed(const struct message *message, const char *name)
{
	for (size_t i = 0; i < message->dkim->list.count; i++)
		if (message->dkim->list.at[i].result == DKIM_PASS &&
			dkim_signs_field(&message->dkim->list.at[i], name))
			return true;
	return false;
}

/* RFC 8058 sections 3.1 and 4: both fields, an https URI, and a signature over them. */
static void check_unsubscribe(struct arena *arena, struct message *message, struct slice header)
{
	struct slice list = mail_field_text(arena, header, "List-Unsubscribe"),
		     post = mail_field_text(arena, header, "List-Unsubscribe-Post");

	if (!list.len && !post.len)
		return;
	if (!post.len || !slice_is_nocase(post, "List-Unsubscribe=One-Click") ||
		slice_find_nocase(list, "<https://", 0) < 0)
		message_add_finding(arena, message, SEVERITY_WARNING, "message-unsubscribe-not-one-click",
			"the fields for unsubscribing do not make one click",
			"Send List-Unsubscribe with an https URI, and List-Unsubscribe-Post: "
			"List-Unsubscribe=One-Click (RFC 8058 section 3.1).");
	else if (!is_signed(message, "List-Unsubscribe") || !is_signed(message, "List-Unsubscribe-Post"))
		message_add_finding(arena, message, SEVERITY_WARNING, "message-unsubscribe-unsigned",
			"no DKIM signature that passes covers the fields for unsubscribing",
			"Add List-Unsubscribe and List-Unsubscribe-Post to h= (RFC 8058 section 4).");
}

void message_check_header(struct arena *arena, struct message *message, struct slice header)
{
	check_counts(arena, message, header);
	check_unsubscribe(arena, message, header);
}

/* A text without its comments and quoted strings (RFC 5322 section 3.2). */
static struct slice without_comments(struct arena *arena, struct slice text)
{
	uint8_t *to = arena_take(arena, text.len + 1);
	bool quoted = false;
	unsigned depth = 0;
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\\')
			i++;
		else if (text.at[i] == '"' && !depth)
			quoted = !quoted;
		else if (quoted)
			continue;
		else if (text.at[i] == '(')
			depth++;
		else if (text.at[i] == ')' && depth)
			depth--;
		else if (!depth)
			to[len++] = text.at[i];
	}
	return (struct slice){ to, len };
}

/* The topmost field: the receiver's own (RFC 8601 section 5). "authserv-id; method=result ...; ..."; Microsoft leaves the id out. */
void message_read_claims(struct arena *arena, struct message *message, struct slice header)
{
	struct slice text = without_comments(arena, mail_field_text(arena, header, "Authentication-Results")),
		     item;
	struct mail_field field;

	for (size_t at = 0; slice_next_item(text, ';', &at, &item);) {
		ptrdiff_t equals = slice_find(item, '=', 0);
		size_t first = (size_t)equals + 1, end;

		if (!message->receiver) {
			message->receiver = equals > 0 ? "the receiver" : escape_copy(arena, item);
			if (equals <= 0)
				continue;
		}
		if (equals <= 0)
			continue;
		while (first < item.len && ascii_is_space(item.at[first]))
			first++;
		end = first;
		while (end < item.len && (ascii_is_alpha(item.at[end])))
			end++;
		*arena_append(arena, &message->claims) = (struct message_claim){
			(const char *)arena_copy(arena, slice_trim(slice_part(item, 0, (size_t)equals))).at,
			(const char *)arena_copy(arena, slice_part(item, first, end)).at
		};
	}
	for (size_t at = 0; mail_next_field(header, &at, &field);)
		message->arc_sets += slice_is_nocase(field.name, "ARC-Seal");
}

static void compare(struct arena *arena, struct message *message, const char *method, const char *found)
{
	const char *said = NULL;

	for (size_t i = 0; i < message->claims.count; i++) {
		const struct message_claim *claim = &message->claims.at[i];

		if (!slice_is_nocase(slice_of(claim->method), method))
			continue;
		if (slice_is_nocase(slice_of(claim->result), found))
			return;
		said = said ? said : claim->result;
	}
	if (said)
		message_add_finding(arena, message, SEVERITY_WARNING, "message-result-differs",
			arena_printf(arena, "%s said %s=%s, and now it is %s", message->receiver, method,
				escape_copy(arena, slice_of(said)), found),
			"The records were changed since, or the message was; or it was sent by another way.");
}

void message_compare_claims(struct arena *arena, struct message *message)
{
	const char *dkim = "none";

	for (size_t i = 0; i < message->dkim->list.count; i++)
		if (strcmp(dkim, "pass") != 0)
			dkim = dkim_result_text(message->dkim->list.at[i].result);
	compare(arena, message, "dkim", dkim);
	if (message->spf)
		compare(arena, message, "spf", spf_result_text(message->spf->result));
	if (!message->rfc7489.open && message->from)
		compare(arena, message, "dmarc", message_dmarc_text(&message->rfc7489));
}
