/* What the library is given that it cannot take, and what it gives of NULL: mailauth.h promises an answer, and no fault, for each. */
#include "support/world.h"

#include "mailauth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char zone[] = "$ORIGIN example.com.\n@ 3600 IN SOA ns hostmaster 1 3600 600 86400 300\n"
			   "@ MX 0 .\n@ TXT \"v=spf1 -all\"\n_dmarc TXT \"v=DMARC1; p=reject\"\n";

static void a_finding_of_null_says_nothing(void **state)
{
	size_t start = 1, end = 1, size = 1;

	(void)state;
	assert_int_equal(mailauth_finding_severity(NULL), MAILAUTH_INFO);
	assert_int_equal(mailauth_finding_confidence(NULL), MAILAUTH_CERTAIN);
	assert_string_equal(mailauth_finding_message(NULL), "");
	assert_string_equal(mailauth_finding_why(NULL), "");
	assert_string_equal(mailauth_finding_help(NULL), "");
	assert_string_equal(mailauth_finding_reference(NULL), "");
	assert_null(mailauth_finding_name(NULL));
	assert_null(mailauth_finding_type(NULL));
	assert_null(mailauth_finding_text(NULL, &size));
	assert_int_equal(size, 0);
	assert_false(mailauth_finding_span(NULL, &start, &end));
	assert_int_equal(start + end, 0);
	assert_null(mailauth_finding_file(NULL));
	assert_int_equal(mailauth_finding_line(NULL) + mailauth_finding_column(NULL), 0);
	assert_int_equal(mailauth_finding_end_line(NULL) + mailauth_finding_end_column(NULL), 0);
	assert_null(mailauth_finding_fix_text(NULL));
	assert_null(mailauth_finding_fix_name(NULL));
	assert_null(mailauth_finding_fix_type(NULL));
}

static void a_remedy_of_null_says_nothing(void **state)
{
	size_t size = 1;

	(void)state;
	assert_int_equal(mailauth_remedy_action(NULL), MAILAUTH_ADD);
	assert_string_equal(mailauth_remedy_name(NULL), "");
	assert_string_equal(mailauth_remedy_type(NULL), "");
	assert_null(mailauth_remedy_old(NULL, &size));
	assert_int_equal(size, 0);
	assert_null(mailauth_remedy_text(NULL));
	assert_null(mailauth_remedy_effect(NULL));
	assert_int_equal(mailauth_remedy_cure_count(NULL), 0);
}

static void a_report_and_a_value_of_null_are_empty(void **state)
{
	(void)state;
	assert_string_equal(mailauth_report_domain(NULL), "");
	assert_int_equal(mailauth_report_status(NULL), MAILAUTH_UNANSWERED);
	assert_int_equal(mailauth_report_role(NULL), MAILAUTH_ROLE_AUTO);
	assert_int_equal(mailauth_report_count(NULL, MAILAUTH_ERROR), 0);
	assert_string_equal(mailauth_report_json(NULL), "");
	assert_int_equal(mailauth_report_remedy_count(NULL), 0);
	assert_int_equal(mailauth_report_unanswered_count(NULL), 0);
	assert_null(mailauth_report_unanswered_type(NULL, 0));
	assert_null(mailauth_report_unanswered_reason(NULL, 0));
	assert_int_equal(mailauth_value_count(NULL), 0);
	assert_null(mailauth_value_name(NULL, 0));
	assert_int_equal(mailauth_value_number(NULL), 0);
	assert_false(mailauth_value_boolean(NULL));
	assert_null(mailauth_value_member(NULL, NULL));
}

