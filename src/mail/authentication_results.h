/*
 * Authentication-Results fields (RFC 8601 section 2.2), and ARC-Authentication-Results, which begin with an instance (RFC 8617
 * section 4.1.1). Fields as servers write them are read too: without authserv-id, without ';' between results, with values that
 * are not quoted. Nothing is refused; what is no result is passed over.
 */
#ifndef MAILAUTH_MAIL_AUTHENTICATION_RESULTS_H
#define MAILAUTH_MAIL_AUTHENTICATION_RESULTS_H

#include "base/arena.h"
#include "base/slice.h"

/* "ptype.property=value", such as header.d=example.com; the ptype is empty in "action=none". */
struct authentication_property {
	struct slice ptype, property;
	struct slice value; /* without quotes; may be empty */
};

struct authentication_result {
	struct slice method;  /* as written, without its version */
	struct slice version; /* of the method; empty when not given */
	struct slice result;  /* the whole word */
	struct slice comment; /* the first one after the result, without its parentheses; empty without one */
	struct slice reason;  /* of reason=; empty without it */
	ARENA_LIST(struct authentication_property) properties;
};

struct authentication_results {
	struct slice instance;	  /* of "i=N;", as written; empty without it */
	struct slice authserv_id; /* empty when the field has none */
	struct slice version;	  /* of the field; empty when not given */
	bool none;		  /* says that nothing was authenticated */
	ARENA_LIST(struct authentication_result) list;
};

/* Reads the body of a field, folded as it is. The slices are of the arena, and a NUL follows each that is not empty. */
struct authentication_results *authentication_results_parse(struct arena *arena, struct slice body);

/* The value of "ptype.property" in a result, such as "header", "d"; NULL for a property without one. Empty slice, at NULL: none. */
struct slice authentication_property_of(
	const struct authentication_result *result, const char *ptype, const char *property);

#endif
