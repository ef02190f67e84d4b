#ifndef MAILAUTH_PRINT_PRINTERS_H
#define MAILAUTH_PRINT_PRINTERS_H

#include "print/printer.h"

extern const struct printer text_printer;
extern const struct printer short_printer;
extern const struct printer json_printer;
extern const struct printer jsonl_printer;
extern const struct printer sarif_printer;
extern const struct printer github_printer;
extern const struct printer junit_printer;
extern const struct printer markdown_printer;
extern const struct printer html_printer;
extern const struct printer nagios_printer;

#endif
