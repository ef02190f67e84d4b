/*
 * What a process gives up before it reads the bytes of strangers: for good, and for all processes that it starts. What of it the
 * kernel offers is done, and the rest is told; nothing here makes a run fail.
 *
 *  - no_new_privs: nothing that is executed gains privileges; and of those of root only the ones for files are kept;
 *  - Landlock (Linux 5.13 and later): only the named files, and from 6.7 on only the named TCP ports; nothing is executed;
 *  - seccomp: system calls that no honest run makes fail with EPERM.
 *
 * The filter of system calls names what is refused and lets the rest pass. A list of what is allowed would have to follow each C
 * library, sanitizer, valgrind and processor, and a call that is new to it would break an honest run; the calls that do harm are
 * known, and files and ports are Landlock's, which lists what is allowed. A refused call gets an error and does not end the process:
 * what is not expected is then an error message and an exit status of the program, and not a signal.
 */
#ifndef MAILAUTH_CONFINE_CONFINE_H
#define MAILAUTH_CONFINE_CONFINE_H

#include "confine/wish.h"

/* Adds a path; NULL is passed over. */
void confine_allow(struct arena *arena, struct confine_wish *wish, const char *path, unsigned rights);

/* Adds what the C library and the other libraries read, whatever is done. */
void confine_allow_system(struct arena *arena, struct confine_wish *wish);

/* Gives up everything else. */
struct confined confine(const struct confine_wish *wish);

#endif
