/* DNS: how questions end. What a resolver says is its own word; what the zone's name servers say is in dns_servers.c. */
#include "rules/common.h"
#include "rules/families.h"

/* The first of the domain's own answers that ended so; NULL for none. */
static const struct dns_reply *ended_in(const struct domain *domain, enum dns_outcome outcome)
{
	const struct dns_reply *const replies[] = { domain->txt, domain->mx_reply,
		domain->dmarc->walk[0].reply, domain->domainkey };

	for (size_t i = 0; i < sizeof replies / sizeof *replies; i++)
		if (replies[i] && replies[i]->outcome == outcome && !replies[i]->question.way.direct)
			return replies[i];
	return NULL;
}

/*
 * With --authoritative: a name server that ends a question so, while another one of the zone answers it. That is no fault of
 * the resolver's, and mail is deferred or misjudged whenever it is asked.
 */
static bool report_servers(struct rule_run *run, enum dns_outcome outcome, const char *what)
{
	const struct dns_state *dns = &run->domain->dns;

	for (size_t i = 0; i < dns->compared.count; i++) {
		const struct dns_question *question = &dns->compared.at[i].question;
		const struct name_server *failing = NULL, *answering = NULL;

		for (size_t k = 0; k < dns->servers.count; k++) {
			const struct name_server *server = &dns->servers.at[k];

			if (server->told[i]->outcome == outcome)
				failing = failing ? failing : server;
			else if (dns_outcome_is_answer(server->told[i]->outcome))
				answering = answering ? answering : server;
		}
		if (!failing || !answering)
			continue;
		report_finding(run, NULL, (struct span){ 0 },
			"name server %s (%s) returns %s for %s %s; %s answers",
			dns_name_text(run->arena, &failing->name),
			dns_address_text(run->arena, &failing->address), what,
			dns_name_text(run->arena, &question->name), dns_type_text(run->arena, question->type),
			dns_name_text(run->arena, &answering->name))
			->severity = SEVERITY_ERROR;
		return true;
	}
	return false;
}

/*
 * Not answered by the resolver: the verdict is open, which the report says anyway, so this is a note. It may be the
 * resolver's fault.
 */
static void report_ending(struct rule_run *run, enum dns_outcome outcome, const char *what)
{
	const struct dns_reply *reply = ended_in(run->domain, outcome);

	if (!reply || run->domain->dns.bogus)
		return;
	report_finding(run, NULL, (struct span){ 0 }, "the DNS query for %s %s %s",
		dns_name_text(run->arena, &reply->question.name),
		dns_type_text(run->arena, reply->question.type), what)
		->confidence = LIKELY;
}

static void servfail(struct rule_run *run)
{
	if (!report_servers(run, DNS_SERVFAIL, "SERVFAIL"))
		report_ending(run, DNS_SERVFAIL, "returned SERVFAIL");
}

static void refused(struct rule_run *run)
{
	if (!report_servers(run, DNS_REFUSED, "REFUSED"))
		report_ending(run, DNS_REFUSED, "returned REFUSED");
}

/* It costs an answer only where one does not fit into UDP. */
static void report_no_tcp(struct rule_run *run, const struct name_server *server)
{
	const struct dns_state *dns = &run->domain->dns;
	bool needed = false;

	for (size_t i = 0; i < dns->compared.count; i++)
		needed = needed || server->told[i]->outcome == DNS_TRUNCATED;
	report_finding(run, NULL, (struct span){ 0 }, "name server %s (%s) answers over UDP but not over TCP",
		dns_name_text(run->arena, &server->name), dns_address_text(run->arena, &server->address))
		->severity = needed ? SEVERITY_ERROR : SEVERITY_WARNING;
}

