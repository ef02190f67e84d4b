/*
 * Reads files: a short one into memory, a long one into a file that only this process has. Whether a file changed meanwhile is told by
 * its size and times, and where these are too coarse for that, by reading it again.
 */
#define _GNU_SOURCE /* O_PATH, O_TMPFILE, copy_file_range() */
#include "text/open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	MEGABYTE = 1024 * 1024,
	BLOCK = MEGABYTE,
	KEPT_MOST = 4 * MEGABYTE,	   /* in memory */
	KEPT_WITHOUT_COPY = 64 * MEGABYTE, /* where no temporary file can be made */
	DEVICE_MOST = 4 * MEGABYTE,
	TRIES = 2,
	CLOCK_STEP_MS = 20, /* file systems may take the time of a change from a clock as coarse as that */
};

static const struct limits {
	size_t file, pipe; /* octets */
	const char *file_fault, *pipe_fault;
	bool may_grow;
} limits[] = {
	[TEXT_DATA] = { UINT32_MAX - 1, (size_t)256 * MEGABYTE, "it is larger than 4 GB",
		"more than 256 MB came from it, the limit for a pipe; save them to a file", false },
	[TEXT_LOG] = { UINT32_MAX - 1, (size_t)256 * MEGABYTE, "it is larger than 4 GB",
		"more than 256 MB came from it, the limit for a pipe; save them to a file", true },
	[TEXT_LIST] = { (size_t)64 * MEGABYTE, (size_t)64 * MEGABYTE, "it is larger than 64 MB",
		"more than 64 MB came from it", false },
	[TEXT_SETTINGS] = { (size_t)4 * MEGABYTE, (size_t)4 * MEGABYTE, "it is larger than 4 MB",
		"more than 4 MB came from it", false },
};

static const char device_fault[] = "more than 4 MB came from it, the limit for a device";
static const char copy_fault[] = "it cannot be copied to the temporary folder (TMPDIR, or /tmp)";

/* What is read, and what was read of it. */
struct reading {
	int file;
	const struct text_wish *wish;
	struct stat before;
	uint64_t begun_ms;
	off_t start; /* of standard input, which others may have read from */
	uint8_t *kept;
	size_t len, capacity;
};

/* What is said of a fault that the system knows nothing of. */
static const char *own_fault(const char *fault)
{
	errno = 0;
	return fault;
}

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

/* Reads into memory to the end, or until there is more than `most`. False with errno. */
static bool keep(struct reading *reading, size_t most)
{
	ssize_t got = 1;

	while (got > 0 && reading->len <= most) {
		if (reading->len == reading->capacity) {
			reading->capacity = reading->capacity ? reading->capacity * 2 : 65536;
			if (reading->capacity > most)
				reading->capacity = most + 1;
			reading->kept = xrealloc(reading->kept, reading->capacity);
		}
		got = read_some(
			reading->file, reading->kept + reading->len, reading->capacity - reading->len);
		reading->len += got > 0 ? (size_t)got : 0;
	}
	return got >= 0;
}

/* A file that only this process has; -1 when there is no place for one. */
static int open_unnamed(void)
{
	static const char name[] = "/mailauth-check-XXXXXX";
	const char *folder = getenv("TMPDIR");
	char path[4096];
	int file = -1;

	if (!folder || !*folder)
		folder = "/tmp";
	if (strlen(folder) + sizeof name > sizeof path)
		return -1;
#ifdef O_TMPFILE
	file = open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
#endif
	if (file >= 0)
		return file;
	strcpy(path, folder);
	strcat(path, name);
	file = mkostemp(path, O_CLOEXEC);
	if (file >= 0)
		unlink(path);
	return file;
}

static bool map(struct text *text, int copy, size_t size)
{
	void *at = mmap(NULL, size, PROT_READ, MAP_PRIVATE, copy, 0);

	if (at == MAP_FAILED)
		return false;
	text->owned = at;
	text->mapped = size;
	text->bytes = (struct slice){ at, size };
	return true;
}

/* What was kept is the text. */
static void take_kept(struct text *text, struct reading *reading)
{
	text->owned = reading->kept;
	text->bytes = (struct slice){ reading->kept, reading->len };
	reading->kept = NULL;
}

/* Where the kernel can, the blocks of the file are shared and not copied. It may leave all of them, or the rest, to be copied. */
static void copy_by_kernel(struct reading *reading, int copy, size_t size)
{
	ssize_t copied = 1;

	while (reading->len < size && (copied > 0 || (copied < 0 && errno == EINTR))) {
		copied = copy_file_range(reading->file, NULL, copy, NULL, size - reading->len, 0);
		reading->len += copied > 0 ? (size_t)copied : 0;
	}
}

