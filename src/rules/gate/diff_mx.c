/* Two states of a domain: where mail for it goes. */
#include "base/bytes.h"
#include "check/change.h"
#include "check/claims.h"

#include "rules/families.h"
#include "rules/gate/change_examples.h"

static bool has_exchange(const struct domain *domain, const struct dns_mx *mx)
{
	for (size_t i = 0; i < domain->mx.count; i++)
		if (dns_name_equal(&domain->mx.at[i].mx->exchange, &mx->exchange) &&
			domain->mx.at[i].mx->preference == mx->preference)
			return true;
	return false;
}

static const char *exchanges_not_in(
	struct arena *arena, const struct domain *domain, const struct domain *other)
{
	struct bytes text = { 0 };
	const char *copy;

	for (size_t i = 0; i < domain->mx.count; i++)
		if (!has_exchange(other, domain->mx.at[i].mx))
			bytes_printf(&text, "%s%u %s", text.len ? ", " : "", domain->mx.at[i].mx->preference,
				dns_name_text(arena, &domain->mx.at[i].mx->exchange));
	copy = (const char *)arena_copy(arena, bytes_slice(&text)).at;
	bytes_free(&text);
	return copy;
}

static bool mx_known(const struct change *change)
{
	return dns_outcome_is_answer(change->before->mx_reply->outcome) &&
	       dns_outcome_is_answer(change->after->mx_reply->outcome);
}

static bool stops_receiving(const struct change *change)
{
	return domain_receives(change->before) && !domain_receives(change->after);
}

static void mx_changed(struct rule_run *run, const struct change *change)
{
	const struct domain *before = change->before, *now = change->after;
	const struct published *first = now->mx.count ? &now->mx.at[0].published : NULL;
	const char *gone, *added;

	if (!mx_known(change) || stops_receiving(change))
		return;
	gone = exchanges_not_in(run->arena, before, now);
	added = exchanges_not_in(run->arena, now, before);
	if (*gone)
		gone = arena_printf(run->arena, "without %s", gone);
	if (*added)
		added = arena_printf(run->arena, "%swith %s", *gone ? ", and " : "", added);
	if (*gone || *added)
		report_finding(run, first, (struct span){ 0 }, "mail goes elsewhere: %s%s", gone, added);
}

static void mx_removed(struct rule_run *run, const struct change *change)
{
	if (mx_known(change) && stops_receiving(change))
		report_finding(run, NULL, (struct span){ 0 }, "%s received mail before and no longer does",
			dns_name_text(run->arena, &change->after->name));
}

static const struct rule rows[] = {
	{
		.id = "diff-mx-changed",
		CHANGE_ROW(WARNING, mx_changed),
		.summary = "mail for the domain goes to other hosts than before",
		.why = CHANGE_WHY,
		.help = "Let the old MX host accept mail until the TTL of the old records has passed.",
		.reference = "RFC 5321 section 5.1",
		.bad = OLD NEW "@ MX 10 other\nother A 11.0.0.9",
		.good = OLD NEW OLD,
	},
	{
		.id = "diff-mx-removed",
		CHANGE_ROW(ERROR, mx_removed),
		.summary = "the domain received mail before and no longer does",
		.why = "Mail to the domain bounces, and some receivers reject mail from it.",
		.help = CHANGE_HELP,
		.reference = "RFC 5321 section 5.1 and RFC 7505 section 3",
		.bad = OLD NEW "@ MX 0 .",
		.good = OLD NEW OLD,
	},
};

RULE_FAMILY(diff_mx_rules, "Changes of MX", rows);
