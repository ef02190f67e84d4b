/* Numbers to words and back: RR types from types.def, and the ways in which a question ends. */
#include "dns/type.h"

#include "base/nearest.h"

static const struct {
	const char *text;
	uint16_t number;
} types[] = {
#define DNS_TYPE(name, number) { #name, (number) },
#include "dns/types.def"
#undef DNS_TYPE
	{ "NSAP-PTR", DNS_TYPE_NSAP_PTR },
};

enum { TYPES = sizeof types / sizeof *types };

static const char *const outcome_words[] = {
	[DNS_ANSWER] = "answer",
	[DNS_NO_DATA] = "nodata",
	[DNS_NXDOMAIN] = "nxdomain",
	[DNS_PENDING] = "pending",
	[DNS_TIMEOUT] = "timeout",
	[DNS_SERVFAIL] = "servfail",
	[DNS_REFUSED] = "refused",
	[DNS_TRUNCATED] = "truncated",
	[DNS_MALFORMED] = "malformed",
	[DNS_LOOP] = "loop",
	[DNS_UNREAD] = "unread",
	[DNS_OFFLINE] = "offline",
	[DNS_LIMIT] = "limit",
	[DNS_LOCAL] = "local",
};

bool dns_outcome_is_answer(enum dns_outcome outcome)
{
	return outcome == DNS_ANSWER || outcome == DNS_NO_DATA || outcome == DNS_NXDOMAIN;
}

bool dns_outcome_is_failure(enum dns_outcome outcome)
{
	return outcome >= DNS_TIMEOUT && outcome <= DNS_MALFORMED;
}

bool dns_outcome_is_void(enum dns_outcome outcome)
{
	return outcome == DNS_NO_DATA || outcome == DNS_NXDOMAIN;
}

const char *dns_outcome_word(enum dns_outcome outcome)
{
	return outcome_words[outcome];
}

bool dns_outcome_from_word(struct slice word, enum dns_outcome *ret_outcome)
{
	for (size_t i = 0; i < sizeof outcome_words / sizeof *outcome_words; i++) {
		if (i != DNS_PENDING && slice_is_nocase(word, outcome_words[i])) {
			*ret_outcome = (enum dns_outcome)i;
			return true;
		}
	}
	return false;
}

bool dns_type_has_name(uint16_t type)
{
	for (size_t i = 0; i < TYPES; i++)
		if (types[i].number == type)
			return true;
	return false;
}

const char *dns_type_text(struct arena *arena, uint16_t type)
{
	for (size_t i = 0; i < TYPES; i++)
		if (types[i].number == type)
			return types[i].text;
	return arena_printf(arena, "TYPE%u", type);
}

bool dns_type_from_text(struct slice text, uint16_t *ret_type)
{
	uint64_t number;

	for (size_t i = 0; i < TYPES; i++) {
		if (slice_is_nocase(text, types[i].text)) {
			*ret_type = types[i].number;
			return true;
		}
	}
	if (!slice_starts_nocase(text, "TYPE") ||
		!slice_number(slice_part(text, 4, text.len), 65535, &number))
		return false;
	*ret_type = (uint16_t)number;
	return true;
}

const char *dns_type_nearest(struct slice text)
{
	struct nearest nearest = { .word = text };

	for (size_t i = 0; i < TYPES; i++)
		nearest_offer(&nearest, types[i].text);
	return nearest.best;
}
