/* The grammar of one term, strictly (RFC 7208 section 12): yes or no. What was meant is diagnose.c's business. */
#ifndef MAILAUTH_SPF_GRAMMAR_H
#define MAILAUTH_SPF_GRAMMAR_H

#include "spf/record.h"

/* Reads the term that fills `span` of `text`. False when it is not in the grammar; then only ret->span is set. */
bool spf_read_term(struct slice text, struct span span, struct spf_term *ret_term);

/*
 * macro-string. *ret_macros gathers the letters, *ret_last_end is the end of the last macro-expand (0 for none).
 * `exp_letters` allows c, r and t, which are allowed in explanation text only (section 7.2).
 */
bool spf_is_macro_string(struct slice text, bool exp_letters, uint32_t *ret_macros, size_t *ret_last_end);

/* Length of the macro-expand at the start of `text`; 0 when there is none or it is malformed. */
size_t spf_macro_length(struct slice text, bool exp_letters, uint32_t *ret_macros);

bool spf_is_domain_spec(struct slice text, uint32_t *ret_macros);

/* The mechanism or modifier that a word names, in any case; SPF_TERM_INVALID for none. */
enum spf_term_kind spf_mechanism_of(struct slice name);

bool spf_read_ip4(struct slice text, uint8_t ret_address[16]);
bool spf_read_ip6(struct slice text, uint8_t ret_address[16]);

/* The next word of a record's text at or after an offset, by blanks; empty at the end. */
struct span spf_next_token(struct slice text, size_t from);

bool spf_is_qualifier(uint8_t c);
bool spf_is_name_byte(uint8_t c);

#endif
