/*
 * Reads Received fields (RFC 5321 section 4.4):
 *
 *   "from" helo *comment "by" host *comment [ "via" word ] [ "with" protocol ] [ "id" word ] [ "for" address ] ";" date
 *
 * Servers differ in where they put the client's address and name: in a comment after the name of HELO (most), before a
 * comment that has HELO (Exim without a name, qmail, Yahoo), or without a comment. Comments nest; a parenthesis without its
 * partner is a blank.
 */
#include "mail/received.h"

#include "base/ascii.h"

#include <string.h>

enum { DEPTH_MOST = 64, ANGLE_MOST = 1000, PROTOCOL_WORDS = 4 };

enum clause {
	CLAUSE_NONE,
	CLAUSE_FROM,
	CLAUSE_BY,
	CLAUSE_VIA,
	CLAUSE_WITH,
	CLAUSE_ID,
	CLAUSE_FOR,
	CLAUSE_SENDER
};

struct token {
	bool is_comment;
	bool attached; /* a comment that follows a word without a blank */
	struct slice text;
};

struct reader {
	struct slice text;
	size_t at;
	bool after_date;   /* after the semicolon: only comments count */
	size_t last_angle; /* of the last ">", the byte after it */
	struct received *received;
	enum clause clause;
	size_t words;	       /* of the clause so far */
	size_t comments;       /* of the from clause */
	struct slice value;    /* first word of the from clause */
	struct slice attached; /* a comment that follows a word without a blank: it may be a part of HELO */
	bool has_value_address, has_comment_address, has_helo;
	struct dns_address value_address;
};

bool received_address(struct slice word, struct dns_address *ret_address)
{
	ptrdiff_t at, open, close;
	uint16_t port = 0;
	struct dns_address address;

	word = slice_after_last(word, '@');
	open = slice_find(word, '[', 0);
	close = slice_find(word, ']', 0);
	if (open == 0 && close > 0)
		word = slice_part(word, 1, (size_t)close);
	if (slice_starts_nocase(word, "IPv6:"))
		word = slice_part(word, 5, word.len);
	at = slice_find(word, '%', 0); /* a zone of RFC 4007 */
	if (at > 0)
		word = slice_part(word, 0, (size_t)at);
	while (word.len && strchr(",;.", word.at[word.len - 1]))
		word.len--;
	if (!dns_address_from_text(word, &address) && !dns_endpoint_from_text(word, &address, &port))
		return false;
	*ret_address = dns_address_unmapped(&address);
	return true;
}

/* The offset after the ")" of the comment that begins at `at`, or `at` itself when it has none. */
static size_t comment_end(struct slice text, size_t at)
{
	size_t depth = 0;

	for (size_t i = at; i < text.len; i++) {
		if (text.at[i] == '\\')
			i++;
		else if (text.at[i] == '(' && ++depth > DEPTH_MOST)
			return at;
		else if (text.at[i] == ')' && !--depth)
			return i + 1;
	}
	return at;
}

static bool is_end_of_word(uint8_t c)
{
	return ascii_is_space(c) || c == '(' || c == ';';
}

/* Words, comments, and the semicolon as a word of its own. False at the end. */
static bool next_token(struct reader *reader, struct token *ret_token)
{
	struct slice text = reader->text;
	size_t first, end;
	ptrdiff_t angle;

	for (;; reader->at++) {
		while (reader->at < text.len && ascii_is_space(text.at[reader->at]))
			reader->at++;
		if (reader->at >= text.len)
			return false;
		first = reader->at;
		if (text.at[first] != '(')
			break;
		end = comment_end(text, first);
		if (end == first)
			continue;
		*ret_token = (struct token){ true,
			first && !ascii_is_space(text.at[first - 1]) && text.at[first - 1] != ')',
			slice_trim(slice_part(text, first + 1, end - 1)) };
		reader->at = end;
		return true;
	}
	end = first + 1;
	if (first < reader->last_angle && text.at[first] == '<') {
		angle = slice_find(text, '>', first);
		if (angle > 0 && (size_t)angle - first < ANGLE_MOST)
			end = (size_t)angle + 1;
	}
	while (text.at[first] != ';' && end < text.len && !is_end_of_word(text.at[end]))
		end++;
	reader->at = end;
	*ret_token = (struct token){ false, false, slice_part(text, first, end) };
	return true;
}

