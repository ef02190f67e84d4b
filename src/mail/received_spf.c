/*
 * Reads Received-SPF fields: result [ "(" comment ")" ] *( key "=" value [ ";" ] ). Values are dot-atoms or quoted strings; servers
 * write addresses without quotes too, leave the semicolons out, and tell the client in the comment alone.
 */
#include "mail/received_spf.h"

#include "base/ascii.h"
#include "mail/received.h"

enum { TEXT_MOST = 16384 };

/* The next word that no blank, comma or parenthesis is in. False at the end. */
static bool next_word(struct slice text, size_t *at, struct slice *ret_word)
{
	size_t first;

	while (*at < text.len && (ascii_is_space(text.at[*at]) || text.at[*at] == ',' ||
					 text.at[*at] == '(' || text.at[*at] == ')'))
		++*at;
	first = *at;
	while (*at < text.len && !ascii_is_space(text.at[*at]) && text.at[*at] != ',' &&
		text.at[*at] != '(' && text.at[*at] != ')')
		++*at;
	*ret_word = slice_part(text, first, *at);
	return ret_word->len;
}

bool received_spf_address(struct slice comment, struct dns_address *ret_address)
{
	struct slice word;

	for (size_t at = 0; next_word(comment, &at, &word);)
		if (slice_find(word, '@', 0) < 0 && received_address(word, ret_address))
			return true;
	return false;
}

/* The offset after the comment at the start of a text; 0 without one. */
static size_t comment_end(struct slice text)
{
	size_t depth = 0;

	for (size_t i = 0; i < text.len; i++) {
		depth += text.at[i] == '(';
		depth -= text.at[i] == ')' && depth;
		if (!depth)
			return text.at[i] == ')' ? i + 1 : 0;
	}
	return 0;
}

/* The value at *at: a quoted string without its quotes, or what no blank and no semicolon is in. */
static struct slice read_value(struct slice text, size_t *at)
{
	size_t first = *at;
	bool quoted = first < text.len && text.at[first] == '"',
	     angle = first < text.len && text.at[first] == '<';
	ptrdiff_t end = quoted ? slice_find(text, '"', first + 1) : -1;
	struct slice value;

	if (end >= 0) {
		*at = (size_t)end + 1;
		value = slice_part(text, first + 1, (size_t)end);
	} else {
		while (*at < text.len && !ascii_is_space(text.at[*at]) && text.at[*at] != ';')
			++*at;
		value = slice_part(text, first, *at);
	}
	angle = value.len && value.at[0] == '<';
	if (angle && value.at[value.len - 1] == '>')
		value = slice_part(value, 1, value.len - 1);
	return value;
}

static void take_pair(struct received_spf *spf, struct slice key, struct slice value)
{
	struct dns_address address;

	if (slice_is_nocase(key, "client-ip") && received_address(value, &address)) {
		spf->has_address = true;
		spf->address = address;
	} else if (slice_is_nocase(key, "helo")) {
		spf->helo = value;
	} else if (slice_is_nocase(key, "receiver")) {
		spf->receiver = value;
	} else if (slice_is_nocase(key, "envelope-from")) {
		spf->has_sender = true;
		spf->sender = value;
	} else if (slice_is_nocase(key, "identity")) {
		spf->is_helo = slice_is_nocase(value, "helo");
	}
}

static void read_pairs(struct received_spf *spf, struct slice text)
{
	for (size_t at = 0; at < text.len;) {
		size_t first, end;

		while (at < text.len &&
			(ascii_is_space(text.at[at]) || text.at[at] == ';' || text.at[at] == ','))
			at++;
		for (first = at; at < text.len && text.at[at] != '=' && !ascii_is_space(text.at[at]) &&
				 text.at[at] != ';';)
			at++;
		end = at;
		while (at < text.len && ascii_is_space(text.at[at]))
			at++;
		if (at == text.len || text.at[at] != '=')
			continue;
		for (at++; at < text.len && ascii_is_space(text.at[at]);)
			at++;
		take_pair(spf, slice_part(text, first, end), read_value(text, &at));
	}
}

struct received_spf received_spf_read(struct slice text)
{
	struct received_spf spf = { 0 };
	struct slice rest, comment;
	size_t end = 0;

	text = slice_part(text, 0, TEXT_MOST);
	while (end < text.len && ascii_is_alpha(text.at[end]))
		end++;
	spf.result = slice_part(text, 0, end);
	rest = slice_trim(slice_part(text, end, text.len));
	end = comment_end(rest);
	comment = slice_part(rest, 0, end);
	read_pairs(&spf, slice_part(rest, end, rest.len));
	if (!spf.has_address)
		spf.has_address = received_spf_address(comment, &spf.address);
	return spf;
}
