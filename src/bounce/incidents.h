/*
 * The refusals of an input, each different one once and counted: however long a log is, only what it tells is kept. A refusal that
 * two lines tell is one.
 */
#ifndef MAILAUTH_BOUNCE_INCIDENTS_H
#define MAILAUTH_BOUNCE_INCIDENTS_H

#include "bounce/bounce.h"

enum {
	INCIDENTS_MOST = 10000, /* different ones; others are only counted, as bounces.unkept */
	RECENT_MOST = 16	/* refusals that the next line may tell again */
};

/* One that the next lines may tell again. */
struct recent {
	struct arena arena;
	struct bounce bounce;
	bool used;
};

struct incidents {
	struct arena *arena; /* keeps them */
	struct bounces *bounces;
	uint32_t *slots; /* numbers of bounces, plus 1, by their hash */
	size_t slot_count;
	struct recent recent[RECENT_MOST];
	size_t next; /* which of them is the oldest */
};

/* Takes a refusal; what it says is copied. */
void incidents_add(struct incidents *incidents, const struct bounce *bounce);

/* What comes next tells nothing again that was told so far: to be called between mails, and at the end. */
void incidents_settle(struct incidents *incidents);

/* Frees what is not in the arena. */
void incidents_close(struct incidents *incidents);

#endif
