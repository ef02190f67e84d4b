/*
 * Stands between a program and a name server on loopback, and makes every question wait for a round trip, the same one each:
 *
 *   delay_proxy SERVER_PORT MILLISECONDS [LOG]
 *
 * Prints the port that it listens on, UDP and TCP, and runs until SIGTERM. The whole round trip is spent before the question goes on;
 * the answer is passed on at once. The first question of a TCP connection waits for two: its handshake is the other one.
 * The LOG is written at the end, one question a record, native numbers:
 *
 *   double asked, double answered (seconds; 0: never), uint8 is_tcp, uint16 length, question, uint16 length, answer
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum {
	IDS = 65536, /* of questions on their way to the server */
	QUESTION_MOST = 512,
	PACKET_MOST = 65535,
	CONNECTIONS = 1024,
	BATCH = 256, /* packets of one socket before the other ones have their turn */
	BUFFER = 4 << 20
};

static const double NANOSECONDS = 1e9;

struct question {
	double asked, due;
	struct sockaddr_in client;
	int connection; /* -1: UDP */
	long log;	/* number of its record */
	uint16_t length;
	uint8_t packet[QUESTION_MOST];
};

struct record {
	double asked, answered;
	uint8_t *question, *answer;
	uint16_t question_length, answer_length;
	bool is_tcp;
};

struct connection {
	int client, server;
	bool has_waited;
	size_t from_client_length, from_server_length;
	uint8_t from_client[QUESTION_MOST + 2], from_server[PACKET_MOST + 2];
};

