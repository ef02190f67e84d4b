/* MX: what is legal and worth knowing (RFC 5321 section 5, RFC 7505). */
#include "base/ascii.h"
#include "check/claims.h"
#include "check/rule.h"
#include "rules/common.h"
#include "rules/families.h"

enum { TTL_LEAST = 300, TTL_MOST = 86400 };

static bool is_null(const struct mx_subject *mx)
{
	return dns_mx_is_null(mx->mx);
}

static bool is_verification(const struct mx_subject *mx)
{
	struct slice label = dns_name_first_label(&mx->mx->exchange);

	return exchange_is_under(mx, "mx-verification.google.com") ||
	       (exchange_is_under(mx, "invalid") && slice_starts_nocase(label, "ms") && label.len > 2 &&
		       ascii_is_digit(label.at[2]));
}

static void null(struct rule_run *run)
{
	if (domain_has_null_mx(run->domain))
		report_finding(run, &run->domain->mx.at[0].published,
			whole_text(&run->domain->mx.at[0].published), "null MX; %s receives no mail",
			dns_name_text(run->arena, &run->domain->name));
}

static void duplicate(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 1; i < domain->mx.count; i++)
		for (size_t k = 0; k < i; k++)
			if (!is_null(&domain->mx.at[i]) && dns_name_equal(&domain->mx.at[i].mx->exchange,
								   &domain->mx.at[k].mx->exchange)) {
				struct finding *finding = report_finding(run, &domain->mx.at[i].published,
					domain->mx.at[i].exchange, "MX host %s is listed twice",
					dns_name_text(run->arena, &domain->mx.at[i].mx->exchange));

				finding_relate(run, finding, &domain->mx.at[k].published, "the other record");
				fix_by_deletion(run, finding);
				break;
			}
}

static void equal_preference(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 1; i < domain->mx.count; i++)
		for (size_t k = 0; k < i; k++)
			if (domain->mx.at[i].mx->preference == domain->mx.at[k].mx->preference &&
				!is_null(&domain->mx.at[i]) && !is_null(&domain->mx.at[k]) &&
				!dns_name_equal(
					&domain->mx.at[i].mx->exchange, &domain->mx.at[k].mx->exchange)) {
				finding_relate(run,
					report_finding(run, &domain->mx.at[i].published,
						whole_text(&domain->mx.at[i].published),
						"another MX host also has preference %u",
						domain->mx.at[i].mx->preference),
					&domain->mx.at[k].published, "the other MX record");
				return;
			}
}

/* A service may have many hosts under one name: only an MX host of the domain's own is alone. */
static void single(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct mx_subject *only = domain->mx.count == 1 ? &domain->mx.at[0] : NULL;

	if (only && !is_null(only) && dns_name_is_under(&only->mx->exchange, &domain->name) && only->ip4 &&
		dns_outcome_is_answer(only->ip4->outcome) && dns_outcome_is_answer(only->ip6->outcome) &&
		only->ip4->records.count + only->ip6->records.count == 1)
		report_finding(run, &only->published, only->exchange,
			"only one host with one address receives mail for %s",
			dns_name_text(run->arena, &domain->name));
}

static void legacy_google(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 0; i < domain->mx.count; i++) {
		struct slice label = dns_name_first_label(&domain->mx.at[i].mx->exchange);

		if (exchange_is_under(&domain->mx.at[i], "l.google.com") && slice_is_nocase(label, "aspmx")) {
			report_finding(run, &domain->mx.at[i].published, domain->mx.at[i].exchange,
				"the MX host is one of the five older Google hosts");
			return;
		}
	}
}

static void verification_leftover(struct rule_run *run, const struct mx_subject *mx)
{
	if (is_verification(mx) && mx->published.count > 1)
		fix_by_deletion(run, report_finding(run, &mx->published, mx->exchange,
					     "MX host %s only verifies the domain and receives no mail",
					     dns_name_text(run->arena, &mx->mx->exchange)));
}

static void target_self_apex(struct rule_run *run, const struct mx_subject *mx)
{
	if (dns_name_equal(&mx->mx->exchange, &run->domain->name))
		report_finding(run, &mx->published, mx->exchange, "the MX host is the domain itself");
}

static void ttl(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct published *first = domain->mx.count ? &domain->mx.at[0].published : NULL;

	/* What a cache answers counts down; only a zone file shows the TTL that is published. */
	if (!first || !first->place.text || (first->ttl >= TTL_LEAST && first->ttl <= TTL_MOST))
		return;
	report_finding(run, first, whole_text(first), "the TTL is %u seconds (%s)", first->ttl,
		first->ttl < TTL_LEAST ? "less than 5 minutes" : "more than 1 day");
}

