/*
 * Codes and variables of replies. Mail servers wrap, join, quote and repeat the lines of a reply, so nothing here depends on
 * lines:
 *
 *   code = basic ( "-" / " " ) [ enhanced ]    basic = ( "4" / "5" ) 2DIGIT
 *        / enhanced                            enhanced = ( "4" / "5" ) "." 1*3DIGIT "." 1*3DIGIT
 */
#include "bounce/reply.h"

#include "base/ascii.h"
#include "base/bytes.h"
#include "dns/name.h"

#include <stdio.h>
#include <string.h>

/* The length of an enhanced code at an offset, or 0. */
static size_t enhanced_at(struct slice text, size_t at)
{
	size_t i = at + 1;

	if (at + 4 >= text.len + 1 || (text.at[at] != '4' && text.at[at] != '5' && text.at[at] != '2'))
		return 0;
	for (unsigned part = 0; part < 2; part++) {
		size_t digits = 0;

		if (i >= text.len || text.at[i] != '.')
			return 0;
		for (i++; i < text.len && ascii_is_digit(text.at[i]) && digits < 4; i++)
			digits++;
		if (!digits || digits > 3)
			return 0;
	}
	if (i < text.len && (ascii_is_alnum(text.at[i]) || (text.at[i] == '.' && i + 1 < text.len &&
								   ascii_is_digit(text.at[i + 1]))))
		return 0;
	return i - at;
}

static bool is_basic(struct slice text, size_t at)
{
	return at + 3 <= text.len && (text.at[at] == '4' || text.at[at] == '5') && text.at[at + 1] <= '5' &&
	       ascii_is_digit(text.at[at + 1]) && ascii_is_digit(text.at[at + 2]) &&
	       (at + 3 == text.len || !ascii_is_alnum(text.at[at + 3]));
}

/* Digits of a time, an address or a size go on to the left. */
static bool begins(struct slice text, size_t at)
{
	return !at || (!ascii_is_alnum(text.at[at - 1]) && text.at[at - 1] != '.' && text.at[at - 1] != '-' &&
			      text.at[at - 1] != '/' && text.at[at - 1] != '+' &&
			      !(text.at[at - 1] == ':' && at > 1 && ascii_is_digit(text.at[at - 2])));
}

/* "192.0.2.1 is not allowed", where a number alone would be a size or a port. */
static bool is_address_at(struct slice text, size_t at)
{
	size_t digits = at;

	while (digits < text.len && ascii_is_digit(text.at[digits]))
		digits++;
	return digits > at && digits < text.len && text.at[digits] == '.';
}

/* A basic code without an enhanced one has words behind it, and stands at the start or behind a mark of what was said. */
static bool is_alone(struct slice text, size_t at, size_t behind)
{
	size_t before = at;

	if (behind >= text.len ||
		!(ascii_is_alpha(text.at[behind]) || text.at[behind] == '#' || text.at[behind] == '[' ||
			text.at[behind] == '(' || text.at[behind] == '"' || is_address_at(text, behind)))
		return false;
	while (before && (text.at[before - 1] == ' ' || text.at[before - 1] == '\t'))
		before--;
	return !before || strchr(":\n\r;(>'\"|", text.at[before - 1]);
}

static void copy_enhanced(struct reply_code *code, struct slice text, size_t at, size_t len)
{
	snprintf(code->enhanced, sizeof code->enhanced, "%.*s", (int)len, (const char *)text.at + at);
	code->end = at + len;
}

static bool read_basic(struct slice text, size_t at, struct reply_code *code)
{
	size_t next = at + 3, len;

	*code = (struct reply_code){ .first = at };
	code->basic =
		(unsigned)((text.at[at] - '0') * 100 + (text.at[at + 1] - '0') * 10 + text.at[at + 2] - '0');
	code->more = next < text.len && text.at[next] == '-';
	next += next < text.len && (text.at[next] == '-' || text.at[next] == ' ');
	while (next < text.len && (ascii_is_space(text.at[next]) || text.at[next] == '#'))
		next++; /* the line may be wrapped right here */
	len = next < text.len ? enhanced_at(text, next) : 0;
	code->end = next;
	if (len)
		copy_enhanced(code, text, next, len);
	else if (!is_alone(text, at, next))
		return false;
	while (code->end < text.len && (text.at[code->end] == ' ' || text.at[code->end] == '-'))
		code->end++;
	return true;
}

bool reply_next_code(struct slice text, size_t at, struct reply_code *ret_code)
{
	for (; at < text.len; at++) {
		size_t len;

		if ((text.at[at] != '4' && text.at[at] != '5') || !begins(text, at))
			continue;
		if (is_basic(text, at) && read_basic(text, at, ret_code))
			return true;
		len = enhanced_at(text, at);
		if (!len)
			continue;
		*ret_code = (struct reply_code){ .first = at };
		copy_enhanced(ret_code, text, at, len);
		return true;
	}
	return false;
}

enum { WRAPPED_MOST = 80 };

