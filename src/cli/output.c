/* The output of a run: opened before anything is judged, put in its place when all is written. */
#include "cli/output.h"

#include "cli/options.h"

#include "base/escape.h"
#include "print/terminal.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void complain_unwritten(const char *path, int error)
{
	struct arena scratch = { 0 };

	complain("cannot write %s: %s", escape_copy(&scratch, slice_of(path)), strerror(error));
	arena_release(&scratch);
}

/* Where FILE.partial is, as the user may give it again: beside what a link leads to. */
static const char *kept_at(struct output *output, struct arena *arena)
{
	struct stat status;

	if (!output->file.kept)
		return NULL;
	return lstat(output->path, &status) == 0 && S_ISLNK(status.st_mode)
		       ? output->file.temporary
		       : arena_printf(arena, "%s.partial", output->path);
}

/* What is opened, or why it is not. */
static bool take_file(struct output *output, struct arena *arena, bool good)
{
	if (!good && errno == EAGAIN)
		complain("another run writes to %s.partial", escape_copy(arena, slice_of(output->path)));
	else if (!good)
		complain_unwritten(output->path, errno);
	output->stream = good ? output->file.stream : NULL;
	output->kept_at = good ? kept_at(output, arena) : NULL;
	return good;
}

bool output_open(struct output *output, struct arena *arena, const char *path, enum output_kind kind)
{
	*output = (struct output){ .path = path, .stream = stdout };
	if (!path || strcmp(path, "-") == 0)
		return true;
	return take_file(output, arena,
		kind == OUTPUT_KEPT ? written_file_open_kept(&output->file, arena, path)
				    : written_file_open(&output->file, arena, path));
}

bool output_open_again(
	struct output *output, struct arena *arena, const char *path, uint64_t size, uint64_t whole)
{
	*output = (struct output){ .path = path };
	return take_file(output, arena,
		written_file_open_again(&output->file, arena, path, (off_t)size, (off_t)whole));
}

bool output_is_same(const struct output *output, const struct output *other)
{
	if (output->stream == stdout || other->stream == stdout)
		return output->stream == other->stream;
	return output->file.target && other->file.target &&
	       strcmp(output->file.target, other->file.target) == 0;
}

bool output_is_terminal(const struct output *output)
{
	return output->stream == stdout && isatty(STDOUT_FILENO);
}

void output_localize(struct bytes *out, const struct format *format)
{
	if (format->localized && !terminal_shows_unicode())
		escape_to_ascii(out);
}

void output_write(struct output *output, struct bytes *out)
{
	bool good = !output->broken;

	if (good && out->len && output->file.kept)
		good = written_file_add(&output->file, bytes_slice(out));
	else if (good && out->len)
		good = fwrite(out->at, 1, out->len, output->stream) == out->len &&
		       fflush(output->stream) == 0;
	if (!good && !output->broken)
		output->error = errno;
	output->broken = !good;
	out->len = 0;
}

bool output_is_unread(const struct output *output)
{
	return output->broken && output->error == EPIPE;
}

/* What went before it was written: the first fault counts. */
static void note_fault(struct output *output)
{
	if (!output->broken)
		output->error = errno;
	output->broken = true;
}

void output_finish(struct output *output)
{
	bool is_device = output->stream == stdout || !output->file.target;

	if (!output->stream)
		return;
	if (fflush(output->stream))
		note_fault(output);
	if (output->broken)
		written_file_drop(&output->file);
	else if (output->file.stream && !written_file_finish(&output->file))
		note_fault(output);
	output->stream = NULL;
	/* A reader that has seen enough is no error. */
	if (!output->broken || (is_device && output_is_unread(output)))
		return;
	if (output->path && strcmp(output->path, "-") != 0)
		complain_unwritten(output->path, output->error);
	else
		complain("cannot write the report: %s", strerror(output->error));
}

void output_drop(struct output *output)
{
	written_file_drop(&output->file);
	output->stream = NULL;
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
