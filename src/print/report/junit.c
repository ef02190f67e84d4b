/*
 * JUnit XML, as CI servers read it: a test suite for each domain, and for a message. An error or warning is a test case that failed, a question
 * without an answer one that could not be carried out (an error in JUnit's words); a domain without either is one that passed.
 * Only what both common schemas allow (Ant's, and the one of Jenkins) is used.
 */
#include "base/escape.h"

#include "print/excerpt.h"
#include "print/printers.h"
#include "print/remedies.h"

#include <time.h>

/* XML 1.0 knows no control characters, not even as references. */
static void add_escaped(struct bytes *out, const char *text)
{
	struct bytes shown = { 0 };

	escape_text(&shown, slice_of(text));
	for (size_t i = 0; i < shown.len; i++) {
		switch (shown.at[i]) {
		case '&':
			bytes_add_text(out, "&amp;");
			break;
		case '<':
			bytes_add_text(out, "&lt;");
			break;
		case '>':
			bytes_add_text(out, "&gt;");
			break;
		case '"':
			bytes_add_text(out, "&quot;");
			break;
		default:
			bytes_add_byte(out, shown.at[i]);
		}
	}
	bytes_free(&shown);
}

static void add_attribute(struct bytes *out, const char *name, const char *value)
{
	bytes_printf(out, " %s=\"", name);
	add_escaped(out, value);
	bytes_add_byte(out, '"');
}

static void add_timestamp(struct bytes *out, time_t now)
{
	struct tm date;
	char text[32];

	if (gmtime_r(&now, &date) && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &date))
		add_attribute(out, "timestamp", text);
}

static void begin_junit(struct print *print)
{
	bytes_add_text(&print->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
}

static void begin_case(struct bytes *out, const char *domain, const char *name)
{
	bytes_add_text(out, "    <testcase");
	add_attribute(out, "classname", domain);
	add_attribute(out, "name", name);
	bytes_add_text(out, " time=\"0\"");
}

static void add_failure(struct print *print, const char *domain, const struct finding *finding)
{
	struct bytes *out = &print->out;
	struct arena scratch = { 0 };

	begin_case(out, domain,
		arena_printf(&scratch, "%s: %s", finding->rule->id, excerpt_location(&scratch, finding)));
	bytes_add_text(out, ">\n      <failure");
	add_attribute(out, "type", severity_text(finding->severity));
	add_attribute(out, "message", finding->message);
	bytes_add_byte(out, '>');
	add_escaped(out, finding->rule->why);
	bytes_add_byte(out, '\n');
	if (finding->help) {
		add_escaped(out, finding->help);
		bytes_add_byte(out, '\n');
	}
	if (finding->remedy)
		add_escaped(out, remedy_sentence(&scratch, finding));
	bytes_add_text(out, "</failure>\n    </testcase>\n");
	arena_release(&scratch);
}

static void add_unanswered(struct bytes *out, const char *domain, const struct unanswered *unanswered)
{
	struct arena scratch = { 0 };

	begin_case(out, domain,
		arena_printf(&scratch, "%s %s", dns_name_text(&scratch, &unanswered->question.name),
			dns_question_type_text(&scratch, &unanswered->question)));
	bytes_add_text(out, ">\n      <error type=\"unanswered\"");
	add_attribute(out, "message",
		arena_printf(&scratch, "not answered (%s)", dns_outcome_reason(unanswered->reason)));
	bytes_add_text(out, "/>\n    </testcase>\n");
	arena_release(&scratch);
}

static void print_junit_report(struct print *print, const struct report *report)
{
	struct bytes *out = &print->out;
	struct arena scratch = { 0 };
	const char *name = report->domain ? dns_name_text(&scratch, &report->domain->name) : "message";
	size_t failures = 0, unanswered = 0;

	for (size_t i = 0; i < report->findings.count; i++)
		failures += finding_is_listed(print, &report->findings.at[i]);
	for (size_t i = 0; i < report->unanswered.count; i++)
		unanswered += print->complete || !dns_outcome_is_wished(report->unanswered.at[i].reason);
	bytes_add_text(out, "  <testsuite");
	add_attribute(out, "name", name);
	bytes_printf(out,
		" id=\"%zu\" package=\"mailauth-check\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
		"time=\"0\" hostname=\"localhost\"",
		print->totals.domains, failures + unanswered ? failures + unanswered : 1, failures,
		unanswered);
	add_timestamp(out, (time_t)print->now);
	bytes_add_text(out, ">\n    <properties><property name=\"version\" value=\"" MAILAUTH_VERSION
			    "\"/></properties>\n");
	for (size_t i = 0; i < report->findings.count; i++)
		if (finding_is_listed(print, &report->findings.at[i]))
			add_failure(print, name, &report->findings.at[i]);
	for (size_t i = 0; i < report->unanswered.count; i++)
		if (print->complete || !dns_outcome_is_wished(report->unanswered.at[i].reason))
			add_unanswered(out, name, &report->unanswered.at[i]);
	if (!failures && !unanswered) {
		begin_case(out, name, report->domain ? "mail records" : "header and results");
		bytes_add_text(out, "/>\n");
	}
	bytes_add_text(out, "    <system-out/>\n    <system-err/>\n  </testsuite>\n");
	arena_release(&scratch);
}

static void end_junit(struct print *print)
{
	bytes_add_text(&print->out, "</testsuites>\n");
}

const struct report_printer junit_printer = { begin_junit, print_junit_report, end_junit };
