/* check_host() with hostile input, with DNS that fails in part, and with non-ASCII identities (RFC 8616 section 4). */
#include "support/evaluate.h"

#include <string.h>

static const char client[] = "192.0.2.1";

/* A question that does not answer matters only where its answer is needed. */
static void section_4_6_2_errors_behind_a_match_do_not_matter(void **state)
{
	static const char zone[] = "good A 192.0.2.1\ni TXT \"v=spf1 ip4:192.0.2.1 a:bad.example.com -all\"\n"
				   "; @answer bad.example.com. * timeout\n";
	static const struct {
		const char *record, *result;
	} cases[] = {
		{ "v=spf1 ip4:192.0.2.1 a:bad.example.com", "pass" },
		{ "v=spf1 a:good.example.com a:bad.example.com mx:bad.example.com", "pass" },
		{ "v=spf1 a:good.example.com include:bad.example.com redirect=bad.example.com", "pass" },
		{ "v=spf1 include:i.example.com exists:bad.example.com", "pass" },
		{ "v=spf1 -a:good.example.com a:bad.example.com", "fail" },
		{ "v=spf1 -a:good.example.com exp=bad.example.com", "fail" },
		{ "v=spf1 a:bad.example.com a:good.example.com", "temperror" },
		{ "v=spf1 a:bad.example.com +all", "temperror" },
		{ "v=spf1 include:bad.example.com a:good.example.com", "temperror" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect_record(zone, cases[i].record, client, cases[i].result);
}

/* The first exception ends the evaluation, whichever kind it is. */
static void section_4_6_2_first_error_counts(void **state)
{
	static const char zone[] = "broken TXT \"v=spf1 foo\"\n; @answer bad.example.com. * servfail\n";

	(void)state;
	expect_record(zone, "v=spf1 a:bad.example.com include:broken.example.com -all", client, "temperror");
	expect_record(zone, "v=spf1 include:broken.example.com a:bad.example.com -all", client, "permerror");
	expect_record(zone, "v=spf1 include:gone.example.com a:bad.example.com -all", client, "permerror");
	expect_record(zone, "v=spf1 a:v1.example.com a:v2.example.com a:v3.example.com a:bad.example.com",
		client, "permerror");
	expect_record(zone, "v=spf1 a:v1.example.com a:v2.example.com a:bad.example.com a:v3.example.com",
		client, "temperror");
}

/* One of several MX hosts: the hosts before it may match, the ones behind it may not. */
static void section_5_4_errors_of_hosts(void **state)
{
	static const char zone[] =
		"@ MX 1 good\n@ MX 2 bad\n@ MX 3 last\ngood A 192.0.2.1\nlast A 192.0.2.3\n"
		"; @answer bad.example.com. A servfail\n";

	(void)state;
	expect_record(zone, "v=spf1 mx -all", "192.0.2.1", "pass");
	expect_record(zone, "v=spf1 mx -all", "192.0.2.2", "temperror");
}

static void the_problem_names_what_did_not_answer(void **state)
{
	struct check check;

	(void)state;
	check_open(&check,
		"@ TXT \"v=spf1 include:i.example.com -all\"\ni TXT \"v=spf1 a:bad.example.com -all\"\n"
		"; @answer bad.example.com. A servfail");
	assert_non_null(
		strstr(check_expect(&check, client, "example.com", "temperror")->problem, "bad.example.com"));
	check_close(&check);
}

/* Every pass asks what the one before made known, and no more passes are needed than the chain is long. */
static void an_evaluation_that_asks_again_ends(void **state)
{
	struct check check;
	const struct spf_evaluation *evaluation;

	(void)state;
	check_open(&check,
		"@ TXT \"v=spf1 include:a.example.com -all\"\na TXT \"v=spf1 include:b.example.com -all\"\n"
		"b TXT \"v=spf1 mx exists:%{p}.x.example.com -all\"\nb MX 0 m\nm A 203.0.113.1\n"
		"1.2.0.192.in-addr.arpa. PTR h.example.net.\nh.example.net. A 192.0.2.1\n"
		"h.example.net.x A 127.0.0.2");
	evaluation = check_expect(&check, client, "example.com", "pass");
	assert_false(evaluation->pending);
	assert_true(check.passes > 1);
	assert_true(check.passes <= 10);
	expect_counts(evaluation, 5, 0);
	/* All is known now: one pass, and the same result. */
	check_expect(&check, client, "example.com", "pass");
	assert_int_equal(check.passes, 1);
	check_close(&check);
}

static void a_fail_waits_for_its_explanation(void **state)
{
	struct check check;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 -all exp=%{p}.example.com\"\nunknown TXT \"%{p} of %{i}\"");
	expect_explanation(check_expect(&check, client, "example.com", "fail"), "unknown of 192.0.2.1");
	check_close(&check);
}

/* Section 7.2: l is what stands before the last "@", since a quoted local-part may hold others. */
static void section_7_2_senders_of_any_form(void **state)
{
	static const struct {
		const char *sender, *target;
	} cases[] = {
		{ "", "postmaster|" },
		{ "@", "postmaster|" },
		{ "example.net", "postmaster|example.net" },
		{ "@example.net", "postmaster|example.net" },
		{ "user@example.net", "user|example.net" },
		{ "a@b@example.net", "a@b|example.net" },
		{ "\"a@b\"@example.net", "\"a@b\"|example.net" },
		{ "user@", "user|" },
		{ "user@[192.0.2.1]", "user|[192.0.2.1]" },
		{ "user@example.net.", "user|example.net." },
		{ " @example.net", " |example.net" },
		{ "@@example.net", "@|example.net" },
	};
	struct check check;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 exists:%{l}|%{o}.%{v} ?all\"");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };

		check.sender = cases[i].sender;
		expect_target(check_expect(&check, client, "example.com", "neutral"), 0,
			arena_printf(&arena, "%s.in-addr", cases[i].target));
		arena_release(&arena);
	}
	check_close(&check);
}

