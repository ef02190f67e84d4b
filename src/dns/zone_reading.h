/*
 * The state of a reader of master files, and what reading records and directives have in common: tokens, names, faults, and what
 * could not be read.
 */
#ifndef MAILAUTH_DNS_ZONE_READING_H
#define MAILAUTH_DNS_ZONE_READING_H

#include "dns/zone_dialect.h"
#include "dns/zone_lexer.h"
#include "dns/zone_store.h"

struct zone_reader {
	struct zone_set *zones;
	struct zone_lexer lexer;
	struct zone_token token;
	const struct zone_dialect *dialect; /* or NULL */
	uint16_t text;			    /* number of the text in the set */
	struct dns_name origin;
	int32_t origin_owner;  /* its number in the set */
	struct dns_name owner; /* of the last entry */
	uint32_t expected;     /* by the table of owners */
	enum { OWNER_NONE, OWNER_KNOWN, OWNER_UNREADABLE } has_owner;
	uint32_t default_ttl; /* of $TTL */
	bool has_default_ttl;
	uint32_t last_ttl;
	bool has_last_ttl;
	int32_t zone;			 /* owner of the last SOA, or ZONE_NONE */
	const struct zone_reader *outer; /* that reads the $INCLUDE */
	unsigned depth;			 /* of $INCLUDE */
	unsigned rewinds;
	size_t faults_before;
	uint32_t entry; /* where the current entry starts */
	struct arena scratch;
	void (*read_entries)(struct zone_reader *reader); /* of its text, to the end */
};

static inline struct text *zone_reader_text(const struct zone_reader *reader)
{
	return reader->lexer.text;
}

/* The bytes of the current token. */
static inline struct slice zone_reader_word(const struct zone_reader *reader)
{
	return zone_token_bytes(&reader->lexer, reader->token);
}

static inline void zone_reader_next(struct zone_reader *reader)
{
	reader->token = zone_lexer_next(&reader->lexer);
}

/* True at the end of an entry. */
static inline bool zone_reader_at_end(const struct zone_reader *reader)
{
	return reader->token.kind == ZONE_TOKEN_END || reader->token.kind == ZONE_TOKEN_FILE_END;
}

/* A fault of bytes of the text; the message is copied. */
void zone_reader_fault_at(struct zone_reader *reader, enum zone_fault_kind kind, uint32_t first, uint32_t end,
	const char *message);

/* A fault at the current token. */
void zone_reader_fault(struct zone_reader *reader, enum zone_fault_kind kind, const char *message);

/* Lines that may have held anything were not read. */
void zone_reader_gap(struct zone_reader *reader);

/* Bytes of the file as a message may show them; they live as long as the entry. */
const char *zone_reader_shown(struct zone_reader *reader, struct slice bytes);

/* Takes the current token as a domain name. False, with a fault told, when it is none. */
bool zone_reader_take_name(struct zone_reader *reader, struct dns_name *ret_name);

void zone_reader_set_origin(struct zone_reader *reader, const struct dns_name *origin);

/* The entry must end here. */
void zone_reader_expect_end(struct zone_reader *reader);

/* Gives a text its number in the set. False, with a fault told, when there are too many. */
bool zone_reader_number_text(struct zone_reader *reader, struct text *text);

#endif
