/* What a run without memory ends with. Memory cannot be had in the middle of anything, so it ends from there. */
#ifndef MAILAUTH_CLI_OUT_OF_MEMORY_H
#define MAILAUTH_CLI_OUT_OF_MEMORY_H

#include "print/format.h"

/* From here on a run without memory ends as one in this format does that judged nothing; NULL for the program's own status. */
void out_of_memory_prints(const struct format *format);

/*
 * Libraries get their memory where the program gets its own, and what they cannot get ends the run: none of them can take it for a
 * fault of what it reads. To be called before any of them is used.
 */
void out_of_memory_covers_libraries(void);

#endif
