/* One libcurl handle for each transfer, all in one multi handle. */
#include "fetch/transfers.h"

#include "dns/special_address.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POLL_MS = 1000, CONNECT_MS = 10000, HTTP_OK = 200 };

struct transfers {
	CURLM *multi;
	int running;
	struct transfer *first;
};

struct transfer {
	uint32_t id;
	CURL *handle;
	struct curl_slist *resolve;
	struct bytes body;
	bool too_large;
	char http[sizeof "-2147483648"]; /* the HTTP status, when it is the answer */
	char error[CURL_ERROR_SIZE];
	struct transfer *next;
};

static size_t receive(char *data, size_t size, size_t count, void *argument)
{
	struct transfer *transfer = argument;

	if (transfer->body.len + size * count > FETCH_BODY_MOST) {
		transfer->too_large = true;
		return 0;
	}
	bytes_add(&transfer->body, (struct slice){ (const uint8_t *)data, size * count });
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

static struct fetch_answer ended(enum fetch_status status, const char *detail)
{
	return (struct fetch_answer){ .status = status, .detail = slice_of(detail ? detail : "") };
}

/*
 * A connection that did not come about. Only the host itself refuses one; without a route the fault may be here, and what breaks
 * or is silent may pass.
 */
static struct fetch_answer unconnected(const struct transfer *transfer)
{
	long number = 0;

	curl_easy_getinfo(transfer->handle, CURLINFO_OS_ERRNO, &number);
	switch (number) {
	case ECONNREFUSED:
		return ended(FETCH_NO_CONNECTION, NULL);
	case EHOSTUNREACH:
	case ENETUNREACH:
	case ENETDOWN:
	case EADDRNOTAVAIL:
	case EAFNOSUPPORT:
	case EACCES:
	case EPERM:
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
		return (struct fetch_answer){ .end = FETCH_END_LOCAL,
			.detail = slice_of(strerror((int)number)) };
	case ETIMEDOUT:
		return (struct fetch_answer){ .end = FETCH_END_TIMEOUT };
	default:
		return (struct fetch_answer){ .end = FETCH_END_BROKEN };
	}
}

/* Reset, closed in the middle, or closed without a word: the next sender may have better luck. */
static bool is_broken(const struct transfer *transfer, CURLcode code)
{
	long number = 0;

	curl_easy_getinfo(transfer->handle, CURLINFO_OS_ERRNO, &number);
	switch (code) {
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return true;
	case CURLE_SSL_CONNECT_ERROR: /* an alert is the server's word; the end of the connection is none */
		return number == ECONNRESET || number == EPIPE || strstr(transfer->error, "SYSCALL") ||
		       strstr(transfer->error, "reset") || strstr(transfer->error, "unexpected eof");
	default:
		return false;
	}
}

/* How it ended; the detail lives as long as the transfer. */
static struct fetch_answer answer_of(struct transfer *transfer, CURLcode code)
{
	char *type = NULL, *location = NULL;
	long http = 0;
	struct fetch_answer answer;

	curl_easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &http);
	curl_easy_getinfo(transfer->handle, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(transfer->handle, CURLINFO_REDIRECT_URL, &location);
	if (transfer->too_large)
		return ended(FETCH_TOO_LARGE, NULL);
	if (code == CURLE_OPERATION_TIMEDOUT)
		return (struct fetch_answer){ .end = FETCH_END_TIMEOUT };
	if (code == CURLE_COULDNT_CONNECT)
		return unconnected(transfer);
	if (code == CURLE_PEER_FAILED_VERIFICATION)
		return ended(FETCH_CERTIFICATE, transfer->error);
	if (code == CURLE_SSL_CACERT_BADFILE || code == CURLE_OUT_OF_MEMORY || code == CURLE_FAILED_INIT)
		return (struct fetch_answer){ .end = FETCH_END_LOCAL,
			.detail = slice_of(transfer->error[0] ? transfer->error : curl_easy_strerror(code)) };
	if (is_broken(transfer, code))
		return (struct fetch_answer){ .end = FETCH_END_BROKEN };
	if (code)
		return ended(FETCH_FAILED, transfer->error[0] ? transfer->error : curl_easy_strerror(code));
	if (!has_alternative_name(
		    transfer->handle)) /* RFC 8461 section 3.3: DNS-ID only, and libcurl takes CN too */
		return ended(FETCH_CERTIFICATE, "it has no subjectAltName");
	if (location)
		return ended(FETCH_REDIRECT, location);
	if (http != HTTP_OK) {
		snprintf(transfer->http, sizeof transfer->http, "%d", (int)http);
		return ended(FETCH_HTTP_STATUS, transfer->http);
	}
	answer = ended(FETCH_DONE, type);
	answer.body = bytes_slice(&transfer->body);
	return answer;
}

static void write_answer(struct bytes *out, uint32_t id, struct fetch_answer answer)
{
	answer.id = id;
	answer.detail = slice_part(answer.detail, 0, FETCH_DETAIL_MOST);
	fetch_answer_write(out, &answer);
}

static void set_up(struct transfer *transfer, const struct fetch_request *request)
{
	struct arena scratch = { 0 };
	const char *host = (const char *)arena_copy(&scratch, request->host).at,
		   *address = dns_address_text(&scratch, &request->address);

	transfer->resolve =
		curl_slist_append(NULL, arena_printf(&scratch, "%s:%u:%s", host, request->port, address));
	curl_easy_setopt(transfer->handle, CURLOPT_RESOLVE, transfer->resolve);
	curl_easy_setopt(transfer->handle, CURLOPT_URL,
		arena_printf(&scratch, "https://%s:%u/.well-known/mta-sts.txt", host, request->port));
	curl_easy_setopt(transfer->handle, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(transfer->handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2); /* or later */
	curl_easy_setopt(transfer->handle, CURLOPT_PROXY, ""); /* senders of mail connect themselves */
	curl_easy_setopt(transfer->handle, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(transfer->handle, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(transfer->handle, CURLOPT_CERTINFO, 1L);
	curl_easy_setopt(transfer->handle, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(transfer->handle, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
	curl_easy_setopt(transfer->handle, CURLOPT_USERAGENT, "mailauth-check/" MAILAUTH_VERSION);
	curl_easy_setopt(transfer->handle, CURLOPT_ERRORBUFFER, transfer->error);
	curl_easy_setopt(transfer->handle, CURLOPT_WRITEFUNCTION, receive);
	curl_easy_setopt(transfer->handle, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(transfer->handle, CURLOPT_PRIVATE, transfer);
	if (request->authorities.len)
		curl_easy_setopt(transfer->handle, CURLOPT_CAINFO,
			(const char *)arena_copy(&scratch, request->authorities).at);
	arena_release(&scratch);
}

static void drop(struct transfers *transfers, struct transfer *transfer)
{
	struct transfer **at = &transfers->first;

	while (*at != transfer)
		at = &(*at)->next;
	*at = transfer->next;
	curl_multi_remove_handle(transfers->multi, transfer->handle);
	curl_easy_cleanup(transfer->handle);
	curl_slist_free_all(transfer->resolve);
	bytes_free(&transfer->body);
	free(transfer);
}

static void take_finished(struct transfers *transfers, struct bytes *out)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(transfers->multi, &left))) {
		struct transfer *transfer;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
		write_answer(out, transfer->id, answer_of(transfer, message->data.result));
		drop(transfers, transfer);
	}
}

struct transfers *transfers_open(void)
{
	struct transfers *transfers;
	CURLM *multi;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) || !(multi = curl_multi_init()))
		return NULL;
	transfers = xrealloc(NULL, sizeof *transfers);
	*transfers = (struct transfers){ .multi = multi };
	return transfers;
}

void transfers_close(struct transfers *transfers)
{
	while (transfers->first)
		drop(transfers, transfers->first);
	curl_multi_cleanup(transfers->multi);
	curl_global_cleanup();
	free(transfers);
}

void transfers_allow(struct arena *arena, struct confine_wish *wish)
{
	const curl_version_info_data *built = curl_version_info(CURLVERSION_NOW);

	confine_allow(arena, wish, built->cainfo, CONFINE_READ);
	confine_allow(arena, wish, built->capath, CONFINE_READ);
}

void transfers_begin(struct transfers *transfers, const struct fetch_request *request, struct bytes *out)
{
	const char *unreachable = request->named ? NULL : unreachable_network_of(&request->address);
	struct transfer *transfer;
	CURL *handle = NULL;

	if (unreachable) {
		write_answer(out, request->id, ended(FETCH_UNREACHABLE, unreachable));
		return;
	}
	if (!request->timeout_ms || !(handle = curl_easy_init())) {
		write_answer(out, request->id,
			(struct fetch_answer){
				.end = request->timeout_ms ? FETCH_END_LOCAL : FETCH_END_TIMEOUT });
		return;
	}
	transfer = xrealloc(NULL, sizeof *transfer);
	*transfer = (struct transfer){ .id = request->id, .handle = handle, .next = transfers->first };
	transfers->first = transfer;
	set_up(transfer, request);
	curl_multi_add_handle(transfers->multi, handle);
	curl_multi_perform(transfers->multi, &transfers->running);
}

void transfers_wait(struct transfers *transfers, int socket, bool writes, struct bytes *out)
{
	struct curl_waitfd wait = { .fd = socket,
		.events = (short)(CURL_WAIT_POLLIN | (writes ? CURL_WAIT_POLLOUT : 0)) };

	curl_multi_poll(transfers->multi, &wait, 1, POLL_MS, NULL);
	curl_multi_perform(transfers->multi, &transfers->running);
	take_finished(transfers, out);
}
