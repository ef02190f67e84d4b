/* What the program does without memory; the library has api/out_of_memory.c instead. */
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>

void out_of_memory(void)
{
	fputs("mailauth-check: out of memory\n", stderr);
	exit(2);
}
