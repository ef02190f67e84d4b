/* A domain that does not answer, one that only monitors, and keys whose text only the signing server has: each has a next step. */
#include "print/next_step.h"

#include "judge/headline.h"
#include "judge/remedy.h"
#include "print/style.h"

#include <string.h>

/* The domain's own name servers, or the way to them, fail: nothing was answered. */
static const char *ask_again(struct arena *arena, const struct report *report)
{
	const char *name = dns_name_text(arena, &report->domain->name);

	if (!dns_outcome_is_failure(report->domain->txt->outcome))
		return NULL;
	return arena_printf(arena,
		"Try again later. If it still fails, check that the name servers of %s answer and that its parent zone names them: mailauth-check --authoritative %s",
		name, name);
}

/* The policy that applies monitors only, by the text of a record. */
static const char *raise_policy(struct arena *arena, const struct report *report)
{
	const struct dmarc_reading *reading = &report->domain->dmarc->rfc7489;
	const char *tag = reading->tag ? reading->tag : "p";

	if (!reading->applies || !reading->found || reading->policy != DMARC_NONE)
		return NULL;
	return arena_printf(arena,
		"When the DMARC reports show that your own mail passes, publish %s=quarantine or %s=reject at %s.",
		tag, tag, dns_name_text(arena, &reading->found->owner));
}

/* "s1" of s1._domainkey.example.com; NULL for any other name. */
static const char *selector_of(struct arena *arena, const struct dns_name *name, const char **ret_domain)
{
	static const char label[] = "._domainkey.";
	char *text = arena_strdup(arena, dns_name_text(arena, name)), *end = strstr(text, label);

	if (!end)
		return NULL;
	*end = '\0';
	*ret_domain = end + sizeof label - 1;
	return text;
}

/* The first key that is damaged, and of which no text can be offered. */
static const char *publish_key(struct arena *arena, const struct report *report)
{
	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];
		const char *selector, *domain;

		if (finding->severity < SEVERITY_ERROR || finding->known || finding->remedy ||
			!finding->record || strncmp(finding->rule->id, "dkim-", strlen("dkim-")) != 0)
			continue;
		selector = selector_of(arena, &finding->record->name, &domain);
		if (selector)
			return arena_printf(arena,
				"At %s._domainkey.%s, publish the key of the server that signs. This command prints its record: mailauth-check --selector %s --private-key FILE %s",
				selector, domain, selector, domain);
	}
	return NULL;
}

void print_next_step(struct print *print, const struct report *report)
{
	struct arena scratch = { 0 };
	enum headline_kind kind = headline_of(&scratch, report).kind;
	const char *text = publish_key(&scratch, report);

	if (!text && kind == HEADLINE_NOT_CHECKED)
		text = ask_again(&scratch, report);
	if (!text && kind == HEADLINE_SPOOFABLE && !(report->remedies && report->remedies->list.count))
		text = raise_policy(&scratch, report);
	if (text) {
		if (print->tight < 3)
			bytes_add_byte(&print->out, '\n');
		style_text(print, STYLE_GOOD, "To do: ");
		style_wrap(print, text, (unsigned)strlen("To do: "));
		bytes_add_byte(&print->out, '\n');
	}
	arena_release(&scratch);
}
