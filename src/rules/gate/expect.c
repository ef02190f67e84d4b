/* House rules: what the configuration file requires of the domain's records. */
#include "check/expect.h"
#include "base/escape.h"
#include "check/claims.h"

#include "rules/families.h"
#include "rules/spf/walk.h"

static const struct expectations *expectations(const struct rule_run *run)
{
	return run->domain->options->expectations;
}

/*
 * What check_host() says of an address; NULL while it is open, and when DNS did not answer. It goes on beyond open questions, so it
 * begins only when the whole tree of the record is known.
 */
static const struct spf_evaluation *evaluate(struct rule_run *run, const struct dns_address *address)
{
	struct slice name = slice_of(dns_name_text(run->arena, &run->domain->name));
	struct spf_request request = { .ip = *address, .domain = name, .sender = name, .helo = name };
	const struct spf_evaluation *evaluation;

	if (!run->domain->complete)
		return NULL;
	evaluation = spf_check_host(run->arena, run->domain->view, &request);
	return spf_is_known(evaluation) ? evaluation : NULL;
}

static void report_result(struct rule_run *run, const struct dns_address *address,
	const struct spf_evaluation *evaluation, const char *expected)
{
	const struct spf_subject *spf = domain_spf(run->domain);
	const struct spf_step *step = evaluation->root ? evaluation->root->decided : NULL;
	struct span span = { 0 };

	if (spf)
		span = step ? step->term->span : whole_text(&spf->published);
	report_finding(run, spf ? &spf->published : NULL, span, "the SPF result for %s is %s; expected %s",
		dns_address_text(run->arena, address), spf_result_text(evaluation->result), expected);
}

static void spf_pass(struct rule_run *run)
{
	const struct expectations *e = expectations(run);

	for (size_t i = 0; e && i < e->spf_pass.count; i++) {
		const struct spf_evaluation *evaluation = evaluate(run, &e->spf_pass.at[i]);

		if (evaluation && evaluation->result != SPF_PASS)
			report_result(run, &e->spf_pass.at[i], evaluation, "pass");
	}
}

static void spf_fail(struct rule_run *run)
{
	const struct expectations *e = expectations(run);

	for (size_t i = 0; e && i < e->spf_fail.count; i++) {
		const struct spf_evaluation *evaluation = evaluate(run, &e->spf_fail.at[i]);

		if (evaluation && evaluation->result != SPF_FAIL && evaluation->result != SPF_SOFTFAIL)
			report_result(run, &e->spf_fail.at[i], evaluation, "fail or softfail");
	}
}

static void dmarc_policy(struct rule_run *run)
{
	const struct expectations *e = expectations(run);
	const struct dmarc_discovery *dmarc = run->domain->dmarc;
	const struct dmarc_reading *const readings[] = { &dmarc->rfc7489, &dmarc->rfc9989 };
	const struct dmarc_subject *own = domain_dmarc(run->domain);

	for (size_t i = 0; e && e->dmarc_policy && i < 2; i++) {
		enum dmarc_policy policy = !readings[i]->applies ? DMARC_ABSENT
					   : i			 ? readings[i]->policy
								 : dmarc_policy_after_pct(readings[i]);

		if (!dns_outcome_is_answer(readings[i]->outcome) || policy >= e->dmarc_policy)
			continue;
		report_finding(run, own ? &own->published : NULL,
			own ? whole_text(&own->published) : (struct span){ 0 },
			"for RFC %s receivers, the DMARC policy is %s; expected at least %s",
			i ? "9989" : "7489", readings[i]->applies ? dmarc_policy_text(policy) : "missing",
			dmarc_policy_text(e->dmarc_policy));
		return;
	}
}

static bool has_uri(const struct dmarc_record *record, const char *uri)
{
	for (size_t i = 0; i < record->uris.count; i++) {
		struct slice written = slice_span(record->text, record->uris.at[i].span);
		ptrdiff_t size = slice_find(written, '!', 0);

		if (!record->uris.at[i].of_ruf &&
			slice_is_nocase(slice_part(written, 0, size < 0 ? written.len : (size_t)size), uri))
			return true;
	}
	return false;
}

