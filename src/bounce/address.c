/*
 * Each address in a text is of the server that sent, of the one that refused, of a record that is quoted, or of nobody: the words
 * beside it tell. An address of which nothing is told counts only within the reply, and when it is the only one.
 */
#include "bounce/address.h"

#include "base/ascii.h"
#include "dns/special_address.h"

#include <string.h>

enum bearer { NOBODY, UNTOLD, RECEIVER, SENDER };

struct candidate {
	const char *text; /* where it is */
	size_t len;
	enum bearer bearer;
};

struct sign {
	const char *words;
	enum bearer bearer;
};

/* Before "name[address]". */
static const struct sign before_host[] = { { "received: from", NOBODY }, { "disconnect from", NOBODY },
	{ "from", SENDER }, { "client=", SENDER }, { "client host", SENDER }, { "host", RECEIVER },
	{ "server", RECEIVER }, { "relay=", RECEIVER }, { "to", RECEIVER }, { "remote-mta: dns;", RECEIVER },
	{ "dns;", RECEIVER }, { "smtp;", RECEIVER }, { "mta", RECEIVER }, { "h=", RECEIVER },
	{ "by", RECEIVER }, { "with", RECEIVER }, { "mx", RECEIVER }, { "gateway", RECEIVER } };

/* Before an address alone. */
static const struct sign before_address[] = { { "ip4:", NOBODY }, { "ip6:", NOBODY }, { "a:", NOBODY },
	{ "version", NOBODY }, { "build", NOBODY }, { " v", NOBODY }, { "id", NOBODY },
	{ "connected to", RECEIVER }, { "connect to", RECEIVER }, { "connection to", RECEIVER },
	{ "talking to", RECEIVER }, { "remote host", RECEIVER }, { "remote server", RECEIVER },
	{ "remote mta", RECEIVER }, { "relay=", RECEIVER }, { "smtp;", RECEIVER }, { "dns;", RECEIVER },
	{ "};{ip=", RECEIVER }, { "server at", RECEIVER }, { "giving up on", RECEIVER }, { "mx", RECEIVER },
	{ "ip", SENDER }, { "ip:", SENDER }, { "ip=", SENDER }, { "address", SENDER }, { "address:", SENDER },
	{ "your host", SENDER }, { "your server", SENDER }, { "client", SENDER }, { "client host", SENDER },
	{ "hostname,", SENDER }, { "spf with", SENDER }, { "over ipv6", SENDER },
	{ "reverse dns for", SENDER }, { "reverse dns of", SENDER }, { "rdns for", SENDER },
	{ "rdns of", SENDER }, { "ptr for", SENDER }, { "ptr of", SENDER }, { "ptr record for", SENDER },
	{ "ptr record of", SENDER }, { "lookup of", SENDER }, { "lookup for", SENDER }, { "sender", SENDER },
	{ "allow", SENDER }, { "designate", SENDER }, { "client-ip=", SENDER }, { "client_ip=", SENDER },
	{ "client_address=", SENDER }, { "sending-ip\":", SENDER }, { "sending_ip\":", SENDER },
	{ "sending_ip:", SENDER }, { "sender ip is", SENDER }, { "from", SENDER }, { "unknown", SENDER } };

/* After an address and its brackets. */
static const struct sign behind_address[] = { { "said", RECEIVER }, { ":25", RECEIVER }, { ":587", RECEIVER },
	{ ", the server for", RECEIVER }, { "failed after", RECEIVER }, { "does not like", RECEIVER },
	{ "refused to talk", RECEIVER }, { "is not allowed", SENDER }, { "is not authori", SENDER },
	{ "is not permitted", SENDER }, { "is not designated", SENDER }, { "not allowed", SENDER },
	{ "not authori", SENDER }, { "not permitted", SENDER }, { "does not have", SENDER },
	{ "has no", SENDER }, { "is not a", SENDER }, { "is not listed", SENDER },
	{ "as permitted sender", SENDER }, { "to send", SENDER }, { "resolves to", SENDER },
	{ "has been", SENDER }, { "blocked", SENDER } };

