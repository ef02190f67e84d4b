/* What is wrong with a term, and what was probably meant. */
#ifndef MAILAUTH_SPF_DIAGNOSE_H
#define MAILAUTH_SPF_DIAGNOSE_H

#include "spf/record.h"

struct spf_diagnosis {
	struct arena *arena;
	struct spf_record *record;
	const struct dns_name *owner;
};

/*
 * Notes the problems of one term. For a term outside the grammar (`valid` false) at least one is noted. Returns true
 * when the term swallows the one after it (a blank inside a term).
 */
bool spf_diagnose_term(struct spf_diagnosis *d, const struct spf_term *term, bool valid, struct span next);

/* The same for the parts of a term: domain-spec, and the argument of ip4 and ip6. Returns false when nothing was noted. */
bool spf_diagnose_domain(struct spf_diagnosis *d, struct span domain, bool valid);
bool spf_diagnose_macros(struct spf_diagnosis *d, struct span text, bool exp_letters);
bool spf_diagnose_network(struct spf_diagnosis *d, enum spf_term_kind kind, struct span network);
bool spf_diagnose_prefix(struct spf_diagnosis *d, enum spf_term_kind kind, struct span prefix);

/* HTML, comments, escapes and quotes that came along; templates that nobody filled in. False when nothing was noted. */
bool spf_diagnose_pasted(struct spf_diagnosis *d, struct span token);

/* A domain of the documentation, left over from a template. Whatever else is wrong with the term is said as well. */
void spf_note_example(struct spf_diagnosis *d, struct span token);

/* Notes a problem. */
struct problem *spf_note(struct spf_diagnosis *d, enum spf_problem_kind kind, size_t first, size_t end);

/* True when two strings of the TXT record meet at this offset: a blank was lost there. */
bool spf_is_join(const struct spf_record *record, size_t offset);

/* Two terms run together at `offset`, which ends at `end`: at a string join, or just so. */
void spf_note_missing_space(struct spf_diagnosis *d, size_t offset, size_t end);

#endif
