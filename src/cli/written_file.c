/*
 * Files are written without a name where the system can (O_TMPFILE), so that nothing stays of them when the program is killed. At the end
 * such a file gets a name, and is renamed over what is there. Elsewhere it has a name of its own from the beginning, and signal
 * handlers remove it. A file whose start is of use has a name from the beginning, too, and is not removed.
 *
 * What is opened, for who confines the program: the folder of each file of --output, --save-answers and --write-baseline, in which files
 * are made, linked, renamed and removed, and /proc/self/fd, by which a file without a name is linked. Text that is read is opened in
 * text/open.c alone.
 */
#define _GNU_SOURCE /* O_TMPFILE */
#include "cli/written_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { UNFINISHED_MOST = 4, NAMES_TRIED = 100 };

/* The names that go with the program. */
static const char *volatile unfinished[UNFINISHED_MOST];

void written_files_abandon(void)
{
	for (int i = 0; i < UNFINISHED_MOST; i++)
		if (unfinished[i])
			unlink(unfinished[i]);
}

static void end_by_signal(int number)
{
	written_files_abandon();
	raise(number); /* which is handled as usual by now */
}

/* Those that do not end a program that knows nothing of them. */
static bool is_harmless(int number)
{
	static const int numbers[] = { SIGCHLD, SIGCONT, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH };

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (numbers[i] == number)
			return true;
	return false;
}

/* A signal that is ignored, or that somebody else waits for, stays so. Of some numbers there is none, or it cannot be handled. */
static void watch_signals(void)
{
	const struct sigaction action = { .sa_handler = end_by_signal,
		.sa_flags = (int)(SA_RESETHAND | SA_NODEFER) };
	struct sigaction before;

	for (int number = 1; number < NSIG; number++)
		if (!is_harmless(number) && sigaction(number, NULL, &before) == 0 &&
			before.sa_handler == SIG_DFL)
			sigaction(number, &action, NULL);
}

static void note_unfinished(const char *name)
{
	for (int i = 0; i < UNFINISHED_MOST; i++) {
		if (unfinished[i])
			continue;
		unfinished[i] = name;
		break;
	}
	watch_signals();
}

static void forget_unfinished(const char *name)
{
	for (int i = 0; i < UNFINISHED_MOST; i++)
		if (unfinished[i] == name)
			unfinished[i] = NULL;
}

static int open_nameless(const struct written_file *file)
{
	int made = -1;
#ifdef O_TMPFILE
	char link[64], place[1];

	made = open(file->folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (made < 0)
		return -1;
	/* It is linked by this at the end. */
	snprintf(link, sizeof link, "/proc/self/fd/%d", made);
	if (readlink(link, place, sizeof place) < 0) {
		close(made);
		made = -1;
	}
#else
	(void)file;
#endif
	return made;
}

static int open_named(struct written_file *file, struct arena *arena)
{
	char *name = arena_printf(arena, "%s/.mailauth-check-XXXXXX", file->folder);
	int made = mkstemp(name);

	if (made < 0)
		return -1;
	file->temporary = name;
	note_unfinished(name);
	return made;
}

/* The path of what is to be replaced. False with errno. */
static bool find_target(struct written_file *file, struct arena *arena, const char *path, bool exists)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	const char *folder = slash ? arena_printf(arena, "%.*s", (int)(name - path), path) : ".";
	char *real = realpath(exists ? path : folder, NULL);

	if (!real)
		return false;
	file->target = exists ? arena_strdup(arena, real)
			      : arena_printf(arena, "%s%s%s", real, strcmp(real, "/") == 0 ? "" : "/", name);
	free(real);
	slash = strrchr(file->target, '/');
	file->folder = arena_printf(
		arena, "%.*s", slash == file->target ? 1 : (int)(slash - file->target), file->target);
	return true;
}

/* Finds out what is to be replaced. What is no regular file has its stream then: it is written in place. False with errno. */
static bool begin(struct written_file *file, struct arena *arena, const char *path, bool in_place)
{
	struct stat status;
	bool exists = stat(path, &status) == 0;

	*file = (struct written_file){ 0 };
	if (exists && !S_ISREG(status.st_mode) && in_place) {
		file->stream = fopen(path, "we");
		return file->stream;
	}
	file->mode = exists ? status.st_mode & 07777 : 0;
	return find_target(file, arena, path, exists);
}

/* False with errno when there is no descriptor, or none with a stream. */
static bool open_stream(struct written_file *file, int made)
{
	int error;

	if (made < 0)
		return false;
	file->stream = fdopen(made, "w");
	error = errno;
	if (!file->stream)
		close(made);
	errno = error;
	return file->stream;
}

bool written_file_open(struct written_file *file, struct arena *arena, const char *path)
{
	int made;

	if (!begin(file, arena, path, true) || file->stream)
		return file->stream;
	made = open_nameless(file);
	if (made < 0)
		made = open_named(file, arena);
	if (open_stream(file, made))
		return true;
	written_file_drop(file);
	return false;
}

