/* What facts keep, and for how long: answers at the far end of aliases, and what readers made of their records. */
#include "dns/facts.h"
#include "dns/kept.h"
#include "dns/live.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Answers each name with one TXT record, but "near.example" with an alias to "far.example", which leaves the source. */
static bool ask(struct dns_source *source, const struct dns_question *question, struct arena *arena,
	dns_done *done, void *context)
{
	struct dns_name near = dns_name_of("near.example");
	struct dns_reply *reply = arena_take(arena, sizeof *reply);

	(void)source;
	reply->question = *question;
	if (dns_name_equal(&question->name, &near)) {
		reply->outcome = DNS_PENDING;
		arena_append(arena, &reply->aliases)->target = dns_name_of("far.example");
	} else {
		struct dns_record *record = arena_append(arena, &reply->records);

		record->type = DNS_TYPE_TXT;
		record->data.txt = dns_txt_of(arena, slice_of("text"));
	}
	done(context, reply);
	return true;
}

static const struct dns_source_ops ops = { .ask = ask };
static struct dns_source source = { .ops = &ops };

static const struct dns_reply *answer(struct facts_view *view, const char *name)
{
	struct dns_name asked = dns_name_of(name);
	const struct dns_reply *reply = facts_get(view, &asked, DNS_TYPE_TXT);

	while (reply->outcome == DNS_PENDING) {
		facts_send(view->facts);
		reply = facts_get(view, &asked, DNS_TYPE_TXT);
	}
	return reply;
}

/* The far answer was used before the near one, and would be dropped before it. */
static void an_alias_holds_what_it_shows(void **state)
{
	struct facts *facts = facts_new(&source, 1, NULL);
	struct facts_view view = { .facts = facts };
	const struct dns_reply *reply;

	(void)state;
	answer(&view, "far.example");
	answer(&view, "near.example");
	facts_release(&view);
	assert_int_equal(facts_sent(facts), 2);
	reply = answer(&view, "near.example");
	assert_int_equal(facts_sent(facts), 2);
	assert_true(slice_is(reply->records.at[0].data.txt->joined, "text"));
	facts_release(&view);
	answer(&view, "other.example");
	facts_release(&view); /* drops the alias, which lets go of the other */
	answer(&view, "far.example");
	answer(&view, "near.example");
	assert_in_range(facts_sent(facts), 4, 5);
	facts_release(&view);
	facts_free(facts);
}

/* What was asked before it is still known; what comes later is neither asked nor missing. */
static void nothing_is_asked_after_the_deadline(void **state)
{
	struct facts *facts = facts_new(&source, 1, NULL);
	struct facts_view view = { .facts = facts };

	(void)state;
	facts_set_deadline(facts, dns_live_now() + 3600 * 1000);
	answer(&view, "far.example");
	assert_false(view.limited);
	facts_set_deadline(facts, dns_live_now());
	assert_true(slice_is(answer(&view, "far.example")->records.at[0].data.txt->joined, "text"));
	assert_false(view.limited);
	assert_int_equal(answer(&view, "other.example")->outcome, DNS_LIMIT);
	assert_true(view.limited);
	assert_int_equal(facts_sent(facts), 1);
	facts_release(&view);
	facts_free(facts);
}

static unsigned made;

static const void *make(struct arena *arena, const struct dns_record *record, const struct dns_name *owner)
{
	(void)owner;
	made++;
	return arena_copy(arena, record->data.txt->joined).at;
}

static void what_is_made_of_a_record_is_kept(void **state)
{
	struct facts *facts = facts_new(&source, 10, NULL);
	struct facts_view one = { .facts = facts }, two = { .facts = facts };
	struct dns_name owner = dns_name_of("a.example"), same = dns_name_of("a.example"),
			other = dns_name_of("b.example");
	struct arena arena = { 0 };
	const void *first;

	(void)state;
	made = 0;
	first = dns_kept(&arena, answer(&one, "a.example"), 0, make, NULL);
	assert_ptr_equal(dns_kept(&arena, answer(&one, "a.example"), 0, make, NULL), first);
	assert_ptr_equal(dns_kept(&arena, answer(&two, "a.example"), 0, make, NULL), first);
	assert_int_equal(made, 1);
	first = dns_kept(&arena, answer(&one, "a.example"), 0, make, &owner);
	assert_ptr_equal(dns_kept(&arena, answer(&two, "a.example"), 0, make, &same), first);
	assert_int_equal(made, 2);
	assert_ptr_not_equal(dns_kept(&arena, answer(&two, "a.example"), 0, make, &other), first);
	assert_int_equal(made, 3);
	/* An alias shows the records of the far end, and what was made of them. */
	first = dns_kept(&arena, answer(&one, "far.example"), 0, make, NULL);
	assert_ptr_equal(dns_kept(&arena, answer(&two, "near.example"), 0, make, NULL), first);
	facts_release(&one);
	facts_release(&two);
	facts_free(facts);
	assert_null(arena.block); /* nothing of it was made for one pass */
}

/* A reply that no fact holds: everybody makes his own. */
static void a_reply_of_nobody_keeps_nothing(void **state)
{
	struct arena arena = { 0 };
	struct dns_reply reply = { .outcome = DNS_ANSWER };
	struct dns_record *record = arena_append(&arena, &reply.records);

	(void)state;
	made = 0;
	record->data.txt = dns_txt_of(&arena, slice_of("text"));
	assert_ptr_not_equal(
		dns_kept(&arena, &reply, 0, make, NULL), dns_kept(&arena, &reply, 0, make, NULL));
	assert_int_equal(made, 2);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_alias_holds_what_it_shows),
		cmocka_unit_test(nothing_is_asked_after_the_deadline),
		cmocka_unit_test(what_is_made_of_a_record_is_kept),
		cmocka_unit_test(a_reply_of_nobody_keeps_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
