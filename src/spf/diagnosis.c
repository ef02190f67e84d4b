/* Notes what is wrong with a record. */
#include "spf/diagnosis.h"

struct problem *spf_note(struct spf_diagnosis *d, enum spf_problem_kind kind, size_t first, size_t end)
{
	return problem_add(d->arena, &d->record->problems, (int)kind, (uint32_t)first, (uint32_t)end);
}
