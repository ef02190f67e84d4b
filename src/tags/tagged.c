#include "mailauth/tags/tagged.h"

#include "mailauth/base/ascii.h"
#include "mailauth/base/bytes.h"

#include <string.h>

struct kind {
	const char *version, *labels;
};

static const struct kind kinds[TAGGED_KINDS] = {
	[TAGGED_MTA_STS] = { "v=STSv1", "_mta-sts" },
	[TAGGED_TLS_RPT] = { "v=TLSRPTv1", "_smtp._tls" },
	[TAGGED_BIMI] = { "v=BIMI1", "default._bimi" },
};

const char *tagged_version(enum tagged_kind kind)
{
	return kinds[kind].version;
}

const char *tagged_labels(enum tagged_kind kind)
{
	return kinds[kind].labels;
}

/* "v=STSv1;" to the letter for MTA-STS and TLS-RPT; BIMI has DKIM's tag list, with blanks around "=" and ";". */
bool tagged_is_selected(enum tagged_kind kind, struct slice text)
{
	const char *value = kinds[kind].version + 2;
	size_t at = 1;

	if (!slice_starts(text, kind == TAGGED_BIMI ? "v" : kinds[kind].version))
		return false;
	if (kind != TAGGED_BIMI)
		return text.len > strlen(kinds[kind].version) && text.at[strlen(kinds[kind].version)] == ';';
	while (at < text.len && ascii_is_space(text.at[at]))
		at++;
	if (at == text.len || text.at[at++] != '=')
		return false;
	while (at < text.len && ascii_is_space(text.at[at]))
		at++;
	if (!slice_starts(slice_part(text, at, text.len), value))
		return false;
	at += strlen(value);
	while (at < text.len && ascii_is_space(text.at[at]))
		at++;
	return at == text.len || text.at[at] == ';';
}

bool tagged_is_near_miss(enum tagged_kind kind, struct slice text)
{
	static const char *const words[TAGGED_KINDS] = { "STSv", "TLSRPT", "BIMI1" };
	ptrdiff_t at = slice_find_nocase(text, words[kind], 0);

	/* Near the front: what merely mentions the word further on is something else. */
	return !tagged_is_selected(kind, text) && at >= 0 && at <= 12;
}

struct tagged_record *tagged_parse(struct arena *arena, enum tagged_kind kind, const struct dns_txt *txt)
{
	struct tagged_record *record = arena_take(arena, sizeof *record);

	record->kind = kind;
	record->text = txt->joined;
	record->tags = tags_split(arena, txt->joined);
	record->selected = tagged_is_selected(kind, txt->joined);
	return record;
}

const struct tag *tagged_find(const struct tagged_record *record, const char *name)
{
	return tags_find(&record->tags, name, false);
}

static bool is_version(const struct tag_list *tags, const struct tag *tag)
{
	return slice_is_nocase(tags_name(tags, tag), "v") || !tag->has_equals;
}

const char *tagged_with_version(struct arena *arena, const struct tagged_record *record)
{
	struct bytes text = { 0 };
	const char *copy;

	bytes_printf(&text, "%s;", kinds[record->kind].version);
	for (size_t i = 0; i < record->tags.tags.count; i++) {
		const struct tag *tag = &record->tags.tags.at[i];

		if (is_version(&record->tags, tag))
			continue;
		bytes_add_byte(&text, ' ');
		bytes_add(&text, slice_span(record->text, tag->span));
		bytes_add_byte(&text, ';');
	}
	copy = (const char *)arena_copy(arena, bytes_slice(&text)).at;
	bytes_free(&text);
	return copy;
}