const char *reply_flatten(struct arena *arena, struct slice text, bool fold)
{
	struct bytes out = { 0 };
	const char *flat;
	size_t bracket = 0;	 /* where one is open, behind it */
	size_t start = SIZE_MAX; /* of the words behind a code: Gmail begins them with "[address     15]" */
	bool line = true, blank = true;

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];
		struct reply_code code;

		if (line && (c == '>' || c == '<' || c == '|') && i + 1 < text.len &&
			strchr(" ><|", text.at[i + 1])) /* quoted, or a transcript */
			continue;
		if ((c == '4' || c == '5') && begins(text, i) && is_basic(text, i) &&
			read_basic(text, i, &code) && code.enhanced[0]) {
			i = code.end - 1;
			start = out.len;
			line = false;
			continue;
		}
		line = c == '\n' || (line && c == ' ');
		if (c == '[')
			bracket = out.len == start ? 0 : out.len + 1;
		else if (c == ']')
			bracket = 0;
		if (c == '\n' && bracket && out.len > bracket &&
			out.len - bracket < WRAPPED_MOST) { /* a name or address goes on */
			blank = true;
			continue;
		}
		if (c == '\n' && out.len > 1 && out.at[out.len - 1] == '-' &&
			ascii_is_alnum(out.at[out.len - 2])) {
			blank = true; /* a name that is wrapped at its hyphen */
			continue;
		}
		if (ascii_is_space(c) || c == '\r') {
			if (!blank)
				bytes_add_byte(&out, ' ');
			blank = true;
			continue;
		}
		blank = false;
		bytes_add_byte(&out, fold ? ascii_lower(c) : c);
	}
	while (out.len && out.at[out.len - 1] == ' ')
		out.len--;
	flat = (const char *)arena_copy(arena, bytes_slice(&out)).at;
	bytes_free(&out);
	return flat;
}

const char *reply_domain(struct arena *arena, struct slice text)
{
	struct dns_address address;
	struct dns_name name;

	while (text.len && (text.at[text.len - 1] == '.' || text.at[text.len - 1] == ',' ||
				   text.at[text.len - 1] == ':'))
		text.len--;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < 0x80 && !ascii_is_alnum(text.at[i]) && text.at[i] != '.' &&
			text.at[i] != '-' && text.at[i] != '_')
			return NULL;
	if (slice_find(text, '.', 1) < 0 || dns_address_from_text(text, &address) ||
		dns_name_from_unicode(text, &name) != DNS_NAME_OK || dns_name_labels(&name) < 2)
		return NULL;
	return dns_name_text(arena, &name);
}

/* What a pattern captures. In it %d is a domain, %i an address, %r a result; [ and ] stand for any bracket or quote, or none. */
struct captures {
	struct slice domain, ip, result;
};

static bool is_token(uint8_t c, char kind)
{
	if (kind == 'i')
		return ascii_is_hex(c) || c == '.' || c == ':';
	return c >= 0x80 || ascii_is_alnum(c) || c == '.' || c == '-' || c == '_';
}

static const char *result_word(const char *at, size_t *ret_len)
{
	static const char *const words[] = { "did not pass", "not pass", "passed", "pass", "softfail", "fail",
		"none", "neutral", "permerror", "temperror", "policy" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strncmp(at, words[i], strlen(words[i])) == 0) {
			*ret_len = strlen(words[i]);
			return words[i];
		}
	}
	return NULL;
}

/* Matches the pattern at `at`; a blank in it is any number of blanks. */
static bool matches(const char *at, const char *pattern, struct captures *ret)
{
	*ret = (struct captures){ 0 };
	for (; *pattern; pattern++) {
		if (*pattern == ' ') {
			while (*at == ' ')
				at++;
		} else if (*pattern == '[' || *pattern == ']') {
			while (*at && strchr("[]<>()\"'`", *at))
				at++;
		} else if (*pattern == '%') {
			const char *first = at;
			size_t len = 0;

			pattern++;
			if (*pattern == 'r') {
				if (!result_word(at, &len))
					return false;
			} else {
				while (is_token((uint8_t)at[len], *pattern))
					len++;
			}
			if (!len)
				return false;
			at += len;
			*(*pattern == 'd'	  ? &ret->domain
				: *pattern == 'i' ? &ret->ip
						  : &ret->result) =
				(struct slice){ (const uint8_t *)first, len };
		} else if (*at++ != *pattern) {
			return false;
		}
	}
	return true;
}

static const char *address_text(struct arena *arena, struct slice text)
{
	struct dns_address address;

	while (text.len && (text.at[text.len - 1] == '.' || text.at[text.len - 1] == ':'))
		text.len--;
	return text.len && dns_address_from_text(text, &address) ? (const char *)arena_copy(arena, text).at
								 : NULL;
}

/* What the first match of the pattern that makes sense captures; NULL when there is none. */
static const char *find(struct arena *arena, const char *folded, const char *pattern,
	const char *(*read)(struct arena *arena, const struct captures *captures))
{
	struct captures captures;

	for (const char *at = folded; *at; at++) {
		bool begins = pattern[0] == '%' ? at == folded || strchr(" [(<:", at[-1]) : *at == pattern[0];
		const char *found = begins && matches(at, pattern, &captures) ? read(arena, &captures) : NULL;

		if (found)
			return found;
	}
	return NULL;
}

