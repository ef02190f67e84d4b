/* MX: the hosts that receive the mail, and their addresses (RFC 5321 section 5, RFC 6890). */
#include "check/claims.h"
#include "dns/special_address.h"

#include "rules/common.h"
#include "rules/example.h"
#include "rules/families.h"
#include "rules/mx/exchange.h"

#include <string.h>

static bool has_address(const struct dns_reply *reply)
{
	return dns_outcome_has_records(reply->outcome);
}

/* The name at the end of a CNAME can be missing while the MX host itself is there (RFC 6604 section 3). */
static bool does_not_exist(const struct mx_subject *mx)
{
	return mx->ip4 &&
	       (dns_outcome_has_no_name(mx->ip4->outcome) || dns_outcome_has_no_name(mx->ip6->outcome)) &&
	       !has_address(mx->ip4) && !has_address(mx->ip6);
}

static const struct dns_reply *alias_of(const struct mx_subject *mx)
{
	if (mx->ip4 && mx->ip4->aliases.count)
		return mx->ip4;
	return mx->ip4 && mx->ip6->aliases.count ? mx->ip6 : NULL;
}

static void target_cname(struct rule_run *run, const struct mx_subject *mx)
{
	const struct dns_reply *alias = alias_of(mx);
	const char *canonical;
	struct finding *finding;

	if (!alias ||
		dns_outcome_is_loop(alias->outcome)) /* where it leads may be open; that it is one is not */
		return;
	canonical = dns_name_text(run->arena, dns_reply_owner(alias));
	finding = report_finding(run, &mx->published, mx->exchange, "MX host %s is a CNAME to %s",
		exchange_text(run, mx), canonical);
	if (has_address(mx->ip4) || has_address(mx->ip6))
		finding_fix_text(finding, arena_printf(run->arena, "%u %s.", mx->mx->preference, canonical));
}

static void target_nxdomain(struct rule_run *run, const struct mx_subject *mx)
{
	const struct dns_reply *alias = alias_of(mx);

	if (!does_not_exist(mx) || exchange_is_misnamed(run, mx))
		return;
	if (alias)
		report_finding(run, &mx->published, mx->exchange,
			"MX host %s is a CNAME to %s, which does not exist", exchange_text(run, mx),
			dns_name_text(run->arena, dns_reply_owner(alias)));
	else
		report_finding(run, &mx->published, mx->exchange, "MX host %s does not exist",
			exchange_text(run, mx));
}

static void target_no_address(struct rule_run *run, const struct mx_subject *mx)
{
	if (mx->ip4 && !does_not_exist(mx) && has_no_address(mx->ip4, mx->ip6) &&
		!exchange_is_misnamed(run, mx))
		report_finding(run, &mx->published, mx->exchange, "MX host %s has no A or AAAA record",
			exchange_text(run, mx));
}

/* The first address of a host about which `special` knows something. */
static const char *special_of(const struct dns_reply *reply,
	const char *(*special)(const struct dns_address *address, unsigned prefix),
	struct dns_address *ret_address)
{
	for (size_t i = 0; i < reply->records.count; i++) {
		const struct dns_address *address = &reply->records.at[i].data.address;
		const char *what = special(address, host_prefix(address));

		if (what) {
			*ret_address = *address;
			return what;
		}
	}
	return NULL;
}

static const char *special_of_host(const struct mx_subject *mx,
	const char *(*special)(const struct dns_address *address, unsigned prefix),
	struct dns_address *ret_address)
{
	const char *what = mx->ip4 ? special_of(mx->ip4, special, ret_address) : NULL;

	return what || !mx->ip6 ? what : special_of(mx->ip6, special, ret_address);
}

static struct finding *report_special(struct rule_run *run, const struct mx_subject *mx,
	const char *(*special)(const struct dns_address *address, unsigned prefix))
{
	struct dns_address address;
	const char *what = special_of_host(mx, special, &address);

	return !what ? NULL
		     : report_finding(run, &mx->published, mx->exchange, "MX host %s has the address %s; %s",
			       exchange_text(run, mx), dns_address_text(run->arena, &address), what);
}

static void target_private(struct rule_run *run, const struct mx_subject *mx)
{
	if (!exchange_is_misnamed(run, mx))
		report_special(run, mx, private_network_of);
}

/* Names for documentation (RFC 2606, RFC 6761): there the addresses for documentation are right. */
static bool is_documentation(const struct dns_name *name)
{
	static const char *const domains[] = { "example", "test", "example.com", "example.net",
		"example.org" };

	for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
		struct dns_name domain = dns_name_of(domains[i]);

		if (dns_name_is_under(name, &domain))
			return true;
	}
	return false;
}

