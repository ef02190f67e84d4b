/* Any bytes are recognised as something, and what is read of them as a zone has its faults within them. */
#include "support/mutate.h"

#include "input/recognise.h"
#include "input/zone_input.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode(
	void *context, size_t number, const struct dns_name *name, const uint16_t *types, size_t count)
{
	struct zone_set *zones = context;
	struct arena arena = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct dns_question question = { .name = *name, .type = types[i] };

		if (!zone_set_records_of(zones, &arena, &question, number))
			abort();
	}
	arena_release(&arena);
}

static void read_as_zone(struct text *text, const struct origin_wish *wish)
{
	struct zone_set *zones = zone_set_new();
	struct arena arena = { 0 };
	const char *refusal = zone_input_read(&arena, zones, text, wish);

	if (!refusal) {
		zone_set_finish(zones);
		zone_set_each_name(zones, decode, zones);
	}
	for (size_t i = 0; i < zone_set_fault_count(zones); i++) {
		struct text_place place = zone_set_fault(zones, i)->place;

		if (place.first > place.end || place.end > place.text->bytes.len)
			abort();
		text_position(place.text, place.first);
	}
	zone_set_free(zones);
	text_close(text);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct dns_name name = dns_name_of("example.com");
	const char *const paths[] = { "example.com.zone", "x.yaml" };

	for (size_t i = 0; i + 1 < size; i++) /* no files, and no millions of records, from here */
		if (data[i] == '$' && (data[i + 1] | 32) >= 'g' && (data[i + 1] | 32) <= 'i')
			return 0;
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct text text = text_of(paths[i], (struct slice){ data, size });
		struct input input = input_recognise(text.bytes, text.name);

		if (!input.what)
			abort();
		read_as_zone(&text, &(struct origin_wish){ .origin = i ? &name : NULL });
	}
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS | MUTATE_LABELS);
}
