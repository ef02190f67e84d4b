/* Bounces as text, and as JSON. */
#include "print/bounce.h"

#include "base/escape.h"
#include "dns/present.h"

#include "print/members.h"
#include "print/printers.h"
#include "print/remedies.h"
#include "print/style.h"

#include <string.h>

enum { LABEL = 9, REPLY_SHOWN = 600 };

static void print_line(struct print *print, const char *label, const char *text, const char *source)
{
	struct arena scratch = { 0 };

	bytes_add_text(&print->out, "  ");
	style_text(print, STYLE_BOLD, label);
	bytes_printf(&print->out, "%*s", (int)(LABEL - strlen(label)), "");
	style_wrap(print, source ? arena_printf(&scratch, "%s (%s)", text, source) : text, LABEL + 2);
	bytes_add_byte(&print->out, '\n');
	arena_release(&scratch);
}

/* A sentence of its own below an empty line. */
static void print_sentence(struct print *print, const char *text)
{
	bytes_add_byte(&print->out, '\n');
	style_wrap(print, text, 0);
	bytes_add_byte(&print->out, '\n');
}

static const char *codes_text(struct arena *arena, const struct bounce *bounce)
{
	const char *text = "";

	for (size_t i = 0; i < bounce->codes.count; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? ", " : "", bounce->codes.at[i]);
	return text;
}

static const char *results_text(struct arena *arena, const struct bounce *bounce)
{
	const char *const results[] = { bounce->spf, bounce->dkim, bounce->dmarc };
	static const char *const names[] = { "SPF", "DKIM", "DMARC" };
	const char *text = "";

	for (size_t i = 0; i < 3; i++)
		if (results[i])
			text = arena_printf(
				arena, "%s%s%s %s", text, *text ? ", " : "", names[i], results[i]);
	return text;
}

static void print_head(struct print *print, const struct bounce_verdict *verdict)
{
	const struct bounce *bounce = verdict->bounce;
	struct arena scratch = { 0 };
	const char *codes = codes_text(&scratch, bounce);

	style_begin(print, STYLE_BOLD);
	style_wrap(print,
		arena_printf(&scratch, "%s%s%s: %s", bounce->receiver ? bounce->receiver : "The receiver",
			codes[0] ? ", " : "", codes, bounce_kind_text(bounce->kind)),
		0);
	style_end(print);
	bytes_add_byte(&print->out, '\n');
	if (bounce->times > 1)
		print_line(print, "seen", arena_printf(&scratch, "%zu times", bounce->times), NULL);
	if (bounce->meaning)
		print_line(print, "meaning", bounce->meaning, NULL);
	print_line(print, "reply", escape_copy(&scratch, slice_part(slice_of(bounce->reply), 0, REPLY_SHOWN)),
		NULL);
	if (verdict->domain)
		print_line(print, "domain", verdict->domain, bounce_source_text(verdict->domain_source));
	if (verdict->ip)
		print_line(print, "address", verdict->ip, bounce_source_text(verdict->ip_source));
	if (bounce->helo && bounce->kind == BOUNCE_HELO)
		print_line(print, "HELO", bounce->helo, NULL);
	if (bounce->spf || bounce->dkim || bounce->dmarc)
		print_line(print, "said", results_text(&scratch, bounce), NULL);
	if (bounce->selector)
		print_line(print, "selector", escape_copy(&scratch, slice_of(bounce->selector)),
			"of the mail's DKIM signature");
	arena_release(&scratch);
}

static void print_check(struct print *print, const struct bounce_verdict *verdict)
{
	const struct report *report = verdict->report;
	bool without_summary = print->record_only;

	print->started = verdict->domain;
	print->record_only = !verdict->domain;
	text_printer.domain(print, report);
	print->record_only = without_summary;
	if (verdict->contradiction)
		print_sentence(print, verdict->contradiction->text);
	else if (!report->findings.count && report->status != REPORT_UNANSWERED)
		print_sentence(print,
			"DNS shows no cause now. The records were corrected since, or the mail was sent from "
			"another server.");
}

void print_bounce_text(struct print *print, const struct bounce_verdict *verdict)
{
	const struct report *report = verdict->report;

	if (print->started)
		bytes_add_byte(&print->out, '\n');
	print_head(print, verdict);
	if (report)
		print_check(print, verdict);
	else if (verdict->lack)
		print_sentence(print, verdict->lack);
	if (verdict->ask)
		print_sentence(print, verdict->ask);
	print->started = true;
}

