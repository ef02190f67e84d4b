/* The tag list of a key record (RFC 6376 section 3.2): bytes, separators and names, and how each slip in them is mended. */
#include "dkim/key_tags.h"

#include "base/ascii.h"
#include "base/utf8.h"

#include <string.h>

static bool is_base64_byte(uint8_t c)
{
	return ascii_is_alnum(c) || c == '+' || c == '/' || c == '=';
}

bool dkim_is_base64_only(struct slice text)
{
	bool padded = false;
	size_t digits = 0;

	for (size_t i = 0; i < text.len; i++) {
		if ((!is_base64_byte(text.at[i]) && !ascii_is_space(text.at[i]) &&
			    !(text.at[i] == ';' && i + 1 == text.len)) ||
			(padded && is_base64_byte(text.at[i]) && text.at[i] != '='))
			return false;
		digits += is_base64_byte(text.at[i]);
		padded = padded || text.at[i] == '=';
	}
	return digits >= 40;
}

struct problem *key_note(struct key_parser *p, enum dkim_problem_kind kind, struct span span)
{
	return problem_add(p->arena, &p->key->problems, (int)kind, span.first, span.end);
}

struct problem *key_fatal(struct key_parser *p, enum dkim_problem_kind kind, struct span span)
{
	struct problem *problem = key_note(p, kind, span);

	p->key->valid = false;
	problem->hides = true;
	return problem;
}

/* What was meant by bytes outside ASCII; NULL when that is not known. */
static const char *typed(struct arena *arena, struct slice text)
{
	const char *whole = "";
	uint32_t code;
	size_t len;

	for (size_t i = 0; i < text.len; i += len) {
		len = utf8_decode(text, i, &code);
		if (!len || !utf8_typed(code))
			return NULL;
		whole = arena_printf(arena, "%s%s", whole, utf8_typed(code));
	}
	return whole;
}

void key_check_bytes(struct key_parser *p)
{
	const struct slice text = p->key->text;

	for (uint32_t i = 0; i < text.len; i++) {
		if (text.at[i] >= 0x80) {
			uint32_t first = i;

			while (i + 1 < text.len && text.at[i + 1] >= 0x80)
				i++;
			problem_replace(key_fatal(p, DKIM_NON_ASCII, (struct span){ first, i + 1 }),
				typed(p->arena, slice_part(text, first, i + 1)));
		} else if (text.at[i] == '\\' && i + 1 < text.len && text.at[i + 1] == ';') {
			problem_replace(key_fatal(p, DKIM_ESCAPED_SEMICOLON, (struct span){ i, i + 2 }), ";");
		}
	}
}

void key_note_needless(struct key_parser *p, struct problem *problem, const struct tag *tag)
{
	if (!tag)
		return;
	problem->replaced = tags_with_separator(&p->key->tags, tag);
	problem->replacement = "";
}

static bool is_known_tag(struct slice name)
{
	return name.len == 1 && name.at[0] && strchr("vghknpst", name.at[0]);
}

/* "k=" at an offset of a value: a tag and not the padding of a key. */
static bool begins_tag(struct slice text, uint32_t at, uint32_t end)
{
	return at + 1 < end && is_known_tag(slice_part(text, at, at + 1)) && text.at[at + 1] == '=';
}

static bool is_separator(uint8_t c)
{
	return ascii_is_space(c) || c == ',' || c == ':' || c == '|' || c == '.' || c == '&';
}

/* "rsap:MII...": a tag with a colon glued to a word that a value ends with. */
static bool begins_with_colon(struct slice text, struct span value, uint32_t at)
{
	static const char *const words[] = { "DKIM1", "rsa", "ed25519" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_is_nocase(slice_part(text, value.first, at), words[i]))
			return text.at[at + 1] == ':' || text.at[at + 1] == '=';
	return false;
}

/*
 * Where another tag is glued to the value: "DKIM1k=rsa", "rsa-sha256p=MII...". Only padding at the end of a key has "=" in it
 * (RFC 6376 section 3.2). 0 when none is.
 */
static uint32_t glued_at(struct slice text, struct span value)
{
	for (uint32_t i = value.first + 1; i + 2 < value.end; i++) {
		uint8_t letter = ascii_lower(text.at[i]);

		if (!is_known_tag((struct slice){ &letter, 1 }) || !ascii_is_alnum(text.at[i - 1]))
			continue;
		if (begins_with_colon(text, value, i) ||
			(text.at[i + 1] == '=' && ascii_is_alnum(text.at[i + 2])))
			return i;
	}
	return 0;
}

