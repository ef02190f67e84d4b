/* Text of other programs that may hold the reply of a mail server. */
#ifndef MAILAUTH_BOUNCE_LIKELY_H
#define MAILAUTH_BOUNCE_LIKELY_H

#include "base/slice.h"

/* True for a text with a code of a refusal, and with words of mail where the code alone could be another number. */
bool likely_reply(struct slice text);

#endif
