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
			"the name server %s (%s) returns %s for %s %s, which %s answers",
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
	report_finding(run, NULL, (struct span){ 0 }, "the question for %s %s ended in %s",
		dns_name_text(run->arena, &reply->question.name),
		dns_type_text(run->arena, reply->question.type), what)
		->confidence = LIKELY;
}

static void servfail(struct rule_run *run)
{
	if (!report_servers(run, DNS_SERVFAIL, "SERVFAIL"))
		report_ending(run, DNS_SERVFAIL,
			"SERVFAIL: receivers defer or misjudge the domain's mail while it lasts");
}

static void refused(struct rule_run *run)
{
	if (!report_servers(run, DNS_REFUSED, "REFUSED"))
		report_ending(run, DNS_REFUSED, "REFUSED: the server does not answer for this zone");
}

/* It costs an answer only where one does not fit into UDP. */
static void report_no_tcp(struct rule_run *run, const struct name_server *server)
{
	const struct dns_state *dns = &run->domain->dns;
	bool needed = false;

	for (size_t i = 0; i < dns->compared.count; i++)
		needed = needed || server->told[i]->outcome == DNS_TRUNCATED;
	report_finding(run, NULL, (struct span){ 0 },
		"the name server %s (%s) answers over UDP and not over TCP",
		dns_name_text(run->arena, &server->name), dns_address_text(run->arena, &server->address))
		->severity = needed ? SEVERITY_ERROR : SEVERITY_WARNING;
}

static void tcp_broken(struct rule_run *run)
{
	const struct dns_state *dns = &run->domain->dns;

	for (size_t i = 0; i < dns->servers.count; i++)
		if (dns->servers.at[i].soa->outcome == DNS_ANSWER &&
			!dns_outcome_is_answer(dns->servers.at[i].soa_tcp->outcome) &&
			dns->servers.at[i].soa_tcp->outcome != DNS_OFFLINE &&
			dns->servers.at[i].soa_tcp->outcome != DNS_LIMIT)
			report_no_tcp(run, &dns->servers.at[i]);
	report_ending(run, DNS_TRUNCATED, "an answer that was cut off over UDP, and none came over TCP");
}

static void dmarc_servfail(struct rule_run *run)
{
	const struct dns_reply *reply = run->domain->dmarc->walk[0].reply;

	if (dns_outcome_is_failure(reply->outcome))
		report_finding(run, NULL, (struct span){ 0 },
			"the DMARC record was not answered (%s): receivers may defer mail",
			dns_outcome_word(reply->outcome))
			->confidence = LIKELY;
}

static void bogus(struct rule_run *run)
{
	static const char *const meanings[] = { [DNS_EDE_DNSSEC_BOGUS] = "the signatures are bogus",
		[DNS_EDE_SIGNATURE_EXPIRED] = "a signature has expired",
		[DNS_EDE_SIGNATURE_NOT_YET_VALID] = "a signature is not valid yet",
		[DNS_EDE_DNSKEY_MISSING] = "the key is missing",
		[DNS_EDE_RRSIGS_MISSING] = "signatures are missing",
		[DNS_EDE_NO_ZONE_KEY_BIT] = "no key is marked for zones",
		[DNS_EDE_NSEC_MISSING] = "the proof that a name does not exist is missing" };
	const struct dns_reply *reply = run->domain->txt;
	const char *meaning =
		reply->has_extended_error && reply->extended_error < sizeof meanings / sizeof *meanings
			? meanings[reply->extended_error]
			: NULL;

	if (run->domain->dns.bogus)
		report_finding(run, NULL, (struct span){ 0 },
			"resolvers that validate refuse all answers for %s%s%s",
			dns_name_text(run->arena, &run->domain->name), meaning ? ": " : "",
			meaning ? meaning : "");
}

static void truncated(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dns_reply *const replies[] = { domain->txt, domain->mx_reply,
		domain->dmarc->walk[0].reply };

	for (size_t i = 0; i < sizeof replies / sizeof *replies; i++)
		if (replies[i]->truncated && replies[i]->outcome == DNS_ANSWER)
			report_finding(run, NULL, (struct span){ 0 },
				"the answer for %s %s did not fit into UDP",
				dns_name_text(run->arena, &replies[i]->question.name),
				dns_type_text(run->arena, replies[i]->question.type));
}

