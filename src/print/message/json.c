/* The judgement of a message as JSON. */
#include "print/message/message.h"

#include "print/finding.h"
#include "print/members.h"
#include "print/message/arc.h"
#include "print/message/dmarc.h"
#include "print/message/fault.h"
#include "print/message/file.h"
#include "print/message/path.h"
#include "print/message/spf.h"
#include "print/printers.h"
#include "print/receivers.h"
#include "print/remedies.h"

static void write_dkim(struct json *json, const struct message *message)
{
	json_key(json, "dkim");
	json_array_begin(json);
	for (size_t i = 0; i < message->dkim->list.count; i++) {
		const struct dkim_signature *signature = &message->dkim->list.at[i];
		struct arena scratch = { 0 };

		json_object_begin(json);
		member_text(json, "domain",
			signature->has_domain ? dns_name_text(&scratch, &signature->domain) : NULL);
		member_text(json, "selector", signature->selector);
		member_text(json, "algorithm", signature->algorithm);
		member_text(json, "result", dkim_result_text(signature->result));
		member_text(json, "reason", signature->reason);
		json_object_end(json);
		arena_release(&scratch);
	}
	json_array_end(json);
}

static void write_claims(struct json *json, const struct message *message)
{
	json_key(json, "authentication_results");
	json_array_begin(json);
	for (size_t i = 0; i < message->claims.count; i++) {
		json_object_begin(json);
		member_text(json, "method", message->claims.at[i].method);
		member_text(json, "result", message->claims.at[i].result);
		member_text(json, "meaning", claim_meaning_text(message->claims.at[i].meaning));
		member_text(json, "explanation", message->claims.at[i].explanation);
		member_text(json, "authserv_id", message->claims.at[i].authserv_id);
		json_key(json, "own");
		json_bool(json, message->claims.at[i].own);
		json_object_end(json);
	}
	json_array_end(json);
}

static void write_findings(struct json *json, const struct report *report)
{
	json_key(json, "findings");
	json_array_begin(json);
	for (size_t i = 0; i < report->findings.count; i++)
		write_finding(json, &report->findings.at[i]);
	json_array_end(json);
}

static void write_proposal(struct json *json, const struct message_proposal *proposal)
{
	json_key(json, "publish");
	json_object_begin(json);
	member_text(json, "condition", proposal->condition);
	json_key(json, "remedies");
	write_remedies(json, proposal->remedies);
	json_object_end(json);
}

void print_message_json(struct print *print, const struct message_verdict *verdict)
{
	const struct message *message = verdict->message;
	const struct report *check = verdict->session.report;
	struct json *json = &print->json;

	*json = (struct json){ .out = &print->out };
	json_object_begin(json);
	members_of_document(json);
	write_message_file(json, message);
	member_text(json, "from", message->from);
	write_message_path(json, message);
	write_dkim(json, message);
	write_message_spf(json, message);
	write_message_dmarc(json, message);
	member_number(json, "arc_sets", message->arc_sets);
	write_message_arc(json, message->arc);
	write_receivers(json, check ? check->receivers : NULL);
	write_claims(json, message);
	write_message_fault(json, message);
	write_proposal(json, &verdict->proposal);
	write_findings(json, verdict->report);
	json_key(json, "check");
	if (check)
		json_printer.domain(print, check);
	else
		json_null(json);
	json_object_end(json);
	bytes_add_byte(&print->out, '\n');
}