static struct slice without_angles(struct slice word)
{
	ptrdiff_t open = slice_find(word, '<', 0), close;

	if (open < 0)
		return word;
	close = slice_find(word, '>', (size_t)open);
	return slice_part(word, (size_t)open + 1, close < 0 ? word.len : (size_t)close);
}

/* What follows a label up to the next blank; false without the label. */
static bool find_label(struct slice text, const char *label, struct slice *ret_word)
{
	ptrdiff_t at = slice_find_nocase(text, label, 0);
	size_t first, end;

	if (at < 0 || (at > 0 && !ascii_is_space(text.at[at - 1])))
		return false;
	first = (size_t)at + strlen(label);
	while (first < text.len && ascii_is_space(text.at[first]))
		first++;
	for (end = first; end < text.len && !ascii_is_space(text.at[end]) && text.at[end] != ')'; end++)
		;
	*ret_word = slice_part(text, first, end);
	return true;
}

static void take_sender(struct received *received, struct slice word)
{
	if (received->has_sender)
		return;
	received->has_sender = true;
	received->sender = without_angles(word);
}

/* Facts that a comment may tell in any clause. */
static void read_any_comment(struct received *received, struct slice text)
{
	static const char *const senders[] = { "envelope-from", "envelope-sender", "env-from",
		"return-path" };
	static const char *const logins[] = { "with plain", "with login", "with cram-md5", "authid",
		"auth=" };
	static const char *const fetchers[] = { "fetchmail", "getmail", "mpop", "fdm ", "retchmail" };
	struct slice word;

	for (size_t i = 0; i < sizeof senders / sizeof *senders; i++)
		if (find_label(text, senders[i], &word))
			take_sender(received, word);
	for (size_t i = 0; i < sizeof logins / sizeof *logins; i++)
		if (find_label(text, logins[i], &word) && !slice_is_nocase(word, "none"))
			received->authenticated = true;
	if (slice_starts_nocase(text, "authenticated") || slice_starts_nocase(text, "account "))
		received->authenticated = true;
	for (size_t i = 0; i < sizeof fetchers / sizeof *fetchers; i++)
		if (slice_starts_nocase(text, fetchers[i]))
			received->retrieved = true;
	if (slice_starts_nocase(text, "Exim"))
		received->is_exim = true;
	/* Sendmail leaves out the name that it did not find. */
	if (slice_starts(text, "8.") && received->has_from && !received->name.len)
		received->name_is_unknown = true;
	if (slice_starts_nocase(text, "qmail ") && slice_find_nocase(text, "invoked", 0) > 0)
		received->local = true;
	if (slice_find_nocase(text, "from userid ", 0) >= 0)
		received->local = true;
}

static bool is_no_name(struct slice word)
{
	return slice_is_nocase(word, "unknown") || slice_is_nocase(word, "unverified") ||
	       slice_is_nocase(word, "unresolved") || slice_is_nocase(word, "source");
}

static struct slice without_final_dot(struct slice word)
{
	while (word.len && (word.at[word.len - 1] == '.' || word.at[word.len - 1] == ':'))
		word.len--;
	return word;
}

/* The word at an offset that is not within a comment of the comment; *at moves past it. False at the end. */
static bool next_word(struct slice text, size_t *at, struct slice *ret_word)
{
	size_t depth = 0, first;

	for (; *at < text.len && (depth || is_end_of_word(text.at[*at]) || text.at[*at] == ')'); ++*at) {
		depth += text.at[*at] == '(';
		depth -= text.at[*at] == ')' && depth;
	}
	first = *at;
	while (*at < text.len && !is_end_of_word(text.at[*at]) && text.at[*at] != ')' &&
		(text.at[*at] != '[' || *at == first || text.at[*at - 1] == '='))
		++*at;
	*ret_word = slice_part(text, first, *at);
	return ret_word->len;
}

