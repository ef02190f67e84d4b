/* Who refused a mail, as the reply and what is around it tell. */
#ifndef MAILAUTH_BOUNCE_RECEIVERS_H
#define MAILAUTH_BOUNCE_RECEIVERS_H

#include "base/arena.h"

/*
 * The name of the receiver, such as "Gmail": by what only it writes in its replies, else by the host that said the reply, else by
 * the domain of the recipient when no host is named. `said` is the reply, `around` all of the text that it is in; both by
 * reply_flatten(), folded. NULL when they do not tell. Static.
 */
const char *receiver_find(struct arena *arena, const char *said, const char *around);

/* True when one of the alternatives (|), with all of its parts (&), is in the folded text. */
bool has_anchor(const char *folded, const char *anchors);

#endif
