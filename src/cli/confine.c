/*
 * The list of all that a run opens after its command line and configuration are read. Whoever adds a place where a file is opened, or
 * a port that is connected to, adds it here: elsewhere it is refused.
 */
#include "cli/confine.h"

#include "cli/option_rows.h"
#include "cli/output.h"
#include "cli/sources.h"

#include "confine/confine.h"
#include "tls/fetch_protocol.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DNS_PORT = 53, DESCRIPTORS_MOST = 64 /* that are open so early */ };

static bool looks_up(const struct options *options)
{
	return options->command & LOOKS_UP && !options->lookup.offline &&
	       (!options->lookup.answers || options->command == COMMAND_DIFF);
}

/* That is told before anything is looked up. */
static bool lacks_domain(const struct options *options)
{
	return options->command == COMMAND_CHECK && !options->operands.count && !options->subject.from_file;
}

static bool may_fetch(const struct options *options)
{
	return options->command & CHECKS && policy_source_is_built_in() && looks_up(options);
}

/* Zone files may include others from anywhere, as far as --include-root and --no-include do not say otherwise. */
static bool reads_zones(const struct options *options)
{
	return options->command & (COMMAND_ZONE | COMMAND_DIFF) || options->subject.zone;
}

static const char *folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path ? "/" : arena_printf(arena, "%.*s", (int)(slash - path), path);
}

/* Where there is no such file, a near name is looked for beside it. */
static void allow_operands(struct options *options, struct confine_wish *wish)
{
	struct arena *arena = &options->arena;
	struct stat status;

	for (size_t i = 0; i < options->operands.count; i++) {
		const char *word = options->operands.at[i];

		if (stat(word, &status) == 0)
			confine_allow(arena, wish, word, CONFINE_READ);
		else
			confine_allow(arena, wish, folder_of(arena, word), CONFINE_LIST);
	}
}

static void allow_inputs(struct options *options, struct confine_wish *wish)
{
	const char *const files[] = { options->lookup.answers, options->lookup.suffixes,
		options->selection.baseline, options->subject.private_key, options->subject.zone,
		options->subject.from_file, options->subject.files_from, options->output.resume };
	struct arena *arena = &options->arena;
	const struct text_roots *roots = &options->subject.roots;

	allow_operands(options, wish);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		confine_allow(arena, wish, files[i], CONFINE_READ);
	for (size_t i = 0; i < roots->list.count; i++)
		confine_allow(arena, wish, roots->list.at[i], CONFINE_READ);
	if (reads_zones(options) && !roots->list.count &&
		(!options->subject.includes_nothing || options->subject.files_from))
		confine_allow(arena, wish, "/", CONFINE_READ);
}

/* A file is replaced by another one that is written beside it, and beside what a link leads to; a device is written to as it is. */
static void allow_output(struct options *options, struct confine_wish *wish, const char *path)
{
	struct arena *arena = &options->arena;
	struct stat status;
	char *real;

	if (!path || strcmp(path, "-") == 0)
		return;
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
		confine_allow(arena, wish, path, CONFINE_READ | CONFINE_WRITE);
		return;
	}
	real = realpath(path, NULL);
	if (real)
		confine_allow(arena, wish, folder_of(arena, arena_strdup(arena, real)), CONFINE_CREATE);
	free(real);
	confine_allow(arena, wish, folder_of(arena, path), CONFINE_CREATE);
}

static void allow_outputs(struct options *options, struct confine_wish *wish)
{
	const char *temporary = getenv("TMPDIR");

	allow_output(options, wish, options->output.path);
	allow_output(options, wish, options->output.resume);
	allow_output(options, wish, options->lookup.save_answers);
	allow_output(options, wish, options->selection.write_baseline);
	/* Large inputs are kept there, in files without a name (text/open.c). */
	confine_allow(&options->arena, wish, temporary && temporary[0] ? temporary : "/tmp",
		CONFINE_READ | CONFINE_CREATE);
}

