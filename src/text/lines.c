/* A buffer that is filled when it holds no whole line. */
#include "text/lines.h"

#include "base/arena.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_FIRST = 64 * 1024, DEVICE_MOST = 4 * 1024 * 1024 };

void lines_open(struct lines *lines, int file, size_t longest)
{
	struct stat status;
	bool device = fstat(file, &status) == 0 && S_ISCHR(status.st_mode) && !isatty(file);

	*lines = (struct lines){ .file = file, .longest = longest, .most = device ? DEVICE_MOST : SIZE_MAX };
}

void lines_free(struct lines *lines)
{
	free(lines->buffer);
	*lines = (struct lines){ .file = -1 };
}

bool lines_rewind(struct lines *lines, uint64_t offset)
{
	if (lseek(lines->file, (off_t)offset, SEEK_SET) < 0)
		return false;
	lines->first = lines->end = 0;
	lines->number = lines->passed = 0;
	lines->ended = lines->skipping = false;
	return true;
}

/* True when something can be read, or the end. A signal ends the wait. */
static bool has_come(int file, int wait_ms)
{
	struct pollfd ready = { .fd = file, .events = POLLIN };

	return poll(&ready, 1, wait_ms) > 0;
}

/* There is room for one octet more than the longest line and its end. */
static void make_room(struct lines *lines)
{
	size_t most = lines->longest + 2;

	if (lines->first) {
		memmove(lines->buffer, lines->buffer + lines->first, lines->end - lines->first);
		lines->end -= lines->first;
		lines->first = 0;
	}
	if (lines->end < lines->size)
		return;
	lines->size = lines->size ? lines->size * 2 : BUFFER_FIRST;
	if (lines->size > most && most > BUFFER_FIRST)
		lines->size = most;
	lines->buffer = xrealloc(lines->buffer, lines->size);
}

/* LINE_WHOLE when something was read, or the end. */
static enum line_state fill(struct lines *lines, int wait_ms)
{
	ssize_t got;

	make_room(lines);
	if (!has_come(lines->file, wait_ms))
		return LINE_LATER;
	got = read(lines->file, lines->buffer + lines->end, lines->size - lines->end);
	if (got < 0)
		return errno == EINTR || errno == EAGAIN ? LINE_LATER : LINE_FAULT;
	if ((size_t)got > lines->most)
		return LINE_TOO_MUCH;
	if (lines->most != SIZE_MAX)
		lines->most -= (size_t)got;
	lines->ended = !got;
	lines->end += (size_t)got;
	return LINE_WHOLE;
}

/* Gives out `len` octets as a line, and passes over `more` after them. */
static struct slice give(struct lines *lines, size_t len, size_t more)
{
	struct slice line = { lines->buffer + lines->first, len };

	lines->first += len + more;
	lines->passed += len + more;
	lines->number++;
	return line;
}

/* Passes over what is left of a line that was too long. True when all of it is passed. */
static bool skip(struct lines *lines)
{
	size_t left = lines->end - lines->first;
	const uint8_t *end = left ? memchr(lines->buffer + lines->first, '\n', left) : NULL;
	size_t passed = end ? (size_t)(end - lines->buffer) + 1 - lines->first : left;

	lines->first += passed;
	lines->passed += passed;
	lines->skipping = !end && !lines->ended;
	return !lines->skipping;
}

enum line_state lines_next(struct lines *lines, int wait_ms, struct slice *ret_line)
{
	size_t seen = 0;

	for (;;) {
		size_t left;
		const uint8_t *end = NULL;
		enum line_state state;

		if (lines->skipping && skip(lines))
			seen = 0;
		left = lines->end - lines->first;
		if (left > seen)
			end = memchr(lines->buffer + lines->first + seen, '\n', left - seen);
		if (end && (size_t)(end - lines->buffer) - lines->first <= lines->longest) {
			*ret_line = give(lines, (size_t)(end - lines->buffer) - lines->first, 1);
			return LINE_WHOLE;
		}
		if (left > lines->longest && !lines->skipping) {
			lines->skipping = true;
			*ret_line = give(lines, lines->longest, 0);
			return LINE_CUT;
		}
		if (lines->ended && !left)
			return LINE_NONE;
		if (lines->ended) {
			*ret_line = give(lines, left, 0);
			return LINE_UNENDED;
		}
		seen = left;
		state = fill(lines, wait_ms);
		if (state != LINE_WHOLE)
			return state;
	}
}
