/* A table of words by kind of refusal, and the advice that depends on DNS. */
#include "judge/bounce_advice.h"

#include "base/escape.h"
#include "check/claims.h"
#include "check/services.h"
#include "judge/bounce_reason.h"
#include "judge/remedy.h"

#include <string.h>

static const struct bounce_words kinds[] = {
	[BOUNCE_UNKNOWN] = { "not said", "ask the receiver", "the reply does not say why",
		"The reply mentions neither DNS nor authentication: ask the postmaster of the receiver for the reason. No DNS record is known to change this." },
	[BOUNCE_NO_AUTH] = { "SPF and DKIM", "set up SPF or DKIM", NULL, NULL },
	[BOUNCE_SPF] = { "SPF", "correct SPF", NULL, NULL },
	[BOUNCE_SPF_RECORD] = { "SPF record", "correct SPF", NULL, NULL },
	[BOUNCE_DKIM] = { "DKIM", "sign with DKIM", NULL, NULL },
	[BOUNCE_DMARC] = { "DMARC policy", "set up SPF or DKIM", NULL, NULL },
	[BOUNCE_DMARC_MISSING] = { "no DMARC record", "publish DMARC", NULL, NULL },
	[BOUNCE_ALIGNMENT] = { "not aligned", "sign with DKIM", NULL, NULL },
	[BOUNCE_SEVERAL] = { "SPF, DKIM, DMARC", "set up all three", NULL, NULL },
	[BOUNCE_PTR] = { "PTR record", "ask hosting company", NULL, NULL },
	[BOUNCE_HELO] = { "HELO name", "correct the HELO name", NULL,
		"The administrator of the sending server has to set its HELO name to a name that resolves to its address (in Postfix: smtp_helo_name)." },
	[BOUNCE_IPV6] = { "IPv6 sender", "set PTR, SPF, DKIM", NULL,
		"For mail over IPv6, the address needs a PTR record (set by its hosting company), and SPF or DKIM must pass. Sending only over IPv4 avoids both requirements." },
	[BOUNCE_SENDER_DOMAIN] = { "sender domain", "correct the domain", NULL,
		"Correct the sender's address if it is misspelled. Otherwise the owner of the domain has to publish an MX record for it." },
	[BOUNCE_DNS] = { "DNS failure", "check name servers", NULL,
		"The DNS hosting provider of the domain has to make its name servers answer. The sending server tries mail that was only deferred again." },
	[BOUNCE_RECIPIENT_DNS] = { "recipient's DNS", "check the address", NULL,
		"Check the spelling of the recipient's address. If it is right, the recipient's postmaster has to correct the MX records. The sender has nothing to publish." },
	[BOUNCE_RECIPIENT_TLS] = { "recipient's TLS", "tell the recipient", NULL,
		"The recipient's postmaster has to correct the certificate, the TLSA records or the MTA-STS policy. The sender has nothing to publish." },
	[BOUNCE_TLS] = { "no TLS", "turn on STARTTLS", NULL,
		"The administrator of the sending server has to turn on TLS for outgoing mail (in Postfix: smtp_tls_security_level = may). Nothing has to be published." },
	[BOUNCE_HEADER] = { "message header", "correct the header", NULL,
		"Correct the header where the message is made: exactly one From, Date and Message-ID field, each as RFC 5322 section 3.6 requires. Nothing has to be published." },
	[BOUNCE_REPUTATION] = { "reputation", "request removal", NULL,
		"The administrator of the sending server has to stop the unwanted mail, then request removal from any block list that the reply names. No DNS record of the domain changes this." },
	[BOUNCE_LOCAL_POLICY] = { "receiver's policy", "ask the receiver", NULL,
		"Only an administrator of the server that refused the mail can allow it. No DNS record of the domain changes this." },
	[BOUNCE_SMTP_AUTH] = { "login", "correct the login", NULL,
		"Correct the user name, the password or the login method in the mail program or device that sends. Nothing has to be published." },
	[BOUNCE_ARC] = { "ARC of a forwarder", "tell the forwarder", NULL,
		"The operator of the server that forwarded the message has to correct its ARC seals. The sender has nothing to publish." },
};

