/* One line a finding, as compilers print them: file:line:column: level: message [rule]. */
#include "base/escape.h"
#include "print/excerpt.h"
#include "print/finding.h"
#include "print/printers.h"

static void nothing(struct print *print)
{
	(void)print;
}

static void print_short_report(struct print *print, const struct report *report)
{
	struct arena scratch = { 0 };

	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];

		if (finding->severity == SEVERITY_INFO && !print->verbose)
			continue;
		escape_text(&print->out, slice_of(excerpt_location(&scratch, finding)));
		bytes_printf(&print->out, ": %s: ", severity_text(finding->severity));
		escape_text(&print->out, slice_of(finding->message));
		bytes_printf(&print->out, " [%s]%s\n", finding->rule->id, known_text(&scratch, finding));
	}
	for (size_t i = 0; i < report->unanswered.count; i++) {
		const struct unanswered *unanswered = &report->unanswered.at[i];

		bytes_printf(&print->out, "%s %s: unanswered: %s\n",
			dns_name_text(&scratch, &unanswered->question.name),
			dns_question_type_text(&scratch, &unanswered->question),
			dns_outcome_reason(unanswered->reason));
	}
	arena_release(&scratch);
}

const struct report_printer short_printer = { nothing, print_short_report, nothing };
