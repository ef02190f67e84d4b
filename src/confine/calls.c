/* The calls that are refused, by what they are good for. Why they are listed, and not those that are allowed: confine/confine.h. */
#define _GNU_SOURCE /* CLONE_ */
#include "confine/calls.h"

#ifndef MAILAUTH_WITH_SECCOMP

void calls_confine(const struct confine_wish *wish, struct confined *confined)
{
	(void)wish;
	confined->calls_fault = "built without libseccomp";
}

#else

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/socket.h>

/* What needs a capability is not here: no process that is confined has one but those for files (confine/confine.c). */
static const char *const refused[] = {
	/* Other programs and processes. */
	"execve", "execveat",
#ifndef MAILAUTH_SANITIZED /* the leak checker looks at its own process */
	"ptrace", "process_vm_readv",
#endif
	"process_vm_writev", "kcmp", "pidfd_getfd", "kill", "pidfd_send_signal", "rt_sigqueueinfo",
	"rt_tgsigqueueinfo",
	/* Sockets that wait for others, or that Landlock does not see. */
	"socketpair", "listen", "accept", "accept4",
	/* What a file is, by its name: Landlock does not see it. */
	"chmod", "fchmodat", "fchmodat2", "chown", "lchown", "fchownat", "setxattr", "lsetxattr", "fsetxattr",
	"removexattr", "lremovexattr", "fremovexattr", "utime", "utimes", "utimensat", "futimesat",
	"name_to_handle_at",
	/* Parts of the kernel in which faults were found often, and which nothing here needs. */
	"unshare", "setns", "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter",
	"io_uring_register", "add_key", "request_key", "keyctl", "personality", "modify_ldt", "vmsplice"
};

/* One that this libseccomp does not know by name is left out. */
static int refuse(scmp_filter_ctx filter, const char *name, int error)
{
	int call = seccomp_syscall_resolve_name(name);

	return call == __NR_SCMP_ERROR ? 0
				       : seccomp_rule_add(filter, SCMP_ACT_ERRNO((unsigned)error), call, 0);
}

static int refuse_sockets(scmp_filter_ctx filter, bool network)
{
	const uint32_t action = SCMP_ACT_ERRNO(EPERM);
	int fault = 0;

	if (!network)
		return refuse(filter, "socket", EPERM);
	for (unsigned family = AF_UNSPEC; !fault && family <= AF_INET6; family++)
		if (family != AF_INET && family != AF_INET6)
			fault = seccomp_rule_add(
				filter, action, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, family, 0));
	if (!fault)
		fault = seccomp_rule_add(
			filter, action, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_GT, AF_INET6, 0));
	return fault;
}

/* Namespaces give a process rights over parts of the kernel that it would not have. clone3() has its flags where no filter sees them. */
static int refuse_namespaces(scmp_filter_ctx filter)
{
	static const unsigned flags[] = { CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWNET, CLONE_NEWPID,
		CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP };
	int fault = refuse(filter, "clone3", ENOSYS);

#ifndef __s390__ /* where the flags are the second argument */
	for (size_t i = 0; !fault && i < sizeof flags / sizeof *flags; i++)
		fault = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
			SCMP_A0(SCMP_CMP_MASKED_EQ, flags[i], flags[i]));
#endif
	return fault;
}

static int fill(scmp_filter_ctx filter, bool network)
{
	int fault = 0;

	for (size_t i = 0; !fault && i < sizeof refused / sizeof *refused; i++)
		fault = refuse(filter, refused[i], EPERM);
	if (!fault)
		fault = refuse_sockets(filter, network);
	return fault ? fault : refuse_namespaces(filter);
}

void calls_confine(const struct confine_wish *wish, struct confined *confined)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int fault = filter ? fill(filter, wish->network) : -ENOMEM;

	if (!fault)
		fault = seccomp_load(filter);
	confined->calls = !fault;
	if (fault)
		confined->calls_fault = strerror(-fault);
	if (filter)
		seccomp_release(filter);
}

#endif
