/*
 * What the program does without memory; the library has api/out_of_memory.c instead. It may happen within a library that holds a lock,
 * or while text is printed: nothing but system calls is safe then.
 */
#include "cli/out_of_memory.h"

#include "cli/options.h"
#include "cli/written_file.h"

#include "base/arena.h"

#include <ares.h>
#include <openssl/crypto.h>
#include <stdlib.h>
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

static void *take(size_t size)
{
	return xrealloc(NULL, size);
}

static void *take_for_openssl(size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return xrealloc(NULL, size);
}

static void *move_for_openssl(void *at, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return xrealloc(at, size);
}

static void give_back_for_openssl(void *at, const char *file, int line)
{
	(void)file, (void)line;
	free(at);
}

void out_of_memory_covers_libraries(void)
{
	/* Neither fails unless it was in use before. */
	CRYPTO_set_mem_functions(take_for_openssl, move_for_openssl, give_back_for_openssl);
	ares_library_init_mem(ARES_LIB_INIT_ALL, take, free, xrealloc);
}
