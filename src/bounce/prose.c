/*
 * From a reply to its words. What is in a URL, a name of a host, a quoted record or a header field is no word of the server's:
 *
 *   text = *( url / record / program / field / run / mark / character )
 *   run  = 1*( ALPHA / DIGIT / "." / "_" / "@" / ":" / "/" / "-" / "+" / "'" )
 */
#include "bounce/prose.h"

#include "base/ascii.h"
#include "base/utf8.h"

#include <string.h>

static bool is_run(uint8_t c)
{
	return ascii_is_alnum(c) || (c && strchr("._@:/-+'", c));
}

static bool has_at(struct slice text, size_t at, const char *word)
{
	return slice_starts_nocase(slice_part(text, at, at + strlen(word)), word);
}

static void add_word(struct bytes *out, const char *word)
{
	bytes_add_text(out, word);
	bytes_add_byte(out, ' ');
}

/* The letter without its accents, of Latin-1 and of Latin Extended-A; NULL for others. */
static const char *plain_letter(uint32_t code_point)
{
	static const char *const latin[] = { "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i",
		"i", "i", "i", "d", "n", "o", "o", "o", "o", "o", NULL, "o", "u", "u", "u", "u", "y", NULL,
		"ss" };

	if (code_point == 0x153 || code_point == 0x152)
		return "oe";
	return code_point >= 0xc0 && code_point < 0x100 ? latin[(code_point - 0xc0) % 32] : NULL;
}

/* What follows these is of a message, not of the reply. */
static bool is_field(struct slice text, size_t at)
{
	static const char *const fields[] = { "authentication-results:", "received-spf:", "dkim-signature:",
		"arc-seal:", "arc-message-signature:", "return-path:", "message-id:",
		"original message headers",
		"reporting-mta:", "final-recipient:", "x-spam-status:", "x-spam-report:", "(in reply to " };

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (has_at(text, at, fields[i]))
			return true;
	return false;
}

/* Where a URL ends, or a record that is quoted; `at` when there is none. */
static size_t end_of_quoted(struct slice text, size_t at)
{
	size_t end = at;

	if (has_at(text, at, "http://") || has_at(text, at, "https://") || has_at(text, at, "www.") ||
		has_at(text, at, "mailto:") || has_at(text, at, "//")) {
		while (end < text.len && !ascii_is_space(text.at[end]) && !strchr("<>\"'])", text.at[end]))
			end++;
	} else if (has_at(text, at, "v=spf1") || has_at(text, at, "v=dmarc1") ||
		   has_at(text, at, "v=dkim1")) {
		while (end < text.len && !strchr("\"')]\n", text.at[end]))
			end++;
	}
	return end;
}

/* "policyd-spf[463355]:" and "postfix/smtp[10]:" name programs. */
static bool is_program(struct slice text, size_t end)
{
	size_t at = end + 1;

	if (end >= text.len || text.at[end] != '[')
		return false;
	while (at < text.len && ascii_is_digit(text.at[at]))
		at++;
	return at > end + 1 && at + 1 < text.len && text.at[at] == ']' && text.at[at + 1] == ':';
}

/* A dot within: a name, an address or a number. */
static bool is_name(struct slice run)
{
	size_t colons = 0;

	for (size_t i = 0; i + 1 < run.len; i++) {
		if (i && run.at[i] == '.' && ascii_is_alnum(run.at[i - 1]) && ascii_is_alnum(run.at[i + 1]))
			return true;
		colons += run.at[i] == ':';
	}
	return colons > 1 && ascii_is_hex(run.at[run.len - 1]); /* IPv6 */
}

/* The article that French and Italian write together with the next word: "l'enregistrement", "dell'SPF". */
static bool ends_article(const struct bytes *out)
{
	static const char *const articles[] = { "l", "d", "n", "qu", "un", "dell", "nell", "all", "dall",
		"sull" };
	size_t first = out->len;

	while (first && out->at[first - 1] != ' ')
		first--;
	for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
		if (slice_is(slice_part(bytes_slice(out), first, out->len), articles[i]))
			return true;
	return false;
}

