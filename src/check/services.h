/* The mail services that a domain uses, as DNS shows them, and the SPF record that authorizes one of them. */
#ifndef MAILAUTH_CHECK_SERVICES_H
#define MAILAUTH_CHECK_SERVICES_H

#include "check/domain.h"
#include "mail/providers.h"

enum { SERVICES_MOST = 8 };

struct services {
	const struct provider *at[SERVICES_MOST];
	size_t count;
};

/* Those of the domain's MX hosts and of its selectors' CNAMEs, and of the PTR names of a sender (NULL for none). Each once. */
void services_find(const struct domain *domain, const struct sender *sender, struct services *ret);

/*
 * An include of a service that authorizes the sender, as a name; NULL when none does. What is not answered yet is noted in the
 * domain's view.
 */
const char *service_include_for(struct arena *arena, const struct domain *domain, const struct sender *sender,
	const struct provider **ret_service);

/*
 * The record with an include before the term that decided (NULL: before "all" or redirect), or a first record with it where there is
 * none (NULL).
 */
const char *spf_with_include(struct arena *arena, const struct spf_record *record,
	const struct spf_term *decided, const char *include);

#endif
