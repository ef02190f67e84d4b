/*
 * Cuts the domain out of what was pasted.
 *
 *   word    = [ quote ] part *( ( "," / ";" ) part ) [ quote ]
 *   part    = *( display-name-word ) [ "<" ] place [ ">" ] / question
 *   question = place and any of a tool's name, options, a TTL, a class and a type, with blanks between
 *   place   = [ scheme "://" ] [ user "@" ] domain [ ":" port ] [ "/" ... ] / "mailto:" user "@" domain / domain
 */
#include "dns/pasted.h"

#include "base/ascii.h"
#include "dns/type.h"

#include <string.h>

enum { DIFFERENT_MOST = 16 };

/* What was found so far: different domains, in order. */
struct search {
	struct slice domains[DIFFERENT_MOST];
	unsigned count;
	bool unread; /* blanks where no domain has them */
	const char *what;
};

static struct slice without_ends(struct slice s, size_t first, size_t last)
{
	return slice_part(s, first, s.len - last);
}

static struct slice without_quotes(struct slice word)
{
	static const char *const pairs[][2] = { { "'", "'" }, { "\"", "\"" }, { "`", "`" },
		{ "\xe2\x80\x9c", "\xe2\x80\x9d" }, { "\xe2\x80\x9e", "\xe2\x80\x9c" },
		{ "\xe2\x80\x98", "\xe2\x80\x99" }, { "\xc2\xab", "\xc2\xbb" } };

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		size_t open = strlen(pairs[i][0]), close = strlen(pairs[i][1]);
		struct slice inner;

		if (word.len <= open + close || !slice_starts(word, pairs[i][0]) ||
			!slice_ends_nocase(word, pairs[i][1]))
			continue;
		inner = without_ends(word, open, close);
		if (slice_find_text(inner, pairs[i][0], 0) < 0 && slice_find_text(inner, pairs[i][1], 0) < 0)
			return slice_trim(inner);
	}
	return word;
}

static bool is_one_of(uint8_t c, const char *separators)
{
	return c && strchr(separators, c);
}

/* The next piece between separators; those within double quotes or angle brackets are part of it. */
static bool next_piece(struct slice text, const char *separators, size_t *at, struct slice *ret_piece)
{
	uint8_t closing = 0;
	size_t first;

	while (*at < text.len && is_one_of(text.at[*at], separators))
		++*at;
	for (first = *at; *at < text.len; ++*at) {
		uint8_t c = text.at[*at];

		if (closing)
			closing = c == closing ? 0 : closing;
		else if (c == '"' || c == '<')
			closing = c == '<' ? '>' : '"';
		else if (is_one_of(c, separators))
			break;
	}
	*ret_piece = slice_part(text, first, *at);
	return *at > first;
}

static bool has_inner_dot(struct slice s)
{
	ptrdiff_t dot = slice_find(s, '.', 1);

	return dot > 0 && (size_t)dot + 1 < s.len;
}

/* The last "@": what is before it may be quoted. */
static ptrdiff_t find_at(struct slice s)
{
	for (size_t i = s.len; i; i--)
		if (s.at[i - 1] == '@')
			return (ptrdiff_t)i - 1;
	return SLICE_NONE;
}

/* Where the domain of a URL or of "example.com/" ends. Names of RFC 2317 section 4 have a slash in a label. */
static size_t end_of_host(struct slice word, bool is_url)
{
	size_t end = 0;

	while (end < word.len && word.at[end] != '/' &&
		!(is_url && (word.at[end] == '?' || word.at[end] == '#')))
		end++;
	if (is_url)
		return end;
	if (slice_ends_nocase(word, ".arpa") || slice_ends_nocase(word, ".arpa."))
		return word.len;
	return has_inner_dot(slice_part(word, 0, end)) || slice_find(word, ':', 0) >= 0 ? end : word.len;
}

/* Without ":port"; an address may be IPv6, in brackets or not. */
static struct slice without_port(struct slice host, bool is_url)
{
	ptrdiff_t colon = slice_find(host, ':', 0), bracket = slice_find(host, ']', 0);
	uint64_t port;

	if (host.len && host.at[0] == '[')
		return bracket > 0 ? slice_part(host, 0, (size_t)bracket + 1) : host;
	if (colon < 0)
		return host;
	if (is_url || (has_inner_dot(slice_part(host, 0, (size_t)colon)) &&
			      slice_number(slice_part(host, (size_t)colon + 1, host.len), UINT16_MAX, &port)))
		return slice_part(host, 0, (size_t)colon);
	return host;
}

/* The domain of one place. *what is changed where the place is more than a domain. */
static struct slice domain_of_place(struct slice word, const char **what)
{
	ptrdiff_t scheme = slice_find_nocase(word, "://", 0), at;
	bool mailto = slice_starts_nocase(word, "mailto:"), is_url = mailto || scheme > 0;
	struct slice host, bare;

