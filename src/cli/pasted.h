/* Answers of query tools, as people paste and redirect them, where records and zones are read. */
#ifndef MAILAUTH_CLI_PASTED_H
#define MAILAUTH_CLI_PASTED_H

#include "cli/options.h"
#include "input/answers.h"
#include "input/recognise.h"

/* True for what tools print, also in JSON. */
bool pasted_is_answer(const struct input *input);

/* True for a text that cannot hold records as people paste them: pages of the web, programs, JSON that is no answer. */
bool pasted_is_refused(const struct input *input, struct slice bytes);

/*
 * Reads answers; says which lines were not read, of which questions the answers are not known. False after a message, when nothing of
 * it can be read; what it holds is to be closed in any case.
 */
bool pasted_answers_read(struct options *options, struct text *text, struct answers *ret_answers);

#endif
