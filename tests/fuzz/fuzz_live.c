/*
 * Any bytes are what a name server on loopback sends, over TCP in pieces or in datagrams: each question is answered once, within its
 * deadline, and nothing that answers something else is taken for its answer.
 *
 *   input = flags count bytes       flags: see below; count: octets of a piece
 */
#include "support/mutate.h"

#include "dns/live.h"
#include "dns/present.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	OVER_UDP = 1,  /* first */
	SAME_ID = 2,   /* the id of the query is put where it belongs */
	SAME_NAME = 4, /* so is its question, in the case of the query */
	LENGTHS = 8,   /* messages get the length that they have */
	ONE_BYTE = 16, /* pieces of one octet */
	TYPE_MX = 32,
	TIMEOUT_MS = 15,
	DEADLINE_MS = 60,
	LATE_MS = 2000, /* no run takes this long */
	HEADER_SIZE = 12,
	QUERY_MOST = 600
};

struct server {
	int stream, datagram, peer;
	uint16_t port;
	uint8_t query[QUERY_MOST];
	size_t query_size;
};

static struct server *server_open(void)
{
	static struct server server = { .peer = -1 };
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;

	if (server.port)
		return &server;
	server.stream = socket(AF_INET, SOCK_STREAM, 0);
	server.datagram = socket(AF_INET, SOCK_DGRAM, 0);
	for (int tries = 0; tries < 100; tries++) {
		address.sin_port = 0;
		if (bind(server.datagram, (struct sockaddr *)&address, sizeof address) == 0 &&
			getsockname(server.datagram, (struct sockaddr *)&address, &length) == 0 &&
			bind(server.stream, (struct sockaddr *)&address, sizeof address) == 0)
			break;
		close(server.datagram);
		server.datagram = socket(AF_INET, SOCK_DGRAM, 0);
	}
	if (listen(server.stream, 16))
		abort();
	fcntl(server.stream, F_SETFL, O_NONBLOCK);
	fcntl(server.datagram, F_SETFL, O_NONBLOCK);
	server.port = ntohs(address.sin_port);
	return &server;
}

struct script {
	uint8_t flags;
	size_t piece;
	uint8_t *bytes; /* what is sent; over TCP with its lengths */
	size_t size;
};

/* Puts id and question of the query where a message is to have them. */
static void repair(const struct server *server, const struct script *script, uint8_t *message, size_t size)
{
	if (script->flags & SAME_ID && size >= 2 && server->query_size >= 2)
		memcpy(message, server->query, 2);
	if (script->flags & SAME_NAME && server->query_size > HEADER_SIZE) {
		size_t end = HEADER_SIZE;

		while (end < server->query_size && server->query[end])
			end += server->query[end] + 1U;
		end += 5;
		if (end <= size && end <= server->query_size) {
			memcpy(message + HEADER_SIZE, server->query + HEADER_SIZE, end - HEADER_SIZE);
			message[4] = 0;
			message[5] = 1;
		}
	}
}

/* All messages of the stream, which begin with their length. */
static void repair_stream(const struct server *server, struct script *script)
{
	for (size_t at = 0; at + 2 < script->size;) {
		size_t length = (size_t)script->bytes[at] << 8 | script->bytes[at + 1];

		if (script->flags & LENGTHS && length > script->size - at - 2) {
			length = script->size - at - 2;
			script->bytes[at] = (uint8_t)(length >> 8);
			script->bytes[at + 1] = (uint8_t)length;
		}
		if (length > script->size - at - 2)
			length = script->size - at - 2;
		repair(server, script, script->bytes + at + 2, length);
		at += 2 + length;
	}
}

static void serve_datagram(struct server *server, struct script *script)
{
	struct sockaddr_in client;
	socklen_t length = sizeof client;
	ssize_t count = recvfrom(server->datagram, server->query, sizeof server->query, 0,
		(struct sockaddr *)&client, &length);

	if (count <= 0)
		return;
	server->query_size = (size_t)count;
	repair(server, script, script->bytes, script->size);
	sendto(server->datagram, script->bytes, script->size, 0, (struct sockaddr *)&client, length);
}

