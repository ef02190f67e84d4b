/* What a process keeps of what it may do. */
#ifndef MAILAUTH_CONFINE_WISH_H
#define MAILAUTH_CONFINE_WISH_H

#include "base/arena.h"

enum confine_right {
	CONFINE_READ = 1,   /* a file; of a folder all files below it, and their names */
	CONFINE_LIST = 2,   /* the names in a folder, and below it */
	CONFINE_WRITE = 4,  /* what is there already: a device, a pipe */
	CONFINE_CREATE = 8, /* in a folder: create, write, rename and remove files */
};

struct confine_path {
	const char *path; /* links are followed; one that does not exist is passed over */
	unsigned rights;
};

struct confine_wish {
	ARENA_LIST(struct confine_path) paths;
	bool network;		    /* sockets of IPv4 and IPv6, and no others; without it none at all */
	ARENA_LIST(uint16_t) ports; /* that TCP may connect to */
};

/* What of it there is. */
struct confined {
	bool files, ports, calls;
	const char *files_fault, *calls_fault; /* why not: static, or of strerror() */
};

#endif
