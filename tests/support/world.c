/* Zone text becomes a source, facts and a session. */
#include "support/world.h"

#include "check/change.h"
#include "input/zone_input.h"
#include "rules/example.h"

#include <stdio.h>
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
	return arena_printf(arena, EXAMPLE_HEAD "%s\n", snippet);
}

/* A line for each question that is asked. */
static bool listen(struct dns_source *source, const struct dns_question *question, struct arena *arena,
	dns_done *done, void *context)
{
	struct world *world = (struct world *)(void *)((char *)source - offsetof(struct world, listener));
	struct arena scratch = { 0 };

	(void)arena;
	(void)done;
	(void)context;
	bytes_printf(&world->asked, "%s %s%s", dns_name_text(&scratch, &question->name),
		dns_type_text(&scratch, question->type), question->way.checking_disabled ? " cd" : "");
	bytes_printf(&world->asked, "%s%s\n",
		question->way.direct ? dns_address_text(&scratch, &question->way.server) : "",
		question->way.over_tcp ? " tcp" : "");
	arena_release(&scratch);
	return false;
}

static void close_listener(struct dns_source *source)
{
	(void)source;
}

static const struct dns_source_ops listener_ops = { .ask = listen, .close = close_listener };

void world_open(struct world *world, const char *zone_text)
{
	struct dns_name origin = dns_name_of("example.com");
	const char *fault = NULL;
	uint32_t line = 0;

	*world = (struct world){ .rules = all_rules() };
	world->text = text_of("world", slice_of(zone_text));
	world->zones = zone_set_new();
	if (slice_find_text(world->text.bytes, "; whole file, as given", 0) < 0)
		zone_set_read(world->zones, &world->text, &origin);
	else if (zone_input_read(&world->arena, world->zones, &world->text,
			 &(struct origin_wish){ .domain = &origin }))
		fail_msg("not read: %s", zone_text);
	zone_set_finish(world->zones);
	world->source = dns_script_source(world->zones, &world->text, NULL, &line, &fault);
	if (!world->source)
		fail_msg("line %u of the script: %s", line, fault);
	world->listener = (struct dns_source){ &listener_ops, world->source };
	world->facts = facts_new(&world->listener, 100, NULL);
}

/* What was asked since the last call, a question a line, with a line end in front; owned by the world. */
static const char *take_asked(struct world *world)
{
	struct slice asked = bytes_slice(&world->asked);
	const char *text = arena_printf(&world->arena, "\n%.*s", (int)asked.len, (const char *)asked.at);

	world->asked.len = 0;
	return text;
}

static void run_rules(struct world *world, struct arena *arena, const struct domain *domain)
{
	struct findings findings = { 0 }, changes = { 0 };

	engine_run(arena, domain, &world->rules, &findings);
	if (world->before)
		engine_run_change(arena,
			&(struct change){ world->before->domain, domain, world->before, &findings },
			&world->rules, &changes);
}

/* What is asked when the rules run only after all else is answered. */
static const char *asked_in_order(struct world *world, const struct dns_name *name)
{
	struct facts *facts = facts_new(&world->listener, 100, NULL);
	struct facts_view view = { .facts = facts };
	struct arena arena = { 0 };

	for (unsigned passes = 0; passes < SESSION_ROUNDS_MOST; passes++) {
		const struct domain *domain;

		view.incomplete = view.limited = false;
		domain = domain_collect(&arena, &view, name, &world->options);
		if (domain->complete)
			run_rules(world, &arena, domain);
		if (!view.incomplete)
			break;
		facts_send(facts);
	}
	facts_release(&view);
	facts_free(facts);
	arena_release(&arena);
	return take_asked(world);
}

/* Each question of the one list stands in the other. */
static void expect_among(const char *asked, const char *all, const char *what)
{
	for (const char *line = asked; line[1]; line = strchr(line + 1, '\n')) {
		char question[DNS_NAME_SIZE * 4];

		snprintf(question, sizeof question, "%.*s\n", (int)strcspn(line + 1, "\n") + 1, line);
		if (!strstr(all, question))
			fail_msg("%s%s", what, question);
	}
}

const struct report *world_report(struct world *world, const char *domain)
{
	const char *in_order, *asked;

	world->session = (struct session){
		.view = { .facts = world->facts },
		.name = dns_name_of(domain),
		.options = &world->options,
		.rules = &world->rules,
		.zones = world->zones,
		.before = world->before,
		.extra = &world->extra,
	};
	world->asked.len = 0;
	in_order = asked_in_order(world, &world->session.name);
	while (!session_step(&world->session))
		;
	asked = take_asked(world);
	expect_among(asked, in_order, "asked while other questions were open, and not else:");
	expect_among(in_order, asked, "not asked:");
	return world->session.report;
}

void world_close(struct world *world)
{
	session_close(&world->session);
	dns_source_close(world->source);
	facts_free(world->facts);
	zone_set_free(world->zones);
	text_close(&world->text);
	bytes_free(&world->asked);
	arena_release(&world->arena);
	arena_release(&world->example);
}

const struct finding *report_find(const struct report *report, const char *rule)
{
	for (size_t i = 0; i < report->findings.count; i++)
		if (strcmp(report->findings.at[i].rule->id, rule) == 0)
			return &report->findings.at[i];
	return NULL;
}
