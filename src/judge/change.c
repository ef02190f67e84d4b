/* Pairs the domains of two states, judges both, and takes out of the second report what the first one has, too. */
#include "judge/change.h"

#include "check/zone_change.h"
#include "judge/same_finding.h"
#include "rules/registry.h"

/* A name of both sides; they differ only when two live domains are compared. */
struct pair {
	struct dns_name before, after;
	struct findings extra; /* what whole zones show about names that belong to this one */
};

struct pairs {
	ARENA_LIST(struct pair) list;
	struct zone_set *numbers; /* of the names: the places in the list */
};

/* What is compared, and what takes the place of a side that lacks a name: a world in which nothing exists. */
struct comparison {
	const struct change_request *request;
	struct arena arena;
	struct pairs pairs;
	struct zone_change *zones; /* of two sides of files; else NULL */
	struct change_side nothing;
	struct dns_source *nothing_source;
	struct text nothing_text;
};

static void add_pair(struct comparison *comparison, const struct dns_name *name)
{
	struct pairs *pairs = &comparison->pairs;
	size_t number;

	if (zone_set_find_name(pairs->numbers, name, &number))
		return;
	zone_set_add_name(pairs->numbers, name);
	*arena_append(&comparison->arena, &pairs->list) = (struct pair){ .before = *name, .after = *name };
}

/* A zone that is gone is told once, and not for each of its names. */
static bool is_told_with_zone(const struct comparison *comparison, const struct dns_name *name)
{
	struct dns_name apex;

	return comparison->zones && zone_change_lost_zone(comparison->zones, name) &&
	       zone_set_find_apex(comparison->zones->before->zones, name, &apex) &&
	       !dns_name_equal(name, &apex);
}

static void add_mail_domains(struct comparison *comparison, const struct zone_names *names)
{
	for (size_t i = 0; names && i < names->domains.count; i++) {
		struct dns_name name = zone_set_name(names->zones, names->domains.at[i]);

		if (!is_told_with_zone(comparison, &name))
			add_pair(comparison, &name);
	}
}

/* Names below a wildcard are judged by its records, where these are others than before (RFC 4592 section 2.2.1). */
static void add_wildcards(struct comparison *comparison)
{
	const struct zone_change *zones = comparison->zones;

	for (size_t i = 0; zones && i < zones->differences.count; i++) {
		const struct zone_difference *difference = &zones->differences.at[i];
		struct mail_records had, has;
		struct dns_name name;

		if (!difference->before || !difference->after || !difference->data ||
			(difference->type != DNS_TYPE_MX && difference->type != DNS_TYPE_TXT))
			continue;
		name = zone_change_name(zones, difference);
		if (!slice_is(dns_name_first_label(&name), "*") || zone_names_is_underscored(&name))
			continue;
		had = mail_records_of(zones->before, &name);
		has = mail_records_of(zones->after, &name);
		if (had.mx == has.mx && had.spf == has.spf) /* a kind that is lost is told as such */
			add_pair(comparison, &name);
	}
}

/* The domains that are wanted, else the mail domains of the files, else the two domains of live DNS. */
static void choose_pairs(struct comparison *comparison)
{
	const struct change_request *request = comparison->request;

	for (size_t i = 0; i < request->domain_count; i++)
		add_pair(comparison, &request->domains[i]);
	if (request->domain_count)
		return;
	if (!request->before.zones && !request->after.zones) {
		*arena_append(&comparison->arena, &comparison->pairs.list) =
			(struct pair){ .before = request->before.domain, .after = request->after.domain };
		return;
	}
	add_mail_domains(comparison, request->after.names);
	add_mail_domains(comparison, request->before.names);
	add_wildcards(comparison);
}

/* The domain to which a name belongs: the nearest one above it; without one the first, unless domains were wanted. */
static struct pair *pair_of(struct comparison *comparison, const struct dns_name *name)
{
	size_t number = 0;

	for (struct dns_name at = *name;; at = dns_name_parent(&at)) {
		if (zone_set_find_name(comparison->pairs.numbers, &at, &number))
			return &comparison->pairs.list.at[number];
		if (at.len == 1)
			break;
	}
	return comparison->request->domain_count ? NULL : &comparison->pairs.list.at[0];
}

static void compare_zones(struct comparison *comparison)
{
	struct rule_set all = rules_all(&comparison->arena);
	struct findings found = { 0 };

	engine_run_zone_change(&comparison->arena, comparison->zones, &all, &found);
	for (size_t i = 0; i < found.list.count; i++) {
		struct pair *pair = pair_of(comparison, &found.list.at[i].name);

		if (pair)
			*arena_append(&comparison->arena, &pair->extra.list) = found.list.at[i];
	}
}

static void take_out_what_was(struct session *session)
{
	session->report->cured = cured_findings(&session->arena, session->report, session->before);
	take_out_known_findings(session->report, session->before);
}

static bool has_question(const struct report *report, const struct dns_question *question)
{
	for (size_t i = 0; i < report->unanswered.count; i++)
		if (report->unanswered.at[i].question.type == question->type &&
			dns_name_equal(&report->unanswered.at[i].question.name, &question->name))
			return true;
	return false;
}

/* What the state before leaves open leaves the comparison open, too. */
static void add_unanswered(struct arena *arena, struct report *after, const struct report *before)
{
	for (size_t i = 0; i < before->unanswered.count; i++)
		if (!has_question(after, &before->unanswered.at[i].question))
			*arena_append(arena, &after->unanswered) = before->unanswered.at[i];
}

