/*
 * The static view of an SPF record: the tree of its includes and redirects, and how many DNS look-ups its terms cost in
 * the worst case, whatever the client (RFC 7208 section 4.6.4).
 */
#ifndef MAILAUTH_SPF_TREE_H
#define MAILAUTH_SPF_TREE_H

#include "mailauth/dns/facts.h"
#include "mailauth/spf/check_host.h"

enum { SPF_TREE_NODES_MOST = 100 };

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

struct spf_node {
	struct dns_name name;	     /* zero length for SPF_NODE_MACRO */
	const struct spf_term *term; /* the include or redirect of the parent; NULL at the root */
	enum spf_node_status status;
	const struct spf_record *record; /* of SPF_NODE_RECORD */
	const struct dns_record *rr;	 /* where it was parsed from; NULL at the root */
	unsigned lookups;		 /* of this record and all below it */
	struct spf_node **children;
	size_t child_count;
};

struct spf_tree {
	struct spf_node *root;
	unsigned lookups;      /* in all; more than ten end in permerror */
	unsigned void_lookups; /* names in a, mx, include and redirect that give no data or do not exist */
	size_t nodes;
};

/* Builds the tree below a parsed record at `name`. The view notes what is still to be asked. */
struct spf_tree *spf_tree_build(struct arena *arena, struct facts_view *view, const struct dns_name *name,
	const struct spf_record *record);

/* True when the term is reached at all: terms after "all" and a redirect beside "all" are not (sections 5.1, 6.1). */
bool spf_term_is_live(const struct spf_record *record, const struct spf_term *term);

#endif
