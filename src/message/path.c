/*
 * Which client delivered the message, by the evidence of the header: what the receiver's own fields state, then the hop at which
 * the walk over the Received fields ended. A server that filters mail for others is the sender's or the receiver's: its own fields
 * may tell, else both readings stay.
 */
#include "message/path.h"

#include "base/escape.h"
#include "dns/special_address.h"
#include "mail/address_list.h"
#include "mail/message.h"
#include "message/path_walk.h"

static bool same_address(const struct dns_address *a, const struct dns_address *b)
{
	return a->is_ip6 == b->is_ip6 && dns_address_is_within(a, b, host_prefix(b));
}

static void read_hops(struct arena *arena, struct slice header, struct path *path)
{
	struct mail_field field;

	for (size_t at = 0; path->hops.list.count < PATH_HOPS_MOST && mail_next_field(header, &at, &field);)
		if (slice_is_nocase(field.name, "Received"))
			*arena_append(arena, &path->hops.list) = (struct path_hop){ .field = field.whole,
				.received = received_read(mail_unfold(arena, field.body)) };
}

static void add_domain_of(struct path_walk *walk, struct organizations *set, struct slice address)
{
	struct dns_name organization;

	address = slice_after_last(address, '@');
	while (address.len && (address.at[address.len - 1] == '>' || address.at[address.len - 1] == ' '))
		address.len--;
	if (organization_of(walk->suffixes, address, &organization))
		organizations_add(walk->arena, set, &organization);
}

/* The receiver's side gets a domain, unless it is the sender's too: then it tells nothing. */
static void add_receiver(struct path_walk *walk, struct slice address)
{
	struct organizations own = { 0 };

	add_domain_of(walk, &own, address);
	if (own.list.count && !organizations_have(&walk->senders, &own.list.at[0]))
		organizations_add(walk->arena, &walk->receivers, &own.list.at[0]);
}

/* A server that takes a message for its own organization is no relay of the sender. */
static void read_top_recipient(struct path_walk *walk, const struct received *top)
{
	struct organizations own = { 0 };

	add_domain_of(walk, &own, top->recipient);
	if (own.list.count && path_host_is_of(walk, &own, top->by))
		walk->delivered = true;
	add_receiver(walk, top->recipient);
}

/* Fields that a mailbox writes above the first Received field, and that field's own recipient. */
static void read_mailbox_fields(struct path_walk *walk, const struct path_request *request)
{
	static const char *const names[] = { "Delivered-To", "X-Original-To", "Envelope-To",
		"X-Delivered-To" };
	bool above = true;
	size_t read = 0;
	struct mail_field field;

	for (size_t at = 0; mail_next_field(request->header, &at, &field);) {
		above = above && !slice_is_nocase(field.name, "Received");
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			if (slice_is_nocase(field.name, names[i])) {
				walk->delivered = true;
				if (above && read++ < PATH_HOPS_MOST)
					add_receiver(walk, mail_unfold(walk->arena, field.body));
			}
	}
	if (walk->hops->list.count)
		read_top_recipient(walk, &walk->hops->list.at[0].received);
}

static void read_sides(struct path_walk *walk, const struct path_request *request)
{
	static const char *const names[] = { "To", "Cc" };
	if (request->from_domain)
		add_domain_of(
			walk, &walk->senders, slice_of(dns_name_text(walk->arena, request->from_domain)));
	add_domain_of(walk, &walk->senders, request->return_path);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct mail_addresses *addresses = mail_addresses_read(
			walk->arena, mail_field_text(walk->arena, request->header, names[i]));

		for (size_t k = 0; k < addresses->list.count && k < PATH_HOPS_MOST; k++)
			add_domain_of(walk, &walk->recipients, addresses->list.at[k].domain);
	}
	read_mailbox_fields(walk, request);
}

/* The hop whose client has the address; the number of hops when none has it. */
static size_t hop_of(const struct path *path, const struct dns_address *address)
{
	size_t i;

	for (i = 0; i < path->hops.list.count; i++)
		if (path->hops.list.at[i].received.has_address &&
			same_address(&path->hops.list.at[i].received.address, address))
			break;
	return i;
}

