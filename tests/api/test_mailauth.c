/* The library as a caller sees it: what is refused, what is told, and what outlives what. */
#include "support/world.h"

#include "mailauth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char zone[] = "$ORIGIN example.com.\n"
			   "@ 3600 IN SOA ns hostmaster 1 3600 600 86400 300\n"
			   "@ NS ns\n"
			   "ns A 11.22.33.1\n"
			   "@ MX 10 mail\n"
			   "mail A 11.22.33.44\n"
			   "@ TXT \"v=spf1 mx include:_spf.example.net ?all\"\n"
			   "_dmarc TXT \"v=DMARC1; p=rejct\"\n"
			   "x TXT \"open\n";

static mailauth_source *open_zone(const char *text)
{
	mailauth_source *source = mailauth_source_new();

	assert_int_equal(mailauth_source_add_zone_text(source, "db.example.com", text, strlen(text), NULL),
		MAILAUTH_OK);
	assert_int_equal(mailauth_source_set_offline(source, 1), MAILAUTH_OK);
	assert_int_equal(mailauth_source_open(source), MAILAUTH_OK);
	return source;
}

/* The report on example.com in the zone, when its source is gone already. */
static mailauth_report *report_on(const char *text, const mailauth_options *options)
{
	mailauth_source *source = open_zone(text);
	mailauth_report *report;

	assert_int_equal(mailauth_check(source, options, "example.com", &report), MAILAUTH_OK);
	mailauth_source_free(source);
	return report;
}

static const mailauth_finding *find(const mailauth_report *report, const char *rule)
{
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++)
		if (strcmp(mailauth_finding_rule(mailauth_report_finding(report, i)), rule) == 0)
			return mailauth_report_finding(report, i);
	return NULL;
}

static void a_finding_tells_what_where_and_how_to_mend_it(void **state)
{
	mailauth_report *report = report_on(zone, NULL);
	const mailauth_finding *finding = find(report, "dmarc-p-invalid");
	size_t size, start, end;

	(void)state;
	assert_non_null(finding);
	assert_int_equal(mailauth_finding_severity(finding), MAILAUTH_ERROR);
	assert_int_equal(mailauth_finding_confidence(finding), MAILAUTH_CERTAIN);
	assert_non_null(strstr(mailauth_finding_message(finding), "rejct"));
	assert_true(mailauth_finding_why(finding)[0] && mailauth_finding_help(finding)[0]);
	assert_non_null(strstr(mailauth_finding_reference(finding), "RFC"));
	assert_string_equal(mailauth_finding_name(finding), "_dmarc.example.com");
	assert_string_equal(mailauth_finding_type(finding), "TXT");
	assert_string_equal(mailauth_finding_text(finding, &size), "v=DMARC1; p=rejct");
	assert_int_equal(size, strlen("v=DMARC1; p=rejct"));
	assert_true(mailauth_finding_span(finding, &start, &end));
	assert_memory_equal(mailauth_finding_text(finding, NULL) + start, "rejct", end - start);
	assert_string_equal(mailauth_finding_file(finding), "db.example.com");
	assert_int_equal(mailauth_finding_line(finding), 8);
	assert_int_equal(mailauth_finding_column(finding), 13 + start);
	assert_int_equal(mailauth_finding_end_column(finding), 13 + end);
	assert_string_equal(mailauth_finding_fix_name(finding), "_dmarc.example.com");
	assert_string_equal(mailauth_finding_fix_type(finding), "TXT");
	assert_non_null(strstr(mailauth_finding_fix_text(finding), "p=reject"));
	mailauth_report_free(report);
}

static void a_report_has_verdict_counts_and_open_questions(void **state)
{
	mailauth_report *report = report_on(zone, NULL);
	size_t errors = 0, open = 0;

	(void)state;
	assert_string_equal(mailauth_report_domain(report), "example.com");
	assert_int_equal(mailauth_report_status(report), MAILAUTH_FINDINGS);
	assert_int_equal(mailauth_report_role(report), MAILAUTH_ROLE_SENDS);
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++)
		errors += mailauth_finding_severity(mailauth_report_finding(report, i)) == MAILAUTH_ERROR;
	assert_int_equal(mailauth_report_count(report, MAILAUTH_ERROR), errors);
	while (mailauth_report_unanswered_name(report, open) &&
		strcmp(mailauth_report_unanswered_name(report, open), "_spf.example.net") != 0)
		open++;
	assert_true(open < mailauth_report_unanswered_count(report));
	assert_string_equal(mailauth_report_unanswered_type(report, open), "TXT");
	assert_string_equal(mailauth_report_unanswered_reason(report, open), "offline");
	assert_non_null(strstr(mailauth_report_json(report), "\"format\": \"mailauth-check\""));
	mailauth_report_free(report);
}

