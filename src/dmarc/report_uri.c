/*
 * Reads a list of report URIs.
 *
 *   list = uri *( *WSP "," *WSP uri )
 *   uri  = scheme ":" ... [ "!" 1*DIGIT [ "k" / "m" / "g" / "t" ] ]; of "mailto:" the address must be one
 */
#include "dmarc/report_uri.h"

#include "base/ascii.h"
#include "base/nearest.h"

#include <string.h>

struct uri_reader {
	struct arena *arena;
	struct dmarc_record *record;
	bool of_ruf;
	bool first; /* the tag's first URI */
};

struct span dmarc_unquoted(struct slice text, struct span value)
{
	while (value.end > value.first && (text.at[value.end - 1] == '\\' || text.at[value.end - 1] == '"'))
		value.end--;
	while (value.first < value.end && text.at[value.first] == '"')
		value.first++;
	return value;
}

static struct problem *note(struct uri_reader *r, enum dmarc_problem_kind kind, size_t first, size_t end)
{
	struct problem *problem =
		problem_add(r->arena, &r->record->problems, (int)kind, (uint32_t)first, (uint32_t)end);

	problem->hides = true; /* the address after it is read when it is mended */
	return problem;
}

/* "!" 1*DIGIT [ "k" / "m" / "g" / "t" ] at the end: obsolete, but no fault. */
static bool is_size(struct slice size)
{
	size_t digits = size.len && size.at[size.len - 1] && strchr("kmgtKMGT", size.at[size.len - 1])
				? size.len - 1
				: size.len;
	uint64_t number;

	return slice_number(slice_part(size, 0, digits), UINT32_MAX, &number);
}

static bool is_host(struct slice host, struct dns_name *ret_host)
{
	for (size_t i = 0; i < host.len; i++)
		if (!ascii_is_alnum(host.at[i]) && host.at[i] != '-' && host.at[i] != '.' &&
			host.at[i] != '_')
			return false;
	return dns_name_from_text(host, NULL, ret_host) == DNS_NAME_OK && dns_name_labels(ret_host) >= 2;
}

static bool is_local_part(struct slice local)
{
	for (size_t i = 0; i < local.len; i++)
		if (!ascii_is_visible(local.at[i]) || strchr("()<>[],;:\\\"", local.at[i]))
			return false;
	return local.len > 0 && local.at[0] != '.' && local.at[local.len - 1] != '.';
}

static bool is_address(struct slice text, struct dns_name *ret_host)
{
	ptrdiff_t at = slice_find(text, '@', 0);

	return at >= 0 && is_local_part(slice_part(text, 0, (size_t)at)) &&
	       is_host(slice_part(text, (size_t)at + 1, text.len), ret_host);
}

/* The address without brackets, quotes and whitespace, as it was pasted from a mail program; NULL when that is none either. */
static const char *bare_address(struct arena *arena, struct slice text)
{
	char *bare = arena_take(arena, text.len + 1);
	struct dns_name host;
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] && !strchr("<>()[]\"' \t", text.at[i]))
			bare[len++] = (char)text.at[i];
	return is_address(slice_of(bare), &host) ? bare : NULL;
}

