/* A side of `diff`: zone files, a domain of live DNS, or saved answers, recognised by what is there. */
#ifndef MAILAUTH_CLI_SIDE_H
#define MAILAUTH_CLI_SIDE_H

#include "cli/file_list.h"
#include "dns/shared.h"
#include "judge/saved_domains.h"
#include "judge/source.h"

/* What version control gives for the side on which a file is not there: zone files, of which there are none. */
#define SIDE_OF_NOTHING "/dev/null"

enum side_kind { SIDE_ZONES, SIDE_DOMAIN, SIDE_ANSWERS };

struct side {
	enum side_kind kind;
	const char *label;	  /* the operand, as it may be shown */
	struct change_side state; /* what is judged; without facts */
	struct zone_files files;
	bool is_nothing; /* SIDE_OF_NOTHING */
	struct saved_answers answers;
	struct saved_domains saved; /* what the answers are about */
	struct dns_source *script;  /* of the answers; to look into, and not to be asked */
};

/* What is outside of the zones and answers of the sides: live DNS, or the answers of --answers. */
struct third_parties {
	struct saved_answers answers;
	struct dns_shared *shared; /* NULL when nothing else is asked */
};

/* Opens the operand; `other` is the other one. False after a message. The side is closed in any case. */
bool side_open(struct options *options, struct side *side, const char *word, const char *other);

/*
 * Opens what the folder has of the files that a list names, be it nothing: then they are all new, or deleted. False after a message.
 * The side is closed in any case.
 */
bool side_open_listed(
	struct options *options, struct side *side, const char *folder, const struct file_list *list);

void side_close(struct side *side);

/* Opens what the sides need beside themselves. False after a message. */
bool third_parties_open(struct options *options, struct third_parties *third, const struct side *before,
	const struct side *after);

/* After all sources and facts. */
void third_parties_close(struct third_parties *third);

/* The source that answers for a side. What a zone file does not hold is told by the saved answers of the other side, if it has any. */
struct dns_source *side_source(struct side *side, struct side *other, const struct third_parties *third);

/* True when the side may have something at the name: live DNS always may. */
bool side_holds(const struct side *side, const struct dns_name *name);

/* How many mail domains the side has by itself, and their names: of files and saved answers; none of live DNS. */
size_t side_domain_count(const struct side *side);
struct dns_name side_domain(const struct side *side, size_t number);

/* True for one of them. */
bool side_has_domain(const struct side *side, const struct dns_name *name);

#endif