static void target_reserved(struct rule_run *run, const struct mx_subject *mx)
{
	struct finding *finding = report_special(run, mx, reserved_network_of);
	struct dns_address address;

	if (finding && is_documentation(&run->domain->name) &&
		special_of_host(mx, reserved_network_of, &address) && address_is_for_documentation(&address))
		finding->severity = SEVERITY_INFO;
}

/* Cloudflare's own mail services have addresses among those of its proxies. */
static bool is_mail_of_proxy(const struct mx_subject *mx)
{
	return exchange_is_under(mx, "cloudflare.net") || exchange_is_under(mx, "cloudflare.com") ||
	       exchange_is_under(mx, "mxrecord.io") || exchange_is_under(mx, "mxrecord.mx");
}

static const struct dns_address *proxied_address(const struct dns_reply *reply)
{
	for (size_t i = 0; reply && i < reply->records.count; i++)
		if (web_proxy_of(&reply->records.at[i].data.address))
			return &reply->records.at[i].data.address;
	return NULL;
}

static void target_behind_proxy(struct rule_run *run, const struct mx_subject *mx)
{
	const struct dns_address *address = proxied_address(mx->ip4);

	address = address ? address : proxied_address(mx->ip6);
	if (exchange_is_origin_of_proxy(mx))
		report_finding(run, &mx->published, mx->exchange,
			"MX host created by Cloudflare; it shows the real address of the server")
			->severity = SEVERITY_INFO;
	else if (address && !is_mail_of_proxy(mx))
		report_finding(run, &mx->published, mx->exchange,
			"MX host %s has the address %s of the %s web proxy", exchange_text(run, mx),
			dns_address_text(run->arena, address), web_proxy_of(address));
}

static void none_no_address(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	/* A name with nothing but a DKIM key signs for others. */
	if (dns_outcome_has_no_type(domain->mx_reply->outcome) && !domain_may_lack_mail(domain) &&
		!domain_needs_no_records(domain) && domain->ip4 &&
		(domain->spf.count || domain->dmarcs.count || domain->options->role != ROLE_AUTO) &&
		has_no_address(domain->ip4, domain->ip6))
		report_finding(run, NULL, (struct span){ 0 }, "%s has no MX, A or AAAA record",
			dns_name_text(run->arena, &domain->name));
}

static void implicit_web_host(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dns_address *address = proxied_address(domain->ip4);

	address = address ? address : proxied_address(domain->ip6);
	if (dns_outcome_has_no_type(domain->mx_reply->outcome) && address)
		report_finding(run, NULL, (struct span){ 0 },
			"%s has no MX record; its mail goes to %s, a web proxy of %s",
			dns_name_text(run->arena, &domain->name), dns_address_text(run->arena, address),
			web_proxy_of(address));
}

/* No mail can reach it: it has no address, or one that the Internet does not know. */
static bool is_unusable(const struct mx_subject *mx)
{
	struct dns_address address;

	return mx->ip4 && (does_not_exist(mx) || has_no_address(mx->ip4, mx->ip6) ||
				  special_of_host(mx, private_network_of, &address));
}

static void some_broken(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct mx_subject *broken = NULL, *good = NULL;
	struct finding *finding;

	for (size_t i = 0; i < domain->mx.count; i++) {
		const struct mx_subject *mx = &domain->mx.at[i];

		if (is_unusable(mx) && !exchange_is_misnamed(run, mx))
			broken = broken ? broken : mx;
		else if (mx->ip4 && !is_unusable(mx) && (has_address(mx->ip4) || has_address(mx->ip6)))
			good = good ? good : mx;
	}
	if (!broken || !good)
		return;
	finding = report_finding(run, &broken->published, broken->exchange,
		"MX host %s cannot receive mail, but another one can", exchange_text(run, broken));
	finding_relate(run, finding, &good->published, "this MX host can");
}

static void ipv6_only(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	bool ip6 = false;

	for (size_t i = 0; i < domain->mx.count; i++) {
		const struct mx_subject *mx = &domain->mx.at[i];

		if (!mx->ip4 || !dns_outcome_is_void(mx->ip4->outcome))
			return;
		ip6 = ip6 || has_address(mx->ip6);
	}
	if (ip6)
		report_finding(run, &domain->mx.at[0].published, domain->mx.at[0].exchange,
			"no MX host of %s has an IPv4 address", dns_name_text(run->arena, &domain->name));
}

enum { COMPARED_MOST = 16, HOSTS_MOST = 50 };

