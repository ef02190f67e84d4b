/* Compares the client with the domain in From: PTR name as its server saw it, HELO and its addresses, SPF of the domain. */
#include "message/source.h"

#include "base/escape.h"
#include "dns/special_address.h"
#include "mail/providers.h"
#include "message/traces.h"

static const struct received *delivery_of(const struct message *message)
{
	for (size_t i = 0; i < message->path->hops.list.count && message->delivery.len; i++)
		if (message->path->hops.list.at[i].field.at == message->delivery.at)
			return &message->path->hops.list.at[i].received;
	return NULL;
}

/* True when the HELO name has the client's address. */
static bool helo_leads_to(
	struct facts_view *view, const struct message *message, const struct dns_address *ip)
{
	static const uint16_t types[] = { DNS_TYPE_A, DNS_TYPE_AAAA };
	struct dns_name name;

	if (dns_name_from_unicode(slice_of(message->helo), &name) != DNS_NAME_OK)
		return false;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		const struct dns_reply *reply = facts_get(view, &name, types[i]);

		for (size_t k = 0; k < reply->records.count; k++)
			if (dns_address_is_within(ip, &reply->records.at[k].data.address, host_prefix(ip)))
				return true;
	}
	return false;
}

enum { HOPS_BELOW_MOST = 5 }; /* below the delivery that are looked at */

static enum spf_result check_spf(struct arena *arena, struct facts_view *view, struct message *message,
	const char *domain, const struct dns_address *ip)
{
	const struct spf_request request = { .ip = *ip,
		.domain = slice_of(domain),
		.sender = slice_of(arena_printf(arena, "postmaster@%s", domain)),
		.helo = slice_of(message->helo ? message->helo : domain) };
	const struct spf_evaluation *spf = spf_check_host(arena, view, &request);

	message->pending = message->pending || spf->pending;
	return spf->result;
}

/* SPF for the From domain, or its organizational domain, in MAIL FROM: pass, temperror, or anything else. */
static enum spf_result check_domain(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, struct message *message, const struct dns_address *ip)
{
	struct dns_name organization = suffix_list_organizational_domain(suffixes, &message->from_domain);
	enum spf_result result =
		check_spf(arena, view, message, dns_name_text(arena, &message->from_domain), ip);

	if (result == SPF_PASS || result == SPF_TEMPERROR)
		return result;
	return check_spf(arena, view, message, dns_name_text(arena, &organization), ip);
}

static bool is_of_gateway(const struct suffix_list *suffixes, struct slice host)
{
	struct dns_name organization;

	return organization_of(suffixes, host, &organization) && organization_is_gateway(&organization);
}

/* The name of the client that the server found, else HELO. */
static struct slice name_of_client(const struct message *message)
{
	const struct received *delivery = delivery_of(message);

	if (delivery && delivery->name.len && !delivery->name_may_be_forged)
		return delivery->name;
	return message->helo ? slice_of(message->helo) : (struct slice){ 0 };
}

/* Who gave the message to the server's organization, by its own Received fields, when SPF passes for that address. */
static const char *client_of_server(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, struct message *message, struct slice server)
{
	struct dns_name own, by, from;
	size_t left = HOPS_BELOW_MOST;

	if (!message->delivery.len || !organization_of(suffixes, server, &own))
		return NULL;
	for (size_t i = 0; i < message->path->hops.list.count && left; i++) {
		const struct path_hop *hop = &message->path->hops.list.at[i];
		const struct received *received = &hop->received;

		if (hop->field.at > message->delivery.at && left-- && received->has_address &&
			!received->authenticated && organization_of(suffixes, received->by, &by) &&
			dns_name_equal(&by, &own) &&
			!(organization_of(
				  suffixes, received->name.len ? received->name : received->helo, &from) &&
				dns_name_equal(&from, &own)) &&
			check_domain(arena, view, suffixes, message, &received->address) == SPF_PASS)
			return dns_address_text(arena, &received->address);
	}
	return NULL;
}

const char *message_client_of_gateway(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, struct message *message)
{
	struct slice server = name_of_client(message);

	return is_of_gateway(suffixes, server) ? client_of_server(arena, view, suffixes, message, server)
					       : NULL;
}

const char *message_client_of_relay(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, struct message *message)
{
	const struct received *delivery = delivery_of(message);

	return delivery && !delivery->name_may_be_forged
		       ? client_of_server(arena, view, suffixes, message, delivery->name)
		       : NULL;
}

/* Services by the names of their hosts, and by what their customers publish. */
static bool is_service(const struct suffix_list *suffixes, struct slice host)
{
	struct dns_name name;

	if (dns_name_from_unicode(host, &name) != DNS_NAME_OK)
		return false;
	if (provider_of_include(&name) || provider_of_key(&name))
		return true;
	return organization_of(suffixes, host, &name) && organization_is_service(&name);
}

enum message_source message_source_of(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, struct message *message)
{
	const struct received *delivery = delivery_of(message);
	struct slice helo = message->helo ? slice_of(message->helo) : (struct slice){ 0 },
		     name = delivery && !delivery->name_may_be_forged ? delivery->name : (struct slice){ 0 };
	enum spf_result spf;
	struct dns_address ip;
	bool claims = helo.len && message_is_of_from(message, suffixes, helo);

	if (!message->ip || !dns_address_from_text(slice_of(message->ip), &ip))
		return SOURCE_UNKNOWN;
	if (name.len && message_is_of_from(message, suffixes, name))
		return SOURCE_RELATED;
	spf = check_domain(arena, view, suffixes, message, &ip);
	if (spf == SPF_PASS || (claims && helo_leads_to(view, message, &ip)))
		return SOURCE_RELATED;
	if (claims)
		return SOURCE_CLAIMS;
	if (spf == SPF_TEMPERROR || (!name.len && !helo.len))
		return SOURCE_UNKNOWN;

	if (is_of_gateway(suffixes, name.len ? name : helo))
		return SOURCE_GATEWAY;
	return is_service(suffixes, name.len ? name : helo) ? SOURCE_SERVICE : SOURCE_UNRELATED;
}

const char *message_client(struct arena *arena, const struct message *message)
{
	const struct received *delivery = delivery_of(message);

	if (!message->ip || !delivery || !delivery->name.len || delivery->name_may_be_forged)
		return message->ip;
	return arena_printf(arena, "%s (%s)", message->ip, escape_copy(arena, delivery->name));
}
