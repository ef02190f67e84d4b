/* Any bytes are a zone file and a script: every record can be decoded, every fault has a place, and names are answered. */
#include "support/mutate.h"

#include "dns/source.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct visit {
	struct zone_set *zones;
	struct arena arena;
};

static void ask(
	void *context, size_t number, const struct dns_name *name, const uint16_t *types, size_t count)
{
	struct visit *visit = context;

	struct dns_name again;

	(void)number;
	if (dns_name_from_text(slice_of(dns_name_absolute_text(&visit->arena, name)), NULL, &again) !=
			DNS_NAME_OK ||
		!dns_name_equal(&again, name))
		abort();
	for (size_t i = 0; i < count; i++) {
		struct dns_question question = { .name = *name, .type = types[i] };

		if (!zone_set_records_at(visit->zones, &visit->arena, &question))
			abort();
		zone_set_answer(visit->zones, &visit->arena, &question);
	}
	arena_release(&visit->arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text text = text_of("zone", (struct slice){ data, size });
	struct dns_name origin = dns_name_of("example.com");
	struct visit visit = { .zones = zone_set_new() };
	struct dns_source *source;
	const char *fault;
	uint32_t line;

	for (size_t i = 0; i + 1 < size; i++) /* no files, and no millions of records, from here */
		if (data[i] == '$' && (data[i + 1] | 32) >= 'g' && (data[i + 1] | 32) <= 'i')
			goto done;
	zone_text_needs_origin(&text);
	zone_set_read(visit.zones, &text, &origin);
	zone_set_finish(visit.zones);
	for (size_t i = 0; i < zone_set_fault_count(visit.zones); i++) {
		struct text_place place = zone_set_fault(visit.zones, i)->place;

		if (place.first > place.end || place.end > size)
			abort();
		text_position(place.text, place.first);
	}
	zone_set_each_name(visit.zones, ask, &visit);
	source = dns_script_source(visit.zones, &text, NULL, &line, &fault);
	if (source)
		dns_source_close(source);
done:
	zone_set_free(visit.zones);
	text_close(&text);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS | MUTATE_LABELS);
}