/* An address that both replies have, among the first ones of each. */
static const struct dns_record *shared_address(const struct dns_reply *a, const struct dns_reply *b)
{
	for (size_t i = 0; a && b && i < a->records.count && i < COMPARED_MOST; i++)
		for (size_t k = 0; k < b->records.count && k < COMPARED_MOST; k++)
			if (dns_record_same_data(&a->records.at[i], &b->records.at[k]))
				return &a->records.at[i];
	return NULL;
}

static void report_shared_address(
	struct rule_run *run, const struct mx_subject *mx, const struct mx_subject *other)
{
	const struct dns_record *shared = shared_address(mx->ip4, other->ip4);

	shared = shared ? shared : shared_address(mx->ip6, other->ip6);
	if (shared && !dns_name_equal(&mx->mx->exchange, &other->mx->exchange))
		finding_relate(run,
			report_finding(run, &mx->published, mx->exchange,
				"%s and another MX host have the address %s", exchange_text(run, mx),
				dns_address_text(run->arena, &shared->data.address)),
			&other->published, "the other MX record");
}

static void duplicate_address(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 1; i < domain->mx.count && i < HOSTS_MOST; i++)
		for (size_t k = 0; k < i && run->reported < FINDINGS_OF_A_RULE; k++)
			report_shared_address(run, &domain->mx.at[i], &domain->mx.at[k]);
}

static void null_but_sends(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	if (domain_has_null_mx(domain) && domain_sends(domain))
		report_finding(run, &domain->mx.at[0].published, whole_text(&domain->mx.at[0].published),
			"%s sends mail, but its null MX accepts no replies",
			dns_name_text(run->arena, &domain->name))
			->confidence = domain->options->role == ROLE_SENDS ? CERTAIN : LIKELY;
}

