/* The worst that is known of a domain decides its headline; what is not known is said, never guessed. */
#include "judge/headline.h"

#include "check/claims.h"

#include <string.h>

/* Whether the DMARC policy keeps others from using the name in From. */
enum protection { PROTECTION_UNKNOWN, SPOOFABLE, PROTECTED };

/* A list in the making: "Gmail, Yahoo and Apple". */
struct words {
	const char *at[16];
	size_t count;
};

static void add_word(struct words *words, const char *word)
{
	for (size_t i = 0; i < words->count; i++)
		if (strcmp(words->at[i], word) == 0)
			return;
	if (words->count < sizeof words->at / sizeof *words->at)
		words->at[words->count++] = word;
}

static const char *join(struct arena *arena, const struct words *words)
{
	const char *text = "";

	for (size_t i = 0; i < words->count; i++)
		text = arena_printf(arena, "%s%s%s", text,
			!i			? ""
			: i + 1 == words->count ? " and "
						: ", ",
			words->at[i]);
	return text;
}

static struct headline say(enum headline_kind kind, const char *text)
{
	return (struct headline){ kind, text };
}

/* Questions that were asked, and not answered. */
static bool has_unanswered(const struct report *report)
{
	for (size_t i = 0; i < report->unanswered.count; i++)
		if (!dns_outcome_is_wished(report->unanswered.at[i].reason))
			return true;
	return false;
}

static bool enforces(const struct dmarc_reading *reading)
{
	return reading->applies && dmarc_policy_after_pct(reading) >= DMARC_QUARANTINE;
}

static enum protection protection_of(const struct domain *domain)
{
	const struct dmarc_reading *old = &domain->dmarc->rfc7489, *new = &domain->dmarc->rfc9989;

	/* Offline, names above the files are not asked: a policy of a public suffix is rare. */
	if (dns_outcome_is_wished(new->outcome))
		new = old;
	if (!dns_outcome_is_answer(old->outcome) || !dns_outcome_is_answer(new->outcome) ||
		enforces(old) != enforces(new))
		return PROTECTION_UNKNOWN;
	return enforces(old) ? PROTECTED : SPOOFABLE;
}

/* It has MX hosts, and none of them has an address. */
static bool is_unreachable(const struct domain *domain)
{
	if (!dns_outcome_is_answer(domain->mx_reply->outcome) || !domain->mx.count ||
		domain_has_null_mx(domain))
		return false;
	for (size_t i = 0; i < domain->mx.count; i++) {
		const struct mx_subject *mx = &domain->mx.at[i];

		if (!mx->ip4 || !mx->ip6 || !has_no_address(mx->ip4, mx->ip6))
			return false;
	}
	return true;
}

/* What a rule is about, by the family of its id. */
static const char *subject_of(const struct rule *rule)
{
	static const char *const families[][2] = { { "spf-", "SPF" }, { "dkim-", "DKIM" },
		{ "dmarc-", "DMARC" }, { "mx-", "MX" }, { "dns-", "DNS" }, { "mta-sts-", "MTA-STS" },
		{ "tlsrpt-", "TLS-RPT" }, { "tls-rpt-", "TLS-RPT" }, { "dane-", "DANE" }, { "tlsa-", "DANE" },
		{ "bimi-", "BIMI" }, { "ptr-", "reverse DNS" }, { "zone-", "the zone file" },
		{ "expect-", "house rules" } };

	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (strncmp(rule->id, families[i][0], strlen(families[i][0])) == 0)
			return families[i][1];
	return NULL;
}

/* "errors in SPF and MX" */
static const char *errors_text(struct arena *arena, const struct report *report)
{
	struct words words = { 0 };

	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];
		const char *subject = subject_of(finding->rule);

		if (finding->severity == SEVERITY_ERROR && !finding->known && subject)
			add_word(&words, subject);
	}
	return words.count ? arena_printf(arena, "errors in %s", join(arena, &words)) : "has errors";
}

static struct words receivers_with_verdict(const struct receivers *receivers, bool bulk)
{
	struct words words = { 0 };

	for (size_t i = 0; receivers && i < RECEIVERS; i++)
		if ((bulk ? receivers->list[i].bulk_senders : receivers->list[i].all_senders) ==
			VERDICT_NOT_MET)
			add_word(&words, receivers->list[i].name);
	return words;
}

/* What receivers ask for, and what is not known of it: "DKIM and sending IP". */
static struct words unknown_of(const struct receivers *receivers)
{
	struct words words = { 0 };

	for (size_t i = 0; receivers && i < RECEIVERS; i++)
		for (size_t k = 0; k < receivers->list[i].count; k++) {
			const struct requirement *requirement = &receivers->list[i].requirements[k];

			if (requirement->visible && requirement->judged.status == VERDICT_UNKNOWN)
				add_word(&words, strcmp(requirement->id, "reverse-dns") == 0
							 ? "sending IP"
							 : requirement->title);
		}
	return words;
}

/* Nothing but its MX says that the domain sends mail. */
static bool may_not_send(const struct domain *domain)
{
	return !domain->spf.count && !domain_has_key(domain) && !domain->options->address_count &&
	       domain->options->role != ROLE_SENDS;
}

static const char *nothing_found(const struct report *report)
{
	return report->counts[SEVERITY_WARNING] ? "no errors found" : "no faults found";
}

/* Some of the domain is not known: what is, has no errors. */
static struct headline say_open(struct arena *arena, const struct report *report)
{
	struct words words = unknown_of(report->receivers);