/* "terms that include %{s} or %{l} do not match anything" */
static void rfc_8616_section_4_non_ascii_local_part_matches_nothing(void **state)
{
	static const struct {
		const char *record, *result;
	} cases[] = {
		{ "v=spf1 exists:%{l}.x.example.com ?all", "neutral" },
		{ "v=spf1 exists:%{s}.x.example.com ?all", "neutral" },
		{ "v=spf1 exists:%{L}.x.example.com ?all", "neutral" },
		{ "v=spf1 exists:%{S}.x.example.com ?all", "neutral" },
		{ "v=spf1 exists:%{l1r-}.x.example.com ?all", "neutral" },
		{ "v=spf1 a:%{l}.x.example.com/0 ?all", "neutral" },
		{ "v=spf1 mx:%{l}.x.example.com/0 ?all", "neutral" },
		{ "v=spf1 include:%{l}.x.example.com ?all", "neutral" },
		{ "v=spf1 -include:%{l}.gone.example.com ?all", "neutral" },
		/* The other macros are as ever. */
		{ "v=spf1 exists:%{o}.x.example.com ?all", "pass" },
		{ "v=spf1 exists:%{i}.x.example.com ?all", "pass" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct check check;

		check_open(&check, arena_printf(&arena,
					   "@ TXT \"%s\"\n*.x A 192.0.2.1\n*.x MX 0 h\nh A 192.0.2.1\n"
					   "*.x TXT \"v=spf1 +all\"\n",
					   cases[i].record));
		check.what = cases[i].record;
		check.sender = "m\xc3\xbcller@example.com";
		check_expect(&check, client, "example.com", cases[i].result);
		check_close(&check);
		arena_release(&arena);
	}
}

/* "non-ASCII local parts cannot be used as the DNS labels the macros are intended to match": nor by a modifier. */
static void rfc_8616_section_4_non_ascii_local_part_is_no_name_of_a_modifier(void **state)
{
	struct check check;
	const struct spf_evaluation *evaluation;

	(void)state;
	check_open(&check,
		"@ TXT \"v=spf1 -all exp=%{l}.x.example.com\"\nr TXT \"v=spf1 redirect=%{l}.x.example.com\"\n"
		"*.x TXT \"v=spf1 +all\"");
	check.sender = "m\xc3\xbcller@example.com";
	expect_explanation(check_expect(&check, client, "example.com", "fail"), "");
	evaluation = check_run(&check, client, "r.example.com");
	/* The RFC leaves it open what else it is. */
	assert_int_not_equal(evaluation->result, SPF_PASS);
	check_close(&check);
}

/* Section 11.5.3: "It is necessary to be prepared for hostile or unexpected content." */
static void section_11_5_3_any_byte_in_the_identities(void **state)
{
	struct check check;

	(void)state;
	check_open(&check,
		"@ TXT \"v=spf1 exists:%{s}.%{h}.x exists:%{L}.%{H}.x include:%{h}.x.example.com ~all\"\n"
		"*.example.com. TXT \"v=spf1 ?all\"");
	for (int c = 1; c <= 0xff; c++) {
		const char sender[] = { 'a', (char)c, 'b', '@', (char)c, 0 },
			   helo[] = { (char)c, '.', (char)c, 'x', 0 };
		const struct spf_evaluation *evaluation;

		check.sender = sender;
		check.helo = helo;
		evaluation = check_run(&check, client, "example.com");
		/* An empty label makes the included name malformed. */
		if (evaluation->result != (c == '.' ? SPF_PERMERROR : SPF_SOFTFAIL))
			fail_msg("byte 0x%02x gives %s (%s)", (unsigned)c,
				spf_result_text(evaluation->result),
				evaluation->problem ? evaluation->problem : "no problem");
	}
	check_close(&check);
}

static void any_bytes_in_a_domain_do_no_harm(void **state)
{
	struct arena arena = { 0 };
	struct check check;
	struct facts_view view = { 0 };

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 +all\"");
	view.facts = check.world.facts;
	for (int c = 0; c <= 0xff; c++) {
		const uint8_t name[] = { 'a', (uint8_t)c, 'b', '.', 'e', 'x' };
		struct spf_request request = { .domain = { name, sizeof name },
			.sender = { name, sizeof name },
			.helo = { name, sizeof name },
			.receiver = { name, sizeof name } };
		const struct spf_evaluation *evaluation = spf_check_host(&arena, &view, &request);

		while (evaluation->pending) {
			facts_send(view.facts);
			evaluation = spf_check_host(&arena, &view, &request);
		}
		assert_int_equal(evaluation->result, SPF_NONE);
		assert_non_null(evaluation->problem);
		facts_release(&view);
	}
	arena_release(&arena);
	check_close(&check);
}

