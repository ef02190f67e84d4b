/* The domain in what people paste. */
#include "support/world.h"

#include "dns/pasted.h"

static void expect(const char *word, const char *domain, const char *what)
{
	struct pasted pasted = pasted_domain(slice_of(word));

	if (pasted.count != 1 || !slice_is(pasted.domain, domain))
		fail_msg("%s: %u, %.*s", word, pasted.count, (int)pasted.domain.len,
			(const char *)pasted.domain.at);
	if (what)
		assert_string_equal(pasted.what, what);
	else
		assert_null(pasted.what);
}

static void expect_count(const char *word, unsigned count)
{
	if (pasted_domain(slice_of(word)).count != count)
		fail_msg("%s: %u", word, pasted_domain(slice_of(word)).count);
}

static void a_domain_is_left_as_it_is(void **state)
{
	(void)state;
	expect("example.com", "example.com", NULL);
	expect(" example.com. ", "example.com.", NULL);
	expect("localhost", "localhost", NULL);
	expect("txt", "txt", NULL);
	expect("0/25.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa", NULL);
	expect("2001:db8::1", "2001:db8::1", NULL);
}

static void urls_are_cut(void **state)
{
	(void)state;
	expect("https://user:secret@example.com:8080/a,b?c#d", "example.com", "a URL");
	expect("https://example.com/a@b", "example.com", "a URL");
	expect("https://[2001:db8::1]:8080/", "[2001:db8::1]", "a URL");
	expect("mailto:a@example.com?subject=b", "example.com", "a mailto URL");
	expect("example.com/", "example.com", "a URL");
	expect("example.com/about", "example.com", "a URL");
	expect("example.com:25", "example.com", "a host with a port");
}

static void rfc_5322_section_3_4_mailboxes_are_cut(void **state)
{
	(void)state;
	expect("a@example.com", "example.com", "a mail address");
	expect("<a@example.com>", "example.com", "a mail address");
	expect("\"a, b@c\"@example.com", "example.com", "a mail address");
	expect("Admin <a@example.com>", "example.com", "a mail address");
	expect("\"Admin <a@example.com>\"", "example.com", "a mail address");
	expect("\"Doe, Jane\" <jane@example.com>", "example.com", "a mail address");
	expect("Doe, Jane <jane@example.com>", "example.com", "a mail address");
	expect("Example.net <a@example.com>", "example.com", "a mail address");
	expect("Admin a@example.com", "example.com", "a mail address");
	expect("a@[192.0.2.1]", "[192.0.2.1]", "a mail address");
	expect("<example.com>", "example.com", "a domain in angle brackets");
	expect("a@example.com, b@Example.com.", "example.com", "a mail address");
}

static void quotes_and_commas_are_taken_off(void **state)
{
	(void)state;
	expect("'example.com'", "example.com", "a domain in quotes");
	expect("\"example.com\"", "example.com", "a domain in quotes");
	expect("\xe2\x80\x9c"
	       "example.com\xe2\x80\x9d",
		"example.com", "a domain in quotes");
	expect("example.com,", "example.com", "a domain with punctuation");
}

static void the_name_of_a_question_is_taken(void **state)
{
	(void)state;
	expect("example.com TXT", "example.com", "a DNS question");
	expect("txt example.com", "example.com", "a DNS question");
	expect("example.com. 3600 IN MX", "example.com.", "a DNS question");
	expect("dig @192.0.2.53 +short example.com TXT", "example.com", "a DNS question");
}

static void several_domains_are_counted(void **state)
{
	(void)state;
	expect_count("example.com,example.net", 2);
	expect_count("example.com example.net", 2);
	expect_count("a@example.com; b@example.net; c@example.org", 3);
	expect_count("mailto:a@example.com,b@example.net", 2);
	expect_count("A <a@example.com>, B <b@example.net>", 2);
}

static void other_blanks_are_not_guessed_at(void **state)
{
	(void)state;
	expect_count("exam ple.com", 0);
	expect_count("example TXT", 0);
	expect_count("TXT IN", 0);
	expect_count("example.com TXT v=spf1", 0);
	expect_count("", 1);
	expect_count(" ", 1);
	expect_count("<>", 1);
	expect_count("\"", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_domain_is_left_as_it_is),
		cmocka_unit_test(urls_are_cut),
		cmocka_unit_test(rfc_5322_section_3_4_mailboxes_are_cut),
		cmocka_unit_test(quotes_and_commas_are_taken_off),
		cmocka_unit_test(the_name_of_a_question_is_taken),
		cmocka_unit_test(several_domains_are_counted),
		cmocka_unit_test(other_blanks_are_not_guessed_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
