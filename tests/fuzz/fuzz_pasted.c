/* Whatever is pasted, the domain that is told lies within it. */
#include "dns/pasted.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pasted pasted = pasted_domain((struct slice){ data, size });

	if (pasted.domain.len &&
		(pasted.domain.at < data || pasted.domain.at + pasted.domain.len > data + size))
		abort();
	return 0;
}