static bool is_address_byte(uint8_t c)
{
	return ascii_is_hex(c) || c == '.' || c == ':';
}

static bool is_word_byte(uint8_t c)
{
	return ascii_is_alnum(c) || c == '_' || c == '-' || c >= 0x80;
}

/* The length of the address at the start of a text, without a port and the punctuation after it; 0 when there is none. */
static size_t address_length(const char *at, struct dns_address *ret_address)
{
	size_t run = 0;
	ptrdiff_t port;

	while (is_address_byte((uint8_t)at[run]))
		run++;
	if (run < 4 || is_word_byte((uint8_t)at[run]))
		return 0;
	while (run > 1 && (at[run - 1] == '.' || (at[run - 1] == ':' && at[run - 2] != ':')))
		run--;
	if (dns_address_from_text((struct slice){ (const uint8_t *)at, run }, ret_address))
		return run;
	port = slice_find((struct slice){ (const uint8_t *)at, run }, ':', 0);
	return port > 3 && dns_address_from_text(
				   (struct slice){ (const uint8_t *)at, (size_t)port }, ret_address)
		       ? (size_t)port
		       : 0;
}

/* Global unicast (RFC 4291 section 2.4), and not of a private network. */
static bool is_public(const struct dns_address *address)
{
	return !private_network_of(address, host_prefix(address)) &&
	       (address->is_ip6 ? (address->bytes[0] & 0xe0) == 0x20
				: address->bytes[0] > 0 && address->bytes[0] < 224);
}

/* The text before `at`, without brackets, quotes and blanks, ends with the words. */
static bool follows(const char *text, const char *at, const char *words)
{
	size_t len = strlen(words);

	while (at > text && strchr(" [(<\"'*{", at[-1]))
		at--;
	if ((size_t)(at - text) < len || strncmp(at - len, words, len) != 0)
		return false;
	at -= len;
	return at == text || !ascii_is_alnum((uint8_t)words[0]) || !ascii_is_alnum((uint8_t)at[-1]);
}

static enum bearer find_before(
	const char *text, const char *at, const struct sign *signs, size_t count, enum bearer otherwise)
{
	for (size_t i = 0; i < count; i++)
		if (follows(text, at, signs[i].words))
			return signs[i].bearer;
	return otherwise;
}

static enum bearer find_behind(const char *behind)
{
	behind += strspn(behind, "])>\"' *");
	for (size_t i = 0; i < sizeof behind_address / sizeof *behind_address; i++)
		if (strncmp(behind, behind_address[i].words, strlen(behind_address[i].words)) == 0)
			return behind_address[i].bearer;
	return UNTOLD;
}

/* Where the name of a host begins that an address belongs to, as in "name[address]"; NULL when there is none. */
static const char *host_before(const char *text, const char *at)
{
	const char *first, *end = at;

	while (end > text && strchr(" [(", end[-1]))
		end--;
	for (first = end; first > text && (is_word_byte((uint8_t)first[-1]) || first[-1] == '.');)
		first--;
	if (end == at || first == end)
		return NULL;
	return memchr(first, '.', (size_t)(end - 1 - first)) || strncmp(first, "unknown", 7) == 0 ? first
												  : NULL;
}

/* Lines of the receiver's own log name the server that sent as others name the one that they sent to. */
static bool is_refused_here(const char *text)
{
	return strstr(text, ", reject=") || strstr(text, "ruleset=check_");
}

/* A prefix length; other slashes are line ends of qmail. */
static bool is_network(const char *behind)
{
	size_t digits = *behind == '/' ? strspn(behind + 1, "0123456789") : 0;

	return digits && digits < 4 && !strchr("-.", behind[digits + 1] ? behind[digits + 1] : ' ');
}

