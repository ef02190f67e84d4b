/*
 * Starts and stops mailauth-check-fetch, the program that fetches policies: the only one that is ever executed. It is looked for
 * beside the program itself, then where it is installed.
 */
#ifndef MAILAUTH_TLS_FETCH_HELPER_H
#define MAILAUTH_TLS_FETCH_HELPER_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

struct fetch_helper {
	int socket; /* of this side, not blocking; less than 0 when there is none */
	pid_t process;
};

struct fetch_program {
	char path[PATH_MAX];
};

/* Where the program is. False, with errno, when there is none, or when it was not built. */
bool fetch_program_find(struct fetch_program *ret_program);

/* A pair of sockets that no other program inherits; the first one does not block. False with errno. */
bool fetch_helper_pair(int pair[2]);

/* Starts it. On failure returns false with errno. */
bool fetch_helper_start(struct fetch_helper *helper);

/* Lets it end, and waits for its end. */
void fetch_helper_stop(struct fetch_helper *helper);

#endif
