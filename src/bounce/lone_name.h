/* The one domain in a reply that may be whom it is about, where no wording tells. */
#ifndef MAILAUTH_BOUNCE_LONE_NAME_H
#define MAILAUTH_BOUNCE_LONE_NAME_H

#include "base/arena.h"

/*
 * The domain of the only name or address in the reply, in lower case, that is no host's, no part of a link, not of a recipient and
 * not of a service that gives advice; NULL when there is none, or more than one. `recipient` is the domain that the mail was for,
 * or NULL.
 */
const char *lone_name(struct arena *arena, const char *said, const char *recipient);

/* False for what looks like a domain and is none: names of files, of members and of private networks. */
bool lone_name_is_plausible(const char *domain);

#endif
