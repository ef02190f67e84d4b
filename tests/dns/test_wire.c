/* Responses built byte by byte: each kind of answer, malformed ones, EDNS; and the queries. */
#include "support/world.h"

#include "dns/present.h"
#include "dns/wire.h"

#include <stdlib.h>
#include <string.h>

/* A message to example.com TXT, built byte by byte. */
struct message {
	struct bytes bytes;
	struct dns_question question;
};

static void add_u16(struct bytes *bytes, unsigned value)
{
	bytes_add_byte(bytes, (uint8_t)(value >> 8));
	bytes_add_byte(bytes, (uint8_t)value);
}

static void begin(struct message *message, unsigned flags, unsigned answers, unsigned authorities)
{
	*message =
		(struct message){ .question = { .name = dns_name_of("example.com"), .type = DNS_TYPE_TXT } };
	add_u16(&message->bytes, 0x1234);
	add_u16(&message->bytes, flags);
	add_u16(&message->bytes, 1);
	add_u16(&message->bytes, answers);
	add_u16(&message->bytes, authorities);
	add_u16(&message->bytes, 0);
	bytes_add(&message->bytes, (struct slice){ message->question.name.wire, message->question.name.len });
	add_u16(&message->bytes, DNS_TYPE_TXT);
	add_u16(&message->bytes, 1);
}

/* A record whose owner is a pointer to the question's name. */
static void add_record(
	struct message *message, unsigned owner, unsigned type, const char *rdata, size_t length)
{
	add_u16(&message->bytes, 0xc000 | owner);
	add_u16(&message->bytes, type);
	add_u16(&message->bytes, 1);
	add_u16(&message->bytes, 0);
	add_u16(&message->bytes, 300);
	add_u16(&message->bytes, (unsigned)length);
	bytes_add(&message->bytes, (struct slice){ (const uint8_t *)rdata, length });
}

static const struct dns_reply *decode(struct arena *arena, struct message *message)
{
	/* An exact copy, so that the sanitizer sees a read past the end. */
	struct slice packet = bytes_slice(&message->bytes);
	uint8_t *copy = xrealloc(NULL, packet.len), rcode;
	const struct dns_reply *reply;

	memcpy(copy, packet.at, packet.len);
	reply = dns_wire_reply(arena, &message->question, (struct slice){ copy, packet.len }, &rcode);
	free(copy);
	bytes_free(&message->bytes);
	return reply;
}

static void strings_are_joined_with_nothing_in_between(void **state)
{
	struct arena arena = { 0 };
	struct message message;
	const struct dns_reply *reply;

	(void)state;
	begin(&message, 0x8180, 1, 0);
	add_record(&message, 12, DNS_TYPE_TXT, "\6v=spf1\5 -all", 13);
	reply = decode(&arena, &message);
	assert_int_equal(reply->outcome, DNS_ANSWER);
	assert_int_equal(reply->records.at[0].ttl, 300);
	assert_int_equal(reply->records.at[0].data.txt->ends.count, 2);
	assert_true(slice_is(reply->records.at[0].data.txt->joined, "v=spf1 -all"));
	arena_release(&arena);
}

static void no_string_is_an_empty_text(void **state)
{
	struct arena arena = { 0 };
	struct bytes printed = { 0 };
	struct message message;
	const struct dns_reply *reply;

	(void)state;
	begin(&message, 0x8180, 1, 0);
	add_record(&message, 12, DNS_TYPE_TXT, "", 0);
	reply = decode(&arena, &message);
	assert_int_equal(reply->outcome, DNS_ANSWER);
	assert_int_equal(reply->records.at[0].data.txt->joined.len, 0);
	dns_present_rdata(&printed, &reply->records.at[0]);
	assert_true(slice_is(bytes_slice(&printed), "\"\""));
	bytes_free(&printed);
	arena_release(&arena);
}

