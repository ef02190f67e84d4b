/*
 * The static view of an SPF record: the tree of its includes and redirects, what each term asks and costs in the worst
 * case, whatever the client (RFC 7208 section 4.6.4), and which addresses it lets through.
 */
#ifndef MAILAUTH_SPF_TREE_H
#define MAILAUTH_SPF_TREE_H

#include "dns/facts.h"
#include "spf/address_set.h"
#include "spf/check_host.h"

enum {
	SPF_TREE_NODES_MOST = 50,
	SPF_RANGES_MOST = 20000000, /* of addresses that are looked at for one tree */
};

enum spf_node_status {
	SPF_NODE_RECORD, /* exactly one SPF record */
	SPF_NODE_NONE,	 /* the name exists and has no SPF record */
	SPF_NODE_NXDOMAIN,
	SPF_NODE_MULTIPLE, /* more than one SPF record */
	SPF_NODE_UNANSWERED,
	SPF_NODE_LOOP,	/* the name is among its own ancestors */
	SPF_NODE_CUT,	/* not followed: the tree is too large */
	SPF_NODE_MACRO, /* the name is only known when mail arrives */
};

/* A host that an "a" or "mx" term looks up. Its addresses are NULL when they are not asked for. */
struct spf_host {
	const struct dns_name *name;
	const struct dns_reply *ip4, *ip6;
};

/* What one term of a node's record asks. */
struct spf_query {
	const struct spf_term *term;
	bool live;  /* evaluated at all (sections 5.1 and 6.1, and not after terms that match every client) */
	bool known; /* the target does not depend on the mail */
	struct dns_name target;	    /* when it is known */
	const struct dns_reply *mx; /* of "mx" */
	ARENA_LIST(struct spf_host) hosts;
	const struct dns_reply *exists; /* of "exists", and the TXT of "exp" */
	struct spf_node *child;		/* of "include" and "redirect" */
	unsigned lookups;		/* of this term and of all below it */
	bool shadowed;			/* earlier terms decide all addresses that it could match */
	bool void_ip4, void_ip6;	/* counts as a void lookup for clients of that family */
};

/* The addresses a record decides, in first-match order. */
struct spf_networks {
	struct address_set by_result[SPF_SOFTFAIL + 1]; /* neutral, pass, fail, softfail; none stays empty */
	struct address_set decided;			/* all of them together */
	bool complete; /* false when ptr, exists, a macro or an open question may decide more */
	bool answered; /* false when a question that decides more was not answered */
	bool ended; /* a term is permerror for sure, whoever the client is: what comes after it does not count */
	bool cut; /* there are too many ranges: the rest was not looked at */
};

struct spf_node {
	struct dns_name name;	       /* zero length for SPF_NODE_MACRO */
	const struct spf_node *parent; /* NULL at the root */
	const struct spf_term *term;   /* the include or redirect of the parent; NULL at the root */
	enum spf_node_status status;
	const struct dns_reply *reply;	 /* the TXT records at the name; NULL where none were asked */
	const struct spf_record *record; /* of SPF_NODE_RECORD */
	const struct dns_record *rr;	 /* where it was parsed from; NULL at the root */
	unsigned lookups;		 /* of this record and all below it */
	struct spf_query *queries; /* one for each term of the record; other nodes with it may share them */
	size_t query_count;
	struct spf_node **children;
	size_t child_count;
	struct spf_networks networks;
};

struct spf_tree {
	struct spf_node *root;
	unsigned lookups;	   /* in all; more than ten end in permerror */
	unsigned void_lookups;	   /* for any client */
	unsigned void_lookups_ip4; /* for IPv4 clients, and for IPv6 clients, who ask for AAAA records */
	unsigned void_lookups_ip6;
	size_t nodes;
	size_t ranges_left; /* of SPF_RANGES_MOST */
	bool cut;	    /* more than SPF_TREE_NODES_MOST records: the rest was not followed */
};

/* Builds the tree below a parsed record at `name`. The view notes what is still to be asked. */
struct spf_tree *spf_tree_build(struct arena *arena, struct facts_view *view, const struct dns_name *name,
	const struct spf_record *record);

#endif
