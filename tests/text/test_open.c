/* What text_open() reads, what it refuses, and that nobody can change what was read. */
#include "text/open.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { LINE = 16, MEGABYTE = 1024 * 1024 };

static const struct text_wish data = { .kind = TEXT_DATA }, growing = { .kind = TEXT_LOG },
			      regular = { .kind = TEXT_DATA, .regular = true };

static char folder[] = "/tmp/test-open-XXXXXX";

/* The path of a file in the folder of the tests. */
static const char *in_folder(const char *name)
{
	static char path[64];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

/* Lines with their numbers, so that each octet has its place. */
static void write_lines(FILE *stream, size_t lines)
{
	for (size_t i = 0; stream && i < lines; i++)
		fprintf(stream, "%0*zu\n", LINE - 1, i);
}

static void assert_lines(struct text *text, size_t lines, bool mapped)
{
	char line[32];

	assert_int_equal(text->bytes.len, lines * LINE);
	assert_int_equal(text->mapped > 0, mapped);
	for (size_t i = 0; i < lines; i++) {
		snprintf(line, sizeof line, "%0*zu\n", LINE - 1, i);
		assert_memory_equal(text->bytes.at + i * LINE, line, LINE);
		if (i == lines / 2)
			text_forget(text);
	}
	text_close(text);
}

/* What the reader is told of a child that writes so many lines into a pipe. */
static const char *open_pipe(struct text *text, size_t lines, const struct text_wish *wish)
{
	int ends[2];
	const char *fault;
	char path[32];
	pid_t writer;

	assert_int_equal(pipe(ends), 0);
	writer = fork();
	assert_true(writer >= 0);
	if (!writer) {
		close(ends[0]);
		write_lines(fdopen(ends[1], "w"), lines);
		fflush(NULL);
		_exit(0);
	}
	close(ends[1]);
	snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
	fault = text_open(text, path, wish);
	close(ends[0]);
	assert_int_equal(waitpid(writer, NULL, 0), writer);
	return fault;
}

static void a_pipe_of_any_length(void **state)
{
	static const size_t lines[] = { 0, 1, 4 * MEGABYTE / LINE, 4 * MEGABYTE / LINE + 1,
		40 * MEGABYTE / LINE };
	struct text text;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		assert_null(open_pipe(&text, lines[i], &data));
		assert_lines(&text, lines[i], lines[i] > 4 * MEGABYTE / LINE);
	}
}

static void a_pipe_without_a_place_for_a_copy(void **state)
{
	struct text text;

	(void)state;
	setenv("TMPDIR", "/nowhere/at/all", 1);
	assert_null(open_pipe(&text, 40 * MEGABYTE / LINE, &data));
	assert_lines(&text, 40 * MEGABYTE / LINE, false);
	assert_non_null(strstr(open_pipe(&text, 80 * MEGABYTE / LINE, &data), "temporary folder"));
	unsetenv("TMPDIR");
}

static void a_pipe_that_gives_too_much(void **state)
{
	static const struct text_wish settings = { .kind = TEXT_SETTINGS };
	struct text text;

	(void)state;
	assert_null(open_pipe(&text, 4 * MEGABYTE / LINE, &settings));
	assert_lines(&text, 4 * MEGABYTE / LINE, false);
	assert_string_equal(
		open_pipe(&text, 4 * MEGABYTE / LINE + 1, &settings), "more than 4 MB came from it");
	assert_string_equal(
		text_open(&text, "/dev/zero", &data), "more than 4 MB came from it, the limit for a device");
	assert_null(text_open(&text, "/dev/null", &data));
	assert_int_equal(text.bytes.len, 0);
	text_close(&text);
}

static void a_file_of_any_length(void **state)
{
	static const size_t lines[] = { 0, 1, 4 * MEGABYTE / LINE, 4 * MEGABYTE / LINE + 1,
		20 * MEGABYTE / LINE };

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		const char *path = in_folder("lines");
		FILE *file = fopen(path, "w");
		struct text text;

		write_lines(file, lines[i]);
		assert_int_equal(fclose(file), 0);
		assert_null(text_open(&text, path, i % 2 ? &regular : &data));
		/* What comes after it was read changes nothing. */
		assert_int_equal(truncate(path, 0), 0);
		assert_lines(&text, lines[i], lines[i] > 4 * MEGABYTE / LINE);
	}
}

