/*
 * Findings about style offer a record that means the same: on random records, who passes before passes after, and nobody
 * else. The fix of spf-ip-not-authorised makes the address pass.
 */
#include "support/world.h"

#include <stdio.h>
#include <string.h>

enum { RECORDS = 3000, TERMS_MOST = 6 };

static const char *const same_meaning[] = { "spf-overlap", "spf-mechanism-order-cost", "spf-redundant-a-mx",
	"spf-duplicate-term", "spf-host-bits-set", "spf-multiple-spaces", "spf-trailing-space",
	"spf-version-case", "spf-uppercase-mechanism", "spf-trailing-dot", "spf-redirect-not-last",
	"spf-exp-unused", "spf-multiple-all" };

static const char *const clients[] = { "11.0.0.1", "11.0.0.5", "11.0.0.9", "11.0.1.1", "11.0.2.7", "12.0.0.1",
	"192.0.2.1", "2001:db8::5", "2001:db8:1::1", "::1" };

enum { CLIENTS = sizeof clients / sizeof *clients };

static const char zone_rest[] = "h A 11.0.0.5\nh AAAA 2001:db8::5\nm MX 10 h\nm MX 20 k\nk A 11.0.1.1\n"
				"s TXT \"v=spf1 ip4:11.0.0.0/28 -ip4:11.0.2.0/24 ip6:2001:db8::/32 ~all\"\n"
				"r TXT \"v=spf1 ip4:11.0.2.0/24 ~all\"\n";

static uint32_t state = 7208;

static uint32_t draw(uint32_t below)
{
	state = state * 1664525 + 1013904223;
	return (state >> 16) % below;
}

static const char *random_record(struct arena *arena)
{
	static const char *const terms[] = { "ip4:11.0.0.0/24", "ip4:11.0.0.5", "ip4:11.0.0.0/28",
		"ip4:11.0.0.9/28", "ip4:11.0.1.1", "IP4:11.0.1.0/24", "ip4:11.0.0.0/16", "ip4:0.0.0.0/0",
		"ip6:2001:db8::/32", "ip6:2001:db8::5", "ip6:::/0", "a:h.example.com", "a:h.example.com.",
		"a:h.example.com/28", "mx:m.example.com", "include:s.example.com", "Include:s.example.com",
		"redirect=r.example.com", "exp=e.example.com", "all", "all", "x=y" };
	static const char *const qualifiers[] = { "", "", "", "", "-", "~", "?", "+" };
	const char *text = draw(8) ? "v=spf1" : "V=SPF1";
	uint32_t count = draw(TERMS_MOST) + 1;

	for (uint32_t i = 0; i < count; i++) {
		const char *term = terms[draw(sizeof terms / sizeof *terms)];
		bool modifier = strchr(term, '=');

		text = arena_printf(arena, "%s%s%s%s", text, draw(8) ? " " : "  ",
			modifier ? "" : qualifiers[draw(8)], term);
	}
	return arena_printf(arena, "%s%s", text, draw(3) ? " -all" : draw(2) ? " " : "");
}

static void open_with(struct world *world, const char *record)
{
	struct arena scratch = { 0 };

	world_open(world,
		world_with_apex(&scratch, arena_printf(&scratch, "@ TXT \"%s\"\n%s", record, zone_rest)));
	world->arena = scratch;
}

static enum spf_result evaluate(struct world *world, const char *ip)
{
	struct facts_view view = { .facts = world->facts };
	struct spf_request request = { .domain = slice_of("example.com"), .sender = slice_of("example.com") };
	const struct spf_evaluation *evaluation;
	enum spf_result result;

	assert_true(dns_address_from_text(slice_of(ip), &request.ip));
	while ((evaluation = spf_check_host(&world->arena, &view, &request))->pending)
		facts_send(world->facts);
	result = evaluation->result;
	facts_release(&view);
	return result;
}

static void expect_same(const char *record, const char *rule, const char *fixed)
{
	struct world before, after;

	open_with(&before, record);
	open_with(&after, fixed);
	for (size_t i = 0; i < CLIENTS; i++) {
		enum spf_result was = evaluate(&before, clients[i]), is = evaluate(&after, clients[i]);

		/* Fewer look-ups may mend an error; nothing else may change. */
		if (was != is && was != SPF_PERMERROR)
			fail_msg("%s: \"%s\" gives %s %s, \"%s\" gives %s", rule, record, clients[i],
				spf_result_text(was), fixed, spf_result_text(is));
	}
	world_close(&before);
	world_close(&after);
}

static bool keeps_meaning(const char *rule)
{
	for (size_t i = 0; i < sizeof same_meaning / sizeof *same_meaning; i++)
		if (strcmp(rule, same_meaning[i]) == 0)
			return true;
	return false;
}

static void style_fixes_keep_the_meaning(void **unused)
{
	size_t checked = 0;

	(void)unused;
	for (int i = 0; i < RECORDS; i++) {
		struct arena arena = { 0 };
		const char *record = random_record(&arena);
		const struct report *report;
		struct world world;

		open_with(&world, record);
		report = world_report(&world, "example.com");
		for (size_t k = 0; k < report->findings.count; k++) {
			const struct finding *finding = &report->findings.at[k];

			if (!finding->fix_text || !keeps_meaning(finding->rule->id))
				continue;
			expect_same(record, finding->rule->id, finding->fix_text);
			checked++;
		}
		world_close(&world);
		arena_release(&arena);
	}
	assert_true(checked > RECORDS / 2);
}

static void the_address_passes_after_its_fix(void **unused)
{
	size_t checked = 0;

	(void)unused;
	for (int i = 0; i < RECORDS; i++) {
		struct arena arena = { 0 };
		const char *record = random_record(&arena), *ip = clients[draw(CLIENTS)];
		const struct finding *finding;
		struct dns_address address;
		struct world world, again;

		assert_true(dns_address_from_text(slice_of(ip), &address));
		open_with(&world, record);
		world.options.addresses = &address;
		world.options.address_count = 1;
		finding = report_find(world_report(&world, "example.com"), "spf-ip-not-authorised");
		if (finding && finding->fix_text) {
			open_with(&again, finding->fix_text);
			if (evaluate(&again, ip) != SPF_PASS)
				fail_msg("%s does not pass \"%s\", made from \"%s\"", ip, finding->fix_text,
					record);
			world_close(&again);
			checked++;
		}
		world_close(&world);
		arena_release(&arena);
	}
	assert_true(checked > RECORDS / 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(style_fixes_keep_the_meaning),
		cmocka_unit_test(the_address_passes_after_its_fix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
