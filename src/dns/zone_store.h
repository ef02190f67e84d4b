/* How a zone set is kept in memory; shared by the reader, which fills it, and the answering code. */
#ifndef MAILAUTH_DNS_ZONE_STORE_H
#define MAILAUTH_DNS_ZONE_STORE_H

#include "dns/zone.h"
#include "dns/zone_dialect.h"
#include "dns/zone_lexer.h"

enum { ZONE_NONE = -1 };

/* What is in force at a record: most often the same as at the record before, so it is kept apart. */
struct zone_setting {
	uint32_t text;	/* number of the text in `texts` */
	int32_t origin; /* owner number of the $ORIGIN */
	int32_t zone;	/* owner number of the last SOA up to it, or ZONE_NONE */
	uint32_t ttl;
	uint32_t depth; /* of parentheses, where the RDATA begins */
};

struct zone_record {
	int32_t next;	  /* the owner's next record, or ZONE_NONE */
	uint32_t setting; /* number of it in `settings` */
	uint32_t first;	  /* of the entry in its text */
	uint32_t end;
	uint32_t rdata; /* where the RDATA begins */
	uint16_t type;
};

/* A name of the zones: one that owns records, or an empty non-terminal above such a name. */
struct zone_owner {
	uint32_t name; /* offset in `names` of a length octet and the wire form */
	int32_t first_record;
	int32_t last_record;
	bool is_apex;
	bool exists; /* it owns a record or lies above one; not so an origin without records */
	bool unread; /* a line of it could not be read: see `unread` of the set */
};

/* A line that could not be read, of a name that could. */
struct zone_unread {
	int32_t owner;
	uint16_t type; /* 0 when that could not be read either */
};

/* Lines that could not be read at all: they may have held any record of the zone. */
struct zone_gap {
	int32_t zone;	/* owner number of the last SOA before them, or ZONE_NONE */
	int32_t origin; /* owner number of the $ORIGIN in force there */
};

/* The hash is beside the number, so that few owners and names are looked at. */
struct zone_slot {
	uint32_t hash;
	int32_t owner; /* or ZONE_NONE */
};

struct zone_set {
	struct arena arena; /* messages, generated text, included texts */
	ARENA_LIST(struct text *) texts;
	ARENA_LIST(const struct zone_dialect *) dialects; /* one for each text, or NULL */
	ARENA_LIST(struct zone_fault) faults;
	ARENA_LIST(int32_t) apexes;
	ARENA_LIST(struct zone_unread) unread;
	ARENA_LIST(struct zone_gap) gaps;
	uint8_t *names;
	size_t names_len, names_capacity;
	struct zone_owner *owners;
	size_t owner_count, owner_capacity;
	struct zone_record *records;
	size_t record_count, record_capacity;
	struct zone_setting *settings;
	size_t setting_count, setting_capacity;
	struct zone_slot *table; /* open addressing, by hash of the name */
	size_t table_size;
	ARENA_LIST(struct text *) opened; /* files that $INCLUDE opened */
	const struct text_roots *roots;	  /* of files that may be read; NULL for any */
	bool includes_nothing;		  /* no file of $INCLUDE is read */
	size_t generated;		  /* octets of text that $GENERATE made */
	int32_t first_origin;		  /* the origin of the first record, or ZONE_NONE */
};

/* The number of a name's owner entry, or ZONE_NONE. */
int32_t zone_find_owner(const struct zone_set *zones, const struct dns_name *name);

/* The same, made when it is not there. */
int32_t zone_make_owner(struct zone_set *zones, const struct dns_name *name);

/* In two steps: what comes between them need not wait for the memory of a large table. */
uint32_t zone_expect_owner(const struct zone_set *zones, const struct dns_name *name);
int32_t zone_make_expected(struct zone_set *zones, const struct dns_name *name, uint32_t expected);

struct dns_name zone_owner_name(const struct zone_set *zones, int32_t owner);

/* Appends a record to its owner's list, with what is in force there. */
void zone_add_record(struct zone_set *zones, int32_t owner, const struct zone_record *record,
	const struct zone_setting *setting);

/* What is in force at a record. */
const struct zone_setting *zone_setting_of(const struct zone_set *zones, const struct zone_record *record);

/* The dialect of the text that a record is in, or NULL. */
const struct zone_dialect *zone_dialect_of(const struct zone_set *zones, const struct zone_record *record);

/* Where a record is written. */
struct text_place zone_record_place(const struct zone_set *zones, const struct zone_record *record);

/* Notes that an SOA makes its owner the apex of a zone. */
void zone_add_apex(struct zone_set *zones, int32_t owner);

/* Notes that a line of the owner was not read; `type` is 0 when it is not known. */
void zone_add_unread(struct zone_set *zones, int32_t owner, uint16_t type);

/* Notes that lines of a zone were not read. Both are owner numbers, `zone` perhaps ZONE_NONE. */
void zone_add_gap(struct zone_set *zones, int32_t zone, int32_t origin);

void zone_add_fault(
	struct zone_set *zones, enum zone_fault_kind kind, struct text_place place, const char *message);

/* The first step of zone_set_finish(): finds the apexes, makes the empty non-terminals, and checks names one by one. */
void zone_finish_names(struct zone_set *zones);

/* Decodes a stored record. */
void zone_decode(struct zone_set *zones, struct arena *arena, const struct zone_record *record,
	struct dns_record *ret);

#endif
