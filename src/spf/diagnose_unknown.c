/* A word that is no mechanism (RFC 7208 section 4.6.1): which one is near to it, or is missing before it? */
#include "base/ascii.h"
#include "base/nearest.h"
#include "mail/providers.h"
#include "spf/diagnosis.h"
#include "spf/foreign.h"
#include "spf/grammar.h"

#include <string.h>

static struct slice part(const struct spf_diagnosis *d, size_t first, size_t end)
{
	return slice_part(d->record->text, first, end);
}

static const char *copy_part(
	struct spf_diagnosis *d, const char *before, struct slice text, const char *after)
{
	return arena_printf(
		d->arena, "%s%.*s%s", before, (int)text.len, text.len ? (const char *)text.at : "", after);
}

bool spf_is_address_with_prefix(struct slice text, bool *ret_is_ip6)
{
	ptrdiff_t slash = slice_find(text, '/', 0);
	struct slice address = slice_part(text, 0, slash < 0 ? text.len : (size_t)slash);
	uint8_t unused[16];

	*ret_is_ip6 = spf_read_ip6(address, unused);
	return *ret_is_ip6 || spf_read_ip4(address, unused);
}

static bool is_bare_domain(struct slice text)
{
	uint32_t unused = 0;

	for (size_t i = 0; i < text.len; i++)
		if (!spf_is_name_byte(text.at[i]))
			return false;
	return slice_find(text, '.', 0) > 0 && spf_is_domain_spec(text, &unused);
}

bool spf_names_record(struct slice domain)
{
	struct slice label = slice_part(domain, 0, 4);
	struct dns_name name;

	if (slice_starts_nocase(label, "spf") && (label.len < 4 || !ascii_is_alpha(label.at[3])))
		return true;
	return slice_find(domain, '_', 0) >= 0 ||
	       (dns_name_from_labels(domain, &name) == DNS_NAME_OK && provider_has_include(&name));
}

/* "mail.example.net/27", of which an "a" can be made. */
static bool is_bare_host_with_prefix(struct spf_diagnosis *d, struct slice text)
{
	ptrdiff_t slash = slice_find(text, '/', 0);
	struct slice host = slice_part(text, 0, slash < 0 ? 0 : (size_t)slash), mended;
	struct spf_term term;

	if (slash <= 0 || !is_bare_domain(host) || spf_names_record(host))
		return false;
	mended = slice_of(copy_part(d, "a:", text, ""));
	return spf_read_term(mended, (struct span){ 0, (uint32_t)mended.len }, &term);
}

/* "ip4-192.0.2.1", "ip4192.0.2.1", "ip4.192.0.2.1": how long the keyword and its wrong separator are; 0 for no network. */
static uint32_t network_keyword(struct slice body, bool *ret_is_ip6)
{
	enum { KEYWORD = 3 };
	bool keyword = slice_starts_nocase(body, "ip4") || slice_starts_nocase(body, "ip6");

	for (uint32_t separators = 0; keyword && separators <= 1; separators++) {
		struct slice rest = slice_part(body, KEYWORD + separators, body.len);

		if (spf_is_address_with_prefix(rest, ret_is_ip6) &&
			(!separators || !ascii_is_alnum(body.at[KEYWORD])))
			return KEYWORD + separators;
	}
	return 0;
}

/* True when a term has the qualifier "+", or none and is an "all" that lets everybody pass. */
static bool lets_pass(const struct spf_diagnosis *d, struct span token)
{
	return d->record->text.at[token.first] == '+' || !spf_is_qualifier(d->record->text.at[token.first]);
}

/* A keyword that is nearly one of the mechanisms. */
static bool diagnose_typo(struct spf_diagnosis *d, struct span name, struct span token)
{
	struct slice word = slice_span(d->record->text, name), rest = part(d, name.end, token.end);
	struct slice argument = slice_part(rest, 1, rest.len);
	bool is_ip6 = false, colon = rest.len && rest.at[0] == ':';
	bool all_like = !rest.len && word.len <= 5 && edit_distance(word, slice_of("all")) <= 1;

	if (all_like || (!rest.len && slice_is_nocase(word, "all."))) {
		struct problem *problem = spf_note(d, SPF_TYPO_ALL, name.first, token.end);

		/* A bare "all" would let everybody pass. */
		problem_replace(problem, name.first > token.first && !lets_pass(d, token) ? "all" : "~all");
		if (lets_pass(d, token))
			problem->replaced.first = token.first;
		return true;
	}
	if ((colon || ((rest.len == 0 || rest.at[0] == '/') &&
			      (slice_starts_nocase(word, "ip4.") || slice_starts_nocase(word, "ip6.")))) &&
		(slice_is_nocase(word, "ip") || slice_starts_nocase(word, "ipv") ||
			slice_starts_nocase(word, "ip4") || slice_starts_nocase(word, "ip6") ||
			edit_distance(word, slice_of("ip4")) <= 1 ||
			edit_distance(word, slice_of("ip6")) <= 1)) {
		struct problem *problem =
			spf_note(d, SPF_TYPO_IP, name.first, colon ? name.end : name.first + 4);

		if (colon && spf_is_address_with_prefix(argument, &is_ip6))
			problem_replace(problem, is_ip6 ? "ip6" : "ip4");
		else if (!colon)
			problem_replace(problem, slice_starts_nocase(word, "ip4.") ? "ip4:" : "ip6:");
		return true;
	}
	if (colon && (slice_is_nocase(word, "inc") || slice_is_nocase(word, "incl") ||
			     slice_is_nocase(word, "spf") ||
			     (word.len > 4 && edit_distance(word, slice_of("include")) <= 2))) {
		problem_replace(spf_note(d, SPF_TYPO_INCLUDE, name.first, name.end), "include");
		return true;
	}
	if (slice_starts_nocase(word, "include_")) { /* "include_spf.example.net" */
		struct problem *problem = spf_note(d, SPF_TYPO_INCLUDE, name.first, name.end);

		problem->replaced.end = name.first + (uint32_t)strlen("include");
		problem_replace(problem, "include:");
		return true;
	}
	return false;
}

