/* DNS: the name servers of the zone, asked one by one (--authoritative). */
#include "check/name_servers.h"
#include "rules/common.h"
#include "rules/families.h"

static const char *server_text(struct rule_run *run, const struct name_server *server)
{
	return arena_printf(run->arena, "%s (%s)", dns_name_text(run->arena, &server->name),
		dns_address_text(run->arena, &server->address));
}

/* Both ways: one that was not asked might have been answered. */
static bool was_asked(const struct name_server *server)
{
	return dns_outcome_was_asked(server->soa->outcome) && dns_outcome_was_asked(server->soa_tcp->outcome);
}

/* It serves the zone: it knows the SOA and speaks with authority. */
static bool serves(const struct name_server *server)
{
	return (dns_outcome_has_records(server->soa->outcome) && server->soa->authoritative) ||
	       (dns_outcome_has_records(server->soa_tcp->outcome) && server->soa_tcp->authoritative);
}

static void report_silent(struct rule_run *run, const struct name_server *server)
{
	struct finding *finding = report_finding(
		run, NULL, (struct span){ 0 }, "name server %s does not answer", server_text(run, server));

	finding->confidence = LIKELY; /* perhaps it is the way to it */
	if (!name_servers_are_reached(&run->domain->dns, server->address.is_ip6)) /* none can, from here */
		finding->severity = SEVERITY_INFO;
}

static void lame_delegation(struct rule_run *run)
{
	const struct dns_state *dns = &run->domain->dns;

	for (size_t i = 0; i < dns->homeless.count; i++)
		report_finding(run, NULL, (struct span){ 0 }, "name server %s has no address",
			dns_name_text(run->arena, &dns->homeless.at[i]));
	for (size_t i = 0; i < dns->servers.count; i++) {
		const struct name_server *server = &dns->servers.at[i];

		if (server->unreachable)
			report_finding(run, NULL, (struct span){ 0 },
				"name server %s is not reached from the Internet: %s",
				server_text(run, server), server->unreachable);
		if (!was_asked(server) || serves(server))
			continue;
		if (!name_server_is_heard(dns, server))
			report_silent(run, server);
		else if (dns_outcome_is_heard(server->soa->outcome))
			report_finding(run, NULL, (struct span){ 0 },
				"name server %s does not serve the zone %s (%s)", server_text(run, server),
				dns_name_text(run->arena, &dns->apex),
				dns_outcome_has_records(server->soa->outcome)
					? "not authoritative"
					: dns_outcome_word(server->soa->outcome));
	}
}

/* One server may know the end of a CNAME that leaves the zone, another only its beginning (RFC 1034 section 4.3.2). */
static bool is_same_alias(const struct dns_reply *a, const struct dns_reply *b)
{
	for (size_t i = 0; i < a->aliases.count && i < b->aliases.count; i++)
		if (!dns_name_equal(&a->aliases.at[i].target, &b->aliases.at[i].target))
			return false;
	return true;
}

/* Both are answers (sorted by the facts), and say the same. */
static bool is_same(const struct dns_reply *a, const struct dns_reply *b)
{
	if (dns_outcome_is_void(a->outcome) && dns_outcome_is_void(b->outcome))
		return true; /* no record either way */
	if (a->aliases.count && b->aliases.count)
		return is_same_alias(a, b);
	if (a->outcome != b->outcome || a->records.count != b->records.count ||
		a->aliases.count != b->aliases.count)
		return false;
	for (size_t i = 0; i < a->records.count; i++)
		if (!dns_record_same_data(&a->records.at[i], &b->records.at[i]))
			return false;
	return true;
}

static bool has_answer(const struct dns_reply *reply)
{
	return dns_outcome_is_answer(reply->outcome) ||
	       (dns_outcome_is_pending(reply->outcome) && reply->aliases.count);
}

/* The first server that serves the zone and has answered a question; NULL for none. */
static const struct name_server *first_with(const struct dns_state *dns, size_t question)
{
	for (size_t i = 0; i < dns->servers.count; i++)
		if (serves(&dns->servers.at[i]) && has_answer(dns->servers.at[i].told[question]))
			return &dns->servers.at[i];
	return NULL;
}

/* One that says something else than the first; NULL when all agree. */
static const struct name_server *first_unlike(
	const struct dns_state *dns, size_t question, const struct name_server *first)
{
	for (size_t i = 0; first && i < dns->servers.count; i++) {
		const struct name_server *server = &dns->servers.at[i];

		if (serves(server) && has_answer(server->told[question]) &&
			!is_same(server->told[question], first->told[question]))
			return server;
	}
	return NULL;
}

static const char *question_text(struct rule_run *run, const struct compared *compared)
{
	return arena_printf(run->arena, "%s %s", dns_name_text(run->arena, &compared->question.name),
		dns_type_text(run->arena, compared->question.type));
}