static void rua(struct rule_run *run)
{
	const struct expectations *e = expectations(run);
	const struct dmarc_subject *own = domain_dmarc(run->domain);

	if (!e || !dns_outcome_is_answer(run->domain->dmarc->walk[0].reply->outcome))
		return;
	for (size_t i = 0; i < e->rua.count; i++)
		if (!own || !has_uri(own->record, e->rua.at[i]))
			report_finding(run, own ? &own->published : NULL,
				own ? whole_text(&own->published) : (struct span){ 0 },
				"no aggregate "
				"reports go to %s",
				escape_copy(run->arena, slice_of(e->rua.at[i])));
}

static bool is_listed(const struct expectations *e, const struct dns_name *name)
{
	for (size_t i = 0; i < e->includes.count; i++)
		if (dns_name_equal(&e->includes.at[i], name))
			return true;
	return false;
}

/* The domain that an include or redirect names; false for other terms. */
static bool included(
	const struct rule_run *run, const struct spf_subject *spf, size_t number, struct dns_name *ret_name)
{
	const struct spf_term *term = &spf->record->terms.at[number];

	return (term->kind == SPF_TERM_INCLUDE || term->kind == SPF_TERM_REDIRECT) &&
	       spf_term_target(spf->record, term, &run->domain->name, ret_name);
}

static bool includes_name(
	const struct rule_run *run, const struct spf_subject *spf, const struct dns_name *name)
{
	struct dns_name target;

	for (size_t i = 0; i < spf->record->terms.count; i++)
		if (included(run, spf, i, &target) && dns_name_equal(&target, name))
			return true;
	return false;
}

static void includes(struct rule_run *run)
{
	const struct expectations *e = expectations(run);
	const struct spf_subject *spf = domain_spf(run->domain);
	struct dns_name target;

	if (!e || !e->has_includes || !dns_outcome_is_answer(run->domain->txt->outcome))
		return;
	for (size_t i = 0; !spf && i < e->includes.count; i++)
		report_finding(run, NULL, (struct span){ 0 },
			"expected include %s is missing; there is no SPF record",
			dns_name_text(run->arena, &e->includes.at[i]));
	if (!spf)
		return;
	for (size_t i = 0; i < spf->record->terms.count; i++)
		if (included(run, spf, i, &target) && !is_listed(e, &target))
			report_finding(run, &spf->published, spf->record->terms.at[i].span,
				"%s is included, but is not one of the expected includes",
				dns_name_text(run->arena, &target));
	for (size_t i = 0; i < e->includes.count; i++)
		if (!includes_name(run, spf, &e->includes.at[i]))
			report_finding(run, &spf->published, whole_text(&spf->published),
				"expected include %s is missing",
				dns_name_text(run->arena, &e->includes.at[i]));
}

static void max_range(struct rule_run *run)
{
	const struct expectations *e = expectations(run);
	const struct spf_subject *spf = domain_spf(run->domain);

	for (size_t i = 0; e && e->max_range && spf && i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];

		if (term->qualifier == '+' && term->kind == SPF_TERM_ALL)
			report_finding(run, &spf->published, term->span,
				"\"all\" authorizes every address; the widest allowed network is /%u",
				e->max_range);
		if (term->qualifier == '+' && term->prefix4 < e->max_range &&
			(term->kind == SPF_TERM_IP4 || term->kind == SPF_TERM_A || term->kind == SPF_TERM_MX))
			report_finding(run, &spf->published, term->span,
				"a /%u network is authorized; the widest allowed is /%u", term->prefix4,
				e->max_range);
	}
}

static void selectors(struct rule_run *run)
{
	const struct expectations *e = expectations(run);

	for (size_t i = 0; e && i < e->selectors.count; i++) {
		const struct dkim_selector *selector = domain_selector(run->domain, e->selectors.at[i]);
		const struct published *key =
			selector && selector->keys.count ? &selector->keys.at[0].published : NULL;

		if (selector && (dkim_selector_works(selector) || selector->status == DKIM_STATUS_UNANSWERED))
			continue;
		report_finding(run, key, key ? whole_text(key) : (struct span){ 0 },
			"the expected DKIM key of selector %s is %s",
			escape_copy(run->arena, slice_of(e->selectors.at[i])),
			selector ? dkim_status_text(selector->status) : "missing");
	}
}

