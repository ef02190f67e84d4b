/* MX: where mail for the domain goes (RFC 5321 section 5, RFC 7505). */
#include "base/ascii.h"
#include "check/claims.h"
#include "check/rule.h"
#include "rules/common.h"
#include "rules/families.h"
#include "rules/mx/exchange.h"

const char *exchange_text(struct rule_run *run, const struct mx_subject *mx)
{
	return dns_name_text(run->arena, &mx->mx->exchange);
}

/* No address either is a rule of its own. */
static bool domain_has_no_address(const struct domain *domain)
{
	return domain->ip4 && has_no_address(domain->ip4, domain->ip6);
}

/* A host with an SPF record for its name in HELO: bounces to it reach its address. */
static bool is_mere_host(const struct domain *domain)
{
	return domain->ip4 && (domain->ip4->records.count || domain->ip6->records.count) &&
	       !domain->dmarcs.count && !domain_has_key(domain) && domain->options->role == ROLE_AUTO &&
	       !dns_name_equal(&domain->name, &domain->dmarc->rfc7489.organizational_domain);
}

/* Where mail goes without an MX record (RFC 5321 section 5.1); NULL when that is not known. */
static const struct dns_address *implicit_address(const struct domain *domain)
{
	const struct dns_reply *const replies[] = { domain->ip4, domain->ip6 };

	for (size_t i = 0; i < sizeof replies / sizeof *replies; i++)
		if (replies[i] && replies[i]->records.count)
			return &replies[i]->records.at[0].data.address;
	return NULL;
}

/* What the name itself is for, without an MX record, is told by its addresses. */
static bool has_open_address(const struct domain *domain)
{
	return (domain->ip4 && !dns_outcome_is_answer(domain->ip4->outcome)) ||
	       (domain->ip6 && !dns_outcome_is_answer(domain->ip6->outcome));
}

/* Not one of an organization's many hosts: mail to it is no accident, or it has a record of mail. */
static bool is_of_mail(const struct domain *domain)
{
	return domain->spf.count || domain->dmarcs.count || domain->options->role != ROLE_AUTO ||
	       dns_name_equal(&domain->name, &domain->dmarc->rfc7489.organizational_domain);
}

static void none(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dns_address *address = implicit_address(domain);
	struct finding *finding;

	if (!dns_outcome_has_no_type(domain->mx_reply->outcome) || domain_needs_no_records(domain) ||
		domain_has_no_address(domain) || has_open_address(domain) ||
		(domain_may_lack_mail(domain) && !(address && is_of_mail(domain))))
		return;
	finding = address ? report_finding(run, NULL, (struct span){ 0 },
				    "%s has no MX record; mail goes to its address %s",
				    dns_name_text(run->arena, &domain->name),
				    dns_address_text(run->arena, address))
			  : report_finding(run, NULL, (struct span){ 0 }, "%s has no MX record",
				    dns_name_text(run->arena, &domain->name));
	if (domain_sends(domain) && (domain->spf.count || domain->options->role == ROLE_SENDS) &&
		!is_mere_host(domain))
		finding->severity = SEVERITY_WARNING;
	/* That nothing is received there is known from its owner alone. */
	if (domain->options->role == ROLE_NO_MAIL)
		finding_fix(finding, &domain->name, DNS_TYPE_MX, "0 .");
}

static void null_with_others(struct rule_run *run, const struct mx_subject *mx)
{
	if (dns_mx_is_null(mx->mx) && mx->published.count > 1)
		fix_by_deletion(run, report_finding(run, &mx->published, whole_text(&mx->published),
					     "null MX together with %zu other MX record%s",
					     mx->published.count - 1, mx->published.count == 2 ? "" : "s"));
}

static void null_preference(struct rule_run *run, const struct mx_subject *mx)
{
	if (dns_mx_is_null(mx->mx) && mx->mx->preference != 0)
		finding_fix_text(report_finding(run, &mx->published, whole_text(&mx->published),
					 "the null MX has preference %u; it must be 0", mx->mx->preference),
			"0 .");
}

/* Four numbers: the address that the relative name began with. */
static bool is_address(const struct dns_name *name, unsigned *ret_labels)
{
	unsigned numbers = 0;

	for (size_t at = 0; name->wire[at] && numbers < 4; at += name->wire[at] + 1U, numbers++) {
		uint64_t octet;

		if (!slice_number((struct slice){ name->wire + at + 1, name->wire[at] }, 255, &octet))
			return false;
	}
	*ret_labels = dns_name_labels(name);
	return numbers == 4;
}