static uint32_t serial_of(const struct name_server *server)
{
	const struct dns_reply *soa =
		dns_outcome_has_records(server->soa->outcome) ? server->soa : server->soa_tcp;

	return soa->records.at[0].data.soa->serial;
}

static void compare_serials(struct rule_run *run)
{
	const struct dns_state *dns = &run->domain->dns;
	const struct name_server *first = NULL;

	for (size_t i = 0; i < dns->servers.count; i++) {
		const struct name_server *server = &dns->servers.at[i];

		if (!serves(server))
			continue;
		first = first ? first : server;
		if (serial_of(server) == serial_of(first))
			continue;
		report_finding(run, NULL, (struct span){ 0 },
			"%s has serial %u and %s has serial %u; the mail records are equal",
			server_text(run, first), serial_of(first), server_text(run, server),
			serial_of(server))
			->severity = SEVERITY_INFO;
		return;
	}
}

static void ns_inconsistent(struct rule_run *run)
{
	const struct dns_state *dns = &run->domain->dns;

	for (size_t i = 0; i < dns->compared.count; i++) {
		const struct name_server *first = first_with(dns, i), *other = first_unlike(dns, i, first);

		if (other)
			report_finding(run, NULL, (struct span){ 0 },
				"%s and %s differ for %s (serials %u and %u)", server_text(run, first),
				server_text(run, other), question_text(run, &dns->compared.at[i]),
				serial_of(first), serial_of(other))
				->name = dns->compared.at[i].question.name;
	}
	if (!run->reported)
		compare_serials(run);
}

static bool has_name(const struct dns_reply *ns, const struct dns_name *name)
{
	for (size_t i = 0; i < ns->records.count; i++)
		if (dns_name_equal(ns->records.at[i].data.target, name))
			return true;
	return false;
}

static const char *missing_in(struct rule_run *run, const struct dns_reply *ns, const struct dns_reply *other)
{
	for (size_t i = 0; i < ns->records.count; i++)
		if (!has_name(other, ns->records.at[i].data.target))
			return dns_name_text(run->arena, ns->records.at[i].data.target);
	return NULL;
}

static void parent_child_ns(struct rule_run *run)
{
	const struct dns_state *dns = &run->domain->dns;
	const char *only_child, *only_parent;

	if (!dns->parent_ns || !dns->ns || !dns_outcome_has_records(dns->ns->outcome))
		return;
	only_child = missing_in(run, dns->ns, dns->parent_ns);
	only_parent = missing_in(run, dns->parent_ns, dns->ns);
	if (only_child || only_parent)
		report_finding(run, NULL, (struct span){ 0 },
			"NS records of zone and parent zone differ: %s is only in %s",
			only_child ? only_child : only_parent, only_child ? "the zone" : "the parent zone");
}

/* A server that is not delegated to has a record that the others lack: somebody edited the zone there. */
static void wrong_panel(struct rule_run *run)
{
	const struct dns_state *dns = &run->domain->dns;

	for (size_t i = 0; i < dns->compared.count; i++) {
		const struct name_server *with = NULL, *without = NULL;

		for (size_t k = 0; k < dns->servers.count; k++) {
			const struct name_server *server = &dns->servers.at[k];

			if (!serves(server) || !has_answer(server->told[i]))
				continue;
			if (!server->in_parent && server->told[i]->records.count)
				with = server;
			if (server->in_parent && !server->told[i]->records.count)
				without = server;
		}
		if (with && without)
			report_finding(run, NULL, (struct span){ 0 },
				"only %s has %s; this name server is not in the delegation",
				server_text(run, with), question_text(run, &dns->compared.at[i]));
	}
}

/* To all questions, each of which was asked so: a single one may be lost. */
static bool is_silent_over_udp(const struct dns_state *dns, const struct name_server *server)
{
	bool silent = dns_outcome_is_silence(server->soa->outcome);

	for (size_t i = 0; i < dns->compared.count; i++)
		silent = silent && dns_outcome_is_silence(server->told[i]->outcome);
	return silent;
}

static void udp_timeout(struct rule_run *run)
{
	const struct dns_state *dns = &run->domain->dns;

	for (size_t i = 0; i < dns->servers.count; i++)
		if (is_silent_over_udp(dns, &dns->servers.at[i]) &&
			dns_outcome_has_records(dns->servers.at[i].soa_tcp->outcome))
			report_finding(run, NULL, (struct span){ 0 },
				"name server %s answers over TCP but not over UDP",
				server_text(run, &dns->servers.at[i]));
}

/* Answered with EDNS, or perhaps, as it was not asked. */
static bool may_answer_with_edns(const struct dns_reply *reply)
{
	return !dns_outcome_was_asked(reply->outcome) ||
	       (dns_outcome_is_answer(reply->outcome) && !reply->without_edns);
}

