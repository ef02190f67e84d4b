/* Numbers to words and back: RR types from types.def. */
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