/* Where the fields that the receiver wrote end: at the hop, or at the end of the header. */
static const uint8_t *boundary_of(const struct path *path, struct slice header, size_t hop)
{
	/* Of an empty file there is no address to add to. */
	return hop < path->hops.list.count ? path->hops.list.at[hop].field.at
					   : slice_part(header, header.len, header.len).at;
}

/* The last statement above the boundary about a client that is no server of the receiver; Received-SPF before others. */
static const struct statement *find_statement(const struct path *path, const struct statements *statements,
	const uint8_t *boundary, bool also_internal)
{
	const struct statement *found = NULL;

	for (size_t i = 0; i < statements->list.count; i++) {
		const struct statement *statement = &statements->list.at[i];
		size_t hop;

		if (statement->field.at >= boundary || !statement->has_address ||
			path_is_private(&statement->address) ||
			statement->kind > STATEMENT_AUTHENTICATION_RESULTS ||
			(found && found->kind < statement->kind))
			continue;
		hop = hop_of(path, &statement->address);
		if (also_internal || hop >= path->last)
			found = statement;
	}
	return found;
}

/* What Exchange Online states of its client, or of the one before the servers that it looks through: an address of a hop. */
static const struct statement *find_exchange_statement(
	const struct path_walk *walk, const struct path *path, const struct statements *statements)
{
	const struct statement *found = NULL;

	if (!path_host_is_of(walk, &walk->receivers, slice_of("outlook.com")))
		return NULL;
	for (size_t i = 0; i < statements->list.count; i++) {
		const struct statement *statement = &statements->list.at[i];

		if (statement->kind >= STATEMENT_EXCHANGE && statement->has_address &&
			!path_is_private(&statement->address) &&
			hop_of(path, &statement->address) < walk->hops->list.count &&
			(!found || found->kind < statement->kind))
			found = statement;
	}
	return found;
}

static const char *host_text(struct arena *arena, struct slice host)
{
	return host.len ? escape_copy(arena, host) : "the server";
}

static struct path_reading reading_of_hop(struct arena *arena, const struct path *path, size_t hop)
{
	const struct received *received = &path->hops.list.at[hop].received;
	const char *above = "";

	if (hop == 1)
		above = "; the Received field above it is internal to the receiver";
	else if (hop)
		above = "; the Received fields above it are internal to the receiver";
	return (struct path_reading){ .address = received->address,
		.source = "Received",
		.field = path->hops.list.at[hop].field,
		.why = arena_printf(
			arena, "%s received the message from it%s", host_text(arena, received->by), above) };
}

static struct path_reading reading_of_statement(
	struct arena *arena, const struct path *path, const struct statement *statement)
{
	size_t hop = hop_of(path, &statement->address);

	return (struct path_reading){ .address = statement->address,
		.source = statement->field_name,
		.field = hop < path->hops.list.count ? path->hops.list.at[hop].field : (struct slice){ 0 },
		.why = arena_printf(arena, "the receiver's own %s field names it", statement->field_name) };
}

/* The server that wrote the Received field made the statement, too. */
static bool is_of_server(
	const struct path_walk *walk, const struct statement *statement, const struct received *received)
{
	struct dns_name by, server;

	return organization_of(walk->suffixes, received->by, &by) &&
	       organization_of(walk->suffixes, statement->server, &server) && dns_name_equal(&by, &server);
}

/* HELO and MAIL FROM of a reading: of statements about the same client, as far down as the next Received field, and of its hop. */
static void complete_reading(const struct path_walk *walk, const struct path *path,
	const struct statements *statements, struct slice header, struct path_reading *reading)
{
	size_t hop = 0;
	const struct received *received;

	while (hop < path->hops.list.count && path->hops.list.at[hop].field.at != reading->field.at)
		hop++;
	received = hop < path->hops.list.count ? &path->hops.list.at[hop].received : NULL;
	if (received)
		reading->helo = received->helo;
	for (size_t i = 0; i < statements->list.count; i++) {
		const struct statement *statement = &statements->list.at[i];
		bool about_it = statement->has_address
					? same_address(&statement->address, &reading->address)
					: statement->field.at < boundary_of(path, header, hop) ||
						  (received && is_of_server(walk, statement, received));

		if (!about_it || statement->field.at >= boundary_of(path, header, hop + 1))
			continue;
		if (!reading->helo.len)
			reading->helo = statement->helo;
		if (statement->has_sender &&
			(!reading->has_sender || statement->kind == STATEMENT_RECEIVED_SPF)) {
			reading->has_sender = true;
			reading->sender = statement->sender;
			reading->sender_source = statement->field_name;
		}
	}
	if (received && received->has_sender &&
		(!reading->has_sender || reading->sender_source[0] == 'A')) { /* of Authentication-Results */
		reading->has_sender = true;
		reading->sender = received->sender;
		reading->sender_source = "Received";
	}
}

