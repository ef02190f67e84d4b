/* Messages as they lie in files: what stands before and after them, and what of their body is there. */
#include "mail/body_state.h"
#include "mail/stored.h"
#include "text/line_ends.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MAIL "From: a@example.com\nTo: b@example.net\n\nhello\n"
#define SEPARATOR "From a@example.com Sun Nov 22 10:00:00 2026\n"

static void expect(const char *before, const char *mail, const char *after, size_t count)
{
	struct arena arena = { 0 };
	const struct text text = text_of("m", slice_of(arena_printf(&arena, "%s%s%s", before, mail, after)));
	struct stored_mail stored = stored_mail_read(&text);

	if (!slice_equal(stored.bytes, slice_of(mail)) || stored.count != count)
		fail_msg("\"%s\" + \"%s\": %zu messages, the first is \"%.*s\"", before, after, stored.count,
			(int)stored.bytes.len, (const char *)stored.bytes.at);
	arena_release(&arena);
}

static void what_is_around_a_message(void **unused)
{
	(void)unused;
	expect("", MAIL, "", 1);
	expect("\n \r\n\t\n", MAIL, "", 1);
	expect("\xef\xbb\xbf", MAIL, "", 1);
	expect(SEPARATOR, MAIL, "", 1);
	expect(">" SEPARATOR, MAIL, "", 1);
	expect("* 1 FETCH (BODY[] {40}\n", MAIL, ")\na OK FETCH completed\n", 1);
	expect("+OK\n", MAIL, ".\n", 1);
	expect("", "From : a@example.com\nTo: b\n\nx\n.\n", "",
		1); /* RFC 5322 section 4.5: a blank before the colon */
	expect("SPF:\tPASS with IP 192.0.2.1\nDKIM:\t'PASS'\n\n\n", MAIL, "", 1);
	expect("", "SPF: x\n\nhello\n", "", 1);
}

static void messages_of_an_mbox(void **unused)
{
	(void)unused;
	expect(SEPARATOR, MAIL "\n", SEPARATOR MAIL, 2);
	expect(SEPARATOR, MAIL "\n", SEPARATOR MAIL "\n" SEPARATOR MAIL, 3);
	expect(SEPARATOR, MAIL SEPARATOR "no field\n", "", 1);
	expect(SEPARATOR, MAIL "\nFrom here on\n", "", 1);
	expect("", MAIL "\n" SEPARATOR MAIL, "", 1);
}

static void expect_lines(const char *given, const char *wanted)
{
	struct text text = text_of("m", slice_of(given));

	text_mend_line_ends(&text);
	assert_true(slice_is(text.bytes, wanted));
	text_close(&text);
}

static void line_ends_of_other_systems(void **unused)
{
	(void)unused;
	expect_lines("a\rb\r\rc", "a\nb\n\nc");
	expect_lines("a\r\r\nb\r\r\n", "a\nb\n");
	expect_lines("a\nb\rc\n", "a\nb\rc\n");
	expect_lines("a\r\nb\r\r\nc\r\n", "a\r\nb\r\r\nc\r\n");
	expect_lines("", "");
}

static void expect_body(const char *header, const char *body, enum mail_body state)
{
	struct arena arena = { 0 };
	struct mail_body_state found = mail_body_state(&arena, slice_of(header), slice_of(body), NULL);

	if (found.state != state || (found.why == NULL) != (state == MAIL_BODY_WHOLE))
		fail_msg("\"%s\" with \"%s\": %s", header, body, mail_body_text(found.state));
	arena_release(&arena);
}

static void bodies(void **unused)
{
#define PARTS "Content-Type: multipart/mixed; boundary=\"a b\"\n"
	(void)unused;
	expect_body("", "hello\n", MAIL_BODY_WHOLE);
	expect_body("", "", MAIL_BODY_ABSENT);
	expect_body("", " \r\n\n", MAIL_BODY_ABSENT);
	expect_body("", "hello\n[Message clipped]  View entire message\n", MAIL_BODY_CUT);
	expect_body(PARTS, "--a b\n\nx\n--a b--\n", MAIL_BODY_WHOLE);
	expect_body(PARTS, "--a b\n\nx\n--a b\n", MAIL_BODY_CUT);
	expect_body(PARTS, "--a b\n\nx --a b--\n", MAIL_BODY_CUT);
	expect_body("Content-Length: 6\n", "hello\n", MAIL_BODY_WHOLE);
	expect_body("Content-Length: 60\n", "hello\n", MAIL_BODY_CUT);
	expect_body("Content-Length: 7\n", "hello\n", MAIL_BODY_WHOLE);
	expect_body("Content-Length: x\n", "hello\n", MAIL_BODY_WHOLE);
	expect_body("Content-Transfer-Encoding: quoted-printable\n", "a=3Db\n", MAIL_BODY_WHOLE);
	expect_body("Content-Transfer-Encoding: quoted-printable\n", "\xc3\xbc\n", MAIL_BODY_CONVERTED);
	expect_body("Content-Transfer-Encoding: base64\n", "aGVsbG8=\n", MAIL_BODY_WHOLE);
	expect_body("Content-Transfer-Encoding: base64\n", "hello, you\n", MAIL_BODY_CONVERTED);
	expect_body("Content-Type: text/plain; charset=iso-8859-1\n", "\xc3\xbc\n", MAIL_BODY_CONVERTED);
	expect_body("Content-Type: text/plain; charset=iso-8859-1\n", "\xfc\n", MAIL_BODY_WHOLE);
	expect_body("Content-Type: text/plain; charset=utf-8\n", "\xfc\n", MAIL_BODY_CONVERTED);
	expect_body("Content-Type: text/plain; charset=utf-8\n", "\xc3\xbc\n", MAIL_BODY_WHOLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_around_a_message),
		cmocka_unit_test(messages_of_an_mbox),
		cmocka_unit_test(line_ends_of_other_systems),
		cmocka_unit_test(bodies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
