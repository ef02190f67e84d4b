/*
 * The calls that are refused, by what they are good for. Why they are listed, and not those that are allowed: confine/confine.h.
 *
 * The filter is written here, word by word (a program for the kernel's BPF machine of old), and takes no memory: libseccomp, which could
 * make it, falls when there is none.
 */
#include "confine/calls.h"

#if defined(__linux__) && defined(__has_include)
#if __has_include(<linux/seccomp.h>)
#define HAS_SECCOMP
#endif
#endif

#ifdef HAS_SECCOMP
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

/* By the numbers of one processor a filter would refuse other calls on another. */
#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && defined(__AARCH64EL__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__i386__)
#define ARCHITECTURE AUDIT_ARCH_I386
#elif defined(__arm__) && defined(__ARMEL__)
#define ARCHITECTURE AUDIT_ARCH_ARM
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCHITECTURE AUDIT_ARCH_RISCV64
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define ARCHITECTURE AUDIT_ARCH_PPC64LE
#elif defined(__s390x__)
#define ARCHITECTURE AUDIT_ARCH_S390X
#endif
#endif

#ifndef ARCHITECTURE

void calls_confine(const struct confine_wish *wish, struct confined *confined)
{
	(void)wish;
	confined->calls_fault = "not known for this system";
}

#else

enum {
	FILTER_MOST = 256,    /* instructions */
	X32_BIT = 0x40000000, /* calls of another kind on the same processor */
	FCHMODAT2 = 452,      /* newer than many headers, and the same everywhere */
};

/* What needs a capability is not here: no process that is confined has one but those for files (confine/confine.c). */
static const int refused[] = {
	/* Other programs and processes. */
	SYS_execve,
	SYS_execveat,
#ifndef MAILAUTH_SANITIZED /* the leak checker looks at its own process */
	SYS_ptrace,
	SYS_process_vm_readv,
#endif
	SYS_process_vm_writev,
	SYS_kcmp,
#ifdef SYS_pidfd_getfd
	SYS_pidfd_getfd,
#endif
	SYS_kill,
#ifdef SYS_pidfd_send_signal
	SYS_pidfd_send_signal,
#endif
	SYS_rt_sigqueueinfo,
	SYS_rt_tgsigqueueinfo,
	/* Sockets that wait for others, or that Landlock does not see. */
	SYS_socketpair,
	SYS_listen,
#ifdef SYS_accept
	SYS_accept,
#endif
	SYS_accept4,
/* What a file is, by its name: Landlock does not see it. */
#ifdef SYS_chmod
	SYS_chmod,
	SYS_chown,
	SYS_lchown,
#endif
	SYS_fchmodat,
	FCHMODAT2,
	SYS_fchownat,
	SYS_setxattr,
	SYS_lsetxattr,
	SYS_fsetxattr,
	SYS_removexattr,
	SYS_lremovexattr,
	SYS_fremovexattr,
#ifdef SYS_utime
	SYS_utime,
#endif
#ifdef SYS_utimes
	SYS_utimes,
	SYS_futimesat,
#endif
#ifdef SYS_utimensat
	SYS_utimensat,
#endif
	SYS_name_to_handle_at,
	/* Parts of the kernel in which faults were found often, and which nothing here needs. */
	SYS_unshare,
	SYS_setns,
	SYS_bpf,
	SYS_perf_event_open,
	SYS_userfaultfd,
#ifdef SYS_io_uring_setup
	SYS_io_uring_setup,
	SYS_io_uring_enter,
	SYS_io_uring_register,
#endif
	SYS_add_key,
	SYS_request_key,
	SYS_keyctl,
	SYS_personality,
#ifdef SYS_modify_ldt
	SYS_modify_ldt,
#endif
	SYS_vmsplice,
};

struct filter {
	struct sock_filter code[FILTER_MOST];
	unsigned short length;
};

/* One instruction; `yes` and `no`: how many are passed over when a comparison holds, or does not. */
static void add(struct filter *filter, unsigned code, uint32_t value, unsigned yes, unsigned no)
{
	if (filter->length < FILTER_MOST)
		filter->code[filter->length++] = (struct sock_filter){
			.code = (uint16_t)code, .jt = (uint8_t)yes, .jf = (uint8_t)no, .k = value
		};
}

static void load(struct filter *filter, size_t offset)
{
	add(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

/* The low half of an argument of the call, which is all that the kernel takes of an int. */
static void load_argument(struct filter *filter, size_t number)
{
	size_t low = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? sizeof(uint32_t) : 0;

	load(filter, offsetof(struct seccomp_data, args) + number * sizeof(uint64_t) + low);
}

static void skip_unless(struct filter *filter, uint32_t value, unsigned skipped)
{
	add(filter, BPF_JMP | BPF_JEQ | BPF_K, value, 0, skipped);
}

static void give(struct filter *filter, uint32_t action)
{
	add(filter, BPF_RET | BPF_K, action, 0, 0);
}

static void refuse(struct filter *filter, int call, int error)
{
	skip_unless(filter, (uint32_t)call, 1);
	give(filter, SECCOMP_RET_ERRNO | (uint32_t)error);
}

static void refuse_other_processors(struct filter *filter)
{
	load(filter, offsetof(struct seccomp_data, arch));
	add(filter, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
	give(filter, SECCOMP_RET_KILL_THREAD);
	load(filter, offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
	add(filter, BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1);
	give(filter, SECCOMP_RET_KILL_THREAD);
#endif
}

static void refuse_sockets(struct filter *filter, bool network)
{
	if (!network) {
		refuse(filter, SYS_socket, EPERM);
		return;
	}
	skip_unless(filter, SYS_socket, 5);
	load_argument(filter, 0);
	add(filter, BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 2, 0);
	add(filter, BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 1, 0);
	give(filter, SECCOMP_RET_ERRNO | EPERM);
	give(filter, SECCOMP_RET_ALLOW);
}

/* Namespaces give a process rights over parts of the kernel that it would not have. clone3() has its flags where no filter sees them. */
static void refuse_namespaces(struct filter *filter)
{
	const uint32_t flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWIPC |
			       CLONE_NEWUTS | CLONE_NEWCGROUP;
	size_t flags_at = 0;

#ifdef SYS_clone3
	refuse(filter, SYS_clone3, ENOSYS);
#endif
#ifdef __s390__
	flags_at = 1;
#endif
	skip_unless(filter, SYS_clone, 4);
	load_argument(filter, flags_at);
	add(filter, BPF_JMP | BPF_JSET | BPF_K, flags, 0, 1);
	give(filter, SECCOMP_RET_ERRNO | EPERM);
	give(filter, SECCOMP_RET_ALLOW);
}

void calls_confine(const struct confine_wish *wish, struct confined *confined)
{
	struct filter filter = { .length = 0 };
	struct sock_fprog program = { .filter = filter.code };

	refuse_other_processors(&filter);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		refuse(&filter, refused[i], EPERM);
	refuse_sockets(&filter, wish->network);
	refuse_namespaces(&filter);
	give(&filter, SECCOMP_RET_ALLOW);
	program.len = filter.length;
	/* One that is too long is not whole, and not taken by the kernel either. */
	confined->calls = prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
	if (!confined->calls)
		confined->calls_fault = strerror(errno);
}

#endif
