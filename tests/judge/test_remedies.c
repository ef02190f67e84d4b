/* One text for a record, proven: composed of all fixes, without new faults, and with the same meaning but for what it says. */
#include "support/world.h"

#include "base/bytes.h"
#include "judge/remedies.h"

#include <string.h>

/* A domain without faults but for what a test adds. */
#define SOUND "@ MX 10 mail\nmail A 11.0.0.2\n"
#define SPF "@ TXT \"v=spf1 mx -all\"\n"
#define DMARC "_dmarc TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"\n"

static const struct remedies none;

static const struct remedies *judge(struct world *world, const char *records, struct session_wish wish)
{
	struct arena scratch = { 0 };
	const struct report *report;

	world_open(world, world_with_apex(&scratch, records));
	world->arena = scratch;
	wish.remedies = true;
	world->session.view.facts = world->facts;
	world->session.name = dns_name_of("example.com");
	world->session.options = &world->options;
	world->session.rules = &world->rules;
	world->session.wish = wish;
	session_finish(&world->session);
	report = world->session.report;
	return report->remedies ? report->remedies : &none;
}

static const struct remedies *remedies_of(struct world *world, const char *records)
{
	return judge(world, records, (struct session_wish){ .unsafe = true });
}

static const struct remedy *find(const struct remedies *remedies, enum remedy_action action)
{
	for (size_t i = 0; i < remedies->list.count; i++)
		if (remedies->list.at[i].action == action)
			return &remedies->list.at[i];
	fail_msg("nothing to %s", remedy_action_text(action));
	return NULL;
}

static bool cures(const struct remedy *remedy, const char *rule)
{
	for (size_t i = 0; i < remedy->cures.count; i++)
		if (strcmp(remedy->cures.at[i]->id, rule) == 0)
			return true;
	return false;
}

static void several_faults_of_a_record_make_one_text(void **state)
{
	struct world world;
	const struct remedies *remedies = remedies_of(
		&world, SOUND SPF "_dmarc TXT \"v=DMARC1; rua=d@example.com; sp=nune; p=none\"\n");
	const struct remedy *remedy = find(remedies, REMEDY_REPLACE);

	(void)state;
	assert_int_equal(remedies->list.count, 1);
	assert_string_equal(remedy->text, "v=DMARC1; p=none; rua=mailto:d@example.com; sp=none");
	assert_true(cures(remedy, "dmarc-rua-no-scheme"));
	assert_true(cures(remedy, "dmarc-sp-invalid"));
	world_close(&world);
}

static void an_include_that_comes_to_count_is_told(void **state)
{
	struct world world;
	const struct remedies *remedies = remedies_of(
		&world, SOUND DMARC "@ TXT \"v=spf1 mx -all v=spf1 include:_spf.example.org ~all\"\n");
	const struct remedy *remedy = find(remedies, REMEDY_REPLACE);

	(void)state;
	assert_non_null(remedy->effect);
	assert_non_null(strstr(remedy->effect, "adds include:_spf.example.org"));
	world_close(&world);
}

static void every_cured_finding_has_the_final_text(void **state)
{
	struct world world;
	const struct remedies *remedies =
		remedies_of(&world, SOUND DMARC "@ TXT \"v=spf1 mx, ip4:11.0.0.9 -al\"\n");
	const struct remedy *remedy = find(remedies, REMEDY_REPLACE);
	size_t linked = 0;

	(void)state;
	assert_string_equal(remedy->text, "v=spf1 mx ip4:11.0.0.9 -all");
	for (size_t i = 0; i < world.session.report->findings.count; i++) {
		const struct finding *finding = &world.session.report->findings.at[i];

		assert_true(!finding->remedy || finding->remedy == remedy);
		linked += finding->remedy == remedy && finding->record;
	}
	assert_true(linked >= 2);
	world_close(&world);
}

/* Section 3.2: a domain has one record. */
static void the_second_of_two_spf_records_goes(void **state)
{
	struct world world;
	const struct remedies *remedies =
		remedies_of(&world, SOUND SPF DMARC "@ TXT \"v=spf1 ip4:11.0.0.9 -all\"\n");

	(void)state;
	assert_int_equal(remedies->list.count, 2);
	assert_non_null(strstr(find(remedies, REMEDY_REPLACE)->text, "ip4:11.0.0.9"));
	assert_non_null(strstr(find(remedies, REMEDY_REPLACE)->text, "mx"));
	assert_true(cures(find(remedies, REMEDY_DELETE), "spf-multiple-records"));
	assert_null(find(remedies, REMEDY_DELETE)->text);
	world_close(&world);
}

