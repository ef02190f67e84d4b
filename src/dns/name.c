/*
 * Between wire form and presentation form, by way of libidn2 where a name is not ASCII.
 *
 *   name  = "." / label *( "." label ) [ "." ]
 *   label = 1*63( char / "\" DDD / "\" char ), the wire form at most 255 octets (RFC 1035 section 2.3.4)
 */
#include "dns/name.h"

#include "base/ascii.h"
#include "base/bytes.h"

#include <idn2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *dns_name_fault_text(enum dns_name_fault fault)
{
	switch (fault) {
	case DNS_NAME_OK:
		return "it is a domain name";
	case DNS_NAME_EMPTY:
		return "it is empty";
	case DNS_NAME_EMPTY_LABEL:
		return "it has an empty label (two dots in a row, or a dot at the start)";
	case DNS_NAME_LABEL_TOO_LONG:
		return "a label is longer than 63 octets";
	case DNS_NAME_TOO_LONG:
		return "it is longer than 253 characters";
	case DNS_NAME_BAD_ESCAPE:
		return "after a backslash, a character or three digits (000 to 255) must follow";
	case DNS_NAME_BAD_IDN:
		return "it is not a valid internationalized domain name";
	}
	return "";
}

static const struct dns_name name_of_root = { .len = 1 };

struct dns_name dns_name_root(void)
{
	return name_of_root;
}

/* Reads \X or \DDD at `at`, which is at the backslash. Returns the length of the escape, 0 for a bad one. */
static size_t read_escape(struct slice text, size_t at, uint8_t *ret_byte)
{
	unsigned value = 0;

	if (at + 1 >= text.len)
		return 0;
	if (!ascii_is_digit(text.at[at + 1])) {
		*ret_byte = text.at[at + 1];
		return 2;
	}
	if (at + 3 >= text.len)
		return 0;
	for (size_t i = 1; i <= 3; i++) {
		if (!ascii_is_digit(text.at[at + i]))
			return 0;
		value = value * 10 + (unsigned)(text.at[at + i] - '0');
	}
	*ret_byte = (uint8_t)value;
	return value > 255 ? 0 : 4;
}

/* The bytes of names as most are, in lower case; 0 for others. */
static const uint8_t plain[256] = {
#define BOTH_CASES(upper, lower) [upper] = (lower), [lower] = (lower)
	BOTH_CASES('A', 'a'),
	BOTH_CASES('B', 'b'),
	BOTH_CASES('C', 'c'),
	BOTH_CASES('D', 'd'),
	BOTH_CASES('E', 'e'),
	BOTH_CASES('F', 'f'),
	BOTH_CASES('G', 'g'),
	BOTH_CASES('H', 'h'),
	BOTH_CASES('I', 'i'),
	BOTH_CASES('J', 'j'),
	BOTH_CASES('K', 'k'),
	BOTH_CASES('L', 'l'),
	BOTH_CASES('M', 'm'),
	BOTH_CASES('N', 'n'),
	BOTH_CASES('O', 'o'),
	BOTH_CASES('P', 'p'),
	BOTH_CASES('Q', 'q'),
	BOTH_CASES('R', 'r'),
	BOTH_CASES('S', 's'),
	BOTH_CASES('T', 't'),
	BOTH_CASES('U', 'u'),
	BOTH_CASES('V', 'v'),
	BOTH_CASES('W', 'w'),
	BOTH_CASES('X', 'x'),
	BOTH_CASES('Y', 'y'),
	BOTH_CASES('Z', 'z'),
#undef BOTH_CASES
	['0'] = '0',
	['1'] = '1',
	['2'] = '2',
	['3'] = '3',
	['4'] = '4',
	['5'] = '5',
	['6'] = '6',
	['7'] = '7',
	['8'] = '8',
	['9'] = '9',
	['-'] = '-',
	['_'] = '_',
	['*'] = '*',
};

enum dns_name_fault dns_name_from_text(
	struct slice text, const struct dns_name *origin, struct dns_name *ret_name)
{
	size_t label = 0, used = 1; /* `label`: the place of the current label's length octet */