/* The name is the word before the address: "name [address]", "ident@name [address]", "[address]:port helo=name", "address"; false without an address. */
static bool read_tcp_info(struct received *received, struct slice text)
{
	struct slice word, name = { 0 };
	struct dns_address address;
	bool bracket = false, any = false;

	for (size_t at = 0; !bracket && next_word(text, &at, &word);) {
		bool is_fact = slice_find(word, '=', 0) >= 0,
		     is_address = !is_fact && received_address(word, &address);

		bracket = is_address && slice_find(word, '[', 0) >= 0;
		if (is_address && (bracket || !any))
			received->address = address;
		any = any || is_address;
		if (!any && !is_fact) {
			ptrdiff_t ident = slice_find(word, '@', 0);

			name = without_final_dot(
				slice_part(word, ident < 0 ? 0 : (size_t)ident + 1, word.len));
		}
	}
	if (!any)
		return false;
	received->has_address = true;
	received->name_is_unknown = is_no_name(name);
	received->name = is_no_name(name) || slice_starts_nocase(text, "account ") ? slice_none() : name;
	received->name_may_be_forged = slice_find_nocase(text, "may be forged", 0) >= 0;
	return true;
}

static void read_from_comment(struct reader *reader, const struct token *token)
{
	static const char *const others[] = { "using ", "version=", "TLS", "authenticated", "envelope-",
		"No client", "Client ", "not verified)" };
	static const char *const greetings[] = { "HELO ", "EHLO ", "LHLO " };
	struct received *received = reader->received;
	struct slice text = token->text, word;

	reader->comments++;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (slice_starts_nocase(text, others[i]))
			return;
	for (size_t i = 0; i < sizeof greetings / sizeof *greetings; i++)
		if (slice_starts_nocase(text, greetings[i]) && find_label(text, greetings[i], &word) &&
			word.at + word.len == text.at + text.len) {
			received->helo = word;
			reader->has_helo = true;
			return;
		}
	if (find_label(text, "helo=", &word)) {
		received->helo = word;
		reader->has_helo = true;
	}
	if (token->attached)
		reader->attached = text;
	else if (!reader->has_comment_address)
		reader->has_comment_address = read_tcp_info(received, text);
}

static enum clause clause_of(struct slice word)
{
	static const struct {
		const char *word;
		enum clause clause;
	} keywords[] = { { "from", CLAUSE_FROM }, { "by", CLAUSE_BY }, { "via", CLAUSE_VIA },
		{ "with", CLAUSE_WITH }, { "id", CLAUSE_ID }, { "for", CLAUSE_FOR },
		{ "envelope-from", CLAUSE_SENDER }, { "env-from", CLAUSE_SENDER },
		{ "envelope-sender", CLAUSE_SENDER } };

	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
		if (slice_is_nocase(word, keywords[i].word))
			return keywords[i].clause;
	return CLAUSE_NONE;
}

/* A word that opens a clause: not the first one after another word that wants a value. */
static bool opens_clause(const struct reader *reader, enum clause clause)
{
	bool wants_value = reader->clause != CLAUSE_NONE && !reader->words;

	if (clause == CLAUSE_NONE)
		return false;
	if (clause == CLAUSE_FROM)
		return !wants_value && (!reader->received->has_from || reader->clause != CLAUSE_FROM);
	return !wants_value || (reader->clause == CLAUSE_FROM && clause == CLAUSE_BY);
}

/* A word more of the with clause: up to PROTOCOL_WORDS that follow each other. */
static void extend_protocol(struct received *received, struct slice word, size_t words)
{
	if (words < PROTOCOL_WORDS && received->with.len &&
		word.at == received->with.at + received->with.len + 1)
		received->with.len += word.len + 1;
	else if (!received->with.len)
		received->with = word;
}

static void read_from_word(struct reader *reader, struct slice word)
{
	struct received *received = reader->received;
	struct dns_address address;
	bool is_address = received_address(word, &address);

	if (!reader->words) {
		reader->value = without_final_dot(word);
		reader->has_value_address = is_address;
		reader->value_address = address;
	} else if (is_address && word.at[0] == '[' && !reader->has_comment_address) {
		received->address = address;
		received->has_address = reader->has_comment_address = true;
	}
	if (reader->words == 1 && slice_is_nocase(word, "pickup"))
		received->local = true;
}

