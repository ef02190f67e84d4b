/* Where DKIM keys may be: the selectors that are known, implied by a provider, or worth a guess. */
#ifndef MAILAUTH_CHECK_SELECTORS_H
#define MAILAUTH_CHECK_SELECTORS_H

#include "check/domain.h"

/*
 * Collects the selectors of a domain whose SPF and MX records are collected already. Asks for those that the user or a
 * zone file names at once; for a provider's and for guesses only when something exists below _domainkey (RFC 8020).
 */
void selectors_collect(struct arena *arena, struct facts_view *view, struct domain *domain);

/*
 * The day of the key that the name of a selector tells, as that of several providers does: eight digits, such as 20260131, in days
 * since 1970. False when it tells none.
 */
bool selector_day(const char *selector, uint32_t *ret_day);

/* The year alone, which shorter names tell too: "20161025", "201610", "s2016"; 0 for none. */
unsigned selector_year(const char *selector);

#endif