	if (!origin)
		origin = &name_of_root;
	if (!text.len)
		return DNS_NAME_EMPTY;
	if (slice_is(text, "@") || slice_is(text, ".")) {
		*ret_name = text.at[0] == '@' ? *origin : name_of_root;
		return DNS_NAME_OK;
	}
	for (size_t i = 0; i < text.len;) {
		uint8_t byte = text.at[i];
		size_t width = 1;

		/* Most bytes mean themselves, and are within the limits. */
		while (plain[byte] && used - label < DNS_LABEL_SIZE && used < DNS_NAME_SIZE) {
			ret_name->wire[used++] = plain[byte];
			if (++i == text.len)
				break;
			byte = text.at[i];
		}
		if (i == text.len)
			break;
		if (byte == '.') {
			if (used - label == 1)
				return DNS_NAME_EMPTY_LABEL;
			ret_name->wire[label] = (uint8_t)(used - label - 1);
			label = used++;
		} else {
			if (byte == '\\' && !(width = read_escape(text, i, &byte)))
				return DNS_NAME_BAD_ESCAPE;
			if (used - label > DNS_LABEL_SIZE)
				return DNS_NAME_LABEL_TOO_LONG;
			if (used >= DNS_NAME_SIZE)
				return DNS_NAME_TOO_LONG;
			ret_name->wire[used++] = ascii_lower(byte);
		}
		if (used > DNS_NAME_SIZE)
			return DNS_NAME_TOO_LONG;
		i += width;
	}
	if (used - label == 1) { /* a final dot: the name is complete */
		ret_name->wire[label] = 0;
		ret_name->len = (uint8_t)used;
		return DNS_NAME_OK;
	}
	ret_name->wire[label] = (uint8_t)(used - label - 1);
	if (used + origin->len > DNS_NAME_SIZE)
		return DNS_NAME_TOO_LONG;
	memcpy(ret_name->wire + used, origin->wire, origin->len);
	ret_name->len = (uint8_t)(used + origin->len);
	return DNS_NAME_OK;
}

enum dns_name_fault dns_name_from_labels(struct slice text, struct dns_name *ret_name)
{
	size_t used = 0;

	if (text.len && text.at[text.len - 1] == '.')
		text.len--;
	if (!text.len)
		return DNS_NAME_EMPTY;
	for (size_t first = 0; first <= text.len;) {
		size_t end = first;

		while (end < text.len && text.at[end] != '.')
			end++;
		if (end == first)
			return DNS_NAME_EMPTY_LABEL;
		if (end - first > DNS_LABEL_SIZE)
			return DNS_NAME_LABEL_TOO_LONG;
		if (used + (end - first) + 2 > DNS_NAME_SIZE)
			return DNS_NAME_TOO_LONG;
		ret_name->wire[used++] = (uint8_t)(end - first);
		for (; first < end; first++)
			ret_name->wire[used++] = ascii_lower(text.at[first]);
		first++;
	}
	ret_name->wire[used++] = 0;
	ret_name->len = (uint8_t)used;
	return DNS_NAME_OK;
}

/* What libidn2 cannot do for lack of memory says nothing about the name. */
static bool is_converted(int status)
{
	if (status == IDN2_MALLOC)
		out_of_memory();
	return status == IDN2_OK;
}

static bool is_ascii(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] >= 0x80 || !text.at[i])
			return false;
	return true;
}

/*
 * libidn2 refuses plain ASCII names that are in use (ab--cd.example), so it is asked only where it is needed.
 */
enum dns_name_fault dns_name_from_unicode(struct slice text, struct dns_name *ret_name)
{
	uint8_t *ascii = NULL;
	struct bytes input = { 0 };
	enum dns_name_fault fault;
	int status;

	if (is_ascii(text))
		return dns_name_from_text(text, NULL, ret_name);
	bytes_add(&input, text);
	bytes_add_byte(&input, 0);
	status = memchr(text.at, 0, text.len)
			 ? IDN2_ICONV_FAIL
			 : idn2_lookup_u8(input.at, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	bytes_free(&input);
	if (!is_converted(status))
		return status == IDN2_TOO_BIG_LABEL    ? DNS_NAME_LABEL_TOO_LONG
		       : status == IDN2_TOO_BIG_DOMAIN ? DNS_NAME_TOO_LONG
						       : DNS_NAME_BAD_IDN;
	fault = dns_name_from_text(slice_of((const char *)ascii), NULL, ret_name);
	idn2_free(ascii);
	return fault;
}

struct dns_name dns_name_of(const char *text)
{
	struct dns_name name;