/* Gmail begins with the address that it talks to: "[192.0.2.1      15] Our system ...". */
static bool is_greeted(const char *text, const char *at, const char *behind)
{
	size_t blanks = strspn(behind, " "), digits = strspn(behind + blanks, "0123456789");

	return at > text && at[-1] == '[' && blanks && digits && behind[blanks + digits] == ']';
}

static enum bearer bearer_of(const char *text, bool refused_here, const char *at, size_t len)
{
	const char *host = host_before(text, at);
	enum bearer behind = find_behind(at + len), before;

	if (is_network(at + len))
		return NOBODY;
	if (is_greeted(text, at, at + len))
		return SENDER;
	if (behind != UNTOLD)
		return behind;
	before = host ? find_before(text, host, before_host, sizeof before_host / sizeof *before_host, UNTOLD)
		      : UNTOLD;
	if (host && follows(text, host, "relay=") && refused_here)
		before = SENDER;
	if (before == UNTOLD)
		before = find_before(
			text, at, before_address, sizeof before_address / sizeof *before_address, UNTOLD);
	/* A server that takes mail. */
	return before == UNTOLD && host && strncmp(host, "mx", 2) == 0 ? RECEIVER : before;
}

/* Numbers go on to the left; words with a colon, such as "ip:", do not. */
static bool may_begin(const char *text, const char *at)
{
	if (at - text > 3 && at[-1] == '-' && strspn(at - 4, "0123456789") == 3 &&
		(at - text == 4 || !is_word_byte((uint8_t)at[-5]))) /* a code and a hyphen */
		return true;
	if (at == text || !(is_word_byte((uint8_t)at[-1]) || is_address_byte((uint8_t)at[-1])))
		return true;
	if (at[-1] != ':' || at - text < 2)
		return false;
	return !ascii_is_hex((uint8_t)at[-2]) || at[strcspn(at, ":.")] == '.' ||
	       (at - text >= 4 && strchr("pv", at[-3]) && strchr("46", at[-2]));
}

/* The next public address at or after *at, which is its end then. False at the end. */
static bool next_candidate(const char *text, bool refused_here, const char **at, struct candidate *ret)
{
	for (const char *c = *at; *c; c++) {
		struct dns_address address;
		size_t len = may_begin(text, c) ? address_length(c, &address) : 0;

		if (!len)
			continue;
		c += len - 1;
		if (!is_public(&address))
			continue;
		*ret = (struct candidate){ .text = c + 1 - len, .len = len };
		ret->bearer = bearer_of(text, refused_here, ret->text, len);
		*at = c + 1;
		return true;
	}
	return false;
}

/* The first one of the sender's; *ret_lone is the only one that nobody is told to have, when there is one. */
static bool find_senders(const char *text, struct candidate *ret, struct candidate *ret_lone)
{
	bool several = false, refused_here = is_refused_here(text);

	*ret_lone = (struct candidate){ 0 };
	for (const char *at = text; next_candidate(text, refused_here, &at, ret);) {
		if (ret->bearer == SENDER)
			return true;
		if (ret->bearer != UNTOLD)
			continue;
		several = several ||
			  (ret_lone->len && (ret_lone->len != ret->len ||
						    strncmp(ret_lone->text, ret->text, ret->len) != 0));
		*ret_lone = *ret;
	}
	if (several)
		ret_lone->len = 0;
	return false;
}

static const char *candidate_text(struct arena *arena, const struct candidate *candidate)
{
	return (const char *)arena_copy(
		arena, (struct slice){ (const uint8_t *)candidate->text, candidate->len })
		.at;
}

const char *address_judged(struct arena *arena, const char *folded, const char *said, bool lone)
{
	struct candidate candidate, other, unused;

	if (find_senders(said, &candidate, &other))
		return candidate_text(arena, &candidate);
	if (lone && other.len)
		return candidate_text(arena, &other);
	return find_senders(folded, &candidate, &unused) ? candidate_text(arena, &candidate) : NULL;
}
