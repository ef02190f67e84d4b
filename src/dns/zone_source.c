/* Answers from zone files, at once. */
#include "dns/source.h"

#include <stdlib.h>

struct zone_source {
	struct dns_source source;
	struct zone_set *zones;
};

static bool ask(struct dns_source *source, const struct dns_question *question, struct arena *arena,
	dns_done *done, void *context)
{
	struct zone_source *self = (struct zone_source *)source;
	/* A question to a name server is about what is published now, and not about the file. */
	struct dns_reply *reply = question->way.direct ? NULL : zone_set_answer(self->zones, arena, question);

	if (!reply)
		return false;
	reply->from_zone_file = true;
	done(context, reply);
	return true;
}

static void close_source(struct dns_source *source)
{
	free(source);
}

struct dns_source *dns_zone_source(struct zone_set *zones, struct dns_source *below)
{
	static const struct dns_source_ops ops = { .ask = ask, .close = close_source };
	struct zone_source *self = xrealloc(NULL, sizeof *self);

	*self = (struct zone_source){ .source = { &ops, below }, .zones = zones };
	return &self->source;
}
