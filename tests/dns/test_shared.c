/* A source that two stacks share: each question is asked once, and both get the answer, at once or when it comes. */
#include "dns/facts.h"
#include "dns/shared.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Answers with one TXT record when it is waited for, and at the latest when it is closed. */
struct slow {
	struct dns_source source;
	struct arena *arena;
	dns_done *done;
	void *context;
	struct dns_question question;
	unsigned asked;
};

static void answer(struct slow *slow, enum dns_outcome outcome)
{
	struct dns_reply *reply;

	if (!slow->done)
		return;
	reply = arena_take(slow->arena, sizeof *reply);
	reply->question = slow->question;
	reply->outcome = outcome;
	if (outcome == DNS_ANSWER) {
		struct dns_record *record = arena_append(slow->arena, &reply->records);

		record->type = DNS_TYPE_TXT;
		record->data.txt = dns_txt_of(slow->arena, slice_of("text"));
	}
	slow->done(slow->context, reply);
	slow->done = NULL;
}

static bool ask(struct dns_source *source, const struct dns_question *question, struct arena *arena,
	dns_done *done, void *context)
{
	struct slow *slow = (struct slow *)source;

	assert_null(slow->done);
	slow->arena = arena;
	slow->done = done;
	slow->context = context;
	slow->question = *question;
	slow->asked++;
	return true;
}

static void wait_for_answers(struct dns_source *source, int timeout_ms)
{
	(void)timeout_ms;
	answer((struct slow *)source, DNS_ANSWER);
}

static void close_source(struct dns_source *source)
{
	answer((struct slow *)source, DNS_TIMEOUT);
}

static const struct dns_source_ops ops = { ask, wait_for_answers, close_source };

struct stack {
	struct dns_source *source;
	struct facts *facts;
	struct facts_view view;
};

static struct stack open_stack(struct dns_shared *shared)
{
	struct stack stack = { .source = dns_shared_source(shared) };

	stack.facts = facts_new(stack.source, 10, NULL);
	stack.view.facts = stack.facts;
	return stack;
}

static void close_stack(struct stack *stack)
{
	facts_release(&stack->view);
	dns_source_close(stack->source);
	facts_free(stack->facts);
}

static enum dns_outcome outcome(struct stack *stack)
{
	struct dns_name name = dns_name_of("example.com");
	const struct dns_reply *reply = facts_get(&stack->view, &name, DNS_TYPE_TXT);

	facts_send(stack->facts);
	if (reply->outcome == DNS_PENDING)
		reply = facts_get(&stack->view, &name, DNS_TYPE_TXT);
	return reply->outcome;
}

static void both_ask_and_one_question_is_sent(void **state)
{
	struct slow slow = { .source = { .ops = &ops } };
	struct dns_shared *shared = dns_shared_new(&slow.source);
	struct stack first = open_stack(shared), second = open_stack(shared), third = open_stack(shared);

	(void)state;
	assert_int_equal(outcome(&first), DNS_PENDING);
	assert_int_equal(outcome(&second), DNS_PENDING);
	facts_wait(second.facts, 0);
	assert_int_equal(outcome(&first), DNS_ANSWER);
	assert_int_equal(outcome(&second), DNS_ANSWER);
	assert_int_equal(outcome(&third), DNS_ANSWER);
	assert_int_equal(slow.asked, 1);
	dns_shared_stop(shared);
	close_stack(&first);
	assert_int_equal(outcome(&second), DNS_ANSWER);
	close_stack(&second);
	close_stack(&third);
	dns_shared_free(shared);
}

static void what_is_open_ends_before_the_facts(void **state)
{
	struct slow slow = { .source = { .ops = &ops } };
	struct dns_shared *shared = dns_shared_new(&slow.source);
	struct stack first = open_stack(shared), second = open_stack(shared);

	(void)state;
	assert_int_equal(outcome(&first), DNS_PENDING);
	dns_shared_stop(shared);
	assert_int_equal(outcome(&first), DNS_TIMEOUT);
	assert_int_equal(outcome(&second), DNS_TIMEOUT);
	close_stack(&first);
	close_stack(&second);
	dns_shared_free(shared);
}

static void nothing_below_is_offline(void **state)
{
	struct dns_shared *shared = dns_shared_new(NULL);
	struct stack stack = open_stack(shared);

	(void)state;
	assert_int_equal(outcome(&stack), DNS_OFFLINE);
	close_stack(&stack);
	dns_shared_free(shared);
	dns_shared_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ask_and_one_question_is_sent),
		cmocka_unit_test(what_is_open_ends_before_the_facts),
		cmocka_unit_test(nothing_below_is_offline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
