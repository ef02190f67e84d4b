/* Puts receiver, domain and address before the reason. */
#include "judge/bounce_cause.h"

#include "base/escape.h"
#include "judge/bounce_advice.h"
#include "judge/bounce_reason.h"
#include "judge/remedy.h"

#include <string.h>

/* A reply that is not final (RFC 5321 section 4.2.1): the mail is tried again. */
static bool is_deferred(const struct bounce *bounce)
{
	bool deferred = false;

	for (size_t i = 0; i < bounce->codes.count; i++) {
		if (bounce->codes.at[i][0] == '5')
			return false;
		deferred = deferred || bounce->codes.at[i][0] == '4';
	}
	return deferred;
}

static const char *shown(struct arena *arena, const char *text)
{
	return escape_copy(arena, slice_of(text));
}

/* " from 192.0.2.25"; nothing of what is not known. */
static const char *with_word(struct arena *arena, const char *word, const char *text)
{
	return text ? arena_printf(arena, "%s%s", word, shown(arena, text)) : "";
}

/* "Gmail refused mail of example.com from 192.0.2.25" */
static const char *head_of(
	struct arena *arena, const struct bounce *bounce, const struct bounce_subject *subject)
{
	const char *receiver = bounce->receiver ? bounce->receiver : "The receiver";
	const char *verb = is_deferred(bounce) ? "deferred" : "refused";

	if (bounce->kind == BOUNCE_RECIPIENT_DNS || bounce->kind == BOUNCE_RECIPIENT_TLS)
		return arena_printf(arena, "Mail to %s could not be delivered",
			subject->domain ? shown(arena, subject->domain) : "the recipient's domain");
	if (bounce->kind == BOUNCE_SMTP_AUTH)
		return arena_printf(arena, "%s refused the login of the client",
			bounce->receiver ? bounce->receiver : "The mail server");
	if (!subject->domain && !subject->ip)
		return arena_printf(arena, "%s %s the mail", receiver, verb);
	return arena_printf(arena, "%s %s mail%s%s", receiver, verb,
		with_word(arena, " of ", subject->domain), with_word(arena, " from ", subject->ip));
}

/* "SPF", "DMARC" or "DKIM", by the name of a record. */
static const char *protocol_of(const struct remedy *remedy)
{
	struct slice first = dns_name_first_label(&remedy->name);

	if (remedy->type != DNS_TYPE_TXT)
		return "DNS";
	if (slice_is(first, "_dmarc"))
		return "DMARC";
	for (unsigned labels = dns_name_labels(&remedy->name); labels; labels--) {
		struct dns_name name = dns_name_suffix(&remedy->name, labels);

		if (slice_is(dns_name_first_label(&name), "_domainkey"))
			return "DKIM";
	}
	return "SPF";
}

/* "publish SPF and DMARC" */
static const char *action_of_remedies(struct arena *arena, const struct remedies *remedies)
{
	const char *protocols = "";

	for (size_t i = 0; i < remedies->list.count; i++) {
		const char *protocol = protocol_of(&remedies->list.at[i]);

		if (!strstr(protocols, protocol))
			protocols =
				arena_printf(arena, "%s%s%s", protocols, *protocols ? ", " : "", protocol);
	}
	return arena_printf(arena, "publish %s", protocols);
}

static bool has_remedies(const struct bounce_subject *subject)
{
	return subject->report && subject->report->remedies && subject->report->remedies->list.count;
}

static const char *action_of(struct arena *arena, const struct bounce *bounce,
	const struct bounce_subject *subject, const struct bounce_words *words)
{
	if (has_remedies(subject))
		return action_of_remedies(arena, subject->report->remedies);
	if (subject->open)
		return !subject->domain && bounce->kind != BOUNCE_PTR ? "give --domain" : "give --ip";
	if (subject->report && bounce_is_cured(bounce, subject->report->domain))
		return "send a test";
	return words->action;
}

bool bounce_is_of_dns(const struct bounce *bounce)
{
	return bounce_kind_rules(bounce->kind) && bounce->kind != BOUNCE_RECIPIENT_DNS &&
	       bounce->kind != BOUNCE_RECIPIENT_TLS;
}

struct bounce_cause bounce_cause_find(
	struct arena *arena, const struct bounce *bounce, const struct bounce_subject *subject)
{
	const struct bounce_words *words = bounce_words_of(bounce);
	struct bounce_cause cause = { .label = words->label };

	cause.reason =
		words->reason && !bounce->meaning
			? words->reason
			: bounce_reason(arena, bounce, subject->report ? subject->report->domain : NULL);
	cause.sentence = arena_printf(arena, "%s: %s.", head_of(arena, bounce, subject), cause.reason);
	cause.action = action_of(arena, bounce, subject, words);
	if (!has_remedies(subject) && !subject->ask && !subject->open)
		cause.advice = bounce_advice(arena, bounce, subject);
	return cause;
}
