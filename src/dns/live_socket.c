/* Sockets for c-ares, around those of the system. */
#include "dns/live_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <unistd.h>

enum {
	RECEIVE_BUFFER = 1024 * 1024,
	FULL_BUFFER_MS = 20, /* how long a full send buffer is waited for; then the datagram counts as lost */
};

/* What no server did: this machine has no descriptor, no memory, no route, no such family, or does not permit it. */
static bool is_local(int error)
{
	switch (error) {
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
	case EACCES:
	case EPERM:
	case EAFNOSUPPORT:
	case EPROTONOSUPPORT:
	case EADDRNOTAVAIL:
	case EINVAL:
	case ENETDOWN:
	case ENETUNREACH:
	case EHOSTUNREACH:
		return true;
	default:
		return false;
	}
}

static ssize_t failed(struct live_socket *socket, bool local)
{
	socket->local = local;
	if (local)
		socket->error = errno;
	socket->refused = socket->refused || errno == ECONNREFUSED;
	return -1;
}

int live_socket_open(int family, int type, int protocol, void *context)
{
	struct live_socket *live = context;
	int fd = socket(family, type, protocol), size = RECEIVE_BUFFER;

	if (fd < 0)
		return (int)failed(live, true);
	live->sent = 0;
	if (fcntl(fd, F_SETFL, O_NONBLOCK) || fcntl(fd, F_SETFD, FD_CLOEXEC)) {
		failed(live, true);
		close(fd);
		return -1;
	}
	if (!live->is_tcp) /* as much as the system allows: many answers come at once */
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	return fd;
}

int live_socket_close(int fd, void *context)
{
	(void)context;
	return close(fd);
}

int live_socket_connect(int fd, const struct sockaddr *address, socklen_t length, void *context)
{
	int connected;

	do
		connected = connect(fd, address, length);
	while (connected < 0 && errno == EINTR);
	/* An interrupted one went on by itself. */
	if (connected == 0 || errno == EISCONN)
		return 0;
	if (errno == EALREADY)
		errno = EINPROGRESS;
	return errno == EINPROGRESS ? -1 : (int)failed(context, is_local(errno));
}

ssize_t live_socket_receive(
	int fd, void *at, size_t size, int flags, struct sockaddr *from, socklen_t *length, void *context)
{
	struct live_socket *live = context;
	ssize_t got;

	do {
		/* c-ares reads until there is nothing left, which a flood can put off for ever. */
		if (!live->is_tcp && !live->reads_left) {
			errno = EAGAIN;
			return -1;
		}
		live->reads_left -= !live->is_tcp;
		got = recvfrom(fd, at, size, flags, from, length);
		/* An empty datagram is no end of a connection. */
	} while ((got < 0 && errno == EINTR) || (!got && !live->is_tcp));
	return got < 0 && errno != EAGAIN && errno != EWOULDBLOCK ? failed(live, false) : got;
}

static ssize_t send_parts(int fd, const struct iovec *parts, int count)
{
	const struct msghdr message = { .msg_iov = (struct iovec *)(uintptr_t)parts,
		.msg_iovlen = (size_t)count };
	ssize_t sent;

	do
		sent = sendmsg(fd, &message, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent;
}

ssize_t live_socket_send(int fd, const struct iovec *parts, int count, void *context)
{
	struct live_socket *live = context;
	ssize_t sent = send_parts(fd, parts, count);

	if (live->is_tcp)
		return sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK ? failed(live, is_local(errno))
									   : sent;
	live->sent++;
	if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS)) {
		struct pollfd full = { .fd = fd, .events = POLLOUT };

		(void)poll(&full, 1, FULL_BUFFER_MS);
		sent = send_parts(fd, parts, count);
		if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS)) {
			sent = 0; /* lost on the way, as datagrams are */
			for (int i = 0; i < count; i++)
				sent += (ssize_t)parts[i].iov_len;
		}
	}
	return sent < 0 ? failed(live, is_local(errno)) : sent;
}
