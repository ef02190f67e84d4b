/*
 * Recognises a term.
 *
 *   term        = [ qualifier ] mechanism / modifier
 *   domain-spec = macro-string domain-end, domain-end = "." toplabel [ "." ] / macro-expand
 *   network     = ip4 [ "/" 0-32 ] / ip6 [ "/" 0-128 ], dual-cidr-length = [ "/" 0-32 ] [ "//" 0-128 ]
 */
#include "spf/grammar.h"

#include "base/ascii.h"

#include <string.h>

static const char *const words[] = {
	[SPF_TERM_ALL] = "all",
	[SPF_TERM_INCLUDE] = "include",
	[SPF_TERM_A] = "a",
	[SPF_TERM_MX] = "mx",
	[SPF_TERM_PTR] = "ptr",
	[SPF_TERM_IP4] = "ip4",
	[SPF_TERM_IP6] = "ip6",
	[SPF_TERM_EXISTS] = "exists",
	[SPF_TERM_REDIRECT] = "redirect",
	[SPF_TERM_EXP] = "exp",
	[SPF_TERM_UNKNOWN_MODIFIER] = "modifier",
};

const char *spf_term_word(enum spf_term_kind kind)
{
	return kind == SPF_TERM_INVALID ? "term" : words[kind];
}

bool spf_term_counts(enum spf_term_kind kind)
{
	return kind == SPF_TERM_INCLUDE || kind == SPF_TERM_A || kind == SPF_TERM_MX ||
	       kind == SPF_TERM_PTR || kind == SPF_TERM_EXISTS || kind == SPF_TERM_REDIRECT;
}

enum spf_term_kind spf_mechanism_of(struct slice name)
{
	static const uint8_t lengths[] = {
		[SPF_TERM_ALL] = 3,
		[SPF_TERM_INCLUDE] = 7,
		[SPF_TERM_A] = 1,
		[SPF_TERM_MX] = 2,
		[SPF_TERM_PTR] = 3,
		[SPF_TERM_IP4] = 3,
		[SPF_TERM_IP6] = 3,
		[SPF_TERM_EXISTS] = 6,
	};

	for (int kind = SPF_TERM_ALL; kind <= SPF_TERM_EXISTS; kind++)
		if (name.len == lengths[kind] && slice_starts_nocase(name, words[kind]))
			return (enum spf_term_kind)kind;
	return SPF_TERM_INVALID;
}

bool spf_is_qualifier(uint8_t c)
{
	return c == '+' || c == '-' || c == '?' || c == '~';
}

bool spf_is_name_byte(uint8_t c)
{
	return ascii_is_alnum(c) || c == '-' || c == '_' || c == '.';
}

/* "%{" macro-letter *DIGIT [ "r" ] *delimiter "}" / "%%" / "%_" / "%-" */
size_t spf_macro_length(struct slice text, bool exp_letters, uint32_t *ret_macros)
{
	size_t at = 3;
	unsigned count = 0;
	uint8_t letter;

	if (text.len < 2 || text.at[0] != '%')
		return 0;
	if (text.at[1] == '%' || text.at[1] == '_' || text.at[1] == '-')
		return 2;
	if (text.at[1] != '{' || text.len < 4)
		return 0;
	letter = ascii_lower(text.at[2]);
	if (!letter || !strchr(exp_letters ? "slodiphcrtv" : "slodiphv", letter))
		return 0;
	for (; at < text.len && ascii_is_digit(text.at[at]); at++)
		count = count > 1000 ? count : count * 10 + (unsigned)(text.at[at] - '0');
	if (at > 3 && !count)
		return 0;
	if (at < text.len && ascii_lower(text.at[at]) == 'r')
		at++;
	while (at < text.len && text.at[at] && strchr(".-+,/_=", text.at[at]))
		at++;
	if (at >= text.len || text.at[at] != '}')
		return 0;
	*ret_macros |= 1U << (letter - 'a');
	return at + 1;
}

