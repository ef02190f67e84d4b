/*
 * Zone files held in memory: what they say, where they say it, and every fault in them.
 *
 * Records are kept as places in their file and decoded when asked for, so a large zone costs little more than its
 * own bytes. All files added to one zone set are one world; the zones in it are told by their SOA records.
 */
#ifndef MAILAUTH_DNS_ZONE_H
#define MAILAUTH_DNS_ZONE_H

#include "dns/reply.h"
#include "dns/zone_dialect.h"
#include "text/roots.h"

enum zone_fault_kind {
	ZONE_FAULT_SYNTAX,	/* an entry that is no record: something is missing or left over */
	ZONE_FAULT_QUOTE,	/* a quote that is not closed on its line */
	ZONE_FAULT_PARENTHESIS, /* ( without ), or ) without ( */
	ZONE_FAULT_ESCAPE,	/* \ followed by neither a character nor three digits up to 255 */
	ZONE_FAULT_STRING,	/* a character-string of more than 255 octets */
	ZONE_FAULT_NAME,	/* a text that cannot be a domain name */
	ZONE_FAULT_TTL,
	ZONE_FAULT_CLASS,     /* a class other than IN */
	ZONE_FAULT_TYPE,      /* an unknown RR type */
	ZONE_FAULT_RDATA,     /* data that does not fit its type */
	ZONE_FAULT_DIRECTIVE, /* an unknown or incomplete $ line */
	ZONE_FAULT_INCLUDE,   /* a file of $INCLUDE that cannot be read, or too many of them */
	ZONE_FAULT_GENERATE,
	ZONE_FAULT_OWNER,	/* a record without an owner: nothing comes before it */
	ZONE_FAULT_OUTSIDE,	/* a record below none of the zones */
	ZONE_FAULT_CNAME,	/* a CNAME beside other data (RFC 1034 section 3.6.2) */
	ZONE_FAULT_SOA,		/* a second SOA for the same zone */
	ZONE_FAULT_NO_NS,	/* a zone without an NS record */
	ZONE_FAULT_NS_ADDRESS,	/* a name server in the zone without an address, or an alias */
	ZONE_FAULT_HIDDEN_MAIL, /* records that mail needs, at or below a delegation */
	ZONE_FAULT_HIDDEN,	/* other records of mail there */
	ZONE_FAULT_GLUE, /* a name server of a delegation without an address that the zone has to have */
	ZONE_FAULT_ORIGIN, /* names without a final dot that make a server refuse the zone, or double its name */
	ZONE_FAULT_FINAL_DOT,	  /* names that end in the zone's name twice, as their final dot is missing */
	ZONE_FAULT_EXPORT_ORIGIN, /* the same in an export */
	ZONE_FAULT_PLACEHOLDER,	  /* a word of an export in the place of data */
	ZONE_FAULT_NO_SOA,	  /* no SOA in any file: the first origin is taken for the apex */
	ZONE_FAULT_BOM,		  /* a byte order mark at the start of the file */
	ZONE_FAULT_UTF16,	  /* text in UTF-16 */
	ZONE_FAULT_MANY,	  /* reading stopped: too many faults in one file */
	/* Found in the comments (judge/suppress.h): */
	ZONE_FAULT_SUPPRESSION_UNKNOWN, /* the rule to ignore does not exist */
	ZONE_FAULT_SUPPRESSION_UNUSED,	/* nothing was ignored */
	ZONE_FAULT_SUPPRESSION_EXPIRED, /* its last day is over */
	ZONE_FAULT_SUPPRESSION_DATE,	/* its last day cannot be read */
};

struct zone_fault {
	enum zone_fault_kind kind;
	struct text_place place;
	const char *message; /* owned by the zone set */
	bool mail_string;    /* ZONE_FAULT_STRING in a record that a mail rule reports as well */
};

struct zone_set;

struct zone_set *zone_set_new(void);
void zone_set_free(struct zone_set *zones);

/* $INCLUDE reads no file outside of these folders, which must outlive the set. Without the call it reads any. */
void zone_set_keep_within(struct zone_set *zones, const struct text_roots *roots);

/* $INCLUDE reads no file: each is a fault, and what it would bring in is unread. */
void zone_set_include_nothing(struct zone_set *zones);

/*
 * Reads a text into the set. `origin` completes relative names until the first $ORIGIN. Faults are kept in the set;
 * reading goes on after each. The text must outlive the set.
 */
void zone_set_read(struct zone_set *zones, struct text *text, const struct dns_name *origin);

/* The same for a text that is not read as a name server would. What `dialect` says is copied. */
void zone_set_read_as(struct zone_set *zones, struct text *text, const struct zone_dialect *dialect);

/* Call once after the last zone_set_read(): finds the faults that only the whole shows. */
void zone_set_finish(struct zone_set *zones);

/* True when a relative name or @ is in the text before any $ORIGIN: it cannot be read without an origin. */
bool zone_text_needs_origin(struct text *text);

/* The zone that a file is named after: db.example.com, example.com.zone, example.com. False when its name is no zone's. */
bool zone_origin_of_path(const char *path, struct dns_name *ret_origin);

