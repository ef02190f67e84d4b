/*
 * Makes calls of the C library fail on purpose: to be loaded before a program (LD_PRELOAD). Calls count from main() on, those that
 * libraries make as well.
 *
 *   FAILING_CALLS   names, separated by commas, of the functions that may fail
 *   FAILING_AT      the number of the call that fails, from 1; 0 or nothing: none does
 *   FAILING_EVERY   n: so does each n-th call after that one; 1: all of them
 *   FAILING_ERRNO   the number that errno gets; -1: the call does its work on one byte only, where it has bytes
 *   FAILING_SIGNAL  instead of a failure: this signal is sent to the program before the call
 *   FAILING_COUNTS  a file of 8 octets for each name of NAMES, for the number of calls, also when the program ends by a signal
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { SHORT = -1 };

/* The calls that are known. */
#define NAMES(N) \
	N(malloc) \
	N(calloc) \
	N(realloc) \
	N(posix_memalign) \
	N(aligned_alloc) \
	N(memalign) \
	N(reallocarray) \
	N(open) \
	N(open64) \
	N(openat) \
	N(fopen) \
	N(fopen64) \
	N(fdopen) \
	N(read) \
	N(fread) \
	N(fgets) \
	N(write) \
	N(writev) \
	N(fwrite) \
	N(fputs) \
	N(fflush) \
	N(fclose) \
	N(close) \
	N(fsync) \
	N(fdatasync) \
	N(stat) \
	N(lstat) \
	N(fstat) \
	N(fchmod) \
	N(ftruncate) \
	N(rename) \
	N(renameat) \
	N(link) \
	N(linkat) \
	N(unlink) \
	N(unlinkat) \
	N(mkstemp) \
	N(mkostemp) \
	N(mmap) \
	N(realpath) \
	N(getcwd) \
	N(opendir) \
	N(readdir) \
	N(socket) \
	N(socketpair) \
	N(pipe) \
	N(bind) \
	N(connect) \
	N(setsockopt) \
	N(getsockname) \
	N(fcntl) \
	N(fork) \
	N(send) \
	N(sendto) \
	N(sendmsg) \
	N(recv) \
	N(recvfrom) \
	N(recvmsg) \
	N(poll) \
	N(getentropy) \
	N(getrandom) \
	N(clock_gettime) \
	N(time)

#define NUMBER(name) CALL_##name,
enum call { NAMES(NUMBER) CALLS };
#undef NUMBER

static bool begun, chosen[CALLS];
static uint64_t at, every, total, own_counts[CALLS], *counts = own_counts;
static int number, signal_number;

