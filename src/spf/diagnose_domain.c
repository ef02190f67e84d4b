/* What is wrong with a domain-spec and the macros in it (RFC 7208 section 7). */
#include "base/ascii.h"
#include "spf/diagnosis.h"
#include "spf/grammar.h"

#include <string.h>

enum { DOMAIN_MOST = 253 };

/* Classifies the malformed macro that starts at `at`. */
/* The letters, digits and delimiters of a macro in the order of the grammar: "%{dr2}" is "%{d2r}". */
static const char *ordered_macro(struct arena *arena, struct slice inner)
{
	char *text = arena_take(arena, inner.len + 4), *out = text;
	uint8_t letter = 0;

	for (size_t i = 0; i < inner.len && !letter; i++)
		if (ascii_is_alpha(inner.at[i]) && (ascii_lower(inner.at[i]) != 'r' || inner.len == 1))
			letter = inner.at[i];
	*out++ = '%';
	*out++ = '{';
	*out++ = (char)(letter ? letter : 'r');
	for (size_t i = 0; i < inner.len; i++)
		if (ascii_is_digit(inner.at[i]))
			*out++ = (char)inner.at[i];
	if (letter && slice_find_nocase(inner, "r", 0) >= 0)
		*out++ = 'r';
	for (size_t i = 0; i < inner.len; i++)
		if (!ascii_is_alnum(inner.at[i]))
			*out++ = (char)inner.at[i];
	*out = '}';
	return text;
}

static void note_percent(struct spf_diagnosis *d, size_t at, struct slice text)
{
	struct problem *problem = spf_note(d, SPF_MACRO_PERCENT, at, at + 1);
	ptrdiff_t close = slice_find(text, ')', 0);

	if (text.len < 2 || text.at[1] != '(' || close < 3) /* "%(ir)" for "%{ir}" */
		return;
	problem->replaced.end = (uint32_t)(at + (size_t)close + 1);
	problem->replacement = arena_printf(d->arena, "%%{%.*s}", (int)close - 2, (const char *)text.at + 2);
}

/* The brace is missing after the letter and its transformers. */
static void note_unclosed(struct spf_diagnosis *d, size_t at, size_t end, struct slice text)
{
	struct problem *problem = spf_note(d, SPF_MACRO_UNCLOSED, at, end);
	size_t i = 3;

	while (i < text.len && ascii_is_digit(text.at[i]))
		i++;
	if (i < text.len && ascii_lower(text.at[i]) == 'r')
		i++;
	if (text.len < 3)
		return;
	problem->replaced.first = problem->replaced.end = (uint32_t)(at + i);
	problem->replacement = "}";
}

static void note_order(struct spf_diagnosis *d, size_t at, size_t stop)
{
	struct slice inner = slice_part(d->record->text, at + 2, stop - 1);

	problem_replace(spf_note(d, SPF_MACRO_TRANSFORMER_ORDER, at, stop), ordered_macro(d->arena, inner));
}

static void note_bad_macro(struct spf_diagnosis *d, size_t at, size_t end, bool exp_letters)
{
	struct slice text = slice_part(d->record->text, at, end);
	ptrdiff_t close = slice_find(text, '}', 0);
	size_t stop = close < 0 ? end : at + (size_t)close + 1, i = 3, digits;
	uint8_t letter = text.len > 2 ? ascii_lower(text.at[2]) : 0;

	if (text.len < 2 || text.at[1] != '{') {
		note_percent(d, at, text);
		return;
	}
	if (close < 0) {
		note_unclosed(d, at, end, text);
		return;
	}
	if (letter == 'r' && text.len > 3 &&
		(ascii_is_digit(text.at[3]) || (text.at[3] && strchr("slodiphv", text.at[3])))) {
		note_order(d, at, stop); /* "%{ri}" for "%{ir}" */
		return;
	}
	if (letter && strchr("crt", letter) && !exp_letters) {
		struct problem *problem = spf_note(d, SPF_MACRO_EXP_ONLY, at, stop);

		problem->replaced = (struct span){ (uint32_t)at + 2, (uint32_t)at + 3 };
		problem->replacement = letter == 'c' ? "i" : NULL; /* the same for IPv4 */
		return;
	}
	if (!letter || !strchr("slodiphcrtv", letter)) {
		spf_note(d, SPF_MACRO_LETTER, at, stop);
		return;
	}
	while (i < text.len && ascii_is_digit(text.at[i]))
		i++;
	digits = i - 3;
	for (size_t k = 3; k < i && text.at[k] == '0'; k++)
		digits--;
	if (i > 3 && !digits) {
		problem_replace(spf_note(d, SPF_MACRO_DIGIT_ZERO, at + 3, at + i), "");
		return;
	}
	if (i < text.len && ascii_lower(text.at[i]) == 'r')
		i++;
	while (i < text.len && text.at[i] && strchr(".-+,/_=", text.at[i]))
		i++;
	if (i < text.len && (ascii_is_digit(text.at[i]) || ascii_is_alpha(text.at[i])))
		note_order(d, at, stop);
	else
		problem_replace(spf_note(d, SPF_MACRO_DELIMITER, at + i, at + i + 1), "");
}

