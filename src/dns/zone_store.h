/* How a zone set is kept in memory; shared by the reader, which fills it, and the answering code. */
#ifndef MAILAUTH_DNS_ZONE_STORE_H
#define MAILAUTH_DNS_ZONE_STORE_H

#include "dns/zone_lexer.h"
#include "mailauth/dns/zone.h"

enum { ZONE_NONE = -1 };

struct zone_record {
	int32_t next; /* the owner's next record, or ZONE_NONE */
	uint32_t ttl;
	uint32_t first; /* of the entry in its text */
	uint32_t end;
	uint32_t rdata; /* where the RDATA begins */
	int32_t origin; /* owner number of the $ORIGIN in force */
	int32_t zone;	/* owner number of the last SOA up to it, or ZONE_NONE */
	uint16_t type;
	uint16_t text;	/* number of the text in `texts` */
	uint32_t depth; /* of parentheses, where the RDATA begins */
};

/* A name of the zones: one that owns records, or an empty non-terminal above such a name. */
struct zone_owner {
	uint32_t name; /* offset in `names` of a length octet and the wire form */
	uint32_t hash; /* of the name, so that few names are compared */
	int32_t first_record;
	int32_t last_record;
	bool is_apex;
	bool exists; /* it owns a record or lies above one; not so an origin without records */
};

struct zone_set {
	struct arena arena; /* messages, generated text, included texts */
	ARENA_LIST(struct text *) texts;
	ARENA_LIST(struct zone_fault) faults;
	ARENA_LIST(int32_t) apexes;
	uint8_t *names;
	size_t names_len, names_capacity;
	struct zone_owner *owners;
	size_t owner_count, owner_capacity;
	struct zone_record *records;
	size_t record_count, record_capacity;
	int32_t *table; /* open addressing: owner numbers by hash of the name */
	size_t table_size;
	ARENA_LIST(struct text *) opened; /* files that $INCLUDE opened */
	size_t generated;		  /* octets of text that $GENERATE made */
	int32_t first_origin;		  /* the origin of the first record, or ZONE_NONE */
};

/* The number of a name's owner entry, or ZONE_NONE. */
int32_t zone_find_owner(const struct zone_set *zones, const struct dns_name *name);

/* The same, made when it is not there. */
int32_t zone_make_owner(struct zone_set *zones, const struct dns_name *name);

struct dns_name zone_owner_name(const struct zone_set *zones, int32_t owner);

/* Appends a record to its owner's list. */
void zone_add_record(struct zone_set *zones, int32_t owner, const struct zone_record *record);

void zone_add_fault(
	struct zone_set *zones, enum zone_fault_kind kind, struct text_place place, const char *message);

/* Decodes a stored record. */
void zone_decode(struct zone_set *zones, struct arena *arena, const struct zone_record *record,
	struct dns_record *ret);

#endif