/* A name in the folder that nothing has yet. The file has it when this returns; NULL with errno when it has none. */
static const char *link_to_some_name(const char *link, const struct written_file *file, struct arena *scratch)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	for (int i = 0; i < NAMES_TRIED; i++) {
		const char *name = arena_printf(scratch, "%s/.mailauth-check-%lx-%lx-%x", file->folder,
			(unsigned long)getpid(), (unsigned long)now.tv_nsec, (unsigned)i);

		if (linkat(AT_FDCWD, link, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0)
			return name;
		if (errno != EEXIST)
			break;
	}
	return NULL;
}

/* A link does not replace what is there: it gets a name of its own, and that is renamed, while no signal ends the program. */
static bool place_nameless(const struct written_file *file)
{
	struct arena scratch = { 0 };
	sigset_t all, before;
	const char *name;
	char link[64];
	bool good;
	int error;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fileno(file->stream));
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	good = linkat(AT_FDCWD, link, AT_FDCWD, file->target, AT_SYMLINK_FOLLOW) == 0;
	if (!good && errno == EEXIST && (name = link_to_some_name(link, file, &scratch))) {
		good = rename(name, file->target) == 0;
		error = errno;
		if (!good)
			unlink(name);
		errno = error;
	}
	error = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	arena_release(&scratch);
	errno = error;
	return good;
}

/*
 * Opens FILE.partial; what is there is replaced by another file, so that nobody else's link or file is written to. The lock is held until
 * the file is closed. Less than 0 with errno.
 */
static int open_partial(const char *name, bool resume)
{
	int made = open(name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY), error;
	struct stat status;

	if (made < 0 && errno != ENOENT)
		return -1;
	if (made >= 0) {
		errno = fstat(made, &status) == 0 && !S_ISREG(status.st_mode) ? EEXIST : 0;
		if (!errno && flock(made, LOCK_EX | LOCK_NB) == 0 && resume)
			return made;
		if (!errno && !resume)
			unlink(name);
		error = errno;
		close(made);
		errno = error;
		if (error)
			return -1;
	}
	if (resume)
		return -1;
	made = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (made >= 0)
		(void)flock(made, LOCK_EX | LOCK_NB);
	return made;
}

/* Begins FILE.partial, or goes on in it. False with errno. */
static bool open_kept(struct written_file *file, struct arena *arena, const char *path, bool resume)
{
	if (!begin(file, arena, path, !resume) || file->stream)
		return file->stream;
	file->kept = true;
	file->temporary = arena_printf(arena, "%s.partial", file->target);
	return open_stream(file, open_partial(file->temporary, resume));
}

bool written_file_open_kept(struct written_file *file, struct arena *arena, const char *path)
{
	return open_kept(file, arena, path, false);
}

bool written_file_open_again(
	struct written_file *file, struct arena *arena, const char *path, off_t size, off_t whole)
{
	struct stat status;
	bool same;

	if (!open_kept(file, arena, path, true))
		return false;
	same = fstat(fileno(file->stream), &status) == 0 && status.st_size == size;
	if (!same)
		errno = EAGAIN;
	if (same && ftruncate(fileno(file->stream), whole) == 0 &&
		lseek(fileno(file->stream), whole, SEEK_SET) == whole) {
		file->whole = whole;
		return true;
	}
	written_file_drop(file);
	return false;
}

/* What is buffered and could not be written is not written again when the file is closed. */
bool written_file_add(struct written_file *file, struct slice text)
{
	int error;

	if (fwrite(text.at, 1, text.len, file->stream) == text.len && fflush(file->stream) == 0) {
		file->whole += (off_t)text.len;
		return true;
	}
	error = errno;
	__fpurge(file->stream);
	/* A cut line is dropped when the run is resumed, if it cannot be dropped now. */
	if (ftruncate(fileno(file->stream), file->whole))
		errno = 0;
	errno = error;
	return false;
}

bool written_file_finish(struct written_file *file)
{
	mode_t mask = umask(0);
	FILE *stream = file->stream;
	bool good;

	umask(mask);
	if (!file->target) {
		file->stream = NULL;
		return fclose(stream) == 0;
	}
	good = fflush(stream) == 0 && fchmod(fileno(stream), file->mode ? file->mode : 0666 & ~mask) == 0;
	if (good && !file->temporary) {
		good = place_nameless(file);
	} else if (good) {
		file->stream = NULL;
		good = fclose(stream) == 0 && rename(file->temporary, file->target) == 0;
		if (good)
			forget_unfinished(file->temporary);
		file->temporary = good ? NULL : file->temporary;
	}
	written_file_drop(file);
	return good;
}

void written_file_drop(struct written_file *file)
{
	int error = errno;

	if (file->stream)
		fclose(file->stream);
	if (file->temporary && !file->kept) {
		unlink(file->temporary);
		forget_unfinished(file->temporary);
	}
	*file = (struct written_file){ 0 };
	errno = error;
}
