/* Worlds of zone text, and the loop of questions over them. */
#include "support/world.h"

#include <stdlib.h>

enum { PASSES_MOST = 200, ANSWERS_KEPT = 100 };

void world_of(struct slice zone, world_visit *visit, void *context)
{
	const struct dns_name origin = dns_name_of("example.com");
	struct zone_set *zones = zone_set_new();
	struct text text = text_of("zone", zone);
	struct dns_source *source;
	const char *fault;
	uint32_t line;

	zone_set_read(zones, &text, &origin);
	zone_set_finish(zones);
	source = dns_script_source(zones, &text, NULL, &line, &fault);
	if (source) {
		struct facts *facts = facts_new(source, ANSWERS_KEPT, NULL);

		visit(context, facts);
		dns_source_close(source);
		facts_free(facts);
	}
	zone_set_free(zones);
	text_close(&text);
}

void world_ask_again(struct facts *facts, world_pass *pass, void *context)
{
	struct facts_view view = { .facts = facts };
	struct arena arena = { 0 };

	for (int passes = 0;; passes++) {
		view.incomplete = false;
		pass(context, &arena, &view);
		if (!view.incomplete)
			break;
		if (passes == PASSES_MOST)
			abort();
		facts_send(facts);
		arena_rewind(&arena);
	}
	facts_release(&view);
	arena_release(&arena);
}
