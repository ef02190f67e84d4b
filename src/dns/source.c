/* Passes a question down the stack of sources until one takes it. */
#include "dns/source.h"

void dns_source_ask(struct dns_source *source, const struct dns_question *question, struct arena *arena,
	dns_done *done, void *context)
{
	struct dns_reply *reply;

	for (; source; source = source->below)
		if (source->ops->ask(source, question, arena, done, context))
			return;
	reply = arena_take(arena, sizeof *reply);
	reply->question = *question;
	reply->outcome = DNS_OFFLINE;
	done(context, reply);
}

void dns_source_wait(struct dns_source *source, int timeout_ms)
{
	while (source && !source->ops->wait)
		source = source->below;
	if (source)
		source->ops->wait(source, timeout_ms);
}

void dns_source_close(struct dns_source *source)
{
	while (source) {
		struct dns_source *below = source->below;

		source->ops->close(source);
		source = below;
	}
}
