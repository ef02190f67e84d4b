/* Finds the parts of an input, and drops, doubles, moves, swaps or changes one. */
#include "support/mutate.h"

#include "base/arena.h"
#include "base/base64.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS_FOUND_MOST = 256, RECORDS_MOST = 64, BASE64_LEAST = 16 };

/* A generator of its own (xorshift), so that a seed always does the same. */
static unsigned next_random(unsigned *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static size_t choose(unsigned *state, size_t count)
{
	return next_random(state) % count;
}

/* Puts bytes in the place of a range; what does not fit is left as it is. Returns the new size. */
static size_t replace(uint8_t *data, size_t size, size_t most, struct span range, struct slice with)
{
	size_t kept = size - (range.end - range.first);

	if (kept + with.len > most)
		return size;
	memmove(data + range.first + with.len, data + range.end, size - range.end);
	if (with.len)
		memcpy(data + range.first, with.at, with.len);
	return kept + with.len;
}

/* Parts between separators; each but the last with the separator after it. */
static size_t find_parts(struct slice text, uint8_t separator, struct span parts[PARTS_FOUND_MOST])
{
	size_t count = 0, at = 0;

	while (at < text.len && count < PARTS_FOUND_MOST) {
		ptrdiff_t end = slice_find(text, separator, at);
		size_t next = end < 0 ? text.len : (size_t)end + 1;

		parts[count++] = (struct span){ (uint32_t)at, (uint32_t)next };
		at = next;
	}
	return count;
}

/* The bytes of a part, changed as libFuzzer does it. */
static size_t change_part(uint8_t *data, size_t size, size_t most, struct span part)
{
	size_t length = part.end - part.first, room = length + 32;
	uint8_t *copy = xrealloc(NULL, room);

	memcpy(copy, data + part.first, length);
	length = LLVMFuzzerMutate(copy, length, room);
	size = replace(data, size, most, part, (struct slice){ copy, length });
	free(copy);
	return size;
}

static size_t mutate_part(uint8_t *data, size_t size, size_t most, unsigned *state, uint8_t separator)
{
	struct span parts[PARTS_FOUND_MOST], part, other;
	size_t count = find_parts((struct slice){ data, size }, separator, parts), length;
	uint8_t *copy;

	if (!count)
		return size;
	part = parts[choose(state, count)];
	other = parts[choose(state, count)];
	length = other.end - other.first;
	copy = xrealloc(NULL, length + 1);
	memcpy(copy, data + other.first, length);
	switch (choose(state, 6)) {
	case 0:
		size = replace(data, size, most, part, (struct slice){ 0 });
		break;
	case 1: /* the other one before it */
		size = replace(data, size, most, (struct span){ part.first, part.first },
			(struct slice){ copy, length });
		break;
	case 2: /* in its place */
		size = replace(data, size, most, part, (struct slice){ copy, length });
		break;
	case 3: /* upper case: names are compared without it */
		for (size_t i = part.first; i < part.end; i++)
			if (data[i] >= 'a' && data[i] <= 'z')
				data[i] = (uint8_t)(data[i] - 32);
		break;
	case 4: /* many times */
		for (size_t times = choose(state, 40); times; times--)
			size = replace(data, size, most, (struct span){ part.first, part.first },
				(struct slice){ copy, length });
		break;
	default:
		size = change_part(data, size, most, part);
	}
	free(copy);
	return size;
}

static bool is_base64(uint8_t byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
	       byte == '+' || byte == '/' || byte == '=';
}

/* A run of base64 that is long enough for more than a word. False when there is none. */
static bool find_base64(const uint8_t *data, size_t size, unsigned *state, struct span *ret_run)
{
	size_t found = 0, first = 0;

	for (size_t i = 0; i <= size; i++) {
		if (i < size && is_base64(data[i]))
			continue;
		if (i - first >= BASE64_LEAST && choose(state, ++found) == 0)
			*ret_run = (struct span){ (uint32_t)first, (uint32_t)i };
		first = i + 1;
	}
	return found;
}

static size_t mutate_base64(uint8_t *data, size_t size, size_t most, unsigned *state)
{
	struct arena arena = { 0 };
	struct span run;

	if (find_base64(data, size, state, &run)) {
		struct base64 decoded =
			base64_decode(&arena, (struct slice){ data + run.first, run.end - run.first });
		size_t room = decoded.bytes.len + 64;
		uint8_t *bytes = arena_take(&arena, room);

		if (decoded.bytes.len)
			memcpy(bytes, decoded.bytes.at, decoded.bytes.len);
		room = LLVMFuzzerMutate(bytes, decoded.bytes.len, room);
		size = replace(data, size, most, run,
			slice_of(base64_encode(&arena, (struct slice){ bytes, room })));
	}
	arena_release(&arena);
	return size;
}

size_t mutate_text(uint8_t *data, size_t size, size_t most, unsigned seed, int parts)
{
	static const uint8_t separators[] = { '\n', ' ', ';', '.' };
	unsigned state = seed | 1;

	next_random(&state);
	if (!size || next_random(&state) & 1)
		return LLVMFuzzerMutate(data, size, most);
	if (parts & MUTATE_BASE64 && choose(&state, 4) == 0)
		return mutate_base64(data, size, most, &state);
	for (;;) {
		size_t kind = choose(&state, sizeof separators);

		if (parts & 1 << kind)
			return mutate_part(data, size, most, &state, separators[kind]);
		if (!(parts & (MUTATE_LINES | MUTATE_TERMS | MUTATE_TAGS | MUTATE_LABELS)))
			return LLVMFuzzerMutate(data, size, most);
	}
}

/* Where a name ends; the end of the message when it does not. */
static size_t skip_name(const uint8_t *message, size_t size, size_t at)
{
	while (at < size && message[at]) {
		if (message[at] >= 0xc0)
			return at + 2;
		at += message[at] + 1U;
	}
	return at + 1;
}

enum { HEADER_SIZE = 12, FIXED_SIZE = 10 /* type, class, TTL and length */ };

struct packet {
	struct span records[RECORDS_MOST];
	size_t data_at[RECORDS_MOST]; /* of the two octets of the length */
	size_t count;
};

/* As many whole records as there are behind the question. */
static void find_records(const uint8_t *message, size_t size, struct packet *packet)
{
	size_t at = skip_name(message, size, HEADER_SIZE) + 4;

	packet->count = 0;
	while (at < size && packet->count < RECORDS_MOST) {
		size_t fixed = skip_name(message, size, at), length;

		if (fixed + FIXED_SIZE > size)
			return;
		length = (size_t)message[fixed + 8] << 8 | message[fixed + 9];
		if (fixed + FIXED_SIZE + length > size)
			return;
		packet->data_at[packet->count] = fixed + 8;
		packet->records[packet->count++] =
			(struct span){ (uint32_t)at, (uint32_t)(fixed + FIXED_SIZE + length) };
		at = fixed + FIXED_SIZE + length;
	}
}

/* The data of a record, changed, and its length put right. */
static size_t change_data(
	uint8_t *message, size_t size, size_t most, const struct packet *packet, size_t number)
{
	size_t at = packet->data_at[number], changed;

	changed = change_part(
		message, size, most, (struct span){ (uint32_t)at + 2, packet->records[number].end });
	size = changed - size + packet->records[number].end - at - 2; /* the new length */
	message[at] = (uint8_t)(size >> 8);
	message[at + 1] = (uint8_t)size;
	return changed;
}

static size_t mutate_records(uint8_t *message, size_t size, size_t most, unsigned *state)
{
	struct packet packet;
	struct span part, other;
	uint8_t *copy;
	size_t length, number;

	find_records(message, size, &packet);
	if (!packet.count)
		return LLVMFuzzerMutate(message, size, most);
	number = choose(state, packet.count);
	part = packet.records[number];
	other = packet.records[choose(state, packet.count)];
	length = other.end - other.first;
	copy = xrealloc(NULL, length);
	memcpy(copy, message + other.first, length);
	switch (choose(state, 4)) {
	case 0:
		size = replace(message, size, most, part, (struct slice){ 0 });
		break;
	case 1:
		size = replace(message, size, most, (struct span){ part.first, part.first },
			(struct slice){ copy, length });
		break;
	case 2:
		size = replace(message, size, most, part, (struct slice){ copy, length });
		break;
	default:
		size = change_data(message, size, most, &packet, number);
	}
	free(copy);
	find_records(message, size, &packet);
	message[6] = 0;
	message[7] = (uint8_t)packet.count;
	memset(message + 8, 0, 4);
	return size;
}

size_t mutate_packet(uint8_t *data, size_t size, size_t most, unsigned seed, size_t skip)
{
	unsigned state = seed | 1;

	next_random(&state);
	if (size < skip + HEADER_SIZE || next_random(&state) & 1)
		return LLVMFuzzerMutate(data, size, most);
	return skip + mutate_records(data + skip, size - skip, most - skip, &state);
}
