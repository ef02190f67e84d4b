/* Words of the entries of logs. */
#ifndef MAILAUTH_BOUNCE_LOG_WORDS_H
#define MAILAUTH_BOUNCE_LOG_WORDS_H

#include "base/slice.h"

/* The word after `mark`, up to whitespace, a bracket, a quote, a comma or a semicolon; empty when there is none. */
struct slice log_word_after(struct slice text, const char *mark);

/* What is between `mark` and a closing byte; empty when either is missing. *ret_found, when not NULL, tells whether both are there. */
struct slice log_between(struct slice text, const char *mark, uint8_t close, bool *ret_found);

/* What comes after `mark`, to the end; empty when it is not there. */
struct slice log_after(struct slice text, const char *mark);

/* The address in the first brackets at or after an offset that hold one: "host[192.0.2.1]", "host [IPv6:2001:db8::1]". */
struct slice log_address_in_brackets(struct slice text, size_t at);

/* The id before ": ", of 6 to 20 letters and digits, with a digit; what follows it is *ret_rest. Empty when there is none. */
struct slice log_queue_id(struct slice text, struct slice *ret_rest);

#endif
