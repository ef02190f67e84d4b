/* Files are mapped where they can be and read where not; lines are counted when somebody asks for one. */
#include "text/text.h"

#include "text/map.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const size_t LARGEST = UINT32_MAX - 1;

/* Pipes and terminals cannot be mapped. */
static bool read_all(struct text *text, int file)
{
	size_t capacity = 0, len = 0;
	uint8_t *at = NULL;

	for (;;) {
		ssize_t got;

		if (len == capacity) {
			capacity = capacity ? capacity * 2 : 65536;
			at = xrealloc(at, capacity);
		}
		got = read(file, at + len, capacity - len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 || len + (size_t)got > LARGEST) {
			int error = got < 0 ? errno : EFBIG;

			free(at);
			errno = error;
			return false;
		}
		if (!got)
			break;
		len += (size_t)got;
	}
	text->owned = at;
	text->bytes = (struct slice){ at, len };
	return true;
}

static bool map_or_read(struct text *text, int file)
{
	struct stat status;
	void *at;

	if (fstat(file, &status))
		return false;
	if (S_ISDIR(status.st_mode)) {
		errno = EISDIR;
		return false;
	}
	if (!S_ISREG(status.st_mode) || !status.st_size)
		return read_all(text, file);
	if ((uint64_t)status.st_size > LARGEST) {
		errno = EFBIG;
		return false;
	}
	at = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
	if (at == MAP_FAILED)
		return read_all(text, file);
	text->owned = at;
	text->mapped = (size_t)status.st_size;
	text->bytes = (struct slice){ at, text->mapped };
	return true;
}

bool text_open(struct text *text, const char *path)
{
	bool standard_input = strcmp(path, "-") == 0;
	int file = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	bool opened;
	int error;

	*text = (struct text){ .name = standard_input ? "<stdin>" : path };
	if (file < 0)
		return false;
	opened = map_or_read(text, file);
	error = errno;
	if (!standard_input)
		close(file);
	errno = error;
	return opened;
}

void text_close(struct text *text)
{
	if (text->mapped)
		munmap(text->owned, text->mapped);
	else
		free(text->owned);
	free(text->line_starts);
	*text = (struct text){ 0 };
}

void text_forget(const struct text *text)
{
	if (text->mapped)
		madvise(text->owned, text->mapped, MADV_DONTNEED);
}

ptrdiff_t text_find(const struct text *text, const char *wanted, size_t from)
{
	size_t overlap = strlen(wanted) - 1;

	for (size_t start = from; start < text->bytes.len; start += TEXT_FORGET_STEP) {
		struct slice window = slice_part(text->bytes, start, start + TEXT_FORGET_STEP + overlap);
		ptrdiff_t at = slice_find_text(window, wanted, 0);

		if (at >= 0)
			return (ptrdiff_t)start + at;
		text_forget(text);
	}
	return -1;
}

struct text text_of(const char *name, struct slice bytes)
{
	return (struct text){ .name = name, .bytes = bytes };
}

static void index_lines(struct text *text)
{
	size_t capacity = 1024, start = 0;
	ptrdiff_t end;

	text->line_starts = xrealloc(NULL, capacity * sizeof *text->line_starts);
	text->line_starts[text->line_count++] = 0;
	while ((end = text_find(text, "\n", start)) >= 0) {
		if (text->line_count == capacity) {
			capacity *= 2;
			text->line_starts = xrealloc(text->line_starts, capacity * sizeof *text->line_starts);
		}
		start = (size_t)end + 1;
		text->line_starts[text->line_count++] = (uint32_t)start;
	}
}

struct text_place text_origin(struct text_place place)
{
	while (place.text && place.text->made_from) {
		if (place.text->map) {
			struct span source = text_map_span(
				place.text->map, place.first, place.end, (uint32_t)place.text->bytes.len);

			place.first = source.first;
			place.end = source.end;
		} else {
			place.first = place.end = place.text->made_at;
		}
		place.text = place.text->made_from;
	}
	return place;
}

struct text_position text_position(struct text *text, uint32_t offset)
{
	struct text_place place = text_origin((struct text_place){ text, offset, offset });
	size_t low = 0, high;

	text = place.text;
	if (!text->line_starts)
		index_lines(text);
	high = text->line_count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (text->line_starts[middle] <= place.first)
			low = middle;
		else
			high = middle;
	}
	return (struct text_position){ (uint32_t)low + 1, place.first - text->line_starts[low] + 1 };
}

uint32_t text_line_start(struct text *text, uint32_t line)
{
	if (!text->line_starts)
		index_lines(text);
	return line && line <= text->line_count ? text->line_starts[line - 1] : (uint32_t)text->bytes.len;
}

struct slice text_line(struct text *text, uint32_t line)
{
	uint32_t start = text_line_start(text, line);
	ptrdiff_t end = slice_find(text->bytes, '\n', start);
	struct slice bytes = slice_part(text->bytes, start, end < 0 ? text->bytes.len : (size_t)end);

	if (bytes.len && bytes.at[bytes.len - 1] == '\r')
		bytes.len--;
	return bytes;
}