static void records_are_walked_as_values(void **state)
{
	mailauth_report *report = report_on(zone, NULL);
	const mailauth_value *records = mailauth_value_member(mailauth_report_value(report), "records");
	const mailauth_value *spf = mailauth_value_member(records, "spf");
	const mailauth_value *mx = mailauth_value_item(mailauth_value_member(records, "mx"), 0);

	(void)state;
	assert_int_equal(mailauth_value_kind(spf), MAILAUTH_OBJECT);
	assert_string_equal(mailauth_value_name(spf, 0), "name");
	assert_string_equal(mailauth_value_text(mailauth_value_item(spf, 0)), "example.com");
	assert_true(mailauth_value_boolean(mailauth_value_member(spf, "valid")));
	assert_int_equal(
		mailauth_value_number(mailauth_value_member(mailauth_value_member(spf, "lookups"), "limit")),
		10);
	assert_int_equal(mailauth_value_number(mailauth_value_member(mx, "preference")), 10);
	assert_string_equal(mailauth_value_text(mailauth_value_member(mx, "exchange")), "mail.example.com");
	assert_int_equal(mailauth_value_count(mailauth_value_member(mx, "addresses")), 1);
	mailauth_report_free(report);
}

static void remedies_say_what_to_publish(void **state)
{
	mailauth_report *report = report_on(zone, NULL);
	const mailauth_remedy *remedy = NULL;
	bool cures = false;
	size_t size;

	(void)state;
	for (size_t i = 0; !remedy && i < mailauth_report_remedy_count(report); i++)
		if (strcmp(mailauth_remedy_name(mailauth_report_remedy(report, i)), "_dmarc.example.com") ==
			0)
			remedy = mailauth_report_remedy(report, i);
	assert_non_null(remedy);
	assert_int_equal(mailauth_remedy_action(remedy), MAILAUTH_REPLACE);
	assert_string_equal(mailauth_remedy_type(remedy), "TXT");
	assert_string_equal(mailauth_remedy_old(remedy, &size), "v=DMARC1; p=rejct");
	assert_int_equal(size, strlen("v=DMARC1; p=rejct"));
	assert_non_null(strstr(mailauth_remedy_text(remedy), "p=reject"));
	for (size_t i = 0; i < mailauth_remedy_cure_count(remedy); i++)
		cures = cures || strcmp(mailauth_remedy_cure(remedy, i), "dmarc-p-invalid") == 0;
	assert_true(cures);
	assert_string_equal(
		mailauth_finding_fix_text(find(report, "dmarc-p-invalid")), mailauth_remedy_text(remedy));
	mailauth_report_free(report);
}

static void what_a_comment_silences_needs_no_remedy(void **state)
{
	mailauth_report *report = report_on("$ORIGIN example.com.\n"
					    "@ 3600 IN SOA ns hostmaster 1 3600 600 86400 300\n"
					    "@ NS ns\n"
					    "ns A 11.22.33.1\n"
					    "; mailauth-check: ignore[dmarc-*] of last year\n"
					    "_dmarc TXT \"v=DMARC1; p=rejct\"\n",
		NULL);

	(void)state;
	for (size_t i = 0; i < mailauth_report_remedy_count(report); i++)
		assert_string_not_equal(
			mailauth_remedy_name(mailauth_report_remedy(report, i)), "_dmarc.example.com");
	mailauth_report_free(report);
}

