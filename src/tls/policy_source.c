/*
 * The program's side of mailauth-check-fetch: a request for each policy, all in flight at once, and the answers as they come. What
 * the other side sends is as hostile as a policy is: after one wrong octet it is not heard any more.
 */
#include "tls/policy_source.h"

#include "dns/fetched_policy.h"
#include "dns/live.h"
#include "dns/special_address.h"
#include "tls/fetch_protocol.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { POLL_MS = 20, HTTPS_PORT = 443, RECEIVE_SIZE = 16384 };

struct policy_source {
	struct dns_source source;
	struct policy_options options;
	struct fetch_helper helper;
	bool broken; /* the helper cannot be started, has ended, or sends what it must not */
	uint32_t next_id;
	struct bytes out, in;
	size_t sent; /* of `out` */
	struct fetch *fetches;
};

struct fetch {
	uint32_t id;
	struct dns_question question;
	struct arena *arena;
	dns_done *done;
	void *context;
	uint64_t end_ms;     /* on dns_live_now() */
	bool until_deadline; /* the time for it ends with that of the run */
	struct fetch *next;
};

static void finish(const struct fetch *fetch, const struct fetched_policy *outcome)
{
	struct dns_reply *reply = arena_take(fetch->arena, sizeof *reply);
	struct fetched_policy *policy = arena_take(fetch->arena, sizeof *policy);

	*policy = *outcome;
	policy->detail = arena_copy(fetch->arena, slice_part(outcome->detail, 0, DNS_STRING_MOST));
	policy->body = arena_copy(fetch->arena, outcome->body);
	reply->question = fetch->question;
	reply->outcome = DNS_ANSWER;
	reply->policy = policy;
	fetch->done(fetch->context, reply);
}

/* Not answered: that says nothing about the policy. */
static void finish_unanswered(const struct fetch *fetch, enum dns_outcome outcome)
{
	struct dns_reply *reply = arena_take(fetch->arena, sizeof *reply);

	reply->question = fetch->question;
	reply->outcome = outcome;
	fetch->done(fetch->context, reply);
}

/* Takes the first fetch out of the list that `at` is in. */
static struct fetch *take_fetch(struct fetch **at)
{
	struct fetch *fetch = *at;

	*at = fetch->next;
	return fetch;
}

static void end_all(struct policy_source *self, enum dns_outcome outcome)
{
	while (self->fetches) {
		struct fetch *fetch = take_fetch(&self->fetches);

		finish_unanswered(fetch, outcome);
		free(fetch);
	}
}

static void note_fault(const struct policy_source *self, const char *what, const char *why)
{
	if (self->options.fault && !self->options.fault[0])
		snprintf(self->options.fault, POLICY_FAULT_SIZE, "%s%s%s", what, why[0] ? ": " : "", why);
}

/* What is wrong is this machine's, and goes for all that is still to be fetched. */
static void give_up(struct policy_source *self, const char *what, const char *why)
{
	note_fault(self, what, why);
	self->broken = true;
	fetch_helper_stop(&self->helper);
	end_all(self, DNS_LOCAL);
}

/* Milliseconds for a fetch that begins now. */
static uint64_t time_left(const struct policy_options *options, uint64_t now, bool *ret_until_deadline)
{
	uint64_t left = options->timeout_ms;

	*ret_until_deadline = options->deadline_ms && options->deadline_ms < now + left;
	if (*ret_until_deadline)
		left = options->deadline_ms > now ? options->deadline_ms - now : 1;
	return left;
}

static void send_requests(struct policy_source *self)
{
	while (!self->broken && self->sent < self->out.len) {
		ssize_t count = send(self->helper.socket, self->out.at + self->sent,
			self->out.len - self->sent, MSG_NOSIGNAL);

		if (count > 0)
			self->sent += (size_t)count;
		else if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
			break;
		else
			give_up(self, "MTA-STS policies cannot be fetched: mailauth-check-fetch ended",
				count < 0 ? strerror(errno) : "");
	}
	if (self->sent == self->out.len)
		self->sent = self->out.len = 0;
}

/* False when this machine cannot fetch. */
static bool has_helper(struct policy_source *self)
{
	if (self->helper.socket < 0 && !self->broken && !fetch_helper_start(&self->helper))
		give_up(self, "MTA-STS policies cannot be fetched: cannot start mailauth-check-fetch",
			strerror(errno));
	return !self->broken;
}

static bool request_of(const struct policy_source *self, const struct fetch *fetch, struct arena *scratch,
	struct fetch_request *ret_request)
{
	*ret_request = (struct fetch_request){ .id = fetch->id,
		.timeout_ms = (uint32_t)(fetch->end_ms - dns_live_now()),
		.port = (uint16_t)(self->options.port ? self->options.port : HTTPS_PORT),
		.named = self->options.named,
		.address = fetch->question.way.server,
		.host = slice_of(dns_name_text(scratch, &fetch->question.name)),
		.authorities = slice_of(self->options.authorities) };
	return fetch_request_is_valid(ret_request);
}

/* Sends the request of a fetch, which is in the list then; or ends it at once. */
static void begin(struct policy_source *self, struct fetch *fetch)
{
	const char *unreachable =
		self->options.named ? NULL : unreachable_network_of(&fetch->question.way.server);
	struct arena scratch = { 0 };
	struct fetch_request request;

	if (unreachable) {
		finish(fetch, &(struct fetched_policy){
				      .status = FETCH_UNREACHABLE, .detail = slice_of(unreachable) });
		free(fetch);
	} else if (!has_helper(self) || !request_of(self, fetch, &scratch, &request)) {
		finish_unanswered(fetch, DNS_LOCAL);
		free(fetch);
	} else {
		fetch->next = self->fetches;
		self->fetches = fetch;
		fetch_request_write(&self->out, &request);
		send_requests(self);
	}
	arena_release(&scratch);
}