struct proxy {
	int poll, timer, client, listener, server;
	double delay;
	struct sockaddr_in upstream;
	/* Those that wait, by the time they are due: a ring for UDP, and TCP's own, which is seldom long. */
	struct question *waiting;
	size_t first, count, capacity;
	struct question sent[IDS];
	uint16_t next_id;
	struct connection *connections[CONNECTIONS];
	struct record *records;
	size_t record_count, record_capacity;
	bool keeps_log;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / NANOSECONDS;
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void *grown(void *old, size_t size)
{
	void *memory = realloc(old, size);

	if (!memory)
		fail("memory");
	return memory;
}

static uint8_t *copied(const uint8_t *bytes, size_t length)
{
	return memcpy(grown(NULL, length + 1), bytes, length);
}

static long log_question(struct proxy *proxy, const struct question *question)
{
	if (!proxy->keeps_log)
		return -1;
	if (proxy->record_count == proxy->record_capacity) {
		proxy->record_capacity = proxy->record_capacity ? 2 * proxy->record_capacity : 1024;
		proxy->records = grown(proxy->records, proxy->record_capacity * sizeof *proxy->records);
	}
	proxy->records[proxy->record_count] = (struct record){
		.asked = question->asked,
		.question = copied(question->packet, question->length),
		.question_length = question->length,
		.is_tcp = question->connection >= 0,
	};
	return (long)proxy->record_count++;
}

static void log_answer(struct proxy *proxy, long number, const uint8_t *packet, size_t length)
{
	if (number < 0)
		return;
	proxy->records[number].answered = now();
	proxy->records[number].answer = copied(packet, length);
	proxy->records[number].answer_length = (uint16_t)length;
}

static void write_log(const struct proxy *proxy, const char *path)
{
	FILE *file = fopen(path, "wb");

	if (!file)
		fail(path);
	for (size_t i = 0; i < proxy->record_count; i++) {
		const struct record *record = &proxy->records[i];
		uint8_t is_tcp = record->is_tcp;

		fwrite(&record->asked, sizeof record->asked, 1, file);
		fwrite(&record->answered, sizeof record->answered, 1, file);
		fwrite(&is_tcp, 1, 1, file);
		fwrite(&record->question_length, sizeof record->question_length, 1, file);
		fwrite(record->question, 1, record->question_length, file);
		fwrite(&record->answer_length, sizeof record->answer_length, 1, file);
		if (record->answer)
			fwrite(record->answer, 1, record->answer_length, file);
	}
	if (fclose(file))
		fail(path);
}

static struct question *waiting_at(struct proxy *proxy, size_t number)
{
	return &proxy->waiting[(proxy->first + number) % proxy->capacity];
}

/* Puts it where it is due; questions over UDP come in this order already. */
static void wait_for_it(struct proxy *proxy, const struct question *question)
{
	size_t at;

	if (proxy->count == proxy->capacity) {
		size_t capacity = proxy->capacity ? 2 * proxy->capacity : 1024;
		struct question *waiting = grown(NULL, capacity * sizeof *waiting);

		for (size_t i = 0; i < proxy->count; i++)
			waiting[i] = *waiting_at(proxy, i);
		free(proxy->waiting);
		proxy->waiting = waiting;
		proxy->first = 0;
		proxy->capacity = capacity;
	}
	for (at = proxy->count++; at && waiting_at(proxy, at - 1)->due > question->due; at--)
		*waiting_at(proxy, at) = *waiting_at(proxy, at - 1);
	*waiting_at(proxy, at) = *question;
}

static void forward(struct proxy *proxy, const struct question *question)
{
	uint8_t packet[QUESTION_MOST];
	uint16_t id;

	if (question->connection >= 0) {
		struct connection *connection = proxy->connections[question->connection];
		uint8_t framed[QUESTION_MOST + 2] = { (uint8_t)(question->length >> 8),
			(uint8_t)question->length };

		memcpy(framed + 2, question->packet, question->length);
		if (connection && write(connection->server, framed, question->length + 2U) < 0)
			perror("TCP to the server");
		return;
	}
	id = proxy->next_id++;
	proxy->sent[id] = *question;
	memcpy(packet, question->packet, question->length);
	packet[0] = (uint8_t)(id >> 8);
	packet[1] = (uint8_t)id;
	if (send(proxy->server, packet, question->length, 0) < 0)
		perror("UDP to the server");
}

static void forward_due(struct proxy *proxy)
{
	double time = now();

	while (proxy->count && waiting_at(proxy, 0)->due <= time) {
		forward(proxy, waiting_at(proxy, 0));
		proxy->first = (proxy->first + 1) % proxy->capacity;
		proxy->count--;
	}
	if (proxy->count) {
		double due = waiting_at(proxy, 0)->due;
		struct itimerspec timer = { 0 };

		timer.it_value.tv_sec = (time_t)due;
		timer.it_value.tv_nsec = (long)((due - (double)timer.it_value.tv_sec) * NANOSECONDS);
		timerfd_settime(proxy->timer, TFD_TIMER_ABSTIME, &timer, NULL);
	}
}

static void read_questions(struct proxy *proxy)
{
	for (int i = 0; i < BATCH; i++) {
		struct question question = { .connection = -1 };
		socklen_t size = sizeof question.client;
		ssize_t length = recvfrom(proxy->client, question.packet, sizeof question.packet, 0,
			(struct sockaddr *)&question.client, &size);

		if (length < 2)
			return;
		question.length = (uint16_t)length;
		question.asked = now();
		question.due = question.asked + proxy->delay;
		question.log = log_question(proxy, &question);
		wait_for_it(proxy, &question);
	}
}

static void read_answers(struct proxy *proxy)
{
	uint8_t packet[PACKET_MOST];

	for (int i = 0; i < BATCH; i++) {
		ssize_t length = recv(proxy->server, packet, sizeof packet, 0);
		struct question *question;

		if (length < 2)
			return;
		question = &proxy->sent[packet[0] << 8 | packet[1]];
		memcpy(packet, question->packet, 2);
		sendto(proxy->client, packet, (size_t)length, 0, (struct sockaddr *)&question->client,
			sizeof question->client);
		log_answer(proxy, question->log, packet, (size_t)length);
	}
}

/* What epoll reports: a socket, and the connection that it is part of. */
static void watch(const struct proxy *proxy, int socket, int connection)
{
	struct epoll_event event = { .events = EPOLLIN,
		.data.u64 = (uint64_t)(uint32_t)socket | (uint64_t)(uint32_t)(connection + 1) << 32 };

	if (epoll_ctl(proxy->poll, EPOLL_CTL_ADD, socket, &event))
		fail("epoll_ctl");
}

static void accept_connection(struct proxy *proxy)
{
	int client = accept(proxy->listener, NULL, NULL), number = 0, one = 1;
	struct connection *connection;

	while (number < CONNECTIONS && proxy->connections[number])
		number++;
	if (client < 0 || number == CONNECTIONS) {
		close(client);
		return;
	}
	connection = proxy->connections[number] = grown(NULL, sizeof *connection);
	memset(connection, 0, sizeof *connection);
	connection->client = client;
	connection->server = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(connection->server, (struct sockaddr *)&proxy->upstream, sizeof proxy->upstream))
		fail("TCP to the server");
	setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(connection->server, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	watch(proxy, client, number);
	watch(proxy, connection->server, number);
}

static void close_connection(struct proxy *proxy, int number)
{
	close(proxy->connections[number]->client);
	close(proxy->connections[number]->server);
	free(proxy->connections[number]);
	proxy->connections[number] = NULL;
}

/* Takes the next message (RFC 1035 section 4.2.2) from the bytes that came; returns its length, or 0. */
static size_t take_frame(uint8_t *bytes, size_t *length, uint8_t *ret_packet, size_t most)
{
	size_t size = *length < 2 ? 0 : (size_t)(bytes[0] << 8 | bytes[1]);

	if (!size || size > most || *length < size + 2)
		return 0;
	memcpy(ret_packet, bytes + 2, size);
	*length -= size + 2;
	memmove(bytes, bytes + 2 + size, *length);
	return size;
}

static void read_client(struct proxy *proxy, int number)
{
	struct connection *connection = proxy->connections[number];
	ssize_t length = read(connection->client, connection->from_client + connection->from_client_length,
		sizeof connection->from_client - connection->from_client_length);
	struct question question = { .connection = number };

	if (length <= 0) {
		close_connection(proxy, number);
		return;
	}
	connection->from_client_length += (size_t)length;
	while ((question.length = (uint16_t)take_frame(connection->from_client,
			&connection->from_client_length, question.packet, QUESTION_MOST))) {
		question.asked = now();
		question.due = question.asked + (connection->has_waited ? 1 : 2) * proxy->delay;
		connection->has_waited = true;
		log_question(proxy, &question);
		wait_for_it(proxy, &question);
	}
}

/* The question over TCP with this id that has no answer yet. */
static long open_record(const struct proxy *proxy, const uint8_t *packet)
{
	for (size_t i = proxy->record_count; i-- > 0;)
		if (proxy->records[i].is_tcp && !proxy->records[i].answer &&
			memcmp(proxy->records[i].question, packet, 2) == 0)
			return (long)i;
	return -1;
}

static void read_server(struct proxy *proxy, int number)
{
	static uint8_t packet[PACKET_MOST];
	struct connection *connection = proxy->connections[number];
	uint8_t *bytes = connection->from_server + connection->from_server_length;
	ssize_t length = read(
		connection->server, bytes, sizeof connection->from_server - connection->from_server_length);
	size_t size;

	if (length <= 0 || write(connection->client, bytes, (size_t)length) < 0) {
		close_connection(proxy, number);
		return;
	}
	connection->from_server_length += (size_t)length;
	while ((size = take_frame(
			connection->from_server, &connection->from_server_length, packet, sizeof packet)))
		log_answer(proxy, open_record(proxy, packet), packet, size);
}

static int bound_socket(int kind, struct sockaddr_in *address)
{
	int socket_ = socket(AF_INET, kind | SOCK_NONBLOCK, 0), size = BUFFER;
	socklen_t length = sizeof *address;

	if (setsockopt(socket_, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size))
		setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	if (bind(socket_, (struct sockaddr *)address, sizeof *address) ||
		getsockname(socket_, (struct sockaddr *)address, &length))
		fail("bind");
	return socket_;
}

static void open_proxy(struct proxy *proxy, const char *port)
{
	struct sockaddr_in own = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) },
			   any = own;

	proxy->upstream = own;
	proxy->upstream.sin_port = htons((uint16_t)atoi(port));
	proxy->poll = epoll_create1(0);
	proxy->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	proxy->client = bound_socket(SOCK_DGRAM, &own);
	proxy->listener = bound_socket(SOCK_STREAM, &own);
	proxy->server = bound_socket(SOCK_DGRAM, &any);
	if (listen(proxy->listener, CONNECTIONS) ||
		connect(proxy->server, (struct sockaddr *)&proxy->upstream, sizeof proxy->upstream))
		fail("listen");
	watch(proxy, proxy->timer, -1);
	watch(proxy, proxy->client, -1);
	watch(proxy, proxy->listener, -1);
	watch(proxy, proxy->server, -1);
	printf("%u\n", ntohs(own.sin_port));
	fflush(stdout);
}

