/* A zone file between the lines of a terminal session, or in a fence of Markdown. */
#ifndef MAILAUTH_INPUT_SESSION_H
#define MAILAUTH_INPUT_SESSION_H

#include "text/text.h"

/* Is there a command that asked for the zone, or a fence around it? Only the first lines are looked at. */
bool session_is(struct slice text);

/* Makes comments of commands, prompts and fences; every other byte stays where it is. The text gets bytes of its own. */
void session_hide(struct text *text);

#endif
