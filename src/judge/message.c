/* Authenticates a stored message in passes, runs the rules of messages on it, and judges the domain in its From field. */
#include "judge/message.h"

#include "judge/wait.h"

struct authentication {
	struct message_verdict *verdict;
	const struct message_request *request;
};

static bool authenticate(void *context)
{
	const struct authentication *self = context;
	struct message_verdict *verdict = self->verdict;

	verdict->message = message_authenticate(&verdict->arena, &verdict->view, self->request->suffixes,
		self->request->text, &self->request->transport, &verdict->bodies);
	return !verdict->view.incomplete;
}

static void run_rules(struct message_verdict *verdict, const struct dns_name *from,
	const struct domain_settings *settings, struct known *known)
{
	struct findings findings = { 0 };

	engine_run_message(&verdict->arena, verdict->message, from, settings->rules, &findings);
	verdict->report = report_of_message(&verdict->arena, settings->check, &findings);
	if (known)
		known_mark(known, &verdict->arena, verdict->report);
}

/* The selectors of signatures by the domain in From, unless the user has given some. */
static void take_selectors(struct message_verdict *verdict)
{
	const struct message *message = verdict->message;
	const char **selectors =
		arena_take_array(&verdict->arena, message->dkim->list.count + 1, sizeof *selectors);
	size_t count = 0;

	if (verdict->check.selector_count)
		return;
	for (size_t i = 0; i < message->dkim->list.count; i++) {
		const struct dkim_signature *signature = &message->dkim->list.at[i];

		if (signature->has_domain && signature->selector &&
			dns_name_equal(&signature->domain, &message->from_domain))
			selectors[count++] = signature->selector;
	}
	verdict->check.selectors = selectors;
	verdict->check.selector_count = count;
}

/* A MAIL FROM of another name, aligned or not, is authorized by its own record. */
static bool spf_is_of_from(const struct message *message)
{
	struct dns_name domain;

	return message_knows_spf(message) && message->rfc7489.spf_aligned &&
	       dns_name_from_unicode(slice_of(message->spf_domain), &domain) == DNS_NAME_OK &&
	       dns_name_equal(&domain, &message->from_domain);
}

/*
 * What the message shows of its domain. Of one that others sent on or changed, and of one that is or may be spoofed, a failure
 * says nothing about the domain.
 */
static void take_results(struct message_verdict *verdict)
{
	const struct message *message = verdict->message;
	bool of_others = message->fault.sent_on ||
			 (message->fault.who == FAULT_UNKNOWN && message->delivery.len) ||
			 message_fault_is_of_others(&message->fault);
	bool spf_known = message_knows_spf(message) && spf_is_known(message->spf);

	verdict->results = (struct mail_results){
		.of_others = of_others,
		.spf_known = spf_known,
		.spf_pass = spf_known && message->spf->result == SPF_PASS &&
			    (!of_others || message->rfc7489.spf_aligned),
		.dkim_pass = message_passes_dkim(message) && (!of_others || message->rfc7489.dkim_aligned),
		.dkim_unknown = message_has_unchecked(message),
		.dmarc_known = !message->rfc7489.open && (!of_others || message->rfc7489.pass),
		.aligned = message->rfc7489.pass,
	};
}

/* The check of the From domain knows what the message tells. */
static void fill_options(struct message_verdict *verdict, const struct check_options *check)
{
	const struct message *message = verdict->message;

	verdict->check = *check;
	if (verdict->check.role == ROLE_AUTO) {
		verdict->check.role = ROLE_SENDS;
		verdict->check.role_reason = "it is the From domain of the message";
	}
	take_selectors(verdict);
	/* Only where SPF is about the same domain does the address say something about it. */
	if (!verdict->check.address_count && message->ip && spf_is_of_from(message) &&
		dns_address_from_text(slice_of(message->ip), &verdict->ip)) {
		verdict->check.addresses = &verdict->ip;
		verdict->check.address_count = 1;
	}
	take_results(verdict);
	verdict->check.mail = &verdict->results;
}

/* The record may be of another domain of the organization, which has settings of its own. */
static void propose(struct message_verdict *verdict, const struct message_request *request)
{
	const char *domain = verdict->message->fault.record_domain;
	struct domain_settings settings;
	struct dns_name name;

	if (!domain || dns_name_from_unicode(slice_of(domain), &name) != DNS_NAME_OK)
		return;
	settings = request->settings(request->context, &name);
	message_proposal_find(&verdict->proposal, &verdict->arena, verdict->message, settings.check,
		settings.rules, request->facts, &request->wish);
}

void message_judge(struct message_verdict *verdict, const struct message_request *request)
{
	struct authentication authentication = { verdict, request };
	struct dns_name from = dns_name_root();
	struct domain_settings settings;

	*verdict = (struct message_verdict){ .view = { .facts = request->facts } };
	wait_for_passes(&verdict->view, &verdict->arena, authenticate, &authentication);
	if (verdict->message->from)
		from = verdict->message->from_domain;
	settings = request->settings(request->context, &from);
	run_rules(verdict, &from, &settings, request->wish.known);
	if (!verdict->message->from)
		return;
	fill_options(verdict, settings.check);
	verdict->session = (struct session){ .view = { .facts = request->facts },
		.name = from,
		.options = &verdict->check,
		.rules = settings.rules,
		.wish = request->wish };
	session_finish(&verdict->session);
	propose(verdict, request);
}

bool message_verdict_is_open(const struct message_verdict *verdict)
{
	return verdict->message->from && verdict->message->rfc7489.open;
}

void message_verdict_close(struct message_verdict *verdict)
{
	message_proposal_close(&verdict->proposal);
	session_close(&verdict->session);
	facts_release(&verdict->view);
	arena_release(&verdict->arena);
}
