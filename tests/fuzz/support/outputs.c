/* Checks what the program printed. Each check ends the process with abort() when it does not hold. */
#include "support/outputs.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static void check_json(struct slice out)
{
	struct arena arena = { 0 };
	size_t fault;

	if (!json_read(&arena, out, &fault))
		abort();
	for (size_t i = 0; i < out.len; i++)
		if (out.at[i] < ' ' && out.at[i] != '\n' && out.at[i] != '\t')
			abort();
	arena_release(&arena);
}

static void check_lines_of_json(struct slice out)
{
	if (out.len && out.at[out.len - 1] != '\n')
		abort();
	while (out.len)
		check_json(slice_take_line(&out));
}

void check_text(struct slice text)
{
	uint32_t character;

	for (size_t at = 0, length; at < text.len; at += length) {
		length = utf8_decode(text, at, &character);
		if (!length || (character < ' ' && character != '\n' && character != '\t') ||
			character == 0x7f || (character >= 0x80 && character < 0xa0) ||
			(character >= 0xfdd0 && character <= 0xfdef) || (character & 0xfffe) == 0xfffe)
			abort();
	}
}

/* What XML 1.0 calls Char, and no more line ends than LF. */
static void check_characters_of_xml(struct slice out)
{
	uint32_t character;

	for (size_t at = 0, length; at < out.len; at += length) {
		length = utf8_decode(out, at, &character);
		if (!length || (character < ' ' && character != '\n' && character != '\t') ||
			character == 0xfffe || character == 0xffff)
			abort();
	}
}

/* The length of the reference at an ampersand; 0 when it is none. */
static size_t reference_at(struct slice out, size_t at)
{
	size_t end = at + 1;

	while (end < out.len && end < at + 12 && out.at[end] != ';')
		end++;
	return end < out.len && out.at[end] == ';' && end > at + 1 ? end + 1 - at : 0;
}

enum { DEPTH_MOST = 64 };

/* The names of open elements. */
struct elements {
	struct slice open[DEPTH_MOST];
	size_t depth;
	bool html;
};

static bool is_void(const struct elements *elements, struct slice name)
{
	return elements->html &&
	       (slice_is(name, "meta") || slice_is(name, "br") || slice_is(name, "link") ||
		       slice_is(name, "input") || slice_is(name, "hr") || slice_is(name, "img"));
}

