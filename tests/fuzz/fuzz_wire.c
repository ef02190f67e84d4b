/* Any bytes are an answer to a question; the first byte says to which type. */
#include "support/mutate.h"

#include "dns/wire.h"

#include "base/bytes.h"
#include "dns/present.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t types[] = { DNS_TYPE_TXT, DNS_TYPE_MX, DNS_TYPE_A, DNS_TYPE_AAAA,
		DNS_TYPE_CNAME, DNS_TYPE_SOA, DNS_TYPE_NS };
	struct dns_question question = { .name = dns_name_of("example.com"), .type = DNS_TYPE_TXT };
	struct arena arena = { 0 };
	struct bytes out = { 0 };
	const struct dns_reply *reply;
	uint8_t rcode;

	if (!size)
		return 0;
	question.type = types[data[0] % (sizeof types / sizeof *types)];
	reply = dns_wire_reply(&arena, &question, (struct slice){ data + 1, size - 1 }, &rcode);
	for (size_t i = 0; i < reply->records.count; i++)
		dns_present_rdata(&out, &reply->records.at[i]);
	bytes_free(&out);
	arena_release(&arena);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_packet(data, size, most, seed, 1);
}
