/* Policies in saved answers: what was fetched is read back as it was, and a host without a connection is tried elsewhere. */
#include "support/world.h"

#include "dns/fetched_policy.h"

#include <string.h>

static struct dns_question question_at(const char *server)
{
	struct dns_question question = { .name = dns_name_of("mta-sts.example.com"),
		.way = { .direct = true, .policy = true } };

	assert_true(dns_address_from_text(slice_of(server), &question.way.server));
	return question;
}

static void expect_same(enum fetch_status status, struct slice detail, struct slice body)
{
	const struct fetched_policy policy = { status, detail, body };
	const struct dns_reply saved = {
		.question = question_at("2001:db8::25"), .outcome = DNS_ANSWER, .policy = &policy
	};
	struct dns_question elsewhere = question_at("192.0.2.25");
	struct bytes out = { 0 };
	struct facts_view view = { 0 };
	const struct dns_reply *read;
	struct world world;

	bytes_add_text(&out, dns_script_recorded);
	dns_script_save(&out, &saved);
	bytes_add_byte(&out, 0);
	world_open(&world, (const char *)bytes_slice(&out).at);
	view.facts = world.facts;
	facts_ask(&view, &saved.question);
	facts_ask(&view, &elsewhere);
	facts_send(world.facts);
	read = facts_ask(&view, &saved.question);
	assert_int_equal(read->outcome, DNS_ANSWER);
	assert_int_equal(read->policy->status, status);
	assert_true(slice_equal(read->policy->detail, detail));
	assert_true(slice_equal(read->policy->body, body));
	assert_int_equal(facts_ask(&view, &elsewhere)->outcome, DNS_OFFLINE);
	facts_release(&view);
	world_close(&world);
	bytes_free(&out);
}

static void saved_policies_are_read_back(void **state)
{
	static const char hostile[] = "version: STSv1\r\n\"; \\ \x80\xff\x1b[31m ( ; @answer * * servfail\n";
	char long_body[3000];

	(void)state;
	memset(long_body, 'x', sizeof long_body);
	expect_same(FETCH_DONE, slice_of("text/plain; charset=utf-8"), slice_of(hostile));
	expect_same(FETCH_DONE, slice_of(""), (struct slice){ (const uint8_t *)long_body, sizeof long_body });
	expect_same(FETCH_DONE, slice_of("text/html"), slice_of(""));
	expect_same(FETCH_NO_CONNECTION, slice_of(""), slice_of(""));
	expect_same(FETCH_TOO_LARGE, slice_of(""), slice_of(""));
	expect_same(FETCH_CERTIFICATE, slice_of("no connection to the \"authority\""), slice_of(""));
	expect_same(FETCH_REDIRECT, slice_of("https://www.example.com/"), slice_of(""));
	expect_same(FETCH_HTTP_STATUS, slice_of("404"), slice_of(""));
	expect_same(FETCH_FAILED, slice_of("ok, but as text/plain"), slice_of(""));
}

#define HOST \
	"; live\n@ MX 10 ns\n_mta-sts TXT \"v=STSv1; id=1\"\nmta-sts A 11.0.0.8\nmta-sts A 11.0.0.9\n" \
	"; @answer mta-sts.example.com policy answer at=11.0.0.8\n" \
	"; @answer mta-sts.example.com policy answer at=11.0.0.9\n"
#define AT(address, strings) "mta-sts.example.com." address ".policy.invalid. TXT " strings "\n"
#define POLICY \
	"done text/plain \"version: STSv1\\010mode: enforce\\010mx: ns.example.com\\010max_age: 1209600\\010\""

static const char *failure(const char *zone_text, bool *ret_has_policy)
{
	static char text[256];
	struct arena arena = { 0 };
	const struct sts_host *host;
	struct world world;

	world_open(&world, world_with_apex(&arena, zone_text));
	host = &world_report(&world, "example.com")->domain->sts_host;
	*ret_has_policy = host->policy;
	strncpy(text, host->failure ? host->failure : "", sizeof text - 1);
	world_close(&world);
	arena_release(&arena);
	return text;
}

static void only_without_a_connection_is_another_address_tried(void **state)
{
	bool has_policy;

	(void)state;
	assert_string_equal(
		failure(HOST AT("11-0-0-8", "no-connection") AT("11-0-0-9", POLICY), &has_policy), "");
	assert_true(has_policy);
	assert_string_equal(
		failure(HOST AT("11-0-0-8", "failed \"no connection to it\"") AT("11-0-0-9", POLICY),
			&has_policy),
		"no connection to it");
	assert_false(has_policy);
	assert_string_equal(
		failure(HOST AT("11-0-0-8", "no-connection") AT("11-0-0-9", "no-connection"), &has_policy),
		"no connection to 11.0.0.9");
	assert_false(has_policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(saved_policies_are_read_back),
		cmocka_unit_test(only_without_a_connection_is_another_address_tried),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