static void read_word(struct reader *reader, struct slice word)
{
	struct received *received = reader->received;
	enum clause clause = clause_of(word);

	if (opens_clause(reader, clause)) {
		/* A second from clause has the sender (XMail). */
		reader->clause = clause == CLAUSE_FROM && received->has_from ? CLAUSE_SENDER : clause;
		reader->words = 0;
		received->has_from = received->has_from || clause == CLAUSE_FROM;
		return;
	}
	if (reader->clause == CLAUSE_FROM)
		read_from_word(reader, word);
	else if (reader->clause == CLAUSE_BY && !reader->words)
		received->by = without_final_dot(word);
	else if (reader->clause == CLAUSE_VIA && !reader->words)
		received->via = word;
	else if (reader->clause == CLAUSE_WITH)
		extend_protocol(received, word, reader->words);
	else if (reader->clause == CLAUSE_ID && !reader->words)
		received->id = word;
	else if (reader->clause == CLAUSE_FOR && !reader->words)
		received->recipient = without_angles(word);
	else if (reader->clause == CLAUSE_SENDER && !reader->words)
		take_sender(received, word);
	reader->words++;
}

/* Whose the first word of the from clause is: HELO's, or the name that belongs to the address. */
static void finish_from(struct reader *reader)
{
	struct received *received = reader->received;
	bool is_name = reader->value.len && !reader->has_value_address && !is_no_name(reader->value);

	if (!reader->has_comment_address && !reader->has_value_address && reader->attached.len)
		reader->has_comment_address = read_tcp_info(received, reader->attached);
	/* An address that HELO alone tells is the client's own word (RFC 5321 section 4.1.3). */
	if (!reader->has_comment_address && reader->has_value_address &&
		(reader->comments || reader->value.at[0] != '[')) {
		received->has_address = true;
		received->address = reader->value_address;
	}
	if (reader->has_helo) {
		if (!received->name.len && is_name)
			received->name = reader->value;
		received->name_is_unknown = received->name_is_unknown || is_no_name(reader->value);
		return;
	}
	received->helo = reader->value;
	if (received->is_exim && !received->name.len && is_name && reader->has_comment_address)
		received->name = reader->value;
}

/* RFC 3848, RFC 6531 section 4.3, and the words that servers had before. */
static void read_protocol(struct received *received)
{
	static const char *const logins[] = { "ESMTPA", "ESMTPSA", "UTF8SMTPA", "UTF8SMTPSA", "ASMTP",
		"SMTPA", "SMTPSA", "SMTP-AUTH" };
	static const char *const mailboxes[] = { "POP3", "APOP", "IMAP", "KPOP", "RPOP", "getmail" };
	static const char *const locals[] = { "local", "LMTP", "UTF8LMTP", "SpamAssassin" };
	struct slice with = received->with;
	ptrdiff_t blank = slice_find(with, ' ', 0);
	struct slice word = slice_part(with, 0, blank < 0 ? with.len : (size_t)blank);

	for (size_t i = 0; i < sizeof logins / sizeof *logins; i++)
		received->authenticated = received->authenticated || slice_is_nocase(word, logins[i]);
	for (size_t i = 0; i < sizeof mailboxes / sizeof *mailboxes; i++)
		received->retrieved = received->retrieved || slice_starts_nocase(word, mailboxes[i]);
	for (size_t i = 0; i < sizeof locals / sizeof *locals; i++)
		received->local = received->local || slice_starts_nocase(word, locals[i]);
	received->local = received->local || !received->has_from;
}

struct received received_read(struct slice text)
{
	struct received received = { 0 };
	struct reader reader = { .text = slice_part(text, 0, RECEIVED_MOST), .received = &received };
	struct token token;

	for (size_t i = 0; i < reader.text.len; i++)
		if (reader.text.at[i] == '>')
			reader.last_angle = i + 1;
	while (next_token(&reader, &token)) {
		if (token.is_comment) {
			read_any_comment(&received, token.text);
			if (reader.clause == CLAUSE_FROM && !reader.after_date)
				read_from_comment(&reader, &token);
		} else if (slice_is(token.text, ";")) {
			reader.after_date = true;
		} else if (!reader.after_date) {
			read_word(&reader, token.text);
		}
	}
	finish_from(&reader);
	read_protocol(&received);
	return received;
}
