/* Collects addresses; each once. */
#include "judge/bounce_addresses.h"

#include "dmarc/suffix_list.h"

#include <string.h>

/* Of these refusals SPF of the sender's address may be the cause. */
static bool is_of_spf(enum bounce_kind kind)
{
	return kind == BOUNCE_NO_AUTH || kind == BOUNCE_SPF || kind == BOUNCE_DMARC || kind == BOUNCE_SEVERAL;
}

/* DMARC is about the domain in From, and SPF about the one in MAIL FROM: of another organization, it says nothing for the former. */
static bool is_sent_by_others(const struct bounce *bounce, const struct suffix_list *suffixes)
{
	struct dns_name from, sender;

	if ((bounce->kind != BOUNCE_DMARC && bounce->kind != BOUNCE_ALIGNMENT) || !bounce->domain ||
		!bounce->mail_from || dns_name_from_unicode(slice_of(bounce->domain), &from) != DNS_NAME_OK ||
		dns_name_from_unicode(slice_of(bounce->mail_from), &sender) != DNS_NAME_OK)
		return false;
	from = suffix_list_organizational_domain(suffixes, &from);
	return !dns_name_is_under(&sender, &from);
}

static void add(struct bounce_addresses *addresses, const char *ip)
{
	struct dns_address address;

	if (!ip || addresses->count == BOUNCE_ADDRESSES_MOST ||
		!dns_address_from_text(slice_of(ip), &address))
		return;
	for (size_t i = 0; i < addresses->count; i++)
		if (dns_address_is_within(&addresses->at[i], &address, address.is_ip6 ? 128 : 32))
			return;
	addresses->at[addresses->count++] = address;
}

void bounce_addresses_collect(const struct bounces *bounces, const struct bounce *bounce, const char *ip,
	const struct suffix_list *suffixes, struct bounce_addresses *ret)
{
	ret->count = 0;
	if (!ip || is_sent_by_others(bounce, suffixes))
		return;
	for (size_t i = 0; i < bounces->list.count && is_of_spf(bounce->kind) && bounce->domain; i++) {
		const struct bounce *other = &bounces->list.at[i];

		if (other == bounce)
			add(ret, ip);
		else if (other->ip && other->domain && is_of_spf(other->kind) &&
			 strcmp(other->domain, bounce->domain) == 0 && !is_sent_by_others(other, suffixes))
			add(ret, other->ip);
	}
	add(ret, ip); /* the one that matters, whatever else there is */
	if (ret->count == BOUNCE_ADDRESSES_MOST)
		dns_address_from_text(slice_of(ip), &ret->at[BOUNCE_ADDRESSES_MOST - 1]);
}
