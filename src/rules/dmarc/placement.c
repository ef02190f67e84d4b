/* DMARC: where the record is, and whose record it is. */
#include "check/claims.h"
#include "check/rule.h"
#include "rules/common.h"
#include "rules/families.h"

static void report_dmarc_stray(struct rule_run *run, const struct stray *stray)
{
	report_stray(run, stray, STRAY_DMARC,
		arena_printf(run->arena, "DMARC record at %s; receivers look only at %s",
			dns_name_text(run->arena, &stray->published.name),
			dns_name_text(run->arena, &stray->right)));
}

/* The domain's name is too long for a label before it, or its TXT records are those of a wildcard. */
static bool has_no_right_name(const struct domain *domain)
{
	return dns_name_equal(&domain->dmarc->walk[0].owner, &domain->name) || domain->txt->wildcard;
}

static void wrong_name_apex(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	size_t count = 0;

	for (size_t i = 0; i < domain->txts.count; i++)
		count += dmarc_is_selected(domain->txts.at[i].txt->joined);
	for (size_t i = 0; i < domain->txts.count && !has_no_right_name(domain); i++) {
		struct stray *stray;

		if (!dmarc_is_selected(domain->txts.at[i].txt->joined))
			continue;
		stray = arena_take(run->arena, sizeof *stray);
		*stray = (struct stray){ domain->txts.at[i], domain->dmarc->walk[0].owner, true, count == 1 };
		report_dmarc_stray(run, stray);
	}
}

/* Neither an MX nor an SPF record: a DMARC record there was not made for it. */
static bool is_no_mail_domain(const struct domain *domain, const struct dns_name *name)
{
	const struct dns_reply *mx = facts_get(domain->view, name, DNS_TYPE_MX),
			       *txt = facts_get(domain->view, name, DNS_TYPE_TXT);

	for (size_t i = 0; i < txt->records.count; i++)
		if (spf_is_selected(txt->records.at[i].data.txt->joined))
			return false;
	return dns_outcome_is_answer(txt->outcome) && dns_outcome_is_void(mx->outcome);
}

/* A record at _dmarc.www, where www has no mail, was perhaps meant for the domain. */
static void look_at_www(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dns_reply *own = domain->dmarc->walk[0].reply, *reply;
	struct dns_name www, name;
	struct stray *stray;

	if (!dns_outcome_is_answer(own->outcome) || domain_dmarc_count(domain) || !domain->exists ||
		!dns_name_prepend("www", &domain->name, &www) || !dns_name_prepend("_dmarc", &www, &name))
		return;
	reply = facts_get(domain->view, &name, DNS_TYPE_TXT);
	for (size_t i = 0; i < own->aliases.count; i++)
		if (dns_name_equal(&own->aliases.at[i].target, &name))
			return;
	if (reply->wildcard || reply->records.count != 1 ||
		!dmarc_is_selected(reply->records.at[0].data.txt->joined) || !is_no_mail_domain(domain, &www))
		return;
	stray = arena_take(run->arena, sizeof *stray);
	*stray = (struct stray){ published_txt(reply, 0), domain->dmarc->walk[0].owner, false, true };
	report_dmarc_stray(run, stray);
}

static void wrong_name_variants(struct rule_run *run)
{
	const struct strays *strays = strays_of(run->arena, run->domain, STRAY_DMARC);

	for (size_t i = 0; i < strays->list.count; i++)
		if (!dns_name_equal(&strays->list.at[i].published.name, &run->domain->name))
			report_dmarc_stray(run, &strays->list.at[i]);
	look_at_www(run);
}

/* Where the CNAME at _dmarc leads; NULL for none, and for a wildcard, which was not made for it. */
static const struct dns_name *alias_target(const struct domain *domain)
{
	const struct dns_reply *reply = domain->dmarc->walk[0].reply, *nobodys;
	struct dns_name nobody;

	if (!reply->aliases.count || reply->wildcard)
		return NULL;
	if (dns_name_prepend(DNS_LABEL_OF_NOBODY, &domain->name, &nobody)) {
		nobodys = facts_get(domain->view, &nobody, DNS_TYPE_TXT);
		if (nobodys->aliases.count &&
			dns_name_equal(dns_reply_owner(nobodys), dns_reply_owner(reply)))
			return NULL;
	}
	return dns_reply_owner(reply);
}

static void cname(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dns_name *target = alias_target(domain);

	if (target && dns_outcome_has_records(domain->dmarc->walk[0].reply->outcome) &&
		!dns_name_is_under(target, &domain->dmarc->rfc7489.organizational_domain))
		report_finding(run, NULL, (struct span){ 0 }, "%s is a CNAME to %s",
			dns_name_text(run->arena, &run->domain->dmarc->walk[0].owner),
			dns_name_text(run->arena, target));
}

