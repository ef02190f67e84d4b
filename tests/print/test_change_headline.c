/* The headline of a comparison: which clauses come, in which order, and how many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "print/change/headline.h"

static const struct rule change = { .id = "diff-spf-lost" }, other = { .id = "spf-typo-all" };

static const char *headline_of(struct arena *arena, struct finding *findings, size_t count)
{
	struct report report = { 0 };

	for (size_t i = 0; i < count; i++)
		*arena_append(arena, &report.findings) = findings[i];
	return change_headline(arena, &report);
}

static void tells_what_changed(void **state)
{
	struct arena arena = { 0 };
	struct finding findings[] = {
		{ .rule = &other,
			.severity = SEVERITY_ERROR,
			.message = "unknown mechanism \"al\"; did you mean \"all\"?" },
		{ .rule = &change,
			.severity = SEVERITY_ERROR,
			.brief = "203.0.113.0/24 may no longer send",
			.message = "x" },
		{ .rule = &change,
			.severity = SEVERITY_WARNING,
			.brief = "DMARC reject -> none",
			.message = "x" },
		{ .rule = &change, .severity = SEVERITY_INFO, .message = "a note" },
	};

	(void)state;
	assert_string_equal(headline_of(&arena, findings, 4),
		"203.0.113.0/24 may no longer send; unknown mechanism \"al\"; DMARC reject -> none");
	arena_release(&arena);
}

static void tells_notes_where_there_is_nothing_else(void **state)
{
	struct arena arena = { 0 };
	struct finding findings[] = {
		{ .rule = &other, .severity = SEVERITY_INFO, .message = "a note of the new state" },
		{ .rule = &change,
			.severity = SEVERITY_INFO,
			.brief = "MX mail3.example.com added",
			.message = "x" },
		{ .rule = &change, .severity = SEVERITY_ERROR, .known = true, .message = "known" },
	};

	(void)state;
	assert_string_equal(headline_of(&arena, findings, 3), "MX mail3.example.com added");
	assert_string_equal(headline_of(&arena, findings, 1), "nothing that affects mail changed");
	arena_release(&arena);
}

static void counts_what_is_left_out(void **state)
{
	struct arena arena = { 0 };
	struct finding findings[6];

	(void)state;
	for (size_t i = 0; i < 6; i++)
		findings[i] = (struct finding){
			.rule = &change, .severity = SEVERITY_ERROR, .brief = "x", .message = "x"
		};
	assert_string_equal(headline_of(&arena, findings, 6), "x; x; x; x; and 2 more");
	arena_release(&arena);
}

static void cuts_a_long_clause_between_words(void **state)
{
	struct arena arena = { 0 };
	struct finding finding = { .rule = &change,
		.severity = SEVERITY_ERROR,
		.message =
			"01234567890123456789 01234567890123456789 01234567890123456789 01234567890123456789 "
			"01234567890123456789 0123456789 0123456789 tail" };

	(void)state;
	assert_string_equal(headline_of(&arena, &finding, 1),
		"01234567890123456789 01234567890123456789 01234567890123456789 01234567890123456789 "
		"01234567890123456789 0123456789 ...");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_what_changed),
		cmocka_unit_test(tells_notes_where_there_is_nothing_else),
		cmocka_unit_test(counts_what_is_left_out),
		cmocka_unit_test(cuts_a_long_clause_between_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
