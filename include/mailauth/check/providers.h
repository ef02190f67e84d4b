/*
 * Services that send mail for others, by what their customers put into DNS. Facts gathered from the services' own
 * documentation in 2026; they change, so nothing here decides a verdict alone.
 */
#ifndef MAILAUTH_CHECK_PROVIDERS_H
#define MAILAUTH_CHECK_PROVIDERS_H

#include "mailauth/dns/name.h"

enum provider_spf {
	PROVIDER_SPF_OWN, /* the include is for mail that leaves with the customer's domain in MAIL FROM */
	PROVIDER_SPF_BOUNCE, /* mail leaves with a MAIL FROM of the service's own or of a subdomain for bounces */
	PROVIDER_SPF_DEAD,  /* the name has no SPF record (any more) */
	PROVIDER_SPF_NEVER, /* the name never had one, and circulates all the same */
};

struct provider {
	const char *name;
	const char *include; /* the domain of the include; names below it belong to it too */
	enum provider_spf spf;
};

/* The provider whose include this is, or NULL. */
const struct provider *provider_of_include(const struct dns_name *target);

#endif