/* Services that give their customers a term whose macros name the sender: it has to be published as it is. */
static bool is_prescribed(struct slice domain)
{
	static const char *const services[] = { "vali.email", "agari.com", "pphosted.com", "ppe-hosted.com",
		"ondmarc.com", "redsift.cloud", "easydmarc.com", "easydmarc.pro", "easydmarc.eu",
		"easydmarc.us", "sendmarc.com", "powerspf.com", "powerdmarc.com", "autospf.com",
		"autospf.email", "mta.salesforce.com", "exacttarget.com", "dmarcian.com", "fraudmarc.com",
		"skysnag.com", "skysnag.net", "emailauth.io", "dmarcly.com", "mxtoolbox.com", "uriports.com",
		"safespf.com", "spf.report", "dmarcadvisor.com", "cloudfilter.net", "mimecast.com",
		"hornetdmarc.com", "progist.net", "spfproxy.com", "dmarcreport.com" };

	if (domain.len && domain.at[domain.len - 1] == '.')
		domain.len--;
	for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
		size_t len = strlen(services[i]);

		if (domain.len > len && slice_ends_nocase(domain, services[i]) &&
			strchr(".}", domain.at[domain.len - len - 1]))
			return true;
	}
	return false;
}

bool spf_diagnose_macros(struct spf_diagnosis *d, struct span span, bool exp_letters)
{
	const struct slice text = d->record->text;
	bool noted = false, prescribed = is_prescribed(slice_span(text, span));

	for (size_t i = span.first; i < span.end;) {
		uint32_t macros = 0;
		size_t len = text.at[i] == '%'
				     ? spf_macro_length(slice_part(text, i, span.end), exp_letters, &macros)
				     : 1;

		if (!len) {
			note_bad_macro(d, i, span.end, exp_letters);
			noted = true;
			len = 1;
		} else if (macros & 1U << ('p' - 'a')) {
			spf_note(d, SPF_MACRO_P, i, i + len);
		} else if (!prescribed && macros & (1U << ('s' - 'a') | 1U << ('l' - 'a') |
							   1U << ('o' - 'a') | 1U << ('h' - 'a'))) {
			spf_note(d, SPF_MACRO_LOCALPART, i, i + len);
		}
		i += len;
	}
	return noted;
}

static bool diagnose_pasted_domain(struct spf_diagnosis *d, struct span domain, bool valid)
{
	struct slice text = slice_span(d->record->text, domain);
	ptrdiff_t scheme = slice_find_nocase(text, "://", 0), at = slice_find(text, '@', 0);

	if (scheme > 0) {
		struct problem *problem = spf_note(d, SPF_URL_IN_DOMAIN, domain.first, domain.end);
		size_t host = (size_t)scheme + 3, end = host;

		while (end < text.len && text.at[end] != '/')
			end++;
		if (end > host)
			problem_replace(problem, arena_printf(d->arena, "%.*s", (int)(end - host),
							 (const char *)text.at + host));
		return true;
	}
	if (at > 0) {
		struct problem *problem =
			spf_note(d, SPF_URL_IN_DOMAIN, domain.first, domain.first + (size_t)at + 1);

		problem_replace(problem, "");
		return true;
	}
	if (!valid && slice_find(text, '/', 0) >= 0 && slice_find(text, '%', 0) < 0) {
		size_t slash = (size_t)slice_find(text, '/', 0);

		problem_replace(spf_note(d, SPF_URL_IN_DOMAIN, domain.first + slash, domain.end), "");
		return true;
	}
	return false;
}

