/* The words of findings. */
#include "check/finding.h"

const char *severity_text(enum severity severity)
{
	static const char *const texts[] = { "info", "warning", "error" };

	return texts[severity];
}

const char *confidence_text(enum confidence confidence)
{
	return confidence == LIKELY ? "likely" : "certain";
}

const char *published_type_text(struct arena *arena, uint16_t type)
{
	return type == TYPE_OF_POLICY ? "STS-POLICY" : dns_type_text(arena, type);
}
