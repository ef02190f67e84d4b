/*
 * Policy discovery by both specifications: RFC 7489 section 6.6.3 (public suffix list, two lookups) and RFC 9989
 * sections 4.10 to 4.10.2 (tree walk).
 */
#ifndef MAILAUTH_DMARC_DISCOVER_H
#define MAILAUTH_DMARC_DISCOVER_H

#include "dmarc/record.h"
#include "dmarc/suffix_list.h"
#include "dns/facts.h"

/* What is at _dmarc.NAME. */
struct dmarc_answer {
	struct dns_name name;  /* without the _dmarc label */
	struct dns_name owner; /* with it; equal to the name when that is too long for it */
	const struct dns_reply *reply;
	const struct dns_record
		*selected; /* the one DMARC record; NULL when there is none or more than one */
	const struct dmarc_record *record; /* its parse */
	size_t count;			   /* of selected records */
};

/* What one kind of receiver finds. */
struct dmarc_reading {
	enum dns_outcome outcome; /* anything but an answer: not known */
	bool applies;		  /* there is a policy */
	enum dmarc_policy policy; /* that this receiver applies to mail from the name */
	const char *tag; /* that gives it: "p", "sp" or "np"; NULL for none in place of an invalid one */
	struct dns_name organizational_domain;
	bool organizational_known;	  /* no name on the way to it was left unanswered */
	const struct dmarc_answer *found; /* where the policy record is, or NULL */
};

/* The policy that is applied to all mail: with pct below 100 the rest gets the next weaker one (RFC 7489 section 6.6.4). */
enum dmarc_policy dmarc_policy_after_pct(const struct dmarc_reading *reading);

enum { DMARC_WALK_MOST = 8 };

struct dmarc_discovery {
	struct dmarc_answer walk[DMARC_WALK_MOST + 1]; /* the name itself first, then towards the root */
	size_t walk_count;
	struct dmarc_answer organizational; /* by public suffix list, when the walk does not pass it */
	struct dmarc_reading rfc7489;
	struct dmarc_reading rfc9989;
};

/* Asks and reads _dmarc.NAME. The view notes what is still to be asked. */
struct dmarc_answer dmarc_ask(struct arena *arena, struct facts_view *view, const struct dns_name *name);

/* `exists` is false when the name itself is NXDOMAIN: then np decides. */
struct dmarc_discovery *dmarc_discover(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, const struct dns_name *name, bool exists);

/*
 * True when receivers of both kinds find the organizational domain further up, so that sp and np of a record at the name
 * itself are not read (RFC 9989 section 4.7, RFC 7489 section 6.3).
 */
bool dmarc_is_below_organizational_domain(
	const struct dmarc_discovery *discovery, const struct dns_name *name);

/* Everything on the way to the public suffix answered. That itself may be offline, by the user's own wish. */
bool dmarc_is_walked(const struct dmarc_discovery *dmarc, const struct suffix_list *suffixes);

enum dmarc_alignment { DMARC_NOT_ALIGNED, DMARC_ALIGNED, DMARC_ALIGNMENT_UNKNOWN /* DNS did not answer */ };

/*
 * Whether a domain that SPF or DKIM has authenticated is aligned with the From domain: the same in strict mode, of the same
 * organizational domain in relaxed mode. By public suffix list (RFC 7489 section 3.1), and by tree walk (RFC 9989 section
 * 4.4).
 */
enum dmarc_alignment dmarc_alignment_rfc7489(const struct suffix_list *suffixes, const struct dns_name *from,
	const struct dns_name *authenticated, bool strict);
enum dmarc_alignment dmarc_alignment_rfc9989(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, const struct dns_name *from, const struct dns_name *authenticated,
	bool strict);

/* The organizational domain by tree walk (RFC 9989 section 4.10.2). False when a name on the way was not answered. */
bool dmarc_organizational_domain(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, const struct dns_name *name, struct dns_name *ret_domain);

#endif
