/* Zone text becomes a source, facts and a session. */
#include "support/world.h"

#include <string.h>

struct rule_set all_rules(void)
{
	static const struct rule *rules[1024];
	static size_t count;

	for (; count < rules_count(); count++)
		rules[count] = rules_at(count);
	return (struct rule_set){ rules, count };
}

const char *world_with_apex(struct arena *arena, const char *snippet)
{
	if (strstr(snippet, "; whole file"))
		return snippet;
	return arena_printf(arena,
		"$ORIGIN example.com.\n$TTL 3600\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A "
		"11.0.0.1\n%s\n",
		snippet);
}

void world_open(struct world *world, const char *zone_text)
{
	struct dns_name origin = dns_name_of("example.com");
	const char *fault = NULL;
	uint32_t line = 0;

	*world = (struct world){ .rules = all_rules() };
	world->text = text_of("world", slice_of(zone_text));
	world->zones = zone_set_new();
	zone_set_read(world->zones, &world->text, &origin);
	zone_set_finish(world->zones);
	world->source = dns_script_source(world->zones, &world->text, NULL, &line, &fault);
	if (!world->source)
		fail_msg("line %u of the script: %s", line, fault);
	world->facts = facts_new(world->source, 100, NULL);
}

const struct report *world_report(struct world *world, const char *domain)
{
	world->session = (struct session){
		.view = { .facts = world->facts },
		.name = dns_name_of(domain),
		.options = &world->options,
		.rules = &world->rules,
		.zones = world->zones,
		.before = world->before,
	};
	while (!session_step(&world->session))
		;
	return world->session.report;
}

void world_close(struct world *world)
{
	session_close(&world->session);
	dns_source_close(world->source);
	facts_free(world->facts);
	zone_set_free(world->zones);
	text_close(&world->text);
	arena_release(&world->arena);
}

const struct finding *report_find(const struct report *report, const char *rule)
{
	for (size_t i = 0; i < report->findings.count; i++)
		if (strcmp(report->findings.at[i].rule->id, rule) == 0)
			return &report->findings.at[i];
	return NULL;
}