/*
 * The gateway by which the message was delivered: one of a service, or of a recipient. The name in HELO is the client's word; it
 * counts where the server writes no other, as Exchange. False for any other server.
 */
static bool find_gateway(
	const struct path_walk *walk, const struct received *received, struct dns_name *ret_gateway)
{
	bool tells_names = received->name.len || received->name_is_unknown;

	return organization_of(walk->suffixes, tells_names ? received->name : received->helo, ret_gateway) &&
	       !organizations_have(&walk->senders, ret_gateway) &&
	       (organization_is_gateway(ret_gateway) || organizations_have(&walk->recipients, ret_gateway));
}

enum gateway_side { GATEWAY_UNKNOWN, GATEWAY_OF_SENDER, GATEWAY_OF_RECEIVER };

/* Fields that the gateway wrote: above its own Received field, or below it with its name. */
static bool is_of_gateway(const struct path_walk *walk, const struct path *path, size_t hop, size_t inner,
	const struct dns_name *gateway, const struct statement *statement)
{
	struct dns_name server;

	if (statement->field.at <= path->hops.list.at[hop].field.at)
		return false;
	if (statement->field.at < path->hops.list.at[inner].field.at)
		return true;
	return (inner + 1 == path->hops.list.count ||
		       statement->field.at < path->hops.list.at[inner + 1].field.at) &&
	       organization_of(walk->suffixes, statement->server, &server) &&
	       dns_name_equal(&server, gateway);
}

/* A gateway authenticates what comes in for its customers; they log in, or have addresses that it knows, to send. */
static enum gateway_side side_of_gateway(const struct path_walk *walk, const struct path *path,
	const struct statements *statements, size_t hop, size_t inner, const struct dns_name *gateway)
{
	const struct received *from = &path->hops.list.at[inner].received;
	enum gateway_side side = GATEWAY_UNKNOWN;

	for (size_t i = 0; i < statements->list.count; i++) {
		const struct statement *statement = &statements->list.at[i];

		if (!is_of_gateway(walk, path, hop, inner, gateway, statement))
			continue;
		if (statement->is_login)
			return GATEWAY_OF_SENDER;
		if (statement->has_spf &&
			(!statement->has_address || same_address(&statement->address, &from->address)))
			side = GATEWAY_OF_RECEIVER;
	}
	return side;
}

static void forget_kinds(struct path *path, size_t first)
{
	for (size_t i = first; i < path->hops.list.count; i++)
		path->hops.list.at[i].kind = PATH_EARLIER;
}

/* The client of a gateway of the receiver may be who delivered the message. */
static void look_through_gateway(
	struct path_walk *walk, struct path *path, const struct statements *statements, bool is_stated)
{
	struct path_walk inner = *walk;
	struct dns_name gateway;
	const size_t hop = path->last;
	const struct received *received = &path->hops.list.at[hop].received;
	const struct statement *exchange = find_exchange_statement(walk, path, statements);
	enum gateway_side side;

