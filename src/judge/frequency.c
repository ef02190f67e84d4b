/* Counts of findings and domains, and their order. */
#include "judge/frequency.h"

void frequency_add(struct frequency *frequency, enum severity severity, size_t domain)
{
	frequency->findings++;
	frequency->domains += frequency->last_domain != domain;
	frequency->last_domain = domain;
	if (severity > frequency->severity)
		frequency->severity = severity;
}

int frequency_compare(const struct frequency *a, const struct frequency *b)
{
	if (a->findings != b->findings)
		return a->findings < b->findings ? 1 : -1;
	if (a->severity != b->severity)
		return a->severity < b->severity ? 1 : -1;
	if (a->domains != b->domains)
		return a->domains < b->domains ? 1 : -1;
	return 0;
}