/* Copies what comes, `most` octets and the first one too many. NULL, or a fault; what comes from a pipe cannot be read again. */
static const char *copy_blocks(struct reading *reading, int copy, size_t most)
{
	uint8_t *block = xrealloc(NULL, BLOCK);
	const char *fault = NULL;
	ssize_t got = 1;

	while (!fault && got > 0 && reading->len <= most) {
		size_t wanted = most + 1 - reading->len;

		got = read_some(reading->file, block, wanted < BLOCK ? wanted : BLOCK);
		if (got < 0)
			fault = strerror(errno);
		else if (!write_all(copy, block, (size_t)got))
			fault = own_fault(copy_fault);
		reading->len += got > 0 ? (size_t)got : 0;
	}
	free(block);
	return fault;
}

/* Pipes, terminals and devices: what there is of them is seen only when it has come. */
static const char *read_stream(struct text *text, struct reading *reading)
{
	const struct limits *limit = &limits[reading->wish->kind];
	bool is_pipe = S_ISFIFO(reading->before.st_mode) || S_ISSOCK(reading->before.st_mode);
	size_t most = is_pipe ? limit->pipe : DEVICE_MOST;
	const char *fault = NULL;
	int copy = -1;

	if (!keep(reading, most < KEPT_MOST ? most : KEPT_MOST))
		return strerror(errno);
	if (reading->len > KEPT_MOST && most > KEPT_MOST) {
		copy = open_unnamed();
		if (copy < 0 && !keep(reading, most < KEPT_WITHOUT_COPY ? most : KEPT_WITHOUT_COPY))
			return strerror(errno);
		if (copy < 0 && reading->len > KEPT_WITHOUT_COPY)
			return own_fault(copy_fault);
	}
	if (copy >= 0 && !write_all(copy, reading->kept, reading->len))
		fault = own_fault(copy_fault);
	else if (copy >= 0)
		fault = copy_blocks(reading, copy, most);
	if (!fault && reading->len > most)
		fault = own_fault(is_pipe ? limit->pipe_fault : device_fault);
	if (!fault && copy < 0)
		take_kept(text, reading);
	else if (!fault && !map(text, copy, reading->len))
		fault = strerror(errno);
	if (copy >= 0)
		close(copy);
	return fault;
}

/* A long file; memory has to do where it cannot be copied. */
static const char *read_long(struct text *text, struct reading *reading, size_t size)
{
	int copy = open_unnamed();
	const char *fault = NULL;

	if (copy >= 0) {
		copy_by_kernel(reading, copy, size);
		fault = copy_blocks(reading, copy, size - 1);
	}
	if (copy >= 0 && !fault && reading->len && !map(text, copy, reading->len))
		fault = strerror(errno);
	if (copy >= 0)
		close(copy);
	if (copy >= 0 && fault != copy_fault)
		return fault;
	if (size > KEPT_WITHOUT_COPY)
		return own_fault(copy_fault);
	reading->len = 0;
	if (lseek(reading->file, reading->start, SEEK_SET) < 0 || !keep(reading, size - 1))
		return strerror(errno);
	take_kept(text, reading);
	return NULL;
}

static uint64_t milliseconds(const struct timespec *time)
{
	return (uint64_t)time->tv_sec * 1000 + (uint64_t)time->tv_nsec / 1000000;
}

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return milliseconds(&now);
}

static bool is_same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* Reads it again, and compares. */
static bool reads_the_same(struct reading *reading, struct slice text)
{
	uint8_t *block = xrealloc(NULL, BLOCK);
	size_t at = 0;
	ssize_t got = lseek(reading->file, reading->start, SEEK_SET) < 0 ? -1 : 1;
	bool same = got > 0;

	while (same && got > 0) {
		got = read_some(reading->file, block, BLOCK);
		same = got >= 0 && (size_t)got <= text.len - at &&
		       (!got || memcmp(block, text.at + at, (size_t)got) == 0);
		at += same ? (size_t)got : 0;
	}
	free(block);
	return same && at == text.len;
}

/* False when what was read may be the start of one text and the end of another. */
static bool is_whole(struct reading *reading, struct slice text, size_t size)
{
	struct stat after;
	const struct stat *before = &reading->before;

	if (fstat(reading->file, &after))
		return false;
	if (reading->wish->head)
		return true;
	if (limits[reading->wish->kind].may_grow)
		return text.len == size && after.st_size >= before->st_size;
	if (text.len != size || after.st_size != before->st_size ||
		!is_same_time(&before->st_mtim, &after.st_mtim) ||
		!is_same_time(&before->st_ctim, &after.st_ctim))
		return false;
	return milliseconds(&before->st_ctim) + CLOCK_STEP_MS < reading->begun_ms ||
	       reads_the_same(reading, text);
}

/* One try; *ret_whole tells whether it is what the file was at one moment. */
static const char *read_once(struct text *text, struct reading *reading, bool *ret_whole)
{
	const struct limits *limit = &limits[reading->wish->kind];
	const char *fault = NULL;
	size_t size = 0;

	*ret_whole = true;
	reading->begun_ms = now_ms();
	if (fstat(reading->file, &reading->before))
		return strerror(errno);
	if (reading->before.st_size > reading->start)
		size = (size_t)(reading->before.st_size - reading->start);
	if (reading->wish->head && size > reading->wish->head)
		size = reading->wish->head;
	if (size > limit->file)
		return own_fault(limit->file_fault);
	if (!size) {
		/* Files of the kernel have no size, and are as long as they like. */
		if (reading->wish->regular || reading->before.st_size)
			return NULL;
		return read_stream(text, reading);
	}
	if (size > KEPT_MOST)
		fault = read_long(text, reading, size);
	else if (!keep(reading, size - 1))
		fault = strerror(errno);
	else
		take_kept(text, reading);
	*ret_whole = fault || is_whole(reading, text->bytes, size);
	return fault;
}