#define SENDS "@ TXT \"v=spf1 ip4:11.0.0.0/24 include:_spf.example.net -all\"\n"
#define POLICY "_dmarc TXT \"v=DMARC1; p=quarantine; rua=mailto:d@example.com\"\n"

static const struct rule rows[] = {
	{
		.id = "expect-spf-pass",
		.asks = true,
		DOMAIN_ROW(ERROR, spf_pass),
		.summary = "address that must pass SPF does not",
		.why = "The configuration file requires it for this domain.",
		.help = "Correct the SPF record, or change `expect-spf-pass` in the configuration file.",
		.bad = "; expect-spf-pass = 11.0.1.5\n@ TXT \"v=spf1 ip4:11.0.0.0/24 -all\"",
		.good = "; expect-spf-pass = 11.0.0.5\n" SENDS,
	},
	{
		.id = "expect-spf-fail",
		.asks = true,
		DOMAIN_ROW(ERROR, spf_fail),
		.summary = "address that must fail SPF does not",
		.why = "The configuration file requires it for this domain.",
		.help = "Correct the SPF record, or change `expect-spf-fail` in the configuration file.",
		.bad = "; expect-spf-fail = 11.0.0.5\n" SENDS,
		.good = "; expect-spf-fail = 11.0.1.5\n@ TXT \"v=spf1 ip4:11.0.0.0/24 -all\"",
	},
	{
		.id = "expect-dmarc-policy",
		DOMAIN_ROW(ERROR, dmarc_policy),
		.summary = "DMARC policy is weaker than required",
		.why = "The configuration file requires it for this domain.",
		.help = "Correct the DMARC record, or change `expect-dmarc-policy` in the configuration "
			"file.",
		.bad = "; expect-dmarc-policy = reject\n" POLICY,
		.good = "; expect-dmarc-policy = quarantine\n" POLICY,
	},
	{
		.id = "expect-rua",
		DOMAIN_ROW(ERROR, rua),
		.summary = "required address gets no aggregate reports",
		.why = "The configuration file requires it for this domain.",
		.help = "Correct the `rua` tag of the DMARC record, or change `expect-rua` in the "
			"configuration file.",
		.bad = "; expect-rua = mailto:other@example.com\n" POLICY,
		.good = "; expect-rua = mailto:d@example.com\n" POLICY,
	},
	{
		.id = "expect-includes",
		DOMAIN_ROW(ERROR, includes),
		.summary = "SPF record does not include exactly the required domains",
		.why = "The configuration file requires it for this domain.",
		.help = "Correct the SPF record, or change `expect-includes` in the configuration file.",
		.bad = "; expect-includes = _spf.example.org\n" SENDS,
		.good = "; expect-includes = _spf.example.net\n" SENDS,
	},
	{
		.id = "expect-max-range",
		DOMAIN_ROW(ERROR, max_range),
		.summary = "SPF record authorizes a wider network than allowed",
		.why = "The configuration file requires it for this domain.",
		.help = "Correct the SPF record, or change `expect-max-range` in the configuration file.",
		.bad = "; expect-max-range = /28\n" SENDS,
		.good = "; expect-max-range = /24\n" SENDS,
	},
	{
		.id = "expect-selectors",
		DOMAIN_ROW(ERROR, selectors),
		.summary = "required DKIM selector has no valid key",
		.why = "The configuration file requires it for this domain.",
		.help = "Correct the DKIM record, or change `expect-selectors` in the configuration file.",
		.bad = "; expect-selectors = s1, s2\n" SENDS,
		.good = "; expect-selectors = s1\ns1._domainkey TXT \"v=DKIM1; k=ed25519; "
			"p=Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s=\"",
	},
};

RULE_FAMILY(expect_rules, "House rules", rows);