static bool ask(struct dns_source *source, const struct dns_question *question, struct arena *arena,
	dns_done *done, void *context)
{
	struct policy_source *self = (struct policy_source *)source;
	uint64_t now = dns_live_now();
	struct fetch *fetch;

	if (!question->way.policy)
		return false;
	fetch = xrealloc(NULL, sizeof *fetch);
	*fetch = (struct fetch){
		.id = self->next_id++, .question = *question, .arena = arena, .done = done, .context = context
	};
	fetch->end_ms = now + time_left(&self->options, now, &fetch->until_deadline);
	begin(self, fetch);
	return true;
}

static enum dns_outcome outcome_of_time(const struct fetch *fetch)
{
	return fetch->until_deadline ? DNS_LIMIT : DNS_TIMEOUT;
}

/* One whose time has ended already is not there any more. */
static void take_answer(struct policy_source *self, const struct fetch_answer *answer)
{
	const struct fetched_policy policy = { answer->status, answer->detail, answer->body };
	struct fetch **at = &self->fetches, *fetch;
	struct arena scratch = { 0 };

	while (*at && (*at)->id != answer->id)
		at = &(*at)->next;
	if (!*at)
		return;
	fetch = take_fetch(at);
	switch (answer->end) {
	case FETCH_END_TIMEOUT:
		finish_unanswered(fetch, outcome_of_time(fetch));
		break;
	case FETCH_END_LOCAL:
		note_fault(self,
			arena_printf(&scratch, "MTA-STS policies cannot be fetched from %s",
				dns_address_text(&scratch, &fetch->question.way.server)),
			(const char *)arena_copy(&scratch, answer->detail).at);
		finish_unanswered(fetch, DNS_LOCAL);
		break;
	case FETCH_END_BROKEN:
		finish_unanswered(fetch, DNS_SERVFAIL);
		break;
	case FETCH_END_KNOWN:
		finish(fetch, &policy);
	}
	arena_release(&scratch);
	free(fetch);
}

static void take_answers(struct policy_source *self)
{
	struct slice in = bytes_slice(&self->in);
	struct fetch_answer answer;
	enum fetch_message state;
	size_t size, used = 0;

	while ((state = fetch_answer_read(slice_part(in, used, in.len), &answer, &size)) ==
			FETCH_MESSAGE_WHOLE &&
		answer.id < self->next_id) {
		take_answer(self, &answer);
		used += size;
	}
	if (state != FETCH_MESSAGE_PART) {
		self->in.len = 0;
		give_up(self,
			"MTA-STS policies cannot be fetched: mailauth-check-fetch sent an invalid answer",
			"");
		return;
	}
	memmove(self->in.at, self->in.at + used, self->in.len - used);
	self->in.len -= used;
}

static void receive(struct policy_source *self)
{
	uint8_t octets[RECEIVE_SIZE];
	ssize_t count = 1;

	while (!self->broken && count > 0) {
		count = recv(self->helper.socket, octets, sizeof octets, 0);
		if (count > 0) {
			bytes_add(&self->in, (struct slice){ octets, (size_t)count });
			take_answers(self);
		}
	}
	if (!self->broken && (!count || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)))
		give_up(self, "MTA-STS policies cannot be fetched: mailauth-check-fetch ended", "");
}

static void end_late(struct policy_source *self)
{
	uint64_t now = dns_live_now();

	for (struct fetch **at = &self->fetches; *at;) {
		struct fetch *fetch = *at;

		if (fetch->end_ms > now) {
			at = &fetch->next;
			continue;
		}
		take_fetch(at);
		finish_unanswered(fetch, outcome_of_time(fetch));
		free(fetch);
	}
}

/* Both kinds of answers are waited for in turns. */
static void wait_for_answers(struct dns_source *source, int timeout_ms)
{
	struct policy_source *self = (struct policy_source *)source;

	if (self->fetches) {
		struct pollfd socket = { .fd = self->helper.socket,
			.events = (short)(POLLIN | (self->sent < self->out.len ? POLLOUT : 0)) };

		if (poll(&socket, 1, timeout_ms < POLL_MS ? timeout_ms : POLL_MS) > 0) {
			send_requests(self);
			receive(self);
		}
		end_late(self);
		timeout_ms = 0;
	}
	if (self->source.below)
		dns_source_wait(self->source.below, timeout_ms);
}

static void close_source(struct dns_source *source)
{
	struct policy_source *self = (struct policy_source *)source;

	end_all(self, DNS_LIMIT);
	fetch_helper_stop(&self->helper);
	bytes_free(&self->out);
	bytes_free(&self->in);
	free(self);
}

struct dns_source *policy_source(const struct policy_options *options, struct dns_source *below)
{
	static const struct dns_source_ops ops = {
		.ask = ask, .wait = wait_for_answers, .close = close_source
	};
	struct policy_source *self;

	if (!policy_source_is_built_in())
		return below;
	self = xrealloc(NULL, sizeof *self);
	*self = (struct policy_source){
		.source = { &ops, below }, .options = *options, .helper = options->helper
	};
	return &self->source;
}

bool policy_source_is_built_in(void)
{
#ifdef MAILAUTH_FETCH_PROGRAM
	return true;
#else
	return false;
#endif
}