static const struct bounce_words others[] = {
	[OTHER_RECIPIENT] = { "no such mailbox", "check the address",
		"the recipient's mailbox does not exist or does not accept mail",
		"Check the recipient's address, or reach the recipient by other means. No DNS record changes this." },
	[OTHER_CONTENT] = { "content", "change the content", "a filter rejected what the message contains",
		"Change the content (links, attachments, wording), or ask the recipient's administrator to allow it. No DNS record changes this." },
	[OTHER_LISTED] = { "block list", "request removal", "the address or the domain is on a block list",
		"The administrator of the sending server has to stop the unwanted mail and then request removal from the list that the reply names. No DNS record of the domain changes this." },
	[OTHER_RATE] = { "rate limit", "send more slowly", "too much mail was sent in a short time",
		"Send more slowly, and let the server retry. No DNS record changes this." },
	[OTHER_RELAY] = { "relaying", "log in to send", "the server does not relay mail for this sender",
		"Log in to the mail server before sending. If the mail was sent to the right server, its administrator has to configure it to accept the recipient's domain." },
	[OTHER_SIZE] = { "size", "send less", "the message is too large",
		"Send a smaller message, for example with a link instead of the attachment. No DNS record changes this." },
	[OTHER_TLS] = { "TLS", "check certificates", "TLS could not be negotiated",
		"The administrators of both servers have to check certificates and TLS versions. The sender has nothing to publish." },
};

/* What codes and wordings of a reply tell that is about something else. */
static const struct {
	const char *code, *text; /* the end of a code (RFC 3463), or a part of the reply; NULL */
	struct bounce_words words;
} details[] = {
	{ ".2.2", NULL,
		{ "mailbox full", "tell the recipient", "the recipient's mailbox is full",
			"The recipient has to free space. Send the message again later. No DNS record changes this." } },
	{ ".4.6", "too many hops",
		{ "mail loop", "correct the routing", "the message looped between mail servers",
			"The administrator of the recipient's mail servers has to correct the forwarding or the MX records that cause the loop. The sender has nothing to publish." } },
	{ ".1.1", NULL,
		{ "no such mailbox", "check the address", "the recipient's mailbox does not exist",
			"Check the recipient's address, or reach the recipient by other means. No DNS record changes this." } },
	{ NULL, "connection timed out",
		{ "no connection", "wait", "no connection to the receiver was possible",
			"The sending server tries again. If it fails for a long time, its administrator has to check the network and the firewall (port 25)." } },
	{ NULL, "connection refused",
		{ "no connection", "wait", "no connection to the receiver was possible",
			"The sending server tries again. If it fails for a long time, its administrator has to check the network and the firewall (port 25)." } },
	{ NULL, "greylist",
		{ "greylisting", "wait",
			"the receiver accepts mail of unknown servers only when they try again (greylisting)",
			"Nothing has to be done if the server tries again, as mail servers do. No DNS record changes this." } },
	{ NULL, "sending limit",
		{ "sending limit", "wait", "the account has reached its sending limit",
			"Wait until the limit is reset, or ask the administrator of the account to raise it. No DNS record changes this." } },
};

static bool has_code(const struct bounce *bounce, const char *end)
{
	for (size_t i = 0; end && i < bounce->codes.count; i++)
		if (slice_ends_nocase(slice_of(bounce->codes.at[i]), end))
			return true;
	return false;
}

/* A login that was accepted, and may not send with this address. */
static const struct bounce_words send_as = {
	"sender address", "correct the sender", "the login may not send with this sender address",
	"Log in as the owner of the sender address, or ask the administrator of the mail server to allow it. Nothing has to be published."
};

bool bounce_is_of_sender_rights(const struct bounce *bounce)
{
	return bounce->kind == BOUNCE_SMTP_AUTH &&
	       (bounce_reply_has(bounce, "send as") || bounce_reply_has(bounce, "sendas") ||
		       bounce_reply_has(bounce, "not owned by user"));
}

const struct bounce_words *bounce_words_of(const struct bounce *bounce)
{
	if (bounce_is_of_sender_rights(bounce))
		return &send_as;
	if (bounce->kind != BOUNCE_UNKNOWN)
		return &kinds[bounce->kind];
	for (size_t i = 0; i < sizeof details / sizeof *details; i++)
		if (has_code(bounce, details[i].code) ||
			(details[i].text && bounce_reply_has(bounce, details[i].text)))
			return &details[i].words;
	if (bounce->other < sizeof others / sizeof *others && others[bounce->other].label)
		return &others[bounce->other];
	return &kinds[BOUNCE_UNKNOWN];
}

