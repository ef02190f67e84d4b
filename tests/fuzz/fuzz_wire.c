/* Any bytes are an answer to a question; the first byte says to which type. */
#include "support/mutate.h"

#include "dns/wire.h"

#include "base/bytes.h"
#include "dns/present.h"
#include "dns/zone.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is printed of a record is read from a zone file as the same record. */
static void read_back(const struct dns_record *record)
{
	struct dns_question question = { .name = dns_name_of("example.com"), .type = record->type };
	struct zone_set *zones = zone_set_new();
	struct bytes zone = { 0 }, first = { 0 }, second = { 0 };
	struct arena arena = { 0 };
	const struct dns_reply *reply;
	struct text text;

	dns_present_rdata(&first, record);
	bytes_printf(&zone, "example.com. 300 IN %s ", dns_type_text(&arena, record->type));
	bytes_add(&zone, bytes_slice(&first));
	bytes_add_byte(&zone, '\n');
	text = text_of("zone", bytes_slice(&zone));
	zone_set_read(zones, &text, &question.name);
	reply = zone_set_records_at(zones, &arena, &question);
	if (!reply || reply->records.count != 1)
		abort();
	dns_present_rdata(&second, &reply->records.at[0]);
	if (!slice_equal(bytes_slice(&first), bytes_slice(&second)))
		abort();
	bytes_free(&zone);
	bytes_free(&first);
	bytes_free(&second);
	zone_set_free(zones);
	text_close(&text);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t types[] = { DNS_TYPE_TXT, DNS_TYPE_MX, DNS_TYPE_A, DNS_TYPE_AAAA,
		DNS_TYPE_CNAME, DNS_TYPE_SOA, DNS_TYPE_NS };
	struct dns_question question = { .name = dns_name_of("example.com"), .type = DNS_TYPE_TXT };
	struct arena arena = { 0 };
	const struct dns_reply *reply;
	uint8_t rcode;

	if (!size)
		return 0;
	question.type = types[data[0] % (sizeof types / sizeof *types)];
	reply = dns_wire_reply(&arena, &question, (struct slice){ data + 1, size - 1 }, &rcode);
	for (size_t i = 0; i < reply->records.count; i++)
		read_back(&reply->records.at[i]);
	arena_release(&arena);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_packet(data, size, most, seed, 1);
}