/* A word that names no mechanism and is near to one, or says what another one means; or NULL. */
static const char *mechanism_near(struct slice word)
{
	static const char *const hosts[] = { "host", "server", "hostname", "mail" };
	struct nearest nearest = { .word = word };

	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
		if (slice_is_nocase(word, hosts[i]))
			return "a";
	for (int kind = SPF_TERM_ALL; kind <= SPF_TERM_EXP; kind++)
		nearest_offer(&nearest, spf_term_word((enum spf_term_kind)kind));
	return word.len > 1 ? nearest.best : NULL;
}

static void note_unknown(struct spf_diagnosis *d, struct span name, struct span token)
{
	const char *near = mechanism_near(slice_span(d->record->text, name));
	struct problem *problem = spf_note(d, SPF_UNKNOWN_MECHANISM, token.first, token.end);
	struct slice rest = part(d, name.end, token.end), mended;
	struct spf_term term;

	if (!near) {
		if (slice_starts_nocase(part(d, name.first, token.end), "all"))
			problem->hint = "other text is joined to \"all\"";
		return;
	}
	problem->hint = arena_printf(d->arena, "did you mean \"%s\"?", near);
	mended = slice_of(copy_part(d, near, rest, ""));
	if (!spf_read_term(mended, (struct span){ 0, (uint32_t)mended.len }, &term) ||
		term.kind == SPF_TERM_ALL)
		return;
	problem->replaced = name;
	problem->replacement = near;
}

/* What comes after "all", from an offset on: a term of its own, or nothing that all can take. */
void spf_note_all_with_argument(struct spf_diagnosis *d, struct span token, uint32_t from)
{
	struct problem *problem = spf_note(d, SPF_ALL_WITH_ARGUMENT, from, token.end);
	struct span rest = { from + 1, token.end };
	struct spf_term term;
	bool own = spf_read_term(d->record->text, rest, &term) &&
		   (term.domain.first < term.domain.end || spf_term_is_network(&term));

	problem->replacement = own ? " " : "";
	if (own)
		problem->replaced.end = from + 1;
	if (lets_pass(d, token)) { /* a bare "all" would let everybody pass */
		problem->replaced.first = token.first;
		problem->replacement = own ? "~all " : "~all";
	}
}

/* A term that is no mechanism: what was meant? */
void spf_diagnose_unknown(struct spf_diagnosis *d, struct span name, struct span token)
{
	static const char *const dotted[] = { "include.", "exists.", "redirect." };
	struct slice body = part(d, name.first, token.end), word = slice_span(d->record->text, name);
	uint32_t keyword;
	bool is_ip6;

	if (spf_is_address_with_prefix(body, &is_ip6)) {
		problem_replace(spf_note(d, SPF_BARE_IP, name.first, token.end),
			copy_part(d, is_ip6 ? "ip6:" : "ip4:", body, ""));
		return;
	}
	for (size_t i = 0; i < sizeof dotted / sizeof *dotted; i++) {
		if (slice_starts_nocase(body, dotted[i])) {
			uint32_t dot = name.first + (uint32_t)strlen(dotted[i]) - 1;

			problem_replace(spf_note(d, SPF_DOT_FOR_COLON, dot, dot + 1), i == 2 ? "=" : ":");
			return;
		}
	}
	if (slice_starts_nocase(word, "all.") && word.len > 4) {
		spf_note_all_with_argument(d, token, name.first + 3);
		return;
	}
	keyword = network_keyword(body, &is_ip6);
	if (keyword) {
		problem_replace(
			spf_note(d, SPF_TYPO_IP, name.first, name.first + keyword), is_ip6 ? "ip6:" : "ip4:");
		return;
	}
	if (diagnose_typo(d, name, token))
		return;
	if ((slice_is_nocase(word, "redirect") || slice_is_nocase(word, "exp")) &&
		slice_starts(part(d, name.end, token.end), ":")) {
		problem_replace(spf_note(d, SPF_COLON_FOR_EQUALS, name.end, name.end + 1), "=");
		return;
	}
	if (slice_is_nocase(body, "redirect") || slice_is_nocase(body, "exp")) {
		spf_note_empty(
			d, slice_is_nocase(body, "exp") ? SPF_TERM_EXP : SPF_TERM_REDIRECT, token, token);
		return;
	}
	if (is_bare_domain(body) || is_bare_host_with_prefix(d, body)) {
		problem_replace(spf_note(d, SPF_BARE_DOMAIN, name.first, token.end),
			copy_part(d, spf_names_record(body) ? "include:" : "a:", body, ""));
		return;
	}
	if (spf_is_foreign(body)) {
		spf_note_without(d, spf_note(d, SPF_TOKEN_IN_TERM, token.first, token.end), token);
		return;
	}
	note_unknown(d, name, token);
}
