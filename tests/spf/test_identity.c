/* Which identity is checked, and what follows from what was not given (RFC 7208 sections 2.3, 2.4, 4.1 and 4.3). */
#include "spf/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct row {
	const char *helo, *mail_from, *domain; /* given */
	const char *checked, *sender, *greeting;
};

static const struct row rows[] = {
	{ NULL, NULL, "example.com", "example.com", "example.com", "example.com" },
	{ NULL, NULL, "example.com.", "example.com", "example.com", "example.com" },
	{ "h.example.com", NULL, "example.com", "example.com", "example.com", "h.example.com" },
	{ "h.example.com", "a@example.com", NULL, "example.com", "a@example.com", "h.example.com" },
	{ "h.example.com", "<a@example.com>", NULL, "example.com", "a@example.com", "h.example.com" },
	/* The null sender: HELO is the identity (section 2.4). */
	{ "h.example.com", "", NULL, "h.example.com", "h.example.com", "h.example.com" },
	{ "h.example.com", "<>", NULL, "h.example.com", "h.example.com", "h.example.com" },
	{ NULL, "a@b@example.com", NULL, "example.com", "a@b@example.com", "example.com" },
	{ NULL,
		"a@b\xc3\xbc"
		"cher.example",
		NULL, "xn--bcher-kva.example", "a@xn--bcher-kva.example", "xn--bcher-kva.example" },
	{ NULL, NULL,
		"b\xc3\xbc"
		"cher.example",
		"xn--bcher-kva.example", "xn--bcher-kva.example", "xn--bcher-kva.example" },
};

static void test_identities(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];
		struct slice domain = slice_of(row->domain);
		struct spf_identities given = { row->helo, row->mail_from, row->domain ? &domain : NULL };
		struct spf_request request = { 0 };
		struct arena arena = { 0 };

		assert_int_equal(spf_request_identities(&arena, &given, &request), SPF_IDENTITY_OK);
		assert_true(slice_is(request.domain, row->checked));
		assert_true(slice_is(request.sender, row->sender));
		assert_true(slice_is(request.helo, row->greeting));
		arena_release(&arena);
	}
}

static void test_faults(void **state)
{
	struct arena arena = { 0 };
	struct spf_identities given = { NULL, "", NULL };
	struct spf_request request = { 0 };
	char *longest = arena_take(&arena, SPF_IDENTITY_MOST + 2);

	(void)state;
	assert_int_equal(spf_request_identities(&arena, &given, &request), SPF_IDENTITY_MISSING);
	given.mail_from = NULL;
	assert_int_equal(spf_request_identities(&arena, &given, &request), SPF_IDENTITY_MISSING);
	for (size_t i = 0; i < SPF_IDENTITY_MOST; i++)
		longest[i] = 'a';
	given.helo = longest;
	assert_int_equal(spf_request_identities(&arena, &given, &request), SPF_IDENTITY_OK);
	longest[SPF_IDENTITY_MOST] = 'a';
	assert_int_equal(spf_request_identities(&arena, &given, &request), SPF_IDENTITY_TOO_LONG);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identities),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