/* In a zone file the fault is told where it is written. Live, resolvers show one or the other. */
static void cname_and_txt(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dns_reply *reply = domain->dmarc->walk[0].reply;
	const struct dns_name *owner = &domain->dmarc->walk[0].owner, *target = NULL;

	if (domain->options->zone_names)
		return;
	if (reply->beside_alias) {
		target = &reply->aliases.at[0].target;
	} else if (reply->records.count && !reply->aliases.count) {
		const struct dns_reply *alias = facts_get_aside(domain->view, owner, DNS_TYPE_CNAME);

		target = alias->records.count ? alias->records.at[0].data.target : NULL;
	}
	if (target)
		report_finding(run, NULL, (struct span){ 0 }, "%s has both a TXT record and a CNAME to %s",
			dns_name_text(run->arena, owner), dns_name_text(run->arena, target))
			->name = *owner;
}

static void cname_dangling(struct rule_run *run)
{
	const struct dns_name *target = alias_target(run->domain);
	enum dns_outcome outcome = run->domain->dmarc->walk[0].reply->outcome;

	const struct dmarc_answer *inherited_from = run->domain->dmarc->rfc9989.found;
	struct finding *finding;

	if (!target || (!dns_outcome_has_no_name(outcome) && !dns_outcome_has_no_type(outcome)))
		return;
	finding = report_finding(run, NULL, (struct span){ 0 }, "%s is a CNAME to %s, which %s%s%s",
		dns_name_text(run->arena, &run->domain->dmarc->walk[0].owner),
		dns_name_text(run->arena, target),
		dns_outcome_has_no_name(outcome) ? "does not exist" : "has no TXT record",
		inherited_from ? "; until then the policy comes from " : "",
		inherited_from ? dns_name_text(run->arena, &inherited_from->name) : "");
	/* A policy of a domain above may apply, where that was not answered. */
	if (inherited_from || !dmarc_is_walked(run->domain->dmarc, run->domain->options->suffixes))
		finding->severity = SEVERITY_WARNING;
}

static void inherited(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dmarc_answer *found = domain->dmarc->rfc9989.found;

	if (!domain->exists || !found || !domain->dmarc->rfc9989.applies || domain->dmarc->walk[0].count ||
		!domain_has_authors(domain))
		return;
	report_finding(run, NULL, (struct span){ 0 }, "%s has no DMARC record; the record of %s applies",
		dns_name_text(run->arena, &domain->name), dns_name_text(run->arena, &found->name));
}

/* sp and np speak of names below an organizational domain; nobody reads them anywhere else. */
static void sp_on_subdomain(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	static const char *const names[] = { "sp", "np" };

	if (!dmarc->record->selected ||
		!dmarc_is_below_organizational_domain(run->domain->dmarc, &run->domain->name))
		return;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct tag *tag = dmarc_tag(dmarc->record, names[i]);

		if (tag)
			report_finding(run, &dmarc->published, tag->span,
				"%s= has no effect here, only in the record of %s", names[i],
				dns_name_text(
					run->arena, &run->domain->dmarc->rfc9989.organizational_domain));
	}
}

/* It decides for a name that sends nothing, in place of the one above that would do so, too. */
static void on_nonsending_subdomain(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct domain *domain = run->domain;

	if (dmarc->record->selected && domain->role == ROLE_NO_MAIL &&
		dmarc_is_below_organizational_domain(domain->dmarc, &domain->name))
		report_finding(run, &dmarc->published, whole_text(&dmarc->published),
			"%s sends no mail; this record overrides the record of %s",
			dns_name_text(run->arena, &domain->name),
			dns_name_text(run->arena, &domain->dmarc->rfc9989.organizational_domain));
}