static void tcp_broken(struct rule_run *run)
{
	const struct dns_state *dns = &run->domain->dns;

	for (size_t i = 0; i < dns->servers.count; i++)
		if (dns_outcome_has_records(dns->servers.at[i].soa->outcome) &&
			!dns_outcome_is_answer(dns->servers.at[i].soa_tcp->outcome) &&
			dns_outcome_was_asked(dns->servers.at[i].soa_tcp->outcome))
			report_no_tcp(run, &dns->servers.at[i]);
	report_ending(run, DNS_TRUNCATED, "was truncated over UDP and failed over TCP");
}

static void dmarc_servfail(struct rule_run *run)
{
	const struct dns_reply *reply = run->domain->dmarc->walk[0].reply;

	if (dns_outcome_is_failure(reply->outcome))
		report_finding(run, NULL, (struct span){ 0 },
			"the DNS query for the DMARC record failed (%s)", dns_outcome_word(reply->outcome))
			->confidence = LIKELY;
}

static void bogus(struct rule_run *run)
{
	static const char *const meanings[] = { [DNS_EDE_DNSSEC_BOGUS] = "a signature is invalid",
		[DNS_EDE_SIGNATURE_EXPIRED] = "a signature has expired",
		[DNS_EDE_SIGNATURE_NOT_YET_VALID] = "a signature is not yet valid",
		[DNS_EDE_DNSKEY_MISSING] = "the DNSKEY record is missing",
		[DNS_EDE_RRSIGS_MISSING] = "signatures are missing",
		[DNS_EDE_NO_ZONE_KEY_BIT] = "no DNSKEY record has the zone key flag",
		[DNS_EDE_NSEC_MISSING] = "the NSEC proof is missing" };
	const struct dns_reply *reply = run->domain->txt;
	const char *meaning =
		reply->has_extended_error && reply->extended_error < sizeof meanings / sizeof *meanings
			? meanings[reply->extended_error]
			: NULL;

	if (run->domain->dns.bogus)
		report_finding(run, NULL, (struct span){ 0 }, "DNSSEC validation of %s fails%s%s",
			dns_name_text(run->arena, &run->domain->name), meaning ? ": " : "",
			meaning ? meaning : "");
}

static void truncated(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dns_reply *const replies[] = { domain->txt, domain->mx_reply,
		domain->dmarc->walk[0].reply };

	for (size_t i = 0; i < sizeof replies / sizeof *replies; i++)
		if (replies[i]->truncated && dns_outcome_has_records(replies[i]->outcome))
			report_finding(run, NULL, (struct span){ 0 },
				"the UDP answer for %s %s was truncated",
				dns_name_text(run->arena, &replies[i]->question.name),
				dns_type_text(run->arena, replies[i]->question.type));
}

/* Some resolvers give an address for each name that does not exist; "invalid" has none (RFC 6761 section 6.4). */
static void rcode_poisoned(struct rule_run *run)
{
	struct dns_name name = dns_name_of(DNS_LABEL_OF_NOBODY ".invalid");

	if (!run->domain->options->zone_names && dns_outcome_is_answer(run->domain->txt->outcome) &&
		dns_outcome_has_records(facts_get_aside(run->domain->view, &name, DNS_TYPE_A)->outcome))
		report_finding(run, NULL, (struct span){ 0 },
			"the resolver returns an address for names that do not exist");
}

#define SENDS "@ TXT \"v=spf1 a -all\"\n@ A 11.0.0.9\n"

