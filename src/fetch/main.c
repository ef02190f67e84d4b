/*
 * mailauth-check-fetch: fetches MTA-STS policies for mailauth-check, so that only this process speaks TLS and HTTP with strangers.
 * It finds a socket at descriptor 3, reads requests from it and writes answers to it (tls/fetch_protocol.h), and ends when the other
 * side closes it.
 */
#include "fetch/transfers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	END_DONE = 0,
	END_BROKEN = 1, /* the other side sends what is no request */
	END_USAGE = 2,
	RECEIVE_SIZE = 16384,
	DESCRIPTORS_MOST = 1024,
};

struct link {
	struct transfers *transfers;
	bool confined;
	struct bytes in, out;
	size_t sent; /* of `out` */
	bool closed, broken;
};

void out_of_memory(void)
{
	_exit(END_USAGE);
}

/* Nothing is kept of what the other process has open. */
static bool take_descriptors(void)
{
	struct stat status;

	if (fstat(FETCH_SOCKET, &status) || !S_ISSOCK(status.st_mode))
		return false;
	for (int number = FETCH_SOCKET + 1; number < DESCRIPTORS_MOST; number++)
		close(number);
	fcntl(FETCH_SOCKET, F_SETFD, FD_CLOEXEC);
	return fcntl(FETCH_SOCKET, F_SETFL, O_NONBLOCK) == 0;
}

static bool is_later(ssize_t count)
{
	return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
}

/*
 * Before the first octet of a stranger is read: from here on the process reads certificates and libraries, writes nothing, executes
 * nothing, and connects by TCP to the port of the first request alone.
 */
static void confine_to(struct link *link, const struct fetch_request *request)
{
	static const char *const certificates[] = { "/etc/ssl/certs", "/etc/ssl/cert.pem", "/etc/pki",
		"/etc/ca-certificates", "/usr/local/share/ca-certificates", "/var/lib/ca-certificates" };
	struct confine_wish wish = { .network = true };
	struct arena arena = { 0 };

	if (link->confined)
		return;
	link->confined = true;
	confine_allow_system(&arena, &wish);
	for (size_t i = 0; i < sizeof certificates / sizeof *certificates; i++)
		confine_allow(&arena, &wish, certificates[i], CONFINE_READ);
	transfers_allow(&arena, &wish);
	if (request->authorities.len)
		confine_allow(&arena, &wish, (const char *)arena_copy(&arena, request->authorities).at,
			CONFINE_READ);
	*arena_append(&arena, &wish.ports) = request->port;
	confine(&wish);
	arena_release(&arena);
}

/* Begins what whole requests there are. False when one of them is none. */
static bool take_requests(struct link *link)
{
	struct fetch_request request;
	enum fetch_message state;
	size_t size, used = 0;

	while ((state = fetch_request_read(slice_part(bytes_slice(&link->in), used, link->in.len), &request,
			&size)) == FETCH_MESSAGE_WHOLE) {
		confine_to(link, &request);
		transfers_begin(link->transfers, &request, &link->out);
		used += size;
	}
	if (used)
		memmove(link->in.at, link->in.at + used, link->in.len - used);
	link->in.len -= used;
	return state != FETCH_MESSAGE_BROKEN;
}

static void receive(struct link *link)
{
	uint8_t octets[RECEIVE_SIZE];
	ssize_t count;

	count = recv(FETCH_SOCKET, octets, sizeof octets, 0);
	if (count > 0)
		bytes_add(&link->in, (struct slice){ octets, (size_t)count });
	else if (!is_later(count))
		link->closed = true;
}

static void send_answers(struct link *link)
{
	while (link->sent < link->out.len) {
		ssize_t count = send(
			FETCH_SOCKET, link->out.at + link->sent, link->out.len - link->sent, MSG_NOSIGNAL);

		if (count <= 0) {
			link->closed = link->closed || !is_later(count);
			return;
		}
		link->sent += (size_t)count;
	}
	link->sent = link->out.len = 0;
}

int main(void)
{
	struct link link = { 0 };

	if (!take_descriptors()) {
		fputs("mailauth-check-fetch is started by mailauth-check; it takes no arguments\n", stderr);
		return END_USAGE;
	}
	link.transfers = transfers_open();
	if (!link.transfers)
		return END_USAGE;
	while (!link.closed && !link.broken) {
		transfers_wait(link.transfers, FETCH_SOCKET, link.sent < link.out.len, &link.out);
		receive(&link);
		link.broken = !take_requests(&link);
		send_answers(&link);
	}
	transfers_close(link.transfers);
	bytes_free(&link.in);
	bytes_free(&link.out);
	return link.broken ? END_BROKEN : END_DONE;
}
