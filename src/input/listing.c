/*
 *   line = owner 1*blank type 1*blank data / "SUCCESS: " *char
 *   data = text of a TXT record / "(" preference ")" 1*blank exchange / RDATA
 */
#include "input/listing.h"

#include "dns/type.h"
#include "input/lines.h"
#include "text/translation.h"

#include <string.h>

struct listed {
	struct slice owner, data;
	uint16_t type;
};

enum line_kind { LINE_RECORD, LINE_ASIDE, LINE_OTHER };

static enum line_kind read_line(struct slice line, struct listed *ret)
{
	struct slice rest = slice_trim(line), word;

	if (!rest.len || slice_starts(rest, "SUCCESS: "))
		return LINE_ASIDE;
	ret->owner = input_next_word(&rest);
	word = input_next_word(&rest);
	ret->data = slice_trim(rest);
	if (!dns_type_from_text(word, &ret->type) || !ret->data.len || ret->owner.len < 2 ||
		ret->owner.at[ret->owner.len - 1] != '.')
		return LINE_OTHER;
	return LINE_RECORD;
}

bool listing_is(struct slice text)
{
	size_t at = 0, texts = 0, others = 0;
	struct listed listed;
	struct slice line;

	while (input_next_line(text, &at, &line)) {
		enum line_kind kind = read_line(line, &listed);

		if (kind == LINE_OTHER || (kind == LINE_RECORD && listed.type == DNS_TYPE_SOA))
			return false;
		if (kind == LINE_RECORD && listed.type == DNS_TYPE_TXT &&
			slice_find(listed.data, '"', 0) >= 0)
			return false;
		if (kind == LINE_RECORD && listed.type == DNS_TYPE_TXT)
			texts++;
		else if (kind == LINE_RECORD)
			others++;
	}
	return texts && others;
}

static uint32_t offset_in(const struct text *text, struct slice part)
{
	return (uint32_t)(part.at - text->bytes.at);
}

/* In strings of at most 255 octets; a backslash is one of the text. */
static void add_strings(struct translation *out, struct slice data)
{
	enum { STRING_MOST = 255 };
	uint32_t first = offset_in(out->source, data);

	for (uint32_t i = 0; i < data.len; i++) {
		if (i % STRING_MOST == 0)
			translation_add_text(out, i ? "\" \"" : "\"", first + i);
		if (data.at[i] == '\\')
			translation_add(out, slice_of("\\\\"), first + i, first + i + 1);
		else
			translation_copy(out, first + i, first + i + 1);
	}
	translation_add_text(out, "\"", first + (uint32_t)data.len);
}

/* "(10)" is 10. */
static void add_exchange(struct translation *out, struct slice data)
{
	uint32_t first = offset_in(out->source, data), end = first + (uint32_t)data.len;
	ptrdiff_t close = data.at[0] == '(' ? slice_find(data, ')', 0) : SLICE_NONE;

	if (close > 0) {
		translation_copy(out, first + 1, first + (uint32_t)close);
		translation_add_text(out, " ", first + (uint32_t)close);
		translation_copy(out, first + (uint32_t)close + 1, end);
	} else {
		translation_copy(out, first, end);
	}
}

struct text *listing_translate(struct arena *arena, struct text *text)
{
	struct translation out = translation_begin(arena, text);
	struct listed listed;
	struct slice line;
	size_t at = 0;

	while (input_next_line(text->bytes, &at, &line)) {
		uint32_t data;

		if (read_line(line, &listed) != LINE_RECORD)
			continue;
		data = offset_in(text, listed.data);
		translation_copy(&out, offset_in(text, listed.owner), data);
		if (listed.type == DNS_TYPE_TXT)
			add_strings(&out, listed.data);
		else if (listed.type == DNS_TYPE_MX)
			add_exchange(&out, listed.data);
		else
			translation_copy(&out, data, data + (uint32_t)listed.data.len);
		translation_add_text(&out, "\n", data + (uint32_t)listed.data.len);
	}
	return translation_finish(&out);
}
