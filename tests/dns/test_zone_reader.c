/* Master files: everything that may stand in an entry, what is said about faults, and traces back to the file. */
#include "support/world.h"

#include "dns/present.h"
#include "dns/zone.h"
#include "text/open.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	struct arena arena;
	struct text text;
	struct zone_set *zones;
};

static void read_zone(struct reader *reader, const char *text)
{
	struct dns_name origin = dns_name_of("example.com");

	*reader = (struct reader){ .text = text_of("zone", slice_of(text)), .zones = zone_set_new() };
	zone_set_read(reader->zones, &reader->text, &origin);
}

static void close_zone(struct reader *reader)
{
	zone_set_free(reader->zones);
	text_close(&reader->text);
	arena_release(&reader->arena);
}

/* The records at a name, each as RDATA text, joined by " | ". */
static const char *at(struct reader *reader, const char *name, uint16_t type)
{
	struct dns_question question = { .name = dns_name_of(name), .type = type };
	const struct dns_reply *reply = zone_set_records_at(reader->zones, &reader->arena, &question);
	struct bytes out = { 0 };
	const char *text;

	for (size_t i = 0; reply && i < reply->records.count; i++) {
		if (i)
			bytes_add_text(&out, " | ");
		bytes_printf(&out, "%u ", reply->records.at[i].ttl);
		dns_present_rdata(&out, &reply->records.at[i]);
	}
	text = (const char *)arena_copy(&reader->arena, bytes_slice(&out)).at;
	bytes_free(&out);
	return text;
}

static void expect_fault(
	struct reader *reader, size_t number, enum zone_fault_kind kind, uint32_t line, uint32_t column)
{
	const struct zone_fault *fault;
	struct text_position position;

	assert_true(number < zone_set_fault_count(reader->zones));
	fault = zone_set_fault(reader->zones, number);
	position = text_position(fault->place.text, fault->place.first);
	assert_int_equal(fault->kind, kind);
	assert_int_equal(position.line, line);
	assert_int_equal(position.column, column);
}

static void rfc_1035_section_5_1_owner_ttl_class_in_any_order(void **state)
{
	struct reader r;

	(void)state;
	read_zone(&r, "a 300 IN TXT x\nb IN 300 TXT x\nc TXT x\n  TXT y\n$TTL 1h30m\nd TXT x\ne 2w TXT x\nf "
		      "CLASS1 TYPE16 x\n");
	assert_int_equal(zone_set_fault_count(r.zones), 0);
	assert_string_equal(at(&r, "a.example.com", DNS_TYPE_TXT), "300 \"x\"");
	assert_string_equal(at(&r, "b.example.com", DNS_TYPE_TXT), "300 \"x\"");
	assert_string_equal(at(&r, "c.example.com", DNS_TYPE_TXT), "300 \"x\" | 300 \"y\"");
	assert_string_equal(at(&r, "d.example.com", DNS_TYPE_TXT), "5400 \"x\"");
	assert_string_equal(at(&r, "e.example.com", DNS_TYPE_TXT), "1209600 \"x\"");
	assert_string_equal(at(&r, "f.example.com", DNS_TYPE_TXT), "5400 \"x\"");
	close_zone(&r);
}

static void strings_escapes_and_parentheses(void **state)
{
	struct reader r;

	(void)state;
	read_zone(&r, "$TTL 1\na TXT ( \"one \" ; comment with ( and \"\n  \"two\"\n)\nb TXT "
		      "\"a\\\"b\\\\c\\009\\;d;e\" f\\ g\r\nc TXT \"\"\nd TXT end");
	assert_int_equal(zone_set_fault_count(r.zones), 0);
	assert_string_equal(at(&r, "a.example.com", DNS_TYPE_TXT), "1 \"one \" \"two\"");
	assert_string_equal(at(&r, "b.example.com", DNS_TYPE_TXT), "1 \"a\\\"b\\\\c\\009;d;e\" \"f g\"");
	assert_string_equal(at(&r, "c.example.com", DNS_TYPE_TXT), "1 \"\"");
	assert_string_equal(at(&r, "d.example.com", DNS_TYPE_TXT), "1 \"end\"");
	close_zone(&r);
}

static void origin_and_at(void **state)
{
	struct reader r;

	(void)state;
	read_zone(&r, "$TTL 1\n@ A 192.0.2.1\n$ORIGIN sub\n@ A 192.0.2.2\nx MX 10 y\n$ORIGIN example.net.\nz "
		      "CNAME @\n");
	assert_int_equal(zone_set_fault_count(r.zones), 0);
	assert_string_equal(at(&r, "example.com", DNS_TYPE_A), "1 192.0.2.1");
	assert_string_equal(at(&r, "sub.example.com", DNS_TYPE_A), "1 192.0.2.2");
	assert_string_equal(at(&r, "x.sub.example.com", DNS_TYPE_MX), "1 10 y.sub.example.com.");
	assert_string_equal(at(&r, "z.example.net", DNS_TYPE_CNAME), "1 example.net.");
	close_zone(&r);
}

