/* Decides for each hop, from the top, whether its client is within the receiver's organization; ends at the first that is not. */
#include "message/path_walk.h"

#include "base/ascii.h"
#include "dns/special_address.h"

bool path_host_is_of(const struct path_walk *walk, const struct organizations *set, struct slice host)
{
	struct dns_name organization;

	return organization_of(walk->suffixes, host, &organization) && organizations_have(set, &organization);
}

bool path_is_private(const struct dns_address *address)
{
	return private_network_of(address, host_prefix(address));
}

static bool is_receivers(const struct path_walk *walk, struct slice host)
{
	return path_host_is_of(walk, &walk->receivers, host);
}

static bool is_qualified(const struct path_walk *walk, struct slice host)
{
	struct dns_name organization;

	return organization_of(walk->suffixes, host, &organization);
}

/* A server whose name is the receiver's, or tells nothing: localhost, an address, none. */
static bool may_be_receivers(const struct path_walk *walk, const struct received *received)
{
	return received && (!is_qualified(walk, received->by) || is_receivers(walk, received->by));
}

static const struct received *next_of(const struct path_walk *walk, size_t hop)
{
	return hop + 1 < walk->hops->list.count ? &walk->hops->list.at[hop + 1].received : NULL;
}

static bool is_loopback(const struct dns_address *address)
{
	static const struct dns_address ip4 = { false, { 127 } }, ip6 = { true, { [15] = 1 } };

	return dns_address_is_within(address, &ip4, 8) || dns_address_is_within(address, &ip6, 128);
}

/* A name that a provider makes of the address, such as dsl-192-0-2-10.example.net: a customer's host. */
static bool is_generic_name(struct slice name, const struct dns_address *address)
{
	unsigned seen = 0, number = 0;
	bool in_number = false;

	if (address->is_ip6)
		return false;
	for (size_t i = 0; i <= name.len; i++) {
		bool digit = i < name.len && ascii_is_digit(name.at[i]);

		if (digit)
			number = (number * 10 + name.at[i] - '0') % 100000;
		else if (in_number)
			for (unsigned octet = 0; octet < 4; octet++)
				seen |= number == address->bytes[octet] ? 1U << octet : 0;
		number = digit ? number : 0;
		in_number = digit;
	}
	return (seen & 12) == 12; /* the last two octets */
}

/* A client with a public address that is a server of the receiver all the same. HELO alone proves nothing: anybody can say it. */
static bool is_inside(
	const struct path_walk *walk, const struct received *received, const struct received *next)
{
	bool name_is =
		received->name.len && !received->name_may_be_forged && is_receivers(walk, received->name);
	bool helo_is = is_receivers(walk, received->helo), helo_tells = is_qualified(walk, received->helo);
	bool next_is = next && is_receivers(walk, next->by);

	if (!next) /* the message may come from there, unless it is a host that only passes messages on */
		return host_is_internal(received->helo) && helo_is;
	if (name_is && path_host_is_of(walk, &walk->senders, received->name))
		return next_is;
	if (name_is && helo_is)
		return may_be_receivers(walk, next) || !is_generic_name(received->name, &received->address);
	if (name_is)
		return helo_tells ? next_is : may_be_receivers(walk, next);
	if (received->name_is_unknown || (received->name.len && is_qualified(walk, received->name)))
		return helo_is && slice_equal_nocase(received->helo, next->by) &&
		       !slice_equal_nocase(received->helo, received->by);
	return next_is && (helo_is || !helo_tells);
}

static bool starts_protocol(const struct received *received, const char *protocol)
{
	return slice_starts_nocase(received->with, protocol);
}

/* A message that a program of its author hands over: with a log-in, by the web, or from the store of a mail server. */
static bool is_handed_in(const struct received *received)
{
	return received->authenticated || starts_protocol(received, "HTTP") ||
	       starts_protocol(received, "mapi");
}

/* Servers of the receiver log in at each other too; then the field below is of a server of the receiver. */
static bool is_handed_in_by_server(
	const struct path_walk *walk, const struct received *received, const struct received *next)
{
	return may_be_receivers(walk, next) &&
	       (!received->has_address || path_is_private(&received->address) ||
		       is_receivers(walk, received->helo) || is_receivers(walk, received->name));
}

