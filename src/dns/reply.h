/*
 * What DNS said to one question: how it ended, the records of the wanted type, and the aliases passed on the way.
 * A packet, a zone file and a file of saved answers all become this. Immutable once made.
 */
#ifndef MAILAUTH_DNS_REPLY_H
#define MAILAUTH_DNS_REPLY_H

#include "dns/address.h"
#include "dns/name.h"
#include "dns/outcome.h"
#include "dns/type.h"
#include "text/trace.h"

/* Hops of one CNAME chain that are followed; resolvers stop at 8 to 16. */
enum { DNS_ALIASES_MOST = 16 };

/* Octets of one character-string (RFC 1035 section 3.3), and of the data of one record (section 3.2.1). */
enum { DNS_STRING_MOST = 255, DNS_RDATA_MOST = 65535 };

/* The extended errors that are understood (RFC 8914 section 4). */
enum dns_extended_error {
	DNS_EDE_UNSUPPORTED_DNSKEY_ALGORITHM = 1,
	DNS_EDE_UNSUPPORTED_DS_DIGEST = 2,
	DNS_EDE_DNSSEC_INDETERMINATE = 5,
	DNS_EDE_DNSSEC_BOGUS = 6,
	DNS_EDE_SIGNATURE_EXPIRED = 7,
	DNS_EDE_SIGNATURE_NOT_YET_VALID = 8,
	DNS_EDE_DNSKEY_MISSING = 9,
	DNS_EDE_RRSIGS_MISSING = 10,
	DNS_EDE_NO_ZONE_KEY_BIT = 11,
	DNS_EDE_NSEC_MISSING = 12,
	DNS_EDE_NO_REACHABLE_AUTHORITY = 22,
	DNS_EDE_NETWORK_ERROR = 23,
};

/* The strings of a TXT record joined with nothing in between (RFC 7208 section 3.3, RFC 6376 section 3.6.2.2). */
struct dns_txt {
	struct slice joined;
	ARENA_LIST(uint32_t) ends; /* where each character-string ends in `joined` */
	const struct trace *trace; /* back to the file, or NULL for a live record */
};

struct dns_mx {
	uint16_t preference;
	struct dns_name exchange;
	struct text_place preference_place; /* in a zone file; text is NULL for a live record */
	struct text_place exchange_place;
};

struct dns_soa {
	struct dns_name primary;
	struct dns_name mailbox;
	uint32_t serial;
	uint32_t minimum;
};

struct dns_record {
	uint16_t type;
	uint32_t ttl; /* seconds */
	struct text_place place;
	const struct dns_record *copy; /* the same record, written once more in the files; NULL for none */
	union {
		const struct dns_txt *txt;     /* TXT, SPF */
		const struct dns_mx *mx;       /* MX */
		const struct dns_name *target; /* CNAME, DNAME, NS, PTR */
		const struct dns_soa *soa;     /* SOA */
		struct dns_address address;    /* A, AAAA */
		struct slice rdata;	       /* TLSA, DS, DNSKEY, RRSIG: as in a message */
	} data;
};

struct dns_alias {
	struct dns_name target;
	uint32_t ttl;
	struct text_place place;
};

/* How to ask, when not through the resolver by whatever transport works. */
struct dns_way {
	bool checking_disabled; /* the CD bit: also what a validating resolver refuses (RFC 4035 section 3.2.2) */
	bool aside;		/* only to understand other answers: without it no verdict is lacking */
	bool direct;		/* ask `server` itself, without recursion */
	bool over_tcp;		/* with `direct`: over TCP from the start */
	bool policy; /* with `direct`: no question of DNS, but the MTA-STS policy that `server` has for the name */
	struct dns_address server;
};

/* What differs most comes first: a question that is not the wanted one is seen in one line of the cache. */
struct dns_question {
	uint16_t type;
	struct dns_way way;
	struct dns_name name;
};

struct dns_keeper;     /* see dns/kept.h */
struct fetched_policy; /* see dns/fetched_policy.h */

struct dns_reply {
	enum dns_outcome outcome;
	ARENA_LIST(struct dns_record) records; /* of the wanted type, at the end of the aliases */
	struct dns_keeper *keeper;	       /* what was made of the records; NULL when nothing is kept */
	ARENA_LIST(struct dns_alias) aliases;  /* in the order in which they were followed */
	uint32_t
		negative_ttl; /* seconds a negative answer may be kept (RFC 2308 section 5); 0 when not known */
	bool authenticated;   /* the AD bit of the resolver (RFC 4035 section 3.2.3) */
	bool authoritative;   /* the AA bit */
	bool truncated;	      /* the answer did not fit into UDP */
	bool without_edns;    /* the server answered only when it was asked without EDNS */
	bool beside_alias;    /* the name has records of the type and a CNAME, which takes their place */
	bool wildcard;	      /* made from a wildcard of a zone file */
	bool from_zone_file;
	bool has_extended_error;
	uint16_t extended_error;	     /* the first code of RFC 8914 in the answer */
	const struct dns_name *zone;	     /* owner of the SOA that came with a negative answer; or NULL */
	const struct fetched_policy *policy; /* to a question for one that was answered; else NULL */
	struct dns_question question;
};

/* The name at the end of the aliases: the owner of `records`. */
const struct dns_name *dns_reply_owner(const struct dns_reply *reply);

/* True for the exchange "." of a null MX (RFC 7505 section 3). */
bool dns_mx_is_null(const struct dns_mx *mx);

/* True for the answer of a domain that takes no mail: a null MX, and nothing beside it. */
bool dns_reply_is_null_mx(const struct dns_reply *mx);

/* True when the aliases lead to a name that they came from. */
bool dns_reply_is_circle(const struct dns_reply *reply);

/* The mnemonic of what was asked for; "STS-POLICY" for a policy. */
const char *dns_question_type_text(struct arena *arena, const struct dns_question *question);

/* True when both are asked in the same way; why they are asked makes no difference. */
bool dns_way_equal(const struct dns_way *a, const struct dns_way *b);

/* True when both records hold the same data. */
bool dns_record_same_data(const struct dns_record *a, const struct dns_record *b);

/* True for data that is carried along undecoded: it is of a type that is not judged. */
bool dns_record_is_carried(const struct dns_record *record);

/* Puts the records into an order of their own: DNS gives them in any, and a report must not depend on it. */
void dns_reply_sort(struct dns_reply *reply);

/* Which of the record's strings (from 0) holds the decoded byte at `offset`. */
size_t dns_txt_string_at(const struct dns_txt *txt, uint32_t offset);

/* Where the string with that number begins in `joined`. */
uint32_t dns_txt_string_start(const struct dns_txt *txt, size_t string);

/* The name of its PTR record: d.c.b.a.in-addr.arpa, or the nibbles below ip6.arpa (RFC 1035 section 3.5, RFC 3596). */
struct dns_name dns_address_reverse(const struct dns_address *address);

/* A text as a record of one string, without a place: what a user pastes. */
const struct dns_txt *dns_txt_of(struct arena *arena, struct slice text);

/* The same for a text that is in a file; `trace` is NULL for one that does not. Owned by the arena, but for text and trace. */
const struct dns_txt *dns_txt_traced(struct arena *arena, struct slice text, const struct trace *trace);

#endif
