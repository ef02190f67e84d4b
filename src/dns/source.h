/*
 * Where answers come from: live DNS, zone files, or a script. Sources are stacked: one that has nothing to say about
 * a question leaves it to the one below.
 */
#ifndef MAILAUTH_DNS_SOURCE_H
#define MAILAUTH_DNS_SOURCE_H

#include "base/bytes.h"
#include "dns/reply.h"
#include "dns/zone.h"

struct dns_source;

/* Called once for each question, perhaps before dns_source_ask() returns. The reply lives in the asker's arena. */
typedef void dns_done(void *context, struct dns_reply *reply);

struct dns_source_ops {
	/* Starts on a question; returns false to leave it to the source below. */
	bool (*ask)(struct dns_source *source, const struct dns_question *question, struct arena *arena,
		dns_done *done, void *context);
	/* Waits up to `timeout_ms` for answers. NULL for a source that always answers at once. */
	void (*wait)(struct dns_source *source, int timeout_ms);
	void (*close)(struct dns_source *source);
};

struct dns_source {
	const struct dns_source_ops *ops;
	struct dns_source *below; /* NULL at the bottom */
};

/* Asks the stack from the top. What no source takes is answered with DNS_OFFLINE. */
void dns_source_ask(struct dns_source *source, const struct dns_question *question, struct arena *arena,
	dns_done *done, void *context);

/* Waits on the first source of the stack that can wait. */
void dns_source_wait(struct dns_source *source, int timeout_ms);

/* Closes the whole stack. */
void dns_source_close(struct dns_source *source);

/* Zone files over the source below. The zone set stays the caller's. */
struct dns_source *dns_zone_source(struct zone_set *zones, struct dns_source *below);

/*
 * A script: zone text with lines that say how questions end.
 *
 *   ; @answer NAME TYPE OUTCOME [ad] [aa] [tc] [no-edns] [beside-alias] [ede=NUMBER] [zone=NAME] [records=NUMBER] [negative-ttl=SECONDS] [cd] [at=ADDRESS [tcp]]
 *   ; @recorded
 *   ; @pasted
 *
 * "cd" and "at" are for questions asked without validation and of that server; their records are below
 * NAME.cd.invalid and NAME.192-0-2-1.udp.invalid (or tcp). NAME and TYPE may be "*". OUTCOME is a word of dns_outcome_word(); "answer" takes the records from the text. After
 * @recorded the text is a list of saved answers: what has no line in it was not asked, and an answer whose records are not all there
 * was not read; after @pasted, too, and its records
 * lead back to their places; what was not answered then is asked of the source below. "policy" for TYPE is for
 * the MTA-STS policy that the server at ADDRESS has: a TXT record below NAME.192-0-2-1.policy.invalid with a word of
 * fetch_status_word(), its detail, and the policy. Returns NULL, with
 * *ret_fault_line and *ret_fault, for a line that cannot be read. The zone set and the text stay the caller's.
 */
struct dns_source *dns_script_source(struct zone_set *zones, struct text *text, struct dns_source *below,
	uint32_t *ret_fault_line, const char **ret_fault);

/* Calls `visit` for each @answer line of a script that names a question, in the order of the text. */
typedef void dns_script_visit(void *context, const struct dns_question *question, enum dns_outcome outcome);
void dns_script_each(const struct dns_source *script, dns_script_visit *visit, void *context);

/* Appends a reply in the form that dns_script_source() reads. */
void dns_script_save(struct bytes *out, const struct dns_reply *reply);

/* The line that heads a file of saved answers. */
extern const char dns_script_recorded[];

#endif
