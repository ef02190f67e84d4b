/* JSON Lines: the object of each domain on a line of its own, as it ends. */
#include "print/printers.h"

static void nothing(struct print *print)
{
	(void)print;
}

static void print_jsonl_report(struct print *print, const struct report *report)
{
	print->json = (struct json){ .out = &print->out, .compact = true };
	json_printer.domain(print, report);
	bytes_add_byte(&print->out, '\n');
}

const struct report_printer jsonl_printer = { nothing, print_jsonl_report, nothing };