static bool exchange_is_address(struct rule_run *run, const struct mx_subject *mx)
{
	unsigned labels;

	return is_address(&mx->mx->exchange, &labels) &&
	       (labels == 4 || labels == 4 + dns_name_labels(&run->domain->name));
}

static void target_ip(struct rule_run *run, const struct mx_subject *mx)
{
	if (exchange_is_address(run, mx))
		report_finding(
			run, &mx->published, mx->exchange, "the MX host is an IP address, not a host name");
}

static bool exchange_is_localhost(const struct mx_subject *mx)
{
	return slice_is(dns_name_first_label(&mx->mx->exchange), "localhost");
}

static void target_localhost(struct rule_run *run, const struct mx_subject *mx)
{
	if (exchange_is_localhost(mx))
		report_finding(run, &mx->published, mx->exchange, "MX host %s is the sending server itself",
			exchange_text(run, mx));
}

bool exchange_without_zone(
	struct rule_run *run, const struct mx_subject *mx, struct dns_name *ret_name, bool *ret_doubled)
{
	return name_without_zone(run, &mx->mx->exchange, mx->ip4 && dns_outcome_has_no_name(mx->ip4->outcome),
		ret_name, ret_doubled);
}

static void target_doubled_zone(struct rule_run *run, const struct mx_subject *mx)
{
	struct dns_name left;
	bool doubled;

	if (!exchange_is_address(run, mx) && exchange_without_zone(run, mx, &left, &doubled))
		finding_fix_text(report_finding(run, &mx->published, mx->exchange, "MX host %s %s",
					 exchange_text(run, mx),
					 doubled ? "contains the zone name twice"
						 : "ends in the zone name because the final dot is missing"),
			arena_printf(
				run->arena, "%u %s.", mx->mx->preference, dns_name_text(run->arena, &left)));
}

/* 'H' for a byte that no host name has (RFC 1123 section 2.1), 'U' for one beyond ASCII, 0 when all are good. */
static char bad_byte(const struct dns_name *name)
{
	char found = 0;

	for (size_t at = 0; name->wire[at]; at += name->wire[at] + 1U) {
		if (name->wire[at + 1] == '-' || name->wire[at + name->wire[at]] == '-')
			found = 'H';
		for (size_t i = 1; i <= name->wire[at]; i++) {
			uint8_t c = name->wire[at + i];

			if (c >= 0x80)
				return 'U';
			if (!ascii_is_alnum(c) && c != '-')
				found = 'H';
		}
	}
	return found;
}

/*
 * "mail." is a top-level domain, and mail.example.com is meant (RFC 1035 section 5.1). *ret_name: what the zone has by that name, or
 * else what it would be below the domain.
 */
static bool has_final_dot_too_many(
	struct rule_run *run, const struct mx_subject *mx, struct dns_name *ret_name)
{
	const struct dns_name *exchange = &mx->mx->exchange;
	struct dns_name last = dns_name_suffix(exchange, 1);
	bool exists =
		mx->ip4 && mx->ip6 &&
		(dns_outcome_has_records(mx->ip4->outcome) || dns_outcome_has_records(mx->ip6->outcome) ||
			dns_outcome_is_pending(mx->ip4->outcome) || dns_outcome_is_pending(mx->ip6->outcome));

	bool known = suffix_list_has(run->domain->options->suffixes, &last);

	if (exists || exchange->len <= 1 || exchange_is_localhost(mx) ||
		(known && dns_name_labels(exchange) > 1))
		return false;
	for (struct dns_name at = run->domain->name; dns_name_labels(&at) >= 2; at = dns_name_parent(&at))
		if (!dns_name_is_under(exchange, &at) && dns_name_join(exchange, &at, ret_name) &&
			name_exists(run, ret_name) &&
			!facts_get_aside(run->domain->view, ret_name, DNS_TYPE_A)->wildcard)
			return true;
	return !known && dns_name_labels(exchange) == 1 &&
	       dns_name_join(exchange, &run->domain->name, ret_name);
}

static void target_final_dot(struct rule_run *run, const struct mx_subject *mx)
{
	struct dns_name meant;

	if (!exchange_is_address(run, mx) && has_final_dot_too_many(run, mx, &meant))
		finding_fix_text(report_finding(run, &mx->published, mx->exchange,
					 "MX host %s is outside this zone because of its final dot",
					 exchange_text(run, mx)),
			arena_printf(
				run->arena, "%u %s.", mx->mx->preference, dns_name_text(run->arena, &meant)));
}

bool exchange_is_origin_of_proxy(const struct mx_subject *mx)
{
	return slice_is(dns_name_first_label(&mx->mx->exchange), "_dc-mx");
}

