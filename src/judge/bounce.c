/* Verdicts on bounces: each different one is a check of the domain that it is about, from which the causes are kept. */
#include "judge/bounce.h"

#include "base/escape.h"
#include "judge/bounce_addresses.h"
#include "judge/bounce_reason.h"
#include "rules/selection.h"

#include <string.h>

static bool is_of_recipient(enum bounce_kind kind)
{
	return kind == BOUNCE_RECIPIENT_DNS || kind == BOUNCE_RECIPIENT_TLS;
}

/* Faults of a DMARC record for which no mail is refused: of reports, and of how strict it is. */
static const char no_causes[] =
	"dmarc-rua-*,dmarc-ruf-*,dmarc-psd-ruf,dmarc-p-none-no-rua,dmarc-sp-weaker,dmarc-np-weaker,"
	"dmarc-t-y,dmarc-pct-*,dmarc-fo-*,dmarc-parked-not-reject";

/* The kinds of complaint that DMARC makes of the domain in From, which the envelope does not tell. */
static bool is_of_from(enum bounce_kind kind)
{
	return kind == BOUNCE_DMARC || kind == BOUNCE_DMARC_MISSING || kind == BOUNCE_ALIGNMENT;
}

/* Keeps what may be the cause. Notes are none, nor is SPF where it was asked for a domain of others. */
static void keep_causes(struct session *session)
{
	const struct bounce *bounce = session->settle_context;
	const char *rules = bounce_kind_rules(bounce->kind);
	struct report *report = session->report;
	const struct bounce_scene scene = { .bounce = bounce, .domain = report->domain };
	bool without_spf = is_of_from(bounce->kind) && bounce_is_sent_by_others(&scene);
	size_t kept = 0;

	for (size_t i = 0; i < report->findings.count; i++) {
		const char *id = report->findings.at[i].rule->id;

		if (report->findings.at[i].severity > SEVERITY_INFO && rules_list_has(rules, id) &&
			!rules_list_has(no_causes, id) && !(without_spf && rules_list_has("spf-*", id)))
			report->findings.at[kept++] = report->findings.at[i];
	}
	report->findings.count = kept;
	report_refresh(report);
}

static bool wants_key(enum bounce_kind kind)
{
	return kind == BOUNCE_NO_AUTH || kind == BOUNCE_DKIM || kind == BOUNCE_DMARC ||
	       kind == BOUNCE_ALIGNMENT || kind == BOUNCE_SEVERAL || kind == BOUNCE_IPV6;
}

/* A mail that is to pass DKIM needs a key that verifiers find: its text is with the server that signs. */
static const char *ask_for_key(
	struct arena *arena, const struct bounce_verdict *verdict, const char *selector)
{
	const struct domain *domain = verdict->report->domain;

	if (!wants_key(verdict->bounce->kind) || bounce_reply_has(verdict->bounce, "body hash") ||
		domain_has_key(domain) || !domain->domainkey ||
		!dns_outcome_is_answer(domain->domainkey->outcome))
		return NULL;
	if (selector)
		return arena_printf(arena,
			"Publish a TXT record at %s._domainkey.%s with the public key of the server that signs (--private-key FILE prints the record).",
			escape_copy(arena, slice_of(selector)),
			escape_copy(arena, slice_of(verdict->domain)));
	/* Keys may be at selectors that nobody can list: only what is known to be missing is asked for. */
	if (!dns_outcome_has_no_name(domain->domainkey->outcome))
		return NULL;
	return arena_printf(arena,
		"Turn on DKIM signing as %s where the mail is sent, and publish the key (--selector S --private-key FILE prints the record).",
		escape_copy(arena, slice_of(verdict->domain)));
}

/* The options of this one check: what the bounce tells beside what the user has. */
static void fill_options(const struct bounce_request *request, const struct check_options *given,
	const struct bounce_verdict *verdict, struct check_options *check, struct bounce_addresses *addresses,
	const char **selector)
{
	const struct bounce *bounce = verdict->bounce;

	*check = *given;
	if (check->role == ROLE_AUTO) {
		bool receives = is_of_recipient(bounce->kind);

		check->role = receives ? ROLE_RECEIVES : ROLE_SENDS;
		check->role_reason =
			receives ? "the refused mail was sent to it" : "it sent the refused mail";
	}
	if (bounce->bulk)
		check->volume = VOLUME_BULK;
	if (!check->address_count) {
		bounce_addresses_collect(request->bounces, bounce, verdict->ip, check->suffixes, addresses);
		check->addresses = addresses->at;
		check->address_count = addresses->count;
	}
	if (!check->helo)
		check->helo = bounce->helo;
	*selector = check->selector_count == 1 ? check->selectors[0] : NULL;
	if (!check->selector_count && bounce->selector && texts_equal(bounce->signer, verdict->domain)) {
		*selector = bounce->selector;
		check->selectors = selector;
		check->selector_count = 1;
	}
}

