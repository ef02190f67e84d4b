/* Two states of a domain: where mail for it goes. */
#include "base/bytes.h"
#include "check/change.h"
#include "check/claims.h"

#include "rules/families.h"
#include "rules/gate/change_examples.h"

/* Both states are known, and are of the name itself. */
static bool mx_known(const struct change *change)
{
	return dns_outcome_is_answer(change->before->mx_reply->outcome) &&
	       dns_outcome_is_answer(change->after->mx_reply->outcome) &&
	       !change_ends_wildcard(change->before->mx_reply, change->after->mx_reply);
}

/* The MX record of a host; of several the one that is tried first. NULL for none. */
static const struct dns_mx *mx_of(const struct domain *domain, const struct dns_name *exchange)
{
	const struct dns_mx *best = NULL;

	for (size_t i = 0; i < domain->mx.count; i++) {
		const struct dns_mx *mx = domain->mx.at[i].mx;

		if (dns_name_equal(&mx->exchange, exchange) && (!best || mx->preference < best->preference))
			best = mx;
	}
	return best;
}

static bool is_first_of_host(const struct domain *domain, size_t number)
{
	return mx_of(domain, &domain->mx.at[number].mx->exchange) == domain->mx.at[number].mx;
}

/* Hosts that the other state lacks, or all when it is NULL, in the order of the records: "10 mx1.example.net", or the names alone. */
static const char *list_hosts(
	struct arena *arena, const struct domain *domain, const struct domain *other, bool names_alone)
{
	struct bytes text = { 0 };
	const char *copy;

	for (size_t i = 0; i < domain->mx.count; i++) {
		const struct dns_mx *mx = domain->mx.at[i].mx;

		if (!is_first_of_host(domain, i) || (other && mx_of(other, &mx->exchange)))
			continue;
		bytes_add_text(&text, text.len ? ", " : "");
		if (!names_alone)
			bytes_printf(&text, "%u ", mx->preference);
		bytes_add_text(&text, dns_name_text(arena, &mx->exchange));
	}
	copy = (const char *)arena_copy(arena, bytes_slice(&text)).at;
	bytes_free(&text);
	return copy;
}

static const char *hosts_not_in(struct arena *arena, const struct domain *domain, const struct domain *other)
{
	return list_hosts(arena, domain, other, false);
}

/* "MX mail1.example.com -> mail2.example.com"; with one side empty "MX mail1.example.com removed". */
static const char *brief_of(struct arena *arena, const struct domain *before, const struct domain *now)
{
	const char *gone = list_hosts(arena, before, now, true),
		   *added = list_hosts(arena, now, before, true);

	if (!*gone)
		return arena_printf(arena, "MX %s added", added);
	return *added ? arena_printf(arena, "MX %s -> %s", gone, added)
		      : arena_printf(arena, "MX %s removed", gone);
}

/* The host that is tried first; NULL where several are. */
static const struct dns_mx *first_of(const struct domain *domain)
{
	const struct dns_mx *first = NULL;
	bool is_shared = false;

	for (size_t i = 0; i < domain->mx.count; i++) {
		const struct dns_mx *mx = domain->mx.at[i].mx;

		is_shared = first && (mx->preference == first->preference ||
					     (is_shared && mx->preference > first->preference));
		if (!first || mx->preference < first->preference)
			first = mx;
	}
	return is_shared ? NULL : first;
}

static int order_of(const struct dns_mx *a, const struct dns_mx *b)
{
	return (a->preference > b->preference) - (a->preference < b->preference);
}

/* The MX records of a host of both states. */
struct kept_host {
	const struct dns_mx *was, *is;
};

/* Two hosts of both states are tried in another order than before: the numbers themselves mean nothing (RFC 5321 section 5.1). */
static bool has_other_order(struct arena *arena, const struct domain *before, const struct domain *now)
{
	struct kept_host *kept = arena_take_array(arena, now->mx.count + 1, sizeof *kept);
	size_t count = 0;

	for (size_t i = 0; i < now->mx.count; i++) {
		const struct dns_name *host = &now->mx.at[i].mx->exchange;

		kept[count] = (struct kept_host){ mx_of(before, host), mx_of(now, host) };
		count += kept[count].was ? 1 : 0;
	}
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (order_of(kept[i].was, kept[k].was) != order_of(kept[i].is, kept[k].is))
				return true;
	return false;
}

/* A new host is tried before all that were there. */
static bool has_new_first(const struct domain *before, const struct domain *now)
{
	const struct dns_mx *first = now->mx.at[0].mx;

	for (size_t i = 1; i < now->mx.count; i++) {
		const struct dns_mx *mx = now->mx.at[i].mx;

		if (mx->preference < first->preference ||
			(mx->preference == first->preference && mx_of(before, &mx->exchange)))
			first = mx;
	}
	return !mx_of(before, &first->exchange);
}

static bool is_dead(const struct mx_subject *mx)
{
	return mx->ip4 && mx->ip6 && has_no_address(mx->ip4, mx->ip6);
}

