/*
 * The library in use: checks each mail domain of a zone file without asking anybody, and prints what is wrong.
 *
 *	cc example.c $(pkg-config --cflags --libs mailauth)
 *	./a.out db.example.com
 *
 * tests/integration/test_library.py builds and runs it with an installed copy.
 */
#include <mailauth.h>

#include <stdio.h>

static void print_finding(const mailauth_finding *finding)
{
	static const char *const levels[] = { "info", "warning", "error" };

	printf("%s:%lu:%lu: %s: %s [%s]\n",
		mailauth_finding_file(finding) ? mailauth_finding_file(finding) : "-",
		mailauth_finding_line(finding), mailauth_finding_column(finding),
		levels[mailauth_finding_severity(finding)], mailauth_finding_message(finding),
		mailauth_finding_rule(finding));
	if (mailauth_finding_fix_text(finding))
		printf("\tpublish: %s\n", mailauth_finding_fix_text(finding));
}

static void print_report(const mailauth_report *report)
{
	const mailauth_value *records = mailauth_value_member(mailauth_report_value(report), "records");
	const mailauth_value *spf = mailauth_value_member(records, "spf");
	const mailauth_value *lookups = mailauth_value_member(mailauth_value_member(spf, "lookups"), "used");

	printf("%s: %zu errors, %zu warnings\n", mailauth_report_domain(report),
		mailauth_report_count(report, MAILAUTH_ERROR),
		mailauth_report_count(report, MAILAUTH_WARNING));
	if (mailauth_value_kind(spf) == MAILAUTH_OBJECT)
		printf("SPF: %s (%u DNS lookups)\n", mailauth_value_text(mailauth_value_member(spf, "text")),
			(unsigned)mailauth_value_number(lookups));
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++)
		print_finding(mailauth_report_finding(report, i));
	for (size_t i = 0; i < mailauth_report_remedy_count(report); i++) {
		const mailauth_remedy *remedy = mailauth_report_remedy(report, i);

		printf("to publish at %s: %s\n", mailauth_remedy_name(remedy),
			mailauth_remedy_text(remedy) ? mailauth_remedy_text(remedy) : "nothing");
	}
}

int main(int argc, char **argv)
{
	mailauth_source *source = mailauth_source_new();
	mailauth_report *report;
	int failed = argc != 2;

	failed = failed || mailauth_source_add_zone_file(source, argv[1], NULL) ||
		 mailauth_source_set_offline(source, 1) || mailauth_source_open(source);
	for (size_t i = 0; !failed && i < mailauth_source_domain_count(source); i++) {
		failed = mailauth_check(source, NULL, mailauth_source_domain(source, i), &report);
		print_report(report);
		mailauth_report_free(report);
	}
	if (failed)
		fprintf(stderr, "mailauth %s: %s\n", mailauth_version(), mailauth_source_error(source));
	mailauth_source_free(source);
	return failed ? 2 : 0;
}