/*
 * A log shows the envelope alone. Most mail has the same domain in From, so the domain of MAIL FROM is checked and that is said; a
 * complaint about alignment says that they differ.
 */
static void assume_domain(struct arena *arena, struct bounce_verdict *verdict)
{
	const struct bounce *bounce = verdict->bounce;
	const char *shown;

	if (verdict->domain || !bounce->mail_from ||
		(bounce->kind != BOUNCE_DMARC && bounce->kind != BOUNCE_DMARC_MISSING))
		return;
	shown = escape_copy(arena, slice_of(bounce->mail_from));
	verdict->domain = bounce->mail_from;
	verdict->domain_source = BOUNCE_IN_ENVELOPE;
	verdict->assumption = arena_printf(arena,
		"The text shows %s only in MAIL FROM. If the From field has another domain, give that with --domain.",
		shown);
}

/* Without answers about it an assumption says nothing: the domain is asked for. */
static void drop_assumption(struct bounce_verdict *verdict)
{
	verdict->domain = NULL;
	verdict->assumption = NULL;
	verdict->report = NULL;
	verdict->contradiction = NULL;
	verdict->ask = NULL;
	verdict->open = true;
}

/* Whose records matter, and from where the mail came: what the user says, else what the text tells. */
static void choose_subject(
	struct arena *arena, const struct bounce_request *request, struct bounce_verdict *verdict)
{
	const struct bounce *bounce = verdict->bounce;
	bool given = request->check->address_count > 0;

	/* What a text tells of the mail is of the sender; only the reply itself can name the recipient's domain. */
	verdict->domain = is_of_recipient(bounce->kind) && bounce->domain_source != BOUNCE_IN_REPLY
				  ? NULL
				  : bounce->domain;
	verdict->domain_source = bounce->domain_source;
	if (request->domain) {
		verdict->domain = request->domain;
		verdict->domain_source = BOUNCE_GIVEN;
	}
	assume_domain(arena, verdict);
	verdict->ip = given ? dns_address_text(arena, &request->check->addresses[0]) : bounce->ip;
	verdict->ip_source = given ? BOUNCE_GIVEN : bounce->ip_source;
}

/* Reverse DNS belongs to the address, whatever domain the mail was of. */
static bool is_of_address(enum bounce_kind kind)
{
	return kind == BOUNCE_PTR || kind == BOUNCE_IPV6 || kind == BOUNCE_HELO;
}

static const char *find_domain_lack(struct arena *arena, const struct bounce *bounce)
{
	if (is_of_recipient(bounce->kind))
		return "The text does not name the recipient's domain: give it with --domain.";
	if (bounce->kind == BOUNCE_PTR)
		return "The text does not name the address of the sending server: give it with --ip.";
	if (is_of_from(bounce->kind) && bounce->mail_from)
		return arena_printf(arena,
			"The refusal is about the domain in the From field, and the text names only the domain in MAIL FROM (%s): give the domain in From with --domain.",
			bounce->mail_from);
	return "The text names no domain: give it with --domain, and the address of the sending server with --ip.";
}

/* What has to be known before DNS can be asked. */
static const char *find_lack(struct arena *arena, const struct bounce_verdict *verdict)
{
	enum bounce_kind kind = verdict->bounce->kind;

	if (!bounce_kind_rules(kind))
		return kind == BOUNCE_UNKNOWN
			       ? "The reply mentions neither DNS nor the authentication of mail."
			       : "No DNS record changes this.";
	if (kind == BOUNCE_PTR && !verdict->ip)
		return find_domain_lack(arena, verdict->bounce);
	return verdict->domain || (verdict->ip && is_of_address(kind))
		       ? NULL
		       : find_domain_lack(arena, verdict->bounce);
}

/* A name that does not lead back to the address is mended at either end. */
static const char *unconfirmed_name(struct arena *arena, const struct domain *domain)
{
	const struct sender *sender = domain->senders.count ? &domain->senders.at[0] : NULL;

	return sender && sender->names.count ? dns_name_text(arena, &sender->names.at[0].name) : NULL;
}

