/*
 * Records of mail at names at which nobody looks for them: a label that is misspelled, missing, in the wrong order, or the zone's
 * name once too often. What the record is for is told by its text, so every name of a zone file is held against the one that is
 * looked up; live DNS is asked for a few names that people publish by mistake.
 */
#ifndef MAILAUTH_CHECK_STRAYS_H
#define MAILAUTH_CHECK_STRAYS_H

#include "check/domain.h"

/* A TXT record at a name at which nobody looks for it. */
struct stray {
	struct published published;
	struct dns_name right; /* the name that is looked up */
	bool near;  /* its own name is nearly that one; else it may be what another zone's CNAME leads to */
	bool alone; /* no other record was meant for that name, so that it could be moved there */
};

struct strays {
	ARENA_LIST(struct stray) list;
};

/*
 * The records of that kind that were meant for the domain, or for a name of its zone that is no mail domain itself. Live, they are
 * looked for only while the domain has no record at the right name.
 */
struct strays *strays_of(struct arena *arena, const struct domain *domain, enum stray_kind kind);

/* True when a record of that kind is at the name. *ret_known, unless NULL, tells whether that was answered. */
bool stray_has_right(
	const struct domain *domain, enum stray_kind kind, const struct dns_name *right, bool *ret_known);

#endif
