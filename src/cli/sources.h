/* Where the answers of a run come from, and what else it is judged with. */
#ifndef MAILAUTH_CLI_SOURCES_H
#define MAILAUTH_CLI_SOURCES_H

#include "cli/options.h"
#include "judge/source.h"

struct sources {
	struct dns_source *source;
	struct facts *facts;
	struct suffix_list *suffixes;
	struct dkim_pair pair;	      /* of --private-key */
	struct saved_answers answers; /* of --answers */
	struct bytes saved;	      /* for --save-answers */
};

enum { FACTS_KEPT = 2000 };

/* Opens what the options name and puts it into options->check. `zones` are answered from first; NULL for none. False after a message. */
bool sources_open(struct sources *sources, struct options *options, struct zone_set *zones);

/* The same with a source that is open already, and is closed in any case. */
bool sources_open_on(struct sources *sources, struct options *options, struct dns_source *source);

/* Where answers come from, for readers of a report: "resolver 192.0.2.53". Owned by the arena of the options. */
const char *sources_text(struct options *options);

void sources_close(struct sources *sources);

/* A source of the answers of --answers. NULL after a message; the struct is closed after the source in any case. */
struct dns_source *answers_open(struct options *options, struct saved_answers *answers);

/*
 * Live DNS as the options say (nothing with --offline), with policies over HTTPS, below zone files (NULL for none). False
 * after a message.
 */
bool live_source_make(struct options *options, struct zone_set *zones, struct dns_source **ret_source);

/* Resolves servers that are given by name; those that are addresses stay as they are. False after a message. */
bool servers_resolve(struct options *options);

#endif
