/* A ring of sessions: the oldest one that is not reported yet, and those after it. */
#include "judge/bulk.h"

#include "judge/wait.h"

#include <stdlib.h>

enum { RING_PER_JOB = 8 };

struct ring {
	const struct bulk *bulk;
	struct session **sessions; /* NULL where none was needed yet */
	size_t size;
	size_t oldest, next; /* places; next is after the last one that was begun */
	size_t waiting;	     /* how many of them wait for answers */
	bool later, ended;   /* the list has nothing now; nothing more */
};

static struct session **session_at(const struct ring *ring, size_t place)
{
	return &ring->sessions[place % ring->size];
}

static bool is_full(const struct ring *ring)
{
	return ring->waiting == ring->bulk->jobs || ring->next == ring->oldest + ring->size;
}

static bool is_stopped(const struct ring *ring)
{
	return ring->bulk->is_stopped && ring->bulk->is_stopped(ring->bulk->context);
}

static void begin_sessions(struct ring *ring)
{
	const struct bulk *bulk = ring->bulk;

	ring->later = false;
	while (!ring->ended && !ring->later && !is_full(ring) && !is_stopped(ring)) {
		struct session **session = session_at(ring, ring->next);
		enum bulk_next next;

		if (!*session)
			*session = xrealloc(NULL, sizeof **session);
		**session = (struct session){ .view = { .facts = bulk->facts } };
		next = bulk->next(bulk->context, *session, ring->oldest == ring->next);
		ring->later = next == BULK_LATER;
		ring->ended = next == BULK_END;
		ring->next += next == BULK_DOMAIN;
		ring->waiting += next == BULK_DOMAIN;
	}
}

/* One that is reported gives its place to the oldest one, so that the ring has no gaps. */
static void end_session(struct ring *ring, size_t place)
{
	struct session *session = *session_at(ring, place);

	*session_at(ring, place) = *session_at(ring, ring->oldest);
	*session_at(ring, ring->oldest) = session;
	session_close(session);
	ring->oldest++;
}

static void report_sessions(struct ring *ring)
{
	for (size_t place = ring->oldest; place < ring->next && !is_stopped(ring); place++) {
		struct session *session = *session_at(ring, place);

		if (!session->done && !ring->bulk->unordered)
			break;
		if (!session->done)
			continue;
		ring->bulk->report(ring->bulk->context, session->report);
		end_session(ring, place);
	}
}

/* Nothing can go on before answers come. */
static bool is_blocked(const struct ring *ring)
{
	return ring->oldest < ring->next && (ring->ended || ring->later || is_full(ring));
}

static bool step_ring(void *context)
{
	struct ring *ring = context;

	do {
		begin_sessions(ring);
		ring->waiting = 0;
		for (size_t place = ring->oldest; place < ring->next && !is_stopped(ring); place++)
			ring->waiting += !session_step(*session_at(ring, place));
		report_sessions(ring);
	} while (!is_stopped(ring) && !(ring->ended && ring->oldest == ring->next) && !is_blocked(ring));
	return is_stopped(ring) || (ring->ended && ring->oldest == ring->next);
}

void judge_domains(const struct bulk *bulk)
{
	struct ring ring = { .bulk = bulk, .size = bulk->jobs * RING_PER_JOB };

	ring.sessions = xrealloc(NULL, ring.size * sizeof *ring.sessions);
	for (size_t i = 0; i < ring.size; i++)
		ring.sessions[i] = NULL;
	wait_for(bulk->facts, step_ring, &ring);
	while (ring.oldest < ring.next)
		end_session(&ring, ring.oldest);
	for (size_t i = 0; i < ring.size; i++)
		free(ring.sessions[i]);
	free(ring.sessions);
}