static void options_choose_rules_and_tell_what_is_known(void **state)
{
	mailauth_options *options = mailauth_options_new();
	mailauth_report *report;

	(void)state;
	assert_int_equal(
		mailauth_options_set_rules(options, "dmarc-*,spf-none", "dmarc-rua-missing"), MAILAUTH_OK);
	assert_int_equal(mailauth_options_set_rules(options, "no-such-rule", NULL), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_set_role(options, MAILAUTH_ROLE_RECEIVES), MAILAUTH_OK);
	mailauth_options_set_file_faults(options, 0);
	report = report_on(zone, options);
	mailauth_options_free(options);
	assert_int_equal(mailauth_report_role(report), MAILAUTH_ROLE_RECEIVES);
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++)
		assert_memory_equal(mailauth_finding_rule(mailauth_report_finding(report, i)), "dmarc-", 6);
	assert_non_null(find(report, "dmarc-p-invalid"));
	assert_null(find(report, "dmarc-rua-missing"));
	mailauth_report_free(report);
}

static void faults_of_files_are_findings_without_a_record(void **state)
{
	mailauth_options *options = mailauth_options_new();
	mailauth_report *report = report_on(zone, options);
	const mailauth_finding *fault = find(report, "zone-quote");
	size_t size = 1;

	(void)state;
	for (size_t i = 0; !fault && i < mailauth_report_finding_count(report); i++)
		if (strncmp(mailauth_finding_rule(mailauth_report_finding(report, i)), "zone-", 5) == 0)
			fault = mailauth_report_finding(report, i);
	assert_non_null(fault);
	assert_null(mailauth_finding_name(fault));
	assert_null(mailauth_finding_text(fault, &size));
	assert_int_equal(size, 0);
	assert_false(mailauth_finding_span(fault, NULL, NULL));
	assert_int_equal(mailauth_finding_line(fault), 9);
	mailauth_report_free(report);
	mailauth_options_set_file_faults(options, 0);
	report = report_on(zone, options);
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++)
		assert_memory_not_equal(
			mailauth_finding_rule(mailauth_report_finding(report, i)), "zone-", 5);
	mailauth_report_free(report);
	mailauth_options_free(options);
}

static void comments_silence_findings(void **state)
{
	mailauth_report *report = report_on("$ORIGIN example.com.\n"
					    "@ 3600 IN SOA ns hostmaster 1 3600 600 86400 300\n"
					    "; mailauth-check: ignore[dmarc-p-invalid] of last year\n"
					    "_dmarc TXT \"v=DMARC1; p=rejct\"\n",
		NULL);

	(void)state;
	assert_null(find(report, "dmarc-p-invalid"));
	mailauth_report_free(report);
}

static void a_record_may_hold_any_byte(void **state)
{
	mailauth_report *report = report_on("$ORIGIN example.com.\n"
					    "@ 3600 IN SOA ns hostmaster 1 3600 600 86400 300\n"
					    "@ TXT \"v=spf1 a\\000b\\027[31m -all\"\n",
		NULL);
	const mailauth_finding *finding = NULL;
	size_t size = 0;

	(void)state;
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++) {
		const mailauth_finding *at = mailauth_report_finding(report, i);

		assert_null(strchr(mailauth_finding_message(at), 27));
		if (mailauth_finding_text(at, &size) && size > 9)
			finding = at;
	}
	assert_non_null(finding);
	assert_memory_equal(mailauth_finding_text(finding, &size) + 8, "\0b\033[31m", 7);
	assert_int_equal(size, strlen("v=spf1 a b [31m -all"));
	mailauth_report_free(report);
}

static void a_record_is_checked_alone(void **state)
{
	static const char spf[] = "v=spf1 mx ip4:192.0.2.300 -all",
			  key[] = "s1._domainkey.example.com. IN TXT ( \"v=DKIM1; k=rsa; \" \"p=\" )\n",
			  include[] = "$INCLUDE /etc/passwd\n@ TXT \"v=spf1 -all\"\n";
	mailauth_report *report;
	size_t size;

	(void)state;
	assert_int_equal(mailauth_check_record(NULL, spf, strlen(spf), &report), MAILAUTH_OK);
	assert_string_equal(mailauth_report_domain(report), "");
	assert_int_equal(mailauth_report_role(report), MAILAUTH_ROLE_AUTO);
	assert_int_equal(mailauth_report_count(report, MAILAUTH_ERROR), 1);
	assert_string_equal(mailauth_finding_text(mailauth_report_finding(report, 0), &size), spf);
	assert_string_equal(mailauth_finding_file(mailauth_report_finding(report, 0)), "<text>");
	assert_null(mailauth_finding_name(mailauth_report_finding(report, 0)));
	mailauth_report_free(report);
	assert_int_equal(mailauth_check_record(NULL, key, strlen(key), &report), MAILAUTH_OK);
	assert_true(mailauth_report_finding_count(report) > 0);
	mailauth_report_free(report);
	assert_int_equal(mailauth_check_record(NULL, "hello", 5, &report), MAILAUTH_MALFORMED);
	assert_null(report);
	assert_int_equal(mailauth_check_record(NULL, "", 0, &report), MAILAUTH_MALFORMED);
	assert_int_equal(mailauth_check_record(NULL, include, strlen(include), &report), MAILAUTH_MALFORMED);
	assert_int_equal(mailauth_check_record(NULL, NULL, 0, &report), MAILAUTH_INVALID);
}