size_t zone_set_fault_count(const struct zone_set *zones);
const struct zone_fault *zone_set_fault(const struct zone_set *zones, size_t number);

/* The texts that were read, those of $INCLUDE and $GENERATE among them. */
size_t zone_set_text_count(const struct zone_set *zones);
struct text *zone_set_text(const struct zone_set *zones, size_t number);

size_t zone_set_record_count(const struct zone_set *zones);

/* The apexes: each name that owns an SOA, in the order of the files; without any SOA, the first origin. */
size_t zone_set_apex_count(const struct zone_set *zones);
struct dns_name zone_set_apex(const struct zone_set *zones, size_t number);

/* The apex of the zone that holds a name: the nearest one above it. False when none does. */
bool zone_set_find_apex(const struct zone_set *zones, const struct dns_name *name, struct dns_name *ret_apex);

/*
 * The uppermost delegation at a name or above it, below the apex of its zone (RFC 1034 section 4.2.1): what is there is another
 * zone's business. False when there is none.
 */
bool zone_set_find_cut(const struct zone_set *zones, const struct dns_name *name, struct dns_name *ret_cut);

/* Every name of the set has a number from 0: that of an owner, of an origin, of an empty non-terminal. */
size_t zone_set_name_count(const struct zone_set *zones);
struct dns_name zone_set_name(const struct zone_set *zones, size_t number);

/* It owns records, or lies above a name that does. */
bool zone_set_name_exists(const struct zone_set *zones, size_t number);
bool zone_set_find_name(const struct zone_set *zones, const struct dns_name *name, size_t *ret_number);

/* The number of a name, which is made when there is none; the name does not exist by that. */
size_t zone_set_add_name(struct zone_set *zones, const struct dns_name *name);

/* Sorts names, given by their numbers, in the canonical order of RFC 4034 section 6.1: what is below a name comes right after it. */
void zone_set_sort_names(const struct zone_set *zones, uint32_t *numbers, size_t count);

/* Of names in that order those that are `name` or below it: the first of them, and how many there are. */
const uint32_t *zone_set_names_below(const struct zone_set *zones, const uint32_t *numbers, size_t count,
	const struct dns_name *name, size_t *ret_count);

/* Calls `visit` for each name that owns records in the order of first appearance, with the types. */
typedef void zone_visit(
	void *context, size_t number, const struct dns_name *name, const uint16_t *types, size_t type_count);
void zone_set_each_name(const struct zone_set *zones, zone_visit *visit, void *context);

/* The same for each line that could not be read, of a name that could: with its type, or with none when that is not known. */
void zone_set_each_unread_name(const struct zone_set *zones, zone_visit *visit, void *context);

/*
 * Answers as an authoritative server of these zones would (RFC 1034 section 4.3.2, RFC 4592): aliases, wildcards,
 * empty non-terminals. What may be in lines that could not be read is DNS_UNREAD, with the records that could.
 * Returns NULL when none of the zones is responsible: the name lies outside, or below a delegation. An alias that leaves the zones ends the reply with outcome DNS_PENDING: go on at dns_reply_owner().
 */
struct dns_reply *zone_set_answer(
	struct zone_set *zones, struct arena *arena, const struct dns_question *question);

/* The records at a name as they are in the text, without aliases, wildcards and zones. NULL when there are none. */
struct dns_reply *zone_set_records_at(
	struct zone_set *zones, struct arena *arena, const struct dns_question *question);

/* The same for a name whose number is at hand. */
struct dns_reply *zone_set_records_of(
	struct zone_set *zones, struct arena *arena, const struct dns_question *question, size_t number);

/*
 * The text of the next TXT record at a name, given by its number, copies included. *cursor is 0 for the first one; false when there are no
 * more. What is not in the file as it is, is owned by the arena.
 */
bool zone_set_next_text(
	struct zone_set *zones, struct arena *arena, size_t number, size_t *cursor, struct slice *ret_text);

/* An RRset in which two sets of zone files differ. */
struct zone_difference {
	uint32_t name;	    /* its number in `before`, or in `after` when only that has the name */
	bool is_new_name;   /* then: only `after` has records at the name */
	bool before, after; /* it has records in this state */
	bool data;	    /* not only the TTL is another one */
	bool loses;	    /* a record of `before` is not in `after` */
	uint16_t type;
	uint32_t ttl_before, ttl_after; /* of its first record, in seconds */
};

typedef void zone_differs(void *context, const struct zone_difference *difference);

/*
 * Calls `differs` for each RRset that is not the same in both, as it is written (delegations and wildcards are records like others):
 * those of the names of `before` in their order, then those of names that only `after` has. Layout, order and copies make none.
 */
void zone_sets_compare(struct zone_set *before, struct zone_set *after, zone_differs *differs, void *context);

/* Records of one set that are given: no DNS message of 65535 octets holds more. */
enum { ZONE_RRSET_MOST = 4096 };

enum { ZONE_TTL_MOST = INT32_MAX }; /* seconds (RFC 2181 section 8) */

/* Reads a TTL such as 3600 or 1h30m (seconds, at most 2^31 - 1: RFC 2181 section 8). False when it is none. */
bool zone_ttl_from_text(struct slice text, uint32_t *ret_seconds);

#endif
