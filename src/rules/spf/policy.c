/* SPF: what a valid record authorizes. */
#include "check/claims.h"
#include "check/rule.h"
#include "rules/common.h"
#include "rules/families.h"
#include "rules/spf/walk.h"

static void plus_all(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_term *all = spf->record->all;

	if (!spf_lets_all_send(spf->record))
		return;
	fix_replaced(run,
		report_finding(run, &spf->published, all->span,
			"\"%.*s\" authorizes every host on the Internet",
			(int)(all->span.end - all->span.first),
			(const char *)spf->record->text.at + all->span.first),
		all->span, "~all");
}

/* What the redirects of this record lead to; NULL for nothing, and for a record that is not the domain's one. */
static const struct spf_node *redirected_of(const struct rule_run *run, const struct spf_subject *spf)
{
	return spf == domain_spf(run->domain) ? domain_redirected(run->domain) : NULL;
}

/* A finding about the record that redirects lead to, at the redirect of the domain's own. */
static void report_redirected(
	struct rule_run *run, const struct spf_subject *spf, const struct spf_node *node, const char *what)
{
	report_finding(run, &spf->published, spf_find_term(spf->record, SPF_TERM_REDIRECT)->span,
		"the record of %s %s", dns_name_text(run->arena, &node->name), what);
}

static void neutral_all(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_term *all = spf->record->all;
	const struct spf_node *other = redirected_of(run, spf);

	all = other ? other->record->all : all;
	if (!all || all->qualifier != '?' || spf->included || run->domain->role == ROLE_INCLUDE)
		return;
	if (other) {
		report_redirected(run, spf, other, "ends with \"?all\"");
		return;
	}
	report_replaced(run, &spf->published, all->span, all->span, "~all",
		"senders that are not listed get neutral");
}

/* The record with "~all" after its last term. */
static const char *with_all(struct rule_run *run, const struct spf_record *record)
{
	struct slice text = record->text;

	while (text.len && text.at[text.len - 1] == ' ')
		text.len--;
	return arena_printf(run->arena, "%.*s ~all", (int)text.len, (const char *)text.at);
}

/* True when the policy is there in a form that nobody reads: another finding says so. */
static bool hides_policy(const struct spf_record *record)
{
	static const int kinds[] = { SPF_MISSING_SPACE, SPF_MISSING_SPACE_AT_JOIN, SPF_TYPO_MODIFIER,
		SPF_TOKEN_IN_TERM, SPF_DOUBLED_MECHANISM, SPF_COMMA, SPF_SEMICOLON };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (problem_has(&record->problems, kinds[i]))
			return true;
	return false;
}

static void missing_all(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_record *record = spf->record;
	uint32_t end = (uint32_t)record->text.len;
	const struct spf_node *other = redirected_of(run, spf);

	if (other && !other->record->all)
		report_redirected(run, spf, other, "ends without \"all\" or \"redirect\"");
	/* A record that is not valid has other worries, and its "all" may be there in a form that nobody reads. */
	if (!spf_is_own(spf) || run->domain->role == ROLE_INCLUDE || !record->terms.count || !record->valid ||
		record->all || spf_find_term(record, SPF_TERM_REDIRECT) || hides_policy(record))
		return;
	finding_fix_text(report_finding(run, &spf->published, (struct span){ end, end },
				 "the record ends without \"all\" or \"redirect\""),
		with_all(run, record));
}

static void empty_policy(struct rule_run *run, const struct spf_subject *spf)
{
	if (spf_is_own(spf) && !spf->record->terms.count)
		finding_fix_text(report_finding(run, &spf->published, whole_text(&spf->published),
					 "the record has no terms"),
			"v=spf1 -all");
}

static void report_self(struct rule_run *run, const struct spf_subject *spf, const struct spf_term *term)
{
	struct finding *finding = report_finding(run, &spf->published, term->span, "the record %s itself",
		term->kind == SPF_TERM_INCLUDE ? "includes" : "redirects to");

	if (term->kind == SPF_TERM_INCLUDE && spf->record->valid && spf_has_other_sender(spf->record, term))
		finding_fix_text(finding, without_term(run, spf->record, term));
}

static void include_self(struct rule_run *run, const struct spf_subject *spf)
{
	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];
		struct dns_name target;

		if ((term->kind == SPF_TERM_INCLUDE || term->kind == SPF_TERM_REDIRECT) &&
			spf_term_is_live(spf->record, term) &&
			spf_term_target(spf->record, term, &spf->published.name, &target) &&
			dns_name_equal(&target, &spf->published.name))
			report_self(run, spf, term);
	}
}

