/* Ctrl-C and the like: a run ends with whole lines, and then by the signal, as whoever started it expects. */
#ifndef MAILAUTH_CLI_INTERRUPT_H
#define MAILAUTH_CLI_INTERRUPT_H

#include <stdbool.h>

/*
 * From now on SIGINT, SIGTERM and SIGHUP do not end the program at once, unless they are ignored anyway; the second one does.
 * Whoever calls this looks at interrupt_came() often.
 */
void interrupt_watch(void);

/* True when one of them came. */
bool interrupt_came(void);

/* Ends the program by the signal that came; returns when none did. */
void interrupt_end(void);

#endif
