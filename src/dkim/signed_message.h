/*
 * What a message's signatures are made over (RFC 6376 section 3.7): its fields are found once, and its body is hashed once for each
 * canonicalization and length, for all signatures of whatever kind.
 */
#ifndef MAILAUTH_DKIM_SIGNED_MESSAGE_H
#define MAILAUTH_DKIM_SIGNED_MESSAGE_H

#include "dkim/canonical.h"
#include "dkim/key.h"

/* The hash of a body in one form. */
struct signed_body {
	struct slice body; /* as it lies in the file */
	struct body_form form;
	size_t length;	 /* of the canonical form, or at least the limit */
	bool has_quoted; /* it has lines that mbox may have quoted */
	uint8_t hash[DIGEST_SIZE];
};

/* Hashes that were made, kept for a message that is authenticated several times; begins zeroed. */
enum { SIGNED_BODIES_MOST = 128 };

struct signed_bodies {
	struct signed_body list[SIGNED_BODIES_MOST];
	size_t count;
};

struct signed_message {
	struct arena *arena;
	struct slice header, body;
	const struct text *source; /* the file that the body lies in, or NULL */
	const char *lacking; /* why the body is not the one that was sent; NULL when nothing tells of it */
	bool is_header;	     /* a header alone, as programs show it: its lines may be folded in another way */
	ARENA_LIST(struct mail_field) fields;
	struct signed_bodies *bodies;
};

/* Fields of one header that are looked at, and names in one h=. */
enum { SIGNED_FIELDS_MOST = 5000, SIGNED_NAMES_MOST = 1000 };

/*
 * Finds the fields; the slices and the source outlive the result, which the arena owns. `bodies` keeps the hashes; NULL when
 * nobody needs them after the arena.
 */
struct signed_message *signed_message_read(struct arena *arena, struct slice header, struct slice body,
	const struct text *source, struct signed_bodies *bodies);

/*
 * True when the body's first `limit` octets have this hash, as they are or without the ">" that mbox puts before "From " at the
 * start of a line (RFC 4155 appendix A).
 */
bool signed_message_has_body(struct signed_message *message, bool relaxed, size_t limit, struct slice hash);

/* The hash of the body's first `limit` octets (SIZE_MAX for all). */
const struct signed_body *signed_message_body(struct signed_message *message, bool relaxed, size_t limit);

/*
 * Appends the fields that h= names, canonical: each name takes the lowest field of that name that is not taken yet
 * (section 5.4.2); a name without a field adds nothing.
 */
void signed_message_add_fields(
	struct bytes *out, const struct signed_message *message, struct slice names, bool relaxed);

/* Appends the signature's own field with an empty b= and without its line end. Nothing for a field without b=. */
void signed_message_add_own(
	struct bytes *out, struct arena *arena, const struct mail_field *field, bool relaxed);

/* True when the signature, decoded, is of data with this SHA-256 digest and by this key. */
bool signed_hash_matches(const struct dkim_key *key, const uint8_t hash[DIGEST_SIZE], struct slice signature);

#endif
