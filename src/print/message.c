/* The judgement of a message as text, and its reports in the formats of findings. */
#include "print/message.h"

#include "base/escape.h"

#include "print/finding.h"
#include "print/printers.h"
#include "print/style.h"

#include <string.h>

enum { LABEL = 12 };

static void print_line(struct print *print, const char *label, const char *text)
{
	bytes_add_text(&print->out, "  ");
	style_text(print, STYLE_BOLD, label);
	bytes_printf(&print->out, "%*s", (int)(LABEL - strlen(label)), "");
	style_wrap(print, text, LABEL + 2);
	bytes_add_byte(&print->out, '\n');
}

static void print_identities(struct print *print, const struct message *message)
{
	struct arena scratch = { 0 };

	print_line(print, "From", message->from ? message->from : "not to be read");
	if (message->mail_from)
		print_line(print, "MAIL FROM",
			arena_printf(&scratch, "%s (%s)",
				message->mail_from[0] ? escape_copy(&scratch, slice_of(message->mail_from))
						      : "<>",
				message->mail_from_source));
	else
		print_line(print, "MAIL FROM", "not known; --mail-from");
	if (message->ip)
		print_line(print, "sent from",
			arena_printf(&scratch, "%s (%s)%s%s", message->ip, message->ip_source,
				message->helo ? ", HELO " : "",
				message->helo ? escape_copy(&scratch, slice_of(message->helo)) : ""));
	else
		print_line(print, "sent from", "not known; --ip");
	arena_release(&scratch);
}

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

		print_line(print, i ? "" : "DKIM", signature_text(&scratch, signature));
	}
	if (!message->dkim->list.count)
		print_line(print, "DKIM", "none: the message is not signed");
	arena_release(&scratch);
}

static const char *alignment_text(bool aligned)
{
	return aligned ? "aligned" : "not aligned";
}

static const char *dmarc_line(struct arena *arena, const struct message_dmarc *dmarc)
{
	return arena_printf(arena, "%s (policy %s; SPF %s, DKIM %s)", message_dmarc_text(dmarc),
		dmarc->has_policy ? dmarc_policy_text(dmarc->policy) : "none found",
		alignment_text(dmarc->spf_aligned), alignment_text(dmarc->dkim_aligned));
}

static void print_dmarc(struct print *print, const struct message *message)
{
	struct arena scratch = { 0 };
	const char *rfc7489 = dmarc_line(&scratch, &message->rfc7489),
		   *rfc9989 = dmarc_line(&scratch, &message->rfc9989);

	if (!message->from) {
		print_line(print, "DMARC", "none: From has no one domain");
	} else if (strcmp(rfc7489, rfc9989) == 0) {
		print_line(print, "DMARC", rfc7489);
	} else {
		print_line(print, "DMARC", arena_printf(&scratch, "RFC 7489: %s", rfc7489));
		print_line(print, "", arena_printf(&scratch, "RFC 9989: %s", rfc9989));
	}
	arena_release(&scratch);
}

static void print_claims(struct print *print, const struct message *message)
{
	struct arena scratch = { 0 };
	struct bytes text = { 0 };

	if (message->arc_sets)
		print_line(print, "ARC",
			arena_printf(&scratch, "%zu set%s of a forwarder, not verified", message->arc_sets,
				plural(message->arc_sets)));
	bytes_printf(&text, "%s said ", message->receiver ? message->receiver : "");
	for (size_t i = 0; i < message->claims.count; i++) {
		bytes_add_text(&text, i ? ", " : "");
		escape_text(&text, slice_of(message->claims.at[i].method));
		bytes_add_byte(&text, '=');
		escape_text(&text, slice_of(message->claims.at[i].result));
	}
	bytes_add_byte(&text, 0);
	if (message->receiver)
		print_line(print, "then", (const char *)text.at);
	bytes_free(&text);
	arena_release(&scratch);
}

void print_message_text(struct print *print, const struct message_verdict *verdict)
{
	const struct message *message = verdict->message;

	style_text(print, STYLE_BOLD, "the message");
	bytes_add_byte(&print->out, '\n');
	print_identities(print, message);
	print_line(print, "SPF", message->spf ? spf_result_text(message->spf->result) : "not tried");
	print_dkim(print, message);
	print_dmarc(print, message);
	print_claims(print, message);
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
