/* mailauth-check: lints the DNS records that decide whether a domain's mail is believed. */
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/confine.h"
#include "cli/interrupt.h"
#include "cli/libraries.h"
#include "cli/option_rows.h"
#include "cli/out_of_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The format of reports that the command line names, for what happens before it is read. */
static const struct format *named_format(int argc, char **argv)
{
	static const char option[] = "--format";
	const size_t length = sizeof option - 1;
	const struct format *format = NULL;

	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], option, length) != 0)
			continue;
		if (argv[i][length] == '=')
			format = format_find(slice_of(argv[i] + length + 1), DOCUMENT_REPORTS);
		else if (!argv[i][length] && i + 1 < argc)
			format = format_find(slice_of(argv[i + 1]), DOCUMENT_REPORTS);
	}
	return format;
}

/*
 * A file that is opened later must not become standard output by accident. What was closed stays unusable: standard input cannot be read,
 * the others cannot be written to.
 */
static bool open_standard_files(void)
{
	for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++) {
		int flags = file == STDIN_FILENO ? O_WRONLY : O_RDONLY;

		if (fcntl(file, F_GETFD) >= 0)
			continue;
		/* It stays open, in the place of the standard file. */
		/* cppcheck-suppress leakReturnValNotUsed */
		if (open("/dev/null", flags) != file && open("/", O_RDONLY) != file)
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct options options = { .lookup.policy_helper.socket = -1 };
	enum exit_status status;

	if (!open_standard_files()) {
		complain("cannot open the standard streams");
		return EXIT_USAGE;
	}
	signal(SIGXFSZ, SIG_IGN); /* the write fails, and is told */
	out_of_memory_prints(named_format(argc, argv));
	if (!setlocale(LC_CTYPE, "") && errno == ENOMEM)
		out_of_memory();
	if (command_line_read(&options, argc, argv, &status)) {
		out_of_memory_prints(options.output.format);
		libraries_begin();
		status = confine_to_options(&options) ? commands_run(&options) : EXIT_USAGE;
	}
	/* Monitoring knows 2 as CRITICAL; the message is on standard error. */
	if (status == EXIT_USAGE && !options.judging && options.output.format &&
		options.output.format->unjudged) {
		fputs(options.output.format->unjudged, stdout);
		status = (enum exit_status)options.output.format->unjudged_status;
	}
	confine_end(&options);
	config_files_close(&options.config.lines);
	arena_release(&options.arena);
	interrupt_end();
	return (int)status;
}
