/* The table of topics. */
#include "rules/topics.h"

#include "rules/registry.h"

const struct rule_topic rule_topics[] = {
	{ "dns", "DNS and DNSSEC", "dns-*,dnssec-*" },
	{ "spf", "SPF", "spf-*" },
	{ "dkim", "DKIM keys", "dkim-*" },
	{ "dmarc", "DMARC", "dmarc-*" },
	{ "mx", "MX records and mail servers", "mx-*" },
	{ "senders", "sending servers and the rules of large receivers",
		"ptr-*,helo-*,from-*,gmail-*,yahoo-*,outlook-*,apple-*,laposte-*" },
	{ "tls", "MTA-STS, TLS reports and DANE", "mta-sts-*,tlsrpt-*,dane-*" },
	{ "bimi", "BIMI", "bimi-*" },
	{ "message", "stored messages", "message-*" },
	{ "expect", "house rules of the configuration file", "expect-*" },
	{ "zone", "zone files", "zone-*" },
	{ "diff", "changes", "diff-*" },
	{ NULL, NULL, NULL },
};

const struct rule_topic *rule_topic_of(const struct rule *rule)
{
	const struct rule_topic *topic = rule_topics;

	while (topic->name && !rules_list_has(topic->list, rule->id))
		topic++;
	return topic->name ? topic : NULL;
}

struct rule_set rules_meant(struct arena *arena, const char *word)
{
	const struct rule_set all = rules_all(arena);
	struct rule_set meant;

	for (const struct rule_topic *topic = rule_topics; topic->name; topic++)
		if (slice_is(slice_of(word), topic->name))
			return rules_within(arena, &all, topic->list);
	meant = rules_within(arena, &all, word);
	return meant.count ? meant : rules_within(arena, &all, arena_printf(arena, "%s-*", word));
}
