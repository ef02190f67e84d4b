/*
 * Checks the tags of a signature one by one.
 *
 *   tag-name = ALPHA *( ALPHA / DIGIT / "_" )     upper and lower case differ (section 3.2)
 *   d        = sub-domain 1*( "." sub-domain )    s = sub-domain *( "." sub-domain )
 *   i        = [ Local-part ] "@" domain-name     in dkim-quoted-printable (section 2.11)
 *   l        = 1*76DIGIT                          t, x = 1*12DIGIT
 *   c        = name [ "/" name ]                  q, h = item *( [FWS] ":" [FWS] item )
 */
#include "dkim/signature_tags.h"

#include "base/ascii.h"
#include "base/base64.h"
#include "base/escape.h"

enum { LENGTH_DIGITS_MOST = 76, TIME_DIGITS_MOST = 12, VALUE_SHOWN = 60 };

struct reader {
	struct arena *arena;
	struct signature_tags *tags;
};

static const struct tag *find(const struct reader *r, const char *name)
{
	const struct tag *tag = tags_find(&r->tags->list, name, false);

	return tag && tag->has_equals ? tag : NULL;
}

static struct slice value_of(const struct reader *r, const char *name)
{
	const struct tag *tag = find(r, name);

	return tag ? tags_value(&r->tags->list, tag) : (struct slice){ 0 };
}

/* For a reason: bounded and without what could harm a terminal. */
static const char *shown(const struct reader *r, struct slice value)
{
	return escape_visible_copy(r->arena, slice_part(value, 0, VALUE_SHOWN));
}

/* Section 3.2: one element that is no tag, or one tag twice, and the whole list is invalid. */
static const char *check_list(const struct reader *r)
{
	const struct tag_list *list = &r->tags->list;

	for (size_t i = 0; i < list->tags.count; i++) {
		const struct tag *tag = &list->tags.at[i];
		struct slice name = tags_name(list, tag);

		if (tag->is_empty)
			return "invalid tag list: empty tag between two semicolons";
		if (!tag->has_equals || !tags_is_name(name))
			return arena_printf(r->arena, "invalid tag list: \"%s\" is not a tag",
				shown(r, slice_span(list->text, tag->span)));
		if (tags_earlier(list, tag))
			return arena_printf(r->arena, "duplicate tag %s=", shown(r, name));
	}
	return NULL;
}

static const char *check_required(const struct reader *r)
{
	static const char *const required[] = { "v", "a", "b", "bh", "d", "h", "s" };

	for (size_t i = 0; i < sizeof required / sizeof *required; i++)
		if (!find(r, required[i]))
			return arena_printf(r->arena, "%s= is missing", required[i]);
	return slice_is(value_of(r, "v"), "1") ? NULL
					       : arena_printf(r->arena, "unknown version v=%s; expected v=1",
							 shown(r, value_of(r, "v")));
}

/* The bytes of domain names in mail; "_" is in the names of some selectors, and U-labels are bytes above ASCII. */
static bool is_host_text(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_alnum(text.at[i]) && text.at[i] != '-' && text.at[i] != '_' &&
			text.at[i] != '.' && text.at[i] < 0x80)
			return false;
	return text.len && text.at[0] != '.' && text.at[text.len - 1] != '.';
}

static bool read_name(struct slice text, struct dns_name *ret_name)
{
	return is_host_text(text) && dns_name_from_unicode(text, ret_name) == DNS_NAME_OK;
}

static const char *check_names(struct reader *r)
{
	struct slice d = value_of(r, "d"), s = value_of(r, "s");
	struct dns_name selector;

	if (!r->tags->has_domain)
		return arena_printf(r->arena, "d=%s is not a valid domain name", shown(r, d));
	if (!read_name(d, &r->tags->domain))
		return arena_printf(r->arena, "d=%s is not a valid domain name%s", shown(r, d),
			d.at[d.len - 1] == '.' ? ": a trailing dot is not allowed" : "");
	if (dns_name_labels(&r->tags->domain) < 2)
		return arena_printf(r->arena, "d=%s has only one label", shown(r, d));
	if (!read_name(s, &selector))
		return arena_printf(r->arena, "s=%s is not a valid selector", shown(r, s));
	return NULL;
}

