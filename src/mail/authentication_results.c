/*
 * Reads Authentication-Results fields.
 *
 *   field    = [ "i" "=" instance ";" ] [ authserv-id [ version ] ] *( [ ";" ] ( "none" / resinfo ) )
 *   resinfo  = method [ "/" version ] "=" result *( "reason" "=" value / [ ptype "." ] property "=" value )
 *
 * with CFWS (RFC 5322 section 3.2.2) between any two of these. Before a ';' comes nothing that is not known: a name without a dot
 * begins a result after ';', and elsewhere when it is a method of the registry.
 */
#include "mail/authentication_results.h"

#include "mail/message.h"

#include "base/ascii.h"

#include <string.h>

struct reader {
	struct arena *arena;
	struct slice text; /* unfolded */
	size_t at;
	struct authentication_results *results;
	struct authentication_result *comments; /* whose comments are read; NULL between results */
};

/* "method/version", "ptype.property" or one word. */
struct name {
	struct slice first, second;
	uint8_t separator; /* '/', '.' or 0 */
};

static bool is_at(const struct reader *reader, uint8_t c)
{
	return reader->at < reader->text.len && reader->text.at[reader->at] == c;
}

/* A comment, nested ones and all; one that is not closed takes the rest. */
static struct slice read_comment(struct reader *reader)
{
	size_t first = reader->at + 1, depth = 0;

	for (; reader->at < reader->text.len; reader->at++) {
		uint8_t c = reader->text.at[reader->at];

		if (c == '\\' && reader->at + 1 < reader->text.len)
			reader->at++;
		else if (c == '(')
			depth++;
		else if (c == ')' && !--depth)
			return slice_part(reader->text, first, reader->at++);
	}
	return slice_part(reader->text, first, reader->text.len);
}

static void skip_cfws(struct reader *reader)
{
	while (reader->at < reader->text.len) {
		if (ascii_is_space(reader->text.at[reader->at])) {
			reader->at++;
		} else if (is_at(reader, '(')) {
			struct slice comment = slice_trim(read_comment(reader));

			if (reader->comments && !reader->comments->comment.len)
				reader->comments->comment = arena_copy(reader->arena, comment);
		} else {
			return;
		}
	}
}

/* The end of a quoted string, after its second quote. */
static size_t quoted_end(struct slice text, size_t at)
{
	for (at++; at < text.len && text.at[at] != '"'; at++)
		at += text.at[at] == '\\';
	return at < text.len ? at + 1 : text.len;
}

/* Without quotes and the backslashes within them. */
static struct slice unquote(struct arena *arena, struct slice text)
{
	uint8_t *to = arena_take(arena, text.len + 1);
	bool quoted = false;
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '"') {
			quoted = !quoted;
			continue;
		}
		i += quoted && text.at[i] == '\\' && i + 1 < text.len;
		to[len++] = text.at[i];
	}
	return (struct slice){ to, len };
}

/* A value up to whitespace, ';' or a comment: a word, a quoted string, or an address with a quoted local part. */
static struct slice read_value(struct reader *reader)
{
	size_t first = reader->at;

	while (reader->at < reader->text.len && !strchr(" \t\r\n;(", reader->text.at[reader->at]))
		reader->at = is_at(reader, '"') ? quoted_end(reader->text, reader->at) : reader->at + 1;
	return unquote(reader->arena, slice_part(reader->text, first, reader->at));
}

static struct slice read_word(struct reader *reader)
{
	size_t first = reader->at;

	while (reader->at < reader->text.len && !strchr(" \t\r\n;()=\"./", reader->text.at[reader->at]))
		reader->at++;
	return arena_copy(reader->arena, slice_part(reader->text, first, reader->at));
}

/* The rest of a property's name has dots of its own, such as policy.applied.disposition. */
static struct slice read_dotted(struct reader *reader)
{
	size_t first = reader->at;

	while (reader->at < reader->text.len && !strchr(" \t\r\n;()=\"", reader->text.at[reader->at]))
		reader->at++;
	return arena_copy(reader->arena, slice_part(reader->text, first, reader->at));
}

/* A name and the CFWS after it. */
static struct name read_name(struct reader *reader)
{
	struct name name = { .first = read_word(reader) };

	skip_cfws(reader);
	if (is_at(reader, '.') || is_at(reader, '/')) {
		name.separator = reader->text.at[reader->at++];
		skip_cfws(reader);
		name.second = read_dotted(reader);
		skip_cfws(reader);
	}
	return name;
}

/* True when what comes next is not a value but the property after an empty one: "smtp.mailfrom= smtp.helo=example.com". */
static bool next_is_property(const struct reader *reader)
{
	static const char *const ptypes[] = { "header.", "smtp.", "policy.", "body.", "reason=", "action=" };
	struct slice rest = slice_part(reader->text, reader->at, reader->text.len);

	for (size_t i = 0; i < sizeof ptypes / sizeof *ptypes; i++) {
		size_t at = strlen(ptypes[i]);

		if (!slice_starts_nocase(rest, ptypes[i]))
			continue;
		while (at < rest.len && (ascii_is_alnum(rest.at[at]) || rest.at[at] == '-'))
			at++;
		return ptypes[i][strlen(ptypes[i]) - 1] == '=' || (at < rest.len && rest.at[at] == '=');
	}
	return false;
}

static struct slice join(struct arena *arena, struct slice a, struct slice b)
{
	uint8_t *to = arena_take(arena, a.len + b.len + 1);