static void nothing_is_set_in_null(void **state)
{
	mailauth_report *report = NULL;

	(void)state;
	assert_int_equal(mailauth_options_add_selector(NULL, "s1"), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_add_address(NULL, "192.0.2.1"), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_set_helo(NULL, "mail.example.com"), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_set_role(NULL, MAILAUTH_ROLE_SENDS), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_set_probe(NULL, MAILAUTH_PROBE_ALL), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_set_rules(NULL, NULL, NULL), MAILAUTH_INVALID);
	mailauth_options_set_bulk(NULL, 1);
	mailauth_options_set_authoritative(NULL, 1);
	mailauth_options_set_file_faults(NULL, 1);
	mailauth_options_set_cures_notes(NULL, 1);
	assert_int_equal(mailauth_source_set_timeout(NULL, 10, 1), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_deadline(NULL, 10), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_tcp(NULL, 1), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_offline(NULL, 1), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_suffix_list(NULL, NULL), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_add_zone_file(NULL, "x", NULL), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_add_zone_text(NULL, "x", "", 0, NULL), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_answers_file(NULL, "x"), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_open(NULL), MAILAUTH_INVALID);
	assert_string_equal(mailauth_source_error(NULL), "");
	assert_int_equal(mailauth_source_domain_count(NULL), 0);
	assert_int_equal(mailauth_check(NULL, NULL, "example.com", &report), MAILAUTH_INVALID);
	assert_null(report);
	assert_int_equal(mailauth_check_record(NULL, "v=spf1 -all", 11, NULL), MAILAUTH_INVALID);
}

static void what_options_refuse_changes_nothing(void **state)
{
	mailauth_options *options = mailauth_options_new();
	mailauth_report *report;
	bool has_rule = false;

	(void)state;
	assert_int_equal(mailauth_options_set_role(options, MAILAUTH_ROLE_RECEIVES), MAILAUTH_OK);
	assert_int_equal(mailauth_options_set_role(options, (enum mailauth_role)99), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_set_rules(options, "spf-plus-all", NULL), MAILAUTH_OK);
	assert_int_equal(mailauth_options_set_rules(options, NULL, "no-such-rule"), MAILAUTH_INVALID);
	for (int probe = MAILAUTH_PROBE_AUTO; probe <= MAILAUTH_PROBE_NONE; probe++)
		assert_int_equal(
			mailauth_options_set_probe(options, (enum mailauth_probe)probe), MAILAUTH_OK);
	assert_int_equal(mailauth_options_add_selector(options, "@file"), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_add_selector(options, "*"), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_add_selector(options, "a..b"), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_add_address(options, NULL), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_set_helo(options, "mail.example.com"), MAILAUTH_OK);
	mailauth_options_set_bulk(options, 1);
	mailauth_options_set_bulk(options, 0);
	assert_int_equal(
		mailauth_check_record(options, "v=spf1 mx foo +all", strlen("v=spf1 mx foo +all"), &report),
		MAILAUTH_OK);
	assert_int_equal(mailauth_report_role(report), MAILAUTH_ROLE_RECEIVES);
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++) {
		assert_string_equal(
			mailauth_finding_rule(mailauth_report_finding(report, i)), "spf-plus-all");
		has_rule = true;
	}
	assert_true(has_rule);
	mailauth_report_free(report);
	mailauth_options_free(options);
}