static void negative_answers_are_told_apart(void **state)
{
	static const struct {
		unsigned flags;
		enum dns_outcome outcome;
	} vectors[] = {
		{ 0x8180, DNS_NO_DATA }, { 0x8183, DNS_NXDOMAIN }, { 0x8182, DNS_SERVFAIL },
		{ 0x8185, DNS_REFUSED }, { 0x8184, DNS_REFUSED }, { 0x8380, DNS_TRUNCATED },
		{ 0x0180, DNS_MALFORMED }, /* a query, not an answer */
	};

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		struct arena arena = { 0 };
		struct message message;

		begin(&message, vectors[i].flags, 0, 0);
		assert_int_equal(decode(&arena, &message)->outcome, vectors[i].outcome);
		arena_release(&arena);
	}
}

static void aliases_are_followed_in_any_order(void **state)
{
	struct arena arena = { 0 };
	struct message message;
	const struct dns_reply *reply;
	struct dns_name target = dns_name_of("b.example.com");

	(void)state;
	begin(&message, 0x81a0, 2, 0);
	/* The TXT record at b.example.com stands before the CNAME that leads to it: its owner is "b" and a pointer. */
	bytes_add_byte(&message.bytes, 1);
	bytes_add_byte(&message.bytes, 'b');
	add_record(&message, 12, DNS_TYPE_TXT, "\1x", 2);
	add_record(&message, 12, DNS_TYPE_CNAME, "\1b\xc0\x0c", 4);
	reply = decode(&arena, &message);
	assert_int_equal(reply->outcome, DNS_ANSWER);
	assert_true(reply->authenticated);
	assert_int_equal(reply->aliases.count, 1);
	assert_true(dns_name_equal(&reply->aliases.at[0].target, &target));
	assert_int_equal(reply->records.count, 1);
	arena_release(&arena);
}

static void an_alias_loop_is_told_with_its_aliases(void **state)
{
	struct arena arena = { 0 };
	const struct dns_reply *reply;
	struct message message;

	(void)state;
	begin(&message, 0x8180, 1, 0);
	add_record(&message, 12, DNS_TYPE_CNAME, "\xc0\x0c", 2);
	reply = decode(&arena, &message);
	assert_int_equal(reply->outcome, DNS_LOOP);
	assert_true(dns_reply_is_circle(reply));
	arena_release(&arena);
}

/* The question's own name is not in it. */
static void an_alias_into_a_loop_is_told_as_a_loop(void **state)
{
	struct arena arena = { 0 };
	const struct dns_reply *reply;
	struct message message;

	(void)state;
	begin(&message, 0x8180, 2, 0);
	add_record(&message, 12, DNS_TYPE_CNAME, "\1b\xc0\x0c", 4);
	bytes_add_byte(&message.bytes, 1);
	bytes_add_byte(&message.bytes, 'b');
	add_record(&message, 12, DNS_TYPE_CNAME, "\1b\xc0\x0c", 4);
	reply = decode(&arena, &message);
	assert_int_equal(reply->outcome, DNS_LOOP);
	assert_true(dns_reply_is_circle(reply));
	arena_release(&arena);
}

static void rfc_1035_section_4_1_4_a_pointer_must_go_back(void **state)
{
	struct arena arena = { 0 };
	struct message message;

	(void)state;
	begin(&message, 0x8180, 1, 0);
	add_record(&message, (unsigned)message.bytes.len, DNS_TYPE_TXT, "\1x",
		2); /* its owner points to itself */
	assert_int_equal(decode(&arena, &message)->outcome, DNS_MALFORMED);
	arena_release(&arena);
}

static void rfc_2308_section_5_the_negative_ttl_is_the_smaller_one(void **state)
{
	struct arena arena = { 0 };
	struct message message;
	static const char soa[] = "\xc0\x0c\xc0\x0c\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\x3c";

	(void)state;
	begin(&message, 0x8183, 0, 1);
	add_record(&message, 12, DNS_TYPE_SOA, soa, 24);
	assert_int_equal(decode(&arena, &message)->negative_ttl, 60);
	arena_release(&arena);
}

static void a_message_cut_anywhere_is_malformed(void **state)
{
	(void)state;
	for (size_t cut = 0;; cut++) {
		struct arena arena = { 0 };
		struct message message;
		bool whole;

		begin(&message, 0x8180, 1, 0);
		add_record(&message, 12, DNS_TYPE_TXT, "\6v=spf1\5 -all", 13);
		whole = cut == message.bytes.len;
		message.bytes.len = cut;
		assert_int_equal(decode(&arena, &message)->outcome, whole ? DNS_ANSWER : DNS_MALFORMED);
		arena_release(&arena);
		if (whole)
			break;
	}
}

