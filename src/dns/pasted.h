/* Domains as people paste them. */
#ifndef MAILAUTH_DNS_PASTED_H
#define MAILAUTH_DNS_PASTED_H

#include "base/slice.h"

/*
 * What is useful in a URL or mail address: scheme://user@HOST:port/path, mailto:user@HOST?fields. *ret_what says what it was,
 * "a URL"; NULL for a domain as it should be.
 */
struct slice pasted_domain(struct slice word, const char **ret_what);

#endif