static int hex_of(struct slice text, size_t at)
{
	uint8_t c = at < text.len ? ascii_lower(text.at[at]) : 0;

	return !ascii_is_hex(c) ? -1 : ascii_is_digit(c) ? c - '0' : c - 'a' + 10;
}

/* Section 2.11: white space is no part of the value, and "=" begins two hexadecimal digits. */
static bool decode_quoted(struct arena *arena, struct slice text, struct slice *ret_decoded)
{
	uint8_t *to = arena_take(arena, text.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		int high = hex_of(text, i + 1), low = hex_of(text, i + 2);

		if (ascii_is_space(text.at[i]))
			continue;
		if (text.at[i] == '=' && (high < 0 || low < 0))
			return false;
		to[len++] = text.at[i] == '=' ? (uint8_t)(high * 16 + low) : text.at[i];
		i += text.at[i] == '=' ? 2 : 0;
	}
	*ret_decoded = (struct slice){ to, len };
	return true;
}

/* i= is in d= or below it. */
static const char *check_agent(struct reader *r)
{
	struct slice i;
	size_t at;

	r->tags->agent = r->tags->domain;
	if (!find(r, "i"))
		return NULL;
	if (!decode_quoted(r->arena, value_of(r, "i"), &i))
		return "i= is not valid quoted-printable";
	for (at = i.len; at && i.at[at - 1] != '@';)
		at--;
	if (!at)
		return "i= has no \"@\"";
	if (!read_name(slice_part(i, at, i.len), &r->tags->agent))
		return arena_printf(r->arena, "the domain of i=%s is invalid", shown(r, i));
	return dns_name_is_under(&r->tags->agent, &r->tags->domain)
		       ? NULL
		       : arena_printf(r->arena, "the domain of i=%s is neither d= nor a subdomain of it",
				 shown(r, i));
}

static const char *check_algorithm(struct reader *r)
{
	struct slice a = value_of(r, "a");

	if (slice_is_nocase(a, "rsa-sha1"))
		return "verifiers must not accept rsa-sha1 (RFC 8301 section 3.1)";
	r->tags->ed25519 = slice_is_nocase(a, "ed25519-sha256");
	return r->tags->ed25519 || slice_is_nocase(a, "rsa-sha256")
		       ? NULL
		       : arena_printf(r->arena, "unknown algorithm a=%s", shown(r, a));
}

static bool read_canonicalization(struct slice name, bool *ret_relaxed)
{
	*ret_relaxed = slice_is_nocase(name, "relaxed");
	return *ret_relaxed || slice_is_nocase(name, "simple");
}

/* The body's part is simple when it is left out, whatever the header's is. */
static const char *check_canonicalization(struct reader *r)
{
	struct slice c = value_of(r, "c");
	ptrdiff_t slash = slice_find(c, '/', 0);
	size_t end = slash < 0 ? c.len : (size_t)slash;

	if (!find(r, "c") || (read_canonicalization(slice_part(c, 0, end), &r->tags->relaxed_header) &&
				     (slash < 0 || read_canonicalization(slice_part(c, end + 1, c.len),
							   &r->tags->relaxed_body))))
		return NULL;
	return arena_printf(r->arena, "unknown canonicalization c=%s", shown(r, c));
}

/* Items of a list with colons: true when one of them is the wanted one. */
static bool list_has(struct slice list, const char *wanted)
{
	struct slice item;

	for (size_t at = 0; slice_next_item(list, ':', &at, &item);)
		if (slice_is_nocase(item, wanted))
			return true;
	return false;
}

static const char *check_lists(const struct reader *r)
{
	if (!list_has(r->tags->signed_fields, "From"))
		return "From is not signed (h=)";
	if (find(r, "q") && !list_has(value_of(r, "q"), "dns/txt"))
		return arena_printf(
			r->arena, "unknown query method q=%s; expected dns/txt", shown(r, value_of(r, "q")));
	return NULL;
}