bool spf_is_macro_string(struct slice text, bool exp_letters, uint32_t *ret_macros, size_t *ret_last_end)
{
	*ret_last_end = 0;
	for (size_t i = 0; i < text.len;) {
		if (text.at[i] == '%') {
			size_t len = spf_macro_length(slice_part(text, i, text.len), exp_letters, ret_macros);

			if (!len)
				return false;
			*ret_last_end = i += len;
		} else if (!ascii_is_visible(text.at[i++])) {
			return false;
		}
	}
	return true;
}

bool spf_is_explain_string(struct slice text, uint32_t *ret_macros)
{
	size_t unused, start = 0;

	for (size_t i = 0; i <= text.len; i++) {
		if (i < text.len && text.at[i] != ' ')
			continue;
		if (!spf_is_macro_string(slice_part(text, start, i), true, ret_macros, &unused))
			return false;
		start = i + 1;
	}
	return true;
}

static bool is_toplabel(struct slice label)
{
	bool alpha_or_hyphen = false;

	if (!label.len || label.at[0] == '-' || label.at[label.len - 1] == '-')
		return false;
	for (size_t i = 0; i < label.len; i++) {
		if (!ascii_is_alnum(label.at[i]) && label.at[i] != '-')
			return false;
		alpha_or_hyphen = alpha_or_hyphen || !ascii_is_digit(label.at[i]);
	}
	return alpha_or_hyphen;
}

bool spf_is_domain_spec(struct slice text, uint32_t *ret_macros)
{
	size_t macro_end, dot, end = text.len;

	if (!text.len || !spf_is_macro_string(text, false, ret_macros, &macro_end))
		return false;
	if (macro_end == text.len)
		return true;
	if (text.at[end - 1] == '.')
		end--;
	for (dot = end; dot > macro_end && text.at[dot - 1] != '.'; dot--)
		;
	return dot > macro_end && is_toplabel(slice_part(text, dot, end));
}

/* qnum "." qnum "." qnum "." qnum, without leading zeros. */
bool spf_read_ip4(struct slice text, uint8_t ret_address[16])
{
	size_t at = 0;

	memset(ret_address, 0, 16);
	for (int i = 0; i < 4; i++) {
		size_t first = at;
		unsigned octet = 0;

		for (; at < text.len && ascii_is_digit(text.at[at]) && at < first + 3; at++)
			octet = octet * 10 + (unsigned)(text.at[at] - '0');
		if (at == first || octet > 255 || (text.at[first] == '0' && at - first > 1))
			return false;
		ret_address[i] = (uint8_t)octet;
		if (i < 3 && (at >= text.len || text.at[at++] != '.'))
			return false;
	}
	return at == text.len;
}

bool spf_read_ip6(struct slice text, uint8_t ret_address[16])
{
	struct dns_address address;

	if (!dns_address_from_text(text, &address) || !address.is_ip6)
		return false;
	memcpy(ret_address, address.bytes, sizeof address.bytes);
	return true;
}

/* "/" number, or "//" number, at the end of the text, without leading zeros. Cuts it off when it is there. */
static bool cut_prefix(struct slice *text, size_t slashes, unsigned most, uint8_t *ret_prefix)
{
	size_t digits = text->len;
	uint64_t value;

	while (digits && ascii_is_digit(text->at[digits - 1]))
		digits--;
	if (digits < slashes || text->at[digits - 1] != '/' || text->at[digits - slashes] != '/' ||
		!slice_number(slice_part(*text, digits, text->len), most, &value) ||
		(text->at[digits] == '0' && text->len - digits > 1))
		return false;
	*ret_prefix = (uint8_t)value;
	text->len = digits - slashes;
	return true;
}

