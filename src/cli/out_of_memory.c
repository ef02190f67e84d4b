/*
 * What the program does without memory; the library has api/out_of_memory.c instead. It may happen within a library that holds a lock,
 * or while text is printed: nothing but system calls is safe then.
 */
#include "cli/out_of_memory.h"

#include "cli/options.h"
#include "cli/written_file.h"

#include "base/arena.h"

#include <string.h>
#include <unistd.h>

/* The format that tells monitoring of it; NULL for none. */
static const struct format *last_format;

void out_of_memory_prints(const struct format *format)
{
	last_format = format && format->unjudged ? format : NULL;
}

/* What cannot be written cannot be told either. */
static void write_text(int file, const char *text)
{
	if (write(file, text, strlen(text)) < 0)
		return;
}

void out_of_memory(void)
{
	written_files_abandon();
	write_text(STDERR_FILENO, "mailauth-check: out of memory\n");
	if (last_format)
		write_text(STDOUT_FILENO, last_format->unjudged);
	_exit(last_format ? last_format->unjudged_status : EXIT_USAGE);
}
