/* Numbers to words and back: RR types from types.def. */
#include "dns/type.h"

#include "base/ascii.h"
#include "base/nearest.h"

static const struct {
	const char *text;
	uint16_t number;
	uint8_t length; /* of the text */
} types[] = {
#define DNS_TYPE(name, number) { #name, (number), sizeof #name - 1 },
#include "dns/types.def"
#undef DNS_TYPE
	{ "NSAP-PTR", DNS_TYPE_NSAP_PTR, sizeof "NSAP-PTR" - 1 },
};

enum { TYPES = sizeof types / sizeof *types, TEXT_MOST = sizeof "NSEC3PARAM" - 1 };

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

	/* Most words that are asked about are no types: names, addresses, numbers, text. */
	if (!text.len || !ascii_is_alpha(text.at[0]))
		return false;
	for (size_t i = 0; i < TYPES && text.len <= TEXT_MOST; i++) {
		if (types[i].length == text.len && slice_starts_nocase(text, types[i].text)) {
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
