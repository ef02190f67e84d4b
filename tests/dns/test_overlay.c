/* Answers as they would be once changes are published. */
#include "support/world.h"

#include "dns/overlay.h"

#include <string.h>

static const char zone[] =
	"@ TXT \"v=spf1 -all\"\n@ TXT \"other\"\n@ MX 10 mail\nmail A 11.0.0.1\nlong TXT \"in \" \"two\"\n"
	"alias CNAME mail\n*.wild TXT \"made\"\n";

struct fixture {
	struct world world;
	struct facts_view view;
	struct dns_overlay overlay;
	struct arena arena;
};

static void begin(struct fixture *fixture)
{
	struct arena scratch = { 0 };

	memset(fixture, 0, sizeof *fixture);
	world_open(&fixture->world, world_with_apex(&scratch, zone));
	fixture->world.arena = scratch;
	fixture->view.facts = fixture->world.facts;
	fixture->overlay.arena = &fixture->arena;
}

static void change(struct fixture *fixture, const char *name, uint16_t type, const char *old, const char *new)
{
	*arena_append(&fixture->arena, &fixture->overlay.changes) =
		(struct dns_change){ .name = dns_name_of(name),
			.type = type,
			.removed = old ? dns_record_of(&fixture->arena, type, 60, slice_of(old)) : NULL,
			.added = new ? dns_record_of(&fixture->arena, type, 60, slice_of(new)) : NULL };
}

static const struct dns_reply *ask(struct fixture *fixture, const char *name, uint16_t type)
{
	struct dns_name wanted = dns_name_of(name);
	const struct dns_reply *reply;

	fixture->view.overlay = &fixture->overlay;
	while ((reply = facts_get(&fixture->view, &wanted, type))->outcome == DNS_PENDING)
		facts_send(fixture->world.facts);
	return reply;
}

static void end(struct fixture *fixture)
{
	facts_release(&fixture->view);
	arena_release(&fixture->arena);
	world_close(&fixture->world);
}

static void a_record_takes_the_place_of_another(void **state)
{
	struct fixture f;
	const struct dns_reply *reply;

	(void)state;
	begin(&f);
	change(&f, "example.com", DNS_TYPE_TXT, "v=spf1 -all", "v=spf1 mx -all");
	reply = ask(&f, "example.com", DNS_TYPE_TXT);
	assert_int_equal(reply->records.count, 2);
	assert_true(slice_is(reply->records.at[0].data.txt->joined, "other") ||
		    slice_is(reply->records.at[1].data.txt->joined, "other"));
	assert_true(slice_is(reply->records.at[0].data.txt->joined, "v=spf1 mx -all") ||
		    slice_is(reply->records.at[1].data.txt->joined, "v=spf1 mx -all"));
	assert_ptr_equal(reply, ask(&f, "example.com", DNS_TYPE_TXT));
	end(&f);
}

/* How a text is cut into strings is no part of what it says (RFC 7208 section 3.3). */
static void a_record_in_several_strings_is_found(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	change(&f, "long.example.com", DNS_TYPE_TXT, "in two", NULL);
	assert_int_equal(ask(&f, "long.example.com", DNS_TYPE_TXT)->outcome, DNS_NO_DATA);
	end(&f);
}

/* RFC 8020 section 2: a name exists with all above it. */
static void an_added_record_makes_names_exist(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	change(&f, "s1._domainkey.example.com", DNS_TYPE_TXT, NULL, "v=DKIM1; p=");
	assert_int_equal(ask(&f, "s1._domainkey.example.com", DNS_TYPE_TXT)->outcome, DNS_ANSWER);
	assert_int_equal(ask(&f, "s1._domainkey.example.com", DNS_TYPE_A)->outcome, DNS_NO_DATA);
	assert_int_equal(ask(&f, "_domainkey.example.com", DNS_TYPE_TXT)->outcome, DNS_NO_DATA);
	assert_int_equal(ask(&f, "s2._domainkey.example.com", DNS_TYPE_TXT)->outcome, DNS_NXDOMAIN);
	end(&f);
}

/* RFC 4592 section 2.2.1: what a wildcard makes is for names that do not exist. */
static void an_added_record_ends_what_a_wildcard_makes(void **state)
{
	struct fixture f;
	const struct dns_reply *reply;

	(void)state;
	begin(&f);
	change(&f, "x.wild.example.com", DNS_TYPE_TXT, NULL, "own");
	reply = ask(&f, "x.wild.example.com", DNS_TYPE_TXT);
	assert_int_equal(reply->records.count, 1);
	assert_true(slice_is(reply->records.at[0].data.txt->joined, "own"));
	end(&f);
}

static void an_mx_record_is_read_and_found(void **state)
{
	struct fixture f;
	const struct dns_reply *reply;

	(void)state;
	begin(&f);
	change(&f, "example.com", DNS_TYPE_MX, "10 mail.example.com.", "20 alias.example.com.");
	reply = ask(&f, "example.com", DNS_TYPE_MX);
	assert_int_equal(reply->records.count, 1);
	assert_int_equal(reply->records.at[0].data.mx->preference, 20);
	end(&f);
}

static void what_is_no_rdata_is_refused(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_null(dns_record_of(&arena, DNS_TYPE_MX, 60, slice_of("ten mail.example.com.")));
	assert_null(dns_record_of(&arena, DNS_TYPE_MX, 60, slice_of("10")));
	assert_null(dns_record_of(&arena, DNS_TYPE_SOA, 60, slice_of("a b 1 2 3 4 5")));
	arena_release(&arena);
}

/* A long text is cut where a string is full. */
static void a_long_text_has_strings_of_255_octets(void **state)
{
	struct arena arena = { 0 };
	char text[601];
	const struct dns_record *record;

	(void)state;
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = 0;
	record = dns_record_of(&arena, DNS_TYPE_TXT, 60, slice_of(text));
	assert_int_equal(record->data.txt->ends.count, 3);
	assert_int_equal(record->data.txt->ends.at[0], DNS_STRING_MOST);
	assert_int_equal(record->data.txt->ends.at[2], 600);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_takes_the_place_of_another),
		cmocka_unit_test(a_record_in_several_strings_is_found),
		cmocka_unit_test(an_added_record_makes_names_exist),
		cmocka_unit_test(an_added_record_ends_what_a_wildcard_makes),
		cmocka_unit_test(an_mx_record_is_read_and_found),
		cmocka_unit_test(what_is_no_rdata_is_refused),
		cmocka_unit_test(a_long_text_has_strings_of_255_octets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
