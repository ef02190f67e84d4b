/* Fills macros in: letter, transformers, delimiters; long names lose labels from the left (RFC 7208 section 7.3). */
#include "spf/macro.h"

#include "base/ascii.h"

#include <string.h>

/* Text that grows in the arena. */
struct growing {
	struct arena *arena;
	ARENA_LIST(uint8_t) text;
};

static void add(struct growing *out, uint8_t c)
{
	*arena_append(out->arena, &out->text) = c;
}

/* URL escaping, for upper-case letters: all but the unreserved set of RFC 3986 section 2.3. */
static void add_escaped(struct growing *out, uint8_t c)
{
	static const char digits[] = "0123456789ABCDEF";

	if (ascii_is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
		add(out, c);
	} else {
		add(out, '%');
		add(out, (uint8_t)digits[c >> 4]);
		add(out, (uint8_t)digits[c & 15]);
	}
}

static void add_value(struct growing *out, struct slice value, bool escaped)
{
	for (size_t i = 0; i < value.len; i++)
		(escaped ? add_escaped : add)(out, value.at[i]);
}

/* The transformers and delimiters between the letter and the brace. */
struct transform {
	size_t parts; /* how many right-hand parts to keep; 0 for all */
	bool reverse;
	struct slice delimiters;
};

static struct transform read_transform(struct slice text)
{
	enum { PARTS_ALL = 1000 }; /* no value has more: a larger number means all of them too */
	struct transform transform = { 0 };
	size_t at = 0;

	for (; at < text.len && ascii_is_digit(text.at[at]); at++)
		if (transform.parts < PARTS_ALL)
			transform.parts = transform.parts * 10 + (size_t)(text.at[at] - '0');
	if (at < text.len && ascii_lower(text.at[at]) == 'r') {
		transform.reverse = true;
		at++;
	}
	transform.delimiters = slice_part(text, at, text.len);
	return transform;
}

static bool is_delimiter(const struct transform *transform, uint8_t c)
{
	return transform->delimiters.len ? slice_find(transform->delimiters, c, 0) >= 0 : c == '.';
}

/* Splits, reverses, keeps the right-hand parts, and joins them with dots. */
static void add_transformed(
	struct growing *out, struct slice value, const struct transform *transform, bool escaped)
{
	size_t count = 1, part = 0, kept, start = 0;
	struct slice *parts;

	for (size_t i = 0; i < value.len; i++)
		count += is_delimiter(transform, value.at[i]);
	parts = arena_take_array(out->arena, count, sizeof *parts);
	for (size_t i = 0; i <= value.len; i++) {
		if (i < value.len && !is_delimiter(transform, value.at[i]))
			continue;
		parts[transform->reverse ? count - 1 - part : part] = slice_part(value, start, i);
		part++;
		start = i + 1;
	}
	kept = transform->parts && transform->parts < count ? transform->parts : count;
	for (size_t i = count - kept; i < count; i++) {
		if (i > count - kept)
			add(out, '.');
		add_value(out, parts[i], escaped);
	}
}

/* One macro-expand at the start of `text`; returns its length. */
static size_t expand_one(struct growing *out, struct slice text, const struct spf_macro_values *values)
{
	size_t end;
	struct transform transform;
	struct slice value;
	bool escaped;

	if (text.at[1] != '{') {
		if (text.at[1] == '-')
			add_value(out, slice_of("%20"), false);
		else
			add(out, text.at[1] == '_' ? ' ' : '%');
		return 2;
	}
	end = (size_t)slice_find(text, '}', 2);
	escaped = ascii_is_upper(text.at[2]);
	value = values->of[ascii_lower(text.at[2]) - 'a'];
	transform = read_transform(slice_part(text, 3, end));
	add_transformed(out, value, &transform, escaped);
	return end + 1;
}

struct slice spf_expand(struct arena *arena, struct slice text, const struct spf_macro_values *values)
{
	struct growing out = { .arena = arena };

	if (slice_find(text, '%', 0) < 0)
		return text;
	for (size_t i = 0; i < text.len;) {
		if (text.at[i] == '%')
			i += expand_one(&out, slice_part(text, i, text.len), values);
		else
			add(&out, text.at[i++]);
	}
	return (struct slice){ out.text.at, out.text.count };
}

struct slice spf_expand_domain(struct arena *arena, struct slice text, const struct spf_macro_values *values)
{
	struct slice name = spf_expand(arena, text, values);

	if (name.len && name.at[name.len - 1] == '.')
		name.len--;
	while (name.len > SPF_DOMAIN_MOST) {
		ptrdiff_t dot = slice_find(name, '.', 0);

		if (dot < 0)
			break;
		name = slice_part(name, (size_t)dot + 1, name.len);
	}
	return name;
}
