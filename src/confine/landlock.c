/*
 * Landlock without its header, which older systems lack, and whose versions differ: the numbers below are the kernel's, and do not
 * change. What a kernel does not know yet is left out, by the version that it tells.
 */
#define _GNU_SOURCE /* O_PATH, syscall() */
#include "confine/landlock.h"

#ifndef __linux__

void landlock_confine(const struct confine_wish *wish, struct confined *confined)
{
	(void)wish;
	confined->files_fault = "not available on this system";
}

#else

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

enum {
	RULE_PATH = 1,
	RULE_PORT = 2,
	ASK_VERSION = 1,
	VERSION_REFER = 2,
	VERSION_TRUNCATE = 3,
	VERSION_NETWORK = 4,
	VERSION_DEVICES = 5,
	VERSION_SCOPES = 6,
};

enum access {
	EXECUTE = 1 << 0,
	WRITE_FILE = 1 << 1,
	READ_FILE = 1 << 2,
	READ_DIR = 1 << 3,
	REMOVE_FILE = 1 << 5,
	MAKE_REGULAR = 1 << 8,
	REFER = 1 << 13,
	TRUNCATE = 1 << 14,
	DEVICE_CONTROL = 1 << 15,
	OF_FIRST_VERSION = (1 << 13) - 1,
	OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | DEVICE_CONTROL,
	BIND_TCP = 1 << 0,
	CONNECT_TCP = 1 << 1,
	SCOPE_ABSTRACT_SOCKETS = 1 << 0,
	SCOPE_SIGNALS = 1 << 1,
};

struct ruleset {
	uint64_t files;
	uint64_t network;
	uint64_t scopes;
};

struct path_rule {
	uint64_t allowed;
	int32_t folder;
} __attribute__((packed));

struct port_rule {
	uint64_t allowed;
	uint64_t port;
};

static uint64_t files_of(long version)
{
	uint64_t files = OF_FIRST_VERSION;

	if (version >= VERSION_REFER)
		files |= REFER;
	if (version >= VERSION_TRUNCATE)
		files |= TRUNCATE;
	if (version >= VERSION_DEVICES)
		files |= DEVICE_CONTROL;
	return files;
}

static uint64_t access_of(unsigned rights)
{
	uint64_t access = 0;

	if (rights & CONFINE_READ)
		access |= READ_FILE | READ_DIR;
	if (rights & CONFINE_LIST)
		access |= READ_DIR;
	if (rights & CONFINE_WRITE)
		access |= WRITE_FILE | TRUNCATE;
	if (rights & CONFINE_CREATE)
		access |= WRITE_FILE | TRUNCATE | MAKE_REGULAR | REMOVE_FILE | REFER;
	return access;
}

/* A path that cannot be opened now cannot be used later: that is told when it is tried. */
static void allow_path(int ruleset, const struct confine_path *path, uint64_t known)
{
	struct path_rule rule = { .allowed = access_of(path->rights) & known,
		.folder = open(path->path, O_PATH | O_CLOEXEC) };
	struct stat status;

	if (rule.folder < 0)
		return;
	if (fstat(rule.folder, &status) == 0 && !S_ISDIR(status.st_mode))
		rule.allowed &= OF_FILES;
	if (rule.allowed)
		syscall(SYS_landlock_add_rule, ruleset, RULE_PATH, &rule, 0);
	close(rule.folder);
}

static int make_ruleset(const struct confine_wish *wish, long version)
{
	const struct ruleset handled = { .files = files_of(version),
		.network = version >= VERSION_NETWORK ? BIND_TCP | CONNECT_TCP : 0,
		.scopes = version >= VERSION_SCOPES ? SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS : 0 };
	size_t size = version >= VERSION_SCOPES	   ? sizeof handled
		      : version >= VERSION_NETWORK ? offsetof(struct ruleset, scopes)
						   : offsetof(struct ruleset, network);
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &handled, size, 0);

	if (ruleset < 0)
		return -1;
	for (size_t i = 0; i < wish->paths.count; i++)
		allow_path(ruleset, &wish->paths.at[i], handled.files);
	for (size_t i = 0; handled.network && i < wish->ports.count; i++) {
		const struct port_rule rule = { CONNECT_TCP, wish->ports.at[i] };

		syscall(SYS_landlock_add_rule, ruleset, RULE_PORT, &rule, 0);
	}
	return ruleset;
}

void landlock_confine(const struct confine_wish *wish, struct confined *confined)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);
	int ruleset = version > 0 ? make_ruleset(wish, version) : -1;

	confined->files = ruleset >= 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	confined->ports = confined->files && version >= VERSION_NETWORK;
	if (!confined->files)
		confined->files_fault = strerror(errno);
	if (ruleset >= 0)
		close(ruleset);
}

#endif