/* A slice need not end in a NUL and may hold one: nothing of the sender is lost. */
static void a_nul_in_the_sender_is_a_byte(void **state)
{
	static const uint8_t wanted[] = "postmaster@ex\0mple.x";
	static const char sender[] = "ex\0mple";
	struct arena arena = { 0 };
	struct check check;
	struct facts_view view = { 0 };
	struct spf_request request = { .domain = slice_of("example.com"),
		.sender = { (const uint8_t *)sender, sizeof sender - 1 } };
	const struct spf_evaluation *evaluation;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 exists:%{s}.x ~all\"");
	view.facts = check.world.facts;
	while ((evaluation = spf_check_host(&arena, &view, &request))->pending)
		facts_send(view.facts);
	assert_int_equal(evaluation->root->steps[0].target.len, sizeof wanted - 1);
	assert_memory_equal(evaluation->root->steps[0].target.at, wanted, sizeof wanted - 1);
	facts_release(&view);
	arena_release(&arena);
	check_close(&check);
}

static void long_identities_do_no_harm(void **state)
{
	struct bytes text = { 0 };
	struct check check;

	(void)state;
	for (int i = 0; i < 2000; i++)
		bytes_add_text(&text, "a.-");
	bytes_add_byte(&text, 0);
	check_open(&check, "@ TXT \"v=spf1 exists:%{s}.%{h} exists:%{SR-}%{LR.}%{H-} ?all exp=%{s}.x\"\n"
			   "f TXT \"v=spf1 -all exp=e.example.com\"\ne TXT \"%{S}%{H}\"");
	check.sender = check.helo = (const char *)text.at;
	check_expect(&check, client, "example.com", "neutral");
	assert_true(check_run(&check, client, "f.example.com")->explanation.len > 12000);
	check_close(&check);
	bytes_free(&text);
}

