/* Intended changes whose acceptance has ended: the configuration file names them, and the finding counts again. */
#include "check/accept.h"
#include "base/date.h"
#include "base/escape.h"
#include "check/change.h"

#include "rules/families.h"

static bool has_domain(const struct domain *domain, const struct dns_name *name)
{
	const struct zone_names *names = domain->options->zone_names;

	return names && zone_names_has_domain(names, name);
}

/* A domain that is gone tells nothing but that. */
static bool is_left(const struct domain *after, const struct dns_name *name)
{
	const struct zone_names *names = after->options->zone_names;
	size_t number;

	return !names || (zone_set_find_name(names->zones, name, &number) &&
				 zone_set_name_exists(names->zones, number));
}

/* Of the domains that are compared the one that is nearest to the name tells it. */
static bool tells(const struct change *change, const struct acceptance *acceptance)
{
	const struct dns_name *domain = &change->after->name;
	struct dns_name name = acceptance->name;

	if (!dns_name_is_under(&name, domain))
		return false;
	while (!dns_name_equal(&name, domain)) {
		if (has_domain(change->after, &name) ||
			(has_domain(change->before, &name) && is_left(change->after, &name)))
			return false;
		name = dns_name_parent(&name);
	}
	return true;
}

static void accept_expired(struct rule_run *run, const struct change *change)
{
	const struct check_options *options = change->after->options;

	for (size_t i = 0; options->acceptances && i < options->acceptances->list.count; i++) {
		const struct acceptance *acceptance = &options->acceptances->list.at[i];
		struct finding *finding;

		if (!date_is_over(acceptance->last_day, options->now) || !tells(change, acceptance))
			continue;
		finding = report_finding(run, NULL, (struct span){ 0 },
			"the acceptance of %s at %s%s expired on %.*s",
			escape_copy(run->arena, acceptance->rules), acceptance->below ? "names below " : "",
			dns_name_text(run->arena, &acceptance->name), (int)acceptance->last_text.len,
			(const char *)acceptance->last_text.at);
		finding->name = acceptance->name;
		finding->place = acceptance->place;
	}
}

static const struct rule rows[] = {
	{
		.id = "diff-accept-expired",
		CHANGE_ROW(WARNING, accept_expired),
		.summary = "acceptance of a change has expired",
		.why = "After the last day of its `accept` line, a change is reported again.",
		.help = "Remove the `accept` line from the configuration file, or set a later date.",
		.bad = "@ MX 10 ns\n" EXAMPLE_AFTER
		       "; accept = diff-mx-changed example.com until 2026-03-01\n@ MX 10 ns2\nns2 A 11.0.0.2",
		.good = "@ MX 10 ns\n" EXAMPLE_AFTER
			"; accept = diff-mx-changed example.com until 2027-03-01\n@ MX 10 ns2\nns2 A 11.0.0.2",
	},
};

RULE_FAMILY(diff_accept_rules, "Changes", rows);