bool key_find_swallowed_tag(struct slice text, struct span value, struct span *ret_separator)
{
	uint32_t glued;

	for (uint32_t i = value.first; i < value.end; i++) {
		uint32_t next = i;

		while (next < value.end && is_separator(text.at[next]))
			next++;
		if (next > i && begins_tag(text, next, value.end)) {
			*ret_separator = (struct span){ i, next };
			return true;
		}
	}
	glued = glued_at(text, value);
	*ret_separator = (struct span){ glued, glued };
	return glued > 0;
}

/* The quote at the end of a record that was pasted with its quotes: another rule has it. */
static bool is_closing_quote(const struct tag_list *tags, const struct tag *tag)
{
	return slice_is(tags_name(tags, tag), "\"") && tag->span.end == tags->text.len &&
	       tags->text.at[0] == '"';
}

/* "k:rsa", "p MII...": how much was written for the equals sign after a tag's name; 0 when nothing was. */
static uint32_t equals_length(struct slice element)
{
	uint32_t at = 1;

	while (at < element.len && (ascii_is_space(element.at[at]) || element.at[at] == ':'))
		at++;
	return element.len && is_known_tag(slice_part(element, 0, 1)) && at > 1 && at < element.len ? at - 1
												    : 0;
}

/* A short word that says nothing goes; the key without p= and the version without v= get them. */
static void mend_element(struct key_parser *p, struct problem *problem, const struct tag *tag)
{
	enum { WORD_MOST = 20 };
	struct slice element = slice_span(p->key->text, tag->span);
	uint32_t equals = equals_length(element), first = tag->span.first, junk = 0;

	while (junk < element.len && !ascii_is_alnum(element.at[junk]))
		junk++;
	if (equals) {
		problem->replaced = (struct span){ first + 1, first + 1 + equals };
		problem_replace(problem, "=");
	} else if (dkim_is_base64_only(element) && !tags_find(&p->key->tags, "p", true)) {
		problem->replaced.end = problem->replaced.first = first;
		problem_replace(problem, "p=");
	} else if (tag == p->key->tags.tags.at && slice_find_nocase(element, "DKIM", 0) >= 0 &&
		   element.len < WORD_MOST) {
		problem->replaced = tag->span;
		problem_replace(problem, "v=DKIM1");
	} else if (tag->has_equals &&
		   tags_is_name(slice_part(tags_name(&p->key->tags, tag), junk, tag->name.end))) {
		problem->replaced = (struct span){ first, first + junk };
		problem_replace(problem, "");
	} else if (element.len < WORD_MOST) {
		key_note_needless(p, problem, tag);
	}
}

void key_check_tag_syntax(struct key_parser *p, const struct tag *tag)
{
	const struct tag_list *tags = &p->key->tags;
	struct slice name = tags_name(tags, tag);
	struct span separator;

	if (tag->is_empty || !tag->has_equals || !name.len) {
		if (tag->is_empty)
			problem_replace(key_fatal(p, DKIM_TAGLIST_SYNTAX,
						(struct span){ tag->span.first, tag->span.first + 1 }),
				"");
		else if (!is_closing_quote(tags, tag))
			mend_element(p, key_fatal(p, DKIM_TAGLIST_SYNTAX, tag->span), tag);
		return;
	}
	if (!tags_is_name(name)) {
		mend_element(p, key_fatal(p, DKIM_TAGLIST_SYNTAX, tag->name), tag);
		return;
	}
	if (name.len == 1 && ascii_is_upper(name.at[0]) && strchr("VHKNPST", name.at[0])) {
		problem_replace(key_fatal(p, DKIM_TAG_UPPERCASE, tag->name),
			arena_printf(p->arena, "%c", ascii_lower(name.at[0])));
		return;
	}
	if (tags_earlier(tags, tag))
		key_note_needless(p, key_fatal(p, DKIM_DUPLICATE_TAG, tag->span),
			slice_equal(tags_value(tags, tags_earlier(tags, tag)), tags_value(tags, tag)) ? tag
												      : NULL);
	if (key_find_swallowed_tag(tags->text, tag->value, &separator) && !slice_is(name, "n")) {
		struct problem *problem = key_fatal(
			p, DKIM_TAGLIST_SYNTAX, (struct span){ separator.first, separator.end + 2 });

		problem->replaced = separator;
		problem->replacement = "; ";
		problem->hint = "missing semicolon";
	}
}
