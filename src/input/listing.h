/* Records as a panel lists them (plesk bin dns --info): a line each, and the text of a TXT record without quotes to the line's end. */
#ifndef MAILAUTH_INPUT_LISTING_H
#define MAILAUTH_INPUT_LISTING_H

#include "text/text.h"

/*
 * True when each line is a record with an absolute owner and its type after that, no text is in quotes, and TXT is not the only type:
 * lines of a master file whose author forgot the quotes have a TTL, a class or relative names.
 */
bool listing_is(struct slice text);

/* The same records as lines of a master file, made from the text. */
struct text *listing_translate(struct arena *arena, struct text *text);

#endif
