/* Messages between the program and mailauth-check-fetch: what is written is read back, and nothing else is. */
#include "tls/fetch_protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct fetch_request request_of(const char *host, const char *file)
{
	return (struct fetch_request){ .id = 0x01020304,
		.timeout_ms = 60000,
		.port = 443,
		.address = { true, { 0x20, 0x01, [15] = 1 } },
		.host = slice_of(host),
		.authorities = slice_of(file) };
}

static void test_request(void **state)
{
	struct fetch_request request = request_of("mta-sts.example.com", "/etc/ca.pem"), read;
	struct bytes out = { 0 };
	size_t size = 0;

	(void)state;
	fetch_request_write(&out, &request);
	for (size_t length = 0; length < out.len; length++)
		assert_int_equal(fetch_request_read(slice_part(bytes_slice(&out), 0, length), &read, &size),
			FETCH_MESSAGE_PART);
	bytes_add_text(&out, "next");
	assert_int_equal(fetch_request_read(bytes_slice(&out), &read, &size), FETCH_MESSAGE_WHOLE);
	assert_int_equal(size, out.len - 4);
	assert_int_equal(read.id, request.id);
	assert_int_equal(read.timeout_ms, request.timeout_ms);
	assert_int_equal(read.port, request.port);
	assert_false(read.named);
	assert_memory_equal(&read.address, &request.address, sizeof read.address);
	assert_true(slice_equal(read.host, request.host));
	assert_true(slice_equal(read.authorities, request.authorities));
	bytes_free(&out);
}

static void test_host_goes_into_a_url(void **state)
{
	static const char *const hosts[] = { "", "a/b", "a:1", "a b", "a@b", "a\r\nb", "a?b", "a#b",
		"[::1]" };

	(void)state;
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		struct fetch_request request = request_of(hosts[i], ""), read;
		struct bytes out = { 0 };
		size_t size;

		assert_false(fetch_request_is_valid(&request));
		fetch_request_write(&out, &request);
		assert_int_equal(fetch_request_read(bytes_slice(&out), &read, &size), FETCH_MESSAGE_BROKEN);
		bytes_free(&out);
	}
}

static void test_answer(void **state)
{
	static uint8_t body[FETCH_BODY_MOST];
	struct fetch_answer answer = { .id = 7, .status = FETCH_DONE, .detail = slice_of("text/plain") },
			    read;
	struct bytes out = { 0 };
	size_t size = 0;

	(void)state;
	memset(body, 'x', sizeof body);
	answer.body = (struct slice){ body, sizeof body };
	fetch_answer_write(&out, &answer);
	assert_int_equal(fetch_answer_read(slice_part(bytes_slice(&out), 0, out.len - 1), &read, &size),
		FETCH_MESSAGE_PART);
	assert_int_equal(fetch_answer_read(bytes_slice(&out), &read, &size), FETCH_MESSAGE_WHOLE);
	assert_int_equal(size, out.len);
	assert_int_equal(read.id, 7);
	assert_int_equal(read.end, FETCH_END_KNOWN);
	assert_true(slice_equal(read.body, answer.body));
	assert_true(slice_is(read.detail, "text/plain"));
	bytes_free(&out);

	answer = (struct fetch_answer){ .id = 8, .end = FETCH_END_LOCAL, .detail = slice_of("why") };
	fetch_answer_write(&out, &answer);
	assert_int_equal(fetch_answer_read(bytes_slice(&out), &read, &size), FETCH_MESSAGE_WHOLE);
	assert_int_equal(read.end, FETCH_END_LOCAL);
	assert_true(slice_is(read.detail, "why"));
	bytes_free(&out);
}

/* Every octet of the fixed part with every value: each is read, or refused, or waited for, within what is there. */
static void test_changed_octets(void **state)
{
	struct fetch_answer answer = { .id = 1, .status = FETCH_HTTP_STATUS, .detail = slice_of("404") },
			    read;
	struct bytes out = { 0 };
	size_t size;

	(void)state;
	fetch_answer_write(&out, &answer);
	for (size_t at = 0; at < out.len - 3; at++) {
		uint8_t kept = out.at[at];

		for (unsigned value = 0; value <= UINT8_MAX; value++) {
			out.at[at] = (uint8_t)value;
			if (fetch_answer_read(bytes_slice(&out), &read, &size) != FETCH_MESSAGE_WHOLE)
				continue;
			assert_int_equal(size, out.len);
			assert_int_equal(read.detail.len, 3);
			assert_int_equal(read.body.len, 0);
			assert_in_range(read.status, 0, FETCH_STATUS_LAST);
			assert_in_range(read.end, 0, FETCH_END_LAST);
		}
		out.at[at] = kept;
	}
	bytes_free(&out);
}

static void test_too_large(void **state)
{
	static const uint8_t answer[] = { 0, 1, 1, 11, 'A' }, endless[] = { 255, 255, 255, 255 };
	struct fetch_answer read;
	struct fetch_request request;
	size_t size;

	(void)state;
	assert_int_equal(fetch_answer_read((struct slice){ answer, sizeof answer }, &read, &size),
		FETCH_MESSAGE_BROKEN);
	assert_int_equal(fetch_answer_read((struct slice){ endless, sizeof endless }, &read, &size),
		FETCH_MESSAGE_BROKEN);
	assert_int_equal(fetch_request_read((struct slice){ endless, sizeof endless }, &request, &size),
		FETCH_MESSAGE_BROKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_request),
		cmocka_unit_test(test_host_goes_into_a_url), cmocka_unit_test(test_answer),
		cmocka_unit_test(test_changed_octets), cmocka_unit_test(test_too_large) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
