/* Applies a unified diff of one file, as patch(1) does with exact context. */
#ifndef MAILAUTH_FUZZ_PATCH_H
#define MAILAUTH_FUZZ_PATCH_H

#include "base/bytes.h"

/* Appends the patched text. False when the diff is none, or does not fit the text. */
bool patch_apply(struct slice text, struct slice diff, struct bytes *out);

#endif
