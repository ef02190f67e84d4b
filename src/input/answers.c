/* Answers as a source: the script that was written of them. */
#include "input/answers.h"

struct dns_source *answers_source(struct answers *answers, struct dns_source *below)
{
	uint32_t line;
	const char *fault;

	return dns_script_source(answers->zones, answers->lines, below, &line, &fault);
}

void answers_close(struct answers *answers)
{
	zone_set_free(answers->zones);
	answers->zones = NULL;
}
