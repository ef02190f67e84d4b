/*
 * The examples of rules as somebody tries them: whole files, and the command that judges them. In the rows they are pieces of a
 * zone of example.com (or a message, or two zones), with comments that name what else is needed:
 *
 *   ; with --ip 192.0.2.1      an option
 *   ; expect-rua = mailto:...  a line of the configuration file, as is "; accept = ..."
 *   ; domain news.example.com  the domain that is judged, if it is not example.com
 *   ; live                     not a zone file but answers of name servers, as is anything with "; @answer"
 *   ; whole file               nothing is to be added
 */
#ifndef MAILAUTH_RULES_EXAMPLE_H
#define MAILAUTH_RULES_EXAMPLE_H

#include "check/rule.h"

/* What comes before a piece of a zone. */
#define EXAMPLE_HEAD \
	"$ORIGIN example.com.\n$TTL 3600\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A 11.0.0.1\n"

/* The private half of KEY_OF_PAIR (rules/example_text.h), made for this purpose. */
#define EXAMPLE_KEY_FILE \
	"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFB29a0l10qdUvewVW0sO7q5nqbXeMUGIZ9w3QV87X8d\n" \
	"-----END PRIVATE KEY-----\n"

enum { EXAMPLE_FILES_MOST = 3 };

struct example_file {
	const char *name, *text;
};

struct example {
	const char *command; /* without the name of the program: "zone --offline example.zone" */
	const char *
		conditions; /* the options and settings among it that the example itself asks for; empty for none */
	struct example_file files[EXAMPLE_FILES_MOST];
	size_t count;
};

/* The example, either `bad` or `good` of the rule; owned by the arena. */
struct example example_of(struct arena *arena, const struct rule *rule, const char *text);

/* A piece of a zone with what makes it a zone: SOA, name server, and an address where nothing else is at the apex. */
const char *example_zone(struct arena *arena, const char *piece);

/* A piece without the comments that say how it is judged. */
const char *example_piece(struct arena *arena, const char *text);

#endif
