/* What the header tells of the transport: the client's address, HELO and MAIL FROM. */
#include "message/parts.h"

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
		if (found)
			message->delivery = field.whole;
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