/* Some resolvers give an address for each name that does not exist; "invalid" has none (RFC 6761 section 6.4). */
static void rcode_poisoned(struct rule_run *run)
{
	struct dns_name name = dns_name_of(DNS_LABEL_OF_NOBODY ".invalid");

	if (!run->domain->options->zone_names && dns_outcome_is_answer(run->domain->txt->outcome) &&
		facts_get_aside(run->domain->view, &name, DNS_TYPE_A)->outcome == DNS_ANSWER)
		report_finding(run, NULL, (struct span){ 0 },
			"the resolver gives an address to names that do not exist, so what is missing cannot "
			"be told");
}

#define SENDS "@ TXT \"v=spf1 a -all\"\n@ A 11.0.0.9\n"

static const struct rule rows[] = {
	{
		.id = "dns-servfail",
		DOMAIN_ROW(INFO, servfail),
		.also = ALSO(ERROR),
		.summary = "questions about the domain end in SERVFAIL",
		.why = "SPF and DKIM end in a temporary error, and mail is deferred. Here it is a note, "
		       "because the fault may be the resolver's: --authoritative asks the name servers "
		       "themselves.",
		.help = "Check the delegation, the name servers and DNSSEC.",
		.reference = "RFC 7208 section 4.4 and RFC 9989 section 4.10.1",
		.bad = "; @answer example.com TXT servfail\n; @answer example.com MX servfail",
		.good = SENDS,
	},
	{
		.id = "dns-refused",
		DOMAIN_ROW(INFO, refused),
		.also = ALSO(ERROR),
		.summary = "questions about the domain are refused",
		.why = "A server that is listed for the zone does not serve it. Here it is a note, because "
		       "the fault may be the resolver's: --authoritative asks the name servers themselves.",
		.help = "Set the zone up on that server, or remove it from the delegation.",
		.reference = "RFC 1034 section 4.2.2",
		.bad = "; @answer example.com TXT refused",
		.good = SENDS,
	},
	{
		.id = "dns-tcp-broken",
		DOMAIN_ROW(INFO, tcp_broken),
		.also = ALSO(WARNING) | ALSO(ERROR),
		.summary = "answers that do not fit into UDP cannot be had over TCP",
		.why = "Receivers do not see the record at all. Here it is a note, because the fault may be "
		       "the resolver's: --authoritative asks the name servers themselves.",
		.help = "Let port 53 through for TCP too.",
		.reference = "RFC 7766 section 5",
		.bad = "; @answer example.com TXT truncated",
		.good = SENDS,
	},
	{
		.id = "dmarc-servfail",
		DOMAIN_ROW(INFO, dmarc_servfail),
		.follows = "dns-cname-loop",
		.summary = "the DMARC record was not answered",
		.why = "Receivers defer the mail, or judge it without the policy. Here it is a note, because "
		       "the fault may be the resolver's.",
		.help = "Check the delegation, the name servers and DNSSEC.",
		.reference = "RFC 9989 section 4.10.1 and RFC 7489 section 6.6.3",
		.bad = "; @answer _dmarc.example.com TXT servfail",
		.good = SENDS,
	},
	{
		.id = "dns-dnssec-bogus",
		DOMAIN_ROW(ERROR, bogus),
		.follows = "dnssec-ds-mismatch,dnssec-expired",
		.summary = "the domain's DNSSEC is broken",
		.why = "Receivers with a validating resolver get no answer about the domain, and defer or "
		       "refuse its mail; the others notice nothing.",
		.help = "Correct the DS record in the zone above, or sign the zone anew.",
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
		.summary = "an answer did not fit into UDP and was fetched over TCP",
		.why = "It costs time, and receivers behind a firewall that knows no TCP on port 53 do not "
		       "get it.",
		.help = "Make the records of that name fewer or shorter.",
		.reference = "RFC 7766 section 5",
		.bad = "; @answer example.com TXT answer tc\n" SENDS,
		.good = SENDS,
	},
	{
		.id = "dns-rcode-poisoned",
		DOMAIN_ROW(WARNING, rcode_poisoned),
		.summary = "the resolver invents addresses for names that do not exist",
		.why = "This report may call names existing that are not. Receivers have other resolvers.",
		.help = "Name another resolver with --server.",
		.reference = "RFC 6761 section 6.4",
		.bad = "; live\n; @answer mailauth-check-wildcard.invalid A "
		       "answer\nmailauth-check-wildcard.invalid. A 11.0.0.66\n" SENDS,
		.good = SENDS,
	},
};

RULE_FAMILY(dns_resolver_rules, "DNS: answers", rows);