/* The part after "mailto:". */
static void read_address(struct uri_reader *r, struct span address, struct dmarc_uri *uri)
{
	struct slice text = slice_span(r->record->text, address);
	ptrdiff_t at = slice_find(text, '@', 0), bang = slice_find(text, '!', 0), question;

	if (slice_starts(text, "/") || slice_starts(text, " ")) {
		size_t skip = 0;

		while (skip < text.len && (text.at[skip] == '/' || text.at[skip] == ' '))
			skip++;
		problem_replace(note(r, DMARC_URI_MAILTO_SLASHES, address.first, address.first + skip), "");
		return;
	}
	if (bang >= 0 && (at < 0 || bang < at)) {
		problem_replace(note(r, DMARC_URI_UNENCODED, address.first + (size_t)bang,
					address.first + (size_t)bang + 1),
			"%21");
		return;
	}
	if (bang >= 0) {
		if (!is_size(slice_part(text, (size_t)bang + 1, text.len)))
			problem_replace(
				note(r, DMARC_URI_SIZE_SYNTAX, address.first + (size_t)bang, address.end),
				"");
		text = slice_part(text, 0, (size_t)bang);
	}
	question = slice_find(text, '?', 0); /* header fields of RFC 6068 */
	if (question >= 0)
		text = slice_part(text, 0, (size_t)question);
	if (!is_address(text, &uri->host)) {
		problem_replace(note(r, DMARC_URI_ADDRESS, text.len ? address.first : uri->span.first,
					address.first + text.len),
			bare_address(r->arena, text));
		return;
	}
	uri->has_host = true;
	*arena_append(r->arena, &r->record->uris) = *uri;
}

/* Length of "scheme" in "scheme:", 0 when there is none (RFC 3986 section 3.1). */
static size_t scheme_length(struct slice text)
{
	size_t len = 0;

	while (len < text.len &&
		(ascii_is_alnum(text.at[len]) || (text.at[len] && strchr("+-.", text.at[len]))))
		len++;
	return len && len < text.len && text.at[len] == ':' && ascii_is_alpha(text.at[0]) ? len : 0;
}

/* "mailt", "email": what was to be mailto. */
static bool is_nearly_mailto(struct slice scheme)
{
	struct nearest nearest = { .word = scheme };

	nearest_offer(&nearest, "mailto");
	return nearest.best || slice_is_nocase(scheme, "mail") || slice_is_nocase(scheme, "email");
}

/* "mailto=d@example.com": how much was written for "mailto:" before an address without a scheme. */
static size_t mailto_length(struct slice text)
{
	size_t len = sizeof "mailto" - 1;

	if (!slice_starts_nocase(text, "mailto") || (len < text.len && ascii_is_alnum(text.at[len])))
		return 0;
	while (len < text.len && !ascii_is_alnum(text.at[len]))
		len++;
	return len;
}

static void read_uri(struct uri_reader *r, struct span piece)
{
	struct slice text = slice_span(r->record->text, piece);
	size_t scheme = scheme_length(text), space = 0;
	struct dmarc_uri uri = { .span = piece, .of_ruf = r->of_ruf };
	struct span address = { piece.first + (uint32_t)scheme + 1, piece.end };

	while (space < text.len && !ascii_is_space(text.at[space]))
		space++;
	if (space < text.len && space > scheme + 1) {
		struct slice rest = slice_trim(slice_part(text, space, text.len));
		size_t next = (size_t)(rest.at - text.at);

		if (slice_starts_nocase(rest, "mailto:") || slice_find(rest, '@', 0) > 0) {
			problem_replace(note(r, DMARC_URI_SEPARATOR, piece.first + space, piece.first + next),
				slice_starts_nocase(rest, "mailto:") ? "," : ",mailto:");
			read_uri(r, (struct span){ piece.first, piece.first + (uint32_t)space });
			return;
		}
	}
	if (scheme && slice_is_nocase(slice_part(text, 0, scheme), "mailto")) {
		uri.is_mailto = true;
		read_address(r, address, &uri);
	} else if (scheme && slice_find(slice_part(text, 0, scheme), '@', 0) < 0) {
		struct problem *problem = note(r, DMARC_URI_SCHEME, piece.first, piece.first + scheme);

		if (slice_find(text, '@', 0) > 0 && is_nearly_mailto(slice_part(text, 0, scheme)))
			problem_replace(problem, "mailto");
		*arena_append(r->arena, &r->record->uris) = uri;
	} else if (slice_find(text, '@', 0) > 0 && !scheme) {
		struct problem *problem =
			note(r, r->first ? DMARC_URI_NO_SCHEME : DMARC_URI_SECOND_WITHOUT_MAILTO, piece.first,
				piece.end);

		problem->replaced.end = piece.first + (uint32_t)mailto_length(text);
		problem->replacement = "mailto:";
	} else {
		note(r, DMARC_URI_NO_SCHEME, piece.first, piece.end);
	}
}

