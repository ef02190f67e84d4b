/*
 * One libcurl transfer for each policy, all in one multi handle (RFC 8461 section 3.3: HTTPS, no redirects, a valid
 * certificate for mta-sts.DOMAIN).
 */
#include "tls/policy_source.h"

#ifndef MAILAUTH_WITH_CURL

struct dns_source *policy_source(const struct policy_options *options, struct dns_source *below)
{
	(void)options;
	return below;
}

bool policy_source_is_built_in(void)
{
	return false;
}

#else

#include "dns/fetched_policy.h"
#include "dns/live.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

enum {
	POLICY_SIZE = 65536, /* suggested by RFC 8461 section 3.3 */
	POLL_MS = 20,
	CONNECT_MS = 10000,
	HTTPS_PORT = 443,
	HTTP_OK = 200,
};

struct policy_source {
	struct dns_source source;
	struct policy_options options;
	CURLM *multi;
	struct fetch *fetches;
	int running;
};

struct fetch {
	struct policy_source *owner;
	struct dns_question question;
	struct arena *arena;
	dns_done *done;
	void *context;
	CURL *handle;
	struct curl_slist *resolve;
	struct bytes body;
	bool too_large;
	bool until_deadline; /* the time for it ends with that of the run */
	char error[CURL_ERROR_SIZE];
	struct fetch *next;
};

static size_t receive(char *data, size_t size, size_t count, void *argument)
{
	struct fetch *fetch = argument;

	if (fetch->body.len + size * count > POLICY_SIZE) {
		fetch->too_large = true;
		return 0;
	}
	bytes_add(&fetch->body, (struct slice){ (const uint8_t *)data, size * count });
	return size * count;
}

/* In the certificate of the server itself, the first of the chain. */
static bool has_alternative_name(CURL *handle)
{
	struct curl_certinfo *info = NULL;

	curl_easy_getinfo(handle, CURLINFO_CERTINFO, &info);
	for (const struct curl_slist *at = info && info->num_of_certs ? info->certinfo[0] : NULL; at;
		at = at->next)
		if (slice_find_nocase(slice_of(at->data), "Subject Alternative Name", 0) >= 0)
			return true;
	return false;
}

static struct fetched_policy ended(enum fetch_status status, const char *detail)
{
	return (struct fetched_policy){ .status = status, .detail = slice_of(detail ? detail : "") };
}

/* How it ended; the detail lives as long as the handle. */
static struct fetched_policy outcome_of(const struct fetch *fetch, CURLcode code)
{
	char *type = NULL, *location = NULL;
	long http = 0;

