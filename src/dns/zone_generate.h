/*
 * $GENERATE, as BIND has it:
 *
 *   range    = start "-" stop [ "/" step ]
 *   template = text with "$" for the number, "${offset,width,base}" for a changed one (bases d, o, x, X, n, N),
 *              "$$" and "\$" for a dollar
 */
#ifndef MAILAUTH_DNS_ZONE_GENERATE_H
#define MAILAUTH_DNS_ZONE_GENERATE_H

#include "base/bytes.h"

/* Reads a range. False when it is none, or is empty. */
bool zone_generate_range(struct slice range, uint64_t *ret_start, uint64_t *ret_stop, uint64_t *ret_step);

/* Appends the template once for each number, each on a line. False when it is empty or malformed, or makes
 * more than `most` octets. */
bool zone_generate(
	struct bytes *out, struct slice template, uint64_t start, uint64_t stop, uint64_t step, size_t most);

#endif
