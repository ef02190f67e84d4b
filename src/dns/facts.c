/*
 * A hash table of questions with their answers. Views hold what they use; what nobody holds any more waits in a list,
 * oldest first, to be dropped.
 */
#include "dns/facts.h"

#include "dns/kept.h"
#include "dns/live.h"

#include <stdlib.h>
#include <string.h>

/* What a search looks at comes first, in one line of the cache; the arena's memory is elsewhere. */
struct fact {
	struct fact *bucket_next;
	uint64_t hash;		       /* of the question */
	const struct dns_reply *reply; /* NULL until answered */
	struct fact *older, *newer;    /* among those that nobody holds */
	unsigned pins;		       /* views and aliases that hold it */
	struct dns_question question;
	struct facts *facts;
	struct arena arena;
	const struct dns_reply *limit; /* in its place, where there is no room for its records */
	const struct dns_reply *whole; /* with an alias that left its source followed to the end */
	struct fact *far;	       /* whose records `whole` shows; held by this one, or NULL */
	struct fact *wanted_next;
};

struct facts {
	struct dns_source *source;
	struct bytes *save;
	struct fact **buckets;
	size_t bucket_count;
	size_t count;
	size_t keep, idle;
	uint64_t deadline_ms;
	struct fact *oldest, *newest;
	struct fact *wanted, **wanted_end;
	size_t sent, open; /* open: sent, and not answered */
	bool quiet;	   /* nothing came while answers were waited for */
	facts_waiting *waiting;
	void *waiting_context;
};

static const struct dns_reply pending_reply = { .outcome = DNS_PENDING };
static const struct dns_reply limit_reply = { .outcome = DNS_LIMIT };
static const struct dns_reply loop_reply = { .outcome = DNS_LOOP };

struct facts *facts_new(struct dns_source *source, size_t keep, struct bytes *save)
{
	struct facts *facts = xrealloc(NULL, sizeof *facts);

	*facts = (struct facts){ .source = source, .keep = keep, .save = save, .bucket_count = 256 };
	facts->wanted_end = &facts->wanted;
	facts->buckets = xrealloc(NULL, facts->bucket_count * sizeof *facts->buckets);
	memset(facts->buckets, 0, facts->bucket_count * sizeof *facts->buckets);
	return facts;
}

void facts_set_deadline(struct facts *facts, uint64_t deadline_ms)
{
	facts->deadline_ms = deadline_ms;
}

static void free_fact(struct fact *fact)
{
	arena_release(&fact->arena);
	free(fact);
}

void facts_free(struct facts *facts)
{
	for (size_t i = 0; i < facts->bucket_count; i++) {
		for (struct fact *fact = facts->buckets[i]; fact;) {
			struct fact *next = fact->bucket_next;

			free_fact(fact);
			fact = next;
		}
	}
	free(facts->buckets);
	free(facts);
}

static uint64_t hash_of(const struct dns_question *question)
{
	return dns_name_hash(&question->name) + question->type * 0x9e3779b97f4a7c15U;
}

static struct fact **bucket_of(const struct facts *facts, uint64_t hash)
{
	return &facts->buckets[(hash ^ hash >> 32) & (facts->bucket_count - 1)];
}

static void grow_table(struct facts *facts)
{
	struct fact **old = facts->buckets;
	size_t old_count = facts->bucket_count;

	facts->bucket_count *= 4;
	facts->buckets = xrealloc(NULL, facts->bucket_count * sizeof *facts->buckets);
	memset(facts->buckets, 0, facts->bucket_count * sizeof *facts->buckets);
	for (size_t i = 0; i < old_count; i++) {
		for (struct fact *fact = old[i]; fact;) {
			struct fact *next = fact->bucket_next, **bucket = bucket_of(facts, fact->hash);

			fact->bucket_next = *bucket;
			*bucket = fact;
			fact = next;
		}
	}
	free(old);
}

static struct fact *find(const struct facts *facts, const struct dns_question *question)
{
	uint64_t hash = hash_of(question);
	struct fact *fact = *bucket_of(facts, hash);

	while (fact && (fact->hash != hash || fact->question.type != question->type ||
			       !dns_way_equal(&fact->question.way, &question->way) ||
			       !dns_name_equal(&fact->question.name, &question->name)))
		fact = fact->bucket_next;
	return fact;
}