static void rfc_3597_section_5_unknown_types_and_generic_data(void **state)
{
	struct reader r;

	(void)state;
	read_zone(&r, "$TTL 1\na TYPE65280 \\# 3 abcdef\nb A \\# 4 c0000201\nc TXT \\# 3 02 61 62\nd CAA 0 "
		      "issue \"ca.example\"\n"
		      "e A \\# 4 c00002\nf A \\# 3 c00002\ng TXT \\# 1 05\n");
	assert_int_equal(zone_set_fault_count(r.zones), 3);
	assert_string_equal(at(&r, "b.example.com", DNS_TYPE_A), "1 192.0.2.1");
	assert_string_equal(at(&r, "c.example.com", DNS_TYPE_TXT), "1 \"ab\"");
	assert_int_equal(zone_set_record_count(r.zones), 4);
	close_zone(&r);
}

static void generate_counts_as_bind_does(void **state)
{
	struct reader r;

	(void)state;
	read_zone(&r, "$TTL 1\n$GENERATE 1-3 h$ A 192.0.2.$\n$GENERATE 0-4/2 ${8,3,d}.x TXT \"n$ "
		      "\\$\"\n$GENERATE 10-10 ${0,4,n}.r PTR p\n");
	assert_int_equal(zone_set_fault_count(r.zones), 0);
	assert_string_equal(at(&r, "h3.example.com", DNS_TYPE_A), "1 192.0.2.3");
	assert_string_equal(at(&r, "010.x.example.com", DNS_TYPE_TXT), "1 \"n2\" \"$\"");
	assert_string_equal(at(&r, "a.0.r.example.com", DNS_TYPE_PTR), "1 p.example.com.");
	close_zone(&r);
}

static void reading_goes_on_after_every_fault(void **state)
{
	struct reader r;

	(void)state;
	read_zone(&r, "$TTL 1\n"
		      "a TXT \"open\n"
		      "b TXXT x\n"
		      "c A 192.0.2.256\n"
		      "d..e A 192.0.2.1\n"
		      "f TXT \"a\\9\"\n"
		      "g )\n"
		      "h MX mail\n"
		      "$FOO bar\n"
		      "i 1y A 192.0.2.1\n"
		      "j CH TXT x\n"
		      "k A 192.0.2.1 192.0.2.2\n"
		      "z TXT last\n");
	expect_fault(&r, 0, ZONE_FAULT_QUOTE, 2, 7);
	expect_fault(&r, 1, ZONE_FAULT_TYPE, 3, 3);
	expect_fault(&r, 2, ZONE_FAULT_RDATA, 4, 5);
	expect_fault(&r, 3, ZONE_FAULT_NAME, 5, 1);
	expect_fault(&r, 4, ZONE_FAULT_ESCAPE, 6, 9);
	expect_fault(&r, 5, ZONE_FAULT_PARENTHESIS, 7, 3);
	expect_fault(&r, 6, ZONE_FAULT_RDATA, 8, 6);
	expect_fault(&r, 7, ZONE_FAULT_DIRECTIVE, 9, 1);
	expect_fault(&r, 8, ZONE_FAULT_TTL, 10, 3);
	expect_fault(&r, 9, ZONE_FAULT_CLASS, 11, 3);
	expect_fault(&r, 10, ZONE_FAULT_RDATA, 12, 15);
	assert_int_equal(zone_set_fault_count(r.zones), 11);
	assert_string_equal(at(&r, "z.example.com", DNS_TYPE_TXT), "1 \"last\"");
	close_zone(&r);
}

static void an_unknown_directive_ends_with_its_line(void **state)
{
	struct reader r;

	(void)state;
	read_zone(
		&r, "$TTL 1\n$TTLL\na A 192.0.2.1\n$FOO bar\nb A 192.0.2.2\n$FOO ; no word\nc A 192.0.2.3\n");
	expect_fault(&r, 0, ZONE_FAULT_DIRECTIVE, 2, 1);
	expect_fault(&r, 1, ZONE_FAULT_DIRECTIVE, 4, 1);
	expect_fault(&r, 2, ZONE_FAULT_DIRECTIVE, 6, 1);
	assert_int_equal(zone_set_fault_count(r.zones), 3);
	assert_string_equal(at(&r, "a.example.com", DNS_TYPE_A), "1 192.0.2.1");
	assert_string_equal(at(&r, "b.example.com", DNS_TYPE_A), "1 192.0.2.2");
	assert_string_equal(at(&r, "c.example.com", DNS_TYPE_A), "1 192.0.2.3");
	close_zone(&r);
}

static void an_open_parenthesis_swallows_no_later_record(void **state)
{
	struct reader r;

	(void)state;
	read_zone(&r, "$TTL 1\na TXT ( \"x\"\n  \"y\"\nb TXT z\n");
	expect_fault(&r, 0, ZONE_FAULT_PARENTHESIS, 2, 7);
	assert_int_equal(zone_set_fault_count(r.zones), 1);
	assert_string_equal(at(&r, "b.example.com", DNS_TYPE_TXT), "1 \"z\"");
	close_zone(&r);
}