	if (mailto)
		word = slice_part(word, strlen("mailto:"), word.len);
	else if (scheme > 0)
		word = slice_part(word, (size_t)scheme + 3, word.len);
	host = slice_part(word, 0, end_of_host(word, is_url));
	at = find_at(host);
	if (mailto)
		*what = "a mailto URL";
	else if (scheme > 0 || host.len < word.len)
		*what = "a URL";
	else if (at >= 0)
		*what = "a mail address";
	if (at >= 0)
		host = slice_part(host, (size_t)at + 1, host.len);
	bare = without_port(host, is_url);
	if (bare.len < host.len && !is_url)
		*what = "a host with a port";
	return bare;
}

static void add(struct search *search, struct slice place)
{
	const char *what = search->what;
	struct slice domain = domain_of_place(place, &what), bare = domain;

	if (bare.len > 1 && bare.at[bare.len - 1] == '.')
		bare.len--;
	for (unsigned i = 0; i < search->count; i++) {
		struct slice known = search->domains[i];

		if (known.len > 1 && known.at[known.len - 1] == '.')
			known.len--;
		if (slice_equal_nocase(known, bare))
			return;
	}
	search->what = what;
	if (search->count < DIFFERENT_MOST)
		search->domains[search->count++] = domain;
}

/* What a question of dig or a line of its answer has beside the name. */
static bool is_of_question(struct slice token)
{
	static const char *const words[] = { "IN", "CH", "dig", "kdig", "drill", "host", "nslookup" };
	uint64_t number;
	uint16_t type;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_is_nocase(token, words[i]))
			return true;
	return dns_type_from_text(token, &type) || slice_number(token, UINT32_MAX, &number) ||
	       memchr("+-@", token.at[0], 3);
}

static bool is_angle(struct slice token, struct slice *ret_inner)
{
	ptrdiff_t open = slice_find(token, '<', 0);

	if (open < 0 || token.at[token.len - 1] != '>')
		return false;
	*ret_inner = slice_trim(without_ends(token, (size_t)open + 1, 1));
	return ret_inner->len;
}

/* A part of a list: an address in angle brackets, else an address, else what is left of a question. */
static void search_part(struct search *search, struct slice part)
{
	bool angles = false, ats = false, question = false, dotless = false;
	unsigned count = 0, left = 0;
	struct slice token, inner;

	for (size_t at = 0; next_piece(part, " \t\r\n", &at, &token); count++) {
		bool noise = is_of_question(token);

		angles = angles || is_angle(token, &inner);
		ats = ats || (token.at[0] != '@' && slice_find(token, '@', 0) > 0);
		question = question || noise;
		left += !noise;
		dotless = dotless || (!noise && !has_inner_dot(token));
	}
	if (count > 1 && !angles && !ats && (!left || ((question || left > 1) && dotless))) {
		search->unread = true;
		return;
	}
	for (size_t at = 0; next_piece(part, " \t\r\n", &at, &token);) {
		if (angles && is_angle(token, &inner)) {
			search->what = search->what ? search->what : "a domain in angle brackets";
			add(search, inner);
		} else if (angles || (ats && slice_find(token, '@', 0) <= 0)) {
			continue;
		} else if (count == 1 || ats || !is_of_question(token)) {
			if (count > 1 && question && !search->what)
				search->what = "a DNS question";
			add(search, token);
		}
	}
}

/* Words without a dot are no domains where others have one: "Doe, Jane <jane@example.com>". */
static void drop_dotless(struct search *search)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < search->count; i++)
		if (has_inner_dot(search->domains[i]))
			search->domains[kept++] = search->domains[i];
	search->count = kept ? kept : search->count;
}

struct pasted pasted_domain(struct slice word)
{
	struct slice text = slice_trim(word), inner = without_quotes(text), part;
	struct search search = { .what = inner.len < text.len ? "a domain in quotes" : NULL };
	bool is_url = slice_find(inner, ':', 0) > 0 && slice_find_nocase(inner, "://", 0) > 0 &&
		      slice_find(inner, ' ', 0) < 0 && inner.at[0] != '<';
	bool is_list = !is_url && (slice_find(inner, ',', 0) >= 0 || slice_find(inner, ';', 0) >= 0);

	if (is_url)
		add(&search, inner);
	for (size_t at = 0; !is_url && next_piece(inner, ",;", &at, &part);)
		if (slice_trim(part).len)
			search_part(&search, slice_trim(part));
	if (is_list)
		drop_dotless(&search);
	if (is_list && search.count == 1 && !search.what)
		search.what = "a domain with punctuation";
	if (search.unread && !(is_list && search.count))
		search.count = 0;
	if (!search.count)
		return (struct pasted){ text, NULL, slice_find(text, ' ', 0) < 0 };
	return (struct pasted){ search.domains[0], search.what, search.count };
}
