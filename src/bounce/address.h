/* Which of the addresses in a reply is the one that the receiver judged. */
#ifndef MAILAUTH_BOUNCE_ADDRESS_H
#define MAILAUTH_BOUNCE_ADDRESS_H

#include "base/arena.h"

/*
 * The address of the server that sent the mail, as text; NULL when the texts do not tell. `folded` is what is before the
 * reply with the reply, `said` the reply alone, both in lower case. Private addresses, those of the receiver, those in quoted
 * records and numbers of versions are passed over. With `lone`, the only address in the reply is taken without a word that tells
 * whose it is.
 */
const char *address_judged(struct arena *arena, const char *folded, const char *said, bool lone);

#endif
