/* A claim is told by the kind of complaint and by words that leave no doubt. */
#include "bounce/claim.h"

#include "base/slice.h"

static bool says_any(const struct bounce *bounce, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_find_nocase(slice_of(bounce->reply), words[i], 0) >= 0)
			return true;
	return false;
}

#define SAYS(bounce, ...) \
	says_any((bounce), (const char *const[]){ __VA_ARGS__ }, \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

enum bounce_claim bounce_claim_of(const struct bounce *bounce)
{
	switch (bounce->kind) {
	case BOUNCE_DMARC:
		return SAYS(bounce, "DMARC policy", "policy of reject", "policy of quarantine", "p=reject",
			       "p=quarantine", "domain owner policy", "is reject", "owner DMARC")
			       ? CLAIM_DMARC_POLICY
			       : CLAIM_NOTHING;
	case BOUNCE_DMARC_MISSING:
		return CLAIM_DMARC_MISSING;
	case BOUNCE_SPF:
	case BOUNCE_SPF_RECORD:
	case BOUNCE_NO_AUTH:
		if (SAYS(bounce, "hard fail policy", "(-all)", "hardfail policy"))
			return CLAIM_SPF_HARD_FAIL;
		return SAYS(bounce, "no SPF record", "not have an SPF record", "n't have an SPF record",
			       "without an SPF record", "missing SPF record", "SPF record is missing",
			       "no valid SPF record")
			       ? CLAIM_SPF_MISSING
			       : CLAIM_NOTHING;
	default:
		return CLAIM_NOTHING;
	}
}
