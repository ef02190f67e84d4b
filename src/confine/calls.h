/* System calls, by a filter of seccomp. */
#ifndef MAILAUTH_CONFINE_CALLS_H
#define MAILAUTH_CONFINE_CALLS_H

#include "confine/wish.h"

/* Sets `calls`, or `calls_fault`. */
void calls_confine(const struct confine_wish *wish, struct confined *confined);

#endif
