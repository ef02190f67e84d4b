/* The judgement of a message as text, and its reports in the formats of findings. */
#include "print/message.h"

#include "base/escape.h"

#include "print/finding.h"
#include "print/message_arc.h"
#include "print/message_claims.h"
#include "print/message_dmarc.h"
#include "print/message_fault.h"
#include "print/message_file.h"
#include "print/message_lines.h"
#include "print/message_path.h"
#include "print/message_spf.h"
#include "print/printers.h"
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

void print_message_text(struct print *print, const struct message_verdict *verdict)
{
	const struct message *message = verdict->message;

	style_text(print, STYLE_BOLD, "the message");
	bytes_add_byte(&print->out, '\n');
	print_message_file(print, message);
	print_message_line(print, "From", message->from ? message->from : "invalid");
	print_message_path(print, message);
	print_message_spf(print, message);
	print_dkim(print, message);
	print_message_dmarc(print, message);
	print_message_arc(print, message->arc);
	print_message_claims(print, message);
	print_message_fault(print, message);
	for (size_t i = 0; i < verdict->report->findings.count; i++)
		print_finding(print, &verdict->report->findings.at[i]);
	print->started = true;
	if (verdict->session.report)
		text_printer.domain(print, verdict->session.report);
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
