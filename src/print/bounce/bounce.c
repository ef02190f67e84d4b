/* Bounces for people: one as a block; of several a table, then the blocks. */
#include "print/bounce/bounce.h"

#include "print/bounce/block.h"
#include "print/bounce/list.h"
#include "print/printers.h"

void print_bounce_short(struct print *print, const struct bounce_verdict *verdict)
{
	if (verdict->report)
		short_printer.domain(print, verdict->report);
}

void print_bounces_text_begin(struct print *print, const struct bounce_totals *totals)
{
	print->bounces = totals->different > 1 ? bounce_list_new() : NULL;
}

void print_bounce_text(struct print *print, const struct bounce_verdict *verdict)
{
	if (print->bounces)
		bounce_list_add(print->bounces, print, verdict);
	else
		print_bounce_block(print, verdict);
}

void print_bounces_text_end(struct print *print, const struct bounce_totals *totals)
{
	if (print->bounces)
		bounce_list_finish(print->bounces, print, totals);
	print->bounces = NULL;
}