/* Section 4.3: NXDOMAIN and no data of the first name are none alike; section 5.2 and 6.1: permerror below. */
static void sections_4_3_and_5_2_name_error_and_no_data(void **state)
{
	struct check check;

	(void)state;
	check_open(&check, "empty A 192.0.2.1\n@ TXT \"v=spf1 include:empty.example.com ~all\"\n"
			   "b TXT \"v=spf1 include:gone.example.com ~all\"\nc TXT \"v=spf1 "
			   "redirect=empty.example.com\"\n"
			   "d TXT \"v=spf1 redirect=gone.example.com\"\nx.ent A 192.0.2.1");
	check_expect(&check, client, "empty.example.com", "none");
	check_expect(&check, client, "gone.example.com", "none");
	check_expect(&check, client, "ent.example.com", "none"); /* an empty non-terminal exists */
	expect_counts(check_expect(&check, client, "example.com", "permerror"), 1, 1);
	expect_counts(check_expect(&check, client, "b.example.com", "permerror"), 1, 1);
	expect_counts(check_expect(&check, client, "c.example.com", "permerror"), 1, 1);
	expect_counts(check_expect(&check, client, "d.example.com", "permerror"), 1, 1);
	check_close(&check);
}

/* An alias leads to the record of another name; <domain> stays the name that was asked for. */
static void section_4_4_records_behind_an_alias(void **state)
{
	struct check check;

	(void)state;
	check_open(&check,
		"alias CNAME real.example.net.\nreal.example.net. TXT \"v=spf1 exists:%{d} -all\"\n"
		"dangling CNAME gone.example.net.");
	expect_target(check_expect(&check, client, "alias.example.com", "fail"), 0, "alias.example.com");
	check_expect(&check, client, "dangling.example.com", "none");
	check_close(&check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(section_4_6_2_errors_behind_a_match_do_not_matter),
		cmocka_unit_test(section_4_6_2_first_error_counts),
		cmocka_unit_test(section_5_4_errors_of_hosts),
		cmocka_unit_test(the_problem_names_what_did_not_answer),
		cmocka_unit_test(an_evaluation_that_asks_again_ends),
		cmocka_unit_test(a_fail_waits_for_its_explanation),
		cmocka_unit_test(section_7_2_senders_of_any_form),
		cmocka_unit_test(rfc_8616_section_4_non_ascii_local_part_matches_nothing),
		cmocka_unit_test(rfc_8616_section_4_non_ascii_local_part_is_no_name_of_a_modifier),
		cmocka_unit_test(section_11_5_3_any_byte_in_the_identities),
		cmocka_unit_test(any_bytes_in_a_domain_do_no_harm),
		cmocka_unit_test(a_nul_in_the_sender_is_a_byte),
		cmocka_unit_test(long_identities_do_no_harm),
		cmocka_unit_test(sections_4_3_and_5_2_name_error_and_no_data),
		cmocka_unit_test(section_4_4_records_behind_an_alias),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
