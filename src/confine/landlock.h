/* Files and TCP ports, by Landlock of Linux. */
#ifndef MAILAUTH_CONFINE_LANDLOCK_H
#define MAILAUTH_CONFINE_LANDLOCK_H

#include "confine/wish.h"

/* Sets `files` and `ports`, or `files_fault`. */
void landlock_confine(const struct confine_wish *wish, struct confined *confined);

#endif
