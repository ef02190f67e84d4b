/* Events of mail services and servers as JSON objects: notifications of bounces, and what applications log. */
#ifndef MAILAUTH_BOUNCE_EVENTS_H
#define MAILAUTH_BOUNCE_EVENTS_H

#include "bounce/reader.h"

/* Adds the refusals that a JSON value tells of: any string in it that holds a reply. False when the text is no JSON. */
bool events_read(struct reader *reader, struct slice text);

#endif