static void rfc_1035_section_3_3_a_string_has_at_most_255_octets(void **state)
{
	char zone[600] = "$TTL 1\na TXT \"";
	size_t start = strlen(zone);
	struct reader r;

	(void)state;
	memset(zone + start, 'x', 256);
	strcpy(zone + start + 256, "\"\n");
	read_zone(&r, zone);
	expect_fault(&r, 0, ZONE_FAULT_STRING, 2, 8);
	zone[start] = ' '; /* a blank is one octet too */
	strcpy(zone + start + 255, "\"\n");
	close_zone(&r);
	read_zone(&r, zone);
	assert_int_equal(zone_set_fault_count(r.zones), 0);
	close_zone(&r);
}

static void the_trace_leads_back_through_quotes_escapes_and_lines(void **state)
{
	static const char zone[] = "$TTL 1\na TXT ( \"a\\\"b\"\n        \"\\099d\" )\n";
	struct dns_question question = { .name = dns_name_of("a.example.com"), .type = DNS_TYPE_TXT };
	const struct dns_txt *txt;
	struct reader r;

	(void)state;
	read_zone(&r, zone);
	txt = zone_set_records_at(r.zones, &r.arena, &question)->records.at[0].data.txt;
	assert_true(slice_is(txt->joined, "a\"bcd"));
	for (uint32_t i = 0; i < 5; i++) {
		static const char *const sources[] = { "a", "\\\"", "b", "\\099", "d" };
		struct text_place place = trace_byte(txt->trace, i, 5);

		assert_true(slice_is(slice_part(r.text.bytes, place.first, place.end), sources[i]));
	}
	assert_int_equal(text_position(&r.text, trace_byte(txt->trace, 4, 5).first).line, 3);
	assert_int_equal(text_position(&r.text, trace_byte(txt->trace, 4, 5).first).column, 14);
	/* Behind the last byte: where something would be added. */
	assert_int_equal(trace_byte(txt->trace, 5, 5).first, trace_byte(txt->trace, 4, 5).end);
	close_zone(&r);
}

static void a_file_that_includes_itself_ends(void **state)
{
	struct dns_name origin = dns_name_of("example.com");
	char path[] = "self-include-XXXXXX";
	struct zone_set *zones = zone_set_new();
	struct text text;
	FILE *file;

	(void)state;
	file = fdopen(mkstemp(path), "w");
	assert_non_null(file);
	fprintf(file, "$INCLUDE %s\na TXT x\n", path);
	fclose(file);
	assert_null(text_open(&text, path, &(struct text_wish){ .kind = TEXT_DATA }));
	zone_set_read(zones, &text, &origin);
	assert_int_equal(zone_set_fault_count(zones), 1);
	assert_int_equal(zone_set_fault(zones, 0)->kind, ZONE_FAULT_INCLUDE);
	zone_set_free(zones);
	text_close(&text);
	remove(path);
}

static void too_many_faults_end_the_reading(void **state)
{
	struct bytes zone = { 0 };
	struct reader r;

	(void)state;
	for (int i = 0; i < 5000; i++)
		bytes_add_text(&zone, "x NOTYPE y\n");
	bytes_add_byte(&zone, 0);
	read_zone(&r, (const char *)zone.at);
	assert_true(zone_set_fault_count(r.zones) < 1100);
	assert_int_equal(zone_set_fault(r.zones, zone_set_fault_count(r.zones) - 1)->kind, ZONE_FAULT_MANY);
	close_zone(&r);
	bytes_free(&zone);
}

static void ttl_units(void **state)
{
	static const struct {
		const char *text;
		uint32_t seconds;
	} good[] = { { "0", 0 }, { "1h30m", 5400 }, { "1W", 604800 }, { "30m1h", 5400 },
		{ "2147483647", 2147483647 }, { "1d1", 86401 } };
	static const char *const bad[] = { "", "h", "1x", "2147483648", "1h-", "3600000000w" };
	uint32_t seconds;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_true(zone_ttl_from_text(slice_of(good[i].text), &seconds));
		assert_int_equal(seconds, good[i].seconds);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(zone_ttl_from_text(slice_of(bad[i]), &seconds));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc_1035_section_5_1_owner_ttl_class_in_any_order),
		cmocka_unit_test(strings_escapes_and_parentheses),
		cmocka_unit_test(origin_and_at),
		cmocka_unit_test(rfc_3597_section_5_unknown_types_and_generic_data),
		cmocka_unit_test(generate_counts_as_bind_does),
		cmocka_unit_test(reading_goes_on_after_every_fault),
		cmocka_unit_test(an_unknown_directive_ends_with_its_line),
		cmocka_unit_test(an_open_parenthesis_swallows_no_later_record),
		cmocka_unit_test(rfc_1035_section_3_3_a_string_has_at_most_255_octets),
		cmocka_unit_test(the_trace_leads_back_through_quotes_escapes_and_lines),
		cmocka_unit_test(a_file_that_includes_itself_ends),
		cmocka_unit_test(too_many_faults_end_the_reading),
		cmocka_unit_test(ttl_units),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
