/* What is asked on behalf of a judgement: live DNS with MTA-STS policies over HTTPS, or answers that an earlier run saved. */
#ifndef MAILAUTH_JUDGE_SOURCE_H
#define MAILAUTH_JUDGE_SOURCE_H

#include "dns/live.h"
#include "tls/policy_source.h"

/* The file of saved answers, while its source is in use. */
struct saved_answers {
	struct text text;
	struct zone_set *zones;
};

/*
 * Live DNS, and on top of it the policies, for which 0 milliseconds stand for as long as a policy may take. NULL with
 * *ret_fault, a sentence in the arena, when this machine cannot ask.
 */
struct dns_source *live_source_open(struct arena *arena, const struct dns_live_options *live,
	const struct policy_options *policies, const char **ret_fault);

/*
 * A source that answers from the file at `path`. NULL with *ret_fault, a sentence in the arena; errno is 0 then when the file
 * can be read and holds no saved answers or a faulty line. The struct is closed after the source in any case.
 */
struct dns_source *saved_answers_open(
	struct arena *arena, struct saved_answers *answers, const char *path, const char **ret_fault);

/*
 * The same for a text that is open already, which the struct takes over; errno is 0 in any case. More sources of the same answers come
 * from saved_answers_source().
 */
struct dns_source *saved_answers_read(
	struct arena *arena, struct saved_answers *answers, struct text *text, const char **ret_fault);

/* One more source of answers that were read without fault, over the source below or NULL. */
struct dns_source *saved_answers_source(struct saved_answers *answers, struct dns_source *below);

void saved_answers_close(struct saved_answers *answers);

#endif
