/* Reads what query tools print, of whatever family. */
#ifndef MAILAUTH_INPUT_ANSWER_READER_H
#define MAILAUTH_INPUT_ANSWER_READER_H

#include "input/answers.h"

/* Reads what tools print. The text must outlive the answers; what they hold besides is the arena's. */
void answers_read(struct arena *arena, struct text *text, struct answers *ret_answers);

#endif
