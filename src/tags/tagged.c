/* What sets the three kinds apart, a row for each, and the records that look like one but are not selected. */
#include "tags/tagged.h"

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/nearest.h"

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

/* "v=STSv1;" to the letter for MTA-STS and TLS-RPT; BIMI has DKIM's tag list, with whitespace around "=" and ";". */
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

/* Where the value of a leading "v" begins, or where the text does; quotes and whitespace before it are passed over. */
static size_t version_at(struct slice text)
{
	size_t at = 0, value;

	while (at < text.len && (ascii_is_space(text.at[at]) || text.at[at] == '"' || text.at[at] == '\''))
		at++;
	value = at;
	if (at == text.len || ascii_lower(text.at[at]) != 'v')
		return at;
	for (value = at + 1; value < text.len && (ascii_is_space(text.at[value]) || text.at[value] == '=' ||
							 text.at[value] == ':' || text.at[value] == '"');
		value++)
		;
	return value == at + 1 ? at : value;
}

/* "id=1; v=STSv1": the version comes after another tag. */
static bool has_version_after(enum tagged_kind kind, struct slice text)
{
	ptrdiff_t at = slice_find_nocase(text, kinds[kind].version, 1);

	return at > 0 && (text.at[at - 1] == ';' || ascii_is_space(text.at[at - 1]));
}

/* "v=TLSRTPv1": a version that is nearly the one of the kind. */
static bool is_misspelled(enum tagged_kind kind, struct slice text)
{
	struct nearest nearest = { .word = slice_part(text, version_at(text), text.len) };
	size_t len = 0;

	while (len < nearest.word.len && (ascii_is_alnum(nearest.word.at[len])))
		len++;
	nearest.word.len = len;
	nearest_offer(&nearest, kinds[kind].version + 2);
	return version_at(text) > 0 && nearest.best;
}

bool tagged_is_near_miss(enum tagged_kind kind, struct slice text)
{
	static const char *const starts[TAGGED_KINDS][3] = { { "STS", "MTA-STS", "MTASTS" },
		{ "TLSRPT", "TLS-RPT", "TLS_RPT" }, { "BIMI", "BIMI", "BIMI" } };
	struct slice version = slice_part(text, version_at(text), text.len);

	if (tagged_is_selected(kind, text))
		return false;
	for (size_t i = 0; i < 3; i++)
		if (slice_starts_nocase(version, starts[kind][i]))
			return true;
	return has_version_after(kind, text) || is_misspelled(kind, text);
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

static const void *make_mta_sts(
	struct arena *arena, const struct dns_record *record, const struct dns_name *owner)
{
	(void)owner;
	return tagged_parse(arena, TAGGED_MTA_STS, record->data.txt);
}

static const void *make_tls_rpt(
	struct arena *arena, const struct dns_record *record, const struct dns_name *owner)
{
	(void)owner;
	return tagged_parse(arena, TAGGED_TLS_RPT, record->data.txt);
}

static const void *make_bimi(
	struct arena *arena, const struct dns_record *record, const struct dns_name *owner)
{
	(void)owner;
	return tagged_parse(arena, TAGGED_BIMI, record->data.txt);
}

const struct tagged_record *tagged_parse_kept(
	struct arena *arena, enum tagged_kind kind, const struct dns_reply *reply, size_t number)
{
	static dns_maker *const makers[TAGGED_KINDS] = {
		[TAGGED_MTA_STS] = make_mta_sts, [TAGGED_TLS_RPT] = make_tls_rpt, [TAGGED_BIMI] = make_bimi
	};

	return dns_kept(arena, reply, number, makers[kind], NULL);
}

const struct tag *tagged_find(const struct tagged_record *record, const char *name)
{
	return tags_find(&record->tags, name, false);
}

static void add_part(struct bytes *text, struct slice part)
{
	if (!part.len)
		return;
	bytes_add_byte(text, ' ');
	bytes_add(text, part);
	bytes_add_byte(text, ';');
}

/* What comes after the version in its own part: a space, comma or colon was written for a semicolon. */
static struct slice after_version(enum tagged_kind kind, struct slice part)
{
	const char *version = kinds[kind].version + 2;
	size_t at = version_at(part);

	/* "v=STSv1id=1": nothing is between them. */
	if (slice_starts_nocase(slice_part(part, at, part.len), version))
		at += strlen(version);
	else
		while (at < part.len &&
			(ascii_is_alnum(part.at[at]) || part.at[at] == '-' || part.at[at] == '_'))
			at++;
	while (at < part.len && !ascii_is_alnum(part.at[at]))
		at++;
	return slice_part(part, at, part.len);
}

/* The first part is the version, however it is spelt. */
static bool is_version_part(enum tagged_kind kind, struct slice part)
{
	return tagged_is_near_miss(kind, part) || tagged_is_selected(kind, part) ||
	       slice_is_nocase(slice_part(part, 0, 2), "v=");
}

const char *tagged_with_version(struct arena *arena, const struct tagged_record *record)
{
	struct bytes text = { 0 };
	const char *copy;

	bytes_printf(&text, "%s;", kinds[record->kind].version);
	for (size_t i = 0; i < record->tags.tags.count; i++) {
		const struct tag *tag = &record->tags.tags.at[i];
		struct slice part = slice_span(record->text, tag->span);

		if (!i && is_version_part(record->kind, part))
			add_part(&text, after_version(record->kind, part));
		else if (!slice_is_nocase(tags_name(&record->tags, tag), "v"))
			add_part(&text, part);
	}
	copy = (const char *)arena_copy(arena, bytes_slice(&text)).at;
	bytes_free(&text);
	return copy;
}
