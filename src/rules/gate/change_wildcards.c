/*
 * Two states of zone files: wildcards with mail records. A wildcard answers for names that do not exist; it ends at each name that
 * does, even if that exists only because something lies below it (RFC 4592 section 2.2).
 */
#include "check/zone_change.h"

#include "rules/families.h"
#include "rules/gate/change_examples.h"
#include "spf/record.h"

static bool has_spf(const struct dns_reply *txt)
{
	for (size_t i = 0; txt && i < txt->records.count; i++)
		if (spf_is_selected(txt->records.at[i].data.txt->joined))
			return true;
	return false;
}

/* SPF by which somebody may send. */
static bool has_open_spf(const struct dns_reply *txt)
{
	for (size_t i = 0; txt && i < txt->records.count; i++) {
		struct slice text = txt->records.at[i].data.txt->joined;

		if (spf_is_selected(text) && !slice_is_nocase(text, "v=spf1 -all"))
			return true;
	}
	return false;
}

static bool takes_mail(const struct dns_reply *mx)
{
	return mx && mx->records.count && !dns_reply_is_null_mx(mx);
}

/* "v=DKIM1; p=": what was signed with any key has no more of one without it. */
static bool is_revocation(const struct dns_reply *txt)
{
	for (size_t i = 0; i < txt->records.count; i++) {
		struct slice text = txt->records.at[i].data.txt->joined;

		if (!text.len || text.at[text.len - 1] != '=')
			return false;
	}
	return true;
}

/* What of mail the records of a wildcard are; NULL for nothing. */
static const char *kind_of(const struct dns_reply *old, const struct dns_name *name)
{
	if (old->question.type == DNS_TYPE_MX)
		return "MX";
	if (old->question.type == DNS_TYPE_TXT && has_spf(old))
		return "SPF";
	return zone_names_is_underscored(name) ? "DKIM" : NULL;
}

static bool only_forbids(const struct dns_reply *old)
{
	return old->question.type == DNS_TYPE_MX
		       ? dns_reply_is_null_mx(old)
		       : old->question.type == DNS_TYPE_TXT && !has_spf(old) && is_revocation(old);
}

/* No record of the kind answers below the name any longer, as far as the files could be read. */
static bool is_lost(
	const struct zone_change *change, struct arena *arena, const struct dns_name *name, uint16_t type)
{
	const struct dns_reply *now = zone_names_answer(change->after, arena, name, type);

	if (!dns_outcome_is_answer(now->outcome))
		return false;
	return type == DNS_TYPE_TXT && !zone_names_is_underscored(name) ? !has_spf(now) : !now->records.count;
}

static void wildcard_removed(struct rule_run *run, const struct zone_change *change)
{
	for (size_t i = 0; i < change->differences.count; i++) {
		const struct zone_difference *difference = &change->differences.at[i];
		struct dns_name name, above;
		const struct dns_reply *old;
		struct finding *finding;
		const char *kind;

		if (!difference->before || !difference->data ||
			(difference->type != DNS_TYPE_MX && difference->type != DNS_TYPE_TXT &&
				difference->type != DNS_TYPE_CNAME))
			continue;
		name = zone_change_name(change, difference);
		if (!slice_is(dns_name_first_label(&name), "*") || zone_change_lost_zone(change, &name))
			continue;
		old = zone_names_records(change->before, run->arena, &name, difference->type);
		kind = kind_of(old, &name);
		if (!kind || !is_lost(change, run->arena, &name, difference->type))
			continue;
		above = dns_name_parent(&name);
		finding = report_finding(run, NULL, (struct span){ 0 },
			"the %s record of wildcard %s was removed; names below %s without records of their "
			"own lose it",
			kind, dns_name_text(run->arena, &name), dns_name_text(run->arena, &above));
		finding->name = name;
		finding->type = difference->type;
		if (only_forbids(old))
			finding->severity = SEVERITY_WARNING;
	}
}

static bool existed(const struct zone_change *change, const struct dns_name *name)
{
	size_t number;

	return zone_set_find_name(change->before->zones, name, &number) &&
	       zone_set_name_exists(change->before->zones, number);
}

/* The uppermost name that exists only after the change. */
static struct dns_name first_new_name(const struct zone_change *change, const struct dns_name *name)
{
	struct dns_name at = *name;

	for (struct dns_name above = dns_name_parent(&at); above.len > 1 && !existed(change, &above);
		above = dns_name_parent(&at))
		at = above;
	return at;
}

/* A host of the zone's own is no domain that the wildcard was for. */
static bool is_server(const struct zone_change *change, const struct dns_name *name)
{
	return zone_change_has_host(change, HOST_OF_MX, name) ||
	       zone_change_has_host(change, HOST_OF_NS, name);
}

