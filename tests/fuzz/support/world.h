/* A scripted world: zone text with the outcomes of questions (dns/source.h), and judging code that asks again until it knows. */
#ifndef MAILAUTH_FUZZ_WORLD_H
#define MAILAUTH_FUZZ_WORLD_H

#include "dns/facts.h"

/* Reads zone text of example.com, and has it visited. A script that cannot be read is no world: nothing is done. */
typedef void world_visit(void *context, struct facts *facts);
void world_of(struct slice zone, world_visit *visit, void *context);

/*
 * One pass over what is known; it sets view->incomplete when an answer is still to come. What it takes from the arena is gone with the
 * last pass.
 */
typedef void world_pass(void *context, struct arena *arena, struct facts_view *view);

/* Makes passes until one is complete; aborts when there is no end of it. */
void world_ask_again(struct facts *facts, world_pass *pass, void *context);

#endif
