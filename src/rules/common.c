#include "rules/common.h"

enum { STRING_SIZE = 255 };

void report_long_strings(struct rule_run *run, const struct published *published)
{
	const struct dns_txt *txt = published->txt;

	for (size_t i = 0; i < txt->ends.count; i++) {
		uint32_t start = dns_txt_string_start(txt, i), length = txt->ends.at[i] - start;

		if (length > STRING_SIZE)
			finding_fix_text(
				report(run, published, (struct span){ start + STRING_SIZE, txt->ends.at[i] },
					"a character-string of %u octets: everything from here on is too "
					"much",
					length),
				(const char *)arena_copy(run->arena, txt->joined).at);
	}
}
