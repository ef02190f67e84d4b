/* Judges the domain whose record makes a message fail, keeps the findings that are the cause, and offers their remedies. */
#include "judge/message_proposal.h"

#include "base/escape.h"
#include "message/source.h"
#include "rules/selection.h"

/* The rules whose fixes end a failure, by the record that it is in. */
static const char *causes(enum message_record record)
{
	switch (record) {
	case MESSAGE_RECORD_SPF:
		return "spf-*";
	case MESSAGE_RECORD_SPF_ADDRESS:
		return "spf-ip-not-authorised,spf-none,spf-null-but-sends";
	case MESSAGE_RECORD_KEY:
		return "dkim-*";
	default:
		return "";
	}
}

static void keep_causes(struct session *session)
{
	struct report *report = session->report;
	size_t kept = 0;

	for (size_t i = 0; i < report->findings.count; i++)
		if (report->findings.at[i].severity == SEVERITY_ERROR &&
			rules_list_has(session->settle_context, report->findings.at[i].rule->id))
			report->findings.at[kept++] = report->findings.at[i];
	report->findings.count = kept;
	report_refresh(report);
}

static void judge_domain(struct message_proposal *proposal, const struct message *message,
	const struct rule_set *rules, struct facts *facts, const struct session_wish *wish)
{
	const struct message_fault *fault = &message->fault;
	struct dns_name name;

	if (dns_name_from_unicode(slice_of(fault->record_domain), &name) != DNS_NAME_OK)
		return;
	proposal->check.role = ROLE_SENDS;
	if (fault->record == MESSAGE_RECORD_SPF_ADDRESS && message->ip &&
		dns_address_from_text(slice_of(message->ip), &proposal->ip)) {
		proposal->check.addresses = &proposal->ip;
		proposal->check.address_count = 1;
	}
	if (fault->record == MESSAGE_RECORD_KEY) {
		proposal->selectors[0] = fault->selector;
		proposal->check.selectors = proposal->selectors;
		proposal->check.selector_count = 1;
	}
	proposal->session = (struct session){ .view = { .facts = facts },
		.name = name,
		.options = &proposal->check,
		.rules = rules,
		.wish = *wish,
		.settle = keep_causes,
		.settle_context = causes(fault->record) };
	session_finish(&proposal->session);
	proposal->remedies = proposal->session.report->remedies;
}

/* The policy record with relaxed alignment: what passed is of the same organization, or the fault would be another one. */
static void relax(struct message_proposal *proposal, struct arena *arena, const struct message *message)
{
	const struct dmarc_answer *found = message->rfc7489.reading->found;
	const struct dmarc_record *record = found ? found->record : NULL;
	const struct tag *tag = record ? dmarc_tag(record, message->fault.tag) : NULL;
	struct published *old;
	struct slice text;

	if (!tag || !found->selected)
		return;
	old = arena_take(arena, sizeof *old);
	*old = (struct published){
		.name = found->owner, .type = DNS_TYPE_TXT, .txt = found->selected->data.txt
	};
	text = record->tags.text;
	*arena_append(arena, &proposal->relaxed.list) = (struct remedy){
		.action = REMEDY_REPLACE,
		.name = found->owner,
		.type = DNS_TYPE_TXT,
		.old = old,
		.text = arena_printf(arena, "%.*sr%.*s", (int)tag->value.first, (const char *)text.at,
			(int)(text.len - tag->value.end), (const char *)text.at + tag->value.end),
		.effect = arena_printf(arena,
			"mail of the subdomains of %s passes DMARC as mail of %s, and vice versa",
			dns_name_text(arena, &found->name), dns_name_text(arena, &found->name)),
	};
	proposal->remedies = &proposal->relaxed;
}

void message_proposal_find(struct message_proposal *proposal, struct arena *arena,
	const struct message *message, const struct check_options *check, const struct rule_set *rules,
	struct facts *facts, const struct session_wish *wish)
{
	const struct message_fault *fault = &message->fault;

	*proposal = (struct message_proposal){ .check = *check };
	if (fault->record == MESSAGE_RECORD_NONE || !wish->remedies)
		return;
	if (fault->record == MESSAGE_RECORD_DMARC)
		relax(proposal, arena, message);
	else
		judge_domain(proposal, message, rules, facts, wish);
	if (proposal->remedies && !proposal->remedies->list.count)
		proposal->remedies = NULL;
	if ((proposal->remedies || fault->record == MESSAGE_RECORD_KEY) && fault->if_sends && message->ip)
		proposal->condition = arena_printf(arena, "%s sends for %s", message->ip, message->from);
}

void message_proposal_close(struct message_proposal *proposal)
{
	session_close(&proposal->session);
}
