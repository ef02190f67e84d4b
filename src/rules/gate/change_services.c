/* Two states of a domain: records of MTA-STS, TLS-RPT and BIMI that were removed. */
#include "check/change.h"

#include "rules/families.h"
#include "rules/gate/change_examples.h"

/* A CNAME of which it is not known where it leads: most are of a service that publishes the record. */
static bool is_open_alias(const struct dns_reply *reply)
{
	return reply && reply->aliases.count && !dns_outcome_is_answer(reply->outcome);
}

/* A record that was in force, and nothing that was meant for one is there now: other faults are told by themselves. */
static void report_removed(
	struct rule_run *run, const struct change *change, enum tagged_kind kind, const char *what)
{
	const struct tagged_set *old = &change->before->tagged[kind], *new = &change->after->tagged[kind];
	struct finding *finding;

	if ((!old->selected && !is_open_alias(old->reply)) || !new->reply ||
		!dns_outcome_is_answer(new->reply->outcome) || new->records.count)
		return;
	finding = report_finding(run, NULL, (struct span){ 0 }, "the %s record of %s was removed", what,
		dns_name_text(run->arena, &change->after->name));
	finding->name = old->name;
	finding->type = DNS_TYPE_TXT;
	if (!old->selected)
		finding->confidence = LIKELY;
}

static void mta_sts_removed(struct rule_run *run, const struct change *change)
{
	report_removed(run, change, TAGGED_MTA_STS, "MTA-STS");
}

static void tls_rpt_removed(struct rule_run *run, const struct change *change)
{
	report_removed(run, change, TAGGED_TLS_RPT, "TLS-RPT");
}

static void bimi_removed(struct rule_run *run, const struct change *change)
{
	report_removed(run, change, TAGGED_BIMI, "BIMI");
}

#define MTA_STS "_mta-sts TXT \"v=STSv1; id=20260101\"\nmta-sts A 11.0.0.5\n"
#define TLS_RPT "_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:t@example.com\"\n"
#define BIMI "default._bimi TXT \"v=BIMI1; l=https://example.com/l.svg\"\n"

static const struct rule rows[] = {
	{
		.id = "diff-mta-sts-removed",
		CHANGE_ROW(WARNING, mta_sts_removed),
		.summary = "MTA-STS record was removed",
		.why = "Senders without a cached policy no longer require TLS. Senders with a cached policy "
		       "use it until it expires and may defer mail.",
		.help = "Publish a policy with `mode: none` and change the `id` of the record first; remove "
			"the record when the old policy has expired everywhere.",
		.reference = "RFC 8461 section 8.3",
		.bad = OLD MTA_STS NEW OLD,
		.good = OLD MTA_STS NEW OLD MTA_STS,
	},
	{
		.id = "diff-tls-rpt-removed",
		CHANGE_ROW(WARNING, tls_rpt_removed),
		.summary = "TLS-RPT record was removed",
		.why = "Senders no longer report TLS failures.",
		.help = "Restore the TLS-RPT record, unless you do not want these reports.",
		.reference = "RFC 8460 section 3",
		.bad = OLD TLS_RPT NEW OLD,
		.good = OLD TLS_RPT NEW OLD TLS_RPT,
	},
	{
		.id = "diff-bimi-removed",
		CHANGE_ROW(WARNING, bimi_removed),
		.summary = "BIMI record was removed",
		.why = "Receivers no longer show the logo beside mail from the domain.",
		.help = "Restore the BIMI record, unless the logo is no longer wanted.",
		.reference = "draft-brand-indicators-for-message-identification section 4",
		.bad = OLD BIMI NEW OLD,
		.good = OLD BIMI NEW OLD BIMI,
	},
};

RULE_FAMILY(diff_service_rules, "Changes", rows);
