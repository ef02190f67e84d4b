/*
 * Sends the questions of a recorded run again, each when the answer that it depends on is there, and judges nothing: the least time that
 * the same questions can take.
 *
 *   replay PORT PLAN [WINDOW]
 *
 * A line of the PLAN is a question: the number of the line that it depends on (-1: none), `udp` or `tcp`, and the packet in
 * hexadecimal. At most WINDOW questions are on their way at once, on sockets that have 250 each. Prints the number of questions, of
 * those sent again, and seconds of time, of processor time in user mode and in the kernel.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { QUESTION_MOST = 512, PACKET_MOST = 65535, SOCKET_WINDOW = 250, SOCKETS = 32, RETRY_MS = 1000 };

struct question {
	int depends_on;
	int first_child, next_sibling; /* questions that depend on it */
	bool is_tcp, is_answered;
	int connection; /* over TCP */
	uint16_t length;
	double sent;
	uint8_t packet[QUESTION_MOST];
};

struct channel {
	int socket;
	size_t count;		      /* on their way */
	int questions[SOCKET_WINDOW]; /* by the id of the packet; -1: free */
};

struct replay {
	struct question *questions;
	int count, answered, sent_again;
	int *ready; /* those whose answer is there: a stack would turn the order round, so a queue */
	int ready_first, ready_end;
	struct channel channels[SOCKETS];
	size_t channel_count, window, on_their_way;
	struct sockaddr_in server;
	int poll;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int digit(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

static void read_plan(struct replay *replay, const char *path)
{
	static char line[4 * QUESTION_MOST];
	FILE *file = fopen(path, "r");
	int capacity = 0;

	if (!file)
		fail(path);
	while (fgets(line, sizeof line, file)) {
		struct question *question;
		char *at;

		if (replay->count == capacity) {
			capacity = capacity ? 2 * capacity : 1024;
			replay->questions = realloc(replay->questions, (size_t)capacity * sizeof *question);
			if (!replay->questions)
				fail("memory");
		}
		question = &replay->questions[replay->count++];
		memset(question, 0, sizeof *question);
		question->depends_on = (int)strtol(line, &at, 10);
		question->first_child = question->next_sibling = -1;
		question->is_tcp = strncmp(at, " tcp ", 5) == 0;
		for (at += 5; at[0] > ' ' && at[1] > ' ' && question->length < QUESTION_MOST; at += 2)
			question->packet[question->length++] = (uint8_t)(digit(at[0]) << 4 | digit(at[1]));
	}
	fclose(file);
}

static void make_ready(struct replay *replay, int number)
{
	replay->ready[replay->ready_end++] = number;
}

static void link_plan(struct replay *replay)
{
	replay->ready = malloc(((size_t)replay->count + 1) * sizeof *replay->ready);
	for (int i = replay->count; i-- > 0;) {
		int above = replay->questions[i].depends_on;

		if (above < 0)
			continue;
		replay->questions[i].next_sibling = replay->questions[above].first_child;
		replay->questions[above].first_child = i;
	}
	for (int i = 0; i < replay->count; i++)
		if (replay->questions[i].depends_on < 0)
			make_ready(replay, i);
}

static void answered(struct replay *replay, int number)
{
	struct question *question = &replay->questions[number];

	if (question->is_answered)
		return;
	question->is_answered = true;
	replay->answered++;
	for (int child = question->first_child; child >= 0; child = replay->questions[child].next_sibling)
		make_ready(replay, child);
}

static void open_channels(struct replay *replay)
{
	replay->poll = epoll_create1(0);
	replay->channel_count = (replay->window + SOCKET_WINDOW - 1) / SOCKET_WINDOW;
	for (size_t i = 0; i < replay->channel_count; i++) {
		struct channel *channel = &replay->channels[i];
		struct epoll_event event = { .events = EPOLLIN, .data.u64 = i };

		channel->socket = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
		if (connect(channel->socket, (struct sockaddr *)&replay->server, sizeof replay->server) ||
			epoll_ctl(replay->poll, EPOLL_CTL_ADD, channel->socket, &event))
			fail("socket");
		for (int id = 0; id < SOCKET_WINDOW; id++)
			channel->questions[id] = -1;
	}
}

static void send_it(struct replay *replay, const struct channel *channel, int id)
{
	struct question *question = &replay->questions[channel->questions[id]];

	question->packet[0] = (uint8_t)(id >> 8);
	question->packet[1] = (uint8_t)id;
	question->sent = now();
	if (send(channel->socket, question->packet, question->length, 0) < 0)
		perror("send");
}

/* A connection for the one question: an answer that was cut is rare. Nothing else waits for it. */
static void open_tcp(struct replay *replay, int number)
{
	struct question *question = &replay->questions[number];
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = (uint64_t)number << 32 | UINT32_MAX };
	int connection = socket(AF_INET, SOCK_STREAM, 0);
	uint8_t framed[QUESTION_MOST + 2] = { (uint8_t)(question->length >> 8), (uint8_t)question->length };

	memcpy(framed + 2, question->packet, question->length);
	if (connect(connection, (struct sockaddr *)&replay->server, sizeof replay->server) ||
		write(connection, framed, question->length + 2U) < 0)
		fail("TCP");
	question->connection = connection;
	if (epoll_ctl(replay->poll, EPOLL_CTL_ADD, connection, &event))
		fail("epoll_ctl");
}

static void send_ready(struct replay *replay)
{
	while (replay->ready_first < replay->ready_end) {
		int number = replay->ready[replay->ready_first], id = 0;
		struct channel *channel = &replay->channels[0];

		if (replay->questions[number].is_tcp) {
			open_tcp(replay, number);
			replay->ready_first++;
			continue;
		}
		if (replay->on_their_way == replay->window)
			return;
		for (size_t i = 1; i < replay->channel_count; i++)
			if (replay->channels[i].count < channel->count)
				channel = &replay->channels[i];
		while (channel->questions[id] >= 0)
			id++;
		channel->questions[id] = number;
		channel->count++;
		replay->on_their_way++;
		replay->ready_first++;
		send_it(replay, channel, id);
	}
}

static void read_answers(struct replay *replay, struct channel *channel)
{
	static uint8_t packet[PACKET_MOST];

	while (recv(channel->socket, packet, sizeof packet, 0) >= 2) {
		int id = packet[0] << 8 | packet[1];

		if (id >= SOCKET_WINDOW || channel->questions[id] < 0)
			continue;
		answered(replay, channel->questions[id]);
		channel->questions[id] = -1;
		channel->count--;
		replay->on_their_way--;
	}
}

static void send_late_again(struct replay *replay)
{
	double late = now() - RETRY_MS / 1000.0;

	for (size_t i = 0; i < replay->channel_count; i++)
		for (int id = 0; id < SOCKET_WINDOW; id++)
			if (replay->channels[i].questions[id] >= 0 &&
				replay->questions[replay->channels[i].questions[id]].sent < late) {
				replay->sent_again++;
				send_it(replay, &replay->channels[i], id);
			}
}

static void run(struct replay *replay)
{
	struct epoll_event events[64];

	while (replay->answered < replay->count) {
		int count;

		send_ready(replay);
		count = epoll_wait(replay->poll, events, sizeof events / sizeof *events, RETRY_MS / 2);
		if (count == 0)
			send_late_again(replay);
		for (int i = 0; i < count; i++) {
			int number = (int)(events[i].data.u64 >> 32);

			if ((uint32_t)events[i].data.u64 != UINT32_MAX) {
				read_answers(replay, &replay->channels[events[i].data.u64]);
				continue;
			}
			/* The first bytes of an answer tell that it is there. */
			close(replay->questions[number].connection);
			answered(replay, number);
		}
	}
}

int main(int argc, char **argv)
{
	struct replay replay = {
		.server = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) },
		.window = argc > 3 ? (size_t)atoi(argv[3]) : SOCKET_WINDOW,
	};
	struct rusage before, after;
	double start;

	if (argc < 3 || !replay.window || replay.window > SOCKETS * SOCKET_WINDOW) {
		fprintf(stderr, "usage: replay PORT PLAN [WINDOW]\n");
		return 2;
	}
	replay.server.sin_port = htons((uint16_t)atoi(argv[1]));
	read_plan(&replay, argv[2]);
	link_plan(&replay);
	getrusage(RUSAGE_SELF, &before);
	start = now();
	open_channels(&replay);
	run(&replay);
	start = now() - start;
	getrusage(RUSAGE_SELF, &after);
	printf("%d %d %.6f %.6f %.6f\n", replay.count, replay.sent_again, start,
		(double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec) +
			(double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec) / 1e6,
		(double)(after.ru_stime.tv_sec - before.ru_stime.tv_sec) +
			(double)(after.ru_stime.tv_usec - before.ru_stime.tv_usec) / 1e6);
	return 0;
}
