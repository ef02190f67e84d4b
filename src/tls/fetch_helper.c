/*
 * The life of mailauth-check-fetch. It ends by itself when this side of the socket pair is closed, however this process ends. No
 * environment variable names it: who sets one would choose what is executed.
 */
#include "tls/fetch_helper.h"

#include "tls/fetch_protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

#ifdef MAILAUTH_FETCH_PROGRAM

static const char program_name[] = "mailauth-check-fetch";

/* In a folder that is named from the one that this program lies in. */
static bool find_near(struct fetch_program *program, const char *folder)
{
	char own[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
	char *end;
	int needed;

	if (length <= 0)
		return false;
	own[length] = 0;
	end = strrchr(own, '/');
	if (!end)
		return false;
	*end = 0;
	needed = snprintf(program->path, sizeof program->path, "%s/%s%s", own, folder, program_name);
	return needed > 0 && needed < PATH_MAX && access(program->path, X_OK) == 0;
}

/* The build folder, an archive that was unpacked anywhere, the place of the installation. */
bool fetch_program_find(struct fetch_program *ret_program)
{
	if (find_near(ret_program, "") || find_near(ret_program, "../libexec/mailauth-check/"))
		return true;
	return snprintf(ret_program->path, sizeof ret_program->path, "%s", MAILAUTH_FETCH_PROGRAM) <
		       PATH_MAX &&
	       access(ret_program->path, X_OK) == 0;
}

#else

bool fetch_program_find(struct fetch_program *ret_program)
{
	ret_program->path[0] = 0;
	errno = ENOSYS;
	return false;
}

#endif

bool fetch_helper_pair(int pair[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
		return false;
	if (fcntl(pair[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(pair[1], F_SETFD, FD_CLOEXEC) == 0 &&
		fcntl(pair[0], F_SETFL, O_NONBLOCK) == 0)
		return true;
	close(pair[0]);
	close(pair[1]);
	return false;
}

/* What reads the output of this process must not wait for that one: it gets none of its descriptors. */
static int spawn(char *path, int socket, pid_t *ret_process)
{
	char *arguments[] = { path, NULL };
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error)
		return error;
	error = posix_spawn_file_actions_adddup2(&actions, socket, FETCH_SOCKET);
	for (int number = STDIN_FILENO; !error && number <= STDERR_FILENO; number++)
		error = posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0);
	if (!error)
		error = posix_spawn(ret_process, path, &actions, NULL, arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

bool fetch_helper_start(struct fetch_helper *helper)
{
	struct fetch_program program;
	int pair[2], error;

	helper->socket = -1;
	if (!fetch_program_find(&program) || !fetch_helper_pair(pair))
		return false;
	error = spawn(program.path, pair[1], &helper->process);
	close(pair[1]);
	if (!error) {
		helper->socket = pair[0];
		return true;
	}
	close(pair[0]);
	errno = error;
	return false;
}

void fetch_helper_stop(struct fetch_helper *helper)
{
	enum { FIRST_WAIT_NS = 50 * 1000, LONGEST_WAIT_NS = 250 * 1000 * 1000 };
	struct timespec pause = { .tv_nsec = FIRST_WAIT_NS };

	if (helper->socket < 0)
		return;
	shutdown(helper->socket, SHUT_RDWR);
	close(helper->socket);
	helper->socket = -1;
	for (; pause.tv_nsec < LONGEST_WAIT_NS && !waitpid(helper->process, NULL, WNOHANG);
		pause.tv_nsec *= 2)
		nanosleep(&pause, NULL);
}