static void what_a_text_changes_is_said(void **state)
{
	struct world world;
	const struct remedies *remedies = remedies_of(&world, SOUND DMARC "@ TXT \"v=spf1 mx +all\"\n");

	(void)state;
	assert_non_null(strstr(find(remedies, REMEDY_REPLACE)->effect, "no longer passes SPF"));
	world_close(&world);
}

static void a_sound_domain_has_none(void **state)
{
	struct world world;

	(void)state;
	assert_int_equal(remedies_of(&world, SOUND SPF DMARC)->list.count, 0);
	world_close(&world);
}

/* A person has to say what was meant: no text is offered that keeps an error. */
static void a_record_with_a_fault_beyond_text_gets_none(void **state)
{
	struct world world;

	(void)state;
	assert_int_equal(
		remedies_of(&world, SOUND DMARC "@ TXT \"v=spf1 mx ip4:x.x.x.x  ,ip4:11.0.0.9 -all\"\n")
			->list.count,
		0);
	world_close(&world);
}

static void notes_are_mended_when_they_are_wanted(void **state)
{
	static const char records[] = SOUND DMARC "@ TXT \"v=spf1  mx -all\"\n";
	struct session_wish wish = { .unsafe = true, .notes = true };
	struct world world;

	(void)state;
	assert_int_equal(remedies_of(&world, records)->list.count, 0);
	world_close(&world);
	assert_string_equal(find(judge(&world, records, wish), REMEDY_REPLACE)->text, "v=spf1 mx -all");
	world_close(&world);
}

/* What was meant by +all nobody knows: it is mended on demand only. */
static void a_safe_search_leaves_what_records_mean(void **state)
{
	static const char records[] = SOUND DMARC "@ TXT \"v=spf1 mx +all\"\n";
	struct world world;

	(void)state;
	assert_int_equal(judge(&world, records, (struct session_wish){ 0 })->list.count, 0);
	world_close(&world);
}

/* Section 5.2: an include without a record ends in permerror, so a text that brings one is no remedy. */
static void a_text_with_a_new_error_is_not_offered(void **state)
{
	struct world world;
	const struct remedies *remedies = remedies_of(
		&world, SOUND DMARC "@ TXT \"v=spf1 inclued:nospf.example.com mx -all\"\nnospf A 11.0.0.7\n");

	(void)state;
	for (size_t i = 0; i < remedies->list.count; i++)
		assert_true(!remedies->list.at[i].text ||
			    !strstr(remedies->list.at[i].text, "include:nospf.example.com"));
	world_close(&world);
}

static void the_address_that_was_given_passes_then(void **state)
{
	struct world world;
	struct dns_address address;
	struct arena scratch = { 0 };

	(void)state;
	assert_true(dns_address_from_text(slice_of("11.0.0.25"), &address));
	world_open(&world, world_with_apex(&scratch, SOUND SPF DMARC));
	world.arena = scratch;
	world.options.addresses = &address;
	world.options.address_count = 1;
	world.session.view.facts = world.facts;
	world.session.name = dns_name_of("example.com");
	world.session.options = &world.options;
	world.session.rules = &world.rules;
	world.session.wish = (struct session_wish){ .remedies = true, .unsafe = true };
	session_finish(&world.session);
	assert_non_null(world.session.report->remedies);
	assert_string_equal(world.session.report->remedies->outcome, "11.0.0.25 passes SPF");
	assert_string_equal(
		find(world.session.report->remedies, REMEDY_REPLACE)->text, "v=spf1 ip4:11.0.0.25 mx -all");
	world_close(&world);
}