/* The next function of that name. ISO C has no way from an object pointer to a function. */
static void *find(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

#define FIND(pointer, name) \
	do \
		if (!(pointer)) { \
			void *found = find(#name); \
\
			memcpy(&(pointer), &found, sizeof found); \
		} \
	while (0)

/* True when this call is to fail; errno is set. */
static bool fails(enum call call)
{
	uint64_t now;

	if (!begun)
		return false;
	__atomic_add_fetch(&counts[call], 1, __ATOMIC_RELAXED);
	if (!chosen[call])
		return false;
	now = __atomic_add_fetch(&total, 1, __ATOMIC_RELAXED);
	if (!at || now < at || (now > at && (!every || (now - at) % every)))
		return false;
	if (signal_number) {
		kill(getpid(), signal_number);
		return false;
	}
	if (number != SHORT)
		errno = number;
	return true;
}

static void choose(const char *names)
{
#define NAME(name) #name,
	static const char *const known[] = { NAMES(NAME) };

	while (names && *names) {
		size_t length = strcspn(names, ",");

		for (size_t i = 0; i < CALLS; i++)
			chosen[i] = chosen[i] ||
				    (strlen(known[i]) == length && strncmp(known[i], names, length) == 0);
		names += length;
		names += *names == ',';
	}
}

static long value_of(const char *name)
{
	const char *text = getenv(name);

	return text ? strtol(text, NULL, 10) : 0;
}

static void begin(void)
{
	const char *path = getenv("FAILING_COUNTS");
	int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *shared = MAP_FAILED;

	if (file >= 0) {
		shared = mmap(NULL, sizeof own_counts, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
		close(file);
	}
	if (shared != MAP_FAILED)
		counts = shared;
	choose(getenv("FAILING_CALLS"));
	at = (uint64_t)value_of("FAILING_AT");
	every = (uint64_t)value_of("FAILING_EVERY");
	number = (int)value_of("FAILING_ERRNO");
	signal_number = (int)value_of("FAILING_SIGNAL");
	/* What the program executes is another program. */
	unsetenv("LD_PRELOAD");
	errno = 0;
	begun = true;
}

typedef int main_function(int, char **, char **);

static main_function *real_main;

static int counted_main(int argc, char **argv, char **variables)
{
	begin();
	return real_main(argc, argv, variables);
}

int __libc_start_main(main_function *, int, char **, void (*)(void), void (*)(void), void (*)(void), void *);

int __libc_start_main(main_function *begins, int argc, char **argv, void (*init)(void), void (*fini)(void),
	void (*end_of_loader)(void), void *stack_end)
{
	static int (*real)(
		main_function *, int, char **, void (*)(void), void (*)(void), void (*)(void), void *);

	FIND(real, __libc_start_main);
	real_main = begins;
	return real(counted_main, argc, argv, init, fini, end_of_loader, stack_end);
}

/*
 * dlsym() itself may allocate before the real functions are known: that comes from here, and is never given back.
 */
static unsigned char early[65536];
static size_t early_used;

static bool is_early(const void *block)
{
	return (uintptr_t)block >= (uintptr_t)early && (uintptr_t)block < (uintptr_t)early + sizeof early;
}

static void *take_early(size_t size)
{
	void *block = early + early_used;

	size = (size + 15) / 16 * 16;
	if (size > sizeof early - early_used)
		abort();
	early_used += size;
	return block;
}

static void *(*real_malloc)(size_t), *(*real_calloc)(size_t, size_t), *(*real_realloc)(void *, size_t);
static void (*real_free)(void *);
static bool finding;

static bool find_allocator(void)
{
	if (real_free)
		return true;
	if (finding)
		return false;
	finding = true;
	FIND(real_malloc, malloc);
	FIND(real_calloc, calloc);
	FIND(real_realloc, realloc);
	FIND(real_free, free);
	finding = false;
	return true;
}

void *malloc(size_t size)
{
	if (!find_allocator())
		return take_early(size);
	return fails(CALL_malloc) ? NULL : real_malloc(size);
}

void *calloc(size_t many, size_t size)
{
	if (!find_allocator())
		return take_early(many * size); /* it is zero */
	return fails(CALL_calloc) ? NULL : real_calloc(many, size);
}

void *realloc(void *block, size_t size)
{
	void *moved;

	if (!find_allocator() || is_early(block)) {
		size_t room = block ? (size_t)(early + sizeof early - (unsigned char *)block) : 0;

		moved = malloc(size);
		if (block && moved)
			memcpy(moved, block, size < room ? size : room);
		return moved;
	}
	return fails(CALL_realloc) ? NULL : real_realloc(block, size);
}

void free(void *block)
{
	if (!is_early(block) && find_allocator())
		real_free(block);
}

/*
 * A function that is passed on as it is, or gives `failure`. The others are written out below: those with bytes, those that do their
 * work and then fail, and those that give an error instead of errno.
 */
#define PASSED(type, name, failure, parameters, arguments) \
	type name parameters \
	{ \
		static type(*real) parameters; \
\
		FIND(real, name); \
		return fails(CALL_##name) ? (failure) : real arguments; \
	}

PASSED(void *, aligned_alloc, NULL, (size_t alignment, size_t size), (alignment, size))
PASSED(void *, memalign, NULL, (size_t alignment, size_t size), (alignment, size))
PASSED(void *, reallocarray, NULL, (void *block, size_t many, size_t size), (block, many, size))
PASSED(FILE *, fopen, NULL, (const char *path, const char *mode), (path, mode))
PASSED(FILE *, fopen64, NULL, (const char *path, const char *mode), (path, mode))
PASSED(FILE *, fdopen, NULL, (int file, const char *mode), (file, mode))
PASSED(char *, fgets, NULL, (char *text, int size, FILE *file), (text, size, file))
PASSED(int, fputs, EOF, (const char *text, FILE *file), (text, file))
PASSED(int, fflush, EOF, (FILE * file), (file))
PASSED(int, fsync, -1, (int file), (file))
PASSED(int, fdatasync, -1, (int file), (file))
PASSED(int, stat, -1, (const char *path, struct stat *status), (path, status))
PASSED(int, lstat, -1, (const char *path, struct stat *status), (path, status))
PASSED(int, fstat, -1, (int file, struct stat *status), (file, status))
PASSED(int, fchmod, -1, (int file, mode_t mode), (file, mode))
PASSED(int, ftruncate, -1, (int file, off_t size), (file, size))
PASSED(int, rename, -1, (const char *from, const char *to), (from, to))
PASSED(int, renameat, -1, (int a, const char *from, int b, const char *to), (a, from, b, to))
PASSED(int, link, -1, (const char *from, const char *to), (from, to))
PASSED(int, linkat, -1, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags))
PASSED(int, unlink, -1, (const char *path), (path))
PASSED(int, unlinkat, -1, (int folder, const char *path, int flags), (folder, path, flags))
PASSED(int, mkstemp, -1, (char *path), (path))
PASSED(int, mkostemp, -1, (char *path, int flags), (path, flags))
PASSED(void *, mmap, MAP_FAILED, (void *place, size_t size, int protection, int flags, int file, off_t from),
	(place, size, protection, flags, file, from))
PASSED(char *, realpath, NULL, (const char *path, char *real_path), (path, real_path))
PASSED(DIR *, opendir, NULL, (const char *path), (path))
PASSED(struct dirent *, readdir, NULL, (DIR * folder), (folder))
PASSED(char *, getcwd, NULL, (char *path, size_t size), (path, size))
PASSED(int, socket, -1, (int family, int type, int protocol), (family, type, protocol))
PASSED(int, socketpair, -1, (int family, int type, int protocol, int pair[2]), (family, type, protocol, pair))
PASSED(int, pipe, -1, (int pair[2]), (pair))
PASSED(int, bind, -1, (int file, const struct sockaddr *address, socklen_t size), (file, address, size))
PASSED(int, connect, -1, (int file, const struct sockaddr *address, socklen_t size), (file, address, size))
PASSED(int, setsockopt, -1, (int file, int level, int option, const void *value, socklen_t size),
	(file, level, option, value, size))
PASSED(int, getsockname, -1, (int file, struct sockaddr *address, socklen_t *size), (file, address, size))
PASSED(pid_t, fork, -1, (void), ())
PASSED(ssize_t, sendmsg, -1, (int file, const struct msghdr *message, int flags), (file, message, flags))
PASSED(ssize_t, recvmsg, -1, (int file, struct msghdr *message, int flags), (file, message, flags))
PASSED(int, poll, -1, (struct pollfd * files, nfds_t many, int timeout), (files, many, timeout))
PASSED(int, getentropy, -1, (void *bytes, size_t size), (bytes, size))
PASSED(int, clock_gettime, -1, (clockid_t clock, struct timespec *now), (clock, now))
PASSED(time_t, time, (time_t)-1, (time_t * now), (now))

/* The first of the bytes alone, where the call that is not whole is wanted. */
#define WITH_BYTES(type, name, failure, one, parameters, size, arguments) \
	type name parameters \
	{ \
		static type(*real) parameters; \
\
		FIND(real, name); \
		if (fails(CALL_##name)) { \
			if (number != SHORT) \
				return failure; \
			size = size > one ? one : size; \
		} \
		return real arguments; \
	}

WITH_BYTES(ssize_t, read, -1, 1, (int file, void *bytes, size_t size), size, (file, bytes, size))
WITH_BYTES(ssize_t, write, -1, 1, (int file, const void *bytes, size_t size), size, (file, bytes, size))
WITH_BYTES(ssize_t, writev, -1, 1, (int file, const struct iovec *bytes, int many), many, (file, bytes, many))
WITH_BYTES(size_t, fread, 0, 1, (void *bytes, size_t unit, size_t many, FILE *file), many,
	(bytes, unit, many, file))
WITH_BYTES(size_t, fwrite, 0, many, (const void *bytes, size_t unit, size_t many, FILE *file), many,
	(bytes, unit, many, file))
WITH_BYTES(ssize_t, send, -1, 1, (int file, const void *bytes, size_t size, int flags), size,
	(file, bytes, size, flags))
WITH_BYTES(ssize_t, recv, -1, 1, (int file, void *bytes, size_t size, int flags), size,
	(file, bytes, size, flags))
WITH_BYTES(ssize_t, getrandom, -1, 1, (void *bytes, size_t size, unsigned flags), size, (bytes, size, flags))
WITH_BYTES(ssize_t, sendto, -1, 1,
	(int file, const void *bytes, size_t size, int flags, const struct sockaddr *to, socklen_t to_size),
	size, (file, bytes, size, flags, to, to_size))
WITH_BYTES(ssize_t, recvfrom, -1, 1,
	(int file, void *bytes, size_t size, int flags, struct sockaddr *from, socklen_t *from_size), size,
	(file, bytes, size, flags, from, from_size))

int posix_memalign(void **block, size_t alignment, size_t size)
{
	static int (*real)(void **, size_t, size_t);

	FIND(real, posix_memalign);
	return fails(CALL_posix_memalign) ? ENOMEM : real(block, alignment, size);
}

/* The file is closed all the same (POSIX leaves that open; Linux does it). */
int close(int file)
{
	static int (*real)(int);
	int error;

	FIND(real, close);
	if (!fails(CALL_close))
		return real(file);
	error = errno;
	real(file);
	errno = error;
	return -1;
}

int fclose(FILE *file)
{
	static int (*real)(FILE *);
	int error;

	FIND(real, fclose);
	if (!fails(CALL_fclose))
		return real(file);
	error = errno;
	real(file);
	errno = error;
	return EOF;
}

#define OPENING(name, parameters, arguments) \
	int name parameters \
	{ \
		static int(*real) parameters; \
		mode_t mode = 0; \
		va_list more; \
\
		FIND(real, name); \
		va_start(more, flags); \
		if (flags & (O_CREAT | __O_TMPFILE)) \
			mode = va_arg(more, mode_t); \
		va_end(more); \
		return fails(CALL_##name) ? -1 : real arguments; \
	}

OPENING(open, (const char *path, int flags, ...), (path, flags, mode))
OPENING(open64, (const char *path, int flags, ...), (path, flags, mode))
OPENING(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))

int fcntl(int file, int command, ...)
{
	static int (*real)(int, int, ...);
	va_list more;
	void *argument;

	FIND(real, fcntl);
	va_start(more, command);
	argument = va_arg(more, void *);
	va_end(more);
	return fails(CALL_fcntl) ? -1 : real(file, command, argument);
}