	if (dns_name_from_text(slice_of(text), NULL, &name) != DNS_NAME_OK)
		abort();
	return name;
}

bool dns_name_is_plausible(const struct dns_name *name)
{
	struct dns_name top = dns_name_suffix(name, 1);
	struct slice last = dns_name_first_label(&top);
	uint64_t number;

	for (size_t at = 0; name->wire[at]; at += name->wire[at] + 1U)
		for (size_t i = 1; i <= name->wire[at]; i++)
			if (!ascii_is_visible(name->wire[at + i]))
				return false;
	return name->len > 1 && !slice_number(last, UINT64_MAX, &number) && slice_find(last, ':', 0) < 0;
}

const char *dns_name_text(struct arena *arena, const struct dns_name *name)
{
	char *text = arena_take(arena, (size_t)name->len * 4 + 2);
	char *end = text;

	for (size_t at = 0; name->wire[at]; at += name->wire[at] + 1U) {
		if (at)
			*end++ = '.';
		for (size_t i = 1; i <= name->wire[at]; i++) {
			uint8_t c = name->wire[at + i];

			if (!ascii_is_visible(c))
				end += snprintf(end, 5, "\\%03u", c);
			else if (strchr(".\\\"();@$", c))
				end += snprintf(end, 5, "\\%c", c);
			else
				*end++ = (char)c;
		}
	}
	if (end == text)
		*end++ = '.';
	return text;
}

const char *dns_name_absolute_text(struct arena *arena, const struct dns_name *name)
{
	return name->len == 1 ? "." : arena_printf(arena, "%s.", dns_name_text(arena, name));
}

bool dns_name_without_second_zone(
	const struct dns_name *name, const struct dns_name *zone, struct dns_name *ret_name)
{
	struct dns_name twice;

	if (zone->len == 1 || !dns_name_join(zone, zone, &twice) || !dns_name_is_under(name, &twice))
		return false;
	/* The labels of both ends are the same. */
	*ret_name = *name;
	ret_name->len = (uint8_t)(name->len - (zone->len - 1));
	ret_name->wire[ret_name->len - 1] = 0;
	return true;
}

const char *dns_name_unicode(struct arena *arena, const struct dns_name *name)
{
	const char *ascii = dns_name_text(arena, name);
	struct dns_name again;
	char *unicode = NULL;
	const char *copy = ascii;

	if (slice_find_nocase(slice_of(ascii), "xn--", 0) < 0)
		return ascii;
	if (is_converted(idn2_to_unicode_8z8z(ascii, &unicode, 0)) &&
		dns_name_from_unicode(slice_of(unicode), &again) == DNS_NAME_OK &&
		dns_name_equal(name, &again))
		copy = arena_strdup(arena, unicode);
	idn2_free(unicode);
	return copy;
}

bool dns_name_equal(const struct dns_name *a, const struct dns_name *b)
{
	return a->len == b->len && memcmp(a->wire, b->wire, a->len) == 0;
}

bool dns_name_is_under(const struct dns_name *name, const struct dns_name *ancestor)
{
	for (size_t at = 0; name->len - at >= ancestor->len; at += name->wire[at] + 1U) {
		if (name->len - at == ancestor->len)
			return memcmp(name->wire + at, ancestor->wire, ancestor->len) == 0;
	}
	return false;
}

unsigned dns_name_labels(const struct dns_name *name)
{
	unsigned labels = 0;

	for (size_t at = 0; name->wire[at]; at += name->wire[at] + 1U)
		labels++;
	return labels;
}

struct dns_name dns_name_parent(const struct dns_name *name)
{
	unsigned labels = dns_name_labels(name);

	return dns_name_suffix(name, labels ? labels - 1 : 0);
}

struct dns_name dns_name_suffix(const struct dns_name *name, unsigned labels)
{
	struct dns_name suffix;
	unsigned skip = dns_name_labels(name);
	size_t at = 0;

	for (skip = skip > labels ? skip - labels : 0; skip; skip--)
		at += name->wire[at] + 1U;
	suffix.len = (uint8_t)(name->len - at);
	memcpy(suffix.wire, name->wire + at, suffix.len);
	return suffix;
}

struct slice dns_name_first_label(const struct dns_name *name)
{
	return (struct slice){ name->wire + 1, name->wire[0] };
}

/* The length of a text that is one label as it stands in the wire form; 0 for any other. */
static size_t plain_label_length(const char *text)
{
	size_t length = 0;

	while (length <= DNS_LABEL_SIZE &&
		(ascii_is_digit((uint8_t)text[length]) || (text[length] >= 'a' && text[length] <= 'z') ||
			text[length] == '-' || text[length] == '_'))
		length++;
	return length > DNS_LABEL_SIZE || text[length] ? 0 : length;
}

bool dns_name_prepend(const char *label, const struct dns_name *name, struct dns_name *ret_name)
{
	const size_t length = plain_label_length(label);

	if (length && name != ret_name) {
		if (name->len + length + 1 > DNS_NAME_SIZE)
			return false;
		ret_name->wire[0] = (uint8_t)length;
		memcpy(ret_name->wire + 1, label, length);
		memcpy(ret_name->wire + 1 + length, name->wire, name->len);
		ret_name->len = (uint8_t)(name->len + length + 1);
		return true;
	}
	return dns_name_from_text(slice_of(label), name, ret_name) == DNS_NAME_OK;
}

bool dns_name_join(const struct dns_name *left, const struct dns_name *right, struct dns_name *ret_name)
{
	struct dns_name joined = { 0 };

	if (left->len - 1 + right->len > DNS_NAME_SIZE)
		return false;
	memcpy(joined.wire, left->wire, left->len - 1U);
	memcpy(joined.wire + left->len - 1, right->wire, right->len);
	joined.len = (uint8_t)(left->len - 1 + right->len);
	*ret_name = joined;
	return true;
}

/* Eight octets at a time, and the last step of MurmurHash3, so that the low bits depend on every octet. */
uint64_t dns_name_hash(const struct dns_name *name)
{
	uint64_t hash = name->len, word;

	for (size_t i = 0; i < name->len; i += sizeof word) {
		size_t left = name->len - i;

		word = 0;
		memcpy(&word, name->wire + i, left < sizeof word ? left : sizeof word);
		hash = (hash ^ word) * 0x9e3779b97f4a7c15U;
		hash ^= hash >> 32;
	}
	hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdU;
	return hash ^ hash >> 33;
}