/* Where the mail was sent by a service under a domain of its own. */
static const char *advise_signing(struct arena *arena, const char *domain)
{
	return arena_printf(arena,
		"The service that sent the mail has to sign it with DKIM as %s: turn that on in its settings, and publish the DKIM record that it shows.",
		domain ? escape_copy(arena, slice_of(domain)) : "the domain in From");
}

static bool is_offline(const struct domain *domain)
{
	return domain && domain->txt && dns_outcome_is_wished(domain->txt->outcome);
}

#define SHOWS_RECORD \
	"--ip ADDR shows the SPF record (the address is in its log, or in the Received lines of the returned message)."

static const char ask_for_address[] = "Give the address of the server that sent the mail: " SHOWS_RECORD;

/* The service that receives the domain's mail, and that its SPF record does not include; NULL for none that is known. */
static const struct provider *unlisted_service(const struct domain *domain)
{
	const struct spf_subject *spf = domain_spf(domain);
	struct services services;

	services_find(domain, NULL, &services);
	for (size_t i = 0; i < services.count; i++) {
		bool listed = false;

		for (size_t k = 0; spf && k < spf->record->terms.count; k++) {
			const struct spf_term *term = &spf->record->terms.at[k];
			struct dns_name target;

			listed = listed ||
				 ((term->kind == SPF_TERM_INCLUDE || term->kind == SPF_TERM_REDIRECT) &&
					 spf_term_target(spf->record, term, &domain->name, &target) &&
					 provider_of_include(&target) == services.at[i]);
		}
		if (!listed && provider_shares_include(services.at[i]))
			return services.at[i];
	}
	return NULL;
}

/* The SPF record where DNS shows who may send, although no address is known: a service, or the MX hosts. NULL for nothing. */
static const char *likely_record(const struct bounce_scene *scene)
{
	const struct domain *domain = scene->domain;
	const struct provider *service;
	const struct spf_subject *spf;
	const char *includes;
	struct slice first;

	if (!domain || !domain->txt || !dns_outcome_is_answer(domain->txt->outcome) || !domain->exists ||
		domain->spf_selected > 1 || !domain->mx.count || domain_has_null_mx(domain))
		return NULL;
	spf = domain_spf(domain);
	if (spf ? !spf->record->valid : domain->spf.count)
		return NULL;
	service = unlisted_service(domain);
	includes = service ? service->includes : NULL;
	if (service && provider_next_word(&includes, &first))
		return arena_printf(scene->arena,
			"If the mail was sent through %s, the record is:\n%s. TXT \"%s\"", service->name,
			dns_name_text(scene->arena, &domain->name),
			escape_visible_copy(scene->arena,
				slice_of(spf_with_include(scene->arena, spf ? spf->record : NULL, NULL,
					(const char *)arena_copy(scene->arena, first).at))));
	return spf ? NULL
		   : arena_printf(scene->arena,
			     "If the MX hosts send the mail, the record is:\n%s. TXT \"v=spf1 mx ~all\"",
			     dns_name_text(scene->arena, &domain->name));
}

/* What is said of SPF where no address is known, and the record if DNS shows who may send. */
static const char *advise_address(const struct bounce_scene *scene, const char *text)
{
	const char *likely = likely_record(scene);

	return likely ? arena_printf(scene->arena, "%s\n%s", text, likely) : text;
}

/* The fix of the worst fault of the SPF record, where no text of it can be offered. */
static const char *fix_of_spf(struct arena *arena, const struct bounce_subject *subject)
{
	for (size_t i = 0; subject->report && i < subject->report->findings.count; i++) {
		const struct finding *finding = &subject->report->findings.at[i];

		if (finding->help && strncmp(finding->rule->id, "spf-", 4) == 0)
			return arena_printf(arena, "In the SPF record of %s: %s",
				escape_copy(arena, slice_of(subject->domain)), finding->help);
	}
	return "Correct the SPF record. -v shows what is wrong with it and how to correct it.";
}

/* What can be done for a mail of which no more is known. */
static const char *advise_both(const struct bounce_scene *scene, const char *domain)
{
	const char *shown = domain ? escape_copy(scene->arena, slice_of(domain)) : "the domain in From";

	if (scene->bounce->kind == BOUNCE_SEVERAL)
		return arena_printf(scene->arena,
			"Sign the mail with DKIM as %s where it is sent, and authorize the server in SPF: " SHOWS_RECORD,
			shown);
	return arena_printf(scene->arena,
		"One of two is enough: sign the mail with DKIM as %s where it is sent, or authorize the server in SPF: " SHOWS_RECORD,
		shown);
}

