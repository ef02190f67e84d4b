/* Columns are as wide as what is in them; only the domain is cut to make the table fit. */
#include "print/bounce/table.h"

#include "base/escape.h"
#include "print/style.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 6, DOMAIN = 1, TIMES = 4, GAP = 2, DOMAIN_LEAST = 16 };

static int compare_rows(const void *a, const void *b)
{
	const struct bounce_table_row *first = a, *second = b;

	if (first->rank != second->rank)
		return first->rank < second->rank ? -1 : 1;
	if (first->times != second->times)
		return first->times > second->times ? -1 : 1;
	return first->block < second->block ? -1 : first->block > second->block;
}

void bounce_table_sort(struct bounce_table_row *rows, size_t count)
{
	if (count)
		qsort(rows, count, sizeof *rows, compare_rows);
}

static void fill_cells(struct arena *arena, const struct bounce_table_row *row, const char **cells)
{
	cells[0] = arena_printf(arena, "%zu", row->number);
	cells[DOMAIN] = row->domain;
	cells[2] = row->cause;
	cells[3] = row->receiver;
	cells[TIMES] = arena_printf(arena, "%zu", row->times);
	cells[5] = row->action;
}

static void print_cells(struct print *print, const char *const *cells, const size_t *widths)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		size_t length = strlen(cells[i]);

		bytes_printf(&print->out, "%*s", i ? GAP : 0, "");
		if (i == 0 || i == TIMES)
			bytes_printf(&print->out, "%*s%s", (int)(widths[i] - length), "", cells[i]);
		else if (length > widths[i])
			bytes_printf(&print->out, "%.*s...", (int)widths[i] - 3, cells[i]);
		else
			bytes_printf(&print->out, "%s%*s", cells[i],
				i + 1 < COLUMNS ? (int)(widths[i] - length) : 0, "");
	}
	bytes_add_byte(&print->out, '\n');
}

/* Two lines a row, for a narrow terminal. */
static void print_list(struct print *print, const struct bounce_table_row *rows, size_t count)
{
	struct arena scratch = { 0 };

	for (size_t i = 0; i < count; i++) {
		bytes_printf(&print->out, "%zu ", rows[i].number);
		style_wrap(print, arena_printf(&scratch, "%s: %s", rows[i].domain, rows[i].cause), 2);
		bytes_add_text(&print->out, "\n  ");
		style_wrap(print,
			arena_printf(&scratch, "%s, %zu time%s: %s", rows[i].receiver, rows[i].times,
				plural(rows[i].times), rows[i].action),
			2);
		bytes_add_byte(&print->out, '\n');
	}
	arena_release(&scratch);
}

void bounce_table_print(struct print *print, const struct bounce_table_row *rows, size_t count)
{
	static const char *const titles[COLUMNS] = { "", "Domain", "Cause", "Receiver", "Times",
		"What to do" };
	struct arena scratch = { 0 };
	size_t widths[COLUMNS], total = GAP * (COLUMNS - 1);
	const char *cells[COLUMNS];

	for (size_t c = 0; c < COLUMNS; c++) {
		widths[c] = strlen(titles[c]);
		for (size_t i = 0; i < count; i++) {
			fill_cells(&scratch, &rows[i], cells);
			widths[c] = strlen(cells[c]) > widths[c] ? strlen(cells[c]) : widths[c];
		}
		total += widths[c];
	}
	if (total > print->width) {
		size_t over = total - print->width;

		if (widths[DOMAIN] < over + DOMAIN_LEAST) {
			print_list(print, rows, count);
			arena_release(&scratch);
			return;
		}
		widths[DOMAIN] -= over;
	}
	style_begin(print, STYLE_BOLD);
	print_cells(print, titles, widths);
	style_end(print);
	for (size_t i = 0; i < count; i++) {
		fill_cells(&scratch, &rows[i], cells);
		print_cells(print, cells, widths);
	}
	arena_release(&scratch);
}
