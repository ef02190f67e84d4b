/* SHA-256, so that texts of any length and bytes become a word. */
#include "print/fingerprint.h"

#include "dkim/digest.h"
#include "judge/baseline.h"

#include <string.h>

const char *fingerprint_of(struct arena *arena, const char *domain, const char *key, size_t number)
{
	uint8_t result[DIGEST_SIZE];
	struct bytes text = { 0 };
	const char *hex;

	bytes_printf(&text, "%s\n%s\n%zu", domain, key, number);
	digest_of(bytes_slice(&text), result);
	text.len = 0;
	for (size_t i = 0; i < DIGEST_SIZE; i++)
		bytes_printf(&text, "%02x", result[i]);
	hex = (const char *)arena_copy(arena, bytes_slice(&text)).at;
	bytes_free(&text);
	return hex;
}

const char **fingerprints_of_report(struct arena *arena, const struct report *report)
{
	const char *domain = report->domain ? dns_name_text(arena, &report->domain->name) : "";
	const char **keys = arena_take_array(arena, report->findings.count + 1, sizeof *keys);
	const char **fingerprints = arena_take_array(arena, report->findings.count + 1, sizeof *fingerprints);

	for (size_t i = 0; i < report->findings.count; i++) {
		size_t number = 1;

		keys[i] = baseline_line(arena, &report->findings.at[i]);
		for (size_t k = 0; k < i; k++)
			number += strcmp(keys[k], keys[i]) == 0;
		fingerprints[i] = fingerprint_of(arena, domain, keys[i], number);
	}
	return fingerprints;
}
