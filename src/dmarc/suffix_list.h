/* The public suffix list, through libpsl: what RFC 7489 section 3.2 calls the Organizational Domain. */
#ifndef MAILAUTH_DMARC_SUFFIX_LIST_H
#define MAILAUTH_DMARC_SUFFIX_LIST_H

#include "dns/name.h"

struct suffix_list;

/*
 * Loads a list from a file, or libpsl's newest one when `path` is NULL. Returns NULL when it cannot be read or is no list, with
 * *ret_fault, as it may be said after the file's name; for the newest one that may be NULL.
 */
struct suffix_list *suffix_list_open(const char *path, const char **ret_fault);

/* The same for the bytes of a file. */
struct suffix_list *suffix_list_read(struct slice bytes, const char **ret_fault);
void suffix_list_close(struct suffix_list *list);

/* One label more than the longest public suffix; the name itself when it is a public suffix, or without a list. */
struct dns_name suffix_list_organizational_domain(
	const struct suffix_list *list, const struct dns_name *name);

/* True when both names have the same organizational domain. */
bool suffix_list_same_organization(
	const struct suffix_list *list, const struct dns_name *a, const struct dns_name *b);

/* True when the name itself is a public suffix that the ICANN section of the list has. */
bool suffix_list_has(const struct suffix_list *list, const struct dns_name *name);

#endif
