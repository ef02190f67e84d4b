/* Prints one report after the other, and adds up what they count. */
#include "print/printers.h"

#include "print/format.h"

bool finding_is_listed(const struct print *print, const struct finding *finding)
{
	return !finding->known && (finding->severity > SEVERITY_INFO || print->verbose);
}

const struct report_printer *report_printer_of(const struct print *print)
{
	return print->statistics ? print->format->statistics : print->format->reports;
}

void print_domain(struct print *print, const struct report *report)
{
	report_printer_of(print)->domain(print, report);
	print->started = true;
	print->totals.domains++;
	print->totals.known += report->known;
	print->totals.suppressed += report->silenced.list.count;
	print->totals.unanswered += report->unanswered.count;
	for (size_t i = 0; i < report->unanswered.count; i++)
		print->totals.unasked +=
			!print->complete && dns_outcome_is_wished(report->unanswered.at[i].reason);
	for (int severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++)
		print->totals.counts[severity] += report->counts[severity];
}