/* A file too large is refused before anything of it is read: the one here has no blocks. */
static void a_file_that_is_too_large(void **state)
{
	static const struct text_wish settings = { .kind = TEXT_SETTINGS };
	const char *path = in_folder("large");
	int file = open(path, O_CREAT | O_WRONLY, 0600);
	struct text text;

	(void)state;
	assert_int_equal(ftruncate(file, 4LL * MEGABYTE + 1), 0);
	assert_string_equal(text_open(&text, path, &settings), "it is larger than 4 MB");
	assert_int_equal(ftruncate(file, 5LL * 1024 * MEGABYTE), 0);
	assert_string_equal(text_open(&text, path, &data), "it is larger than 4 GB");
	close(file);
}

static void only_regular_files(void **state)
{
	struct text text;

	(void)state;
	assert_int_equal(mkfifo(in_folder("fifo"), 0600), 0);
	assert_string_equal(text_open(&text, in_folder("fifo"), &regular), "it is not a regular file");
	assert_string_equal(text_open(&text, "/dev/zero", &regular), "it is not a regular file");
	assert_string_equal(text_open(&text, folder, &regular), strerror(EISDIR));
	assert_string_equal(text_open(&text, folder, &data), strerror(EISDIR));
	assert_string_equal(text_open(&text, in_folder("nothing"), &regular), strerror(ENOENT));
	assert_int_equal(errno, ENOENT);
	/* "-" is a name there. */
	assert_non_null(text_open(&text, "-", &regular));
	/* A file of the kernel has no size. */
	assert_null(text_open(&text, "/proc/self/environ", &regular));
	assert_int_equal(text.bytes.len, 0);
	text_close(&text);
}

static void roots_hold_the_file_that_is_open(void **state)
{
	struct arena arena = { 0 };
	struct text_roots roots = { 0 };
	const struct text_wish within = { .kind = TEXT_DATA, .regular = true, .roots = &roots };
	struct text text;

	(void)state;
	assert_int_equal(mkdir(in_folder("root"), 0700), 0);
	assert_true(text_roots_add(&arena, &roots, in_folder("root")));
	fclose(fopen(in_folder("root/inside"), "w"));
	fclose(fopen(in_folder("outside"), "w"));
	assert_int_equal(symlink("../outside", in_folder("root/link")), 0);
	assert_int_equal(symlink("inside", in_folder("root/held")), 0);
	assert_null(text_open(&text, in_folder("root/held"), &within));
	text_close(&text);
	assert_non_null(text_open(&text, in_folder("root/link"), &within));
	assert_non_null(text_open(&text, in_folder("nothing"), &within));
	arena_release(&arena);
}

/* Each text is made of one letter: one with two, or of another length, was never there. */
static void write_letters(const char *path, size_t size)
{
	char *letters = malloc(size);

	for (unsigned i = 0;; i++) {
		int file = open(path, O_WRONLY);
		size_t length = i % 2 ? size : size / 2;

		memset(letters, 'a' + (int)(i % 2), length);
		if (ftruncate(file, 0) || write(file, letters, length) < 0)
			_exit(1);
		close(file);
		nanosleep(&(struct timespec){ .tv_nsec = 200000 + i % 7 * 400000 }, NULL);
	}
}

static void a_file_that_changes(void **state)
{
	static const size_t sizes[] = { 100000, 6 * MEGABYTE };
	unsigned wholes = 0;

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		const char *path = in_folder("changing");
		pid_t writer;

		fclose(fopen(path, "w"));
		writer = fork();
		if (!writer)
			write_letters(path, sizes[i]);
		for (int try = 0; try < 60; try++) {
			struct text text;
			const char *fault = text_open(&text, path, try % 3 ? &data : &growing);

			if (fault)
				assert_string_equal(fault, "it changed while it was read; run again");
			else if (text.bytes.len && try % 3)
				for (size_t at = 0; at < text.bytes.len; at++)
					assert_int_equal(text.bytes.at[at], text.bytes.at[0]);
			wholes += !fault;
			text_close(&text);
		}
		kill(writer, SIGKILL);
		waitpid(writer, NULL, 0);
	}
	assert_true(wholes);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	static const char *const names[] = { "lines", "large", "fifo", "root/inside", "root/link",
		"root/held", "root", "outside", "changing" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		remove(in_folder(names[i]));
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pipe_of_any_length),
		cmocka_unit_test(a_pipe_without_a_place_for_a_copy),
		cmocka_unit_test(a_pipe_that_gives_too_much),
		cmocka_unit_test(a_file_of_any_length),
		cmocka_unit_test(a_file_that_is_too_large),
		cmocka_unit_test(only_regular_files),
		cmocka_unit_test(roots_hold_the_file_that_is_open),
		cmocka_unit_test(a_file_that_changes),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