/* Digits only; leading zeros do not count, and what is too large for the type is its largest value but one. */
static bool read_digits(struct slice text, size_t digits_most, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (!text.len || text.len > digits_most)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		uint64_t digit = (uint64_t)(text.at[i] - '0');

		if (!ascii_is_digit(text.at[i]))
			return false;
		number = number > (UINT64_MAX - 1 - digit) / 10 ? UINT64_MAX - 1 : number * 10 + digit;
	}
	*ret_number = number;
	return true;
}

/* A time of more than 12 digits may be taken for infinite (section 3.5). */
static bool read_time(const struct reader *r, const char *name, uint64_t absent, uint64_t *ret_time)
{
	*ret_time = absent;
	if (!find(r, name))
		return true;
	if (!read_digits(value_of(r, name), SIZE_MAX, ret_time))
		return false;
	if (value_of(r, name).len > TIME_DIGITS_MOST)
		*ret_time = UINT64_MAX - 1;
	return true;
}

static const char *check_numbers(struct reader *r)
{
	struct signature_tags *tags = r->tags;

	tags->octets = UINT64_MAX;
	if (find(r, "l") && !read_digits(value_of(r, "l"), LENGTH_DIGITS_MOST, &tags->octets))
		return arena_printf(
			r->arena, "l=%s is not a number of 1 to 76 digits", shown(r, value_of(r, "l")));
	if (!read_time(r, "t", 0, &tags->made) || !read_time(r, "x", UINT64_MAX, &tags->expires))
		return "t= or x= is not a number";
	return find(r, "t") && find(r, "x") && tags->expires <= tags->made ? "x= must be greater than t="
									   : NULL;
}

/* Padding may be left out: base64string of section 2.10. */
static bool read_base64(const struct reader *r, const char *name, struct slice *ret_bytes)
{
	struct slice value = value_of(r, name);
	struct base64 read = base64_decode(r->arena, value);

	*ret_bytes = read.bytes;
	return read.bytes.len && (read.valid || (read.fault == value.len && slice_find(value, '=', 0) < 0));
}

static const char *check_base64(struct reader *r)
{
	if (!value_of(r, "b").len || !value_of(r, "bh").len)
		return value_of(r, "b").len ? "bh= is empty" : "b= is empty";
	if (!read_base64(r, "b", &r->tags->signature))
		return "b= is not valid base64";
	return read_base64(r, "bh", &r->tags->hash) ? NULL : "bh= is not valid base64";
}

static const char *text_or_null(struct arena *arena, struct slice value)
{
	return value.len ? (const char *)arena_copy(arena, value).at : NULL;
}

const char *signature_tags_read(struct arena *arena, struct slice text, struct signature_tags *ret_tags)
{
	struct reader r = { arena, ret_tags };
	const char *fault;

	*ret_tags = (struct signature_tags){ .octets = UINT64_MAX, .expires = UINT64_MAX };
	ret_tags->list = tags_split(arena, text);
	ret_tags->selector = text_or_null(arena, value_of(&r, "s"));
	ret_tags->algorithm = text_or_null(arena, value_of(&r, "a"));
	ret_tags->signed_fields = value_of(&r, "h");
	ret_tags->has_domain = value_of(&r, "d").len &&
			       dns_name_from_unicode(value_of(&r, "d"), &ret_tags->domain) == DNS_NAME_OK;
	fault = check_list(&r);
	fault = fault ? fault : check_required(&r);
	fault = fault ? fault : check_names(&r);
	fault = fault ? fault : check_agent(&r);
	fault = fault ? fault : check_algorithm(&r);
	fault = fault ? fault : check_canonicalization(&r);
	fault = fault ? fault : check_lists(&r);
	fault = fault ? fault : check_numbers(&r);
	return fault ? fault : check_base64(&r);
}
