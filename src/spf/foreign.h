/* Tokens of other services that were put into an SPF record: each belongs in a TXT record of its own. */
#ifndef MAILAUTH_SPF_FOREIGN_H
#define MAILAUTH_SPF_FOREIGN_H

#include "base/slice.h"

#include <stdbool.h>

/* True for "google-site-verification=...", "MS=ms1234", "brevo-code:...", "v=DMARC1", a tag of DMARC or DKIM. */
bool spf_is_foreign(struct slice token);

/* True for "v=spf1": the version of a second record. */
bool spf_is_version(struct slice token);

#endif