static const struct rule rows[] = {
	{
		.id = "dns-servfail",
		DOMAIN_ROW(INFO, servfail),
		.also = ALSO(ERROR),
		.summary = "DNS queries for the domain return SERVFAIL",
		.why = "SPF and DKIM return a temporary error, and receivers defer the mail. If the name "
		       "servers were not queried directly, the resolver may be the cause, so this is only a note.",
		.help = "Check the delegation, the name servers and DNSSEC, and query the name servers "
			"of the zone directly.",
		.reference = "RFC 7208 section 4.4 and RFC 6376 section 6.1.2",
		.bad = "; @answer example.com TXT servfail\n; @answer example.com MX servfail",
		.good = SENDS,
	},
	{
		.id = "dns-refused",
		DOMAIN_ROW(INFO, refused),
		.also = ALSO(ERROR),
		.summary = "DNS queries for the domain are refused",
		.why = "Often a name server in the delegation does not serve the zone. If the name "
		       "servers were not queried directly, the resolver may be the cause, so this is only a note.",
		.help = "Configure the zone on the name server, or remove the name server from the "
			"delegation.",
		.reference = "RFC 1035 section 4.1.1 and RFC 7208 section 4.4",
		.bad = "; @answer example.com TXT refused",
		.good = SENDS,
	},
	{
		.id = "dns-tcp-broken",
		DOMAIN_ROW(INFO, tcp_broken),
		.also = ALSO(WARNING) | ALSO(ERROR),
		.summary = "DNS answer is truncated over UDP, and TCP fails",
		.why = "Receivers do not get the record at all. If the name servers were not queried "
		       "directly, the resolver may be the cause, so this is only a note.",
		.help = "Allow TCP port 53 to the name servers in the firewall.",
		.reference = "RFC 7766 section 5",
		.bad = "; @answer example.com TXT truncated",
		.good = SENDS,
	},
	{
		.id = "dmarc-servfail",
		DOMAIN_ROW(INFO, dmarc_servfail),
		.follows = "dns-cname-loop",
		.summary = "DNS query for the DMARC record failed",
		.why = "Receivers defer the mail, or deliver it without the DMARC policy. The resolver "
		       "may be the cause, so this is only a note.",
		.help = "Check the delegation, the name servers and DNSSEC, and query the name servers "
			"of the zone directly.",
		.reference = "RFC 9989 section 4.10.1 and RFC 7489 section 6.6.3",
		.bad = "; @answer _dmarc.example.com TXT servfail",
		.good = SENDS,
	},
	{
		.id = "dns-dnssec-bogus",
		DOMAIN_ROW(ERROR, bogus),
		.follows = "dnssec-ds-mismatch,dnssec-expired",
		.summary = "DNSSEC validation of the domain fails",
		.why = "Receivers with a validating resolver get no answers about the domain, and defer "
		       "or reject its mail. Other receivers do not notice.",
		.help = "Correct the DS record in the parent zone, or sign the zone again.",
		.reference = "RFC 4035 section 5.5",
		.bad = "; live\n; @answer example.com TXT servfail ede=7\n; @answer example.com TXT answer "
		       "cd\n"
		       "example.com.cd.invalid. TXT \"v=spf1 -all\"\n; @answer example.com SOA answer cd\n"
		       "example.com.cd.invalid. SOA ns h 1 2 3 4 5",
		.good = SENDS,
	},
	{
		.id = "dns-truncated",
		DOMAIN_ROW(INFO, truncated),
		.summary = "DNS answer was truncated over UDP and fetched over TCP",
		.why = "The second query over TCP takes time. Receivers whose firewall blocks TCP port "
		       "53 do not get the record.",
		.help = "Remove or shorten records at this name.",
		.reference = "RFC 7766 section 5",
		.bad = "; @answer example.com TXT answer tc\n" SENDS,
		.good = SENDS,
	},
	{
		.id = "dns-rcode-poisoned",
		.asks = true,
		DOMAIN_ROW(WARNING, rcode_poisoned),
		.summary = "resolver returns addresses for names that do not exist",
		.why = "In this report, missing names may seem to exist. Receivers use other resolvers.",
		.help = "Repeat the check with another resolver.",
		.reference = "RFC 6761 section 6.4",
		.bad = "; live\n; @answer mailauth-check-wildcard.invalid A "
		       "answer\nmailauth-check-wildcard.invalid. A 11.0.0.66\n" SENDS,
		.good = SENDS,
	},
};

RULE_FAMILY(dns_resolver_rules, "DNS: answers", rows);