static const char name_bytes[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-:";

/* Reads a tag at its "<"; returns the offset behind it. Values of attributes are quoted. */
static size_t check_tag(struct elements *elements, struct slice out, size_t at)
{
	bool closes = at + 1 < out.len && out.at[at + 1] == '/', empty;
	size_t first = at + 1 + closes;
	struct slice name = slice_part(out, first, first + slice_run(out, first, name_bytes));
	size_t end = first + name.len;

	if (!name.len)
		abort();
	for (uint8_t quote = 0; end < out.len && (quote || out.at[end] != '>'); end++) {
		if (quote ? out.at[end] == quote : out.at[end] == '"' || out.at[end] == '\'')
			quote = quote ? 0 : out.at[end];
		else if (out.at[end] == '<')
			abort();
	}
	if (end == out.len)
		abort();
	empty = out.at[end - 1] == '/';
	if (closes) {
		if (!elements->depth || !slice_equal(elements->open[--elements->depth], name))
			abort();
	} else if (!empty && !is_void(elements, name)) {
		if (elements->depth == DEPTH_MOST)
			abort();
		elements->open[elements->depth++] = name;
	}
	return end + 1;
}

/* Elements are nested, and nothing of the text is taken for markup. */
static void check_markup(struct slice out, bool html)
{
	struct elements elements = { .html = html };

	check_characters_of_xml(out);
	for (size_t at = 0; at < out.len;) {
		bool raw = elements.depth && (slice_is(elements.open[elements.depth - 1], "style") ||
						     slice_is(elements.open[elements.depth - 1], "script"));

		if (out.at[at] == '&' && !raw) {
			if (!reference_at(out, at))
				abort();
			at++;
		} else if (out.at[at] != '<' || (raw && !slice_starts(slice_part(out, at, out.len), "</"))) {
			at++;
		} else if (slice_starts(slice_part(out, at, out.len), "<?") ||
			   slice_starts(slice_part(out, at, out.len), "<!")) {
			ptrdiff_t end = slice_find(out, '>', at);

			if (end < 0)
				abort();
			at = (size_t)end + 1;
		} else {
			at = check_tag(&elements, out, at);
		}
	}
	if (elements.depth)
		abort();
}

void check_output(struct slice format, struct slice out)
{
	if (slice_is(format, "json") || slice_is(format, "sarif") || slice_is(format, "gitlab"))
		check_json(out);
	else if (slice_is(format, "jsonl"))
		check_lines_of_json(out);
	else if (slice_is(format, "junit"))
		check_markup(out, false);
	else if (slice_is(format, "html"))
		check_markup(out, true);
	else if (!slice_is(format, "diff") && !slice_is(format, "csv"))
		check_text(out);
}

uint64_t number_of(const struct json_value *value, const char *name)
{
	const struct json_value *member = json_member(value, name);

	return member ? member->number : 0;
}

static bool is_word(const struct json_value *value, const char *word)
{
	return value && value->kind == JSON_STRING && slice_is(value->text, word);
}

int status_of_reports(const struct json_value *document, int fail_on, bool complete)
{
	const struct json_value *summary = json_member(document, "summary"),
				*domains = json_member(document, "domains");
	bool open = false;

	if (!summary || !domains)
		return -1;
	if ((fail_on <= 2 && number_of(summary, "errors")) ||
		(fail_on <= 1 && number_of(summary, "warnings")) ||
		(fail_on <= 0 && number_of(summary, "infos")))
		return 1;
	for (size_t i = 0; i < domains->items.count; i++) {
		const struct json_value *unanswered = json_member(&domains->items.at[i], "unanswered");

		for (size_t k = 0; unanswered && k < unanswered->items.count; k++)
			open = open || complete ||
			       !is_word(json_member(&unanswered->items.at[k], "reason"), "offline");
	}
	return open ? 3 : 0;
}

static void check_finding(const struct json_value *finding)
{
	const struct json_value *span = json_member(finding, "span"), *line = json_member(finding, "line");

	if (span && span->kind == JSON_OBJECT && number_of(span, "start") > number_of(span, "end"))
		abort();
	if (line && line->kind == JSON_NUMBER) {
		uint64_t first = line->number, last = number_of(finding, "end_line");

		if (!first || !number_of(finding, "column") || last < first ||
			(last == first && number_of(finding, "end_column") < number_of(finding, "column")))
			abort();
	}
}

void check_reports(const struct json_value *document)
{
	const struct json_value *domains = json_member(document, "domains");
	uint64_t errors = 0;

	for (size_t i = 0; domains && i < domains->items.count; i++) {
		const struct json_value *domain = &domains->items.at[i];
		const struct json_value *findings = json_member(domain, "findings");
		const struct json_value *unanswered = json_member(domain, "unanswered");
		const struct json_value *status = json_member(domain, "status");
		uint64_t bad = 0;

		for (size_t k = 0; findings && k < findings->items.count; k++) {
			const struct json_value *finding = &findings->items.at[k];
			const struct json_value *known = json_member(finding, "known");

			check_finding(finding);
			if (known && known->truth)
				continue;
			errors += is_word(json_member(finding, "severity"), "error");
			bad += !is_word(json_member(finding, "severity"), "info");
		}
		if (is_word(status, "unanswered") && unanswered && !unanswered->items.count)
			abort();
		if (is_word(status, "clean") && bad)
			abort();
		if (is_word(status, "findings") && !bad)
			abort();
	}
	if (domains && errors != number_of(json_member(document, "summary"), "errors"))
		abort();
}