/* Border servers take mail from outside only, also from servers of the same service. */
static bool is_border(const struct received *received)
{
	return host_is_border(received->by) || host_is_outbound(received->helo) ||
	       host_is_outbound(received->name);
}

/* A private address: the sender's server, whose address something hides, or one of the receiver. */
static enum path_end read_private_hop(struct path_walk *walk, size_t hop)
{
	const struct received *received = &walk->hops->list.at[hop].received;
	bool loopback = is_loopback(&received->address);

	if (loopback || is_receivers(walk, received->helo) || is_receivers(walk, received->name))
		return PATH_END_NONE;
	if (path_host_is_of(walk, &walk->senders, received->helo) ||
		path_host_is_of(walk, &walk->senders, received->name))
		return PATH_END_HIDDEN;
	if (!walk->doubtful && is_qualified(walk, received->helo) &&
		!path_host_is_of(walk, &walk->recipients, received->helo)) {
		walk->doubtful = true;
		walk->hidden = hop;
	}
	return PATH_END_NONE;
}

/* A client whose name is the one that it says, and none that a provider made: a server, of somebody else. */
static bool is_mail_server(const struct path_walk *walk, const struct received *received)
{
	return is_qualified(walk, received->name) && slice_equal_nocase(received->name, received->helo) &&
	       !path_host_is_of(walk, &walk->senders, received->name) &&
	       !is_generic_name(received->name, &received->address);
}

/* The sender's server takes a message for somebody else: a copy that was kept or returned on the sender's side. */
static bool is_relay(const struct path_walk *walk, const struct received *received)
{
	ptrdiff_t at = slice_find(received->recipient, '@', 0);
	struct dns_name by, recipient;

	return !walk->delivered && at >= 0 && !is_mail_server(walk, received) &&
	       organization_of(walk->suffixes, received->by, &by) &&
	       organizations_have(&walk->senders, &by) && !organization_is_service(&by) &&
	       organization_of(walk->suffixes,
		       slice_part(received->recipient, (size_t)at + 1, received->recipient.len),
		       &recipient) &&
	       !dns_name_equal(&by, &recipient);
}

static enum path_end read_public_hop(struct path_walk *walk, size_t hop)
{
	const struct received *received = &walk->hops->list.at[hop].received;

	if (!is_border(received) && is_inside(walk, received, next_of(walk, hop)))
		return PATH_END_NONE;
	return is_relay(walk, received) ? PATH_END_RELAY : PATH_END_DELIVERY;
}

/* What the hop is, and whether the walk ends there. */
static enum path_end read_hop(struct path_walk *walk, size_t hop, enum path_kind *ret_kind)
{
	const struct received *received = &walk->hops->list.at[hop].received, *next = next_of(walk, hop);
	enum path_end end = PATH_END_NONE;

	*ret_kind = PATH_INTERNAL;
	if (received->retrieved) {
		*ret_kind = PATH_RETRIEVAL;
	} else if (is_handed_in(received)) {
		if (!is_handed_in_by_server(walk, received, next))
			end = PATH_END_SUBMISSION;
	} else if (received->local) {
		*ret_kind = PATH_LOCAL;
	} else if (!received->has_address) {
		if (is_qualified(walk, received->helo) && !is_receivers(walk, received->helo))
			end = PATH_END_UNTOLD;
	} else if (path_is_private(&received->address)) {
		end = read_private_hop(walk, hop);
	} else {
		end = read_public_hop(walk, hop);
	}
	if (end == PATH_END_SUBMISSION || end == PATH_END_RELAY)
		*ret_kind = PATH_SUBMISSION;
	else if (end != PATH_END_NONE)
		*ret_kind = PATH_DELIVERY;
	return end;
}

void path_walk(struct path_walk *walk, size_t first)
{
	walk->end = PATH_END_NONE;
	walk->last = walk->hops->list.count;
	for (size_t i = first; i < walk->hops->list.count; i++) {
		struct dns_name by;

		/* The client of the hop above is the receiver's, and this is its own field. */
		if (organization_of(walk->suffixes, walk->hops->list.at[i].received.by, &by))
			organizations_add(walk->arena, &walk->receivers, &by);
		walk->end = read_hop(walk, i, &walk->hops->list.at[i].kind);
		if (walk->end != PATH_END_NONE) {
			walk->last = i;
			return;
		}
	}
}
