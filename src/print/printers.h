#ifndef MAILAUTH_PRINT_PRINTERS_H
#define MAILAUTH_PRINT_PRINTERS_H

#include "mailauth/print/printer.h"

extern const struct printer text_printer;
extern const struct printer short_printer;
extern const struct printer json_printer;

#endif