	curl_easy_getinfo(fetch->handle, CURLINFO_RESPONSE_CODE, &http);
	curl_easy_getinfo(fetch->handle, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(fetch->handle, CURLINFO_REDIRECT_URL, &location);
	if (fetch->too_large)
		return ended(FETCH_TOO_LARGE, NULL);
	if (code == CURLE_COULDNT_CONNECT)
		return ended(FETCH_NO_CONNECTION, NULL);
	if (code == CURLE_PEER_FAILED_VERIFICATION)
		return ended(FETCH_CERTIFICATE, fetch->error);
	if (code)
		return ended(FETCH_FAILED, fetch->error[0] ? fetch->error : curl_easy_strerror(code));
	if (!has_alternative_name(
		    fetch->handle)) /* RFC 8461 section 3.3: DNS-ID only, and libcurl takes CN too */
		return ended(FETCH_CERTIFICATE, "it has no subjectAltName");
	if (location)
		return ended(FETCH_REDIRECT, location);
	if (http != HTTP_OK)
		return ended(FETCH_HTTP_STATUS, arena_printf(fetch->arena, "%ld", http));
	return ended(FETCH_DONE, type);
}

static void finish(struct fetch *fetch, struct fetched_policy outcome)
{
	struct dns_reply *reply = arena_take(fetch->arena, sizeof *reply);
	struct fetched_policy *policy = arena_take(fetch->arena, sizeof *policy);

	*policy = outcome;
	policy->detail = arena_copy(fetch->arena, slice_part(outcome.detail, 0, DNS_STRING_MOST));
	if (policy->status == FETCH_DONE)
		policy->body = arena_copy(fetch->arena, bytes_slice(&fetch->body));
	reply->question = fetch->question;
	reply->outcome = DNS_ANSWER;
	reply->policy = policy;
	fetch->done(fetch->context, reply);
}

/* Not answered: that says nothing about the policy. */
static void finish_unanswered(struct fetch *fetch, enum dns_outcome outcome)
{
	struct dns_reply *reply = arena_take(fetch->arena, sizeof *reply);

	reply->question = fetch->question;
	reply->outcome = outcome;
	fetch->done(fetch->context, reply);
}

static void drop(struct fetch *fetch)
{
	struct fetch **at = &fetch->owner->fetches;

	while (*at != fetch)
		at = &(*at)->next;
	*at = fetch->next;
	curl_multi_remove_handle(fetch->owner->multi, fetch->handle);
	curl_easy_cleanup(fetch->handle);
	curl_slist_free_all(fetch->resolve);
	bytes_free(&fetch->body);
	free(fetch);
}

/* Milliseconds for a fetch that begins now. */
static long time_left(const struct policy_options *options, bool *ret_until_deadline)
{
	uint64_t now = dns_live_now(), left = options->timeout_ms;

	*ret_until_deadline = options->deadline_ms && options->deadline_ms < now + left;
	if (*ret_until_deadline)
		left = options->deadline_ms > now ? options->deadline_ms - now : 1;
	return (long)left;
}

static void set_up(struct fetch *fetch)
{
	const struct policy_options *options = &fetch->owner->options;
	unsigned port = options->port ? options->port : HTTPS_PORT;
	struct arena scratch = { 0 };
	const char *host = dns_name_text(&scratch, &fetch->question.name),
		   *address = dns_address_text(&scratch, &fetch->question.way.server);

	fetch->resolve = curl_slist_append(NULL, arena_printf(&scratch, "%s:%u:%s", host, port, address));
	curl_easy_setopt(fetch->handle, CURLOPT_RESOLVE, fetch->resolve);
	curl_easy_setopt(fetch->handle, CURLOPT_URL,
		arena_printf(&scratch, "https://%s:%u/.well-known/mta-sts.txt", host, port));
	curl_easy_setopt(fetch->handle, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(fetch->handle, CURLOPT_PROXY, ""); /* senders of mail connect themselves */
	curl_easy_setopt(fetch->handle, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(fetch->handle, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(fetch->handle, CURLOPT_CERTINFO, 1L);
	curl_easy_setopt(fetch->handle, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(fetch->handle, CURLOPT_TIMEOUT_MS, time_left(options, &fetch->until_deadline));
	curl_easy_setopt(fetch->handle, CURLOPT_USERAGENT, "mailauth-check/" MAILAUTH_VERSION);
	curl_easy_setopt(fetch->handle, CURLOPT_ERRORBUFFER, fetch->error);
	curl_easy_setopt(fetch->handle, CURLOPT_WRITEFUNCTION, receive);
	curl_easy_setopt(fetch->handle, CURLOPT_WRITEDATA, fetch);
	curl_easy_setopt(fetch->handle, CURLOPT_PRIVATE, fetch);
	if (options->authorities)
		curl_easy_setopt(fetch->handle, CURLOPT_CAINFO, options->authorities);
	arena_release(&scratch);
}

static bool ask(struct dns_source *source, const struct dns_question *question, struct arena *arena,
	dns_done *done, void *context)
{
	struct policy_source *self = (struct policy_source *)source;
	struct fetch *fetch;
	CURL *handle;

	if (!question->way.policy || !(handle = curl_easy_init()))
		return false;
	fetch = xrealloc(NULL, sizeof *fetch);
	*fetch = (struct fetch){ .owner = self,
		.question = *question,
		.arena = arena,
		.done = done,
		.context = context,
		.handle = handle,
		.next = self->fetches };
	self->fetches = fetch;
	set_up(fetch);
	curl_multi_add_handle(self->multi, fetch->handle);
	curl_multi_perform(self->multi, &self->running);
	return true;
}

static void take_finished(struct policy_source *self)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(self->multi, &left))) {
		struct fetch *fetch;
		CURLcode code = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&fetch);
		if (code == CURLE_OPERATION_TIMEDOUT)
			finish_unanswered(fetch, fetch->until_deadline ? DNS_LIMIT : DNS_TIMEOUT);
		else
			finish(fetch, outcome_of(fetch, code));
		drop(fetch);
	}
}

/* Both kinds of answers are waited for in turns. */
static void wait_for_answers(struct dns_source *source, int timeout_ms)
{
	struct policy_source *self = (struct policy_source *)source;

	if (self->fetches) {
		curl_multi_poll(self->multi, NULL, 0, timeout_ms < POLL_MS ? timeout_ms : POLL_MS, NULL);
		curl_multi_perform(self->multi, &self->running);
		take_finished(self);
		timeout_ms = 0;
	}
	if (self->source.below)
		dns_source_wait(self->source.below, timeout_ms);
}

static void close_source(struct dns_source *source)
{
	struct policy_source *self = (struct policy_source *)source;

	while (self->fetches) {
		finish_unanswered(self->fetches, DNS_LIMIT);
		drop(self->fetches);
	}
	curl_multi_cleanup(self->multi);
	curl_global_cleanup();
	free(self);
}

struct dns_source *policy_source(const struct policy_options *options, struct dns_source *below)
{
	static const struct dns_source_ops ops = {
		.ask = ask, .wait = wait_for_answers, .close = close_source
	};
	struct policy_source *self;

	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		return below;
	self = xrealloc(NULL, sizeof *self);
	*self = (struct policy_source){ .source = { &ops, below }, .options = *options };
	self->multi = curl_multi_init();
	return &self->source;
}

bool policy_source_is_built_in(void)
{
	return true;
}

#endif