	memcpy(to, a.at, a.len);
	memcpy(to + a.len, b.at, b.len);
	return (struct slice){ to, a.len + b.len };
}

/* After a '=': [CFWS] value, and "@domain" when CFWS comes before it. */
static struct slice read_after_equals(struct reader *reader)
{
	struct slice value = { (const uint8_t *)"", 0 };
	size_t first = ++reader->at;

	skip_cfws(reader);
	if (reader->at > first && next_is_property(reader))
		return value;
	value = read_value(reader);
	if (!value.len || slice_find(value, '@', 0) >= 0)
		return value;
	first = reader->at;
	skip_cfws(reader);
	if (is_at(reader, '@') && reader->at > first)
		return join(reader->arena, value, read_value(reader));
	return value;
}

/* Methods of the registry (RFC 8601 section 6.2) and well-known others. */
static bool is_method(struct slice word)
{
	static const char *const methods[] = { "arc", "auth", "bimi", "compauth", "dkim", "dkim-adsp",
		"dkim-atps", "dmarc", "dnswl", "domainkeys", "iprev", "rrvs", "sender-id", "smime", "spf",
		"vbr" };

	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (slice_is_nocase(word, methods[i]))
			return true;
	return false;
}

/* Words that come with results and are none, though a ';' may come before them: as of Microsoft and Amazon. */
static bool is_property(struct slice word)
{
	static const char *const properties[] = { "reason", "action", "client-ip", "envelope-from", "helo",
		"identity", "receiver" };

	for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
		if (slice_is_nocase(word, properties[i]))
			return true;
	return false;
}

/* A result is a Keyword (RFC 5321 section 4.1.2), with '_' as Yahoo has it. */
static bool is_keyword(struct slice word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!ascii_is_alnum(word.at[i]) && word.at[i] != '-' && word.at[i] != '_')
			return false;
	return word.len > 0;
}

static void add_property(struct reader *reader, const struct name *name, struct slice value)
{
	struct authentication_results *results = reader->results;
	struct authentication_result *last;

	if (!results->list.count)
		return;
	last = &results->list.at[results->list.count - 1];
	if (name->separator != '.' && slice_is_nocase(name->first, "reason")) {
		last->reason = last->reason.len ? last->reason : value;
		return;
	}
	*arena_append(reader->arena, &last->properties) =
		name->separator == '.'
			? (struct authentication_property){ name->first, name->second, value }
			: (struct authentication_property){ .property = name->first, .value = value };
}

/* "name=value": a result, or a property of the one before. */
static void read_pair(struct reader *reader, const struct name *name, bool first)
{
	struct authentication_results *results = reader->results;
	struct authentication_result *result;
	size_t equals = reader->at;
	struct slice value;

	reader->at++;
	skip_cfws(reader);
	value = read_value(reader);
	if (value.len && value.at[value.len - 1] == ',')
		value = arena_copy(reader->arena, slice_part(value, 0, value.len - 1));
	if (!name->first.len || name->separator == '.' || !is_keyword(value) || is_property(name->first) ||
		(!first && !is_method(name->first))) {
		reader->at = equals;
		add_property(reader, name, read_after_equals(reader));
		return;
	}
	result = arena_append(reader->arena, &results->list);
	*result = (struct authentication_result){
		.method = name->first, .version = name->second, .result = value
	};
	reader->comments = result;
}

/* The authserv-id and its version; a field that begins with a result has none. */
static void read_head(struct reader *reader)
{
	struct authentication_results *results = reader->results;
	size_t start = reader->at;
	struct name name = read_name(reader);

	if (is_at(reader, '=') && slice_is_nocase(name.first, "i") && !name.separator) {
		results->instance = read_after_equals(reader);
		skip_cfws(reader);
		reader->at += is_at(reader, ';');
		skip_cfws(reader);
		start = reader->at;
		name = read_name(reader);
	}
	if (is_at(reader, '=') && (!name.separator || name.separator == '/')) {
		reader->at = start;
		return;
	}
	reader->at = start;
	results->authserv_id = read_value(reader);
	skip_cfws(reader);
	start = reader->at;
	name = read_name(reader);
	if (name.first.len && !name.separator && ascii_is_digit(name.first.at[0]) && !is_at(reader, '='))
		results->version = name.first;
	else
		reader->at = start;
}

struct authentication_results *authentication_results_parse(struct arena *arena, struct slice body)
{
	struct authentication_results *results = arena_take(arena, sizeof *results);
	struct reader reader = { .arena = arena, .text = mail_unfold(arena, body), .results = results };
	bool first = true;

	skip_cfws(&reader);
	read_head(&reader);
	for (;;) {
		struct name name;
		size_t start;

		skip_cfws(&reader);
		if (reader.at >= reader.text.len)
			return results;
		if (is_at(&reader, ';')) {
			reader.at++;
			reader.comments = NULL;
			first = true;
			continue;
		}
		start = reader.at;
		name = read_name(&reader);
		if (is_at(&reader, '='))
			read_pair(&reader, &name, first);
		else if (!results->list.count && slice_is_nocase(name.first, "none") && !name.separator)
			results->none = true;
		else if (reader.at == start)
			reader.at++;
		first = false;
	}
}

struct slice authentication_property_of(
	const struct authentication_result *result, const char *ptype, const char *property)
{
	for (size_t i = 0; i < result->properties.count; i++) {
		const struct authentication_property *found = &result->properties.at[i];

		if (slice_is_nocase(found->ptype, ptype ? ptype : "") &&
			slice_is_nocase(found->property, property))
			return found->value;
	}
	return (struct slice){ 0 };
}
