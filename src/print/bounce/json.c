/* Bounces as JSON. */
#include "print/bounce/bounce.h"

#include "print/members.h"
#include "print/printers.h"
#include "print/remedies.h"

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
	member_text(json, "cause", verdict->cause.sentence);
	member_text(json, "meaning", bounce->meaning);
	member_text(json, "reply", bounce->reply);
	member_number(json, "times", bounce->times);
	member_text(json, "domain", verdict->assumption ? NULL : verdict->domain);
	member_text(json, "assumed_domain", verdict->assumption ? verdict->domain : NULL);
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
	member_text(json, "ask", verdict->open || verdict->assumption ? verdict->lack : verdict->ask);
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
