/* Addresses of mail as they are written in other text. */
#ifndef MAILAUTH_BOUNCE_MAIL_ADDRESS_H
#define MAILAUTH_BOUNCE_MAIL_ADDRESS_H

#include "base/arena.h"

/* The address in a text that holds one, such as "Ann <ann@example.com>"; NULL when there is none. Owned by the arena. */
const char *mail_address_in(struct arena *arena, struct slice text);

#endif
