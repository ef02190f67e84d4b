/* Bounces and messages with bytes changed, cut, doubled and swapped: read to the end, with bounded results. */
#include "bounce/bounce.h"
#include "check/report.h"
#include "message/message.h"
#include "rules/registry.h"
#include "text/open.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MUTANTS = 10000, CHANGES_MOST = 12 };

static uint64_t state = 7; /* the same mutants in each run */

static size_t random_below(size_t most)
{
	state = state * 6364136223846793005U + 1442695040888963407U;
	return most ? (size_t)(state >> 33) % most : 0;
}

/* Changes a byte, cuts the end off, or puts a piece of the text to another place. */
static size_t mutate(uint8_t *bytes, size_t len)
{
	static const char special[] = "\0\n\r;:=<>\"[]().-% \xff\x80"
				      "45";

	for (size_t left = 1 + random_below(CHANGES_MOST); left && len; left--) {
		size_t at = random_below(len), other = random_below(len), size = random_below(40);

		switch (random_below(8)) {
		case 0:
			len = random_below(4) ? len : at;
			break;
		case 1:
			size = size > len - at ? len - at : size;
			size = size > len - other ? len - other : size;
			memmove(bytes + other, bytes + at, size);
			break;
		case 2:
			bytes[at] = (uint8_t)random_below(256);
			break;
		default:
			bytes[at] = (uint8_t)special[random_below(sizeof special - 1)];
		}
	}
	return len;
}

static void read_both(struct slice bytes)
{
	struct facts *facts = facts_new(NULL, 10, NULL);
	struct facts_view view = { .facts = facts };
	struct message_transport transport = { .now = 1795000000 };
	struct arena arena = { 0 };
	struct text text = text_of("mutant", bytes);
	const struct bounces *bounces = bounces_read(&arena, bytes);
	const struct message *message = message_authenticate(&arena, &view, NULL, &text, &transport, NULL);
	const struct rule_set rules = rules_all(&arena);
	const struct dns_name root = dns_name_root();
	struct findings findings = { 0 };

	for (size_t i = 0; i < bounces->list.count; i++)
		assert_true(strlen(bounces->list.at[i].reply) <= bytes.len + 64);
	for (size_t i = 0; i < message->dkim->list.count; i++)
		assert_true(
			message->dkim->list.at[i].result == DKIM_PASS || message->dkim->list.at[i].reason);
	assert_true(message->arc->sets->list.count <= ARC_INSTANCE_MOST);
	assert_true(message->arc->result != ARC_FAIL || message->arc->why);
	engine_run_message(&arena, message, &root, &rules, &findings);
	for (size_t i = 0; i < findings.list.count; i++)
		assert_true(findings.list.at[i].place.text == &text &&
			    findings.list.at[i].place.end <= bytes.len);
	facts_release(&view);
	facts_free(facts);
	arena_release(&arena);
}

static void mutants_do_no_harm(void **unused)
{
	glob_t found = { 0 };

	(void)unused;
	assert_int_equal(glob(TESTS_FOLDER "/fuzz/corpus/fuzz_bounce/*", 0, NULL, &found), 0);
	assert_int_equal(glob(TESTS_FOLDER "/fuzz/corpus/fuzz_message/*", GLOB_APPEND, NULL, &found), 0);
	assert_true(found.gl_pathc >= 8);
	for (size_t i = 0; i < MUTANTS; i++) {
		struct text text;
		uint8_t *copy;

		assert_null(text_open(
			&text, found.gl_pathv[i % found.gl_pathc], &(struct text_wish){ .kind = TEXT_DATA }));
		copy = malloc(
			text.bytes.len); /* of this size, so that a sanitizer sees what is read behind it */
		memcpy(copy, text.bytes.at, text.bytes.len);
		read_both((struct slice){ copy, mutate(copy, text.bytes.len) });
		free(copy);
		text_close(&text);
	}
	globfree(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(mutants_do_no_harm) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