static void a_source_lists_its_domains(void **state)
{
	mailauth_source *source = open_zone(zone);

	(void)state;
	assert_int_equal(mailauth_source_domain_count(source), 1);
	assert_string_equal(mailauth_source_domain(source, 0), "example.com");
	assert_null(mailauth_source_domain(source, 1));
	mailauth_source_free(source);
}

static void options_refuse_what_they_cannot_be(void **state)
{
	mailauth_options *options = mailauth_options_new();

	(void)state;
	assert_int_equal(mailauth_options_add_selector(options, "s1"), MAILAUTH_OK);
	assert_int_equal(mailauth_options_add_selector(options, "s1."), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_add_selector(options, ""), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_add_selector(options, NULL), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_add_address(options, "2001:db8::25"), MAILAUTH_OK);
	assert_int_equal(mailauth_options_add_address(options, "mail.example.com"), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_set_helo(options, "a..b"), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_set_helo(options, NULL), MAILAUTH_OK);
	assert_int_equal(mailauth_options_set_role(options, (enum mailauth_role)17), MAILAUTH_INVALID);
	assert_int_equal(mailauth_options_set_probe(options, (enum mailauth_probe)17), MAILAUTH_INVALID);
	mailauth_options_free(options);
}

static void a_source_refuses_what_it_cannot_be(void **state)
{
	mailauth_source *source = mailauth_source_new();
	mailauth_report *report;

	(void)state;
	assert_string_equal(mailauth_source_error(source), "");
	assert_int_equal(mailauth_source_add_server(source, "ns.example.com"), MAILAUTH_INVALID);
	assert_true(mailauth_source_error(source)[0]);
	for (int i = 0; i < 8; i++)
		assert_int_equal(mailauth_source_add_server(source, "[::1]:53"), MAILAUTH_OK);
	assert_int_equal(mailauth_source_add_server(source, "::1"), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_timeout(source, 0, 2), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_timeout(source, 10, 1), MAILAUTH_OK);
	assert_int_equal(
		mailauth_source_add_zone_file(source, "/nonexistent/zone", NULL), MAILAUTH_UNREADABLE);
	assert_non_null(strstr(mailauth_source_error(source), "/nonexistent/zone"));
	assert_int_equal(
		mailauth_source_set_answers_file(source, "/nonexistent/answers"), MAILAUTH_UNREADABLE);
	assert_int_equal(mailauth_source_set_suffix_list(source, "/nonexistent/psl"), MAILAUTH_UNREADABLE);
	assert_int_equal(
		mailauth_source_add_zone_text(source, "x", "@ A 192.0.2.1\n", 14, "a..b"), MAILAUTH_INVALID);
	assert_int_equal(mailauth_check(source, NULL, "example.com", &report), MAILAUTH_INVALID);
	assert_null(report);
	mailauth_source_set_offline(source, 1);
	assert_int_equal(mailauth_source_open(source), MAILAUTH_OK);
	assert_int_equal(mailauth_source_open(source), MAILAUTH_INVALID);
	assert_int_equal(mailauth_source_set_tcp(source, 1), MAILAUTH_INVALID);
	assert_int_equal(mailauth_check(source, NULL, "", &report), MAILAUTH_INVALID);
	assert_int_equal(mailauth_check(source, NULL, ".", &report), MAILAUTH_INVALID);
	assert_int_equal(mailauth_check(source, NULL, "192.0.2.1", &report), MAILAUTH_INVALID);
	assert_int_equal(mailauth_check(source, NULL, "a b.example", &report), MAILAUTH_INVALID);
	assert_int_equal(mailauth_check(source, NULL, NULL, &report), MAILAUTH_INVALID);
	assert_int_equal(mailauth_check(source, NULL, "M\xc3\xbcnchen.example", &report), MAILAUTH_OK);
	assert_string_equal(mailauth_report_domain(report), "xn--mnchen-3ya.example");
	assert_int_equal(mailauth_report_status(report), MAILAUTH_UNANSWERED);
	mailauth_report_free(report);
	mailauth_source_free(source);
}

