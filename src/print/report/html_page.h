/* The page around the reports. */
#ifndef MAILAUTH_PRINT_REPORT_HTML_PAGE_H
#define MAILAUTH_PRINT_REPORT_HTML_PAGE_H

#include "print/printer.h"

/* Everything before the title's text; then from its end, with the styles of screens, of narrow ones and of paper, to the start of <main>. */
extern const char html_page_head[], html_page_style[], html_page_media[];

/* "30 November 2026, 20:13 UTC"; owned by the arena. */
const char *html_page_time(struct arena *arena, uint32_t seconds);

#endif