static const struct rule rows[] = {
	{
		.id = "mx-null",
		DOMAIN_ROW(INFO, null),
		.follows = "mx-null-but-sends,mx-null-preference",
		.summary = "domain has a null MX",
		.why = "Senders do not try to deliver mail to the domain, and return it at once.",
		.help = NULL,
		.reference = "RFC 7505 section 3",
		.bad = "@ MX 0 .",
		.good = "@ MX 10 mail.example.com.\nmail A 11.0.0.7",
	},
	{
		.id = "mx-duplicate",
		DOMAIN_ROW(INFO, duplicate),
		.summary = "MX host is listed twice",
		.why = "Senders try the same host a second time, which does not help.",
		.help = "Remove the second MX record of the same host.",
		.reference = "RFC 5321 section 5.1",
		.bad = "@ MX 10 mail.example.com.\n@ MX 20 mail.example.com.",
		.good = "@ MX 10 mail.example.com.\n@ MX 20 mail2.example.com.\nmail A 11.0.0.7\nmail2 A "
			"11.0.1.7",
	},
	{
		.id = "mx-equal-preference",
		DOMAIN_ROW(INFO, equal_preference),
		.summary = "MX hosts have the same preference",
		.why = "Senders choose among these MX hosts at random, which spreads the load.",
		.help = "Give the MX hosts different preferences if one is a backup of the other.",
		.reference = "RFC 5321 section 5.1",
		.bad = "@ MX 10 mail.example.com.\n@ MX 10 mail2.example.com.",
		.good = "@ MX 10 mail.example.com.\n@ MX 20 mail2.example.com.\nmail A 11.0.0.7\nmail2 A "
			"11.0.1.7",
	},
	{
		.id = "mx-single",
		DOMAIN_ROW(INFO, single),
		.summary = "only one host with one address receives mail",
		.why = "While the host is down, senders keep the mail in their queues. They return it "
		       "after some days.",
		.help = NULL,
		.reference = "RFC 5321 section 5.1",
		.bad = "@ MX 10 mail.example.com.\nmail A 11.0.0.5",
		.good = "@ MX 10 mail.example.com.\n@ MX 20 mail2.example.com.\nmail A 11.0.0.5\nmail2 A "
			"11.0.0.6",
	},
	{
		.id = "mx-legacy-google",
		DOMAIN_ROW(INFO, legacy_google),
		.summary = "MX records use the older set of Google hosts",
		.why = "The five older hosts still work. New domains use only smtp.google.com.",
		.help = NULL,
		.bad = "@ MX 1 aspmx.l.google.com.",
		.good = "@ MX 1 smtp.google.com.",
	},
	{
		.id = "mx-verification-leftover",
		SUBJECT_ROW(INFO, MX, mx, verification_leftover),
		.follows = "mx-verification-invalid-tld",
		.summary = "MX record was published only for domain verification",
		.why = "The MX record receives no mail and is not needed after the verification.",
		.help = "Remove the MX record of the domain verification.",
		.reference = NULL,
		.bad = "@ MX 10 mail.example.com.\n@ MX 15 abcdef123.mx-verification.google.com.",
		.good = "@ MX 10 mail.example.com.\nmail A 11.0.0.7",
	},
	{
		.id = "mx-target-self-apex",
		SUBJECT_ROW(INFO, MX, mx, target_self_apex),
		.follows = "mx-target-no-address",
		.summary = "MX host is the domain itself",
		.why = "The address of the domain is usually that of its web site. When the web site "
		       "moves, the mail goes to the new address, too.",
		.help = "Use a separate name for the MX host.",
		.reference = "RFC 5321 section 5.1",
		.bad = "@ MX 10 example.com.",
		.good = "@ MX 10 mail.example.com.\nmail A 11.0.0.7",
	},
	{
		.id = "mx-ttl",
		DOMAIN_ROW(INFO, ttl),
		.summary = "TTL of the MX records is very short or very long",
		.why = "With a very short TTL, mail depends on the name servers at every moment. A very "
		       "long TTL delays each change.",
		.help = "Set the TTL of the MX records between 300 and 86400 seconds.",
		.reference = "RFC 1035 section 3.2.1",
		.bad = "@ 60 MX 10 mail.example.com.",
		.good = "@ 3600 MX 10 mail.example.com.\nmail A 11.0.0.7",
	},
};

RULE_FAMILY(mx_style_rules, "MX: style", rows);