static void a_text_that_is_no_zone_spoils_its_source(void **state)
{
	mailauth_source *source = mailauth_source_new();

	(void)state;
	assert_int_equal(
		mailauth_source_add_zone_text(source, "x", "hello world\n", 12, NULL), MAILAUTH_MALFORMED);
	assert_int_equal(mailauth_source_open(source), MAILAUTH_MALFORMED);
	assert_true(mailauth_source_error(source)[0]);
	mailauth_source_free(source);
}

static void saved_answers_stand_for_dns(void **state)
{
	char path[] = "/tmp/mailauth-answers-XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");
	mailauth_source *source = mailauth_source_new();
	mailauth_report *report;

	(void)state;
	fputs("; @recorded\n; @answer example.com. TXT answer\nexample.com. 60 IN TXT \"v=spf1 +all\"\n"
	      "; @answer example.com. MX nodata\n",
		file);
	fclose(file);
	assert_int_equal(mailauth_source_set_answers_file(source, path), MAILAUTH_OK);
	assert_int_equal(mailauth_source_set_answers_file(source, path), MAILAUTH_INVALID);
	unlink(path);
	assert_int_equal(mailauth_source_open(source), MAILAUTH_OK);
	assert_int_equal(mailauth_check(source, NULL, "example.com", &report), MAILAUTH_OK);
	assert_non_null(find(report, "spf-plus-all"));
	assert_null(mailauth_finding_file(find(report, "spf-plus-all")));
	assert_int_equal(mailauth_finding_line(find(report, "spf-plus-all")), 0);
	mailauth_report_free(report);
	mailauth_source_free(source);
}

static void nothing_of_null_is_nothing(void **state)
{
	(void)state;
	mailauth_report_free(NULL);
	mailauth_source_free(NULL);
	mailauth_options_free(NULL);
	assert_int_equal(mailauth_report_finding_count(NULL), 0);
	assert_null(mailauth_report_finding(NULL, 0));
	assert_string_equal(mailauth_finding_rule(NULL), "");
	assert_null(mailauth_finding_text(NULL, NULL));
	assert_null(mailauth_report_remedy(NULL, 0));
	assert_null(mailauth_remedy_cure(NULL, 0));
	assert_null(mailauth_report_unanswered_name(NULL, 0));
	assert_null(mailauth_value_text(mailauth_value_member(mailauth_value_item(NULL, 3), "x")));
	assert_int_equal(mailauth_value_kind(mailauth_report_value(NULL)), MAILAUTH_NULL);
	assert_int_equal(mailauth_source_add_server(NULL, "::1"), MAILAUTH_INVALID);
	assert_int_equal(mailauth_check(NULL, NULL, "example.com", NULL), MAILAUTH_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finding_tells_what_where_and_how_to_mend_it),
		cmocka_unit_test(a_report_has_verdict_counts_and_open_questions),
		cmocka_unit_test(records_are_walked_as_values),
		cmocka_unit_test(remedies_say_what_to_publish),
		cmocka_unit_test(what_a_comment_silences_needs_no_remedy),
		cmocka_unit_test(options_choose_rules_and_tell_what_is_known),
		cmocka_unit_test(faults_of_files_are_findings_without_a_record),
		cmocka_unit_test(comments_silence_findings),
		cmocka_unit_test(a_record_may_hold_any_byte),
		cmocka_unit_test(a_record_is_checked_alone),
		cmocka_unit_test(a_source_lists_its_domains),
		cmocka_unit_test(options_refuse_what_they_cannot_be),
		cmocka_unit_test(a_source_refuses_what_it_cannot_be),
		cmocka_unit_test(a_text_that_is_no_zone_spoils_its_source),
		cmocka_unit_test(saved_answers_stand_for_dns),
		cmocka_unit_test(nothing_of_null_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
