/* Reads addresses token by token: words, quoted strings, literals and the specials between them; CFWS is passed over. */
#include "mail/address_list.h"

#include "base/ascii.h"

#include <string.h>

/* Of a token that is one byte, the byte itself. */
enum { TOKEN_END = 0, TOKEN_WORD = 'w', TOKEN_QUOTED = '"', TOKEN_LITERAL = '[' };

/* More octets make no domain name, whatever the script of its U-labels: what follows them is left out. */
enum { DOMAIN_MOST = 1100 };

struct token {
	uint8_t kind;
	struct slice text;
};

struct reader {
	struct arena *arena;
	struct slice text;
	size_t at; /* after the token */
	struct token token;
	struct mail_addresses *addresses;
};

static void note(struct reader *r, const char *fault)
{
	if (!r->addresses->fault)
		r->addresses->fault = fault;
}

static bool is_special(uint8_t c)
{
	return c < 0x20 || c == 0x7f || strchr("()<>[]:;@\\,\" ", c);
}

/* The offset after what `close` ends; comments nest (RFC 5322 section 3.2.2), and "\" takes its meaning from a byte. */
static size_t skip_to(struct reader *r, size_t at, uint8_t open, uint8_t close)
{
	unsigned depth = 1;

	for (at++; at < r->text.len && depth; at++) {
		if (r->text.at[at] == '\\')
			at++;
		else if (r->text.at[at] == close)
			depth--;
		else if (r->text.at[at] == open)
			depth++;
	}
	if (depth)
		note(r, "unterminated quoted string or comment");
	return at < r->text.len ? at : r->text.len;
}

static void skip_space(struct reader *r)
{
	while (r->at < r->text.len) {
		if (r->text.at[r->at] == '(')
			r->at = skip_to(r, r->at, '(', ')');
		else if (ascii_is_space(r->text.at[r->at]))
			r->at++;
		else
			return;
	}
}

static void next(struct reader *r)
{
	size_t first;
	uint8_t c;

	skip_space(r);
	first = r->at;
	if (first == r->text.len) {
		r->token = (struct token){ TOKEN_END, { 0 } };
		return;
	}
	c = r->text.at[first];
	if (c == '"' || c == '[') {
		r->at = skip_to(r, first, c == '"' ? '"' : ']', c == '"' ? '"' : ']');
	} else if (is_special(c)) {
		r->at++;
		if (c < 0x20 || c == 0x7f)
			r->addresses->has_control = true;
		c = c < 0x20 ? 0x7f : c;
	} else {
		while (r->at < r->text.len && !is_special(r->text.at[r->at]))
			r->at++;
		c = TOKEN_WORD;
	}
	r->token = (struct token){ c, slice_part(r->text, first, r->at) };
}

/* Words go together while they touch at a dot: "example . com" is obs-domain, and "a b" two names. */
static struct slice read_domain(struct reader *r)
{
	uint8_t domain[DOMAIN_MOST];
	size_t len = 0;

	while (r->token.kind == TOKEN_WORD) {
		struct slice word = r->token.text;

		if (len && domain[len - 1] != '.' && word.at[0] != '.')
			break;
		word = slice_part(word, 0, sizeof domain - len);
		memcpy(domain + len, word.at, word.len);
		len += word.len;
		next(r);
	}
	return arena_copy(r->arena, (struct slice){ domain, len });
}

/* After "@": the domain of an address. */
static void read_address(struct reader *r, bool has_local)
{
	struct mail_address address = { .is_literal = r->token.kind == TOKEN_LITERAL };

	if (!has_local)
		note(r, "no local part before \"@\"");
	if (address.is_literal)
		next(r);
	else
		address.domain = read_domain(r);
	if (r->addresses->list.count < MAIL_ADDRESSES_MOST)
		*arena_append(r->arena, &r->addresses->list) = address;
	else
		note(r, "too many addresses");
}

/* After "<": "@a,@b:" is a route, which is ignored (section 4.4). */
static void skip_route(struct reader *r)
{
	while (r->token.kind == '@' || r->token.kind == ',') {
		bool is_domain = r->token.kind == '@';

		next(r);
		if (is_domain && r->token.kind == TOKEN_LITERAL)
			next(r);
		else if (is_domain)
			read_domain(r);
	}
	if (r->token.kind == ':')
		next(r);
	else
		note(r, "route without \":\"");
}

static bool is_word(const struct reader *r)
{
	return r->token.kind == TOKEN_WORD || r->token.kind == TOKEN_QUOTED;
}

/* From "<" to after ">". */
static void read_angle(struct reader *r)
{
	bool has_local = false;

	next(r);
	if (r->token.kind == '@' || r->token.kind == ',')
		skip_route(r);
	for (; is_word(r); next(r))
		has_local = true;
	if (r->token.kind == '@') {
		next(r);
		read_address(r, has_local);
	} else {
		*arena_append(r->arena, &r->addresses->list) = (struct mail_address){ 0 };
		note(r, "no \"@\" between \"<\" and \">\"");
	}
	if (r->token.kind == '>')
		next(r);
	else
		note(r, "unexpected text before \">\"");
}

/* Up to the comma, semicolon or end after an address, or the colon after the name of a group. */
static void read_one(struct reader *r)
{
	bool has_words = false, has_address = false;

	for (;; has_words = true) {
		if (r->token.kind == '@') {
			if (has_address)
				note(r, "no comma between addresses");
			next(r);
			read_address(r, has_words);
			has_address = true;
		} else if (r->token.kind == '<') {
			if (has_address)
				note(r, "no comma between addresses");
			read_angle(r);
			has_address = true;
		} else if (r->token.kind == TOKEN_END || strchr(",;:", r->token.kind)) {
			break;
		} else {
			if (has_address)
				note(r, "unexpected text after an address");
			next(r);
		}
	}
	if (has_words && !has_address && r->token.kind != ':') {
		*arena_append(r->arena, &r->addresses->list) = (struct mail_address){ 0 };
		note(r, "no \"@\"");
	}
	if (has_address && r->token.kind == ':')
		note(r, "unexpected \":\" after an address");
}

struct mail_addresses *mail_addresses_read(struct arena *arena, struct slice text)
{
	struct mail_addresses *addresses = arena_take(arena, sizeof *addresses);
	struct reader r = { .arena = arena, .text = text, .addresses = addresses };
	bool in_group = false;

	for (next(&r); r.token.kind != TOKEN_END && addresses->list.count < MAIL_ADDRESSES_MOST;) {
		read_one(&r);
		if (r.token.kind == ':') {
			if (in_group)
				note(&r, "group within a group");
			in_group = addresses->has_group = true;
		} else if (r.token.kind == ';') {
			if (!in_group)
				note(&r, "unexpected \";\"");
			in_group = false;
		}
		if (r.token.kind != TOKEN_END)
			next(&r);
	}
	return addresses;
}
