/*
 * One source below several stacks: what both sides of a comparison ask outside their own zones is asked once, and answered the
 * same to both.
 */
#ifndef MAILAUTH_DNS_SHARED_H
#define MAILAUTH_DNS_SHARED_H

#include "dns/source.h"

struct dns_shared;

enum { SHARED_ANSWERS_MOST = 20000 }; /* that are kept; questions after that are asked each time */

/* Takes the source, which is closed with it; NULL for one that is asked nothing (DNS_OFFLINE). */
struct dns_shared *dns_shared_new(struct dns_source *source);

/* A source to be the bottom of a stack. It must be closed before the shared one. */
struct dns_source *dns_shared_source(struct dns_shared *shared);

/* Ends all questions that are open; later ones are not asked. Before the stacks and the facts are closed. Nothing for NULL. */
void dns_shared_stop(struct dns_shared *shared);

/* Does nothing for NULL. All that it answered must be forgotten by then: the data of the records are in its memory. */
void dns_shared_free(struct dns_shared *shared);

#endif
