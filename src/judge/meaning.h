/*
 * What the records of a domain mean for its mail, before a change of them and after: who passes SPF, and what DMARC asks for by
 * both specifications. A change that is meant to mend a record must not change more than it says.
 */
#ifndef MAILAUTH_JUDGE_MEANING_H
#define MAILAUTH_JUDGE_MEANING_H

#include "check/domain.h"

struct meaning_change {
	const char
		*spf; /* what is different for SPF, as a sentence without its full stop; NULL for nothing */
	const char *dmarc; /* the same for DMARC */
	bool spf_weaker; /* an address that passed does not, one that was refused is not, or that is not known */
	bool dmarc_weaker; /* a policy is weaker for receivers of one specification or the other */
	bool spf_other;	   /* SPF was evaluated, and an address or a term gets another result than it got */
	bool dmarc_other;  /* there was a policy, and there is another one */
};

/* Bytes of a record that a finding is about: what is said there is not what was meant. */
struct excuse {
	struct slice text;
	struct span span;
};

struct excuses {
	ARENA_LIST(struct excuse) list;
};

/*
 * Compares two states of one domain. Both must be collected; what they ask is noted in the view of `after`. SPF terms that are
 * excused may get lost without making it weaker; NULL for none. Owned by the arena.
 */
struct meaning_change meaning_compare(struct arena *arena, const struct domain *before,
	const struct domain *after, const struct excuses *excuses);

#endif