static const struct rule rows[] = {
	{
		.id = "mx-none-no-address",
		DOMAIN_ROW(ERROR, none_no_address),
		.summary = "domain has no MX, A or AAAA record",
		.why = "Replies and bounces to the domain cannot be delivered. Many receivers reject "
		       "mail from a domain without MX or address records.",
		.help = "Publish an MX record for the domain.",
		.reference = "RFC 5321 section 5.1",
		.bad = "; whole file\n" EXAMPLE_HEAD SPF_EXAMPLE("v=spf1 ip4:11.0.0.5 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:11.0.0.5 -all") "\n@ A 11.0.0.6",
	},
	{
		.id = "mx-implicit-web-host",
		DOMAIN_ROW(WARNING, implicit_web_host),
		.summary = "domain has no MX record, and its address is a web proxy",
		.why = "Without an MX record, mail goes to the address of the domain. A web proxy "
		       "accepts no mail, and senders return the mail after several days.",
		.help = "Publish an MX record, or the null MX `0 .` if the domain receives no mail.",
		.reference = "RFC 5321 section 5.1 and RFC 7505 section 1",
		.bad = "@ A 104.16.1.1",
		.good = "@ A 104.16.1.1\n@ MX 0 .",
	},
	{
		.id = "mx-null-but-sends",
		DOMAIN_ROW(ERROR, null_but_sends),
		.summary = "domain that sends mail has a null MX",
		.why = "If this domain sends mail, receivers may reject it because replies and bounces "
		       "cannot be sent to the domain.",
		.help = "Publish an MX record for the host that receives replies and bounces, or publish "
			"the SPF record `v=spf1 -all` if the domain sends no mail.",
		.reference = "RFC 7505 section 4.2",
		.bad = "@ MX 0 .\n" SPF_EXAMPLE("v=spf1 ip4:11.0.0.5 -all"),
		.good = "@ MX 0 .\n" SPF_EXAMPLE("v=spf1 -all"),
	},
	{
		.id = "mx-target-cname",
		SUBJECT_ROW(WARNING, MX, mx, target_cname),
		.summary = "MX host is a CNAME",
		.why = "The name in an MX record must have an A or AAAA record of its own. Most senders "
		       "follow the CNAME, but some reject it.",
		.help = "Replace the MX host with the name at the end of the CNAME chain.",
		.reference = "RFC 2181 section 10.3 and RFC 5321 section 5.1",
		.bad = "@ MX 10 mail\nmail CNAME ns",
		.good = "@ MX 10 ns",
	},
	{
		.id = "mx-target-nxdomain",
		.asks = true,
		SUBJECT_ROW(ERROR, MX, mx, target_nxdomain),
		.summary = "MX host does not exist",
		.why = "Mail cannot be delivered to the host. If its domain can be registered, the new "
		       "owner receives the mail.",
		.help = "Correct the name of the MX host, or remove the MX record.",
		.reference = "RFC 5321 section 5.1",
		.bad = "@ MX 10 mail",
		.good = "@ MX 10 mail\nmail A 11.0.0.7",
	},
	{
		.id = "mx-target-no-address",
		.asks = true,
		SUBJECT_ROW(ERROR, MX, mx, target_no_address),
		.summary = "MX host has no A or AAAA record",
		.why = "The name exists, but senders have no address to connect to.",
		.help = "Publish an A record for the MX host, and an AAAA record if it uses IPv6.",
		.reference = "RFC 5321 section 5.1",
		.bad = "@ MX 10 mail\nmail TXT \"the mail host\"",
		.good = "@ MX 10 mail\nmail A 11.0.0.7",
	},
	{
		.id = "mx-target-private",
		.asks = true,
		SUBJECT_ROW(ERROR, MX, mx, target_private),
		.summary = "MX host has a private, loopback or link-local address",
		.why = "Senders outside the network of the host cannot connect to it.",
		.help = "Publish the public address of the MX host, and keep private addresses in an "
			"internal view of the zone.",
		.reference = "RFC 6890 section 2.2.2 and RFC 1918 section 3",
		.bad = "@ MX 10 mail\nmail A 192.168.1.4",
		.good = "@ MX 10 mail\nmail A 11.0.0.7",
	},
	{
		.id = "mx-target-reserved",
		SUBJECT_ROW(ERROR, MX, mx, target_reserved),
		.also = ALSO(INFO),
		.summary = "MX host has a reserved, multicast or documentation address",
		.why = "Senders cannot connect to such an address, which usually comes from an example.",
		.help = "Publish the real address of the MX host.",
		.reference = "RFC 6890 section 2.2.2 and RFC 5737 section 4",
		.bad = "@ MX 10 mail\nmail A 0.0.0.0",
		.good = "@ MX 10 mail\nmail A 11.0.0.7",
	},
	{
		.id = "mx-target-behind-proxy",
		SUBJECT_ROW(ERROR, MX, mx, target_behind_proxy),
		.also = ALSO(INFO),
		.summary = "MX host has the address of a web proxy",
		.why = "The proxy forwards only web traffic and accepts no connections on port 25.",
		.help = "Disable the proxy for the name of the MX host (\"DNS only\").",
		.reference = "RFC 5321 section 5.1",
		.bad = "@ MX 10 mail\nmail A 104.16.1.1",
		.good = "@ MX 10 mail\nmail A 11.0.0.7",
	},
	{
		.id = "mx-some-broken",
		.asks = true,
		DOMAIN_ROW(WARNING, some_broken),
		.follows = "mx-target-nxdomain,mx-target-no-address,mx-target-private",
		.summary = "some MX hosts cannot receive mail",
		.why = "Senders that try a broken MX host first lose time. A broken MX host cannot "
		       "replace the others when they are down.",
		.help = "Repair the MX host, or remove its MX record.",
		.reference = "RFC 5321 section 5.1",
		.bad = "@ MX 10 mail\n@ MX 20 backup\nmail A 11.0.0.7",
		.good = "@ MX 10 mail\n@ MX 20 backup\nmail A 11.0.0.7\nbackup A 11.0.1.7",
	},
	{
		.id = "mx-ipv6-only",
		DOMAIN_ROW(WARNING, ipv6_only),
		.summary = "MX hosts have only IPv6 addresses",
		.why = "Many senders do not use IPv6 and cannot deliver the mail.",
		.help = "Publish an A record for at least one MX host.",
		.reference = "RFC 5321 section 5.2",
		.bad = "@ MX 10 mail\nmail AAAA 2a00:1::25",
		.good = "@ MX 10 mail\nmail AAAA 2a00:1::25\nmail A 11.0.0.7",
	},
	{
		.id = "mx-duplicate-address",
		DOMAIN_ROW(INFO, duplicate_address),
		.summary = "two MX hosts have the same address",
		.why = "When the address cannot be reached, both MX hosts are down. The second MX record "
		       "adds no redundancy.",
		.help = "Remove the second MX record, or use another host for it.",
		.reference = "RFC 5321 section 5.1",
		.bad = "@ MX 10 mail\n@ MX 20 backup\nmail A 11.0.0.7\nbackup A 11.0.0.7",
		.good = "@ MX 10 mail\n@ MX 20 backup\nmail A 11.0.0.7\nbackup A 11.0.1.7",
	},
};

RULE_FAMILY(mx_host_rules, "MX", rows);
