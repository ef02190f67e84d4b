/* Findings counted by rule, instead of the reports of many domains. */
#ifndef MAILAUTH_PRINT_REPORT_STATISTICS_H
#define MAILAUTH_PRINT_REPORT_STATISTICS_H

#include "print/printer.h"

extern const struct report_printer text_statistics;
extern const struct report_printer json_statistics;
extern const struct report_printer csv_statistics;

#endif
