/* The domains that --domain and the sides of `diff` name: whether zone files hold them, and what is said when they do not. */
#ifndef MAILAUTH_JUDGE_WANTED_H
#define MAILAUTH_JUDGE_WANTED_H

#include "dns/zone.h"

/* True when a server of these zones would say of the name that it exists, or could not tell because a line was not read. */
bool wanted_is_held(struct zone_set *zones, const struct dns_name *name);

/* "; did you mean example.com?" for the name of the zones that is nearest, or the name above it; nothing when none is near. Owned by the arena. */
const char *wanted_nearest(struct arena *arena, struct zone_set *zones, const struct dns_name *name);

/* Why the files do not hold the name, as the end of a sentence about it. Static. */
const char *wanted_reason(struct zone_set *zones, const struct dns_name *name);

#endif
