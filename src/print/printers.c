/* The list of printers, and the totals that all of them share. */
#include "print/printers.h"

const struct printer *const printers[] = { &text_printer, &short_printer, &json_printer, &jsonl_printer,
	&sarif_printer, &github_printer, &junit_printer, &markdown_printer, &html_printer, &nagios_printer,
	NULL };

void print_domain(struct print *print, const struct report *report)
{
	print->printer->domain(print, report);
	print->started = true;
	print->totals.domains++;
	print->totals.known += report->known;
	print->totals.suppressed += report->suppressed;
	print->totals.unanswered += report->unanswered.count;
	for (size_t i = 0; i < report->unanswered.count; i++)
		print->totals.unasked += !print->complete && report->unanswered.at[i].reason == DNS_OFFLINE;
	for (int severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++)
		print->totals.counts[severity] += report->counts[severity];
}