	if (hop + 1 >= path->hops.list.count || !find_gateway(walk, received, &gateway))
		return;
	organizations_add(walk->arena, &inner.receivers, &gateway);
	if (!path_host_is_of(&inner, &inner.receivers, path->hops.list.at[hop + 1].received.by))
		return;
	path_walk(&inner, hop + 1);
	side = GATEWAY_OF_SENDER;
	if (inner.end == PATH_END_DELIVERY)
		side = side_of_gateway(walk, path, statements, hop, inner.last, &gateway);
	/* The receiver has checked SPF of the gateway, unless it says that it looked through it. */
	if (side == GATEWAY_OF_RECEIVER && is_stated)
		side = GATEWAY_UNKNOWN;
	if (inner.end == PATH_END_DELIVERY && exchange &&
		same_address(&exchange->address, &path->hops.list.at[inner.last].received.address))
		side = GATEWAY_OF_RECEIVER;
	if (side == GATEWAY_OF_RECEIVER) {
		path->hops.list.at[hop].kind = PATH_INTERNAL;
		path->last = inner.last;
		path->readings[0] = reading_of_hop(walk->arena, path, inner.last);
		return;
	}
	forget_kinds(path, hop + 1);
	if (side == GATEWAY_OF_SENDER)
		return;
	path->readings[1] = reading_of_hop(walk->arena, path, inner.last);
	path->count = 2;
	path->why = arena_printf(walk->arena,
		"two readings are possible: %s is a gateway of the sender, or one of the receiver that received the message from %s",
		host_text(walk->arena, received->name.len ? received->name : received->helo),
		dns_address_text(walk->arena, &path->readings[1].address));
}

static const char *why_unknown(struct arena *arena, const struct path *path)
{
	const struct received *received =
		path->last < path->hops.list.count ? &path->hops.list.at[path->last].received : NULL;
	const char *by = received ? host_text(arena, received->by) : "";

	switch (path->end) {
	case PATH_END_UNTOLD:
		return arena_printf(arena, "the Received field of %s does not show the client address", by);
	case PATH_END_HIDDEN:
		return arena_printf(arena, "the Received field of %s shows only a private client address, %s",
			by, dns_address_text(arena, &received->address));
	case PATH_END_SUBMISSION:
		return arena_printf(arena,
			"the message was submitted to %s (%s) and not delivered to a receiver", by,
			received->with.len ? escape_copy(arena, received->with) : "with authentication");
	case PATH_END_RELAY:
		return arena_printf(arena, "%s is a server of the sender, not of a receiver", by);
	case PATH_END_NONE:
	case PATH_END_DELIVERY:
		break;
	}
	return path->hops.list.count ? "no Received field shows a delivery from one organization to another"
				     : "the header has no Received field";
}

static void take_given(struct path *path, const struct dns_address *ip)
{
	size_t hop = hop_of(path, ip);

	path->count = 1;
	path->readings[0] =
		(struct path_reading){ .address = *ip, .source = "--ip", .why = "given with --ip" };
	if (hop == path->hops.list.count && path->end == PATH_END_DELIVERY)
		hop = path->last;
	if (hop < path->hops.list.count)
		path->readings[0].field = path->hops.list.at[hop].field;
}

/* A server within the receiver's organization has checked SPF of another one there. */
static void add_reading_of_walk(struct path_walk *walk, struct path *path)
{
	path->readings[1] = reading_of_hop(walk->arena, path, path->last);
	path->count = 2;
	path->why = arena_printf(walk->arena,
		"two readings are possible: %s, or it is a server of the receiver's organization, where %s received the message from %s",
		path->readings[0].why, host_text(walk->arena, path->hops.list.at[path->last].received.by),
		dns_address_text(walk->arena, &path->readings[1].address));
}

/*
 * A message between two users of one service or organization crosses no boundary, but a border server may have taken it from one of
 * the servers by which the service sends. The number of hops when there is no such hop.
 */
static size_t find_hop_within(const struct path_walk *walk, const struct path *path)
{
	size_t found = path->hops.list.count;
	bool found_inbound = false;

	for (size_t i = 0; i < path->last; i++) {
		const struct received *received = &path->hops.list.at[i].received;
		bool inbound = host_is_inbound(received->by);
		struct dns_name by;

		if (path->hops.list.at[i].kind != PATH_INTERNAL || !received->has_address ||
			path_is_private(&received->address) || received->authenticated ||
			(found_inbound && !inbound) || !organization_of(walk->suffixes, received->by, &by) ||
			(organizations_have(&walk->senders, &by) && !walk->delivered &&
				!organization_is_service(&by)))
			continue;
		found = i;
		found_inbound = inbound;
	}
	return found;
}

