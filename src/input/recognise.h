/*
 * What a file, standard input or an argument is, told by its content first and by its name second: a zone in the form of master
 * files (RFC 1035 section 5), answers of DNS in one of several forms, or something else, which is named to the user.
 */
#ifndef MAILAUTH_INPUT_RECOGNISE_H
#define MAILAUTH_INPUT_RECOGNISE_H

#include "base/arena.h"
#include "input/input.h"

/*
 * Tells what bytes are. Bytes in UTF-16 are to be decoded before (input/decode.h). Only the first mebibyte is looked at. `path` is
 * the name of the file, or NULL. The texts are static.
 */
struct input input_recognise(struct slice bytes, const char *path);

/* Says of what is no zone what it is, and how to get a zone file: a sentence without a final dot, in the arena. */
const char *input_refusal(struct arena *arena, const struct input *input);

#endif