/* Of SPF, DKIM and DMARC, when no record is offered. */
static const char *advise_authentication(
	const struct bounce_scene *scene, const struct bounce_subject *subject)
{
	enum spf_now spf = bounce_spf_now(scene);

	if (scene->bounce->kind == BOUNCE_DKIM)
		return "The server that sent the mail has to sign it with DKIM, and nothing may change the message after that. `mailauth-check message FILE` with a copy of the message shows which signature fails and why.";
	if (bounce_is_sent_by_others(scene) || scene->bounce->kind == BOUNCE_ALIGNMENT)
		return advise_signing(scene->arena, subject->domain);
	if (spf == SPF_NOW_PASS &&
		(scene->bounce->kind == BOUNCE_SPF || scene->bounce->kind == BOUNCE_NO_AUTH))
		return "Nothing has to be published: the SPF record has been corrected, or the mail came from another server. Send a test message.";
	if (spf == SPF_NOW_PASS)
		return arena_printf(scene->arena,
			"SPF has to pass for the domain in MAIL FROM, or a DKIM signature for %s. `mailauth-check message FILE` with a copy of the message shows which of them fails and why.",
			subject->domain);
	if (scene->bounce->kind == BOUNCE_SPF_RECORD && bounce_spf_is_valid(scene))
		return "The SPF record is valid now: it has been corrected, or a record that it includes failed then. Send a test message.";
	if (!subject->ip && (scene->bounce->kind == BOUNCE_SPF || scene->bounce->kind == BOUNCE_SPF_RECORD))
		return advise_address(scene, ask_for_address);
	if (!subject->ip)
		return advise_address(scene, advise_both(scene, subject->domain));
	if (spf == SPF_NOW_UNKNOWN)
		return is_offline(scene->domain)
			       ? "DNS was not queried (--offline), so no record can be offered."
			       : "DNS did not answer, so no record can be offered. Try again later.";
	return fix_of_spf(scene->arena, subject);
}

static const char *advise(const struct bounce_scene *scene, const struct bounce_subject *subject)
{

	switch (scene->bounce->kind) {
	case BOUNCE_DMARC_MISSING:
		return subject->has_contradiction
			       ? "Nothing has to be published if the domain in From is this one. Send a test message."
			       : "Publish a DMARC record at _dmarc of the domain in From, such as \"v=DMARC1; p=none\".";
	case BOUNCE_PTR:
		if (bounce_is_cured(scene))
			return "Nothing has to be published: the PTR record has been corrected, or the mail came from another server. Send a test message.";
		return "The PTR record of the address is set at its hosting company, in its customer portal or by its support, and not in the zone of the domain.";
	case BOUNCE_SENDER_DOMAIN:
	case BOUNCE_DNS:
		if (bounce_is_cured(scene))
			return "DNS answers for the domain now: the records have been corrected, or the failure was temporary. Send the message again.";
		return kinds[scene->bounce->kind].advice;
	default:
		return advise_authentication(scene, subject);
	}
}

const char *bounce_advice(const struct bounce_scene *scene, const struct bounce_subject *subject)
{
	const struct bounce_words *words = bounce_words_of(scene->bounce);
	bool depends = scene->bounce->kind == BOUNCE_SENDER_DOMAIN || scene->bounce->kind == BOUNCE_DNS;

	return words->advice && !depends ? words->advice : advise(scene, subject);
}

const char *bounce_advice_beside(const struct bounce_scene *scene, const struct bounce_subject *subject)
{
	switch (scene->bounce->kind) {
	case BOUNCE_NO_AUTH:
	case BOUNCE_SPF:
	case BOUNCE_DMARC:
	case BOUNCE_SEVERAL:
		if (bounce_is_sent_by_others(scene))
			return subject->ask ? NULL : advise_signing(scene->arena, subject->domain);
		if (scene->bounce->spf && strcmp(scene->bounce->spf, "pass") == 0)
			return NULL;
		if (subject->ip)
			return NULL;
		if (subject->report->remedies && subject->report->remedies->list.count)
			return "Then check with --ip ADDR that the server that sent the mail passes SPF.";
		return advise_address(scene,
			subject->ask ? "Or authorize the server in SPF: " SHOWS_RECORD : ask_for_address);
	default:
		return NULL;
	}
}