	if (has_unanswered(report))
		return say(HEADLINE_OPEN,
			arena_printf(arena, "%s, but DNS did not answer everything", nothing_found(report)));
	if (words.count)
		return say(HEADLINE_OPEN, arena_printf(arena, "%s; not checked: %s", nothing_found(report),
						  join(arena, &words)));
	return say(
		report->counts[SEVERITY_WARNING] ? HEADLINE_WARNINGS : HEADLINE_READY, nothing_found(report));
}

static struct headline of_errors(struct arena *arena, const struct report *report)
{
	const char *text = errors_text(arena, report);

	if (protection_of(report->domain) == SPOOFABLE)
		text = arena_printf(arena, "%s; anyone can spoof it", text);
	return say(HEADLINE_ERRORS, text);
}

/* SPF or DKIM can pass, as far as DNS shows it. */
static bool is_authenticated(const struct receivers *receivers)
{
	for (size_t k = 0; receivers && k < receivers->list[0].count; k++)
		if (strcmp(receivers->list[0].requirements[k].id, "spf-or-dkim") == 0)
			return receivers->list[0].requirements[k].judged.status == VERDICT_MET;
	return false;
}

static struct headline of_refused(struct arena *arena, const struct report *report, const struct words *names)
{
	const char *text =
		may_not_send(report->domain) ? "mail from it would be refused by %s" : "refused by %s";

	return say(HEADLINE_REFUSED, arena_printf(arena, text, join(arena, names)));
}

static struct headline of_bulk(struct arena *arena, const struct report *report, const struct words *names)
{
	const char *where =
			   names->count == RECEIVERS ? "" : arena_printf(arena, " at %s", join(arena, names)),
		   *spoofing = protection_of(report->domain) == SPOOFABLE ? "; anyone can spoof it" : "";

	return say(HEADLINE_NOT_BULK, arena_printf(arena, "not ready for bulk mail%s%s", where, spoofing));
}

static struct headline of_sender(struct arena *arena, const struct report *report)
{
	struct words refusing = receivers_with_verdict(report->receivers, false),
		     bulk = receivers_with_verdict(report->receivers, true);
	enum protection protection = protection_of(report->domain);

	if (refusing.count)
		return of_refused(arena, report, &refusing);
	if (is_unreachable(report->domain))
		return say(HEADLINE_UNREACHABLE, "mail to it cannot be delivered");
	if (report->counts[SEVERITY_ERROR])
		return of_errors(arena, report);
	if (bulk.count)
		return of_bulk(arena, report, &bulk);
	if (protection == SPOOFABLE)
		return say(HEADLINE_SPOOFABLE, is_authenticated(report->receivers)
						       ? "works, but anyone can spoof it"
						       : "anyone can spoof it");
	if (has_unanswered(report) || !report->receivers || unknown_of(report->receivers).count)
		return say_open(arena, report);
	return say(HEADLINE_READY, "ready for bulk mail");
}

/* Of a domain that does not send: `what` it does. */
static struct headline of_silent(struct arena *arena, const struct report *report, const char *what)
{
	enum protection protection = protection_of(report->domain);

	if (is_unreachable(report->domain))
		return say(HEADLINE_UNREACHABLE, "mail to it cannot be delivered");
	if (report->counts[SEVERITY_ERROR])
		return of_errors(arena, report);
	if (protection == SPOOFABLE)
		return say(HEADLINE_SPOOFABLE, arena_printf(arena, "%s, but anyone can spoof it", what));
	if (protection == PROTECTED && domain_lets_nobody_send(report->domain))
		return say(HEADLINE_PROTECTED, arena_printf(arena, "%s, protected against spoofing", what));
	return say(HEADLINE_OPEN, arena_printf(arena, "%s, %s", what, say_open(arena, report).text));
}

/* Without SPF, MX and DMARC nothing can be said. */
static bool is_unknown(const struct domain *domain)
{
	return !dns_outcome_is_answer(domain->txt->outcome) &&
	       !dns_outcome_is_answer(domain->mx_reply->outcome) &&
	       !dns_outcome_is_answer(domain->dmarc->rfc7489.outcome);
}

static struct headline of_unknown(struct arena *arena, enum dns_outcome outcome)
{
	if (dns_outcome_is_wished(outcome))
		return say(HEADLINE_NOT_CHECKED, "not checked (offline)");
	if (dns_outcome_is_ours(outcome))
		return say(HEADLINE_NOT_CHECKED, "could not be checked: no resolver");
	if (dns_outcome_is_unread(outcome))
		return say(HEADLINE_NOT_CHECKED,
			"could not be checked: lines of the zone file could not be read");
	return say(HEADLINE_NOT_CHECKED, arena_printf(arena, "could not be checked: DNS did not answer (%s)",
						 dns_outcome_reason(outcome)));
}

struct headline headline_of(struct arena *arena, const struct report *report)
{
	const struct domain *domain = report->domain;

	if (report->gone)
		return say(HEADLINE_GONE, "does not exist after the change");
	if (!domain->exists)
		return say(HEADLINE_NO_SUCH_NAME, "does not exist");
	if (is_unknown(domain))
		return of_unknown(arena, domain->txt->outcome);
	if (domain->reverse)
		return say(HEADLINE_NOT_FOR_MAIL, "not a mail domain");
	switch (domain->role) {
	case ROLE_RECEIVES:
		return of_silent(arena, report, "receives mail only");
	case ROLE_NO_MAIL:
		return of_silent(arena, report, "no mail");
	case ROLE_INCLUDE:
		return report->counts[SEVERITY_ERROR]
			       ? say(HEADLINE_ERRORS, errors_text(arena, report))
			       : say(HEADLINE_INCLUDED,
					 arena_printf(arena, "SPF record for other domains, %s",
						 say_open(arena, report).text));
	default:
		return of_sender(arena, report);
	}
}