static bool has_address(const struct domain *domain, const struct dns_address *address)
{
	for (size_t i = 0; i < domain->mx.count; i++) {
		const struct dns_reply *const replies[] = { domain->mx.at[i].ip4, domain->mx.at[i].ip6 };

		for (size_t k = 0; k < sizeof replies / sizeof *replies; k++)
			for (size_t n = 0; replies[k] && n < replies[k]->records.count; n++)
				if (dns_address_is_within(&replies[k]->records.at[n].data.address, address,
					    address->is_ip6 ? 128 : 32))
					return true;
	}
	return false;
}

/* Each address of the host is known, and one of an MX host of the other state. */
static bool has_addresses_of(const struct mx_subject *mx, const struct domain *other)
{
	const struct dns_reply *const replies[] = { mx->ip4, mx->ip6 };

	for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
		if (!replies[i] || !dns_outcome_is_answer(replies[i]->outcome))
			return false;
		for (size_t k = 0; k < replies[i]->records.count; k++)
			if (!has_address(other, &replies[i]->records.at[k].data.address))
				return false;
	}
	return true;
}

/* Hosts that the other state lacks have no address, or those of its hosts: mail does not go elsewhere. */
static bool has_same_servers(const struct domain *domain, const struct domain *other)
{
	for (size_t i = 0; i < domain->mx.count; i++) {
		const struct mx_subject *mx = &domain->mx.at[i];

		if (!mx_of(other, &mx->mx->exchange) && !is_dead(mx) && !has_addresses_of(mx, other))
			return false;
	}
	return true;
}

/* Mail could be delivered to none of the hosts that are gone, if any. */
static bool lost_dead_only(const struct domain *before, const struct domain *now)
{
	for (size_t i = 0; i < before->mx.count; i++)
		if (!mx_of(now, &before->mx.at[i].mx->exchange) && !is_dead(&before->mx.at[i]))
			return false;
	return true;
}

static bool goes_elsewhere(
	struct arena *arena, const struct domain *before, const struct domain *now, bool is_any_gone)
{
	if (has_other_order(arena, before, now))
		return true;
	if (is_any_gone && lost_dead_only(before, now))
		return false;
	return (is_any_gone || has_new_first(before, now)) &&
	       !(has_same_servers(before, now) && has_same_servers(now, before));
}

static void add_gone(
	struct rule_run *run, struct finding *finding, const struct domain *before, const struct domain *now)
{
	for (size_t i = 0; i < before->mx.count; i++)
		if (!mx_of(now, &before->mx.at[i].mx->exchange))
			finding_add_before(run, finding, &before->mx.at[i].published);
}

/* "mx2.example.com is tried before mx1.example.com", or a clause for what has no first host. */
static const char *order_brief(struct arena *arena, const struct domain *before, const struct domain *now)
{
	const struct dns_mx *was = first_of(before), *is = first_of(now);

	if (!was || !is || dns_name_equal(&was->exchange, &is->exchange))
		return "the MX hosts are tried in another order";
	return arena_printf(arena, "mail now goes to %s first, no longer to %s",
		dns_name_text(arena, &is->exchange), dns_name_text(arena, &was->exchange));
}

/* The same hosts in another order. */
static void compare_order(struct rule_run *run, const struct domain *before, const struct domain *now)
{
	struct finding *finding;

	if (!has_other_order(run->arena, before, now))
		return;
	finding = report_finding(run, &now->mx.at[0].published, (struct span){ 0 },
		"senders try the MX hosts in another order: %s (before: %s)",
		hosts_not_in(run->arena, now, NULL), hosts_not_in(run->arena, before, NULL));
	finding->brief = order_brief(run->arena, before, now);
	finding->help = "Restore the preferences of the MX records, unless the new order is intended.";
	for (size_t i = 0; i < before->mx.count; i++)
		finding_add_before(run, finding, &before->mx.at[i].published);
}

/* A host more that others are tried before, or beside, takes what they would take. */
static void compare_hosts(struct rule_run *run, const struct domain *before, const struct domain *now)
{
	const char *gone = hosts_not_in(run->arena, before, now),
		   *added = hosts_not_in(run->arena, now, before);
	const struct published *first = &now->mx.at[0].published;
	bool is_elsewhere = goes_elsewhere(run->arena, before, now, *gone);
	struct finding *finding;

	if (!*gone && !*added) {
		compare_order(run, before, now);
		return;
	}
	if (*gone)
		gone = arena_printf(run->arena, "removed: %s", gone);
	if (*added)
		added = arena_printf(run->arena, "%sadded: %s", *gone ? "; " : "", added);
	finding = report_finding(run, first, (struct span){ 0 }, "%s (%s%s)",
		is_elsewhere ? "mail goes to other MX hosts" : "the MX hosts changed", gone, added);
	finding->brief = brief_of(run->arena, before, now);
	add_gone(run, finding, before, now);
	if (lost_dead_only(now, before)) /* none of the new hosts can take mail: a fault of its own */
		finding->help = NULL;
	if (!is_elsewhere)
		finding->severity = SEVERITY_INFO;
}

