/* What is wrong with a term, and what was probably meant. */
#ifndef MAILAUTH_SPF_DIAGNOSIS_H
#define MAILAUTH_SPF_DIAGNOSIS_H

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

/* A word that is no mechanism. At least one problem is noted. */
void spf_diagnose_unknown(struct spf_diagnosis *d, struct span name, struct span token);

/* What is written in place of an argument and is not one, valid or not. False when nothing was noted. */
bool spf_diagnose_argument(struct spf_diagnosis *d, struct span token, struct span name);

/* An address with or without a prefix length. */
bool spf_is_address_with_prefix(struct slice text, bool *ret_is_ip6);

/* HTML, comments, escapes and quotes that came along; templates that nobody filled in. False when nothing was noted. */
bool spf_diagnose_pasted(struct spf_diagnosis *d, struct span token);

/* A blank lost inside the token: at a string join, before a term, or around an "all". False when nothing was noted. */
bool spf_diagnose_glue(struct spf_diagnosis *d, struct span token, bool valid);

/* An "all" alone: glued to what is before or after it. `valid` for a token that reads as a modifier. */
bool spf_diagnose_glued_all(struct spf_diagnosis *d, struct span token, bool valid);

/* A comma or semicolon where a blank should be; delimiters in a macro are none. False when nothing was noted. */
bool spf_diagnose_separator(struct spf_diagnosis *d, struct span token);

/* A blank between the token and the next one that belongs to neither. False when nothing was noted. */
bool spf_diagnose_inner_space(struct spf_diagnosis *d, struct span token, bool valid, struct span next);

/* A domain of the documentation, left over from a template. Whatever else is wrong with the term is said as well. */
void spf_note_example(struct spf_diagnosis *d, struct span token);

/* Notes what is never reached or occurs twice, with one text in which everything is reached (sections 5.1 and 6). */
void spf_diagnose_order(struct spf_diagnosis *d);

/* Notes a problem. */
struct problem *spf_note(struct spf_diagnosis *d, enum spf_problem_kind kind, size_t first, size_t end);

/* Notes an argument that is missing. */
void spf_note_empty(
	struct spf_diagnosis *d, enum spf_term_kind kind, struct span token, struct span argument);

/* Notes what follows "all" from an offset on: a term of its own, or nothing that it can take. */
void spf_note_all_with_argument(struct spf_diagnosis *d, struct span token, uint32_t from);

/* The problem is mended by leaving this out, with the blanks before it. */
void spf_note_without(struct spf_diagnosis *d, struct problem *problem, struct span whole);

/* True when two strings of the TXT record meet at this offset: a blank was lost there. */
bool spf_is_join(const struct spf_record *record, size_t offset);

/* Two terms run together at `offset`, which ends at `end`: at a string join, or just so. */
void spf_note_missing_space(struct spf_diagnosis *d, size_t offset, size_t end);

/* "-all" for a minus sign, else "~all": no mended record lets everybody pass who did not pass before. */
const char *spf_meant_all(uint8_t qualifier);

#endif
