/* Runs the commands as main() does, in a folder of this process. glibc lets standard error be a text in memory. */
#include "support/command.h"

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/config_file.h"

#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void command_add(struct command_line *line, const char *word)
{
	size_t length = strlen(word) + 1;

	if (line->count < ARGUMENTS_MOST) {
		char *copy = xrealloc(NULL, length);

		memcpy(copy, word, length);
		line->words[line->count++] = copy;
	}
}

void command_free(struct command_line *line)
{
	for (int i = 0; i < line->count; i++)
		free(line->words[i]);
	*line = (struct command_line){ 0 };
}

void command_add_allowed(struct command_line *line, struct slice list)
{
	static const char *const allowed[] = { "format=", "fail-on=", "select=", "ignore=", "role=",
		"volume=", "probe=", "selector=", "ip=", "helo=", "mail-from=", "origin=", "domain=",
		"publish-as=", "color=", "jobs=", "verbose", "quiet", "statistics", "complete",
		"authoritative", "fix=", NULL };
	struct slice word;

	for (size_t at = 0; slice_next_item(list, ' ', &at, &word);) {
		char option[300];

		for (size_t i = 0; allowed[i]; i++) {
			bool has_value = allowed[i][strlen(allowed[i]) - 1] == '=';

			if (!(has_value ? slice_starts(word, allowed[i]) : slice_is(word, allowed[i])) ||
				memchr(word.at, 0, word.len))
				continue;
			snprintf(option, sizeof option, "--%.*s", (int)word.len, (const char *)word.at);
			command_add(line, option);
		}
	}
}

/* The folder of the runs, which goes with the process unless that is killed. */
static char folder_path[200];
static int folder = -1;

static void folder_remove(void)
{
	static const char *const names[] = { "a", "b", "c", "example.com", "example.net", "c.example",
		"d.example", "answers", "saved", "baseline", NULL };

	for (size_t i = 0; names[i]; i++)
		unlinkat(folder, names[i], 0);
	rmdir(folder_path);
}

/* Standard output is a file in it that has no name. */
static void folder_open(void)
{
	const char *base = getenv("TMPDIR");
	int out, in;

	if (folder >= 0)
		return;
	snprintf(folder_path, sizeof folder_path, "%s/mailauth-fuzz.XXXXXX", base && *base ? base : "/tmp");
	if (!mkdtemp(folder_path))
		abort();
	folder = open(folder_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	out = openat(folder, ".out", O_RDWR | O_CREAT | O_APPEND, 0600);
	fflush(stdout);
	if (folder < 0 || out < 0 || unlinkat(folder, ".out", 0) || dup2(out, STDOUT_FILENO) < 0)
		abort();
	close(out);
	in = open("/dev/null", O_RDONLY);
	if (in < 0 || dup2(in, STDIN_FILENO) < 0)
		abort();
	close(in);
	atexit(folder_remove);
	setenv("SOURCE_DATE_EPOCH", "1795000000", 1);
	setenv("NO_COLOR", "1", 1);
	setlocale(LC_CTYPE, "C.UTF-8");
}

void command_file(const char *name, struct slice bytes)
{
	int file;

	folder_open();
	file = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (file < 0 || (bytes.len && write(file, bytes.at, bytes.len) != (ssize_t)bytes.len))
		abort();
	close(file);
}

bool command_read_file(const char *name, struct bytes *ret_bytes)
{
	int file = openat(folder, name, O_RDONLY | O_CLOEXEC);
	uint8_t block[4096];
	ssize_t count = 0;

	*ret_bytes = (struct bytes){ 0 };
	while (file >= 0 && (count = read(file, block, sizeof block)) > 0)
		bytes_add(ret_bytes, (struct slice){ block, (size_t)count });
	if (file >= 0)
		close(file);
	return file >= 0 && count == 0;
}

void command_remove(const char *name)
{
	folder_open();
	unlinkat(folder, name, 0);
}

const char *command_path(const char *name, char *path, size_t size)
{
	folder_open();
	snprintf(path, size, "%s/%s", folder_path, name);
	return path;
}

/* What main() does. */
static int run(int argc, char **argv, int only)
{
	struct options options = { 0 };
	enum exit_status status;

	if (command_line_read(&options, argc, argv, &status))
		status = only & (int)options.command ? commands_run(&options) : EXIT_CLEAN;
	config_files_close(&options.config.lines);
	arena_release(&options.arena);
	return (int)status;
}

struct ran command_run(struct command_line *line)
{
	return command_run_only(line, ~0);
}

struct ran command_run_words(const char *const *words)
{
	struct command_line line = { 0 };
	struct ran ran;

	for (size_t i = 0; words[i]; i++)
		command_add(&line, words[i]);
	ran = command_run(&line);
	command_free(&line);
	return ran;
}

struct ran command_run_only(struct command_line *line, int commands)
{
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct ran ran = { 0 };
	char *words[ARGUMENTS_MOST + 2] = { "mailauth-check" };
	FILE *usual = stderr;
	char *told = NULL;
	size_t told_size = 0;
	uint8_t block[4096];
	ssize_t count;

	folder_open();
	for (int i = 0; i < line->count; i++)
		words[i + 1] = line->words[i];
	if (here < 0 || fchdir(folder) || ftruncate(STDOUT_FILENO, 0))
		abort();
	stderr = open_memstream(&told, &told_size);
	ran.status = run(line->count + 1, words, commands);
	fclose(stderr);
	stderr = usual;
	fflush(stdout);
	bytes_add(&ran.err, (struct slice){ (const uint8_t *)told, told_size });
	free(told);
	if (fchdir(here) || lseek(STDOUT_FILENO, 0, SEEK_SET))
		abort();
	close(here);
	while ((count = read(STDOUT_FILENO, block, sizeof block)) > 0)
		bytes_add(&ran.out, (struct slice){ block, (size_t)count });
	return ran;
}

void ran_free(struct ran *ran)
{
	bytes_free(&ran->out);
	bytes_free(&ran->err);
}

struct slice take_options(struct slice input, struct slice *rest)
{
	*rest = input;
	return slice_take_line(rest);
}

size_t split_parts(struct slice input, struct slice parts[PARTS_MOST])
{
	size_t count = 0;

	for (;;) {
		ptrdiff_t end = count + 1 < PARTS_MOST ? slice_find_text(input, "\n---\n", 0) : -1;

		parts[count++] = end < 0 ? input : slice_part(input, 0, (size_t)end + 1);
		if (end < 0)
			return count;
		input = slice_part(input, (size_t)end + 5, input.len);
	}
}

bool reaches_out(struct slice text)
{
	for (size_t i = 0; i + 1 < text.len; i++)
		if (text.at[i] == '$' && (text.at[i + 1] | 32) >= 'g' && (text.at[i + 1] | 32) <= 'i')
			return true;
	return false;
}
