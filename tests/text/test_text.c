/* Text from a pipe is read whole, whatever its length, and a long one is mapped. */
#include "text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { LINE = 16 };

/* Lines with their numbers, so that each octet has its place. */
static void write_lines(int file, size_t lines)
{
	FILE *stream = fdopen(file, "w");

	for (size_t i = 0; stream && i < lines; i++)
		fprintf(stream, "%0*zu\n", LINE - 1, i);
	_exit(!stream || fclose(stream));
}

static void read_from_pipe(size_t lines, bool mapped)
{
	char path[32], line[32];
	struct text text;
	int ends[2], status;
	pid_t writer;

	assert_int_equal(pipe(ends), 0);
	writer = fork();
	assert_true(writer >= 0);
	if (!writer) {
		close(ends[0]);
		write_lines(ends[1], lines);
	}
	close(ends[1]);
	snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
	assert_true(text_open(&text, path));
	close(ends[0]);
	assert_int_equal(waitpid(writer, &status, 0), writer);
	assert_int_equal(status, 0);
	assert_int_equal(text.bytes.len, lines * LINE);
	assert_int_equal(text.mapped > 0, mapped);
	for (size_t i = 0; i < lines; i++) {
		snprintf(line, sizeof line, "%0*zu\n", LINE - 1, i);
		assert_memory_equal(text.bytes.at + i * LINE, line, LINE);
		if (i == lines / 2)
			text_forget(&text);
	}
	text_close(&text);
}

static void a_pipe_of_any_length(void **state)
{
	(void)state;
	read_from_pipe(0, false);
	read_from_pipe(1, false);
	read_from_pipe(16 * 1024 * 1024 / LINE - 1, false);
	read_from_pipe(16 * 1024 * 1024 / LINE + 1, true);
	read_from_pipe(40 * 1024 * 1024 / LINE, true);
}

static void a_short_file_that_is_emptied_meanwhile(void **state)
{
	char path[] = "/tmp/test-text-XXXXXX";
	int file = mkstemp(path);
	struct text text;

	(void)state;
	assert_true(file >= 0);
	assert_int_equal(write(file, "$TTL 1\n", 7), 7);
	assert_true(text_open(&text, path));
	assert_int_equal(ftruncate(file, 0), 0);
	assert_int_equal(text.bytes.len, 7);
	assert_memory_equal(text.bytes.at, "$TTL 1\n", 7);
	text_close(&text);
	close(file);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pipe_of_any_length),
		cmocka_unit_test(a_short_file_that_is_emptied_meanwhile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
