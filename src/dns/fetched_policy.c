/* The words for how a fetch ended. */
#include "dns/fetched_policy.h"

static const char *const words[] = {
	[FETCH_DONE] = "done",
	[FETCH_NO_CONNECTION] = "no-connection",
	[FETCH_TOO_LARGE] = "too-large",
	[FETCH_CERTIFICATE] = "certificate",
	[FETCH_REDIRECT] = "redirect",
	[FETCH_HTTP_STATUS] = "http-status",
	[FETCH_FAILED] = "failed",
	[FETCH_UNREACHABLE] = "unreachable-address",
};

const char *fetch_status_word(enum fetch_status status)
{
	return words[status];
}

bool fetch_status_from_word(struct slice word, enum fetch_status *ret_status)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (slice_is(word, words[i])) {
			*ret_status = (enum fetch_status)i;
			return true;
		}
	}
	return false;
}
