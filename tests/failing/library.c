/*
 * Uses each function of the library that may lack memory, and prints what it says. Ends with 0, or with 3 when a function said that there
 * was no memory; each other fault is 1. No key is among the records: OpenSSL itself may fall without memory, and the program, which gives
 * it memory of its own, is tested with keys.
 */
#include <mailauth.h>
#include <stdio.h>
#include <string.h>

enum { NO_MEMORY = 3 };

static const char zone[] =
	"$ORIGIN example.com.\n$TTL 1h\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A 11.22.33.1\n"
	"@ MX 10 mail\nmail A 11.22.33.2\n@ TXT \"v=spf1 mx ip4:11.22.33.300 -all\"\n"
	"_dmarc TXT \"v=DMARC1; p=rejct; rua=mailto:a@xn--mnchen-3ya.example\"\n";

static int settled(enum mailauth_result result)
{
	return result == MAILAUTH_OK ? 0 : result == MAILAUTH_NO_MEMORY ? NO_MEMORY : 1;
}

static int set_options(mailauth_options *options)
{
	int status = settled(mailauth_options_add_selector(options, "s1"));

	status = status ? status : settled(mailauth_options_add_address(options, "11.22.33.2"));
	status = status ? status : settled(mailauth_options_set_helo(options, "mail.example.com"));
	return status ? status : settled(mailauth_options_set_rules(options, NULL, "dns-*"));
}

static int set_source(mailauth_source *source)
{
	int status = settled(mailauth_source_add_server(source, "127.0.0.1:9"));

	status = status ? status
			: settled(mailauth_source_add_zone_text(source, "zone", zone, strlen(zone), NULL));
	status = status ? status : settled(mailauth_source_set_offline(source, 1));
	return status ? status : settled(mailauth_source_open(source));
}

static int check_domain(mailauth_source *source, const mailauth_options *options)
{
	mailauth_report *report = NULL;
	int status = settled(mailauth_check(source, options, "ex\xc3\xa4mple.com", &report));

	mailauth_report_free(report);
	status = status ? status : settled(mailauth_check(source, options, "example.com", &report));
	if (!status)
		fputs(mailauth_report_json(report), stdout);
	mailauth_report_free(report);
	return status;
}

static int check_record(const mailauth_options *options)
{
	static const char record[] = "v=spf1 mx ip4:192.0.2.300 -al";
	mailauth_report *report = NULL;
	int status = settled(mailauth_check_record(options, record, strlen(record), &report));

	if (!status)
		fputs(mailauth_report_json(report), stdout);
	mailauth_report_free(report);
	return status;
}

int main(void)
{
	mailauth_options *options = mailauth_options_new();
	mailauth_source *source = mailauth_source_new();
	int status = options && source ? set_options(options) : NO_MEMORY;

	status = status ? status : set_source(source);
	status = status ? status : check_domain(source, options);
	status = status ? status : check_record(options);
	if (status == 1 && source)
		fputs(mailauth_source_error(source), stderr);
	mailauth_source_free(source);
	mailauth_options_free(options);
	fflush(stdout);
	return status;
}