static void write_run(struct bytes *out, struct slice run)
{
	size_t stop = run.len;

	while (stop && strchr(".:/-'", run.at[stop - 1]))
		stop--;
	if (slice_find(slice_part(run, 0, stop), '@', 0) >= 0) {
		add_word(out, "@");
	} else if (slice_find_nocase(run, "in-addr.arpa", 0) >= 0 ||
		   slice_find_nocase(run, "ip6.arpa", 0) >= 0) {
		add_word(out, "ptr");
	} else if (is_name(slice_part(run, 0, stop))) {
		add_word(out, "~");
	} else {
		for (size_t i = 0; i < stop; i++) {
			uint8_t c = run.at[i];

			if (ascii_is_alnum(c) || c == '_' || (c == '\'' && !ends_article(out))) {
				bytes_add_byte(out, ascii_lower(c));
				continue;
			}
			bytes_add_byte(out, ' ');
			if (c == ':' || c == '/' || c == '.' || c == '+')
				bytes_printf(out, "%c ", c == '+' ? '/' : c);
		}
		bytes_add_byte(out, ' ');
	}
	if (stop < run.len && (run.at[stop] == '.' || run.at[stop] == ':' || run.at[stop] == '/'))
		bytes_printf(out, "%c ", run.at[stop]);
	else if (!stop)
		add_word(out, ",");
}

/*
 * The text in the letters of ASCII as far as they go: without accents, also in ISO 8859-1; with a blank where letters end that stand
 * for words of their own.
 */
static void write_plain(struct bytes *out, struct slice text)
{
	enum { FIRST_OF_EAST = 0x3040, IDEOGRAPHIC_STOP = 0x3002, IDEOGRAPHIC_COMMA = 0x3001 };
	bool east = false;

	for (size_t at = 0, len; at < text.len; at += len) {
		uint32_t code_point = text.at[at];
		const char *typed;

		len = utf8_decode(text, at, &code_point);
		len = len ? len : 1;
		typed = plain_letter(code_point);
		if (!typed && code_point >= 0x80)
			typed = code_point == IDEOGRAPHIC_STOP	  ? ". "
				: code_point == IDEOGRAPHIC_COMMA ? ", "
								  : utf8_typed(code_point);
		if ((!typed && code_point >= FIRST_OF_EAST) != east) {
			east = !east;
			bytes_add_byte(out, ' ');
		}
		if (code_point == 0x2018 || code_point == 0x2019)
			bytes_add_byte(out, '\'');
		else if (typed)
			bytes_add_text(out, typed);
		else if (code_point < 0x80 || east)
			bytes_add(out, slice_part(text, at, at + len));
		else
			bytes_add_byte(out, ' ');
	}
}

static size_t end_of_run(struct slice text, size_t at)
{
	while (at < text.len && is_run(text.at[at]))
		at++;
	return at;
}

static void write_words(struct bytes *out, struct slice text)
{
	for (size_t at = 0, end; at < text.len && !is_field(text, at); at = end) {
		end = end_of_quoted(text, at);
		if (end > at) {
			add_word(out, text.at[at] == 'v' || text.at[at] == 'V' ? "~" : "^");
			continue;
		}
		end = end_of_run(text, at);
		if (end > at) {
			if (!is_program(text, end))
				write_run(out, slice_part(text, at, end));
			continue;
		}
		end = at + 1;
		if (text.at[at] >= 0x80)
			bytes_add_byte(out, text.at[at]);
		else if (text.at[at] && strchr("();,=!?", text.at[at]))
			bytes_printf(
				out, "%c ", text.at[at] == '!' || text.at[at] == '?' ? '.' : text.at[at]);
		else if (out->len && out->at[out->len - 1] != ' ')
			bytes_add_byte(out, ' ');
	}
}

void prose_write(struct bytes *out, struct slice text)
{
	struct bytes plain = { 0 };

	write_plain(&plain, text);
	write_words(out, bytes_slice(&plain));
	bytes_free(&plain);
}
