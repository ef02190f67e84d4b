/*
 * SPF records (RFC 7208 section 12).
 *
 *   record        = "v=spf1" *( 1*SP ( directive / modifier ) ) *SP
 *   directive     = [ "+" / "-" / "?" / "~" ] mechanism
 *   mechanism     = "all" / "include:" domain-spec / ( "a" / "mx" ) [ ":" domain-spec ] [ dual-cidr-length ]
 *                 / "ptr" [ ":" domain-spec ] / "ip4:" network / "ip6:" network / "exists:" domain-spec
 *   modifier      = ( "redirect=" / "exp=" ) domain-spec / name "=" macro-string
 *
 * The parser is total: it returns a record for any bytes, with every fault and its place. The evaluator and the
 * linter read the same terms.
 */
#ifndef MAILAUTH_SPF_RECORD_H
#define MAILAUTH_SPF_RECORD_H

#include "dns/kept.h"
#include "text/problem.h"

/* A record with more terms is judged, but not rewritten: each change would have all of them judged again. */
enum { SPF_TERMS_REWRITTEN_MOST = 300 };

enum spf_problem_kind {
	SPF_NO_PROBLEM,
#define SPF_PROBLEM(name, rule) SPF_##name,
#include "spf/problems.def"
#undef SPF_PROBLEM
	SPF_PROBLEMS
};

enum spf_term_kind {
	SPF_TERM_INVALID, /* not in the grammar: the record ends in permerror */
	SPF_TERM_ALL,
	SPF_TERM_INCLUDE,
	SPF_TERM_A,
	SPF_TERM_MX,
	SPF_TERM_PTR,
	SPF_TERM_IP4,
	SPF_TERM_IP6,
	SPF_TERM_EXISTS,
	SPF_TERM_REDIRECT,
	SPF_TERM_EXP,
	SPF_TERM_UNKNOWN_MODIFIER,
};

struct spf_term {
	enum spf_term_kind kind;
	uint8_t qualifier;  /* '+', '-', '?' or '~'; '+' for none. Mechanisms only */
	struct span span;   /* the whole term */
	struct span domain; /* domain-spec, empty when absent */
	uint32_t macros;    /* bit set of the macro letters in domain-spec: 1 << (letter - 'a') */
	uint8_t prefix4;    /* dual-cidr-length or the network's: 32 and 128 unless given */
	uint8_t prefix6;
	uint8_t address[16]; /* of ip4 (first four) and ip6 */
};

struct spf_record {
	const struct dns_txt *txt;
	struct slice text; /* the strings joined */
	bool selected;	   /* begins with the version section: a receiver takes it for an SPF record */
	bool valid;	   /* selected and without syntax error */
	ARENA_LIST(struct spf_term) terms;
	const struct spf_term *all; /* the first "all" among them; NULL without one */
	struct problems problems;
};

/* True when a receiver selects this TXT record as SPF (RFC 7208 section 4.5). */
bool spf_is_selected(struct slice text);

/* True when a TXT record is not selected but was clearly meant as SPF: one character off, pasted with quotes, ... */
bool spf_is_near_miss(struct slice text);

/*
 * The terms of a record and whether it is valid, without its problems: all that an evaluation needs. A record that is
 * not selected has no terms.
 */
struct spf_record *spf_read(struct arena *arena, const struct dns_txt *txt);

/* Reads a record and finds its problems: selected or near miss, that is published at `owner` (which tells placeholders from real names). */
struct spf_record *spf_parse(struct arena *arena, const struct dns_txt *txt, const struct dns_name *owner);

/* The same two of the n-th TXT record (from 0) of an answer, kept with it (see dns/kept.h). */
const struct spf_record *spf_read_kept(struct arena *arena, const struct dns_reply *reply, size_t number);
const struct spf_record *spf_parse_kept(
	struct arena *arena, const struct dns_reply *reply, size_t number, const struct dns_name *owner);

/* True for a name of SPF records, which are included: no host has a label with "_", and services have names for theirs. */
bool spf_names_record(struct slice domain);

/* The first term of a kind, or NULL. */
const struct spf_term *spf_find_term(const struct spf_record *record, enum spf_term_kind kind);

/* True for a fault that makes the record end in permerror. */
bool spf_problem_is_fatal(enum spf_problem_kind kind);

/*
 * The domain-spec of a term in the record of `owner` as a name; without one it is `owner`. False when it depends on the
 * mail, that is on any macro but %{d}, or is no domain name.
 */
bool spf_term_target(const struct spf_record *record, const struct spf_term *term,
	const struct dns_name *owner, struct dns_name *ret_name);

/* explain-string = *( macro-string / SP ): the text that exp names (section 6.2). *ret_macros gathers the letters. */
bool spf_is_explain_string(struct slice text, uint32_t *ret_macros);

/* "include", "ip4", ... as in a record; "modifier" for an unknown one. */
const char *spf_term_word(enum spf_term_kind kind);

/* True for ip4 and ip6; their address, and how many bits of it count. */
bool spf_term_is_network(const struct spf_term *term);
struct dns_address spf_term_address(const struct spf_term *term);
unsigned spf_term_prefix(const struct spf_term *term);

/*
 * The text of a valid record that lets the address pass as well: its network goes before the term that decided about it
 * so far (NULL: none did), after the last network there. Owned by the arena.
 */
const char *spf_with_address(struct arena *arena, const struct spf_record *record,
	const struct dns_address *address, const struct spf_term *decided);

/* True when the term is reached at all: terms after "all" and a redirect beside "all" are not (sections 5.1, 6.1). */
bool spf_term_is_live(const struct spf_record *record, const struct spf_term *term);

/* True for the terms that count against the limit of ten lookups (RFC 7208 section 4.6.4). */
bool spf_term_counts(enum spf_term_kind kind);

#endif
