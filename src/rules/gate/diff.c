/* Two states of a domain: what a change does to its mail, apart from the single records. */
#include "check/change.h"
#include "check/claims.h"

#include "rules/families.h"
#include "rules/gate/change_examples.h"

/* The file before has it and live DNS has not: it was entered where nobody asks. */
static void not_published(struct rule_run *run, const struct change *change)
{
	const struct domain *before = change->before, *now = change->after;
	const char *missing = "";

	if (!before->txt->from_zone_file || now->txt->from_zone_file)
		return;
	if (domain_spf(before) && dns_outcome_is_answer(now->txt->outcome) && !now->spf.count)
		missing = "SPF record";
	if (before->dmarcs.count && dns_outcome_is_answer(now->dmarc->walk[0].reply->outcome) &&
		!now->dmarcs.count)
		missing = *missing ? "SPF and DMARC records" : "DMARC record";
	if (*missing)
		report_finding(run, NULL, (struct span){ 0 },
			"public DNS does not have the %s of the zone file; is the DNS of %s hosted elsewhere?",
			missing, dns_name_text(run->arena, &now->name));
}

static bool is_there(const struct findings *findings, const struct finding *old)
{
	for (size_t i = 0; i < findings->list.count; i++) {
		const struct finding *new = &findings->list.at[i];

		if (new->rule == old->rule && dns_name_equal(&new->name, &old->name))
			return true;
	}
	return false;
}

static void finding_gone(struct rule_run *run, const struct change *change)
{
	const struct report *before = change->report_before;

	/* What was not answered is no reason to be gone, and of a new name nothing was wrong but that it was not there. */
	if (!domain_is_answered(change->after) || !change->before->exists)
		return;
	for (size_t i = 0; i < before->findings.count; i++) {
		const struct finding *old = &before->findings.at[i];
		struct finding *finding;

		/* Faults of the file are no rules' findings: they come in later. */
		if (old->severity == SEVERITY_INFO || old->rule->scope == SCOPE_ZONE ||
			is_there(change->raised, old))
			continue;
		finding = report_finding(run, NULL, (struct span){ 0 }, "no longer reported: %s: %s",
			old->rule->id, old->message);
		finding->name = old->name;
		finding->brief = arena_printf(run->arena, "%s was fixed", old->rule->id);
	}
}

/* As --save-answers keeps it. */
#define NOTHING_PUBLISHED \
	"; @answer example.com TXT nodata\n; @answer example.com MX nodata\n; @answer _dmarc.example.com TXT " \
	"nxdomain\n; @answer _domainkey.example.com TXT nxdomain\n"

static const struct rule rows[] = {
	{
		.id = "diff-not-published",
		CHANGE_ROW(ERROR, not_published),
		.summary = "record of the zone file is not in public DNS",
		.why = "Usually the domain was moved to another DNS hosting provider, and this zone file is "
		       "no longer in use.",
		.help = "Publish the record at the DNS hosting provider to which the domain is delegated.",
		.reference = "RFC 1034 section 4.2.1",
		.bad = "; before from a file\n" OLD NEW NOTHING_PUBLISHED,
		.good = OLD NEW OLD,
	},
	{
		.id = "diff-finding-gone",
		CHANGE_ROW(INFO, finding_gone),
		.summary = "finding of the state before the change is no longer reported",
		.why = "The change removed the cause of the finding, or the record that it was about.",
		.bad = "@ TXT \"v=spf1 +all\"\n" NEW "@ TXT \"v=spf1 -all\"",
		.good = OLD NEW OLD,
	},
};

RULE_FAMILY(diff_rules, "Changes", rows);