/* No answer to a question with EDNS, and more than one without: it is not one that was lost on its way. */
static bool answers_without_edns_alone(const struct dns_state *dns, const struct name_server *server)
{
	size_t without = server->soa->without_edns;

	for (size_t i = 0; i < dns->compared.count; i++) {
		if (may_answer_with_edns(server->told[i]))
			return false;
		without += server->told[i]->without_edns;
	}
	return without > 1 && !may_answer_with_edns(server->soa);
}

static void edns_broken(struct rule_run *run)
{
	const struct dns_state *dns = &run->domain->dns;

	for (size_t i = 0; i < dns->servers.count; i++)
		if (answers_without_edns_alone(dns, &dns->servers.at[i]))
			report_finding(run, NULL, (struct span){ 0 },
				"name server %s answers only queries without EDNS",
				server_text(run, &dns->servers.at[i]));
}

/* What resolvers give differs from what all name servers of the zone say. */
static bool is_held(const struct compared *compared, const struct name_server *first)
{
	return first && dns_outcome_is_answer(compared->resolved->outcome) &&
	       !compared->resolved->aliases.count && !first->told[0]->aliases.count &&
	       !compared->resolved->from_zone_file;
}

static void each_held(struct rule_run *run, bool by_authority)
{
	const struct dns_state *dns = &run->domain->dns;

	for (size_t i = 0; i < dns->compared.count; i++) {
		const struct compared *compared = &dns->compared.at[i];
		const struct name_server *first = first_with(dns, i);
		const struct dns_reply *held = compared->resolved;
		uint32_t seconds = held->records.count ? held->records.at[0].ttl : held->negative_ttl;

		if (!is_held(compared, first) || first_unlike(dns, i, first) ||
			is_same(held, first->told[i]) || held->authoritative != by_authority)
			continue;
		if (by_authority)
			report_finding(run, NULL, (struct span){ 0 },
				"the queried server has a different %s record than the name servers of the zone",
				question_text(run, compared));
		else
			report_finding(run, NULL, (struct span){ 0 },
				"the resolver has an old %s in its cache for up to %u more minute%s",
				question_text(run, compared), (seconds + 59) / 60,
				plural((seconds + 59) / 60));
	}
}

static void split_horizon(struct rule_run *run)
{
	each_held(run, true);
}

static void cached_old(struct rule_run *run)
{
	each_held(run, false);
}

#define AUTHORITATIVE "; live\n; with --authoritative\n"
#define SECOND "@ NS ns2\nns2 A 11.0.0.2\n@ TXT \"v=spf1 a -all\"\n@ A 11.0.0.9\n"
#define ANSWERS(type, server, flags) "; @answer example.com " type " answer aa at=" server flags "\n"
#define SOA(dashed, transport, serial) \
	"example.com." dashed "." transport ".invalid. SOA ns h " serial " 3600 600 86400 300\n"
#define TXT(dashed, text) "example.com." dashed ".udp.invalid. TXT \"" text "\"\n"
#define SERVER(address, dashed, serial, text) \
	ANSWERS("SOA", address, "") \
	ANSWERS("SOA", address, " tcp") \
	ANSWERS("TXT", address, "") SOA(dashed, "udp", serial) SOA(dashed, "tcp", serial) TXT(dashed, text)
#define FIRST SERVER("11.0.0.1", "11-0-0-1", "1", "v=spf1 a -all")
#define GOOD AUTHORITATIVE SECOND FIRST SERVER("11.0.0.2", "11-0-0-2", "1", "v=spf1 a -all")
/* The parent zone, and the name servers that it delegates to. */
#define ABOVE(ns) \
	"; @answer com SOA answer\ncom. SOA a. b. 1 2 3 4 5\n; @answer com NS answer\ncom. NS " \
	"a.gtld.example.\n" \
	"; @answer a.gtld.example A answer\na.gtld.example. A 11.9.9.9\n; @answer example.com NS answer " \
	"at=11.9.9.9\n" ns
#define DELEGATED(host) "example.com.11-9-9-9.udp.invalid. NS " host "\n"

