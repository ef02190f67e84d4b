/* Colours of the terminal (ECMA-48 SGR), switched off as a whole when the output is no terminal. */
#ifndef MAILAUTH_PRINT_STYLE_H
#define MAILAUTH_PRINT_STYLE_H

#include "print/printer.h"

enum style { STYLE_BOLD, STYLE_ERROR, STYLE_WARNING, STYLE_INFO, STYLE_GUTTER, STYLE_GOOD };

/* Appends the text in a style; it is escaped first. */
void style_text(struct print *print, enum style style, const char *text);

/* Begins and ends a style, for text that is appended in between. */
void style_begin(struct print *print, enum style style);
void style_end(struct print *print);

enum style style_of_severity(enum severity severity);

/* How many columns escape_text() uses for the text in this locale: characters of East Asia are two columns wide. */
size_t style_width(const struct print *print, struct slice text);

/*
 * Appends prose, broken between words to the width of the terminal; inside a word only between two characters of which one is
 * wide. A word that is longer than a line is left whole. The first line continues at column `indent`; the others begin there.
 */
void style_wrap(struct print *print, const char *text, unsigned indent);

/* The same when the first line continues at another column than the others begin at. */
void style_wrap_from(struct print *print, const char *text, unsigned column, unsigned indent);

/* The same where a number stays on the line of its noun: "(2 errors, 1 warning)". */
void style_wrap_counts(struct print *print, const char *text, unsigned first, unsigned indent);

/*
 * A source such as "RFC 7208 section 5.1 and ..." as style_wrap() writes it; on a terminal a link (OSC 8) to the first RFC
 * that it names.
 */
void style_reference(struct print *print, const char *reference, unsigned indent);

#endif