static const struct rule rows[] = {
	{
		.id = "dmarc-record-on-nonsending-subdomain",
		SUBJECT_ROW(INFO, DMARC, dmarc, on_nonsending_subdomain),
		.summary = "subdomain without mail has its own DMARC record",
		.why = "The record overrides the policy and the report address of the organizational domain, "
		       "and is easily forgotten when they change.",
		.help = "Remove the DMARC record of the subdomain, unless its policy must differ.",
		.reference = "RFC 9989 section 4.10.1 and RFC 7489 section 6.6.3",
		.bad = "; domain www.example.com\n@ MX 10 ns\n_dmarc TXT \"v=DMARC1; p=reject; "
		       "rua=mailto:d@example.com\"\nwww A 11.0.0.9\n_dmarc.www TXT \"v=DMARC1; p=none; "
		       "rua=mailto:d@example.com\"",
		.good = "; domain www.example.com\n@ MX 10 ns\n_dmarc TXT \"v=DMARC1; p=reject; "
			"rua=mailto:d@example.com\"\nwww A 11.0.0.9",
	},
	{
		.id = "dmarc-wrong-name-apex",
		.asks = true,
		DOMAIN_ROW(ERROR, wrong_name_apex),
		.also = ALSO(WARNING),
		.summary = "DMARC record at the domain itself",
		.why = "Receivers look for the DMARC record at _dmarc.DOMAIN and nowhere else, so this record "
		       "has no effect.",
		.help = "Move the DMARC record to the name `_dmarc` below the domain.",
		.reference = "RFC 9989 section 4.5 and RFC 7489 section 6.1",
		.bad = "@ TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-wrong-name-variants",
		.asks = true,
		DOMAIN_ROW(ERROR, wrong_name_variants),
		.also = ALSO(WARNING),
		.summary = "DMARC record at a name that receivers do not look up",
		.why = "Receivers look for the DMARC record at _dmarc.DOMAIN and nowhere else, so this record "
		       "has no effect. Common causes are a web form that adds the zone name, and a missing "
		       "underscore.",
		.help = "Move the DMARC record to the name `_dmarc` below the domain.",
		.reference = "RFC 9989 section 4.5 and RFC 7489 section 6.1",
		.bad = "_dmarc.example.com TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-cname",
		.asks = true,
		DOMAIN_ROW(INFO, cname),
		.summary = "\"_dmarc\" is a CNAME",
		.why = "The owner of the CNAME target can change the policy and the report addresses.",
		.help = NULL,
		.reference = "RFC 1034 section 3.6.2",
		.bad = "_dmarc CNAME example-com.dmarc.example.net.\n$ORIGIN example.net.\n@ SOA ns h 1 2 3 "
		       "4 5\n"
		       "example-com.dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-cname-and-txt",
		.asks = true,
		DOMAIN_ROW(ERROR, cname_and_txt),
		.summary = "\"_dmarc\" has both a CNAME and a TXT record",
		.why = "A name with a CNAME record cannot have other records. Name servers refuse to load the zone, or ignore one of the two records, so receivers apply different policies.",
		.help = "Remove the CNAME record or the TXT record at `_dmarc`.",
		.reference = "RFC 1034 section 3.6.2 and RFC 2181 section 10.1",
		.bad = "; live\n; @answer _dmarc.example.com. TXT answer beside-alias\n_dmarc CNAME policy\npolicy TXT "
		       "\"v=DMARC1; p=reject; rua=mailto:d@example.com\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-cname-dangling",
		.asks = true,
		DOMAIN_ROW(ERROR, cname_dangling),
		.follows = "dmarc-cname-and-txt",
		.also = ALSO(WARNING),
		.summary = "\"_dmarc\" is a CNAME to a name without a record",
		.why = "The domain has no DMARC policy of its own. Anyone who can register or change the "
		       "target name decides the policy.",
		.help = "Replace the CNAME record at `_dmarc` with a DMARC record.",
		.reference = "RFC 1034 section 3.6.2",
		.bad = "_dmarc CNAME policy.example.com.",
		.good = "_dmarc CNAME policy.example.com.\npolicy TXT \"v=DMARC1; p=reject; "
			"rua=mailto:d@example.com\"\n@ A 11.0.0.9",
	},
	{
		.id = "dmarc-inherited",
		DOMAIN_ROW(INFO, inherited),
		.follows = "dmarc-inherited-intermediate-ignored",
		.summary = "policy comes from the record of a parent domain",
		.why = "The sp= tag of that record applies, or its p= tag if it has no sp= tag. Its report "
		       "addresses get the reports. A record at the name itself would override it.",
		.help = NULL,
		.reference = "RFC 9989 section 4.10.1 and RFC 7489 section 6.6.3",
		.bad = "; domain news.example.com\nnews TXT \"v=spf1 ip4:11.0.0.5 -all\"\n_dmarc TXT "
		       "\"v=DMARC1; p=reject; rua=mailto:d@example.com\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-sp-on-subdomain",
		SUBJECT_ROW(INFO, DMARC, dmarc, sp_on_subdomain),
		.summary = "\"sp\" or \"np\" tag in the record of a subdomain",
		.why = "Receivers apply sp= and np= only from the record of the organizational domain. In "
		       "this record the tags have no effect.",
		.help = "Remove the `sp` and `np` tags.",
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = "; domain news.example.com\nnews TXT \"v=spf1 ip4:11.0.0.5 -all\"\n_dmarc.news TXT "
		       "\"v=DMARC1; p=none; sp=reject; rua=mailto:d@example.com\"\n_dmarc TXT \"v=DMARC1; "
		       "p=reject; rua=mailto:d@example.com\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=none; sp=reject; rua=mailto:d@example.com"),
	},
};

RULE_FAMILY(dmarc_placement_rules, "DMARC: the place of the record", rows);