static void mx_changed(struct rule_run *run, const struct change *change)
{
	if (mx_known(change) && domain_receives(change->before) && domain_receives(change->after))
		compare_hosts(run, change->before, change->after);
}

static void mx_added(struct rule_run *run, const struct change *change)
{
	const struct domain *now = change->after;

	if (mx_known(change) && !domain_receives(change->before) && domain_receives(now))
		report_finding(run, &now->mx.at[0].published, (struct span){ 0 },
			"the domain now has MX hosts: %s", hosts_not_in(run->arena, now, NULL));
}

static const char *first_address(struct arena *arena, const struct domain *domain)
{
	const struct dns_reply *const replies[] = { domain->ip4, domain->ip6 };

	for (size_t i = 0; i < sizeof replies / sizeof *replies; i++)
		if (replies[i] && replies[i]->records.count)
			return dns_address_text(arena, &replies[i]->records.at[0].data.address);
	return NULL;
}

/* What happens to mail for a domain whose MX records are gone (RFC 5321 section 5.1). */
static void mx_removed(struct rule_run *run, const struct change *change)
{
	const struct domain *now = change->after;
	const char *address = first_address(run->arena, now);
	struct finding *finding;

	if (!mx_known(change) || !domain_receives(change->before) || domain_receives(now))
		return;
	if (!now->mx.count && address)
		finding = report_finding(run, NULL, (struct span){ 0 },
			"the MX records were removed; mail for %s now goes to the address of the name "
			"itself, %s",
			dns_name_text(run->arena, &now->name), address);
	else
		finding = report_finding(run, now->mx.count ? &now->mx.at[0].published : NULL,
			(struct span){ 0 }, "%s; mail for %s cannot be delivered",
			now->mx.count ? "a null MX record replaced the MX records"
				      : "the MX records were removed",
			dns_name_text(run->arena, &now->name));
	add_gone(run, finding, change->before, now);
}

/* Without a null MX, senders try the address of the name itself. */
static void null_mx_removed(struct rule_run *run, const struct change *change)
{
	const struct domain *now = change->after;
	const char *address = first_address(run->arena, now);

	if (mx_known(change) && domain_has_null_mx(change->before) && !now->mx.count && address)
		report_finding(run, NULL, (struct span){ 0 },
			"the null MX record was removed; mail for %s now goes to the address of the name "
			"itself, %s",
			dns_name_text(run->arena, &now->name), address);
}

static const struct rule rows[] = {
	{
		.id = "diff-mx-changed",
		CHANGE_ROW(WARNING, mx_changed),
		.also = ALSO(INFO),
		.summary = "mail for the domain goes to other MX hosts than before",
		.why = "Senders try the MX hosts in order of preference. An added MX host that is not tried "
		       "first is a note.",
		.help = "Keep the old MX host in service until the TTL of the old MX records has expired.",
		.reference = "RFC 5321 section 5.1",
		.bad = OLD NEW "@ MX 10 other\nother A 11.0.0.9",
		.good = "@ MX 10 ns\n@ MX 20 other\nother A 11.0.0.9\n" NEW
			"@ MX 15 other\n@ MX 5 ns\nother A 11.0.0.9",
	},
	{
		.id = "diff-mx-added",
		CHANGE_ROW(INFO, mx_added),
		.summary = "domain without MX hosts now has MX hosts",
		.why = "Senders now deliver mail for the domain to these hosts.",
		.reference = "RFC 5321 section 5.1",
		.bad = OLD_SPF NEW OLD,
		.good = OLD NEW OLD,
	},
	{
		.id = "diff-mx-removed",
		CHANGE_ROW(ERROR, mx_removed),
		.summary = "domain received mail before and does not now",
		.why = "Mail to the domain bounces or goes to the address of the name itself, often a web "
		       "server. Some receivers reject mail from a domain that accepts none.",
		.help = "Restore the MX records, unless the domain is no longer used for mail.",
		.reference = "RFC 5321 section 5.1 and RFC 7505 sections 3 and 4.2",
		.bad = OLD NEW "@ MX 0 .",
		.good = OLD NEW OLD,
	},
	{
		.id = "diff-mx-null-removed",
		CHANGE_ROW(WARNING, null_mx_removed),
		.summary = "null MX record of a domain was removed",
		.why = "Senders try for days to deliver to the address of the name itself, often a web "
		       "server, before they give up.",
		.help = "Publish the null MX record again: `MX 0 .`.",
		.reference = "RFC 7505 section 1 and RFC 5321 section 5.1",
		.bad = "@ A 11.0.0.9\n@ MX 0 .\n" NEW "@ A 11.0.0.9",
		.good = "@ A 11.0.0.9\n@ MX 0 .\n" NEW "@ MX 10 ns",
	},
};

RULE_FAMILY(diff_mx_rules, "Changes of MX", rows);
