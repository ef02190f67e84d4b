/* Puts receiver, domain and address before the reason. */
#include "judge/bounce_cause.h"

#include "base/escape.h"
#include "judge/bounce_advice.h"
#include "judge/bounce_reason.h"
#include "judge/remedy.h"
#include "mail/providers.h"

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

/* The receiver, by the names that senders know it by. */
static const char *receiver_text(const struct bounce *bounce, const char *unknown)
{
	if (!bounce->receiver)
		return unknown;
	return strcmp(bounce->receiver, "United Internet") == 0 ? "United Internet (GMX, WEB.DE, IONOS)"
								: bounce->receiver;
}

/* Who refused the mail, and what mail it was. */
static void fill_head(struct arena *arena, const struct bounce *bounce, const struct bounce_subject *subject,
	struct bounce_cause *cause)
{
	const char *verb = is_deferred(bounce) ? "deferred" : "refused";

	cause->who = receiver_text(bounce, "The receiver");
	if (bounce->kind == BOUNCE_RECIPIENT_DNS || bounce->kind == BOUNCE_RECIPIENT_TLS) {
		cause->who = arena_printf(arena, "Mail to %s",
			subject->domain ? shown(arena, subject->domain) : "the recipient's domain");
		cause->what = "could not be delivered";
	} else if (bounce->kind == BOUNCE_SMTP_AUTH && !bounce_is_of_sender_rights(bounce)) {
		cause->who = receiver_text(bounce, "The mail server");
		cause->what = "refused the login of the client";
	} else if (!subject->domain && !subject->ip) {
		cause->what = arena_printf(arena, "%s the mail", verb);
	} else {
		cause->what =
			arena_printf(arena, "%s mail%s", verb, with_word(arena, " of ", subject->domain));
		cause->from = subject->ip ? shown(arena, subject->ip) : NULL;
	}
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

static const char *action_of(const struct bounce_scene *scene, const struct bounce_subject *subject,
	const struct bounce_words *words)
{
	if (has_remedies(subject))
		return action_of_remedies(scene->arena, subject->report->remedies);
	if (subject->open)
		return !subject->domain && scene->bounce->kind != BOUNCE_PTR ? "give --domain" : "give --ip";
	if (bounce_is_cured(scene))
		return "send a test";
	if (subject->ask && scene->bounce->kind != BOUNCE_PTR)
		return "sign with DKIM";
	return scene->bounce->kind == BOUNCE_SPF && !subject->ip ? "give --ip" : words->action;
}

/* Among the addresses of the check, that of the refused mail. */
static const struct sender *sender_at(const struct domain *domain, const char *ip)
{
	struct dns_address address;

	if (!ip || !dns_address_from_text(slice_of(ip), &address))
		return NULL;
	for (size_t i = 0; i < domain->senders.count; i++)
		if (dns_address_is_within(
			    &domain->senders.at[i].address, &address, address.is_ip6 ? 128 : 32))
			return &domain->senders.at[i];
	return NULL;
}

/* The service whose include a record gets; NULL for none, and for one that the record already has. */
static const struct provider *service_of(struct arena *arena, const struct remedy *remedy)
{
	static const char word[] = "include:";
	struct slice text = slice_of(remedy->text), term;

	for (size_t at = 0; slice_next_item(text, ' ', &at, &term);) {
		const struct provider *service = NULL;
		struct dns_name name;

		if (slice_starts_nocase(term, word) &&
			dns_name_from_labels(slice_part(term, sizeof word - 1, term.len), &name) ==
				DNS_NAME_OK)
			service = provider_of_include(&name);
		if (service && !(remedy->old && slice_find_nocase(remedy->old->txt->joined,
							(const char *)arena_copy(arena, term).at, 0) >= 0))
			return service;
	}
	return NULL;
}

/* What has to be true before an SPF record is published that authorizes the address. */
static const char *condition_of(struct arena *arena, const struct bounce_subject *subject)
{
	const struct remedies *remedies = subject->report->remedies;

	if (!remedies->outcome || !subject->ip)
		return NULL;
	for (size_t i = 0; i < remedies->list.count; i++) {
		const struct provider *service = service_of(arena, &remedies->list.at[i]);

		if (service)
			return arena_printf(
				arena, "the mail was sent with your own account at %s", service->name);
	}
	return subject->report->domain->senders.count > 1
		       ? "all of these addresses send mail for you"
		       : arena_printf(arena, "%s sends mail for you", shown(arena, subject->ip));
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
	struct bounce_scene scene = { .arena = arena, .bounce = bounce };

	if (subject->report) {
		scene.domain = subject->report->domain;
		scene.sender = sender_at(scene.domain, subject->ip);
	}
	cause.reason = words->reason && (!bounce->meaning || bounce_is_of_sender_rights(bounce))
			       ? words->reason
			       : bounce_reason(&scene);
	fill_head(arena, bounce, subject, &cause);
	cause.sentence = arena_printf(arena, "%s %s%s: %s.", cause.who, cause.what,
		with_word(arena, " from ", cause.from), cause.reason);
	cause.action = action_of(&scene, subject, words);
	if (!subject->open)
		cause.advice = has_remedies(subject) || subject->ask ? bounce_advice_beside(&scene, subject)
								     : bounce_advice(&scene, subject);
	if (has_remedies(subject))
		cause.condition = condition_of(arena, subject);
	return cause;
}
