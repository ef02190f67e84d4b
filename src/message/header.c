/* What the header tells: who sent the message, and what the receiver said of it. */
#include "message/parts.h"

#include "base/ascii.h"
#include "base/escape.h"
#include "dns/special_address.h"

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

void message_read_transport(struct arena *arena, struct message *message,
	const struct message_transport *transport, struct dns_address *ret_ip)
{
	struct slice path = mail_field_text(arena, message->header, "Return-Path");
	struct mail_field field;
	bool found = transport->ip != NULL;

	if (found)
		*ret_ip = *transport->ip;
	message->helo = transport->helo;
	for (size_t at = 0; !found && mail_next_field(message->header, &at, &field);) {
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
void message_read_claims(struct arena *arena, struct message *message)
{
	struct slice text = without_comments(
			     arena, mail_field_text(arena, message->header, "Authentication-Results")),
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
	for (size_t at = 0; mail_next_field(message->header, &at, &field);) {
		message->arc_sets += slice_is_nocase(field.name, "ARC-Seal");
		if (!message->claims_field.len && slice_is_nocase(field.name, "Authentication-Results"))
			message->claims_field = field.whole;
	}
}
