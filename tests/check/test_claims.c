/* Each claim has one answer: the role, the rules and the receivers' table never disagree about a record. */
#include "support/world.h"

#include "check/claims.h"
#include "check/record.h"
#include "dmarc/suffix_list.h"

#include <string.h>

struct told {
	bool nobody; /* the claim itself */
	enum role role;
	enum verdict table; /* what the receivers' table says about SPF, with --role sends */
	bool null_sender;   /* spf-null-sender-ok is there */
	bool outlook;	    /* outlook-null-spf, with --role sends */
};

static const struct report *judge(struct world *world, const char *zone, enum role role)
{
	static struct suffix_list *suffixes;

	suffixes = suffixes ? suffixes : suffix_list_open(NULL, NULL);
	world_open(world, zone);
	world->options.suffixes = suffixes;
	world->options.role = role;
	return world_report(world, "example.com");
}

static enum verdict verdict_on_spf(const struct report *report)
{
	const struct receiver_verdict *gmail = &report->receivers->list[0];

	for (size_t i = 0; i < gmail->count; i++)
		if (strcmp(gmail->requirements[i].id, "spf") == 0)
			return gmail->requirements[i].judged.status;
	fail_msg("the table has no line on SPF");
	return VERDICT_UNKNOWN;
}

static struct told tell(const char *records)
{
	struct arena arena = { 0 };
	const char *zone = world_with_apex(&arena, records);
	struct told told;
	struct world world;
	const struct report *report = judge(&world, zone, ROLE_AUTO);

	told.nobody = domain_lets_nobody_send(report->domain);
	told.role = report->domain->role;
	told.null_sender = report_find(report, "spf-null-sender-ok");
	world_close(&world);
	report = judge(&world, zone, ROLE_SENDS);
	told.table = verdict_on_spf(report);
	told.outlook = report_find(report, "outlook-null-spf") || report_find(report, "spf-null-but-sends");
	world_close(&world);
	arena_release(&arena);
	return told;
}

static void records_that_let_nobody_send(void **state)
{
	static const char *const zones[] = {
		"@ TXT \"v=spf1 -all\"",
		"@ TXT \"v=spf1 -all exp=why.%{d}\"",
		"@ TXT \"v=spf1 exp=why.%{d} -all\"",
		"@ TXT \"v=spf1 -exists:%{i}.log.%{d} -all\"",
		"@ TXT \"v=spf1 -ip4:11.0.0.1 -all\"",
		"@ TXT \"v=spf1 -all mx\"",
		"@ TXT \"v=spf1 redirect=none.example.com\"\nnone TXT \"v=spf1 -all\"",
		"@ TXT \"v=spf1 redirect=a.example.com\"\na TXT \"v=spf1 redirect=b.example.com\"\nb TXT \"v=spf1 -all\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		struct told told = tell(zones[i]);

		if (!told.nobody || told.role != ROLE_NO_MAIL || told.table != VERDICT_NOT_MET ||
			!told.outlook)
			fail_msg("%s: nobody %d, role %d, table %d, outlook %d", zones[i], told.nobody,
				told.role, told.table, told.outlook);
		assert_int_equal(told.null_sender, !strstr(zones[i], "redirect"));
	}
}

static void records_that_let_somebody_send(void **state)
{
	static const char *const zones[] = {
		"@ TXT \"v=spf1 mx -all\"\n@ MX 10 ns",
		"@ TXT \"v=spf1 ~all\"",
		"@ TXT \"v=spf1 ?all\"",
		"@ TXT \"v=spf1\"",
		"@ TXT \"v=spf1 redirect=a.example.com\"\na TXT \"v=spf1 ip4:11.0.0.5 redirect=b.example.com\"\nb TXT \"v=spf1 -all\"",
		"@ TXT \"v=spf1 ip4:11.0.0.5 redirect=none.example.com\"\nnone TXT \"v=spf1 -all\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		struct told told = tell(zones[i]);

		if (told.nobody || told.role != ROLE_SENDS || told.table != VERDICT_MET || told.null_sender ||
			told.outlook)
			fail_msg("%s: nobody %d, role %d, table %d, outlook %d", zones[i], told.nobody,
				told.role, told.table, told.outlook);
	}
}

/* Of two DMARC records none is selected, whoever asks. */
static void two_dmarc_records_are_none(void **state)
{
	struct arena arena = { 0 };
	struct world world;
	const struct report *report = judge(&world,
		world_with_apex(&arena, "_dmarc TXT \"v=DMARC1; p=none\"\n_dmarc TXT \"v=DMARC1; p=reject\""),
		ROLE_AUTO);

	(void)state;
	assert_null(domain_dmarc(report->domain));
	assert_int_equal(domain_dmarc_count(report->domain), 2);
	assert_null(report->domain->dmarc->walk[0].record);
	world_close(&world);
	arena_release(&arena);
}

static void a_record_alone_has_no_role(void **state)
{
	struct arena arena = { 0 };
	struct check_options options = { 0 };
	struct facts_view view = { 0 };
	const struct pasted_record record = { .published = { .name = dns_name_root(),
						      .type = DNS_TYPE_TXT,
						      .txt = dns_txt_of(&arena, slice_of("v=spf1 -all")),
						      .number = 1,
						      .count = 1 },
		.kind = RECORD_SPF };
	const struct domain *domain = domain_of_records(&arena, &view, &record, 1, &options);
	const struct rule_set rules = all_rules();
	struct findings findings = { 0 };

	(void)state;
	assert_int_equal(domain->role, ROLE_UNKNOWN);
	assert_null(role_text(domain->role));
	assert_true(domain_lets_nobody_send(domain));
	for (size_t i = 0; i < rules.count; i++)
		if (strcmp(rules.rules[i]->id, "outlook-null-spf") == 0 ||
			strcmp(rules.rules[i]->id, "spf-null-but-sends") == 0)
			engine_run(&arena, domain, &(struct rule_set){ &rules.rules[i], 1 }, &findings);
	assert_int_equal(findings.list.count, 0);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_that_let_nobody_send),
		cmocka_unit_test(records_that_let_somebody_send),
		cmocka_unit_test(two_dmarc_records_are_none),
		cmocka_unit_test(a_record_alone_has_no_role),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
