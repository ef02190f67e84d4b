/* What a domain is for: who sends, who only receives, who is only included or only in MAIL FROM. */
#ifndef MAILAUTH_CHECK_ROLE_H
#define MAILAUTH_CHECK_ROLE_H

#include "check/domain.h"

/* Sets role, role_reason and bounce_only of a domain of which everything else is collected. What the user said applies. */
void role_decide(struct arena *arena, struct domain *domain);

#endif
