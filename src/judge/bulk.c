/* A ring of sessions: the oldest one that is not reported yet, and those after it. */
#include "judge/bulk.h"

#include "judge/wait.h"

#include <stdlib.h>

enum { RING_PER_JOB = 8 };

struct ring {
	const struct bulk *bulk;
	struct session *sessions;
	size_t size;
	size_t oldest, next; /* places; next is after the last one that was begun */
	size_t waiting;	     /* how many of them wait for answers */
};

static struct session *session_at(const struct ring *ring, size_t place)
{
	return &ring->sessions[place % ring->size];
}

static void begin_sessions(struct ring *ring)
{
	const struct bulk *bulk = ring->bulk;

	for (; ring->next < bulk->count && ring->next < ring->oldest + ring->size &&
		ring->waiting < bulk->jobs;
		ring->next++, ring->waiting++) {
		struct session *session = session_at(ring, ring->next);

		*session = (struct session){ .view = { .facts = bulk->facts } };
		bulk->begin(bulk->context, ring->next, session);
	}
}

static void report_sessions(struct ring *ring)
{
	for (; ring->oldest < ring->next && session_at(ring, ring->oldest)->done; ring->oldest++) {
		ring->bulk->report(ring->bulk->context, session_at(ring, ring->oldest)->report);
		session_close(session_at(ring, ring->oldest));
	}
}

/* Nothing can go on before answers come. */
static bool is_blocked(const struct ring *ring)
{
	return ring->oldest < ring->next &&
	       (ring->waiting == ring->bulk->jobs || ring->next == ring->bulk->count ||
		       ring->next == ring->oldest + ring->size);
}

static bool step_ring(void *context)
{
	struct ring *ring = context;

	do {
		begin_sessions(ring);
		ring->waiting = 0;
		for (size_t place = ring->oldest; place < ring->next; place++)
			ring->waiting += !session_step(session_at(ring, place));
		report_sessions(ring);
	} while (ring->oldest < ring->bulk->count && !is_blocked(ring));
	return ring->oldest == ring->bulk->count;
}

void judge_domains(const struct bulk *bulk)
{
	struct ring ring = { .bulk = bulk };

	ring.size = bulk->count < bulk->jobs * RING_PER_JOB ? bulk->count : bulk->jobs * RING_PER_JOB;
	ring.sessions = xrealloc(NULL, ring.size * sizeof *ring.sessions);
	wait_for(bulk->facts, step_ring, &ring);
	free(ring.sessions);
}
