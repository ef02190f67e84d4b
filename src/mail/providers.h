/*
 * Services that send or receive mail for others, by what their customers put into DNS. Facts gathered from the services'
 * own documentation and from public zones in 2026; they change, so nothing here decides a verdict alone.
 */
#ifndef MAILAUTH_MAIL_PROVIDERS_H
#define MAILAUTH_MAIL_PROVIDERS_H

#include "dns/name.h"

enum provider_spf {
	PROVIDER_SPF_OWN, /* the include is for mail that leaves with the customer's domain in MAIL FROM */
	PROVIDER_SPF_BOUNCE, /* mail leaves with a MAIL FROM of the service's own or of a subdomain for bounces */
	PROVIDER_SPF_DEAD,  /* the name has no SPF record (any more) */
	PROVIDER_SPF_NEVER, /* the name never had one, and circulates all the same */
};

/* Lists are words with blanks between them; names below a domain belong to it. NULL where nothing is known. */
struct provider {
	const char *name;
	enum provider_spf spf;
	const char *includes;  /* domains of SPF includes */
	const char *exchanges; /* domains of MX hosts */
	const char *selectors; /* DKIM selectors it gives to all customers */
	const char *keys;      /* domains that CNAMEs of selectors lead to */
};

/* The provider whose include, MX host, or target of a selector's CNAME this is; NULL for an unknown one. */
const struct provider *provider_of_include(const struct dns_name *target);
const struct provider *provider_of_exchange(const struct dns_name *exchange);
const struct provider *provider_of_key(const struct dns_name *target);

/*
 * The provider that a host may send for, by the last two labels of its name, as a PTR record has it; NULL for none. It has an include,
 * and only the SPF record there can tell whether it sends from the host.
 */
const struct provider *provider_of_host(const struct dns_name *name);

/* True when all customers of the provider have its first include, for mail with their own domain in MAIL FROM. */
bool provider_shares_include(const struct provider *provider);

/* True for a name that is itself the include of a provider, and not only below one. */
bool provider_has_include(const struct dns_name *target);

/* For a name that has no SPF record (any more): the provider's name that differs by "_" alone and has one. False for none. */
bool provider_live_include(const struct dns_name *dead, struct dns_name *ret_live);

/* The next word of a list: sets *ret_word, and *list to the rest. False at the end, or for NULL. */
bool provider_next_word(const char **list, struct slice *ret_word);

#endif
