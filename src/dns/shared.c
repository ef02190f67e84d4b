/* A hash table of questions with their answers, or with those who wait for one. Answers are handed out as copies of the reply. */
#include "dns/shared.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 4096 };

struct asker {
	struct arena *arena;
	dns_done *done;
	void *context;
	struct asker *next;
};

struct entry {
	struct dns_question question;
	struct arena arena;
	const struct dns_reply *reply; /* NULL until answered */
	struct asker *askers;
	struct entry *next;
};

struct dns_shared {
	struct dns_source *source;
	struct entry *buckets[BUCKETS];
	size_t count;
};

struct link {
	struct dns_source source;
	struct dns_shared *shared;
};

static struct entry **bucket_of(struct dns_shared *shared, const struct dns_question *question)
{
	return &shared->buckets[(dns_name_hash(&question->name) + question->type) % BUCKETS];
}

static struct entry *find(struct dns_shared *shared, const struct dns_question *question)
{
	struct entry *entry = *bucket_of(shared, question);

	while (entry && (entry->question.type != question->type ||
				!dns_way_equal(&entry->question.way, &question->way) ||
				!dns_name_equal(&entry->question.name, &question->name)))
		entry = entry->next;
	return entry;
}

/* Who gets a reply puts its records in order and keeps what it makes of them: each has a list of its own. */
static void hand_out(const struct entry *entry, const struct asker *asker)
{
	struct dns_reply *reply = arena_take(asker->arena, sizeof *reply);
	size_t size = entry->reply->records.count * sizeof *reply->records.at;

	*reply = *entry->reply;
	reply->records.at = arena_take(asker->arena, size);
	if (size)
		memcpy(reply->records.at, entry->reply->records.at, size);
	reply->records.capacity = reply->records.count;
	asker->done(asker->context, reply);
}

static void answered(void *context, struct dns_reply *reply)
{
	struct entry *entry = context;

	entry->reply = reply;
	for (struct asker *asker = entry->askers, *next; asker; asker = next) {
		next = asker->next;
		hand_out(entry, asker);
		free(asker);
	}
	entry->askers = NULL;
}

static bool ask(struct dns_source *source, const struct dns_question *question, struct arena *arena,
	dns_done *done, void *context)
{
	struct dns_shared *shared = ((struct link *)source)->shared;
	struct entry *entry = find(shared, question), **bucket = bucket_of(shared, question);
	const struct asker now = { .arena = arena, .done = done, .context = context };
	struct asker *asker;

	if (entry && entry->reply) {
		hand_out(entry, &now);
		return true;
	}
	if (!entry && shared->count >= SHARED_ANSWERS_MOST) {
		dns_source_ask(shared->source, question, arena, done, context);
		return true;
	}
	asker = xrealloc(NULL, sizeof *asker);
	*asker = now;
	if (entry) {
		asker->next = entry->askers;
		entry->askers = asker;
		return true;
	}
	entry = xrealloc(NULL, sizeof *entry);
	*entry = (struct entry){ .question = *question, .askers = asker, .next = *bucket };
	*bucket = entry;
	shared->count++;
	dns_source_ask(shared->source, question, &entry->arena, answered, entry);
	return true;
}

static void wait_for_answers(struct dns_source *source, int timeout_ms)
{
	dns_source_wait(((struct link *)source)->shared->source, timeout_ms);
}

static void close_link(struct dns_source *source)
{
	free(source);
}

struct dns_shared *dns_shared_new(struct dns_source *source)
{
	struct dns_shared *shared = xrealloc(NULL, sizeof *shared);

	memset(shared, 0, sizeof *shared);
	shared->source = source;
	return shared;
}

struct dns_source *dns_shared_source(struct dns_shared *shared)
{
	static const struct dns_source_ops ops = {
		.ask = ask, .wait = wait_for_answers, .close = close_link
	};
	struct link *self = xrealloc(NULL, sizeof *self);

	*self = (struct link){ .source = { .ops = &ops }, .shared = shared };
	return &self->source;
}

void dns_shared_stop(struct dns_shared *shared)
{
	struct dns_source *source = shared ? shared->source : NULL;

	if (shared)
		shared->source = NULL;
	dns_source_close(source); /* what it still waits for ends with those who asked */
}

void dns_shared_free(struct dns_shared *shared)
{
	if (!shared)
		return;
	dns_shared_stop(shared);
	for (size_t i = 0; i < BUCKETS; i++) {
		for (struct entry *entry = shared->buckets[i], *next; entry; entry = next) {
			next = entry->next;
			arena_release(&entry->arena);
			free(entry);
		}
	}
	free(shared);
}
