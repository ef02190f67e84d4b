/* The judgement of a message as text, and its reports in the formats of findings. */
#include "print/message/message.h"

#include "base/escape.h"

#include "print/finding.h"
#include "print/message/arc.h"
#include "print/message/claims.h"
#include "print/message/dmarc.h"
#include "print/message/fault.h"
#include "print/message/file.h"
#include "print/message/lines.h"
#include "print/message/path.h"
#include "print/message/spf.h"
#include "print/printers.h"
#include "print/remedies.h"
#include "print/style.h"

#include <string.h>

static const char *signature_text(struct arena *arena, const struct dkim_signature *signature)
{
	const char *selector = signature->selector ? escape_copy(arena, slice_of(signature->selector)) : "?",
		   *domain = signature->has_domain ? dns_name_text(arena, &signature->domain) : "?";

	return arena_printf(arena, "%s: selector %s of %s%s", dkim_result_text(signature->result), selector,
		domain, signature->reason ? arena_printf(arena, "; %s", signature->reason) : "");
}

static void print_dkim(struct print *print, const struct message *message)
{
	struct arena scratch = { 0 };

	for (size_t i = 0; i < message->dkim->list.count; i++) {
		const struct dkim_signature *signature = &message->dkim->list.at[i];

		print_message_line(print, i ? "" : "DKIM", signature_text(&scratch, signature));
	}
	if (!message->dkim->list.count)
		print_message_line(print, "DKIM", "none: the message is not signed");
	arena_release(&scratch);
}

static void print_details(struct print *print, const struct message *message)
{
	bytes_add_byte(&print->out, '\n');
	print_message_file(print, message);
	print_message_line(print, "From", message->from ? message->from : "no valid domain");
	print_message_path(print, message);
	print_message_spf(print, message);
	print_dkim(print, message);
	print_message_dmarc(print, message);
	print_message_arc(print, message);
	print_message_claims(print, message);
}

/* Adds "2 errors" to a list; nothing of what is not there. */
static const char *add_count(
	struct arena *arena, const char *list, size_t count, const char *noun, const char *rest)
{
	if (!count)
		return list;
	return arena_printf(
		arena, "%s%s%zu %s%s%s", list, *list ? ", " : "", count, noun, plural(count), rest);
}

/* What was not asked is so by the user's own wish. */
static size_t count_unanswered(const struct report *report)
{
	size_t count = 0;

	for (size_t i = 0; i < report->unanswered.count; i++)
		count += !dns_outcome_is_wished(report->unanswered.at[i].reason);
	return count;
}

/* The domain in From has a report of its own: here it is counted only. */
static void print_count(struct print *print, const struct report *report)
{
	struct arena scratch = { 0 };
	const char *name = dns_name_text(&scratch, &report->domain->name),
		   *counts = add_count(&scratch, "", report->counts[SEVERITY_ERROR], "error", "");

	counts = add_count(&scratch, counts, report->counts[SEVERITY_WARNING], "warning", "");
	counts = add_count(&scratch, counts, report->counts[SEVERITY_INFO], "note", "");
	counts = add_count(&scratch, counts, count_unanswered(report), "question", " not answered");
	bytes_add_byte(&print->out, '\n');
	if (*counts)
		style_wrap(print,
			arena_printf(&scratch,
				"The records of %s: %s (shown with -v, or by: mailauth-check %s)", name,
				counts, name),
			0);
	else
		bytes_printf(&print->out, "The records of %s: no findings", name);
	bytes_add_byte(&print->out, '\n');
	arena_release(&scratch);
}

/* The text of a key is with the server that signs. */
static void print_key_command(struct print *print, const struct message_fault *fault)
{
	struct arena scratch = { 0 };
	const char *selector = escape_copy(&scratch, slice_of(fault->selector));

	bytes_add_text(&print->out, "  ");
	style_wrap(print,
		arena_printf(&scratch, "%s._domainkey.%s. TXT: print the record with", selector,
			fault->record_domain),
		2);
	bytes_printf(&print->out, "\n  mailauth-check --selector %s --private-key FILE %s\n", selector,
		fault->record_domain);
	arena_release(&scratch);
}

/* What to publish, and under which condition. */
static void print_proposal(struct print *print, const struct message_verdict *verdict)
{
	const struct message_proposal *proposal = &verdict->proposal;
	const struct report *report =
		proposal->session.report ? proposal->session.report : verdict->session.report;
	bool is_key = verdict->message->fault.record == MESSAGE_RECORD_KEY && !proposal->remedies;
	struct arena scratch = { 0 };
	const char *title = proposal->condition
				    ? arena_printf(&scratch, "To publish, if %s", proposal->condition)
				    : "To publish";

	if (proposal->remedies && report)
		print_remedies_titled(print, report, proposal->remedies, title);
	if (is_key) {
		bytes_add_byte(&print->out, '\n');
		style_text(print, STYLE_GOOD, title);
		bytes_add_byte(&print->out, '\n');
		print_key_command(print, &verdict->message->fault);
	}
	arena_release(&scratch);
}

/* Results that the verdict, the sentence about the fault and the details tell already. */
static bool is_told(const struct message *message, const struct finding *finding)
{
	static const char *const ids[] = { "message-no-auth", "message-dmarc-fail", "message-dkim-fails",
		"message-spf-untried", "message-spf-permerror" };

	for (size_t i = 0; message->fault.who != FAULT_NONE && i < sizeof ids / sizeof *ids; i++)
		if (strcmp(finding->rule->id, ids[i]) == 0)
			return true;
	return false;
}

static void print_message_findings(struct print *print, const struct message_verdict *verdict)
{
	bool apart = true;

	for (size_t i = 0; i < verdict->report->findings.count; i++) {
		const struct finding *finding = &verdict->report->findings.at[i];

		if (finding->severity == SEVERITY_INFO && !print->verbose)
			continue;
		if (apart)
			bytes_add_byte(&print->out, '\n');
		apart = false;
		if (is_told(verdict->message, finding) && !print->verbose)
			print_finding_briefly(print, finding);
		else
			print_finding(print, finding);
	}
}

void print_message_text(struct print *print, const struct message_verdict *verdict)
{
	const struct message *message = verdict->message;
	const struct report *domain = verdict->session.report;

	print_message_verdict(print, message);
	print_proposal(print, verdict);
	if (print->quiet) {
		print_findings_quietly(print, verdict->report);
	} else {
		print_details(print, message);
		print_message_findings(print, verdict);
	}
	print->started = true;
	if (domain && print->verbose)
		text_printer.domain(print, domain);
	else if (domain && !print->quiet)
		print_count(print, domain);
}

void print_message_reports(struct print *print, const struct message_verdict *verdict)
{
	const struct report_printer *printer = print->format->reports;

	printer->begin(print);
	print_domain(print, verdict->report);
	if (verdict->session.report)
		print_domain(print, verdict->session.report);
	printer->end(print);
}
