/*
 * The stray records of a domain: those of a zone file as they are, and live the few names that people publish by mistake.
 */
#include "check/strays.h"

#include "check/claims.h"
#include "check/rule.h"

#include <string.h>

enum { PLACES_MOST = 8, STRAYS_MOST = FINDINGS_OF_A_RULE + 1 /* nobody sees more */ };

/* Labels before the domain, "" for the domain itself; the likeliest first, as each costs a question. */
static const struct {
	size_t likely; /* how many to ask for a domain that has nothing else about TLS */
	const char *labels[PLACES_MOST];
} places[STRAY_KINDS] = {
	[STRAY_MTA_STS] = { 3, { "", "_mta_sts", "_mtasts", "mta-sts" } },
	[STRAY_TLS_RPT] = { 2,
		{ "", "_tlsrpt", "_tls._smtp", "_smtp-tlsrpt", "_smtp-tls", "_smtp_tls", "_tls", "_smtp" } },
	[STRAY_BIMI] = { 3, { "", "_bimi", "default.bimi" } },
	[STRAY_DMARC] = { 4, { "dmarc", "_dmrac", "_dmarc._dmarc", "_dmarc._domainkey" } },
};

bool stray_has_right(
	const struct domain *domain, enum stray_kind kind, const struct dns_name *right, bool *ret_known)
{
	const struct dns_reply *reply = facts_get_aside(domain->view, right, DNS_TYPE_TXT);

	if (ret_known)
		*ret_known = dns_outcome_is_answer(reply->outcome);
	for (size_t i = 0; i < reply->records.count; i++)
		if (stray_is_kind(kind, reply->records.at[i].data.txt->joined))
			return true;
	return false;
}

/* The records of that kind in a reply. Those of a wildcard were not made for the name. */
static void take(struct arena *arena, struct strays *strays, enum stray_kind kind,
	const struct dns_reply *reply, const struct dns_name *right, bool near)
{
	for (size_t i = 0; i < reply->records.count && !reply->wildcard; i++)
		if (stray_is_kind(kind, reply->records.at[i].data.txt->joined))
			*arena_append(arena, &strays->list) = (struct stray){
				.published = published_txt(reply, i), .right = *right, .near = near
			};
}

static void take_from_zone(
	struct arena *arena, struct strays *strays, const struct domain *domain, enum stray_kind kind)
{
	const struct zone_names *names = domain->options->zone_names;
	size_t count;
	const struct zone_stray *found = zone_names_strays(names, &domain->name, &count);

	for (size_t i = 0; i < count && strays->list.count < STRAYS_MOST; i++) {
		struct dns_name name = zone_set_name(names->zones, found[i].name), apex;
		struct stray_name meant;

		if (found[i].kind != kind || !zone_set_find_apex(names->zones, &name, &apex) ||
			!stray_name_of(kind, &name, &apex, names->zones, &meant))
			continue;
		take(arena, strays, kind, facts_get_aside(domain->view, &name, DNS_TYPE_TXT), &meant.right,
			meant.near || dns_name_equal(&meant.domain, &domain->name));
	}
}

/* The record at the right name may be a CNAME to this one. */
static bool is_target(const struct dns_reply *right, const struct dns_name *name)
{
	for (size_t i = 0; i < right->aliases.count; i++)
		if (dns_name_equal(&right->aliases.at[i].target, name))
			return true;
	return false;
}

static void take_at(struct arena *arena, struct strays *strays, const struct domain *domain,
	enum stray_kind kind, const struct dns_reply *right, const char *labels, const struct dns_name *below)
{
	struct dns_name name = *below;

	if ((!*labels || dns_name_prepend(labels, below, &name)) && !is_target(right, &name) &&
		!domain_lacks_name(domain, &name))
		take(arena, strays, kind, facts_get_aside(domain->view, &name, DNS_TYPE_TXT),
			&right->question.name, true);
}

static void ask_places(
	struct arena *arena, struct strays *strays, const struct domain *domain, enum stray_kind kind)
{
	const struct dns_reply *right =
		kind == STRAY_DMARC ? domain->dmarc->walk[0].reply : domain->tagged[kind].reply;
	bool about_tls =
		domain->tagged[TAGGED_MTA_STS].records.count || domain->tagged[TAGGED_TLS_RPT].records.count;
	size_t count = about_tls ? PLACES_MOST : places[kind].likely;
	bool worth = kind == STRAY_DMARC || (kind != STRAY_BIMI && about_tls) || domain_is_asked_all(domain);
	struct dns_name twice;

	if (!domain->exists || !dns_outcome_is_answer(right->outcome) ||
		stray_has_right(domain, kind, &right->question.name, NULL))
		return;
	for (size_t i = 0; i < count && places[kind].labels[i]; i++)
		if (worth || !*places[kind].labels[i]) /* what is at the domain itself is known */
			take_at(arena, strays, domain, kind, right, places[kind].labels[i], &domain->name);
	if (kind == STRAY_DMARC && dns_name_join(&domain->name, &domain->name, &twice))
		take_at(arena, strays, domain, kind, right, "_dmarc", &twice);
}

struct strays *strays_of(struct arena *arena, const struct domain *domain, enum stray_kind kind)
{
	struct strays *strays = arena_take(arena, sizeof *strays);

	if (domain->options->zone_names)
		take_from_zone(arena, strays, domain, kind);
	else if (kind != STRAY_ADSP)
		ask_places(arena, strays, domain, kind);
	for (size_t i = 0; i < strays->list.count; i++) {
		size_t meant = 0;

		for (size_t k = 0; k < strays->list.count; k++)
			meant += dns_name_equal(&strays->list.at[k].right, &strays->list.at[i].right);
		strays->list.at[i].alone = meant == 1;
	}
	return strays;
}