static const char *read_domain(struct arena *arena, const struct captures *captures)
{
	return reply_domain(arena, captures->domain);
}

static const char *read_address(struct arena *arena, const struct captures *captures)
{
	return address_text(arena, captures->ip);
}

static const char *read_result(struct arena *arena, const struct captures *captures)
{
	(void)arena;
	return slice_starts(captures->result, "pass") ? "pass" : "fail";
}

/* Whom the mail was for: the domain that the complaint is about, or that of the address. */
static const char *read_recipient(struct arena *arena, const char *folded)
{
	static const char *const named[] = { "domain [%d] does not accept mail",
		"for name=%d type=", "mx list for [%d]", "mail for [%d] loops", "host named [%d]",
		"mail hosts for domain [%d]", "unable to look up host [%d]", "to=[%d@%d]", "%d@%d" };
	const char *domain = NULL;

	for (size_t i = 0; i < sizeof named / sizeof *named && !domain; i++)
		domain = find(arena, folded, named[i], read_domain);
	return domain;
}

void reply_read_variables(struct arena *arena, const char *folded, struct bounce *bounce)
{
	static const char *const named[] = { "spf [%d] with ip", "spf check for [%d] did not pass",
		"mail from domain [%d] has an spf", "email from domain [%d] has an spf",
		"email from [%d] has an spf", "unauthenticated email from [%d] is not accepted",
		"sending domain [%d] does", "due to [%d]s dmarc", "dmarc policy for [%d]",
		"dmarc policy of [%d]", "dmarc failure for domain [%d]", "policy for [%d] is",
		"allowed to send from [%d] per", "allowed to send mail from [%d]", "to send mail for [%d]",
		"to send for [%d]", "@[%d];ip=", "@[%d]&ip=", "spf: [%d] is not allowed",
		"the administrator of [%d]", "domain [%d] does not exist", "domain [%d] is unauthenticated",
		"dns domain [%d]", "for domain [%d]", "domain of [%d]", "spf record for [%d]",
		"spf records for [%d]", "spf check for [%d]", "spf fail for [%d]", "dmarc record for [%d]",
		"dkim for [%d]" };
	static const char *const addresses[] = { "with ip: [%i]", "with the ip: [%i]",
		"with ip address: [%i]", "ip: [%i]", "spf with [%i]", "over ipv6 [%i]", "sending ip [%i]",
		"client host [%i]", "reverse dns for [%i]", "ip address [%i]", "ip address: [%i]",
		"your ip [%i]", "ptr record for [%i]", "hostname, [%i]", "your hostname, [%i]",
		"address [%i]", "ip [%i]", "ip=[%i]", "host [%i]", "banned sender [%i]", "%i is not allowed",
		"%i is not authorized", "%i not allowed", "domain [%d] [%i]", "from [%i]" };
	static const struct {
		const char *pattern;
		size_t what;
	} results[] = { { "spf [%d] with ip: [%i] = %r", 0 }, { "spf [%d] with ip address: [%i] = %r", 0 },
		{ "spf with [%i] = %r", 0 }, { "spf = %r", 0 }, { "spf check for [%d] %r", 0 },
		{ "spf: %r", 0 }, { "spf check: %r", 0 }, { "spf checks %r", 0 }, { "dkim = %r", 1 },
		{ "dkim checks %r", 1 }, { "dkim: %r", 1 }, { "dkim check %r", 1 }, { "dmarc = %r", 2 },
		{ "dmarc: %r", 2 } };
	const char **const said[] = { &bounce->spf, &bounce->dkim, &bounce->dmarc };

	for (size_t i = 0; i < sizeof named / sizeof *named && !bounce->domain; i++)
		bounce->domain = find(arena, folded, named[i], read_domain);
	if (!bounce->domain && bounce->kind == BOUNCE_RECIPIENT_DNS)
		bounce->domain = read_recipient(arena, folded);
	if (bounce->domain)
		bounce->domain_source = BOUNCE_IN_REPLY;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses && !bounce->ip; i++)
		bounce->ip = find(arena, folded, addresses[i], read_address);
	if (bounce->ip)
		bounce->ip_source = BOUNCE_IN_REPLY;
	for (size_t i = 0; i < sizeof results / sizeof *results; i++)
		if (!*said[results[i].what])
			*said[results[i].what] = find(arena, folded, results[i].pattern, read_result);
}

const char *reply_domain_of_address(struct arena *arena, struct slice address)
{
	size_t at = address.len, end;

	while (at && address.at[at - 1] != '@')
		at--;
	for (end = at; end < address.len && !strchr("> \t\r\n,;\")", address.at[end]); end++)
		;
	return at && end > at ? reply_domain(arena, slice_part(address, at, end)) : NULL;
}

size_t reply_line_end(struct slice text, size_t at)
{
	ptrdiff_t lf = slice_find(text, '\n', at);

	return lf < 0 ? text.len : (size_t)lf + 1;
}