static void an_answer_to_another_question_is_malformed(void **state)
{
	struct arena arena = { 0 };
	struct message message;

	(void)state;
	begin(&message, 0x8180, 0, 0);
	message.question.name = dns_name_of("example.net");
	assert_int_equal(decode(&arena, &message)->outcome, DNS_MALFORMED);
	arena_release(&arena);
}

/* A record of any class whose owner is written out. */
static void add_stranger(struct message *message, const char *owner, unsigned type, unsigned class,
	const char *rdata, size_t length)
{
	struct dns_name name = dns_name_of(owner);

	bytes_add(&message->bytes, (struct slice){ name.wire, name.len });
	add_u16(&message->bytes, type);
	add_u16(&message->bytes, class);
	add_u16(&message->bytes, 0);
	add_u16(&message->bytes, 300);
	add_u16(&message->bytes, (unsigned)length);
	bytes_add(&message->bytes, (struct slice){ (const uint8_t *)rdata, length });
}

/* RFC 2308 section 2: only a message that holds nothing else says that there is nothing. */
static void what_answers_something_else_denies_nothing(void **state)
{
	static const struct {
		unsigned flags;
		const char *owner;
		unsigned type, class;
		const char *rdata;
		size_t length;
	} vectors[] = {
		{ 0x8180, "example.com", DNS_TYPE_TXT, 3, "\1x", 2 },	    /* another class */
		{ 0x8180, "example.net", DNS_TYPE_TXT, 1, "\1x", 2 },	    /* another name */
		{ 0x8180, "example.com", DNS_TYPE_A, 1, "\xb\0\0\1", 4 },   /* another type */
		{ 0x8183, "example.com", DNS_TYPE_TXT, 1, "\1x", 2 },	    /* NXDOMAIN, and the records */
		{ 0x8183, "example.com", DNS_TYPE_CNAME, 1, "\xc0\xc", 2 }, /* NXDOMAIN, and a circle */
		{ 0x8180, "com", DNS_TYPE_DNAME, 1, "\3org", 5 },	    /* that would have led on */
		{ 0x8180, ".", 41, 1232, "", 0 },			    /* an OPT record is no answer */
	};

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		struct arena arena = { 0 };
		struct message message;
		const struct dns_reply *reply;

		begin(&message, vectors[i].flags, 1, 0);
		add_stranger(&message, vectors[i].owner, vectors[i].type, vectors[i].class, vectors[i].rdata,
			vectors[i].length);
		reply = decode(&arena, &message);
		assert_int_equal(reply->outcome, DNS_MALFORMED);
		assert_int_equal(reply->records.count, 0);
		arena_release(&arena);
	}
}