/* What a faulty version or a quotation mark hides is mended after it, up to the whole record. */
static void records_that_were_pasted_badly_are_mended_whole(void **state)
{
	static const struct {
		const char *records, *text;
	} pasted[] = {
		{ "@ TXT \"\\226\\128\\156v=spf1, mx, ip4:11.0.0.9, -all\\226\\128\\157\"\n",
			"v=spf1 mx ip4:11.0.0.9 -all" },
		{ "@ TXT \"v=spf2; mx; ip4=11.0.0.9; -all\"\n", "v=spf1 mx ip4:11.0.0.9 -all" },
		{ "@ TXT \"vspf1, mx,ip4:11.0.0.9, -all\"\n", "v=spf1 mx ip4:11.0.0.9 -all" },
		{ "@ TXT \"v=spf1 mx -allMS=ms12345678\"\n", "v=spf1 mx -all" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof pasted / sizeof *pasted; i++) {
		struct arena arena = { 0 };
		struct world world;
		const struct remedies *remedies =
			remedies_of(&world, arena_printf(&arena, "%s%s", SOUND DMARC, pasted[i].records));

		assert_string_equal(find(remedies, REMEDY_REPLACE)->text, pasted[i].text);
		world_close(&world);
		arena_release(&arena);
	}
}

/* A record that is included may be a domain's own: who passes it stays. */
static void what_is_reached_twice_goes_from_the_domains_own_record(void **state)
{
	struct world world;
	const struct remedies *remedies = remedies_of(&world, SOUND DMARC
		"@ TXT \"v=spf1 mx include:s.example.com include:t.example.com -all\"\n"
		"s TXT \"v=spf1 ip4:11.0.0.7 -all\"\nt TXT \"v=spf1 include:s.example.com -all\"\n");
	const struct remedy *remedy = find(remedies, REMEDY_REPLACE);

	(void)state;
	assert_int_equal(remedies->list.count, 1);
	assert_string_equal(remedy->text, "v=spf1 mx include:t.example.com -all");
	assert_null(remedy->effect);
	world_close(&world);
}

/* RFC 1035 section 3.2.1: RDATA has at most 65535 octets. */
static void a_text_that_no_record_can_hold_is_refused(void **state)
{
	struct arena arena = { 0 };
	struct bytes records = { 0 };
	struct world world;
	const struct remedies *remedies;

	(void)state;
	bytes_add_text(&records, SOUND DMARC);
	for (unsigned record = 0; record < 2; record++) {
		bytes_printf(&records, "@ TXT ( \"v=spf1 \"");
		for (unsigned i = 0; i < 2000; i++)
			bytes_printf(&records, "\n\"ip4:1%u.%u.%u.%u \"", record + 1, i / 250 + 100, i % 250,
				7 + i % 200);
		bytes_printf(&records, "\"-all\" )\n");
	}
	remedies = remedies_of(&world, (const char *)arena_copy(&arena, bytes_slice(&records)).at);
	assert_int_equal(remedies->list.count, 0);
	assert_non_null(remedies->refusal);
	world_close(&world);
	bytes_free(&records);
	arena_release(&arena);
}

static void a_set_that_outgrows_an_answer_says_so(void **state)
{
	struct bytes records = { 0 };
	struct arena arena = { 0 };
	struct world world;
	const struct remedies *remedies;

	(void)state;
	bytes_add_text(&records, SOUND DMARC "@ TXT ( \"v=spf1 \"");
	for (unsigned i = 0; i < 30; i++)
		bytes_printf(&records, " \"ip4:11.%u.0.%u \"", 10 + i, 10 + i);
	bytes_add_text(&records, " \"-all\" )\n@ TXT \"v=spf1 ip4:12.1.2.3 -all\"\n");
	remedies = remedies_of(&world, (const char *)arena_copy(&arena, bytes_slice(&records)).at);
	assert_non_null(strstr(find(remedies, REMEDY_REPLACE)->effect, "spf-record-over-450"));
	world_close(&world);
	bytes_free(&records);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(several_faults_of_a_record_make_one_text),
		cmocka_unit_test(an_include_that_comes_to_count_is_told),
		cmocka_unit_test(every_cured_finding_has_the_final_text),
		cmocka_unit_test(the_second_of_two_spf_records_goes),
		cmocka_unit_test(what_a_text_changes_is_said),
		cmocka_unit_test(a_sound_domain_has_none),
		cmocka_unit_test(a_record_with_a_fault_beyond_text_gets_none),
		cmocka_unit_test(notes_are_mended_when_they_are_wanted),
		cmocka_unit_test(a_safe_search_leaves_what_records_mean),
		cmocka_unit_test(a_text_with_a_new_error_is_not_offered),
		cmocka_unit_test(the_address_that_was_given_passes_then),
		cmocka_unit_test(records_that_were_pasted_badly_are_mended_whole),
		cmocka_unit_test(what_is_reached_twice_goes_from_the_domains_own_record),
		cmocka_unit_test(a_text_that_no_record_can_hold_is_refused),
		cmocka_unit_test(a_set_that_outgrows_an_answer_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
