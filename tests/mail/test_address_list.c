/* Addresses of From (RFC 5322 sections 3.4 and 4.4, RFC 6854). */
#include "mail/address_list.h"

#include "base/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* "example.com,[],?": each domain, a literal as [], no domain as ?; "!" at the end for a fault, "^" for a control character, ":" for a group. */
static void expect_bytes(struct slice text, const char *expected)
{
	struct arena arena = { 0 };
	const struct mail_addresses *addresses = mail_addresses_read(&arena, text);
	struct bytes found = { 0 };

	for (size_t i = 0; i < addresses->list.count; i++) {
		const struct mail_address *address = &addresses->list.at[i];

		bytes_add_text(&found, i ? "," : "");
		if (address->domain.len)
			bytes_add(&found, address->domain);
		else
			bytes_add_text(&found, address->is_literal ? "[]" : "?");
	}
	bytes_add_text(&found, addresses->has_group ? ":" : "");
	bytes_add_text(&found, addresses->has_control ? "^" : "");
	bytes_add_text(&found, addresses->fault ? "!" : "");
	bytes_add_byte(&found, 0);
	if (strcmp((const char *)found.at, expected) != 0)
		fail_msg("\"%.*s\": %s (%s), and not %s", (int)text.len, (const char *)text.at,
			(const char *)found.at, addresses->fault ? addresses->fault : "no fault", expected);
	bytes_free(&found);
	arena_release(&arena);
}

static void expect(const char *text, const char *expected)
{
	expect_bytes(slice_of(text), expected);
}

static void section_3_4_mailboxes(void **unused)
{
	(void)unused;
	expect("a@example.com", "example.com");
	expect("<a@example.com>", "example.com");
	expect("Ann Example <a@example.com>", "example.com");
	expect("\"Doe, John (x@y) <z>\" <j@example.com>", "example.com");
	expect("a@example.com (Ann)", "example.com");
	expect("a@example.com, b@example.net", "example.com,example.net");
	expect("A <a@example.com>, \"b\" <b@example.net>, c@example.org",
		"example.com,example.net,example.org");
	expect("a.b+c=d/e@example.com", "example.com");
	expect("J\xc3\xb6rg <j@b\xc3\xbc"
	       "cher.example>",
		"b\xc3\xbc"
		"cher.example");
	expect("=?utf-8?q?a=40b=2Eexample?= <a@example.com>", "example.com");
	expect("[board] J. Doe <j@example.com>", "example.com");
	expect("a@[192.0.2.1]", "[]");
	expect("a <a@[IPv6:2001:db8::1]>", "[]");
	expect("\"\" <a@example.com>", "example.com");
}

static void section_3_2_comments_and_quotes(void **unused)
{
	(void)unused;
	expect("\"a@b.example\"@example.com", "example.com");
	expect("\"a\\\"@b\"@example.com", "example.com");
	expect("(a (nested) <x@y.example> \\) comment) a@example.com", "example.com");
	expect("a (x) @ (y (z)) example.com (t)", "example.com");
	expect("Ann <a(1)@(2)example(3).(4)com(5)>", "example.com");
	expect("a @ example . com", "example.com");
	expect("a@example.com (b@example.net)", "example.com");
}

static void section_3_4_groups(void **unused)
{
	(void)unused;
	expect("Team: a@example.com, b@example.net;", "example.com,example.net:");
	expect("Team:;", ":");
	expect("Undisclosed recipients : (none) ;", ":");
	expect("A: a@example.com;, B <b@example.net>, C: c@example.org, D <d@example.org>;",
		"example.com,example.net,example.org,example.org:");
	expect("\"Q: r\": a@example.com;", "example.com:");
	expect("Team: a@example.com", "example.com:");
	expect("A: B: a@example.com;;", "example.com:!");
}

static void section_4_4_obsolete_forms(void **unused)
{
	(void)unused;
	expect("<@a.example,@b.example:j@example.com>", "example.com");
	expect("J <@a.example, , @[192.0.2.1] : j@example.com>", "example.com");
	expect("<@a.example j@example.com>", "example.com!");
	expect(", a@example.com,, b@example.com ,", "example.com,example.com");
	expect("a . \"b c\" . d@example.com", "example.com");
}

static void what_two_readers_read_in_two_ways(void **unused)
{
	(void)unused;
	expect("", "");
	expect("a", "?!");
	expect("Doe, John <j@example.com>", "?,example.com!");
	expect("<>", "?!");
	expect("a@", "?");
	expect("@example.com", "example.com!");
	expect("<a@b.example> <c@example.com>", "b.example,example.com!");
	expect("a@b.example <c@example.com>", "b.example,example.com!");
	expect("a@b.example@example.com", "b.example,example.com!");
	expect("a@example.com; b@example.net", "example.com,example.net!");
	expect("a@example.com b", "example.com!");
	expect("\"a@example.com", "?!");
	expect("(a@example.com", "!");
	expect("Ann <a@example.com", "example.com!");
	expect("a@example.com: b@example.net;", "example.com,example.net:!");
	expect_bytes((struct slice){ (const uint8_t *)"a@example.com\0.b.example", 24 }, "example.com^!");
}

static void many_addresses_are_bounded(void **unused)
{
	struct arena arena = { 0 };
	struct bytes text = { 0 };

	(void)unused;
	for (int i = 0; i < 3 * MAIL_ADDRESSES_MOST; i++)
		bytes_add_text(&text, "a@example.com @b.example,");
	assert_true(mail_addresses_read(&arena, bytes_slice(&text))->list.count <= MAIL_ADDRESSES_MOST + 1);
	bytes_free(&text);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(section_3_4_mailboxes),
		cmocka_unit_test(section_3_2_comments_and_quotes),
		cmocka_unit_test(section_3_4_groups),
		cmocka_unit_test(section_4_4_obsolete_forms),
		cmocka_unit_test(what_two_readers_read_in_two_ways),
		cmocka_unit_test(many_addresses_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