/* [ ":" domain-spec ] [ dual-cidr-length ] */
static bool read_a_or_mx(struct slice argument, size_t offset, struct spf_term *term)
{
	cut_prefix(&argument, 2, 128, &term->prefix6);
	cut_prefix(&argument, 1, 32, &term->prefix4);
	if (!argument.len)
		return true;
	term->domain = (struct span){ (uint32_t)offset + 1, (uint32_t)(offset + argument.len) };
	return argument.at[0] == ':' &&
	       spf_is_domain_spec(slice_part(argument, 1, argument.len), &term->macros);
}

static bool read_network(struct slice network, struct spf_term *term)
{
	if (term->kind == SPF_TERM_IP4) {
		cut_prefix(&network, 1, 32, &term->prefix4);
		return spf_read_ip4(network, term->address);
	}
	cut_prefix(&network, 1, 128, &term->prefix6);
	return spf_read_ip6(network, term->address);
}

static bool read_mechanism(struct slice argument, size_t offset, struct spf_term *term)
{
	bool colon = argument.len && argument.at[0] == ':';
	struct slice value = slice_part(argument, 1, argument.len);

	switch (term->kind) {
	case SPF_TERM_ALL:
		return !argument.len;
	case SPF_TERM_A:
	case SPF_TERM_MX:
		return read_a_or_mx(argument, offset, term);
	case SPF_TERM_IP4:
	case SPF_TERM_IP6:
		return colon && read_network(value, term);
	case SPF_TERM_PTR:
		if (!argument.len)
			return true;
		break;
	case SPF_TERM_INCLUDE:
	case SPF_TERM_EXISTS:
		break;
	default:
		return false;
	}
	term->domain = (struct span){ (uint32_t)offset + 1, (uint32_t)(offset + argument.len) };
	return colon && spf_is_domain_spec(value, &term->macros);
}

/* The part of a term after its name: a value after "=", else the argument of a mechanism. */
static bool read_modifier(struct slice text, struct slice word, size_t equals, struct spf_term *term)
{
	struct slice value = slice_part(text, equals + 1, term->span.end);
	size_t unused;

	term->kind = slice_is_nocase(word, "redirect") ? SPF_TERM_REDIRECT
		     : slice_is_nocase(word, "exp")    ? SPF_TERM_EXP
						       : SPF_TERM_UNKNOWN_MODIFIER;
	term->domain = (struct span){ (uint32_t)equals + 1, term->span.end };
	if (!word.len || !ascii_is_alpha(word.at[0]))
		return false;
	return term->kind == SPF_TERM_UNKNOWN_MODIFIER
		       ? spf_is_macro_string(value, true, &term->macros, &unused)
		       : spf_is_domain_spec(value, &term->macros);
}

bool spf_read_term(struct slice text, struct span span, struct spf_term *ret_term)
{
	bool qualified = span.first < span.end && spf_is_qualifier(text.at[span.first]), good;
	size_t name = span.first + qualified, end = name;
	struct slice word;

	*ret_term = (struct spf_term){ .span = span, .qualifier = '+', .prefix4 = 32, .prefix6 = 128 };
	while (end < span.end && spf_is_name_byte(text.at[end]))
		end++;
	word = slice_part(text, name, end);
	if (end < span.end && text.at[end] == '=') {
		good = read_modifier(text, word, end, ret_term) && !qualified;
	} else {
		ret_term->kind = spf_mechanism_of(word);
		ret_term->qualifier = qualified ? text.at[span.first] : '+';
		good = ret_term->kind && read_mechanism(slice_part(text, end, span.end), end, ret_term);
	}
	if (!good)
		*ret_term =
			(struct spf_term){ .span = span, .qualifier = '+', .prefix4 = 32, .prefix6 = 128 };
	return good;
}

struct span spf_next_token(struct slice text, size_t from)
{
	ptrdiff_t blank;

	while (from < text.len && text.at[from] == ' ')
		from++;
	blank = slice_find(text, ' ', from);
	return (struct span){ (uint32_t)from, (uint32_t)(blank < 0 ? text.len : (size_t)blank) };
}
