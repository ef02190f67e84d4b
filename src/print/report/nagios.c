/*
 * The output of a monitoring plugin: one line with the state and performance data, then a line for each finding. The exit
 * status is that of plugins: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
 */
#include "base/escape.h"

#include "print/excerpt.h"
#include "print/printers.h"

static void begin_nagios(struct print *print)
{
	(void)print;
}

/* A bar begins performance data. */
static void add_escaped(struct bytes *out, const char *text)
{
	size_t first = out->len;

	escape_text(out, slice_of(text));
	for (size_t i = first; i < out->len; i++)
		if (out->at[i] == '|')
			out->at[i] = '/';
}

static void print_nagios_report(struct print *print, const struct report *report)
{
	struct arena scratch = { 0 };

	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];
		struct bytes *out = &print->kept[finding->severity];

		if (finding->known || (finding->severity == SEVERITY_INFO && !print->verbose))
			continue;
		bytes_printf(out, "%s: ", severity_text(finding->severity));
		add_escaped(out, excerpt_location(&scratch, finding));
		bytes_add_text(out, ": ");
		add_escaped(out, finding->message);
		bytes_printf(out, " [%s]\n", finding->rule->id);
	}
	for (size_t i = 0; i < report->unanswered.count; i++) {
		bool offline = dns_outcome_is_wished(report->unanswered.at[i].reason);

		if (offline && !print->complete && !print->verbose)
			continue;
		bytes_printf(&print->kept[SEVERITY_INFO], "%s: %s %s (%s)\n",
			offline ? "not asked" : "not answered",
			dns_name_text(&scratch, &report->unanswered.at[i].question.name),
			dns_question_type_text(&scratch, &report->unanswered.at[i].question),
			dns_outcome_reason(report->unanswered.at[i].reason));
	}
	arena_release(&scratch);
}

const char nagios_unjudged[] = "MAILAUTH UNKNOWN - nothing was checked: see the message on standard error\n";

int nagios_status(const struct print_totals *totals)
{
	if (totals->counts[SEVERITY_ERROR])
		return NAGIOS_CRITICAL;
	if (totals->unanswered > totals->unasked)
		return NAGIOS_UNKNOWN;
	return totals->counts[SEVERITY_WARNING] ? NAGIOS_WARNING : NAGIOS_OK;
}

static void end_nagios(struct print *print)
{
	static const char *const states[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };
	const struct print_totals *totals = &print->totals;
	size_t errors = totals->counts[SEVERITY_ERROR], warnings = totals->counts[SEVERITY_WARNING];
	size_t unanswered = totals->unanswered - totals->unasked;

	bytes_printf(&print->out,
		"MAILAUTH %s - %zu domain%s: %zu error%s, %zu warning%s, %zu question%s without answer",
		states[nagios_status(totals)], totals->domains, plural(totals->domains), errors,
		plural(errors), warnings, plural(warnings), unanswered, plural(unanswered));
	bytes_printf(&print->out, " | errors=%zu;;0;0 warnings=%zu;0;;0 notes=%zu unanswered=%zu\n", errors,
		warnings, totals->counts[SEVERITY_INFO], unanswered);
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--) {
		bytes_add(&print->out, bytes_slice(&print->kept[severity]));
		bytes_free(&print->kept[severity]);
	}
}

const struct report_printer nagios_printer = { begin_nagios, print_nagios_report, end_nagios };
