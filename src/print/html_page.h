/* The head of the report for browsers. */
#ifndef MAILAUTH_PRINT_HTML_PAGE_H
#define MAILAUTH_PRINT_HTML_PAGE_H

/* From the document type to the opening of the body: light, dark and printed. */
extern const char html_page_head[];

#endif