/* The hop within one organization where no other one is a delivery. */
static void take_hop_within(struct path_walk *walk, struct path *path)
{
	size_t hop = find_hop_within(walk, path);

	if (hop == path->hops.list.count)
		return;
	path->readings[0] = reading_of_hop(walk->arena, path, hop);
	path->count = 1;
	path->doubtful = true;
	path->why = arena_printf(walk->arena,
		"two readings are possible: %s may have checked SPF for its client %s, or the message has never left the organization",
		host_text(walk->arena, path->hops.list.at[hop].received.by),
		dns_address_text(walk->arena, &path->readings[0].address));
}

/* The receiver's own statements first, then the hop at which the walk ended. */
static void decide(
	struct path_walk *walk, struct path *path, const struct statements *statements, struct slice header)
{
	const uint8_t *boundary = boundary_of(path, header, path->last);
	const struct statement *outer = find_statement(path, statements, boundary, false),
			       *statement = outer ? outer : find_statement(path, statements, boundary, true);
	const struct received *received =
		path->end == PATH_END_DELIVERY ? &path->hops.list.at[path->last].received : NULL;

	if (!statement && !received)
		statement = find_exchange_statement(walk, path, statements);
	path->count = statement || received;
	if (statement && (!received || !same_address(&statement->address, &received->address))) {
		path->readings[0] = reading_of_statement(walk->arena, path, statement);
		if (received && !outer)
			add_reading_of_walk(walk, path);
	} else if (received) {
		path->readings[0] = reading_of_hop(walk->arena, path, path->last);
		if (statement)
			path->readings[0].source = statement->field_name;
		look_through_gateway(walk, path, statements, statement != NULL);
		path->doubtful = walk->doubtful && !statement && path->count == 1;
	}
	if (path->doubtful)
		path->why =
			"two readings are possible: a server that received the message before the receiver's may have hidden the client address";
	if (!path->count)
		take_hop_within(walk, path);
	if (!path->count && walk->doubtful) {
		path->end = PATH_END_HIDDEN;
		path->last = walk->hidden;
	}
	if (!path->count)
		path->why = why_unknown(walk->arena, path);
}

/* The hop of the first reading is the delivery: what is above it is within the receiver's organization, and nothing below it. */
static void mark_taken(struct path *path)
{
	size_t taken = 0;

	while (taken < path->hops.list.count &&
		path->hops.list.at[taken].field.at != path->readings[0].field.at)
		taken++;
	for (size_t i = 0; taken < path->hops.list.count && i < path->hops.list.count; i++) {
		enum path_kind *kind = &path->hops.list.at[i].kind;

		path->hops.list.at[i].taken = i == taken;
		if (i == taken)
			*kind = PATH_DELIVERY;
		else if (i > taken)
			*kind = PATH_EARLIER;
		else if (*kind == PATH_EARLIER || *kind == PATH_DELIVERY || *kind == PATH_SUBMISSION)
			*kind = PATH_INTERNAL;
	}
}

struct path *path_read(struct arena *arena, const struct path_request *request)
{
	struct path *path = arena_take(arena, sizeof *path);
	struct path_walk walk = { .arena = arena, .suffixes = request->suffixes, .hops = &path->hops };
	const struct statements *statements = statements_read(arena, request->header);

	read_hops(arena, request->header, path);
	read_sides(&walk, request);
	path_walk(&walk, 0);
	path->end = walk.end;
	path->last = walk.last;
	if (request->ip)
		take_given(path, request->ip);
	else
		decide(&walk, path, statements, request->header);
	for (size_t i = 0; i < path->count; i++)
		complete_reading(&walk, path, statements, request->header, &path->readings[i]);
	if (path->count)
		mark_taken(path);
	return path;
}

void path_take_second(struct path *path)
{
	path->readings[0] = path->readings[1];
	path->count = 1;
	mark_taken(path);
}

const char *path_kind_text(enum path_kind kind)
{
	static const char *const texts[] = { [PATH_EARLIER] = "earlier",
		[PATH_DELIVERY] = "delivery",
		[PATH_INTERNAL] = "internal",
		[PATH_LOCAL] = "local",
		[PATH_RETRIEVAL] = "retrieval",
		[PATH_SUBMISSION] = "submission" };

	return texts[kind];
}