/* A file with the text; the caller removes it. */
static void write_file(char *path, const char *text)
{
	FILE *file = fdopen(mkstemp(path), "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void a_source_tells_what_is_wrong_with_a_file(void **state)
{
	mailauth_source *source = mailauth_source_new();
	char path[] = "/tmp/mailauth-refused-XXXXXX";

	(void)state;
	write_file(path, "hello world\n");
	assert_int_equal(mailauth_source_set_answers_file(source, NULL), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_answers_file(source, path), MAILAUTH_MALFORMED);
	assert_true(mailauth_source_error(source)[0]);
	assert_int_equal(mailauth_source_add_zone_file(source, NULL, NULL), MAILAUTH_INVALID);
	assert_string_equal(mailauth_source_error(source), "no file is given");
	assert_int_equal(mailauth_source_add_zone_file(source, "-", NULL), MAILAUTH_UNREADABLE);
	assert_non_null(strstr(mailauth_source_error(source), "cannot read -"));
	assert_int_equal(mailauth_source_set_answers_file(source, "-"), MAILAUTH_UNREADABLE);
	assert_int_equal(mailauth_source_add_zone_text(source, NULL, "", 0, NULL), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_add_zone_text(source, "x", NULL, 1, NULL), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_add_zone_file(source, path, NULL), MAILAUTH_MALFORMED);
	assert_non_null(strstr(mailauth_source_error(source), path));
	unlink(path);
	mailauth_source_free(source);
}

static void numbers_of_a_source_have_bounds(void **state)
{
	mailauth_source *source = mailauth_source_new();

	(void)state;
	assert_int_equal(mailauth_source_add_server(source, NULL), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_timeout(source, 3600 * 1000, 100), MAILAUTH_OK);
	assert_int_equal(mailauth_source_set_timeout(source, 3600 * 1000 + 1, 100), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_timeout(source, 10, 0), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_timeout(source, 10, 101), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_tcp(source, 1), MAILAUTH_OK);
	assert_int_equal(mailauth_source_set_suffix_list(source, NULL), MAILAUTH_OK);
	mailauth_source_free(source);
}

static void an_open_source_is_not_set_up_any_more(void **state)
{
	mailauth_source *source = mailauth_source_new();
	mailauth_report *report;

	(void)state;
	assert_int_equal(
		mailauth_source_add_zone_text(source, "x", zone, strlen(zone), "example.com"), MAILAUTH_OK);
	assert_int_equal(mailauth_source_set_offline(source, 1), MAILAUTH_OK);
	assert_int_equal(mailauth_source_set_deadline(source, UINT64_MAX), MAILAUTH_OK);
	assert_int_equal(mailauth_source_open(source), MAILAUTH_OK);
	assert_int_equal(mailauth_source_add_server(source, "::1"), MAILAUTH_INVALID);
	assert_string_equal(mailauth_source_error(source), "the source is open already");
	assert_int_equal(mailauth_source_set_timeout(source, 10, 1), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_deadline(source, 10), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_offline(source, 0), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_suffix_list(source, NULL), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_add_zone_file(source, "x", NULL), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_add_zone_text(source, "x", "", 0, NULL), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_answers_file(source, "x"), MAILAUTH_INVALID);
	assert_int_equal(mailauth_check(source, NULL, "example.com", NULL), MAILAUTH_INVALID);
	assert_int_equal(mailauth_check(source, NULL, "example.com", &report), MAILAUTH_OK);
	assert_int_equal(mailauth_report_role(report), MAILAUTH_ROLE_NO_MAIL);
	assert_int_equal(mailauth_report_count(report, (enum mailauth_severity)99), 0);
	mailauth_report_free(report);
	mailauth_source_free(source);
}

/* Nobody listens there: silence, or a refusal of the system; neither says anything of the domain. */
static void a_server_that_is_not_there_answers_nothing(void **state)
{
	mailauth_source *source = mailauth_source_new();
	mailauth_report *report;

	(void)state;
	assert_int_equal(mailauth_source_add_server(source, "127.0.0.1:1"), MAILAUTH_OK);
	assert_int_equal(mailauth_source_set_timeout(source, 50, 1), MAILAUTH_OK);
	assert_int_equal(mailauth_source_set_deadline(source, 2000), MAILAUTH_OK);
	assert_int_equal(mailauth_source_open(source), MAILAUTH_OK);
	assert_int_equal(mailauth_check(source, NULL, "example.com", &report), MAILAUTH_OK);
	assert_int_equal(mailauth_report_status(report), MAILAUTH_UNANSWERED);
	assert_int_equal(mailauth_report_count(report, MAILAUTH_ERROR), 0);
	assert_true(mailauth_report_unanswered_count(report) > 0);
	mailauth_report_free(report);
	mailauth_source_free(source);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finding_of_null_says_nothing),
		cmocka_unit_test(a_remedy_of_null_says_nothing),
		cmocka_unit_test(a_report_and_a_value_of_null_are_empty),
		cmocka_unit_test(nothing_is_set_in_null),
		cmocka_unit_test(what_options_refuse_changes_nothing),
		cmocka_unit_test(a_source_tells_what_is_wrong_with_a_file),
		cmocka_unit_test(numbers_of_a_source_have_bounds),
		cmocka_unit_test(an_open_source_is_not_set_up_any_more),
		cmocka_unit_test(a_server_that_is_not_there_answers_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
