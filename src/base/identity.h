/* Which file a name leads to: two names of one file have the same identity (POSIX, st_dev and st_ino). */
#ifndef MAILAUTH_BASE_IDENTITY_H
#define MAILAUTH_BASE_IDENTITY_H

#include "base/hash.h"

#include <sys/types.h>

struct stat;

struct identity {
	dev_t device;
	ino_t inode;
};

struct identity identity_of(const struct stat *status);
bool identity_equal(const struct identity *a, const struct identity *b);
uint64_t identity_hash(const struct identity *identity);

/* All zero is an empty set. */
struct identity_set {
	ARENA_LIST(struct identity) list;
	struct hash_table table;
};

/* False when it is in the set already. */
bool identity_set_add(struct arena *arena, struct identity_set *set, struct identity identity);

#endif