static void add_selectors(struct arena *arena, struct check_options *check, const struct change_side *side,
	const struct dns_name *domain)
{
	ARENA_LIST(const char *) list = { 0 };

	for (size_t i = 0; i < check->selector_count; i++)
		*arena_append(arena, &list) = check->selectors[i];
	for (size_t i = 0; i < side->selector_count; i++)
		if (dns_name_equal(&side->selectors[i].domain, domain))
			*arena_append(arena, &list) = side->selectors[i].selector;
	check->selectors = list.at;
	check->selector_count = list.count;
}

/* What one side knows of selectors the other one is asked for, too. */
static void add_known_selectors(struct arena *arena, const struct change_request *request,
	struct check_options *check, const struct dns_name *domain)
{
	add_selectors(arena, check, &request->before, domain);
	add_selectors(arena, check, &request->after, domain);
}

/* Of a domain that is gone only that is told: whatever else is missing follows from it. */
static void keep_zone_changes(struct session *session)
{
	struct report *after = session->report;
	size_t kept = 0;

	for (size_t i = 0; i < after->findings.count; i++) {
		const struct finding *finding = &after->findings.at[i];

		if (finding->rule->scope == SCOPE_ZONE_CHANGE || finding->rule->scope == SCOPE_ZONE)
			after->findings.at[kept++] = *finding;
	}
	after->findings.count = kept;
	after->gone = true;
	after->cured = arena_take(&session->arena, sizeof *after->cured);
	report_refresh(after);
}

/* A domain of a new zone has no state before: all of its findings are news, and nothing has changed. */
static void leave_out_changes(struct session *session)
{
	struct report *after = session->report;
	size_t kept = 0;

	for (size_t i = 0; i < after->findings.count; i++)
		if (after->findings.at[i].rule->scope != SCOPE_CHANGE)
			after->findings.at[kept++] = after->findings.at[i];
	after->findings.count = kept;
	after->cured = arena_take(&session->arena, sizeof *after->cured);
	report_refresh(after);
}

static void (*settle_for(bool gone, bool new))(struct session *session)
{
	if (gone)
		return keep_zone_changes;
	return new ? leave_out_changes : take_out_what_was;
}

static struct session session_of(const struct change_side *side, const struct dns_name *name,
	const struct check_options *check, const struct rule_set *rules)
{
	return (struct session){
		.view = { .facts = side->facts }, .name = *name, .options = check, .rules = rules
	};
}

static void judge_pair(const struct comparison *comparison, const struct pair *pair, bool first)
{
	const struct change_request *request = comparison->request;
	const struct zone_change *zones = comparison->zones;
	bool gone = zones && zone_change_is_gone(zones, &pair->after),
	     new = zones &&zone_change_has_new_zone(zones, &pair->before);
	const struct change_side *side_before = new ? &comparison->nothing : &request->before,
				 *side_after = gone ? &comparison->nothing : &request->after;
	struct domain_settings settings_before = request->settings(request->context, &pair->before),
			       settings_after = request->settings(request->context, &pair->after);
	struct check_options check_before = *settings_before.check, check_after = *settings_after.check;
	struct session before = session_of(side_before, &pair->before, &check_before, settings_before.rules),
		       after = session_of(side_after, &pair->after, &check_after, settings_after.rules);
	struct arena known = { 0 };

	before.file_rules = after.file_rules = request->file_rules;
	/* The first pair carries the faults of the files. */
	before.zones = first ? request->before.zones : NULL;
	after.zones = first ? request->after.zones : NULL;
	check_before.zone_names = side_before->names;
	check_after.zone_names = side_after->names;
	add_known_selectors(&known, request, &check_before, &pair->before);
	add_known_selectors(&known, request, &check_after, &pair->after);
	session_finish(&before);
	after.before = before.report;
	after.extra = &pair->extra;
	after.settle = settle_for(gone, new);
	after.wish = request->wish;
	after.wish.remedies = after.wish.remedies && !gone;
	session_finish(&after);
	if (!gone)
		add_unanswered(&after.arena, after.report, before.report);
	report_refresh(after.report);
	request->report(request->context, after.report);
	session_close(&after);
	session_close(&before);
	arena_release(&known);
}

static void open_nothing(struct comparison *comparison)
{
	static const char root[] = "@ 1 SOA @ @ 1 1 1 1 1\n";
	const struct dns_name origin = dns_name_root();
	struct change_side *nothing = &comparison->nothing;

	comparison->nothing_text = text_of("nothing", slice_of(root));
	nothing->zones = zone_set_new();
	zone_set_read(nothing->zones, &comparison->nothing_text, &origin);
	zone_set_finish(nothing->zones);
	nothing->names = zone_names_find(&comparison->arena, nothing->zones);
	comparison->nothing_source = dns_zone_source(nothing->zones, NULL);
	nothing->facts = facts_new(comparison->nothing_source, 0, NULL);
}

static void close_nothing(struct comparison *comparison)
{
	dns_source_close(
		comparison->nothing_source); /* before the facts: what it still waits for ends in them */
	facts_free(comparison->nothing.facts);
	zone_set_free(comparison->nothing.zones);
	text_close(&comparison->nothing_text);
}

void judge_changes(const struct change_request *request)
{
	struct comparison comparison = { .request = request };

	if (request->before.zones && request->after.zones)
		comparison.zones = zone_change_of(
			&comparison.arena, request->before.names, request->after.names, request->suffixes);
	comparison.pairs.numbers = zone_set_new();
	open_nothing(&comparison);
	choose_pairs(&comparison);
	if (comparison.zones && comparison.pairs.list.count)
		compare_zones(&comparison);
	for (size_t i = 0; i < comparison.pairs.list.count; i++)
		judge_pair(&comparison, &comparison.pairs.list.at[i], !i);
	close_nothing(&comparison);
	zone_set_free(comparison.pairs.numbers);
	arena_release(&comparison.arena);
}
