/* What the library does without memory; the program has cli/out_of_memory.c instead. */
#include "base/arena.h"

#include <stdlib.h>

void out_of_memory(void)
{
	abort();
}
