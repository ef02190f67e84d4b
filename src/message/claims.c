/*
 * What receivers said of the message: all its Authentication-Results fields (RFC 8601), and which of them are the receiver's own.
 *
 * Servers add fields at the top, so those above the Received field of the delivery are the receiver's. Gmail, Postfix and Exim
 * write them below their own Received field: there, above the next one, a field is the receiver's if it has the receiver's
 * authserv-id, which the receiver has to remove from mail that comes in (section 5), unless it tells again what a field above the
 * delivery tells. All others are of earlier servers, or the sender's invention.
 */
#include "message/parts.h"

#include "mail/received.h"

/* "mx.example.net" and "mail.example.net" are of one organization; names that are no domain names are compared as they are. */
static bool of_one_organization(const struct suffix_list *suffixes, struct slice a, struct slice b)
{
	struct dns_name first, second;

	if (!a.len || !b.len || slice_equal_nocase(a, b))
		return a.len == b.len;
	return organization_of(suffixes, a, &first) && organization_of(suffixes, b, &second) &&
	       dns_name_equal(&first, &second);
}

/* Where the header is read: what is known of the receiver so far. */
struct place {
	struct slice
		edge;	 /* the Received field by which the receiver took the message; empty when not known */
	bool below;	 /* that field has passed */
	bool adjacent;	 /* and no other one since */
	struct slice by; /* the name of the server that wrote it */
	struct slice recipient; /* and for whom */
	struct slice top;	/* without an edge: the authserv-id of the topmost field */
	bool has_top, top_is_of_others;
};

/* The delivery, also where its client is not told. */
static struct slice edge_of(const struct message *message)
{
	const struct path *path = message->path;
	bool ends = path->end == PATH_END_DELIVERY || path->end == PATH_END_UNTOLD ||
		    path->end == PATH_END_HIDDEN;

	if (message->delivery.len || !ends || path->last >= path->hops.list.count)
		return message->delivery;
	return path->hops.list.at[path->last].field;
}

/*
 * The server that wrote the Received field, by its whole name, its first label or its organization; where it writes a name without
 * a domain, that of its recipient. Below the next Received field the client wrote all that is there.
 */
static bool is_of_server(
	const struct suffix_list *suffixes, const struct place *place, struct slice authserv_id)
{
	bool by_is_bare = slice_find(place->by, '.', 0) < 0;

	if (!place->adjacent || !authserv_id.len)
		return false;
	return of_one_organization(suffixes, authserv_id, place->by) ||
	       (place->by.len > authserv_id.len && place->by.at[authserv_id.len] == '.' &&
		       slice_equal_nocase(authserv_id, slice_part(place->by, 0, authserv_id.len))) ||
	       (by_is_bare &&
		       of_one_organization(suffixes, authserv_id, slice_after_last(place->recipient, '@')));
}

enum { REPEATED_MOST = 100 }; /* claims that a field is compared with */

/* A method that the receiver has told above the delivery is not told again below it. */
static bool repeats(const struct message *message, const struct place *place,
	const struct authentication_results *results)
{
	for (size_t i = 0; i < message->claims.count && i < REPEATED_MOST; i++)
		for (size_t k = 0; k < results->list.count; k++)
			if (message->claims.at[i].own && message->claims.at[i].field.at < place->edge.at &&
				slice_equal_nocase(
					message->claims.at[i].said->method, results->list.at[k].method))
				return true;
	return false;
}

/* Without an edge the topmost field is the receiver's, unless the Received field above it is of a server of others. */
static bool is_of_top(const struct suffix_list *suffixes, struct place *place, struct slice authserv_id)
{
	struct dns_name server;

	if (!place->has_top) {
		place->has_top = true;
		place->top = authserv_id;
		place->top_is_of_others = authserv_id.len && organization_of(suffixes, place->by, &server) &&
					  !of_one_organization(suffixes, authserv_id, place->by);
	}
	return !place->top_is_of_others && of_one_organization(suffixes, authserv_id, place->top);
}

static bool is_own(const struct suffix_list *suffixes, const struct message *message, struct place *place,
	const struct authentication_results *results)
{
	if (place->below)
		return is_of_server(suffixes, place, results->authserv_id) &&
		       !repeats(message, place, results);
	return place->edge.len || is_of_top(suffixes, place, results->authserv_id);
}

static void add_claims(struct arena *arena, struct message *message, const struct mail_field *field,
	const struct authentication_results *results, bool own)
{
	const char *authserv_id = results->authserv_id.len ? (const char *)results->authserv_id.at : NULL;

	if (own && !message->receiver)
		message->receiver = authserv_id ? authserv_id : "the receiver";
	for (size_t i = 0; i < results->list.count; i++) {
		struct message_claim *claim = arena_append(arena, &message->claims);

		*claim = (struct message_claim){ .method = (const char *)results->list.at[i].method.at,
			.result = (const char *)results->list.at[i].result.at,
			.authserv_id = authserv_id,
			.own = own,
			.said = &results->list.at[i],
			.field = field->whole };
		claim->meaning = claim_meaning_of(claim->said, &claim->explanation);
	}
}

void message_read_claims(struct arena *arena, struct message *message, const struct suffix_list *suffixes)
{
	struct place place = { .edge = edge_of(message) };
	struct mail_field field;

	for (size_t at = 0; mail_next_field(message->header, &at, &field);) {
		message->arc_sets += slice_is_nocase(field.name, "ARC-Seal");
		if (slice_is_nocase(field.name, "Received")) {
			place.adjacent = field.whole.at == place.edge.at;
			place.below = place.below || place.adjacent;
			if (place.adjacent || !place.edge.len) {
				const struct received received =
					received_read(mail_unfold(arena, field.body));

				place.by = received.by;
				place.recipient = received.recipient;
			}
		}
		if (slice_is_nocase(field.name, "Authentication-Results")) {
			const struct authentication_results *results =
				authentication_results_parse(arena, field.body);

			add_claims(
				arena, message, &field, results, is_own(suffixes, message, &place, results));
		}
	}
}
