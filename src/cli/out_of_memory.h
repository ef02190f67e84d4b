/* What a run without memory ends with. Memory cannot be had in the middle of anything, so it ends from there. */
#ifndef MAILAUTH_CLI_OUT_OF_MEMORY_H
#define MAILAUTH_CLI_OUT_OF_MEMORY_H

#include "print/format.h"

/* From here on a run without memory ends as one in this format does that judged nothing; NULL for the program's own status. */
void out_of_memory_prints(const struct format *format);

#endif
