/* Any bytes are JSON or are not, and where they stop being it lies among them. */
#include "base/json_read.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	size_t fault = 0;

	if (!json_read(&arena, (struct slice){ data, size }, &fault) && fault > size)
		abort();
	arena_release(&arena);
	return 0;
}
