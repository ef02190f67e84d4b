/* Any bytes are a record of every kind, and every rule may look at it: spans stay within the text, fixes are printable. */
#include "support/mutate.h"

#include "check/record.h"
#include "check/report.h"
#include "rules/registry.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct finding *finding)
{
	if (finding->record && (finding->span.first > finding->span.end ||
				       finding->span.end > finding->record->txt->joined.len))
		abort();
	for (const char *c = finding->fix_text ? finding->fix_text : ""; *c; c++)
		if (*c < ' ' || *c > '~')
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct rule *rules[1024];
	const struct rule_set set = { rules, rules_count() };
	struct facts *facts = facts_new(NULL, 10, NULL);
	struct check_options options = { .now = 1795000000 };

	for (size_t i = 0; i < set.count; i++)
		rules[i] = rules_at(i);
	for (int kind = RECORD_SPF; kind <= RECORD_STS_POLICY; kind++) {
		struct arena arena = { 0 };
		struct facts_view view = { .facts = facts };
		struct findings findings = { 0 };
		const struct pasted_record record = { .published = { .name = dns_name_of("example.com"),
							      .type = DNS_TYPE_TXT,
							      .txt = dns_txt_of(
								      &arena, (struct slice){ data, size }),
							      .number = 1,
							      .count = 1 },
			.kind = (enum record_kind)kind };
		const struct domain *domain = domain_of_records(&arena, &view, &record, 1, &options);

		engine_run(&arena, domain, &set, &findings);
		for (size_t i = 0; i < findings.list.count; i++)
			check(&findings.list.at[i]);
		facts_release(&view);
		arena_release(&arena);
	}
	facts_free(facts);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_TAGS | MUTATE_TERMS | MUTATE_LINES | MUTATE_BASE64);
}