static void write_causes(struct json *json, const struct report *report)
{
	json_key(json, "causes");
	json_array_begin(json);
	for (size_t i = 0; report && i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];

		json_object_begin(json);
		member_text(json, "rule", finding->rule->id);
		member_text(json, "severity", severity_text(finding->severity));
		member_text(json, "confidence", confidence_text(finding->confidence));
		member_text(json, "message", finding->message);
		member_text(json, "help", finding->help);
		json_object_end(json);
	}
	json_array_end(json);
}

static void write_contradiction(struct json *json, const struct contradiction *contradiction)
{
	json_key(json, "contradiction");
	if (!contradiction) {
		json_null(json);
		return;
	}
	json_object_begin(json);
	member_text(json, "said", contradiction->said);
	member_text(json, "now", contradiction->now);
	member_text(json, "text", contradiction->text);
	json_object_end(json);
}

/* One object, with "format" and "version" when it is a document of its own. */
static void write_bounce(struct print *print, const struct bounce_verdict *verdict, bool document)
{
	const struct bounce *bounce = verdict->bounce;
	struct json *json = &print->json;

	json_object_begin(json);
	if (document)
		members_of_document(json);
	member_text(json, "receiver", bounce->receiver);
	json_key(json, "codes");
	json_array_begin(json);
	for (size_t i = 0; i < bounce->codes.count; i++)
		json_text(json, bounce->codes.at[i]);
	json_array_end(json);
	member_text(json, "kind", bounce_kind_word(bounce->kind));
	member_text(json, "meaning", bounce->meaning);
	member_text(json, "reply", bounce->reply);
	member_number(json, "times", bounce->times);
	member_text(json, "domain", verdict->domain);
	member_text(json, "ip", verdict->ip);
	member_text(json, "mail_from", bounce->sender ? bounce->sender : bounce->mail_from);
	member_text(json, "header_from", bounce->author ? bounce->author : bounce->header_from);
	member_text(json, "recipient", bounce->recipient);
	member_text(json, "time", bounce->time);
	member_text(json, "selector", bounce->selector);
	member_text(json, "spf", bounce->spf);
	member_text(json, "dkim", bounce->dkim);
	member_text(json, "dmarc", bounce->dmarc);
	write_causes(json, verdict->report);
	json_key(json, "remedies");
	write_remedies(json, verdict->report ? verdict->report->remedies : NULL);
	member_text(json, "outcome",
		verdict->report && verdict->report->remedies ? verdict->report->remedies->outcome : NULL);
	member_text(json, "ask", verdict->open ? verdict->lack : verdict->ask);
	write_contradiction(json, verdict->contradiction);
	json_key(json, "check");
	if (verdict->report && verdict->domain)
		json_printer.domain(print, verdict->report);
	else
		json_null(json);
	json_object_end(json);
}

void print_bounces_json_begin(struct print *print, const struct bounce_totals *totals)
{
	print->json = (struct json){ .out = &print->out };
	print->listed = totals->different > 1;
	if (!print->listed)
		return;
	json_object_begin(&print->json);
	members_of_document(&print->json);
	json_key(&print->json, "bounces");
	json_array_begin(&print->json);
}

void print_bounce_json(struct print *print, const struct bounce_verdict *verdict)
{
	write_bounce(print, verdict, !print->listed);
}

void print_bounces_json_end(struct print *print, const struct bounce_totals *totals)
{
	if (print->listed) {
		json_array_end(&print->json);
		if (totals->unkept)
			member_number(&print->json, "left_out", totals->unkept);
		json_object_end(&print->json);
	}
	bytes_add_byte(&print->out, '\n');
}

void print_bounce_jsonl(struct print *print, const struct bounce_verdict *verdict)
{
	print->json = (struct json){ .out = &print->out, .compact = true };
	write_bounce(print, verdict, true);
	bytes_add_byte(&print->out, '\n');
}

void print_bounce_short(struct print *print, const struct bounce_verdict *verdict)
{
	if (verdict->report)
		short_printer.domain(print, verdict->report);
}

void print_bounces_total(struct print *print, const struct bounce_totals *totals)
{
	if (totals->bounces > 1)
		bytes_printf(&print->out, "\n%zu bounce%s, %zu different%s\n", totals->bounces,
			plural(totals->bounces), totals->different,
			totals->unkept ? " that are listed; others are left out" : "");
}
