/* Long files are mapped where they can be, others are read; lines are counted when somebody asks for one. */
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

static ssize_t read_some(int file, uint8_t *at, size_t size)
{
	ssize_t got;

	do
		got = read(file, at, size);
	while (got < 0 && errno == EINTR);
	return got;
}

static bool write_all(int file, const uint8_t *at, size_t len)
{
	while (len) {
		ssize_t written = write(file, at, len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		at += written;
		len -= (size_t)written;
	}
	return true;
}

static bool map(struct text *text, int file, size_t size)
{
	void *at = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);

	if (at == MAP_FAILED)
		return false;
	text->owned = at;
	text->mapped = size;
	text->bytes = (struct slice){ at, size };
	return true;
}

/* A file without a name, for what is too much to be kept in memory; -1 when there is no place for one. */
static int open_unnamed(void)
{
	static const char name[] = "/mailauth-check-XXXXXX";
	const char *folder = getenv("TMPDIR");
	char path[4096];
	int file;

	if (!folder || !*folder)
		folder = "/tmp";
	if (strlen(folder) + sizeof name > sizeof path)
		return -1;
	strcpy(path, folder);
	strcat(path, name);
	file = mkstemp(path);
	if (file >= 0)
		unlink(path);
	return file;
}

/* Copies what was read, and the rest, into a file and maps it. False with errno; the file cannot be read again. */
static bool read_into_file(struct text *text, int file, int copy, struct slice before)
{
	enum { BLOCK = 1024 * 1024 };
	uint8_t *block = xrealloc(NULL, BLOCK);
	size_t len = before.len;
	bool good = write_all(copy, before.at, before.len);
	ssize_t got = 0;

	while (good && (got = read_some(file, block, BLOCK)) > 0) {
		len += (size_t)got;
		if (len > LARGEST)
			errno = EFBIG;
		good = len <= LARGEST && write_all(copy, block, (size_t)got);
	}
	free(block);
	return good && !got && map(text, copy, len);
}

/* Pipes and terminals cannot be mapped: a short text is kept in memory, a long one goes into a file that can be. */
static bool read_all(struct text *text, int file)
{
	enum { KEPT_MOST = 16 * 1024 * 1024 };
	size_t capacity = 0, len = 0;
	uint8_t *at = NULL;
	int copy = -1;
	ssize_t got = 1;

	while (got > 0 && copy < 0) {
		if (len == capacity) {
			if (capacity >= KEPT_MOST && (copy = open_unnamed()) >= 0)
				break;
			capacity = capacity ? capacity * 2 : 65536;
			at = xrealloc(at, capacity);
		}
		got = read_some(file, at + len, capacity - len);
		if (got > 0 && len + (size_t)got > LARGEST) {
			got = -1;
			errno = EFBIG;
		}
		len += got > 0 ? (size_t)got : 0;
	}
	if (copy >= 0 || got < 0) {
		bool good = copy >= 0 && read_into_file(text, file, copy, (struct slice){ at, len });
		int error = errno;

		free(at);
		if (copy >= 0)
			close(copy);
		errno = error;
		return good;
	}
	text->owned = at;
	text->bytes = (struct slice){ at, len };
	return true;
}

static bool map_or_read(struct text *text, int file)
{
	enum { READ_MOST = 1024 * 1024 };
	struct stat status;

	if (fstat(file, &status))
		return false;
	if (S_ISDIR(status.st_mode)) {
		errno = EISDIR;
		return false;
	}
	/* A short file is read at once: one that is written over meanwhile does not end the program. */
	if (!S_ISREG(status.st_mode) || status.st_size <= READ_MOST)
		return read_all(text, file);
	if ((uint64_t)status.st_size > LARGEST) {
		errno = EFBIG;
		return false;
	}
	return map(text, file, (size_t)status.st_size) || read_all(text, file);
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

/* True when the line of an offset, and the `lines`-th line, are in the table, or there are no more. */
static bool knows_lines(const struct text *text, size_t lines, size_t offset)
{
	return text->all_lines || (text->line_count && text->line_count >= lines &&
					  text->line_starts[text->line_count - 1] > offset);
}

static void add_line(struct text *text, size_t start)
{
	enum { FIRST = 1024 };
	size_t count = text->line_count;

	/* The table is full at each power of two from the first size on. */
	if (!count || (count >= FIRST && !(count & (count - 1))))
		text->line_starts =
			xrealloc(text->line_starts, (count ? count * 2 : FIRST) * sizeof *text->line_starts);
	text->line_starts[text->line_count++] = (uint32_t)start;
}

/* Goes no further into the text than is asked for: of a large message only the header is. */
static void index_lines(struct text *text, size_t lines, size_t offset)
{
	if (!text->line_count)
		add_line(text, 0);
	while (!knows_lines(text, lines, offset)) {
		ptrdiff_t end = text_find(text, "\n", text->line_starts[text->line_count - 1]);

		if (end < 0)
			text->all_lines = true;
		else
			add_line(text, (size_t)end + 1);
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
	index_lines(text, 1, place.first);
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
	index_lines(text, line, 0);
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
