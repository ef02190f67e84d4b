/*
 * What is said about records and domains in more than one place, each claim with one definition: the role, the rules, the
 * receivers' table and what is printed cannot disagree about it.
 */
#ifndef MAILAUTH_CHECK_CLAIMS_H
#define MAILAUTH_CHECK_CLAIMS_H

#include "check/domain.h"

/* True for an SPF record of the domain itself: selected, and not one that only an include leads to. */
bool spf_is_own(const struct spf_subject *spf);

/* The one selected SPF record, or NULL when there is none or more than one. */
const struct spf_subject *domain_spf(const struct domain *domain);

/*
 * True for a record by which no client can pass: it has an "all", and each directive up to it has the qualifier "-". A fault
 * in what follows is another matter, and so are modifiers (RFC 7208 sections 4.6.2 and 6).
 */
bool spf_lets_nobody_send(const struct spf_record *record);

/*
 * True when an "all" of the record lets every client pass that gets there: its qualifier is "+", or none at all. False where a
 * qualifier was meant and went astray: it is alone before it, or it is a dash other than "-".
 */
bool spf_lets_all_send(const struct spf_record *record);

/* Like spf_lets_nobody_send(), of the domain's one record with the records that its redirects lead to (section 6.1). */
bool domain_lets_nobody_send(const struct domain *domain);

/* The valid record of somebody else that the redirects of the domain's record lead to: its "all" decides. NULL without one. */
const struct spf_node *domain_redirected(const struct domain *domain);

/* True when verifiers can use the key at the selector: there is one, valid, not revoked. False for NULL. */
bool dkim_selector_works(const struct dkim_selector *selector);

/* True when that key is one that large receivers count: RSA (RFC 8463 is not implemented everywhere). */
bool dkim_selector_works_everywhere(const struct dkim_selector *selector);

/* True when a selector that was looked at has a key that verifiers can use. */
bool domain_has_key(const struct domain *domain);

/* The same, or a selector was not answered. */
bool domain_may_have_key(const struct domain *domain);

/* The looked-at selector of that name (in any case), or NULL. */
const struct dkim_selector *domain_selector(const struct domain *domain, const char *name);

/* How many DMARC records receivers select at _dmarc of the domain itself: of more than one, none is used. */
size_t domain_dmarc_count(const struct domain *domain);

/* The one selected DMARC record there, or NULL when there is none or more than one (RFC 9989 section 4.10). */
const struct dmarc_subject *domain_dmarc(const struct domain *domain);

/* True for the single null MX of RFC 7505. */
bool domain_has_null_mx(const struct domain *domain);

/* True for a name of reverse DNS (RFC 1035 section 3.5, RFC 3596 section 2.5): hosts are found there, and no mail. */
bool name_is_reverse(const struct dns_name *name);

/* True when no mail record is missing at the name, as it is no name of mail: of reverse DNS, or for others to include. */
bool domain_needs_no_records(const struct domain *domain);

/*
 * True when the domain may be in the From field of mail: DKIM signatures, a DMARC policy and what receivers ask of authors are its
 * business. False for a name that is only included, or only in MAIL FROM.
 */
bool domain_has_authors(const struct domain *domain);

/* True when mail for the domain is delivered somewhere by MX. */
bool domain_receives(const struct domain *domain);

/* True when the records that SPF, MX and DMARC have at the domain itself were answered. */
bool domain_is_answered(const struct domain *domain);

/* True when A and AAAA were both answered, and neither has an address. */
bool has_no_address(const struct dns_reply *ip4, const struct dns_reply *ip6);

/* True when it is known that the domain sends mail, and not only assumed for want of an answer. */
bool domain_sends(const struct domain *domain);

/* True unless it is known that the domain has to do with mail. */
bool domain_may_lack_mail(const struct domain *domain);

/* True when questions are asked that no verdict needs: by wish, or because a zone file answers them. */
bool domain_is_asked_all(const struct domain *domain);

/* True when nothing can be at a name, as it does not exist, or one above it does not (RFC 8020). Asks nothing. */
bool domain_lacks_name(const struct domain *domain, const struct dns_name *name);

#endif