static void exists_constant(struct rule_run *run, const struct spf_subject *spf)
{
	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];

		if (term->kind == SPF_TERM_EXISTS && !spf_term_has_problem(spf->record, term) &&
			slice_find(slice_span(spf->record->text, term->domain), '%', 0) < 0)
			report_finding(run, &spf->published, term->span,
				"\"exists\" without a macro matches every sender or none");
	}
}

static void ptr(struct rule_run *run, const struct spf_subject *spf)
{
	for (size_t i = 0; i < spf->record->terms.count; i++)
		if (spf->record->terms.at[i].kind == SPF_TERM_PTR)
			report_finding(run, &spf->published, spf->record->terms.at[i].span,
				"\"ptr\" should not be published");
}

/* Its "all" is the domain's policy: of a record that others include, it decides nothing (RFC 7208 section 5.2). */
static bool speaks_for_domain(const struct rule_run *run, const struct spf_subject *spf)
{
	return spf_is_own(spf) && run->domain->role != ROLE_INCLUDE;
}

static void softfail_all(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_term *all = spf->record->all;

	if (speaks_for_domain(run, spf) && all && all->qualifier == '~')
		report_finding(run, &spf->published, all->span, "senders that are not listed get softfail");
}

static void hardfail_early_reject(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_term *all = spf->record->all;

	if (speaks_for_domain(run, spf) && all && all->qualifier == '-' && !spf_lets_nobody_send(spf->record))
		report_finding(run, &spf->published, all->span,
			"\"-all\" can cause rejection before DKIM is checked");
}

static void null_sender_ok(struct rule_run *run, const struct spf_subject *spf)
{
	if (speaks_for_domain(run, spf) && spf_lets_nobody_send(spf->record))
		report_finding(run, &spf->published, whole_text(&spf->published),
			"the record says that the domain sends no mail");
}

static void null_but_sends(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct spf_subject *spf = domain_spf(domain);
	bool given = domain->senders.count || domain->options->role == ROLE_SENDS,
	     key = domain_has_key(domain);
	struct finding *finding;

	if (!domain_lets_nobody_send(domain) || (!given && !key))
		return;
	finding = report_finding(run, &spf->published, whole_text(&spf->published),
		"the record authorizes no sender, but %s",
		domain->senders.count ? "--ip names one"
		: given		      ? "--role says that the domain sends"
				      : "the domain has a DKIM key");
	finding->confidence = given ? CERTAIN : LIKELY;
}

static void mxless_no_spf(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	if (domain->role == ROLE_NO_MAIL && domain->exists && !domain_needs_no_records(domain) &&
		dns_outcome_is_answer(domain->txt->outcome) &&
		dns_outcome_is_answer(domain->mx_reply->outcome) && !domain->spf.count)
		finding_fix(report_finding(run, NULL, (struct span){ 0 },
				    "%s sends no mail, but has no SPF record that says so",
				    dns_name_text(run->arena, &domain->name)),
			&domain->name, DNS_TYPE_TXT, "v=spf1 -all");
}

