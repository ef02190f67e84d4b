/* Lines of logs in JSON. */
#ifndef MAILAUTH_BOUNCE_FRAME_JSON_H
#define MAILAUTH_BOUNCE_FRAME_JSON_H

#include "base/arena.h"

/*
 * The line that a JSON object holds, of docker, the journal of systemd and collectors of logs: the entry as a server would have
 * written it. False for other objects. *ret_more tells that the line goes on in the next object.
 */
bool frame_json(struct arena *arena, struct slice object, struct slice *ret_line, bool *ret_more);

#endif