/* Notes a question that is to be asked. */
static struct fact *want(struct facts *facts, const struct dns_question *question)
{
	uint64_t hash = hash_of(question);
	struct fact **bucket, *fact;

	if (facts->count >= facts->bucket_count)
		grow_table(facts);
	bucket = bucket_of(facts, hash);
	fact = xrealloc(NULL, sizeof *fact);
	*fact = (struct fact){ .facts = facts, .hash = hash, .question = *question, .bucket_next = *bucket };
	*bucket = fact;
	facts->count++;
	*facts->wanted_end = fact;
	facts->wanted_end = &fact->wanted_next;
	return fact;
}

static void unlink_idle(struct facts *facts, struct fact *fact)
{
	*(fact->older ? &fact->older->newer : &facts->oldest) = fact->newer;
	*(fact->newer ? &fact->newer->older : &facts->newest) = fact->older;
	fact->older = fact->newer = NULL;
	facts->idle--;
}

/* The slot that has the fact, or the empty one where it belongs; capacity is a power of two. */
static size_t slot_of(const struct facts_view *view, const struct fact *fact)
{
	size_t last = 2 * view->capacity - 1,
	       slot = (size_t)((uintptr_t)fact * (uint64_t)0x9e3779b97f4a7c15U >> 32) & last;

	while (view->slots[slot] && view->used[view->slots[slot] - 1] != fact)
		slot = (slot + 1) & last;
	return slot;
}

/* The fact's place in the view; its count when it is not there. */
static size_t place_in(const struct facts_view *view, const struct fact *fact)
{
	uint32_t place = view->capacity ? view->slots[slot_of(view, fact)] : 0;

	return place ? place - 1 : view->count;
}

static void grow_view(struct facts_view *view)
{
	view->capacity = view->capacity ? view->capacity * 2 : 32;
	view->used = xrealloc(view->used, view->capacity * sizeof *view->used);
	view->needed = xrealloc(view->needed, view->capacity * sizeof *view->needed);
	view->room = xrealloc(view->room, view->capacity * sizeof *view->room);
	view->slots = xrealloc(view->slots, 2 * view->capacity * sizeof *view->slots);
	memset(view->slots, 0, 2 * view->capacity * sizeof *view->slots);
	for (size_t i = 0; i < view->count; i++)
		view->slots[slot_of(view, view->used[i])] = (uint32_t)i + 1;
}

/* Returns its place. */
static size_t hold(struct facts_view *view, struct fact *fact, bool aside)
{
	size_t place = place_in(view, fact);

	if (place == view->count) {
		if (view->count == view->capacity)
			grow_view(view);
		view->slots[slot_of(view, fact)] = (uint32_t)view->count + 1;
		view->needed[view->count] = false;
		view->room[view->count] = FACTS_ROOM_UNKNOWN;
		view->used[view->count++] = fact;
		if (!fact->pins++ && fact->reply)
			unlink_idle(view->facts, fact);
	}
	view->needed[place] = view->needed[place] || !(aside || view->aside);
	return place;
}

/* Files of the user may be as large as they are; what strangers answer is bounded. */
static bool has_room(struct facts_view *view, size_t place)
{
	struct fact *fact = view->used[place];
	enum facts_room *room = &view->room[place];
	size_t count = fact->reply->from_zone_file ? 0 : fact->reply->records.count;
	struct dns_reply *limit;

	if (*room == FACTS_ROOM_UNKNOWN) {
		*room = view->records + count <= FACTS_RECORDS_MOST ? FACTS_ROOM_TAKEN : FACTS_ROOM_NONE;
		view->records += *room == FACTS_ROOM_TAKEN ? count : 0;
	}
	if (*room == FACTS_ROOM_NONE && !fact->limit) {
		fact->limit = limit = arena_take(&fact->arena, sizeof *limit);
		*limit = (struct dns_reply){ .question = fact->question, .outcome = DNS_LIMIT };
	}
	return *room == FACTS_ROOM_TAKEN;
}

static const struct dns_reply *get(
	struct facts_view *view, const struct dns_question *question, unsigned hops);

