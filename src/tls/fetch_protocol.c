/* Messages between the program and mailauth-check-fetch; their grammar is in the header. */
#include "tls/fetch_protocol.h"

#include "base/ascii.h"

#include <string.h>

enum {
	SIZE_LENGTH = 4,
	REQUEST_LENGTH = 1 + 4 + 4 + 2 + 1 + 1 + 16 + 1 + 2,
	ANSWER_LENGTH = 1 + 4 + 1 + 1 + 4,
	REQUEST_MARK = 'Q',
	ANSWER_MARK = 'A',
	ENDED_FETCH_MOST =
		127, /* up to here a number is of enum fetch_status, and after it of enum fetch_end */
};

/* The fixed part of a message, octet by octet. */
struct cursor {
	const uint8_t *at;
};

static void add_number(struct bytes *out, uint32_t number, unsigned octets)
{
	while (octets--)
		bytes_add_byte(out, (uint8_t)(number >> (8 * octets)));
}

static uint32_t take_number(struct cursor *cursor, unsigned octets)
{
	uint32_t number = 0;

	while (octets--)
		number = number << 8 | *cursor->at++;
	return number;
}

static bool is_host(struct slice host)
{
	for (size_t i = 0; i < host.len; i++)
		if (!ascii_is_alnum(host.at[i]) && !strchr("-_.", host.at[i]))
			return false;
	return host.len && host.len <= FETCH_HOST_MOST && !memchr(host.at, 0, host.len);
}

bool fetch_request_is_valid(const struct fetch_request *request)
{
	return is_host(request->host) && request->port && request->authorities.len <= FETCH_FILE_MOST &&
	       (!request->authorities.len || !memchr(request->authorities.at, 0, request->authorities.len));
}

void fetch_request_write(struct bytes *out, const struct fetch_request *request)
{
	add_number(
		out, (uint32_t)(REQUEST_LENGTH + request->host.len + request->authorities.len), SIZE_LENGTH);
	bytes_add_byte(out, REQUEST_MARK);
	add_number(out, request->id, 4);
	add_number(out, request->timeout_ms, 4);
	add_number(out, request->port, 2);
	bytes_add_byte(out, request->named);
	bytes_add_byte(out, request->address.is_ip6);
	bytes_add(out, (struct slice){ request->address.bytes, sizeof request->address.bytes });
	add_number(out, (uint32_t)request->host.len, 1);
	add_number(out, (uint32_t)request->authorities.len, 2);
	bytes_add(out, request->host);
	bytes_add(out, request->authorities);
}

void fetch_answer_write(struct bytes *out, const struct fetch_answer *answer)
{
	add_number(out, (uint32_t)(ANSWER_LENGTH + answer->detail.len + answer->body.len), SIZE_LENGTH);
	bytes_add_byte(out, ANSWER_MARK);
	add_number(out, answer->id, 4);
	bytes_add_byte(
		out, (uint8_t)(answer->end ? ENDED_FETCH_MOST + (int)answer->end : (int)answer->status));
	add_number(out, (uint32_t)answer->detail.len, 1);
	add_number(out, (uint32_t)answer->body.len, 4);
	bytes_add(out, answer->detail);
	bytes_add(out, answer->body);
}

/* The message after its size, when its size is possible and its mark is right. */
static enum fetch_message open_message(
	struct slice input, uint8_t mark, size_t fixed, size_t most, struct slice *ret_message)
{
	struct cursor cursor = { input.at };
	size_t size;

	if (input.len < SIZE_LENGTH)
		return FETCH_MESSAGE_PART;
	size = take_number(&cursor, SIZE_LENGTH);
	if (size < fixed || size > most || (input.len > SIZE_LENGTH && input.at[SIZE_LENGTH] != mark))
		return FETCH_MESSAGE_BROKEN;
	*ret_message = slice_part(input, SIZE_LENGTH, SIZE_LENGTH + size);
	return ret_message->len < size ? FETCH_MESSAGE_PART : FETCH_MESSAGE_WHOLE;
}

enum fetch_message fetch_request_read(struct slice input, struct fetch_request *ret_request, size_t *ret_size)
{
	struct slice message = { 0 };
	enum fetch_message state = open_message(input, REQUEST_MARK, REQUEST_LENGTH,
		REQUEST_LENGTH + FETCH_HOST_MOST + FETCH_FILE_MOST, &message);
	struct cursor cursor;
	size_t host, file;
	uint32_t named, is_ip6;

	if (state != FETCH_MESSAGE_WHOLE)
		return state;
	cursor.at = message.at + 1;
	*ret_request = (struct fetch_request){ 0 };
	ret_request->id = take_number(&cursor, 4);
	ret_request->timeout_ms = take_number(&cursor, 4);
	ret_request->port = (uint16_t)take_number(&cursor, 2);
	named = take_number(&cursor, 1);
	is_ip6 = take_number(&cursor, 1);
	memcpy(ret_request->address.bytes, cursor.at, sizeof ret_request->address.bytes);
	cursor.at += sizeof ret_request->address.bytes;
	host = take_number(&cursor, 1);
	file = take_number(&cursor, 2);
	if (named > 1 || is_ip6 > 1 || message.len != REQUEST_LENGTH + host + file)
		return FETCH_MESSAGE_BROKEN;
	ret_request->named = named;
	ret_request->address.is_ip6 = is_ip6;
	ret_request->host = slice_part(message, REQUEST_LENGTH, REQUEST_LENGTH + host);
	ret_request->authorities = slice_part(message, REQUEST_LENGTH + host, message.len);
	*ret_size = SIZE_LENGTH + message.len;
	return fetch_request_is_valid(ret_request) ? FETCH_MESSAGE_WHOLE : FETCH_MESSAGE_BROKEN;
}

enum fetch_message fetch_answer_read(struct slice input, struct fetch_answer *ret_answer, size_t *ret_size)
{
	struct slice message = { 0 };
	enum fetch_message state = open_message(input, ANSWER_MARK, ANSWER_LENGTH,
		ANSWER_LENGTH + FETCH_DETAIL_MOST + FETCH_BODY_MOST, &message);
	struct cursor cursor;
	size_t detail, body;
	uint32_t ended;

	if (state != FETCH_MESSAGE_WHOLE)
		return state;
	cursor.at = message.at + 1;
	*ret_answer = (struct fetch_answer){ 0 };
	ret_answer->id = take_number(&cursor, 4);
	ended = take_number(&cursor, 1);
	detail = take_number(&cursor, 1);
	body = take_number(&cursor, 4);
	if (ended > FETCH_STATUS_LAST &&
		(ended <= ENDED_FETCH_MOST || ended > ENDED_FETCH_MOST + FETCH_END_LAST))
		return FETCH_MESSAGE_BROKEN;
	if (body > FETCH_BODY_MOST || message.len != ANSWER_LENGTH + detail + body ||
		(ended != FETCH_DONE && body))
		return FETCH_MESSAGE_BROKEN;
	if (ended > ENDED_FETCH_MOST)
		ret_answer->end = (enum fetch_end)(ended - ENDED_FETCH_MOST);
	else
		ret_answer->status = (enum fetch_status)ended;
	ret_answer->detail = slice_part(message, ANSWER_LENGTH, ANSWER_LENGTH + detail);
	ret_answer->body = slice_part(message, ANSWER_LENGTH + detail, message.len);
	*ret_size = SIZE_LENGTH + message.len;
	return FETCH_MESSAGE_WHOLE;
}
