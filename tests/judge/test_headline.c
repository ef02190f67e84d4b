/* Each headline, and that it claims no more than is known. */
#include "support/example.h"

#include "judge/headline.h"
#include <string.h>

#define MX "@ MX 10 mail\nmail A 11.0.0.25\n"
#define SPF "@ TXT \"v=spf1 ip4:11.0.0.25 -all\"\n"
#define KEY \
	"s1._domainkey TXT" \
	" \"v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA+FEdJ/96VP0UBDRe94MkuDsPCnFx" \
	"VGmGmKO+IbF4QeutlyQOekuhvMWEjZ+UmpirIEtNV52WBy9wHnegpaR5jBJEVfQlI6SSYcIXNens33Af8BiYv5s20T\"" \
	" \"jS3EVuJlomPDWBdr4LO9O0Al4oHOwJmKGCMzNM4kB8wD2d9BADGpKgmNHOUAyVhdacHZbemZDurvnymuk5/KUmI9Wc" \
	"/0oyZW8UpbD7OzxI4VxhVuIakse9hX9W5k2F6O5I1NL87DN16tICta4H4fAK2AqhorbBvmJ3BqnUVdC9hwzja/d65v\"" \
	" \"dklvD7bP4y5mkBAqThnq08cY966GBHD6pXcc40gNAldQIDAQAB" \
	"\"" \
	"\n"
#define DMARC(policy) "_dmarc TXT \"v=DMARC1; p=" policy "; rua=mailto:d@example.com\"\n"
#define WITH_IP "; with --ip 11.0.0.25\n"
#define REVERSE "$ORIGIN 11.in-addr.arpa.\n@ SOA ns.example.com. h 1 2 3 4 5\n@ NS ns.example.com.\n"
#define PTR REVERSE "25.0.0 PTR mail.example.com.\n"

static void expect(const char *zone, enum headline_kind kind, const char *text)
{
	struct world world;
	struct arena scratch = { 0 };
	struct headline headline;

	if (strstr(zone, "; with "))
		headline = headline_of(&scratch, example_judge(&world, zone));
	else {
		world_open(&world, world_with_apex(&scratch, zone));
		headline = headline_of(&scratch, world_report(&world, "example.com"));
	}
	assert_string_equal(headline.text, text);
	assert_int_equal(headline.kind, kind);
	arena_release(&scratch);
	world_close(&world);
}

static void a_sender_is_refused(void **state)
{
	(void)state;
	expect("@ TXT \"v=spf1 a mx al\"\n" MX, HEADLINE_REFUSED, "refused by Gmail and Yahoo");
	expect(MX, HEADLINE_REFUSED, "mail from it would be refused by Gmail and Yahoo");
	expect(WITH_IP MX SPF KEY DMARC("reject") REVERSE, HEADLINE_REFUSED,
		"refused by Gmail, Yahoo, Microsoft and Apple");
}

static void a_receiver_cannot_be_reached(void **state)
{
	(void)state;
	expect("@ MX 10 gone\n" SPF KEY DMARC("reject"), HEADLINE_UNREACHABLE,
		"mail to it cannot be delivered");
	expect("@ MX 10 gone\n@ TXT \"v=spf1 -all\"\n" DMARC("reject"), HEADLINE_UNREACHABLE,
		"mail to it cannot be delivered");
}

static void errors_are_told_by_what_they_are_in(void **state)
{
	(void)state;
	expect(MX SPF KEY "_dmarc TXT \"v=DMARC1; p=rejct\"\n", HEADLINE_ERRORS,
		"errors in DMARC; anyone can spoof it");
	expect(MX "@ TXT \"v=spf1 mx -al\"\n" KEY DMARC("reject"), HEADLINE_ERRORS, "errors in SPF");
}

static void a_sender_is_ready_or_not(void **state)
{
	(void)state;
	expect(MX SPF KEY, HEADLINE_NOT_BULK, "not ready for bulk mail; anyone can spoof it");
	expect(MX SPF DMARC("reject"), HEADLINE_NOT_BULK, "not ready for bulk mail");
	expect(MX SPF KEY DMARC("none"), HEADLINE_SPOOFABLE, "works, but anyone can spoof it");
	expect(WITH_IP MX SPF KEY DMARC("reject") PTR, HEADLINE_READY, "ready for bulk mail");
}

static void what_is_not_known_is_said(void **state)
{
	(void)state;
	expect(MX SPF KEY DMARC("reject"), HEADLINE_OPEN, "no faults found; not checked: sending IP");
	expect("; @answer * * timeout\n", HEADLINE_NOT_CHECKED,
		"could not be checked: DNS did not answer (timeout)");
	expect("; @answer * * offline\n", HEADLINE_NOT_CHECKED, "not checked (offline)");
	expect("; @answer _spf.example.net * servfail\n" MX
	       "@ TXT \"v=spf1 ip4:11.0.0.25 include:_spf.example.net -all\"\n" KEY DMARC("reject"),
		HEADLINE_OPEN, "no faults found, but DNS did not answer everything");
	expect("; @answer _dmarc.example.com * timeout\n" MX SPF KEY, HEADLINE_OPEN,
		"no faults found, but DNS did not answer everything");
}

static void a_domain_that_does_not_send_is_protected_or_not(void **state)
{
	(void)state;
	expect("@ MX 0 .\n@ TXT \"v=spf1 -all\"\n" DMARC("reject"), HEADLINE_PROTECTED,
		"no mail, protected against spoofing");
	expect("@ MX 0 .\n@ TXT \"v=spf1 -all\"\n", HEADLINE_SPOOFABLE, "no mail, but anyone can spoof it");
	expect(MX "@ TXT \"v=spf1 -all\"\n" DMARC("reject"), HEADLINE_PROTECTED,
		"receives mail only, protected against spoofing");
	expect("@ MX 0 .\n" DMARC("reject"), HEADLINE_OPEN, "no mail, no errors found");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sender_is_refused),
		cmocka_unit_test(a_receiver_cannot_be_reached),
		cmocka_unit_test(errors_are_told_by_what_they_are_in),
		cmocka_unit_test(a_sender_is_ready_or_not),
		cmocka_unit_test(what_is_not_known_is_said),
		cmocka_unit_test(a_domain_that_does_not_send_is_protected_or_not),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	examples_release();
	return failed;
}
