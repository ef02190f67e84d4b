/* Asks each address of the zone's name servers, and a server of the zone above, the questions that are compared. */
#include "check/name_servers.h"

#include "dns/special_address.h"

enum { SERVERS_MOST = 16, SELECTORS_MOST = 8 };

static const struct dns_reply *ask(struct facts_view *view, const struct dns_address *server,
	const struct dns_name *name, uint16_t type, bool over_tcp)
{
	struct dns_question question = { .name = *name,
		.type = type,
		.way = { .aside = true, .direct = true, .over_tcp = over_tcp, .server = *server } };

	return facts_ask(view, &question);
}

/*
 * Why a server is not asked. NS records of strangers must not make this machine ask its own network; and who needs a server there for
 * the zone of that network says so.
 */
static const char *refusal(const struct domain *domain, const struct dns_address *address)
{
	/* At an address for documentation there is no host that could be disturbed. */
	return domain->options->asks_any_server || address_is_for_documentation(address)
		       ? NULL
		       : unreachable_network_of(address);
}

static bool names(const struct dns_reply *ns, const struct dns_name *server)
{
	for (size_t i = 0; i < ns->records.count; i++)
		if (dns_name_equal(ns->records.at[i].data.target, server))
			return true;
	return false;
}

/* The first server of the zone above tells where it delegates the zone to. */
static void collect_parent(struct facts_view *view, struct domain *domain)
{
	struct dns_state *dns = &domain->dns;
	struct dns_name parent = dns_name_parent(&dns->apex);
	const struct dns_reply *soa = facts_get_aside(view, &parent, DNS_TYPE_SOA), *ns;

	if (soa->zone)
		parent = *soa->zone;
	else if (!dns_outcome_has_records(soa->outcome))
		return;
	ns = facts_get_aside(view, &parent, DNS_TYPE_NS);
	for (size_t i = 0; i < ns->records.count; i++) {
		const struct dns_reply *addresses =
			facts_get_aside(view, ns->records.at[i].data.target, DNS_TYPE_A);

		if (!addresses->records.count || refusal(domain, &addresses->records.at[0].data.address))
			continue;
		dns->parent_ns =
			ask(view, &addresses->records.at[0].data.address, &dns->apex, DNS_TYPE_NS, false);
		if (!dns_outcome_has_records(dns->parent_ns->outcome) || dns->parent_ns->authoritative)
			dns->parent_ns =
				NULL; /* no referral: the server holds both zones, or did not answer */
		return;
	}
}

static void add_compared(struct arena *arena, struct domain *domain, const struct dns_reply *resolved)
{
	if (resolved && resolved->question.name.len > 1)
		*arena_append(arena, &domain->dns.compared) = (struct compared){
			{ .name = resolved->question.name, .type = resolved->question.type }, resolved
		};
}

static void choose_questions(struct arena *arena, struct domain *domain)
{
	add_compared(arena, domain, domain->txt);
	add_compared(arena, domain, domain->mx_reply);
	add_compared(arena, domain, domain->dmarc->walk[0].reply);
	for (size_t i = 0; i < domain->selectors.count && i < SELECTORS_MOST; i++)
		add_compared(arena, domain, domain->selectors.at[i].reply);
}

static void collect_server(struct arena *arena, struct facts_view *view, struct domain *domain,
	const struct dns_name *name, const struct dns_address *address)
{
	struct dns_state *dns = &domain->dns;
	static const struct dns_reply not_asked = { .outcome = DNS_OFFLINE };
	struct name_server *server = arena_append(arena, &dns->servers);
	const struct dns_reply **told =
		arena_take_array(arena, dns->compared.count + 1, sizeof(const struct dns_reply *));

	*server = (struct name_server){ .name = *name, .address = *address, .told = told };
	server->in_parent = !dns->parent_ns || names(dns->parent_ns, name);
	server->unreachable = refusal(domain, address);
	if (server->unreachable) {
		server->soa = server->soa_tcp = &not_asked;
		for (size_t i = 0; i < dns->compared.count; i++)
			told[i] = &not_asked;
		return;
	}
	server->soa = ask(view, address, &dns->apex, DNS_TYPE_SOA, false);
	server->soa_tcp = ask(view, address, &dns->apex, DNS_TYPE_SOA, true);
	for (size_t i = 0; i < dns->compared.count; i++)
		told[i] = ask(view, address, &dns->compared.at[i].question.name,
			dns->compared.at[i].question.type, false);
}

