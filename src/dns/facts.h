/*
 * Everything DNS has said in this run, and what is still to be asked.
 *
 * Judging code reads facts and never waits: a question without an answer yields a pending reply and is noted. After a
 * pass all noted questions are sent at once; when they are answered the pass runs again. So the time for a domain is
 * its longest chain of dependent questions times the round trip. A question whose answer is late holds up nothing but what
 * depends on it: where the others are answered and nothing more comes for a moment, the pass runs without it.
 */
#ifndef MAILAUTH_DNS_FACTS_H
#define MAILAUTH_DNS_FACTS_H

#include "dns/overlay.h"
#include "dns/source.h"

struct facts;
struct fact;

/* Not answered yet, counted, or one answer too many. */
enum facts_room { FACTS_ROOM_UNKNOWN, FACTS_ROOM_TAKEN, FACTS_ROOM_NONE };

/* What one domain's judgement has asked; keeps these answers in the table until it is released. */
struct facts_view {
	struct facts *facts;
	struct fact **used;
	bool *needed;	       /* of each: asked in this pass, for its own sake, and not only aside */
	enum facts_room *room; /* of each: whether its records are among those that may be read */
	size_t records;	       /* of those that are */
	size_t count;
	size_t capacity;
	uint32_t *slots; /* a hash table of 2 * capacity: the places of facts in `used`, from 1; 0 is empty */
	bool incomplete; /* set when a reply was pending in this pass */
	size_t answered; /* of its questions, when facts_begin_pass() was called last */
	size_t extra; /* questions allowed beyond FACTS_QUESTIONS_MOST: those that the user or a zone file names */
	bool limited; /* set when a question was one too many, or too late */
	struct dns_overlay
		*overlay; /* changes laid over the answers, whose questions count as aside; or NULL */
	bool aside;	  /* for now, all questions only help to understand other answers */
};

enum {
	FACTS_QUESTIONS_MOST = 300, /* for one domain; the rest is answered with DNS_LIMIT */
	FACTS_RECORDS_MOST = 6000,  /* in all answers of DNS for one domain; the rest, too */
};

/* `keep`: how many answers to keep that no view holds any more. `save`, when not NULL, receives every answer. */
struct facts *facts_new(struct dns_source *source, size_t keep, struct bytes *save);
void facts_free(struct facts *facts);

/* What a view asks at that time (on dns_live_now()) or later, and did not ask before, is answered with DNS_LIMIT. 0 for never. */
void facts_set_deadline(struct facts *facts, uint64_t deadline_ms);

/* The reply to a question, aliases followed across sources. Owned by the table while the view is open. */
const struct dns_reply *facts_get(struct facts_view *view, const struct dns_name *name, uint16_t type);

/* As facts_get(), for what only helps to understand other answers. */
const struct dns_reply *facts_get_aside(struct facts_view *view, const struct dns_name *name, uint16_t type);

/* As facts_get(), for a question asked in another way. Aliases in the answer of a server that was asked directly stay unfollowed. */
const struct dns_reply *facts_ask(struct facts_view *view, const struct dns_question *question);

/* Sends what was noted since the last call. */
void facts_send(struct facts *facts);

/* Called each time that answers are waited for. */
typedef void facts_waiting(void *context, const struct facts *facts);

/* NULL for nobody. */
void facts_watch(struct facts *facts, facts_waiting *waiting, void *context);

/* How many questions are sent and not answered, and one of them: NULL when there is none. */
size_t facts_open(const struct facts *facts, const struct dns_question **ret_question);

/* Waits up to `timeout_ms` for answers to what was sent. */
void facts_wait(struct facts *facts, int timeout_ms);

/* True when everything the view has asked is answered. */
bool facts_ready(const struct facts_view *view);

/* True when another pass can find out more: all is answered, or something is, and nothing more has come for a moment. */
bool facts_are_due(const struct facts_view *view);

/* Begins a pass over the view: what was asked in earlier ones, and is in none that follows, is needed by nobody. */
void facts_begin_pass(struct facts_view *view);

/*
 * The n-th question's own reply, NULL while it is not answered. An alias out of its source has outcome DNS_PENDING, or DNS_LOOP
 * when it leads back across sources.
 */
const struct dns_reply *facts_view_reply(const struct facts_view *view, size_t number);

/* True when the n-th question only helps to understand other answers. */
bool facts_view_is_aside(const struct facts_view *view, size_t number);

/* Gives the view's answers back and empties it. */
void facts_release(struct facts_view *view);

/* Questions sent to the source so far. */
size_t facts_sent(const struct facts *facts);

#endif
