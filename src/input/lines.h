/* What the lines of a text look like, one by one: entries of master files, rows of a table, or something else. */
#ifndef MAILAUTH_INPUT_LINES_H
#define MAILAUTH_INPUT_LINES_H

#include "base/slice.h"

/* How many lines of a text have a shape. Lines without anything visible, and comments (";"), are not counted. */
struct input_lines {
	size_t count;
	size_t records;	   /* entries of a master file */
	size_t directives; /* $ORIGIN, $TTL, $INCLUDE, $GENERATE */
	size_t starts;	   /* SOA records */
	size_t continued;  /* inside parentheses, or after them: parts of entries */
	size_t quoted;	   /* nothing but quoted strings: a TXT record of dig +short */
	size_t numbered;   /* a number and an absolute name: an MX record of dig +short */
	size_t absolute;   /* an absolute name and nothing else: a CNAME of dig +short */
	size_t tinydns;
	size_t tilde;	  /* ends in "~", as records of MaraDNS do */
	size_t separated; /* a row of a table, with a type of record between commas, semicolons, tabs or bars */
	size_t comments; /* that begin with ";" */
};

enum { INPUT_LINES_MOST = 10000 };

/* Counts the first INPUT_LINES_MOST of them. */
struct input_lines input_lines_count(struct slice text);

/* The next line without its end; *at begins with 0. False at the end of the text. */
bool input_next_line(struct slice text, size_t *at, struct slice *ret_line);

/* The next word of a line, up to whitespace; what is left stays in *rest. Empty at the end. */
struct slice input_next_word(struct slice *rest);

/* True for a line that begins or ends a block of code in Markdown. */
bool input_is_fence(struct slice line);

#endif
