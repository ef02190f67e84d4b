/*
 * The sockets that c-ares uses: functions of the shape that ares_set_socket_functions() takes, around the system's. They tell
 * what c-ares does not: what failed on this machine, that nobody listens, how much went out through one port. And they hide from
 * it what would mislead it: empty datagrams, a full buffer, a flood that never ends.
 */
#ifndef MAILAUTH_DNS_LIVE_SOCKET_H
#define MAILAUTH_DNS_LIVE_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum { LIVE_SOCKET_SENT_MOST = 1000 }; /* through one port; then it rests until it can be closed */

/* One socket after the other, each with a port that the kernel chooses at random. */
struct live_socket {
	bool is_tcp;
	bool refused; /* nobody listens at the other end; whoever reads it clears it */
	int error;    /* errno of the last failure on this machine */
	bool local; /* the last call that failed did so on this machine: no descriptor, no route, not permitted */
	unsigned sent;	     /* datagrams from the port of today */
	unsigned reads_left; /* datagrams that may be read before others have their turn */
};

/* `context` is the struct live_socket; the rest is as for socket(), close(), connect(), recvfrom() and writev(). */
int live_socket_open(int family, int type, int protocol, void *context);
int live_socket_close(int fd, void *context);
int live_socket_connect(int fd, const struct sockaddr *address, socklen_t length, void *context);
ssize_t live_socket_receive(
	int fd, void *at, size_t size, int flags, struct sockaddr *from, socklen_t *length, void *context);
ssize_t live_socket_send(int fd, const struct iovec *parts, int count, void *context);

#endif