/* Adds the CNAMEs that lead on, which are other facts, until one leads to a name that was passed already. */
static void add_circle(struct facts *facts, struct arena *arena, struct dns_reply *whole)
{
	struct dns_question question = whole->question;

	whole->aliases.capacity = whole->aliases.count;
	while (whole->aliases.count <= DNS_ALIASES_MOST && !dns_reply_is_circle(whole)) {
		const struct fact *next;

		question.name = *dns_reply_owner(whole);
		next = find(facts, &question);
		if (!next || !next->reply || !next->reply->aliases.count)
			return;
		for (size_t i = 0; i < next->reply->aliases.count; i++)
			*arena_append(arena, &whole->aliases) = next->reply->aliases.at[i];
	}
}

/* That there was no room is known of this view only. */
static bool is_without_room(const struct facts *facts, const struct dns_reply *reply)
{
	const struct fact *fact = reply == &loop_reply ? NULL : find(facts, &reply->question);

	return fact && fact->limit == reply;
}

/* The reply with the answer at the far end of an alias that left its source. */
static const struct dns_reply *follow(struct facts_view *view, struct fact *fact, bool aside, unsigned hops)
{
	const struct dns_reply *near = fact->reply, *far;
	struct dns_question question = fact->question;
	struct dns_reply *whole;

	question.name = *dns_reply_owner(near);
	question.way.aside = aside;
	far = get(view, &question, hops + (unsigned)near->aliases.count);
	if (dns_outcome_is_pending(far->outcome) || far == &limit_reply || is_without_room(view->facts, far))
		return far;
	if (far == &loop_reply && hops) /* only where the search began is it known to be too long */
		return far;
	if (fact->whole)
		return fact->whole;
	whole = arena_take(&fact->arena, sizeof *whole);
	*whole = *far;
	whole->question = fact->question;
	whole->aliases.at = arena_take_array(
		&fact->arena, near->aliases.count + far->aliases.count, sizeof *whole->aliases.at);
	whole->aliases.count = near->aliases.count + far->aliases.count;
	memcpy(whole->aliases.at, near->aliases.at, near->aliases.count * sizeof *whole->aliases.at);
	if (far->aliases.count)
		memcpy(whole->aliases.at + near->aliases.count, far->aliases.at,
			far->aliases.count * sizeof *whole->aliases.at);
	if (far == &loop_reply)
		add_circle(view->facts, &fact->arena, whole);
	whole->beside_alias = near->beside_alias;
	whole->wildcard = near->wildcard;
	whole->from_zone_file = near->from_zone_file && far->from_zone_file;
	whole->authenticated = near->authenticated && far->authenticated;
	fact->whole = whole;
	if (far != &loop_reply) { /* which shows nothing, and would hold itself */
		fact->far = find(view->facts, &question);
		fact->far->pins++;
	}
	return whole;
}

/* One question more, of a domain that has asked them all or after the deadline: judging ends, too. */
static bool is_refused(const struct facts_view *view, const struct fact *fact)
{
	uint64_t deadline_ms = view->facts->deadline_ms;

	return (view->count >= FACTS_QUESTIONS_MOST + view->extra ||
		       (deadline_ms && dns_live_now() >= deadline_ms)) &&
	       (!fact || place_in(view, fact) == view->count);
}

static const struct dns_reply *get(
	struct facts_view *view, const struct dns_question *question, unsigned hops)
{
	struct fact *fact;
	size_t place;

	if (hops > DNS_ALIASES_MOST)
		return &loop_reply;
	fact = find(view->facts, question);
	if (is_refused(view, fact)) {
		view->limited = view->limited || !question->way.aside;
		return &limit_reply;
	}
	if (!fact)
		fact = want(view->facts, question);
	place = hold(view, fact, question->way.aside || view->overlay);
	if (!fact->reply) {
		view->incomplete = true;
		return &pending_reply;
	}
	if (!has_room(view, place))
		return fact->limit;
	if (question->way.direct)
		return fact->reply;
	if (hops + fact->reply->aliases.count > DNS_ALIASES_MOST)
		return &loop_reply;
	return dns_outcome_is_pending(fact->reply->outcome) ? follow(view, fact, question->way.aside, hops)
							    : fact->reply;
}

const struct dns_reply *facts_ask(struct facts_view *view, const struct dns_question *question)
{
	const struct dns_reply *reply = get(view, question, 0);

	return view->overlay ? dns_overlay_apply(view->overlay, reply) : reply;
}

const struct dns_reply *facts_get(struct facts_view *view, const struct dns_name *name, uint16_t type)
{
	struct dns_question question = { .name = *name, .type = type };

	return facts_ask(view, &question);
}

