/* DMARC: reports that go to another organization (RFC 7489 section 7.1, RFC 9990 section 4, RFC 9991 section 5). */
#include "check/claims.h"
#include "check/rule.h"
#include "dmarc/report_consent.h"
#include "rules/families.h"
#include "rules/mx/mail_host.h"

enum { HOSTS_MOST = 10 };

typedef void consent_check(struct rule_run *run, const struct dmarc_subject *dmarc,
	const struct dmarc_uri *uri, const struct report_consent *consent);

/* Each host of rua or ruf that must consent, once; not for a record that came alone, without a domain. */
static void each_consent(
	struct rule_run *run, const struct dmarc_subject *dmarc, bool of_ruf, consent_check *check)
{
	const struct domain *domain = run->domain;
	const struct dmarc_record *record = dmarc->record;

	if (!record->selected || !dns_outcome_has_records(domain->dmarc->walk[0].reply->outcome))
		return;
	for (size_t i = 0; i < record->uris.count; i++) {
		const struct dmarc_uri *uri = &record->uris.at[i];
		struct report_consent consent;
		bool again = false;

		for (size_t k = 0; k < i; k++)
			again = again ||
				(record->uris.at[k].of_ruf == of_ruf && record->uris.at[k].has_host &&
					dns_name_equal(&record->uris.at[k].host, &uri->host));
		if (!uri->has_host || uri->of_ruf != of_ruf || again)
			continue;
		consent = report_consent(
			run->arena, domain->view, domain->options->suffixes, &domain->name, &uri->host);
		if (consent.reply && dns_outcome_is_answer(consent.reply->outcome))
			check(run, dmarc, uri, &consent);
	}
}

static void unauthorised(struct rule_run *run, const struct dmarc_subject *dmarc, const struct dmarc_uri *uri,
	const struct report_consent *consent)
{
	struct finding *finding;

	if (consent->record)
		return;
	finding = report_finding(run, &dmarc->published, uri->span, "%s has not authorized reports for %s%s",
		dns_name_text(run->arena, &uri->host), dns_name_text(run->arena, &run->domain->name),
		consent->rfc7489_asks && consent->rfc9990_asks ? ""
		: consent->rfc7489_asks			       ? " (checked only by RFC 7489 receivers)"
							       : " (checked only by RFC 9990 receivers)");
	finding_fix(finding, &consent->name, DNS_TYPE_TXT, "v=DMARC1");
}

static void rua_unauthorised(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	each_consent(run, dmarc, false, unauthorised);
}

static void ruf_unauthorised(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	each_consent(run, dmarc, true, unauthorised);
}

static void by_wildcard(struct rule_run *run, const struct dmarc_subject *dmarc, const struct dmarc_uri *uri,
	const struct report_consent *consent)
{
	if (domain_is_asked_all(run->domain) &&
		report_consent_is_for_all(run->domain->view, consent, &uri->host))
		report_finding(run, &dmarc->published, uri->span, "%s accepts reports for every domain",
			dns_name_text(run->arena, &uri->host));
}

static void rua_wildcard(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	each_consent(run, dmarc, false, by_wildcard);
}

static void overridden(struct rule_run *run, const struct dmarc_subject *dmarc, const struct dmarc_uri *uri,
	const struct report_consent *consent)
{
	const struct dmarc_record *other;
	const struct tag *rua;
	struct finding *finding;
	bool elsewhere = false;

	if (!consent->record)
		return;
	other = dmarc_parse_kept(
		run->arena, consent->reply, (size_t)(consent->record - consent->reply->records.at));
	rua = dmarc_tag(other, uri->of_ruf ? "ruf" : "rua");
	if (!rua)
		return;
	for (size_t i = 0; i < other->uris.count; i++)
		elsewhere =
			elsewhere || (other->uris.at[i].of_ruf == uri->of_ruf && other->uris.at[i].has_host &&
					     !dns_name_equal(&other->uris.at[i].host, &uri->host));
	finding = report_finding(run, &dmarc->published, uri->span,
		elsewhere ? "%s overrides %s= with another host; receivers send no reports"
			  : "%s overrides %s=; reports go to its address",
		dns_name_text(run->arena, &consent->name), uri->of_ruf ? "ruf" : "rua");
	if (elsewhere)
		finding->severity = SEVERITY_WARNING;
}

static void rua_override(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	each_consent(run, dmarc, false, overridden);
	each_consent(run, dmarc, true, overridden);
}