/* Who can change what reverse DNS says. */
static const char *ask_for_ptr(struct arena *arena, const struct bounce_verdict *verdict)
{
	const struct report *report = verdict->report;
	const char *name = unconfirmed_name(arena, report->domain);

	for (size_t i = 0; i < report->findings.count; i++) {
		if (report->findings.at[i].type != DNS_TYPE_PTR)
			continue;
		if (name)
			return arena_printf(arena,
				"Add the address %s to the A or AAAA records of %s, or ask the hosting company of the address for a PTR record with the name that the server uses in HELO.",
				verdict->ip, name);
		return arena_printf(arena,
			"Ask the hosting company of %s (customer portal or support) for a PTR record with the name that the server uses in HELO; that name has to resolve to %s. PTR records are not in the zone of the domain.",
			verdict->ip, verdict->ip);
	}
	return NULL;
}

static void hand_over(
	const struct bounce_request *request, struct arena *arena, struct bounce_verdict *verdict)
{
	const struct bounce_subject subject = { .domain = verdict->domain,
		.ip = verdict->ip,
		.report = verdict->report,
		.has_contradiction = verdict->contradiction,
		.ask = verdict->ask,
		.open = verdict->open };

	verdict->cause = bounce_cause_find(arena, verdict->bounce, &subject);
	request->verdict(request->context, verdict);
}

static void tell(const struct bounce_request *request, struct bounce_verdict *verdict,
	struct session *session, const char *selector)
{
	struct contradiction contradiction;

	session->settle = keep_causes;
	session->settle_context = verdict->bounce;
	session_finish(session);
	verdict->report = session->report;
	if (verdict->domain)
		verdict->ask = ask_for_key(&session->arena, verdict, selector);
	if (!verdict->ask && verdict->bounce->kind != BOUNCE_HELO &&
		!bounce_is_of_authentication_alone(verdict->bounce))
		verdict->ask = ask_for_ptr(&session->arena, verdict);
	if (verdict->domain &&
		contradiction_find(&session->arena, verdict->bounce, session->report->domain, &contradiction))
		verdict->contradiction = &contradiction;
	if (verdict->assumption)
		verdict->lack = find_domain_lack(&session->arena, verdict->bounce);
	if (verdict->assumption && !dns_outcome_is_answer(session->report->domain->txt->outcome))
		drop_assumption(verdict);
	hand_over(request, &session->arena, verdict);
	verdict->contradiction = NULL;
}

static void judge_domain(
	const struct bounce_request *request, struct bounce_verdict *verdict, const struct dns_name *name)
{
	struct domain_settings settings = request->settings(request->context, name);
	struct bounce_addresses addresses;
	struct check_options check;
	const char *selector;
	struct session session = { .view = { .facts = request->facts },
		.name = *name,
		.options = &check,
		.rules = settings.rules,
		.wish = request->wish };

	fill_options(request, settings.check, verdict, &check, &addresses, &selector);
	tell(request, verdict, &session, selector);
	session_close(&session);
}

/* The address alone: nothing is known of a domain, and there is nothing to publish in its zone. */
static void judge_address(
	struct arena *arena, const struct bounce_request *request, struct bounce_verdict *verdict)
{
	struct rule_set rules = rules_within(arena, request->rules, bounce_kind_rules(BOUNCE_PTR));
	struct bounce_addresses addresses;
	struct check_options check;
	const char *selector;
	struct session session = { .view = { .facts = request->facts },
		.senders_alone = true,
		.options = &check,
		.rules = &rules,
		.wish = { .known = request->wish.known } };

	fill_options(request, request->check, verdict, &check, &addresses, &selector);
	tell(request, verdict, &session, selector);
	session_close(&session);
}

static void judge(const struct bounce_request *request, struct bounce_verdict *verdict)
{
	struct arena scratch = { 0 };
	struct dns_name name;

	choose_subject(&scratch, request, verdict);
	verdict->lack = find_lack(&scratch, verdict);
	if (!verdict->lack && verdict->domain &&
		dns_name_from_unicode(slice_of(verdict->domain), &name) == DNS_NAME_OK) {
		judge_domain(request, verdict, &name);
	} else if (!verdict->lack && !verdict->domain) {
		judge_address(&scratch, request, verdict);
	} else {
		verdict->open = bounce_kind_rules(verdict->bounce->kind);
		hand_over(request, &scratch, verdict);
	}
	arena_release(&scratch);
}

struct bounce_totals bounces_count(const struct bounces *bounces)
{
	return (struct bounce_totals){
		.bounces = bounces->total, .different = bounces->list.count, .unkept = bounces->unkept
	};
}

void judge_bounces(const struct bounce_request *request)
{
	const struct bounces *bounces = request->bounces;

	for (size_t i = 0; i < bounces->list.count; i++) {
		struct bounce_verdict verdict = { .bounce = &bounces->list.at[i] };

		judge(request, &verdict);
	}
}