static const struct rule rows[] = {
	{
		.id = "spf-plus-all",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_SPF,
		.check.spf = plus_all,
		.summary = "record authorizes every host on the Internet",
		.why = "Anyone can send mail that passes SPF for this domain. Such mail also passes DMARC if the From header field has this domain.",
		.help = "List your senders, and end the record with `~all` or `-all`.",
		.reference = "RFC 7208 section 5.1",
		.bad = SPF_EXAMPLE("v=spf1 +all"),
		.good = SPF_EXAMPLE("v=spf1 ~all"),
	},
	{
		.id = "spf-neutral-all",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = neutral_all,
		.summary = "record ends with \"?all\"",
		.why = "Neutral means that the domain makes no statement about the sender. Receivers must "
		       "handle neutral like none, as if the domain had no SPF record.",
		.help = "Replace `?all` with `~all`.",
		.reference = "RFC 7208 sections 2.6.2 and 8.2",
		.bad = SPF_EXAMPLE("v=spf1 mx ?all"),
		.good = SPF_EXAMPLE("v=spf1 mx ~all"),
	},
	{
		.id = "spf-missing-all",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = missing_all,
		.follows = "spf-truncated-at-255,spf-split-into-rrs",
		.summary = "record has neither \"all\" nor \"redirect\"",
		.why = "Senders that are not listed get neutral, as if the record ended with \"?all\".",
		.help = "End the record with `~all` or `-all`.",
		.reference = "RFC 7208 section 4.7",
		.bad = SPF_EXAMPLE("v=spf1 mx"),
		.good = SPF_EXAMPLE("v=spf1 mx ~all"),
	},
	{
		.id = "spf-empty-policy",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = empty_policy,
		.summary = "record has no terms",
		.why = "The result is neutral for all mail. Receivers must handle neutral like none, as if "
		       "the domain had no SPF record.",
		.help = "List your senders, or publish `v=spf1 -all` if the domain sends no mail.",
		.reference = "RFC 7208 sections 4.7 and 8.2",
		.bad = SPF_EXAMPLE("v=spf1"),
		.good = SPF_EXAMPLE("v=spf1 -all"),
	},
	{
		.id = "spf-include-self",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_SPF,
		.check.spf = include_self,
		.summary = "record includes itself or redirects to itself",
		.why = "The evaluation repeats until it exceeds ten DNS lookups, and receivers return "
		       "permerror for all mail that reaches this term.",
		.help = "Remove the term that names the domain itself.",
		.reference = "RFC 7208 sections 4.6.4 and 5.2",
		.bad = SPF_EXAMPLE("v=spf1 include:example.com -all"),
		.good = SPF_EXAMPLE("v=spf1 include:_spf.example.net -all"),
	},
	{
		.id = "spf-exists-constant",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = exists_constant,
		.summary = "\"exists\" has no macro",
		.why = "Without a macro the term matches every sender if the name has an A record, like "
		       "\"+all\", and no sender if it has none.",
		.help = "Remove the `exists` mechanism, or put a macro such as `%{i}` into its name.",
		.reference = "RFC 7208 section 5.7",
		.bad = SPF_EXAMPLE("v=spf1 exists:_spf.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 exists:%{i}._spf.example.net -all"),
	},
	{
		.id = "spf-ptr",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_SPF,
		.check.spf = ptr,
		.summary = "\"ptr\" is used",
		.why = "RFC 7208 says that \"ptr\" should not be published. It is slow, and it fails when reverse DNS of the sending host is missing or does not answer.",
		.help = "List the addresses with `ip4` and `ip6`, and remove `ptr`.",
		.reference = "RFC 7208 section 5.5",
		.bad = SPF_EXAMPLE("v=spf1 ptr -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-softfail-all",
		SPF_ROW(INFO, softfail_all),
		.summary = "record ends with \"~all\"",
		.why = "This is the usual choice with DMARC. Receivers should not reject mail because of "
		       "softfail alone, so DMARC decides by SPF and DKIM together.",
		.help = NULL,
		.reference = "RFC 7208 section 8.5 and RFC 9989 section 7.1",
		.bad = SPF_EXAMPLE("v=spf1 mx ~all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-hardfail-early-reject",
		SPF_ROW(INFO, hardfail_early_reject),
		.summary = "record ends with \"-all\"",
		.why = "Some receivers reject mail after an SPF fail, before they check DKIM and DMARC. "
		       "Forwarded mail is then lost even if its DKIM signature is valid, and DMARC reports "
		       "do not show it.",
		.help = "Use `~all` if the domain has a DMARC policy.",
		.reference = "RFC 9989 section 7.1",
		.bad = SPF_EXAMPLE("v=spf1 mx -all"),
		.good = SPF_EXAMPLE("v=spf1 mx ~all"),
	},
	{
		.id = "spf-null-sender-ok",
		SPF_ROW(INFO, null_sender_ok),
		.summary = "record says that the domain sends no mail",
		.why = "This is right for a domain without mail, together with a null MX, DMARC p=reject and "
		       "no DKIM keys.",
		.help = NULL,
		.reference = "RFC 7208 section 10.1.2 and RFC 7505 section 4.2",
		.bad = SPF_EXAMPLE("v=spf1 -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-null-but-sends",
		DOMAIN_ROW(ERROR, null_but_sends),
		.summary = "record authorizes no sender, but the domain sends mail",
		.why = "All mail of the domain gets fail, and many receivers reject it.",
		.help = "List the senders before `all`, or remove the DKIM keys if the domain sends no mail.",
		.reference = "RFC 7208 section 10.1.2",
		.bad = "; with --ip 11.0.0.25\n@ TXT \"v=spf1 -all\"",
		.good = "; with --ip 11.0.0.25\n@ TXT \"v=spf1 ip4:11.0.0.25 -all\"",
	},
	{
		.id = "spf-mxless-no-spf",
		DOMAIN_ROW(WARNING, mxless_no_spf),
		.follows = "spf-none,dns-cname-at-apex,dns-cname-target-nxdomain",
		.summary = "domain without mail has no SPF record",
		.why = "Receivers cannot see from SPF that mail with this domain in MAIL FROM is spoofed.",
		.help = "Publish the TXT record `v=spf1 -all`.",
		.reference = "RFC 7208 section 10.1.2",
		.bad = "www A 11.0.0.80",
		.good = SPF_EXAMPLE("v=spf1 -all"),
	},
};

RULE_FAMILY(spf_policy_rules, "SPF: what is authorized", rows);
