/*
 * Any world is walked to an end: the input is a name in its first line, and zone text with scripted outcomes behind it. Both kinds of
 * receiver find their policy at the name or above it.
 */
#include "support/command.h"
#include "support/mutate.h"
#include "support/world.h"

#include "dmarc/discover.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_reading(const struct dmarc_reading *reading, const struct dns_name *name)
{
	if (reading->outcome == DNS_PENDING)
		abort();
	if (reading->applies && (!reading->found || !reading->found->record))
		abort();
	if (reading->found && !dns_name_is_under(name, &reading->found->name))
		abort();
	if (!dns_name_is_under(name, &reading->organizational_domain))
		abort();
	if (dmarc_policy_after_pct(reading) > reading->policy)
		abort();
}

static void check(const struct dmarc_discovery *discovery, const struct dns_name *name)
{
	if (!discovery->walk_count || discovery->walk_count > DMARC_WALK_MOST + 1)
		abort();
	for (size_t i = 0; i < discovery->walk_count; i++) {
		const struct dmarc_answer *answer = &discovery->walk[i];

		if (!dns_name_is_under(name, &answer->name) ||
			(answer->selected != NULL) != (answer->count == 1) ||
			(i && !dns_name_is_under(&discovery->walk[i - 1].name, &answer->name)))
			abort();
	}
	check_reading(&discovery->rfc7489, name);
	check_reading(&discovery->rfc9989, name);
	dmarc_is_below_organizational_domain(discovery, name);
}

/* A name is aligned with itself, in either mode, by either specification. */
static void align(struct arena *arena, struct facts_view *view, const struct dns_name *name)
{
	const struct dns_name other = dns_name_of("mail.example.com");

	if (name->len == 1) /* nobody sends mail from the root */
		return;
	for (int strict = 0; strict < 2; strict++) {
		enum dmarc_alignment there = dmarc_alignment_rfc9989(arena, view, NULL, name, &other, strict);

		if (dmarc_alignment_rfc7489(NULL, name, name, strict) != DMARC_ALIGNED ||
			(dmarc_alignment_rfc9989(arena, view, NULL, name, name, strict) == DMARC_NOT_ALIGNED))
			abort();
		if (!view->incomplete &&
			there != dmarc_alignment_rfc9989(arena, view, NULL, &other, name, strict))
			abort();
	}
}

struct walk {
	struct dns_name name;
	bool exists;
};

static void walk_pass(void *context, struct arena *arena, struct facts_view *view)
{
	const struct walk *walk = context;
	const struct dmarc_discovery *discovery =
		dmarc_discover(arena, view, NULL, &walk->name, walk->exists);

	align(arena, view, &walk->name);
	if (!view->incomplete)
		check(discovery, &walk->name);
}

static void walk_world(void *context, struct facts *facts)
{
	struct walk walk = { *(const struct dns_name *)context, true };

	world_ask_again(facts, walk_pass, &walk);
	walk.exists = false;
	world_ask_again(facts, walk_pass, &walk);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest, word = take_options((struct slice){ data, size }, &rest);
	struct dns_name origin = dns_name_of("example.com"), name;

	if (!reaches_out(rest) && rest.len && dns_name_from_text(word, &origin, &name) == DNS_NAME_OK)
		world_of(rest, walk_world, &name);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS | MUTATE_TAGS | MUTATE_LABELS);
}
