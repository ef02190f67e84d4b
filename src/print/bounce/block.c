/*
 * The cause in one sentence comes first, then the records to publish or who has to do what, so that both are on the first screen. What
 * they rest on follows: at most three lines of DNS, and the reply.
 */
#include "print/bounce/block.h"

#include "base/escape.h"
#include "base/utf8.h"
#include "print/finding.h"
#include "print/remedies.h"
#include "print/style.h"
#include "print/summary.h"

#include <string.h>

enum { LABEL = 9, LABEL_TO_DO = 7, FACTS_MOST = 3, REPLY_SHOWN = 600 };

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

/* A heading after an empty line. */
static void print_heading(struct print *print, enum style style, const char *text)
{
	bytes_add_byte(&print->out, '\n');
	style_text(print, style, text);
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

/* The labels of the summary that bear on a kind of refusal. */
static const char *facts_of(enum bounce_kind kind)
{
	switch (kind) {
	case BOUNCE_NO_AUTH:
	case BOUNCE_IPV6:
		return "SPF DKIM IP";
	case BOUNCE_SPF:
	case BOUNCE_SPF_RECORD:
		return "SPF IP";
	case BOUNCE_DKIM:
		return "DKIM";
	case BOUNCE_DMARC:
	case BOUNCE_ALIGNMENT:
	case BOUNCE_SEVERAL:
		return "SPF DKIM DMARC";
	case BOUNCE_DMARC_MISSING:
		return "DMARC";
	case BOUNCE_PTR:
	case BOUNCE_HELO:
		return "IP";
	case BOUNCE_RECIPIENT_TLS:
		return "MX also";
	default:
		return "MX";
	}
}

static bool is_fact(enum bounce_kind kind, const char *label)
{
	struct slice word;

	for (size_t at = 0; slice_next_item(slice_of(facts_of(kind)), ' ', &at, &word);)
		if (slice_is(word, label))
			return true;
	return false;
}

/* What DNS has now of the domain, a line for each protocol; with -v all of them. */
static void print_facts(struct print *print, const struct bounce_verdict *verdict)
{
	const struct domain *domain = verdict->report ? verdict->report->domain : NULL;
	struct arena scratch = { 0 };
	struct summary summary;
	unsigned shown = 0;

	if (!verdict->domain || !domain || !domain->exists || print->quiet ||
		!dns_outcome_is_answer(domain->txt->outcome))
		return;
	summary = summarize(&scratch, domain);
	for (size_t i = 0; i < summary.lines.count; i++) {
		const struct summary_line *line = &summary.lines.at[i];

		if (!print->verbose && (!is_fact(verdict->bounce->kind, line->label) || shown == FACTS_MOST))
			continue;
		if (!shown++)
			print_heading(print, STYLE_BOLD,
				arena_printf(&scratch, "In DNS now, at %s",
					dns_name_unicode(&scratch, &domain->name)));
		print_line(print, line->label,
			arena_printf(&scratch, "%.*s",
				print->verbose ? (int)strlen(line->text) : (int)strcspn(line->text, "\n"),
				line->text),
			NULL);
	}
	arena_release(&scratch);
}

/* The code that tells most: "550 5.7.26" of that and "5.7.26". */
static const char *code_of(const struct bounce *bounce)
{
	const char *code = "";

	for (size_t i = 0; i < bounce->codes.count; i++)
		if (strlen(bounce->codes.at[i]) > strlen(code))
			code = bounce->codes.at[i];
	return code;
}

/* "Reply (550 5.7.26, 12 times): " */
static const char *reply_heading(struct arena *arena, const struct bounce *bounce)
{
	const char *notes = code_of(bounce);

	if (bounce->times > 1)
		notes = arena_printf(arena, "%s%s%zu times", notes, *notes ? ", " : "", bounce->times);
	return *notes ? arena_printf(arena, "Reply (%s): ", notes) : "Reply: ";
}

/* As much of a text as fits into so many columns. */
static struct slice start_of(const struct print *print, struct slice text, size_t room)
{
	size_t end = 0, next;
	uint32_t code_point;

	for (; end < text.len; end += next) {
		next = utf8_decode(text, end, &code_point);
		if (!next)
			next = 1;
		if (style_width(print, slice_part(text, 0, end + next)) > room)
			break;
	}
	return slice_part(text, 0, end);
}

/* The type of a Diagnostic-Code field (RFC 3464 section 2.3.6) is no part of the reply. */
static struct slice without_type(struct slice reply)
{
	static const char type[] = "smtp; ";

	return slice_starts_nocase(reply, type) ? slice_part(reply, sizeof type - 1, reply.len) : reply;
}

/* The reply as one line that fits. */
static void print_reply_start(struct print *print, const struct bounce *bounce)
{
	struct arena scratch = { 0 };
	const char *head = reply_heading(&scratch, bounce);
	struct slice reply = slice_of(escape_copy(&scratch, without_type(slice_of(bounce->reply))));
	size_t room = print->width > strlen(head) + 8 ? print->width - strlen(head) : 8;

	style_text(print, STYLE_BOLD, head);
	if (style_width(print, reply) <= room) {
		bytes_add(&print->out, reply);
	} else {
		bytes_add(&print->out, start_of(print, reply, room - 3));
		bytes_add_text(&print->out, "...");
	}
	bytes_add_byte(&print->out, '\n');
	arena_release(&scratch);
}

/* Everything that was read out of the text. */
static void print_reading(struct print *print, const struct bounce_verdict *verdict)
{
	const struct bounce *bounce = verdict->bounce;
	struct arena scratch = { 0 };

	print_heading(print, STYLE_BOLD, "The bounce");
	print_line(print, "kind", bounce_kind_text(bounce->kind), NULL);
	if (bounce->codes.count)
		print_line(print, "codes", codes_text(&scratch, bounce), NULL);
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
		print_line(print, "results", results_text(&scratch, bounce), "as the receiver said");
	if (bounce->selector)
		print_line(print, "selector", escape_copy(&scratch, slice_of(bounce->selector)),
			"of the mail's DKIM signature");
	arena_release(&scratch);
}

/* "1 error, 2 warnings" */
static const char *counts_text(struct arena *arena, const struct report *report)
{
	size_t errors = report->counts[SEVERITY_ERROR], warnings = report->counts[SEVERITY_WARNING];
	const char *text = errors ? arena_printf(arena, "%zu error%s", errors, plural(errors)) : "";

	return warnings ? arena_printf(arena, "%s%s%zu warning%s", text, errors ? ", " : "", warnings,
				  plural(warnings))
			: text;
}

/* " --ip 192.0.2.25" */
static const char *address_options(struct arena *arena, const struct domain *domain)
{
	const char *options = "";

	for (size_t i = 0; i < domain->senders.count; i++)
		options = arena_printf(arena, "%s --ip %s", options,
			dns_address_text(arena, &domain->senders.at[i].address));
	return options;
}

/* Findings are counted, with the commands that show them. */
static void print_counts(struct print *print, const struct bounce_verdict *verdict)
{
	const struct report *report = verdict->report;
	struct arena scratch = { 0 };
	const char *counts = counts_text(&scratch, report);

	if (!*counts)
		return;
	style_wrap(print, arena_printf(&scratch, "Findings that explain it: %s (-v shows them).", counts), 0);
	bytes_add_byte(&print->out, '\n');
	if (verdict->domain) {
		style_wrap(print,
			arena_printf(&scratch, "Full check: mailauth-check %s%s", verdict->domain,
				address_options(&scratch, report->domain)),
			0);
		bytes_add_byte(&print->out, '\n');
	}
	arena_release(&scratch);
}

/* What DNS did not answer is never taken for missing: it is said. */
static void print_unanswered(struct print *print, const struct report *report)
{
	size_t unasked = 0, count = report->unanswered.count;

	for (size_t i = 0; i < count; i++)
		unasked += dns_outcome_is_wished(report->unanswered.at[i].reason);
	if (unasked)
		bytes_printf(
			&print->out, "Not asked: %zu DNS question%s (offline).\n", unasked, plural(unasked));
	if (count > unasked)
		bytes_printf(&print->out, "Not answered: %zu DNS question%s; the cause may be among them.\n",
			count - unasked, plural(count - unasked));
}

/* What no record of the domain can do: who has to do what. */
static void print_to_do(struct print *print, const struct bounce_verdict *verdict)
{
	struct arena scratch = { 0 };
	struct slice way;
	const char *text = verdict->ask ? verdict->ask : verdict->cause.advice;

	if (verdict->ask && verdict->cause.advice)
		text = arena_printf(&scratch, "%s %s", verdict->ask, verdict->cause.advice);
	if (verdict->open)
		text = verdict->lack;
	if (!text)
		return;
	bytes_add_byte(&print->out, '\n');
	style_begin(print, STYLE_GOOD);
	bytes_add_text(&print->out, "To do: ");
	style_end(print);
	for (size_t at = 0; slice_next_item(slice_of(text), '\n', &at, &way);) {
		if (way.at != (const uint8_t *)text)
			bytes_printf(&print->out, "%*s", LABEL_TO_DO, "");
		style_wrap(print, (const char *)arena_copy(&scratch, way).at, LABEL_TO_DO);
		bytes_add_byte(&print->out, '\n');
	}
	arena_release(&scratch);
}

static void print_records(struct print *print, const struct report *report, const char *condition)
{
	struct arena scratch = { 0 };

	if (condition && report->remedies->list.count)
		print_remedies_titled(print, report, report->remedies,
			arena_printf(&scratch, "To publish, if %s", condition));
	else
		print_remedies(print, report);
	arena_release(&scratch);
}

void print_bounce_body(struct print *print, const struct bounce_verdict *verdict)
{
	const struct report *report = verdict->report;

	if (verdict->contradiction) {
		style_wrap(print, verdict->contradiction->text, 0);
		bytes_add_byte(&print->out, '\n');
	}
	if (report)
		print_records(print, report, verdict->cause.condition);
	if (verdict->assumption) {
		style_wrap(print, verdict->assumption, 0);
		bytes_add_byte(&print->out, '\n');
	}
	print_to_do(print, verdict);
	if (print->bounces && !print->verbose) {
		if (report)
			print_unanswered(print, report);
		return;
	}
	print_facts(print, verdict);
	if (report && print->verbose)
		print_report_findings(print, report, true);
	if (!print->verbose)
		bytes_add_byte(&print->out, '\n');
	if (report && !print->verbose)
		print_counts(print, verdict);
	if (report)
		print_unanswered(print, report);
}

void print_bounce_reply(struct print *print, const struct bounce_verdict *verdict)
{
	if (print->verbose)
		print_reading(print, verdict);
	else if (!print->quiet)
		print_reply_start(print, verdict->bounce);
}

void print_bounce_block(struct print *print, const struct bounce_verdict *verdict)
{
	style_begin(print, STYLE_BOLD);
	style_wrap(print, verdict->cause.sentence, 0);
	style_end(print);
	bytes_add_byte(&print->out, '\n');
	print_bounce_body(print, verdict);
	print_bounce_reply(print, verdict);
}