/* A comma inside an address cuts it in two: "mailto:a" and "b@host". */
static bool is_cut_by_comma(struct slice text, struct span piece, struct span list, uint32_t at)
{
	struct slice left = slice_span(text, piece), right;
	struct span next;

	if (!slice_starts_nocase(left, "mailto:") || slice_find(left, '@', 0) >= 0 ||
		!tags_next_piece(text, list, ',', &at, &next))
		return false;
	right = slice_span(text, next);
	return slice_find(right, '@', 0) > 0 && !scheme_length(right);
}

static bool is_tag_start(struct slice piece)
{
	ptrdiff_t equals = slice_find(piece, '=', 0);

	return equals > 0 && equals <= 5 && slice_find(slice_part(piece, 0, (size_t)equals), ':', 0) < 0 &&
	       slice_find(slice_part(piece, 0, (size_t)equals), '@', 0) < 0;
}

/* An address that nobody can use goes where another one is left; which one was meant, only a person knows. */
static void drop_useless(struct uri_reader *r, struct span list, size_t from)
{
	const struct slice text = r->record->text;
	struct problems *problems = &r->record->problems;

	for (size_t i = from; i < problems->list.count; i++) {
		struct problem *problem = &problems->list.at[i];
		uint32_t at = list.first;
		struct span piece;

		if (problem->replacement ||
			(problem->kind != DMARC_URI_SCHEME && problem->kind != DMARC_URI_ADDRESS))
			continue;
		while (tags_next_piece(text, list, ',', &at, &piece) && piece.end < problem->span.end)
			;
		while (piece.first > list.first &&
			(text.at[piece.first - 1] == ',' || ascii_is_space(text.at[piece.first - 1])))
			piece.first--;
		if (piece.first == list.first)
			piece.end = at;
		while (piece.end < list.end && ascii_is_space(text.at[piece.end]))
			piece.end++;
		problem->replaced = piece;
		problem_replace(problem, "");
	}
}

static bool has_mailto(const struct dmarc_record *record, size_t from)
{
	for (size_t i = from; i < record->uris.count; i++)
		if (record->uris.at[i].is_mailto)
			return true;
	return false;
}

void dmarc_read_uris(struct arena *arena, struct dmarc_record *record, const char *name)
{
	struct uri_reader r = {
		.arena = arena, .record = record, .of_ruf = strcmp(name, "ruf") == 0, .first = true
	};
	const struct tag *tag = dmarc_tag(record, name);
	size_t before = record->uris.count, problems_before = record->problems.list.count;
	struct span list, piece;
	uint32_t at;

	if (!tag || tag->value.first == tag->value.end)
		return;
	list = tag->value;
	list = dmarc_unquoted(record->text, list);
	for (at = list.first; tags_next_piece(record->text, list, ',', &at, &piece); r.first = false) {
		if (is_tag_start(slice_span(record->text, piece)))
			break; /* another tag that lost its semicolon: reported already */
		if (is_cut_by_comma(record->text, piece, list, at)) {
			problem_replace(note(&r, DMARC_URI_UNENCODED, at - 1, at), "%2C");
			tags_next_piece(record->text, list, ',', &at, &piece);
			continue;
		}
		if (piece.first == piece.end)
			problem_replace(
				note(&r, DMARC_URI_ADDRESS, piece.first ? piece.first - 1 : 0, piece.first),
				"");
		else
			read_uri(&r, piece);
	}
	if (has_mailto(record, before))
		drop_useless(&r, list, problems_before);
	if (record->uris.count > before)
		*(r.of_ruf ? &record->has_ruf : &record->has_rua) = true;
}
