/* Finds the domain that DMARC is about in the From field (RFC 9989 section 5.3.1, RFC 7489 section 6.6.1). */
#include "message/parts.h"

#include "mail/address_list.h"

static struct mail_field find_field(struct slice header, const char *name)
{
	struct mail_field field;

	for (size_t at = 0; mail_next_field(header, &at, &field);)
		if (slice_is_nocase(field.name, name))
			return field;
	return (struct mail_field){ 0 };
}

static const char *domain_fault(const struct mail_address *address, struct dns_name *ret_name)
{
	if (address->is_literal)
		return "an IP address in brackets is not a domain name";
	if (!address->domain.len)
		return "an address without a domain";
	return dns_name_from_unicode(address->domain, ret_name) == DNS_NAME_OK ? NULL
									       : "an invalid domain name";
}

/*
 * Several addresses of one domain are one. What two readers may read in two ways is no fault while all of them find that domain, as
 * in "a@example.com <a@example.com>".
 */
static enum message_from read_domains(struct message *message, const struct mail_addresses *addresses)
{
	bool several = false;

	if (addresses->has_control)
		message->from_fault = "a control character";
	for (size_t i = 0; i < addresses->list.count && !message->from_fault; i++) {
		struct dns_name name;

		message->from_fault = domain_fault(&addresses->list.at[i], &name);
		if (message->from_fault)
			break;
		several = several || (i && !dns_name_equal(&name, &message->from_domain));
		message->from_domain = name;
	}
	if (!addresses->list.count)
		message->from_fault = addresses->fault ? addresses->fault : "no address";
	else if (several || message->from_fault)
		message->from_fault = addresses->fault ? addresses->fault : message->from_fault;
	if (message->from_fault)
		return MESSAGE_FROM_INVALID;
	return several ? MESSAGE_FROM_SEVERAL : MESSAGE_FROM_ONE;
}

void message_read_from(struct arena *arena, struct message *message)
{
	struct mail_field field = find_field(message->header, "From");
	const struct mail_addresses *addresses;

	message->from_state = MESSAGE_FROM_MISSING;
	message->from_field = field.whole;
	if (!field.whole.len)
		return;
	addresses = mail_addresses_read(arena, mail_unfold(arena, field.body));
	if (addresses->has_group && !addresses->list.count && !addresses->fault && !addresses->has_control)
		message->from_state = MESSAGE_FROM_EMPTY_GROUP;
	else
		message->from_state = read_domains(message, addresses);
	if (message->from_state == MESSAGE_FROM_ONE)
		message->from = dns_name_text(arena, &message->from_domain);
}
