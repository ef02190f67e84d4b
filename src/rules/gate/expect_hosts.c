/* House rules about hosts: exactly these name servers, exactly these MX records. */
#include "check/claims.h"
#include "check/expect.h"
#include "dns/present.h"

#include "rules/families.h"

/* A record as findings show it. */
static const struct published *record_at(struct rule_run *run, const struct dns_reply *reply, size_t number)
{
	struct published *published = arena_take(run->arena, sizeof *published);
	struct bytes out = { 0 };

	dns_present_rdata(&out, &reply->records.at[number]);
	*published = published_record(
		reply, number, dns_txt_of(run->arena, arena_copy(run->arena, bytes_slice(&out))));
	bytes_free(&out);
	return published;
}

/* The name servers of the zone that the domain is in; of a domain without a zone those that it has itself. */
static const struct dns_reply *name_servers(const struct rule_run *run)
{
	const struct domain *domain = run->domain;

	return facts_get(domain->view, domain->dns.has_apex ? &domain->dns.apex : &domain->name, DNS_TYPE_NS);
}

static bool has_server(const struct dns_reply *reply, const struct dns_name *server)
{
	for (size_t i = 0; i < reply->records.count; i++)
		if (dns_name_equal(reply->records.at[i].data.target, server))
			return true;
	return false;
}

static bool is_expected_server(const struct expectations *e, const struct dns_name *server)
{
	for (size_t i = 0; i < e->servers.count; i++)
		if (dns_name_equal(&e->servers.at[i], server))
			return true;
	return false;
}

static void servers(struct rule_run *run)
{
	const struct expectations *e = run->domain->options->expectations;
	const struct dns_reply *reply;

	if (!e || !e->servers.count)
		return;
	reply = name_servers(run);
	if (!dns_outcome_is_answer(reply->outcome))
		return;
	for (size_t i = 0; i < e->servers.count; i++)
		if (!has_server(reply, &e->servers.at[i]))
			report_finding(run, NULL, (struct span){ 0 }, "expected name server %s is missing",
				dns_name_text(run->arena, &e->servers.at[i]))
				->name = reply->question.name;
	for (size_t i = 0; i < reply->records.count; i++) {
		const struct dns_name *server = reply->records.at[i].data.target;
		const struct published *record = record_at(run, reply, i);

		if (!is_expected_server(e, server))
			report_finding(run, record, whole_text(record),
				"%s is not one of the expected name servers",
				dns_name_text(run->arena, server));
	}
}

static bool is_alike(const struct expected_exchange *exchange, const struct dns_mx *mx)
{
	return dns_name_equal(&exchange->host, &mx->exchange) &&
	       (!exchange->has_preference || exchange->preference == mx->preference);
}

static bool is_expected_exchange(const struct expectations *e, const struct dns_mx *mx)
{
	for (size_t i = 0; i < e->exchanges.count; i++)
		if (is_alike(&e->exchanges.at[i], mx))
			return true;
	return false;
}

static const char *exchange_text_of(struct arena *arena, const struct expected_exchange *exchange)
{
	const char *host = dns_name_text(arena, &exchange->host);

	return exchange->has_preference ? arena_printf(arena, "%u %s", exchange->preference, host) : host;
}

static void exchanges(struct rule_run *run)
{
	const struct expectations *e = run->domain->options->expectations;
	const struct domain *domain = run->domain;

	if (!e || !e->exchanges.count || !dns_outcome_is_answer(domain->mx_reply->outcome))
		return;
	for (size_t i = 0; i < e->exchanges.count; i++) {
		bool found = false;

		for (size_t k = 0; k < domain->mx.count && !found; k++)
			found = is_alike(&e->exchanges.at[i], domain->mx.at[k].mx);
		if (!found)
			report_finding(run, NULL, (struct span){ 0 }, "expected MX record \"%s\" is missing",
				exchange_text_of(run->arena, &e->exchanges.at[i]));
	}
	for (size_t i = 0; i < domain->mx.count; i++)
		if (!is_expected_exchange(e, domain->mx.at[i].mx))
			report_finding(run, &domain->mx.at[i].published,
				whole_text(&domain->mx.at[i].published),
				"\"%u %s\" is not one of the expected MX records",
				domain->mx.at[i].mx->preference,
				dns_name_text(run->arena, &domain->mx.at[i].mx->exchange));
}

static const struct rule rows[] = {
	{
		.id = "expect-ns",
		.asks = true,
		DOMAIN_ROW(ERROR, servers),
		.summary = "name servers of the zone differ from the expected ones",
		.why = "The configuration file requires it for this domain.",
		.help = "Correct the NS records, or change `expect-ns` in the configuration file.",
		.bad = "; expect-ns = ns.example.com, ns2.example.net\n@ MX 10 ns",
		.good = "; expect-ns = NS.example.com.\n@ MX 10 ns",
	},
	{
		.id = "expect-mx",
		DOMAIN_ROW(ERROR, exchanges),
		.summary = "MX records of the domain differ from the expected ones",
		.why = "The configuration file requires it for this domain.",
		.help = "Correct the MX records, or change `expect-mx` in the configuration file.",
		.bad = "; expect-mx = 10 ns.example.com\n@ MX 20 ns",
		.good = "; expect-mx = ns.example.com, 20 mx.example.com\n@ MX 10 ns\n@ MX 20 mx\nmx A 11.0.0.2",
	},
};

RULE_FAMILY(expect_host_rules, "House rules", rows);