static void host_no_mail(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct dmarc_record *record = dmarc->record;

	if (!record->selected || !dns_outcome_has_records(run->domain->dmarc->walk[0].reply->outcome))
		return;
	for (size_t i = 0; i < record->uris.count && i < HOSTS_MOST; i++) {
		const struct dmarc_uri *uri = &record->uris.at[i];
		const char *why = uri->has_host ? why_no_mail(run, &uri->host) : NULL;

		if (why)
			report_finding(run, &dmarc->published, uri->span, "%s cannot receive reports; it %s",
				dns_name_text(run->arena, &uri->host), why);
	}
}

#define OUTSIDE "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@reports.example.net\"\n"
#define OUTSIDE_ZONE \
	"$ORIGIN example.net.\n@ 60 SOA ns h 1 2 3 4 5\n@ 60 NS ns\nns 60 A 11.0.0.9\nreports 60 MX 10 ns\n"
#define CONSENT(text) "example.com._report._dmarc.reports 60 TXT \"" text "\""

static const struct rule rows[] = {
	{
		.id = "dmarc-rua-host-no-mail",
		.asks = true,
		SUBJECT_ROW(WARNING, DMARC, dmarc, host_no_mail),
		.summary = "report address in a domain that does not receive mail",
		.why = "Reports cannot be delivered to this address and are lost.",
		.help = "Use a report address that exists, or publish an MX record for its domain.",
		.reference = "RFC 5321 section 5.1 and RFC 7505 section 3",
		.bad = "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@reports.example.com\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rua-external-unauthorised",
		.asks = true,
		SUBJECT_ROW(WARNING, DMARC, dmarc, rua_unauthorised),
		.summary = "aggregate reports go to another organization without its authorization",
		.why = "Before receivers send reports to another organization, they look up "
		       "DOMAIN._report._dmarc.HOST. Without a DMARC record at that name they ignore the "
		       "address.",
		.help = "Ask the owner of the host to publish the authorization record, for this domain or for "
			"all domains (`*._report._dmarc`), or use a report address of your own.",
		.reference = "RFC 9990 section 4 and RFC 7489 section 7.1",
		.bad = OUTSIDE OUTSIDE_ZONE,
		.good = OUTSIDE OUTSIDE_ZONE CONSENT("v=DMARC1"),
	},
	{
		.id = "dmarc-ruf-external-unauthorised",
		.asks = true,
		SUBJECT_ROW(INFO, DMARC, dmarc, ruf_unauthorised),
		.summary = "failure reports go to another organization without its authorization",
		.why = "Before receivers send reports to another organization, they look up "
		       "DOMAIN._report._dmarc.HOST. Without a DMARC record at that name they ignore the "
		       "address.",
		.help = "Ask the owner of the host to publish the authorization record, for this domain or for "
			"all domains (`*._report._dmarc`), or use a report address of your own.",
		.reference = "RFC 9991 section 5 and RFC 7489 section 7.1",
		.bad = DMARC_EXAMPLE(
			"v=DMARC1; p=reject; ruf=mailto:d@reports.example.net") "\n" OUTSIDE_ZONE,
		.good = DMARC_EXAMPLE(
			"v=DMARC1; p=reject; rua=mailto:d@example.com; ruf=mailto:d@example.com"),
	},
	{
		.id = "dmarc-rua-external-wildcard",
		.asks = true,
		SUBJECT_ROW(INFO, DMARC, dmarc, rua_wildcard),
		.summary = "host of a report address accepts reports for every domain",
		.why = "Report services usually publish such a wildcard record. Anyone can request reports to "
		       "this host.",
		.help = NULL,
		.reference = "RFC 9990 section 4 and RFC 7489 section 7.1",
		.bad = OUTSIDE OUTSIDE_ZONE "*._report._dmarc.reports 60 TXT \"v=DMARC1\"",
		.good = OUTSIDE OUTSIDE_ZONE CONSENT("v=DMARC1"),
	},
	{
		.id = "dmarc-rua-external-override",
		.asks = true,
		SUBJECT_ROW(INFO, DMARC, dmarc, rua_override),
		.also = ALSO(WARNING),
		.summary = "host of a report address overrides the address",
		.why = "An address in the authorization record of the host replaces the address in the DMARC "
		       "record. It must be at the same host. Otherwise receivers send no reports to either "
		       "address.",
		.help = "Check that the address in the authorization record is at the same host.",
		.reference = "RFC 9990 section 4 and RFC 7489 section 7.1",
		.bad = OUTSIDE OUTSIDE_ZONE CONSENT("v=DMARC1; rua=mailto:all@reports.example.net"),
		.good = OUTSIDE OUTSIDE_ZONE CONSENT("v=DMARC1"),
	},
};

RULE_FAMILY(dmarc_external_rules, "DMARC: reports to other organizations", rows);