static bool diagnose_address(struct spf_diagnosis *d, struct span domain)
{
	struct slice text = slice_span(d->record->text, domain);
	size_t digits = text.len, first = domain.first;
	struct problem *problem;
	uint8_t address[16];
	bool is_ip6 = spf_read_ip6(text, address), is_ip4 = spf_read_ip4(text, address);

	while (digits && ascii_is_digit(text.at[digits - 1]))
		digits--;
	if (!is_ip6 && !is_ip4 && (digits == text.len || !digits || text.at[digits - 1] != '.'))
		return false;
	problem = spf_note(d, SPF_A_IS_IP, domain.first, domain.end);
	while (first && d->record->text.at[first - 1] != ' ' &&
		!spf_is_qualifier(d->record->text.at[first - 1]))
		first--;
	if ((is_ip4 || is_ip6) &&
		d->record->text.at[domain.first - 1] == ':') { /* "a:192.0.2.1" means "ip4:192.0.2.1" */
		problem->replaced.first = (uint32_t)first;
		problem->replacement = arena_printf(
			d->arena, "%s%.*s", is_ip6 ? "ip6:" : "ip4:", (int)text.len, (const char *)text.at);
	}
	return true;
}

/* The last label of a domain-spec that does not end in a macro. */
static bool diagnose_toplabel(struct spf_diagnosis *d, struct span domain)
{
	struct slice text = slice_span(d->record->text, domain);
	size_t end = text.len, dot;
	struct problem *problem;

	if (end && text.at[end - 1] == '.')
		end--;
	for (dot = end; dot && text.at[dot - 1] != '.' && text.at[dot - 1] != '}'; dot--)
		;
	if (!dot || text.at[dot - 1] != '.') {
		spf_note(d, SPF_DOMAIN_SINGLE_LABEL, domain.first, domain.end);
		return true;
	}
	for (size_t i = dot; i < end; i++) {
		uint8_t c = text.at[i];

		if (ascii_is_alnum(c) || c == '-')
			continue;
		problem = spf_note(d, c == '_' ? SPF_TOPLABEL_UNDERSCORE : SPF_DOMAIN_BAD_CHARACTER,
			domain.first + i, domain.first + i + 1);
		if (i + 1 == text.len && c != '=' && c != '%') /* punctuation of a sentence */
			problem_replace(problem, "");
		return true;
	}
	if (dot < end && (text.at[dot] == '-' || text.at[end - 1] == '-')) {
		size_t first = dot, last = end;

		while (first < last && text.at[first] == '-')
			first++;
		while (last > first && text.at[last - 1] == '-')
			last--;
		problem = spf_note(d, SPF_TOPLABEL_HYPHEN_EDGE, domain.first + dot, domain.first + end);
		if (first < last)
			problem_replace(problem, arena_printf(d->arena, "%.*s", (int)(last - first),
							 (const char *)text.at + first));
		return true;
	}
	return false;
}

/* Names that DNS cannot hold, whatever the macros expand to (section 4.8 leaves what happens undefined). */
static bool diagnose_labels(struct spf_diagnosis *d, struct span domain)
{
	struct slice text = slice_span(d->record->text, domain);
	bool literal = slice_find(text, '%', 0) < 0, noted = false;
	size_t label = 0;

	for (size_t i = 0; i <= text.len; i++) {
		if (i < text.len && text.at[i] != '.')
			continue;
		if (i == label && i < text.len && (i == 0 || text.at[i - 1] == '.')) {
			problem_replace(spf_note(d, SPF_EMPTY_LABEL, domain.first + (i ? i - 1 : 0),
						domain.first + i + 1),
				i ? "." : "");
			noted = true;
		}
		if (i - label > 63 && slice_find(slice_part(text, label, i), '%', 0) < 0) {
			spf_note(d, SPF_LABEL_TOO_LONG, domain.first + label, domain.first + i);
			noted = true;
		}
		label = i + 1;
	}
	if (literal && text.len > DOMAIN_MOST + (text.at[text.len - 1] == '.'))
		spf_note(d, SPF_NAME_TOO_LONG, domain.first, domain.end);
	return noted;
}

/* "*.example.net": SPF has no wildcards, and the name is looked up as it is. */
static bool diagnose_wildcard(struct spf_diagnosis *d, struct span domain)
{
	struct slice text = slice_span(d->record->text, domain);

	if (slice_find(text, '*', 0) < 0)
		return false;
	spf_note(d, SPF_WILDCARD, domain.first, domain.end);
	return true;
}

bool spf_diagnose_domain(struct spf_diagnosis *d, struct span domain, bool valid)
{
	if (valid && diagnose_wildcard(d, domain))
		return true;
	if (diagnose_pasted_domain(d, domain, valid))
		return true;
	if (!valid && diagnose_address(d, domain))
		return true;
	if (spf_diagnose_macros(d, domain, false))
		return true;
	if (diagnose_labels(d, domain))
		return true;
	return !valid && diagnose_toplabel(d, domain);
}