static void note_open(struct arena *arena, struct dns_state *dns, const struct dns_reply *reply)
{
	if (dns_outcome_is_open(reply->outcome))
		*arena_append(arena, &dns->unanswered) = reply;
}

/* Its IPv4 addresses, for IPv6 may not reach from here; those of IPv6 when it has no others. */
static void collect_host(
	struct arena *arena, struct facts_view *view, struct domain *domain, const struct dns_name *name)
{
	const struct dns_reply *ip4 = facts_get_aside(view, name, DNS_TYPE_A),
			       *ip6 = facts_get_aside(view, name, DNS_TYPE_AAAA),
			       *addresses = ip4->records.count ? ip4 : ip6;

	if (dns_outcome_is_void(ip4->outcome) && dns_outcome_is_void(ip6->outcome))
		*arena_append(arena, &domain->dns.homeless) = *name;
	if (!addresses->records.count) {
		note_open(arena, &domain->dns, ip4);
		note_open(arena, &domain->dns, ip6);
	}
	for (size_t i = 0; i < addresses->records.count && domain->dns.servers.count < SERVERS_MOST; i++)
		collect_server(arena, view, domain, name, &addresses->records.at[i].data.address);
}

bool name_server_is_heard(const struct dns_state *dns, const struct name_server *server)
{
	bool heard =
		dns_outcome_is_heard(server->soa->outcome) || dns_outcome_is_heard(server->soa_tcp->outcome);

	for (size_t i = 0; i < dns->compared.count; i++)
		heard = heard || dns_outcome_is_heard(server->told[i]->outcome);
	return heard;
}

bool name_servers_are_reached(const struct dns_state *dns, bool is_ip6)
{
	for (size_t i = 0; i < dns->servers.count; i++)
		if (dns->servers.at[i].address.is_ip6 == is_ip6 &&
			name_server_is_heard(dns, &dns->servers.at[i]))
			return true;
	return false;
}

/*
 * What the user asked for and did not get. That a server is silent while another one answers is a finding; where nobody answers, the
 * way from here may be closed.
 */
static void note_unanswered(struct arena *arena, struct dns_state *dns)
{
	for (size_t i = 0; i < dns->servers.count; i++) {
		const struct name_server *server = &dns->servers.at[i];
		bool heard = name_server_is_heard(dns, server),
		     asked = dns_outcome_was_asked(server->soa->outcome);

		if (!heard && asked && name_servers_are_reached(dns, server->address.is_ip6))
			continue;
		if (!dns_outcome_is_answer(server->soa_tcp->outcome))
			note_open(arena, dns, server->soa);
		for (size_t k = 0; heard && k < dns->compared.count; k++)
			note_open(arena, dns, server->told[k]);
	}
}

void name_servers_collect(struct arena *arena, struct facts_view *view, struct domain *domain)
{
	struct dns_state *dns = &domain->dns;

	if (!domain->options->authoritative)
		return;
	if (!dns->has_apex) {
		note_open(arena, dns, dns->soa);
		return;
	}
	note_open(arena, dns, dns->ns);
	choose_questions(arena, domain);
	/* They were asked for by the user: two of each server, its addresses, and the zone above. */
	view->extra += SERVERS_MOST * (dns->compared.count + 4) + 8;
	collect_parent(view, domain);
	for (size_t i = 0; dns->ns && i < dns->ns->records.count; i++)
		collect_host(arena, view, domain, dns->ns->records.at[i].data.target);
	for (size_t i = 0; dns->parent_ns && i < dns->parent_ns->records.count; i++)
		if (!names(dns->ns, dns->parent_ns->records.at[i].data.target))
			collect_host(arena, view, domain, dns->parent_ns->records.at[i].data.target);
	note_unanswered(arena, dns);
}