/* Sends all at once or piece by piece, and closes its side. */
static void send_stream(struct server *server, struct script *script)
{
	int no_delay = 1;

	setsockopt(server->peer, IPPROTO_TCP, 1 /* TCP_NODELAY */, &no_delay, sizeof no_delay);
	repair_stream(server, script);
	for (size_t at = 0; at < script->size; at += script->piece) {
		size_t length = script->size - at < script->piece ? script->size - at : script->piece;

		if (send(server->peer, script->bytes + at, length, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
			break;
	}
	shutdown(server->peer, SHUT_WR);
}

static void close_peer(struct server *server)
{
	const struct linger reset = { .l_onoff = 1 }; /* no address is left waiting */

	if (server->peer >= 0) {
		setsockopt(server->peer, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
		close(server->peer);
	}
	server->peer = -1;
}

static void serve_stream(struct server *server, struct script *script)
{
	ssize_t count;
	int peer = accept(server->stream, NULL, NULL);

	if (peer >= 0) {
		close_peer(server);
		server->peer = peer;
		fcntl(peer, F_SETFL, O_NONBLOCK);
	}
	if (server->peer < 0)
		return;
	count = recv(server->peer, server->query, sizeof server->query, MSG_DONTWAIT);
	if (count < 2)
		return;
	server->query_size = (size_t)count - 2;
	memmove(server->query, server->query + 2, server->query_size);
	send_stream(server, script);
}

struct outcome {
	struct dns_reply *reply;
	int times;
};

static void done(void *context, struct dns_reply *reply)
{
	struct outcome *outcome = context;

	outcome->reply = reply;
	outcome->times++;
}

static void check(const struct outcome *outcome)
{
	struct bytes out = { 0 };

	if (outcome->times != 1 || !outcome->reply)
		abort();
	for (size_t i = 0; i < outcome->reply->records.count; i++)
		dns_present_rdata(&out, &outcome->reply->records.at[i]);
	if (outcome->reply->records.count && outcome->reply->outcome == DNS_TIMEOUT)
		abort();
	bytes_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct server *server = server_open();
	struct dns_live_options options = { .server_count = 1, .timeout_ms = TIMEOUT_MS, .tries = 1 };
	struct dns_question question = { .name = dns_name_of("example.com"), .type = DNS_TYPE_TXT };
	struct outcome outcome = { 0 };
	struct arena arena = { 0 };
	struct dns_source *source;
	struct script script;
	const char *error;
	uint64_t begun = dns_live_now();
	char address[40];

	if (size < 2)
		return 0;
	snprintf(address, sizeof address, "127.0.0.1:%u", server->port);
	options.servers[0] = address;
	options.deadline_ms = begun + DEADLINE_MS;
	options.tcp_only = !(data[0] & OVER_UDP);
	question.type = data[0] & TYPE_MX ? DNS_TYPE_MX : DNS_TYPE_TXT;
	script = (struct script){ .flags = data[0],
		.piece = data[0] & ONE_BYTE ? 1 : data[1] + 1U,
		.bytes = arena_copy_bytes(&arena, (struct slice){ data + 2, size - 2 }),
		.size = size - 2 };
	source = dns_live_source(&options, &error);
	if (!source)
		abort();
	dns_source_ask(source, &question, &arena, done, &outcome);
	while (!outcome.times) {
		serve_datagram(server, &script);
		serve_stream(server, &script);
		dns_source_wait(source, 1);
		if (dns_live_now() - begun > LATE_MS)
			abort();
	}
	dns_source_close(source);
	close_peer(server);
	check(&outcome);
	arena_release(&arena);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_packet(data, size, most, seed, size && data[0] & OVER_UDP ? 2 : 4);
}
