/* What a receiver says that its checks came to: "SPF = pass", "DKIM: did not pass". */
#include "bounce/results.h"

#include "bounce/pattern.h"

static const char *read_result(struct arena *arena, const struct captures *captures)
{
	(void)arena;
	return slice_starts(captures->result, "pass") ? "pass" : "fail";
}

void results_read(struct arena *arena, const char *folded, struct bounce *bounce)
{
	static const struct {
		const char *pattern;
		size_t what;
	} results[] = { { "spf [%d] with ip: [%i] = %r", 0 }, { "spf [%d] with ip address: [%i] = %r", 0 },
		{ "spf with [%i] = %r", 0 }, { "spf = %r", 0 }, { "spf check for [%d] %r", 0 },
		{ "spf: %r", 0 }, { "spf check: %r", 0 }, { "spf checks %r", 0 }, { "dkim = %r", 1 },
		{ "dkim checks %r", 1 }, { "dkim: %r", 1 }, { "dkim check %r", 1 }, { "dmarc = %r", 2 },
		{ "dmarc: %r", 2 } };
	const char **const said[] = { &bounce->spf, &bounce->dkim, &bounce->dmarc };

	for (size_t i = 0; i < sizeof results / sizeof *results; i++)
		if (!*said[results[i].what])
			*said[results[i].what] = pattern_find(arena, folded, results[i].pattern, read_result);
}
