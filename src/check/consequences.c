/* One fault, one finding: what follows from another finding is left out of a report. */
#include "check/consequences.h"

static bool is_of_record(const struct finding *finding)
{
	return finding->rule->scope != SCOPE_DOMAIN && finding->record;
}

static bool is_same_record(const struct published *a, const struct published *b)
{
	return a->type == b->type && a->number == b->number;
}

/* They overlap or touch: one begins where the other ends at the latest. */
static bool touches(struct span a, struct span b)
{
	return a.first <= b.end && b.first <= a.end;
}

static bool is_of_whole_domain(const struct domain *domain, const struct finding *finding)
{
	return !finding->record && dns_name_equal(&finding->name, &domain->name);
}

static bool has_to_touch(const struct rule *rule, const struct rule *cause)
{
	return rule->at_same_bytes || (rule->problem && cause->problem);
}

/* Its fix publishes the record at another name than it has now. */
static bool is_moved_to(const struct finding *finding, const struct dns_name *name)
{
	return finding->fix_text && dns_name_equal(&finding->fix_name, name) &&
	       !dns_name_equal(&finding->name, name);
}

static bool is_about_the_same(
	const struct domain *domain, const struct finding *finding, const struct finding *cause)
{
	/* Faults of files have no name. */
	if (finding->rule->scope == SCOPE_ZONE || cause->rule->scope == SCOPE_ZONE)
		return finding->rule->scope == cause->rule->scope;
	if (is_moved_to(cause, &finding->name))
		return true; /* it was published elsewhere and is missing here */
	if (!dns_name_equal(&finding->name, &cause->name))
		return is_of_whole_domain(domain, finding) || is_of_whole_domain(domain, cause);
	if (!is_of_record(finding) || !is_of_record(cause))
		return true;
	if (has_to_touch(finding->rule, cause->rule) && !touches(finding->span, cause->span))
		return false;
	return is_same_record(finding->record, cause->record);
}

bool finding_follows(const struct domain *domain, const struct finding *finding, const struct finding *cause)
{
	return finding->severity <= cause->severity && rule_follows(finding->rule, cause->rule) &&
	       is_about_the_same(domain, finding, cause);
}

void consequences_divide(struct arena *arena, const struct domain *domain, const struct findings *raised,
	struct findings *ret_told, struct findings *ret_folded)
{
	for (size_t i = 0; i < raised->list.count; i++) {
		const struct finding *finding = &raised->list.at[i];
		bool follows = false;

		for (size_t k = 0; finding->rule->follows && k < raised->list.count && !follows; k++)
			follows = finding_follows(domain, finding, &raised->list.at[k]);
		*arena_append(arena, follows ? &ret_folded->list : &ret_told->list) = *finding;
	}
}