const struct dns_reply *facts_get_aside(struct facts_view *view, const struct dns_name *name, uint16_t type)
{
	struct dns_question question = { .name = *name, .type = type, .way = { .aside = true } };

	return facts_ask(view, &question);
}

/* Nobody holds it any more: the newest of those that may be dropped. */
static void make_idle(struct facts *facts, struct fact *fact)
{
	fact->older = facts->newest;
	*(facts->newest ? &facts->newest->newer : &facts->oldest) = fact;
	facts->newest = fact;
	facts->idle++;
}

static void let_go(struct facts *facts, struct fact *fact)
{
	if (!--fact->pins && fact->reply)
		make_idle(facts, fact);
}

static void drop_oldest(struct facts *facts)
{
	struct fact *fact = facts->oldest, **at = bucket_of(facts, fact->hash);

	unlink_idle(facts, fact);
	while (*at != fact)
		at = &(*at)->bucket_next;
	*at = fact->bucket_next;
	facts->count--;
	if (fact->far)
		let_go(facts, fact->far);
	free_fact(fact);
}

static void drop_idle(struct facts *facts)
{
	while (facts->idle > facts->keep)
		drop_oldest(facts);
}

static void answered(void *context, struct dns_reply *reply)
{
	struct fact *fact = context;

	dns_reply_sort(reply);
	dns_reply_keep(&fact->arena, reply);
	fact->reply = reply;
	fact->facts->open--;
	if (fact->facts->save)
		dns_script_save(fact->facts->save, reply);
	if (!fact->pins) {
		make_idle(fact->facts, fact);
		drop_idle(fact->facts);
	}
}

void facts_send(struct facts *facts)
{
	while (facts->wanted) {
		struct fact *fact = facts->wanted;

		facts->wanted = fact->wanted_next;
		if (!facts->wanted)
			facts->wanted_end = &facts->wanted;
		facts->sent++;
		facts->open++;
		dns_source_ask(facts->source, &fact->question, &fact->arena, answered, fact);
	}
}

void facts_watch(struct facts *facts, facts_waiting *waiting, void *context)
{
	facts->waiting = waiting;
	facts->waiting_context = context;
}

size_t facts_open(const struct facts *facts, const struct dns_question **ret_question)
{
	*ret_question = NULL;
	for (size_t i = 0; i < facts->bucket_count && facts->open && !*ret_question; i++)
		for (const struct fact *fact = facts->buckets[i]; fact; fact = fact->bucket_next)
			if (!fact->reply)
				*ret_question = &fact->question;
	return facts->open;
}

void facts_wait(struct facts *facts, int timeout_ms)
{
	size_t open = facts->open;

	if (facts->waiting)
		facts->waiting(facts->waiting_context, facts);
	dns_source_wait(facts->source, timeout_ms);
	facts->quiet = facts->open == open;
}

static size_t count_answered(const struct facts_view *view)
{
	size_t answered = 0;

	for (size_t i = 0; i < view->count; i++)
		answered += view->used[i]->reply != NULL;
	return answered;
}

bool facts_ready(const struct facts_view *view)
{
	return count_answered(view) == view->count;
}

bool facts_are_due(const struct facts_view *view)
{
	size_t answered = count_answered(view);

	return answered == view->count || (view->facts->quiet && answered > view->answered);
}

void facts_begin_pass(struct facts_view *view)
{
	view->incomplete = view->limited = false;
	view->answered = count_answered(view);
	for (size_t i = 0; i < view->count; i++)
		view->needed[i] = false;
}

const struct dns_reply *facts_view_reply(const struct facts_view *view, size_t number)
{
	const struct fact *fact = view->used[number];

	if (view->room[number] == FACTS_ROOM_NONE)
		return fact->limit;
	return fact->whole && dns_outcome_is_loop(fact->whole->outcome) ? fact->whole : fact->reply;
}

bool facts_view_is_aside(const struct facts_view *view, size_t number)
{
	return !view->needed[number];
}

void facts_release(struct facts_view *view)
{
	for (size_t i = 0; i < view->count; i++)
		let_go(view->facts, view->used[i]);
	if (view->count)
		drop_idle(view->facts);
	free(view->used);
	free(view->needed);
	free(view->room);
	free(view->slots);
	*view = (struct facts_view){ .facts = view->facts };
}

size_t facts_sent(const struct facts *facts)
{
	return facts->sent;
}