static const struct rule rows[] = {
	{
		.id = "dns-lame-delegation",
		DOMAIN_ROW(ERROR, lame_delegation),
		.also = ALSO(INFO),
		.summary = "name server of the zone does not serve it (lame delegation)",
		.why = "Resolvers that query this name server get no answer, and receivers sometimes "
		       "defer the mail.",
		.help = "Configure the zone on the name server, or remove the name server from the NS "
			"records and at the registrar.",
		.reference = "RFC 1912 section 2.8",
		.bad = AUTHORITATIVE SECOND FIRST "; @answer example.com SOA refused at=11.0.0.2\n; @answer "
						  "example.com SOA refused at=11.0.0.2 tcp",
		.good = GOOD,
	},
	{
		.id = "dns-ns-inconsistent",
		DOMAIN_ROW(ERROR, ns_inconsistent),
		.also = ALSO(INFO),
		.summary = "name servers of the zone give different answers",
		.why = "Receivers get one answer or the other by chance.",
		.help = "Check the zone transfer to all name servers, or remove the outdated name server.",
		.reference = "RFC 1034 section 4.3.5",
		.bad = AUTHORITATIVE SECOND FIRST SERVER("11.0.0.2", "11-0-0-2", "2", "v=spf1 -all"),
		.good = GOOD,
	},
	{
		.id = "dns-parent-child-ns",
		DOMAIN_ROW(WARNING, parent_child_ns),
		.summary = "NS records of the zone and of its parent zone differ",
		.why = "Usually a move to another DNS hosting provider is unfinished. Some resolvers "
		       "query the old name servers and some the new ones.",
		.help = "Enter the same name servers at the registrar as in the NS records of the zone.",
		.reference = "RFC 1034 section 4.2.2",
		.bad = GOOD ABOVE(DELEGATED("ns.example.com.")),
		.good = GOOD ABOVE(DELEGATED("ns.example.com.") DELEGATED("ns2.example.com.")),
	},
	{
		.id = "dns-wrong-panel",
		DOMAIN_ROW(INFO, wrong_panel),
		.summary = "record exists only on a name server outside the delegation",
		.why = "Receivers never query this name server. The zone was probably edited at the "
		       "former DNS hosting provider.",
		.help = "Publish the record at the DNS hosting provider to which the registrar delegates "
			"the domain.",
		.reference = "RFC 1034 section 4.2.1",
		.bad = AUTHORITATIVE SECOND SERVER("11.0.0.2", "11-0-0-2", "1", "v=spf1 a -all") ANSWERS(
			"SOA", "11.0.0.1", "")
			SOA("11-0-0-1", "udp", "1") "; @answer example.com TXT nodata at=11.0.0.1\n" ABOVE(
				DELEGATED("ns.example.com.")),
		.good = GOOD ABOVE(DELEGATED("ns.example.com.")),
	},
	{
		.id = "dns-timeout-udp",
		DOMAIN_ROW(WARNING, udp_timeout),
		.summary = "name server answers over TCP but not over UDP",
		.why = "Resolvers query over UDP first. They lose seconds for each query, or give up.",
		.help = "Allow UDP port 53 to the name server in the firewall.",
		.reference = "RFC 7766 section 5",
		.bad = AUTHORITATIVE SECOND FIRST "; @answer * * timeout at=11.0.0.2\n" ANSWERS(
			"SOA", "11.0.0.2", " tcp") SOA("11-0-0-2", "tcp", "1"),
		.good = GOOD,
	},
	{
		.id = "dns-edns-broken",
		DOMAIN_ROW(WARNING, edns_broken),
		.summary = "name server does not answer queries with EDNS",
		.why = "Resolvers query with EDNS, and many do not try again without it. For them the "
		       "name server does not answer.",
		.help = "Update the name server software, or allow DNS messages with EDNS in the firewall.",
		.reference = "RFC 6891 section 7",
		.bad = AUTHORITATIVE SECOND FIRST ANSWERS("SOA", "11.0.0.2", " no-edns") ANSWERS("TXT",
			"11.0.0.2", " no-edns") "; @answer * * nodata at=11.0.0.2 no-edns\n" SOA("11-0-0-2",
			"udp", "1") TXT("11-0-0-2", "v=spf1 a -all"),
		.good = GOOD,
	},
	{
		.id = "dns-split-horizon",
		DOMAIN_ROW(WARNING, split_horizon),
		.summary = "queried server has its own version of the zone",
		.why = "Its answers differ from those that receivers get.",
		.help = "Repeat the check with a public resolver.",
		.reference = "RFC 9499 section 6",
		.bad = "; @answer example.com TXT answer aa\n" AUTHORITATIVE SECOND SERVER(
			"11.0.0.1", "11-0-0-1", "1", "v=spf1 -all"),
		.good = GOOD,
	},
	{
		.id = "dns-cached-old",
		DOMAIN_ROW(WARNING, cached_old),
		.summary = "resolver has an old record in its cache",
		.why = "Receivers see the old record until it expires in the caches of their resolvers.",
		.help = "Wait until the TTL has expired, and lower the TTL before the next change.",
		.reference = "RFC 1035 section 3.2.1",
		.bad = AUTHORITATIVE SECOND SERVER("11.0.0.1", "11-0-0-1", "1", "v=spf1 -all"),
		.good = GOOD,
	},
};

RULE_FAMILY(dns_server_rules, "DNS: name servers", rows);
