/* Any bytes are what the program or mailauth-check-fetch received: a whole message is valid, and written again it is the same bytes. */
#include "tls/fetch_protocol.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A message that is written again is one that is read as whole and the same. */
static void check_request(const struct fetch_request *request)
{
	struct bytes first = { 0 }, second = { 0 };
	struct fetch_request again;
	size_t size;

	if (!fetch_request_is_valid(request))
		abort();
	fetch_request_write(&first, request);
	if (fetch_request_read(bytes_slice(&first), &again, &size) != FETCH_MESSAGE_WHOLE ||
		size != first.len)
		abort();
	fetch_request_write(&second, &again);
	if (!slice_equal(bytes_slice(&first), bytes_slice(&second)))
		abort();
	bytes_free(&first);
	bytes_free(&second);
}

static void check_answer(const struct fetch_answer *answer)
{
	struct bytes first = { 0 }, second = { 0 };
	struct fetch_answer again;
	size_t size;

	if (answer->end > FETCH_END_LAST || answer->status > FETCH_STATUS_LAST ||
		answer->detail.len > FETCH_DETAIL_MOST || answer->body.len > FETCH_BODY_MOST)
		abort();
	fetch_answer_write(&first, answer);
	if (fetch_answer_read(bytes_slice(&first), &again, &size) != FETCH_MESSAGE_WHOLE || size != first.len)
		abort();
	fetch_answer_write(&second, &again);
	if (!slice_equal(bytes_slice(&first), bytes_slice(&second)))
		abort();
	bytes_free(&first);
	bytes_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = { data, size };
	struct fetch_request request;
	struct fetch_answer answer;
	size_t used;

	for (size_t at = 0; at < size; at += used) {
		if (fetch_request_read(slice_part(input, at, size), &request, &used) != FETCH_MESSAGE_WHOLE)
			break;
		if (!used || used > size - at)
			abort();
		check_request(&request);
	}
	for (size_t at = 0; at < size; at += used) {
		if (fetch_answer_read(slice_part(input, at, size), &answer, &used) != FETCH_MESSAGE_WHOLE)
			break;
		if (!used || used > size - at)
			abort();
		check_answer(&answer);
	}
	return 0;
}