static void serve(struct proxy *proxy, const struct epoll_event *event)
{
	int socket = (int)(uint32_t)event->data.u64, number = (int)(event->data.u64 >> 32) - 1;
	uint64_t ticks;

	if (socket == proxy->timer) {
		if (read(proxy->timer, &ticks, sizeof ticks) < 0 && errno != EAGAIN)
			fail("timer");
	} else if (socket == proxy->client) {
		read_questions(proxy);
	} else if (socket == proxy->server) {
		read_answers(proxy);
	} else if (socket == proxy->listener) {
		accept_connection(proxy);
	} else if (proxy->connections[number] && socket == proxy->connections[number]->client) {
		read_client(proxy, number);
	} else if (proxy->connections[number] && socket == proxy->connections[number]->server) {
		read_server(proxy, number);
	}
}

static volatile sig_atomic_t is_over;

static void end(int signal)
{
	(void)signal;
	is_over = 1;
}

int main(int argc, char **argv)
{
	struct proxy *proxy = calloc(1, sizeof *proxy);
	struct epoll_event events[64];
	struct sigaction action = { .sa_handler = end };

	if (argc < 3 || !proxy) {
		fprintf(stderr, "usage: delay_proxy SERVER_PORT MILLISECONDS [LOG]\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGTERM, &action, NULL);
	proxy->delay = atof(argv[2]) / 1000;
	proxy->keeps_log = argc > 3;
	open_proxy(proxy, argv[1]);
	while (!is_over) {
		int count = epoll_wait(proxy->poll, events, sizeof events / sizeof *events, -1);

		for (int i = 0; i < count; i++)
			serve(proxy, &events[i]);
		forward_due(proxy);
	}
	if (proxy->keeps_log)
		write_log(proxy, argv[3]);
	return 0;
}
