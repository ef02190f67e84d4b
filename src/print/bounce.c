/* Bounces for people: one as a block; of several a table, then the blocks. */
#include "print/bounce.h"

#include "print/bounce_block.h"
#include "print/printers.h"

void print_bounce_short(struct print *print, const struct bounce_verdict *verdict)
{
	if (verdict->report)
		short_printer.domain(print, verdict->report);
}

void print_bounce_text(struct print *print, const struct bounce_verdict *verdict)
{
	if (print->started)
		bytes_add_byte(&print->out, '\n');
	print_bounce_block(print, verdict);
	print->started = true;
}

void print_bounces_total(struct print *print, const struct bounce_totals *totals)
{
	if (totals->bounces > 1)
		bytes_printf(&print->out, "\n%zu bounce%s, %zu different%s\n", totals->bounces,
			plural(totals->bounces), totals->different,
			totals->unkept ? " that are listed; others are left out" : "");
}
