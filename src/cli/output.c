/* The output of a run: opened before anything is judged, put in its place when all is written. */
#include "cli/output.h"

#include "cli/options.h"

#include "base/escape.h"
#include "print/terminal.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The temporary file goes with the program when a signal ends it. */
static const char *volatile unfinished;

void output_abandon(void)
{
	if (unfinished)
		unlink(unfinished);
}

static void remove_unfinished(int number)
{
	output_abandon();
	signal(number, SIG_DFL);
	raise(number);
}

static void complain_unwritten(const char *path, int error)
{
	struct arena scratch = { 0 };

	complain("cannot write %s: %s", escape_copy(&scratch, slice_of(path)), strerror(error));
	arena_release(&scratch);
}

/*
 * A temporary file beside the one that is wanted, so that a rename puts it in place whole. What is there already keeps its
 * mode; a link's target is replaced and not the link; a device or pipe is written to as it is.
 */
bool output_open(struct output *output, struct arena *arena, const char *path)
{
	struct stat status;
	bool exists;
	int file;

	*output = (struct output){ .path = path, .file = stdout };
	if (!path || strcmp(path, "-") == 0)
		return true;
	exists = stat(path, &status) == 0;
	if (exists && !S_ISREG(status.st_mode)) {
		output->file = fopen(path, "w");
	} else {
		char *real = exists ? realpath(path, NULL) : NULL;

		output->target = arena_strdup(arena, real ? real : path);
		free(real);
		output->mode = exists ? status.st_mode & 07777 : 0;
		output->unfinished = arena_printf(arena, "%s.XXXXXX", output->target);
		file = mkstemp(output->unfinished);
		output->file = file < 0 ? NULL : fdopen(file, "w");
	}
	if (!output->file) {
		complain_unwritten(path, errno);
		output->unfinished = NULL;
		return false;
	}
	if (output->unfinished) {
		unfinished = output->unfinished;
		signal(SIGINT, remove_unfinished);
		signal(SIGTERM, remove_unfinished);
	}
	return true;
}

bool output_is_terminal(const struct output *output)
{
	return output->file == stdout && isatty(STDOUT_FILENO);
}

void output_localize(struct bytes *out, const struct format *format)
{
	if (format->localized && !terminal_shows_unicode())
		escape_to_ascii(out);
}

void output_write(struct output *output, struct bytes *out)
{
	if (out->len && fwrite(out->at, 1, out->len, output->file) != out->len && !output->broken) {
		output->broken = true;
		output->error = errno;
	}
	out->len = 0;
}

bool output_is_unread(const struct output *output)
{
	return output->broken && output->error == EPIPE;
}

void output_finish(struct output *output)
{
	mode_t mask;

	if (fflush(output->file) && !output->broken) {
		output->broken = true;
		output->error = errno;
	}
	if (!output->unfinished) {
		if (output->broken &&
			!output_is_unread(output)) /* a reader that has seen enough is no error */
			complain("cannot write the report: %s", strerror(output->error));
		if (output->file != stdout)
			fclose(output->file);
		return;
	}
	mask = umask(0);
	umask(mask);
	if (fchmod(fileno(output->file), output->mode ? output->mode : 0666 & ~mask) || fclose(output->file))
		output->broken = true;
	if (output->broken || rename(output->unfinished, output->target)) {
		complain_unwritten(output->path, errno);
		unlink(output->unfinished);
		output->broken = true;
	}
	unfinished = NULL;
}

void output_write_file(struct output *output, const char *path, struct slice text)
{
	FILE *file;

	if (!path)
		return;
	file = fopen(path, "w");
	if (!file || fwrite(text.at, 1, text.len, file) != text.len || fclose(file)) {
		complain_unwritten(path, errno);
		output->broken = true;
	}
}

bool write_out(struct bytes *out)
{
	struct slice text = bytes_slice(out);
	bool written = fwrite(text.at, 1, text.len, stdout) == text.len && fflush(stdout) == 0;

	if (!written && errno != EPIPE) /* a reader that has seen enough is no error */
		complain("cannot write to standard output: %s", strerror(errno));
	bytes_free(out);
	return written;
}