bool exchange_is_misnamed(struct rule_run *run, const struct mx_subject *mx)
{
	struct dns_name left;
	bool doubled;

	return exchange_is_address(run, mx) || exchange_is_localhost(mx) || bad_byte(&mx->mx->exchange) ||
	       exchange_is_under(mx, "invalid") || exchange_without_zone(run, mx, &left, &doubled) ||
	       has_final_dot_too_many(run, mx, &left);
}

static void target_invalid_host(struct rule_run *run, const struct mx_subject *mx)
{
	if (bad_byte(&mx->mx->exchange) == 'H' && !exchange_is_origin_of_proxy(mx))
		report_finding(run, &mx->published, mx->exchange,
			"invalid MX host %s; only letters, digits and hyphens are allowed",
			exchange_text(run, mx));
}

static void target_idn(struct rule_run *run, const struct mx_subject *mx)
{
	struct bytes text = { 0 };
	struct dns_name name;
	struct finding *finding;

	if (bad_byte(&mx->mx->exchange) != 'U')
		return;
	for (size_t at = 0; mx->mx->exchange.wire[at]; at += mx->mx->exchange.wire[at] + 1U) {
		if (at)
			bytes_add_byte(&text, '.');
		bytes_add(&text, (struct slice){ mx->mx->exchange.wire + at + 1, mx->mx->exchange.wire[at] });
	}
	finding =
		report_finding(run, &mx->published, mx->exchange, "the MX host contains Unicode characters");
	if (dns_name_from_unicode(bytes_slice(&text), &name) == DNS_NAME_OK)
		finding_fix_text(finding, arena_printf(run->arena, "%u %s.", mx->mx->preference,
						  dns_name_text(run->arena, &name)));
	bytes_free(&text);
}

static void mixed_providers(struct rule_run *run)
{
	const struct mx_subject *google = NULL, *microsoft = NULL;
	struct finding *finding;

	for (size_t i = 0; i < run->domain->mx.count; i++) {
		const struct mx_subject *mx = &run->domain->mx.at[i];

		if (exchange_is_under(mx, "mx-verification.google.com")) /* receives nothing */
			continue;
		if (exchange_is_under(mx, "google.com") || exchange_is_under(mx, "googlemail.com"))
			google = google ? google : mx;
		if (exchange_is_under(mx, "mail.protection.outlook.com") ||
			exchange_is_under(mx, "mx.microsoft"))
			microsoft = microsoft ? microsoft : mx;
	}
	if (!google || !microsoft)
		return;
	finding = report_finding(run, &microsoft->published, microsoft->exchange,
		"the domain has MX hosts of both Google and Microsoft");
	finding_relate(run, finding, &google->published, "the other provider");
}

static void invalid_tld(struct rule_run *run, const struct mx_subject *mx)
{
	struct finding *finding;

	if (!exchange_is_under(mx, "invalid"))
		return;
	finding = report_finding(
		run, &mx->published, mx->exchange, "MX host %s can never exist", exchange_text(run, mx));
	if (mx->published.count > 1)
		fix_by_deletion(run, finding);
}

