/* Each trial is a process that is confined and then tries what it may do and what it may not. */
#define _GNU_SOURCE /* unshare(), O_TMPFILE, prctl() */
#include "confine/confine.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { GOOD = 0, NOT_AVAILABLE = 77 };

static char folder[] = "/tmp/mailauth-confine-XXXXXX";
static uint16_t open_port, other_port;

/* Ends the trial with the line at which it went wrong. */
#define EXPECT(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "line %d: %s: %s\n", __LINE__, #condition, strerror(errno)); \
			_exit(1); \
		} \
	} while (0)

static const char *in_folder(const char *name)
{
	static char paths[4][128];
	static size_t at;
	char *path = paths[at++ % 4];

	snprintf(path, sizeof paths[0], "%s/%s", folder, name);
	return path;
}

static void write_file(const char *path)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs("text", file);
	fclose(file);
}

static uint16_t listen_somewhere(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	int file = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(file >= 0);
	assert_int_equal(bind(file, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(file, 8), 0);
	assert_int_equal(getsockname(file, (struct sockaddr *)&address, &length), 0);
	return ntohs(address.sin_port);
}

static int set_up(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(mkdir(in_folder("in"), 0700), 0);
	assert_int_equal(mkdir(in_folder("out"), 0700), 0);
	write_file(in_folder("in/file"));
	write_file(in_folder("secret"));
	open_port = listen_somewhere();
	other_port = listen_somewhere();
	return 0;
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof command, "rm -r %s", folder);
	return system(command);
}

/* Runs a trial in a process of its own; passed over where the kernel has not what it is about. */
static void try_it(void (*trial)(void))
{
	int status;
	pid_t process = fork();

	assert_true(process >= 0);
	if (!process) {
		trial();
		_exit(GOOD);
	}
	assert_int_equal(waitpid(process, &status, 0), process);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == NOT_AVAILABLE)
		skip();
	assert_int_equal(WEXITSTATUS(status), GOOD);
}

static void confine_trial(bool network)
{
	struct arena arena = { 0 };
	struct confine_wish wish = { .network = network };
	struct confined confined;

	confine_allow_system(&arena, &wish);
	confine_allow(&arena, &wish, arena_strdup(&arena, in_folder("in")), CONFINE_READ);
	confine_allow(&arena, &wish, arena_strdup(&arena, in_folder("out")), CONFINE_READ | CONFINE_CREATE);
	confine_allow(&arena, &wish, arena_strdup(&arena, in_folder("missing")), CONFINE_READ);
	*arena_append(&arena, &wish.ports) = open_port;
	confined = confine(&wish);
	arena_release(&arena);
	if (!confined.files || !confined.ports || !confined.calls)
		_exit(NOT_AVAILABLE);
}

static bool opens(const char *path, int flags)
{
	int file = open(path, flags, 0600);

	if (file >= 0)
		close(file);
	return file >= 0;
}

static void try_reading(void)
{
	confine_trial(false);
	EXPECT(opens(in_folder("in/file"), O_RDONLY));
	EXPECT(opens(in_folder("in"), O_RDONLY | O_DIRECTORY));
	EXPECT(!opens(in_folder("secret"), O_RDONLY) && errno == EACCES);
	EXPECT(!opens(in_folder("in/../secret"), O_RDONLY) && errno == EACCES);
	EXPECT(!opens(folder, O_RDONLY | O_DIRECTORY) && errno == EACCES);
	EXPECT(!opens("/etc/passwd", O_RDONLY) && errno == EACCES);
	EXPECT(!opens(in_folder("missing"), O_RDONLY) && errno == ENOENT);
	EXPECT(opens("/dev/null", O_RDWR));
}