/* What wildcards give a name that nobody publishes, beside the new one. */
struct witness {
	const struct dns_reply *mx, *txt;
};

static struct witness witness_of(
	const struct zone_names *names, struct arena *arena, const struct dns_name *name)
{
	struct dns_name above = dns_name_parent(name), nobody;
	struct witness witness = { 0 };

	if (!dns_name_prepend(DNS_LABEL_OF_NOBODY, &above, &nobody))
		return witness;
	witness.mx = zone_names_answer(names, arena, &nobody, DNS_TYPE_MX);
	witness.txt = zone_names_answer(names, arena, &nobody, DNS_TYPE_TXT);
	return witness;
}

/* What a wildcard gave the name and still gives its neighbours: "MX", "SPF", both or NULL. A wildcard that is gone is told. */
static const char *what_is_shadowed(
	const struct zone_change *change, struct arena *arena, const struct dns_name *name)
{
	const struct dns_reply *mx = zone_names_answer(change->after, arena, name, DNS_TYPE_MX),
			       *txt = zone_names_answer(change->after, arena, name, DNS_TYPE_TXT);
	struct witness old = witness_of(change->before, arena, name),
		       new = witness_of(change->after, arena, name);
	bool lost_mx = takes_mail(old.mx) && takes_mail(new.mx) && dns_outcome_has_no_type(mx->outcome),
	     lost_spf = has_open_spf(old.txt) && has_spf(new.txt) && dns_outcome_is_answer(txt->outcome) &&
			!has_spf(txt);

	if (lost_mx)
		return lost_spf ? "MX and SPF records" : "MX records";
	return lost_spf ? "SPF record" : NULL;
}

static void report_shadowed(
	struct rule_run *run, const struct zone_change *change, const struct dns_name *name)
{
	const char *what = what_is_shadowed(change, run->arena, name);
	struct finding *finding;

	if (!what)
		return;
	finding = report_finding(run, NULL, (struct span){ 0 },
		"%s now exists and no longer gets the %s of the wildcard", dns_name_text(run->arena, name),
		what);
	finding->name = *name;
}

static void wildcard_shadowed(struct rule_run *run, const struct zone_change *change)
{
	struct zone_set *told;

	if (!change->had_mail_wildcard)
		return;
	told = zone_set_new();
	for (size_t i = 0; i < change->differences.count && run->reported <= FINDINGS_OF_A_RULE; i++) {
		struct dns_name name;
		size_t number;

		if (!change->differences.at[i].is_new_name)
			continue;
		name = zone_change_name(change, &change->differences.at[i]);
		if (existed(change, &name))
			continue;
		name = first_new_name(change, &name);
		if (zone_set_find_name(told, &name, &number))
			continue;
		zone_set_add_name(told, &name);
		if (!zone_names_is_underscored(&name) && !is_server(change, &name))
			report_shadowed(run, change, &name);
	}
	zone_set_free(told);
}

#define WILD "* MX 10 ns\n* TXT \"v=spf1 ip4:11.0.0.1 -all\"\n"

static const struct rule rows[] = {
	{
		.id = "diff-wildcard-removed",
		ZONE_CHANGE_ROW(ERROR, wildcard_removed),
		.also = ALSO(WARNING),
		.summary = "mail records of a wildcard were removed",
		.why = "Names without records of their own lose the mail records that the wildcard gave "
		       "them.",
		.help = "Restore the wildcard record, or publish a record for each name that is used for "
			"mail.",
		.reference = "RFC 4592 section 2.2.1",
		.bad = OLD WILD NEW OLD "* A 11.0.0.3",
		.good = OLD WILD NEW OLD WILD "* A 11.0.0.3",
	},
	{
		.id = "diff-wildcard-shadowed",
		ZONE_CHANGE_ROW(WARNING, wildcard_shadowed),
		.summary = "new name no longer gets the mail records of a wildcard",
		.why = "A wildcard does not answer for a name that exists, even if only names below it have "
		       "records. The new name has no mail records.",
		.help = "Publish the mail records of the wildcard at the new name too, if it is used for "
			"mail.",
		.reference = "RFC 4592 section 2.2.1",
		.bad = OLD WILD NEW OLD WILD "_acme-challenge.flat TXT x",
		.good = OLD WILD NEW OLD WILD
		"flat A 11.0.0.3\nflat MX 10 ns\nflat TXT \"v=spf1 ip4:11.0.0.1 -all\"\n_token TXT x",
	},
};

RULE_FAMILY(diff_wildcard_rules, "Changes", rows);
