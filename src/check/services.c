/* Names tell which services may be in use, and SPF itself proves that an include of one authorizes an address. */
#include "check/services.h"

#include "spf/check_host.h"
#include "text/problem.h"

static void add(struct services *services, const struct provider *provider)
{
	if (!provider || !provider->includes || provider->spf >= PROVIDER_SPF_DEAD ||
		services->count == SERVICES_MOST)
		return;
	for (size_t i = 0; i < services->count; i++)
		if (services->at[i] == provider)
			return;
	services->at[services->count++] = provider;
}

void services_find(const struct domain *domain, const struct sender *sender, struct services *ret)
{
	ret->count = 0;
	for (size_t i = 0; sender && i < sender->names.count; i++)
		add(ret, provider_of_host(&sender->names.at[i].name));
	for (size_t i = 0; i < domain->mx.count; i++)
		add(ret, provider_of_exchange(&domain->mx.at[i].mx->exchange));
	for (size_t i = 0; i < domain->selectors.count; i++)
		if (domain->selectors.at[i].reply && domain->selectors.at[i].reply->aliases.count)
			add(ret, provider_of_key(dns_reply_owner(domain->selectors.at[i].reply)));
}

/* Does the record of a service's name let the address pass? Then an include of it matches (RFC 7208 section 5.2). */
static bool authorizes(
	struct arena *arena, const struct domain *domain, const struct sender *sender, struct slice name)
{
	struct spf_request request = { .ip = sender->address, .domain = name, .sender = name, .helo = name };

	return spf_check_host(arena, domain->view, &request)->result == SPF_PASS;
}

const char *service_include_for(struct arena *arena, const struct domain *domain, const struct sender *sender,
	const struct provider **ret_service)
{
	struct services services;

	services_find(domain, sender, &services);
	for (size_t i = 0; i < services.count; i++) {
		const char *includes = services.at[i]->includes;
		struct slice name;

		while (provider_next_word(&includes, &name)) {
			if (!authorizes(arena, domain, sender, name))
				continue;
			*ret_service = services.at[i];
			return (const char *)arena_copy(arena, name).at;
		}
	}
	return NULL;
}

const char *spf_with_include(struct arena *arena, const struct spf_record *record,
	const struct spf_term *decided, const char *include)
{
	const struct spf_term *before = decided;
	struct problem mend = { 0 };
	uint32_t offset;

	if (!record)
		return arena_printf(arena, "v=spf1 include:%s ~all", include);
	if (!before)
		before = record->all ? record->all : spf_find_term(record, SPF_TERM_REDIRECT);
	offset = before ? before->span.first : (uint32_t)record->text.len;
	mend.replaced = (struct span){ offset, offset };
	mend.replacement = arena_printf(arena, before ? "include:%s " : " include:%s", include);
	return problem_mend(arena, &mend, record->text);
}