static void try_writing(void)
{
	char link[64];
	int file;

	confine_trial(false);
	EXPECT(!opens(in_folder("in/file"), O_WRONLY) && errno == EACCES);
	EXPECT(!opens(in_folder("in/new"), O_WRONLY | O_CREAT) && errno == EACCES);
	EXPECT(!opens(in_folder("secret"), O_WRONLY | O_TRUNC) && errno == EACCES);
	EXPECT(unlink(in_folder("in/file")) && errno == EACCES);
	EXPECT(truncate(in_folder("secret"), 0) && errno == EACCES);
	EXPECT(rename(in_folder("in/file"), in_folder("out/file")));
	EXPECT(mkdir(in_folder("out/folder"), 0700) && errno == EACCES);
	EXPECT(symlink("/etc", in_folder("out/link")) && errno == EACCES);
	EXPECT(chmod(in_folder("out"), 0777) && errno == EPERM);

	EXPECT(opens(in_folder("out/new"), O_WRONLY | O_CREAT | O_EXCL));
	EXPECT(rename(in_folder("out/new"), in_folder("out/renamed")) == 0);
	EXPECT(opens(in_folder("out/renamed"), O_WRONLY | O_TRUNC));
	EXPECT(unlink(in_folder("out/renamed")) == 0);
	file = open(in_folder("out"), O_TMPFILE | O_RDWR, 0600);
	if (file < 0 && errno == EOPNOTSUPP)
		return;
	EXPECT(file >= 0);
	EXPECT(fchmod(file, 0644) == 0);
	snprintf(link, sizeof link, "/proc/self/fd/%d", file);
	EXPECT(linkat(AT_FDCWD, link, AT_FDCWD, in_folder("out/linked"), AT_SYMLINK_FOLLOW) == 0);
	EXPECT(unlink(in_folder("out/linked")) == 0);
}

static void try_others(void)
{
	char *arguments[] = { "true", NULL };

	confine_trial(true);
	execv("/bin/true", arguments);
	EXPECT(errno == EPERM || errno == EACCES);
	EXPECT(kill(getppid(), 0) && errno == EPERM);
	EXPECT(unshare(CLONE_NEWUSER) && errno == EPERM);
	EXPECT(setuid(0) || getuid() == 0);
	EXPECT(raise(0) == 0);
}

static int socket_error(int family, int type)
{
	int file = socket(family, type, 0);

	if (file < 0)
		return errno;
	close(file);
	return 0;
}

static void try_no_network(void)
{
	static const int families[] = { AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_PACKET };

	confine_trial(false);
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		EXPECT(socket_error(families[i], SOCK_DGRAM) == EPERM);
}

static int connect_error(uint16_t port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port)
	};
	int file = socket(AF_INET, SOCK_STREAM, 0);
	int error = connect(file, (struct sockaddr *)&address, sizeof address) ? errno : 0;

	close(file);
	return error;
}

static void try_network(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int pair[2], file;

	confine_trial(true);
	EXPECT(socket_error(AF_INET, SOCK_DGRAM) == 0);
	EXPECT(socket_error(AF_UNIX, SOCK_STREAM) == EPERM);
	EXPECT(socket_error(AF_NETLINK, SOCK_RAW) == EPERM);
	EXPECT(socket_error(AF_PACKET, SOCK_RAW) == EPERM);
	EXPECT(socket_error(AF_INET, SOCK_RAW) != 0); /* root has lost the right, too */
	EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) && errno == EPERM);
	EXPECT(connect_error(open_port) == 0);
	EXPECT(connect_error(other_port) == EACCES);
	file = socket(AF_INET, SOCK_STREAM, 0);
	any.sin_port = htons(other_port);
	EXPECT(bind(file, (struct sockaddr *)&any, sizeof any) && errno == EACCES);
	EXPECT(listen(file, 1) && errno == EPERM);
}

static void test_reading(void **state)
{
	(void)state;
	try_it(try_reading);
}

static void test_writing(void **state)
{
	(void)state;
	try_it(try_writing);
}

static void test_others(void **state)
{
	(void)state;
	try_it(try_others);
}

static void test_no_network(void **state)
{
	(void)state;
	try_it(try_no_network);
}

static void test_network(void **state)
{
	(void)state;
	try_it(try_network);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_reading), cmocka_unit_test(test_writing),
		cmocka_unit_test(test_others), cmocka_unit_test(test_no_network),
		cmocka_unit_test(test_network) };

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
