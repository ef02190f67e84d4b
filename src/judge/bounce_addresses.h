/* The addresses that the mail of a domain came from, by all of its refusals. */
#ifndef MAILAUTH_JUDGE_BOUNCE_ADDRESSES_H
#define MAILAUTH_JUDGE_BOUNCE_ADDRESSES_H

#include "bounce/bounce.h"
#include "check/domain.h"

enum { BOUNCE_ADDRESSES_MOST = 16 };

struct bounce_addresses {
	struct dns_address at[BOUNCE_ADDRESSES_MOST];
	size_t count;
};

/*
 * The address of the bounce (`ip`), and those of other refusals of the same domain by SPF, in the order of the input: the SPF record of a
 * domain is one, and has to authorize all of them. None where SPF of the domain was not asked for: MAIL FROM had a domain of
 * another organization.
 */
void bounce_addresses_collect(const struct bounces *bounces, const struct bounce *bounce, const char *ip,
	const struct suffix_list *suffixes, struct bounce_addresses *ret);

#endif
