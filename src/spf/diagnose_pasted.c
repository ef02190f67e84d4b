/* Text that came along when a record was pasted, and templates that were not filled in. */
#include "spf/diagnosis.h"

#include "base/ascii.h"
#include "spf/grammar.h"

#include <string.h>

/* Nothing but separators at both ends, so that "helpyourdomain.example" is a name like any other. */
static bool is_whole_word(struct slice text, size_t at, size_t len)
{
	return (at == 0 || strchr(":=@<[{(.", text.at[at - 1])) &&
	       (at + len == text.len || !ascii_is_alnum(text.at[at + len]));
}

/* Domains of services that are called like a template. */
static bool is_service(struct slice text, size_t at)
{
	static const char *const domains[] = { "your-server.de" };

	for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
		struct slice end = slice_part(text, at + strlen(domains[i]), text.len);

		if (slice_starts_nocase(slice_part(text, at, text.len), domains[i]) &&
			(!end.len || strchr("./,;", end.at[0])))
			return true;
	}
	return false;
}

/* Templates that were copied and not filled in. */
static bool diagnose_placeholder(struct spf_diagnosis *d, struct span token)
{
	static const char *const templates[] = { "x.x.x.x", "xx.xx.xx.xx", "xxx.xxx.xxx.xxx", "a.b.c.d",
		"yourdomain", "your-domain", "your_domain", "your.domain", "mydomain", "domain.tld",
		"yourserver", "your-server", "your.ip", "your-ip", "your_ip", "ip_address", "ip-address",
		"ipaddress", "%domain%", "%ip%", "{domain}", "{ip}", "[domain]", "[ip]" };
	struct slice text = slice_span(d->record->text, token);
	ptrdiff_t open = slice_find(text, '<', 0), close = slice_find(text, '>', 0), at;

	for (size_t i = 0; i < sizeof templates / sizeof *templates; i++) {
		at = slice_find_nocase(text, templates[i], 0);
		if (at >= 0 && is_whole_word(text, (size_t)at, strlen(templates[i])) &&
			!is_service(text, (size_t)at)) {
			spf_note(d, SPF_PLACEHOLDER, token.first + (size_t)at,
				token.first + (size_t)at + strlen(templates[i]));
			return true;
		}
	}
	if (open >= 0 && close > open && slice_find_nocase(text, "<br", 0) < 0) {
		spf_note(d, SPF_PLACEHOLDER, token.first + (size_t)open, token.first + (size_t)close + 1);
		return true;
	}
	return false;
}

void spf_note_example(struct spf_diagnosis *d, struct span token)
{
	static const char *const examples[] = { "example.com", "example.net", "example.org" };
	struct slice text = slice_span(d->record->text, token);

	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		struct dns_name example = dns_name_of(examples[i]);
		/* In a zone of documentation names an example is meant as it is. */
		if (dns_name_is_under(d->owner, &example))
			return;
	}
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		while (text.len && strchr("./0123456789", text.at[text.len - 1]))
			text.len--;
		if (slice_ends_nocase(text, examples[i]) &&
			(text.len == strlen(examples[i]) ||
				strchr(":=.", text.at[text.len - strlen(examples[i]) - 1]))) {
			size_t end = token.first + text.len;

			spf_note(d, SPF_PLACEHOLDER, end - strlen(examples[i]), end);
			return;
		}
	}
}

/* Text that was pasted along: HTML, comments, escapes, quotes. */
/* "&nbsp;", "&#160;", "<br>": a blank, or nothing. */
static bool diagnose_html(struct spf_diagnosis *d, struct span token)
{
	static const char *const entities[] = { "&nbsp;", "&amp;", "&quot;", "&lt;", "&gt;", "&#", "<br" };
	struct slice text = slice_span(d->record->text, token);

	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
		ptrdiff_t at = slice_find_nocase(text, entities[i], 0), end;
		bool tag = entities[i][0] == '<', blank = tag || i == 0;

		if (at < 0)
			continue;
		end = slice_find(text, tag ? '>' : ';', (size_t)at);
		if (end < 0)
			end = at + (ptrdiff_t)strlen(entities[i]) - 1;
		blank = blank || slice_starts(slice_part(text, (size_t)at, text.len), "&#160;");
		problem_replace(
			spf_note(d, SPF_HTML_ENTITY, token.first + (size_t)at, token.first + (size_t)end + 1),
			blank ? " " : "");
		return true;
	}
	return false;
}

static bool diagnose_paste(struct spf_diagnosis *d, struct span token)
{
	struct slice text = slice_span(d->record->text, token);
	ptrdiff_t at;

	if (diagnose_html(d, token))
		return true;
	if (text.at[0] == '#' || text.at[0] == '(' || slice_starts(text, "//")) {
		struct problem *problem = spf_note(d, SPF_COMMENT, token.first, token.end);

		problem_replace(problem, "");
		while (problem->replaced.first && d->record->text.at[problem->replaced.first - 1] == ' ')
			problem->replaced.first--;
		return true;
	}
	at = slice_find(text, '\\', 0);
	if (at >= 0) {
		struct problem *problem =
			spf_note(d, SPF_BACKSLASH, token.first + (size_t)at, token.first + (size_t)at + 1);

		problem_replace(problem, "");
		return true;
	}
	at = slice_find(text, '"', 0);
	if (at >= 0) {
		problem_replace(
			spf_note(d, SPF_QUOTE_INSIDE, token.first + (size_t)at, token.first + (size_t)at + 1),
			"");
		return true;
	}
	return false;
}

bool spf_diagnose_pasted(struct spf_diagnosis *d, struct span token)
{
	return diagnose_paste(d, token) || diagnose_placeholder(d, token);
}