/* What c-ares reads whenever it opens a channel. */
static void allow_resolver(struct options *options, struct confine_wish *wish)
{
	static const char *const files[] = { "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf",
		"/etc/host.conf", "/etc/svc.conf", "/etc/services" };
	const struct lookup_options *lookup = &options->lookup;
	struct arena *arena = &options->arena;

	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		confine_allow(arena, wish, files[i], CONFINE_READ);
	confine_allow(arena, wish, getenv("CARES_HOSTS"), CONFINE_READ);
	wish->network = true;
	*arena_append(arena, &wish->ports) = DNS_PORT;
	if (lookup->live.name_server_port)
		*arena_append(arena, &wish->ports) = (uint16_t)lookup->live.name_server_port;
	for (size_t i = 0; i < lookup->live.server_count; i++) {
		struct dns_address address;
		uint16_t port = DNS_PORT;

		if (dns_endpoint_from_text(slice_of(lookup->live.servers[i]), &address, &port))
			*arena_append(arena, &wish->ports) = port;
	}
}

/* Keeps nothing that somebody else waits for the end of. */
static bool keep_only(int socket)
{
	int nothing;

	if (socket != FETCH_SOCKET && dup2(socket, FETCH_SOCKET) < 0)
		return false;
	nothing = open("/dev/null", O_RDWR);
	for (int number = STDIN_FILENO; number <= STDERR_FILENO; number++)
		if (dup2(nothing, number) < 0)
			return false;
	for (int number = FETCH_SOCKET + 1; number < DESCRIPTORS_MOST; number++)
		close(number);
	return fcntl(FETCH_SOCKET, F_SETFD, 0) == 0;
}

/* The forked process: waits for the first request, and leaves it to the program that it becomes. */
static _Noreturn void wait_and_become(const struct fetch_program *program, int socket)
{
	char first;

	if (keep_only(socket) && recv(FETCH_SOCKET, &first, 1, MSG_PEEK) == 1)
		execl(program->path, program->path, (char *)NULL);
	_exit(1);
}

/*
 * A process that is not confined, and executes what fetches policies when it is asked to; this one cannot do that any more. Without it
 * the source of policies says what is wrong, if one is wanted.
 */
static void prepare_fetching(struct options *options)
{
	struct fetch_program program;
	pid_t process;
	int pair[2];

	if (!may_fetch(options) || !fetch_program_find(&program) || !fetch_helper_pair(pair))
		return;
	process = fork();
	if (!process)
		wait_and_become(&program, pair[1]);
	close(pair[1]);
	if (process < 0)
		close(pair[0]);
	else
		options->lookup.policy_helper = (struct fetch_helper){ pair[0], process };
}

static void tell(const struct options *options, const struct confined *confined)
{
	if (!options->output.verbose)
		return;
	if (!confined->files)
		complain("sandbox: files are not confined: Landlock: %s", confined->files_fault);
	else if (!confined->ports)
		complain("sandbox: TCP ports are not confined: this kernel cannot do that");
	if (!confined->calls)
		complain("sandbox: system calls are not confined: seccomp: %s", confined->calls_fault);
}

bool confine_to_options(struct options *options)
{
	struct confine_wish wish = { 0 };
	struct confined confined;

	options->lookup.policy_helper.socket = -1;
	if (looks_up(options) && !lacks_domain(options) && !servers_resolve(options))
		return false;
	if (options->no_sandbox)
		return true;
	prepare_fetching(options);
	confine_allow_system(&options->arena, &wish);
	allow_inputs(options, &wish);
	allow_outputs(options, &wish);
	if (looks_up(options))
		allow_resolver(options, &wish);
	confined = confine(&wish);
	tell(options, &confined);
	return true;
}

void confine_end(struct options *options)
{
	fetch_helper_stop(&options->lookup.policy_helper);
}