static void a_denial_has_the_soa_of_its_own_zone(void **state)
{
	static const char soa[] = "\xc0\x0c\xc0\x0c\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\x3c";
	static const struct {
		const char *owner;
		unsigned class;
		enum dns_outcome outcome;
	} vectors[] = {
		{ ".", 1, DNS_NO_DATA },
		{ "com", 1, DNS_NO_DATA },
		{ "example.com", 1, DNS_NO_DATA },
		{ "a.example.com", 1, DNS_MALFORMED },
		{ "example.net", 1, DNS_MALFORMED },
		{ "example.com", 4, DNS_MALFORMED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		struct arena arena = { 0 };
		struct message message;

		begin(&message, 0x8180, 0, 1);
		add_stranger(&message, vectors[i].owner, DNS_TYPE_SOA, vectors[i].class, soa, 24);
		assert_int_equal(decode(&arena, &message)->outcome, vectors[i].outcome);
		arena_release(&arena);
	}
}

/* The records are there, but a count says that they are of another section, or that there are none. */
static void counts_that_lie_deny_nothing(void **state)
{
	(void)state;
	for (size_t lie = 0; lie < 4; lie++) {
		struct arena arena = { 0 };
		struct message message;

		begin(&message, 0x8180, 0, 0);
		add_record(&message, 12, DNS_TYPE_TXT, "\1x", 2);
		message.bytes.at[5 + 2 * lie] =
			1; /* of questions, where it is 1 already, answers, and so on */
		assert_int_equal(decode(&arena, &message)->outcome, lie == 1 ? DNS_ANSWER : DNS_MALFORMED);
		arena_release(&arena);
	}
}

static void an_alias_is_followed_whatever_else_came(void **state)
{
	struct arena arena = { 0 };
	struct message message;
	const struct dns_reply *reply;

	(void)state;
	begin(&message, 0x8180, 2, 0);
	add_record(&message, 12, DNS_TYPE_CNAME, "\1b\xc0\x0c", 4);
	add_stranger(&message, "example.net", DNS_TYPE_TXT, 1, "\1x", 2);
	reply = decode(&arena, &message);
	assert_int_equal(reply->outcome, DNS_PENDING);
	assert_int_equal(reply->aliases.count, 1);
	assert_int_equal(reply->records.count, 0);
	arena_release(&arena);
}

static void only_an_error_may_leave_the_question_out(void **state)
{
	static const enum dns_outcome outcomes[] = { DNS_MALFORMED, DNS_SERVFAIL, DNS_SERVFAIL, DNS_MALFORMED,
		DNS_REFUSED, DNS_REFUSED };

	(void)state;
	for (unsigned rcode = 0; rcode < sizeof outcomes / sizeof *outcomes; rcode++) {
		struct arena arena = { 0 };
		struct message message;

		begin(&message, 0x8180 | rcode, 0, 0);
		message.bytes.at[5] = 0;
		message.bytes.len = 12;
		assert_int_equal(decode(&arena, &message)->outcome, outcomes[rcode]);
		arena_release(&arena);
	}
}

static void a_query_asks_for_recursion_and_the_ad_bit(void **state)
{
	struct dns_question question = { .name = dns_name_of("a.example"), .type = DNS_TYPE_MX };
	struct bytes query = { 0 };

	(void)state;
	dns_wire_query(&query, &question, 0xabcd, true);
	assert_memory_equal(query.at, "\xab\xcd\x01\x20\0\1\0\0\0\0\0\1", 12);
	assert_memory_equal(query.at + 12, "\1a\7example\0\0\x0f\0\1", 15);
	assert_memory_equal(query.at + 27, "\0\0\x29\x04\xd0\0\0\0\0\0\0", 11);
	assert_int_equal(query.len, 38);
	bytes_free(&query);
}

static void a_direct_query_wants_no_recursion_and_cd_no_validation(void **state)
{
	struct dns_question question = { .name = dns_name_of("a.example"),
		.type = DNS_TYPE_MX,
		.way = { .direct = true, .checking_disabled = true } };
	struct bytes query = { 0 };

	(void)state;
	dns_wire_query(&query, &question, 0xabcd, false);
	assert_memory_equal(query.at, "\xab\xcd\x00\x30\0\1\0\0\0\0\0\0", 12);
	assert_int_equal(query.len, 27);
	bytes_free(&query);
}

/* An OPT record behind the rest: owner, type, size, TTL (with the upper bits of the rcode), options. */
static void add_opt(struct message *message, unsigned extended_rcode, const char *options, size_t length)
{
	message->bytes.at[11] = 1;
	bytes_add_byte(&message->bytes, 0);
	add_u16(&message->bytes, 41);
	add_u16(&message->bytes, 1232);
	add_u16(&message->bytes, extended_rcode << 8);
	add_u16(&message->bytes, 0);
	add_u16(&message->bytes, (unsigned)length);
	bytes_add(&message->bytes, (struct slice){ (const uint8_t *)options, length });
}

static void rfc_8914_the_extended_error_is_read(void **state)
{
	struct arena arena = { 0 };
	struct message message;
	const struct dns_reply *reply;

	(void)state;
	begin(&message, 0x8182, 0, 0);
	add_opt(&message, 0, "\0\3\0\1x\0\xf\0\3\0\7!", 12);
	reply = decode(&arena, &message);
	assert_int_equal(reply->outcome, DNS_SERVFAIL);
	assert_true(reply->has_extended_error);
	assert_int_equal(reply->extended_error, 7);
	/* An option that is cut off spoils nothing. */
	begin(&message, 0x8180, 1, 0);
	add_record(&message, 12, DNS_TYPE_TXT, "\6v=spf1\5 -all", 13);
	add_opt(&message, 0, "\0\xf\0\x20\0", 5);
	reply = decode(&arena, &message);
	assert_int_equal(reply->outcome, DNS_ANSWER);
	assert_false(reply->has_extended_error);
	arena_release(&arena);
}

static void rfc_6891_section_6_1_3_badvers_is_no_answer(void **state)
{
	struct arena arena = { 0 };
	struct message message;

	(void)state;
	begin(&message, 0x8180, 0, 0);
	add_opt(&message, 1, "", 0);
	assert_int_equal(decode(&arena, &message)->outcome, DNS_SERVFAIL);
	arena_release(&arena);
}

static void a_referral_tells_the_name_servers_to_who_asks_for_them(void **state)
{
	struct arena arena = { 0 };
	struct message message;
	const struct dns_reply *reply;

	(void)state;
	begin(&message, 0x8000, 0, 1);
	message.question.type = DNS_TYPE_NS;
	message.question.way.direct = true;
	message.bytes.at[message.bytes.len - 3] = DNS_TYPE_NS;
	add_record(&message, 12, DNS_TYPE_NS, "\2ns\xc0\x0c", 5);
	reply = decode(&arena, &message);
	assert_int_equal(reply->outcome, DNS_ANSWER);
	assert_false(reply->authoritative);
	assert_string_equal(dns_name_text(&arena, reply->records.at[0].data.target), "ns.example.com");
	arena_release(&arena);
}

static void the_data_of_tlsa_is_kept(void **state)
{
	struct arena arena = { 0 };
	struct message message;
	const struct dns_reply *reply;

	(void)state;
	begin(&message, 0x8580, 1, 0);
	message.question.type = DNS_TYPE_TLSA;
	message.bytes.at[message.bytes.len - 3] = DNS_TYPE_TLSA;
	add_record(&message, 12, DNS_TYPE_TLSA, "\3\1\1\xab\xcd", 5);
	reply = decode(&arena, &message);
	assert_true(reply->authoritative);
	assert_int_equal(reply->records.at[0].data.rdata.len, 5);
	assert_int_equal(reply->records.at[0].data.rdata.at[4], 0xcd);
	/* Shorter than any can be. */
	begin(&message, 0x8580, 1, 0);
	message.question.type = DNS_TYPE_TLSA;
	message.bytes.at[message.bytes.len - 3] = DNS_TYPE_TLSA;
	add_record(&message, 12, DNS_TYPE_TLSA, "\3\1", 2);
	assert_int_equal(decode(&arena, &message)->outcome, DNS_MALFORMED);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_joined_with_nothing_in_between),
		cmocka_unit_test(no_string_is_an_empty_text),
		cmocka_unit_test(negative_answers_are_told_apart),
		cmocka_unit_test(aliases_are_followed_in_any_order),
		cmocka_unit_test(an_alias_loop_is_told_with_its_aliases),
		cmocka_unit_test(an_alias_into_a_loop_is_told_as_a_loop),
		cmocka_unit_test(rfc_1035_section_4_1_4_a_pointer_must_go_back),
		cmocka_unit_test(rfc_2308_section_5_the_negative_ttl_is_the_smaller_one),
		cmocka_unit_test(a_message_cut_anywhere_is_malformed),
		cmocka_unit_test(an_answer_to_another_question_is_malformed),
		cmocka_unit_test(what_answers_something_else_denies_nothing),
		cmocka_unit_test(a_denial_has_the_soa_of_its_own_zone),
		cmocka_unit_test(counts_that_lie_deny_nothing),
		cmocka_unit_test(an_alias_is_followed_whatever_else_came),
		cmocka_unit_test(only_an_error_may_leave_the_question_out),
		cmocka_unit_test(a_query_asks_for_recursion_and_the_ad_bit),
		cmocka_unit_test(a_direct_query_wants_no_recursion_and_cd_no_validation),
		cmocka_unit_test(rfc_8914_the_extended_error_is_read),
		cmocka_unit_test(rfc_6891_section_6_1_3_badvers_is_no_answer),
		cmocka_unit_test(a_referral_tells_the_name_servers_to_who_asks_for_them),
		cmocka_unit_test(the_data_of_tlsa_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
