/* What the program gives up once it knows what it is asked for, and before it reads a byte of strangers. */
#ifndef MAILAUTH_CLI_CONFINE_H
#define MAILAUTH_CLI_CONFINE_H

#include "cli/options.h"

/*
 * Confines the process to what the options name, unless they turn that off. What has to be done before is done: servers that are
 * given by name are resolved, and what fetches policies is prepared. False after a message.
 */
bool confine_to_options(struct options *options);

/* Lets go of what was prepared and not used. */
void confine_end(struct options *options);

#endif
