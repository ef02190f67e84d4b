/*
 * Macro expansion (RFC 7208 section 7).
 *
 *   macro-string = *( macro-expand / macro-literal )
 *   macro-expand = ( "%{" macro-letter *DIGIT [ "r" ] *delimiter "}" ) / "%%" / "%_" / "%-"
 */
#ifndef MAILAUTH_SPF_MACRO_H
#define MAILAUTH_SPF_MACRO_H

#include "base/arena.h"

enum { SPF_DOMAIN_MOST = 253 }; /* characters of a name in presentation form (section 7.3) */

/* What a macro letter expands to; indexed by letter - 'a', empty for letters that are none. */
struct spf_macro_values {
	struct slice of[26];
};

/* Expands a macro-string that is within the grammar. Without a macro in it the text itself is returned. */
struct slice spf_expand(struct arena *arena, struct slice text, const struct spf_macro_values *values);

/* The same for a domain-spec: labels are cut off on the left until the name fits, and a final dot is dropped. */
struct slice spf_expand_domain(struct arena *arena, struct slice text, const struct spf_macro_values *values);

#endif