static const char *read_regular(struct text *text, struct reading *reading)
{
	const struct text fresh = *text;
	off_t start = lseek(reading->file, 0, SEEK_CUR);
	bool whole = false;

	reading->start = start > 0 ? start : 0;
	for (int i = 0; i < TRIES; i++) {
		const char *fault = read_once(text, reading, &whole);

		if (fault || whole)
			return fault;
		text_close(text);
		*text = fresh;
		reading->len = reading->capacity = 0;
		if (lseek(reading->file, reading->start, SEEK_SET) < 0)
			return strerror(errno);
	}
	return own_fault("it changed while it was read; run again");
}

/* What may be done with the file is asked before it is opened: opening a device can have effects of its own. -1 after a fault. */
static int open_regular(const char *path, const char **ret_fault)
{
#ifdef O_PATH
	int place = open(path, O_PATH | O_CLOEXEC), file = -1;
	char again[64];
#else
	int place = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), file = -1;
#endif
	struct stat status, same;

	*ret_fault = NULL;
	if (place < 0 || fstat(place, &status)) {
		*ret_fault = strerror(errno);
	} else if (S_ISDIR(status.st_mode)) {
		*ret_fault = own_fault(strerror(EISDIR));
	} else if (!S_ISREG(status.st_mode)) {
		*ret_fault = own_fault("it is not a regular file");
	} else {
#ifdef O_PATH
		snprintf(again, sizeof again, "/proc/self/fd/%d", place);
		file = open(again, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
		if (file < 0 && errno == ENOENT) /* there is no /proc */
			file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
#else
		file = dup(place);
#endif
		if (file < 0 || fstat(file, &same))
			*ret_fault = strerror(errno);
		else if (same.st_dev != status.st_dev || same.st_ino != status.st_ino)
			*ret_fault = own_fault("it changed while it was read; run again");
	}
	if (place >= 0)
		close(place);
	if (*ret_fault && file >= 0)
		close(file);
	return *ret_fault ? -1 : file;
}

/* Opens what the wish allows. -1 after a fault. */
static int open_wished(const char *path, const struct text_wish *wish, const char **ret_fault)
{
	static const char outside[] = "it is outside the folders that may be read";
	int file;

	/* Whether there is a file outside is not told. */
	if (wish->roots && !text_roots_hold(wish->roots, path)) {
		*ret_fault = own_fault(outside);
		return -1;
	}
	if (wish->regular) {
		file = open_regular(path, ret_fault);
	} else {
		file = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
		*ret_fault = file < 0 ? strerror(errno) : NULL;
	}
	if (file >= 0 && wish->roots && !text_roots_hold_file(wish->roots, file, path)) {
		close(file);
		*ret_fault = own_fault(outside);
		return -1;
	}
	return file;
}

const char *text_open(struct text *text, const char *path, const struct text_wish *wish)
{
	bool standard_input = !wish->regular && strcmp(path, "-") == 0;
	struct reading reading = { .wish = wish };
	const char *fault;
	int error;

	*text = (struct text){ .name = standard_input ? "<stdin>" : path };
	reading.file = standard_input ? STDIN_FILENO : open_wished(path, wish, &fault);
	if (reading.file < 0)
		return fault;
	if (fstat(reading.file, &reading.before))
		fault = strerror(errno);
	else if (S_ISDIR(reading.before.st_mode))
		fault = strerror(EISDIR);
	else if (S_ISREG(reading.before.st_mode))
		fault = read_regular(text, &reading);
	else
		fault = read_stream(text, &reading);
	error = errno;
	free(reading.kept);
	if (!standard_input)
		close(reading.file);
	errno = error;
	return fault;
}

int text_open_stream(
	const char *path, const struct text_wish *wish, const char **ret_name, const char **ret_fault)
{
	bool standard_input = !wish->regular && strcmp(path, "-") == 0;
	struct stat status;
	int file;

	*ret_fault = NULL;
	*ret_name = standard_input ? "<stdin>" : path;
	file = standard_input ? STDIN_FILENO : open_wished(path, wish, ret_fault);
	if (file < 0)
		return file;
	if (fstat(file, &status))
		*ret_fault = strerror(errno);
	else if (S_ISDIR(status.st_mode))
		*ret_fault = strerror(errno = EISDIR);
	if (!*ret_fault)
		return file;
	text_close_stream(file);
	return -1;
}

void text_close_stream(int file)
{
	int error = errno;

	if (file > STDIN_FILENO)
		close(file);
	errno = error;
}