static const struct rule rows[] = {
	{
		.id = "mx-none",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_DOMAIN,
		.check.domain = none,
		.also = ALSO(WARNING),
		.summary = "domain has no MX record",
		.why = "Mail for the domain goes to its A or AAAA address. A domain that sends mail "
		       "needs an MX record for replies and bounces.",
		.help = "Publish an MX record, or the null MX `0 .` if the domain receives no mail.",
		.reference = "RFC 5321 section 5.1",
		.bad = SPF_EXAMPLE("v=spf1 ip4:11.0.0.5 -all") "\n@ A 11.0.0.6",
		.good = "@ MX 10 mail.example.com.\n@ TXT \"v=spf1 ip4:11.0.0.5 -all\"\nmail A 11.0.0.7",
	},
	{
		.id = "mx-null-with-others",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_MX,
		.check.mx = null_with_others,
		.summary = "domain has a null MX together with other MX records",
		.why = "The null MX says that the domain accepts no mail, and the other MX records say "
		       "that it does. Some senders return the mail and others deliver it.",
		.help = "Remove the null MX record, or remove all other MX records.",
		.reference = "RFC 7505 section 3",
		.bad = "@ MX 0 .\n@ MX 10 mail.example.com.",
		.good = "@ MX 10 mail.example.com.\nmail A 11.0.0.7",
	},
	{
		.id = "mx-null-preference",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_MX,
		.check.mx = null_preference,
		.safe_fix = true,
		.summary = "null MX has a preference other than 0",
		.why = "RFC 7505 specifies a null MX with preference 0, and some programs recognize only "
		       "that.",
		.help = "Publish the null MX as `0 .`.",
		.reference = "RFC 7505 section 3",
		.bad = "@ MX 10 .",
		.good = "@ MX 0 .",
	},
	{
		.id = "mx-target-ip",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_MX,
		.check.mx = target_ip,
		.summary = "MX host is an IP address",
		.why = "An MX record contains a host name. Senders read the address as a name that does "
		       "not exist, and mail cannot be delivered.",
		.help = "Publish an A or AAAA record for a host name, and use this host name in the MX "
			"record.",
		.reference = "RFC 1035 section 3.3.9 and RFC 5321 section 5.1",
		.bad = "@ MX 10 192.0.2.1",
		.good = "@ MX 10 mail.example.com.\nmail A 11.0.0.7",
	},
	{
		.id = "mx-target-localhost",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_MX,
		.check.mx = target_localhost,
		.summary = "MX host is localhost",
		.why = "A sending server that connects to localhost connects to itself, so the mail loops or "
		       "bounces.",
		.help = "Replace localhost with the name of the host that receives mail, or publish the "
			"null MX `0 .`.",
		.reference = "RFC 6761 section 6.3",
		.bad = "@ MX 10 localhost.",
		.good = "@ MX 10 mail.example.com.\nmail A 11.0.0.7",
	},
	{
		.id = "mx-target-doubled-zone",
		.asks = true,
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_MX,
		.check.mx = target_doubled_zone,
		.safe_fix = true,
		.summary = "MX host contains the zone name twice",
		.why = "Name servers append the zone name to a name without a final dot. The result does "
		       "not exist, so mail cannot be delivered.",
		.help = "Add a dot at the end of the MX host name.",
		.reference = "RFC 1035 section 5.1",
		.bad = "@ MX 10 mail.example.com",
		.good = "@ MX 10 mail.example.com.\nmail A 11.0.0.7",
	},
	{
		.id = "mx-target-final-dot",
		.asks = true,
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_MX,
		.check.mx = target_final_dot,
		.summary = "MX host is outside the zone because of its final dot",
		.why = "A final dot makes a name absolute. Senders look up the host outside the zone, "
		       "and mail cannot be delivered.",
		.help = "Remove the final dot, or write the full name of the MX host before it.",
		.reference = "RFC 1035 section 5.1",
		.bad = "@ MX 10 mail.\nmail A 11.0.0.7",
		.good = "@ MX 10 mail.example.\n* A 11.0.0.7",
	},
	{
		.id = "mx-target-invalid-host",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_MX,
		.check.mx = target_invalid_host,
		.summary = "MX host is not a valid host name",
		.why = "Host names contain only letters, digits and hyphens, and many senders reject other characters. A URL or a mail address is not a host name.",
		.help = "Write only the name of the host in the MX record.",
		.reference = "RFC 5321 section 2.3.5 and RFC 1123 section 2.1",
		.bad = "@ MX 10 mail_1.example.com.",
		.good = "@ MX 10 mail-1.example.com.\nmail-1 A 11.0.0.7",
	},
	{
		.id = "mx-target-idn",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_MX,
		.check.mx = target_idn,
		.summary = "MX host contains Unicode characters",
		.why = "DNS uses A-labels for internationalized names. The name in Unicode does not exist.",
		.help = "Write the name of the MX host in A-labels (xn--).",
		.reference = "RFC 5890 section 2.3.2",
		.bad = "@ MX 10 m\\195\\188nchen.example.",
		.good = "@ MX 10 xn--mnchen-3ya.example.",
	},
	{
		.id = "mx-mixed-providers",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DOMAIN,
		.check.domain = mixed_providers,
		.summary = "two mail providers receive mail for the domain",
		.why = "Each provider receives a part of the mail, and users do not see all of their "
		       "mail. Usually a migration is unfinished.",
		.help = "Remove the MX records of the former provider.",
		.reference = "RFC 5321 section 5.1",
		.bad = "@ MX 1 smtp.google.com.\n@ MX 10 example-com.mail.protection.outlook.com.",
		.good = "@ MX 1 smtp.google.com.",
	},
	{
		.id = "mx-verification-invalid-tld",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_MX,
		.check.mx = invalid_tld,
		.summary = "MX host is a name under .invalid",
		.why = "The MX record verified the domain and never receives mail. Senders that try the "
		       "MX host first lose time.",
		.help = "Remove the MX record with the name under .invalid.",
		.reference = "RFC 6761 section 6.4",
		.bad = "@ MX 10 mail.example.com.\n@ MX 32767 ms12345678.msv1.invalid.",
		.good = "@ MX 10 mail.example.com.\nmail A 11.0.0.7",
	},
};

RULE_FAMILY(mx_rules, "MX", rows);
