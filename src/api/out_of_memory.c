/* What the library does without memory; the program has cli/out_of_memory.c instead. */
#include "api/recovery.h"

#include "base/arena.h"

#include <stdlib.h>

void out_of_memory(void)
{
	api_recover();
	abort(); /* each function that takes memory has a way back */
}
