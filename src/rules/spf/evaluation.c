/* SPF: what becomes of the addresses that --ip names. */
#include "check/claims.h"
#include "check/services.h"
#include "rules/families.h"
#include "rules/spf/walk.h"

/* "a > b": the terms that led to the result. */
static const char *path_of(struct rule_run *run, const struct spf_evaluation *evaluation)
{
	const struct spf_visit *visit = evaluation->root;
	const char *path = "";

	for (; visit && visit->decided; visit = visit->decided->visit)
		path = arena_printf(run->arena, "%s%s%s", path, *path ? " > " : "",
			term_text(run, visit->record, visit->decided->term));
	return *path ? path : "no term matches";
}

/* The result's words for a message: what decided, or what went wrong. */
static const char *reason_of(struct rule_run *run, const struct spf_evaluation *evaluation)
{
	return evaluation->problem ? evaluation->problem : path_of(run, evaluation);
}

static struct span deciding_span(const struct spf_subject *spf, const struct spf_evaluation *evaluation)
{
	const struct spf_step *step = evaluation->root->decided;

	return step ? step->term->span : whole_text(&spf->published);
}

static void eval_result(struct rule_run *run)
{
	const struct spf_subject *spf = domain_spf(run->domain);

	for (size_t i = 0; i < run->domain->senders.count; i++) {
		const struct sender *sender = &run->domain->senders.at[i];
		const struct spf_evaluation *evaluation = sender->evaluation;

		report_finding(run, spf ? &spf->published : NULL,
			spf ? deciding_span(spf, evaluation) : (struct span){ 0 },
			"the SPF result for %s is %s (%s); %u DNS lookup%s, %u void lookup%s",
			dns_address_text(run->arena, &sender->address), spf_result_text(evaluation->result),
			reason_of(run, evaluation), evaluation->lookups, plural(evaluation->lookups),
			evaluation->void_lookups, plural(evaluation->void_lookups));
	}
}

/* The record that lets the address pass: it goes before what decided so far. */
static const char *with_address(struct rule_run *run, const struct sender *sender)
{
	const struct spf_visit *root = sender->evaluation->root;

	return spf_with_address(
		run->arena, root->record, &sender->address, root->decided ? root->decided->term : NULL);
}

/*
 * The record that lets a service send which the address is of: by its include, since its addresses change. NULL when no service is
 * known to be.
 */
static const char *with_service(
	struct rule_run *run, const struct sender *sender, const struct provider **ret_service)
{
	const struct spf_visit *root = sender->evaluation->root;
	const struct spf_record *record = sender->evaluation->result == SPF_NONE ? NULL : root->record;
	const char *include = service_include_for(run->arena, run->domain, sender, ret_service);

	return include ? spf_with_include(run->arena, record,
				 record && root->decided ? root->decided->term : NULL, include)
		       : NULL;
}

/* A first record for a domain without one: a service's, or the given addresses, which are all that is known of who sends. */
static void fix_first_record(struct rule_run *run, struct finding *finding, const char *of_service)
{
	const struct domain *domain = run->domain;
	const char *text = "v=spf1";

	if (domain->spf.count || !dns_outcome_is_answer(domain->txt->outcome) || domain->txt->aliases.count)
		return;
	for (size_t i = 0; i < domain->senders.count; i++)
		text = arena_printf(run->arena, "%s %s:%s", text,
			domain->senders.at[i].address.is_ip6 ? "ip6" : "ip4",
			dns_address_text(run->arena, &domain->senders.at[i].address));
	finding_fix(finding, &domain->name, DNS_TYPE_TXT,
		of_service ? of_service : arena_printf(run->arena, "%s ~all", text));
}

/* The record that authorizes the sender. */
static void fix_sender(struct rule_run *run, struct finding *finding, const struct sender *sender)
{
	const struct spf_subject *spf = domain_spf(run->domain);
	bool can_change = spf && spf->record->valid && spf->record->terms.count &&
			  sender->evaluation->result != SPF_PERMERROR;
	const struct provider *service = NULL;
	const char *text = NULL;

	if (can_change || (sender->evaluation->result == SPF_NONE && run->domain->senders.count == 1))
		text = with_service(run, sender, &service);
	if (service)
		finding->message = arena_printf(
			run->arena, "%s; %s sends from this address", finding->message, service->name);
	if (can_change)
		finding_fix_text(finding, text ? text : with_address(run, sender));
	else if (sender->evaluation->result == SPF_NONE)
		fix_first_record(run, finding, text);
}

static void ip_not_authorised(struct rule_run *run)
{
	const struct spf_subject *spf = domain_spf(run->domain);

	for (size_t i = 0; i < run->domain->senders.count; i++) {
		const struct sender *sender = &run->domain->senders.at[i];
		const struct spf_evaluation *evaluation = sender->evaluation;

		if (evaluation->result == SPF_PASS || !spf_is_known(evaluation))
			continue;
		fix_sender(run,
			report_finding(run, spf ? &spf->published : NULL,
				spf ? deciding_span(spf, evaluation) : (struct span){ 0 },
				"the SPF result for %s is %s (%s)",
				dns_address_text(run->arena, &sender->address),
				spf_result_text(evaluation->result), reason_of(run, evaluation)),
			sender);
	}
}

static const struct rule rows[] = {
	{
		.id = "spf-eval-result",
		DOMAIN_ROW(INFO, eval_result),
		.summary = "SPF result for an address given with --ip",
		.why = "Receivers get this result for mail from that address.",
		.help = NULL,
		.reference = "RFC 7208 section 4",
		.bad = "; with --ip 11.0.0.25\n@ TXT \"v=spf1 ip4:11.0.0.25 -all\"",
		.good = "@ TXT \"v=spf1 ip4:11.0.0.25 -all\"",
	},
	{
		.id = "spf-ip-not-authorised",
		.asks = true,
		DOMAIN_ROW(ERROR, ip_not_authorised),
		.follows = "spf-null-but-sends,gmail-from-gmail",
		.summary = "address given with --ip does not pass SPF",
		.why = "Mail from that address does not pass SPF for this domain. DMARC then fails, unless "
		       "an aligned DKIM signature passes.",
		.help = "Add the IP address, or the `include` of the service that sends from it, before `all`.",
		.reference = "RFC 7208 section 4.6.2 and RFC 9989 section 5.3.5",
		.bad = "; with --ip 11.0.0.25\n@ TXT \"v=spf1 ip4:11.0.0.7 -all\"",
		.good = "; with --ip 11.0.0.25\n@ TXT \"v=spf1 ip4:11.0.0.25 -all\"",
	},
};

RULE_FAMILY(spf_evaluation_rules, "SPF: addresses given with --ip", rows);
