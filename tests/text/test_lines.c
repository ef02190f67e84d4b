/* Lines as they come: cut at any place of what is read, too long, without an end, and not there yet. */
#include "text/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { LONGEST = 10 };

static void assert_line(struct lines *lines, enum line_state state, const char *text, uint64_t number)
{
	struct slice line = { 0 };

	assert_int_equal(lines_next(lines, 0, &line), state);
	assert_true(slice_is(line, text));
	assert_int_equal(lines->number, number);
}

static void write_text(int file, const char *text)
{
	assert_int_equal(write(file, text, strlen(text)), strlen(text));
}

static void test_a_pipe(void **state)
{
	struct slice line = { 0 };
	struct lines lines;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	lines_open(&lines, ends[0], LONGEST);
	assert_int_equal(lines_next(&lines, 0, &line), LINE_LATER);
	write_text(ends[1], "one\ntw");
	assert_line(&lines, LINE_WHOLE, "one", 1);
	assert_int_equal(lines_next(&lines, 0, &line), LINE_LATER);
	write_text(ends[1], "o\n\nten octets\neleven octets");
	assert_line(&lines, LINE_WHOLE, "two", 2);
	assert_line(&lines, LINE_WHOLE, "", 3);
	assert_line(&lines, LINE_WHOLE, "ten octets", 4);
	assert_line(&lines, LINE_CUT, "eleven oct", 5);
	assert_int_equal(lines_next(&lines, 0, &line), LINE_LATER);
	write_text(ends[1], " and more\nlast");
	close(ends[1]);
	assert_line(&lines, LINE_UNENDED, "last", 6);
	assert_int_equal(lines_next(&lines, 0, &line), LINE_NONE);
	assert_int_equal(lines_next(&lines, 0, &line), LINE_NONE);
	close(ends[0]);
	lines_free(&lines);
}

static void test_a_file_twice(void **state)
{
	struct slice line = { 0 };
	struct lines lines;
	FILE *file = tmpfile();

	(void)state;
	assert_non_null(file);
	write_text(fileno(file), "passed\none\ntwo\n");
	lines_open(&lines, fileno(file), LONGEST);
	for (int i = 0; i < 2; i++) {
		assert_true(lines_rewind(&lines, strlen("passed\n")));
		assert_line(&lines, LINE_WHOLE, "one", 1);
		assert_int_equal(lines.passed, strlen("one\n"));
		assert_line(&lines, LINE_WHOLE, "two", 2);
		assert_int_equal(lines_next(&lines, 0, &line), LINE_NONE);
	}
	lines_free(&lines);
	fclose(file);
}

static void test_what_cannot_be_read(void **state)
{
	struct slice line = { 0 };
	struct lines lines;

	(void)state;
	lines_open(&lines, -1, LONGEST);
	lines.file = dup(STDOUT_FILENO);
	close(lines.file);
	assert_int_equal(lines_next(&lines, 0, &line), LINE_FAULT);
	lines_free(&lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_pipe),
		cmocka_unit_test(test_a_file_twice),
		cmocka_unit_test(test_what_cannot_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
