/* The parts of the confinement in the order in which they can be had, and what every process needs. */
#include "confine/confine.h"

#include "confine/calls.h"
#include "confine/landlock.h"

#include <errno.h>
#include <stdlib.h>

#ifdef __linux__
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

void confine_allow(struct arena *arena, struct confine_wish *wish, const char *path, unsigned rights)
{
	if (path)
		*arena_append(arena, &wish->paths) = (struct confine_path){ path, rights };
}

void confine_allow_system(struct arena *arena, struct confine_wish *wish)
{
	/* Libraries are loaded when they are needed: those of OpenSSL, and of the names of hosts and users. */
	static const char *const readable[] = {
		"/usr",
		"/lib",
		"/lib64",
		"/etc/ld.so.cache",
		"/etc/ld.so.conf",
		"/etc/ld.so.conf.d",
		"/etc/localtime",
		"/etc/ssl/openssl.cnf",
		"/etc/pki/tls/openssl.cnf",
		"/etc/crypto-policies",
		"/dev/null",
		"/dev/urandom",
		"/dev/random",
#ifdef MAILAUTH_SANITIZED /* the sanitizers look at their own process */
		"/proc",
#endif
	};

	for (size_t i = 0; i < sizeof readable / sizeof *readable; i++)
		confine_allow(arena, wish, readable[i], CONFINE_READ | CONFINE_LIST);
	confine_allow(arena, wish, getenv("OPENSSL_CONF"), CONFINE_READ);
	confine_allow(arena, wish, getenv("OPENSSL_MODULES"), CONFINE_READ);
	confine_allow(arena, wish, "/dev/null", CONFINE_READ | CONFINE_WRITE);
#ifdef MAILAUTH_COVERAGE_FOLDER /* what was run is written there at the end */
	confine_allow(arena, wish, MAILAUTH_COVERAGE_FOLDER, CONFINE_READ | CONFINE_CREATE);
#endif
}

#ifdef __linux__

/*
 * Of what root may do, only reading and writing files of others is kept: no raw sockets, modules, mounts, clocks or tracing. A process
 * that has nothing of it loses nothing.
 */
static void drop_capabilities(void)
{
	const uint32_t kept = 1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH | 1U << CAP_FOWNER;
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, sets))
		return;
	for (size_t i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		sets[i].permitted &= i ? 0 : kept;
		sets[i].effective &= i ? 0 : kept;
		sets[i].inheritable = 0;
	}
	syscall(SYS_capset, &header, sets);
}

#endif

struct confined confine(const struct confine_wish *wish)
{
	struct confined confined = { 0 };

#ifdef __linux__
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) {
		confined.files_fault = confined.calls_fault = "no_new_privs is not available";
		return confined;
	}
	drop_capabilities();
#endif
	landlock_confine(wish, &confined);
	calls_confine(wish, &confined);
	return confined;
}
