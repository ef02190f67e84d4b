/*
 * The one loop that waits for answers. Whatever is judged goes on in steps, each as far as the answers allow; between two
 * steps the program waits for DNS.
 */
#ifndef MAILAUTH_JUDGE_WAIT_H
#define MAILAUTH_JUDGE_WAIT_H

#include "dns/facts.h"

/* Goes on as far as the answers allow. True when there is nothing left to do. */
typedef bool wait_step(void *context);

/* Steps, and waits for answers between two steps, until the step is done. */
void wait_for(struct facts *facts, wait_step *step, void *context);

/* Judges from scratch with what is answered by now, and notes in the view what is lacking. True when nothing was. */
typedef bool wait_pass(void *context);

enum { PASSES_MOST = 100 };

/*
 * Pass after pass, each when all that the one before lacked is answered, until a pass lacks nothing, or is the last of
 * PASSES_MOST. The arena is emptied before each pass: it holds what the last one made.
 */
void wait_for_passes(struct facts_view *view, struct arena *arena, wait_pass *pass, void *context);

#endif
