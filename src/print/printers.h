/* The printers of reports, one for each format. */
#ifndef MAILAUTH_PRINT_PRINTERS_H
#define MAILAUTH_PRINT_PRINTERS_H

#include "print/printer.h"

extern const struct report_printer text_printer;
extern const struct report_printer short_printer;
extern const struct report_printer json_printer;
extern const struct report_printer jsonl_printer;
extern const struct report_printer sarif_printer;
extern const struct report_printer github_printer;
extern const struct report_printer gitlab_printer;
extern const struct report_printer junit_printer;
extern const struct report_printer markdown_printer;
extern const struct report_printer html_printer;
extern const struct report_printer csv_printer;
extern const struct report_printer prometheus_printer;
extern const struct report_printer nagios_printer;

/* The member "summary" of a document in JSON. */
void write_totals(struct json *json, const struct print_totals *totals);

/* The exit codes of monitoring plugins. */
enum nagios_state { NAGIOS_OK, NAGIOS_WARNING, NAGIOS_CRITICAL, NAGIOS_UNKNOWN };

/* The state of a run (enum nagios_state), which is the exit status. */
int nagios_status(const struct print_totals *totals);

/* The line of a run that judged nothing. */
extern const char nagios_unjudged[];

#endif
